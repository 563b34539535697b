package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"bokgu/sync/feed"
)

// historyWriter adds to the history of one feed, within a transaction.
type historyWriter struct {
	tx             *sql.Tx
	num            int64 // of the journal
	first, last    int64 // lowest and highest ord; 0 if there is none
	changes, bytes int64
	insert         *sql.Stmt
	known          map[string]int64 // names by their text
}

// openHistory begins to write. The feed must be there.
func openHistory(ctx context.Context, tx *sql.Tx, sub string) (*historyWriter, error) {
	h := &historyWriter{tx: tx, known: make(map[string]int64)}
	if _, err := tx.ExecContext(ctx, `INSERT INTO journal (sub) VALUES (?) ON CONFLICT DO NOTHING`, sub); err != nil {
		return nil, err
	}
	err := tx.QueryRowContext(ctx, `SELECT num, changes, bytes FROM journal WHERE sub = ?`, sub).Scan(&h.num, &h.changes, &h.bytes)
	if err != nil {
		return nil, err
	}
	for order, ord := range map[string]*int64{"ASC": &h.first, "DESC": &h.last} {
		err := tx.QueryRowContext(ctx, `SELECT ord FROM history WHERE journal = ? ORDER BY ord `+order+` LIMIT 1`, h.num).Scan(ord)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	h.last = max(h.last, 0) // only imported ones so far
	h.insert, err = tx.PrepareContext(ctx, `INSERT INTO history (journal, ord, id, at, component, body, names, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	return h, err
}

func (h *historyWriter) close() { _ = h.insert.Close() }

// arrive adds a change that the feed brought, after all others. It returns what
// was written and whether the change had not come from the feed before.
func (h *historyWriter) arrive(ctx context.Context, c *feed.Change, n Names) (body string, isNew bool, err error) {
	if h.first < 0 { // something was imported
		if err := h.forgetImported(ctx, c.ID); err != nil {
			return "", false, err
		}
	}
	body, isNew, err = h.add(ctx, h.last+1, c, n)
	if isNew {
		h.last++
	}
	return body, isNew, err
}

// forgetImported makes room for a change that was only imported: it has not been
// decided about on this device, so when the feed itself brings it, it is new.
func (h *historyWriter) forgetImported(ctx context.Context, id string) error {
	var size int64
	err := h.tx.QueryRowContext(ctx, `DELETE FROM history WHERE journal = ? AND id = ? AND ord < 0 RETURNING octet_length(id) + octet_length(body)`, h.num, id).Scan(&size)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	h.changes, h.bytes = h.changes-1, h.bytes-size-rowBytes
	return err
}

// add writes one change, unless it is there. It returns what was written and
// whether it was.
func (h *historyWriter) add(ctx context.Context, ord int64, c *feed.Change, n Names) (string, bool, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return "", false, err
	}
	num, names, err := h.names(ctx, n)
	if err != nil {
		return "", false, err
	}
	var component any
	switch c.Kind {
	case feed.ChangeComponentStatus, feed.ChangeComponentAdded, feed.ChangeComponentRemoved:
		component = c.ComponentID
	}
	at, body := stamp(c.At), string(raw)
	r, err := h.insert.ExecContext(ctx, h.num, ord, c.ID, at, component, body, num, int64(checksum(c.ID, at, raw, names)))
	if err != nil {
		return "", false, err
	}
	count, err := r.RowsAffected()
	if err != nil || count == 0 {
		return body, false, err
	}
	h.changes++
	h.bytes += int64(len(c.ID)+len(body)) + rowBytes
	return body, true, nil
}

// names returns the number and the text of n.
func (h *historyWriter) names(ctx context.Context, n Names) (int64, []byte, error) {
	text, err := json.Marshal(n)
	if err != nil || len(text) == len("{}") {
		return 0, nil, err
	}
	if num, ok := h.known[string(text)]; ok {
		return num, text, nil
	}
	r, err := h.tx.ExecContext(ctx, `INSERT INTO names (journal, body) VALUES (?, ?) ON CONFLICT DO NOTHING`, h.num, string(text))
	if err != nil {
		return 0, nil, err
	}
	if count, err := r.RowsAffected(); err != nil {
		return 0, nil, err
	} else if count > 0 {
		h.bytes += 2 * int64(len(text)) // it stands in the table and in its index
	}
	var num int64
	if err := h.tx.QueryRowContext(ctx, `SELECT num FROM names WHERE journal = ? AND body = ?`, h.num, string(text)).Scan(&num); err != nil {
		return 0, nil, err
	}
	h.known[string(text)] = num
	return num, text, nil
}

// saveTotals notes how much there is.
func (h *historyWriter) saveTotals(ctx context.Context) error {
	_, err := h.tx.ExecContext(ctx, `UPDATE journal SET changes = ?, bytes = ? WHERE num = ?`, h.changes, h.bytes, h.num)
	return err
}

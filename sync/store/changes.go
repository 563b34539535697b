package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"bokgu/sync/feed"
)

// Pending are the changes that nobody has decided about.
type Pending struct {
	Changes []feed.Change // in the order of their arrival
	Digest  bool          // at least one of them comes from a comparison after a gap
	Held    feed.Cursor   // of the document that was held at that moment: Changes are all that led to it
}

// Pending returns the changes to decide about.
func (s *Store) Pending(ctx context.Context, sub string) (Pending, error) {
	var p Pending
	err := s.tx(ctx, "pending changes of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		switch r, err := readRow(ctx, tx, sub); {
		case err == nil:
			p.Held = feed.Cursor{Epoch: r.epoch, Seq: uint64(r.seq)}
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT ord, id, body, digest, sum FROM pending WHERE sub = ? ORDER BY ord`, sub)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var ord, digest, sum int64
			var id string
			var body []byte
			if err := rows.Scan(&ord, &id, &body, &digest, &sum); err != nil {
				return err
			}
			if err := sealed("a pending change", sum, sub, ord, id, body); err != nil {
				return err
			}
			c, err := change(body)
			if err != nil {
				return err
			}
			p.Changes = append(p.Changes, c)
			p.Digest = p.Digest || digest != 0
		}
		return rows.Err()
	})
	if err != nil {
		return Pending{}, err
	}
	return p, nil
}

// addChanges writes the changes of c to the history and, unless it is a
// baseline, those that had not come here yet to the pending ones.
func (s *Store) addChanges(ctx context.Context, tx *sql.Tx, sub string, c *Commit) error {
	if len(c.Changes) == 0 {
		return nil
	}
	h, err := openHistory(ctx, tx, sub)
	if err != nil {
		return err
	}
	defer h.close()
	n := newNamer(c.Status, c.Payload, func() []byte {
		var payload []byte
		// Without it the change has no name.
		_ = tx.QueryRowContext(ctx, `SELECT payload FROM document WHERE sub = ?`, sub).Scan(&payload)
		return payload
	})
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(ord), 0) FROM pending WHERE sub = ?`, sub).Scan(&last); err != nil {
		return err
	}
	pending, err := tx.PrepareContext(ctx, `INSERT INTO pending (sub, ord, id, body, digest, sum) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sub, id) DO NOTHING`)
	if err != nil {
		return err
	}
	defer pending.Close()
	for i := range c.Changes {
		ch := &c.Changes[i]
		body, isNew, err := h.arrive(ctx, ch, n.names(ch))
		if err != nil {
			return fmt.Errorf("change %s: %w", ch.ID, err)
		}
		if !isNew || c.Baseline {
			continue // known: it was pending once, whatever was decided about it
		}
		last++
		if _, err := pending.ExecContext(ctx, sub, last, ch.ID, body, c.Digest, seal(sub, last, ch.ID, body)); err != nil {
			return fmt.Errorf("change %s: %w", ch.ID, err)
		}
	}
	if err := h.keepBounds(ctx, s.bounds, c.ReceivedAt); err != nil {
		return err
	}
	return s.trimPending(ctx, tx, sub, last)
}

// trimPending holds the pending changes to their bound. ord has no gaps but at
// its start, so the bound is a subtraction. Who loses pending changes is told as
// after a gap.
func (s *Store) trimPending(ctx context.Context, tx *sql.Tx, sub string, last int64) error {
	r, err := tx.ExecContext(ctx, `DELETE FROM pending WHERE sub = ? AND ord <= ?`, sub, last-s.bounds.pending)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE pending SET digest = 1 WHERE sub = ?`, sub)
	return err
}

// change reads a change that this package wrote: if it cannot, the file is
// damaged.
func change(body []byte) (feed.Change, error) {
	var c feed.Change
	if err := json.Unmarshal(body, &c); err != nil {
		return feed.Change{}, fmt.Errorf("%w: stored change: %w", ErrDamaged, err)
	}
	return c, nil
}

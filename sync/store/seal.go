package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
)

// SQLite keeps no checksums. A flipped bit in a text or a number is as good as
// any other to it, and here it would be a state that nobody reported, an alert
// that nobody decided or a document that is fresh for years. So every row that
// matters has a seal: a CRC-32C of its values, which finds every single flipped
// bit.

// seal makes the checksum of values: strings, bytes, booleans and int64.
func seal(values ...any) int64 {
	sum := crc32.New(castagnoli)
	for _, v := range values {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		fmt.Fprintf(sum, "%v\x00", v) // cannot fail
	}
	return int64(sum.Sum32())
}

// sealed checks a row. what names it in the error, which is ErrDamaged.
func sealed(what string, sum int64, values ...any) error {
	if seal(values...) != sum {
		return fmt.Errorf("%w: %s is not what was stored", ErrDamaged, what)
	}
	return nil
}

// row is the part of a document that is not its bytes.
type row struct {
	sha256, keyID, epoch        string
	started, seq                int64
	received, lastContact, ends int64
	sum                         int64
}

func (r *row) values(sub string) []any {
	return []any{sub, r.sha256, r.keyID, r.epoch, r.started, r.seq, r.received, r.lastContact, r.ends}
}

// readRow reads the row of the held document; sql.ErrNoRows if there is none.
func readRow(ctx context.Context, tx *sql.Tx, sub string) (row, error) {
	var r row
	err := tx.QueryRowContext(ctx, `SELECT sha256, key_id, epoch, epoch_started, seq, received_at, last_contact, expires_at, sum FROM document WHERE sub = ?`, sub).
		Scan(&r.sha256, &r.keyID, &r.epoch, &r.started, &r.seq, &r.received, &r.lastContact, &r.ends, &r.sum)
	if err != nil {
		return row{}, err
	}
	return r, sealed("the document of "+sub, r.sum, r.values(sub)...)
}

// touch changes the times of the held document. It returns sql.ErrNoRows if
// there is none.
func touch(ctx context.Context, tx *sql.Tx, sub string, edit func(*row)) error {
	r, err := readRow(ctx, tx, sub)
	if err != nil {
		return err
	}
	edit(&r)
	_, err = tx.ExecContext(ctx, `UPDATE document SET last_contact = ?, expires_at = ?, sum = ? WHERE sub = ?`,
		r.lastContact, r.ends, seal(r.values(sub)...), sub)
	return err
}

// sealAll seals the rows of version 1.
func sealAll(ctx context.Context, tx *sql.Tx) error {
	for _, t := range []struct{ table, columns, key string }{
		{"document", "sub, sha256, key_id, epoch, epoch_started, seq, received_at, last_contact, expires_at", "sub = ?1"},
		{"accepted", "sub, key_id, epoch, epoch_started, seq, sha256", "sub = ?1 AND key_id = ?2"},
		{"pending", "sub, ord, id, body", "sub = ?1 AND ord = ?2"},
		{"alert_state", "sub, body", "sub = ?1"},
		{"outbox", "id, sub, key, body, withdraw, created_at", "id = ?1"},
	} {
		rows, err := allRows(ctx, tx, `SELECT `+t.columns+` FROM `+t.table)
		if err != nil {
			return err
		}
		for _, values := range rows {
			sum := seal(values...)
			if t.table == "outbox" {
				sum = seal(values[1:]...) // the number is given by the database
			}
			// ?3 is the seal; the key is at the start of the columns.
			if _, err := tx.ExecContext(ctx, `UPDATE `+t.table+` SET sum = ?3 WHERE `+t.key, values[0], values[1], sum); err != nil {
				return fmt.Errorf("%s: %w", t.table, err)
			}
		}
	}
	return nil
}

// allRows reads a few rows of whatever columns.
func allRows(ctx context.Context, tx *sql.Tx, query string) ([][]any, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var list [][]any
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, values)
	}
	return list, rows.Err()
}

// checkSeals looks at the rows that decide what is taken for fresh and what for
// old, and at what points to nowhere: it would be forgotten in silence.
func (s *Store) checkSeals(ctx context.Context) error {
	return s.tx(ctx, "seals", func(ctx context.Context, tx *sql.Tx) error {
		subs, err := column[string](ctx, tx, `SELECT sub FROM document`)
		if err != nil {
			return err
		}
		for _, sub := range subs {
			if _, err := readRow(ctx, tx, sub); err != nil {
				return err
			}
			if _, err := accepted(ctx, tx, sub); err != nil {
				return err
			}
		}
		for _, table := range []string{"document", "accepted", "pending", "alert_state", "outbox", "library", "journal"} {
			var stray any
			err := tx.QueryRowContext(ctx, `SELECT parent FROM pragma_foreign_key_check(?)`, table).Scan(&stray)
			if !errors.Is(err, sql.ErrNoRows) {
				return errors.Join(fmt.Errorf("%w: %s has rows of no feed", ErrDamaged, table), err)
			}
		}
		// quick_check does not compare an index with its table.
		lost, err := column[string](ctx, tx, `SELECT sub FROM journal AS j WHERE changes <> (SELECT count(*) FROM history AS h INDEXED BY history_at WHERE h.journal = j.num)`)
		if err == nil && len(lost) > 0 {
			err = fmt.Errorf("%w: the history of %s has not as many changes as were stored", ErrDamaged, lost[0])
		}
		return err
	})
}

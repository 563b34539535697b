package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"bokgu/sync/feed"
)

// Pending are the changes that nobody has decided about.
type Pending struct {
	Changes []feed.Change // in the order of their arrival
	Digest  bool          // at least one of them comes from a comparison after a gap
}

// Pending returns the changes to decide about.
func (s *Store) Pending(ctx context.Context, sub string) (Pending, error) {
	var p Pending
	err := s.tx(ctx, "pending changes of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT body, digest FROM pending WHERE sub = ? ORDER BY ord`, sub)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			var digest bool
			if err := rows.Scan(&body, &digest); err != nil {
				return err
			}
			c, err := change(body)
			if err != nil {
				return err
			}
			p.Changes = append(p.Changes, c)
			p.Digest = p.Digest || digest
		}
		return rows.Err()
	})
	if err != nil {
		return Pending{}, err
	}
	return p, nil
}

// History returns the changes of a feed with from ≤ At < to, newest first, at
// most limit of them. A zero from or to is open; a limit of 0 means all that are
// kept (MaxHistory).
func (s *Store) History(ctx context.Context, sub string, from, to time.Time, limit int) ([]feed.Change, error) {
	if limit <= 0 {
		limit = MaxHistory
	}
	var list []feed.Change
	err := s.tx(ctx, "history of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			`SELECT body FROM history WHERE sub = ? AND at >= ? AND (at < ? OR ?) ORDER BY at DESC, ord DESC LIMIT ?`,
			sub, stamp(from), stamp(to), to.IsZero(), limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			c, err := change(body)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// addChanges writes the changes of c to the history and, unless it is a
// baseline, those that the history did not have yet to the pending ones.
func (s *Store) addChanges(ctx context.Context, tx *sql.Tx, sub string, c *Commit) error {
	if len(c.Changes) == 0 {
		return nil
	}
	var lastHistory, lastPending int64
	if err := tx.QueryRowContext(ctx,
		`SELECT (SELECT coalesce(max(ord), 0) FROM history WHERE sub = :sub), (SELECT coalesce(max(ord), 0) FROM pending WHERE sub = :sub)`,
		sql.Named("sub", sub)).Scan(&lastHistory, &lastPending); err != nil {
		return err
	}
	history, err := tx.PrepareContext(ctx, `INSERT INTO history (sub, ord, id, at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sub, id) DO NOTHING`)
	if err != nil {
		return err
	}
	defer history.Close()
	pending, err := tx.PrepareContext(ctx, `INSERT INTO pending (sub, ord, id, body, digest) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sub, id) DO NOTHING`)
	if err != nil {
		return err
	}
	defer pending.Close()
	for i := range c.Changes {
		ch := &c.Changes[i]
		body, err := json.Marshal(ch)
		if err != nil {
			return fmt.Errorf("change %s: %w", ch.ID, err)
		}
		r, err := history.ExecContext(ctx, sub, lastHistory+1, ch.ID, stamp(ch.At), string(body))
		if err != nil {
			return fmt.Errorf("change %s: %w", ch.ID, err)
		}
		if n, err := r.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			continue // known: it was pending once, whatever was decided about it
		}
		lastHistory++
		if c.Baseline {
			continue
		}
		lastPending++
		if _, err := pending.ExecContext(ctx, sub, lastPending, ch.ID, string(body), c.Digest); err != nil {
			return fmt.Errorf("change %s: %w", ch.ID, err)
		}
	}
	return s.trim(ctx, tx, sub, lastHistory, lastPending)
}

// trim holds both lists to their bounds. ord has no gaps but at its start, so the
// bound is a subtraction. Who loses pending changes is told as after a gap.
func (s *Store) trim(ctx context.Context, tx *sql.Tx, sub string, lastHistory, lastPending int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM history WHERE sub = ? AND ord <= ?`, sub, lastHistory-s.maxHistory); err != nil {
		return err
	}
	r, err := tx.ExecContext(ctx, `DELETE FROM pending WHERE sub = ? AND ord <= ?`, sub, lastPending-s.maxPending)
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

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// keepShown is how long the outbox remembers what was shown: as long as a
// change stays in a document's tail, so that a report of a double alert can be
// looked into.
const keepShown = 72 * time.Hour

// Decision is what alert.Decide made of pending changes.
type Decision struct {
	Through []string        // ids of the changes that were decided about
	State   json.RawMessage // the new alert state; nil leaves the old one
	Outbox  []Outgoing      // what is to be shown or withdrawn, in order
}

// Outgoing is one alert on its way to the screen.
type Outgoing struct {
	ID        int64           // given by the store
	Sub       string          // in a Decision "" means its feed
	Key       string          // identity of the notification: the newest of a key replaces the others
	Body      json.RawMessage // what to show; the store does not look into it
	Withdraw  bool            // take the notification of this key away
	CreatedAt time.Time
}

// Decide stores a decision: its changes are no longer pending, the alert state
// is the new one, the outbox is filled; all or nothing. An alert that nobody has
// shown yet gives way to a newer one of the same key.
func (s *Store) Decide(ctx context.Context, sub string, d Decision) error {
	if d.State != nil && !json.Valid(d.State) {
		return fmt.Errorf("store: decision about %s: alert state is not JSON", sub)
	}
	for i := range d.Outbox {
		if o := &d.Outbox[i]; o.Key == "" {
			return fmt.Errorf("store: decision about %s: outbox[%d]: no key", sub, i)
		} else if o.Body != nil && !json.Valid(o.Body) {
			return fmt.Errorf("store: decision about %s: outbox[%d]: body is not JSON", sub, i)
		} else if o.Sub != "" && o.Sub != sub {
			return fmt.Errorf("store: decision about %s: outbox[%d]: is about %s", sub, i, o.Sub)
		}
	}
	return s.tx(ctx, "decision about "+sub, func(ctx context.Context, tx *sql.Tx) error {
		if err := addFeed(ctx, tx, sub); err != nil {
			return err
		}
		for _, id := range d.Through {
			if _, err := tx.ExecContext(ctx, `DELETE FROM pending WHERE sub = ? AND id = ?`, sub, id); err != nil {
				return err
			}
		}
		if d.State != nil {
			if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO alert_state (sub, body, sum) VALUES (?, ?, ?)`, sub, string(d.State), seal(sub, []byte(d.State))); err != nil {
				return err
			}
		}
		for i := range d.Outbox {
			o := &d.Outbox[i]
			if _, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE sub = ? AND key = ? AND shown_at IS NULL`, sub, o.Key); err != nil {
				return err
			}
			body := o.Body
			if body == nil {
				body = json.RawMessage("null")
			}
			withdraw, created := int64(0), stamp(o.CreatedAt)
			if o.Withdraw {
				withdraw = 1
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO outbox (sub, key, body, withdraw, created_at, sum) VALUES (?, ?, ?, ?, ?, ?)`,
				sub, o.Key, string(body), withdraw, created, seal(sub, o.Key, []byte(body), withdraw, created)); err != nil {
				return err
			}
		}
		return nil
	})
}

// AlertState returns what the last Decide stored, nil before the first.
func (s *Store) AlertState(ctx context.Context, sub string) (json.RawMessage, error) {
	var body []byte
	err := s.tx(ctx, "alert state of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		var sum int64
		err := tx.QueryRowContext(ctx, `SELECT body, sum FROM alert_state WHERE sub = ?`, sub).Scan(&body, &sum)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		}
		return sealed("the alert state of "+sub, sum, sub, body)
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}

// Outbox returns what is still to be shown, of all feeds, oldest first.
func (s *Store) Outbox(ctx context.Context) ([]Outgoing, error) {
	var list []Outgoing
	err := s.tx(ctx, "outbox", func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, sub, key, body, withdraw, created_at, sum FROM outbox WHERE shown_at IS NULL ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var o Outgoing
			var body []byte
			var withdraw, created, sum int64
			if err := rows.Scan(&o.ID, &o.Sub, &o.Key, &body, &withdraw, &created, &sum); err != nil {
				return err
			}
			if err := sealed(fmt.Sprintf("alert %d", o.ID), sum, o.Sub, o.Key, body, withdraw, created); err != nil {
				return err
			}
			o.Body, o.Withdraw, o.CreatedAt = body, withdraw != 0, moment(created)
			list = append(list, o)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// Shown notes that an alert has been shown (or withdrawn) at at; it leaves the
// outbox. Call it after showing: a crash in between shows an alert twice, which
// its key turns into a replacement, and never loses one. An id that has given
// way to a newer alert is no error.
func (s *Store) Shown(ctx context.Context, id int64, at time.Time) error {
	return s.tx(ctx, fmt.Sprintf("alert %d shown", id), func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE outbox SET shown_at = ? WHERE id = ? AND shown_at IS NULL`, stamp(at), id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE shown_at < ?`, stamp(at.Add(-keepShown)))
		return err
	})
}

// NotificationID returns the id under which owner, one run of the desktop's
// notification service, shows the notification of key; 0 if it shows none.
func (s *Store) NotificationID(ctx context.Context, key, owner string) (uint32, error) {
	var id int64
	err := s.tx(ctx, "notification id of "+key, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT id FROM notification_ids WHERE key = ? AND owner = ?`, key, owner).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if id < 0 || id > math.MaxUint32 {
		return 0, nil // no service gives such a number
	}
	return uint32(id), nil
}

// SetNotificationID stores the id that owner gave to the notification of key; 0
// forgets it. Ids of other owners are dropped: their service is gone, and its
// successor may give the same numbers to other programs.
func (s *Store) SetNotificationID(ctx context.Context, key, owner string, id uint32) error {
	return s.tx(ctx, "notification id of "+key, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM notification_ids WHERE owner <> ? OR key = ?`, owner, key); err != nil || id == 0 {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO notification_ids (key, owner, id) VALUES (?, ?, ?)`, key, owner, id)
		return err
	})
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"bokgu/sync/feed"
)

// Bounds of what is kept per feed.
const (
	// MaxPending is how many undecided changes are kept. The tail of a document
	// (64 KiB) holds some 400; whoever has more waiting gets a digest.
	MaxPending = 2000
)

// Held is what the store holds of one feed. The zero Held is a feed without a
// document.
type Held struct {
	Payload     []byte // the verified bytes
	Status      *feed.Status
	Report      feed.Report // what was left out of Status when it was read
	SHA256      string      // lower-case hex of Payload
	KeyID       string      // the key that had signed it
	ReceivedAt  time.Time   // when this document came
	LastContact time.Time   // when the feed last gave a sign of life
	ExpiresAt   time.Time   // as renewed by freshness records

	Library       *feed.Library
	LibrarySHA256 string
}

// Commit is one accepted document.
type Commit struct {
	Payload      []byte
	Status       *feed.Status // what Payload says; nil: the store reads it itself where it needs names from it
	SHA256       string       // lower-case hex of Payload; checked
	KeyID        string
	Epoch        string
	EpochStarted time.Time
	Seq          uint64
	ExpiresAt    time.Time
	ReceivedAt   time.Time
	Changes      []feed.Change // since the document that was held, oldest first
	Digest       bool          // Changes are a comparison after a gap
	Baseline     bool          // the feed's first document: Changes are history, nobody is alerted
}

// Held returns what is held of a feed, the zero Held if nothing is. The result
// belongs to the caller.
func (s *Store) Held(ctx context.Context, sub string) (Held, error) {
	var h Held
	var library []byte
	err := s.tx(ctx, "held document of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		r, err := readRow(ctx, tx, sub)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		default:
			h.SHA256, h.KeyID = r.sha256, r.keyID
			h.ReceivedAt, h.LastContact, h.ExpiresAt = moment(r.received), moment(r.lastContact), moment(r.ends)
			if err := tx.QueryRowContext(ctx, `SELECT payload FROM document WHERE sub = ?`, sub).Scan(&h.Payload); err != nil {
				return err
			}
		}
		err = tx.QueryRowContext(ctx, `SELECT payload, sha256 FROM library WHERE sub = ?`, sub).Scan(&library, &h.LibrarySHA256)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return Held{}, err
	}
	// Both are read at the same time: the screen waits for them when the app starts.
	var reading sync.WaitGroup
	if library != nil {
		reading.Go(func() { h.Library = libraryOf(library, h.LibrarySHA256) })
	}
	if h.Payload != nil {
		reading.Go(func() { h.Status, h.Report, err = feed.Parse(h.Payload) })
		if hash(h.Payload) != h.SHA256 {
			reading.Wait()
			return Held{}, s.suspect(fmt.Errorf("store: document of %s is not what was stored: %w", sub, ErrDamaged))
		}
	}
	reading.Wait()
	if err != nil {
		return Held{}, fmt.Errorf("store: document of %s: %w", sub, err)
	}
	if h.Library == nil {
		h.LibrarySHA256 = ""
	}
	return h, nil
}

// libraryOf is the library, or nil if it cannot be used. Such a one is as good as
// none: without its hash it is fetched again, and the board does not wait for it.
func libraryOf(library []byte, sum string) *feed.Library {
	if hash(library) != sum {
		return nil
	}
	l, _, err := feed.ParseLibrary(library)
	if err != nil {
		return nil
	}
	return l
}

// Commit stores a document, moves the cursor and queues its changes, all in one
// transaction. A change whose id was stored before is not queued again.
// Repeating a Commit changes nothing but the last contact. ErrOlder and
// ErrConflict leave everything as it was; they are judged per feed, over all keys
// that KeepKeys has not dropped.
func (s *Store) Commit(ctx context.Context, sub string, c Commit) error {
	what := "commit to " + sub
	switch {
	case sub == "":
		return errors.New("store: commit: no feed named")
	case c.Epoch == "":
		return fmt.Errorf("store: %s: document without an epoch", what)
	case hash(c.Payload) != c.SHA256:
		return fmt.Errorf("store: %s: sha256 %q is not that of the payload", what, c.SHA256)
	}
	return s.tx(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		if err := addFeed(ctx, tx, sub); err != nil {
			return err
		}
		repeated, err := compare(ctx, tx, sub, &c)
		if err != nil {
			return err
		}
		if repeated {
			return touch(ctx, tx, sub, func(r *row) { r.lastContact = stamp(c.ReceivedAt) })
		}
		// First the changes: they are named after the document that is replaced, too.
		if err := s.addChanges(ctx, tx, sub, &c); err != nil {
			return err
		}
		r := row{
			sha256: c.SHA256, keyID: c.KeyID, epoch: c.Epoch, started: stamp(c.EpochStarted), seq: int64(c.Seq),
			received: stamp(c.ReceivedAt), lastContact: stamp(c.ReceivedAt), ends: stamp(c.ExpiresAt),
		}
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO document
			(sub, payload, sha256, key_id, epoch, epoch_started, seq, received_at, last_contact, expires_at, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			sub, c.Payload, r.sha256, r.keyID, r.epoch, r.started, r.seq, r.received, r.lastContact, r.ends, seal(r.values(sub)...)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO accepted (sub, key_id, epoch, epoch_started, seq, sha256, sum) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			sub, r.keyID, r.epoch, r.started, r.seq, r.sha256, seal(sub, r.keyID, r.epoch, r.started, r.seq, r.sha256)); err != nil {
			return err
		}
		return nil
	})
}

// compare holds c to the highest documents accepted so far. It reports whether c
// is the very document that is held.
func compare(ctx context.Context, tx *sql.Tx, sub string, c *Commit) (repeated bool, err error) {
	list, err := accepted(ctx, tx, sub)
	if err != nil {
		return false, err
	}
	started := moment(stamp(c.EpochStarted)) // with the precision of what it is compared to
	for _, r := range list {
		epoch, us, n, sum := r.epoch, r.started, r.seq, r.sha256
		seq := uint64(n)
		// The order of feed.Status.Newer.
		older := started.Before(moment(us))
		same := started.Equal(moment(us)) // two epochs that started together have no order
		if c.Epoch == epoch {
			older, same = c.Seq < seq, c.Seq == seq
		}
		switch {
		case older:
			return false, fmt.Errorf("document %d of epoch %s: %w (document %d of epoch %s)", c.Seq, c.Epoch, ErrOlder, seq, epoch)
		case same && (sum != c.SHA256 || c.Epoch != epoch):
			return false, fmt.Errorf("document %d of epoch %s: %w", c.Seq, c.Epoch, ErrConflict)
		case same:
			repeated = true
		}
	}
	return repeated, nil
}

// accepted returns the highest documents accepted, one for each key.
func accepted(ctx context.Context, tx *sql.Tx, sub string) ([]row, error) {
	rows, err := tx.QueryContext(ctx, `SELECT key_id, epoch, epoch_started, seq, sha256, sum FROM accepted WHERE sub = ?`, sub)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.keyID, &r.epoch, &r.started, &r.seq, &r.sha256, &r.sum); err != nil {
			return nil, err
		}
		if err := sealed("the cursor of "+sub, r.sum, sub, r.keyID, r.epoch, r.started, r.seq, r.sha256); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// KeepKeys drops what was accepted from keys that are not named. It is for a
// profile that has retired a key: documents of a stolen key, however far ahead
// their numbers, then no longer stand in the way of those of its successor.
func (s *Store) KeepKeys(ctx context.Context, sub string, ids []string) error {
	list, err := json.Marshal(append([]string{}, ids...))
	if err != nil {
		return fmt.Errorf("store: keys of %s: %w", sub, err)
	}
	return s.exec(ctx, "keys of "+sub,
		`DELETE FROM accepted WHERE sub = ? AND key_id NOT IN (SELECT value FROM json_each(?))`, sub, string(list))
}

// Renew takes in a verified freshness record: the document is current at at and
// valid until the record expires. An expiry never moves back. ErrNotHeld if the
// record is about another document than the one held (epoch, seq and hash).
func (s *Store) Renew(ctx context.Context, sub string, f feed.Freshness, at time.Time) error {
	return s.tx(ctx, "renew "+sub, func(ctx context.Context, tx *sql.Tx) error {
		r, err := readRow(ctx, tx, sub)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || r.epoch != f.Epoch || r.seq != int64(f.Seq) || r.sha256 != f.SHA256 {
			return fmt.Errorf("freshness of document %d of epoch %s: %w", f.Seq, f.Epoch, ErrNotHeld)
		}
		return touch(ctx, tx, sub, func(r *row) {
			r.ends, r.lastContact = max(r.ends, stamp(f.ExpiresAt)), stamp(at)
		})
	})
}

// Contact notes a sign of life from the feed. Without a document it does
// nothing.
func (s *Store) Contact(ctx context.Context, sub string, at time.Time) error {
	return s.tx(ctx, "contact with "+sub, func(ctx context.Context, tx *sql.Tx) error {
		err := touch(ctx, tx, sub, func(r *row) { r.lastContact = stamp(at) })
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
}

// SaveLibrary stores the verified bytes of a feed's library.
func (s *Store) SaveLibrary(ctx context.Context, sub string, payload []byte, sha256 string) error {
	if hash(payload) != sha256 {
		return fmt.Errorf("store: library of %s: sha256 %q is not that of the payload", sub, sha256)
	}
	return s.tx(ctx, "library of "+sub, func(ctx context.Context, tx *sql.Tx) error {
		if err := addFeed(ctx, tx, sub); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO library (sub, payload, sha256) VALUES (?, ?, ?)`, sub, payload, sha256)
		return err
	})
}

// RemoveFeed forgets everything about a feed, its history and its unshown alerts
// too. Removing what is not there is no error.
func (s *Store) RemoveFeed(ctx context.Context, sub string) error {
	return s.exec(ctx, "remove "+sub, `DELETE FROM feed WHERE sub = ?`, sub)
}

// addFeed makes the row that all others of a feed hang on.
func addFeed(ctx context.Context, tx *sql.Tx, sub string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO feed (sub) VALUES (?) ON CONFLICT DO NOTHING`, sub)
	return err
}

// exec runs one statement in a transaction of its own.
func (s *Store) exec(ctx context.Context, what, query string, args ...any) error {
	return s.tx(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

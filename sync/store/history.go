package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"bokgu/sync/feed"
)

// Entry is one change of the history.
type Entry struct {
	Change feed.Change
	Names  Names // of the time when it came; empty where nobody knew any
}

// Query selects entries. The zero Query asks for the newest of all.
type Query struct {
	From, To  time.Time // From ≤ Change.At < To; zero is open
	States    bool      // only changes of the state of components, for a strip chart
	Component string    // only those of this component
	Before    Mark      // continues where a Page ended
	Limit     int       // at most that many; 0 means MaxPage, and more than that is MaxPage
}

// MaxPage bounds one answer of Entries: its rows are read in some 100 ms, for
// which a document that arrives has to wait.
const MaxPage = 10_000

// Mark is a place in the history. The zero Mark is its newest end.
type Mark struct {
	set     bool
	at, ord int64
}

// Page is a part of the history, newest first.
type Page struct {
	Entries []Entry
	More    bool // there is more, before Next
	Next    Mark
}

// History returns the changes of a feed with from ≤ At < to, newest first, at
// most limit of them. A zero from or to is open; a limit of 0 means all that are
// kept (MaxHistory).
func (s *Store) History(ctx context.Context, sub string, from, to time.Time, limit int) ([]feed.Change, error) {
	var list []feed.Change
	q := Query{From: from, To: to, Limit: limit}
	for {
		page, err := s.Entries(ctx, sub, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Entries {
			list = append(list, page.Entries[i].Change)
		}
		if !page.More || limit > 0 && len(list) >= limit {
			return list, nil
		}
		q.Before, q.Limit = page.Next, max(0, limit-len(list))
	}
}

// Entries returns a page of the history of a feed, newest first: by the time of
// the change, and where that is the same by arrival. Changes that come between
// two pages are not missed and not repeated, unless they carry an old time.
func (s *Store) Entries(ctx context.Context, sub string, q Query) (Page, error) {
	what := "history of " + sub
	if q.Limit <= 0 || q.Limit > MaxPage {
		q.Limit = MaxPage
	}
	to := int64(math.MaxInt64)
	if !q.To.IsZero() {
		to = stamp(q.To)
	}
	if !q.Before.set {
		q.Before = Mark{at: math.MaxInt64, ord: math.MaxInt64}
	}
	by, filter := "history_at", ""
	switch {
	case q.Component != "":
		by, filter = "history_component", " AND component = :component"
	case q.States:
		filter = " AND (h.ord IS NULL OR h.component IS NOT NULL)"
	}
	args := []any{
		sql.Named("sub", sub), sql.Named("from", stamp(q.From)), sql.Named("to", to), sql.Named("at", q.Before.at),
		sql.Named("ord", q.Before.ord), sql.Named("component", q.Component), sql.Named("limit", q.Limit+1),
	}
	var stored []storedEntry
	err := s.tx(ctx, what, func(ctx context.Context, tx *sql.Tx) (err error) {
		// Through the index alone, and then to the rows: one that an index leads
		// to and that is not there would otherwise be left out in silence.
		index := `SELECT journal, at, ord FROM history INDEXED BY ` + by + `
			WHERE journal = (SELECT num FROM journal WHERE sub = :sub) AND at >= :from AND at < :to AND (at, ord) < (:at, :ord)`
		if by == "history_component" {
			index, filter = index+filter, ""
		}
		stored, err = readEntries(ctx, tx, `(`+index+`) AS i LEFT JOIN history AS h ON h.journal = i.journal AND h.ord = i.ord`,
			filter+` ORDER BY i.at DESC, i.ord DESC LIMIT :limit`, args...)
		if err != nil || len(stored) > q.Limit || filter != "" {
			return err
		}
		// An index that is out of order ends a search early, from one side or
		// the other.
		var count int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM (`+index+` ORDER BY at, ord)`, args...).Scan(&count); err != nil {
			return err
		}
		if count != len(stored) {
			return fmt.Errorf("%w: %d changes from one side, %d from the other", ErrDamaged, len(stored), count)
		}
		return nil
	})
	if err != nil {
		return Page{}, err
	}
	page := Page{More: len(stored) > q.Limit}
	if page.More {
		stored = stored[:q.Limit]
		last := &stored[q.Limit-1]
		page.Next = Mark{set: true, at: last.at, ord: last.ord}
	}
	// Reading JSON takes longer than reading rows; nobody waits for it.
	if page.Entries, err = entries(stored); err != nil {
		return Page{}, s.suspect(s.wrap(what, err))
	}
	return page, nil
}

// States returns the last known state of every component of a feed at a moment,
// by component id: where the strips of a chart begin. A component that was gone
// by then, or whose first change came later, is not in it.
func (s *Store) States(ctx context.Context, sub string, at time.Time) (map[string]feed.ComponentStatus, error) {
	var stored []storedEntry
	err := s.tx(ctx, "states of "+sub, func(ctx context.Context, tx *sql.Tx) (err error) {
		// The last of a component by (at, ord). max alone takes any of those with the same time.
		stored, err = readEntries(ctx, tx, `
			(SELECT journal, component, max(at) AS at FROM history INDEXED BY history_component
				WHERE journal = (SELECT num FROM journal WHERE sub = ?) AND component IS NOT NULL AND at <= ? GROUP BY component) AS last
			JOIN history AS i INDEXED BY history_component ON i.journal = last.journal AND i.component = last.component AND i.at = last.at
			LEFT JOIN history AS h ON h.journal = i.journal AND h.ord = i.ord`, ` ORDER BY i.ord`, sub, stamp(at))
		return err
	})
	if err != nil {
		return nil, err
	}
	list, err := entries(stored)
	if err != nil {
		return nil, s.suspect(s.wrap("states of "+sub, err))
	}
	states := make(map[string]feed.ComponentStatus, len(list))
	for i := range list {
		c := &list[i].Change
		if c.Kind == feed.ChangeComponentRemoved {
			delete(states, c.ComponentID)
		} else {
			states[c.ComponentID] = feed.ComponentStatus(c.To)
		}
	}
	return states, nil
}

// storedEntry is a row of the history.
type storedEntry struct {
	ord, at     int64
	id          string
	body, names []byte
	named       int64
	sum         int64
}

// readEntries reads rows of the history (h) that an index (i) leads to.
func readEntries(ctx context.Context, tx *sql.Tx, from, rest string, args ...any) ([]storedEntry, error) {
	rows, err := tx.QueryContext(ctx, `SELECT i.ord, i.at, h.id, h.body, h.names, h.sum, n.body
		FROM `+from+` LEFT JOIN names AS n ON n.num = h.names WHERE true`+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []storedEntry
	for rows.Next() {
		var e storedEntry
		var id sql.NullString
		var named, sum sql.NullInt64
		if err := rows.Scan(&e.ord, &e.at, &id, &e.body, &named, &sum, &e.names); err != nil {
			return nil, err
		}
		e.id, e.named, e.sum = id.String, named.Int64, sum.Int64 // what is not there has no seal
		list = append(list, e)
	}
	return list, rows.Err()
}

// entries reads what is in rows. Its error is ErrDamaged.
func entries(stored []storedEntry) ([]Entry, error) {
	if len(stored) == 0 {
		return nil, nil
	}
	list := make([]Entry, 0, len(stored))
	known := make(map[int64]Names)
	for i := range stored {
		e, err := stored[i].entry(known)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// entry reads one row. known holds names that were read before.
func (e *storedEntry) entry(known map[int64]Names) (Entry, error) {
	if e.sum != int64(checksum(e.id, e.at, e.body, e.names)) {
		return Entry{}, fmt.Errorf("%w: stored change %d is not what was stored", ErrDamaged, e.ord)
	}
	c, err := change(e.body)
	if err != nil {
		return Entry{}, err
	}
	names, ok := known[e.named]
	if !ok && e.named != 0 {
		if err := json.Unmarshal(e.names, &names); err != nil {
			return Entry{}, fmt.Errorf("%w: names of stored change %d: %w", ErrDamaged, e.ord, err)
		}
		known[e.named] = names
	}
	return Entry{c, names}, nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is what a row of the history is held to.
func checksum(id string, at int64, body, names []byte) uint32 {
	sum := crc32.Update(0, castagnoli, binary.BigEndian.AppendUint64(append([]byte(id), 0), uint64(at)))
	sum = crc32.Update(sum, castagnoli, body)
	return crc32.Update(sum, castagnoli, append([]byte{0}, names...))
}

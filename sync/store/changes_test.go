package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// numbered returns n changes of document seq, a minute apart.
func numbered(seq uint64, n int) []feed.Change {
	list := make([]feed.Change, n)
	for i := range list {
		list[i] = feed.Change{ID: feed.ChangeID("e", seq, i), At: day.Add(time.Duration(seq)*time.Hour + time.Duration(i)*time.Minute), Kind: feed.ChangeStage}
	}
	return list
}

func commitChanges(t testing.TB, s *Store, seq uint64, changes []feed.Change, edit func(*Commit)) {
	t.Helper()
	c := commit(t, nil, document("e", seq, 1))
	c.Baseline, c.Changes = false, changes
	if edit != nil {
		edit(&c)
	}
	must(t, s.Commit(t.Context(), "a", c))
}

func TestChangesArePendingOnceInOrder(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	commitChanges(t, s, 1, numbered(1, 2), func(c *Commit) { c.Baseline = true })
	if p, err := s.Pending(ctx, "a"); err != nil || len(p.Changes) != 0 {
		t.Fatalf("a baseline alerts: %v, %v", p, err)
	}
	commitChanges(t, s, 2, numbered(2, 12), nil)
	want := ids(numbered(2, 12)) // e.2.10 comes after e.2.9
	p, err := s.Pending(ctx, "a")
	if err != nil || !slices.Equal(ids(p.Changes), want) || p.Digest {
		t.Fatalf("%v %v, %v", ids(p.Changes), p.Digest, err)
	}
	must(t, s.Decide(ctx, "a", Decision{Through: want[:5]}))

	// A later document brings some of them again, decided and undecided ones.
	commitChanges(t, s, 3, append(numbered(2, 12), numbered(3, 1)...), func(c *Commit) { c.Digest = true })
	p, err = s.Pending(ctx, "a")
	if err != nil || !slices.Equal(ids(p.Changes), append(want[5:], "e.3.0")) || !p.Digest || p.Held != (feed.Cursor{Epoch: "e", Seq: 3}) {
		t.Fatalf("%v %v, %v", ids(p.Changes), p.Digest, err)
	}
	must(t, s.Decide(ctx, "a", Decision{Through: []string{"e.3.0", "no such id"}}))
	if p, err = s.Pending(ctx, "a"); err != nil || p.Digest || len(p.Changes) != 7 {
		t.Errorf("the digest was decided, still: %+v, %v", p, err)
	}
}

func TestHistory(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	commitChanges(t, s, 1, numbered(1, 3), func(c *Commit) { c.Baseline = true })
	commitChanges(t, s, 2, numbered(2, 3), nil)
	start := day.Add(time.Hour)
	for _, c := range []struct {
		from, to time.Time
		limit    int
		want     string
	}{
		{time.Time{}, time.Time{}, 0, "[e.2.2 e.2.1 e.2.0 e.1.2 e.1.1 e.1.0]"},
		{time.Time{}, time.Time{}, 2, "[e.2.2 e.2.1]"},
		{start.Add(time.Minute), start.Add(time.Hour), 0, "[e.1.2 e.1.1]"}, // from is in, to is out
		{start.Add(2 * time.Hour), time.Time{}, 0, "[]"},
	} {
		got, err := s.History(ctx, "a", c.from, c.to, c.limit)
		if err != nil || fmt.Sprint(ids(got)) != c.want {
			t.Errorf("from %v to %v limit %d: %v, %v; want %s", c.from, c.to, c.limit, ids(got), err, c.want)
		}
	}
	if got, err := s.History(ctx, "b", time.Time{}, time.Time{}, 0); err != nil || len(got) != 0 {
		t.Errorf("another feed: %v, %v", got, err)
	}
}

// fill puts n old changes into the pending list of a feed, without the long way
// through Commit.
func fill(t testing.TB, s *Store, sub string, n int) {
	t.Helper()
	_, err := s.db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)
		INSERT INTO pending (sub, ord, id, body, digest)
		SELECT :sub, i, 'old.' || i || '.0', json_object('id', 'old.' || i || '.0', 'at', :text, 'kind', 'stage'), 0 FROM n`,
		sql.Named("n", n), sql.Named("text", day.Format(time.RFC3339)), sql.Named("sub", sub))
	must(t, err)
	must(t, s.tx(t.Context(), "seal", sealAll))
}

func TestPendingChangesAreBounded(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	if s.bounds != (bounds{MaxPending, MaxHistory, MaxHistoryBytes, keepNewest}) {
		t.Fatalf("bounds %+v", s.bounds)
	}
	const maxPending = 20
	s.bounds.pending = maxPending
	commitChanges(t, s, 1, nil, nil)
	fill(t, s, "a", maxPending-2)
	commitChanges(t, s, 2, numbered(2, 2), nil)
	p, err := s.Pending(ctx, "a")
	must(t, err)
	if len(p.Changes) != maxPending || p.Digest {
		t.Errorf("%d pending, digest %v: at the bound nothing is lost", len(p.Changes), p.Digest)
	}
	commitChanges(t, s, 3, numbered(3, 5), nil)
	p, err = s.Pending(ctx, "a")
	must(t, err)
	if len(p.Changes) != maxPending || !p.Digest || p.Changes[0].ID != "old.6.0" || p.Changes[maxPending-1].ID != "e.3.4" {
		t.Errorf("%d pending, digest %v, from %s", len(p.Changes), p.Digest, p.Changes[0].ID)
	}
}

func TestDecideIsOneTransaction(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	if state, err := s.AlertState(ctx, "a"); err != nil || state != nil {
		t.Fatalf("%s, %v", state, err)
	}
	commitChanges(t, s, 1, numbered(1, 2), nil)
	good := Decision{
		Through: []string{"e.1.0"}, State: json.RawMessage(`{"n":1}`),
		Outbox: []Outgoing{{Key: "i1/c1", Body: json.RawMessage(`{"title":"복구"}`), CreatedAt: day}, {Key: "i1/c2", Withdraw: true, CreatedAt: day}},
	}
	for name, edit := range map[string]func(*Decision){
		"state":       func(d *Decision) { d.State = json.RawMessage(`{`) },
		"body":        func(d *Decision) { d.Outbox = []Outgoing{{Key: "k", Body: json.RawMessage(`x`)}} },
		"key":         func(d *Decision) { d.Outbox = []Outgoing{{}} },
		"other feed":  func(d *Decision) { d.Outbox = []Outgoing{{Key: "k", Sub: "b"}} },
		"interrupted": func(d *Decision) { d.Outbox = []Outgoing{{Key: "boom"}} }, // fails after two of three parts
	} {
		_, err := s.db.Exec(`CREATE TEMP TRIGGER IF NOT EXISTS boom BEFORE INSERT ON outbox WHEN NEW.key = 'boom' BEGIN SELECT RAISE(ABORT, 'boom'); END`)
		must(t, err)
		bad := good
		edit(&bad)
		if err := s.Decide(ctx, "a", bad); err == nil {
			t.Errorf("%s: no error", name)
		}
		p, _ := s.Pending(ctx, "a")
		state, _ := s.AlertState(ctx, "a")
		out, _ := s.Outbox(ctx)
		if len(p.Changes) != 2 || state != nil || len(out) != 0 {
			t.Fatalf("%s: half of it was written: %v %s %v", name, p.Changes, state, out)
		}
	}
	must(t, s.Decide(ctx, "a", good))
	must(t, s.Decide(ctx, "a", Decision{})) // a timer that decided nothing keeps the state
	p, _ := s.Pending(ctx, "a")
	state, _ := s.AlertState(ctx, "a")
	out, err := s.Outbox(ctx)
	if len(p.Changes) != 1 || string(state) != `{"n":1}` || err != nil || len(out) != 2 {
		t.Fatalf("%v %s %v, %v", p.Changes, state, out, err)
	}
	if o := out[0]; o.Sub != "a" || o.Key != "i1/c1" || string(o.Body) != `{"title":"복구"}` || o.Withdraw || !o.CreatedAt.Equal(day) {
		t.Errorf("%+v", o)
	}
	if o := out[1]; string(o.Body) != "null" || !o.Withdraw {
		t.Errorf("%+v", o)
	}
}

func TestOutboxShowsTheNewestOfAKey(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := mustOpen(t, dir)
	say := func(key, text string) {
		t.Helper()
		must(t, s.Decide(ctx, "a", Decision{Outbox: []Outgoing{{Key: key, Body: json.RawMessage(`"` + text + `"`), CreatedAt: day}}}))
	}
	texts := func() (all string) {
		t.Helper()
		out, err := s.Outbox(ctx)
		must(t, err)
		for _, o := range out {
			all += o.Key + string(o.Body)
		}
		return all
	}
	say("x", "down")
	say("y", "down")
	first, err := s.Outbox(ctx)
	must(t, err)
	say("x", "back")
	if got := texts(); got != `y"down"x"back"` {
		t.Errorf("outbox %s", got)
	}
	must(t, s.Shown(ctx, first[0].ID, day)) // shown while it gave way: the newer one still counts
	must(t, s.Shown(ctx, first[1].ID, day))
	must(t, s.Close())
	s = mustOpen(t, dir)
	if got := texts(); got != `x"back"` {
		t.Errorf("outbox after reopening %s", got)
	}
	out, _ := s.Outbox(ctx)
	must(t, s.Shown(ctx, out[0].ID, day.Add(keepShown+time.Minute)))
	var kept int
	must(t, s.db.QueryRow(`SELECT count(*) FROM outbox`).Scan(&kept))
	if texts() != "" || kept != 1 {
		t.Errorf("outbox %s, %d rows kept", texts(), kept)
	}
	say("x", "down") // ids are never given twice
	if again, _ := s.Outbox(ctx); again[0].ID <= out[0].ID {
		t.Errorf("id %d after %d", again[0].ID, out[0].ID)
	}
}

func TestNotificationIDsBelongToTheirOwner(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	get := func(key, owner string, want uint32) {
		t.Helper()
		if got, err := s.NotificationID(ctx, key, owner); err != nil || got != want {
			t.Errorf("%s of %s: %d, %v; want %d", key, owner, got, err, want)
		}
	}
	get("k", ":1.7", 0)
	must(t, s.SetNotificationID(ctx, "k", ":1.7", 1<<32-1))
	must(t, s.SetNotificationID(ctx, "l", ":1.7", 2))
	get("k", ":1.7", 1<<32-1)
	get("k", ":1.9", 0)
	must(t, s.SetNotificationID(ctx, "l", ":1.9", 3))
	get("k", ":1.7", 0) // that service is gone
	get("l", ":1.9", 3)
	must(t, s.SetNotificationID(ctx, "l", ":1.9", 0))
	get("l", ":1.9", 0)
}

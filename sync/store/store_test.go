package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bokgu/sync/feed"
)

var day = time.Date(2022, 10, 15, 6, 30, 0, 0, time.UTC)

// document is a small valid document, number seq of epoch, in which component
// c0 is down when seq is odd.
func document(epoch string, seq uint64, components int) *feed.Status {
	s := &feed.Status{
		Schema: feed.Schema, Mode: feed.ModeLive, Feed: feed.Info{ID: "example", Name: feed.Plain("Example"), TimeZone: "Asia/Seoul"},
		Epoch: epoch, EpochStarted: day, Seq: seq, IssuedAt: day.Add(time.Duration(seq) * time.Minute), ExpiresAt: day.Add(time.Hour),
		Incidents: []feed.Incident{}, Maintenances: []feed.Maintenance{}, Guidance: []feed.Guidance{}, Changes: []feed.Change{},
	}
	for i := range components {
		c := feed.Component{
			ID: fmt.Sprintf("c%d", i), Name: feed.Text{"ko": fmt.Sprintf("기능 %d", i), "en": fmt.Sprintf("Function %d", i)},
			Status: feed.Operational, Since: day, Position: i,
		}
		if i == 0 && seq%2 == 1 {
			c.Status = feed.MajorOutage
		}
		s.Components = append(s.Components, c)
	}
	return s
}

// commit is what a client would hand over for s after previous.
func commit(t testing.TB, previous, s *feed.Status) Commit {
	t.Helper()
	payload, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	c := Commit{
		Payload: payload, SHA256: hash(payload), KeyID: "key", Epoch: s.Epoch, EpochStarted: s.EpochStarted, Seq: s.Seq,
		ExpiresAt: s.ExpiresAt, ReceivedAt: s.IssuedAt.Add(time.Second), Baseline: previous == nil,
	}
	if previous != nil {
		c.Changes = feed.Diff(previous, s, s.IssuedAt)
	}
	return c
}

func mustOpen(t testing.TB, dir string) *Store {
	t.Helper()
	s, opened, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if opened != (Opened{}) {
		t.Fatalf("a healthy store opened as %+v", opened)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ids(changes []feed.Change) (list []string) {
	for _, c := range changes {
		list = append(list, c.ID)
	}
	return list
}

func TestDocumentSurvivesReopening(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := mustOpen(t, dir)
	if h, err := s.Held(ctx, "a"); err != nil || h.Payload != nil || h.Status != nil {
		t.Fatalf("empty store holds %+v, %v", h, err)
	}
	one, two := document("e", 1, 3), document("e", 2, 3)
	c := commit(t, one, two)
	must(t, s.Commit(ctx, "a", commit(t, nil, one)))
	must(t, s.Commit(ctx, "a", c))
	library := []byte(`{"schema":1,"feed_id":"example","articles":[{"id":"1","kind":"faq","title":"?","text":"!","position":1}]}`)
	must(t, s.SaveLibrary(ctx, "a", library, hash(library)))
	must(t, s.Close())

	s = mustOpen(t, dir)
	h, err := s.Held(ctx, "a")
	must(t, err)
	if h.Status == nil || h.Status.Seq != 2 || h.SHA256 != c.SHA256 || string(h.Payload) != string(c.Payload) || h.KeyID != "key" {
		t.Errorf("document: %+v", h)
	}
	if !h.ReceivedAt.Equal(c.ReceivedAt) || !h.LastContact.Equal(c.ReceivedAt) || !h.ExpiresAt.Equal(c.ExpiresAt) {
		t.Errorf("times: received %v, contact %v, expires %v", h.ReceivedAt, h.LastContact, h.ExpiresAt)
	}
	if h.Library == nil || len(h.Library.Articles) != 1 || h.LibrarySHA256 != hash(library) {
		t.Errorf("library: %+v %s", h.Library, h.LibrarySHA256)
	}
	p, err := s.Pending(ctx, "a")
	must(t, err)
	if len(p.Changes) != 1 || p.Changes[0].ID != "e.2.0" || p.Changes[0] != c.Changes[0] || p.Digest {
		t.Errorf("pending: %+v", p)
	}
	if h, err := s.Held(ctx, "b"); err != nil || h.Status != nil {
		t.Errorf("another feed holds %+v, %v", h.Status, err)
	}
}

func TestDurabilitySettings(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "locking_mode": "exclusive",
		"application_id": fmt.Sprint(applicationID), "user_version": fmt.Sprint(len(migrations)), "busy_timeout": "1000",
	} {
		var got string
		must(t, s.db.QueryRow("PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}

func TestOlderAndConflictingDocumentsAreRefused(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	with := func(epoch string, started time.Duration, seq uint64, key string) Commit {
		d := document(epoch, seq, 2)
		d.EpochStarted = day.Add(started)
		c := commit(t, nil, d)
		c.KeyID, c.Baseline = key, false
		c.Changes = []feed.Change{{ID: feed.ChangeID(epoch, seq, 0), At: day, Kind: feed.ChangeStage}}
		return c
	}
	other := with("e", 0, 10, "k1")
	other.Payload = append(other.Payload, ' ')
	other.SHA256 = hash(other.Payload)
	last := ""
	for _, step := range []struct {
		name string
		c    Commit
		want error
	}{
		{"first", with("e", 0, 10, "k1"), nil},
		{"the same again", with("e", 0, 10, "k1"), nil},
		{"same number, other bytes", other, ErrConflict},
		{"lower seq", with("e", 0, 9, "k1"), ErrOlder},
		{"lower seq by another key", with("e", 0, 9, "k2"), ErrOlder},
		{"earlier epoch with a high seq", with("d", -time.Hour, 99, "k1"), ErrOlder},
		{"another epoch that began in the same moment", with("x", 0, 11, "k1"), ErrConflict},
		{"next seq by another key", with("e", 0, 11, "k2"), nil},
		{"what the first key had signed in between", with("e", 0, 10, "k1"), ErrOlder},
		{"later epoch with a low seq", with("f", time.Hour, 1, "k1"), nil},
		{"seq beyond a signed number", with("f", time.Hour, 1<<63+5, "k1"), nil},
		{"and below it", with("f", time.Hour, 1<<62, "k1"), ErrOlder},
		{"and above it", with("f", time.Hour, 1<<63+6, "k1"), nil},
	} {
		if err := s.Commit(ctx, "a", step.c); !errors.Is(err, step.want) {
			t.Fatalf("%s: %v, want %v", step.name, err, step.want)
		}
		if step.want == nil {
			last = step.c.SHA256
		}
		if h, err := s.Held(ctx, "a"); err != nil || h.SHA256 != last {
			t.Fatalf("%s: held is %s, %v; want %s", step.name, h.SHA256, err, last)
		}
	}
	must(t, s.Commit(ctx, "b", with("d", -time.Hour, 1, "k1"))) // another subscription has its own cursor

	// k1 turns out to be stolen and is taken out of the profile: its successor
	// need not outbid it.
	fresh := with("g", time.Minute, 1, "k3")
	if err := s.Commit(ctx, "a", fresh); !errors.Is(err, ErrOlder) {
		t.Fatalf("before KeepKeys: %v", err)
	}
	must(t, s.KeepKeys(ctx, "a", []string{"k2", "k3"}))
	must(t, s.Commit(ctx, "a", fresh))
	if err := s.Commit(ctx, "a", with("e", 0, 12, "k2")); !errors.Is(err, ErrOlder) {
		t.Fatalf("rollback by a key that stays: %v", err)
	}
}

func TestRefusedCommitChangesNothing(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	one, two := document("e", 1, 2), document("e", 2, 2)
	good := commit(t, nil, one)
	must(t, s.Commit(ctx, "a", good))
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, do := range map[string]func() error{
		"hash":    func() error { c := commit(t, one, two); c.SHA256 = good.SHA256; return s.Commit(ctx, "a", c) },
		"epoch":   func() error { c := commit(t, one, two); c.Epoch = ""; return s.Commit(ctx, "a", c) },
		"sub":     func() error { return s.Commit(ctx, "", commit(t, one, two)) },
		"context": func() error { return s.Commit(cancelled, "a", commit(t, one, two)) },
		// the second change cannot be encoded, when the document has been written
		"change": func() error {
			c := commit(t, one, two)
			c.Changes = append(c.Changes, feed.Change{ID: "e.2.1", At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)})
			return s.Commit(ctx, "a", c)
		},
	} {
		if err := do(); err == nil {
			t.Errorf("%s: no error", name)
		}
		h, err := s.Held(ctx, "a")
		must(t, err)
		p, err := s.Pending(ctx, "a")
		must(t, err)
		if h.SHA256 != good.SHA256 || len(p.Changes) != 0 {
			t.Errorf("%s: holds %s, pending %v", name, h.SHA256, p.Changes)
		}
	}
	must(t, s.Commit(ctx, "a", commit(t, one, two))) // and it still works
}

func TestRenewAndContact(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	must(t, s.Contact(ctx, "a", day)) // nothing held: nothing to note
	c := commit(t, nil, document("e", 7, 1))
	must(t, s.Commit(ctx, "a", c))
	good := feed.Freshness{Epoch: "e", Seq: 7, SHA256: c.SHA256, ExpiresAt: c.ExpiresAt.Add(time.Hour)}
	for name, edit := range map[string]func(*feed.Freshness){
		"epoch": func(f *feed.Freshness) { f.Epoch = "d" },
		"seq":   func(f *feed.Freshness) { f.Seq = 8 },
		"hash":  func(f *feed.Freshness) { f.SHA256 = hash(nil) },
	} {
		f := good
		edit(&f)
		if err := s.Renew(ctx, "a", f, day); !errors.Is(err, ErrNotHeld) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if h, _ := s.Held(ctx, "a"); !h.ExpiresAt.Equal(c.ExpiresAt) || !h.LastContact.Equal(c.ReceivedAt) {
		t.Errorf("a refused record moved %v, %v", h.ExpiresAt, h.LastContact)
	}
	at := c.ReceivedAt.Add(time.Minute)
	must(t, s.Renew(ctx, "a", good, at))
	early := good
	early.ExpiresAt = c.ExpiresAt.Add(-time.Hour)
	must(t, s.Renew(ctx, "a", early, at))
	must(t, s.Contact(ctx, "a", at.Add(time.Second)))
	h, err := s.Held(ctx, "a")
	must(t, err)
	if !h.ExpiresAt.Equal(good.ExpiresAt) || !h.LastContact.Equal(at.Add(time.Second)) || !h.ReceivedAt.Equal(c.ReceivedAt) {
		t.Errorf("expires %v, contact %v, received %v", h.ExpiresAt, h.LastContact, h.ReceivedAt)
	}
}

func TestBrokenLibraryDoesNotHideTheBoard(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	must(t, s.Commit(ctx, "a", commit(t, nil, document("e", 1, 1))))
	if err := s.SaveLibrary(ctx, "a", []byte("{}"), hash(nil)); err == nil {
		t.Error("a wrong hash was taken")
	}
	must(t, s.SaveLibrary(ctx, "a", []byte("{}"), hash([]byte("{}"))))
	h, err := s.Held(ctx, "a")
	if err != nil || h.Status == nil || h.Library != nil || h.LibrarySHA256 != "" {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestRemoveFeedForgetsAllOfIt(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	one, two := document("e", 1, 1), document("e", 2, 1)
	for _, sub := range []string{"a", "b"} {
		must(t, s.Commit(ctx, sub, commit(t, nil, one)))
		must(t, s.Commit(ctx, sub, commit(t, one, two)))
		must(t, s.SaveLibrary(ctx, sub, []byte("{}"), hash([]byte("{}"))))
		must(t, s.Decide(ctx, sub, Decision{State: json.RawMessage(`{}`), Outbox: []Outgoing{{Key: "k", CreatedAt: day}}}))
	}
	must(t, s.RemoveFeed(ctx, "a"))
	must(t, s.RemoveFeed(ctx, "never added"))
	for _, table := range []string{"feed", "document", "accepted", "pending", "journal", "alert_state", "outbox", "library"} {
		var a, b int
		must(t, s.db.QueryRow(`SELECT count(*) FILTER (WHERE sub = 'a'), count(*) FILTER (WHERE sub = 'b') FROM `+table).Scan(&a, &b))
		if a != 0 || b == 0 {
			t.Errorf("%s: %d rows of the removed feed, %d of the other", table, a, b)
		}
	}
	for _, table := range []string{"history", "names"} {
		var all, b int
		must(t, s.db.QueryRow(`SELECT count(*), count(*) FILTER (WHERE journal = (SELECT num FROM journal WHERE sub = 'b')) FROM `+table).Scan(&all, &b))
		if all != b || b == 0 {
			t.Errorf("%s: %d rows, %d of the feed that stays", table, all, b)
		}
	}
	must(t, s.Commit(ctx, "a", commit(t, nil, one))) // added again: the cursor starts anew
}

func TestLockedNewerAndForbiddenAreNotDamage(t *testing.T) {
	untouched := func(t *testing.T, dir string, do func() error) error {
		t.Helper()
		path := filepath.Join(dir, FileName)
		before, err := os.ReadFile(path)
		must(t, err)
		got := do()
		after, err := os.ReadFile(path)
		must(t, err)
		if string(before) != string(after) {
			t.Error("the file was changed")
		}
		if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) > 0 {
			t.Errorf("moved aside: %v", aside)
		}
		return got
	}
	reopen := func(t *testing.T, dir string, o Options) error {
		return untouched(t, dir, func() error {
			s, opened, err := Open(t.Context(), dir, o)
			if err == nil {
				_ = s.Close()
			}
			if opened != (Opened{}) {
				t.Errorf("said %+v", opened)
			}
			return err
		})
	}
	t.Run("locked", func(t *testing.T) {
		dir := t.TempDir()
		s := mustOpen(t, dir)
		must(t, s.Commit(t.Context(), "a", commit(t, nil, document("e", 1, 1))))
		if err := reopen(t, dir, Options{BusyTimeout: time.Millisecond}); !errors.Is(err, ErrLocked) || errors.Is(err, ErrDamaged) {
			t.Errorf("got %v", err)
		}
		must(t, s.Commit(t.Context(), "a", commit(t, nil, document("e", 2, 1)))) // the owner does not notice
	})
	t.Run("newer", func(t *testing.T) {
		dir := t.TempDir()
		s := mustOpen(t, dir)
		_, err := s.db.Exec(fmt.Sprintf("PRAGMA user_version = %d", len(migrations)+1))
		must(t, err)
		must(t, s.Close())
		if err := reopen(t, dir, Options{}); !errors.Is(err, ErrNewer) || errors.Is(err, ErrDamaged) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not a folder", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		must(t, os.WriteFile(file, []byte("x"), 0o600))
		_, _, err := Open(t.Context(), file, Options{})
		if err == nil || errors.Is(err, ErrDamaged) || errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a folder in its place", func(t *testing.T) {
		dir := t.TempDir()
		must(t, os.Mkdir(filepath.Join(dir, FileName), 0o700))
		_, _, err := Open(t.Context(), dir, Options{})
		if err == nil || errors.Is(err, ErrDamaged) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDisksThatRefuseAreNotDamage(t *testing.T) {
	// A full disk, as SQLite sees it.
	dir := t.TempDir()
	s := mustOpen(t, dir)
	must(t, s.Commit(t.Context(), "a", commit(t, nil, document("e", 1, 1))))
	var pages int
	must(t, s.db.QueryRow("PRAGMA page_count").Scan(&pages))
	_, err := s.db.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	must(t, err)
	err = s.Commit(t.Context(), "a", commit(t, nil, document("e", 2, 400)))
	if err == nil || errors.Is(err, ErrDamaged) || errors.Is(err, ErrLocked) {
		t.Fatalf("full: %v", err)
	}
	if h, err := s.Held(t.Context(), "a"); err != nil || h.Status.Seq != 1 {
		t.Fatalf("after a full disk: %+v, %v", h.Status, err)
	}
}

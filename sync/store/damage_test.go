package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// pageSize is SQLite's default.
const pageSize = 4096

// filled makes a store that holds a document of many pages, a history and the
// rest, and returns the bytes of its closed file.
func filled(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	s := mustOpen(t, dir)
	commitChanges(t, s, 1, numbered(1, 60), nil)
	must(t, s.Commit(t.Context(), "a", commit(t, document("e", 1, 1), document("e", 2, 100))))
	library := bytes.Repeat([]byte("library "), 1000)
	must(t, s.SaveLibrary(t.Context(), "a", library, hash(library)))
	must(t, s.Close())
	raw, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	if len(raw) < 20*pageSize || len(raw)%pageSize != 0 {
		t.Fatalf("the file has %d bytes", len(raw))
	}
	return raw
}

// openDamaged puts raw in place of a store and opens it.
func openDamaged(t *testing.T, raw []byte) (s *Store, opened Opened, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, FileName)
	must(t, os.WriteFile(path, raw, 0o600))
	s, opened, err := Open(t.Context(), dir, Options{Now: func() time.Time { return day }})
	if err != nil {
		t.Fatalf("a damaged store kept the program from starting: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, opened, path
}

// usable checks that s takes and gives back a document.
func usable(t *testing.T, s *Store) {
	t.Helper()
	must(t, s.Commit(t.Context(), "new", commit(t, nil, document("e", 1, 3))))
	if h, err := s.Held(t.Context(), "new"); err != nil || h.Status == nil || h.Status.Seq != 1 {
		t.Fatalf("held %+v, %v", h.Status, err)
	}
}

func TestDamagedStoreIsMovedAside(t *testing.T) {
	raw := filled(t)
	zeroed := func(from, to int) []byte {
		b := bytes.Clone(raw)
		clear(b[from:to])
		return b
	}
	foreign := bytes.Clone(raw)
	copy(foreign[68:72], "GPKG") // the application_id in the header
	for name, damaged := range map[string][]byte{
		"garbage":           bytes.Repeat([]byte("not a database, "), 1000),
		"garbage header":    append(bytes.Repeat([]byte{0xff}, 100), raw[100:]...),
		"zeroed header":     zeroed(0, 100),
		"zeroed page 1":     zeroed(0, pageSize),
		"zeroed schema":     zeroed(100, pageSize),
		"zeroed middle":     zeroed(len(raw)/2/pageSize*pageSize, len(raw)/2/pageSize*pageSize+pageSize),
		"all zero":          make([]byte, len(raw)),
		"half":              raw[:len(raw)/2],
		"half of a page":    raw[:pageSize/2],
		"last page gone":    raw[:len(raw)-pageSize],
		"ten bytes":         raw[:10],
		"empty":             {},
		"another program":   foreign,
		"shifted by a byte": append([]byte{0}, raw...),
	} {
		t.Run(name, func(t *testing.T) {
			s, opened, path := openDamaged(t, damaged)
			if want := path + ".damaged-20221015T063000Z"; opened.MovedAside != want {
				t.Fatalf("moved aside to %q, want %q", opened.MovedAside, want)
			}
			if kept, err := os.ReadFile(opened.MovedAside); err != nil || !bytes.Equal(kept, damaged) {
				t.Errorf("the damaged file was not kept as it was (%d bytes, %v)", len(kept), err)
			}
			if h, err := s.Held(t.Context(), "a"); err != nil || h.Status != nil {
				t.Errorf("the fresh store holds %+v, %v", h.Status, err)
			}
			usable(t, s)
			must(t, s.Close())
			mustOpen(t, filepath.Dir(path)) // and is healthy the next time
		})
	}
}

// TestNoPageLiesUnnoticed damages every page in turn. Whatever Open thinks of
// it, a document that is handed out is the one that was stored.
func TestNoPageLiesUnnoticed(t *testing.T) {
	raw := filled(t)
	rnd := rand.New(rand.NewPCG(2022, 10))
	aside := 0
	for page := range len(raw) / pageSize {
		damaged := bytes.Clone(raw)
		what := damaged[page*pageSize : (page+1)*pageSize]
		if page%2 == 0 {
			clear(what)
		} else {
			for range 8 {
				what[rnd.IntN(pageSize)] ^= 1 << rnd.IntN(8)
			}
		}
		if bytes.Equal(raw, damaged) {
			continue
		}
		s, opened, path := openDamaged(t, damaged)
		if opened.MovedAside != "" {
			aside++
		} else {
			h, err := s.Held(t.Context(), "a")
			if err == nil && (h.Status == nil || h.Status.Seq != 2 || len(h.Status.Components) != 100) {
				t.Errorf("page %d: held a wrong document", page)
			}
			if _, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, 0); err != nil && !errors.Is(err, ErrDamaged) {
				t.Errorf("page %d: history: %v", page, err)
			}
		}
		must(t, s.Close())
		must(t, os.RemoveAll(filepath.Dir(path)))
	}
	if pages := len(raw) / pageSize; aside < pages/2 {
		t.Errorf("only %d of %d damaged pages were noticed at opening", aside, pages)
	}
}

func TestDamageFoundLaterIsMovedAsideAtTheNextOpen(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		harm string
		read func(*Store) error
	}{
		"document": {`UPDATE document SET payload = CAST(replace(CAST(payload AS TEXT), 'major_outage', 'operational') AS BLOB)`, func(s *Store) error {
			_, err := s.Held(ctx, "a")
			return err
		}},
		"history": {`UPDATE history SET body = replace(body, '2022-', '2o22-')`, func(s *Store) error {
			_, err := s.History(ctx, "a", time.Time{}, time.Time{}, 0)
			return err
		}},
		"pending": {`UPDATE pending SET body = 'x'`, func(s *Store) error {
			_, err := s.Pending(ctx, "a")
			return err
		}},
		"alert state": {`INSERT INTO alert_state (sub, body) VALUES ('a', '{')`, func(s *Store) error {
			_, err := s.AlertState(ctx, "a")
			return err
		}},
		"outbox": {`INSERT INTO outbox (sub, key, body, withdraw, created_at) VALUES ('a', 'k', '', 0, 0)`, func(s *Store) error {
			_, err := s.Outbox(ctx)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, dir)
			commitChanges(t, s, 1, numbered(1, 3), nil)
			must(t, c.read(s))
			_, err := s.db.Exec(c.harm)
			must(t, err)
			if err := c.read(s); !errors.Is(err, ErrDamaged) {
				t.Fatalf("read %v", err)
			}
			must(t, s.Close())
			s, opened, err := Open(ctx, dir, Options{})
			must(t, err)
			defer s.Close()
			if opened.MovedAside == "" {
				t.Error("the damaged store was opened again")
			}
			usable(t, s)
			must(t, s.Close())
			mustOpen(t, dir)
		})
	}
}

// TestChangedDocumentIsNoticedAtOpening: to SQLite a flipped letter is a text
// like any other.
func TestChangedDocumentIsNoticedAtOpening(t *testing.T) {
	raw := filled(t)
	for _, word := range []string{`"c7","name":{"en":"Function`, "library library"} {
		damaged := bytes.Clone(raw)
		damaged[bytes.Index(damaged, []byte(word))] ^= 1
		if _, opened, _ := openDamaged(t, damaged); opened.MovedAside == "" {
			t.Errorf("a change in %q was not noticed", word)
		}
	}
}

func TestPagesThatRotWhileOpenAreDamage(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	must(t, os.WriteFile(path, filled(t), 0o600))
	s, _, err := Open(t.Context(), dir, Options{})
	must(t, err)
	defer s.Close()
	_, err = s.db.Exec("PRAGMA shrink_memory") // what is cached would still be right
	must(t, err)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	info, err := f.Stat()
	must(t, err)
	_, err = f.WriteAt(make([]byte, info.Size()-pageSize), pageSize)
	must(t, errors.Join(err, f.Close()))
	if _, err := s.Held(t.Context(), "a"); !errors.Is(err, ErrDamaged) {
		t.Fatalf("held: %v", err)
	}
}

// TestLogsOfADamagedStoreGoWithIt: a write-ahead log that stayed behind would be
// played into the fresh database.
func TestLogsOfADamagedStoreGoWithIt(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	s := mustOpen(t, dir)
	commitChanges(t, s, 1, numbered(1, 3), nil)
	wal, err := os.ReadFile(path + "-wal")
	must(t, err)
	if len(wal) == 0 {
		t.Fatal("nothing in the log")
	}
	must(t, s.Close())

	for name, prepare := range map[string]func() error{
		"empty":   func() error { return os.WriteFile(path, nil, 0o600) },
		"missing": func() error { return os.Remove(path) },
	} {
		must(t, os.WriteFile(path+"-wal", wal, 0o600))
		must(t, prepare())
		s, opened, err := Open(t.Context(), dir, Options{Now: func() time.Time { return day }})
		if err != nil || opened.MovedAside == "" {
			t.Fatalf("%s: %+v, %v", name, opened, err)
		}
		if kept, err := os.ReadFile(opened.MovedAside + "-wal"); err != nil || !bytes.Equal(kept, wal) {
			t.Errorf("%s: the log was not kept (%d bytes, %v)", name, len(kept), err)
		}
		if h, err := s.Held(t.Context(), "a"); err != nil || h.Status != nil {
			t.Errorf("%s: the old log came back: %+v, %v", name, h.Status, err)
		}
		usable(t, s)
		must(t, s.Close())
	}
	// Two in the same second, two names.
	if aside, _ := filepath.Glob(path + ".damaged-*-wal"); len(aside) != 2 {
		t.Errorf("kept %v", aside)
	}
}

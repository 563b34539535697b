package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// longRun returns how often to do what takes long: little of it in every run of
// the tests, all of it where BOKGU_LONG=1 is set.
func longRun(short, long int) int {
	if os.Getenv("BOKGU_LONG") == "1" {
		return long
	}
	return short
}

// rich makes a store with something in every table and returns its closed file
// and all that can be read from it.
func rich(t testing.TB) (raw []byte, holds content) {
	t.Helper()
	dir, ctx := t.TempDir(), t.Context()
	s := mustOpen(t, dir)
	one, two, three := document("e", 1, 40), document("e", 2, 60), document("e", 3, 60)
	must(t, s.Commit(ctx, "a", commit(t, nil, one)))
	must(t, s.Commit(ctx, "a", commit(t, one, two)))
	var through []string
	p, err := s.Pending(ctx, "a")
	must(t, err)
	for _, c := range p.Changes {
		through = append(through, c.ID)
	}
	d := Decision{Through: through, State: json.RawMessage(`{"seq":2,"odd":["c7"]}`)}
	for i := range 12 {
		d.Outbox = append(d.Outbox, Outgoing{Key: fmt.Sprint("key", i), Body: json.RawMessage(`{"title":"복구","to":"operational"}`), CreatedAt: day})
	}
	must(t, s.Decide(ctx, "a", d))
	must(t, s.Shown(ctx, 1, day))
	for i := range 60 {
		three.Components[i].Status = "partial_outage"
	}
	must(t, s.Commit(ctx, "a", commit(t, two, three)))
	arrive(t, s, "b", 0, 300, func(i int) time.Time { return day.Add(time.Duration(i) * time.Minute) })
	library := bytes.Repeat([]byte("library "), 1000)
	must(t, s.SaveLibrary(ctx, "a", library, hash(library)))
	must(t, s.SetNotificationID(ctx, "key1", ":1.7", 42))
	holds, err = read(ctx, s)
	must(t, err)
	must(t, s.Close())
	raw, err = os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	return raw, holds
}

// content is all that a store gives out, as text.
type content map[string]string

// read reads everything. Its error is the first that came.
func read(ctx context.Context, s *Store) (content, error) {
	c := make(content)
	var errs []error
	note := func(name string, v any, err error) {
		c[name] = fmt.Sprintf("%+v", v)
		errs = append(errs, err)
	}
	h, err := s.Held(ctx, "a")
	seq := uint64(0)
	if h.Status != nil {
		seq = h.Status.Seq
	}
	note("held", []any{string(h.Payload), seq, h.SHA256, h.KeyID, h.ReceivedAt, h.LastContact, h.ExpiresAt, h.LibrarySHA256}, err)
	p, err := s.Pending(ctx, "a")
	note("pending", p, err)
	state, err := s.AlertState(ctx, "a")
	note("alert state", string(state), err)
	out, err := s.Outbox(ctx)
	note("outbox", out, err)
	for _, sub := range []string{"a", "b"} {
		page, err := s.Entries(ctx, sub, Query{})
		note("history of "+sub, page.Entries, err)
	}
	return c, errors.Join(errs...)
}

// survives opens a damaged file as the app does and checks that it is either
// healthy or said to be damaged; that what it gives out is what was stored; and
// that the next start is a healthy one. It reports whether damage was noticed,
// and how much of the history was saved.
func survives(t *testing.T, what string, raw []byte, want content) (noticed bool, salvaged int) {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, FileName), raw, 0o600))
	for start := range 4 {
		s, opened, err := Open(ctx, dir, Options{})
		if err != nil {
			t.Fatalf("%s: start %d: %v", what, start, err)
		}
		salvaged += opened.Salvaged
		if opened.MovedAside != "" {
			if noticed && start > 1 {
				t.Fatalf("%s: start %d: moved aside again", what, start)
			}
			noticed = true
		}
		got, err := read(ctx, s)
		if err == nil {
			// The life goes on.
			err = s.Commit(ctx, "a", commit(t, nil, document("e", 9, 2)))
		}
		must(t, s.Close())
		switch {
		case errors.Is(err, ErrDamaged):
			continue // the app opens it again
		case err != nil:
			t.Fatalf("%s: start %d: %v", what, start, err)
		}
		for name, text := range got {
			if text != want[name] && !noticed {
				at := 0
				for at < min(len(text), len(want[name])) && text[at] == want[name][at] {
					at++
				}
				at = max(0, at-100)
				t.Errorf("%s: %s is not what was stored, and nobody was told\n%.300s\n%.300s", what, name, text[at:], want[name][at:])
			}
		}
		return noticed, salvaged
	}
	t.Fatalf("%s: it is damaged at every start", what)
	return false, 0
}

func TestFileCutAtEveryPage(t *testing.T) {
	raw, want := rich(t)
	total := 0
	for end := 0; end < len(raw); end += pageSize {
		noticed, salvaged := survives(t, fmt.Sprintf("cut at %d", end), raw[:end], want)
		if !noticed {
			t.Errorf("cut at %d of %d: nobody noticed", end, len(raw))
		}
		total += salvaged
	}
	t.Logf("%d pages, %d changes saved", len(raw)/pageSize, total)
}

func TestFlippedBits(t *testing.T) {
	raw, want := rich(t)
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	n, noticed, salvaged := longRun(60, 1000), 0, 0
	t.Logf("seed %d, %d flips", seed, n)
	for range n {
		damaged := bytes.Clone(raw)
		at, bit := rnd.IntN(len(raw)), rnd.IntN(8)
		damaged[at] ^= 1 << bit
		was, saved := survives(t, fmt.Sprintf("seed %d: bit %d of byte %d", seed, bit, at), damaged, want)
		if was {
			noticed++
			salvaged += saved
		}
	}
	t.Logf("%d of %d noticed, the others hit unused room; %d changes saved", noticed, n, salvaged)
	if noticed == 0 || salvaged == 0 {
		t.Error("nothing was noticed or nothing saved")
	}
}

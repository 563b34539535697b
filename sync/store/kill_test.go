//go:build !windows

package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// Each of these makes this test binary the child of a test that kills it; the
// value is the folder of the store.
const (
	writerDir   = "BOKGU_STORE_TEST_WRITER"
	migratorDir = "BOKGU_STORE_TEST_MIGRATOR"
	diaristDir  = "BOKGU_STORE_TEST_DIARIST"
)

var children = map[string]func(dir string) error{writerDir: write, migratorDir: migrate, diaristDir: keepDiary}

func TestMain(m *testing.M) {
	for variable, child := range children {
		if dir := os.Getenv(variable); dir != "" {
			if err := child(dir); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		}
	}
	os.Exit(m.Run())
}

// write lives a device's life as fast as it can: a document is committed, its
// changes are decided about, the alerts are shown and marked as shown. It says
// what the store has said is safe. What is shown goes to a file beside the store,
// which is the screen. It ends by being killed.
func write(dir string) error {
	ctx := context.Background()
	s, opened, err := Open(ctx, dir, Options{})
	if err != nil || opened != (Opened{}) {
		return fmt.Errorf("child: %+v, %w", opened, err)
	}
	screen, err := os.OpenFile(filepath.Join(dir, "screen"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	h, err := s.Held(ctx, "a")
	if err != nil {
		return err
	}
	// A start begins in the middle of what the last run left.
	for previous := h.Status; ; {
		if err := decide(ctx, s); err != nil {
			return err
		}
		if err := show(ctx, s, screen); err != nil {
			return err
		}
		seq := uint64(1)
		if previous != nil {
			seq = previous.Seq + 1
		}
		next := document("e", seq, 20)
		c := Commit{
			KeyID: "key", Epoch: next.Epoch, EpochStarted: next.EpochStarted, Seq: seq, Baseline: previous == nil, Status: next,
			ReceivedAt: next.IssuedAt, ExpiresAt: next.ExpiresAt, Changes: feed.Diff(previous, next, next.IssuedAt),
		}
		if c.Payload, err = json.Marshal(next); err != nil {
			return err
		}
		c.SHA256 = hash(c.Payload)
		if err := s.Commit(ctx, "a", c); err != nil {
			return err
		}
		fmt.Println("committed", seq)
		previous = next
	}
}

// decide makes one alert of every pending change and counts in its state how
// many it has made.
func decide(ctx context.Context, s *Store) error {
	p, err := s.Pending(ctx, "a")
	if err != nil || len(p.Changes) == 0 {
		return err
	}
	raw, err := s.AlertState(ctx, "a")
	if err != nil {
		return err
	}
	var made uint64
	if raw != nil {
		if err := json.Unmarshal(raw, &made); err != nil {
			return err
		}
	}
	var d Decision
	for _, c := range p.Changes {
		made++
		d.Through = append(d.Through, c.ID)
		d.Outbox = append(d.Outbox, Outgoing{Key: c.ID, Body: json.RawMessage(strconv.Quote(c.ID)), CreatedAt: day})
	}
	d.State = json.RawMessage(strconv.FormatUint(made, 10))
	if err := s.Decide(ctx, "a", d); err != nil {
		return err
	}
	fmt.Println("decided", made)
	return nil
}

// show empties the outbox onto the screen.
func show(ctx context.Context, s *Store, screen *os.File) error {
	out, err := s.Outbox(ctx)
	if err != nil {
		return err
	}
	for _, o := range out {
		if _, err := fmt.Fprintln(screen, o.Key); err != nil {
			return err
		}
		if err := s.Shown(ctx, o.ID, day); err != nil {
			return err
		}
		fmt.Println("shown", o.ID)
	}
	return nil
}

// told is what the child has said that it did: the highest numbers.
type told struct{ committed, decided, shown uint64 }

// TestKilledAtAnyPoint kills a device again and again and holds what it finds to
// a model: document n brings the one change e.n.0 (the first brings none), every
// change is in one place only, and what was said to be done is done.
func TestKilledAtAnyPoint(t *testing.T) {
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	rounds := longRun(20, 1000)
	t.Logf("seed %d, %d rounds", seed, rounds)
	var all told
	for round := range rounds {
		// Right after the start, or after some answers at any point of what follows.
		stop, pause := rnd.IntN(25), time.Duration(rnd.IntN(3000))*time.Microsecond
		said := killAfter(t, dir, stop, pause)
		all = told{max(all.committed, said.committed), max(all.decided, said.decided), max(all.shown, said.shown)}
		s := mustOpen(t, dir) // a crash is no damage
		consistent(t, s, filepath.Join(dir, "screen"), all, round+1)
		must(t, s.Close())
		if t.Failed() {
			t.Fatalf("seed %d, round %d, the child said %+v", seed, round, said)
		}
	}
	t.Logf("%+v", all)
	if all.shown < uint64(rounds) {
		t.Errorf("in %d rounds only %d alerts were shown: the kills come too early to mean anything", rounds, all.shown)
	}
}

// killAfter runs the child, kills it pause after its answer number stop, and
// returns what it said.
func killAfter(t *testing.T, dir string, stop int, pause time.Duration) (said told) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), writerDir+"="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		var what string
		var number uint64
		if _, err := fmt.Sscan(lines.Text(), &what, &number); err != nil {
			break // a line that the kill cut short reported nothing
		}
		switch what {
		case "committed":
			said.committed = number
		case "decided":
			said.decided = number
		case "shown":
			said.shown = number
		}
		if n == stop {
			time.AfterFunc(pause, func() { _ = cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil || stderr.Len() > 0 || ctx.Err() != nil {
		t.Fatalf("the child ended by itself: %v %s", err, &stderr)
	}
	return said
}

// consistent holds a store and its screen to the model.
func consistent(t *testing.T, s *Store, screen string, said told, kills int) {
	t.Helper()
	ctx := t.Context()
	h, err := s.Held(ctx, "a")
	must(t, err)
	if h.Status == nil {
		if said.committed > 0 {
			t.Error("nothing is held")
		}
		return
	}
	seq := h.Status.Seq
	var cursor, made uint64
	must(t, s.db.QueryRow(`SELECT seq FROM accepted WHERE sub = 'a'`).Scan(&cursor))
	raw, err := s.AlertState(ctx, "a")
	must(t, err)
	if raw != nil {
		must(t, json.Unmarshal(raw, &made))
	}
	if seq < said.committed || cursor != seq || made < said.decided {
		t.Errorf("document %d, cursor %d, %d decided; the child said %+v", seq, cursor, made, said)
	}

	// Every change is in the history, and either pending or decided about, once.
	places := make(map[string]int)
	p, err := s.Pending(ctx, "a")
	must(t, err)
	for _, c := range p.Changes {
		places[c.ID]++
	}
	rows, err := s.db.Query(`SELECT id, key, shown_at IS NOT NULL FROM outbox`)
	must(t, err)
	defer rows.Close()
	marked := make(map[string]bool)
	var last uint64
	for rows.Next() {
		var id uint64
		var key string
		var shown bool
		must(t, rows.Scan(&id, &key, &shown))
		places[key]++
		if shown {
			marked[key], last = true, max(last, id)
		}
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	history, err := s.History(ctx, "a", time.Time{}, time.Time{}, 0)
	must(t, err)
	known := make(map[string]bool)
	for _, c := range history {
		known[c.ID] = true
	}
	for n := uint64(2); n <= seq; n++ {
		if id := feed.ChangeID("e", n, 0); places[id] != 1 || !known[id] {
			t.Errorf("change %s is in %d places, in the history: %v", id, places[id], known[id])
		}
	}
	if len(places) != int(seq)-1 || len(history) != int(seq)-1 || made != seq-1-uint64(len(p.Changes)) || last < said.shown {
		t.Errorf("document %d: %d changes, %d in the history, %d decided, %d pending, %d shown; the child said %+v",
			seq, len(places), len(history), made, len(p.Changes), last, said)
	}

	// What is marked was on the screen. What was there twice was shown when a kill
	// came before its mark, and its key turns it into a replacement.
	text, err := os.ReadFile(screen)
	if !errors.Is(err, fs.ErrNotExist) {
		must(t, err)
	}
	seen, twice := make(map[string]int), 0
	for line := range strings.Lines(string(text)) {
		key := strings.TrimSuffix(line, "\n")
		if seen[key]++; seen[key] > 1 {
			twice++
		}
	}
	for key := range marked {
		if seen[key] == 0 {
			t.Errorf("%s is marked as shown, and was not", key)
		}
	}
	for key := range seen {
		if places[key] != 1 {
			t.Errorf("%s was shown, and nobody had decided it", key)
		}
	}
	if twice > kills {
		t.Errorf("%d repetitions in %d kills", twice, kills)
	}
}

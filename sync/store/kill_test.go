//go:build !windows

package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// writerDir makes this test binary the child of TestKilledWhileWriting.
const writerDir = "BOKGU_STORE_TEST_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerDir); dir != "" {
		if err := write(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// write commits document after document, decides about some, and says the number
// of each when the store has said that it is safe. It ends by being killed.
func write(dir string) error {
	ctx := context.Background()
	s, opened, err := Open(ctx, dir, Options{})
	if err != nil || opened != (Opened{}) {
		return fmt.Errorf("child: %+v, %w", opened, err)
	}
	h, err := s.Held(ctx, "a")
	if err != nil {
		return err
	}
	for previous := h.Status; ; {
		seq := uint64(1)
		if previous != nil {
			seq = previous.Seq + 1
		}
		next := document("e", seq, 50)
		c := Commit{
			KeyID: "key", Epoch: next.Epoch, EpochStarted: next.EpochStarted, Seq: seq, Baseline: previous == nil,
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
		if seq%3 == 0 {
			p, err := s.Pending(ctx, "a")
			if err != nil {
				return err
			}
			d := Decision{State: json.RawMessage(strconv.FormatUint(seq, 10))}
			for _, ch := range p.Changes {
				d.Through = append(d.Through, ch.ID)
			}
			d.Outbox = []Outgoing{{Key: "k", Body: d.State, CreatedAt: next.IssuedAt}}
			if err := s.Decide(ctx, "a", d); err != nil {
				return err
			}
			fmt.Println("decided", seq)
		}
		previous = next
	}
}

func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	var committed, decided uint64
	for round := range 6 {
		// Between one and sixty answers, and then at any point of what follows.
		stop, pause := 1+rnd.IntN(60), time.Duration(rnd.IntN(4000))*time.Microsecond
		c, d := killAfter(t, dir, stop, pause)
		committed, decided = max(committed, c), max(decided, d)

		s := mustOpen(t, dir) // a crash is no damage
		seq, state := consistent(t, s)
		if seq < committed || seq > committed+1 {
			t.Errorf("round %d: document %d is held, %d was the last reported as committed", round, seq, committed)
		}
		if state < decided || state > seq {
			t.Errorf("round %d: state of %d, %d was the last reported as decided", round, state, decided)
		}
		must(t, s.Close())
	}
}

// killAfter runs the child, kills it pause after its answer number stop, and
// returns the last numbers that it reported.
func killAfter(t *testing.T, dir string, stop int, pause time.Duration) (committed, decided uint64) {
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
		var seq uint64
		if _, err := fmt.Sscan(lines.Text(), &what, &seq); err != nil {
			break // a line that the kill cut short reported nothing
		}
		if what == "committed" {
			committed = seq
		} else {
			decided = seq
		}
		if n == stop {
			time.AfterFunc(pause, func() { _ = cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); err == nil || stderr.Len() > 0 {
		t.Fatalf("the child ended by itself: %v %s", err, &stderr)
	}
	return committed, decided
}

// consistent checks that everything in s belongs together, and returns the
// numbers of the held document and of the alert state.
func consistent(t *testing.T, s *Store) (seq, state uint64) {
	t.Helper()
	ctx := t.Context()
	h, err := s.Held(ctx, "a")
	must(t, err)
	if h.Status == nil {
		t.Fatal("nothing held")
	}
	seq = h.Status.Seq
	var cursor int64
	must(t, s.db.QueryRow(`SELECT seq FROM accepted WHERE sub = 'a'`).Scan(&cursor))
	if uint64(cursor) != seq {
		t.Errorf("document %d, cursor %d", seq, cursor)
	}
	raw, err := s.AlertState(ctx, "a")
	must(t, err)
	if raw != nil {
		must(t, json.Unmarshal(raw, &state))
	}
	out, err := s.Outbox(ctx)
	must(t, err)
	if state > 0 && (len(out) != 1 || string(out[0].Body) != string(raw)) {
		t.Errorf("state %s, outbox %v", raw, out)
	}
	// Every document but the first flips one component: all changes since the
	// decision are pending, each once, and the history has all there ever were.
	p, err := s.Pending(ctx, "a")
	must(t, err)
	history, err := s.History(ctx, "a", time.Time{}, time.Time{}, 0)
	must(t, err)
	first := max(state+1, 2)
	var want []string
	for n := first; n <= seq; n++ {
		want = append(want, feed.ChangeID("e", n, 0))
	}
	if got := ids(p.Changes); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("document %d, decided %d, pending %v", seq, state, got)
	}
	if len(history) < int(seq)-1 {
		t.Errorf("document %d, history of %d", seq, len(history))
	}
	return seq, state
}

package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Two watches see everything, one is killed once in the middle and comes back,
// one is killed again and again. In the end all hold the identical document and
// have reported the same changes, each exactly once over all of their lives.
func TestWire(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("SIGTERM cannot be sent here: the clean end is not looked at")
	}
	const until = "2022-10-19T12:00"
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	url, _ := replay(t, "--speed", "36000", "--until", until, "--wait-clients", "4")
	dir := t.TempDir()
	var all []*terminal
	for _, name := range []string{"first", "second", "killed", "tortured"} {
		w := newTerminal(t, dir, name, url)
		w.start()
		all = append(all, w)
	}
	first, killed, tortured := all[0], all[2], all[3]

	// Torture: killed at a random moment of its life, at once started again.
	stop, tortures := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		random := rand.New(rand.NewPCG(seed, 1))
		for {
			select {
			case <-stop:
				tortures <- n
				return
			case <-time.After(time.Duration(30+random.IntN(300)) * time.Millisecond):
				tortured.kill()
				tortured.start()
				n++
			}
		}
	}()

	// One kill while lines are being printed, and an absence in which more
	// happens.
	threshold := 3 + random.IntN(100)
	await(t, 30*time.Second, fmt.Sprintf("%d lines", threshold), func() bool { return killed.lines() >= threshold })
	killed.kill()
	t.Logf("killed after %d lines", killed.lines())
	missed := first.lines() + 1 + random.IntN(20)
	await(t, 30*time.Second, "something missed", func() bool { return first.lines() >= missed })
	killed.start()

	ended := func(w *terminal) bool {
		_, doc := w.document()
		return doc != nil && doc.Replay != nil && !doc.Replay.At.Before(doc.Replay.Until)
	}
	await(t, 40*time.Second, "the end of the replay", func() bool { return ended(first) })
	close(stop)
	t.Logf("tortured %d times", <-tortures)
	await(t, 20*time.Second, "all at the end", func() bool {
		return !slices.ContainsFunc(all, func(w *terminal) bool { return !ended(w) })
	})
	if runtime.GOOS != "windows" {
		for _, w := range all {
			w.end()
		}
	}

	payload, doc := first.document()
	want := first.ids()
	if len(want) < 100 {
		t.Errorf("only %d changes: too few to say anything", len(want))
	}
	for _, c := range doc.Changes {
		if !want[c.ID] {
			t.Errorf("%s is in the document and was not reported", c.ID)
		}
	}
	for _, w := range all[1:] {
		other, _ := w.document()
		if !bytes.Equal(other, payload) {
			t.Errorf("%s ended at another document than first", w.name)
		}
		if got := w.ids(); !maps.Equal(got, want) {
			t.Errorf("%s reported %d changes, first %d", w.name, len(got), len(want))
		}
	}
	if s := killed.said(); !strings.Contains(s, "connected to ") || !strings.Contains(s, "resumed ") {
		t.Errorf("killed did not say that it connected and resumed:\n%s", s)
	}
}

// A watch that starts late prints the same changes as one from the first moment,
// and a lost connection is said.
func TestLateAndLost(t *testing.T) {
	url, stop := replay(t, "--speed", "36000", "--until", "2022-10-16T12:00", "--wait-clients", "1")
	dir := t.TempDir()
	early, late := newTerminal(t, dir, "early", url), newTerminal(t, dir, "late", url)
	early.start()
	await(t, 30*time.Second, "the end of the replay", func() bool {
		_, doc := early.document()
		return doc != nil && !doc.Replay.At.Before(doc.Replay.Until)
	})
	late.start()
	await(t, 20*time.Second, "the same document", func() bool {
		a, _ := early.document()
		b, _ := late.document()
		return bytes.Equal(a, b)
	})
	if a, b := early.ids(), late.ids(); !maps.Equal(a, b) || len(a) == 0 {
		t.Errorf("early reported %d changes, late %d", len(a), len(b))
	}
	stop()
	await(t, 20*time.Second, "word of the loss", func() bool {
		return strings.Contains(late.said(), "connection lost (closed)")
	})
}

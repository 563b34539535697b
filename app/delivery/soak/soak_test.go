//go:build linux && !android

package soak

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"bokgu/app/alert"
)

// seed is that of the environment, else a new one; the test says which.
func seed(t *testing.T) uint64 {
	t.Helper()
	s := uint64(time.Now().UnixNano()) % 1_000_000
	if given := os.Getenv("BOKGU_SEED"); given != "" {
		var err error
		s, err = strconv.ParseUint(given, 10, 64)
		must(t, err)
	}
	t.Logf("BOKGU_SEED=%d", s)
	return s
}

// length is how long a soak takes: 15 s, or what BOKGU_SOAK says.
func length(t *testing.T) time.Duration {
	t.Helper()
	given := os.Getenv("BOKGU_SOAK")
	if given == "" {
		return 15 * time.Second
	}
	d, err := time.ParseDuration(given)
	must(t, err)
	return d
}

// threshold is what the person of this seed has chosen: mostly to be told of all
// changes, for then more must be told.
func threshold(seed uint64) alert.Threshold {
	if seed%3 == 0 {
		return alert.WorseOrRestored
	}
	return alert.AnyChange
}

// TestSoak lets a feed live through a bad network, edges that restart and an
// engine that is killed, and has a process that saw none of it decide from the
// logs what became of the news.
func TestSoak(t *testing.T) {
	s, d := seed(t), length(t)
	dir := logFolder(t)
	rnd := rand.New(rand.NewPCG(s, 2))
	b := startBus(t, dir)
	p := startPublisher(t, dir, publisherConfig{Seed: s, Pace: 80 * time.Millisecond})
	n := startNetwork(t, p.edge, rand.New(rand.NewPCG(s, 3)))
	p.open("http://" + n.address)
	rules := threshold(s)
	e := newEngines(t, dir, b, engineConfig{URL: "ws://" + n.address, Root: p.root, Threshold: rules})
	e.start()
	eventually(t, "the engine shows the first document", func() bool { return e.caughtUp("1.1") })

	var kills, restarts int
	end := time.Now().Add(d)
	// A busy machine needs longer until enough has happened.
	for round := 0; time.Now().Before(end) || round < 20 && (round < 3 || kills < 3 || restarts < 2); round++ {
		p.do("go")
		stormy := time.Duration(2500+rnd.IntN(1500)) * time.Millisecond
		if d > time.Minute {
			stormy *= 3
		}
		k, r := storm(t, rnd, p, n, e, max(min(stormy, time.Until(end)), 2*time.Second))
		kills, restarts = kills+k, restarts+r
		settle(t, p, b, e)
	}
	e.kill()
	b.drained(t)
	if _, err := b.seen(); err != nil {
		t.Errorf("the monitor: %v", err)
	}
	if _, bad := e.screen(); len(bad) > 0 {
		t.Errorf("the engine complains: %q", bad)
	}
	v := checked(t, checkerConfig{Published: p.log, Traffic: b.log, Screen: e.log, Threshold: string(rules)})
	t.Logf("%v, threshold %s: %d kills, %d restarts of the edge, faults %v", d, rules, kills, restarts, n.count)
	t.Log(v)
	report(t, v)
	if kills < 3 || restarts < 2 || len(n.count) < 3 || v.Told < 20 || v.Fresh == 0 || v.Expired == 0 || v.Settled < 3 || v.Runs < 4 {
		t.Error("too little has happened to mean anything")
	}
}

// logFolder is where the logs go: to BOKGU_SOAK_LOGS, which keeps them, or to a
// folder that goes with the test.
func logFolder(t *testing.T) string {
	t.Helper()
	keep := os.Getenv("BOKGU_SOAK_LOGS")
	if keep == "" {
		return t.TempDir()
	}
	dir, err := filepath.Abs(keep)
	must(t, err)
	must(t, os.MkdirAll(dir, 0o700))
	return dir
}

// report says what a verdict holds against the engine.
func report(t *testing.T, v verdict) {
	t.Helper()
	for _, part := range []struct {
		name string
		list []string
	}{
		{"lost", v.Lost}, {"duplicated", v.Duplicated}, {"backwards", v.Backwards}, {"falsely fresh", v.FalselyFresh}, {"not understood", v.Unread},
	} {
		for i, what := range part.list {
			if i == 10 {
				t.Errorf("%s: and %d more", part.name, len(part.list)-i)
				break
			}
			t.Errorf("%s: %s", part.name, what)
		}
	}
}

// storm lasts for d.
func storm(t *testing.T, rnd *rand.Rand, p *publisher, n *network, e *engines, d time.Duration) (kills, restarts int) {
	t.Helper()
	over := time.NewTimer(d)
	defer over.Stop()
	after := func(low, high int) <-chan time.Time {
		return time.After(time.Duration(low+rnd.IntN(high-low)) * time.Millisecond)
	}
	ill := false
	fault, kill, restart := after(100, 700), after(300, 2000), after(300, 2500)
	defer n.heal()
	for {
		select {
		case <-over.C:
			return kills, restarts
		case <-fault:
			if ill {
				n.heal()
				ill, fault = false, after(50, 900)
				continue
			}
			n.fault()
			ill, fault = true, time.After(n.lasts())
		case <-kill:
			e.kill()
			e.start()
			kills++
			kill = after(100, 2500)
		case <-restart:
			switch how := []string{"order", "hard", "empty", "behind", "behind", "epoch"}[rnd.IntN(6)]; how {
			case "epoch":
				p.do("epoch")
			default:
				p.do("restart " + how)
				restarts++
			}
			restart = after(600, 3000)
		}
	}
}

// settle waits in good weather until the engine has caught up, and has the
// publisher's log say so: by then everything must have been told. Where it does
// not catch up that is for the checker to say, too.
func settle(t *testing.T, p *publisher, b *bus, e *engines) {
	t.Helper()
	at := p.do("calm")
	if !holds(patience/2, func() bool { return e.caughtUp(at) }) {
		s, _ := e.screen()
		t.Errorf("the engine does not catch up with document %s: %+v", at, s)
	}
	b.drained(t)
	p.do("settled")
}

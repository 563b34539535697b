//go:build linux && !android

package soak

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bokgu/app/alert"
)

// captured is what a soak leaves for the checker.
type captured struct {
	log    []published
	bus    []traffic
	screen []shown
}

// judged has the checker's process look at it.
func (c captured) judged(t *testing.T) verdict {
	t.Helper()
	dir := t.TempDir()
	return checked(t, checkerConfig{
		Published: written(t, dir, "published", c.log), Traffic: written(t, dir, "bus", c.bus), Screen: written(t, dir, "screen", c.screen),
		Threshold: string(alert.AnyChange),
	})
}

func written[T any](t *testing.T, dir, name string, list []T) (path string) {
	t.Helper()
	var b bytes.Buffer
	for _, v := range list {
		must(t, lines{&b}.put(v))
	}
	path = filepath.Join(dir, name)
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

// quietSoak is a short life in good weather: one change after the other, each told
// by itself, then an outage that lasts until the screen is pale.
func quietSoak(t *testing.T) captured {
	t.Helper()
	const s = 7 // any will do in which a component is told twice
	dir := t.TempDir()
	b := startBus(t, dir)
	p := startPublisher(t, dir, publisherConfig{Seed: s, Calm: true})
	n := startNetwork(t, p.edge, rand.New(rand.NewPCG(s, 3)))
	p.open("http://" + n.address)
	e := newEngines(t, dir, b, engineConfig{URL: "ws://" + n.address, Root: p.root, Threshold: alert.AnyChange})
	e.start()
	eventually(t, "the engine shows the first document", func() bool { return e.caughtUp("1.1") })
	for range 20 {
		at := p.do("step 1")
		eventually(t, "the change has been told", func() bool { return e.caughtUp(at) })
	}
	settle(t, p, b, e)
	n.up = false
	n.proxy.Stop()
	p.do("step 1") // only the newest document goes on being confirmed
	outage := time.Now()
	eventually(t, "the screen is pale", func() bool {
		s, _ := e.screen()
		return !s.Fresh && s.At.Sub(outage) > 3*soakTiming().FreshnessValid/2
	})
	n.heal()
	settle(t, p, b, e)
	e.kill()
	b.drained(t)
	var c captured
	var err error
	c.log, err = readLines[published](p.log)
	must(t, err)
	c.bus, err = b.seen()
	must(t, err)
	c.screen, err = readLines[shown](e.log)
	must(t, err)
	return c
}

// TestPlantedFaults shows that the checker can fail: of a log in which all is well
// one thing is changed, and exactly that is what it finds.
func TestPlantedFaults(t *testing.T) {
	good := quietSoak(t)
	if v := good.judged(t); !v.ok() || v.Told < 10 || v.Fresh == 0 || v.Stale == 0 || v.Settled != 2 {
		report(t, v)
		t.Fatalf("the log is not good: %v", v)
	}
	record := newRecord(good.log)
	told := slices.DeleteFunc(readNews(good.bus), func(n news) bool { return n.subject == "" || n.subject[0] != 'c' })
	last := told[len(told)-1]
	end := good.log[len(good.log)-1].At
	// again is a notification that comes after all others and says what an earlier
	// one said.
	again := func(of news, replaces, id uint32) []traffic {
		call := good.bus[of.serial-1]
		call.At, call.Serial, call.Replaces, call.Tag = end.Add(time.Millisecond), 1<<20, replaces, ""
		return []traffic{call, {At: call.At, Kind: "answered", Sender: call.Sender, Serial: call.Serial, ID: id}}
	}
	older := func() (of, now news) {
		for i := len(told) - 1; i > 0; i-- {
			for _, n := range told[:i] {
				if n.subject == told[i].subject && n.id == told[i].id {
					return n, told[i]
				}
			}
		}
		t.Fatal("no component was told twice")
		return of, now
	}

	for _, fault := range []struct {
		name  string
		plant func(c *captured)
		want  func(v verdict) int
	}{
		{"loss", func(c *captured) {
			call := c.bus[last.serial-1]
			c.bus = slices.DeleteFunc(slices.Clone(c.bus), func(m traffic) bool { return m.Sender == call.Sender && m.Serial == call.Serial })
		}, func(v verdict) int { return len(v.Lost) }},
		{"duplicate", func(c *captured) {
			c.bus = slices.Concat(c.bus, again(last, 0, 1<<20))
		}, func(v verdict) int { return len(v.Duplicated) }},
		{"backwards, in a notification", func(c *captured) {
			of, now := older()
			c.bus = slices.Concat(c.bus, again(of, now.id, now.id))
		}, func(v verdict) int { return len(v.Backwards) }},
		{"backwards, on the screen", func(c *captured) {
			i := slices.IndexFunc(c.screen, func(s shown) bool { return s.Place != place{} })
			line := c.screen[i]
			line.At, line.Fresh = end.Add(time.Millisecond), false
			c.screen = append(slices.Clone(c.screen), line)
		}, func(v verdict) int { return len(v.Backwards) }},
		{"falsely fresh", func(c *captured) {
			i := slices.IndexFunc(c.screen, func(s shown) bool { return s.Place != place{} && !s.At.Before(record.confirmed(s.Place, s.At)) })
			c.screen = slices.Clone(c.screen)
			c.screen[i].Fresh = true
		}, func(v verdict) int { return len(v.FalselyFresh) }},
	} {
		t.Run(fault.name, func(t *testing.T) {
			planted := good
			fault.plant(&planted)
			v := planted.judged(t)
			all := len(v.Lost) + len(v.Duplicated) + len(v.Backwards) + len(v.FalselyFresh) + len(v.Unread)
			if n := fault.want(v); n == 0 || n != all {
				t.Errorf("found %d of %d: %+v", n, all, v)
			}
		})
	}
}

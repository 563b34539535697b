//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bokgu/app/desktop"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

const (
	// beforeIdle lets the start come to its end: connecting, and giving back what only the start needed.
	beforeIdle = 10 * time.Second
	// idleFor holds six looks of the app at the clock and at least one ping of the feed.
	idleFor = 30 * time.Second
)

var cpu = measure{"processor time while nothing happens", "ms a second", (*bench).connected, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	u, err := b.idle(ctx, cmd)
	return float64(u.busy.Microseconds()) / 1000 / idleFor.Seconds(), err
}}

var wakeups = measure{"wake-ups while nothing happens", "a second", (*bench).connected, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	u, err := b.idle(ctx, cmd)
	return float64(u.wakeups) / idleFor.Seconds(), err
}}

// usage is what all threads of a process have done.
type usage struct {
	busy    time.Duration
	wakeups int // how often one went to sleep by itself, to be woken later
}

func (b *bench) idle(ctx context.Context, cmd *exec.Cmd) (usage, error) {
	_, p, err := b.painted(ctx, cmd)
	if err != nil {
		return usage{}, err
	}
	if err := wait(ctx, beforeIdle); err != nil {
		return usage{}, err
	}
	before, err := used(p.PID())
	if err != nil {
		return usage{}, err
	}
	if err := wait(ctx, idleFor); err != nil {
		return usage{}, err
	}
	after, err := used(p.PID())
	if err != nil {
		return usage{}, err
	}
	return usage{after.busy - before.busy, after.wakeups - before.wakeups}, b.quit(ctx, p)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// used sums up /proc/PID/task/*/schedstat (its first number: nanoseconds on a processor) and the voluntary context switches of
// the threads. A thread that has ended meanwhile is not in it: Go keeps its own.
func used(pid int) (usage, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	if err != nil || len(tasks) == 0 {
		return usage{}, fmt.Errorf("process %d has no threads: %w", pid, err)
	}
	var u usage
	for _, task := range tasks {
		sched, err := os.ReadFile(filepath.Join(task, "schedstat"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return usage{}, err
		}
		first, _, _ := strings.Cut(string(sched), " ")
		ns, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return usage{}, fmt.Errorf("%s/schedstat: %w", task, err)
		}
		u.busy += time.Duration(ns)
		status, err := os.ReadFile(filepath.Join(task, "status"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return usage{}, err
		}
		for line := range strings.Lines(string(status)) {
			if n, ok := strings.CutPrefix(line, "voluntary_ctxt_switches:"); ok {
				v, err := strconv.Atoi(strings.TrimSpace(n))
				if err != nil {
					return usage{}, fmt.Errorf("%s/status: %w", task, err)
				}
				u.wakeups += v
			}
		}
	}
	return u, nil
}

// connected serves a live feed until the program ends and lets the app add it.
func (b *bench) connected(ctx context.Context, app, _, data string) error {
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		return err
	}
	doc := sc.At(time.Date(2022, time.October, 16, 8, 0, 0, 0, time.FixedZone("KST", 9*60*60)))
	doc.Replay, doc.LibraryRef = nil, nil
	return b.follow(ctx, "idle", doc, app, data)
}

// follow serves a document as a live feed until ctx ends and lets the app add it.
func (b *bench) follow(ctx context.Context, name string, doc feed.Status, app, data string) error {
	live, err := desktop.ServeLive(ctx, name, doc)
	if err != nil {
		return err
	}
	_, p, err := b.painted(ctx, b.session.Command(app, append(appFlags(data), "--feed", live.URL)...))
	if err != nil {
		return err
	}
	return b.quit(ctx, p)
}

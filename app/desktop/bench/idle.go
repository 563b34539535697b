//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/scenario"
	"bokgu/sync/server"
)

const (
	// beforeIdle lets the start come to its end: connecting, and giving back what only the start needed.
	beforeIdle = 10 * time.Second
	// idleFor holds six looks of the app at the clock and at least one ping of the feed.
	idleFor = 30 * time.Second
)

var cpu = measure{"processor time while nothing happens", "ms a second", true, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	u, err := b.idle(ctx, cmd)
	return float64(u.busy.Microseconds()) / 1000 / idleFor.Seconds(), err
}}

var wakeups = measure{"wake-ups while nothing happens", "a second", true, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
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

// connect serves a live feed until the program ends and lets the app add it.
func (b *bench) connect(ctx context.Context, app, data string) error {
	address, err := serveLive(ctx)
	if err != nil {
		return err
	}
	_, p, err := b.painted(ctx, b.session.Command(app, append(appFlags(data), "--feed", "ws://"+address)...))
	if err != nil {
		return err
	}
	return b.quit(ctx, p)
}

// serveLive publishes one document of the recorded outage as a live feed, renewed as a real one is.
func serveLive(ctx context.Context) (address string, err error) {
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		return "", err
	}
	doc := sc.At(time.Date(2022, time.October, 16, 8, 0, 0, 0, time.FixedZone("KST", 9*60*60)))
	doc.Replay, doc.LibraryRef = nil, nil
	root, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		return "", err
	}
	signer, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		return "", err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address = listener.Addr().String()
	now := time.Now().UTC()
	profile, err := envelope.SignProfile(&envelope.Profile{
		Schema: 1, FeedID: "idle", Mode: feed.ModeLive, Name: feed.Plain("idle"), Language: "ko", Version: 1,
		IssuedAt: now, ExpiresAt: now.Add(24 * time.Hour), Origins: []string{"http://" + address, "ws://" + address},
		Root: root.Key(), PublishKeys: []envelope.Key{signer.Key()},
	}, root)
	if err != nil {
		return "", err
	}
	edge := server.New(server.Params{Profile: profile, Now: time.Now})
	p, err := publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "idle", Name: feed.Plain("idle"), Language: "ko", TimeZone: "Asia/Seoul"},
		Signer: signer, Epoch: "idle", EpochStarted: now, Now: time.Now, Log: edge,
	})
	if err != nil {
		return "", err
	}
	if _, err := p.Publish(ctx, doc, now); err != nil {
		return "", err
	}
	go func() {
		_ = http.Serve(listener, edge) // until the program ends
	}()
	go func() {
		for wait(ctx, 5*time.Minute) == nil {
			if err := p.Renew(ctx); err != nil {
				fmt.Fprintln(os.Stderr, "bench: renew:", err)
			}
		}
	}()
	return address, nil
}

//go:build linux

package main

import (
	"context"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bokgu/app/desktop"
)

// mark is the fill of the shape for "down" in the light theme; testdata/bare draws a square of it.
var mark = color.NRGBA{R: 0xd5, G: 0x2f, B: 0x3f, A: 0xff}

const (
	// markPixels are enough of the colour to be a shape and no chance: the smallest shape has some 150.
	markPixels = 60
	// lookEvery bounds the error of a start time; a look takes about a millisecond of one core.
	lookEvery = 4 * time.Millisecond
	// oneStart is far more than a start takes, oneEnd more than an end.
	oneStart = 30 * time.Second
	oneEnd   = 5 * time.Second
)

var start = measure{"start to first painted board", "ms", (*bench).replayed, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	took, p, err := b.painted(ctx, cmd)
	if err != nil {
		return 0, err
	}
	return float64(took.Microseconds()) / 1000, b.quit(ctx, p)
}}

var memory = measure{"resident memory, settled", "MiB", (*bench).replayed, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	_, p, err := b.painted(ctx, cmd)
	if err != nil {
		return 0, err
	}
	kib, err := settled(ctx, p.PID())
	if err != nil {
		return 0, err
	}
	return float64(kib) / 1024, b.quit(ctx, p)
}}

// painted starts a program and returns how long it took until the mark was on the screen.
func (b *bench) painted(ctx context.Context, cmd *exec.Cmd) (time.Duration, *desktop.Process, error) {
	ctx, cancel := context.WithTimeout(ctx, oneStart)
	defer cancel()
	if err := b.empty(ctx); err != nil {
		return 0, nil, err
	}
	began := time.Now()
	p, err := b.session.Run(cmd)
	if err != nil {
		return 0, nil, err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for b.screen.Count(mark, markPixels) < markPixels {
		select {
		case <-tick.C:
		case <-p.Done():
			return 0, nil, fmt.Errorf("%s ended: %s", cmd.Path, p.Output())
		case <-ctx.Done():
			return 0, nil, fmt.Errorf("%s never painted: %w: %s", cmd.Path, ctx.Err(), p.Output())
		}
	}
	return time.Since(began), p, nil
}

// empty waits until nothing of an earlier run is on the screen.
func (b *bench) empty(ctx context.Context) error {
	return desktop.Until(ctx, "the screen is empty", func() (bool, error) { return b.screen.Count(mark, 1) == 0, nil })
}

func (b *bench) quit(ctx context.Context, p *desktop.Process) error {
	ctx, cancel := context.WithTimeout(ctx, oneEnd)
	defer cancel()
	if err := p.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_, err := p.Wait(ctx)
	return err
}

const (
	sampleEvery = 250 * time.Millisecond
	// steady is for how many samples the memory must stay within one percent to count as settled.
	steady = 12
)

// settled is the resident memory of a process in KiB once it has stayed the same for three seconds.
func settled(ctx context.Context, pid int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, oneStart)
	defer cancel()
	tick := time.NewTicker(sampleEvery)
	defer tick.Stop()
	for same, base := 0, 0; ; {
		now, err := resident(pid)
		if err != nil {
			return 0, err
		}
		if diff := now - base; diff < -base/100 || diff > base/100 {
			base, same = now, 0
		}
		if same++; same == steady {
			return now, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return 0, fmt.Errorf("the memory does not settle, %d KiB: %w", now, ctx.Err())
		}
	}
}

func resident(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if kib, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(kib), " kB"))
		}
	}
	return 0, fmt.Errorf("process %d says no VmRSS", pid)
}

// replayed lets the app take one document from a real feed, which is then gone: what later runs show comes from the store.
func (b *bench) replayed(ctx context.Context, app, ctl, data string) error {
	ctx, cancel := context.WithTimeout(ctx, oneStart)
	defer cancel()
	server, err := b.session.Run(b.session.Command(ctl, "replay", "kakao-2022", "--from", "2022-10-15T18:00", "--speed", "1", "--listen", "127.0.0.1:0"))
	if err != nil {
		return err
	}
	defer server.Kill()
	address := regexp.MustCompile(`ws://[0-9.:]+/v1/stream`)
	url := ""
	err = desktop.Until(ctx, "bokguctl says its address", func() (bool, error) {
		url = address.FindString(server.Output())
		return url != "", nil
	})
	if err != nil {
		return fmt.Errorf("%w: %s", err, server.Output())
	}
	_, p, err := b.painted(ctx, b.session.Command(app, append(appFlags(data), "--feed", url)...))
	if err != nil {
		return err
	}
	return b.quit(ctx, p)
}

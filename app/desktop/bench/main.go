//go:build linux

// Command bench measures the built app from outside, against a bare window of the same toolkit (testdata/bare), built with the same
// tags and holding the same two fonts:
//
//	bench [-app build/bokgu] [-ctl build/bokguctl] [-runs 15] start|big|memory|cpu|wakeups|packaged
//
// start is the time from the program's exec to the moment when the board, read from the store of an earlier run and with no network,
// is on the screen; big is the same with the largest feed that may be, of 400 functions and 2,000 updates; memory is what the program holds resident once that has settled; cpu and wakeups are what it does in half a
// minute in which nothing happens, while the app is connected to a live feed. Both programs are measured in the same way, in
// turns on the same virtual screen: the screen's memory is looked at until it holds the mark of a service that is down, which the
// bare window draws too. packaged compares the packages of both: their sizes, and the start of what they install from a cold disk. It
// prints the rows of docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"bokgu/app/desktop"
)

// A run takes one to six seconds.
const limit = 15 * time.Minute

func main() {
	app := flag.String("app", "build/bokgu", "the built app")
	ctl := flag.String("ctl", "build/bokguctl", "the built bokguctl, which serves the feed that fills the store")
	runs := flag.Int("runs", 15, "runs of each program")
	packages := flag.String("packages", "build/package", "the folder with the packages, for packaged")
	flag.Parse()
	measures := map[string]measure{"start": start, "big": big, "memory": memory, "cpu": cpu, "wakeups": wakeups}
	m, ok := measures[flag.Arg(0)]
	if !ok && flag.Arg(0) != "packaged" || flag.NArg() != 1 || *runs < 1 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var err error
	if ok {
		err = run(ctx, *app, *ctl, *runs, m)
	} else {
		err = packaged(ctx, *packages, *ctl, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure is one way of measuring: it runs a program and returns a figure in the unit.
type measure struct {
	what, unit string
	fill       func(b *bench, ctx context.Context, app, ctl, data string) error // gives the app its feed
	of         func(context.Context, *bench, *exec.Cmd) (float64, error)
}

// bench is one virtual screen and the two programs.
type bench struct {
	session *desktop.Session
	screen  *desktop.Framebuffer
}

func run(ctx context.Context, app, ctl string, runs int, m measure) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bare := filepath.Join(dir, "bare")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-buildmode=pie", "-tags", "migrated_fynedo", "-o", bare, "./app/desktop/testdata/bare")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building the bare window: %w", err)
	}
	paths := []*string{&app, &ctl}
	for _, path := range paths {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	b, err := onScreen(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()

	data := filepath.Join(dir, "data")
	if err := m.fill(b, ctx, app, ctl, data); err != nil {
		return fmt.Errorf("filling the store: %w", err)
	}
	var ours, theirs []float64
	for n := range runs + 1 {
		o, err := m.of(ctx, b, b.session.Command(app, appFlags(data)...))
		if err != nil {
			return fmt.Errorf("the app: %w", err)
		}
		t, err := m.of(ctx, b, b.session.Command(bare))
		if err != nil {
			return fmt.Errorf("the bare window: %w", err)
		}
		if n == 0 {
			continue // the first ones fill the caches of the disk
		}
		ours, theirs = append(ours, o), append(theirs, t)
	}
	table(fmt.Sprintf("%s (%s), %d runs each", m.what, m.unit, runs), "app", ours, theirs)
	return nil
}

// onScreen starts the virtual screen.
func onScreen(ctx context.Context) (*bench, error) {
	session, err := desktop.Start(ctx, desktop.Options{Panel: true, Notifications: true, Keyring: true})
	if err != nil {
		return nil, err
	}
	screen, err := session.Framebuffer()
	if err != nil {
		return nil, errors.Join(err, session.Close())
	}
	return &bench{session: session, screen: screen}, nil
}

func (b *bench) close() error {
	return errors.Join(b.screen.Close(), b.session.Close())
}

// table prints figures of a program beside those of the bare window.
func table(what, program string, ours, theirs []float64) {
	fmt.Printf("| %s | %s | bare window |\n|---|---|---|\n", what, program)
	fmt.Printf("| median | %.4g | %.4g |\n", median(ours), median(theirs))
	fmt.Printf("| least – most | %.4g – %.4g | %.4g – %.4g |\n", slices.Min(ours), slices.Max(ours), slices.Min(theirs), slices.Max(theirs))
	fmt.Printf("\nratio of the medians: **%.2f**\n", median(ours)/median(theirs))
}

func appFlags(data string) []string {
	return []string{"--data", data, "--theme", "light", "--lang", "ko"}
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

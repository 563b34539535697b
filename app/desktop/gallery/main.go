//go:build linux

// Command gallery takes the pictures of docs/screens.md: the built app in its real window on a virtual desktop, brought to each
// screen and each state as a person would bring it there, and photographed from outside, out of the memory of the screen.
//
//	gallery [-app build/bokgu] [-out docs/screenshots] [-page docs/screens.md] [-only REGEXP] [-desks 2]
//
// No state is painted for the picture: feeds are served over the loopback and killed, keyrings locked, stores damaged. Every step
// waits for a condition, which is that the window stands still and shows the words that belong there, and has a deadline.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// limit bounds a whole run; one takes some six minutes on two cores.
const limit = 60 * time.Minute

func main() {
	app := flag.String("app", "build/bokgu", "the built app")
	out := flag.String("out", "docs/screenshots", "folder for the pictures")
	page := flag.String("page", "", "the page that shows them; empty: none is written")
	only := flag.String("only", "", "take only pictures whose name matches")
	desks := flag.Int("desks", 2, "virtual desktops that work side by side")
	flag.Parse()
	match, err := regexp.Compile(*only)
	if err != nil || flag.NArg() > 0 || *desks < 1 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, *app, *out, *page, match, *desks); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, app, out, page string, only *regexp.Regexp, desks int) error {
	app, err := filepath.Abs(app)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	all := &album{app: app, out: out, only: only, places: make(map[string]spot), shapes: make(map[string][]bool)}
	work := make(chan session)
	var desk sync.WaitGroup
	errs := make([]error, desks)
	for i := range desks {
		desk.Go(func() { errs[i] = all.workAt(ctx, work) })
	}
	began := time.Now()
	for _, s := range sessions() {
		if all.wantsAny(s.takes()) {
			work <- s
		}
	}
	close(work)
	desk.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	fmt.Printf("%d pictures, %d KiB, in %v\n", all.count, all.bytes/1024, time.Since(began).Round(time.Second))
	if page == "" {
		return nil
	}
	return writePage(page, out)
}

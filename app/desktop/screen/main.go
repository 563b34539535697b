//go:build linux

// Command screen runs a program on a virtual screen with a session bus and a window manager, for machines without a display:
//
//	screen [-size 1280x900] [-timeout 5m] -- PROGRAM ARGUMENT…
//
// What the program prints is passed on, and so is its exit code. The program must end by itself; after the timeout it is killed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"bokgu/app/desktop"
)

func main() {
	code, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screen:", err)
		code = 1
	}
	os.Exit(code)
}

func run() (code int, err error) {
	size := flag.String("size", "1280x900", "width x height of the screen in pixels")
	timeout := flag.Duration("timeout", 5*time.Minute, "how long the program may take")
	flag.Parse()
	var o desktop.Options
	if _, err := fmt.Sscanf(*size, "%dx%d", &o.Width, &o.Height); err != nil || flag.NArg() == 0 {
		flag.Usage()
		return 2, nil
	}
	program, err := filepath.Abs(flag.Arg(0))
	if err != nil {
		return 0, err
	}
	folder, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	session, err := desktop.Start(ctx, o)
	if err != nil {
		return 0, err
	}
	defer func() {
		if closing := session.Close(); err == nil {
			err = closing
		}
	}()
	cmd := session.Command(program, flag.Args()[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, os.Stdout, os.Stderr
	p, err := session.Run(cmd)
	if err != nil {
		return 0, err
	}
	return p.Wait(ctx)
}

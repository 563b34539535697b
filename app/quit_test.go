package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/app/instance"
)

// running is another Bokgu in a folder, which ends when told to or does not.
func running(t *testing.T, dir string, ends bool) <-chan []string {
	t.Helper()
	heard := make(chan []string, 100)
	var in *instance.Instance
	started := make(chan struct{})
	in, first, err := instance.Acquire(t.Context(), dir, func(m instance.Message) {
		heard <- m.Args
		<-started
		if ends && slices.Contains(m.Args, "--quit") {
			go in.Close()
		}
	})
	if err != nil || !first {
		t.Fatalf("first %v, error %v", first, err)
	}
	close(started)
	t.Cleanup(func() { _ = in.Close() })
	return heard
}

func TestQuitWaitsForTheEnd(t *testing.T) {
	dir := t.TempDir()
	heard := running(t, dir, true)
	if err := quitRunning(t.Context(), Options{Data: dir}); err != nil {
		t.Fatal(err)
	}
	if args := <-heard; !slices.Equal(args, []string{"show", "--quit"}) {
		t.Errorf("it heard %q", args)
	}
	_, first, err := instance.Acquire(t.Context(), dir, func(instance.Message) {})
	if err != nil || !first {
		t.Errorf("somebody still has the folder: first %v, error %v", first, err)
	}
}

func TestQuitTellsOfOneThatStays(t *testing.T) {
	dir := t.TempDir()
	heard := running(t, dir, false)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err := quitRunning(ctx, Options{Data: dir})
	if err == nil || !strings.Contains(err.Error(), "does not end") {
		t.Errorf("error %v", err)
	}
	if len(heard) != 1 {
		t.Errorf("it was asked %d times", len(heard))
	}
}

func TestQuitWithoutAnyMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "never")
	if err := quitRunning(t.Context(), Options{Data: dir}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("a folder was made: %v", err)
	}
}

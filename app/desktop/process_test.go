//go:build linux

package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestUntilNamesWhatItWaitedFor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*pollEvery)
	defer cancel()
	looks := 0
	cause := errors.New("no answer")
	err := Until(ctx, "the sun shines", func() (bool, error) { looks++; return false, cause })
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, cause) || !strings.Contains(err.Error(), "the sun shines") {
		t.Errorf("error %v, want the deadline, the cause and what was waited for", err)
	}
	if looks < 2 {
		t.Errorf("looked %d times", looks)
	}
	// What holds at once needs no time at all, not even a living context.
	cancel()
	if err := Until(ctx, "it is so", func() (bool, error) { return true, nil }); err != nil {
		t.Error(err)
	}
}

func TestProcess(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	t.Run("its exit code and output", func(t *testing.T) {
		p, err := start(exec.Command("sh", "-c", "echo out; echo err >&2; exit 3"), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if code, err := p.Wait(ctx); code != 3 || err != nil {
			t.Errorf("ended with %d, %v", code, err)
		}
		if got := p.Output(); got != "out\nerr" {
			t.Errorf("said %q", got)
		}
		p.end(grace) // harmless after the end
	})
	t.Run("it and its children end even if they do not want to", func(t *testing.T) {
		p, err := start(exec.Command("sh", "-c", `trap "" TERM; sleep 60 & echo $!; wait`), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		var child int
		err = Until(ctx, "the child is named", func() (bool, error) {
			var err error
			child, err = strconv.Atoi(p.Output())
			return err == nil, err
		})
		if err != nil {
			t.Fatal(err)
		}
		short, stop := context.WithTimeout(ctx, pollEvery)
		defer stop()
		if _, err := p.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended by itself: %v", err)
		}
		p.end(pollEvery)
		if code, err := p.Wait(ctx); code != -1 || err != nil {
			t.Errorf("ended with %d, %v; want a signal", code, err)
		}
		err = Until(ctx, "the child is gone", func() (bool, error) { return gone(child), nil })
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("a program that is not there", func(t *testing.T) {
		if _, err := start(exec.Command("/nowhere/at all"), t.TempDir()); err == nil || !strings.Contains(err.Error(), "at all") {
			t.Errorf("error %v, want one that names the program", err)
		}
	})
}

// gone says whether a process has ended; one that nobody has waited for yet counts, where process 1 waits for nobody.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

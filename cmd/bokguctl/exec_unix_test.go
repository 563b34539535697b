//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// gone reports whether a process has ended. Where nobody collects orphans it may
// stay as a zombie.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && bytes.Contains(b, []byte(") Z "))
}

// A command that does not end is killed with what it has started, and said; the
// next one runs. A program that is gone is said as well.
func TestExecIsBounded(t *testing.T) {
	dir := t.TempDir()
	path, pids := filepath.Join(dir, "stuck"), filepath.Join(dir, "pids")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nsleep 600 &\necho $! >> "+pids+"\nwait\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	mark := openFile(t, filepath.Join(dir, "mark"), os.O_RDWR|os.O_CREATE)
	var said screen
	r := &runner{program: path, limit: 200 * time.Millisecond, std: &streams{Err: &said}, mark: mark}
	r.note = (&watch{std: r.std}).note
	began := time.Now()
	r.start([]job{{N: 1, ID: "e.1.0", Change: []byte("{}")}, {N: 2, ID: "e.1.1", Change: []byte("{}")}})
	if left := r.end(t.Context(), true); left != 0 || jobMark(mark) != 2 {
		t.Errorf("%d left, the mark is at %d", left, jobMark(mark))
	}
	if d := time.Since(began); d > 15*time.Second {
		t.Errorf("took %s", d)
	}
	if got := said.String(); strings.Count(got, "not done after 200ms, killed") != 2 {
		t.Errorf("said %q", got)
	}
	b, err := os.ReadFile(pids)
	if err != nil || len(strings.Fields(string(b))) != 2 {
		t.Fatalf("started %q: %v", b, err)
	}
	for _, word := range strings.Fields(string(b)) {
		pid, err := strconv.Atoi(word)
		if err != nil {
			t.Fatal(err)
		}
		await(t, 10*time.Second, "the end of what was started", func() bool { return gone(pid) })
	}
	r.program = filepath.Join(dir, "gone")
	r.ending = false
	r.start([]job{{N: 3, ID: "e.1.2", Change: []byte("{}")}})
	if left := r.end(t.Context(), true); left != 0 || !strings.Contains(said.String(), "gone") {
		t.Errorf("%d left, said %q", left, said.String())
	}
}

// A clean end lets the running command finish and leaves the others for the next
// life, where they are the first.
func TestExecGoesOnInTheNextLife(t *testing.T) {
	dir := t.TempDir()
	mark := openFile(t, filepath.Join(dir, "mark"), os.O_RDWR|os.O_CREATE)
	path, fifo := filepath.Join(dir, "slow"), filepath.Join(dir, "go")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho begun\nuntil test -e "+fifo+"; do sleep 0.01; done\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	var said screen
	r := &runner{program: path, limit: time.Minute, std: &streams{Err: &said}, mark: mark, note: func(string, ...any) {}}
	jobs := []job{{N: 1, Change: []byte("{}")}, {N: 2, Change: []byte("{}")}, {N: 3, Change: []byte("{}")}}
	r.start(jobs)
	await(t, 10*time.Second, "the first command", func() bool { return said.String() != "" })
	if n := jobMark(mark); n != 0 {
		t.Errorf("while the first one runs the mark is at %d", n)
	}
	left := make(chan int)
	go func() { left <- r.end(context.Background(), false) }()
	await(t, 10*time.Second, "the end to begin", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.ending
	})
	if err := os.WriteFile(fifo, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := <-left; n != 2 || jobMark(mark) != 1 || strings.Count(said.String(), "begun") != 1 {
		t.Errorf("%d left, the mark is at %d, %q", n, jobMark(mark), said.String())
	}
	f := &stateFile{state: state{Counted: 3, Jobs: jobs}, mark: mark}
	f.recount()
	if len(f.Jobs) != 2 || f.Jobs[0].N != 2 {
		t.Errorf("the next life would run %+v", f.Jobs)
	}
	// The state file deleted, the mark beside it not: numbers go on.
	f = &stateFile{mark: mark}
	if f.recount(); f.Counted != 1 {
		t.Errorf("a new state counts from %d", f.Counted)
	}
}

// Killed again and again: no change lacks its command, the order holds, and only
// a command that ran at a kill runs twice.
func TestExecSurvivesKills(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	script := filepath.Join(dir, "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nread -r change\nprintf '%s\\n' \"$change\" >> "+log+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	url, _ := replay(t, "--speed", "36000", "--until", "2022-10-16T02:00", "--wait-clients", "1")
	w := newTerminal(t, dir, "exec", url)
	w.args = []string{"--exec", script}
	w.start()
	kills := 0
	for ; kills < 6; kills++ {
		n := 4 * (kills + 1)
		await(t, 30*time.Second, fmt.Sprintf("%d commands", n), func() bool { return len(ran(t, log, "")) >= n })
		w.kill()
		w.start()
	}
	await(t, 60*time.Second, "the end", func() bool {
		_, doc := w.document()
		if doc == nil || doc.Replay == nil || doc.Replay.At.Before(doc.Replay.Until) {
			return false
		}
		b, err := os.ReadFile(w.state + ".lock")
		var s state
		raw, stateErr := os.ReadFile(w.state)
		if err != nil || stateErr != nil || json.Unmarshal(raw, &s) != nil || len(b) < markSize+20 {
			return false
		}
		return bytes.Equal(b[markSize:markSize+20], fmt.Appendf(nil, "%020d", s.Counted))
	})
	var order []string
	count := make(map[string]int)
	again := 0
	for _, line := range ran(t, log, "") {
		var c feed.Change
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if count[c.ID]++; count[c.ID] == 1 {
			order = append(order, c.ID)
		} else {
			again++
		}
	}
	b, err := os.ReadFile(w.out)
	if err != nil {
		t.Fatal(err)
	}
	var printed []string
	for line := range strings.Lines(string(b)) {
		var c feed.Change
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		printed = append(printed, c.ID)
	}
	t.Logf("%d changes, %d kills, %d commands again", len(printed), kills, again)
	if len(printed) < 30 || !slices.Equal(order, printed) || again > kills {
		t.Errorf("printed %d, ran %d, %d of them again after %d kills", len(printed), len(order), again, kills)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"time"
)

const (
	// commandLimit is how long one command of --exec may run.
	commandLimit = time.Minute
	// pipeGrace is how long its output is waited for after it has ended: a
	// process that it left behind may hold it open.
	pipeGrace = 2 * time.Second
	// maxWaiting bounds the commands that wait. A document brings some hundreds
	// at most; the watch takes no more documents until there is room.
	maxWaiting = 10_000
)

// changeIDVariable tells a command which change it is about.
const changeIDVariable = "BOKGU_CHANGE_ID"

// harmless are the ids that go into the environment: where a command is a script,
// a careless one is not to be given more than a word. Ids of Bokgu's own
// publishers are of this kind.
var harmless = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,200}$`)

// job is a change that a command is yet to be run for. It is noted in the state
// file together with the lines to print, and N is marked beside it when the
// command has ended: whatever happens it runs at least once, in order. Only a
// kill in between makes it run again.
type job struct {
	N      uint64          `json:"n"` // counted through all lives of the state file
	ID     string          `json:"id"`
	Change json.RawMessage `json:"change"` // as --json prints it
}

// runner runs the command of --exec for one change after another, beside the
// subscription: a slow command does not hold up the feed.
type runner struct {
	program string
	args    []string
	limit   time.Duration
	std     *streams
	mark    *os.File // beside the state file; see setJobMark
	note    func(format string, args ...any)

	mu      sync.Mutex
	changed *sync.Cond
	waiting []job
	last    uint64 // N of the last command that has ended
	ending  bool   // nothing comes any more
	drain   bool   // while ending: what waits still runs
	ended   chan struct{}
}

// start begins with what an earlier life left. end must be called.
func (r *runner) start(left []job) {
	r.changed, r.waiting, r.ended = sync.NewCond(&r.mu), left, make(chan struct{})
	go func() {
		defer close(r.ended)
		for {
			j, ok := r.next()
			if !ok {
				return
			}
			r.run(j)
			r.done(j.N)
		}
	}()
}

// add queues jobs that are in the state file.
func (r *runner) add(jobs []job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, jobs...)
	r.changed.Signal()
}

// full reports whether no more can wait.
func (r *runner) full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.waiting) >= maxWaiting
}

// ran returns the number of the last command that has ended.
func (r *runner) ran() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// end lets the command that runs come to its end. With drain all that wait run
// as well, until ctx ends. It returns how many are left for the next life.
func (r *runner) end(ctx context.Context, drain bool) int {
	r.mu.Lock()
	r.ending, r.drain = true, drain
	r.changed.Signal()
	r.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.drain = false
	})
	defer stop()
	<-r.ended
	return len(r.waiting)
}

func (r *runner) next() (job, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.waiting) == 0 && !r.ending {
		r.changed.Wait()
	}
	if len(r.waiting) == 0 || r.ending && !r.drain {
		return job{}, false
	}
	return r.waiting[0], true
}

func (r *runner) done(n uint64) {
	if err := setJobMark(r.mark, n); err != nil {
		r.note("--exec: what has run cannot be noted, a later start may repeat it: %v", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting, r.last = r.waiting[1:], n
}

// run runs the command for one change. It has no shell in between; the change is
// its standard input. What it prints goes to standard error, for standard output
// holds the changes and nothing else.
func (r *runner) run(j job) {
	// Not the context of the watch: a clean end lets a command finish.
	ctx, cancel := context.WithTimeout(context.Background(), r.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.program, r.args...)
	in, err := input(append(bytes.Clone(j.Change), '\n'))
	if err != nil {
		r.note("--exec for %s: %v", j.ID, err)
		return
	}
	defer in.Close()
	cmd.Stdin = in
	cmd.Stdout, cmd.Stderr = r.std.Err, r.std.Err
	cmd.Env = os.Environ()
	if harmless.MatchString(j.ID) {
		cmd.Env = append(cmd.Env, changeIDVariable+"="+j.ID)
	} else {
		cmd.Env = append(cmd.Env, changeIDVariable+"=")
	}
	cmd.WaitDelay = pipeGrace
	ownGroup(cmd)
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		r.note("--exec for %s: not done after %s, killed", j.ID, r.limit)
	case errors.Is(err, exec.ErrWaitDelay): // it has ended well and left something behind
	case err != nil:
		r.note("--exec for %s: %v", j.ID, err)
	}
}

// pipeRoom is how much every system takes into a pipe that nobody reads yet.
const pipeRoom = 4096

// input returns what a command reads. All of it is there before the command
// starts: a watch that is killed right then leaves no command behind that has
// got nothing, or half of it. Changes are far smaller than a pipe; only what no
// honest feed sends is written beside the command.
func input(b []byte) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	write := func() {
		_, _ = w.Write(b) // whoever does not want to read it need not
		_ = w.Close()
	}
	if len(b) > pipeRoom {
		go write()
	} else {
		write()
	}
	return r, nil
}

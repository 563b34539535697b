//go:build linux

package desktop

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// grace is what a part of the desktop gets to end by itself before it is killed; openbox and the panel need some 50 ms.
	grace = 3 * time.Second
	// pollEvery is the time between two looks at a condition: short against what a person notices, long against what a look costs
	// (a D-Bus call or a small program, 1–10 ms).
	pollEvery = 40 * time.Millisecond
)

// Until returns when check says true, and with an error naming what was waited for when ctx ends first. An error of check
// only counts then: conditions that depend on another program may fail before they hold.
func Until(ctx context.Context, what string, check func() (bool, error)) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		ok, err := check()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			if err != nil && !errors.Is(err, context.DeadlineExceeded) {
				return fmt.Errorf("waiting until %s: %w (%w)", what, ctx.Err(), err)
			}
			return fmt.Errorf("waiting until %s: %w", what, ctx.Err())
		case <-tick.C:
		}
	}
}

// Process is a program on the desktop, in a process group of its own. Its methods may be called from several goroutines.
type Process struct {
	name string
	cmd  *exec.Cmd
	log  string
	done chan struct{}
	once sync.Once
	code int
}

// start runs cmd, with its output in a file of dir unless it has a place of its own. The kernel kills the program if this process
// dies without ending it, so that an aborted test leaves nothing behind.
func start(cmd *exec.Cmd, dir string) (*Process, error) {
	name := filepath.Base(cmd.Path)
	log, err := os.CreateTemp(dir, name+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	if cmd.Stdout == nil {
		cmd.Stdout = log
	}
	if cmd.Stderr == nil {
		cmd.Stderr = log
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	p := &Process{name: name, cmd: cmd, log: log.Name(), done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the exit code says all
		p.code = cmd.ProcessState.ExitCode()
		close(p.done)
	}()
	return p, nil
}

// PID is the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Wait waits for the program's own end and returns its exit code, -1 if a signal ended it.
func (p *Process) Wait(ctx context.Context) (int, error) {
	select {
	case <-p.done:
		return p.code, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("waiting for the end of %s: %w", p.name, ctx.Err())
	}
}

// Signal sends a signal to the program alone, not to its children.
func (p *Process) Signal(sig syscall.Signal) error { return p.cmd.Process.Signal(sig) }

// Kill ends the program and its children at once and waits for it.
func (p *Process) Kill() { p.end(0) }

// Output is what the program has printed so far, on both streams.
func (p *Process) Output() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return fmt.Sprintf("(the output of %s in %s cannot be read: %v)", p.name, filepath.Base(p.log), err)
	}
	return strings.TrimSpace(string(text))
}

// end asks the process group to end, kills it after the grace, and waits.
func (p *Process) end(grace time.Duration) {
	p.once.Do(func() {
		group := -p.cmd.Process.Pid
		if grace > 0 {
			_ = syscall.Kill(group, syscall.SIGTERM)
			timer := time.NewTimer(grace)
			defer timer.Stop()
			select {
			case <-p.done:
			case <-timer.C:
			}
		}
		// Also after a clean end: children may have been left in the group.
		_ = syscall.Kill(group, syscall.SIGKILL)
	})
	<-p.done
}

// readLine reads one line, the time bounded by ctx.
func readLine(ctx context.Context, r *os.File) (string, error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(grace)
	}
	if err := r.SetReadDeadline(deadline); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

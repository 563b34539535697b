//go:build linux && !android

package soak

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// engines are the runs of the engine, one after the other, on one data folder.
type engines struct {
	t   *testing.T
	cfg engineConfig
	env []string
	log string // path of the screen's log
	out *os.File
	err string // path of the engine's own log

	mu   sync.Mutex
	last shown // the newest line
	bad  []string
	cmd  *exec.Cmd
	done chan struct{} // closed when the last run's output has been read
}

func newEngines(t *testing.T, dir string, b *bus, cfg engineConfig) *engines {
	t.Helper()
	cfg.Dir = filepath.Join(dir, "data")
	must(t, os.MkdirAll(cfg.Dir, 0o700))
	e := &engines{
		t: t, cfg: cfg, log: filepath.Join(dir, "screen.jsonl"), err: filepath.Join(dir, "engine.log"),
		env: []string{"DBUS_SESSION_BUS_ADDRESS=" + b.address, "TZ=Asia/Seoul"},
	}
	var err error
	e.out, err = os.OpenFile(e.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	t.Cleanup(func() {
		e.kill()
		_ = e.out.Close()
	})
	return e
}

// start starts the next run.
func (e *engines) start() {
	e.t.Helper()
	e.cfg.Run++
	cmd := self(e.t, "engine", e.cfg, e.env...)
	said, err := os.OpenFile(e.err, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(e.t, err)
	defer said.Close()
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	must(e.t, err)
	must(e.t, cmd.Start())
	done := make(chan struct{})
	e.cmd, e.done = cmd, done
	go func() {
		defer close(done)
		r := bufio.NewReader(out)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return // a line that a kill cut short says nothing
			}
			e.hear(line)
		}
	}()
}

func (e *engines) hear(line []byte) {
	var s shown
	err := json.Unmarshal(line, &s)
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, werr := e.out.Write(line); err == nil {
		err = werr
	}
	if err != nil {
		s.Opened = err.Error()
	}
	if s.Opened != "" {
		e.bad = append(e.bad, s.Opened)
		return
	}
	e.last = s
}

// kill ends the run as a power cut does. It returns when nothing of it is left.
func (e *engines) kill() {
	if e.cmd == nil {
		return
	}
	_ = e.cmd.Process.Kill()
	<-e.done
	_ = e.cmd.Wait()
	e.cmd = nil
}

// screen returns the newest line, and what a run has complained about.
func (e *engines) screen() (shown, []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last, e.bad
}

// caughtUp reports whether the running engine shows that document and has
// nothing more to decide or to tell.
func (e *engines) caughtUp(at string) bool {
	s, _ := e.screen()
	return s.Run == e.cfg.Run && s.Idle && s.Fresh && s.Place.String() == at
}

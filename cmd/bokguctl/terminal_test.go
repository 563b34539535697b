package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// binary is the built program.
var binary string

func TestMain(m *testing.M) {
	if path := os.Getenv(scriptVariable); path != "" {
		os.Exit(script(path))
	}
	if os.Getenv(hurryVariable) != "" {
		hurried()
	}
	os.Exit(build(m))
}

// build builds the program once for all tests.
func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bokguctl")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "bokguctl.exe") // the suffix matters only on Windows
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// terminal starts a watch the way a shell does, its standard output appended to
// a file.
type terminal struct {
	t     *testing.T
	name  string
	url   string
	state string
	out   string
	args  []string // more of them

	mu     sync.Mutex
	errors bytes.Buffer
	cmd    *exec.Cmd
	ended  chan error
}

func newTerminal(t *testing.T, dir, name, url string) *terminal {
	w := &terminal{t: t, name: name, url: url, state: filepath.Join(dir, name+".json"), out: filepath.Join(dir, name+".out")}
	t.Cleanup(w.kill)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s said:\n%s", name, w.said())
		}
	})
	return w
}

// Write collects standard error.
func (w *terminal) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.errors.Write(b)
}

func (w *terminal) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.errors.String()
}

func (w *terminal) start() {
	w.t.Helper()
	out, err := os.OpenFile(w.out, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		w.t.Error(err)
		return
	}
	defer out.Close() // the process has its own
	w.cmd = exec.Command(binary, append([]string{"watch", w.url, "--json", "--state", w.state}, w.args...)...)
	w.cmd.Stdout, w.cmd.Stderr = out, w
	if err := w.cmd.Start(); err != nil {
		w.t.Error(err)
		w.cmd = nil
		return
	}
	w.ended = make(chan error, 1)
	go func(c *exec.Cmd, ended chan error) { ended <- c.Wait() }(w.cmd, w.ended)
}

// kill is SIGKILL: no handler runs, no buffer is written.
func (w *terminal) kill() {
	if w.cmd != nil {
		_ = w.cmd.Process.Kill()
		<-w.ended
		w.cmd = nil
	}
}

// end is a clean end, and it must be one.
func (w *terminal) end() {
	w.t.Helper()
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Error(err)
	}
	select {
	case err := <-w.ended:
		if err != nil {
			w.t.Errorf("%s: after SIGTERM: %v", w.name, err)
		}
		w.cmd = nil
	case <-time.After(10 * time.Second):
		w.t.Errorf("%s: still there 10 s after SIGTERM", w.name)
	}
}

func (w *terminal) lines() int {
	b, _ := os.ReadFile(w.out)
	return bytes.Count(b, []byte("\n"))
}

// ids are those of all lines printed in all lives. Every line must be a whole
// change, and none may stand there twice.
func (w *terminal) ids() map[string]bool {
	w.t.Helper()
	b, err := os.ReadFile(w.out)
	if err != nil {
		w.t.Fatal(err)
	}
	ids := make(map[string]bool)
	for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		var c feed.Change
		if err := json.Unmarshal([]byte(line), &c); err != nil || c.ID == "" {
			w.t.Errorf("%s: line %d is no change: %q: %v", w.name, i+1, line, err)
		}
		if ids[c.ID] {
			w.t.Errorf("%s: %s is there twice", w.name, c.ID)
		}
		ids[c.ID] = true
	}
	return ids
}

// document is the held one, nil while there is none.
func (w *terminal) document() ([]byte, *feed.Status) {
	b, err := os.ReadFile(w.state)
	if err != nil {
		return nil, nil
	}
	var s state
	if err := json.Unmarshal(b, &s); err != nil {
		w.t.Fatalf("%s: the state file is not whole: %v", w.name, err)
	}
	if s.Printing != nil || s.Held.Payload == nil {
		return nil, nil
	}
	doc, _, err := feed.Parse(s.Held.Payload)
	if err != nil {
		w.t.Fatalf("%s: held document: %v", w.name, err)
	}
	return s.Held.Payload, doc
}

// replay starts `bokguctl replay` and returns the stream's URL and its clean end.
func replay(t *testing.T, args ...string) (url string, stop func()) {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"replay", "kakao-2022", "--listen", "127.0.0.1:0"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	stop = sync.OnceFunc(func() {
		if cmd.Process.Signal(syscall.SIGTERM) != nil {
			_ = cmd.Process.Kill() // Windows knows no SIGTERM
		}
		<-ended
	})
	t.Cleanup(stop)
	lines := bufio.NewReader(out)
	url, err = lines.ReadString('\n')
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, lines)
		if err := cmd.Wait(); err != nil && runtime.GOOS != "windows" {
			t.Errorf("replay: %v", err)
		}
	}()
	if err != nil {
		t.Fatalf("replay said no address: %v", err)
	}
	return strings.TrimSpace(url), stop
}

// await waits for a condition, bounded by a deadline.
func await(t *testing.T, within time.Duration, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within %s", what, within)
		}
	}
}

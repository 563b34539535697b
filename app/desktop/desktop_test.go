//go:build linux && desktop

package desktop

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// replayMark stands at the head of everything that leaves the window during a replay.
const replayMark = "[재현]"

// Areas of the app's window on a desktop, in pixels: the rail with the screens, the head of the board with its sentence and ages, and
// the column with the names of services and their states.
var (
	rail  = image.Rect(0, 0, 96, 1380)
	head  = image.Rect(96, 0, 1080, 340)
	names = image.Rect(140, 380, 480, 1380)
)

// The app's window is tall enough for all services, and the screen holds it with its frame and the panel.
var (
	tall   = image.Pt(1180, 1380)
	screen = Options{Width: 1280, Height: 1500, Panel: true, Notifications: true, Keyring: true}
)

// program returns the path of a built program from the environment.
func program(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Fatalf("%s is not set: it names the built program that is tested; make desktop sets it", variable)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return path
}

// within bounds one step of a test.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// begin starts a desktop for a test. When the test fails, a picture of the screen is left in build/desktop and all output is shown.
func begin(t *testing.T, o Options) *Session {
	t.Helper()
	s, err := Start(within(t, 30*time.Second), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			s.explain(t)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing the desktop: %v", err)
		}
	})
	return s
}

// explain shows what a failed test left on the screen.
func (s *Session) explain(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	picture, err := filepath.Abs(filepath.Join("..", "..", "build", "desktop", strings.ReplaceAll(t.Name(), "/", "-")+".png"))
	if err == nil {
		err = s.Screenshot(ctx, picture, "")
	}
	t.Logf("the screen: %s (error: %v)", picture, err)
	for _, p := range s.processes {
		if strings.HasPrefix(p.name, "bokgu") {
			t.Logf("%s said:\n%s", p.name, p.Output())
		}
	}
}

// launch starts the app and waits for its window, which it makes tall.
func (s *Session) launch(t *testing.T, args ...string) (*Process, Window) {
	t.Helper()
	p, err := s.Run(s.Command(program(t, "BOKGU_BIN"), args...))
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.UntilWindow(within(t, 20*time.Second), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resize(within(t, 5*time.Second), w, tall.X, tall.Y); err != nil {
		t.Fatal(err)
	}
	return p, w
}

// quit ends the app as a session manager does and checks that it goes cleanly and soon.
func quit(t *testing.T, p *Process) {
	t.Helper()
	const soon = 2 * time.Second
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	code, err := p.Wait(within(t, soon))
	if err != nil {
		t.Fatalf("after SIGTERM: %v", err)
	}
	if code != 0 {
		t.Errorf("after SIGTERM the exit code is %d, want 0", code)
	}
}

// untilRead reads the window until check is content, and returns that reading.
func (s *Session) untilRead(t *testing.T, limit time.Duration, w Window, area image.Rectangle, what string, check func(Reading) bool) Reading {
	t.Helper()
	ctx := within(t, limit)
	var last Reading
	err := Until(ctx, what, func() (bool, error) {
		r, err := s.Read(ctx, w, area)
		if err != nil {
			return false, err
		}
		last = r
		return check(r), nil
	})
	if err != nil {
		t.Fatalf("%v; last read:\n%s", err, last)
	}
	return last
}

// untilSeen reads the window until each of the texts was in some reading: a single one rarely gets every word right.
func (s *Session) untilSeen(t *testing.T, limit time.Duration, w Window, area image.Rectangle, texts ...string) {
	t.Helper()
	missing := texts
	s.untilRead(t, limit, w, area, fmt.Sprintf("all of %q are seen", texts), func(r Reading) bool {
		missing = slices.DeleteFunc(slices.Clone(missing), r.Has)
		return len(missing) == 0
	})
}

// clickText clicks in the middle of the text; of several places in the area, the first one.
func (s *Session) clickText(t *testing.T, w Window, area image.Rectangle, text string) {
	t.Helper()
	var at image.Point
	s.untilRead(t, 30*time.Second, w, area, fmt.Sprintf("%q can be clicked", text), func(r Reading) bool {
		places := r.Find(text)
		if len(places) == 0 {
			return false
		}
		at = places[0].Min.Add(places[0].Size().Div(2))
		return true
	})
	if err := s.Click(within(t, 5*time.Second), w, at.X, at.Y); err != nil {
		t.Fatal(err)
	}
}

// holding are the files below a folder that hold the text.
func holding(t *testing.T, folder, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// said runs a program to its end and returns its exit code and both outputs.
func (s *Session) said(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := s.Command(program(t, "BOKGU_BIN"), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	p, err := s.Run(cmd)
	if err != nil {
		t.Fatal(err)
	}
	code, err = p.Wait(within(t, 60*time.Second))
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	return code, out.String(), errs.String()
}

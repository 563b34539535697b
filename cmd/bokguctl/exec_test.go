package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bokgu/sync/feed"
)

// scriptVariable makes the test program the program of --exec: it names the file
// into which script writes.
const scriptVariable = "BOKGUCTL_TEST_SCRIPT"

// script is that program. It adds the change that it is given to the file, as a
// line behind its arguments, and fails if it is told to.
func script(path string) int {
	b, err := io.ReadAll(os.Stdin)
	var c feed.Change
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err == nil && os.Getenv(changeIDVariable) != c.ID {
		err = fmt.Errorf("%s is %q, the change's id %q", changeIDVariable, os.Getenv(changeIDVariable), c.ID)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "script:", err)
		return 1
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		_, err = f.WriteString(strings.Join(append(os.Args[1:], string(b)), " "))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "script:", err)
		return 1
	}
	fmt.Println("script has", c.ID)
	if slices.Contains(os.Args, "fail") {
		return 7
	}
	return 0
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// ran reads what script wrote, with the arguments cut off.
func ran(t *testing.T, path, args string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		change, ok := strings.CutPrefix(line, args)
		if !ok {
			t.Errorf("%q does not begin with %q", line, args)
		}
		out = append(out, change)
	}
	return out
}

// The command gets what is printed, in order, whether it fails or not; its own
// words go to standard error, and its arguments are passed on as they are.
func TestExec(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv(scriptVariable, log)
	s := newStation(t, feed.ModeReplay, nil)
	s.publish(feed.ModeReplay, feed.PartialOutage)
	state := filepath.Join(t.TempDir(), "state.json")
	args := []string{"watch", s.url, "--state", state, "--json", "--exec", self(t), "--until", "text=operational", "--", "fail", "$(id) `id`;", "%s"}
	published := false
	code, out, errOut := session(t, "", func(out, _ string) bool {
		if !published && strings.Count(out, "\n") == 2 {
			published = true
			s.publish(feed.ModeReplay, feed.Operational)
		}
		return false
	}, args...)
	if got := strings.Join(ran(t, log, "fail $(id) `id`; %s "), ""); code != 0 || got != out || strings.Count(out, "\n") != 3 {
		t.Errorf("status %d, printed\n%sran with\n%s", code, out, got)
	}
	if strings.Count(errOut, "exit status 7") != 3 || strings.Count(errOut, "script has e") != 3 {
		t.Errorf("standard error: %s", errOut)
	}
	if code, out, errOut = session(t, "", nil, args...); code != 0 || out != "" || len(ran(t, log, "fail")) != 3 {
		t.Errorf("another life: status %d, %q, %q", code, out, errOut)
	}
}

// What a command reads is there before it starts, unless it is too much for that.
func TestExecInput(t *testing.T) {
	for _, n := range []int{0, 1, 200, pipeRoom, pipeRoom + 1, 1 << 20} {
		want := bytes.Repeat([]byte{'x'}, n)
		in, err := input(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %d, %v", n, len(got), err)
		}
		in.Close()
	}
}

// No id is more than a word in the environment of a command.
func TestExecIDs(t *testing.T) {
	for id, want := range map[string]bool{
		"kakao-2022-6af0.12.0": true, "e.1.0": true,
		"": false, "a b.1.0": false, "e\x00.1.0": false, "e&calc.1.0": false, "%PATH%.1.0": false, "$(id).1.0": false, "e\n.1.0": false,
		strings.Repeat("e", 300): false,
	} {
		if harmless.MatchString(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

// When too many wait, no document is taken; the client brings it again.
func TestExecBacklog(t *testing.T) {
	mark := openFile(t, filepath.Join(t.TempDir(), "mark"), os.O_RDWR|os.O_CREATE)
	var out screen
	w := &watch{
		cmd: &watchCmd{}, std: &streams{Out: &out, Err: &screen{}}, out: newOutput(&out, mark),
		state:    &stateFile{path: filepath.Join(t.TempDir(), "state.json"), mark: mark},
		commands: &runner{waiting: make([]job, maxWaiting)},
	}
	a := accepted(&feed.Status{Epoch: "e", Seq: 1}, feed.Change{ID: "e.1.0", At: epoch})
	if err := w.commit(t.Context(), a); err == nil || out.String() != "" || w.state.Held.SHA256 != "" {
		t.Errorf("%v, printed %q", err, out.String())
	}
}

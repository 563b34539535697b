package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/sync/feed"
	"bokgu/sync/server"
)

// The tail of the first document is printed, as one JSON object a line; the next
// life prints only what is new.
func TestWatchJSON(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	state := filepath.Join(t.TempDir(), "deep", "state.json")
	code, out, errOut := session(t, "", lines(1), "watch", s.url, "--json", "--state", state)
	var c feed.Change
	if err := json.Unmarshal([]byte(out), &c); err != nil || c.Kind != feed.ChangeComponentStatus || !strings.HasSuffix(c.ID, ".2.0") {
		t.Errorf("printed %q: %v", out, err)
	}
	for _, want := range []string{s.root, "connected to " + s.url, "[REPLAY]"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("standard error lacks %q:\n%s", want, errOut)
		}
	}
	if code != 0 {
		t.Errorf("exit status %d", code)
	}
	s.publish(feed.ModeReplay, feed.PartialOutage)
	_, out, errOut = session(t, "", lines(1), "watch", s.url, "--state", state)
	if strings.Count(out, "\n") != 1 || !strings.Contains(out, "major_outage → partial_outage") {
		t.Errorf("second life printed %q", out)
	}
	if !strings.Contains(errOut, "resumed "+s.url) || strings.Contains(errOut, "trusting") {
		t.Errorf("second life said %s", errOut)
	}
}

// A token comes over standard input and appears nowhere.
func TestWatchPrivate(t *testing.T) {
	s := newStation(t, feed.ModeLive, server.Tokens("s3cret"))
	dir := t.TempDir()
	state := filepath.Join(dir, "state.json")
	code, out, errOut := session(t, "s3cret\n", lines(1), "watch", s.url, "--state", state, "--token-stdin")
	if code != 0 || strings.Count(out, "\n") != 1 {
		t.Errorf("with the token: status %d, %q, %q", code, out, errOut)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("s3cret")) {
			t.Errorf("%s holds the token", f)
		}
	}
	for _, in := range []string{"", "wrong\n"} {
		args := []string{"watch", s.url, "--state", state + "2"}
		if in != "" {
			args = append(args, "--token-stdin")
		}
		code, _, errOut = session(t, in, nil, args...)
		if code != 1 || !strings.Contains(errOut, "--token-stdin") || strings.Contains(errOut, "wrong") {
			t.Errorf("token %q: status %d, %q", in, code, errOut)
		}
	}
}

// Another root behind the same address: a replay starts over, whatever is or was
// live is refused.
func TestWatchOtherRoot(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after feed.Mode
		code          int
		says          string
	}{
		{"another replay", feed.ModeReplay, feed.ModeReplay, 0, "starting over"},
		{"live with another key", feed.ModeLive, feed.ModeLive, 1, "delete that file"},
		{"a replay in place of a live feed", feed.ModeLive, feed.ModeReplay, 1, "delete that file"},
		{"a live feed in place of a replay", feed.ModeReplay, feed.ModeLive, 1, "delete that file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStation(t, c.before, nil)
			state := filepath.Join(t.TempDir(), "state.json")
			session(t, "", lines(1), "watch", s.url, "--state", state)
			before, err := os.ReadFile(state)
			if err != nil {
				t.Fatal(err)
			}
			s.renew(c.after, nil)
			code, out, errOut := session(t, "", lines(1), "watch", s.url, "--state", state)
			if code != c.code || !strings.Contains(errOut, c.says) {
				t.Errorf("status %d, %q", code, errOut)
			}
			if code == 0 {
				if strings.Count(out, "\n") != 1 {
					t.Errorf("printed %q", out)
				}
				return
			}
			after, err := os.ReadFile(state)
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("the state was changed: %v", err)
			}
		})
	}
}

func TestWatchPinned(t *testing.T) {
	s := newStation(t, feed.ModeLive, nil)
	dir := t.TempDir()
	code, out, errOut := session(t, "", lines(1), "watch", s.url, "--state", filepath.Join(dir, "a"), "--root", s.root)
	if code != 0 || out == "" || strings.Contains(errOut, "first time") {
		t.Errorf("its root: status %d, %q, %q", code, out, errOut)
	}
	code, out, errOut = session(t, "", nil, "watch", s.url, "--state", filepath.Join(dir, "b"), "--root", "sha256:"+strings.Repeat("0", 64))
	if code != 1 || out != "" || strings.Count(errOut, "\n") != 1 || !strings.Contains(errOut, s.root) {
		t.Errorf("another root: status %d, %q, %q", code, out, errOut)
	}
}

// Two watches of one URL at the same time get a state each; a file that was
// named by hand is not shared.
func TestStateIsNotShared(t *testing.T) {
	dir := t.TempDir()
	a, err := openDefaultState(dir, "https://a.example")
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	b, err := openDefaultState(dir, "https://a.example")
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	if a.path == b.path {
		t.Errorf("both have %s", a.path)
	}
	if _, err := openState(a.path, "https://a.example"); !errors.Is(err, errStateInUse) {
		t.Errorf("a file in use: %v", err)
	}
	if err := b.save(); err != nil {
		t.Fatal(err)
	}
	path := b.path
	b.close()
	if _, err := openState(path, "https://b.example"); err == nil || !strings.Contains(err.Error(), "--state") {
		t.Errorf("the file of another feed: %v", err)
	}
	c, err := openState(path, "https://a.example")
	if err != nil {
		t.Fatalf("after its owner has ended: %v", err)
	}
	c.close()
}

func TestUnusableState(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"damaged":    `{"version":1,`,
		"by a newer": `{"version":2}`,
		"held":       `{"version":1,"held":{"payload":"e30=","sha256":"00"}}`,
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s := newStation(t, feed.ModeReplay, nil)
		code, out, errOut := session(t, "", lines(1), "watch", s.url, "--state", path)
		if code != 1 || out != "" || !strings.Contains(errOut, path) {
			t.Errorf("%s: status %d, %q, %q", name, code, out, errOut)
		}
		if b, err := os.ReadFile(path); name != "held" && (err != nil || string(b) != content) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// Every mistake on the command line is one line and status 2.
func TestBadCommandLines(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "watch"},
		{[]string{"wach"}, "wach"},
		{[]string{"watch"}, "url"},
		{[]string{"watch", "https://a.example", "--jsn"}, "--jsn"},
		{[]string{"watch", "https://a.example", "extra"}, "extra"},
		{[]string{"watch", "ws://a.example"}, "loopback"},
		{[]string{"watch", "a.example"}, "not the URL of a feed"},
		{[]string{"watch", "https://a.example", "--root", "abc"}, "--root"},
		{[]string{"watch", "https://a.example", "--token-stdin"}, "--token-stdin"},
		{[]string{"watch", "https://a.example", "--until", "talk"}, "SERVICE=STATE"},
		{[]string{"watch", "https://a.example", "--until", "=operational"}, "no service"},
		{[]string{"watch", "https://a.example", "--until", "talk=green"}, "operational, under_maintenance, degraded_performance, partial_outage, major_outage, unknown"},
		{[]string{"watch", "https://a.example", "--timeout", "2h"}, "--until"},
		{[]string{"watch", "https://a.example", "--until", "a=unknown", "--timeout=-2h"}, "negative"},
		{[]string{"watch", "https://a.example", "--until", "a=unknown", "--timeout", "soon"}, "soon"},
		{[]string{"watch", "https://a.example", "--exec", "no-such-program"}, "no-such-program"},
		{[]string{"watch", "https://a.example", "--exec", "jq .id"}, "behind --"},
		{[]string{"watch", "https://a.example", "--proxy", "ftp://proxy"}, "--proxy"},
		{[]string{"replay"}, "name"},
		{[]string{"replay", "no-such-recording"}, "no-such-recording"},
		{[]string{"replay", "kakao-2022", "--speed", "fast"}, "speed"},
		{[]string{"replay", "kakao-2022", "--speed", "99999"}, "speed"},
		{[]string{"replay", "kakao-2022", "--from", "yesterday"}, "--from"},
		{[]string{"replay", "kakao-2022", "--listen", "0.0.0.0:1"}, "--listen"},
	} {
		code, out, errOut := session(t, "", nil, c.args...)
		if code != 2 || out != "" || strings.Count(errOut, "\n") != 1 || !strings.Contains(errOut, c.says) {
			t.Errorf("%q: status %d, out %q, err %q", c.args, code, out, errOut)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"watch", "--help"}, {"version"}} {
		code, out, errOut := session(t, "", nil, args...)
		if code != 0 || !strings.Contains(out, "bokguctl") || errOut != "" {
			t.Errorf("%q: status %d, out %q, err %q", args, code, out, errOut)
		}
	}
}

// No feed behind the address: said in one line on the first start; later the
// kept profile does, and the watch goes on trying.
func TestNoServer(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	state := filepath.Join(t.TempDir(), "state.json")
	session(t, "", lines(1), "watch", s.url, "--state", state)
	s.break502()
	code, _, errOut := session(t, "", nil, "watch", s.url, "--state", state+"2")
	if code != 1 || strings.Count(errOut, "\n") != 1 || !strings.Contains(errOut, "server_error") {
		t.Errorf("first start: status %d, %q", code, errOut)
	}
	code, _, errOut = session(t, "", func(_, err string) bool { return strings.Contains(err, "next attempt in") }, "watch", s.url, "--state", state)
	if code != 0 || !strings.Contains(errOut, "using the one of the last time") {
		t.Errorf("later: status %d, %q", code, errOut)
	}
}

// A standard output that takes nothing for a while loses and doubles nothing.
func TestOutputFailsForAWhile(t *testing.T) {
	mark := openFile(t, filepath.Join(t.TempDir(), "mark"), os.O_RDWR|os.O_CREATE)
	out := &failing{left: 1}
	st := &stateFile{path: filepath.Join(t.TempDir(), "state.json"), mark: mark}
	w := &watch{cmd: &watchCmd{JSON: true}, std: &streams{Out: out, Err: &screen{}}, state: st, out: newOutput(out, mark)}
	doc := func(seq uint64) *feed.Status { return &feed.Status{Epoch: "e", Seq: seq} }
	change := func(seq uint64, n int) feed.Change { return feed.Change{ID: feed.ChangeID("e", seq, n), At: epoch} }
	first := accepted(doc(1), change(1, 0), change(1, 1), change(1, 2))
	if err := w.commit(t.Context(), first); err == nil {
		t.Fatal("no error from a full disk")
	}
	out.left = 10
	// The client comes again, perhaps with a later document that repeats what
	// it thinks was not taken.
	if err := w.commit(t.Context(), accepted(doc(2), change(1, 0), change(1, 1), change(1, 2), change(2, 0))); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range strings.Lines(out.b.String()) {
		var c feed.Change
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if got := strings.Join(ids, " "); got != "e.1.0 e.1.1 e.1.2 e.2.0" {
		t.Errorf("printed %s", got)
	}
	if st.Printing != nil || st.Held.SHA256 != "2" {
		t.Errorf("state after all: %+v", st.state)
	}
}

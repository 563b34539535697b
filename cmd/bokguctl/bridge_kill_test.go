package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// hurryVariable makes the test program bokguctl itself, in a hurry between polls: a
// real page is asked every minute at most.
const hurryVariable = "BOKGUCTL_TEST_HURRY"

const hurry = 20 * time.Millisecond

func hurried() {
	bridgePause = func(ctx context.Context, _ time.Duration) error {
		t := time.NewTimer(hurry)
		defer t.Stop()
		select {
		case <-t.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	main()
}

// replayed is a page whose captured answers are shown one after another.
type replayed struct {
	*httptest.Server
	bodies [][]byte
	now    atomic.Int32
	asked  atomic.Int32 // since the newest one is shown
}

func newReplayed(t *testing.T, bodies [][]byte) *replayed {
	p := &replayed{bodies: bodies}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v2/summary.json" {
			http.NotFound(w, r)
			return
		}
		n := int(p.now.Load())
		tag := fmt.Sprintf(`"%d"`, n)
		w.Header().Set("ETag", tag)
		p.asked.Add(1)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(p.bodies[n])
	}))
	t.Cleanup(p.Close)
	return p
}

// next shows the next answer, false after the last.
func (p *replayed) next() bool {
	n := int(p.now.Load())
	if n+1 >= len(p.bodies) {
		return false
	}
	p.now.Store(int32(n + 1))
	p.asked.Store(0)
	return true
}

// capturedOutage is a real outage, where it is at hand; see sync/source.
func capturedOutage(t *testing.T) [][]byte {
	t.Helper()
	dir := os.Getenv("BOKGU_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "samples")
	}
	files, err := filepath.Glob(filepath.Join(dir, "statuspage", "github-summary-2026-04-critical", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Logf("no captures of real pages here (%s, or the folder that BOKGU_CAPTURES names): only an invented one is bridged", dir)
	}
	slices.Sort(files)
	var bodies [][]byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, b)
	}
	return bodies
}

// inventedOutage is quiet, then an outage, of which each answer says one thing more.
func inventedOutage() [][]byte {
	bodies := [][]byte{[]byte(quiet), []byte(outage)}
	for i := range 10 {
		update := fmt.Sprintf(`{"id":"u%d","status":"identified","body":"More.","display_at":"2026-03-10T10:%02d:00Z","updated_at":"2026-03-10T10:%02d:00Z"},{"id":"u"`, i, i+1, i+1)
		last := string(bodies[len(bodies)-1])
		next := strings.Replace(last, `{"id":"u"`, update, 1)
		next = strings.ReplaceAll(next, `"status":"investigating","impact"`, `"status":"identified","impact"`)
		next = strings.Replace(next, fmt.Sprintf(`"updated_at":"2026-03-10T10:%02d:00Z"},"comp`, i), fmt.Sprintf(`"updated_at":"2026-03-10T10:%02d:00Z"},"comp`, i+1), 1)
		next = strings.Replace(next, fmt.Sprintf(`"updated_at":"2026-03-10T10:%02d:00Z","incident_updates"`, i), fmt.Sprintf(`"updated_at":"2026-03-10T10:%02d:00Z","incident_updates"`, i+1), 1)
		bodies = append(bodies, []byte(next))
	}
	return bodies
}

// truth is what a page's own lists say that was to be told from its second answer on:
// incidents that are new and updates that are new, each once.
func truth(t *testing.T, key string, bodies [][]byte) map[string]bool {
	t.Helper()
	want, known := make(map[string]bool), make(map[string]bool)
	for n, b := range bodies {
		var d struct {
			Incidents []struct {
				ID      string
				Updates []struct{ ID string } `json:"incident_updates"`
			}
		}
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		for _, in := range d.Incidents {
			if !known[in.ID] && n > 0 {
				want["incident_opened "+key+":"+in.ID] = true
			}
			known[in.ID] = true
			for _, u := range in.Updates {
				if !known[u.ID] && n > 0 {
					want["incident_update "+key+":"+in.ID+" "+u.ID] = true
				}
				known[u.ID] = true
			}
		}
	}
	return want
}

// bridged starts a bridge as a process of its own and returns how to kill it.
func bridged(t *testing.T, std io.Writer, args ...string) (lines []string, cmd *exec.Cmd) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(self, append([]string{"bridge"}, args...)...)
	cmd.Env = append(os.Environ(), hurryVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = std
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	in := bufio.NewScanner(out)
	for len(lines) < 3 && in.Scan() {
		lines = append(lines, in.Text())
	}
	if len(lines) < 3 {
		t.Fatalf("the bridge said only %q", lines)
	}
	return lines, cmd
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A bridge of two pages is killed again and again, between and during polls, while
// one of them shows a real outage answer by answer. A subscriber is told each
// incident once and each update once, and nothing is over that nobody said is.
func TestBridgeKilled(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	pages := []*replayed{newReplayed(t, inventedOutage())}
	if real := capturedOutage(t); len(real) > 0 {
		pages = append(pages, newReplayed(t, real))
	}
	dir := t.TempDir()
	var log screen
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the bridge said:\n%s", log.String())
		}
	})
	args := []string{"--listen", freePort(t), "--data", filepath.Join(dir, "data"), "--allow-private", "--name", "Two"}
	want := make(map[string]bool)
	for _, p := range pages {
		args = append(args, p.URL)
		for w := range truth(t, strings.Replace(strings.TrimPrefix(p.URL, "http://"), ":", "_3a", 1), p.bodies) {
			want[w] = true
		}
	}
	first, process := bridged(t, &log, args...)
	settled := func() {
		t.Helper()
		for _, p := range pages {
			await(t, 20*time.Second, "two polls of each page", func() bool { return p.asked.Load() >= 2 })
		}
	}
	settled()
	reader := newTerminal(t, dir, "reader", first[0])
	reader.start()
	await(t, 20*time.Second, "the first document", func() bool { _, doc := reader.document(); return doc != nil })

	kills := 0
	for more := true; more; {
		more = false
		for _, p := range pages {
			if random.IntN(3) > 0 {
				more = p.next() || more
			} else {
				more = more || int(p.now.Load())+1 < len(p.bodies)
			}
		}
		if random.IntN(2) > 0 { // now, that is before, during or after the poll that sees it
			<-time.After(time.Duration(random.IntN(int(3 * hurry))))
			_ = process.Process.Kill()
			_ = process.Wait()
			kills++
			var again []string
			if again, process = bridged(t, &log, args...); !slices.Equal(again, first) {
				t.Errorf("after a kill it says %q, not %q", again, first)
			}
		}
		settled()
	}
	t.Logf("killed %d times", kills)
	// After so many losses the reader keeps away for minutes, as it should. A new one with
	// its memory comes at once.
	reader.kill()
	reader.start()
	told := func() map[string]int {
		out := make(map[string]int)
		b, _ := os.ReadFile(reader.out)
		for line := range strings.Lines(string(b)) {
			var c feed.Change
			if json.Unmarshal([]byte(line), &c) != nil {
				continue
			}
			switch c.Kind {
			case feed.ChangeIncidentOpened:
				out["incident_opened "+c.IncidentID]++
			case feed.ChangeIncidentUpdate:
				out["incident_update "+c.IncidentID+" "+c.UpdateID]++
			case feed.ChangeIncidentStatus:
				if feed.IncidentStatus(c.To).Over() {
					t.Errorf("nobody said that %s is over", c.IncidentID)
				}
			}
		}
		return out
	}
	await(t, 60*time.Second, "all changes", func() bool { return len(told()) >= len(want) })
	reader.ids() // each line whole, no change twice
	got := told()
	for w := range want {
		if got[w] != 1 {
			t.Errorf("%s: told %d times", w, got[w])
		}
		delete(got, w)
	}
	if len(got) > 0 || len(want) < 12 {
		t.Errorf("%d were to be told, and these were not: %v", len(want), got)
	}
	var doc *feed.Status
	await(t, 10*time.Second, "a document that is all printed", func() bool { _, doc = reader.document(); return doc != nil })
	if len(doc.Services()) != len(pages) || doc.Epoch == "" || strings.Contains(reader.said(), "digest") {
		t.Errorf("%d services; the reader said %s", len(doc.Services()), reader.said())
	}
	if err := process.Process.Signal(syscall.SIGTERM); err == nil {
		if err := process.Wait(); err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
	}
}

package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// mutant is the program with one trap dug into it.
type mutant struct {
	trap     int
	file     string // from the root of the module
	old, new string // old stands in file exactly once
	why      string // this is the trap
}

var mutants = []mutant{
	{
		1, "sync/store/store.go", "path := filepath.Join(dir, FileName)", `path := filepath.Join(dir, FileName); _ = os.Remove(path + "-wal")`,
		"what was written counts only after a clean end: until then the cursor is as good as in memory",
	},
	{
		2, "app/delivery/feed.go", "f := &Feed{p: p,", `p.Sub.ID = "feed"; f := &Feed{p: p,`,
		"all feeds keep document, cursor, changes and alerts in one place",
	},
	{
		3, "sync/subscribe/connect.go", "c.failed, c.why = true, complaint{end.reason, end.err}",
		"c.failed, c.why = true, complaint{end.reason, end.err}; if end.reason == Closed { c.held = Held{} }",
		"after an error the client goes on where it was, after a clean close it begins anew and takes what it finds for known",
	},
	{
		4, "app/delivery/feed.go", "Status: held.Status, SHA256:", "SHA256:",
		"the stored document is shown and the client starts as if there were none: what happened since is not news to it",
	},
	{
		5, "sync/subscribe/accept.go", "if !complete {", "if !complete && len(a.Changes) == 0 {",
		"what the tail of changes holds is taken for all that happened, also where it says that it does not reach back",
	},
	{
		6, "sync/subscribe/accept.go", "status.ChangesSince(old.Cursor())", "status.ChangesSince(feed.Cursor{Epoch: status.Epoch, Seq: status.Seq - 1})",
		"of what comes only its own event counts, and the cursor moves to it, past everything in between",
	},
	{
		7, "sync/subscribe/connect.go", "\tc.plan(wait)\n", "\tif end.reason != Closed {\n\t\tc.plan(wait)\n\t}\n",
		"who is asked to leave leaves, and does not come back",
	},
	{
		8, "app/delivery/feed.go", "p.Rand = rand.Float64", "p.Rand = func() float64 { return 0.5 }; _ = rand.Float64",
		"every wait is the middle of its range: all devices come back at the same moment",
	},
	{
		9, "sync/subscribe/run.go", "return !c.local && !c.params.Network.Online()", "return false",
		"nobody asks the system whether there is a network before trying",
	},
	{
		10, "app/alert/components.go", "p = &path{before: d.state.LastKnown[c.ComponentID]}", "p = &path{}",
		"what was known before a state became unknown is forgotten: nothing moved from unknown to operational",
	},
	{
		11, "sync/store/journal.go", "\tbody, isNew, err = h.add(ctx, h.last+1, c, n)\n", `	var known bool
	if err := h.tx.QueryRowContext(ctx, "SELECT count(*) > 0 FROM history WHERE journal = ? AND at = ? AND component = ? AND body ->> '$.to' = ?",
		h.num, stamp(c.At), c.ComponentID, c.To).Scan(&known); err != nil || known {
		return "", false, err
	}
	body, isNew, err = h.add(ctx, h.last+1, c, n)
`,
		"a change is known by when it happened and what it says, not by its id",
	},
	{
		12, "app/delivery/evidence.go", ".Before(e.Expires)", ".Before(later(e.Expires, e.Contact.Add(15*time.Minute)))",
		"a connection on which anything is heard is taken for the word of the operator",
	},
}

// Each of the twelve traps is dug into the program in turn, and exactly the test
// that is named for it fails.
func TestEachMutantIsCaughtByExactlyItsTrap(t *testing.T) {
	two := make(chan struct{}, 2) // builds at a time
	for _, m := range mutants {
		t.Run(fmt.Sprintf("%02d", m.trap), func(t *testing.T) {
			t.Parallel()
			two <- struct{}{}
			defer func() { <-two }()
			failed, out := m.run(t)
			if want := fmt.Sprintf("TestTrap%02d", m.trap); len(failed) != 1 || !strings.HasPrefix(failed[0], want) {
				t.Errorf("%s\nis caught by %q, not by %s alone:\n%s", m.why, failed, want, out)
			}
		})
	}
	if len(mutants) != 12 {
		t.Errorf("%d mutants", len(mutants))
	}
}

var verdict = regexp.MustCompile(`(?m)^--- (PASS|FAIL): (TestTrap\w+)`)

// run builds the mutant's tests and returns which of the twelve fail, and what
// they say.
func (m *mutant) run(t *testing.T) (failed []string, out string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, filepath.FromSlash(m.file))
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		t.Fatalf("mutant %d must be brought up to date: %q stands %d times in %s, not once", m.trap, m.old, n, m.file)
	}
	dir := t.TempDir()
	mutated, overlay, binary := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "traps.exe") // Windows wants that ending
	write := func(name string, b []byte) {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(mutated, []byte(strings.Replace(string(text), m.old, m.new, 1)))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	write(overlay, replace)

	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", overlay, "-ldflags", "-s -w", "-o", binary, "./app/delivery")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if b, err := build.CombinedOutput(); err != nil {
		t.Fatalf("mutant %d must be brought up to date: it does not build: %v\n%s", m.trap, err, b)
	}
	tests := exec.CommandContext(ctx, binary, "-test.run", "^TestTrap", "-test.v", "-test.timeout", "2m")
	b, err := tests.CombinedOutput() // that a test fails is an error, too
	ran := 0
	for _, v := range verdict.FindAllStringSubmatch(string(b), -1) {
		ran++
		if v[1] == "FAIL" {
			failed = append(failed, v[2])
		}
	}
	if ran != 12 {
		t.Fatalf("mutant %d: %d of 12 tests came to their end (%v):\n%s", m.trap, ran, err, b)
	}
	slices.Sort(failed)
	return failed, string(b)
}

package source

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// captures is the folder of answers that real pages gave. They belong to their
// owners, so they are not part of the project: what they hold is tested with
// invented pages of the same forms as well, and where the folder is absent with
// those alone.
func captures(t testing.TB) (dir string, ok bool) {
	t.Helper()
	dir = os.Getenv("BOKGU_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "samples")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Logf("no captures of real pages here (%s, or the folder that BOKGU_CAPTURES names): only invented ones are tested", dir)
		return "", false
	}
	return dir, true
}

// noPages are the files there that are no answers of a page that could be used.
var noPages = []string{"zero-byte.json", "error500.json", "sentry-status-page-list-0.6.1.json", "SEQ.tsv", "INDEX.md"}

func TestEveryCaptureIsADocument(t *testing.T) {
	dir, ok := captures(t)
	if !ok {
		return
	}
	pages := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		page, err := Read(body)
		if slices.Contains(noPages, entry.Name()) {
			if !errors.Is(err, ErrPage) {
				t.Errorf("%s: %v", entry.Name(), err)
			}
			return nil
		}
		if err != nil {
			t.Errorf("%s: %v", entry.Name(), err)
			return nil
		}
		pages++
		_, result := State{Options: Options{All: true}}.Next(firstTime(page.Newest(), base), page)
		if err := feed.Validate(result.Document); err != nil { // strictly: none of them has an unknown word
			t.Errorf("%s: %v", entry.Name(), err)
		}
		valid(t, result.Document)
		faithful(t, entry.Name(), body, page, result.Document)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 10 {
		t.Errorf("only %d pages", pages)
	}
}

// faithful compares a document with what the answer says in so many words: no
// item is lost, and none of a page in the feed's own vocabulary changes its state.
func faithful(t *testing.T, name string, body []byte, page *Page, doc *feed.Status) {
	t.Helper()
	if page.Provider == Syndication && len(doc.Components) > 0 {
		t.Errorf("%s: text alone tells no states", name)
	}
	var raw struct {
		Components   []struct{ ID, Status string }
		Incidents    []struct{ ID, Status, Impact string }
		Maintenances []struct{ ID, Status string } `json:"scheduled_maintenances"`
	}
	if page.Provider != Statuspage && page.Provider != IncidentIO || json.Unmarshal(body, &raw) != nil {
		return
	}
	if len(raw.Components) != len(doc.Components) || len(raw.Incidents) != len(doc.Incidents) || len(raw.Maintenances) != len(doc.Maintenances) {
		t.Errorf("%s: %d, %d, %d became %d, %d, %d", name, len(raw.Components), len(raw.Incidents), len(raw.Maintenances),
			len(doc.Components), len(doc.Incidents), len(doc.Maintenances))
	}
	for _, c := range raw.Components {
		if got := doc.Component(c.ID); got == nil || string(got.Status) != c.Status {
			t.Errorf("%s: component %s: %+v", name, c.ID, got)
		}
	}
	for _, in := range raw.Incidents {
		if got := doc.Incident(in.ID); got == nil || string(got.Status) != in.Status || string(got.Impact) != in.Impact {
			t.Errorf("%s: incident %s: %+v", name, in.ID, got)
		}
	}
}

// sequence reads the captures of one page in their order.
func sequence(t testing.TB, dir string) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "statuspage", "github-summary-2026-04-critical", "*.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d captures, %v", len(files), err)
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

// told is what a page's own lists say should have been told by the end: every
// incident, every update of it, in which order the statuses came.
type told struct {
	opened   []string
	updates  map[string]string // update → incident
	statuses map[string][]string
	unlisted []string
}

// truth works out from the captures alone what is to be told, without the code
// that is tested: the first capture is where it begins.
func truth(t testing.TB, bodies [][]byte) told {
	t.Helper()
	type incident struct {
		ID, Status string
		Updates    []struct{ ID string } `json:"incident_updates"`
	}
	out := told{updates: map[string]string{}, statuses: map[string][]string{}}
	known, open := map[string]bool{}, map[string]string{}
	for n, b := range bodies {
		var d struct{ Incidents []incident }
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		listed := map[string]string{}
		for _, in := range d.Incidents {
			listed[in.ID] = in.Status
			if !known[in.ID] && n > 0 {
				out.opened = append(out.opened, in.ID)
			}
			if was, ok := open[in.ID]; ok && was != in.Status && n > 0 {
				out.statuses[in.ID] = append(out.statuses[in.ID], was+">"+in.Status)
			}
			known[in.ID] = true
			for _, u := range in.Updates {
				if !known[u.ID] && n > 0 {
					out.updates[u.ID] = in.ID
				}
				known[u.ID] = true
			}
		}
		for id := range open {
			if _, ok := listed[id]; !ok {
				out.unlisted = append(out.unlisted, id)
			}
		}
		open = listed
	}
	slices.Sort(out.opened)
	slices.Sort(out.unlisted)
	return out
}

// What is told over a real outage is what its page listed, each thing once.
func TestARealOutageIsToldOnce(t *testing.T) {
	dir, ok := captures(t)
	if !ok {
		return
	}
	bodies := sequence(t, dir)
	check := func(name string, want told, all []feed.Change) {
		t.Helper()
		got := told{updates: map[string]string{}, statuses: map[string][]string{}}
		for _, c := range all {
			switch c.Kind {
			case feed.ChangeIncidentOpened:
				got.opened = append(got.opened, c.IncidentID)
			case feed.ChangeIncidentUnlisted:
				got.unlisted = append(got.unlisted, c.IncidentID)
			case feed.ChangeIncidentStatus:
				got.statuses[c.IncidentID] = append(got.statuses[c.IncidentID], c.From+">"+c.To)
				if feed.IncidentStatus(c.To).Over() {
					t.Errorf("%s: the page never said that %s is over", name, c.IncidentID)
				}
			case feed.ChangeIncidentUpdate:
				if got.updates[c.UpdateID] != "" {
					t.Errorf("%s: the update %s twice", name, c.UpdateID)
				}
				got.updates[c.UpdateID] = c.IncidentID
			}
		}
		slices.Sort(got.opened)
		slices.Sort(got.unlisted)
		if !slices.Equal(got.opened, want.opened) || !slices.Equal(got.unlisted, want.unlisted) || len(got.updates) != len(want.updates) {
			t.Errorf("%s: told %+v\nwant %+v", name, got, want)
		}
		for id, in := range want.updates {
			if got.updates[id] != in {
				t.Errorf("%s: the update %s of %s was not told", name, id, in)
			}
		}
		for id, s := range want.statuses {
			if !slices.Equal(got.statuses[id], s) {
				t.Errorf("%s: %s went %v, not %v", name, id, got.statuses[id], s)
			}
		}
	}
	run := func(bodies [][]byte, restart bool) []feed.Change {
		f := &follower{t: t, restart: restart}
		for _, b := range bodies {
			f.bodies(time.Time{}, b)
		}
		return f.all
	}
	want := truth(t, bodies)
	if len(want.opened) < 4 || len(want.updates) < 20 {
		t.Fatalf("the captures hold less than they did: %+v", want)
	}
	check("as it was", want, run(bodies, false))
	check("with a restart at each step", want, run(bodies, true))

	// The same with everything that pollers meet between the captures.
	cloudflare, err := os.ReadFile(filepath.Join(dir, "statuspage", "cloudflare-2025-11-18.json"))
	if err != nil {
		t.Fatal(err)
	}
	var troubled [][]byte
	for i, b := range bodies {
		troubled = append(troubled, b, b)
		if i > 0 {
			troubled = append(troubled, bodies[i-1], cloudflare, bodies[max(0, i-9)])
		}
	}
	check("with stale caches and another company's page between", want, run(troubled, false))

	// Whoever missed captures hears of the same incidents, but for those that came
	// and went meanwhile.
	var some [][]byte
	for i, b := range bodies {
		if i%3 == 0 {
			some = append(some, b)
		}
	}
	check("every third capture", truth(t, some), run(some, false))
}

// Three updates of one page in captured answers keep their text.
func TestACapturedBodyIsPlain(t *testing.T) {
	dir, ok := captures(t)
	if !ok {
		return
	}
	for file, want := range map[string]string{
		"statuspage/incidentio-compat-openai-summary.json": "you can browse the Help Center or email support@openai.com.",
		"statuspage/github-history-2026-06.atom":           "This incident has been resolved. Thank you for your patience",
	} {
		body, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		page, err := Read(body)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, in := range page.Incidents {
			for _, u := range in.Updates {
				all += u.Body.In("", "") + "\n"
			}
		}
		if !strings.Contains(all, want) || strings.Contains(all, "<p>") || strings.Contains(all, "](") {
			t.Errorf("%s:\n%.2000s", file, all)
		}
	}
}

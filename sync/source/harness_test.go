package source

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// base is the day on which the invented outages happen.
var base = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

// at is a moment of that day, such as "10:00", or a full RFC 3339 time.
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	if len(clock) > 5 {
		v, err := time.Parse(time.RFC3339, clock)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	v, err := time.Parse("15:04", clock)
	if err != nil {
		t.Fatal(err)
	}
	return base.Add(time.Duration(v.Hour())*time.Hour + time.Duration(v.Minute())*time.Minute)
}

// capture is one answer of a Statuspage, written down briefly.
type capture struct {
	id         string // of the page, "pg" if empty
	updated    string
	parts      string            // which lists it has: "summary" (components and incidents), "incidents", "components", "status"
	components map[string]string // id → status
	incidents  []tale
	works      []work
	indicator  string
}

type tale struct {
	id, name, status, impact, updated, started, resolved string
	updates                                              []saying1
}

type saying1 struct{ id, status, body, display, updated string }

type work struct{ id, status, from, until string }

func (c capture) body(t testing.TB) []byte {
	t.Helper()
	stamp := func(clock string) any {
		if clock == "" {
			return nil
		}
		return at(t, clock).Format(time.RFC3339Nano)
	}
	if c.id == "" {
		c.id = "pg"
	}
	if c.indicator == "" {
		c.indicator = "none"
	}
	doc := map[string]any{
		"page":   map[string]any{"id": c.id, "name": "Page " + c.id, "url": "https://status." + c.id + ".example", "time_zone": "Etc/UTC", "updated_at": stamp(c.updated)},
		"status": map[string]any{"indicator": c.indicator, "description": "All Systems Operational"},
	}
	components := []any{}
	for _, id := range sortedKeys(c.components) {
		components = append(components, map[string]any{"id": id, "name": id, "status": c.components[id], "updated_at": stamp(c.updated), "position": 1, "group_id": nil})
	}
	incidents := []any{}
	for _, i := range c.incidents {
		updates := []any{}
		for _, u := range i.updates {
			changed := u.updated
			if changed == "" {
				changed = u.display
			}
			updates = append(updates, map[string]any{"id": u.id, "status": u.status, "body": u.body, "display_at": stamp(u.display), "updated_at": stamp(changed), "affected_components": nil})
		}
		m := map[string]any{"id": i.id, "name": i.name, "status": i.status, "impact": i.impact, "updated_at": stamp(i.updated), "started_at": stamp(i.started), "incident_updates": updates, "components": []any{}}
		if i.name == "" {
			m["name"] = "Incident " + i.id
		}
		if i.impact == "" {
			m["impact"] = "minor"
		}
		if i.resolved != "" {
			m["resolved_at"] = stamp(i.resolved)
		}
		incidents = append(incidents, m)
	}
	works := []any{}
	for _, w := range c.works {
		works = append(works, map[string]any{"id": w.id, "name": w.id, "status": w.status, "impact": "maintenance", "scheduled_for": stamp(w.from), "scheduled_until": stamp(w.until), "incident_updates": []any{}, "components": []any{}})
	}
	switch c.parts {
	case "", "summary":
		doc["components"], doc["incidents"], doc["scheduled_maintenances"] = components, incidents, works
	case "components":
		doc["components"] = components
	case "incidents":
		doc["incidents"] = incidents
		delete(doc, "status")
	case "maintenances":
		doc["scheduled_maintenances"] = works
		delete(doc, "status")
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// follower takes one capture after another and holds what came of them.
type follower struct {
	t       testing.TB
	state   State
	all     []feed.Change
	last    Result
	restart bool // bring the state through its JSON form before each capture
}

func (f *follower) take(c capture) []string {
	f.t.Helper()
	return f.bodies(time.Time{}, c.body(f.t))
}

// bodies takes the answers of one capture and returns its changes, briefly.
func (f *follower) bodies(when time.Time, bodies ...[]byte) []string {
	f.t.Helper()
	var pages []*Page
	for _, b := range bodies {
		p, err := Read(b)
		if err != nil {
			f.t.Fatal(err)
		}
		pages = append(pages, p)
	}
	if f.restart {
		b, err := json.Marshal(f.state)
		if err != nil {
			f.t.Fatal(err)
		}
		f.state = State{}
		if err := json.Unmarshal(b, &f.state); err != nil {
			f.t.Fatal(err)
		}
	}
	before := f.state.Document
	f.state, f.last = f.state.Next(when, pages...)
	if doc := f.last.Document; doc != nil {
		valid(f.t, doc)
		if before != nil && f.last.Changed && !doc.Newer(before) {
			f.t.Errorf("seq %d after %d", doc.Seq, before.Seq)
		}
	}
	f.all = append(f.all, f.last.Changes...)
	ids := make(map[string]bool)
	for _, c := range f.all {
		if ids[c.ID] {
			f.t.Errorf("the id %s twice", c.ID)
		}
		ids[c.ID] = true
	}
	return brief(f.last.Changes)
}

// brief writes changes down, without the stages, which have a test of their own.
func brief(changes []feed.Change) []string {
	out := []string{}
	for _, c := range changes {
		if c.Kind == feed.ChangeStage {
			continue
		}
		s := string(c.Kind)
		for _, id := range []string{c.ComponentID, c.IncidentID, c.UpdateID, c.MaintenanceID} {
			if id != "" {
				s += " " + id
			}
		}
		if c.From != "" || c.To != "" {
			s += " " + c.From + ">" + c.To
		}
		out = append(out, s)
	}
	return out
}

func same(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// valid checks that a strict maker and a tolerant reader take the document.
func valid(t testing.TB, doc *feed.Status) {
	t.Helper()
	if err := feed.Validate(doc); err != nil {
		t.Errorf("not valid: %v", err)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, report, err := feed.Parse(b); err != nil || len(report.Problems) > 0 {
		t.Errorf("a reader says %v, %v", err, report.Problems)
	}
}

// fixture reads an invented answer.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// document makes one document of fixtures, all that they hold.
func document(t testing.TB, names ...string) *feed.Status {
	t.Helper()
	f := &follower{t: t, state: State{Options: Options{All: true}}}
	var bodies [][]byte
	for _, n := range names {
		bodies = append(bodies, fixture(t, n))
	}
	f.bodies(time.Time{}, bodies...)
	if f.last.Document == nil {
		t.Fatal(fmt.Sprint(names), f.last.Notes)
	}
	return f.last.Document
}

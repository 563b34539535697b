package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// edited returns the golden document with one replacement made in its text.
func edited(t *testing.T, old, now string) []byte {
	t.Helper()
	b := string(goldenBytes(t))
	if !strings.Contains(b, old) {
		t.Fatalf("the golden document has no %q", old)
	}
	return []byte(strings.Replace(b, old, now, 1))
}

func TestParseRefusesOnlyTheTopLevel(t *testing.T) {
	for _, tc := range []struct{ name, old, now, says string }{
		{"no schema", `"schema": 1,`, ``, "schema: missing"},
		{"no mode", `"mode": "live",`, ``, "mode: missing"},
		{"no feed id", `"id": "example", `, ``, "feed.id: missing"},
		{"no epoch", `"epoch": "e1",`, ``, "epoch: missing"},
		{"no epoch start", `"epoch_started": "2026-01-01T00:00:00Z",`, ``, "epoch_started: missing"},
		{"seq 0", `"seq": 7`, `"seq": 0`, "seq: missing"},
		{"negative seq", `"seq": 7`, `"seq": -7`, "seq"},
		{"no issue time", `"issued_at": "2026-01-02T03:00:00Z",`, ``, "issued_at: missing"},
		{"time of another form", `"2026-01-02T03:15:00Z"`, `"yesterday"`, "expires_at"},
		{"components by another name", `"components"`, `"parts"`, "components: missing"},
		{"cut off", `"library_ref"`, "\x00", "invalid character"},
		{"a state stands twice", `"status": "major_outage"`, `"status": "operational", "status": "major_outage"`, "two members"},
		{"the number stands twice", `"seq": 7`, `"seq": 7, "Seq": 8`, "two members"},
		{"twice where nobody looks", `"schema": 1,`, `"schema": 1, "new_in_2": [{"a": 1, "\u0061": 2}],`, "two members"},
		{"feed is a list", `{"id": "example", "name": {"ko": "예시", "en": "Example"}, "url": "https://status.example.com", "language": "ko", "time_zone": "Asia/Seoul"}`, `[]`, "feed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, _, err := Parse(edited(t, tc.old, tc.now))
			if s != nil || !errors.Is(err, ErrDocument) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, %v; want an error that says %q", s, err, tc.says)
			}
		})
	}
	for _, b := range []string{"", "null", "[]", "0", `"x"`, "{}", "<html>"} {
		if _, _, err := Parse([]byte(b)); !errors.Is(err, ErrDocument) {
			t.Errorf("%q: %v", b, err)
		}
	}
}

func TestParseDropsTheBrokenItemAndKeepsTheRest(t *testing.T) {
	for _, tc := range []struct {
		name, old, now, path string
		check                func(*Status) bool
	}{
		{
			"component without id", `"id": "pay", `, ``, "components[3]",
			func(s *Status) bool { return len(s.Components) == 3 },
		},
		{
			"component of another shape", `"position": 2}
  ]`, `"position": "two"}]`, "components[3]",
			func(s *Status) bool { return len(s.Components) == 3 },
		},
		{
			"duplicate component", `"id": "chat.photo", "group_id"`, `"id": "chat.text", "group_id"`, "components[2]",
			func(s *Status) bool { return s.Component("chat.text").Status == Operational },
		},
		{
			"update without id", `"id": "u1", `, ``, "incidents[0].updates[0]",
			func(s *Status) bool { return len(s.Incidents) == 1 && len(s.Incidents[0].Updates) == 0 },
		},
		{
			"unknown stage", `"problem_confirmed"`, `"tea_break"`, "incidents[0].stages[0]",
			func(s *Status) bool { return len(s.Incidents[0].Stages) == 0 },
		},
		{
			"incidents are no list", `"incidents": [`, `"incidents": "none", "was": [`, "incidents",
			func(s *Status) bool { return s.Incidents == nil && len(s.Components) == 4 },
		},
		{
			"dangling component", `"component_ids": ["chat.photo"]`, `"component_ids": ["chat.photo","gone"]`, "incidents[0].component_ids",
			func(s *Status) bool { return slices.Equal(s.Incidents[0].ComponentIDs, []string{"chat.photo"}) },
		},
		{
			"guidance with half a condition", `"status_in": ["operational"]`, `"status_in": []`, "guidance[1]",
			func(s *Status) bool { return len(s.Guidance) == 1 },
		},
		{
			"change with another id", `"e1.6.0"`, `"e1-6-0"`, "changes[0]",
			func(s *Status) bool { return len(s.Changes) == 0 },
		},
		{
			"unknown mode", `"mode": "live"`, `"mode": "LIVE"`, "mode",
			func(s *Status) bool { return s.Mode == ModeReplay },
		},
		{
			"library without hash", `"sha256": "0123456789abcdef`, `"sha256": "`, "library_ref",
			func(s *Status) bool { return s.LibraryRef == nil },
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, rep, err := Parse(edited(t, tc.old, tc.now))
			if err != nil {
				t.Fatal(err)
			}
			// What refers to a dropped item is reported after it.
			if len(rep.Problems) == 0 || rep.Problems[0].Path != tc.path {
				t.Errorf("problems %v, want the first at %s", rep.Problems, tc.path)
			}
			if !tc.check(s) {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestUnknownValuesAreKeptAsUnknown(t *testing.T) {
	for _, tc := range []struct {
		old, now string
		value    func(*Status) string
	}{
		{`"status": "major_outage"`, `"status": "on_fire"`, func(s *Status) string { return string(s.Component("chat.photo").Status) }},
		{`"status": "identified", "impact"`, `"status": "puzzled", "impact"`, func(s *Status) string { return string(s.Incidents[0].Status) }},
		{`"critical"`, `"cosmic"`, func(s *Status) string { return string(s.Incidents[0].Impact) }},
		{`"facility"`, `"ghosts"`, func(s *Status) string { return string(s.Incidents[0].Causes[0].Category) }},
		{`"state": "done"`, `"state": "nearly"`, func(s *Status) string { return string(s.Incidents[0].Stages[0].State) }},
		{`"missed"`, `"forgotten"`, func(s *Status) string { return string(s.Incidents[0].Promises[0].State) }},
		{`"in_progress"`, `"paused"`, func(s *Status) string { return string(s.Maintenances[0].Status) }},
		{`"do_not"`, `"maybe"`, func(s *Status) string { return string(s.Guidance[0].Kind) }},
		{`"type": "url"`, `"type": "fax"`, func(s *Status) string { return string(s.Guidance[0].Actions[0].Type) }},
		{`"kind": "component_status"`, `"kind": "mood"`, func(s *Status) string { return string(s.Changes[0].Kind) }},
	} {
		s, rep, err := Parse(edited(t, tc.old, tc.now))
		if err != nil || len(rep.Problems) > 0 {
			t.Errorf("%s: %v %v", tc.now, err, rep.Problems)
		} else if got := tc.value(s); got != Unknown {
			t.Errorf("%s: got %q", tc.now, got)
		}
	}
}

func TestUnknownFieldsAreIgnored(t *testing.T) {
	if _, rep, err := Parse(edited(t, `"schema": 1,`, `"schema": 2, "new_in_2": {"deep": [1]},`)); err != nil || len(rep.Problems) > 0 {
		t.Error(err, rep.Problems)
	}
}

func TestReportIsBounded(t *testing.T) {
	items := strings.Repeat(`{},`, 5000)
	_, rep, err := Parse(edited(t, `"maintenances": [`, `"maintenances": [`+items))
	if err != nil || len(rep.Problems) != maxProblems {
		t.Errorf("%v, %d problems", err, len(rep.Problems))
	}
}

func TestLibraryAndFreshness(t *testing.T) {
	lib, rep, err := ParseLibrary([]byte(`{"schema":1,"feed_id":"x","articles":[{"id":"a","kind":"cause","title":"t","text":{"ko":"가"}},{"id":"a"},{"id":"b","kind":"poem","title":"t"}]}`))
	if err != nil || len(lib.Articles) != 2 || len(rep.Problems) != 1 || lib.Articles[1].Kind != Unknown {
		t.Errorf("%+v %v %v", lib, rep, err)
	}
	if err := ValidateLibrary(lib); err == nil || !strings.Contains(err.Error(), "articles[1].text: missing") {
		t.Error(err)
	}
	for _, b := range []string{``, `{}`, `{"schema":1}`, `{"schema":1,"feed_id":"x"}`} {
		if _, _, err := ParseLibrary([]byte(b)); !errors.Is(err, ErrDocument) {
			t.Errorf("%q: %v", b, err)
		}
	}
	if _, _, err := ParseLibrary([]byte(`{"schema":1,"feed_id":"x","articles":[{"id":"a","title":"t","title":"u"}]}`)); !errors.Is(err, ErrDocument) {
		t.Errorf("an article of two titles: %v", err)
	}
	hash := strings.Repeat("0", 64)
	good := fmt.Sprintf(`{"epoch":"e","seq":1,"sha256":"%s","issued_at":"2026-01-02T03:00:00Z","expires_at":"2026-01-02T03:15:00Z"}`, hash)
	if f, err := ParseFreshness([]byte(good)); err != nil || f.Seq != 1 {
		t.Errorf("%+v %v", f, err)
	}
	if f, err := ParseFreshness([]byte(strings.Replace(good, `"seq":1`, `"seq":1,"seq":2`, 1))); !errors.Is(err, ErrDocument) {
		t.Errorf("of two numbers: %+v %v", f, err)
	}
	for _, field := range []string{`"epoch":"e",`, `"seq":1,`, hash, `"issued_at":"2026-01-02T03:00:00Z",`} {
		if _, err := ParseFreshness([]byte(strings.Replace(good, field, "", 1))); !errors.Is(err, ErrDocument) {
			t.Errorf("without %s: %v", field, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(goldenBytes(f))
	f.Add([]byte(itemsFor("", "", "", "")))
	f.Add([]byte(`{"schema":1,"mode":"x","feed":{"id":"a"},"epoch":"e","epoch_started":"2026-01-02T03:00:00Z","seq":1,"issued_at":"2026-01-02T03:00:00Z","expires_at":"2026-01-02T03:15:00Z","components":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, rep, err := Parse(b)
		byItem, itemRep, itemErr := parseItems(b)
		if fmt.Sprint(err) != fmt.Sprint(itemErr) || !reflect.DeepEqual(s, byItem) || !reflect.DeepEqual(rep, itemRep) {
			t.Fatalf("in one go %v %+v\n%+v\nby item %v %+v\n%+v", err, rep, s, itemErr, itemRep, byItem)
		}
		if err != nil {
			if s != nil {
				t.Fatal("a document with an error")
			}
			return
		}
		// What was read once is read again without loss, and every question to it
		// has an answer.
		again, err := json.Marshal(s)
		if err != nil {
			return // a time outside of the years that RFC 3339 can write
		}
		twice, _, err := Parse(again)
		if err != nil {
			t.Fatalf("%v\n%s", err, again)
		}
		if changes := Diff(s, twice, s.IssuedAt); len(changes) > 0 {
			t.Fatalf("differs from itself: %+v", changes)
		}
		Worst(s.Services())
		for i := range s.Guidance {
			s.Guidance[i].Validity(s, s.Now(s.IssuedAt))
		}
		s.ChangesSince(Cursor{s.Epoch, 1})
		_ = Validate(s)
	})
}

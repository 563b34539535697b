package scenario

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"bokgu/sync/feed"
)

// tiny is a correct recording to be damaged.
const tiny = `
title = { ko = "가", en = "a" }
start = 2022-10-15T15:00:00+09:00
default_until = 2022-10-15T18:00:00+09:00
end = 2022-10-16T18:00:00+09:00
[feed]
id = "tiny"
name = { ko = "가", en = "a" }
language = "ko"
time_zone = "Asia/Seoul"
[[service]]
id = "talk"
name = { ko = "가", en = "a" }
functions = [{ id = "talk.text", name = { ko = "가", en = "a" } }]
[incident]
id = "i"
name = { ko = "가", en = "a" }
impact = "major"
started_at = 2022-10-15T15:30:00+09:00
[[guidance]]
id = "g"
kind = "do"
title = { ko = "가", en = "a" }
[[event]]
row = 1
at = 2022-10-15T15:30:00+09:00
source = "https://example.org/a"
open = true
status = "investigating"
ko = "가"
en = "a"
set = [{ component = "talk.text", status = "major_outage" }]
add = ["g"]
[[event]]
row = 2
at = 2022-10-15T16:30:00+09:00
source = "https://example.org/b"
status = "resolved"
ko = "가"
en = "a"
set = [{ component = "talk.text", status = "operational" }]
stages = [{ stage = "follow_up_plan", state = "done", ko = "가", en = "a" }]
withdraw = ["g"]
`

const tinyLibrary = `
[[article]]
id = "a"
kind = "faq"
title = { ko = "가", en = "a" }
text = { ko = "가", en = "a" }
`

func loadText(scenario, library string) (*Scenario, error) {
	return load(fstest.MapFS{
		"data/tiny.toml":    {Data: []byte(scenario)},
		"data/library.toml": {Data: []byte(library)},
	}, "tiny")
}

func TestLoadTiny(t *testing.T) {
	s, err := loadText(tiny, tinyLibrary)
	if err != nil {
		t.Fatal(err)
	}
	// Down, back, and gone 72 hours after the last word, which is past the end.
	if got := len(s.Times()); got != 2 {
		t.Errorf("%d moments, want 2: %v", got, s.Times())
	}
	long := strings.Replace(tiny, "end = 2022-10-16", "end = 2022-10-20", 1)
	if s, err = loadText(long, tinyLibrary); err != nil {
		t.Fatal(err)
	}
	times := s.Times()
	if want := at(t, "2022-10-18T16:30"); len(times) != 3 || !times[2].Equal(want) {
		t.Fatalf("moments %v, want a third one at %s", times, want)
	}
	if n := len(s.At(times[2]).Incidents); n != 0 {
		t.Errorf("%d incidents 72 h after the end, want 0", n)
	}
	if n := len(s.At(times[2].Add(-1)).Incidents); n != 1 {
		t.Errorf("%d incidents just before, want 1", n)
	}
}

// Each damage is refused with a message that names the file and the place.
func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":           {"open = true", "opened = true", "tiny.toml: unknown key event.opened"},
		"unknown nested key":    {`status = "major_outage" }`, `status = "major_outage", why = "" }`, "unknown key event.set.why"},
		"unknown language":      {`title = { ko = "가", en = "a" }` + "\nstart", `title = { ko = "가", en = "a", fr = "a" }` + "\nstart", "unknown key title.fr"},
		"broken":                {"[feed]", "[feed", "line 7"},
		"wrong type":            {"row = 1", `row = "one"`, "tiny.toml"},
		"one language":          {`status = "investigating"` + "\nko = \"가\"", `status = "investigating"`, "event 1 (row-01): not both in ko and in en"},
		"no such component":     {`component = "talk.text", status = "major_outage"`, `component = "talk.txt", status = "major_outage"`, `no component "talk.txt"`},
		"no such guidance":      {`add = ["g"]`, `add = ["h"]`, `add: "h" does not exist`},
		"withdrawn twice":       {`withdraw = ["g"]`, `withdraw = ["g", "g"]`, `withdraw: "g" is not there`},
		"disorder":              {"at = 2022-10-15T16:30", "at = 2022-10-15T15:10", "earlier than the event before"},
		"outside":               {"at = 2022-10-15T16:30", "at = 2023-10-15T16:30", "is outside the scenario"},
		"no source":             {`source = "https://example.org/b"`, "", "event 2 (row-02): source: missing"},
		"no row":                {"row = 2", "", "needs either row or part"},
		"row used and left out": {"[feed]", "left_out = [{ row = 2, reason = \"x\" }]\n[feed]", "left_out: row 2"},
		"precision":             {"row = 2", "row = 2\nprecision = \"maybe\"", "precision"},
		"duplicate update":      {"row = 2", "row = 1", "event 2 (row-01): id: not the only one"},
		"bad status":            {`status = "major_outage"`, `status = "broken"`, `components[1].status: unknown value "broken"`},
		"bad stage":             {`"follow_up_plan"`, `"party"`, `stage: unknown value "party"`},
		"end before start":      {"end = 2022-10-16", "end = 2021-10-16", "out of order"},
		"twice the same id":     {`id = "talk.text"`, `id = "talk"`, `id "talk" is missing or not the only one`},
		"listed by no row":      {`id = "talk.text",`, `id = "talk.text", listed = 7,`, "no event of row 7"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Count(tiny, c.old) == 0 {
				t.Fatalf("the test looks for %q, which is not there", c.old)
			}
			_, err := loadText(strings.Replace(tiny, c.old, c.new, 1), tinyLibrary)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "tiny.toml") {
				t.Errorf("error %v, want one with tiny.toml and %q", err, c.want)
			}
		})
	}
}

func TestLibraryRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":  {"kind", "sort", "unknown key article.sort"},
		"unknown kind": {`"faq"`, `"poem"`, `articles[0].kind: unknown value "poem"`},
		"one language": {`text = { ko = "가", en = "a" }`, `text = { ko = "가" }`, `article "a": text: not both`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadText(tiny, strings.Replace(tinyLibrary, c.old, c.new, 1))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), libraryFile) {
				t.Errorf("error %v, want one with %s and %q", err, libraryFile, c.want)
			}
		})
	}
}

func TestLoadUnknownName(t *testing.T) {
	for _, name := range []string{"", "library", "../kakao-2022", "kakao-2023"} {
		_, err := Load(name)
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "kakao-article") {
			t.Errorf("Load(%q): %v, want ErrUnknown with the names there are", name, err)
		}
	}
}

// Whatever stands in a file, reading it ends with documents that are valid or
// with an error.
func FuzzLoad(f *testing.F) {
	f.Add(tiny)
	f.Add(strings.Replace(tiny, "row = 2", "part = \"x\"\nopen = true", 1))
	f.Add(strings.Replace(tiny, "open = true", "", 1))
	f.Add("title = 1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := loadText(text, tinyLibrary)
		if err != nil {
			return
		}
		for _, at := range append(s.Times(), s.Start, s.End) {
			doc := s.Document(at, s.End)
			if err := feed.Validate(&doc); err != nil {
				t.Fatalf("document of %s: %v", at, err)
			}
		}
	})
}

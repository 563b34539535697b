package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed/testdata/corpora"
	"bokgu/sync/ijson"
)

// patience is far above what reading any case takes.
const patience = 5 * time.Second

// mark stands in a document where a case is put.
const mark = "\"@case@\""

// syntax reports whether err says that a text is no JSON.
func syntax(err error) bool { return errors.As(err, new(*json.SyntaxError)) }

// clear reports whether an error about a text that is no JSON says what is wrong
// with it, in a bounded number of words.
func clear(err error) bool {
	s := err.Error()
	return len(s) < 200 && (strings.Contains(s, "invalid character") || strings.Contains(s, "unexpected end of JSON input") ||
		strings.Contains(s, "exceeded max depth"))
}

// No case is a document. What is JSON is refused for what it lacks or for its
// shape, what is none for the character at which it stops being that.
func TestCorpusAsDocument(t *testing.T) {
	for _, c := range corpora.JSON(t) {
		for name, parse := range map[string]func([]byte) error{
			"Parse":          func(b []byte) error { _, _, err := Parse(b); return err },
			"ParseLibrary":   func(b []byte) error { _, _, err := ParseLibrary(b); return err },
			"ParseFreshness": func(b []byte) error { _, err := ParseFreshness(b); return err },
		} {
			began := time.Now()
			err := parse(c.Input)
			if d := time.Since(began); d > patience {
				t.Errorf("%s: %s took %s", c.Name, name, d)
			}
			switch {
			case !errors.Is(err, ErrDocument):
				t.Errorf("%s: %s: %v", c.Name, name, err)
			case c.Taken && syntax(err):
				t.Errorf("%s is JSON: %s: %v", c.Name, name, err)
			case !c.Taken && (!syntax(err) || !clear(err)):
				t.Errorf("%s is no JSON: %s: %v", c.Name, name, err)
			}
		}
	}
}

// marked returns the golden document with mark at a path, as text.
func marked(t *testing.T, path ...any) string {
	t.Helper()
	var doc any
	if err := json.Unmarshal(goldenBytes(t), &doc); err != nil {
		t.Fatal(err)
	}
	at := doc
	for _, step := range path[:len(path)-1] {
		switch step := step.(type) {
		case string:
			at = at.(map[string]any)[step]
		case int:
			at = at.([]any)[step]
		}
	}
	at.(map[string]any)[path[len(path)-1].(string)] = "@case@"
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(b), mark) != 1 {
		t.Fatalf("%v is not in the document", path)
	}
	return string(b)
}

// As the value of a field that nobody knows, at any depth, a case changes nothing
// if it is JSON; if not, the document is none either. Nor is one that a case makes
// say two things.
func TestCorpusInUnknownField(t *testing.T) {
	want := golden(t)
	cases := corpora.JSON(t)
	for _, path := range [][]any{
		{"x"},
		{"feed", "x"},
		{"components", 1, "x"},
		{"incidents", 0, "x"},
		{"incidents", 0, "updates", 0, "x"},
		{"incidents", 0, "stages", 0, "x"},
		{"guidance", 0, "valid_while", "x"},
		{"guidance", 0, "actions", 0, "x"},
		{"changes", 0, "x"},
	} {
		doc := marked(t, path...)
		for _, c := range cases {
			s, rep, err := Parse([]byte(strings.Replace(doc, mark, string(c.Input), 1)))
			switch {
			case c.Twice:
				if s != nil || !errors.Is(err, ijson.ErrDuplicate) {
					t.Errorf("%s in %v: %v", c.Name, path, err)
				}
			case c.Taken && (err != nil || len(rep.Problems) > 0 || !reflect.DeepEqual(s, want)):
				t.Errorf("%s in %v: %v %v", c.Name, path, err, rep.Problems)
			case !c.Taken && (s != nil || !syntax(err) || !clear(err)):
				t.Errorf("%s in %v is taken: %v", c.Name, path, err)
			}
		}
	}
}

// textOf is what a case means as a text: nothing if it is empty, false if it is
// of another shape.
func textOf(b []byte) (Text, bool) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, false
	}
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		return Plain(v), true
	case map[string]any:
		var text Text
		for tag, s := range v {
			switch s := s.(type) {
			case nil:
			case string:
				if s != "" {
					if text == nil {
						text = Text{}
					}
					text[strings.ToLower(tag)] = s
				}
			default:
				return nil, false
			}
		}
		return text, true
	}
	return nil, false
}

// As a text that is known, a case is read if it is one; if it is of another
// shape, the item that it belongs to is dropped, said, and no other.
func TestCorpusInText(t *testing.T) {
	items := func(s *Status) int {
		in := 0
		for _, i := range s.Incidents {
			in += 1 + len(i.Causes) + len(i.Stages) + len(i.Promises) + len(i.Updates)
		}
		for _, g := range s.Guidance {
			in += 1 + len(g.Actions)
		}
		return in + len(s.Components) + len(s.Maintenances) + len(s.Changes)
	}
	whole := items(golden(t))
	cases := corpora.JSON(t)
	for _, p := range []struct {
		path   []any
		item   string
		needed bool
		inside int // items that go with it
		get    func(*Status) Text
	}{
		{[]any{"components", 1, "name"}, "components[1]", true, 0, func(s *Status) Text { return s.Components[1].Name }},
		{[]any{"components", 2, "note"}, "components[2]", false, 0, func(s *Status) Text { return s.Components[2].Note }},
		{[]any{"incidents", 0, "name"}, "incidents[0]", true, 4, func(s *Status) Text { return s.Incidents[0].Name }},
		{[]any{"incidents", 0, "causes", 0, "text"}, "incidents[0].causes[0]", false, 0, func(s *Status) Text { return s.Incidents[0].Causes[0].Text }},
		{[]any{"incidents", 0, "stages", 0, "outlook"}, "incidents[0].stages[0]", false, 0, func(s *Status) Text { return s.Incidents[0].Stages[0].Outlook }},
		{[]any{"incidents", 0, "promises", 0, "text"}, "incidents[0].promises[0]", true, 0, func(s *Status) Text { return s.Incidents[0].Promises[0].Text }},
		{[]any{"incidents", 0, "updates", 0, "body"}, "incidents[0].updates[0]", false, 0, func(s *Status) Text { return s.Incidents[0].Updates[0].Body }},
		{[]any{"maintenances", 0, "name"}, "maintenances[0]", true, 0, func(s *Status) Text { return s.Maintenances[0].Name }},
		{[]any{"guidance", 0, "title"}, "guidance[0]", true, 1, func(s *Status) Text { return s.Guidance[0].Title }},
		{[]any{"guidance", 0, "text"}, "guidance[0]", false, 1, func(s *Status) Text { return s.Guidance[0].Text }},
		{[]any{"guidance", 0, "actions", 0, "label"}, "guidance[0].actions[0]", false, 0, func(s *Status) Text { return s.Guidance[0].Actions[0].Label }},
	} {
		doc := marked(t, p.path...)
		kept := 0
		for _, c := range cases {
			s, rep, err := Parse([]byte(strings.Replace(doc, mark, string(c.Input), 1)))
			if !c.Taken {
				if s != nil || !syntax(err) {
					t.Errorf("%s in %v is taken: %v", c.Name, p.path, err)
				}
				continue
			}
			if c.Twice != errors.Is(err, ijson.ErrDuplicate) || !c.Twice && err != nil {
				t.Errorf("%s in %v: %v", c.Name, p.path, err)
			}
			if err != nil {
				continue
			}
			want, ok := textOf(c.Input)
			if !ok || p.needed && want == nil {
				said := slices.ContainsFunc(rep.Problems, func(q Problem) bool { return q.Path == p.item && q.Reason != "" })
				if n := items(s); !said || n != whole-1-p.inside {
					t.Errorf("%s in %v: %d of %d items are left, %v", c.Name, p.path, n, whole, rep.Problems)
				}
				continue
			}
			kept++
			if len(rep.Problems) > 0 || items(s) != whole || !p.get(s).Equal(want) {
				t.Errorf("%s in %v: %q, %v", c.Name, p.path, p.get(s), rep.Problems)
			}
			if err := Validate(s); err != nil && want != nil {
				t.Errorf("%s in %v: read without a problem, and %v", c.Name, p.path, err)
			}
		}
		if kept == 0 {
			t.Errorf("no case was kept in %v: this test looks at nothing", p.path)
		}
	}
}

// Every string is every text of a document: what is made is read again as it was,
// unchanged, for whoever shows it cleans it for the place where it is shown. An
// empty one is absent, for the maker as for the reader.
func TestStringsAsTexts(t *testing.T) {
	doc := *golden(t)
	incident, update, guidance := doc.Incidents[0], doc.Incidents[0].Updates[0], doc.Guidance[0]
	doc.Components, doc.Incidents, doc.Guidance = slices.Clone(doc.Components), nil, nil
	texts := corpora.Strings(t)[1:]
	for i, s := range texts {
		id, text := strconv.Itoa(i), Text{"ko": s, "en": s}
		doc.Components = append(doc.Components, Component{ID: "c" + id, Name: Plain(s), Note: text, Status: Operational, Since: doc.IssuedAt})
		in, u, g := incident, update, guidance
		in.ID, in.Name, u.Body = "i"+id, text, Plain(s)
		u.ID = "u" + id
		in.Updates = []Update{u}
		in.Causes = []Cause{{Category: CauseNetwork, Text: text}}
		in.Stages = []Stage{{Stage: SystemCheck, State: StageDone, At: incident.Stages[0].At, Text: Plain(s), Outlook: text}}
		in.Promises = []Promise{incident.Promises[0]}
		in.Promises[0].Text = text
		g.ID, g.Title, g.Text, g.Supersedes = "g"+id, Plain(s), text, ""
		g.Actions = []Action{{Type: ActionURL, Value: "https://status.example.com", Label: text}}
		doc.Incidents, doc.Guidance = append(doc.Incidents, in), append(doc.Guidance, g)
	}
	doc.Feed.Name = Plain(strings.Join(texts, "\n"))
	if err := Validate(&doc); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	s, rep, err := Parse(b)
	if err != nil || len(rep.Problems) > 0 {
		t.Fatalf("%v %v", err, rep.Problems)
	}
	if again, err := json.Marshal(s); err != nil || !bytes.Equal(again, b) {
		t.Errorf("what was read is not what was made: %v", err)
	}
	for i, want := range texts {
		c, in, g := s.Components[len(s.Components)-len(texts)+i], s.Incidents[i], s.Guidance[i]
		for _, got := range []Text{c.Name, c.Note, in.Name, in.Updates[0].Body, in.Causes[0].Text, in.Stages[0].Outlook, in.Promises[0].Text, g.Title, g.Text, g.Actions[0].Label} {
			if got.In("en", "ko") != want {
				t.Errorf("%q became %q", want, got)
			}
		}
	}
	if err := Validate(s); err != nil {
		t.Error(err)
	}

	doc.Components[0].Name = Plain(corpora.Strings(t)[0])
	if err := Validate(&doc); err == nil || !strings.Contains(fmt.Sprint(err), "components[0].name: missing") {
		t.Errorf("an empty name is valid: %v", err)
	}
}

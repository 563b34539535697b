package feed

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func schema(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func asJSON(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	got, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSchemaTakesWhatValidateTakes(t *testing.T) {
	s := golden(t)
	if err := schema(t, "../../docs/status.schema.json").Validate(asJSON(t, s)); err != nil {
		t.Error(err)
	}
	s.Mode, s.Replay = ModeReplay, &Replay{Scenario: "x", At: s.IssuedAt, Until: s.IssuedAt.Add(time.Hour)}
	s.Components[0].Status = ComponentUnknown
	if err := schema(t, "../../docs/status.schema.json").Validate(asJSON(t, s)); err != nil || Validate(s) != nil {
		t.Error(err, Validate(s))
	}
	// Who passes on another's words may have to say that it cannot tell them.
	s.Incidents[0].Status, s.Incidents[0].Impact, s.Incidents[0].Updates[0].Status = Unknown, Unknown, Unknown
	s.Maintenances = []Maintenance{{ID: "m", Name: Plain("m"), Status: Unknown, ScheduledFor: s.IssuedAt, ScheduledUntil: s.IssuedAt, ComponentIDs: []string{}}}
	if err := schema(t, "../../docs/status.schema.json").Validate(asJSON(t, s)); err != nil || Validate(s) != nil {
		t.Error(err, Validate(s))
	}
	lib := &Library{Schema: 1, FeedID: "x", Articles: []Article{{ID: "a", Kind: ArticleFAQ, Title: Plain("t"), Text: Text{"ko": "가"}}}}
	if err := schema(t, "../../docs/library.schema.json").Validate(asJSON(t, lib)); err != nil || ValidateLibrary(lib) != nil {
		t.Error(err)
	}
}

// What one of the two refuses for its form the other one refuses too. Dangling
// references and duplicates are beyond JSON Schema: only Validate sees them.
func TestSchemaRefusesWhatValidateRefuses(t *testing.T) {
	sch := schema(t, "../../docs/status.schema.json")
	for name, spoil := range map[string]func(*Status){
		"schema":           func(s *Status) { s.Schema = 2 },
		"mode":             func(s *Status) { s.Mode = "fun" },
		"no replay":        func(s *Status) { s.Mode = ModeReplay },
		"replay when live": func(s *Status) { s.Replay = &Replay{At: s.IssuedAt} },
		"epoch":            func(s *Status) { s.Epoch = "" },
		"seq":              func(s *Status) { s.Seq = 0 },
		"component id":     func(s *Status) { s.Components[0].ID = "" },
		"component status": func(s *Status) { s.Components[0].Status = "bad" },
		"component name":   func(s *Status) { s.Components[0].Name = nil },
		"incident status":  func(s *Status) { s.Incidents[0].Status = "Investigating" },
		"incident impact":  func(s *Status) { s.Incidents[0].Impact = "bad" },
		"update status":    func(s *Status) { s.Incidents[0].Updates[0].Status = "bad" },
		"maintenance": func(s *Status) {
			s.Maintenances = []Maintenance{{ID: "m", Name: Plain("m"), Status: "bad", ScheduledFor: s.IssuedAt, ScheduledUntil: s.IssuedAt, ComponentIDs: []string{}}}
		},
		"incident resolved": func(s *Status) { s.Incidents[0].Status = Resolved },
		"stage":             func(s *Status) { s.Incidents[0].Stages[0].Stage = "x" },
		"promise":           func(s *Status) { s.Incidents[0].Promises[0].State = "x" },
		"update":            func(s *Status) { s.Incidents[0].Updates[0].ID = "" },
		"updates":           func(s *Status) { s.Incidents[0].Updates = make([]Update, 11) },
		"guidance kind":     func(s *Status) { s.Guidance[0].Kind = "x" },
		"condition":         func(s *Status) { s.Guidance[0].ValidWhile.StatusIn = []ComponentStatus{} },
		"action":            func(s *Status) { s.Guidance[0].Actions[0].Type = "fax" },
		"change kind":       func(s *Status) { s.Changes[0].Kind = "x" },
		"change id":         func(s *Status) { s.Changes[0].ID = "x" },
		"library hash":      func(s *Status) { s.LibraryRef.SHA256 = "x" },
	} {
		s := golden(t)
		spoil(s)
		if sch.Validate(asJSON(t, s)) == nil {
			t.Errorf("%s: the schema takes it", name)
		}
		if Validate(s) == nil {
			t.Errorf("%s: Validate takes it", name)
		}
	}
}

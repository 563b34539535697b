package feed

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	moment := at("2026-01-02T05:00:00Z")
	later := at("2026-01-02T04:30:00Z")
	for _, tc := range []struct {
		name   string
		change func(*Status)
		want   Change // without its id
	}{
		{
			"component state", func(s *Status) { s.Components[2].Status, s.Components[2].Since = PartialOutage, later },
			Change{Kind: ChangeComponentStatus, ComponentID: "chat.photo", From: "major_outage", To: "partial_outage", At: later},
		},
		{"component added", func(s *Status) {
			s.Components = append(s.Components, Component{ID: "n", Status: Operational})
		}, Change{Kind: ChangeComponentAdded, ComponentID: "n", To: "operational", At: moment}},
		{
			"component removed", func(s *Status) { s.Components = s.Components[:3] },
			Change{Kind: ChangeComponentRemoved, ComponentID: "pay", From: "under_maintenance", At: moment},
		},
		{"incident opened", func(s *Status) {
			s.Incidents = append(s.Incidents, Incident{ID: "i2", Status: Investigating, StartedAt: later})
		}, Change{Kind: ChangeIncidentOpened, IncidentID: "i2", To: "investigating", At: later}},
		{
			"incident resolved", func(s *Status) { s.Incidents[0].Status, s.Incidents[0].ResolvedAt = Resolved, &later },
			Change{Kind: ChangeIncidentStatus, IncidentID: "i1", From: "identified", To: "resolved", At: later},
		},
		{
			"incident renamed", func(s *Status) { s.Incidents[0].Name = Plain("다른 장애") },
			Change{Kind: ChangeIncidentEdited, IncidentID: "i1", At: moment},
		},
		{
			"incident gone while open", func(s *Status) { s.Incidents = nil },
			Change{Kind: ChangeIncidentUnlisted, IncidentID: "i1", From: "identified", At: moment},
		},
		{"stage", func(s *Status) {
			s.Incidents[0].Stages = append(s.Incidents[0].Stages, Stage{Stage: DataRecovery, State: StageActive, At: &later})
		}, Change{Kind: ChangeStage, IncidentID: "i1", Stage: DataRecovery, From: "not_reported", To: "active", At: later}},
		{
			"promise kept late", func(s *Status) { s.Incidents[0].Promises[0].State = PromiseKept },
			Change{Kind: ChangePromise, IncidentID: "i1", PromiseID: "p1", From: "missed", To: "kept", At: moment},
		},
		{"update", func(s *Status) {
			s.Incidents[0].Updates = append([]Update{{ID: "u2", Status: Monitoring, DisplayAt: later}}, s.Incidents[0].Updates...)
		}, Change{Kind: ChangeIncidentUpdate, IncidentID: "i1", UpdateID: "u2", To: "monitoring", At: later}},
		{
			"update edited", func(s *Status) {
				s.Incidents[0].Updates[0].Body, s.Incidents[0].Updates[0].UpdatedAt = Plain("정정"), later
			},
			Change{Kind: ChangeIncidentEdited, IncidentID: "i1", UpdateID: "u1", At: later},
		},
		{"guidance added", func(s *Status) {
			s.Guidance = append(s.Guidance, Guidance{ID: "g3", Kind: GuidanceDoNot, Effective: &later})
		}, Change{Kind: ChangeGuidanceAdded, GuidanceID: "g3", To: "do_not", At: later}},
		{
			"guidance withdrawn", func(s *Status) { s.Guidance = s.Guidance[1:] },
			Change{Kind: ChangeGuidanceWithdrawn, GuidanceID: "g1", From: "do_not", At: moment},
		},
		{
			"maintenance over", func(s *Status) { s.Maintenances[0].Status = MaintenanceCompleted },
			Change{Kind: ChangeMaintenance, MaintenanceID: "m1", From: "in_progress", To: "completed", At: moment},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			old := golden(t)
			s := next(old)
			tc.change(s)
			tc.want.ID = "e1.8.0"
			if diff := cmp.Diff([]Change{tc.want}, Diff(old, s, moment)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsNoChange(t *testing.T) {
	old := golden(t)
	for name, change := range map[string]func(*Status){
		"nothing":                    func(*Status) {},
		"a note":                     func(s *Status) { s.Components[0].Note = Plain("새 비고") },
		"an old update left":         func(s *Status) { s.Incidents[0].Updates = nil },
		"order":                      func(s *Status) { s.Components[0], s.Components[3] = s.Components[3], s.Components[0] },
		"a stage said in more words": func(s *Status) { s.Incidents[0].Stages[0].Text = Plain("더 자세히") },
	} {
		s := next(old)
		change(s)
		if got := Diff(old, s, at("2026-01-02T05:00:00Z")); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := Diff(nil, old, time.Time{}); got != nil {
		t.Errorf("a baseline has changes: %+v", got)
	}
	over := golden(t)
	over.Incidents[0].Status = Resolved
	left := next(over)
	left.Incidents = nil
	if got := Diff(over, left, time.Time{}); len(got) > 0 {
		t.Errorf("a resolved incident that leaves: %+v", got)
	}
}

// flip makes document after document in which one component changes its state,
// and returns the last.
func flip(s *Status, times int, every time.Duration) *Status {
	moment := at("2026-01-02T05:00:00Z")
	states := []ComponentStatus{Operational, MajorOutage}
	for i := range times {
		n := next(s)
		moment = moment.Add(every)
		n.Components[3].Status, n.Components[3].Since = states[i%2], moment
		AppendChanges(s, n, moment)
		s = n
	}
	return s
}

func TestTailGivesEveryReaderTheSameIDs(t *testing.T) {
	start := golden(t)
	end := flip(start, 9, time.Minute)
	all, complete := end.ChangesSince(start.Cursor())
	if !complete || len(all) != 9 {
		t.Fatalf("%d changes, complete %v", len(all), complete)
	}
	for i, c := range all {
		if want := fmt.Sprintf("e1.%d.0", 8+i); c.ID != want {
			t.Errorf("change %d is %s, want %s", i, c.ID, want)
		}
	}
	late, complete := end.ChangesSince(Cursor{"e1", 12})
	if !complete || !cmp.Equal(late, all[5:]) {
		t.Errorf("a reader from seq 12 gets %+v", late)
	}
	if none, complete := end.ChangesSince(end.Cursor()); len(none) > 0 || !complete {
		t.Errorf("a reader at the end gets %+v", none)
	}
	if _, complete := end.ChangesSince(Cursor{"e0", 15}); complete {
		t.Error("another epoch counts as complete")
	}
	if _, complete := end.ChangesSince(Cursor{"e1", 4}); complete {
		t.Error("the tail claims to reach back further than it does")
	}
}

func TestTailIsBoundedByAgeAndSize(t *testing.T) {
	end := flip(golden(t), 10, 10*time.Hour)
	if len(end.Changes) != 8 { // 72 hours hold the last one and seven before it
		t.Errorf("%d changes of 72 hours", len(end.Changes))
	}
	if first, _ := end.Changes[0].Seq(); end.ChangesAfter != first-1 {
		t.Errorf("changes_after %d before seq %d", end.ChangesAfter, first)
	}
	old := golden(t)
	big := next(old)
	for i := range 2000 {
		big.Components = append(big.Components, Component{ID: fmt.Sprintf("component-%06d", i), Name: Plain("n"), Status: Operational, Since: at("2026-01-02T05:00:00Z")})
	}
	AppendChanges(old, big, at("2026-01-02T05:00:00Z"))
	if n := len(big.Changes); n < 300 || n >= 2000 {
		t.Errorf("%d changes within 64 KiB", n)
	}
	if _, complete := big.ChangesSince(old.Cursor()); complete {
		t.Error("cut within one document and still complete")
	}
}

func TestNewEpochStartsAnEmptyTail(t *testing.T) {
	old := flip(golden(t), 3, time.Minute)
	s := next(old)
	s.Epoch, s.Seq, s.Changes = "e2", 1, nil
	AppendChanges(old, s, s.IssuedAt)
	if len(s.Changes) != 0 || s.ChangesAfter != 1 {
		t.Errorf("%+v", s.Changes)
	}
}

func TestALateWordWithAnOldTimeCutsNothing(t *testing.T) {
	old := flip(golden(t), 3, time.Minute)
	s := next(old)
	s.Incidents[0].Updates = append([]Update{{ID: "late", Status: Identified, Body: Plain("늦은 소식"), DisplayAt: at("2025-12-01T00:00:00Z")}}, s.Incidents[0].Updates...)
	AppendChanges(old, s, at("2026-01-02T06:00:00Z"))
	if len(s.Changes) != 5 || s.ChangesAfter != old.ChangesAfter {
		t.Errorf("%d changes after %d", len(s.Changes), s.ChangesAfter)
	}
	if got, complete := s.ChangesSince(old.Cursor()); !complete || len(got) != 1 {
		t.Errorf("%+v, complete %v", got, complete)
	}
}

func TestAMakerMayBringThePastAlong(t *testing.T) {
	past := flip(golden(t), 3, time.Minute)
	s := next(past)
	s.Epoch, s.Seq = "e2", 9
	AppendChanges(nil, s, at("2026-01-02T06:00:00Z"))
	if len(s.Changes) != 4 || s.ChangesAfter != 9 || Validate(s) != nil {
		t.Fatalf("%d changes after %d, %v", len(s.Changes), s.ChangesAfter, Validate(s))
	}
	for i, c := range s.Changes {
		if c.ID != ChangeID("e2", 9, i) || c.Kind != past.Changes[i].Kind || !c.At.Equal(past.Changes[i].At) {
			t.Errorf("%+v of %+v", c, past.Changes[i])
		}
	}
	if past.Changes[0].ID != "e1.6.0" {
		t.Error("the past itself was changed")
	}
	old := *s
	AppendChanges(nil, &old, at("2026-02-02T06:00:00Z"))
	if len(old.Changes) != 4 {
		t.Errorf("%d changes of a month ago in a first document", len(old.Changes))
	}
	second := *next(&old)
	AppendChanges(&old, &second, at("2026-02-02T06:00:00Z"))
	if len(second.Changes) != 0 || second.ChangesAfter != old.Seq {
		t.Errorf("%d of them in the second, after %d", len(second.Changes), second.ChangesAfter)
	}
}

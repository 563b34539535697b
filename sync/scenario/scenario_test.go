package scenario

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func loaded(t testing.TB, name string) *Scenario {
	t.Helper()
	s, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// states returns the state of every function; a service without any counts as
// one.
func states(doc *feed.Status) map[string]feed.ComponentStatus {
	all := map[string]feed.ComponentStatus{}
	for _, sv := range doc.Services() {
		for _, part := range sv.Parts() {
			all[part.ID] = part.Status
		}
	}
	return all
}

func TestEveryDocumentIsValid(t *testing.T) {
	for _, name := range Names() {
		s := loaded(t, name)
		issued := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		for _, at := range append([]time.Time{s.Start, s.End}, s.Times()...) {
			doc := s.Document(at, issued)
			if err := feed.Validate(&doc); err != nil {
				t.Errorf("%s at %s: %v", name, at, err)
			}
			if doc.Mode != feed.ModeReplay || doc.Replay.Scenario != name || !doc.Replay.At.Equal(at) {
				t.Errorf("%s at %s: mode %s, replay %+v", name, at, doc.Mode, doc.Replay)
			}
			if !doc.Now(issued).Equal(at) {
				t.Errorf("%s at %s: the document speaks about %s", name, at, doc.Now(issued))
			}
		}
		if err := feed.ValidateLibrary(s.Library); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The board of 16 October 08:00, which the design shows.
func TestBoardOfSundayMorning(t *testing.T) {
	doc := loaded(t, "kakao-2022").At(at(t, "2022-10-16T08:00"))
	want := map[string]feed.ComponentStatus{
		"talk.text": feed.DegradedPerformance, "talk.openchat": feed.DegradedPerformance,
		"talk.media": feed.MajorOutage, "talk.pc": feed.MajorOutage, "talk.channel": feed.MajorOutage,
		"talk.push": feed.MajorOutage, "talk.gift": feed.MajorOutage, "talk.call": feed.ComponentUnknown,
		"t.taxi": feed.MajorOutage, "t.bike": feed.MajorOutage, "t.navi": feed.ComponentUnknown,
		"t.driver": feed.Operational, "t.quick": feed.Operational,
		"account.login": feed.MajorOutage,
		"bank.transfer": feed.Operational, "bank.friend": feed.MajorOutage,
		"map.search": feed.MajorOutage, "map.transit": feed.MajorOutage, "map.roadview": feed.MajorOutage,
		"daum.news": feed.PartialOutage, "daum.mail": feed.MajorOutage, "daum.tistory": feed.MajorOutage,
		"pay.payment": feed.Operational, "pay.transfer": feed.Operational,
	}
	if got := states(&doc); !maps.Equal(got, want) {
		t.Errorf("states %v\nwant %v", got, want)
	}
	services := map[string]feed.ComponentStatus{
		"talk": feed.PartialOutage, "t": feed.PartialOutage, "account": feed.MajorOutage, "bank": feed.PartialOutage,
		"map": feed.MajorOutage, "daum": feed.PartialOutage, "pay": feed.Operational,
	}
	for _, sv := range doc.Services() {
		if sv.Status != services[sv.ID] || doc.Component(sv.ID).Status != sv.Status {
			t.Errorf("%s is %s (%s in the document), want %s", sv.ID, sv.Status, doc.Component(sv.ID).Status, services[sv.ID])
		}
	}
	for id, since := range map[string]string{
		"talk.text": "2022-10-16T07:24", "talk.media": "2022-10-15T15:30", "bank.transfer": "2022-10-15T17:00",
		"daum.news": "2022-10-15T23:25", "t.navi": "2022-10-16T08:00",
	} {
		if c := doc.Component(id); !c.Since.Equal(at(t, since)) || c.Note == nil {
			t.Errorf("%s: since %s with note %v, want %s with a note", id, c.Since, c.Note, since)
		}
	}
	in := doc.Incidents[0]
	if len(in.Updates) != feed.MaxUpdates || in.Updates[0].ID != "row-17" {
		t.Errorf("%d updates, the newest %s", len(in.Updates), in.Updates[0].ID)
	}
	var begun []feed.StageName
	for _, st := range in.Stages {
		begun = append(begun, st.Stage)
		if st.At == nil || st.Text == nil || st.Outlook == nil {
			t.Errorf("stage %s lacks time, text or outlook", st.Stage)
		}
	}
	if want := []feed.StageName{feed.ProblemConfirmed, feed.SystemCheck, feed.DataRecovery, feed.UserNotice}; !slices.Equal(begun, want) {
		t.Errorf("begun %v, want %v", begun, want)
	}
	if next := doc.Replay.NextAt; next == nil || !next.Equal(at(t, "2022-10-16T10:25")) {
		t.Errorf("next change %v, want 10:25", next)
	}
	if p := in.Promises; len(p) != 1 || p[0].State != feed.PromiseMissed {
		t.Errorf("promises %+v, want one missed", p)
	}
}

func TestMoments(t *testing.T) {
	s := loaded(t, "kakao-2022")
	for _, c := range []struct {
		at, id string
		want   feed.ComponentStatus
	}{
		{"2022-10-15T15:26", "talk.text", feed.Operational},
		{"2022-10-15T15:30", "talk.text", feed.MajorOutage},
		{"2022-10-15T16:59", "bank.transfer", feed.MajorOutage},
		{"2022-10-15T17:00", "bank.transfer", feed.Operational},
		{"2022-10-16T01:30", "talk.text", feed.MajorOutage},
		{"2022-10-16T01:31", "talk.text", feed.PartialOutage},
		{"2022-10-16T10:25", "talk.pc", feed.PartialOutage},
		{"2022-10-16T14:30", "t.taxi", feed.Operational},
		{"2022-10-16T14:30", "t.bike", feed.MajorOutage},
		{"2022-10-16T14:30", "talk.drawer", feed.MajorOutage},
		{"2022-10-16T14:29", "talk.drawer", feed.ComponentUnknown}, // not listed yet
		{"2022-10-16T21:29", "account.login", feed.MajorOutage},
		{"2022-10-16T21:30", "account.login", feed.Operational},
		{"2022-10-16T21:30", "talk.media", feed.Operational},
		{"2022-10-17T09:00", "t.bike", feed.Operational},
		{"2022-10-18T09:00", "melon", feed.Operational},
		{"2022-10-19T05:59", "daum.mail", feed.MajorOutage},
		{"2022-10-19T06:00", "daum.mail", feed.PartialOutage},
		{"2022-10-20T22:59", "talk.channel", feed.MajorOutage},
		{"2022-10-20T23:00", "talk.channel", feed.Operational},
	} {
		doc := s.At(at(t, c.at))
		if got := doc.StatusOf(c.id); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.id, c.at, got, c.want)
		}
	}
	before, after := s.At(at(t, "2022-10-15T15:26")), s.At(s.DefaultUntil)
	for _, doc := range []feed.Status{before, after} {
		if w := feed.Worst(doc.Services()); w != feed.Operational {
			t.Errorf("at %s the worst is %s", doc.Replay.At, w)
		}
	}
	if len(before.Incidents) != 0 || len(before.Guidance) != 0 {
		t.Error("an incident or guidance before anything happened")
	}
	// Over for four days, and still there: the follow-up plan is not done.
	if len(after.Incidents) != 1 || after.Incidents[0].Status != feed.Resolved {
		t.Errorf("at the end %+v, want the resolved incident", after.Incidents)
	}
	if gone := s.At(s.End); len(gone.Incidents) != 0 {
		t.Error("the incident stays for ever")
	}
}

// What a reader is told about the outage, change by change.
func TestChangesTellTheStory(t *testing.T) {
	s := loaded(t, "kakao-2022")
	var status, begun []string
	promises := map[string]string{}
	updates := map[string]bool{}
	previous := s.numbered(s.Start, 1, s.Start)
	for i, when := range s.Times() {
		doc := s.numbered(when, uint64(i)+2, s.Start)
		changes := feed.Diff(&previous, &doc, when)
		if len(changes) == 0 && !slices.Contains([]string{"2022-10-19T15:00", "2025-03-31T00:00"}, when.In(kst).Format("2006-01-02T15:04")) {
			t.Errorf("%s: nothing changed", when)
		}
		for _, c := range changes {
			if c.At.After(when) {
				t.Errorf("%s: change %s at %s is in the future", when, c.ID, c.At)
			}
			switch c.Kind {
			case feed.ChangeIncidentUnlisted, feed.ChangeComponentRemoved:
				t.Errorf("%s: %s", when, c.Kind)
			case feed.ChangeComponentStatus:
				if c.From == c.To {
					t.Errorf("%s: %s from %s to itself", when, c.ComponentID, c.From)
				}
			case feed.ChangeIncidentOpened, feed.ChangeIncidentStatus:
				status = append(status, c.To)
			case feed.ChangeStage:
				if c.From == string(feed.StageNotReported) {
					begun = append(begun, string(c.Stage))
				}
			case feed.ChangePromise:
				promises[c.PromiseID] = promises[c.PromiseID] + " " + c.To
			case feed.ChangeIncidentUpdate:
				updates[c.UpdateID] = true
			}
		}
		previous = doc
	}
	if want := "investigating identified monitoring resolved postmortem"; strings.Join(status, " ") != want {
		t.Errorf("status %v, want %s", status, want)
	}
	if want := "problem_confirmed system_check user_notice data_recovery emergency_team continuous_monitoring follow_up_plan"; strings.Join(begun, " ") != want {
		t.Errorf("stages begun %v, want %s", begun, want)
	}
	if want := map[string]string{"two-hours-of-power": " open missed", "daum-mail-today": " open missed"}; !maps.Equal(promises, want) {
		t.Errorf("promises %v, want %v", promises, want)
	}
	for _, e := range recording(t).Events {
		if e.Ko != "" && !updates[e.updateID()] {
			t.Errorf("update %s reached no reader", e.updateID())
		}
	}
}

func TestNextFollowsTimes(t *testing.T) {
	s := loaded(t, "kakao-2022")
	times := s.Times()
	if !slices.IsSortedFunc(times, time.Time.Compare) {
		t.Fatal("not in order")
	}
	when := s.Start
	for i, want := range times {
		got, ok := s.Next(when)
		if !ok || !got.Equal(want) {
			t.Fatalf("moment %d after %s: %s, %v; want %s", i, when, got, ok, want)
		}
		if _, ok := s.Next(got.Add(-1)); !ok {
			t.Fatalf("nothing after %s", got.Add(-1))
		}
		when = got
	}
	if got, ok := s.Next(when); ok {
		t.Errorf("after the last one comes %s", got)
	}
	if got := s.At(s.Start.Add(-time.Hour)); len(got.Incidents) != 0 {
		t.Error("an incident before the start")
	}
}

// At only looks a document up.
func TestAtIsCheap(t *testing.T) {
	s := loaded(t, "kakao-2022")
	when := at(t, "2022-10-16T08:00")
	if n := testing.AllocsPerRun(100, func() { s.At(when) }); n > 4 {
		t.Errorf("%v allocations, want at most 4", n)
	}
}

func BenchmarkAt(b *testing.B) {
	s := loaded(b, "kakao-2022")
	when := s.Start.Add(17 * time.Hour)
	for b.Loop() {
		s.At(when)
	}
}

// Every https source of an update and every action opens by the profile's rule.
func TestProfileListsWhatIsNamed(t *testing.T) {
	for _, name := range Names() {
		s := loaded(t, name)
		p := envelope.Profile{ExpiresAt: s.End, Links: s.Links, Contacts: s.Contacts, Channels: s.Channels}
		opens := func(a feed.Action) {
			t.Helper()
			if strings.HasPrefix(a.Value, "http://") {
				return // shown, never opened
			}
			if _, err := p.Target(a, s.Start); err != nil {
				t.Errorf("%s: %s: %v", name, a.Value, err)
			}
		}
		for _, when := range s.Times() {
			doc := s.At(when)
			for _, in := range doc.Incidents {
				for _, u := range in.Updates {
					if u.SourceURL != "" {
						opens(feed.Action{Type: feed.ActionURL, Value: u.SourceURL})
					}
				}
			}
			for _, g := range doc.Guidance {
				for _, a := range g.Actions {
					opens(a)
				}
			}
		}
	}
	s := loaded(t, "kakao-2022")
	p := envelope.Profile{ExpiresAt: s.End, Links: s.Links}
	for _, stranger := range []string{"https://kakaotalk-update.example/down", "https://md114.tistory.com/1", "https://v.daum.net/", "https://m.newspim.com/news/view/20221015000152"} {
		if _, err := p.Target(feed.Action{Type: feed.ActionURL, Value: stranger}, s.Start); err == nil {
			t.Errorf("%s opens", stranger)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load("kakao-2022"); err != nil {
			b.Fatal(err)
		}
	}
}

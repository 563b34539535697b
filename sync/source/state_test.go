package source

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

var well = map[string]string{"a": "operational", "b": "operational"}

func investigating(id, updated string, updates ...saying1) tale {
	return tale{id: id, status: "investigating", updated: updated, started: "10:00", updates: updates}
}

var (
	u1 = saying1{"u1", "investigating", "one", "10:00", ""}
	u2 = saying1{"u2", "investigating", "two", "10:10", ""}
	u3 = saying1{"u3", "monitoring", "three", "10:20", ""}
)

// The first document is a baseline; from then on everything is told once.
func TestAnOutageFromBeginningToEnd(t *testing.T) {
	for _, restart := range []bool{false, true} {
		f := &follower{t: t, restart: restart}
		same(t, "baseline", f.take(capture{updated: "09:00", components: well, incidents: []tale{investigating("old", "08:00")}}))
		if f.last.Document.Seq != 1 || !f.last.Changed || len(f.last.Document.Changes) != 0 {
			t.Errorf("the baseline is %+v", f.last.Document)
		}
		down := map[string]string{"a": "major_outage", "b": "operational"}
		same(t, "first seen with two updates", f.take(capture{updated: "10:11", components: down, incidents: []tale{investigating("old", "08:00"), investigating("x", "10:10", u2, u1)}}),
			"component_status a operational>major_outage", "incident_opened x >investigating",
			"incident_update x u1 >investigating", "incident_update x u2 >investigating")
		same(t, "the same again", f.take(capture{updated: "10:12", components: down, incidents: []tale{investigating("old", "08:00"), investigating("x", "10:10", u2, u1)}}))
		if f.last.Changed || !f.last.Confirmed {
			t.Error("nothing was new, and the page was heard")
		}
		same(t, "monitoring, in another order", f.take(capture{updated: "10:21", components: well, incidents: []tale{
			{id: "x", status: "monitoring", updated: "10:20", started: "10:00", updates: []saying1{u1, u3, u2}}, investigating("old", "08:00"),
		}}), "component_status a major_outage>operational", "incident_status x investigating>monitoring", "incident_update x u3 >monitoring")
		same(t, "gone from the list of open ones", f.take(capture{updated: "10:30", components: well, incidents: []tale{investigating("old", "08:00")}}),
			"incident_unlisted x monitoring>")
		u4 := saying1{"u4", "resolved", "four", "10:29", ""}
		over := tale{id: "x", status: "resolved", updated: "10:29", started: "10:00", resolved: "10:29", updates: []saying1{u4, u3, u2, u1}}
		same(t, "confirmed by the list of incidents", f.take(capture{updated: "10:30", parts: "incidents", incidents: []tale{over, investigating("old", "08:00")}}),
			"incident_status x monitoring>resolved", "incident_update x u4 >resolved")
		if in := f.last.Document.Incident("x"); in == nil || in.ResolvedAt == nil || !in.ResolvedAt.Equal(at(t, "10:29")) {
			t.Errorf("resolved is %+v", in)
		}
		same(t, "and not told again", f.take(capture{updated: "10:40", components: well, incidents: []tale{investigating("old", "08:00")}}))
		same(t, "a post-mortem days later", f.take(capture{updated: "2026-03-15T10:00:00Z", parts: "incidents", incidents: []tale{
			{id: "x", status: "postmortem", updated: "2026-03-15T09:00:00Z", started: "10:00", resolved: "10:29", updates: []saying1{{"u5", "postmortem", "five", "2026-03-15T09:00:00Z", ""}, u4, u3, u2, u1}},
			investigating("old", "08:00"),
		}}), "incident_status x resolved>postmortem", "incident_update x u5 >postmortem")
	}
}

// A page says resolved or does not; nothing else makes an incident over.
func TestAbsenceIsNotResolution(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	f.take(capture{updated: "10:05", components: well, incidents: []tale{investigating("x", "10:00", u1)}})
	f.take(capture{updated: "10:10", components: well})
	f.take(capture{updated: "10:20", components: well})
	for _, c := range f.all {
		if c.To == "resolved" || c.From == "resolved" {
			t.Errorf("nobody said resolved: %+v", c)
		}
	}
	if len(f.last.Document.Incidents) != 0 {
		t.Error("it is listed although its page does not list it")
	}
	same(t, "listed again as it was", f.take(capture{updated: "10:30", components: well, incidents: []tale{investigating("x", "10:00", u1)}}),
		"incident_status x unknown>investigating")
}

// A cache that answers what is long past changes nothing, be it once or in turns
// with the fresh one.
func TestAStaleCache(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	fresh := capture{updated: "10:21", components: well, incidents: []tale{{id: "x", status: "monitoring", updated: "10:20", started: "10:00", updates: []saying1{u3, u1}}}}
	stale := capture{updated: "10:05", components: map[string]string{"a": "major_outage", "b": "operational"}, incidents: []tale{investigating("x", "10:00", u1)}}
	f.take(fresh)
	doc := f.last.Document
	for range 3 {
		same(t, "stale", f.take(stale))
		if f.last.Confirmed || len(f.last.Notes) != 1 || f.last.Notes[0].Reason != Older || f.last.Document != doc {
			t.Errorf("%+v", f.last)
		}
		same(t, "fresh", f.take(fresh))
	}
	// Of two documents from two caches the newer word counts, whichever comes last.
	older := stale
	older.parts = "incidents"
	same(t, "an older list of incidents", f.take(older))
	if in := f.state.Document.Incident("x"); in.Status != feed.Monitoring || len(in.Updates) != 2 {
		t.Errorf("%+v", in)
	}
}

// A page that stays behind for a day was set back, and is believed.
func TestAPageSetBack(t *testing.T) {
	f := &follower{t: t}
	f.bodies(base, capture{updated: "10:00", components: well}.body(t))
	back := capture{updated: "08:00", components: map[string]string{"a": "partial_outage", "b": "operational"}}.body(t)
	same(t, "at once", f.bodies(base.Add(time.Hour), back))
	same(t, "23 hours later", f.bodies(base.Add(24*time.Hour), back))
	same(t, "a day later", f.bodies(base.Add(25*time.Hour), back), "component_status a operational>partial_outage")
}

// Another company's page at the address is not this one's, whatever it says.
func TestAnotherPageAtTheAddress(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	same(t, "another page", f.take(capture{id: "other", updated: "10:00", components: map[string]string{"a": "major_outage"}, incidents: []tale{investigating("y", "10:00", u1)}}))
	if f.last.Confirmed || len(f.last.Notes) != 1 || f.last.Notes[0].Reason != OtherPage || !strings.Contains(f.last.Notes[0].Detail, "Page other (other)") {
		t.Errorf("%+v", f.last)
	}
	same(t, "another provider's page", f.bodies(time.Time{}, fixture(t, "cstate-index.json")))
	if f.last.Confirmed {
		t.Error("taken")
	}
	same(t, "this page again", f.take(capture{updated: "10:01", components: map[string]string{"a": "degraded_performance", "b": "operational"}}),
		"component_status a operational>degraded_performance")
}

func TestEditsRenamesAndDeletedUpdates(t *testing.T) {
	f := &follower{t: t}
	step := func(what, updated string, in tale, want ...string) {
		t.Helper()
		in.updated = updated
		same(t, what, f.take(capture{updated: updated, components: well, incidents: []tale{in}}), want...)
	}
	f.take(capture{updated: "09:00", components: well})
	step("opened", "10:11", investigating("x", "", u2, u1), "incident_opened x >investigating", "incident_update x u1 >investigating", "incident_update x u2 >investigating")
	edited := saying1{"u1", "investigating", "one, put better", "10:00", "10:12"}
	step("edited", "10:12", investigating("x", "", u2, edited), "incident_edited x u1")
	step("its old body from somewhere", "10:13", investigating("x", "", u2, u1))
	if got := f.state.Document.Incident("x").Updates[1].Body.In("", ""); got != "one, put better" {
		t.Errorf("the body is %q", got)
	}
	named := investigating("x", "", u2, edited)
	named.name, named.impact = "A better name", "critical"
	step("renamed, worse", "10:14", named, "incident_edited x")
	named.updates = []saying1{edited}
	step("an update is deleted", "10:15", named)
	if n := len(f.state.Document.Incident("x").Updates); n != 1 {
		t.Errorf("%d updates are shown", n)
	}
	named.updates = []saying1{u2, edited}
	step("and comes back", "10:16", named)
	late := saying1{"u0", "investigating", "told late, set back", "09:30", "10:17"}
	named.updates = []saying1{u2, edited, late}
	step("one with its time set back", "10:17", named, "incident_update x u0 >investigating")
	if last := f.last.Changes[0]; !last.At.Equal(at(t, "09:30")) {
		t.Errorf("told at %s", last.At)
	}
}

// Only what the documents list counts; the headline is never asked.
func TestALyingIndicator(t *testing.T) {
	for _, indicator := range []string{"none", "minor", "major", "critical", "maintenance", "brand_new_word"} {
		f := &follower{t: t}
		f.take(capture{updated: "09:00", components: well})
		f.take(capture{updated: "10:00", components: map[string]string{"a": "major_outage", "b": "operational"}, indicator: indicator, incidents: []tale{investigating("x", "10:00", u1)}})
		doc := f.last.Document
		if doc.Component("a").Status != feed.MajorOutage || doc.Incident("x") == nil {
			t.Errorf("%s: %+v", indicator, doc)
		}
		f.bodies(time.Time{}, capture{updated: "10:01", parts: "status", indicator: indicator}.body(t))
		if f.last.Changed || !f.last.Confirmed {
			t.Errorf("%s: the headline alone changes something", indicator)
		}
	}
}

// More updates than a document keeps are all told.
func TestManyUpdatesAtOnce(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	var many []saying1
	for i := range 14 {
		many = append(many, saying1{id: "m" + string(rune('a'+i)), status: "investigating", body: "text", display: at(t, "10:00").Add(time.Duration(i) * time.Minute).Format(time.RFC3339)})
	}
	slices.Reverse(many)
	f.take(capture{updated: "11:00", components: well, incidents: []tale{investigating("x", "10:20", many...)}})
	told := 0
	for _, c := range f.all {
		if c.Kind == feed.ChangeIncidentUpdate {
			told++
		}
	}
	if told != 14 || len(f.last.Document.Incident("x").Updates) != feed.MaxUpdates {
		t.Errorf("%d told, %d in the document", told, len(f.last.Document.Incident("x").Updates))
	}
	same(t, "again", f.take(capture{updated: "11:01", components: well, incidents: []tale{investigating("x", "10:20", many...)}}))
}

// What a kind of document tells the first time was so before.
func TestTheFirstOfAKindIsABaseline(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "12:00", components: well})
	past := tale{id: "p", status: "resolved", updated: "11:00", started: "10:00", resolved: "11:00", updates: []saying1{u1}}
	between := tale{id: "q", status: "resolved", updated: "12:20", started: "12:05", resolved: "12:20", updates: []saying1{{"q1", "resolved", "short", "12:20", ""}}}
	same(t, "incidents.json", f.take(capture{updated: "12:30", parts: "incidents", incidents: []tale{between, past}}),
		"incident_opened q >resolved", "incident_update q q1 >resolved")
	if f.last.Document.Incident("p") == nil {
		t.Error("what was over shortly before belongs into the document")
	}

	g := &follower{t: t}
	g.bodies(time.Time{}, fixture(t, "kuma-page.json"))
	same(t, "the heartbeats", g.bodies(time.Time{}, fixture(t, "kuma-heartbeat.json")))
	if got := g.last.Document.Component("2").Status; got != feed.MajorOutage {
		t.Errorf("Tickets is %s", got)
	}
	same(t, "the page again", g.bodies(time.Time{}, fixture(t, "kuma-page.json")))
	recovered := strings.ReplaceAll(string(fixture(t, "kuma-heartbeat.json")), `"status":0,"time":"2026-09-12 12:26:39.719"`, `"status":1,"time":"2026-09-12 12:28:39.719"`)
	same(t, "a change", g.bodies(time.Time{}, []byte(recovered)), "component_status group:1 partial_outage>under_maintenance", "component_status 2 major_outage>operational")
}

// What changed between the captures is told although the document is the first of
// its kind.
func TestAFirstComponentsListTellsChanges(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	same(t, "components.json", f.take(capture{updated: "09:10", parts: "components", components: map[string]string{"a": "major_outage", "b": "operational", "c": "operational"}}),
		"component_status a operational>major_outage")
	same(t, "an older summary", f.take(capture{updated: "09:05", components: well}))
	if f.state.Document.Component("a").Status != feed.MajorOutage {
		t.Error("older states replaced newer ones")
	}
}

func TestMaintenances(t *testing.T) {
	f := &follower{t: t}
	later := capture{updated: "09:00", components: well, works: []work{{"m", "scheduled", "12:00", "13:00"}}}
	f.take(later)
	begun := later
	begun.updated, begun.works = "12:01", []work{{"m", "in_progress", "12:00", "13:00"}, {"n", "scheduled", "20:00", "19:00"}}
	same(t, "begun", f.take(begun), "maintenance m scheduled>in_progress", "maintenance n >scheduled")
	if n := f.last.Document.Maintenances[1]; n.ScheduledUntil.Before(n.ScheduledFor) {
		t.Error("it ends before it begins")
	}
	gone := later
	gone.updated, gone.works = "13:01", nil
	same(t, "gone", f.take(gone))
	begun.updated = "13:02"
	same(t, "there again", f.take(begun))
	same(t, "said to be completed", f.take(capture{updated: "13:05", parts: "maintenances", works: []work{{"m", "completed", "12:00", "13:00"}}}),
		"maintenance m in_progress>completed")
	gone.updated = "13:06"
	same(t, "the summary without it", f.take(gone))
	if len(f.last.Document.Maintenances) != 1 {
		t.Errorf("%+v", f.last.Document.Maintenances)
	}
}

// Stages are derived from the operator's words alone (docs/feed.md), and none
// goes back.
func TestStages(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	show := func(c capture) string {
		t.Helper()
		f.take(c)
		var out []string
		for _, s := range f.last.Document.Incidents[0].Stages {
			out = append(out, string(s.Stage)+" "+string(s.State)+" "+s.At.Format("15:04"))
		}
		return strings.Join(out, ", ")
	}
	in := investigating("x", "10:10", u2, u1)
	if got := show(capture{updated: "10:11", components: well, incidents: []tale{in}}); got != "problem_confirmed active 10:00" {
		t.Error(got)
	}
	in.status, in.updated, in.updates = "monitoring", "10:20", []saying1{u3, u2, u1}
	if got := show(capture{updated: "10:21", components: well, incidents: []tale{in}}); got != "problem_confirmed done 10:20, continuous_monitoring active 10:20" {
		t.Error(got)
	}
	back := saying1{"u9", "investigating", "again", "10:30", ""}
	in.status, in.updated, in.updates = "investigating", "10:30", []saying1{back, u3, u2, u1}
	if got := show(capture{updated: "10:31", components: well, incidents: []tale{in}}); got != "problem_confirmed active 10:00, continuous_monitoring done 10:30" {
		t.Error(got)
	}
	in.updated, in.updates = "10:40", []saying1{back, u2, u1} // "monitoring" is deleted
	if got := show(capture{updated: "10:41", components: well, incidents: []tale{in}}); !strings.Contains(got, "continuous_monitoring done") {
		t.Error(got)
	}
	in.status, in.updated, in.resolved = "postmortem", "11:00", "10:50"
	in.updates = []saying1{{"u8", "postmortem", "why", "11:00", ""}, {"u7", "identified", "cause", "10:45", ""}, back, u3, u2, u1}
	want := "problem_confirmed done 10:45, system_check done 11:00, continuous_monitoring done 10:30, follow_up_plan done 11:00"
	if got := show(capture{updated: "11:01", parts: "incidents", incidents: []tale{in}}); got != want {
		t.Error(got)
	}
}

// What is over leaves after three days, and is not told a second time.
func TestOverLeavesTheDocument(t *testing.T) {
	f := &follower{t: t}
	over := tale{id: "x", status: "resolved", updated: "10:30", started: "10:00", resolved: "10:30", updates: []saying1{u1}}
	f.bodies(at(t, "11:00"), capture{updated: "11:00", components: well}.body(t), capture{updated: "11:00", parts: "incidents", incidents: []tale{over}}.body(t))
	if len(f.last.Document.Incidents) != 1 {
		t.Fatal("it is not there")
	}
	same(t, "three days later", f.bodies(base.Add(90*time.Hour), capture{updated: "11:01", parts: "incidents", incidents: []tale{over}}.body(t)))
	if len(f.last.Document.Incidents) != 0 || !f.last.Changed {
		t.Error("it is still there")
	}
}

// An item without a time does not change with every capture.
func TestWithoutTimes(t *testing.T) {
	f := &follower{t: t}
	body := fixture(t, "kuma-page.json")
	body = []byte(strings.NewReplacer(`"createdDate":"2026-09-12 12:24:51"`, `"createdDate":null`, `"lastUpdatedDate":"2026-09-12 13:00:00"`, `"lastUpdatedDate":null`).Replace(string(body)))
	f.bodies(base, body)
	same(t, "later", f.bodies(base.Add(time.Hour), body))
	if f.last.Changed {
		t.Error("nothing is new")
	}
}

// incident.io's widget names what is affected and nothing else.
func TestTheWidgetNamesOnlyWhatIsAffected(t *testing.T) {
	f := &follower{t: t}
	body := string(fixture(t, "incidentio-widget.json"))
	f.bodies(time.Time{}, []byte(body))
	next := strings.NewReplacer("2026-05-05T10:10:00Z", "2026-05-05T10:20:00Z", "A **cache** is full.", "The cache is empty.", `{"id":"01KZ0000000000000000000002","name":"Files","current_status":"full_outage"}`, `{"id":"","name":"broken"}`).Replace(body)
	const in = "01KZ0000000000000000000011"
	same(t, "the next message", f.bodies(time.Time{}, []byte(next)),
		"component_status 01KZ0000000000000000000002 major_outage>unknown", "incident_update "+in+" "+in+"@1777976400 >identified")
	if n := len(f.last.Document.Incident(in).Updates); n != 2 {
		t.Errorf("%d updates: the one before stays", n)
	}
}

// Nothing that was handed out is written into later.
func TestNextIsPure(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	f.take(capture{updated: "10:11", components: well, incidents: []tale{investigating("x", "10:10", u2, u1)}})
	held := f.state
	snapshot, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	body := capture{updated: "10:30", components: map[string]string{"a": "major_outage", "c": "operational"}, incidents: []tale{{id: "x", name: "new", status: "monitoring", updated: "10:20", started: "09:00", updates: []saying1{u3, u1}}}, works: []work{{"m", "scheduled", "", ""}}}.body(t)
	first := f.bodies(time.Time{}, body)
	for range 3 {
		page, err := Read(body)
		if err != nil {
			t.Fatal(err)
		}
		_, again := held.Next(time.Time{}, page)
		same(t, "the same capture on the same state", brief(again.Changes), first...)
	}
	if now, err := json.Marshal(held); err != nil || string(now) != string(snapshot) {
		t.Error("the state before was changed")
	}
}

// When a state began is what the page says of it, never years ago by accident.
func TestSince(t *testing.T) {
	doc := document(t, "statuspage-summary.json")
	for id, want := range map[string]string{
		"cmp000000001": "2026-03-08T10:30:00.4Z", // the update that says so, not the component's own time
		"cmp000000002": "2026-03-08T09:15:00Z",   // nothing but the component's own time
		"cmp000000003": "2026-03-08T09:00:00Z",   // the maintenance, not five years ago
		"grp000000001": "2026-03-08T09:15:00Z",   // its functions, not two years ago
	} {
		if got := doc.Component(id).Since.Format(time.RFC3339Nano); got != want {
			t.Errorf("%s since %s, not %s", id, got, want)
		}
	}
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	f.take(capture{updated: "10:00", components: map[string]string{"a": "major_outage", "b": "operational"}})
	if c := f.last.Document.Component("a"); !c.Since.Equal(at(t, "10:00")) || !f.last.Changes[0].At.Equal(c.Since) {
		t.Errorf("since %s, told at %s", c.Since, f.last.Changes[0].At)
	}
	if c := f.last.Document.Component("b"); !c.Since.Equal(at(t, "09:00")) {
		t.Errorf("b stands since %s", c.Since)
	}
}

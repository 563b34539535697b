package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// Which incidents are open is for the newest list to say: an older one, of another
// document and another cache, neither brings one back nor takes one away.
func TestAnOlderListSaysNothingOfWhatIsOpen(t *testing.T) {
	f := &follower{t: t}
	x, y := investigating("x", "10:05", u1), investigating("y", "10:28", saying1{"y1", "investigating", "why", "10:28", ""})
	f.take(capture{updated: "09:00", components: well})
	f.take(capture{updated: "10:10", components: well, incidents: []tale{x}})
	same(t, "x leaves, y comes", f.take(capture{updated: "10:30", components: well, incidents: []tale{y}}),
		"incident_opened y >investigating", "incident_update y y1 >investigating", "incident_unlisted x investigating>")
	same(t, "a list from before", f.take(capture{updated: "10:21", parts: "incidents", incidents: []tale{x}}))
	if f.state.Document.Incident("x") != nil || f.state.Document.Incident("y") == nil {
		t.Errorf("%+v", f.state.Document.Incidents)
	}
	z := investigating("z", "10:20", saying1{"z1", "investigating", "new to us", "10:20", ""})
	same(t, "one that was never seen open, in an older list", f.take(capture{updated: "10:22", parts: "incidents", incidents: []tale{x, z}}))
	same(t, "a newer list", f.take(capture{updated: "10:31", parts: "incidents", incidents: []tale{x, y}}), "incident_status x unknown>investigating")
}

// incidents.json holds fifty; what is not among the newest fifty may still be open.
func TestACutListIsNotComplete(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well, incidents: []tale{investigating("long", "08:00", u1)}})
	var many []tale
	for i := range fullHistory {
		many = append(many, tale{id: fmt.Sprint("past", i), status: "resolved", updated: "08:30", started: "08:10", resolved: "08:30"})
	}
	same(t, "fifty others", f.take(capture{updated: "10:00", parts: "incidents", incidents: many}))
	same(t, "forty-nine others", f.take(capture{updated: "10:01", parts: "incidents", incidents: many[1:]}), "incident_unlisted long investigating>")
}

// Better Stack lists reports that it does not describe: they are listed.
func TestAReportThatIsOnlyMentioned(t *testing.T) {
	f := &follower{t: t}
	body := string(fixture(t, "betterstack-index.json"))
	f.bodies(base, []byte(body))
	undescribed := strings.Replace(body, `{"id":"21","type":"status_report","attributes"`, `{"id":"99","type":"status_page_history","attributes"`, 1)
	same(t, "mentioned", f.bodies(base.Add(time.Minute), []byte(undescribed)))
	gone := strings.Replace(undescribed, `{"id":"21","type":"status_report"},`, "", 1)
	same(t, "not mentioned", f.bodies(base.Add(2*time.Minute), []byte(gone)), "incident_unlisted 21 investigating>")
}

// The address of a page flips between http and https; that is no news.
func TestTheSchemeFlips(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", components: well})
	plain := strings.ReplaceAll(string(capture{updated: "09:01", components: well}.body(t)), "https://", "http://")
	same(t, "http", f.bodies(time.Time{}, []byte(plain)))
	if f.last.Changed || f.last.Document.Feed.URL != "https://status.pg.example" {
		t.Errorf("%v, %s", f.last.Changed, f.last.Document.Feed.URL)
	}
}

// Each update stands with the stage that its word belongs to.
func TestUpdatesStandWithTheirStage(t *testing.T) {
	doc := document(t, "statuspage-summary.json")
	for i, want := range []feed.StageName{feed.SystemCheck, feed.ProblemConfirmed, feed.ProblemConfirmed} {
		if got := doc.Incidents[0].Updates[i].Stage; got != want {
			t.Errorf("update %d stands with %q", i, got)
		}
	}
	if u := document(t, "statuspage-summary.json", "statuspage-incidents.json").Incidents[0].Updates[0]; u.Stage != "" || u.SourceURL != "https://status.mail.example/incidents/inc000000001" {
		t.Errorf("%+v", u)
	}
}

// The newest summary says what is planned and going on; an older list of
// maintenances adds only what is over.
func TestACancelledMaintenance(t *testing.T) {
	f := &follower{t: t}
	f.take(capture{updated: "09:00", parts: "maintenances", works: []work{{"m", "scheduled", "12:00", "13:00"}, {"done", "completed", "07:00", "08:00"}}})
	f.take(capture{updated: "09:10", components: well})
	if got := f.last.Document.Maintenances; len(got) != 1 || got[0].ID != "done" {
		t.Errorf("%+v", got)
	}
}

package app

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
)

// lifeline is the alerter of a device whose clock and connection the test sets.
type lifeline struct {
	*device
	a    *alerter
	now  time.Time
	link alert.Link
	over []string
}

func newLifeline(t *testing.T, dir string, rules *alert.Rules, doc *feed.Status, now time.Time) *lifeline {
	t.Helper()
	d := &lifeline{device: newDevice(t, dir), now: now}
	d.a = newAlerter(alerter{
		sub: "s", db: d.db, now: func() time.Time { return d.now }, log: d.model.log,
		rules: func() alert.Rules { return *rules }, loc: d.model.localizer,
		doc: func() *feed.Status { return doc }, confirmed: func() time.Time { return doc.ExpiresAt },
		notify: d.notices, link: func() alert.Link { return d.link },
		ended: func(ids []string) { d.over = append(d.over, ids...) },
	})
	return d
}

// after lets minutes pass with the connection in one state, a look in each.
func (d *lifeline) after(minutes int, l alert.Link) {
	d.t.Helper()
	for range minutes {
		d.now, d.link = d.now.Add(time.Minute), l
		state, _, err := d.a.decide(d.t.Context())
		if err == nil {
			_, err = d.a.deliver(d.t.Context(), state)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *lifeline) want(what string, shown, gone int) {
	d.t.Helper()
	if len(d.notices.shown) != shown || len(d.notices.gone) != gone {
		d.t.Fatalf("%s: %d shown and %d taken back, want %d and %d: %+v", what, len(d.notices.shown), len(d.notices.gone), shown, gone, d.notices.shown)
	}
}

// Ten minutes without contact are one quiet notification, also over a restart,
// and it goes when contact is back.
func TestALostConnectionIsToldOnce(t *testing.T) {
	dir, doc, rules := t.TempDir(), document(feed.Operational, 1), &alert.Rules{}
	live, lost := alert.Link{Live: true}, alert.Link{LastContact: noon}
	d := newLifeline(t, dir, rules, doc, noon)
	d.after(2, live)
	d.after(10, lost)
	d.want("too early", 0, 0)
	d.after(60, lost)
	d.want("for an hour", 1, 0)
	if n := d.notices.shown[0]; n.Key != "s/connection" || !n.Quiet || n.Silent || n.Urgent || n.Title == "" || n.Body == "" {
		t.Errorf("%+v", n)
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}

	d = newLifeline(t, dir, rules, doc, d.now)
	d.after(60, lost)
	d.want("told again after a restart", 0, 0)
	d.after(2, live)
	d.want("contact", 0, 1)
	if d.notices.gone[0] != "s/connection" {
		t.Errorf("%q taken back", d.notices.gone)
	}
	d.after(30, alert.Link{Offline: true})
	d.want("without a network", 0, 1)
	d.after(11, lost)
	d.want("lost again", 1, 1)
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
}

// In a snooze it waits; if contact comes back before the end nobody hears of it.
func TestALostConnectionWaitsForTheEndOfASnooze(t *testing.T) {
	doc, rules := document(feed.Operational, 1), &alert.Rules{SnoozeUntil: noon.Add(time.Hour)}
	lost := alert.Link{LastContact: noon}
	d := newLifeline(t, t.TempDir(), rules, doc, noon)
	d.after(30, lost)
	d.want("snoozed", 0, 0)
	d.after(1, alert.Link{Live: true})
	if len(d.notices.shown) > 0 {
		t.Error("told in a snooze")
	}
	d.after(28, lost)
	d.want("lost again, snoozed", 0, 1)
	d.after(5, lost)
	d.want("the snooze is over", 1, 1)
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheEndOfAFollowedIncidentIsPassedOn(t *testing.T) {
	doc, rules := document(feed.Operational, 1), &alert.Rules{FollowIncidents: []string{"i"}}
	doc.Incidents = []feed.Incident{{ID: "i", Status: feed.Identified}}
	d := newLifeline(t, t.TempDir(), rules, doc, noon)
	d.after(1, alert.Link{Live: true})
	if d.over != nil {
		t.Errorf("%q is over while it goes on", d.over)
	}
	doc.Incidents[0].Status = feed.Resolved
	d.after(1, alert.Link{Live: true})
	if !slices.Equal(d.over, []string{"i"}) {
		t.Errorf("over: %q", d.over)
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
}

// The same over real sockets: a feed that cannot be reached is told of after ten
// minutes, and the notification is taken back when it is there again, by the
// next run of the app.
func TestALostFeedComesBackOverTheNetwork(t *testing.T) {
	dir := t.TempDir()
	_, sub := play(t, "2022-10-16T08:00", "2022-10-16T09:00", 1, 0)
	d := newDevice(t, dir)
	d.follow(sub)
	eventually(t, "the first document", func() bool { return d.model.document() != nil })
	d.close()

	var ahead atomic.Int64 // minutes by which the alerts' clock is ahead
	withLink := func(d *device, online bool) {
		d.tune = func(a *alerter) {
			a.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load()) * time.Minute) }
			a.link = func() alert.Link { return d.model.link(func() bool { return online }) }
		}
	}
	minutes := func(d *device, n int) {
		for range n {
			ahead.Add(1)
			d.session.alerts.wake()
			eventually(t, "a look at the connection", func() bool { return len(d.session.alerts.woken) == 0 })
		}
	}
	dead := sub
	dead.URL = "ws://127.0.0.1:1/v1/stream" // nobody listens there

	offline := newDevice(t, dir)
	withLink(offline, false)
	offline.follow(dead)
	minutes(offline, 15)
	offline.close()
	if told := offline.notices.all(); len(told) > 0 {
		t.Errorf("told without a network: %+v", told)
	}

	lost := newDevice(t, dir)
	withLink(lost, true)
	lost.follow(dead)
	minutes(lost, 25)
	eventually(t, "the notification", func() bool { return len(lost.notices.all()) > 0 })
	lost.close()
	told := lost.notices.all()
	if len(told) != 1 || told[0].Key != "s/connection" || !strings.HasPrefix(told[0].Title, "[재현]") {
		t.Errorf("told %+v", told)
	}

	back := newDevice(t, dir)
	withLink(back, true)
	back.follow(sub)
	eventually(t, "the end of it", func() bool {
		back.notices.mu.Lock()
		defer back.notices.mu.Unlock()
		return slices.Contains(back.notices.gone, "s/connection")
	})
	back.close()
	if told := back.notices.all(); len(told) > 0 {
		t.Errorf("told again: %+v", told)
	}
}

package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// lifeline is a feed whose clock and connection the test sets. It is not started.
type lifeline struct {
	*Feed
	*device
	now      time.Time
	offline  bool
	clockOff time.Duration // as the server says
	over     []string
}

// document is a document of one service with an incident.
func document(state feed.IncidentStatus) *feed.Status {
	return &feed.Status{
		Schema: feed.Schema, Mode: feed.ModeLive, Feed: feed.Info{ID: "talk", Name: feed.Plain("Talk"), TimeZone: "Asia/Seoul"},
		Epoch: "e1", EpochStarted: noon, Seq: 1, IssuedAt: noon, ExpiresAt: noon.Add(15 * time.Minute),
		Components: []feed.Component{{ID: "chat", Name: feed.Plain("chat"), Status: up, Since: noon}},
		Incidents:  []feed.Incident{{ID: "i", Name: feed.Plain("fire"), Status: state, StartedAt: noon, ComponentIDs: []string{}, Updates: []feed.Update{}}},
		Changes:    []feed.Change{},
	}
}

func newLifeline(t *testing.T, dir string, rules *alert.Rules, now time.Time) *lifeline {
	t.Helper()
	d := &lifeline{device: newDevice(t, dir), now: now}
	p := d.params(store.Subscription{ID: "s"}, alert.Rules{})
	p.Rules = func() alert.Rules { return *rules }
	p.Now = func() time.Time { return d.now }
	p.Online = func() bool { return !d.offline }
	p.Ended = func(ids []string) { d.over = append(d.over, ids...) }
	d.Feed = New(p)
	d.take(document(feed.Identified))
	return d
}

// take has a document kept, as a client does.
func (d *lifeline) take(doc *feed.Status, changes ...feed.Change) {
	d.t.Helper()
	payload, err := json.Marshal(doc)
	if err != nil {
		d.t.Fatal(err)
	}
	sum := sha256.Sum256(payload)
	a := subscribe.Accepted{
		Status: doc, Payload: payload, SHA256: hex.EncodeToString(sum[:]), KeyID: "k",
		Changes: changes, Baseline: doc.Seq == 1, ReceivedAt: noon,
	}
	if err := d.commit(d.t.Context(), a); err != nil {
		d.t.Fatal(err)
	}
}

// after lets minutes pass with the connection in one state, a look in each.
func (d *lifeline) after(minutes int, l alert.Link) {
	d.t.Helper()
	state := subscribe.Waiting
	if l.Live {
		state = subscribe.Live
	}
	d.offline = l.Offline
	for range minutes {
		d.now = d.now.Add(time.Minute)
		d.setHealth(subscribe.Health{State: state, LastContact: l.LastContact, ClockOff: d.clockOff})
		doc, s, _, err := d.alerts.decide(d.t.Context())
		if err == nil {
			_, err = d.alerts.deliver(d.t.Context(), doc, s)
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
	dir, rules := t.TempDir(), &alert.Rules{}
	live, lost := alert.Link{Live: true}, alert.Link{LastContact: noon}
	d := newLifeline(t, dir, rules, noon)
	d.after(2, live)
	d.after(10, lost)
	d.want("too early", 0, 0)
	d.after(60, lost)
	d.want("for an hour", 1, 0)
	if n := d.notices.shown[0]; n.Key != "s/connection" || !n.Quiet || n.Silent || n.Urgent || n.Title == "" || n.Body == "" {
		t.Errorf("%+v", n)
	}
	now := d.now
	d.close()

	d = newLifeline(t, dir, rules, now)
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
}

// In a snooze it waits; if contact comes back before the end nobody hears of it.
func TestALostConnectionWaitsForTheEndOfASnooze(t *testing.T) {
	rules := &alert.Rules{SnoozeUntil: noon.Add(time.Hour)}
	lost := alert.Link{LastContact: noon}
	d := newLifeline(t, t.TempDir(), rules, noon)
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
}

func TestTheEndOfAFollowedIncidentIsPassedOn(t *testing.T) {
	d := newLifeline(t, t.TempDir(), &alert.Rules{FollowIncidents: []string{"i"}}, noon)
	d.after(1, alert.Link{Live: true})
	if d.over != nil {
		t.Errorf("%q is over while it goes on", d.over)
	}
	doc := document(feed.Resolved)
	doc.Seq, doc.Incidents[0].ResolvedAt = 2, &noon
	d.take(doc)
	d.after(1, alert.Link{Live: true})
	if !slices.Equal(d.over, []string{"i"}) {
		t.Errorf("over: %q", d.over)
	}
}

// What a digest says of the whole is judged as the board is: with a clock that
// was set back the record has not expired, and still nobody may say that
// everything works.
func TestNoDigestSaysThatAllIsWellByAWrongClock(t *testing.T) {
	for off, want := range map[time.Duration]bool{0: true, 24 * time.Hour: false} {
		d := newLifeline(t, t.TempDir(), &alert.Rules{SnoozeUntil: noon.Add(5 * time.Minute)}, noon)
		d.clockOff = off
		d.after(1, alert.Link{Live: true})
		doc := document(feed.Identified)
		doc.Seq = 2
		doc.Incidents = append(doc.Incidents, feed.Incident{ID: "j", Name: feed.Plain("flood"), Status: feed.Identified, Impact: feed.ImpactMajor, StartedAt: noon})
		d.take(doc, feed.Change{ID: feed.ChangeID("e1", 2, 0), At: noon, Kind: feed.ChangeIncidentOpened, IncidentID: "j", To: string(feed.Identified)})
		d.after(5, alert.Link{Live: true})
		d.want("after the snooze", 1, 0)
		if body := d.notices.shown[0].Body; strings.Contains(body, "Everything you follow is working.") != want {
			t.Errorf("the server's clock is %s ahead: %q", off, body)
		}
	}
}

// The same over real sockets: a feed that cannot be reached is told of after ten
// minutes, and the notification is taken back when it is there again, by the
// next run of the app.
func TestALostFeedComesBackOverTheNetwork(t *testing.T) {
	_, sub := play(t, "2022-10-16T08:00", "2022-10-16T09:00", 1, 0)
	d := newDevice(t, t.TempDir())
	f := d.start(d.params(sub, alert.Rules{}))
	eventually(t, "the first document", func() bool { return f.Status() != nil })
	d.close()

	var ahead atomic.Int64 // minutes by which the clock is ahead
	start := func(sub store.Subscription, online bool) (*device, *follower) {
		d := newDevice(t, d.dir)
		p := inKorean(d.params(sub, alert.Rules{}))
		p.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load()) * time.Minute) }
		p.Online = func() bool { return online }
		p.Timing = wire.DefaultTiming()
		p.Timing.WakeJump = 1000 * time.Hour // the clock jumps and the device has not slept
		return d, d.start(p)
	}
	minutes := func(f *follower, n int) {
		for range n {
			ahead.Add(1)
			f.Wake()
			eventually(t, "a look at the connection", func() bool { return len(f.alerts.woken) == 0 })
		}
	}
	dead := sub
	dead.URL = "ws://127.0.0.1:1/v1/stream" // nobody listens there

	offline, f := start(dead, false)
	<-f.Opened()
	minutes(f, 15)
	offline.close()
	if told := offline.notices.all(); len(told) > 0 {
		t.Errorf("told without a network: %+v", told)
	}

	lost, f := start(dead, true)
	<-f.Opened()
	minutes(f, 25)
	eventually(t, "the notification", func() bool { return len(lost.notices.all()) > 0 })
	lost.close()
	told := lost.notices.all()
	if len(told) != 1 || told[0].Key != "s/connection" || !strings.HasPrefix(told[0].Title, "[재현]") {
		t.Errorf("told %+v", told)
	}

	back, _ := start(sub, true)
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

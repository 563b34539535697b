package alert

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bokgu/sync/feed"
)

// start is an ordinary Sunday morning.
var start = time.Date(2022, 10, 16, 8, 0, 0, 0, time.UTC)

const (
	op, deg, part, major = feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage
	unk                  = feed.ComponentUnknown
)

// board is a feed under test: documents come from it as a publisher would make
// them, and it keeps the state between two decisions as the store does.
type board struct {
	t     *testing.T
	doc   *feed.Status
	state State
	rules Rules
	now   time.Time
	wake  time.Time
}

func newBoard(t *testing.T, rules Rules) *board {
	t.Helper()
	doc := &feed.Status{
		Schema: feed.Schema, Mode: feed.ModeLive, Feed: feed.Info{ID: "k", Language: "ko"}, Epoch: "e", Seq: 1, IssuedAt: start,
		ExpiresAt: start.Add(15 * time.Minute), EpochStarted: start,
		Components: []feed.Component{
			{ID: "talk", Name: feed.Text{"ko": "카카오톡", "en": "KakaoTalk"}},
			{ID: "text", GroupID: "talk", Name: feed.Text{"ko": "문자", "en": "text"}, Status: op, Position: 1},
			{ID: "photo", GroupID: "talk", Name: feed.Text{"ko": "사진", "en": "photos"}, Status: op, Position: 2},
			{ID: "pay", Name: feed.Text{"ko": "카카오페이", "en": "Kakao Pay"}, Status: op, Position: 3},
			{ID: "map", Name: feed.Text{"ko": "카카오맵", "en": "Kakao Map"}, Status: op, Position: 4},
		},
	}
	b := &board{t: t, doc: doc, rules: rules, now: start}
	if got := b.decide(Batch{Baseline: true}); len(got) != 0 {
		t.Fatalf("the baseline alerts: %+v", got)
	}
	return b
}

func (b *board) decide(in Batch) []Alert {
	b.t.Helper()
	raw, err := json.Marshal(b.state) // as stored
	if err != nil {
		b.t.Fatal(err)
	}
	var stored State
	if err := json.Unmarshal(raw, &stored); err != nil {
		b.t.Fatal(err)
	}
	if in.ConfirmedUntil.IsZero() {
		in.ConfirmedUntil = b.now.Add(15 * time.Minute)
	}
	state, alerts, wake := Decide(stored, b.doc, in, b.rules, b.now)
	again, alertsAgain, wakeAgain := Decide(stored, b.doc, in, b.rules, b.now)
	if d := cmp.Diff(alerts, alertsAgain) + cmp.Diff(state, again, cmp.AllowUnexported(State{})); d != "" || !wake.Equal(wakeAgain) {
		b.t.Fatalf("the same input gives another answer:\n%s", d)
	}
	b.state, b.wake = state, wake
	return alerts
}

// next publishes what edit makes of the document after a time, and decides.
func (b *board) next(after time.Duration, edit func(*feed.Status)) []Alert {
	b.t.Helper()
	return b.decide(Batch{Changes: b.publish(after, edit)})
}

func (b *board) publish(after time.Duration, edit func(*feed.Status)) []feed.Change {
	b.t.Helper()
	raw, err := json.Marshal(b.doc)
	if err != nil {
		b.t.Fatal(err)
	}
	var doc feed.Status
	if err := json.Unmarshal(raw, &doc); err != nil {
		b.t.Fatal(err)
	}
	b.now = b.now.Add(after)
	doc.Seq++
	if doc.Replay != nil {
		doc.Replay.At = b.doc.Now(b.now)
	}
	doc.IssuedAt, doc.ExpiresAt = b.now, b.now.Add(15*time.Minute)
	edit(&doc)
	changes := feed.Diff(b.doc, &doc, b.now)
	b.doc = &doc
	return changes
}

func set(id string, s feed.ComponentStatus) func(*feed.Status) {
	return func(d *feed.Status) { d.Component(id).Status, d.Component(id).Since = s, d.IssuedAt }
}

func all(edits ...func(*feed.Status)) func(*feed.Status) {
	return func(d *feed.Status) {
		for _, e := range edits {
			e(d)
		}
	}
}

func incident(id string, s feed.IncidentStatus, components ...string) func(*feed.Status) {
	return func(d *feed.Status) {
		if in := d.Incident(id); in != nil {
			in.Status = s
			return
		}
		d.Incidents = append(d.Incidents, feed.Incident{
			ID: id, Name: feed.Plain("화재"), Status: s, Impact: feed.ImpactMajor, StartedAt: d.IssuedAt, ComponentIDs: components,
		})
	}
}

// brief writes alerts in a form that a table can hold.
func brief(alerts []Alert) string {
	var out []string
	for _, a := range alerts {
		s := string(a.Kind)
		if id := a.ComponentID + a.GuidanceID + a.PromiseID; id != "" {
			s += " " + id
		}
		if a.Kind == KindWorse || a.Kind == KindBetter || a.Kind == KindRestored || a.Kind == KindPromise {
			s += fmt.Sprintf(" %s>%s", a.From, a.To)
		}
		if g := a.Digest; g != nil {
			s += fmt.Sprintf(" back=%d worse=%d missed=%d", g.Back, g.Worse, g.Missed)
			if g.Quiet {
				s += " quiet"
			}
		}
		switch {
		case a.Withdraw:
			s = "withdraw " + a.Key
		case a.Silent:
			s += " silently"
		case a.Urgent:
			s += " urgently"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func (b *board) want(alerts []Alert, want string) {
	b.t.Helper()
	if got := brief(alerts); got != want {
		b.t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestThresholds(t *testing.T) {
	for _, tt := range []struct {
		threshold Threshold
		steps     []feed.ComponentStatus
		want      []string
	}{
		{WorseOrRestored, []feed.ComponentStatus{deg, major, deg, op}, []string{
			"worse pay operational>degraded_performance",
			"worse pay degraded_performance>major_outage",
			"better pay major_outage>degraded_performance silently",
			"restored pay degraded_performance>operational",
		}},
		{AnyChange, []feed.ComponentStatus{major, deg, op}, []string{
			"worse pay operational>major_outage",
			"better pay major_outage>degraded_performance",
			"restored pay degraded_performance>operational",
		}},
		{OutagesOnly, []feed.ComponentStatus{deg, part, major, deg, op}, []string{
			"",
			"worse pay degraded_performance>partial_outage",
			"worse pay partial_outage>major_outage",
			"withdraw c/pay/",
			"",
		}},
		{Off, []feed.ComponentStatus{major, op}, []string{"", ""}},
		{"", []feed.ComponentStatus{major, op}, []string{ // the default
			"worse pay operational>major_outage",
			"restored pay major_outage>operational",
		}},
	} {
		b := newBoard(t, Rules{Follows: []string{"pay"}, Threshold: tt.threshold})
		for i, s := range tt.steps {
			b.want(b.next(time.Minute, set("pay", s)), tt.want[i])
		}
	}
}

func TestFollows(t *testing.T) {
	all := all(set("text", major), set("photo", deg), set("pay", part))
	for _, tt := range []struct {
		name    string
		follows []string
		want    string
	}{
		{"one function", []string{"photo"}, "worse photo operational>degraded_performance"},
		{"a service means its functions", []string{"talk"}, "worse photo operational>degraded_performance; worse text operational>major_outage"},
		{"nothing means every service as a whole", nil, "worse pay operational>partial_outage; worse talk operational>partial_outage"},
		{"what is fine", []string{"map"}, ""},
		{"what does not exist", []string{"nope"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBoard(t, Rules{Follows: tt.follows})
			b.want(b.next(time.Minute, all), tt.want)
		})
	}
}

// Trap 10: an unknown between two known states must not swallow the alert.
func TestUnknownBetweenTwoKnownStates(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []feed.ComponentStatus
		want  []string
	}{
		{"good, unknown, down", []feed.ComponentStatus{unk, major}, []string{"", "worse pay operational>major_outage"}},
		{"down, unknown, good", []feed.ComponentStatus{major, unk, unk, op}, []string{
			"worse pay operational>major_outage", "", "", "restored pay major_outage>operational",
		}},
		{"down, unknown, down is no news", []feed.ComponentStatus{major, unk, major}, []string{"worse pay operational>major_outage", "", ""}},
		{"good, unknown, good is no news", []feed.ComponentStatus{unk, op}, []string{"", ""}},
	} {
		for _, follows := range [][]string{{"pay"}, nil} {
			b := newBoard(t, Rules{Follows: follows})
			for i, s := range tt.steps {
				// Something else changes in between, as in life.
				b.want(b.next(time.Minute, all(set("pay", s), func(d *feed.Status) { d.Component("map").Note = feed.Plain(fmt.Sprint(i)) })), tt.want[i])
			}
		}
	}
	t.Run("in one batch", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"pay"}})
		changes := b.publish(time.Minute, set("pay", unk))
		changes = append(changes, b.publish(time.Minute, set("pay", major))...)
		b.want(b.decide(Batch{Changes: changes}), "worse pay operational>major_outage")
	})
	t.Run("never known before", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"pay", "map"}})
		b.doc.Component("pay").Status, b.doc.Component("map").Status = unk, unk
		b.state = State{}
		b.decide(Batch{Baseline: true})
		b.want(b.next(time.Minute, all(set("pay", op), set("map", major))), "worse map >major_outage")
	})
}

// Trap 11: de-duplication by text or time must not hide a second outage.
func TestSecondOutageAtTheSameTime(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"pay"}})
	same := func(s feed.ComponentStatus) []Alert {
		t.Helper()
		return b.next(0, func(d *feed.Status) { d.Component("pay").Status, d.Component("pay").Since = s, start })
	}
	ids := make(map[string]bool)
	for _, want := range []string{
		"worse pay operational>major_outage", "restored pay major_outage>operational",
		"worse pay operational>major_outage", "restored pay major_outage>operational",
	} {
		s := major
		if strings.HasPrefix(want, "restored") {
			s = op
		}
		got := same(s)
		b.want(got, want)
		for _, a := range got {
			for _, id := range a.ChangeIDs {
				if ids[id] {
					t.Errorf("change %s was told twice", id)
				}
				ids[id] = true
			}
		}
	}
	if len(ids) != 4 {
		t.Errorf("told %d changes, want 4", len(ids))
	}
}

func TestSameChangeTwiceIsToldOnce(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"pay"}})
	changes := b.publish(time.Minute, set("pay", major))
	b.want(b.decide(Batch{Changes: append(changes, changes...)}), "worse pay operational>major_outage")
	b.want(b.decide(Batch{Changes: changes}), "")
	odd := feed.Change{ID: "of-another-maker", At: b.now, Kind: feed.ChangeComponentStatus, ComponentID: "map", From: string(op), To: string(major)}
	b.doc.Component("map").Status = major
	b.rules.Follows = nil
	b.want(b.decide(Batch{Changes: []feed.Change{odd}}), "worse map operational>major_outage")
	b.want(b.decide(Batch{Changes: []feed.Change{odd}}), "")
}

func TestOneAlertPerIncidentAndFunction(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"talk"}})
	first := b.next(time.Minute, all(incident("i1", feed.Investigating, "talk"), set("text", part)))
	b.want(first, "worse text operational>partial_outage")
	worse := b.next(time.Minute, set("text", major))
	back := b.next(time.Minute, all(set("text", op), incident("i1", feed.Resolved)))
	b.want(back, "restored text major_outage>operational")
	if first[0].Key != worse[0].Key || worse[0].Key != back[0].Key {
		t.Errorf("not in place: %s, %s, %s", first[0].Key, worse[0].Key, back[0].Key)
	}
	again := b.next(time.Minute, all(incident("i2", feed.Investigating, "text"), set("text", major)))
	// The old "is back" is no longer so, and the new outage has its own.
	b.want(again, "withdraw "+first[0].Key+"; worse text operational>major_outage")
	if again[1].Key == first[0].Key || again[1].IncidentID != "i2" {
		t.Errorf("second incident under %s, incident %q", again[1].Key, again[1].IncidentID)
	}
	if screen, id := Target(again[1].Key); screen != ScreenService || id != "text" {
		t.Errorf("a click opens %s %s", screen, id)
	}
}

// A function that two open incidents are about is told once: the notification of
// the older one goes, or each further change would be told by both.
func TestOneNotificationOfAFunctionInTwoIncidents(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"talk"}, Threshold: AnyChange})
	first := b.next(time.Minute, all(incident("i1", feed.Investigating, "text"), set("text", part)))
	b.want(first, "worse text operational>partial_outage; incident_opened")
	b.want(b.next(time.Minute, all(incident("i2", feed.Investigating, "text"), set("text", major))),
		"withdraw "+first[0].Key+"; worse text partial_outage>major_outage; incident_opened")
	b.want(b.next(time.Minute, set("text", deg)), "better text major_outage>degraded_performance")
}

func TestIncidentWithoutComponents(t *testing.T) {
	b := newBoard(t, Rules{})
	b.want(b.next(time.Minute, incident("i1", feed.Investigating)), "incident_opened")
	b.want(b.next(time.Minute, incident("i1", feed.Identified)), "")
	b.want(b.next(time.Minute, incident("i1", feed.Resolved)), "incident_status")
	b.rules.FollowIncidents = []string{"i2"}
	b.next(time.Minute, incident("i2", feed.Investigating, "map"))
	b.want(b.next(time.Minute, incident("i2", feed.Identified)), "incident_status")
	b.want(b.next(time.Minute, func(d *feed.Status) { d.Incidents = d.Incidents[:1] }), "incident_unlisted")
}

func TestFlipInOneBatch(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"pay"}})
	changes := b.publish(time.Minute, set("pay", major))
	changes = append(changes, b.publish(time.Minute, set("pay", op))...)
	got := b.decide(Batch{Changes: changes})
	b.want(got, "restored pay major_outage>operational")
	if len(got) == 1 && len(got[0].ChangeIDs) != 2 {
		t.Errorf("tells %v", got[0].ChangeIDs)
	}
}

func TestDigestAfterAbsence(t *testing.T) {
	busy := func(b *board) []feed.Change {
		changes := b.publish(time.Hour, all(set("pay", major), set("map", major)))
		return append(changes, b.publish(time.Hour, all(set("pay", op), set("text", deg)))...)
	}
	rules := Rules{Follows: []string{"pay", "map", "talk"}}
	const want = "digest back=1 worse=2 missed=0"
	t.Run("said so", func(t *testing.T) {
		b := newBoard(t, rules)
		got := b.decide(Batch{Changes: busy(b), Digest: true})
		b.want(got, want)
		if d := got[0].Digest; !slices.Equal(d.Trouble, []string{"map", "text"}) || d.AllGood {
			t.Errorf("digest %+v", d)
		}
		b.want(b.decide(Batch{}), "")
	})
	t.Run("a new epoch", func(t *testing.T) {
		b := newBoard(t, rules)
		changes := b.publish(time.Minute, func(d *feed.Status) { d.Epoch, d.Seq = "f", 1; set("map", major)(d) })
		b.want(b.decide(Batch{Changes: changes}), "digest back=0 worse=1 missed=0")
	})
	t.Run("old changes", func(t *testing.T) {
		b := newBoard(t, rules)
		changes := busy(b)
		b.now = b.now.Add(13 * time.Hour)
		b.want(b.decide(Batch{Changes: changes}), want)
	})
	t.Run("too many at once", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"n"}})
		edit := func(d *feed.Status) {
			d.Components = append(d.Components, feed.Component{ID: "n", Name: feed.Plain("n")})
			for i := range atOnce + 1 {
				d.Components = append(d.Components, feed.Component{ID: fmt.Sprint("n", i), GroupID: "n", Status: major, Name: feed.Plain("n")})
			}
		}
		b.want(b.next(time.Minute, edit), "digest back=0 worse=6 missed=0")
	})
	t.Run("nothing that matters", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"photo"}})
		b.want(b.decide(Batch{Changes: busy(b), Digest: true}), "")
	})
}

// A replay speaks about 2022 while the clock says another year: promises are
// judged there, snooze and quiet hours here.
func TestReplay(t *testing.T) {
	b := newBoard(t, Rules{})
	then := time.Date(2022, 10, 15, 20, 0, 0, 0, time.UTC)
	b.now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	b.doc.Mode = feed.ModeReplay
	at := func(d *feed.Status) {
		d.Replay = &feed.Replay{Scenario: "k", At: then, Speed: 60, Until: then.Add(100 * time.Hour)}
	}
	got := b.next(0, all(at, func(d *feed.Status) { d.Component("pay").Status, d.Component("pay").Since = major, then }))
	b.want(got, "worse pay operational>major_outage") // its time is years ago, yet it is fresh
	b.next(0, all(incident("i", feed.Investigating, "pay"), promise("p", then.Add(2*time.Hour))))
	if wake := b.wake.Sub(b.now).Round(time.Second); wake != 2*time.Minute {
		t.Errorf("wakes after %v, want 2m: 2 h at 60×", wake)
	}
	b.now = b.wake
	b.want(b.decide(Batch{}), "promise_silent p")
	b.rules.SnoozeUntil = b.now.Add(time.Hour)
	b.want(b.next(time.Minute, set("map", major)), "")
	b.doc.Replay.Speed = 0
	b.next(0, promise("q", then.Add(90*time.Hour)))
	if !b.wake.Equal(b.rules.SnoozeUntil) {
		t.Errorf("paused, wakes at %v, want the end of the snooze", b.wake)
	}
}

func TestRulesChange(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"pay", "map"}})
	b.want(b.next(time.Minute, all(set("pay", major), set("map", major))), "worse map operational>major_outage; worse pay operational>major_outage")
	b.rules.Follows = []string{"map"}
	b.want(b.decide(Batch{}), "withdraw c/pay/")
	b.rules.Threshold = Off
	b.want(b.decide(Batch{}), "withdraw c/map/")
	b.rules = Rules{Follows: []string{"pay", "map"}}
	b.want(b.decide(Batch{}), "") // what was decided while off is decided
}

func TestZeroStateIsABaseline(t *testing.T) {
	b := newBoard(t, Rules{})
	b.publish(time.Minute, all(set("pay", major), warning("old")))
	b.state = State{}
	b.want(b.decide(Batch{}), "")
	b.want(b.decide(Batch{}), "")
}

// The first document came, and before anything was decided about it the next one:
// what that brought is news, and nothing else is.
func TestWhatCameAfterTheFirstDocumentIsTold(t *testing.T) {
	b := newBoard(t, Rules{})
	b.publish(time.Minute, all(set("map", major), warning("old")))
	changes := b.publish(time.Minute, all(set("pay", major), warning("new")))
	b.state = State{}
	b.want(b.decide(Batch{Changes: changes}), "guidance new urgently; worse pay operational>major_outage")
	b.want(b.decide(Batch{Changes: changes}), "")
}

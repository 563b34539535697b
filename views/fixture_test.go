package views

import (
	"testing"
	"time"

	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// kst is the zone of the recorded outage, without a time zone database.
var kst = time.FixedZone("KST", 9*60*60)

// morning is the moment of the mock-ups: the day after, 08:00.
var morning = time.Date(2022, 10, 16, 8, 0, 0, 0, kst)

// snapshotOf shows a document at a moment, confirmed and live, followed by nobody.
func snapshotOf(lang string, doc *feed.Status, now time.Time) *Snapshot {
	s := &Snapshot{
		Loc: i18n.New(lang).In(kst), Settings: settings.Defaults(), Real: now, Now: now,
		Feed: Feed{ID: "f", Name: "f"}, Status: doc, Connection: ConnLive,
		Contact: now, ExpiresAt: now.Add(15 * time.Minute), Follows: map[string]bool{},
	}
	s.Feeds = []Feed{s.Feed}
	if doc != nil {
		s.Services, s.History = doc.Services(), doc.Changes
	}
	return s
}

// kakao is the recorded outage at a moment, with all changes up to it.
func kakao(t *testing.T, lang string, at time.Time) *Snapshot {
	t.Helper()
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	var previous *feed.Status
	var history []feed.Change
	for i, moment := range sc.Times() {
		if moment.After(at) {
			break
		}
		d := sc.At(moment)
		d.Epoch, d.Seq = "e", uint64(i+1)
		if previous != nil {
			history = append(history, feed.Diff(previous, &d, moment)...)
		}
		previous = &d
	}
	doc := sc.At(at)
	doc.IssuedAt = at
	s := snapshotOf(lang, &doc, at)
	s.History = history
	return s
}

// made is a live document of services with functions: "name" or "name > function", each with a state and since when.
type made struct {
	service, function string
	status            feed.ComponentStatus
	since             time.Time
}

func document(list ...made) *feed.Status {
	doc := &feed.Status{Mode: feed.ModeLive, Feed: feed.Info{ID: "t", Language: "ko"}}
	have := make(map[string]bool)
	for i, m := range list {
		if !have[m.service] {
			have[m.service] = true
			c := feed.Component{ID: m.service, Name: feed.Plain(m.service), Status: m.status, Since: m.since, Position: i}
			doc.Components = append(doc.Components, c)
		}
		if m.function != "" {
			doc.Components = append(doc.Components, feed.Component{
				ID: m.service + "." + m.function, GroupID: m.service, Name: feed.Plain(m.function),
				Status: m.status, Since: m.since, Position: i,
			})
		}
	}
	return doc
}

// calls records what a screen asks for.
type calls struct {
	sought  []time.Time
	drills  []string
	routes  []Route
	follows []string
	opened  []feed.Action
	closed  []string
	speeds  []float64
	paused  []bool
	other   []string
}

func (c *calls) actions() *Actions {
	note := func(s string) func() { return func() { c.other = append(c.other, s) } }
	return &Actions{
		Navigate: func(r Route) { c.routes = append(c.routes, r) },
		Back:     note("back"), Retry: note("retry"), SkipToNext: note("next"), SkipBack: note("previous"), EndReplay: note("end"),
		Seek:       func(at time.Time) { c.sought = append(c.sought, at) },
		StartDrill: func(name string) { c.drills = append(c.drills, name) },
		Follow: func(_, id string, on bool) {
			sign := "-"
			if on {
				sign = "+"
			}
			c.follows = append(c.follows, sign+id)
		},
		Open:        func(a feed.Action) { c.opened = append(c.opened, a) },
		CloseNotice: func(id string) { c.closed = append(c.closed, id) },
		SetSpeed:    func(v float64) { c.speeds = append(c.speeds, v) },
		Pause:       func(v bool) { c.paused = append(c.paused, v) },
	}
}

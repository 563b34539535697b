package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	fynetest "fyne.io/fyne/v2/test"

	"bokgu/app/alert"
	"bokgu/app/statusitem"
	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views"
)

func traySnapshot(states ...feed.ComponentStatus) *views.Snapshot {
	doc := document(feed.Operational, 1)
	doc.Components = nil
	for i, st := range states {
		id := string(rune('a' + i))
		doc.Components = append(doc.Components, feed.Component{ID: id, Name: feed.Plain("서비스_" + id), Status: st, Position: i})
	}
	return &views.Snapshot{Loc: i18n.New("ko"), Status: doc, Services: doc.Services(), Follows: map[string]bool{}}
}

func TestTrayState(t *testing.T) {
	const ok, slow, part, down, maint, unk = feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown
	for _, tc := range []struct {
		states  []feed.ComponentStatus
		follows string
		want    assets.TrayState
	}{
		{[]feed.ComponentStatus{ok, ok}, "", assets.TrayOperational},
		{[]feed.ComponentStatus{ok, maint}, "", assets.TrayTrouble},
		{[]feed.ComponentStatus{ok, slow}, "", assets.TrayTrouble},
		{[]feed.ComponentStatus{ok, part}, "", assets.TrayTrouble},
		{[]feed.ComponentStatus{slow, down}, "", assets.TrayOutage},
		{[]feed.ComponentStatus{ok, unk}, "", assets.TrayStale}, // never green in doubt
		{[]feed.ComponentStatus{unk, down}, "", assets.TrayOutage},
		{[]feed.ComponentStatus{ok, down}, "a", assets.TrayOperational}, // only what is followed
		{[]feed.ComponentStatus{ok, unk, slow}, "ab", assets.TrayStale},
		{[]feed.ComponentStatus{ok, unk, slow}, "abc", assets.TrayTrouble},
	} {
		s := traySnapshot(tc.states...)
		for _, id := range tc.follows {
			s.Follows[string(id)] = true
		}
		if got := trayOf(s); got != tc.want {
			t.Errorf("%v following %q: %s, want %s", tc.states, tc.follows, got, tc.want)
		}
		s.Stale = true
		if got := trayOf(s); got != assets.TrayStale {
			t.Errorf("%v, stale: %s", tc.states, got)
		}
	}
	if got := trayOf(&views.Snapshot{Loc: i18n.New("ko")}); got != assets.TrayStale {
		t.Errorf("without a document: %s", got)
	}
}

func TestTrayWords(t *testing.T) {
	s := traySnapshot(feed.MajorOutage, feed.Operational)
	lines := trayLinesOf(s)
	if len(lines.services) != 2 || !strings.Contains(lines.services[0].text, "서비스__a") || !strings.Contains(lines.services[0].text, "장애") {
		t.Errorf("%q", lines.services)
	}
	s.Follows["b"] = true
	if lines = trayLinesOf(s); len(lines.services) != 1 || !strings.Contains(lines.services[0].text, "서비스__b") {
		t.Errorf("%q", lines.services)
	}
	s.Replay = &views.Replay{}
	if lines = trayLinesOf(s); !strings.HasPrefix(lines.tooltip, "[재현]") {
		t.Errorf("a replay's tooltip is %q", lines.tooltip)
	}
	s.Loc = i18n.New("en")
	s.Stale = true
	if lines = trayLinesOf(s); !strings.HasPrefix(lines.tooltip, "[REPLAY]") || !strings.Contains(lines.services[0].text, "unconfirmed") {
		t.Errorf("%q %q", lines.tooltip, lines.services)
	}
}

func TestTraySaysSinceWhenNothingIsConfirmed(t *testing.T) {
	s := traySnapshot(feed.Operational)
	s.Loc = s.Loc.In(time.UTC)
	s.Real, s.Contact, s.Stale = noon, noon.Add(-3*time.Hour-27*time.Minute), true
	if got := trayLinesOf(s).tooltip; !strings.Contains(got, "08:33 뒤로 확인되지 않았어요") {
		t.Errorf("%q", got)
	}
	s.Loc = i18n.New("en").In(time.UTC)
	if got := trayLinesOf(s).tooltip; !strings.Contains(got, "not confirmed since 08:33") {
		t.Errorf("%q", got)
	}
	s.Stale = false
	if got := trayLinesOf(s).tooltip; strings.Contains(got, "08:33") {
		t.Errorf("fresh: %q", got)
	}
}

func TestTrayNamesTheNextPromise(t *testing.T) {
	at := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
	promise := func(text string, due time.Time, st feed.PromiseState) feed.Promise {
		return feed.Promise{ID: text, Text: feed.Plain(text), DueAt: due, State: st}
	}
	for _, tc := range []struct {
		name     string
		status   feed.IncidentStatus
		promises []feed.Promise
		ko, en   string
	}{
		{"none", feed.Identified, nil, "", ""},
		{"the next of several", feed.Identified, []feed.Promise{
			promise("나중", at(5), feed.PromiseOpen), promise("메일_복구", at(3), feed.PromiseOpen), promise("지킴", at(2), feed.PromiseKept), promise("지남", at(-1), feed.PromiseOpen),
		}, "약속: 오늘 15:00 메일__복구", "Promised: today 15:00 메일__복구"},
		{"tomorrow", feed.Identified, []feed.Promise{promise("메일", at(21), feed.PromiseOpen)}, "약속: 내일 09:00 메일", "Promised: tomorrow 09:00 메일"},
		{"only missed", feed.Identified, []feed.Promise{promise("메일", at(3), feed.PromiseMissed)}, "", ""},
		{"over", feed.Resolved, []feed.Promise{promise("메일", at(3), feed.PromiseOpen)}, "", ""},
	} {
		for lang, want := range map[string]string{"ko": tc.ko, "en": tc.en} {
			s := traySnapshot(feed.MajorOutage)
			s.Loc, s.Now, s.Real = i18n.New(lang).In(time.UTC), noon, noon
			s.Status.Incidents = []feed.Incident{{ID: "i", Status: tc.status, Promises: tc.promises}}
			if got := trayLinesOf(s).promise.text; got != want {
				t.Errorf("%s: %q, want %q", tc.name, got, want)
			}
		}
	}
}

// panel is a tray that remembers what it was given.
type panel struct{ looks []statusitem.Look }

func (p *panel) Set(l statusitem.Look) { p.looks = append(p.looks, l) }

// line is the one with a key; the zero line if there is none.
func (p *panel) line(key string) statusitem.Line {
	for _, l := range p.looks[len(p.looks)-1].Menu {
		if l.Key == key {
			return l
		}
	}
	return statusitem.Line{}
}

func TestTraySnooze(t *testing.T) {
	fynetest.NewTempApp(t)
	p := &panel{}
	var asked []alert.Snooze
	tr := &tray{host: p, snooze: func(s alert.Snooze) { asked = append(asked, s) }}
	s := traySnapshot(feed.Operational)
	s.Real = time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	tr.update(s)
	if p.line("snooze").Text != "알림 쉬기" || p.line("snooze/off").Key != "" || !p.line("snooze/hour").Radio || p.line("snooze/hour").Checked {
		t.Errorf("%+v", p.looks[0].Menu)
	}
	s.Snooze, s.SnoozeUntil = alert.SnoozeEight, s.Real.Add(8*time.Hour)
	tr.update(s)
	if p.line("snooze").Text != "알림 쉬는 중, 20:00까지" || p.line("snooze/hour").Checked || !p.line("snooze/"+string(alert.SnoozeEight)).Checked ||
		p.line("snooze/off").Text != "다시 알림 받기" || p.line("snooze/off").Radio {
		t.Errorf("%+v", p.looks[1].Menu)
	}
	for _, z := range alert.Snoozes {
		p.line("snooze/" + string(z)).Chosen()
	}
	if !slices.Equal(asked, alert.Snoozes) {
		t.Errorf("asked for %q", asked)
	}
}

// What the clock alone does to a snapshot leaves the tray as it is, and a change changes the lines that it is about.
func TestTrayChangesOnlyWhatDiffers(t *testing.T) {
	p := &panel{}
	tr := &tray{host: p}
	s := traySnapshot(feed.Operational, feed.MajorOutage, feed.PartialOutage)
	s.Real, s.Now = noon, noon
	tr.update(s)
	s.Real, s.Now = noon.Add(time.Minute), noon.Add(time.Minute)
	tr.update(s)
	if a, b := p.looks[0], p.looks[1]; a.IconName != b.IconName || a.ToolTip != b.ToolTip || !statusitem.SameMenu(a.Menu, b.Menu) {
		t.Errorf("%+v\n%+v", a, b)
	}
	next := traySnapshot(feed.Operational, feed.MajorOutage, feed.Operational)
	next.Real, next.Now = s.Real, s.Now
	tr.update(next)
	a, b := p.looks[1], p.looks[2]
	if a.IconName != b.IconName || a.ToolTip != b.ToolTip || len(a.Menu) != len(b.Menu) {
		t.Fatalf("%+v\n%+v", a, b)
	}
	for i := range a.Menu {
		if differs := a.Menu[i].Text != b.Menu[i].Text; differs != (b.Menu[i].Key == "service//c") || a.Menu[i].Key != b.Menu[i].Key {
			t.Errorf("%+v became %+v", a.Menu[i], b.Menu[i])
		}
	}
}

// More services than the menu has room for: the worst are in it, and how many are not is said.
func TestTrayIsBounded(t *testing.T) {
	states := make([]feed.ComponentStatus, maxTrayLines+5)
	for i := range states {
		states[i] = feed.Operational
	}
	states[len(states)-1], states[len(states)-2] = feed.DegradedPerformance, feed.MajorOutage
	s := traySnapshot(states...)
	w := trayLinesOf(s)
	if len(w.services) != maxTrayLines || w.more != "…외 5개" {
		t.Fatalf("%d lines, %q", len(w.services), w.more)
	}
	last := string(rune('a' + len(states) - 1))
	if w.services[0].route.ID != string(rune('a'+len(states)-2)) || w.services[1].route.ID != last || w.services[2].route.ID != "a" {
		t.Errorf("%+v", w.services)
	}
	s.Loc = i18n.New("en")
	if got := trayLinesOf(s).more; got != "…and 5 more" {
		t.Errorf("%q", got)
	}
	for _, st := range []string{"a", "b"} {
		s.Follows[st] = true
	}
	if w = trayLinesOf(s); len(w.services) != 2 || w.more != "" {
		t.Errorf("%+v %q", w.services, w.more)
	}
}

// The tray is over all feeds: the worst that somebody vouches for, green only if
// all of it is confirmed, and of what is followed if anything is.
func TestTrayOverSeveralFeeds(t *testing.T) {
	good, bad := func() *views.Snapshot { return traySnapshot(feed.Operational) }, func() *views.Snapshot { return traySnapshot(feed.MajorOutage) }
	stale := good()
	stale.Stale = true
	followed := good()
	followed.Follows["a"] = true
	for name, c := range map[string]struct {
		shown  *views.Snapshot
		others []*views.Snapshot
		want   assets.TrayState
	}{
		"all well":                          {good(), []*views.Snapshot{good()}, assets.TrayOperational},
		"trouble in the one not shown":      {good(), []*views.Snapshot{bad()}, assets.TrayOutage},
		"one is not confirmed":              {good(), []*views.Snapshot{stale}, assets.TrayStale},
		"trouble beside what is not":        {stale, []*views.Snapshot{bad()}, assets.TrayOutage},
		"trouble where nothing is followed": {bad(), []*views.Snapshot{followed}, assets.TrayOperational},
		"one that has not come yet":         {good(), []*views.Snapshot{{Loc: i18n.New("ko")}}, assets.TrayStale},
	} {
		c.shown.Others = c.others
		if got := trayOf(c.shown); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	s := good()
	s.Feed.ID, s.Others = "one", []*views.Snapshot{bad()}
	s.Others[0].Feed.ID = "two"
	lines := trayLinesOf(s)
	if len(lines.services) != 2 || lines.services[0].route.Feed != "one" || lines.services[1].route.Feed != "two" {
		t.Errorf("%+v", lines.services)
	}
}

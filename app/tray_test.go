package app

import (
	"strings"
	"testing"

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
	if len(lines.services) != 2 || !strings.Contains(lines.services[0], "서비스__a") || !strings.Contains(lines.services[0], "장애") {
		t.Errorf("%q", lines.services)
	}
	s.Follows["b"] = true
	if lines = trayLinesOf(s); len(lines.services) != 1 || !strings.Contains(lines.services[0], "서비스__b") {
		t.Errorf("%q", lines.services)
	}
	s.Replay = &views.Replay{}
	if lines = trayLinesOf(s); !strings.HasPrefix(lines.tooltip, "[재현]") {
		t.Errorf("a replay's tooltip is %q", lines.tooltip)
	}
	s.Loc = i18n.New("en")
	s.Stale = true
	if lines = trayLinesOf(s); !strings.HasPrefix(lines.tooltip, "[REPLAY]") || !strings.Contains(lines.services[0], "unconfirmed") {
		t.Errorf("%q %q", lines.tooltip, lines.services)
	}
}

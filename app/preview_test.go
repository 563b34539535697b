package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/views"
)

// newsAbout counts by another way than the alerts do how often somebody hears of
// one function: it looks at the record minute by minute and at nothing but the
// function's state, the warnings that hold, and the promises that pass.
func newsAbout(t *testing.T, function string, worseOrRestored bool) int {
	t.Helper()
	sc, err := scenario.Load(previewScenario)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	first := sc.At(sc.Start)
	service := first.Component(function).GroupID
	about := func(ids []string) bool {
		return len(ids) == 0 || slices.Contains(ids, function) || slices.Contains(ids, service)
	}
	state := first.StatusOf(function)
	warned, passed := map[string]bool{}, map[string]bool{}
	for at := sc.Start; at.Before(previewUntil); at = at.Add(time.Minute) {
		doc := sc.At(at)
		if now := doc.StatusOf(function); now.Severity() >= 0 && now != state {
			worse := now.Severity() > state.Severity()
			switch {
			case worse && (worseOrRestored || now.Severity() >= feed.PartialOutage.Severity()):
				n++
			case worseOrRestored && now == feed.Operational:
				n++
			}
			state = now
		}
		for i := range doc.Guidance {
			g := &doc.Guidance[i]
			if g.Kind == feed.GuidanceDoNot && about(g.ComponentIDs) && g.Validity(&doc, at) == feed.Valid && !warned[g.ID] {
				warned[g.ID] = true
				n++
			}
		}
		for _, in := range doc.Incidents {
			for _, p := range in.Promises {
				over := p.State == feed.PromiseMissed || p.State == feed.PromiseOpen && !p.DueAt.After(at)
				if worseOrRestored && over && about(in.ComponentIDs) && !passed[p.ID] {
					passed[p.ID] = true
					n++
				}
			}
		}
	}
	return n
}

func TestPreviewCountsWhatTheRecordHolds(t *testing.T) {
	for _, tc := range []struct {
		function string
		want     map[alert.Threshold]int // counted by hand in the record
	}{
		{"talk.text", map[alert.Threshold]int{alert.WorseOrRestored: 7, alert.OutagesOnly: 4}},
		{"talk.media", nil},
		{"map.search", nil},
		{"pay.payment", nil},
		{"bank.transfer", nil},
		{"daum.mail", nil},
	} {
		for _, threshold := range []alert.Threshold{alert.WorseOrRestored, alert.OutagesOnly} {
			p, err := previewOf(t.Context(), alert.Rules{Threshold: threshold, Follows: []string{tc.function, "of.another.feed"}})
			want := newsAbout(t, tc.function, threshold == alert.WorseOrRestored)
			if err != nil || !p.Ready || p.All || p.Times != want {
				t.Errorf("%s, %s: %+v, %v; want %d times", tc.function, threshold, p, err, want)
			}
			if hand, ok := tc.want[threshold]; ok && hand != want {
				t.Errorf("%s, %s: the record has %d, by hand %d were counted", tc.function, threshold, want, hand)
			}
		}
	}
}

func TestPreviewOfOtherRules(t *testing.T) {
	week := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	for _, tc := range []struct {
		name  string
		rules alert.Rules
		want  views.Preview
	}{
		{"off", alert.Rules{Threshold: alert.Off}, views.Preview{Ready: true, All: true}},
		{"always quiet", alert.Rules{Follows: []string{"talk.text"}, Quiet: []alert.QuietWindow{{Weekdays: week}}}, views.Preview{Ready: true}},
		// The two missed promises come as one summary each in the morning.
		{"quiet at night", alert.Rules{Follows: []string{"talk.text"}, Quiet: []alert.QuietWindow{{Weekdays: week, To: 7 * 60}}}, views.Preview{Ready: true, Times: 7}},
		// 15:30, when all of it began, is told at 16:00 in one.
		{"quiet as it begins", alert.Rules{Follows: []string{"talk.text"}, Quiet: []alert.QuietWindow{{Weekdays: week, From: 15 * 60, To: 16 * 60}}}, views.Preview{Ready: true, Times: 5}},
	} {
		got, err := previewOf(t.Context(), tc.rules)
		if err != nil || got != tc.want {
			t.Errorf("%s: %+v, %v; want %+v", tc.name, got, err, tc.want)
		}
	}
	all, err := previewOf(t.Context(), alert.Rules{})
	other, err2 := previewOf(t.Context(), alert.Rules{Follows: []string{"of.another.feed"}})
	if err != nil || err2 != nil || all != other || !all.All || all.Times == 0 {
		t.Errorf("%+v, %v; %+v, %v", all, err, other, err2)
	}
}

// shownPreviews remembers what a previewer has said.
type shownPreviews struct {
	mu  sync.Mutex
	all []views.Preview
}

func (s *shownPreviews) show(p views.Preview) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, p)
}

func (s *shownPreviews) last() (views.Preview, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[len(s.all)-1], len(s.all)
}

func TestThePreviewIsThatOfTheLastRules(t *testing.T) {
	var s shownPreviews
	p := &previewer{ctx: t.Context(), show: s.show, log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	text := alert.Rules{Follows: []string{"talk.text"}}
	for range 20 { // a person who cannot make up their mind
		p.want(alert.Rules{Threshold: alert.AnyChange})
		p.want(alert.Rules{Threshold: alert.OutagesOnly})
		p.want(text)
	}
	eventually(t, "the count", func() bool { last, _ := s.last(); return last.Ready })
	if last, _ := s.last(); last.Times != 7 {
		t.Errorf("%+v", last)
	}
	_, before := s.last()
	snoozed := text
	snoozed.SnoozeUntil, snoozed.FollowIncidents = noon, []string{"i"}
	p.want(snoozed) // of today: nothing to count
	if _, n := s.last(); n != before {
		t.Error("counted again for a snooze")
	}
	p.want(alert.Rules{Threshold: alert.Off})
	p.want(text) // known: there at once
	if last, _ := s.last(); last.Times != 7 {
		t.Errorf("not remembered: %+v", last)
	}
}

func TestThePreviewEndsWithTheApp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if p, err := previewOf(ctx, alert.Rules{}); !errors.Is(err, context.Canceled) || p.Ready {
		t.Errorf("%+v, %v", p, err)
	}
}

package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/store"
	"bokgu/views"
)

// newApp is an App without a window: its model, its user's file and its worker.
func newApp(t *testing.T, dir string) *App {
	t.Helper()
	file, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	a := &App{user: file, log: log, commands: make(chan func(context.Context), 64), system: thisSystem}
	a.ctx, a.cancel = context.WithCancel(t.Context())
	a.model = &Model{dispatch: func(f func()) { f() }, show: func(*views.Snapshot) {}, now: time.Now, log: log}
	a.model.st.prefs, a.model.st.loc = settings.Defaults(), i18n.New("ko")
	a.settings, err = settings.Open(settings.Params{
		Load: func() (json.RawMessage, error) { return nil, nil },
		Save: func(json.RawMessage) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	a.openChoices()
	a.worker.Go(func() {
		for {
			select {
			case <-a.ctx.Done():
				return
			case f := <-a.commands:
				f(a.ctx)
			}
		}
	})
	t.Cleanup(func() {
		a.cancel()
		a.worker.Wait()
	})
	return a
}

func (a *App) snapshotNow() *views.Snapshot {
	a.model.mu.Lock()
	defer a.model.mu.Unlock()
	return a.model.snapshot()
}

// What the person chooses is in force and shown at once, wakes the alerts, and is
// there after the next start.
func TestRulesAreKept(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, dir)
	a.model.add("s", set([]string{"talk"}), nil)
	a.model.choose("s")
	night := alert.QuietWindow{Weekdays: []time.Weekday{time.Monday}, From: 1380, To: 420, BreakThrough: true}
	for name, do := range map[string]func(){
		"quiet hours": func() {
			a.changeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow { return append(q, night) })
		},
		"snooze":   func() { a.snooze(alert.SnoozeHour) },
		"incident": func() { a.followIncident("i", true) },
	} {
		before := string(a.user.Get().Rules)
		do()
		eventually(t, name, func() bool { return string(a.user.Get().Rules) != before })
	}
	r := a.rules(a.model.shown())
	if left := time.Until(r.SnoozeUntil); left < 59*time.Minute || left > time.Hour {
		t.Errorf("snoozed for %v", left)
	}
	want := alert.Rules{
		Follows: []string{"talk"}, Threshold: alert.WorseOrRestored, Quiet: []alert.QuietWindow{night},
		SnoozeUntil: r.SnoozeUntil, FollowIncidents: []string{"i"},
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("rules %+v", r)
	}
	s := a.snapshotNow()
	if s.Snooze != alert.SnoozeHour || !s.SnoozeUntil.Equal(r.SnoozeUntil) || !s.FollowedIncidents["i"] || len(s.Quiet) != 1 {
		t.Errorf("shown: %q until %v, %v, %v", s.Snooze, s.SnoozeUntil, s.FollowedIncidents, s.Quiet)
	}
	a.model.now = func() time.Time { return r.SnoozeUntil }
	if s = a.snapshotNow(); s.Snooze.On() {
		t.Error("a snooze is shown that is over")
	}
	a.model.open("another")
	if s = a.snapshotNow(); len(s.FollowedIncidents) != 0 || len(a.rules(a.model.shown()).FollowIncidents) != 0 || len(s.Quiet) != 1 {
		t.Error("an incident of one feed is followed in another")
	}

	b := newApp(t, dir)
	b.model.add("s", set([]string{"talk"}), nil)
	b.model.choose("s")
	again := b.rules(b.model.shown())
	if !again.SnoozeUntil.Equal(r.SnoozeUntil) {
		t.Errorf("after a start the snooze ends at %v", again.SnoozeUntil)
	}
	again.SnoozeUntil = r.SnoozeUntil
	if !reflect.DeepEqual(again, want) {
		t.Errorf("after a start: %+v", again)
	}
	b.snooze(alert.SnoozeOff)
	if !b.rules(b.model.shown()).SnoozeUntil.IsZero() {
		t.Error("the snooze does not end")
	}
}

func TestTheSwitchTurnsAllOff(t *testing.T) {
	a := newApp(t, t.TempDir())
	if err := a.settings.Update(func(v *settings.Values) { v.AlertsEnabled = false }); err != nil {
		t.Fatal(err)
	}
	if r := a.rules(a.model.shown()); r.Threshold != alert.Off {
		t.Errorf("%+v", r)
	}
}

// An edit gets a copy: what is shown meanwhile does not change under the screen.
func TestEditingQuietHoursLeavesSnapshotsAlone(t *testing.T) {
	a := newApp(t, t.TempDir())
	add := func(q []alert.QuietWindow) []alert.QuietWindow {
		return append(q, alert.QuietWindow{Weekdays: []time.Weekday{1}, From: 60})
	}
	a.changeQuiet(add)
	before := a.snapshotNow()
	a.changeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow {
		q[0].From, q[0].Weekdays[0] = 120, 2
		return add(q)
	})
	if w := before.Quiet; len(w) != 1 || w[0].From != 60 || w[0].Weekdays[0] != 1 {
		t.Errorf("the earlier snapshot shows %+v", w)
	}
	if w := a.rules(a.model.shown()).Quiet; len(w) != 2 || w[0].From != 120 || w[0].Weekdays[0] != 2 {
		t.Errorf("the rules are %+v", w)
	}
}

func TestIncidentsOfAReplayGoWithIt(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, dir)
	a.model.setPlayer(nil)
	a.model.open(replaySub)
	a.followIncident("fire", true)
	if !slices.Equal(a.rules(a.model.shown()).FollowIncidents, []string{"fire"}) {
		t.Error("not followed in the replay")
	}
	a.snooze(alert.SnoozeHour) // the next thing that is written
	eventually(t, "the file", func() bool {
		c, err := alert.ParseChoices(a.user.Get().Rules)
		return err == nil && c.Snooze.On()
	})
	if c, err := alert.ParseChoices(a.user.Get().Rules); err != nil || len(c.FollowIncidents) != 0 || !c.Snooze.On() {
		t.Errorf("in the file: %+v, %v", c, err)
	}
	a.model.setPlayer(nil)
	a.model.open(replaySub)
	if len(a.rules(a.model.shown()).FollowIncidents) != 0 {
		t.Error("followed in the next replay")
	}
}

func TestRulesThatCannotBeReadCostOnlyThemselves(t *testing.T) {
	dir := t.TempDir()
	file, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	raw := json.RawMessage(`{"quiet":[{"weekdays":[9],"from":0,"to":1},{"weekdays":[1],"from":0,"to":60}]}`)
	if err := file.Update(func(u *store.User) { u.Rules = raw }); err != nil {
		t.Fatal(err)
	}
	if q := newApp(t, dir).rules("").Quiet; len(q) != 1 || q[0].To != 60 {
		t.Errorf("%+v", q)
	}
}

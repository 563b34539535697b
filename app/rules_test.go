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
	"bokgu/sync/subscribe"
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
	a := &App{user: file, log: log, commands: make(chan func(context.Context), 64)}
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
	a.session = &session{alerts: newAlerter(alerter{})}
	<-a.session.alerts.woken
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
	a.model.switchTo("s", set([]string{"talk"}), nil, nil)
	night := alert.QuietWindow{Weekdays: []time.Weekday{time.Monday}, From: 1380, To: 420, BreakThrough: true}
	for name, do := range map[string]func(){
		"quiet hours": func() {
			a.changeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow { return append(q, night) })
		},
		"snooze":   func() { a.snooze(alert.SnoozeHour) },
		"incident": func() { a.followIncident("i", true) },
	} {
		do()
		select {
		case <-a.session.alerts.woken:
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: the alerts are not woken", name)
		}
	}
	r := a.rules()
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
	a.model.switchTo("another", nil, nil, nil)
	if s = a.snapshotNow(); len(s.FollowedIncidents) != 0 || len(a.rules().FollowIncidents) != 0 || len(s.Quiet) != 1 {
		t.Error("an incident of one feed is followed in another")
	}

	b := newApp(t, dir)
	b.model.switchTo("s", set([]string{"talk"}), nil, nil)
	again := b.rules()
	if !again.SnoozeUntil.Equal(r.SnoozeUntil) {
		t.Errorf("after a start the snooze ends at %v", again.SnoozeUntil)
	}
	again.SnoozeUntil = r.SnoozeUntil
	if !reflect.DeepEqual(again, want) {
		t.Errorf("after a start: %+v", again)
	}
	b.snooze(alert.SnoozeOff)
	if !b.rules().SnoozeUntil.IsZero() {
		t.Error("the snooze does not end")
	}
}

func TestTheSwitchTurnsAllOff(t *testing.T) {
	a := newApp(t, t.TempDir())
	if err := a.settings.Update(func(v *settings.Values) { v.AlertsEnabled = false }); err != nil {
		t.Fatal(err)
	}
	if r := a.rules(); r.Threshold != alert.Off {
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
	if w := a.rules().Quiet; len(w) != 2 || w[0].From != 120 || w[0].Weekdays[0] != 2 {
		t.Errorf("the rules are %+v", w)
	}
}

func TestIncidentsOfAReplayGoWithIt(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, dir)
	a.model.switchTo(replaySub, nil, nil, nil)
	a.followIncident("fire", true)
	if !slices.Equal(a.rules().FollowIncidents, []string{"fire"}) {
		t.Error("not followed in the replay")
	}
	<-a.session.alerts.woken
	a.snooze(alert.SnoozeHour) // the next thing that is written
	<-a.session.alerts.woken
	if c, err := alert.ParseChoices(a.user.Get().Rules); err != nil || len(c.FollowIncidents) != 0 || !c.Snooze.On() {
		t.Errorf("in the file: %+v, %v", c, err)
	}
	a.model.switchTo(replaySub, nil, nil, nil)
	if len(a.rules().FollowIncidents) != 0 {
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
	if q := newApp(t, dir).rules().Quiet; len(q) != 1 || q[0].To != 60 {
		t.Errorf("%+v", q)
	}
}

func TestLink(t *testing.T) {
	m, _ := newModel(t)
	m.switchTo("s", nil, nil, nil)
	for _, tc := range []struct {
		health subscribe.Health
		online bool
		want   alert.Link
		turned bool
	}{
		{subscribe.Health{State: subscribe.Live, LastContact: noon}, false, alert.Link{Live: true, LastContact: noon}, true},
		{subscribe.Health{State: subscribe.Live, LastContact: noon}, true, alert.Link{Live: true, LastContact: noon}, false},
		{subscribe.Health{State: subscribe.Waiting, Reason: subscribe.Unreachable}, true, alert.Link{LastContact: noon}, true},
		{subscribe.Health{State: subscribe.Waiting, Reason: subscribe.Unreachable}, false, alert.Link{Offline: true, LastContact: noon}, false},
		{subscribe.Health{State: subscribe.Connecting}, true, alert.Link{LastContact: noon}, false},
		{subscribe.Health{State: subscribe.Stopped, Reason: subscribe.Ended}, true, alert.Link{Over: true, LastContact: noon}, false},
	} {
		if turned := m.setHealth(tc.health); turned != tc.turned {
			t.Errorf("%+v: turned %v", tc.health, turned)
		}
		if got := m.link(func() bool { return tc.online }); got != tc.want {
			t.Errorf("%+v: %+v, want %+v", tc.health, got, tc.want)
		}
	}
}

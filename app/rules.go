package app

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/store"
	"bokgu/views"
)

// rules are the alert rules of a feed as they are now. Whether and from when on
// to tell are preferences; the rest is in the user's choices.
func (a *App) rules(sub string) alert.Rules {
	v := a.settings.Get()
	r := a.model.rules(sub)
	r.Threshold = alert.Threshold(v.AlertThreshold)
	if !v.AlertsEnabled {
		r.Threshold = alert.Off
	}
	return r
}

// rules are those that the model knows, without the threshold.
func (m *Model) rules(sub string) alert.Rules {
	r := alert.Rules{Follows: m.followed(sub)}
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.st.choices
	r.Quiet, r.SnoozeUntil, r.FollowIncidents = c.Quiet, c.SnoozeUntil, c.FollowIncidents[sub]
	return r
}

// openChoices reads the user's choices. What is wrong with them is logged: it is
// left out, and the app goes on.
func (a *App) openChoices() { a.model.st.choices = a.readChoices() }

func (a *App) readChoices() alert.Choices {
	c, err := alert.ParseChoices(a.user.Get().Rules)
	if err != nil {
		a.log.Warn("alert rules", "error", err)
	}
	return c
}

// chose changes the user's choices, shows that at once, and keeps them.
func (a *App) chose(edit func(c alert.Choices, sub string) alert.Choices) {
	a.model.change(func(st *state) { st.choices = edit(st.choices, st.current) })
	go a.do(func(context.Context) {
		a.model.mu.Lock()
		c := a.model.st.choices
		a.model.mu.Unlock()
		raw, err := json.Marshal(c.Forget(replaySub)) // that goes with the replay
		if err == nil {
			err = a.user.Update(func(u *store.User) { u.Rules = raw })
		}
		a.saved(err)
		a.rulesChanged()
	})
}

// rulesChanged lets the alerts and the preview look at the rules again. Worker.
func (a *App) rulesChanged() {
	for _, f := range a.following {
		f.Wake()
	}
	a.preview.want(a.rules(a.model.shown()))
}

// snooze is silence from now on, or the end of it.
func (a *App) snooze(s alert.Snooze) {
	now := time.Now()
	a.chose(func(c alert.Choices, _ string) alert.Choices {
		c.Snooze, c.SnoozeUntil = s, s.Until(now, time.Local)
		return c
	})
}

// changeQuiet changes the quiet hours. Edit gets a copy.
func (a *App) changeQuiet(edit func([]alert.QuietWindow) []alert.QuietWindow) {
	a.chose(func(c alert.Choices, _ string) alert.Choices {
		windows := slices.Clone(c.Quiet)
		for i := range windows {
			windows[i].Weekdays = slices.Clone(windows[i].Weekdays)
		}
		c.Quiet = edit(windows)
		return c
	})
}

// followIncident keeps that everything about an incident of the shown feed is
// wanted, until its end.
func (a *App) followIncident(id string, on bool) {
	a.chose(func(c alert.Choices, sub string) alert.Choices { return c.FollowIncident(sub, id, on) })
}

// incidentsEnded forgets followed incidents that are over.
func (a *App) incidentsEnded(sub string, ids []string) {
	a.chose(func(c alert.Choices, _ string) alert.Choices {
		for _, id := range ids {
			c = c.FollowIncident(sub, id, false)
		}
		return c
	})
}

// showChoices fills in what the screens show of the rules of a feed.
func (st *state) showChoices(s *views.Snapshot, sub string) {
	c := st.choices
	s.Quiet, s.Preview = c.Quiet, st.preview
	if s.Snooze = alert.SnoozeOff; s.Real.Before(c.SnoozeUntil) {
		s.Snooze, s.SnoozeUntil = c.Snooze, c.SnoozeUntil
	}
	s.FollowedIncidents = set(c.FollowIncidents[sub])
}

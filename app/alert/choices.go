package alert

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Choices are what a person chose about alerts beside the preferences, for all
// feeds. They are stored as JSON; Rules are made of them for one feed.
type Choices struct {
	Quiet []QuietWindow `json:"quiet,omitempty"`
	// Snooze is what was chosen, SnoozeUntil when it ends, in real time.
	Snooze      Snooze    `json:"snooze,omitempty"`
	SnoozeUntil time.Time `json:"snooze_until,omitzero"`
	// FollowIncidents are the followed incidents of each feed: feed → ids.
	FollowIncidents map[string][]string `json:"follow_incidents,omitempty"`
}

// Bounds of the choices: what is beyond them was not chosen in the app.
const (
	// MaxWindows is one quiet time for every half of a day of the week.
	MaxWindows = 14
	// maxFollowed bounds the followed incidents of a feed. They end with the
	// incident, and a feed has few at a time.
	maxFollowed = 64
	dayMinutes  = 24 * 60
)

// ParseChoices reads what was stored. It leaves out what cannot be: the rest is
// good to use even so, and the error says what is missing. Nothing stored is no
// error.
func ParseChoices(raw []byte) (Choices, error) {
	var c Choices
	if len(raw) == 0 {
		return c, nil
	}
	var all struct {
		Quiet           json.RawMessage `json:"quiet"`
		Snooze          json.RawMessage `json:"snooze"`
		SnoozeUntil     json.RawMessage `json:"snooze_until"`
		FollowIncidents json.RawMessage `json:"follow_incidents"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		return c, fmt.Errorf("alert choices: %w", err)
	}
	var errs []error
	read := func(name string, raw json.RawMessage, into any) bool {
		if len(raw) == 0 {
			return false
		}
		if err := json.Unmarshal(raw, into); err != nil {
			errs = append(errs, fmt.Errorf("alert choices: %s: %w", name, err))
			return false
		}
		return true
	}
	var quiet []QuietWindow
	if read("quiet", all.Quiet, &quiet) {
		for i, w := range quiet {
			if !w.valid() || len(c.Quiet) == MaxWindows {
				errs = append(errs, fmt.Errorf("alert choices: quiet[%d]: left out", i))
				continue
			}
			c.Quiet = append(c.Quiet, w)
		}
	}
	var kind Snooze
	var until time.Time
	if read("snooze", all.Snooze, &kind) && slices.Contains(Snoozes, kind) && read("snooze_until", all.SnoozeUntil, &until) {
		c.Snooze, c.SnoozeUntil = kind, until
	}
	var incidents map[string][]string
	if read("follow_incidents", all.FollowIncidents, &incidents) {
		for sub, ids := range incidents {
			c.setIncidents(sub, ids)
		}
	}
	return c, errors.Join(errs...)
}

func (w QuietWindow) valid() bool {
	seen := make(map[time.Weekday]bool)
	for _, d := range w.Weekdays {
		if d < time.Sunday || d > time.Saturday || seen[d] {
			return false
		}
		seen[d] = true
	}
	return w.From >= 0 && w.From < dayMinutes && w.To >= 0 && w.To < dayMinutes
}

// FollowIncident returns c with everything about an incident wanted, or no more.
// C itself is not changed.
func (c Choices) FollowIncident(sub, incident string, on bool) Choices {
	ids := slices.DeleteFunc(slices.Clone(c.FollowIncidents[sub]), func(id string) bool { return id == incident })
	if on {
		ids = append(ids, incident)
	}
	c.FollowIncidents = maps.Clone(c.FollowIncidents)
	c.setIncidents(sub, ids)
	return c
}

// Forget returns c without what was chosen for one feed. C itself is not changed.
func (c Choices) Forget(sub string) Choices {
	c.FollowIncidents = maps.Clone(c.FollowIncidents)
	delete(c.FollowIncidents, sub)
	return c
}

func (c *Choices) setIncidents(sub string, ids []string) {
	ids = ids[max(0, len(ids)-maxFollowed):]
	if len(ids) == 0 {
		delete(c.FollowIncidents, sub)
		return
	}
	if c.FollowIncidents == nil {
		c.FollowIncidents = make(map[string][]string)
	}
	c.FollowIncidents[sub] = ids
}

// Ended returns which of the followed incidents have come to their end in the
// document, or are gone from it: after Decide has told of that, nobody has to
// follow them any longer.
func Ended(doc *feed.Status, followed []string) []string {
	var out []string
	for _, id := range followed {
		if in := doc.Incident(id); in == nil || in.Status.Over() {
			out = append(out, id)
		}
	}
	return out
}

// Snooze is how long nobody wants to be told anything.
type Snooze string

// The snoozes. The last one ends at 08:00 on the next day of the calendar, also
// when it begins after midnight.
const (
	SnoozeOff      Snooze = "off"
	SnoozeHour     Snooze = "hour"
	SnoozeEight    Snooze = "eight_hours"
	SnoozeTomorrow Snooze = "tomorrow"
)

// Snoozes are all of them in the order in which they are offered. Do not change
// it.
var Snoozes = []Snooze{SnoozeOff, SnoozeHour, SnoozeEight, SnoozeTomorrow}

// snoozeMorning is the hour at which SnoozeTomorrow ends.
const snoozeMorning = 8

// On reports whether it is one at all.
func (s Snooze) On() bool { return s != "" && s != SnoozeOff }

// Until returns when a snooze that begins now ends, zero for none. Zone is where
// tomorrow is.
func (s Snooze) Until(now time.Time, zone *time.Location) time.Time {
	switch s {
	case SnoozeHour:
		return now.Add(time.Hour)
	case SnoozeEight:
		return now.Add(8 * time.Hour)
	case SnoozeTomorrow:
		y, m, d := now.In(zone).Date()
		return time.Date(y, m, d+1, snoozeMorning, 0, 0, 0, zone)
	}
	return time.Time{}
}

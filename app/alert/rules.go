package alert

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Threshold says how much has to happen before a person is told.
type Threshold string

// The thresholds. WorseOrRestored is the default, for an empty or unknown one
// too.
const (
	AnyChange       Threshold = "any"
	WorseOrRestored Threshold = "worse_or_restored"
	OutagesOnly     Threshold = "outages" // partly down or down; also warnings
	Off             Threshold = "off"
)

// Rules are what the person asked for. They are not changed by anybody here.
type Rules struct {
	// Follows are component ids. A service id means all of its functions. With
	// none every service is followed, each as a whole.
	Follows   []string  `json:"follows,omitempty"`
	Threshold Threshold `json:"threshold,omitempty"`
	// Quiet are the quiet hours, SnoozeUntil the end of a snooze in real time.
	Quiet       []QuietWindow `json:"quiet,omitempty"`
	SnoozeUntil time.Time     `json:"snooze_until,omitzero"`
	// FollowIncidents are incidents of which everything is told.
	FollowIncidents []string `json:"follow_incidents,omitempty"`
	// Zone is where Quiet is read; nil means time.Local.
	Zone *time.Location `json:"-"`
}

// QuietWindow is a quiet time that comes every week. To may be smaller than
// From: then it ends on the next day. To equal to From is a whole day.
type QuietWindow struct {
	Weekdays     []time.Weekday `json:"weekdays"` // on which it begins
	From         int            `json:"from"`     // minutes after midnight, 0–1439
	To           int            `json:"to"`       // likewise
	BreakThrough bool           `json:"break_through,omitempty"`
}

// quiet returns the end of the quiet time that now lies in, zero if in none, and
// whether outages and warnings break through it. Windows that touch are one.
func (r *Rules) quiet(now time.Time) (until time.Time, breakThrough bool) {
	breakThrough = true
	if now.Before(r.SnoozeUntil) {
		until, breakThrough = r.SnoozeUntil, false
	}
	zone := r.Zone
	if zone == nil {
		zone = time.Local
	}
	first := true
	at := now
	if !until.IsZero() {
		at, first = until, false
	}
	// Every round jumps to the end of a window; 7 days of windows that touch
	// each other are quiet for ever, which is looked at again in a week.
	for range 7 * max(1, len(r.Quiet)) {
		end, through := r.windowEnd(at, zone)
		if end.IsZero() {
			break
		}
		if first {
			breakThrough, first = through, false
		}
		until, at = end, end
	}
	return until, breakThrough && !until.IsZero()
}

// windowEnd returns the latest end of the windows that hold at, and whether all
// of these let outages through.
func (r *Rules) windowEnd(at time.Time, zone *time.Location) (end time.Time, through bool) {
	through = true
	y, m, d := at.In(zone).Date()
	for _, w := range r.Quiet {
		for back := range 2 { // it may have begun yesterday
			day := time.Date(y, m, d-back, 0, 0, 0, 0, zone)
			if !slices.Contains(w.Weekdays, day.Weekday()) {
				continue
			}
			minutes := w.To
			if w.To <= w.From {
				minutes += 24 * 60
			}
			// Through time.Date, for a day may have 23 or 25 hours.
			from := time.Date(y, m, d-back, 0, w.From, 0, 0, zone)
			to := time.Date(y, m, d-back, 0, minutes, 0, 0, zone)
			if at.Before(from) || !at.Before(to) {
				continue
			}
			through = through && w.BreakThrough
			if to.After(end) {
				end = to
			}
		}
	}
	return end, through
}

// passes reports whether a change of a component to the state to is worth a
// notification.
func (t Threshold) passes(kind Kind, to feed.ComponentStatus) bool {
	switch t {
	case Off:
		return false
	case AnyChange:
		return true
	case OutagesOnly:
		return kind == KindWorse && outage(to)
	default:
		return kind == KindWorse || kind == KindRestored
	}
}

func outage(s feed.ComponentStatus) bool { return s.Severity() >= feed.PartialOutage.Severity() }

// trouble reports whether a person with this threshold still wants to see that a
// component is in the state s.
func (t Threshold) trouble(s feed.ComponentStatus) bool {
	if t == OutagesOnly {
		return outage(s)
	}
	return s.Severity() > feed.Operational.Severity()
}

// scope answers what of a document somebody follows.
type scope struct {
	doc       *feed.Status
	rules     *Rules
	services  []feed.Service
	service   map[string]string // of a function: its service
	functions map[string][]string
}

func newScope(doc *feed.Status, rules *Rules) *scope {
	s := &scope{
		doc: doc, rules: rules, services: doc.Services(),
		service: make(map[string]string), functions: make(map[string][]string),
	}
	for _, sv := range s.services {
		for _, f := range sv.Functions {
			s.service[f.ID] = sv.ID
			s.functions[sv.ID] = append(s.functions[sv.ID], f.ID)
		}
	}
	return s
}

// everything reports whether nothing was picked, so that all counts.
func (s *scope) everything() bool { return len(s.rules.Follows) == 0 }

// unit returns the id under which a component is told about: its own, or its
// service's where services are followed as a whole; "" if it is not followed.
func (s *scope) unit(component string) string {
	service, isFunction := s.service[component]
	switch {
	case s.everything() && isFunction:
		return service
	case s.everything(), slices.Contains(s.rules.Follows, component),
		isFunction && slices.Contains(s.rules.Follows, service):
		return component
	}
	return ""
}

// units returns all that is followed, in the order of the document.
func (s *scope) units() []string {
	var out []string
	for _, sv := range s.services {
		if len(sv.Functions) == 0 || s.everything() {
			if s.unit(sv.ID) != "" {
				out = append(out, sv.ID)
			}
			continue
		}
		for _, f := range sv.Functions {
			if s.unit(f.ID) != "" {
				out = append(out, f.ID)
			}
		}
	}
	return out
}

// concerns reports whether something about these components is about what is
// followed. About no component in particular means about all.
func (s *scope) concerns(components []string) bool {
	if len(components) == 0 || s.everything() {
		return true
	}
	for _, c := range components {
		if s.unit(c) != "" || slices.ContainsFunc(s.functions[c], func(f string) bool { return s.unit(f) != "" }) {
			return true
		}
		// About a whole service is about it; about one function is about those
		// who follow the service, which unit has said.
	}
	return false
}

// followsIncident reports whether everything about that incident is wanted.
func (s *scope) followsIncident(id string) bool { return slices.Contains(s.rules.FollowIncidents, id) }

package diary

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Part is something that can work or not: a function, or a service without any.
type Part struct {
	ID                string
	Service, Function string
	Status            feed.ComponentStatus // now; "" where it is not listed any more
	Since             time.Time            // of Status, zero if nobody said
}

// Outages finds the times in which the parts did not work, oldest first, out of
// what changed (in any order) and how it stands at until. What is planned
// (maintenance) begins no outage and ends none; nor does a time of which nothing
// is known, as long as something is known again later.
func Outages(parts []Part, history []feed.Change, until time.Time) []Outage {
	byPart := make(map[string][]feed.Change)
	for _, c := range history {
		switch c.Kind {
		case feed.ChangeComponentStatus, feed.ChangeComponentAdded, feed.ChangeComponentRemoved:
			if !c.At.After(until) {
				byPart[c.ComponentID] = append(byPart[c.ComponentID], c)
			}
		}
	}
	var out []Outage
	for _, p := range parts {
		changes := byPart[p.ID]
		slices.SortStableFunc(changes, func(a, b feed.Change) int { return a.At.Compare(b.At) })
		out = append(out, p.outages(changes, until)...)
	}
	// What began before anything is known comes first.
	slices.SortStableFunc(out, func(a, b Outage) int { return a.From.Compare(b.From) })
	return out
}

// down reports whether it does not work as it should.
func down(s feed.ComponentStatus) bool {
	return s == feed.DegradedPerformance || s == feed.PartialOutage || s == feed.MajorOutage
}

// stretch puts the outages of one part together.
type stretch struct {
	part Part
	open *Outage
	out  []Outage
	// lost is when it became unknown or was taken off the list while it was down.
	lost time.Time
	why  End
}

func (p Part) outages(changes []feed.Change, until time.Time) []Outage {
	s := &stretch{part: p}
	if len(changes) > 0 && changes[0].Kind == feed.ChangeComponentStatus {
		s.is(feed.ComponentStatus(changes[0].From), time.Time{})
	}
	for _, c := range changes {
		if c.Kind == feed.ChangeComponentRemoved {
			s.unknown(c.At, EndGone)
			continue
		}
		s.is(feed.ComponentStatus(c.To), c.At)
	}
	// The document knows better than a history that may have gaps.
	if p.Status != "" && down(p.Status) && s.open == nil || s.open != nil && p.Status == feed.Operational {
		since := p.Since
		if since.After(until) {
			since = until
		}
		s.is(p.Status, since)
	}
	if s.open != nil {
		s.open.To, s.open.End = until, EndOpen
		if s.why != "" {
			s.open.To, s.open.End = s.lost, s.why
		}
		s.out = append(s.out, *s.open)
	}
	return s.out
}

// is takes up a state that began at a moment.
func (s *stretch) is(status feed.ComponentStatus, at time.Time) {
	switch {
	case down(status):
		if s.open == nil {
			s.open = &Outage{Service: s.part.Service, Function: s.part.Function, From: at, Worst: status}
		}
		s.why = ""
		if status.Severity() > s.open.Worst.Severity() {
			s.open.Worst = status
		}
	case s.open == nil:
	case status == feed.Operational:
		s.open.To, s.open.End = at, EndBack
		s.out, s.open, s.why = append(s.out, *s.open), nil, ""
	case status == feed.UnderMaintenance:
		s.why = ""
	default:
		s.unknown(at, EndUnknown)
	}
}

func (s *stretch) unknown(at time.Time, why End) {
	if s.open != nil && s.why == "" {
		s.lost, s.why = at, why
	}
}

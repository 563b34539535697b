package views

import (
	"slices"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// turn is a change of state.
type turn struct {
	at       time.Time
	from, to feed.ComponentStatus
}

// statusChanges are the known changes of state up to a moment, by component, oldest first.
func statusChanges(s *Snapshot, to time.Time) map[string][]turn {
	out := make(map[string][]turn, len(s.Status.Components))
	for _, c := range s.History {
		if c.Kind == feed.ChangeComponentStatus && !c.At.After(to) {
			out[c.ComponentID] = append(out[c.ComponentID], turn{c.At, feed.ComponentStatus(c.From), feed.ComponentStatus(c.To)})
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b turn) int { return a.at.Compare(b.at) })
	}
	return out
}

// knownFrom is the moment from which the history is complete: if it reaches the incident's beginning, everything.
func knownFrom(s *Snapshot, in *feed.Incident, from time.Time) time.Time {
	first := s.Now
	for _, c := range s.History {
		if c.At.Before(first) {
			first = c.At
		}
	}
	if !first.After(in.StartedAt) {
		return from
	}
	return first
}

// stretch is a time in one state.
type stretch struct {
	from, to time.Time
	state    feed.ComponentStatus
}

// stretches puts the states of a component from its changes together. Before known nothing is sure but what the
// component itself says of its present state.
func stretches(c *feed.Component, changes []turn, from, to, known time.Time) []stretch {
	var out []stretch
	add := func(a, b time.Time, state feed.ComponentStatus) {
		if a.Before(from) {
			a = from
		}
		if !b.After(a) {
			return
		}
		if n := len(out); n > 0 && out[n-1].state == state && out[n-1].to.Equal(a) {
			out[n-1].to = b
			return
		}
		out = append(out, stretch{a, b, state})
	}
	since := c.Since
	if since.After(to) {
		since = to
	}
	if len(changes) == 0 {
		if since.IsZero() {
			since = known
		}
		add(from, since, feed.ComponentUnknown)
		add(since, to, c.Status)
		return out
	}
	begun := changes[0].at
	if known.Before(begun) {
		begun = known
	}
	add(from, begun, feed.ComponentUnknown)
	add(begun, changes[0].at, changes[0].from)
	for i, ch := range changes {
		end := to
		if i+1 < len(changes) {
			end = changes[i+1].at
		} else if ch.to != c.Status && since.After(ch.at) {
			end = since // the last change itself was not received
		}
		add(ch.at, end, ch.to)
	}
	if last := changes[len(changes)-1]; last.to != c.Status && since.After(last.at) {
		add(since, to, c.Status)
	}
	return out
}

func laneOf(s *Snapshot, c *feed.Component, changes []turn, from, to, known time.Time) []widgets.ChartSegment {
	return segmentsOf(s, stretches(c, changes, from, to, known))
}

func segmentsOf(s *Snapshot, list []stretch) []widgets.ChartSegment {
	out := make([]widgets.ChartSegment, len(list))
	for i, one := range list {
		out[i] = widgets.ChartSegment{From: one.from, To: one.to, Look: lookOf(s, one.state)}
	}
	return out
}

// serviceLane rolls the functions of a service up at every moment at which one of them changed.
func serviceLane(s *Snapshot, sv *feed.Service, changes map[string][]turn, from, to, known time.Time) []widgets.ChartSegment {
	all := make([][]stretch, 0, len(sv.Functions))
	cuts := []time.Time{from, to}
	for i := range sv.Functions {
		list := stretches(&sv.Functions[i], changes[sv.Functions[i].ID], from, to, known)
		all = append(all, list)
		for _, one := range list {
			cuts = append(cuts, one.from)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	out := make([]stretch, 0, len(cuts))
	states := make([]feed.ComponentStatus, 0, len(all))
	for i := 0; i+1 < len(cuts); i++ {
		states = states[:0]
		for j, list := range all {
			for len(list) > 0 && !list[0].to.After(cuts[i]) { // over by then: they are in their order
				list = list[1:]
			}
			if all[j] = list; len(list) > 0 && !list[0].from.After(cuts[i]) {
				states = append(states, list[0].state)
			}
		}
		state := feed.Rollup(states)
		if n := len(out); n > 0 && out[n-1].state == state {
			out[n-1].to = cuts[i+1]
			continue
		}
		out = append(out, stretch{cuts[i], cuts[i+1], state})
	}
	return segmentsOf(s, out)
}

// fullName is a function with its service: 카카오톡 문자.
func fullName(s *Snapshot, sv *feed.Service, c *feed.Component) string {
	if c.ID == sv.ID {
		return nameOf(s, sv.Name)
	}
	return s.Loc.T("alert.name.function", map[string]any{"Service": nameOf(s, sv.Name), "Function": nameOf(s, c.Name)})
}

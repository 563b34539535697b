package alert

import (
	"maps"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// path is what one component went through in a batch. Unknown is left out: it
// lies between two known states and is none itself.
type path struct {
	before feed.ComponentStatus // "" if it was never known
	worst  feed.ComponentStatus
	to     feed.ComponentStatus // "" if it is not known since
	ids    []string
	at     time.Time
}

// paths follows every component through the changes. It also returns their ids
// in the order in which they first appear.
func (d *decision) paths(changes []feed.Change) (map[string]*path, []string) {
	paths := make(map[string]*path)
	var order []string
	for _, c := range changes {
		if c.Kind != feed.ChangeComponentStatus && c.Kind != feed.ChangeComponentAdded {
			continue
		}
		p := paths[c.ComponentID]
		if p == nil {
			p = &path{before: d.state.LastKnown[c.ComponentID]}
			if from := feed.ComponentStatus(c.From); from.Severity() >= 0 {
				p.before = from
			}
			paths[c.ComponentID] = p
			order = append(order, c.ComponentID)
		}
		p.ids, p.at = append(p.ids, c.ID), c.At
		to := feed.ComponentStatus(c.To)
		if to.Severity() < 0 {
			continue
		}
		p.to = to
		if to.Severity() > p.worst.Severity() {
			p.worst = to
		}
	}
	return paths, order
}

// componentEvents returns one event for every followed service or function whose
// state moved.
func (d *decision) componentEvents(changes []feed.Change) []event {
	paths, order := d.paths(changes)
	var events []event
	done := make(map[string]bool)
	for _, id := range order {
		unit := d.scope.unit(id)
		if unit == "" || done[unit] {
			continue
		}
		done[unit] = true
		p := paths[id]
		if functions := d.scope.functions[unit]; len(functions) > 0 {
			p = d.rolledUp(functions, paths)
		}
		if e, ok := d.componentEvent(unit, p); ok {
			events = append(events, e)
		}
	}
	return events
}

// rolledUp makes the path of a service from those of its functions.
func (d *decision) rolledUp(functions []string, paths map[string]*path) *path {
	var before, worst, after []feed.ComponentStatus
	var p path
	for _, id := range functions {
		was := d.known(id)
		now, bad := was, was
		if fp := paths[id]; fp != nil {
			p.ids = append(p.ids, fp.ids...)
			if fp.at.After(p.at) {
				p.at = fp.at
			}
			was, now, bad = fp.before, fp.to, fp.worst
			if now == "" { // only unknown since
				now, bad = was, was
			}
		}
		before, worst, after = append(before, orUnknown(was)), append(worst, orUnknown(bad)), append(after, orUnknown(now))
	}
	p.before, p.worst, p.to = knownRollup(before), knownRollup(worst), knownRollup(after)
	return &p
}

// known returns the last known state of a function or of a service without any:
// the document's, or the one before it became unknown; "" if there was none.
func (d *decision) known(id string) feed.ComponentStatus {
	c := d.doc.Component(id)
	if c == nil {
		return ""
	}
	if c.Status.Severity() >= 0 {
		return c.Status
	}
	return d.state.LastKnown[id]
}

// knownUnit is known for a unit of the scope, rolled up where it is a service.
func (d *decision) knownUnit(id string) feed.ComponentStatus {
	functions := d.scope.functions[id]
	if len(functions) == 0 {
		return d.known(id)
	}
	states := make([]feed.ComponentStatus, len(functions))
	for i, f := range functions {
		states[i] = orUnknown(d.known(f))
	}
	return knownRollup(states)
}

func orUnknown(s feed.ComponentStatus) feed.ComponentStatus {
	if s == "" {
		return feed.ComponentUnknown
	}
	return s
}

// knownRollup is feed.Rollup over what is known: a function that nobody ever
// knew has no say.
func knownRollup(states []feed.ComponentStatus) feed.ComponentStatus {
	states = slices.DeleteFunc(states, func(s feed.ComponentStatus) bool { return s.Severity() < 0 })
	if len(states) == 0 {
		return ""
	}
	return feed.Rollup(states)
}

// moved says what a way from one known state to another is, "" for nothing
// worth a word. What was never known counts as good, so that a person is not
// told that something is "back" which nobody ever saw broken.
func moved(before, worst, to feed.ComponentStatus) Kind {
	was := max(before.Severity(), feed.Operational.Severity())
	switch now := to.Severity(); {
	case now < 0:
		return ""
	case now > was:
		return KindWorse
	case now == feed.Operational.Severity() && (was > now || worst.Severity() > now):
		return KindRestored
	case now < was:
		return KindBetter
	}
	return ""
}

func (d *decision) componentEvent(unit string, p *path) (event, bool) {
	kind := moved(p.before, p.worst, p.to)
	incident := d.incidentOf(unit)
	if kind == "" || !d.rules.Threshold.passes(kind, p.to) &&
		(!d.scope.followsIncident(incident) || d.rules.Threshold == Off) {
		return event{}, false
	}
	from := p.before
	if kind == KindRestored && p.worst.Severity() > max(from.Severity(), feed.Operational.Severity()) {
		from = p.worst // it came and went in one batch: that is the news
	}
	return event{
		Alert: Alert{
			Key: d.componentKey(unit, incident), Kind: kind, ChangeIDs: p.ids, ComponentID: unit, IncidentID: incident,
			From: string(from), To: string(p.to), At: p.at, Screen: ScreenService,
		},
		before: p.before, worst: p.worst, breaks: kind == KindWorse && outage(p.to),
	}, true
}

// incidentOf returns the open incident that a unit belongs to, the latest if
// there are several, "" if there is none.
func (d *decision) incidentOf(unit string) string {
	var found *feed.Incident
	for i := range d.doc.Incidents {
		in := &d.doc.Incidents[i]
		about := slices.ContainsFunc(in.ComponentIDs, func(id string) bool {
			return id == unit || d.scope.service[unit] == id || d.scope.service[id] == unit
		})
		if about && !in.Status.Over() && (found == nil || in.StartedAt.After(found.StartedAt)) {
			found = in
		}
	}
	if found == nil {
		return ""
	}
	return found.ID
}

// componentKey keeps to the notification that stands for the unit's trouble
// where one of the two names no incident (any more): an outage is often seen
// before its incident is opened, and its end told when the incident is over.
// Else there is one key per incident and unit.
func (d *decision) componentKey(unit, incident string) string {
	for _, k := range sortedKeys(d.state.Standing) {
		st := d.state.Standing[k]
		if st.ComponentID == unit && st.Kind != KindRestored && (st.IncidentID == "" || incident == "") {
			return k
		}
	}
	return key("c", unit, incident)
}

// learn keeps the last known state of what is unknown now.
func (d *decision) learn(changes []feed.Change) {
	paths, _ := d.paths(changes)
	next := make(map[string]feed.ComponentStatus)
	for _, c := range d.doc.Components {
		if c.Status.Severity() >= 0 {
			continue
		}
		known := d.state.LastKnown[c.ID]
		if p := paths[c.ID]; p != nil {
			known = p.before
			if p.to != "" {
				known = p.to
			}
		}
		if known != "" {
			next[c.ID] = known
		}
	}
	if len(next) == 0 {
		next = nil
	}
	d.state.LastKnown = next
}

// sortedKeys makes every walk over a map the same.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

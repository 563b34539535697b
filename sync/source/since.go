package source

import (
	"time"

	"bokgu/sync/feed"
)

// since works out when each component's state began. A page tells when it last
// wrote a component, which may be for another reason and years ago. So a state
// that stood before keeps its time; one that is new began when the page says if
// that lies between the two captures, else now. At the first sight what the open
// incidents and maintenances say of the component goes before the page's time, and
// a group is as its functions are.
func since(doc, old *feed.Status, then, at time.Time) {
	was := make(map[string]feed.Component)
	if old != nil {
		for _, c := range old.Components {
			was[c.ID] = c
		}
	}
	told := toldSince(doc)
	functions := make(map[string]time.Time) // group → the newest time of its functions
	for _, c := range doc.Components {
		if c.GroupID != "" {
			functions[c.GroupID] = later(functions[c.GroupID], c.Since)
		}
	}
	for i := range doc.Components {
		c := &doc.Components[i]
		before, have := was[c.ID]
		switch {
		case have && before.Status == c.Status:
			c.Since = before.Since
		case have:
			if !c.Since.After(then) || c.Since.After(at) {
				c.Since = at
			}
		default:
			if t, ok := told[key{c.ID, c.Status}]; ok {
				c.Since = t
			}
			if t, ok := functions[c.ID]; ok { // its own time is that of its name
				c.Since = t
			}
			if c.Since.IsZero() || c.Since.After(at) {
				c.Since = at
			}
		}
	}
}

type key struct {
	id     string
	status feed.ComponentStatus
}

// toldSince returns when the updates of open incidents, and maintenances that are
// going on, brought components into a state.
func toldSince(doc *feed.Status) map[key]time.Time {
	told := make(map[key]time.Time)
	for _, m := range doc.Maintenances {
		if m.Status == feed.MaintenanceInProgress || m.Status == feed.MaintenanceVerifying {
			for _, id := range m.ComponentIDs {
				told[key{id, feed.UnderMaintenance}] = m.ScheduledFor
			}
		}
	}
	for _, in := range doc.Incidents {
		for _, u := range in.Updates {
			for _, a := range u.Affected {
				if a.From != a.To && !in.Status.Over() {
					k := key{a.ComponentID, a.To}
					told[k] = later(told[k], u.DisplayAt)
				}
			}
		}
	}
	return told
}

package alert

import (
	"cmp"
	"maps"
	"slices"

	"bokgu/sync/feed"
)

// tally collects events that are told together later or at once, so that what
// was down and is back is one line.
type tally struct {
	Units     map[string]unitTally `json:"units,omitempty"`
	Missed    []string             `json:"missed,omitempty"`
	DoNot     []string             `json:"do_not,omitempty"` // guidance ids
	Opened    []string             `json:"opened,omitempty"`
	Resolved  []string             `json:"resolved,omitempty"`
	Other     int                  `json:"other,omitempty"`
	ChangeIDs []string             `json:"change_ids,omitempty"` // the newest of them
}

type unitTally struct {
	Before feed.ComponentStatus `json:"before"`
	Worst  feed.ComponentStatus `json:"worst"`
}

func newTally() *tally { return &tally{Units: make(map[string]unitTally)} }

func (t *tally) clone() *tally {
	if t == nil {
		return nil
	}
	c := *t
	c.Units = maps.Clone(t.Units)
	if c.Units == nil {
		c.Units = make(map[string]unitTally)
	}
	c.Missed, c.DoNot, c.Opened = slices.Clone(t.Missed), slices.Clone(t.DoNot), slices.Clone(t.Opened)
	c.Resolved, c.ChangeIDs = slices.Clone(t.Resolved), slices.Clone(t.ChangeIDs)
	return &c
}

func (t *tally) add(e event) {
	once := func(list *[]string, id string) {
		if !slices.Contains(*list, id) {
			*list = append(*list, id)
		}
	}
	switch {
	case e.Kind == KindWorse || e.Kind == KindBetter || e.Kind == KindRestored:
		u, ok := t.Units[e.ComponentID]
		if !ok {
			u.Before = e.before
		}
		if e.worst.Severity() > u.Worst.Severity() || u.Worst == "" {
			u.Worst = e.worst
		}
		t.Units[e.ComponentID] = u
	case e.Kind == KindPromiseSilent, e.Kind == KindPromise && e.To == string(feed.PromiseMissed):
		once(&t.Missed, e.Key)
	case e.Kind == KindGuidance && e.To == string(feed.GuidanceDoNot):
		once(&t.DoNot, e.GuidanceID)
	case e.Kind == KindIncidentOpened:
		once(&t.Opened, e.IncidentID)
	case e.Kind == KindIncidentStatus && feed.IncidentStatus(e.To).Over():
		once(&t.Resolved, e.IncidentID)
	default:
		t.Other++
	}
	t.ChangeIDs = append(t.ChangeIDs, e.ChangeIDs...)
	if n := len(t.ChangeIDs) - maxListed; n > 0 {
		t.ChangeIDs = slices.Clone(t.ChangeIDs[n:])
	}
}

// toldNow notes that a component's state was told in spite of the quiet: what
// comes after is measured against it.
func (t *tally) toldNow(e event) {
	if e.ComponentID != "" {
		to := feed.ComponentStatus(e.To)
		t.Units[e.ComponentID] = unitTally{Before: to, Worst: to}
	}
}

// digest tells a tally as it looks at the document now, or nothing if all of it
// has come to nothing.
func (d *decision) digest(t *tally, quiet bool) {
	g := Digest{Quiet: quiet, Missed: len(t.Missed), Opened: len(t.Opened), Resolved: len(t.Resolved), Other: t.Other}
	units := d.scope.units()
	for _, id := range sortedKeys(t.Units) {
		if !slices.Contains(units, id) { // no longer followed
			continue
		}
		u := t.Units[id]
		now := d.knownUnit(id)
		switch moved(u.Before, u.Worst, now) {
		case KindWorse:
			g.Worse++
		case KindRestored:
			g.Back++
		case KindBetter:
			g.Better++
		default:
			if u.Worst.Severity() > u.Before.Severity() && now.Severity() > feed.Operational.Severity() {
				g.Other++ // it went up and down and stands where it stood
			}
		}
	}
	for _, id := range t.DoNot {
		if gd := d.doc.GuidanceByID(id); gd != nil && gd.Validity(d.doc, d.at) == feed.Valid {
			g.DoNot++
		}
	}
	if g.empty() {
		return
	}
	g.AllGood = d.now.Before(d.confirmed)
	for _, id := range units {
		g.AllGood = g.AllGood && d.doc.StatusOf(id) == feed.Operational
		if d.knownUnit(id).Severity() > feed.Operational.Severity() {
			g.Trouble = append(g.Trouble, id)
		}
	}
	slices.SortStableFunc(g.Trouble, func(a, b string) int {
		return cmp.Compare(d.knownUnit(b).Severity(), d.knownUnit(a).Severity())
	})
	if len(g.Trouble) > maxListed {
		g.Trouble = g.Trouble[:maxListed]
	}
	a := Alert{Key: digestKey, Kind: KindDigest, ChangeIDs: t.ChangeIDs, At: d.at, Urgent: g.DoNot > 0, Screen: ScreenStatus, Digest: &g}
	d.alerts = append(d.alerts, a)
}

package scenario

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Drill returns the recording for a rehearsal: everything is moved in time by the
// same whole seconds, so that the moment at of the recording falls on now or less
// than a second before, and every document is that of a drill. Texts stay as they
// were written. A drill is not moved again.
func (s *Scenario) Drill(at, now time.Time) *Scenario {
	by := now.Sub(at).Truncate(time.Second)
	d := *s
	d.Mode, d.Info.Name = feed.ModeDrill, s.Title
	d.Start, d.DefaultUntil, d.End = s.Start.Add(by), s.DefaultUntil.Add(by), s.End.Add(by)
	d.frames = make([]frame, len(s.frames))
	for i, f := range s.frames {
		d.frames[i] = frame{f.at.Add(by), moved(f.doc, by)}
		d.frames[i].doc.Mode, d.frames[i].doc.Feed = d.Mode, d.Info
	}
	return &d
}

// moved returns a copy of a document with every moment that it speaks of moved.
// When it was issued is real time and stays.
func moved(doc feed.Status, by time.Duration) feed.Status {
	doc.NextUpdateBy = movedPointer(doc.NextUpdateBy, by)
	doc.Components = slices.Clone(doc.Components)
	for i := range doc.Components {
		doc.Components[i].Since = doc.Components[i].Since.Add(by)
	}
	doc.Incidents = slices.Clone(doc.Incidents)
	for i := range doc.Incidents {
		in := &doc.Incidents[i]
		in.StartedAt, in.ResolvedAt = in.StartedAt.Add(by), movedPointer(in.ResolvedAt, by)
		in.Stages, in.Promises = slices.Clone(in.Stages), slices.Clone(in.Promises)
		for j := range in.Stages {
			in.Stages[j].At = movedPointer(in.Stages[j].At, by)
		}
		for j := range in.Promises {
			p := &in.Promises[j]
			p.MadeAt, p.DueAt = p.MadeAt.Add(by), p.DueAt.Add(by)
		}
		in.Updates = movedUpdates(in.Updates, by)
	}
	doc.Maintenances = slices.Clone(doc.Maintenances)
	for i := range doc.Maintenances {
		m := &doc.Maintenances[i]
		m.ScheduledFor, m.ScheduledUntil = m.ScheduledFor.Add(by), m.ScheduledUntil.Add(by)
		m.Updates = movedUpdates(m.Updates, by)
	}
	doc.Guidance = slices.Clone(doc.Guidance)
	for i := range doc.Guidance {
		g := &doc.Guidance[i]
		g.Effective, g.Expires = movedPointer(g.Effective, by), movedPointer(g.Expires, by)
	}
	doc.Changes = slices.Clone(doc.Changes)
	for i := range doc.Changes {
		doc.Changes[i].At = doc.Changes[i].At.Add(by)
	}
	return doc
}

func movedUpdates(updates []feed.Update, by time.Duration) []feed.Update {
	updates = slices.Clone(updates)
	for i := range updates {
		u := &updates[i]
		u.DisplayAt, u.UpdatedAt = u.DisplayAt.Add(by), u.UpdatedAt.Add(by)
	}
	return updates
}

func movedPointer(t *time.Time, by time.Duration) *time.Time {
	if t == nil {
		return nil
	}
	at := t.Add(by)
	return &at
}

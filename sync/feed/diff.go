package feed

import (
	"encoding/json"
	"slices"
	"time"
)

// The tail of changes in a document reaches back this far, within this size
// (docs/feed.md §1).
const (
	ChangesFor   = 72 * time.Hour
	ChangesBytes = 64 << 10
)

// Diff returns what changed from previous to next, in the order components,
// incidents, maintenances, guidance, each in the order of next. A nil previous
// has no content, but nothing is a change then: the first document is a
// baseline. The time of a change is the one that next gives for it; at stands in
// where it gives none. Ids are made of next's epoch and seq.
func Diff(previous, next *Status, at time.Time) []Change {
	if previous == nil {
		return nil
	}
	d := differ{next: next, at: at}
	d.components(previous)
	d.incidents(previous)
	d.maintenances(previous)
	d.guidance(previous)
	return d.out
}

// AppendChanges gives next its tail: that of previous and then what changed
// since, cut to ChangesFor before at and to ChangesBytes. Ids of another epoch
// mean nothing in this one, so a new epoch begins with no tail but the one that
// the maker put into next: what happened before it began to publish. That is
// numbered as next's own and alerts nobody, for a first document is a baseline.
func AppendChanges(previous, next *Status, at time.Time) {
	if previous == nil || previous.Epoch != next.Epoch {
		past := slices.Clone(next.Changes)
		next.Changes, next.ChangesAfter = []Change{}, next.Seq
		for i, c := range past {
			c.ID = ChangeID(next.Epoch, next.Seq, i)
			next.Changes = append(next.Changes, c)
		}
		next.trimTail(at, 0) // how far the past goes back is its maker's choice
		return
	}
	next.extend(previous, Diff(previous, next, at), at)
}

// ExtendChanges is AppendChanges for a maker that knows better than Diff what
// changed since previous, because it has seen more than the two documents: which
// incident was only not listed for a while, which update was taken back. changes
// are in their order; their ids are made anew, of next's epoch and seq.
func ExtendChanges(previous, next *Status, changes []Change, at time.Time) {
	if previous == nil || previous.Epoch != next.Epoch {
		AppendChanges(previous, next, at)
		return
	}
	changes = slices.Clone(changes)
	for i := range changes {
		changes[i].ID = ChangeID(next.Epoch, next.Seq, i)
		if changes[i].At.IsZero() {
			changes[i].At = at
		}
	}
	next.extend(previous, changes, at)
}

// extend gives s the tail of previous and then changes, within its bounds.
func (s *Status) extend(previous *Status, changes []Change, at time.Time) {
	s.ChangesAfter = previous.ChangesAfter
	s.Changes = slices.Concat(previous.Changes, changes)
	if s.Changes == nil {
		s.Changes = []Change{}
	}
	s.trimTail(at, len(previous.Changes))
}

// trimTail cuts the tail to its bounds. The first old of its changes may go for
// their age, any of them for the size.
func (s *Status) trimTail(at time.Time, old int) {
	// Too old are the ones before the first that is not: a change that was said
	// late, with an old time, must not take those before it along.
	fresh := slices.IndexFunc(s.Changes, func(c Change) bool { return at.Sub(c.At) <= ChangesFor })
	if fresh < 0 || fresh > old {
		fresh = old
	}
	size, first := 0, len(s.Changes)
	for ; first > fresh; first-- {
		b, _ := json.Marshal(s.Changes[first-1]) // a struct of strings and a time: cannot fail
		if size += len(b) + 1; size > ChangesBytes {
			break
		}
	}
	s.DropChanges(first)
}

// DropChanges takes the n oldest changes out of the tail and notes how far it
// still reaches back.
func (s *Status) DropChanges(n int) {
	for _, c := range s.Changes[:n] {
		if seq, ok := c.Seq(); ok {
			s.ChangesAfter = max(s.ChangesAfter, seq)
		}
	}
	s.Changes = s.Changes[n:]
}

// ChangesSince returns the changes that a reader at cursor c has not seen, and
// whether those are all: false when the reader is in another epoch or the tail
// does not reach back to it. Then Diff against the held document has to do.
func (s *Status) ChangesSince(c Cursor) (changes []Change, complete bool) {
	if c.Epoch != s.Epoch {
		return nil, false
	}
	for _, ch := range s.Changes {
		if seq, ok := ch.Seq(); ok && seq > c.Seq {
			changes = append(changes, ch)
		}
	}
	return changes, c.Seq >= s.ChangesAfter
}

// differ collects changes and numbers them.
type differ struct {
	next *Status
	at   time.Time
	out  []Change
}

func (d *differ) add(c Change, at time.Time) {
	if at.IsZero() {
		at = d.at
	}
	c.ID, c.At = ChangeID(d.next.Epoch, d.next.Seq, len(d.out)), at
	d.out = append(d.out, c)
}

// match walks next in order with each item's twin in previous (nil if new), then
// the items that are gone.
func match[T item](previous, next []T, pair func(old, now *T), gone func(old *T)) {
	old := make(map[string]*T, len(previous))
	for i := range previous {
		old[idOf(&previous[i])] = &previous[i]
	}
	for i := range next {
		id := idOf(&next[i])
		pair(old[id], &next[i])
		delete(old, id)
	}
	for i := range previous {
		if _, left := old[idOf(&previous[i])]; left && gone != nil {
			gone(&previous[i])
		}
	}
}

func (d *differ) components(previous *Status) {
	match(previous.Components, d.next.Components, func(old, now *Component) {
		switch {
		case old == nil:
			d.add(Change{Kind: ChangeComponentAdded, ComponentID: now.ID, To: string(now.Status)}, time.Time{})
		case old.Status != now.Status:
			d.add(Change{Kind: ChangeComponentStatus, ComponentID: now.ID, From: string(old.Status), To: string(now.Status)}, now.Since)
		}
	}, func(old *Component) {
		d.add(Change{Kind: ChangeComponentRemoved, ComponentID: old.ID, From: string(old.Status)}, time.Time{})
	})
}

func (d *differ) incidents(previous *Status) {
	match(previous.Incidents, d.next.Incidents, func(old, now *Incident) {
		if old == nil {
			d.add(Change{Kind: ChangeIncidentOpened, IncidentID: now.ID, To: string(now.Status)}, now.StartedAt)
			old = &Incident{Status: now.Status, Name: now.Name, Impact: now.Impact}
		}
		d.incident(old, now)
	}, func(old *Incident) {
		// An incident that was over has left for history; one that was not is
		// only no longer listed. Absence is not resolution.
		if !old.Status.Over() {
			d.add(Change{Kind: ChangeIncidentUnlisted, IncidentID: old.ID, From: string(old.Status)}, time.Time{})
		}
	})
}

func (d *differ) incident(old, now *Incident) {
	if old.Status != now.Status {
		var at time.Time
		if now.Status.Over() && now.ResolvedAt != nil && !old.Status.Over() {
			at = *now.ResolvedAt
		} else if u := newest(now.Updates); u != nil && u.Status == now.Status {
			at = u.DisplayAt
		}
		d.add(Change{Kind: ChangeIncidentStatus, IncidentID: now.ID, From: string(old.Status), To: string(now.Status)}, at)
	}
	if !old.Name.Equal(now.Name) || old.Impact != now.Impact {
		d.add(Change{Kind: ChangeIncidentEdited, IncidentID: now.ID}, time.Time{})
	}
	for _, name := range Stages {
		a, b := old.Stage(name), now.Stage(name)
		if a.State == b.State {
			continue
		}
		var at time.Time
		if b.At != nil {
			at = *b.At
		}
		d.add(Change{Kind: ChangeStage, IncidentID: now.ID, Stage: name, From: string(a.State), To: string(b.State)}, at)
	}
	match(old.Promises, now.Promises, func(was, is *Promise) {
		c := Change{Kind: ChangePromise, IncidentID: now.ID, PromiseID: is.ID, To: string(is.State)}
		switch {
		case was == nil:
			d.add(c, is.MadeAt)
		case was.State != is.State:
			c.From = string(was.State)
			d.add(c, time.Time{})
		case !was.DueAt.Equal(is.DueAt): // moved without a promise of its own
			c.From = string(was.State)
			d.add(c, time.Time{})
		}
	}, nil)
	// Oldest first, as they were said; a document holds them newest first.
	match(reversed(old.Updates), reversed(now.Updates), func(was, is *Update) {
		c := Change{IncidentID: now.ID, UpdateID: is.ID}
		switch {
		case was == nil:
			c.Kind, c.To = ChangeIncidentUpdate, string(is.Status)
			d.add(c, is.DisplayAt)
		case !was.Body.Equal(is.Body):
			c.Kind = ChangeIncidentEdited
			d.add(c, is.UpdatedAt)
		}
	}, nil)
}

func reversed(updates []Update) []Update {
	out := slices.Clone(updates)
	slices.Reverse(out)
	return out
}

// newest returns the update with the latest display time, or nil.
func newest(updates []Update) *Update {
	var u *Update
	for i := range updates {
		if u == nil || updates[i].DisplayAt.After(u.DisplayAt) {
			u = &updates[i]
		}
	}
	return u
}

func (d *differ) maintenances(previous *Status) {
	match(previous.Maintenances, d.next.Maintenances, func(old, now *Maintenance) {
		c := Change{Kind: ChangeMaintenance, MaintenanceID: now.ID, To: string(now.Status)}
		if old == nil {
			d.add(c, time.Time{})
		} else if old.Status != now.Status || !old.ScheduledFor.Equal(now.ScheduledFor) || !old.ScheduledUntil.Equal(now.ScheduledUntil) {
			c.From = string(old.Status)
			d.add(c, time.Time{})
		}
	}, nil)
}

func (d *differ) guidance(previous *Status) {
	match(previous.Guidance, d.next.Guidance, func(old, now *Guidance) {
		if old != nil {
			return
		}
		var at time.Time
		if now.Effective != nil {
			at = *now.Effective
		}
		d.add(Change{Kind: ChangeGuidanceAdded, GuidanceID: now.ID, To: string(now.Kind)}, at)
	}, func(old *Guidance) {
		d.add(Change{Kind: ChangeGuidanceWithdrawn, GuidanceID: old.ID, From: string(old.Kind)}, time.Time{})
	})
}

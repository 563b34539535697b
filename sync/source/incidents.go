package source

import (
	"cmp"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// takeIncidents adds the incidents of an answer of when.
func (s *State) takeIncidents(p *Page, when time.Time, force bool) {
	// Only a list that is not older than the last one can say what is open.
	current := force || !when.Before(s.ListedAt)
	listed := make(map[string]bool, len(p.Incidents)+len(p.Mentioned))
	for _, id := range p.Mentioned {
		listed[id] = true
	}
	for _, in := range p.Incidents {
		listed[in.ID] = true
		k, have := s.Known[in.ID]
		in = timed(in, k.Incident, when)
		switch {
		case !have:
			k = known{Incident: in}
		case force || !in.UpdatedAt.Before(k.Incident.UpdatedAt):
			k = k.renewed(in, p.Part == PartWidget, force)
		}
		k.Listed = !k.Incident.Status.Over() && (k.Listed || current)
		s.Known[in.ID] = k
	}
	if !p.ListsOpen || !current {
		return
	}
	s.ListedAt = when
	for id, k := range s.Known {
		if k.Listed && !listed[id] {
			k.Listed = false
			s.Known[id] = k
		}
	}
}

// timed gives an incident and its updates the times that its page does not tell:
// those that they were given before, else that of the answer.
func timed(in, before Incident, when time.Time) Incident {
	in.StartedAt = firstTime(in.StartedAt, before.StartedAt, in.UpdatedAt, when)
	in.UpdatedAt = firstTime(in.UpdatedAt, before.UpdatedAt, in.StartedAt)
	in.Updates = slices.Clone(in.Updates)
	for i := range in.Updates {
		if u := &in.Updates[i]; u.DisplayAt.IsZero() {
			u.DisplayAt, u.UpdatedAt = when, when
			for _, old := range before.Updates {
				if old.ID == u.ID {
					u.DisplayAt, u.UpdatedAt = old.DisplayAt, old.UpdatedAt
				}
			}
		}
	}
	return in
}

// renewed returns the incident with a newer version of it. An update that the new
// version does not hold was taken back; it is remembered, so that it is not told
// again if it returns. Of an update's two versions the newer one stays. Where the
// source tells only the last update the ones before stay.
func (k known) renewed(in Incident, lastOnly, force bool) known {
	before := make(map[string]feed.Update, len(k.Incident.Updates)+len(k.Gone))
	for _, u := range slices.Concat(k.Incident.Updates, k.Gone) {
		before[u.ID] = u
	}
	updates := slices.Clone(in.Updates)
	for i, u := range updates {
		if old, ok := before[u.ID]; ok && !force && u.UpdatedAt.Before(old.UpdatedAt) {
			updates[i] = old
		}
		delete(before, u.ID)
	}
	var gone []feed.Update
	for _, u := range slices.Concat(k.Incident.Updates, k.Gone) {
		if _, left := before[u.ID]; !left {
			continue
		}
		if lastOnly || in.Updates == nil {
			updates = append(updates, u)
		} else {
			gone = append(gone, u)
		}
	}
	if lastOnly && len(k.Incident.Updates) > 0 {
		in.StartedAt = earlier(in.StartedAt, k.Incident.StartedAt)
	}
	in.Updates = newestFirst(updates)
	return known{Incident: in, Gone: gone[:min(len(gone), maxUpdates)], Listed: k.Listed}
}

// last returns when the incident was last spoken of.
func (k known) last() time.Time {
	t := k.Incident.UpdatedAt
	for _, u := range k.Incident.Updates {
		t = later(t, u.DisplayAt)
	}
	if at := k.Incident.ResolvedAt; at != nil && t.IsZero() {
		t = *at
	}
	return t
}

// forget drops what is over or not listed for so long that no page lists it any
// more; and, of a page that has more than anybody could follow, the oldest.
func (s *State) forget(at time.Time) {
	for id, k := range s.Known {
		if !k.Listed && at.Sub(k.last()) > forgetAfter && !s.Options.All {
			delete(s.Known, id)
		}
	}
	for id, m := range s.Seen {
		if at.Sub(m.At) > forgetAfter {
			delete(s.Seen, id)
		}
	}
	if len(s.Known) <= 2*maxIncidents {
		return
	}
	ids := make([]string, 0, len(s.Known))
	for id := range s.Known {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(s.Known[b].last().Compare(s.Known[a].last()), cmp.Compare(a, b))
	})
	for _, id := range ids[2*maxIncidents:] {
		delete(s.Known, id)
	}
}

// shown reports whether the incident belongs into a document of at.
func (s *State) shown(k known, at time.Time) bool {
	if k.Incident.Status.Over() {
		return s.Options.All || at.Sub(k.last()) <= Keep
	}
	return k.Listed
}

package source

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// compose makes the document of s, which stood at prev before, and its changes.
func (s *State) compose(prev *State, at time.Time, first map[Part]bool, result *Result) {
	old := prev.Document
	doc := &feed.Status{
		Schema: feed.Schema, Mode: feed.ModeLive, Feed: s.info(), Seq: 1, IssuedAt: at, ExpiresAt: at.Add(ValidFor),
		Incidents: []feed.Incident{}, Maintenances: []feed.Maintenance{}, Guidance: []feed.Guidance{}, Changes: []feed.Change{},
		Epoch: s.Options.Epoch, EpochStarted: at,
	}
	if doc.Epoch == "" {
		doc.Epoch = doc.Feed.ID + "-" + at.UTC().Format("20060102T150405Z")
	}
	if old != nil {
		doc.Feed.ID, doc.Epoch, doc.EpochStarted, doc.Seq = old.Feed.ID, old.Epoch, old.EpochStarted, old.Seq+1
	}
	doc.Components = s.states()
	have := make(map[string]bool, len(doc.Components))
	for _, c := range doc.Components {
		have[c.ID] = true
	}
	for id, k := range s.Known {
		if s.shown(k, at) {
			doc.Incidents = append(doc.Incidents, s.about(s.Known[id]).incident(have, at))
		}
	}
	slices.SortFunc(doc.Incidents, func(a, b feed.Incident) int {
		return cmp.Or(b.StartedAt.Compare(a.StartedAt), cmp.Compare(a.ID, b.ID))
	})
	doc.Maintenances = s.maintenances(have, at)
	since(doc, old, prev.At, at)

	var before *feed.Status // what the changes are worked out against
	if old != nil {
		before = s.before(prev, doc, have, first)
	}
	changes := feed.Diff(before, doc, at) // the tail in the document has bounds
	feed.AppendChanges(before, doc, at)
	cut(doc)
	if old != nil && len(changes) == 0 && sameContent(old, doc) {
		return
	}
	result.Changes = changes
	for _, m := range doc.Maintenances {
		s.Seen[m.ID] = maintenance{Maintenance: m, At: at}
	}
	s.Document = doc
	result.Document, result.Changed = doc, true
}

// info names the feed.
func (s *State) info() feed.Info {
	p := &s.Page
	page := identity(identity(p.ID, host(p.URL)), "page")
	n := p.Name
	for _, other := range []string{s.Options.Name, host(p.URL), string(p.Provider)} {
		if n == "" {
			n = other
		}
	}
	return feed.Info{
		ID: identity(s.Options.FeedID, string(p.Provider)+"-"+page), Name: feed.Plain(n), URL: p.URL, Language: p.Language, TimeZone: p.TimeZone,
	}
}

// states returns the components with the states that came apart from their names.
// Heartbeats alone, without the names, are components by their numbers.
func (s *State) states() []feed.Component {
	if s.Beats == nil {
		return whole(slices.Clone(s.Components))
	}
	if s.Components == nil {
		return whole(slices.Clone(s.Beats))
	}
	beats := make(map[string]feed.Component, len(s.Beats))
	for _, b := range s.Beats {
		beats[b.ID] = b
	}
	out := slices.Clone(s.Components)
	groups := make(map[string]bool)
	for _, c := range out {
		groups[c.GroupID] = true
	}
	for i, c := range out {
		if b, ok := beats[c.ID]; ok {
			out[i].Status, out[i].Since = b.Status, b.Since
		} else if groups[c.ID] {
			out[i].Status = ""
		}
	}
	rollUp(out)
	return whole(out)
}

// whole takes out what a document must not hold: a group that is not there, or
// that is in a group itself. It never returns nil.
func whole(components []feed.Component) []feed.Component {
	groups := make(map[string]string, len(components))
	for _, c := range components {
		groups[c.ID] = c.GroupID
	}
	for i, c := range components {
		if parent, ok := groups[c.GroupID]; c.GroupID != "" && (!ok || c.GroupID == c.ID || parent != "") {
			components[i].GroupID = ""
		}
	}
	if components == nil {
		return []feed.Component{}
	}
	return components
}

// among returns ids without those that the document does not hold.
func among(ids []string, have map[string]bool) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if have[id] && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// tidied returns updates with references to components that the document holds,
// each with the stage that it belongs to and with times.
func tidied(updates []feed.Update, have map[string]bool, at time.Time) []feed.Update {
	out := make([]feed.Update, 0, len(updates))
	for _, u := range updates {
		if u.Body == nil { // a picture alone, or nothing: the status was all that was said
			u.Body = feed.Plain(string(u.Status))
		}
		u.Affected = slices.DeleteFunc(slices.Clone(u.Affected), func(a feed.Affected) bool { return !have[a.ComponentID] })
		if len(u.Affected) == 0 {
			u.Affected = nil
		}
		u.Stage = stageOf[u.Status]
		u.DisplayAt, u.UpdatedAt = firstTime(u.DisplayAt, u.UpdatedAt, at), firstTime(u.UpdatedAt, u.DisplayAt, at)
		out = append(out, u)
	}
	return out
}

// incident returns the incident as it stands in a document, with all updates. A
// stage that was reached stays reached when its update is taken back.
func (k known) incident(have map[string]bool, at time.Time) feed.Incident {
	in := k.Incident.Incident
	in.StartedAt = firstTime(in.StartedAt, k.Incident.UpdatedAt, at)
	in.ComponentIDs, in.Updates = among(in.ComponentIDs, have), tidied(in.Updates, have, at)
	in.Stages = stages(&in, slices.Concat(in.Updates, k.Gone))
	if in.Status.Over() && in.ResolvedAt == nil {
		in.ResolvedAt = pointer(firstTime(k.Incident.UpdatedAt, in.StartedAt))
	}
	return in
}

// about returns the incident with what it is about, where another document than the one
// that describes it tells that.
func (s *State) about(k known) known {
	if len(k.Incident.ComponentIDs) == 0 {
		k.Incident.ComponentIDs = s.Affects[k.Incident.ID]
	}
	return k
}

// maintenances returns those that are listed, and for Keep those that are over.
// Of two documents that tell one the newer counts; the summary leaves out what is
// over, so what it does not list any more is only there if another says that it is
// over.
func (s *State) maintenances(have map[string]bool, at time.Time) []feed.Maintenance {
	parts := make([]Part, 0, len(s.Work))
	for part := range s.Work {
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(s.Work[b].At.Compare(s.Work[a].At), cmp.Compare(a, b))
	})
	out := []feed.Maintenance{}
	seen := make(map[string]bool)
	for i, part := range parts {
		for _, m := range s.Work[part].List {
			over := m.Status == feed.MaintenanceCompleted
			m.ScheduledFor = firstTime(m.ScheduledFor, s.Seen[m.ID].Maintenance.ScheduledFor, at)
			if m.ScheduledUntil.Before(m.ScheduledFor) {
				m.ScheduledUntil = m.ScheduledFor
			}
			end := m.ScheduledUntil
			for _, u := range m.Updates {
				end = later(end, u.DisplayAt)
			}
			if seen[m.ID] || i > 0 && !over || over && !s.Options.All && at.Sub(end) > Keep {
				continue
			}
			seen[m.ID] = true
			if len(m.ComponentIDs) == 0 {
				m.ComponentIDs = s.Affects[m.ID]
			}
			m.ComponentIDs, m.Updates = among(m.ComponentIDs, have), tidied(m.Updates, have, at)
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b feed.Maintenance) int {
		return cmp.Or(a.ScheduledFor.Compare(b.ScheduledFor), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// before returns the document that the changes of doc are worked out against: the
// one that stood, with all that is known of its incidents, and with those of doc
// that are known from earlier although the document did not hold them.
func (s *State) before(prev *State, doc *feed.Status, have map[string]bool, first map[Part]bool) *feed.Status {
	old := *prev.Document
	held := make(map[string]bool, len(old.Incidents))
	old.Incidents = slices.Clone(old.Incidents)
	for i, in := range old.Incidents {
		held[in.ID] = true
		old.Incidents[i] = prev.Known[in.ID].told(have, prev.At)
	}
	for _, in := range doc.Incidents {
		k, was := prev.Known[in.ID]
		switch {
		case held[in.ID]:
		case was:
			told := k.told(have, prev.At)
			if !told.Status.Over() && !in.Status.Over() {
				// It was no longer listed, and one could not tell how it stood.
				told.Status = feed.Unknown
			}
			old.Incidents = append(old.Incidents, told)
		case in.Status.Over() && !s.Known[in.ID].last().After(prev.At):
			// It was over before the capture before: told by a document that was
			// not looked at until now.
			old.Incidents = append(old.Incidents, in)
		}
	}
	if first[PartComponents] || first[PartSummary] || first[PartHeartbeats] {
		old.Components = baseline(old.Components, doc.Components)
	}
	told := make(map[string]bool, len(old.Maintenances))
	for _, m := range old.Maintenances {
		told[m.ID] = true
	}
	old.Maintenances = slices.Clone(old.Maintenances)
	for _, m := range doc.Maintenances {
		seen, was := prev.Seen[m.ID]
		switch {
		case told[m.ID]:
		case was:
			old.Maintenances = append(old.Maintenances, seen.Maintenance)
		case first[PartMaintenances] || first[PartSummary]:
			old.Maintenances = append(old.Maintenances, m)
		}
	}
	return &old
}

// baseline returns the components that stood, and those of which a document that
// was not looked at until now tells the state: they were like this before, too.
func baseline(old, now []feed.Component) []feed.Component {
	out := slices.Clone(old)
	at := make(map[string]int, len(out))
	for i, c := range out {
		at[c.ID] = i
	}
	for _, c := range now {
		if i, have := at[c.ID]; !have {
			out = append(out, c)
		} else if out[i].Status == feed.ComponentUnknown {
			out[i].Status = c.Status
		}
	}
	return out
}

// told returns the incident with every update that was ever told of it.
func (k known) told(have map[string]bool, at time.Time) feed.Incident {
	in := k.incident(have, at)
	in.Updates = append(in.Updates, tidied(k.Gone, have, at)...)
	return in
}

// cut leaves each incident and maintenance its newest updates; the changes have
// told of the others.
func cut(doc *feed.Status) {
	for i := range doc.Incidents {
		in := &doc.Incidents[i]
		in.Updates = in.Updates[:min(len(in.Updates), feed.MaxUpdates)]
	}
	for i := range doc.Maintenances {
		m := &doc.Maintenances[i]
		m.Updates = m.Updates[:min(len(m.Updates), feed.MaxUpdates)]
	}
}

// sameContent compares what a person could see.
func sameContent(a, b *feed.Status) bool {
	return reflect.DeepEqual(a.Feed, b.Feed) && reflect.DeepEqual(a.Components, b.Components) &&
		reflect.DeepEqual(a.Incidents, b.Incidents) && reflect.DeepEqual(a.Maintenances, b.Maintenances)
}

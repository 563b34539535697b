package bridge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// view is one page at a moment.
type view struct {
	key    string
	name   string       // until the page tells its own
	doc    *feed.Status // what it said last; nil: nothing yet
	since  time.Time    // when it was last heard, or if never since when it is asked
	silent bool         // for too long
}

// maxNotes is how many functions of a silent page say so themselves; where there
// are more it is said of the service alone, or the words would fill the document.
const maxNotes = 200

// merge makes one document of pages: one service for each in their order, with its
// components as functions. zone is that in which a person reads times.
//
// What a silent page last said to be well is unknown: nobody can tell any more.
// What it said to be broken, its incidents and its maintenances stay as it last
// said, with a note since when it has not answered.
func merge(pages []view, zone *time.Location) feed.Status {
	doc := feed.Status{
		Components: []feed.Component{}, Incidents: []feed.Incident{}, Maintenances: []feed.Maintenance{}, Guidance: []feed.Guidance{},
	}
	for i, v := range pages {
		doc.Components = append(doc.Components, v.components(i+1, zone)...)
		if v.doc == nil {
			continue
		}
		ids := v.ids()
		for _, in := range v.doc.Incidents {
			doc.Incidents = append(doc.Incidents, v.incident(in, ids))
		}
		for _, m := range v.doc.Maintenances {
			m.ID, m.Name = idOf(v.key, m.ID), v.text(m.Name)
			m.ComponentIDs, m.Updates = v.named(m.ComponentIDs, ids), v.updates(m.Updates, ids)
			doc.Maintenances = append(doc.Maintenances, m)
		}
	}
	slices.SortStableFunc(doc.Incidents, func(a, b feed.Incident) int { return b.StartedAt.Compare(a.StartedAt) })
	slices.SortStableFunc(doc.Maintenances, func(a, b feed.Maintenance) int { return a.ScheduledFor.Compare(b.ScheduledFor) })
	return doc
}

// components returns the page's service and its functions. A feed has services and
// functions and nothing between, so a group of the page goes into the names of its
// functions.
func (v *view) components(position int, zone *time.Location) []feed.Component {
	service := feed.Component{ID: v.key, Name: feed.Plain(v.name), Status: feed.ComponentUnknown, Since: v.since, Position: position}
	var note feed.Text
	if v.doc == nil {
		note = noAnswerYet
	} else if v.silent {
		note = noAnswerSince(v.since.In(zone))
	}
	service.Note = note
	if v.doc == nil {
		return []feed.Component{service}
	}
	service.Name, service.Since = v.text(v.doc.Feed.Name), v.doc.EpochStarted
	var functions []feed.Component
	for _, sv := range v.doc.Services() {
		for _, part := range sv.Parts() {
			name := v.text(part.Name)
			if part.ID != sv.ID {
				name = joined(v.text(sv.Name), name)
			}
			functions = append(functions, feed.Component{
				ID: idOf(v.key, part.ID), GroupID: v.key, Name: name, Status: part.Status, Note: v.text(part.Note),
				Since: part.Since, Position: len(functions) + 1,
			})
		}
	}
	if len(functions) == 0 { // text alone: how the page's service does nobody knows
		return []feed.Component{service}
	}
	states := make([]feed.ComponentStatus, 0, len(functions))
	var newest time.Time
	for i := range functions {
		f := &functions[i]
		if v.silent && f.Status == feed.Operational {
			f.Status, f.Since = feed.ComponentUnknown, v.since
		}
		if v.silent && len(functions) <= maxNotes {
			f.Note = note
		}
		if states = append(states, f.Status); f.Since.After(newest) {
			newest = f.Since
		}
	}
	service.Status, service.Since = feed.Rollup(states), newest
	return append([]feed.Component{service}, functions...)
}

var noAnswerYet = feed.Text{"en": "The status page has not answered yet", "ko": "상태 페이지가 아직 답하지 않았어요"}

func noAnswerSince(t time.Time) feed.Text {
	return feed.Text{
		"en": "The status page has not answered since " + t.Format("Jan 2 15:04 MST"),
		"ko": "상태 페이지가 " + t.Format("1월 2일 15:04 MST") + "부터 답하지 않아요",
	}
}

// ids returns for each id of the page what stands for it: a group is all of its
// functions.
func (v *view) ids() map[string][]string {
	out := make(map[string][]string, len(v.doc.Components))
	for _, sv := range v.doc.Services() {
		for _, part := range sv.Parts() {
			out[part.ID] = []string{idOf(v.key, part.ID)}
			if part.ID != sv.ID {
				out[sv.ID] = append(out[sv.ID], idOf(v.key, part.ID))
			}
		}
	}
	return out
}

// named returns the components that something is about; the page's service where it
// names none, for in a feed of several pages it would be about any of them.
func (v *view) named(page []string, ids map[string][]string) []string {
	out := make([]string, 0, len(page))
	for _, id := range page {
		for _, own := range ids[id] {
			if !slices.Contains(out, own) {
				out = append(out, own)
			}
		}
	}
	if len(out) == 0 {
		return []string{v.key}
	}
	return out
}

func (v *view) incident(in feed.Incident, ids map[string][]string) feed.Incident {
	in.ID, in.Name = idOf(v.key, in.ID), v.text(in.Name)
	in.ComponentIDs, in.Updates = v.named(in.ComponentIDs, ids), v.updates(in.Updates, ids)
	return in
}

func (v *view) updates(updates []feed.Update, ids map[string][]string) []feed.Update {
	out := append([]feed.Update{}, updates...)
	for i := range out {
		u := &out[i]
		u.Body = v.text(u.Body)
		var affected []feed.Affected
		for _, a := range u.Affected {
			if own := ids[a.ComponentID]; len(own) == 1 { // of a group an update has nothing to say
				a.ComponentID = own[0]
				affected = append(affected, a)
			}
		}
		u.Affected = affected
	}
	return out
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// text gives a page's plain strings the page's language, since the feed of several
// pages has none of its own.
func (v *view) text(t feed.Text) feed.Text {
	lang := v.doc.Feed.Language
	plain, ok := t[""]
	if !ok || len(t) != 1 || !languageTag.MatchString(lang) {
		return t
	}
	return feed.Text{strings.ToLower(lang): plain}
}

// joined is a function's name with that of its group before it.
func joined(group, name feed.Text) feed.Text {
	out := make(feed.Text, len(name))
	for tag, s := range name {
		out[tag] = group.In(tag, "") + " · " + s
	}
	return out
}

// told is what a page's own reader says has changed on it.
type told struct {
	key     string
	changes []feed.Change
}

// changed returns what is to be told of next after previous. How components
// changed is seen in the two documents. What happened to incidents and maintenances
// the pages' own readers know better: which one was only not listed for a while,
// which update was told long ago. A page that is new in the feed is a baseline: it
// is one new service and nothing else; one that is left out likewise.
func changed(previous, next *feed.Status, pages []told, at time.Time) []feed.Change {
	if previous == nil {
		return nil
	}
	then, now := feed.Status{Components: previous.Components}, feed.Status{Components: next.Components}
	services, had := make(map[string]bool), make(map[string]bool) // pages; those that had functions
	for _, doc := range []*feed.Status{previous, next} {
		for _, c := range doc.Components {
			if c.GroupID == "" {
				services[c.ID] = true
			}
		}
	}
	since := make(map[string]time.Time)
	for _, c := range previous.Components {
		had[c.GroupID], since[c.ID] = true, c.Since
	}
	has := make(map[string]bool)
	for _, c := range next.Components {
		has[c.ID] = true
	}
	var out []feed.Change
	for _, c := range feed.Diff(&then, &now, at) {
		key, _, function := strings.Cut(c.ComponentID, mark)
		switch {
		case services[c.ComponentID] && c.Kind == feed.ChangeComponentStatus: // its functions tell
		case function && c.Kind == feed.ChangeComponentAdded && !had[key]: // the page is heard for the first time
		case function && c.Kind == feed.ChangeComponentRemoved && !has[key]: // the page is left out
		default:
			// A page that answers again says since when all is well, which may be
			// years ago; that it can be told again is news of now.
			if c.Kind == feed.ChangeComponentStatus && !c.At.After(since[c.ComponentID]) {
				c.At = at
			}
			out = append(out, c)
		}
	}
	for _, page := range pages {
		for _, c := range page.changes {
			switch c.Kind {
			case feed.ChangeComponentStatus, feed.ChangeComponentAdded, feed.ChangeComponentRemoved:
				continue
			}
			c.IncidentID, c.MaintenanceID = idOf(page.key, c.IncidentID), idOf(page.key, c.MaintenanceID)
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b feed.Change) int { return cmp.Compare(order(a), order(b)) })
	return out
}

// order is that of feed.Diff: components, incidents, maintenances.
func order(c feed.Change) int {
	switch {
	case c.ComponentID != "":
		return 0
	case c.IncidentID != "":
		return 1
	}
	return 2
}

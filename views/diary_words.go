package views

import (
	"cmp"
	"slices"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// DiaryEntry is one change in words.
type DiaryEntry struct {
	ID   string
	At   time.Time
	What string // service and function, "" if it is about neither
	Text string
}

// DiaryEntries are the changes of the shown feed in words, oldest first: what the reader follows, or all. What lies
// after the shown moment is not told.
func DiaryEntries(s *Snapshot, all bool) []DiaryEntry {
	t := newDiaryTeller(s)
	var out []DiaryEntry
	for i := range s.History {
		c := &s.History[i]
		if !t.tells(c) || !all && !t.mine(c) {
			continue
		}
		text := t.text(c)
		if text == "" {
			continue
		}
		what := ""
		if c.ComponentID != "" {
			what = t.component(c, " · ")
		}
		out = append(out, DiaryEntry{ID: c.ID, At: c.At, What: what, Text: text})
	}
	return out
}

// diaryTeller says the changes of a snapshot in words. Things are called as they were when the change came, and where
// nobody knows that, as the document calls them now.
type diaryTeller struct {
	s          *Snapshot
	components map[string]part
	incidents  map[string]*feed.Incident
	mineOnes   map[string]bool // incidents that concern the reader

	folded map[string][]rune // by id of a change, what a search compares; nil: not kept
}

func newDiaryTeller(s *Snapshot) *diaryTeller {
	t := &diaryTeller{s: s, components: map[string]part{}, incidents: map[string]*feed.Incident{}, mineOnes: map[string]bool{}}
	for i := range s.Services {
		sv := &s.Services[i]
		t.components[sv.ID] = part{sv, &sv.Component, s.Follows[sv.ID]}
	}
	for _, p := range parts(s) {
		t.components[p.c.ID] = p
	}
	if s.Status == nil {
		return t
	}
	for i := range s.Status.Incidents {
		in := &s.Status.Incidents[i]
		t.incidents[in.ID] = in
		t.mineOnes[in.ID] = s.FollowedIncidents[in.ID] || len(in.ComponentIDs) == 0 || t.anyMine(in.ComponentIDs)
	}
	return t
}

func (t *diaryTeller) anyMine(ids []string) bool {
	for _, id := range ids {
		if t.s.Follows[id] || t.components[id].followed {
			return true
		}
		if sv := t.components[id].service; sv != nil && sv.ID == id && slices.ContainsFunc(sv.Functions, func(f feed.Component) bool { return t.s.Follows[f.ID] }) {
			return true
		}
	}
	return false
}

// tells reports whether a change says anything here. The state of a service that has functions is worked out from
// theirs.
func (t *diaryTeller) tells(c *feed.Change) bool {
	if c.At.After(t.s.Now.Add(time.Minute)) {
		return false
	}
	if c.ComponentID != "" {
		if p, ok := t.components[c.ComponentID]; ok && p.service.ID == c.ComponentID && len(p.service.Functions) > 0 {
			return false
		}
	}
	return diaryKinds[c.Kind]
}

var diaryKinds = map[feed.ChangeKind]bool{
	feed.ChangeComponentStatus: true, feed.ChangeComponentAdded: true, feed.ChangeComponentRemoved: true,
	feed.ChangeIncidentOpened: true, feed.ChangeIncidentStatus: true, feed.ChangeIncidentUpdate: true,
	feed.ChangeIncidentEdited: true, feed.ChangeIncidentUnlisted: true, feed.ChangeStage: true, feed.ChangePromise: true,
	feed.ChangeGuidanceAdded: true, feed.ChangeGuidanceWithdrawn: true, feed.ChangeMaintenance: true,
}

// mine reports whether a change concerns what the reader follows.
func (t *diaryTeller) mine(c *feed.Change) bool {
	switch {
	case c.ComponentID != "":
		p, ok := t.components[c.ComponentID]
		return t.s.Follows[c.ComponentID] || ok && p.followed
	case c.IncidentID != "":
		return t.mineOnes[c.IncidentID] && len(t.s.Follows)+len(t.s.FollowedIncidents) > 0
	case t.s.Status == nil:
		return false
	case c.GuidanceID != "":
		i := slices.IndexFunc(t.s.Status.Guidance, func(g feed.Guidance) bool { return g.ID == c.GuidanceID })
		return i >= 0 && t.anyMine(t.s.Status.Guidance[i].ComponentIDs)
	case c.MaintenanceID != "":
		i := slices.IndexFunc(t.s.Status.Maintenances, func(m feed.Maintenance) bool { return m.ID == c.MaintenanceID })
		return i >= 0 && t.anyMine(t.s.Status.Maintenances[i].ComponentIDs)
	}
	return false
}

// called is a name in the reader's language: that of the document, or the one of the time.
func (t *diaryTeller) called(c *feed.Change, now feed.Text, then func(ChangeNames) feed.Text) string {
	names, known := t.s.Names[c.ID]
	if known {
		if name := Plain(then(names).In(t.s.Loc.Lang(), names.Language), nameLength); name != "" {
			return name
		}
	}
	return nameOf(t.s, now)
}

// component is the function or service of a change, with its service before it.
func (t *diaryTeller) component(c *feed.Change, between string) string {
	p, listed := t.components[c.ComponentID]
	var now, service feed.Text
	if listed {
		now = p.c.Name
		if p.service.ID != p.c.ID {
			service = p.service.Name
		}
	}
	name := t.called(c, now, func(n ChangeNames) feed.Text { return n.Component })
	if names := t.s.Names[c.ID]; len(service) > 0 || len(names.Service) > 0 {
		return t.called(c, service, func(n ChangeNames) feed.Text { return n.Service }) + between + name
	}
	return name
}

// text says one change; "" for one that says nothing here.
func (t *diaryTeller) text(c *feed.Change) string {
	say := func(id string, data map[string]any) string { return t.s.Loc.T(id, data) }
	in := t.incidents[c.IncidentID]
	incident := func() string {
		var now feed.Text
		if in != nil {
			now = in.Name
		}
		return t.called(c, now, func(n ChangeNames) feed.Text { return n.Incident })
	}
	named := func(kind, name, to string) string {
		return say("diary.event."+kind, map[string]any{"Name": name, "To": to})
	}
	switch c.Kind {
	case feed.ChangeComponentStatus, feed.ChangeComponentAdded, feed.ChangeComponentRemoved:
		kind := map[feed.ChangeKind]string{
			feed.ChangeComponentStatus: "state", feed.ChangeComponentAdded: "added", feed.ChangeComponentRemoved: "removed",
		}[c.Kind]
		return say("service.event."+kind, map[string]any{
			"Name": t.component(c, " "),
			"From": say("state."+stateWord(feed.ComponentStatus(c.From)), nil), "To": say("state."+stateWord(feed.ComponentStatus(c.To)), nil),
		})
	case feed.ChangeIncidentOpened, feed.ChangeIncidentUnlisted:
		return named(string(c.Kind), incident(), "")
	case feed.ChangeIncidentStatus:
		return named(string(c.Kind), incident(), changeWord(t.s, "incident.", c.To))
	case feed.ChangeIncidentUpdate, feed.ChangeIncidentEdited:
		return say("diary.event."+string(c.Kind), map[string]any{"Text": cmp.Or(t.update(in, c.UpdateID), incident())})
	case feed.ChangeStage:
		return say("diary.event.stage", map[string]any{
			"Stage": changeWord(t.s, "stage.", string(c.Stage)), "To": changeWord(t.s, "stage_state.", c.To),
		})
	case feed.ChangePromise:
		var now feed.Text
		if in != nil {
			for i := range in.Promises {
				if in.Promises[i].ID == c.PromiseID {
					now = in.Promises[i].Text
				}
			}
		}
		name := t.called(c, now, func(n ChangeNames) feed.Text { return n.Promise })
		if c.From == "" && c.To == string(feed.PromiseOpen) {
			return named("promise_new", name, "")
		}
		return named("promise", name, changeWord(t.s, "promise.", c.To))
	case feed.ChangeGuidanceAdded, feed.ChangeGuidanceWithdrawn:
		var now feed.Text
		if t.s.Status != nil {
			for i := range t.s.Status.Guidance {
				if t.s.Status.Guidance[i].ID == c.GuidanceID {
					now = t.s.Status.Guidance[i].Title
				}
			}
		}
		if len(now)+len(t.s.Names[c.ID].Guidance) == 0 { // it left before anybody here knew it
			return say("diary.event.guidance_changed", nil)
		}
		return named(string(c.Kind), t.called(c, now, func(n ChangeNames) feed.Text { return n.Guidance }), "")
	case feed.ChangeMaintenance:
		var now feed.Text
		if t.s.Status != nil {
			for i := range t.s.Status.Maintenances {
				if t.s.Status.Maintenances[i].ID == c.MaintenanceID {
					now = t.s.Status.Maintenances[i].Name
				}
			}
		}
		return named("maintenance", t.called(c, now, func(n ChangeNames) feed.Text { return n.Maintenance }), changeWord(t.s, "maintenance.", c.To))
	}
	return ""
}

// hay is what a search compares a change and its note with. Making it takes far longer than comparing, so it is kept.
func (t *diaryTeller) hay(c *feed.Change, n *Note) [][]rune {
	text, ok := t.folded[c.ID]
	if !ok {
		text = fold(t.text(c))
		if t.folded != nil {
			t.folded[c.ID] = text
		}
	}
	if n == nil {
		return [][]rune{text}
	}
	return [][]rune{text, fold(n.Text)}
}

// update is the beginning of what the operator said, "" where the document has dropped it.
func (t *diaryTeller) update(in *feed.Incident, id string) string {
	if in == nil {
		return ""
	}
	for i := range in.Updates {
		if in.Updates[i].ID == id {
			return Plain(in.Updates[i].Body.In(t.s.Loc.Lang(), t.s.Status.Feed.Language), 160)
		}
	}
	return ""
}

// changeWord is the word for a value of a change, which unlike those of a document may be of a later version.
func changeWord(s *Snapshot, section, value string) string {
	if !i18n.Has(section + value) {
		value = feed.Unknown
	}
	return s.Loc.T(section+value, nil)
}

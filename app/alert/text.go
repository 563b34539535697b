package alert

import (
	"cmp"
	"strings"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// named is how many services a digest names; the rest it counts.
const named = 3

// Text puts an alert into words from what the document says now. Title and body
// are plain text, of any length; a withdrawal has none. What is not about a real
// outage says so at the head of the title.
func Text(l *i18n.Localizer, doc *feed.Status, a Alert) (title, body string) {
	if a.Withdraw {
		return "", ""
	}
	w := words{l: l, doc: doc}
	title, body = w.say(a)
	switch doc.Mode {
	case feed.ModeLive:
	case feed.ModeDrill:
		title = w.marked("mode.drill.mark", title)
	default:
		title = w.marked("mode.replay.mark", title)
	}
	return title, strings.TrimSpace(body)
}

type words struct {
	l   *i18n.Localizer
	doc *feed.Status
}

func (w words) marked(mark, title string) string {
	return w.l.T("alert.title.marked", map[string]any{"Mark": w.l.T(mark, nil), "Title": title})
}

// in picks the reader's language from text of the feed; absent text becomes the
// words for "unnamed".
func (w words) in(t feed.Text) string {
	return cmp.Or(t.In(w.l.Lang(), w.doc.Feed.Language), w.l.T("alert.untitled", nil))
}

func (w words) when(t time.Time) string { return w.l.DayClock(t) }

// name returns the name of a component, a function's with that of its service.
func (w words) name(id string) string {
	c := w.doc.Component(id)
	if c == nil {
		return w.l.T("alert.untitled", nil)
	}
	if s := w.doc.Component(c.GroupID); s != nil && s.ID != c.ID {
		return w.l.T("alert.name.function", map[string]any{"Service": w.in(s.Name), "Function": w.in(c.Name)})
	}
	return w.in(c.Name)
}

// word returns the word for an enumeration value, that for unknown if this
// version has none.
func (w words) word(section, value string) string {
	id := section + "." + value
	if !i18n.Has(id) {
		id = section + "." + feed.Unknown
	}
	return w.l.T(id, nil)
}

func (w words) say(a Alert) (title, body string) {
	switch a.Kind {
	case KindWorse, KindBetter, KindRestored:
		return w.component(a)
	case KindStage:
		return w.l.T("alert.stage.title", map[string]any{"Stage": w.word("stage", a.Stage), "State": w.word("stage_state", a.To)}),
			w.l.T("alert.stage.body", map[string]any{"Name": w.incident(a.IncidentID), "When": w.when(a.At)})
	case KindPromise, KindPromiseSilent:
		return w.promise(a)
	case KindGuidance:
		g := w.doc.GuidanceByID(a.GuidanceID)
		if g == nil {
			return w.l.T("alert.guidance_withdrawn.title", nil), w.l.T("alert.guidance_withdrawn.body", nil)
		}
		return w.l.T("alert.guidance.title", map[string]any{"Kind": w.word("kind", string(g.Kind)), "Title": w.in(g.Title)}),
			g.Text.In(w.l.Lang(), w.doc.Feed.Language)
	case KindGuidanceWithdrawn:
		return w.l.T("alert.guidance_withdrawn.title", nil), w.l.T("alert.guidance_withdrawn.body", nil)
	case KindMaintenance:
		return w.maintenance(a)
	case KindDigest:
		return w.digest(a)
	case KindConnection:
		return w.l.T("alert.connection.title", map[string]any{"Name": w.in(w.doc.Feed.Name)}),
			w.l.T("alert.connection.body", map[string]any{"When": w.when(a.At)})
	}
	return w.incidentNews(a)
}

func (w words) component(a Alert) (title, body string) {
	id := "alert.state.title"
	if a.Kind == KindRestored {
		id = "alert.restored.title"
	}
	title = w.l.T(id, map[string]any{"Name": w.name(a.ComponentID), "State": w.word("state", a.To)})
	from := cmp.Or(a.From, string(feed.Operational))
	body = w.l.T("alert.component.body", map[string]any{
		"From": w.word("state", from), "To": w.word("state", a.To), "When": w.when(a.At),
	})
	if c := w.doc.Component(a.ComponentID); c != nil && string(c.Status) == a.To {
		if note := c.Note.In(w.l.Lang(), w.doc.Feed.Language); note != "" {
			body = w.l.T("alert.note.body", map[string]any{"Note": note, "When": w.when(a.At)})
		}
	}
	return title, body
}

func (w words) incident(id string) string {
	if in := w.doc.Incident(id); in != nil {
		return w.in(in.Name)
	}
	return w.l.T("alert.untitled", nil)
}

func (w words) incidentNews(a Alert) (title, body string) {
	id := "alert." + string(a.Kind) + ".title"
	if a.Kind == KindIncidentStatus && feed.IncidentStatus(a.To) == feed.Resolved {
		id = "alert.incident_resolved.title"
	}
	if !i18n.Has(id) { // stored by a newer version
		id = "alert.incident_update.title"
	}
	data := map[string]any{"Name": w.incident(a.IncidentID)}
	if a.Kind == KindIncidentStatus && feed.IncidentStatus(a.To) != feed.Resolved {
		data["State"] = w.word("incident", a.To)
	}
	title = w.l.T(id, data)
	if a.Kind == KindIncidentUnlisted {
		return title, w.l.T("alert.incident_unlisted.body", nil)
	}
	if in := w.doc.Incident(a.IncidentID); in != nil {
		for _, u := range in.Updates { // the one that it is about, else the newest
			if a.UpdateID == "" || u.ID == a.UpdateID {
				return title, u.Body.In(w.l.Lang(), w.doc.Feed.Language)
			}
		}
	}
	return title, w.l.T("alert.incident.body", map[string]any{"When": w.when(a.At)})
}

func (w words) promise(a Alert) (title, body string) {
	var p feed.Promise
	if in := w.doc.Incident(a.IncidentID); in != nil {
		for _, q := range in.Promises {
			if q.ID == a.PromiseID {
				p = q
			}
		}
	}
	data := map[string]any{"Text": w.in(p.Text), "Due": w.when(cmp.Or(p.DueAt, a.At))}
	if a.Kind == KindPromiseSilent {
		return w.l.T("alert.promise_silent.title", nil), w.l.T("alert.promise_silent.body", data)
	}
	title = w.l.T("alert.promise_new.title", nil)
	switch feed.PromiseState(a.To) {
	case feed.PromiseMissed:
		title = w.l.T("alert.promise_missed.title", nil)
	case feed.PromiseMoved:
		title = w.l.T("alert.promise_moved.title", nil)
	case feed.PromiseKept:
		title = w.l.T("alert.promise_kept.title", nil)
	}
	return title, w.l.T("alert.promise.body", data)
}

func (w words) maintenance(a Alert) (title, body string) {
	name := w.l.T("alert.untitled", nil)
	for _, m := range w.doc.Maintenances {
		if m.ID == a.Maintenance {
			name = w.in(m.Name)
			body = w.l.T("alert.maintenance.body", map[string]any{"From": w.when(m.ScheduledFor), "Until": w.when(m.ScheduledUntil)})
		}
	}
	return w.l.T("alert.maintenance.title", map[string]any{"Name": name, "State": w.word("maintenance", a.To)}), body
}

// digest counts in the title what counts, good news first, and names in the body
// what is still not well.
func (w words) digest(a Alert) (title, body string) {
	g := a.Digest
	if g == nil {
		g = &Digest{}
	}
	title = w.l.T("alert.digest.title", nil)
	if g.Quiet {
		title = w.l.T("alert.digest.title_quiet", nil)
	}
	var parts []string
	for _, c := range []struct {
		id string
		n  int
	}{
		{"alert.digest.do_not", g.DoNot},
		{"alert.digest.back", g.Back},
		{"alert.digest.worse", g.Worse},
		{"alert.digest.better", g.Better},
		{"alert.digest.promises_missed", g.Missed},
		{"alert.digest.incidents", g.Opened},
		{"alert.digest.resolved", g.Resolved},
		{"alert.digest.other", g.Other},
	} {
		if c.n > 0 {
			parts = append(parts, w.l.N(c.id, c.n, nil))
		}
	}
	separator := w.l.T("alert.digest.separator", nil)
	lines := []string{strings.Join(parts, separator)}
	if g.AllGood {
		lines = append(lines, w.l.T("alert.digest.all_good", nil))
	}
	if len(g.Trouble) == 0 {
		return title, strings.Join(lines, "\n")
	}
	var names []string
	for _, id := range g.Trouble[:min(named, len(g.Trouble))] {
		names = append(names, w.name(id))
	}
	text := strings.Join(names, separator)
	if more := len(g.Trouble) - named; more > 0 {
		text += " " + w.l.N("alert.digest.more", more, nil)
	}
	return title, strings.Join(append(lines, w.l.T("alert.digest.down", map[string]any{"Names": text})), "\n")
}

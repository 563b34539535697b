package views

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// nameLength bounds a name from a feed inside a sentence, in characters.
const nameLength = 40

// part is a function, or a service without functions, with the service it belongs to.
type part struct {
	service  *feed.Service
	c        *feed.Component
	followed bool
}

// parts returns everything that has a state of its own, in the order of the document.
func parts(s *Snapshot) []part {
	var out []part
	for i := range s.Services {
		sv := &s.Services[i]
		list := sv.Functions
		if len(list) == 0 {
			out = append(out, part{sv, &sv.Component, s.Follows[sv.ID]})
			continue
		}
		for j := range list {
			out = append(out, part{sv, &list[j], s.Follows[list[j].ID] || s.Follows[sv.ID]})
		}
	}
	return out
}

// nameOf is a text of the shown document as a name inside a sentence.
func nameOf(s *Snapshot, t feed.Text) string {
	lang := ""
	if s.Status != nil {
		lang = s.Status.Feed.Language
	}
	if name := Plain(t.In(s.Loc.Lang(), lang), nameLength); name != "" {
		return name
	}
	return s.Loc.T("alert.untitled", nil)
}

// answerTo answers "is it me or is it them?" in at most two short sentences, and says in a second part what works and
// what does not. It is honest about what it cannot know: without a document, or with one that nothing has confirmed for
// too long, it says so and since when.
func answerTo(s *Snapshot) widgets.AnswerData {
	a := widgets.AnswerData{Look: theme.Look{State: theme.Unknown}}
	switch {
	case s.Status == nil:
		a.Headline, a.Second = unreceived(s)
	case len(s.Services) == 0 && s.Feed.textOnly():
		a.Headline, a.Second = textAnswer(s)
	case len(s.Services) == 0:
		a.Headline = s.Loc.T("answer.empty", nil)
	case s.Stale:
		a.Headline, a.Second = staleAnswer(s)
	default:
		a.Look.State = theme.State(feed.Worst(s.Services))
		a.Headline, a.Second = freshAnswer(s)
	}
	a.Word = s.Loc.T("state."+stateWord(feed.ComponentStatus(a.Look.State)), nil)
	if other := elsewhere(s); other != "" {
		a.Second = strings.TrimSpace(a.Second + " " + other)
	}
	return a
}

// textAnswer is the answer from a page that tells no states: how many outages it speaks of.
func textAnswer(s *Snapshot) (headline, second string) {
	open := 0
	for i := range s.Status.Incidents {
		if !s.Status.Incidents[i].Status.Over() {
			open++
		}
	}
	headline = s.Loc.T("answer.text_only", nil)
	switch {
	case s.Stale:
		return headline, s.Loc.T("answer.stale", nil)
	case open == 0:
		return headline, s.Loc.T("answer.text_only.calm", nil)
	}
	return headline, s.Loc.N("answer.text_only.open", open, nil)
}

// stateWord is the id of a state's word; whatever is not known is unknown.
func stateWord(c feed.ComponentStatus) string {
	if c.Severity() < 0 {
		return feed.Unknown
	}
	return string(c)
}

func unreceived(s *Snapshot) (headline, second string) {
	t := func(id string) string { return s.Loc.T(id, nil) }
	switch {
	case s.Loading:
		return t("answer.loading"), t("answer.loading.second")
	case s.Feed.ID == "":
		return t("answer.no_feed"), t("answer.no_feed.second")
	case s.Connection == ConnWaiting:
		return t("answer.nothing"), t("answer.offline")
	case s.Connection == ConnStopped:
		return t("answer.nothing"), t("answer.stopped")
	}
	return t("answer.nothing"), t("answer.connecting")
}

// confirmedAt is the last moment for which somebody vouched for what is shown, in device time.
func confirmedAt(s *Snapshot) time.Time {
	at := s.Contact
	if at.IsZero() || !s.ExpiresAt.IsZero() && at.After(s.ExpiresAt) {
		at = s.ExpiresAt // a contact that confirmed nothing
	}
	if at.IsZero() && s.Status != nil {
		at = s.Status.IssuedAt
	}
	return at
}

func staleAnswer(s *Snapshot) (headline, second string) {
	worst := feed.Worst(s.Services)
	about := subjectOf(s, worst)
	data := map[string]any{"Name": about.name, "When": s.Loc.When(confirmedAt(s), s.Real)}
	headline = s.Loc.T("answer.stale", nil) + "\n" + s.Loc.N("answer.stale."+stateWord(worst), about.n, data)
	switch s.Connection {
	case ConnWaiting:
		second = s.Loc.T("answer.offline", nil)
	case ConnStopped:
		second = s.Loc.T("answer.stopped", nil)
	case ConnLive, ConnLocal, ConnPolling, ConnPage:
		second = s.Loc.T("answer.silent", nil)
	case ConnConnecting, ConnNone:
		second = s.Loc.T("answer.reconnecting", nil)
	}
	return headline, second
}

func freshAnswer(s *Snapshot) (headline, second string) {
	worst := feed.Worst(s.Services)
	switch worst {
	case feed.Operational:
		return workingAnswer(s)
	case feed.ComponentUnknown:
		return unknownAnswer(s)
	}
	about := subjectOf(s, worst)
	id, data := "answer."+string(worst), map[string]any{"Name": about.name}
	if d := s.Now.Sub(about.since); worst != feed.UnderMaintenance && !about.since.IsZero() && d >= time.Minute {
		id, data["D"] = id+".lasting", s.Loc.Duration(d)
	}
	what, phone := s.Loc.N(id, about.n, data), s.Loc.T("answer.not_your_phone", nil)
	if about.wide {
		return s.Loc.T("answer.not_your_phones", nil) + "\n" + what, whatWorks(s)
	}
	return what + "\n" + phone, whatWorks(s)
}

func workingAnswer(s *Snapshot) (headline, second string) {
	headline = s.Loc.T("answer.working", nil) + "\n" + s.Loc.T("answer.working.known", nil)
	if n := len(openIncidents(s.Status)); n > 0 {
		return s.Loc.T("answer.working", nil), s.Loc.N("answer.open_incidents", n, nil)
	}
	return headline, s.Loc.T("answer.working.second", nil)
}

func unknownAnswer(s *Snapshot) (headline, second string) {
	unknown, all := 0, parts(s)
	for _, p := range all {
		if p.c.Status.Severity() < 0 {
			unknown++
		}
	}
	if unknown == len(all) {
		return s.Loc.T("answer.unknown", nil), s.Loc.T("answer.unknown.second", nil)
	}
	return s.Loc.T("answer.working.known", nil) + "\n" + s.Loc.N("answer.unknown.some", unknown, nil), whatWorks(s)
}

// openIncidents returns the incidents that the operator has not ended, without planned work, worst first and then the
// oldest.
func openIncidents(s *feed.Status) []*feed.Incident {
	if s == nil {
		return nil
	}
	var out []*feed.Incident
	for i := range s.Incidents {
		in := &s.Incidents[i]
		if !in.Status.Over() && in.ResolvedAt == nil && in.Impact != feed.ImpactMaintenance {
			out = append(out, in)
		}
	}
	rank := func(i feed.Impact) int {
		return slices.Index([]feed.Impact{feed.ImpactCritical, feed.ImpactMajor, feed.ImpactMinor}, i) & 3
	}
	slices.SortStableFunc(out, func(a, b *feed.Incident) int {
		if n := rank(a.Impact) - rank(b.Impact); n != 0 {
			return n
		}
		return a.StartedAt.Compare(b.StartedAt)
	})
	return out
}

// subject is what the headline is about.
type subject struct {
	name  string
	n     int       // 1: the name is that of one thing
	wide  bool      // more than half of what the feed watches is affected
	since time.Time // when it began; zero: nobody said
}

// subjectOf names the services that are in the state worst, where partly and wholly down count as one: a single
// service by its name, most of them by the name that they share, else the first with the number of the others.
func subjectOf(s *Snapshot, worst feed.ComponentStatus) subject {
	floor := min(worst.Severity(), feed.PartialOutage.Severity())
	var hit []*feed.Service
	ids := make(map[string]bool)
	var about subject
	for _, sv := range ordered(s) {
		if n := sv.Status.Severity(); n < floor || worst.Severity() <= 0 || n > worst.Severity() {
			continue
		}
		hit = append(hit, sv)
		ids[sv.ID] = true
		for _, f := range sv.Parts() {
			ids[f.ID] = true
			if f.Status.Severity() >= floor && !f.Since.IsZero() && (about.since.IsZero() || f.Since.Before(about.since)) {
				about.since = f.Since
			}
		}
	}
	for _, in := range openIncidents(s.Status) {
		if touches(in, ids) && !in.StartedAt.IsZero() && (about.since.IsZero() || in.StartedAt.Before(about.since)) {
			about.since = in.StartedAt
		}
	}
	about.wide = len(hit)*2 > len(s.Services)
	switch len(hit) {
	case 0:
		about.n = 1
	case 1:
		about.name, about.n = nameOf(s, hit[0].Name), 1
	default:
		if about.wide {
			about.name = family(s)
		}
		about.n = 1
		if about.name == "" {
			about.n = len(hit)
			about.name = s.Loc.N("answer.and_others", len(hit)-1, map[string]any{"First": nameOf(s, hit[0].Name)})
		}
	}
	return about
}

func touches(in *feed.Incident, ids map[string]bool) bool {
	return len(in.ComponentIDs) == 0 || slices.ContainsFunc(in.ComponentIDs, func(id string) bool { return ids[id] })
}

// family returns the name that at least two thirds of the services begin with (카카오톡, 카카오 T, 카카오맵: 카카오), or
// nothing. It has at least two syllables or four letters.
func family(s *Snapshot) string {
	names := make([][]rune, len(s.Services))
	for i, sv := range s.Services {
		names[i] = []rune(nameOf(s, sv.Name))
	}
	if len(names) < 2 {
		return ""
	}
	slices.SortFunc(names, slices.Compare)
	middle := names[len(names)/2] // whatever most names share, the middle one of the sorted shares it
	for size := len(middle); size > 0; size-- {
		shared := 0
		for _, n := range names {
			if len(n) >= size && slices.Equal(n[:size], middle[:size]) && !inWord(n, size) {
				shared++
			}
		}
		if shared*3 < len(names)*2 {
			continue
		}
		found := strings.TrimRight(string(middle[:size]), " -·/(")
		if n := len([]rune(found)); n < 2 || middle[0] < 0x1100 && n < 4 {
			return ""
		}
		return found
	}
	return ""
}

// inWord reports whether a cut at i goes through a word: no syllable of Hangul minds, a Latin word does but for KakaoTalk.
func inWord(name []rune, i int) bool {
	return i < len(name) && unicode.IsLetter(name[i-1]) && unicode.IsLower(name[i])
}

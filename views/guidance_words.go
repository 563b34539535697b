package views

import (
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// advice is the guidance of a document, sorted by whether it holds now.
type advice struct {
	doNot, do, alternatives, channels []*feed.Guidance // valid, the most important first
	reinstall                         []*feed.Guidance // valid, or not yet
	waiting                           []*feed.Guidance // not valid now
}

// adviceOf sorts the guidance. Reinstalling has its own card as long as it may still become right: people look for it.
func adviceOf(s *Snapshot) advice {
	var a advice
	if s.Status == nil {
		return a
	}
	list := make([]*feed.Guidance, len(s.Status.Guidance))
	for i := range list {
		list[i] = &s.Status.Guidance[i]
	}
	slices.SortStableFunc(list, func(a, b *feed.Guidance) int { return b.Priority - a.Priority })
	for _, g := range list {
		why := g.Validity(s.Status, s.Now)
		switch {
		case g.Kind == feed.GuidanceReinstall && why != feed.Expired && why != feed.SupersededByOther:
			a.reinstall = append(a.reinstall, g)
		case why != feed.Valid:
			a.waiting = append(a.waiting, g)
		case g.Kind == feed.GuidanceDoNot:
			a.doNot = append(a.doNot, g)
		case g.Kind == feed.GuidanceDo:
			a.do = append(a.do, g)
		case g.Kind == feed.GuidanceAlternative:
			a.alternatives = append(a.alternatives, g)
		case g.Kind == feed.GuidanceOfficialChannel:
			a.channels = append(a.channels, g)
		}
	}
	return a
}

// empty tells whether nothing holds now and nothing waits.
func (a advice) empty() bool {
	return len(a.doNot)+len(a.do)+len(a.alternatives)+len(a.channels)+len(a.reinstall)+len(a.waiting) == 0
}

// onHold tells whether reinstalling is something not to do yet.
func (a advice) onHold(s *Snapshot) bool {
	return slices.ContainsFunc(a.reinstall, func(g *feed.Guidance) bool { return g.Validity(s.Status, s.Now) != feed.Valid })
}

// guidanceHeading says the one thing that matters most, and for when it holds.
func guidanceHeading(s *Snapshot, a advice) widgets.HeadingData {
	h := widgets.HeadingData{Title: s.Loc.T("guidance.title", nil)}
	if s.Status == nil || s.Loading {
		return h
	}
	switch {
	case a.onHold(s) && len(a.doNot) > 0:
		h.Title = s.Loc.T("guidance.keep", nil)
	case len(a.doNot) > 0:
		h.Title = s.Loc.N("guidance.warnings", len(a.doNot), nil)
	case len(a.do) > 0:
		h.Title = s.Loc.N("guidance.steps", len(a.do), nil)
	case len(replacing(s)) > 0:
		h.Title = s.Loc.T("guidance.instead", nil)
	default:
		h.Title = s.Loc.T("guidance.nothing", nil)
	}
	h.Sub = s.Loc.T("guidance.as_of", map[string]any{"When": dayStamp(s, s.Now)})
	if s.Stale {
		h.Sub = s.Loc.T("guidance.stale", map[string]any{"When": s.Loc.When(confirmedAt(s), s.Real)})
	}
	return h
}

// untilOf says how long an instruction holds: until a moment, while a function is in a state, or until it is taken back.
func untilOf(s *Snapshot, g *feed.Guidance) string {
	var out []string
	if w := g.ValidWhile; w != nil {
		id := "guidance.until.back"
		if slices.Contains(w.StatusIn, feed.Operational) {
			id = "guidance.while.works"
			if len(w.StatusIn) > 1 {
				id = "guidance.while.so"
			}
		}
		out = append(out, s.Loc.T(id, map[string]any{"Name": componentName(s, w.ComponentID, false)}))
	}
	if g.Expires != nil {
		out = append(out, s.Loc.T("recovery.until", map[string]any{"When": s.Loc.When(*g.Expires, s.Now)}))
	}
	if len(out) == 0 {
		return s.Loc.T("guidance.until.word", nil)
	}
	return strings.Join(out, s.Loc.T("answer.comma", nil))
}

// componentName is the name of a component, with its service if whole.
func componentName(s *Snapshot, id string, whole bool) string {
	for i := range s.Services {
		sv := &s.Services[i]
		if sv.ID == id {
			return nameOf(s, sv.Name)
		}
		for j := range sv.Functions {
			if c := &sv.Functions[j]; c.ID == id && whole {
				return fullName(s, sv, c)
			} else if c.ID == id {
				return nameOf(s, c.Name)
			}
		}
	}
	return s.Loc.T("alert.untitled", nil)
}

// whyNot says why an instruction does not hold now.
func whyNot(s *Snapshot, g *feed.Guidance) string {
	why := g.Validity(s.Status, s.Now)
	switch {
	case why == feed.NotYetEffective && g.Effective != nil:
		return s.Loc.T("guidance.why.not_yet", map[string]any{"When": s.Loc.When(*g.Effective, s.Now)})
	case why == feed.Expired && g.Expires != nil:
		return s.Loc.T("guidance.why.expired", map[string]any{"When": s.Loc.When(*g.Expires, s.Now)})
	case why == feed.ConditionNotMet && g.ValidWhile != nil:
		return s.Loc.T("guidance.why.condition", map[string]any{
			"Name":  componentName(s, g.ValidWhile.ComponentID, true),
			"State": s.Loc.T("state."+stateWord(s.Status.StatusOf(g.ValidWhile.ComponentID)), nil),
		})
	case why == feed.SupersededByOther:
		for i := range s.Status.Guidance {
			if o := &s.Status.Guidance[i]; o.Supersedes == g.ID && o.Validity(s.Status, s.Now) == feed.Valid {
				return s.Loc.T("guidance.why.superseded", map[string]any{"Title": Plain(textOf(s, o.Title), 60)})
			}
		}
	}
	return s.Loc.T("validity."+string(why), nil)
}

// replacing are the functions that do not work, and services as a whole, for which there is something to use instead.
func replacing(s *Snapshot) []failing { return withOptions(s, true) }

// prepared are those that work and have something for when they fail.
func prepared(s *Snapshot) []failing { return withOptions(s, false) }

// withOptions goes through the services and their functions: those with a choice of the reader first.
func withOptions(s *Snapshot, dead bool) []failing {
	var out []failing
	add := func(f failing, name func() string) {
		if f.dead() == dead && len(optionsOf(s, f.id, !dead)) > 0 {
			f.name = name()
			out = append(out, f)
		}
	}
	for i := range s.Services {
		sv := &s.Services[i]
		add(failing{id: sv.ID, state: sv.Status}, func() string { return nameOf(s, sv.Name) })
		for j := range sv.Functions {
			c := &sv.Functions[j]
			add(failing{id: c.ID, state: c.Status}, func() string { return fullName(s, sv, c) })
		}
	}
	return chosenFirst(s, out)
}

// told are the alternatives of which there is more to say than the rows show: an explanation, an action, or that they are
// for everything. What replaces only things that work again is left out.
func told(a advice, rows []failing) []*feed.Guidance {
	var out []*feed.Guidance
	for _, g := range a.alternatives {
		used := len(g.ComponentIDs) == 0 || slices.ContainsFunc(rows, func(f failing) bool { return slices.Contains(g.ComponentIDs, f.id) })
		if used && (len(g.Text) > 0 || len(g.Actions) > 0 || len(g.ComponentIDs) == 0) {
			out = append(out, g)
		}
	}
	return out
}

// tickedOf counts the steps that the reader has done.
func tickedOf(s *Snapshot, list []*feed.Guidance) int {
	n := 0
	for _, g := range list {
		if s.Ticked[g.ID] {
			n++
		}
	}
	return n
}

// link is an action of an instruction, with its words.
type link struct {
	label  string
	action feed.Action
}

// linksOf are the actions that the feed's profile allows to open, and the others as text: an address that nobody vouches
// for is never opened, but it can be read.
func linksOf(s *Snapshot, g *feed.Guidance, canOpen func(feed.Action) bool) (links []link, text []string) {
	list := slices.Clone(g.Actions)
	if g.SourceURL != "" {
		source := feed.Action{Type: feed.ActionURL, Value: g.SourceURL}
		if canOpen != nil && canOpen(source) {
			list = append(list, source)
		}
	}
	for _, a := range list {
		label := Plain(textOf(s, a.Label), 60)
		if label == "" {
			label = s.Loc.T("recovery.source", nil)
			if len(links)+len(text) < len(g.Actions) {
				label = s.Loc.T("action.open", nil)
			}
		}
		if canOpen != nil && canOpen(a) {
			links = append(links, link{label, a})
		} else if a.Value != "" {
			text = append(text, s.Loc.T("guidance.action.plain", map[string]any{"Label": label, "Value": Plain(a.Value, 200)}))
		}
	}
	return links, text
}

// conditionOf is the state that an instruction waits for: shape, name, word, and for how long it has been so.
type condition struct {
	look             theme.Look
	name, word, when string
}

func conditionOf(s *Snapshot, g *feed.Guidance) (condition, bool) {
	if g.ValidWhile == nil {
		return condition{}, false
	}
	id := g.ValidWhile.ComponentID
	state := s.Status.StatusOf(id)
	c := condition{look: lookOf(s, state), name: componentName(s, id, true), word: s.Loc.T("state."+stateWord(state), nil)}
	var since time.Time
	for i := range s.Services {
		for _, p := range append([]feed.Component{s.Services[i].Component}, s.Services[i].Functions...) {
			if p.ID == id {
				since = p.Since
			}
		}
	}
	c.when = sinceOf(s, since)
	return c, true
}

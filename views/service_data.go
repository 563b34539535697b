package views

import (
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// maxTimeline bounds the events on a Service screen; older ones are in the history of the feed.
const maxTimeline = 60

func findService(s *Snapshot, id string) *feed.Service {
	if id == "" {
		return nil
	}
	for i := range s.Services {
		if s.Services[i].ID == id {
			return &s.Services[i]
		}
	}
	return nil
}

// lostService is what the screen says without a service.
func lostService(s *Snapshot) widgets.EmptyStateData {
	if s.Status == nil {
		return emptyBoard(s, filterAll, "")
	}
	return widgets.EmptyStateData{
		Icon: "nav-status", Title: s.Loc.T("service.lost", nil), Text: s.Loc.T("service.lost.text", nil),
		Action: s.Loc.T("service.back", nil),
	}
}

// serviceAnswer is the head: name, state, and how it stands with the functions.
func serviceAnswer(s *Snapshot, sv *feed.Service) widgets.AnswerData {
	var second []string
	if sum := sumOf(s, sv, widgets.Desktop); sum != "" {
		second = append(second, s.Loc.T("service.sentence", map[string]any{"Text": sum}))
	} else if note := sv.Parts()[0].Note.In(s.Loc.Lang(), s.Status.Feed.Language); note != "" {
		second = append(second, Plain(note, 200))
	}
	if s.Stale {
		second = append(second, s.Loc.T("service.stale", map[string]any{"When": s.Loc.When(confirmedAt(s), s.Real)}))
	} else if !sv.Since.IsZero() {
		second = append(second, s.Loc.T("service.changed", map[string]any{"When": s.Loc.Ago(sv.Since, s.Now)}))
	}
	return widgets.AnswerData{
		Look: lookOf(s, sv.Status), Word: s.Loc.T("state."+stateWord(sv.Status), nil),
		Headline: nameOf(s, sv.Name), Second: strings.Join(second, " "),
	}
}

func followButton(s *Snapshot, sv *feed.Service) widgets.ButtonData {
	if s.Follows[sv.ID] {
		return widgets.ButtonData{Label: s.Loc.T("service.unfollow", nil), Icon: "star-on"}
	}
	return widgets.ButtonData{Kind: widgets.Primary, Label: s.Loc.T("service.follow", nil), Icon: "star-off"}
}

// failings are the service as a whole, where something may be used instead of all of it, and its functions: those that do
// not work, then the others, in both the ones with a choice of the reader first.
func failings(s *Snapshot, sv *feed.Service) (dead, works []failing) {
	add := func(f failing) {
		if f.dead() {
			dead = append(dead, f)
		} else {
			works = append(works, f)
		}
	}
	whole := failing{sv.ID, nameOf(s, sv.Name), sv.Status}
	if len(sv.Functions) == 0 || len(optionsOf(s, sv.ID, true)) > 0 {
		add(whole)
	}
	for i := range sv.Functions {
		c := &sv.Functions[i]
		add(failing{c.ID, nameOf(s, c.Name), c.Status})
	}
	return chosenFirst(s, dead), chosenFirst(s, works)
}

// day is a day of a timeline.
type day struct {
	title  string
	events []widgets.UpdateRowData
}

// timeline is what changed about a service and its functions, newest first, by day in the reader's zone.
func timeline(s *Snapshot, sv *feed.Service) []day {
	ids := map[string]*feed.Component{sv.ID: &sv.Component}
	for i := range sv.Functions {
		ids[sv.Functions[i].ID] = &sv.Functions[i]
	}
	var mine []feed.Change
	for _, c := range s.History {
		if ids[c.ComponentID] != nil && c.At.Compare(s.Now.Add(time.Minute)) <= 0 {
			mine = append(mine, c)
		}
	}
	slices.SortStableFunc(mine, func(a, b feed.Change) int { return a.At.Compare(b.At) })
	slices.Reverse(mine)

	var out []day
	n := 0
	for _, c := range mine {
		text := eventText(s, sv, ids[c.ComponentID], c)
		if text == "" {
			continue
		}
		if n++; n > maxTimeline {
			break
		}
		title := s.Loc.Date(c.At)
		if len(out) == 0 || out[len(out)-1].title != title {
			out = append(out, day{title: title})
		}
		d := &out[len(out)-1]
		d.events = append(d.events, widgets.UpdateRowData{ID: c.ID, Time: s.Loc.Clock(c.At), Text: text, Direct: true})
	}
	return out
}

// eventText says one change in words; "" for one that says nothing here. The state of a service that has functions
// is worked out from theirs, so its own changes are left out.
func eventText(s *Snapshot, sv *feed.Service, c *feed.Component, change feed.Change) string {
	if c.ID == sv.ID && len(sv.Functions) > 0 {
		return ""
	}
	data := map[string]any{
		"Name": nameOf(s, c.Name),
		"From": s.Loc.T("state."+stateWord(feed.ComponentStatus(change.From)), nil),
		"To":   s.Loc.T("state."+stateWord(feed.ComponentStatus(change.To)), nil),
	}
	switch change.Kind {
	case feed.ChangeComponentStatus:
		return s.Loc.T("service.event.state", data)
	case feed.ChangeComponentAdded:
		return s.Loc.T("service.event.added", data)
	case feed.ChangeComponentRemoved:
		return s.Loc.T("service.event.removed", data)
	default:
		return ""
	}
}

// channelRows are the feed's official channels. Verified comes only from the signed profile, and so do they.
func channelRows(s *Snapshot) []widgets.ChannelRowData {
	icons := map[string]string{"web": "page", "social": "post", "app": "page", "phone": "phone", "email": "mail"}
	var out []widgets.ChannelRowData
	for _, c := range s.Channels {
		d := widgets.ChannelRowData{ID: c.ID, Icon: icons[c.Kind], Name: c.Name, Sub: c.Note, Verified: true}
		if d.Icon == "" {
			d.Icon = "page"
		}
		if c.CanOpen {
			d.Action, d.Outside = s.Loc.T("action.open", nil), true
		}
		out = append(out, d)
	}
	return out
}

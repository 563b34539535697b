package scenario

import (
	"slices"

	"bokgu/sync/feed"
)

// setGuidance adds, withdraws and revises instructions, in this order.
func (b *builder) setGuidance(e *event) {
	list := slices.Clone(b.guidance)
	for _, id := range e.Add {
		i := slices.IndexFunc(b.data.Guidance, func(g guidanceData) bool { return g.ID == id })
		list = append(list, b.data.Guidance[i].guidance(e.Source))
	}
	list = slices.DeleteFunc(list, func(g feed.Guidance) bool { return slices.Contains(e.Withdraw, g.ID) })
	for _, r := range e.Revise {
		i := slices.IndexFunc(list, func(g feed.Guidance) bool { return g.ID == r.ID })
		if t := r.text(); t != nil {
			list[i].Text = t
		}
		if r.Expires != nil {
			at := r.Expires.In(kst)
			list[i].Expires = &at
		}
	}
	slices.SortStableFunc(list, func(a, b feed.Guidance) int { return b.Priority - a.Priority })
	b.guidance = list
}

// guidance returns the instruction. Only what an official place says has the
// event's source; the rest is this file's own advice.
func (g guidanceData) guidance(source string) feed.Guidance {
	out := feed.Guidance{
		ID: g.ID, Kind: g.Kind, ComponentIDs: g.Components, Priority: g.Priority,
		Title: g.Title.text(), Text: g.Text.text(),
	}
	for _, a := range g.Actions {
		out.Actions = append(out.Actions, a.action())
	}
	if w := g.ValidWhile; w != nil {
		out.ValidWhile = &feed.Condition{ComponentID: w.Component, StatusIn: w.StatusIn}
	}
	if g.Kind == feed.GuidanceOfficialChannel {
		out.SourceURL = source
	}
	return out
}

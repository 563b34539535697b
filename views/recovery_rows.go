package views

import (
	"slices"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// stageRows is the checklist: the seven stages in its order, and after them what a newer feed calls otherwise.
func stageRows(s *Snapshot, in *feed.Incident) []widgets.StageRowData {
	list := make([]feed.Stage, 0, len(feed.Stages))
	for _, name := range feed.Stages {
		list = append(list, in.Stage(name))
	}
	for _, st := range in.Stages {
		if !slices.Contains(feed.Stages, st.Stage) {
			list = append(list, st)
		}
	}
	out := make([]widgets.StageRowData, len(list))
	for i, st := range list {
		d := widgets.StageRowData{
			Name: enumWord(s, "stage.", string(st.Stage)), Word: enumWord(s, "stage_state.", string(st.State)),
			What: textOf(s, st.Text), Outlook: textOf(s, st.Outlook),
			WhatLabel: s.Loc.T("recovery.stage.what", nil), OutlookLabel: s.Loc.T("recovery.stage.outlook", nil), First: i == 0,
		}
		switch st.State {
		case feed.StageDone:
			d.Status = widgets.StageDone
		case feed.StageActive:
			d.Status = widgets.StageActive
		case feed.StageNotReported:
		}
		if st.At != nil && d.Status != widgets.StageNotReported {
			d.When = dayStamp(s, *st.At)
			if d.Status == widgets.StageActive {
				d.When = s.Loc.T("recovery.stage.began", map[string]any{"When": d.When})
			}
		}
		if d.Status == widgets.StageNotReported && d.What == "" {
			d.What = s.Loc.T("recovery.stage.silent", nil)
		}
		out[i] = d
	}
	return out
}

// promiseRows is the ledger, what is open first. A promise that was moved is told in the row of the one that took its
// place.
func promiseRows(s *Snapshot, in *feed.Incident) []widgets.PromiseRowData {
	replaced := map[string]bool{}
	for _, p := range in.Promises {
		if p.Replaces != "" && p.Replaces != p.ID {
			replaced[p.Replaces] = true
		}
	}
	var heads []*feed.Promise
	for i := range in.Promises {
		if !replaced[in.Promises[i].ID] {
			heads = append(heads, &in.Promises[i])
		}
	}
	order := []string{promiseSilent, string(feed.PromiseOpen), string(feed.PromiseMissed), string(feed.PromiseMoved), string(feed.PromiseKept), feed.Unknown}
	slices.SortStableFunc(heads, func(a, b *feed.Promise) int {
		if n := slices.Index(order, promiseState(a, s.Now)) - slices.Index(order, promiseState(b, s.Now)); n != 0 {
			return n
		}
		return a.DueAt.Compare(b.DueAt)
	})
	var out []widgets.PromiseRowData
	for _, p := range heads {
		out = append(out, promiseRow(s, in, p))
	}
	if next, late := promisesAhead(in, s.Now); next == nil && late == nil && !over(in) {
		out = append(out, widgets.PromiseRowData{
			Outcome: widgets.NoPromise, Word: s.Loc.T("recovery.promise.none", nil),
			Text: s.Loc.T("recovery.promise.end", nil), Note: s.Loc.T("recovery.promise.end.note", nil),
		})
	}
	if len(out) > 0 {
		out[0].First = true
	}
	return out
}

func promiseRow(s *Snapshot, in *feed.Incident, p *feed.Promise) widgets.PromiseRowData {
	state := promiseState(p, s.Now)
	d := widgets.PromiseRowData{Outcome: outcomeOf(state), Text: textOf(s, p.Text)}
	switch {
	case state == promiseSilent:
		d.Word = s.Loc.T("recovery.promise.silent", nil)
	default:
		d.Word = enumWord(s, "promise.", state)
	}
	for _, one := range chainOf(in, p) {
		id := "recovery.trail.moved"
		step := widgets.TrailStep{Outcome: widgets.Moved, When: shortStamp(s, one.MadeAt)}
		if len(d.Trail) == 0 {
			id, step.Outcome = "recovery.trail.made", widgets.Open
		}
		step.Text = []widgets.Piece{{Text: s.Loc.T(id, map[string]any{"Due": dayStamp(s, one.DueAt)})}}
		d.Trail = append(d.Trail, step)
	}
	last := widgets.TrailStep{Outcome: d.Outcome, When: shortStamp(s, p.DueAt)}
	switch state {
	case promiseSilent:
		last.Outcome = widgets.Missed
		last.Text = []widgets.Piece{{Text: s.Loc.T("recovery.trail.silent", nil)}}
		if late := s.Now.Sub(p.DueAt); !s.Stale && late >= time.Minute {
			last.Text = append([]widgets.Piece{{
				Text: s.Loc.T("recovery.trail.late", map[string]any{"D": s.Loc.Duration(late)}), Bold: true, Token: theme.Major.Word(),
			}}, last.Text[0])
		}
	case string(feed.PromiseOpen):
		text := s.Loc.T("recovery.trail.due", nil)
		if !s.Stale {
			text = s.Loc.T("recovery.trail.left", map[string]any{"D": s.Loc.Duration(p.DueAt.Sub(s.Now))})
		}
		last.Outcome, last.Text = widgets.Open, []widgets.Piece{{Text: text}}
	case string(feed.PromiseMissed):
		last.Text = []widgets.Piece{{Text: s.Loc.T("recovery.trail.missed", nil)}}
	case string(feed.PromiseKept), string(feed.PromiseMoved):
		last.When = ""
		if at := promiseTold(s, in, p); !at.IsZero() {
			last.When = shortStamp(s, at)
		}
		id := "recovery.trail.kept"
		if state == string(feed.PromiseMoved) {
			id = "recovery.trail.moved_open"
		}
		last.Text = []widgets.Piece{{Text: s.Loc.T(id, nil)}}
	default:
		return d
	}
	d.Trail = append(d.Trail, last)
	return d
}

func outcomeOf(state string) widgets.Outcome {
	switch state {
	case string(feed.PromiseKept):
		return widgets.Kept
	case string(feed.PromiseMoved):
		return widgets.Moved
	case string(feed.PromiseMissed):
		return widgets.Missed
	case string(feed.PromiseOpen):
		return widgets.Open
	}
	return widgets.NoPromise
}

// chainOf returns p and what it replaced, oldest first. A circle in a feed ends it.
func chainOf(in *feed.Incident, p *feed.Promise) []*feed.Promise {
	out := []*feed.Promise{p}
	for p.Replaces != "" && len(out) <= len(in.Promises) {
		i := slices.IndexFunc(in.Promises, func(o feed.Promise) bool { return o.ID == p.Replaces })
		if i < 0 || slices.Contains(out, &in.Promises[i]) {
			break
		}
		p = &in.Promises[i]
		out = append(out, p)
	}
	slices.Reverse(out)
	return out
}

// promiseTold is when the feed first gave the promise its present state, as far as the history goes back.
func promiseTold(s *Snapshot, in *feed.Incident, p *feed.Promise) time.Time {
	for _, c := range s.History {
		if c.Kind == feed.ChangePromise && c.IncidentID == in.ID && c.PromiseID == p.ID && c.To == string(p.State) {
			return c.At
		}
	}
	return time.Time{}
}

// updateLine is a line of the updates: the title of a day, or one of them.
type updateLine struct {
	at          time.Time
	update      *feed.Update // nil: the title
	first, last bool         // of its day
}

func (l updateLine) id() string {
	if l.update == nil {
		return "d/" + l.at.Format("2006-01-02")
	}
	return "u/" + l.update.ID
}

// updateLines are the incident's updates by day in the reader's zone, newest first.
func updateLines(s *Snapshot, in *feed.Incident) []updateLine {
	list := make([]*feed.Update, len(in.Updates))
	for i := range in.Updates {
		list[i] = &in.Updates[i]
	}
	newest := func(a, b *feed.Update) int { return b.DisplayAt.Compare(a.DisplayAt) }
	if !slices.IsSortedFunc(list, newest) {
		slices.SortStableFunc(list, newest)
	}
	out := make([]updateLine, 0, len(list)+8)
	var y, d int
	var m time.Month
	for _, u := range list {
		at := u.DisplayAt.In(s.Loc.Zone())
		if ay, am, ad := at.Date(); len(out) == 0 || ad != d || am != m || ay != y {
			if len(out) > 0 {
				out[len(out)-1].last = true
			}
			y, m, d = ay, am, ad
			out = append(out, updateLine{at: at})
		}
		out = append(out, updateLine{at: at, update: u, first: out[len(out)-1].update == nil})
	}
	if len(out) > 0 {
		out[len(out)-1].last = true
	}
	return out
}

// updateRow is what a line says.
func updateRow(s *Snapshot, l updateLine, canOpen func(feed.Action) bool) widgets.UpdateRowData {
	u := l.update
	row := widgets.UpdateRowData{
		ID: u.ID, Time: s.Loc.Clock(u.DisplayAt), Text: textOf(s, u.Body), Direct: !u.Observed, First: l.first, Last: l.last,
	}
	if u.Stage != "" {
		row.Tag = enumWord(s, "stage.", string(u.Stage))
	}
	if u.UpdatedAt.Sub(u.DisplayAt) >= time.Minute {
		row.Text += " " + s.Loc.T("recovery.updates.edited", map[string]any{"When": dayStamp(s, u.UpdatedAt)})
	}
	if canOpen != nil && u.SourceURL != "" && canOpen(sourceOf(*u)) {
		row.Source = s.Loc.T("recovery.source", nil)
	}
	return row
}

// sourceOf is the page that an update comes from.
func sourceOf(u feed.Update) feed.Action {
	return feed.Action{Type: feed.ActionURL, Value: u.SourceURL}
}

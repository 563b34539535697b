package views

import (
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// chartWindow is the time that the chart shows.
type chartWindow struct {
	from, to time.Time
	end      time.Time // of what is known; it may lie outside
	// What there is to be seen, before and after.
	first, last time.Time
}

// windowOf is the chart's time for a range, moved by pan half ranges. A replay that can be moved shows a fifth of what is
// still to come.
func windowOf(s *Snapshot, in *feed.Incident, span chartRange, pan int) chartWindow {
	from, to := chartTime(s, in, span)
	w := chartWindow{from: from, to: to, end: to, last: to}
	w.first, _ = chartTime(s, in, 0)
	if r := s.Replay; played(s) {
		if w.end.After(r.Until) {
			w.end = r.Until
		}
		w.last = r.Until
		w.to = sooner(w.last, w.end.Add(to.Sub(from)/4))
		if span > 0 {
			w.from = w.to.Add(-time.Duration(span))
		}
	}
	if span > 0 {
		by := time.Duration(pan) * time.Duration(span) / 2
		w.from, w.to = w.from.Add(by), w.to.Add(by)
		if short := w.first.Sub(w.from); pan < 0 && short > 0 {
			w.from, w.to = w.first, w.to.Add(short)
		}
		if long := w.to.Sub(w.last); long > 0 {
			w.from, w.to = w.from.Add(-long), w.last
		}
	}
	return w
}

// played tells whether there is a replay that goes to any moment.
func played(s *Snapshot) bool { return s.Replay != nil && s.Replay.Control && !s.Replay.Until.IsZero() }

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (v *Recovery) window(s *Snapshot, in *feed.Incident) chartWindow {
	return windowOf(s, in, chartRanges[v.span], v.pan)
}

// draw puts the chart together.
func (v *Recovery) draw() {
	in := chosenIncident(v.snap.Status, v.id)
	w := v.window(v.snap, in)
	v.strip = stripOf(v.snap, in, w, v.form == widgets.Phone)
	sub := "recovery.chart.sub"
	if v.strip.single {
		sub = "recovery.chart.sub.services"
	}
	d := widgets.CardData{Title: v.snap.Loc.T("recovery.chart", nil), Sub: v.snap.Loc.T(sub, nil)}
	if v.strip.hidden > 0 {
		d.Sub = v.snap.Loc.N("recovery.chart.hidden", v.strip.hidden, nil)
	}
	v.graph.Set(d)
	v.earlier.Set(widgets.ButtonData{Label: v.snap.Loc.T("recovery.chart.earlier", nil)})
	v.later.Set(widgets.ButtonData{Label: v.snap.Loc.T("recovery.chart.later", nil)})
	v.earlier.SetDisabled(!w.first.Before(w.from))
	v.later.SetDisabled(!w.to.Before(w.last))
	v.panRow.Refresh() // their words have another width
	show(v.pans, chartRanges[v.span] > 0)
	if v.cursor.Before(v.strip.data.From) || v.cursor.After(v.strip.data.To) || v.cursor.After(w.end) {
		v.cursor = time.Time{}
	}
	at, lane := v.at()
	v.strip.data.Cursor, v.strip.data.Lane, v.strip.data.Readout = at, lane, v.said(in)
	v.chart.Set(v.strip.data)
}

// at is what the read-out is about: what the mouse is on, else what was chosen last.
func (v *Recovery) at() (time.Time, string) {
	if !v.hover.At.IsZero() {
		return v.hover.At, v.hover.Lane
	}
	return v.cursor, v.lane
}

// said is the read-out with the way to its source and, in a replay, to its moment.
func (v *Recovery) said(in *feed.Incident) widgets.ChartReadout {
	at, lane := v.at()
	r := v.strip.readout(v.snap, at, lane)
	if a, ok := v.strip.sourceAt(in, at, lane); ok && v.actions.CanOpen != nil && v.actions.CanOpen(a) {
		r.Link = v.snap.Loc.T("recovery.source", nil)
	}
	if v.strip.data.Played && !at.IsZero() {
		r.Go = v.snap.Loc.T("recovery.chart.go", nil)
	}
	return r
}

// point follows the reader's finger; the arrow keys stay on the lane that was touched last.
func (v *Recovery) point(p widgets.ChartPoint) {
	v.cursor, v.hover = p.At, widgets.ChartPoint{}
	if p.Lane != "" || p.Inside {
		v.lane = p.Lane
	}
	v.sayPoint()
	v.relayout()
}

// hoverOn follows the mouse.
func (v *Recovery) hoverOn(p widgets.ChartPoint) {
	v.hover = p
	v.sayPoint()
}

func (v *Recovery) sayPoint() {
	in := chosenIncident(v.snap.Status, v.id)
	if in == nil {
		return
	}
	at, lane := v.at()
	v.chart.SetReadout(at, lane, v.said(in))
}

func (v *Recovery) openPoint() {
	if in := chosenIncident(v.snap.Status, v.id); in != nil {
		at, lane := v.at()
		if a, ok := v.strip.sourceAt(in, at, lane); ok {
			call(v.actions.Open, a)
		}
	}
}

// pick shows another range, the newest part of it.
func (v *Recovery) pick(i int) {
	if i >= 0 && i < len(chartRanges) && v.snap != nil {
		v.span, v.pan = i, 0
		v.Update(v.snap)
	}
}

// panBy shows an earlier time of the same range, or a later one, as far as there is something to see.
func (v *Recovery) panBy(by int) {
	in := chosenIncident(v.snap.Status, v.id)
	if in == nil {
		return
	}
	before := v.window(v.snap, in)
	v.pan += by
	if after := v.window(v.snap, in); after.from.Equal(before.from) && after.to.Equal(before.to) {
		v.pan -= by
		return
	}
	v.draw()
}

// seek takes the replay to a moment of the chart.
func (v *Recovery) seek(at time.Time) {
	if v.snap != nil && played(v.snap) {
		v.cursor, v.hover, v.pan = time.Time{}, widgets.ChartPoint{}, 0
		call(v.actions.Seek, at)
	}
}

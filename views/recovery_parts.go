package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// promiseTally counts kept, moved and missed promises at the head of the ledger.
type promiseTally struct {
	row   *fyne.Container
	marks []*widgets.Mark
}

func newPromiseTally(form widgets.Form) *promiseTally {
	p := &promiseTally{}
	var left []fyne.CanvasObject
	for range 3 {
		m := widgets.NewMark(widgets.MarkData{})
		p.marks, left = append(p.marks, m), append(left, m)
	}
	p.row = container.New(lineLayout{}, left...)
	if crowded(form) {
		p.row = container.New(columnLayout{}, left...)
	}
	return p
}

func (p *promiseTally) set(s *Snapshot, in *feed.Incident) {
	n := promiseCounts(in, s.Now)
	for i, d := range []struct {
		state feed.PromiseState
		icon  string
		token theme.Token
	}{
		{feed.PromiseKept, "check", theme.Operational.Fill()},
		{feed.PromiseMoved, "moved", theme.Degraded.Fill()},
		{feed.PromiseMissed, "cross", theme.Major.Fill()},
	} {
		p.marks[i].Set(widgets.MarkData{
			Icon: d.icon, IconToken: d.token, Text: s.Loc.T("promise."+string(d.state), nil), Token: theme.TokenText2,
			Step: theme.Small, Extra: s.Loc.Number(n[string(d.state)]),
		})
	}
}

// lineLayout sets objects in one line at their least size.
type lineLayout struct{}

// lineGap is the room between two objects of a line.
const lineGap = 14

func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for _, o := range objects {
		m := o.MinSize()
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		o.Resize(m)
		x += m.Width + theme.U(lineGap)
	}
}

func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		m := o.MinSize()
		if i > 0 {
			size.Width += theme.U(lineGap)
		}
		size.Width += m.Width
		size.Height = max(size.Height, m.Height)
	}
	return size
}

// columnLayout sets objects below each other at their least height.
type columnLayout struct{}

func (columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}

func (columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
	}
	return size
}

// crowded tells whether letters are so large on a phone that two things no longer fit beside each other.
func crowded(f widgets.Form) bool { return f == widgets.Phone && theme.Scale() > 1.2 }

// cardWith is a card with something at the right end of its head, or with large letters below the head.
func cardWith(large bool, right fyne.CanvasObject, content ...fyne.CanvasObject) *widgets.Card {
	if !large {
		return widgets.NewCard(widgets.CardData{}, right, widgets.NewColumn(0, content...))
	}
	side := float32(16)
	if _, ok := right.(*widgets.Segmented); ok {
		side = 2 // it wants the whole width
	}
	items := []fyne.CanvasObject{widgets.NewInset(widgets.InsetData{Left: side, Right: side, Top: 6, Bottom: 6}, right)}
	return widgets.NewCard(widgets.CardData{}, nil, widgets.NewColumn(0, append(items, content...)...))
}

// narrowStage moves the time of a stage over its text, where name, state and time do not fit in one line of a phone.
func narrowStage(d widgets.StageRowData) widgets.StageRowData {
	const narrow, around = 328, 46 + 16 + 20 // a card on a phone of 360; insets and gaps
	bold := fyne.TextStyle{Bold: true}
	wide := fyne.MeasureText(d.Name, theme.Lead.TextSize(), bold).Width + fyne.MeasureText(d.Word, theme.Body.TextSize(), bold).Width +
		fyne.MeasureText(d.When, theme.Small.TextSize(), fyne.TextStyle{}).Width + theme.U(around)
	if d.When != "" && d.What != "" && wide > narrow {
		d.WhatLabel, d.When = d.When, ""
	}
	return d
}

// withoutTrail tells the trail of a promise in sentences: its columns have no room for large letters.
func withoutTrail(d widgets.PromiseRowData) widgets.PromiseRowData {
	text := d.Note
	for _, step := range d.Trail {
		if text != "" {
			text += " "
		}
		if step.When != "" {
			text += step.When + ": "
		}
		for _, p := range step.Text {
			text += p.Text
		}
	}
	d.Note, d.Trail = text, nil
	return d
}

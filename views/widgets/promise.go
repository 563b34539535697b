package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Outcome is what became of a promise.
type Outcome int

// The outcomes. NoPromise is the frame for what was never promised.
const (
	Open Outcome = iota
	Kept
	Moved
	Missed
	NoPromise
)

// badge is the look and icon of an outcome.
func (o Outcome) badge(word string) BadgeData {
	switch o {
	case Kept:
		return BadgeData{Look: theme.Look{State: theme.Operational}, Icon: "check", Word: word}
	case Moved:
		return BadgeData{Look: theme.Look{State: theme.Degraded}, Icon: "moved", Word: word}
	case Missed:
		return BadgeData{Look: theme.Look{State: theme.Major}, Icon: "cross", Word: word}
	case NoPromise:
		return BadgeData{Look: theme.Look{State: theme.Unknown}, Word: word}
	case Open:
	}
	return BadgeData{Look: theme.Look{State: theme.Unknown}, Icon: "clock", Word: word}
}

// TrailStep is one event in the life of a promise.
type TrailStep struct {
	Outcome Outcome // Open draws a plain dot
	When    string
	Text    []Piece
}

// PromiseRowData is one promise.
type PromiseRowData struct {
	Outcome Outcome
	Word    string // of the outcome
	Text    string // what was promised
	Note    string // how it stands, at the right end; below the text with a trail
	Trail   []TrailStep
	First   bool // no rule above it
}

// PromiseRow is one promise: 48 high, or with its trail as high as that.
type PromiseRow struct {
	base
	data  PromiseRowData
	rule  *canvas.Rectangle
	badge *Badge
	text  *Paragraph
	note  *run
	below *Paragraph
	trail []trailLine
}

type trailLine struct {
	mark *glyph
	dot  *canvas.Circle
	when *run
	text *Sentence
}

// NewPromiseRow makes a row.
func NewPromiseRow(form Form, d PromiseRowData) *PromiseRow {
	p := &PromiseRow{
		rule: box(0), badge: NewBadge(BadgeData{}), text: NewParagraph(ParagraphData{}),
		note: newRun(theme.Body, false, theme.TokenText2), below: NewParagraph(ParagraphData{}),
	}
	p.form = form
	p.ExtendBaseWidget(p)
	p.take(d)
	return p
}

// Set changes the promise.
func (p *PromiseRow) Set(d PromiseRowData) {
	p.take(d)
	p.Refresh()
}

// open tells whether the row shows more than one line.
func (p *PromiseRow) open() bool {
	return len(p.data.Trail) > 0 || p.data.Outcome == NoPromise || p.phone()
}

func (p *PromiseRow) take(d PromiseRowData) {
	d.Trail = slices.Clone(d.Trail)
	p.data = d
	p.badge.Set(d.Outcome.badge(d.Word))
	p.text.Set(ParagraphData{Text: d.Text, Step: theme.Body, Bold: true})
	p.note.say(d.Note)
	p.below.Set(ParagraphData{Text: d.Note, Step: theme.Body, Token: theme.TokenText2})
	for len(p.trail) < len(d.Trail) {
		p.trail = append(p.trail, trailLine{
			newGlyph("", ""), &canvas.Circle{}, newRun(theme.Body, false, theme.TokenText3), NewSentence(theme.Body, nil),
		})
	}
	p.trail = p.trail[:len(d.Trail)]
	for i, s := range d.Trail {
		p.trail[i].when.say(s.When)
		p.trail[i].text.Set(s.Text)
	}
}

// side is the inset, textAt the left edge of the promise's words.
func (p *PromiseRow) side() float32 { return p.pick(20, 16) }

func (p *PromiseRow) textAt() float32 {
	w := p.badge.MinSize().Width
	if !p.open() {
		return p.side() + max(w, theme.U(84)) + theme.U(12)
	}
	return p.side() + w + theme.U(10)
}

// whens is the width of the times in the trail.
func (p *PromiseRow) whens() float32 {
	w := theme.U(84)
	for _, t := range p.trail {
		w = max(w, ceil(t.when.width()))
	}
	return w
}

// HeightFor implements Tall.
func (p *PromiseRow) HeightFor(width float32) float32 {
	if !p.open() {
		return theme.U(48)
	}
	h := theme.U(30) + max(theme.U(28), p.text.HeightFor(width-p.textAt()-p.side()))
	if large(p.form) { // the words below the badge
		h = theme.U(36) + p.badge.MinSize().Height + p.text.HeightFor(width-2*p.side())
	}
	if p.data.Note != "" {
		h += theme.U(6) + p.below.HeightFor(width-2*p.side())
	}
	if len(p.trail) > 0 {
		h += theme.U(10)
		for _, t := range p.trail {
			h += theme.U(6) + t.text.HeightFor(width-2*p.side()-theme.U(40)-p.whens())
		}
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (p *PromiseRow) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *PromiseRow) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{p.rule, p.badge, p.text, p.note.Text, p.below}
	for _, t := range p.trail {
		out = append(out, t.mark.Image, t.dot, t.when.Text, t.text)
	}
	return out
}

func (p *PromiseRow) paint() {
	fill(p.rule, theme.TokenLine, "", 0)
	shown(p.rule, !p.data.First)
	p.note.paint()
	shown(p.note.Text, !p.open())
	shown(p.below, p.open() && p.data.Note != "")
	for i, t := range p.trail {
		b := p.data.Trail[i].Outcome.badge("")
		plain := p.data.Trail[i].Outcome == Open
		t.mark.name, t.mark.token = b.Icon, b.Look.Fill()
		t.mark.paintIf(!plain)
		t.dot.FillColor = theme.Color(theme.TokenText3)
		shown(t.dot, plain)
		t.when.paint()
	}
}

func (p *PromiseRow) place(s fyne.Size) {
	put(p.rule, theme.Stroke, 0, s.Width-2*theme.Stroke, theme.Stroke)
	side, x := p.side(), p.textAt()
	m := p.badge.MinSize()
	if !p.open() {
		mid := s.Height / 2
		put(p.badge, side, pixel(mid-m.Height/2), m.Width, m.Height)
		w := p.note.end(s.Width-side, mid, s.Width/2)
		room := s.Width - side - w - theme.U(12) - x
		h := min(theme.U(42), p.text.HeightFor(room))
		put(p.text, x, pixel(mid-h/2), room, h)
		return
	}
	y := theme.U(14)
	put(p.badge, side, y, m.Width, m.Height)
	room := s.Width - side - x
	h := p.text.HeightFor(room)
	if large(p.form) {
		y += m.Height + theme.U(6)
		h = p.text.HeightFor(s.Width - 2*side)
		put(p.text, side, y, s.Width-2*side, h)
		y += h
	} else {
		put(p.text, x, y+max(0, pixel((m.Height-h)/2)), room, h)
		y += max(m.Height, h)
	}
	if p.data.Note != "" {
		h = p.below.HeightFor(s.Width - 2*side)
		put(p.below, side, y+theme.U(6), s.Width-2*side, h)
		y += theme.U(6) + h
	}
	y += theme.U(10)
	for _, t := range p.trail {
		mid := y + theme.U(13.5)
		t.mark.square(side+theme.U(10), mid, theme.U(14))
		put(t.dot, side+theme.U(7.5), pixel(mid-theme.U(2.5)), theme.U(5), theme.U(5))
		t.when.mid(side+theme.U(30), mid, p.whens())
		w := s.Width - 2*side - theme.U(40) - p.whens()
		h = t.text.HeightFor(w)
		put(t.text, side+theme.U(40)+p.whens(), y+theme.U(3), w, h)
		y += theme.U(6) + h
	}
}

func (p *PromiseRow) least() fyne.Size {
	return fyne.NewSize(theme.U(280), p.HeightFor(orUnbounded(p.Size().Width)))
}

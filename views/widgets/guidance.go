package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// GuidanceRowData is one instruction.
type GuidanceRowData struct {
	ID     string // handed back to the callbacks
	DoNot  bool   // a cross in the colour of trouble instead of a check box
	Done   bool   // ticked off, only for "do"
	Title  string
	Detail string
	Until  string // how long it holds, with a clock
	Action string // words of a link, optional
	First  bool
}

// GuidanceRow is 61 high with one line of detail, else as high as its texts.
type GuidanceRow struct {
	base
	data          GuidanceRowData
	rule          *canvas.Rectangle
	cross, clock  *glyph
	check         *Check
	title, detail *Paragraph
	until         *run
	action        *Button

	// OnDone is told when the reader ticks the instruction off or back on. OnAction follows its link.
	OnDone   func(id string, done bool)
	OnAction func(id string)
}

// Tapped implements fyne.Tappable: the words belong to the box beside them.
func (g *GuidanceRow) Tapped(e *fyne.PointEvent) {
	if !g.data.DoNot {
		g.check.Tapped(e)
	}
}

// NewGuidanceRow makes a row.
func NewGuidanceRow(form Form, d GuidanceRowData) *GuidanceRow {
	g := &GuidanceRow{
		rule: box(0), cross: newGlyph("cross", theme.Major.Fill()), clock: newGlyph("clock", theme.TokenText3),
		title: NewParagraph(ParagraphData{}), detail: NewParagraph(ParagraphData{}),
		until: newRun(theme.Small, false, theme.TokenText3),
	}
	g.form = form
	g.check = NewCheck(form, ToggleData{}, func(done bool) {
		g.data.Done = done
		if g.OnDone != nil {
			g.OnDone(g.data.ID, done)
		}
	})
	g.action = NewButton(form, ButtonData{Kind: Link, After: "chevron"}, func() {
		if g.OnAction != nil {
			g.OnAction(g.data.ID)
		}
	})
	g.action.spoken = func() string { return sentence(g.data.Action, g.data.Title) }
	g.ExtendBaseWidget(g)
	g.take(d)
	return g
}

// Set changes the instruction.
func (g *GuidanceRow) Set(d GuidanceRowData) {
	if g.data != d {
		g.take(d)
		g.Refresh()
	}
}

// SetForm implements Former.
func (g *GuidanceRow) SetForm(f Form) {
	g.check.SetForm(f)
	g.action.SetForm(f)
	g.base.SetForm(f)
}

func (g *GuidanceRow) take(d GuidanceRowData) {
	g.data = d
	g.title.Set(ParagraphData{Text: d.Title, Step: theme.Body, Bold: true})
	g.detail.Set(ParagraphData{Text: d.Detail, Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true})
	g.until.say(d.Until)
	g.check.Set(ToggleData{On: d.Done, Label: d.Title})
	g.action.Set(ButtonData{Kind: Link, Label: d.Action, After: "chevron"})
}

// textAt is the left edge of the texts, right what stands at their right on the desktop.
func (g *GuidanceRow) textAt() float32 { return g.pick(54, 48) }

// right takes no more than half of the room of both; the rest is the title's.
func (g *GuidanceRow) right(both float32) float32 {
	if g.phone() {
		return 0
	}
	w := float32(0)
	if g.data.Until != "" {
		w = theme.U(19) + ceil(g.until.width())
	}
	if g.data.Action != "" {
		w = max(w, g.action.MinSize().Width)
	}
	if w > 0 {
		w = min(w+theme.U(14), pixel(both/2))
	}
	return w
}

// room is the width of the title and of the detail; the detail may run below what stands at the right.
func (g *GuidanceRow) room(width float32) (title, detail float32) {
	detail = width - g.textAt() - g.pick(20, 16)
	title = detail - g.right(detail)
	if g.data.Action != "" && !g.phone() {
		detail = title
	}
	return title, detail
}

// HeightFor implements Tall.
func (g *GuidanceRow) HeightFor(width float32) float32 {
	title, detail := g.room(width)
	h := g.pick(19, 21) + g.title.HeightFor(title) + g.detail.HeightFor(detail)
	if g.phone() {
		if g.data.Until != "" {
			h += theme.U(20)
		}
		if g.data.Action != "" {
			h += theme.U(theme.Touch)
		}
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (g *GuidanceRow) CreateRenderer() fyne.WidgetRenderer { return draw(g) }

func (g *GuidanceRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		g.rule, g.cross.Image, g.title, g.detail, g.clock.Image, g.until.Text, g.check, g.action,
	}
}

func (g *GuidanceRow) paint() {
	fill(g.rule, theme.TokenLine, "", 0)
	g.cross.paintIf(g.data.DoNot)
	shown(g.check, !g.data.DoNot)
	g.clock.paintIf(g.data.Until != "")
	g.until.paint()
	shown(g.action, g.data.Action != "")
}

func (g *GuidanceRow) place(s fyne.Size) {
	x, side := g.textAt(), g.pick(20, 16)
	left, right := x, g.pick(20, 0)
	if g.data.First || right == 0 {
		right = theme.Stroke
	}
	if g.data.First {
		left = theme.Stroke
	}
	put(g.rule, left, 0, s.Width-left-right, theme.Stroke)

	y := g.pick(9, 10)
	mid := y + theme.U(10.5)
	g.cross.square(side+theme.U(10), mid, theme.U(20))
	m := g.check.MinSize()
	put(g.check, side+theme.U(10)-m.Width/2, pixel(mid-m.Height/2), m.Width, m.Height)

	title, detail := g.room(s.Width)
	h := g.title.HeightFor(title)
	put(g.title, x, y, title, h)
	y += h
	h = g.detail.HeightFor(detail)
	put(g.detail, x, y, detail, h)
	y += h
	a := g.action.MinSize()
	if g.phone() {
		if g.data.Until != "" {
			g.clock.square(x+theme.U(7), y+theme.U(11.5), theme.U(14))
			g.until.line(x+theme.U(19), y+theme.U(3), detail-theme.U(19))
			y += theme.U(20)
		}
		put(g.action, x-theme.U(4), y, min(a.Width, detail+theme.U(8)), a.Height)
		return
	}
	end, room := s.Width-side, g.right(s.Width-x-side)-theme.U(14)
	w := g.until.end(end, mid, room-theme.U(19))
	g.clock.square(end-w-theme.U(12), mid, theme.U(14))
	a.Width = min(a.Width, room)
	put(g.action, end-a.Width+theme.U(4), pixel(mid-a.Height/2), a.Width, a.Height)
}

func (g *GuidanceRow) least() fyne.Size {
	return fyne.NewSize(theme.U(280), g.HeightFor(orUnbounded(g.Size().Width)))
}

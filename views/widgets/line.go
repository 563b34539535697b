package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
)

// LineData is what a Line shows.
type LineData struct {
	Text  string
	Step  theme.Step
	Bold  bool
	Token theme.Token // TokenText if empty
	// Full, if set, is told on tap or hover when the text is cut, or always when it differs from Text (such as the
	// absolute time behind a relative one). If empty, a cut text shows itself.
	Full string
}

// Line is one line of text, cut with "…" where it does not fit. Its full text appears on hover or tap.
type Line struct {
	base
	data LineData
	text *run
	tip  *widget.PopUp
}

var (
	_ fyne.Tappable     = (*Line)(nil)
	_ desktop.Hoverable = (*Line)(nil)
)

// NewLine makes a line.
func NewLine(d LineData) *Line {
	l := &Line{data: d, text: newRun(d.Step, d.Bold, d.Token)}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes text and style.
func (l *Line) Set(d LineData) {
	if l.data != d {
		l.data = d
		l.Refresh()
	}
}

// Cut tells whether less than the whole text is on the screen.
func (l *Line) Cut() bool { return l.text.cutShort() }

func (l *Line) hidden() string {
	if l.data.Full != "" && l.data.Full != l.data.Text {
		return l.data.Full
	}
	if l.Cut() {
		return l.data.Text
	}
	return ""
}

// Tapped implements fyne.Tappable.
func (l *Line) Tapped(*fyne.PointEvent) { l.showTip() }

// MouseIn implements desktop.Hoverable.
func (l *Line) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (l *Line) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *Line) MouseOut() {
	if l.tip != nil {
		l.tip.Hide()
		l.tip = nil
	}
}

// showTip puts the whole text over the line. It is an overlay, so it waits for a tap: an overlay under a moving pointer
// would take the next click away from what lies below it.
func (l *Line) showTip() {
	l.tip = tip(l, l.hidden(), l.data.Step)
}

// tip shows a text below o until a tap elsewhere; nothing, and nil, without a text or a window.
func tip(o fyne.CanvasObject, full string, step theme.Step) *widget.PopUp {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || full == "" {
		return nil
	}
	p := NewParagraph(ParagraphData{Text: full, Step: step})
	w := min(p.widest()+1, c.Size().Width-theme.U(48))
	h := p.HeightFor(w)
	pad := NewInset(InsetData{Top: 4, Right: 8, Bottom: 4, Left: 8}, p)
	out := widget.NewPopUp(pad, c)
	out.Resize(fyne.NewSize(w+theme.U(16)+8, h+theme.U(8)+8))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	out.ShowAtPosition(at.AddXY(0, o.Size().Height))
	return out
}

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *Line) parts() []fyne.CanvasObject { return []fyne.CanvasObject{l.text.Text} }

func (l *Line) paint() {
	l.text.step, l.text.token = l.data.Step, l.data.Token
	if l.text.token == "" {
		l.text.token = theme.TokenText
	}
	l.text.bold(l.data.Bold)
	l.text.say(l.data.Text)
	l.text.paint()
}

func (l *Line) place(s fyne.Size) { l.text.mid(0, s.Height/2, s.Width) }

// least lets a line become very narrow; its natural width is Width.
func (l *Line) least() fyne.Size { return fyne.NewSize(theme.U(24), l.data.Step.Pitch()) }

// Width is what the line needs not to be cut, in Fyne units.
func (l *Line) Width() float32 {
	l.paint()
	return float32(int(l.text.width())) + 1
}

package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// NoticeKind is what a NoticeBar is about.
type NoticeKind int

// The kinds. Only an error takes a state's colour.
const (
	NoticeOffline NoticeKind = iota
	NoticeInfo
	NoticeError
)

// NoticeBarData is what a NoticeBar says.
type NoticeBarData struct {
	Kind   NoticeKind
	Icon   string // "offline", "info", "clock"; by the kind if empty
	Text   string
	Sub    string // second, dropped first
	Action string // words of the button, optional
}

// NoticeBar is a bar of 44 above the screens: offline, an error with what to do, or an information.
type NoticeBar struct {
	base
	data         NoticeBarData
	ground, edge *canvas.Rectangle
	mark         *glyph
	text, sub    *run
	action       *barButton

	// OnAction is what the button does. OnOpen is called on a tap anywhere else:
	// one line cannot hold a long notice, least of all on a phone.
	OnAction, OnOpen func()
}

// NewNoticeBar makes a bar.
func NewNoticeBar(form Form, d NoticeBarData, action func()) *NoticeBar {
	n := &NoticeBar{
		data: d, ground: box(0), edge: box(0), mark: newGlyph("", ""),
		text: newRun(theme.Body, true, ""), sub: newRun(theme.Body, false, ""), OnAction: action,
	}
	n.form = form
	n.action = newBarButton(func() { call(n.OnAction) })
	n.ExtendBaseWidget(n)
	return n
}

// Set changes what the bar says.
func (n *NoticeBar) Set(d NoticeBarData) {
	if n.data != d {
		n.data = d
		n.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (n *NoticeBar) Tapped(*fyne.PointEvent) { call(n.OnOpen) }

// CreateRenderer implements fyne.Widget.
func (n *NoticeBar) CreateRenderer() fyne.WidgetRenderer { return draw(n) }

func (n *NoticeBar) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.ground, n.edge, n.mark.Image, n.text.Text, n.sub.Text, n.action}
}

func (n *NoticeBar) paint() {
	d := n.data
	icon := "info"
	var ground, text, sub, edge theme.Token
	switch d.Kind {
	case NoticeOffline:
		icon = "offline"
		ground, text, sub, edge = theme.TokenInk, theme.TokenTextOn, theme.TokenLineStrong, theme.Unknown.Fill()
	case NoticeInfo:
		ground, text, sub, edge = theme.TokenAccentSoft, theme.TokenText, theme.TokenText2, theme.TokenAccent
	case NoticeError:
		ground, text, sub, edge = theme.Major.Soft(), theme.Major.Word(), theme.TokenText, theme.Major.Fill()
	}
	if d.Icon != "" {
		icon = d.Icon
	}
	fill(n.ground, ground, "", 0)
	fill(n.edge, theme.TokenLine, "", 0)
	n.mark.name, n.mark.token = icon, text
	n.mark.paint()
	n.text.token, n.sub.token = text, sub
	n.text.say(d.Text)
	n.sub.say(d.Sub)
	n.text.paint()
	n.sub.paint()
	n.action.label, n.action.token, n.action.ground, n.action.edge = d.Action, text, "", edge
	n.action.Refresh()
	shown(n.action, d.Action != "")
}

func (n *NoticeBar) place(s fyne.Size) {
	put(n.ground, 0, 0, s.Width, s.Height)
	put(n.edge, 0, s.Height-theme.Stroke, s.Width, theme.Stroke)
	mid, gap := s.Height/2, theme.U(12)
	x, end := n.pick(20, 16), s.Width-n.pick(16, 12)
	n.mark.square(x+theme.U(9), mid, theme.U(18))
	x += theme.U(28)
	if n.action.Visible() {
		m := n.action.MinSize()
		put(n.action, end-m.Width, 0, m.Width, s.Height)
		end -= m.Width + gap
	}
	x += n.text.mid(x, mid, end-x) + gap
	shown(n.sub.Text, end-x > theme.U(60))
	n.sub.mid(x, mid, end-x)
}

func (n *NoticeBar) least() fyne.Size { return fyne.NewSize(theme.U(280), theme.U(44)) }

// fade halves a text's colour, for a control that cannot be pressed.
func fade(t *canvas.Text) {
	r, g, b, _ := t.Color.RGBA()
	t.Color = color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0x80}
}

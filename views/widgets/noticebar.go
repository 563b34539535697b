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

// NoticeBar is a bar above the screens: offline, an error with what to do, or an information. It is 44 high where its words
// fit into a line, else as high as they are.
type NoticeBar struct {
	press
	data         NoticeBarData
	ground, edge *canvas.Rectangle
	halo         *canvas.Rectangle
	mark         *glyph
	text, sub    *Paragraph
	action       *barButton

	// OnAction is what the button does. OnOpen is called on a tap anywhere else.
	OnAction, OnOpen func()
}

// NewNoticeBar makes a bar.
func NewNoticeBar(form Form, d NoticeBarData, action func()) *NoticeBar {
	n := &NoticeBar{
		data: d, ground: box(0), edge: box(0), mark: newGlyph("", ""),
		text: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{}), OnAction: action,
	}
	n.form, n.halo = form, ring(theme.ControlRadius)
	n.act = func() { call(n.OnOpen) }
	n.spoken = func() string { return sentence(n.data.Text, n.data.Sub) }
	n.action = newBarButton(func() { call(n.OnAction) })
	n.ExtendBaseWidget(n)
	n.say()
	return n
}

// Set changes what the bar says.
func (n *NoticeBar) Set(d NoticeBarData) {
	if n.data != d {
		n.data = d
		n.say()
		n.Refresh()
	}
}

// Disabled lets the keyboard pass over a bar that opens nothing.
func (n *NoticeBar) Disabled() bool { return n.OnOpen == nil || n.press.Disabled() }

// AccessibilityRole implements fyne.Accessible.
func (n *NoticeBar) AccessibilityRole() fyne.AccessibleRole {
	if n.OnOpen == nil {
		return fyne.AccessibleRoleText
	}
	return fyne.AccessibleRoleButton
}

// CreateRenderer implements fyne.Widget.
func (n *NoticeBar) CreateRenderer() fyne.WidgetRenderer { return draw(n) }

func (n *NoticeBar) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.ground, n.edge, n.mark.Image, n.text, n.sub, n.halo, n.action}
}

// noticeLines bounds how much of a notice stands on the bar; a tap tells the rest.
const noticeLines = 4

// tokens are the colours of a kind.
func (k NoticeKind) tokens() (ground, text, sub, edge theme.Token) {
	switch k {
	case NoticeOffline:
		return theme.TokenInk, theme.TokenTextOn, theme.TokenLineStrong, theme.Unknown.Fill()
	case NoticeError:
		return theme.Major.Soft(), theme.Major.Word(), theme.TokenText, theme.Major.Fill()
	case NoticeInfo:
	}
	return theme.TokenAccentSoft, theme.TokenText, theme.TokenText2, theme.TokenAccent
}

func (n *NoticeBar) say() {
	_, text, sub, edge := n.data.Kind.tokens()
	n.text.Set(ParagraphData{Text: n.data.Text, Step: theme.Body, Bold: true, Token: text, MaxLines: noticeLines})
	n.sub.Set(ParagraphData{Text: n.data.Sub, Step: theme.Body, Token: sub, MaxLines: noticeLines})
	n.action.label, n.action.token, n.action.ground, n.action.edge = n.data.Action, text, "", edge
}

func (n *NoticeBar) paint() {
	d := n.data
	icon := "info"
	ground, text, _, _ := d.Kind.tokens()
	switch d.Kind {
	case NoticeOffline:
		icon = "offline"
	case NoticeInfo, NoticeError:
	}
	if d.Icon != "" {
		icon = d.Icon
	}
	fill(n.ground, ground, "", 0)
	fill(n.edge, theme.TokenLine, "", 0)
	n.mark.name, n.mark.token = icon, text
	n.mark.paint()
	n.action.Refresh()
	n.paintRing(n.halo, text)
	shown(n.action, d.Action != "")
}

func (n *NoticeBar) place(s fyne.Size) {
	put(n.ground, 0, 0, s.Width, s.Height)
	put(n.edge, 0, s.Height-theme.Stroke, s.Width, theme.Stroke)
	put(n.halo, 3, 3, s.Width-6, s.Height-6)
	at := n.flow(s.Width)
	n.mark.square(n.pick(20, 16)+theme.U(9), at.mark, theme.U(18))
	put(n.text, at.text.X, at.text.Y, at.texts, n.text.HeightFor(at.texts))
	put(n.sub, at.sub.X, at.sub.Y, at.subs, n.sub.HeightFor(at.subs))
	put(n.action, at.action.X, at.action.Y, at.actionSize.Width, at.actionSize.Height)
}

// noticePlace is where everything on a bar stands.
type noticePlace struct {
	height, mark      float32
	text, sub, action fyne.Position
	texts, subs       float32 // widths
	actionSize        fyne.Size
}

// flow puts text, second text and button into one line where that has room; else the texts below each other, and the
// button beside them or, on a phone with large letters, below.
func (n *NoticeBar) flow(width float32) noticePlace {
	x, end, gap := n.pick(20, 16)+theme.U(28), width-n.pick(16, 12), theme.U(12)
	var p noticePlace
	button := float32(0)
	if n.data.Action != "" {
		p.actionSize = n.action.MinSize()
		button = p.actionSize.Width + gap
	}
	text, sub := ceil(n.text.widest())+1, float32(0)
	if n.data.Sub != "" {
		sub = ceil(n.sub.widest()) + 1
	}
	line := text
	if sub > 0 {
		line += gap + sub
	}
	if line+button <= end-x {
		p.height, p.mark, p.texts, p.subs = theme.U(44), theme.U(22), text, sub
		y := pixel(theme.U(22) - theme.Body.Pitch()/2)
		p.text, p.sub = fyne.NewPos(x, y), fyne.NewPos(x+text+gap, y)
		p.action = fyne.NewPos(end-p.actionSize.Width, theme.U(22)-p.actionSize.Height/2)
		return p
	}
	room, below := end-x, false
	if button > room/2 {
		below = true
	} else {
		room -= button
	}
	y := theme.U(11)
	p.mark, p.texts, p.subs = y+theme.Body.Pitch()/2, room, room
	p.text = fyne.NewPos(x, y)
	y += n.text.HeightFor(room)
	p.sub = fyne.NewPos(x, y)
	if sub > 0 {
		y += n.sub.HeightFor(room)
	}
	if below {
		p.action = fyne.NewPos(x, y)
		p.height = y + p.actionSize.Height
		return p
	}
	p.height = max(theme.U(44), y+theme.U(11))
	p.action = fyne.NewPos(end-p.actionSize.Width, pixel((p.height-p.actionSize.Height)/2))
	return p
}

// HeightFor implements Tall.
func (n *NoticeBar) HeightFor(width float32) float32 {
	if width <= 0 {
		return theme.U(44)
	}
	return n.flow(width).height
}

func (n *NoticeBar) least() fyne.Size {
	return fyne.NewSize(theme.U(280), n.HeightFor(n.Size().Width))
}

// fade halves a text's colour, for a control that cannot be pressed.
func fade(t *canvas.Text) {
	r, g, b, _ := t.Color.RGBA()
	t.Color = color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0x80}
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ServiceHeadData is the head of a service's card.
type ServiceHeadData struct {
	ID          string // handed back to the callbacks
	Name        string
	Look        theme.Look
	Word        string // of the state
	Sum         string // "8 of 24 …"
	Followed    bool
	FollowLabel string // what a screen reader says of the star
	Ground      Ground
	NoStar      bool
	NoChevron   bool // there is nothing to open
}

// ServiceHead is 56 high: name, state badge, sum, star and chevron. With large letters on a phone the badge is below the
// name, which wraps, in a height of 88 or more.
type ServiceHead struct {
	press
	data      ServiceHeadData
	ground    slice
	halo      *canvas.Rectangle
	name, sum *run
	lines     *Paragraph // the name, with large letters on a phone
	badge     *Badge
	star      *Star
	chevron   *glyph

	// OnTapped opens the service. OnFollow is told the new state of the star.
	OnTapped func(id string)
	OnFollow func(id string, on bool)
}

// NewServiceHead makes a head.
func NewServiceHead(form Form, d ServiceHeadData) *ServiceHead {
	h := &ServiceHead{
		data: d, ground: newSlice(), halo: ring(theme.ControlRadius),
		name: newRun(theme.Title, true, theme.TokenText), sum: newRun(theme.Body, false, theme.TokenText3),
		lines: NewParagraph(ParagraphData{}),
		badge: NewBadge(BadgeData{}), chevron: newGlyph("chevron", theme.TokenText3),
	}
	h.form = form
	h.star = NewStar(form, ToggleData{}, func(on bool) {
		h.data.Followed = on
		if h.OnFollow != nil {
			h.OnFollow(h.data.ID, on)
		}
	})
	h.star.Edge = 20
	h.act = func() {
		if h.OnTapped != nil {
			h.OnTapped(h.data.ID)
		}
	}
	h.spoken = func() string { return sentence(h.data.Name, ofState(h.data.Look, h.data.Word), h.data.Sum) }
	h.ExtendBaseWidget(h)
	return h
}

// Set changes what the head shows; equal data draws nothing.
func (h *ServiceHead) Set(d ServiceHeadData) {
	if h.data != d {
		h.data = d
		h.Refresh()
	}
}

// ID is that of the service shown now.
func (h *ServiceHead) ID() string { return h.data.ID }

// SetForm implements Former.
func (h *ServiceHead) SetForm(f Form) {
	h.star.SetForm(f)
	h.press.SetForm(f)
}

// CreateRenderer implements fyne.Widget.
func (h *ServiceHead) CreateRenderer() fyne.WidgetRenderer { return draw(h) }

func (h *ServiceHead) parts() []fyne.CanvasObject {
	return append(h.ground.parts(), h.name.Text, h.lines, h.badge, h.sum.Text, h.chevron.Image, h.star, h.halo)
}

func (h *ServiceHead) paint() {
	d := h.data
	h.ground.paint(d.Ground, h.hovered)
	h.name.step = theme.Title
	h.name.say(d.Name)
	h.sum.say(d.Sum)
	h.name.paint()
	h.sum.paint()
	h.lines.Set(headName(d, headRoom(h.Size().Width, d)))
	shown(h.name.Text, !large(h.form))
	shown(h.lines, large(h.form))
	h.badge.Set(BadgeData{Look: d.Look, Word: d.Word})
	shown(h.badge, d.Word != "")
	h.star.Set(ToggleData{On: d.Followed, Label: d.FollowLabel})
	shown(h.star, !d.NoStar)
	h.chevron.paintIf(!h.phone() && !d.NoChevron)
	h.paintRing(h.halo, theme.TokenAccent)
}

func (h *ServiceHead) place(s fyne.Size) {
	h.ground.place(h.data.Ground, s)
	put(h.halo, 4, 4, s.Width-8, s.Height-8)
	mid, gap := s.Height/2, h.pick(12, 8)
	x, end := h.pick(20, 16), s.Width-h.pick(12, 6)
	if h.chevron.Visible() {
		h.chevron.square(end-theme.U(10), mid, theme.U(20))
		end -= theme.U(20) + gap
	}
	if h.star.Visible() {
		m := h.star.MinSize()
		put(h.star, end-m.Width, pixel(mid-m.Height/2), m.Width, m.Height)
		end -= m.Width + gap/2
	}
	badge := h.badge.MinSize()
	if large(h.form) {
		room := headRoom(s.Width, h.data)
		h.lines.Set(headName(h.data, room))
		lines := h.lines.HeightFor(room)
		put(h.lines, x, theme.U(14), room, lines)
		put(h.badge, x, theme.U(20)+lines, min(badge.Width, s.Width-2*x), badge.Height)
		h.sum.mid(x, mid, 0)
		return
	}
	if !h.badge.Visible() {
		badge.Width = -gap
	}
	x += h.name.mid(x, mid, end-x-badge.Width-gap) + gap
	put(h.badge, pixel(x), pixel(mid-badge.Height/2), badge.Width, badge.Height)
	x += badge.Width + gap
	if end-x < h.sum.width() {
		h.sum.mid(x, mid, 0) // the rows say it too; a part of it would say something else
	} else {
		h.sum.mid(x, mid, end-x)
	}
}

func (h *ServiceHead) least() fyne.Size {
	return fyne.NewSize(theme.U(280), h.HeightFor(orUnbounded(h.Size().Width)))
}

// HeightFor implements Tall.
func (h *ServiceHead) HeightFor(width float32) float32 {
	m := rowMeasure{form: h.form, width: width}
	return m.head(h.data)
}

// headHeight is the height of a service's head.
func headHeight(f Form) float32 {
	if large(f) {
		return theme.U(88)
	}
	return theme.U(56)
}

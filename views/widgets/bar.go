package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// barButton is a control on a bar: 28 drawn, touchable over the bar's whole height.
type barButton struct {
	press
	icon, label    string
	ground, edge   theme.Token
	token          theme.Token
	frame, halo    *canvas.Rectangle
	mark           *glyph
	word           *run
	accessibleName string
}

func newBarButton(tapped func()) *barButton {
	b := &barButton{frame: box(7), halo: ring(9), mark: newGlyph("", ""), word: newRun(theme.Body, true, "")}
	b.act = tapped
	b.spoken = func() string {
		if b.label != "" {
			return b.label
		}
		return b.accessibleName
	}
	b.ExtendBaseWidget(b)
	return b
}

func (b *barButton) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *barButton) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.frame, b.mark.Image, b.word.Text, b.halo}
}

func (b *barButton) paint() {
	edge := b.edge
	if b.hovered && edge == "" {
		edge = b.token
	}
	fill(b.frame, b.ground, edge, theme.Stroke)
	b.mark.name, b.mark.token = b.icon, b.token
	b.mark.paint()
	b.word.token = b.token
	b.word.step = theme.Small
	b.word.say(b.label)
	b.word.paint()
	if b.disabled {
		fade(b.word.Text)
		b.mark.Translucency = 0.5
	} else {
		b.mark.Translucency = 0
	}
	b.paintRing(b.halo, b.token)
}

func (b *barButton) place(s fyne.Size) {
	h, mid := theme.U(28), s.Height/2
	put(b.frame, 0, pixel(mid-h/2), s.Width, h)
	put(b.halo, -2, pixel(mid-h/2)-2, s.Width+4, h+4)
	x := theme.U(8)
	if b.label != "" {
		x = theme.U(10)
	} else {
		x = (s.Width - theme.U(14)) / 2
	}
	if b.icon != "" {
		b.mark.square(x+theme.U(7), mid, theme.U(14))
		x += theme.U(20)
	}
	b.word.mid(x, mid, s.Width-x-theme.U(9))
}

func (b *barButton) least() fyne.Size {
	b.word.step = theme.Small
	b.word.say(b.label)
	w := theme.U(16)
	if b.label != "" {
		w = theme.U(20) + ceil(b.word.width())
	}
	switch {
	case b.icon != "" && b.label != "":
		w += theme.U(20)
	case b.icon != "":
		w = theme.U(theme.Touch) // drawn so wide too: the ground is what one aims at
	}
	return fyne.NewSize(w, theme.U(44))
}

// ReplayBarData is what the banner of a replay says.
type ReplayBarData struct {
	Pill      string // "replay", never left out
	Time      string // the moment shown
	ShortTime string // the same for a phone
	Text      string // that nothing of this happens now
	Paused    bool
	Pause     string // what a screen reader says of the button: pause or go on; empty: there is none
	Speed     string // words of the speed button
	Next      string // words of the "next change" button; empty: there is none
	End       string // words of the button that ends the replay
}

// ReplayBar is the banner over every screen during a replay, 44 high: a replay is never taken for real.
type ReplayBar struct {
	base
	data                    ReplayBarData
	ground, pill            *canvas.Rectangle
	mark                    *glyph
	word, time, text        *run
	pause, speed, next, end *barButton

	// What the buttons do.
	OnPause, OnSpeed, OnNext, OnEnd func()
}

// NewReplayBar makes the banner; the callbacks are set on the result.
func NewReplayBar(form Form, d ReplayBarData) *ReplayBar {
	r := &ReplayBar{
		data: d, ground: box(0), pill: box(theme.TagRadius), mark: newGlyph("replay", theme.TokenBannerPillOn),
		word: newRun(theme.Small, true, theme.TokenBannerPillOn), time: newRun(theme.Body, true, theme.TokenBannerText),
		text: newRun(theme.Body, false, theme.TokenBannerText2),
	}
	r.form = form
	r.pause = newBarButton(func() { call(r.OnPause) })
	r.speed = newBarButton(func() { call(r.OnSpeed) })
	r.next = newBarButton(func() { call(r.OnNext) })
	r.end = newBarButton(func() { call(r.OnEnd) })
	for _, b := range r.buttons() {
		b.ground, b.token = theme.TokenBannerCtl, theme.TokenBannerText
	}
	r.next.icon = "next"
	r.ExtendBaseWidget(r)
	return r
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// Set changes what the banner says.
func (r *ReplayBar) Set(d ReplayBarData) {
	if r.data != d {
		r.data = d
		r.Refresh()
	}
}

func (r *ReplayBar) buttons() []*barButton { return []*barButton{r.pause, r.speed, r.next, r.end} }

// CreateRenderer implements fyne.Widget.
func (r *ReplayBar) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *ReplayBar) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.ground, r.pill, r.mark.Image, r.word.Text, r.time.Text, r.text.Text, r.pause, r.speed, r.next, r.end,
	}
}

func (r *ReplayBar) paint() {
	d := r.data
	fill(r.ground, theme.TokenBanner, "", 0)
	fill(r.pill, theme.TokenBannerPill, "", 0)
	r.mark.paint()
	r.word.say(d.Pill)
	r.time.say(d.Time)
	if r.phone() && d.ShortTime != "" {
		r.time.say(d.ShortTime)
	}
	r.text.say(d.Text)
	r.word.paint()
	r.time.paint()
	r.text.paint()
	r.pause.icon, r.pause.accessibleName = "pause", d.Pause
	if d.Paused {
		r.pause.icon = "play"
	}
	r.speed.label, r.next.label, r.end.label, r.end.icon = d.Speed, d.Next, d.End, ""
	r.end.accessibleName = d.End
	if r.phone() { // the way out stays, as a cross
		r.end.label, r.end.icon = "", "cross"
	}
	shown(r.pause, d.Pause != "")
	shown(r.speed, d.Speed != "")
	shown(r.end, d.End != "")
	for _, b := range r.buttons() {
		b.Refresh()
	}
}

func (r *ReplayBar) place(s fyne.Size) {
	put(r.ground, 0, 0, s.Width, s.Height)
	mid, gap := s.Height/2, r.pick(12, 8)
	x, end := r.pick(20, 12), s.Width-r.pick(16, 12)
	pill := theme.U(35) + ceil(r.word.width())
	put(r.pill, x, pixel(mid-theme.U(12)), pill, theme.U(24))
	r.mark.square(x+theme.U(15), mid, theme.U(14))
	r.word.mid(x+theme.U(27), mid, pill-theme.U(34))
	x += pill + gap

	// Where it gets narrow the "next" button goes first, then the sentence; what it is and when, never.
	room := end - x - r.time.width()
	for _, b := range []*barButton{r.end, r.speed, r.pause} {
		if b.Visible() {
			room -= b.MinSize().Width + gap
		}
	}
	shown(r.speed, r.data.Speed != "" && (!r.phone() || room >= 0))
	shown(r.next, !r.phone() && r.data.Next != "" && r.next.MinSize().Width+gap <= room)
	for _, b := range []*barButton{r.end, r.next, r.speed, r.pause} {
		if !b.Visible() {
			continue
		}
		m := b.MinSize()
		put(b, end-m.Width, 0, m.Width, s.Height)
		end -= m.Width + gap
	}
	x += r.time.mid(x, mid, end-x) + gap
	shown(r.text.Text, !r.phone() && end-x > theme.U(60))
	r.text.mid(x, mid, end-x)
}

func (r *ReplayBar) least() fyne.Size { return fyne.NewSize(theme.U(300), theme.U(44)) }

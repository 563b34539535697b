package widgets

import (
	"cmp"
	"slices"
	"time"

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
	drawn          float32            // height at a text scale of 100 %; 0: 28
	arrows         func(fyne.KeyName) // Left and Right, nil: nothing
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

// TypedKey implements fyne.Focusable.
func (b *barButton) TypedKey(e *fyne.KeyEvent) {
	if b.arrows != nil && (e.Name == fyne.KeyLeft || e.Name == fyne.KeyRight) {
		b.arrows(e.Name)
		return
	}
	b.press.TypedKey(e)
}

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
	h, mid := theme.U(cmp.Or(b.drawn, 28)), s.Height/2
	edge := float32(0)
	if b.drawn > 0 && b.label == "" { // those of a phone touch each other
		edge = theme.U(2)
	}
	put(b.frame, edge, pixel(mid-h/2), s.Width-2*edge, h)
	put(b.halo, -2, pixel(mid-h/2)-2, s.Width+4, h+4)
	x := theme.U(10)
	if b.label == "" {
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

// ReplayBarData is what the banner of a replay says. A control without words is not there.
type ReplayBarData struct {
	Pill      string // "replay", never left out
	Time      string // the moment shown
	ShortTime string // the same for a phone
	Text      string // that nothing of this happens now
	Previous  string // what a screen reader says of the button to the change before
	Paused    bool
	Pause     string // what it says of the button: pause or go on
	Next      string // words of the "next change" button
	Speed     string // words of the speed button
	Drill     string // words of the button that makes a drill of it
	End       string // words of the button that ends the replay
	Line      ScrubData
	Narrow    bool // a phone with very large letters: the line and what has words have no room
}

func (d ReplayBarData) same(o ReplayBarData) bool {
	a, b := d, o
	a.Line, b.Line = ScrubData{}, ScrubData{}
	return d.Line.same(o.Line) && a.words() == b.words()
}

// words are all but the line, to compare.
func (d ReplayBarData) words() [12]string {
	flag := func(on bool) string {
		if on {
			return "on"
		}
		return ""
	}
	return [12]string{d.Pill, d.Time, d.ShortTime, d.Text, d.Previous, flag(d.Paused), d.Pause, d.Next, d.Speed, d.Drill, d.End, flag(d.Narrow)}
}

// controlled tells whether the replay obeys.
func (d ReplayBarData) controlled() bool { return d.Pause != "" }

// ReplayBar is the banner over every screen during a replay: a replay is never taken for real. Where the replay obeys it
// has the controls of a player, on a phone in a row of their own.
type ReplayBar struct {
	base
	data             ReplayBarData
	ground, pill     *canvas.Rectangle
	mark             *glyph
	word, time, text *run
	line             *Scrub

	previous, pause, next, speed, drill, end *barButton

	// What the buttons do. OnSeek is told where a tap or a drag on the line went.
	OnPrevious, OnPause, OnNext, OnSpeed, OnDrill, OnEnd func()
	OnSeek                                               func(time.Time)
	// Say writes a moment that a finger is on, long or short; nil: the time stays.
	Say func(at time.Time, short bool) string
}

// NewReplayBar makes the banner; the callbacks are set on the result.
func NewReplayBar(form Form, d ReplayBarData) *ReplayBar {
	r := &ReplayBar{
		data: d, ground: box(0), pill: box(theme.TagRadius), mark: newGlyph("replay", theme.TokenBannerPillOn),
		word: newRun(theme.Small, true, theme.TokenBannerPillOn), time: newRun(theme.Body, true, theme.TokenBannerText),
		text: newRun(theme.Body, false, theme.TokenBannerText2), line: newScrub(form, d.Line),
	}
	r.form = form
	r.previous = newBarButton(func() { call(r.OnPrevious) })
	r.pause = newBarButton(func() { call(r.OnPause) })
	r.next = newBarButton(func() { call(r.OnNext) })
	r.speed = newBarButton(func() { call(r.OnSpeed) })
	r.drill = newBarButton(func() { call(r.OnDrill) })
	r.end = newBarButton(func() { call(r.OnEnd) })
	for _, b := range r.buttons() {
		b.ground, b.token, b.arrows = theme.TokenBannerCtl, theme.TokenBannerText, r.arrow
	}
	r.line.OnSeek = func(at time.Time) {
		if r.OnSeek != nil {
			r.OnSeek(at)
		}
	}
	r.line.OnDrag = r.point
	r.line.OnStep = func(by int) {
		r.arrow(map[int]fyne.KeyName{-1: fyne.KeyLeft, 1: fyne.KeyRight}[by])
	}
	r.ExtendBaseWidget(r)
	return r
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// arrow goes to the change before or to the next one.
func (r *ReplayBar) arrow(key fyne.KeyName) {
	if key == fyne.KeyLeft {
		call(r.OnPrevious)
	} else {
		call(r.OnNext)
	}
}

// point shows the moment under the finger in place of that of the replay.
func (r *ReplayBar) point(at time.Time) {
	r.sayTime()
	if !at.IsZero() && r.Say != nil {
		r.time.say(r.Say(at, r.phone()))
	}
	r.time.paint()
	r.place(r.Size())
	canvas.Refresh(r)
}

// Set changes what the banner says.
func (r *ReplayBar) Set(d ReplayBarData) {
	if !r.data.same(d) {
		r.data = d
		r.Refresh()
	}
}

// SetForm implements Former.
func (r *ReplayBar) SetForm(f Form) {
	r.line.SetForm(f)
	r.base.SetForm(f)
}

func (r *ReplayBar) buttons() []*barButton {
	return []*barButton{r.previous, r.pause, r.next, r.speed, r.drill, r.end}
}

// CreateRenderer implements fyne.Widget.
func (r *ReplayBar) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

// parts stand in the order in which the keyboard walks them.
func (r *ReplayBar) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.ground, r.pill, r.mark.Image, r.word.Text, r.time.Text, r.text.Text}
	switch {
	case !r.phone():
		return append(out, r.previous, r.pause, r.next, r.speed, r.drill, r.end, r.line)
	case r.data.Narrow:
		return append(out, r.drill, r.previous, r.pause, r.next, r.end, r.line, r.speed)
	}
	return append(out, r.drill, r.end, r.previous, r.pause, r.next, r.line, r.speed)
}

func (r *ReplayBar) sayTime() {
	r.time.say(r.data.Time)
	if r.phone() && r.data.ShortTime != "" {
		r.time.say(r.data.ShortTime)
	}
}

func (r *ReplayBar) paint() {
	d := r.data
	fill(r.ground, theme.TokenBanner, "", 0)
	fill(r.pill, theme.TokenBannerPill, "", 0)
	r.mark.paint()
	r.word.say(d.Pill)
	if r.line.dragged.IsZero() {
		r.sayTime()
	}
	r.text.say(d.Text)
	r.word.paint()
	r.time.paint()
	r.text.paint()
	r.previous.icon, r.previous.accessibleName = "previous", d.Previous
	r.pause.icon, r.pause.accessibleName = "pause", d.Pause
	if d.Paused {
		r.pause.icon = "play"
	}
	r.next.icon, r.next.label, r.next.accessibleName = "next", d.Next, d.Next
	r.speed.label, r.drill.label, r.end.label, r.end.icon = d.Speed, d.Drill, d.End, ""
	r.end.accessibleName = d.End
	drawn := float32(0)
	if r.phone() { // the way out stays, as a cross
		r.end.label, r.end.icon = "", "cross"
		r.next.label = ""
		drawn = 36
	}
	for b, words := range map[*barButton]string{
		r.previous: d.Previous, r.pause: d.Pause, r.next: d.Next, r.speed: d.Speed, r.drill: d.Drill, r.end: d.End,
	} {
		shown(b, words != "")
		b.drawn = drawn
	}
	shown(r.line, r.data.controlled() && !d.Narrow && d.Line.Until.After(d.Line.From))
	r.line.Set(d.Line)
	for _, b := range r.buttons() {
		b.Refresh()
	}
}

// Heights at a text scale of 100 %.
const (
	barRow   = 44
	barLine  = 14 // under the row on the desktop
	barTouch = 48 // the second row on a phone
)

func (r *ReplayBar) place(s fyne.Size) {
	put(r.ground, 0, 0, s.Width, s.Height)
	row := min(s.Height, theme.U(barRow))
	mid, gap := row/2, r.pick(12, 8)
	x, end := r.pick(20, 12), s.Width-r.pick(16, 12)
	pill := theme.U(35) + ceil(r.word.width())
	put(r.pill, x, pixel(mid-theme.U(12)), pill, theme.U(24))
	r.mark.square(x+theme.U(15), mid, theme.U(14))
	r.word.mid(x+theme.U(27), mid, pill-theme.U(34))
	x += pill + gap
	if r.phone() {
		r.placePhone(x, end, row, s)
		return
	}

	// Where it gets narrow the drill goes first, then the words of "next", then the sentence; what it is and when, never.
	room := end - x - r.time.width()
	need := func(b *barButton) float32 {
		if !b.Visible() {
			return 0
		}
		return b.MinSize().Width + gap/2
	}
	shown(r.drill, r.data.Drill != "")
	shown(r.next, r.data.Next != "")
	if r.next.label != r.data.Next {
		r.next.label = r.data.Next
		r.next.Refresh()
	}
	whole := func() (sum float32) {
		for _, b := range r.buttons() {
			sum += need(b)
		}
		return sum + gap
	}
	if whole() > room {
		shown(r.drill, false)
	}
	if whole() > room && r.next.label != "" {
		r.next.label = ""
		r.next.Refresh()
	}
	if whole() > room {
		shown(r.next, false)
	}
	for _, b := range slices.Backward(r.buttons()) {
		if !b.Visible() {
			continue
		}
		m := b.MinSize()
		put(b, end-m.Width, 0, m.Width, row)
		end -= m.Width + gap/2
	}
	end -= gap / 2
	x += r.time.mid(x, mid, end-x) + gap
	shown(r.text.Text, end-x > theme.U(60))
	r.text.mid(x, mid, end-x)
	put(r.line, r.pick(14, 0), row-theme.U(4), s.Width-r.pick(28, 0), theme.U(barLine+2))
}

// placePhone sets what it is, when, and the way out into the first row, the player into the second.
func (r *ReplayBar) placePhone(x, end, row float32, s fyne.Size) {
	mid, gap := row/2, theme.U(8)
	shown(r.text.Text, false)
	touch := func(b *barButton) float32 { return max(theme.U(44), b.MinSize().Width) }
	second := []*barButton{r.previous, r.pause, r.next}
	if r.data.Narrow || !r.data.controlled() {
		shown(r.drill, false)
		shown(r.speed, false)
	}
	if r.data.Narrow {
		second = append(second, r.end)
	} else if r.end.Visible() {
		put(r.end, end+theme.U(8)-touch(r.end), 0, touch(r.end), row)
		end -= touch(r.end)
	}
	if r.drill.Visible() {
		w := touch(r.drill)
		shown(r.drill, x+r.time.width()+gap+w <= end)
		put(r.drill, end-w, 0, w, row)
		if r.drill.Visible() {
			end -= w + gap
		}
	}
	r.time.mid(x, mid, end-x)
	if !r.data.controlled() {
		return
	}
	height := s.Height - row
	x = theme.U(8)
	for _, b := range second {
		if b.Visible() {
			put(b, x, row, touch(b), height)
			x += touch(b)
		}
	}
	end = s.Width - theme.U(12)
	if r.speed.Visible() {
		w := touch(r.speed)
		put(r.speed, end-w, row, w, height)
		end -= w + gap
	}
	put(r.line, x+gap, row, end-x-gap, height)
}

func (r *ReplayBar) least() fyne.Size {
	h := float32(barRow)
	if r.data.controlled() && r.phone() {
		h += barTouch
	} else if r.data.controlled() {
		h += barLine - 2
	}
	return fyne.NewSize(theme.U(300), theme.U(h))
}

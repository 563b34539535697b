package widgets

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ScrubData is a line through the time of a recording.
type ScrubData struct {
	From, At, Until time.Time
	Moments         []time.Time // at which something changes, oldest first
	Label           string      // what a screen reader says: what it is and where it stands
}

func (d ScrubData) same(o ScrubData) bool {
	return d.From.Equal(o.From) && d.At.Equal(o.At) && d.Until.Equal(o.Until) && d.Label == o.Label &&
		slices.EqualFunc(d.Moments, o.Moments, time.Time.Equal)
}

// Scrub is the line on a replay's banner that says how far it is. A tap goes to a moment, a drag shows which one first;
// Left and Right go from change to change.
type Scrub struct {
	press
	data    ScrubData
	dragged time.Time // where the finger is; zero: nowhere

	track, done, knob, halo *canvas.Rectangle
	marks                   []*canvas.Rectangle

	OnSeek func(time.Time)
	OnDrag func(time.Time) // told where the finger is, zero when it is lifted
	OnStep func(by int)    // -1 or 1
}

// newScrub makes a line; the callbacks are set on the result.
func newScrub(form Form, d ScrubData) *Scrub {
	s := &Scrub{track: box(2), done: box(2), knob: box(6), halo: ring(9)}
	s.form = form
	s.act = func() {} // a tap brings its place
	s.spoken = func() string { return s.data.Label }
	s.ExtendBaseWidget(s)
	s.take(d)
	return s
}

// Set moves the line on.
func (s *Scrub) Set(d ScrubData) {
	if !s.data.same(d) {
		s.take(d)
		s.Refresh()
	}
}

func (s *Scrub) take(d ScrubData) {
	s.data = d
	for len(s.marks) < len(d.Moments) {
		s.marks = append(s.marks, box(0))
	}
	s.marks = s.marks[:len(d.Moments)]
}

// CreateRenderer implements fyne.Widget.
func (s *Scrub) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Scrub) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{s.track, s.done}
	for _, m := range s.marks {
		out = append(out, m)
	}
	return append(out, s.knob, s.halo)
}

func (s *Scrub) paint() {
	fill(s.track, theme.TokenBannerCtl, "", 0)
	fill(s.done, theme.TokenBannerText2, "", 0)
	for _, m := range s.marks {
		fill(m, theme.TokenBannerText2, "", 0)
	}
	fill(s.knob, theme.TokenBannerText, "", 0)
	s.paintRing(s.halo, theme.TokenBannerText)
}

// knobWidth is drawn; a finger has the whole height.
const knobWidth = 12

func (s *Scrub) ends(width float32) (left, right float32) {
	half := theme.U(knobWidth) / 2
	return half, max(half, width-half)
}

func (s *Scrub) x(width float32, t time.Time) float32 {
	left, right := s.ends(width)
	whole := s.data.Until.Sub(s.data.From)
	if whole <= 0 {
		return left
	}
	return left + float32(min(max(float64(t.Sub(s.data.From))/float64(whole), 0), 1))*(right-left)
}

func (s *Scrub) moment(x float32) time.Time {
	left, right := s.ends(s.Size().Width)
	if right <= left {
		return s.data.At
	}
	f := min(max(float64((x-left)/(right-left)), 0), 1)
	return s.data.From.Add(time.Duration(f * float64(s.data.Until.Sub(s.data.From))))
}

func (s *Scrub) place(size fyne.Size) {
	left, right := s.ends(size.Width)
	mid, thick := size.Height/2, theme.U(4)
	put(s.track, left, pixel(mid-thick/2), right-left, thick)
	at := s.data.At
	if !s.dragged.IsZero() {
		at = s.dragged
	}
	x := s.x(size.Width, at)
	put(s.done, left, pixel(mid-thick/2), x-left, thick)
	// Marks that would run together are one.
	last := float32(-10)
	for i, m := range s.marks {
		at := pixel(s.x(size.Width, s.data.Moments[i]))
		shown(m, at >= last+3)
		if at >= last+3 {
			put(m, at, pixel(mid-theme.U(4)), 1, theme.U(8))
			last = at
		}
	}
	k := theme.U(knobWidth)
	s.knob.CornerRadius, s.halo.CornerRadius = k/2, k/2+3
	put(s.knob, x-k/2, mid-k/2, k, k)
	put(s.halo, x-k/2-3, mid-k/2-3, k+6, k+6)
}

func (s *Scrub) least() fyne.Size { return fyne.NewSize(theme.U(96), s.pick(16, 44)) }

// Tapped implements fyne.Tappable.
func (s *Scrub) Tapped(e *fyne.PointEvent) {
	if e != nil && s.OnSeek != nil {
		s.OnSeek(s.moment(e.Position.X))
	}
}

// Dragged implements fyne.Draggable.
func (s *Scrub) Dragged(e *fyne.DragEvent) {
	s.dragged = s.moment(e.Position.X)
	s.Refresh()
	if s.OnDrag != nil {
		s.OnDrag(s.dragged)
	}
}

// DragEnd implements fyne.Draggable.
func (s *Scrub) DragEnd() {
	at := s.dragged
	if at.IsZero() {
		return
	}
	s.dragged, s.data.At = time.Time{}, at // until the replay is there
	s.Refresh()
	if s.OnDrag != nil {
		s.OnDrag(time.Time{})
	}
	if s.OnSeek != nil {
		s.OnSeek(at)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Scrub) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		if s.OnStep != nil {
			s.OnStep(map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[e.Name])
		}
	default:
		s.press.TypedKey(e)
	}
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// FeedHeadData stands over the cards of one feed where a board shows several.
type FeedHeadData struct {
	ID   string // handed back to the callback
	Name string
	Ages string // how old what follows is, and how it comes
	Mark string // of a feed that nobody vouches for; may be empty
}

// FeedHead is 56 high, a line of text on the desktop and two on a phone. A tap chooses the feed.
type FeedHead struct {
	press
	data             FeedHeadData
	halo             *canvas.Rectangle
	name, mark, ages *run

	OnTapped func(id string)
}

// NewFeedHead makes a head.
func NewFeedHead(form Form, d FeedHeadData) *FeedHead {
	h := &FeedHead{
		data: d, halo: ring(theme.ControlRadius),
		name: newRun(theme.Title, true, theme.TokenText), mark: newRun(theme.Small, true, theme.TokenText2),
		ages: newRun(theme.Small, false, theme.TokenText3),
	}
	h.form = form
	h.act = func() {
		if h.OnTapped != nil {
			h.OnTapped(h.data.ID)
		}
	}
	h.spoken = func() string { return sentence(h.data.Name, h.data.Mark, h.data.Ages) }
	h.ExtendBaseWidget(h)
	return h
}

// Set changes what the head shows; equal data draws nothing.
func (h *FeedHead) Set(d FeedHeadData) {
	if h.data != d {
		h.data = d
		h.Refresh()
	}
}

// ID is that of the feed shown now.
func (h *FeedHead) ID() string { return h.data.ID }

// CreateRenderer implements fyne.Widget.
func (h *FeedHead) CreateRenderer() fyne.WidgetRenderer { return draw(h) }

func (h *FeedHead) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{h.name.Text, h.mark.Text, h.ages.Text, h.halo}
}

func (h *FeedHead) paint() {
	h.name.say(h.data.Name)
	h.mark.say(h.data.Mark)
	h.ages.say(h.data.Ages)
	h.name.paint()
	h.mark.paint()
	h.ages.paint()
	h.paintRing(h.halo, theme.TokenAccent)
}

func (h *FeedHead) place(s fyne.Size) {
	put(h.halo, 0, 4, s.Width, s.Height-8)
	gap := theme.U(12)
	x := h.pick(20, 16)
	end := s.Width - x
	if h.phone() {
		at := x + h.name.mid(x, s.Height*0.32, end-x) + gap
		h.mark.mid(at, s.Height*0.32, max(0, end-at))
		h.ages.mid(x, s.Height*0.76, end-x)
		return
	}
	x += h.name.mid(x, s.Height/2, (end-x)/2) + gap
	x += h.mark.mid(x, s.Height/2, max(0, end-x)) + gap
	h.ages.mid(x, s.Height/2, max(0, end-x))
}

func (h *FeedHead) least() fyne.Size { return fyne.NewSize(theme.U(280), theme.U(56)) }

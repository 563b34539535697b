package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// BadgeData is what a Badge shows.
type BadgeData struct {
	Look theme.Look
	Word string
	Icon string // instead of the state's shape, for promises and verdicts
}

// Badge is a state with its shape and word on its soft ground, 28 high.
type Badge struct {
	base
	data   BadgeData
	ground *canvas.Rectangle
	mark   *glyph
	word   *run
}

// NewBadge makes a badge.
func NewBadge(d BadgeData) *Badge {
	b := &Badge{data: d, ground: box(theme.ControlRadius), mark: newGlyph("", ""), word: newRun(theme.Body, true, "")}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes state and word.
func (b *Badge) Set(d BadgeData) {
	if b.data != d {
		b.data = d
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *Badge) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.mark.Image, b.word.Text}
}

func (b *Badge) paint() {
	b.mark.look(b.data.Look)
	if b.data.Icon != "" {
		b.mark.name = b.data.Icon
	}
	b.mark.paint()
	b.word.token = b.data.Look.Word()
	b.word.say(b.data.Word)
	b.word.paint()
	fill(b.ground, b.data.Look.Soft(), "", 0)
}

func (b *Badge) place(s fyne.Size) {
	h := theme.U(28)
	y := (s.Height - h) / 2
	w := min(s.Width, b.least().Width)
	put(b.ground, 0, y, w, h)
	b.mark.square(theme.U(16), s.Height/2, theme.U(16))
	b.word.shrink(w-theme.U(38), theme.Body, theme.Small)
	b.word.mid(theme.U(30), s.Height/2, w-theme.U(38))
}

func (b *Badge) least() fyne.Size {
	b.word.step = theme.Body // it may be smaller now, in a narrow place
	b.word.say(b.data.Word)
	return fyne.NewSize(theme.U(40)+ceil(b.word.width()), theme.U(28))
}

// ceil rounds a text width up to whole units.
func ceil(v float32) float32 {
	if i := float32(int(v)); i < v {
		return i + 1
	}
	return v
}

// Tag is a small label in a thin frame, 20 high: the stage an update belongs to.
type Tag struct {
	base
	text   string
	ground *canvas.Rectangle
	word   *run
}

// NewTag makes a tag.
func NewTag(text string) *Tag {
	t := &Tag{text: text, ground: box(theme.TagRadius), word: newRun(theme.Small, false, theme.TokenText2)}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes the text.
func (t *Tag) Set(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Tag) parts() []fyne.CanvasObject { return []fyne.CanvasObject{t.ground, t.word.Text} }

func (t *Tag) paint() {
	t.word.say(t.text)
	t.word.paint()
	fill(t.ground, theme.TokenSunken, theme.TokenLine, theme.Stroke)
}

func (t *Tag) place(s fyne.Size) {
	h := theme.U(20)
	w := min(s.Width, t.least().Width)
	put(t.ground, 0, pixel((s.Height-h)/2), w, h)
	t.word.mid(theme.U(8), s.Height/2, w-theme.U(15))
}

func (t *Tag) least() fyne.Size {
	t.word.say(t.text)
	return fyne.NewSize(theme.U(16)+ceil(t.word.width()), theme.U(20))
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// PickRowData is what a PickRow shows.
type PickRowData struct {
	Title string
	Sub   string // may be empty
}

// PickRow is one of a list of things to choose from: a name, a line below it, and at its right that a tap leads on. Both
// wrap.
type PickRow struct {
	press
	data         PickRowData
	title, sub   *Paragraph
	mark         *glyph
	ground, halo *canvas.Rectangle
}

// NewPickRow makes a row.
func NewPickRow(form Form, d PickRowData, tapped func()) *PickRow {
	r := &PickRow{
		title: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{}), mark: newGlyph("chevron", theme.TokenText3),
		ground: box(theme.ControlRadius), halo: ring(theme.ControlRadius),
	}
	r.form, r.act = form, tapped
	r.spoken = func() string { return sentence(r.data.Title, r.data.Sub) }
	r.ExtendBaseWidget(r)
	r.take(d)
	return r
}

// Set changes the row.
func (r *PickRow) Set(d PickRowData) {
	if r.data != d {
		r.take(d)
		r.Refresh()
	}
}

func (r *PickRow) take(d PickRowData) {
	r.data = d
	r.title.Set(ParagraphData{Text: d.Title, Step: theme.Body, Bold: true})
	r.sub.Set(ParagraphData{Text: d.Sub, Step: theme.Small, Token: theme.TokenText2})
	shown(r.sub, d.Sub != "")
}

// side is left and right of the texts, end what the chevron takes.
func (r *PickRow) side() float32 { return theme.U(10) }
func (r *PickRow) end() float32  { return theme.U(28) }
func (r *PickRow) room() float32 { return r.pick(6, 8) }

func (r *PickRow) width(of float32) float32 { return of - r.side() - r.end() }

// HeightFor implements Tall.
func (r *PickRow) HeightFor(width float32) float32 {
	w := r.width(width)
	h := r.title.HeightFor(w)
	if r.data.Sub != "" {
		h += r.sub.HeightFor(w)
	}
	return max(h+2*r.room(), r.pick(36, theme.Touch))
}

// CreateRenderer implements fyne.Widget.
func (r *PickRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *PickRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.title, r.sub, r.mark.Image, r.halo}
}

func (r *PickRow) paint() {
	fill(r.ground, "", "", 0)
	if r.hovered {
		fill(r.ground, theme.TokenHover, "", 0)
	}
	r.mark.paint()
	r.paintRing(r.halo, theme.TokenAccent)
}

func (r *PickRow) place(s fyne.Size) {
	put(r.ground, 0, 0, s.Width, s.Height)
	put(r.halo, 0, 0, s.Width, s.Height)
	w := r.width(s.Width)
	h, below := r.title.HeightFor(w), float32(0)
	if r.data.Sub != "" {
		below = r.sub.HeightFor(w)
	}
	y := pixel((s.Height - h - below) / 2)
	put(r.title, r.side(), y, w, h)
	put(r.sub, r.side(), y+h, w, below)
	r.mark.square(s.Width-theme.U(16), s.Height/2, theme.U(16))
}

func (r *PickRow) least() fyne.Size {
	return fyne.NewSize(theme.U(160), r.HeightFor(orUnbounded(r.Size().Width)))
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// Page is a scrolling screen: a column of at most 960 in the middle, with the margins of the form.
type Page struct {
	base
	scroll *container.Scroll
	sheet  *sheet

	looking bool // see is at work
}

// NewPage makes a page around one object, usually a Column with a gap of theme.Gap.
func NewPage(form Form, content fyne.CanvasObject) *Page {
	p := &Page{sheet: newSheet(content)}
	p.form = form
	p.scroll = container.NewVScroll(p.sheet)
	p.scroll.OnScrolled = func(fyne.Position) { p.see() }
	p.ExtendBaseWidget(p)
	p.spread(form)
	return p
}

// SetForm implements Former.
func (p *Page) SetForm(f Form) {
	p.spread(f)
	p.base.SetForm(f)
}

func (p *Page) spread(f Form) {
	p.sheet.SetForm(f)
	setForm(p.sheet.content, f)
}

// ScrollTo brings o, anywhere inside the page, to the top of the window if it is shown. The page has its size by then.
func (p *Page) ScrollTo(o fyne.CanvasObject) {
	y, ok := below(p.sheet, o)
	if !ok {
		return
	}
	most := max(0, p.sheet.Size().Height-p.scroll.Size().Height)
	p.SetOffset(min(max(0, y-theme.U(16)), most))
}

// below returns how far o lies below the top of in. The driver, asked for positions, knows nothing of what has not been
// painted yet, such as a screen that is shown for the first time.
func below(in, o fyne.CanvasObject) (y float32, ok bool) {
	if in == o {
		return 0, true
	}
	var children []fyne.CanvasObject
	switch in := in.(type) {
	case *fyne.Container:
		children = in.Objects
	case *Column:
		children = in.items
	case interface{ parts() []fyne.CanvasObject }:
		children = in.parts()
	}
	for _, c := range children {
		if y, ok := below(c, o); ok {
			return y + c.Position().Y, true
		}
	}
	return 0, false
}

// Offset is how far the page is scrolled, in Fyne units; SetOffset goes back there, as when a screen is rebuilt.
func (p *Page) Offset() float32 { return p.scroll.Offset.Y }

// SetOffset scrolls to a place returned by Offset.
func (p *Page) SetOffset(y float32) {
	p.scroll.ScrollToOffset(fyne.NewPos(0, y))
	p.see()
}

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *Page) parts() []fyne.CanvasObject { return []fyne.CanvasObject{p.scroll} }
func (p *Page) paint()                     {}
func (p *Page) least() fyne.Size           { return fyne.NewSize(theme.U(280), theme.U(200)) }

func (p *Page) place(s fyne.Size) {
	// The scroll asks its content's least size before it gives it a width.
	p.sheet.width = s.Width
	put(p.scroll, 0, 0, s.Width, s.Height)
	p.scroll.Refresh()
	p.see()
}

// sheet is the scrolled part of a Page.
type sheet struct {
	base
	width   float32
	content fyne.CanvasObject
}

func newSheet(content fyne.CanvasObject) *sheet {
	s := &sheet{content: content}
	s.ExtendBaseWidget(s)
	return s
}

func (s *sheet) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *sheet) parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }
func (s *sheet) paint()                     {}

// column returns where the column stands in a window of the given width.
func column(f Form, width float32) (x, w float32) {
	side := theme.U(theme.SideDesktop)
	if f == Phone {
		side = theme.U(theme.SidePhone)
	}
	w = max(0, min(width-2*side, theme.U(theme.ColumnWidth)))
	return pixel((width - w) / 2), w
}

func (s *sheet) top() float32 { return s.pick(theme.TopDesktop, theme.TopPhone) }

func (s *sheet) place(size fyne.Size) {
	x, w := column(s.form, size.Width)
	put(s.content, x, s.top(), w, HeightFor(s.content, w))
}

func (s *sheet) least() fyne.Size {
	_, w := column(s.form, orUnbounded(s.width))
	return fyne.NewSize(0, s.top()+HeightFor(s.content, w)+theme.U(theme.TopDesktop))
}

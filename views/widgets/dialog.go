package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// DialogData is the head of a Dialog.
type DialogData struct {
	Title string
	Close string // what a screen reader says of the cross
}

// dialogWidth is the widest that a dialog gets, at a text scale of 100 %: sentences longer than that are hard to follow.
const dialogWidth = 600

// veil is what lies between a dialog and the screen behind it.
var veil = color.NRGBA{A: 0x80}

// Dialog is a sheet over the whole window: on a phone it fills it, else it stands in the middle. What is too high for the
// window scrolls, the foot with the buttons stays. Escape closes it and Enter does what OnEnter says, as long as nothing
// inside has the keyboard; a control inside that has it should have Shut as its OnEscape.
type Dialog struct {
	base
	data         DialogData
	ground, leaf *canvas.Rectangle
	title        *Paragraph
	cross        *IconButton
	content      *dialogSheet
	scroll       *container.Scroll
	foot         fyne.CanvasObject
	rule         *canvas.Rectangle

	canvas fyne.Canvas // nil: closed
	keys   func(*fyne.KeyEvent)

	// OnEnter is called on Enter, OnShut after the dialog was closed, OnForm when the window becomes that of a phone or no
	// longer.
	OnEnter, OnShut func()
	OnForm          func(Form)
}

// NewDialog makes a closed dialog.
func NewDialog(d DialogData, content, foot fyne.CanvasObject) *Dialog {
	o := &Dialog{
		ground: box(0), leaf: box(theme.CardRadius), rule: box(0), title: NewParagraph(ParagraphData{}), content: newDialogSheet(content),
		foot: foot,
	}
	o.cross = NewIconButton(Desktop, IconButtonData{Icon: "cross"}, o.Shut)
	o.cross.OnEscape = o.Shut
	o.scroll = container.NewVScroll(o.content)
	o.ExtendBaseWidget(o)
	o.take(d)
	return o
}

// Set changes the head. Call Refresh when the content has another height now.
func (o *Dialog) Set(d DialogData) {
	if o.data != d {
		o.take(d)
		o.Refresh()
	}
}

func (o *Dialog) take(d DialogData) {
	o.data = d
	o.title.Set(ParagraphData{Text: d.Title, Step: theme.Title, Bold: true})
	o.cross.Set(IconButtonData{Icon: "cross", Label: d.Close})
}

// Open shows the dialog over a window. It takes the keys of the window until it is closed.
func (o *Dialog) Open(c fyne.Canvas) {
	if o.canvas != nil {
		return
	}
	o.canvas, o.keys = c, c.OnTypedKey()
	c.SetOnTypedKey(o.typed)
	o.ScrollToTop()
	c.Overlays().Add(o)
}

// Shut closes the dialog.
func (o *Dialog) Shut() {
	c := o.canvas
	if c == nil {
		return
	}
	o.canvas = nil
	c.Overlays().Remove(o)
	c.SetOnTypedKey(o.keys)
	call(o.OnShut)
}

// IsOpen tells whether the dialog is shown.
func (o *Dialog) IsOpen() bool { return o.canvas != nil }

// ScrollToTop shows the beginning of the content.
func (o *Dialog) ScrollToTop() { o.scroll.ScrollToTop() }

func (o *Dialog) typed(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		o.Shut()
	case fyne.KeyReturn, fyne.KeyEnter:
		call(o.OnEnter)
	}
}

// SetForm implements Former. The dialog chooses by its own width; its owner learns of it by OnForm.
func (o *Dialog) SetForm(f Form) {
	if o.form == f {
		return
	}
	for _, c := range []fyne.CanvasObject{o.cross, o.content, o.foot} {
		setForm(c, f)
	}
	o.form = f
	if o.OnForm != nil {
		o.OnForm(f)
	}
}

// CreateRenderer implements fyne.Widget.
func (o *Dialog) CreateRenderer() fyne.WidgetRenderer { return draw(o) }

func (o *Dialog) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{o.ground, o.leaf, o.title, o.cross, o.scroll, o.rule, o.foot}
}

func (o *Dialog) paint() {
	o.ground.FillColor = veil
	fill(o.leaf, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	fill(o.rule, theme.TokenLine, "", 0)
}

func (o *Dialog) place(s fyne.Size) {
	o.SetForm(FormFor(s.Width))
	put(o.ground, 0, 0, s.Width, s.Height)
	side, pad := o.pick(24, 16), o.pick(16, 12)
	w := s.Width
	if !o.phone() {
		w = min(w-2*side, theme.U(dialogWidth))
	}
	inner := w - 2*side
	cross := o.cross.MinSize()
	titleWidth := inner - cross.Width - theme.U(8)
	head := max(o.title.HeightFor(titleWidth), cross.Height)
	foot := HeightFor(o.foot, inner)
	o.content.side, o.content.width = side, w
	content := HeightFor(o.content, w)
	most := s.Height - 2*pad
	if o.phone() {
		most = s.Height
	}
	h := min(pad+head+pad+content+pad+foot+pad, most)
	if o.phone() {
		h = s.Height
	}
	x, y := pixel((s.Width-w)/2), pixel((s.Height-h)/2)
	o.leaf.CornerRadius = o.pick(theme.CardRadius, 0) // the form is known since this width is
	put(o.leaf, x, y, w, h)
	titleHeight := o.title.HeightFor(titleWidth)
	put(o.title, x+side, y+pad+(head-titleHeight)/2, titleWidth, titleHeight)
	put(o.cross, x+side+inner-cross.Width, y+pad, cross.Width, cross.Height)
	top, bottom := y+pad+head+pad, y+h-pad-foot
	put(o.scroll, x, top, w, bottom-pad-top)
	o.scroll.Refresh()
	put(o.rule, x, bottom-pad, w, theme.Stroke)
	put(o.foot, x+side, bottom, inner, foot)
}

func (o *Dialog) least() fyne.Size { return fyne.NewSize(theme.U(280), theme.U(200)) }

// dialogSheet is the scrolled part of a Dialog. It has the whole width, so that the bar of the scroll and the focus rings
// have room, and asks for none: what is too wide for the window is cut, never scrolled sideways.
type dialogSheet struct {
	base
	side, width float32
	content     fyne.CanvasObject
}

func newDialogSheet(content fyne.CanvasObject) *dialogSheet {
	s := &dialogSheet{content: content}
	s.ExtendBaseWidget(s)
	return s
}

// SetForm implements Former.
func (s *dialogSheet) SetForm(f Form) {
	setForm(s.content, f)
	s.base.SetForm(f)
}

// HeightFor implements Tall.
func (s *dialogSheet) HeightFor(width float32) float32 {
	return HeightFor(s.content, width-2*s.side) + theme.U(16)
}

func (s *dialogSheet) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *dialogSheet) parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }
func (s *dialogSheet) paint()                     {}

func (s *dialogSheet) place(size fyne.Size) {
	w := size.Width - 2*s.side
	put(s.content, s.side, 0, w, HeightFor(s.content, w))
}

// The scroll asks before it gives a width.
func (s *dialogSheet) least() fyne.Size { return fyne.NewSize(0, s.HeightFor(orUnbounded(s.width))) }

package views

import (
	"bytes"
	"image"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// shareSheet offers what is shown to others: as a text, as a picture, and as the link of the feed. It tells of the moment
// at which it was opened, which stands in everything that it gives out.
type shareSheet struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	text    string
	instead bool // what the reader chose is in the text
	card    image.Image
	qr      image.Image
	said    map[string]string // how the last thing went, by part
	place   map[string]string // where it was saved
	failed  map[string]*Problem

	dialog *widgets.Dialog
	column *widgets.Column
	foot   *widgets.Row
	close  *widgets.Button
}

// The parts of the sheet.
const (
	partText  = "text"
	partImage = "image"
	partQR    = "qr"
)

func newShareSheet(a *Actions) *shareSheet {
	s := &shareSheet{actions: a}
	s.column = widgets.NewColumn(20)
	s.close = widgets.NewButton(s.form, widgets.ButtonData{}, s.hide)
	s.close.OnEscape = s.hide
	s.foot = widgets.NewRow(s.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{s.close}})
	s.dialog = widgets.NewDialog(widgets.DialogData{}, s.column, s.foot)
	s.dialog.OnForm = func(f widgets.Form) {
		s.form = f
		s.fill()
	}
	s.dialog.OnShut = func() { s.card, s.qr = nil, nil } // some megabytes
	return s
}

// open shows the sheet over the window that o is in.
func (s *shareSheet) open(n *Snapshot, o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || s.dialog.IsOpen() || !shareable(n) {
		return
	}
	s.snap, s.text, s.card, s.qr, s.instead = n, shareText(n), shareCard(n), nil, false
	s.said, s.place, s.failed = map[string]string{}, map[string]string{}, map[string]*Problem{}
	if linkOf(n) != "" {
		s.qr = shareQR(n.Feed.Link)
	}
	s.fill()
	s.dialog.Open(c)
}

func (s *shareSheet) hide() { s.dialog.Shut() }

// linkOf is what others add the shown feed with, "" for none: a replay is nothing to follow, a private feed's readers each
// need their own token.
func linkOf(n *Snapshot) string {
	if n.Replay != nil || n.Feed.Private {
		return ""
	}
	return n.Feed.Link
}

func (s *shareSheet) fill() {
	if s.snap == nil {
		return
	}
	t := func(id string) string { return s.snap.Loc.T(id, nil) }
	s.dialog.Set(widgets.DialogData{Title: t("share.title"), Close: t("action.close")})
	s.close.Set(widgets.ButtonData{Label: t("action.close")})
	s.column.SetItems(s.textPart(), s.imagePart(), s.qrPart())
	s.foot.Refresh()
	s.dialog.Refresh()
}

func (s *shareSheet) button(label string, kind widgets.ButtonKind, f func()) *widgets.Button {
	b := widgets.NewButton(s.form, widgets.ButtonData{Kind: kind, Label: s.snap.Loc.T(label, nil)}, f)
	b.OnEscape = s.hide
	return b
}

func (s *shareSheet) line(text string, step theme.Step, bold bool, token theme.Token) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: step, Bold: bold, Token: token})
}

// part is a heading with what belongs to it, and how the last thing done with it went.
func (s *shareSheet) part(name string, items ...fyne.CanvasObject) fyne.CanvasObject {
	items = append([]fyne.CanvasObject{s.line(s.snap.Loc.T("share."+name, nil), theme.Lead, true, theme.TokenText)}, items...)
	switch {
	case s.failed[name] != nil:
		items = append(items, problemRow(s.failed[name]))
	case s.said[name] != "":
		items = append(items, successRow(s.said[name]))
		if place := s.place[name]; place != "" {
			items = append(items, s.together(s.button("share.copy_path", widgets.Link, func() { s.copy(name, place, "") })))
		}
	}
	return widgets.NewColumn(8, items...)
}

func (s *shareSheet) together(buttons ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewRow(s.form, widgets.RowData{Gap: 8, Left: buttons})
}

func (s *shareSheet) textPart() fyne.CanvasObject {
	count := s.snap.Loc.N("share.text.count", smsLength(s.text), map[string]any{"Max": s.snap.Loc.Number(smsUnits)})
	items := []fyne.CanvasObject{
		widgets.NewInset(widgets.Sunken(), s.line(s.text, theme.Lead, false, theme.TokenText)),
		s.line(count, theme.Small, false, theme.TokenText3),
	}
	if chosen := shareInstead(s.snap); chosen != "" {
		items = append(items, s.insteadCheck(chosen))
	}
	return s.part(partText, append(items, s.together(s.button("share.text.copy", widgets.Primary, func() { s.copy(partText, s.text, "share.copied") })))...)
}

// insteadCheck puts what the reader chose to use instead into the text, or takes it out.
func (s *shareSheet) insteadCheck(chosen string) fyne.CanvasObject {
	with, fits := shareTextInstead(s.snap)
	d := widgets.CheckRowData{
		On: s.instead, Title: s.snap.Loc.T("share.text.instead", nil),
		Sub: s.snap.Loc.T("share.text.instead.sub", map[string]any{"Text": chosen}),
	}
	if !fits {
		d.Fixed, d.Sub = true, s.snap.Loc.T("share.text.instead.full", nil)
	}
	r := widgets.NewCheckRow(s.form, d, func(on bool) {
		s.instead, s.text = on, shareText(s.snap)
		if on {
			s.text = with
		}
		s.said[partText], s.failed[partText] = "", nil
		s.fill()
	})
	r.OnEscape = s.hide
	return r
}

func (s *shareSheet) imagePart() fyne.CanvasObject {
	label := s.snap.Loc.T("share.image.label", map[string]any{"Text": s.text})
	return s.part(partImage, newPicture(s.card, 280, label),
		s.together(s.button("share.image.save", widgets.Plain, func() { s.save(partImage, s.card, "bokgu-") })))
}

func (s *shareSheet) qrPart() fyne.CanvasObject {
	n, name := s.snap, map[string]any{"Name": Plain(s.snap.Feed.Name, nameLength)}
	if s.qr == nil {
		why := "share.qr.none.local"
		switch {
		case n.Replay != nil:
			why = "share.qr.none.replay"
		case n.Feed.Private:
			why = "share.qr.none.private"
		}
		return s.part(partQR, s.line(n.Loc.T(why, nil), theme.Body, false, theme.TokenText2))
	}
	return s.part(partQR,
		s.line(n.Loc.T("share.qr.what", name), theme.Body, false, theme.TokenText2),
		newPicture(s.qr, 220, n.Loc.T("share.qr.label", name)),
		s.line(n.Feed.Link, theme.Small, false, theme.TokenText3),
		s.together(
			s.button("share.qr.copy", widgets.Plain, func() { s.copy(partQR, n.Feed.Link, "share.copied") }),
			s.button("share.qr.save", widgets.Plain, func() { s.save(partQR, s.qr, "bokgu-qr-") })),
	)
}

// copy puts a text on the clipboard and says so; said "" leaves what stands there.
func (s *shareSheet) copy(part, text, said string) {
	call(s.actions.Copy, text)
	if said != "" {
		s.said[part], s.place[part], s.failed[part] = s.snap.Loc.T(said, nil), "", nil
		s.fill()
	}
}

// save writes a picture to a file that the reader names.
func (s *shareSheet) save(part string, img image.Image, head string) {
	if img == nil || s.actions.SavePicture == nil {
		return
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return // writing to memory does not fail
	}
	name := head + asOf(s.snap).In(s.snap.Loc.Zone()).Format("2006-01-02-1504") + ".png"
	n := s.snap
	s.actions.SavePicture(name, file.Bytes(), func(place string, p *Problem) {
		if s.snap != n || place == "" && p == nil { // another sheet by now, or the reader thought better of it
			return
		}
		s.said[part], s.place[part], s.failed[part] = "", place, p
		if p == nil {
			s.said[part] = n.Loc.T("share.saved", map[string]any{"Path": Plain(place, 200)})
		}
		s.fill()
	})
}

// picture shows an image in a square of at most side, with a thin edge.
type picture struct {
	widget.BaseWidget
	side  float32
	label string // what a screen reader says
	edge  *canvas.Rectangle
	image *canvas.Image
}

func newPicture(img image.Image, side float32, label string) *picture {
	p := &picture{side: side, label: label, edge: canvas.NewRectangle(nil), image: canvas.NewImageFromImage(img)}
	p.image.FillMode = canvas.ImageFillContain
	p.ExtendBaseWidget(p)
	return p
}

// AccessibilityLabel implements fyne.Accessible.
func (p *picture) AccessibilityLabel() string { return p.label }

// AccessibilityRole implements fyne.Accessible.
func (p *picture) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor implements widgets.Tall.
func (p *picture) HeightFor(width float32) float32 { return min(width, p.side) }

// CreateRenderer implements fyne.Widget.
func (p *picture) CreateRenderer() fyne.WidgetRenderer {
	p.edge.StrokeColor, p.edge.StrokeWidth = theme.Color(theme.TokenLine), theme.Stroke
	return widget.NewSimpleRenderer(&fyne.Container{Layout: pictureLayout{p}, Objects: []fyne.CanvasObject{p.image, p.edge}})
}

type pictureLayout struct{ p *picture }

func (l pictureLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	d := min(size.Width, l.p.side)
	for _, o := range o {
		o.Resize(fyne.NewSquareSize(d))
	}
}

func (l pictureLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(120) }

package views

import (
	"image"
	"image/color"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"rsc.io/qr"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// The pictures that are shared are squares of cardPixels; the state is drawn on cardUnits, so that its small print can
// still be read on a phone.
const (
	cardUnits  = 360
	cardPixels = 1080
	cardSide   = 24
)

// shareCard draws how it stands as a picture, always light and at one size of text, whatever the reader has chosen for
// the app. UI goroutine; it takes about as long as a screenshot.
func shareCard(shown *Snapshot) image.Image {
	s := outward(shown)
	var out image.Image
	theme.During(theme.New(theme.Light, 1), func() {
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetScale(cardPixels / cardUnits)
		c.SetContent(cardContent(s))
		c.Resize(fyne.NewSquareSize(cardUnits))
		out = c.Capture()
	})
	return out
}

// cardContent is the picture as objects, the largest of its forms that fits.
func cardContent(s *Snapshot) fyne.CanvasObject {
	a := answerTo(s)
	head := []fyne.CanvasObject{cardHead(s)}
	if s.Replay != nil {
		head = append(head, widgets.NewParagraph(widgets.ParagraphData{Text: s.Replay.Title, Step: theme.Small, Bold: true}))
	}
	state := widgets.NewMark(widgets.StateMark(a.Look, a.Word, "", theme.Title))
	foot := widgets.NewColumn(2, cardFoot(s)...)
	const inner = cardUnits - 2*cardSide
	room := cardUnits - 2*cardSide - theme.Gap - foot.HeightFor(inner)
	var top *widgets.Column
	for _, form := range []struct {
		step          theme.Step
		lines, second int
	}{{theme.HeroTight, 5, 3}, {theme.Title, 5, 3}, {theme.Lead, 5, 3}, {theme.Lead, 5, 2}, {theme.Title, 5, 0}, {theme.Lead, 5, 0}, {theme.Lead, 3, 0}} {
		items := append([]fyne.CanvasObject{}, head...)
		items = append(items, state, widgets.NewParagraph(widgets.ParagraphData{Text: a.Headline, Step: form.step, Bold: true, KeepBreaks: true, MaxLines: form.lines}))
		if a.Second != "" && form.second > 0 {
			items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: a.Second, Step: theme.Lead, Token: theme.TokenText2, MaxLines: form.second}))
		}
		top = widgets.NewColumn(10, items...)
		if top.HeightFor(inner) <= room {
			break
		}
	}
	ground := canvas.NewRectangle(theme.Color(theme.TokenSurface))
	band := canvas.NewRectangle(theme.Color(a.Look.Fill()))
	return container.New(cardLayout{}, ground, band, top, foot)
}

// cardHead names the app and, where it is one, the replay.
func cardHead(s *Snapshot) fyne.CanvasObject {
	items := []fyne.CanvasObject{widgets.NewMark(widgets.MarkData{Text: s.Loc.T("app.name", nil), Token: theme.TokenText, Step: theme.Title, Bold: true})}
	if mark := markOf(s); mark != "" {
		items = append(items, widgets.NewMark(widgets.MarkData{Icon: "replay", Text: mark, Token: theme.TokenAccent, Step: theme.Title, Bold: true}))
	}
	return widgets.NewRow(widgets.Desktop, widgets.RowData{Gap: 10, Left: items})
}

// cardFoot says as of when, by whose word, and who made the picture.
func cardFoot(s *Snapshot) []fyne.CanvasObject {
	source := Plain(s.Feed.Name, nameLength)
	if word := officialWord(s.Loc, s.Feed); word != "" {
		source += " · " + word
	}
	line := func(text string, step theme.Step, bold bool, token theme.Token) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: step, Bold: bold, Token: token, MaxLines: 2})
	}
	// A picture goes from hand to hand for days: its day and year are always told.
	when := s.Loc.When(asOf(s), time.Time{})
	return []fyne.CanvasObject{
		line(s.Loc.T("share.as_of", map[string]any{"When": when}), theme.Lead, true, theme.TokenText),
		line(source, theme.Body, false, theme.TokenText2),
		line(s.Loc.T("share.card.app", nil)+" · "+s.Loc.T("app.independent", nil), theme.Small, false, theme.TokenText3),
	}
}

// cardLayout puts the ground, the band of the state's colour, what is said, and the foot.
type cardLayout struct{}

func (cardLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := size.Width - 2*cardSide
	o[0].Resize(size)
	o[1].Resize(fyne.NewSize(size.Width, 8))
	o[2].Move(fyne.NewPos(cardSide, cardSide))
	o[2].Resize(fyne.NewSize(w, widgets.HeightFor(o[2], w)))
	h := widgets.HeightFor(o[3], w)
	o[3].Move(fyne.NewPos(cardSide, size.Height-cardSide-h))
	o[3].Resize(fyne.NewSize(w, h))
}

func (cardLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSquareSize(cardUnits) }

// qrQuiet is the white edge that a reader of QR codes needs, in modules (ISO/IEC 18004).
const qrQuiet = 4

// shareQR draws a link as a QR code, nil for one that is too long.
func shareQR(link string) image.Image {
	// Upper and lower case count in a fingerprint and in a path: the link stays as it is.
	code, err := qr.Encode(strings.TrimSpace(link), qr.M)
	if err != nil {
		return nil
	}
	modules := code.Size + 2*qrQuiet
	px := max(1, cardPixels/modules)
	img := image.NewPaletted(image.Rect(0, 0, modules*px, modules*px), color.Palette{color.White, color.Black})
	for y := range modules * px {
		for x := range modules * px {
			if mx, my := x/px-qrQuiet, y/px-qrQuiet; mx >= 0 && my >= 0 && mx < code.Size && my < code.Size && code.Black(mx, my) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img
}

package widgets

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/assets"
	"bokgu/views/theme"
)

// resources holds one resource for each icon and colour: Fyne keeps its drawings by resource name. UI goroutine only.
var resources = map[string]fyne.Resource{}

// resource returns the named icon in a colour. An icon that does not exist is an empty picture, never a panic.
func resource(name string, c color.Color) fyne.Resource {
	r, g, b, _ := c.RGBA()
	hex := fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
	key := name + hex + ".svg"
	if res, ok := resources[key]; ok {
		return res
	}
	svg, ok := assets.Icon(name)
	if !ok {
		svg = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20"></svg>`)
	}
	// A themed resource would recolour fills only, and drop fill-rule: the colour is put into the bytes.
	res := fyne.NewStaticResource(key, bytes.ReplaceAll(svg, []byte("currentColor"), []byte(hex)))
	resources[key] = res
	return res
}

// glyph is an icon inside a widget of this package.
type glyph struct {
	*canvas.Image
	name  string
	token theme.Token
}

func newGlyph(name string, token theme.Token) *glyph {
	return &glyph{Image: &canvas.Image{FillMode: canvas.ImageFillContain}, name: name, token: token}
}

// paint gives the picture its colour. An empty name draws nothing.
func (g *glyph) paint() {
	var res fyne.Resource
	if g.name != "" {
		res = resource(g.name, theme.Color(g.token))
	}
	if g.Resource != res {
		g.Resource = res
		g.Image.Image = nil
		g.Image.Refresh()
	}
	shown(g.Image, res != nil)
}

// paintIf paints the icon where it is to be seen; the toolkit reads the drawing of
// each picture anew, also of one that is hidden.
func (g *glyph) paintIf(seen bool) {
	if !seen {
		g.Image.Hide()
		return
	}
	g.paint()
}

// look shows a state.
func (g *glyph) look(l theme.Look) { g.name, g.token = l.Icon(), l.Fill() }

// square puts the icon with its middle at x, y.
func (g *glyph) square(x, y, edge float32) {
	put(g.Image, pixel(x-edge/2), pixel(y-edge/2), edge, edge)
}

// IconData is what an Icon shows.
type IconData struct {
	Name  string      // in package assets, without ".svg"
	Token theme.Token // its colour; TokenText if empty
	Size  float32     // edge at a text scale of 100 %, 20 if 0
}

// Icon is one of our icons in a colour of the theme.
type Icon struct {
	base
	data IconData
	mark *glyph
}

// NewIcon makes an icon.
func NewIcon(d IconData) *Icon {
	i := &Icon{data: d, mark: newGlyph("", "")}
	i.ExtendBaseWidget(i)
	return i
}

// StateIcon returns the data of a state's shape.
func StateIcon(l theme.Look, size float32) IconData {
	return IconData{Name: l.Icon(), Token: l.Fill(), Size: size}
}

// Set changes name, colour or size.
func (i *Icon) Set(d IconData) {
	if i.data != d {
		i.data = d
		i.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer { return draw(i) }

func (i *Icon) edge() float32 {
	if i.data.Size == 0 {
		return theme.U(20)
	}
	return theme.U(i.data.Size)
}

func (i *Icon) parts() []fyne.CanvasObject { return []fyne.CanvasObject{i.mark.Image} }
func (i *Icon) least() fyne.Size           { return fyne.NewSquareSize(i.edge()) }
func (i *Icon) place(s fyne.Size)          { i.mark.square(s.Width/2, s.Height/2, i.edge()) }

func (i *Icon) paint() {
	i.mark.name, i.mark.token = i.data.Name, i.data.Token
	if i.mark.token == "" {
		i.mark.token = theme.TokenText
	}
	i.mark.paint()
}

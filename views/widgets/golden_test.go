package widgets

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// The pictures of docs/design.md are the golden pictures of this test. After a change that is meant, draw them anew and
// look at each one:
//
//	go test -tags ci,migrated_fynedo ./views/widgets -run Golden -update
var rewrite = flag.Bool("update", false, "draw the pictures of docs/design anew")

// designPage and designPictures are what the sheets are shown on.
const (
	designPage     = "../../docs/design.md"
	designPictures = "../../docs/design"
)

// cell is a widget in one state.
type cell struct {
	state  string  // what stands over it
	w, h   float32 // 0: what the widget wants
	object fyne.CanvasObject
	onCard bool // it stands on a card in the app, not on the window
}

// golden is one picture: the same cells in light and, beside them, in dark.
type golden struct {
	name  string
	width float32 // of one half
	cells func() []cell
}

// sheets are all pictures of the page.
func sheets() []golden {
	return slices.Concat(foundationSheets(), stateSheets(), controlSheets(), rowSheets(), recoverySheets(), screenSheets())
}

// Room around the cells, between them, and of the words over them.
const (
	sheetEdge  = 16
	sheetGap   = 14
	sheetWords = 18
)

// spot is where a cell stands in its half.
type spot struct {
	state string
	area  image.Rectangle
}

// lay sets the cells from left to right and from top to bottom.
func (s golden) lay() (*fyne.Container, []spot, fyne.Size) {
	ground := canvas.NewRectangle(theme.Color(theme.TokenBg))
	all := container.NewWithoutLayout(ground)
	var spots []spot
	x, y, high := float32(sheetEdge), float32(sheetEdge), float32(0)
	for _, c := range s.cells() {
		words := canvas.NewText(c.state, theme.Color(theme.TokenText3))
		words.TextSize = theme.Small.TextSize()
		w, h := c.w, c.h
		if w == 0 {
			w = c.object.MinSize().Width
		}
		if h == 0 {
			h = HeightFor(c.object, w)
		}
		room := max(w, ceil(words.MinSize().Width))
		if c.state == "" {
			words.Hide()
			room = w
		}
		if x > sheetEdge && x+room > s.width-sheetEdge {
			x, y, high = sheetEdge, y+high+sheetGap, 0
		}
		put(words, x, y, room, words.MinSize().Height)
		put(c.object, x, y+sheetWords, w, h)
		all.Add(words)
		if c.onCard {
			card := box(0)
			fill(card, theme.TokenSurface, "", 0)
			put(card, x, y+sheetWords, w, h)
			all.Add(card)
		}
		all.Add(c.object)
		// With a little room around it: the ring of the keyboard stands outside.
		spots = append(spots, spot{c.state, image.Rect(int(x)-6, int(y), int(x+room)+6, int(y+sheetWords+h)+6)})
		x, high = x+room+sheetGap, max(high, sheetWords+h)
	}
	size := fyne.NewSize(s.width, y+high+sheetEdge)
	ground.Resize(size)
	return all, spots, size
}

// drawn is a sheet as a picture.
type drawn struct {
	picture *image.NRGBA
	spots   []spot // of the light half
}

// drawSheets draws all sheets, light at the left and dark at the right.
func drawSheets(t *testing.T) map[string]drawn {
	t.Helper()
	out := map[string]drawn{}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		start(t, choice, 1)
		for _, s := range sheets() {
			all, spots, size := s.lay()
			half := show(t, all, size.Width, size.Height).Capture().(*image.NRGBA)
			d := out[s.name]
			w, h := int(size.Width), int(size.Height)
			if choice == theme.Light {
				if d.picture != nil {
					t.Fatalf("there are two sheets of the name %s", s.name)
				}
				d = drawn{picture: image.NewNRGBA(image.Rect(0, 0, 2*w, h)), spots: spots}
			}
			from := 0
			if choice == theme.Dark {
				from = 4 * w
			}
			for y := range h {
				copy(d.picture.Pix[y*d.picture.Stride+from:], half.Pix[y*half.Stride:][:4*w])
			}
			out[s.name] = d
		}
	}
	return out
}

// shades is how many values a channel of a blended colour is kept in.
const shades = 10

// pure are the colours of the theme, in light and in dark.
func pure() map[color.NRGBA]bool {
	out := map[color.NRGBA]bool{}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, t := range tokenNames() {
			out[color.NRGBAModel.Convert(theme.New(choice, 1).Color(t, 0)).(color.NRGBA)] = true
		}
	}
	return out
}

// thin keeps the colours of the theme as they are and blended ones, as on the edges of letters, in steps: so a picture has
// few enough colours for a palette.
func thin(p *image.NRGBA, pure map[color.NRGBA]bool) *image.NRGBA {
	out := image.NewNRGBA(p.Bounds())
	step := func(v uint8) uint8 { return uint8((int(v)*(shades-1) + 127) / 255 * 255 / (shades - 1)) }
	var last, kept [4]uint8 // most pixels are as the one before
	for i := 0; i < len(p.Pix); i += 4 {
		if c := [4]uint8(p.Pix[i : i+4]); c != last {
			last, kept = c, c
			if !pure[color.NRGBA{c[0], c[1], c[2], c[3]}] {
				kept = [4]uint8{step(c[0]), step(c[1]), step(c[2]), 0xFF}
			}
		}
		copy(out.Pix[i:], kept[:])
	}
	return out
}

// write puts a picture into a file, with a palette.
func write(path string, p *image.NRGBA) error {
	thinned := thin(p, pure())
	var palette color.Palette
	index := map[color.NRGBA]uint8{}
	out := image.NewPaletted(p.Bounds(), nil)
	for i := range out.Pix {
		c := thinned.NRGBAAt(i%out.Stride, i/out.Stride)
		at, ok := index[c]
		if !ok {
			if len(palette) == 256 {
				return errors.New("more than 256 colours: divide the sheet")
			}
			at = uint8(len(palette))
			index[c], palette = at, append(palette, c)
		}
		out.Pix[i] = at
	}
	out.Palette = palette
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, out)
}

func read(path string) (*image.NRGBA, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	paletted, ok := p.(*image.Paletted)
	if !ok {
		return nil, fmt.Errorf("%s has no palette", path)
	}
	out := image.NewNRGBA(p.Bounds())
	for i, at := range paletted.Pix {
		c := color.NRGBAModel.Convert(paletted.Palette[at]).(color.NRGBA)
		copy(out.Pix[4*i:], []uint8{c.R, c.G, c.B, c.A})
	}
	return out, nil
}

// differing counts the pixels of each half of each cell that are not as they should be, by words such as "dark, hover".
//
// A colour of the theme has to be the same; a blended one may be one step off. Processors with a fused multiply-add round
// the coverage of a pixel otherwise than those without, by one of 255, and so may fall on the other side of a step, or make
// a blend out of what was none: up to three pixels of a cell are not counted. A colour that was changed by one, or a padding,
// differs in dozens.
func differing(want *image.NRGBA, d drawn, exact map[color.NRGBA]bool) []string {
	const few = 3
	got := thin(d.picture, exact)
	half := got.Bounds().Dx() / 2
	n := map[string]int{}
	off := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	for i := 0; i < min(len(got.Pix), len(want.Pix)); i += 4 {
		if [4]uint8(got.Pix[i:i+4]) == [4]uint8(want.Pix[i:i+4]) {
			continue
		}
		at := image.Pt(i%got.Stride/4, i/got.Stride)
		a, b, room := want.NRGBAAt(at.X, at.Y), got.NRGBAAt(at.X, at.Y), 255/(shades-1)+1
		if exact[b] {
			room = 0
		}
		if max(off(a.R, b.R), off(a.G, b.G), off(a.B, b.B)) <= room {
			continue
		}
		side := "light"
		if at.X >= half {
			side, at.X = "dark", at.X-half
		}
		state := "between the states"
		if i := slices.IndexFunc(d.spots, func(s spot) bool { return at.In(s.area) }); i >= 0 {
			state = fmt.Sprintf("%q", d.spots[i].state)
		}
		n[side+", "+state]++
	}
	var out []string
	for where, count := range n {
		if count > few {
			out = append(out, fmt.Sprintf("%s: %d pixels", where, count))
		}
	}
	slices.Sort(out)
	return out
}

// A colour that is off by a step and a widget that moved by one pixel are found, and the state is named; what another
// processor may do to the edge of a letter is not.
func TestGoldenCanFail(t *testing.T) {
	start(t, theme.Light, 1)
	s := golden{"x", 200, func() []cell {
		return []cell{{state: "one", object: NewBadge(BadgeData{Look: look(theme.Major), Word: "장애"})}, {state: "two", object: NewTag("tag")}}
	}}
	all, spots, size := s.lay()
	half := show(t, all, size.Width, size.Height).Capture()
	picture := func() *image.NRGBA {
		p := image.NewNRGBA(image.Rect(0, 0, 2*int(size.Width), int(size.Height)))
		imagedraw.Draw(p, p.Bounds(), image.NewUniform(theme.Color(theme.TokenBg)), image.Point{}, imagedraw.Src)
		imagedraw.Draw(p, image.Rect(0, 0, int(size.Width), int(size.Height)), half, image.Point{}, imagedraw.Src)
		return p
	}
	exact := pure()
	want := thin(picture(), exact)
	soft := color.NRGBAModel.Convert(theme.Color(theme.Major.Soft())).(color.NRGBA)
	other := color.NRGBA{soft.R, soft.G - 1, soft.B, 0xFF}
	first := spots[0].area
	for name, c := range map[string]struct {
		change func(p *image.NRGBA)
		found  int
	}{
		"nothing": {func(*image.NRGBA) {}, 0},
		"colour": {func(p *image.NRGBA) {
			exact[other] = true // as if the theme had it now
			for i := range len(p.Pix) / 4 {
				if x, y := i%p.Bounds().Dx(), i/p.Bounds().Dx(); p.NRGBAAt(x, y) == soft {
					p.SetNRGBA(x, y, other)
				}
			}
		}, 1},
		"moved": {func(p *image.NRGBA) {
			imagedraw.Draw(p, first.Add(image.Pt(1, 0)), picture(), first.Min, imagedraw.Src)
		}, 1},
		"rounded": {func(p *image.NRGBA) {
			for i := range len(p.Pix) / 4 {
				x, y := i%p.Bounds().Dx(), i/p.Bounds().Dx()
				if c := p.NRGBAAt(x, y); !exact[c] {
					p.SetNRGBA(x, y, color.NRGBA{c.R + 1, c.G - 1, c.B + 1, 0xFF})
				}
			}
		}, 0},
	} {
		p := picture()
		c.change(p)
		got := differing(want, drawn{picture: p, spots: spots}, exact)
		if len(got) != c.found || c.found > 0 && !strings.Contains(got[0], `light, "one"`) {
			t.Errorf("%s: found %q", name, got)
		}
	}
}

// unpictured are the widgets without a picture, each with the reason.
var unpictured = map[string]string{}

// Every widget that a screen can make has a picture of its own, every picture is on the page, and the page and its folder
// hold nothing else.
func TestGoldenPageIsWhole(t *testing.T) {
	page, err := os.ReadFile(designPage)
	if err != nil {
		t.Fatal(err)
	}
	shownOnPage := map[string]bool{}
	for _, m := range regexp.MustCompile(`\(design/([^)]+)\.png\)`).FindAllStringSubmatch(string(page), -1) {
		shownOnPage[m[1]] = true
	}
	start(t, theme.Light, 1)
	pictured, made := map[string]bool{}, map[string]bool{}
	for _, s := range sheets() {
		made[s.name] = true
		if !shownOnPage[s.name] {
			t.Errorf("docs/design.md does not show design/%s.png", s.name)
		}
		for _, c := range s.cells() {
			pictured[reflect.TypeOf(c.object).Elem().Name()] = true
		}
	}
	for name := range shownOnPage {
		if !made[name] {
			t.Errorf("docs/design.md shows design/%s.png, which no sheet draws", name)
		}
	}
	files, err := filepath.Glob(filepath.Join(designPictures, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".png"); !made[name] {
			t.Errorf("no sheet draws %s", f)
		}
	}
	widgets := constructed(t)
	if len(widgets) < 40 {
		t.Fatalf("only %d constructors were found", len(widgets))
	}
	for _, w := range widgets {
		if why, left := unpictured[w]; left == pictured[w] {
			t.Errorf("New%s: pictured %v, exception %q", w, pictured[w], why)
		}
	}
}

// constructed returns the exported types of the package that an exported New… returns.
func constructed(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			made, ok := d.(*ast.FuncDecl)
			if !ok || made.Recv != nil || !strings.HasPrefix(made.Name.Name, "New") || made.Type.Results == nil {
				continue
			}
			if star, ok := made.Type.Results.List[0].Type.(*ast.StarExpr); ok {
				if id, ok := star.X.(*ast.Ident); ok && id.IsExported() {
					out = append(out, id.Name)
				}
			}
		}
	}
	return out
}

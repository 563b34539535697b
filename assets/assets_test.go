package assets

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"
)

func TestIconsAreWellFormed(t *testing.T) {
	list, err := icons.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range list {
		name, isSVG := strings.CutSuffix(e.Name(), ".svg")
		if !isSVG {
			continue
		}
		n++
		svg, ok := Icon(name)
		if !ok {
			t.Errorf("%s cannot be read back", name)
		}
		d := xml.NewDecoder(bytes.NewReader(svg))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
		// What Fyne's painter drops or draws wrongly; see design/mock/TOKENS.md.
		for _, bad := range []string{"transform", "fill-rule", "<style", "<script", "href"} {
			if bytes.Contains(svg, []byte(bad)) {
				t.Errorf("%s uses %s", name, bad)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d icons are embedded", n)
	}
}

// The font of documents is the file that its project publishes, unchanged.
func TestFontDocument(t *testing.T) {
	raw, err := FontDocument()
	if err != nil {
		t.Fatal(err)
	}
	const want = "6d0af5258997aec7354a6e340fc2325ba321c410ca48b3af858c8c3d6e92a324"
	if got := fmt.Sprintf("%x", sha256.Sum256(raw)); got != want {
		t.Errorf("SHA-256 %s", got)
	}
}

func TestMissingIcon(t *testing.T) {
	if _, ok := Icon("../fonts/OFL"); ok {
		t.Error("a name reached outside the icons")
	}
	if _, ok := Icon("no-such-icon"); ok {
		t.Error("an icon that does not exist was found")
	}
}

func edge(t *testing.T, b []byte) int {
	t.Helper()
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != c.Height {
		t.Errorf("picture is %d × %d", c.Width, c.Height)
	}
	return c.Width
}

func TestPictures(t *testing.T) {
	if got := edge(t, AppSmall()); got != 128 {
		t.Errorf("the small app icon is %d wide, want 128", got)
	}
	if got := edge(t, App()); got != 512 {
		t.Errorf("app icon is %d wide", got)
	}
	seen := map[string]bool{}
	for _, s := range trayStates {
		for ask, want := range map[int]int{16: 22, 22: 22, 23: 44, 44: 44, 128: 44} {
			b := Tray(s, ask)
			if got := edge(t, b); got != want {
				t.Errorf("%s: asked for %d, got %d", s, ask, got)
			}
			seen[string(b)] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d different tray icons, want 8: two states must not look alike", len(seen))
	}
	if !bytes.Equal(Tray("nonsense", 22), Tray(TrayStale, 22)) {
		t.Error("an unknown state must look stale")
	}
}

var trayStates = []TrayState{TrayOperational, TrayTrouble, TrayOutage, TrayStale}

// light is the relative luminance of a colour (WCAG 2.2).
func light(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// on is a pixel as it is seen on a panel.
func on(panel, c color.NRGBA) color.NRGBA {
	mix := func(p, v uint8) uint8 { return uint8((int(p)*(255-int(c.A)) + int(v)*int(c.A)) / 255) }
	return color.NRGBA{mix(panel.R, c.R), mix(panel.G, c.G), mix(panel.B, c.B), 255}
}

// A tray icon stands out on every panel, from black over the greys to white: all around it its plate or its edge has a
// contrast of 3 to what the panel is painted with, and what stands on the plate has that to the plate.
func TestTrayIconsOnEveryPanel(t *testing.T) {
	for _, state := range trayStates {
		for _, size := range []int{22, 44} {
			img, err := png.Decode(bytes.NewReader(Tray(state, size)))
			if err != nil {
				t.Fatal(err)
			}
			at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA) }
			for grey := 0; grey <= 255; grey += 5 {
				panel := color.NRGBA{uint8(grey), uint8(grey), uint8(grey), 255}
				for i := range 24 { // from the middle outwards, in every direction
					sin, cos := math.Sincos(2 * math.Pi * float64(i) / 24)
					best := 0.0
					for r := float64(size) * 0.36; ; r += 0.5 {
						x, y := int(float64(size)/2+r*cos), int(float64(size)/2+r*sin)
						if x < 0 || y < 0 || x >= size || y >= size {
							break
						}
						best = max(best, contrast(on(panel, at(x, y)), panel))
					}
					if best < 3 {
						t.Errorf("%s, %d, on grey %d: a contrast of %.1f at %d°", state, size, grey, best, 360*i/24)
					}
				}
			}
			// What is not the plate itself, well inside of it.
			plate, mark, badge := at(size/2, size/10), 0, 0
			for y := size / 8; y < size*7/8; y++ {
				for x := size / 8; x < size*7/8; x++ {
					if contrast(at(x, y), plate) >= 3 {
						if x > size/2 && y > size/2 {
							badge++
						} else {
							mark++
						}
					}
				}
			}
			if most := size * size; mark < most/16 || badge < most/32 {
				t.Errorf("%s, %d: %d pixels of the mark and %d of the badge stand out from the plate, of %d", state, size, mark, badge, most)
			}
		}
	}
}

// The four states differ by the shape of their badges, not by colour alone.
func TestTrayBadgesDifferInShape(t *testing.T) {
	shape := func(s TrayState) (out []bool) {
		img, err := png.Decode(bytes.NewReader(Tray(s, 44)))
		if err != nil {
			t.Fatal(err)
		}
		for y := 22; y < 40; y++ {
			for x := 20; x < 40; x++ {
				c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				out = append(out, light(c) > 0.1)
			}
		}
		return out
	}
	for i, a := range trayStates {
		for _, b := range trayStates[:i] {
			differ, x, y := 0, shape(a), shape(b)
			for n := range x {
				if x[n] != y[n] {
					differ++
				}
			}
			if differ < len(x)/10 {
				t.Errorf("%s and %s: %d of %d pixels differ", a, b, differ, len(x))
			}
		}
	}
}

func TestFonts(t *testing.T) {
	for name, b := range map[string][]byte{"regular": FontRegular(), "bold": FontBold()} {
		if !bytes.HasPrefix(b, []byte("OTTO")) || len(b) < 1<<20 {
			t.Errorf("%s is not the OpenType font: %d bytes", name, len(b))
		}
	}
	for _, want := range []string{"Kil Hyung-jin", "Reserved Font Name Pretendard", "SIL OPEN FONT LICENSE Version 1.1", "TERMINATION"} {
		if !strings.Contains(FontLicence(), want) {
			t.Errorf("the licence lacks %q", want)
		}
	}
}

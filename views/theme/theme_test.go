package theme

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
)

// luminance and contrast are those of WCAG 2.1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

type onGround struct {
	front, ground Token
	least         float64
}

// pairs lists every text and shape with every ground it may stand on.
func pairs() []onGround {
	const text, shape = 4.5, 3.0
	grounds := []Token{TokenSurface, TokenBg, TokenSunken, TokenHover}
	var out []onGround
	for _, g := range grounds {
		for _, f := range []Token{TokenText, TokenText2, TokenText3, TokenAccent} {
			out = append(out, onGround{f, g, text})
		}
	}
	for _, s := range States() {
		out = append(out, onGround{s.Word(), s.Soft(), text})
		for _, g := range grounds {
			out = append(out, onGround{s.Word(), g, text})
		}
		for _, g := range []Token{TokenSurface, TokenBg, s.Soft()} {
			out = append(out, onGround{s.Fill(), g, shape})
		}
	}
	return append(out,
		onGround{TokenTextOn, TokenInk, text}, onGround{TokenTextOn, TokenAccent, text},
		onGround{TokenAccent, TokenAccentSoft, text}, onGround{TokenText, TokenAccentSoft, text},
		onGround{TokenText2, TokenAccentSoft, text}, onGround{TokenText, Major.Soft(), text},
		onGround{TokenBannerText, TokenBanner, text}, onGround{TokenBannerText, TokenBannerCtl, text},
		onGround{TokenBannerText2, TokenBanner, text}, onGround{TokenBannerPillOn, TokenBannerPill, text},
		onGround{TokenLineStrong, TokenInk, text}, onGround{TokenTextOn, TokenText2, text}, // primary button under the pointer
		onGround{TokenLineCtl, TokenSurface, shape}, onGround{TokenAccent, TokenSurface, shape},
		onGround{TokenSurface, TokenLineCtl, shape}, onGround{TokenSurface, TokenAccent, shape}, // thumb of the switch
	)
}

func TestContrast(t *testing.T) {
	for _, choice := range []Choice{Light, Dark} {
		th := New(choice, 1)
		for _, p := range pairs() {
			got := contrast(th.Color(p.front, 0), th.Color(p.ground, 0))
			if got < p.least {
				t.Errorf("choice %d: %s on %s is %.2f, want at least %.1f", choice, p.front, p.ground, got, p.least)
			}
		}
	}
}

// A token that comes new has to say what it stands on.
func TestEveryTokenIsMeasured(t *testing.T) {
	measured := map[Token]bool{TokenLine: true, tokenShadow: true} // decoration: nothing is read off them
	for _, p := range pairs() {
		measured[p.front], measured[p.ground] = true, true
	}
	for name := range tokens {
		if !measured[name] {
			t.Errorf("%s is measured on nothing", name)
		}
	}
}

// The measure itself must be able to find a bad pair, and must agree with the design's table.
func TestContrastMeasure(t *testing.T) {
	th := New(Light, 1)
	if got := contrast(th.Color(TokenLine, 0), th.Color(TokenSurface, 0)); got >= 3 {
		t.Errorf("decoration line measures %.2f: the measure finds nothing", got)
	}
	if got := fmt.Sprintf("%.2f", contrast(th.Color(TokenText3, 0), th.Color(TokenSurface, 0))); got != "5.47" {
		t.Errorf("text-3 on surface is %s, the design says 5.47", got)
	}
	if got := fmt.Sprintf("%.2f", contrast(New(Dark, 1).Color(Major.Word(), 0), New(Dark, 1).Color(Major.Soft(), 0))); got != "6.42" {
		t.Errorf("major on its soft ground in dark is %s, the design says 6.42", got)
	}
}

func TestStaleTakesTheColoursOfUnknownAndKeepsItsShape(t *testing.T) {
	for _, s := range States() {
		l := Look{State: s, Stale: true}
		if l.Word() != Unknown.Word() || l.Fill() != Unknown.Fill() || l.Soft() != Unknown.Soft() {
			t.Errorf("%s: stale colours are %s %s %s", s, l.Word(), l.Fill(), l.Soft())
		}
		if l.Icon() != s.Icon() {
			t.Errorf("%s: stale shape is %s", s, l.Icon())
		}
	}
}

func TestForeignStateIsUnknown(t *testing.T) {
	for _, s := range []State{"", "on_fire", "OPERATIONAL"} {
		if s.Fill() != Unknown.Fill() || s.Icon() != Unknown.Icon() {
			t.Errorf("%q is drawn as %s", s, s.Icon())
		}
	}
}

func TestEveryTokenHasBothThemes(t *testing.T) {
	for name, p := range tokens {
		if name != tokenShadow && p.light == p.dark {
			t.Errorf("%s is the same in light and dark", name)
		}
	}
	for name, s := range stock {
		if _, ok := tokens[s.token]; !ok {
			t.Errorf("%s maps to %s, which does not exist", name, s.token)
		}
	}
}

func TestChoice(t *testing.T) {
	dark, light := New(Dark, 1).Color(TokenBg, base.VariantLight), New(Light, 1).Color(TokenBg, base.VariantDark)
	if dark == light {
		t.Fatal("an own choice must not follow the system")
	}
	if New(System, 1).Color(TokenBg, base.VariantDark) != dark || New(System, 1).Color(TokenBg, base.VariantLight) != light {
		t.Error("the system's choice is not followed")
	}
	if New(Dark, 1).Color(base.ColorNameBackground, base.VariantLight) != dark {
		t.Error("Fyne's own background is not ours")
	}
}

func TestScale(t *testing.T) {
	nan := float32(math.NaN())
	for in, want := range map[float32]float32{0: 1, 0.1: MinScale, 0.8: 0.8, 1.5: 1.5, 9: MaxScale} {
		if got := New(Light, in).Scale(); got != want {
			t.Errorf("scale %v became %v, want %v", in, got, want)
		}
	}
	if got := New(Light, nan).Scale(); got != 1 {
		t.Errorf("not a number became %v", got)
	}
	test.NewTempApp(t)
	fyne.CurrentApp().Settings().SetTheme(New(Light, 1.1))
	if got := U(41); got != 45 {
		t.Errorf("U(41) at 110 %% is %v, want whole units: 45", got)
	}
	if got := Body.Pitch(); got != 23 {
		t.Errorf("pitch of body text at 110 %% is %v, want 23", got)
	}
	if got := Current().Size(base.SizeNameText); math.Abs(float64(got-15.4)) > 0.001 {
		t.Errorf("Fyne's text size at 110 %% is %v, want 15.4", got)
	}
}

// Every further font costs a copy in memory: all styles in use must share the two resources.
func TestTwoFontsOnly(t *testing.T) {
	th := New(System, 1)
	if th.Font(fyne.TextStyle{}) != regular || th.Font(fyne.TextStyle{Italic: true}) != regular {
		t.Error("regular text does not use the one regular font")
	}
	if th.Font(fyne.TextStyle{Bold: true}) != bold || th.Font(fyne.TextStyle{Bold: true, Italic: true}) != bold {
		t.Error("bold text does not use the one bold font")
	}
}

func TestStockNamesAreDefined(t *testing.T) {
	test.NewTempApp(t)
	test.AssertAllColorNamesDefined(t, New(Light, 1), "light")
	test.AssertAllColorNamesDefined(t, New(Dark, 1), "dark")
}

// Package theme is the look of Bokgu: the tokens of the design, the type scale and the fonts, as a Fyne theme.
//
// Everything here is for the UI goroutine only, but a Theme itself is immutable and may be made anywhere.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"bokgu/assets"
)

// Choice is whether the app follows the system's light or dark, or has its own.
type Choice int

// The three choices.
const (
	System Choice = iota
	Light
	Dark
)

// Least and greatest text scale. Values outside are brought inside.
const (
	MinScale = 0.8
	MaxScale = 2.0
)

// Theme implements fyne.Theme. It is immutable: a new choice or text scale is a new Theme given to Settings().SetTheme.
type Theme struct {
	choice Choice
	scale  float32
}

var _ fyne.Theme = (*Theme)(nil)

// New makes a theme. scale multiplies text sizes, pitches and row heights together: 1 is 100 %; it is held between
// MinScale and MaxScale, and 0 counts as 1.
func New(choice Choice, scale float32) *Theme {
	switch {
	case scale == 0 || scale != scale: // unset, or not a number
		scale = 1
	case scale < MinScale:
		scale = MinScale
	case scale > MaxScale:
		scale = MaxScale
	}
	return &Theme{choice: choice, scale: scale}
}

// Choice returns what the theme was made with.
func (t *Theme) Choice() Choice { return t.choice }

// Scale returns the text scale, between MinScale and MaxScale.
func (t *Theme) Scale() float32 { return t.scale }

// IsDark tells what the theme looks like when the system asks for v.
func (t *Theme) IsDark(v fyne.ThemeVariant) bool {
	if t.choice == System {
		return v == base.VariantDark
	}
	return t.choice == Dark
}

// Color implements fyne.Theme. It knows our tokens and every colour name of Fyne.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	dark := t.IsDark(v)
	if p, ok := tokens[name]; ok {
		return p.in(dark)
	}
	if f, ok := stock[name]; ok {
		c := tokens[f.token].in(dark)
		c.A = f.alpha
		return c
	}
	return base.DefaultTheme().Color(name, variant(dark))
}

// The fonts as resources. Made once: Fyne tells fonts apart by resource.
var (
	regular = fyne.NewStaticResource("Pretendard-Regular.otf", assets.FontRegular())
	bold    = fyne.NewStaticResource("Pretendard-Bold.otf", assets.FontBold())
)

// Font implements fyne.Theme. Only Regular and Bold exist: an italic text is drawn upright. Monospace and symbols are left
// to Fyne's own small fonts, which are in the binary anyway. No view of ours asks for a style other than the two.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return base.DefaultTheme().Font(style)
	case style.Bold:
		return bold
	}
	return regular
}

// Icon implements fyne.Theme: stock widgets keep Fyne's icons, ours come from package assets.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return base.DefaultTheme().Icon(name) }

// Size implements fyne.Theme, so that stock entries, selects and dialogs fit between our own widgets.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		if s.scaled {
			return s.units * t.scale
		}
		return s.units
	}
	return base.DefaultTheme().Size(name)
}

func variant(dark bool) fyne.ThemeVariant {
	if dark {
		return base.VariantDark
	}
	return base.VariantLight
}

// fallback is used while the app runs with another theme, as in other packages' tests.
var fallback = New(System, 1)

// during is the theme of what is drawn at this moment for somewhere else than the window, see During.
var during *Theme

// During draws with another theme than the app's what f makes, such as a picture to be sent: the window does not hear of
// it. All that f makes has to be made and drawn within f. UI goroutine.
func During(t *Theme, f func()) {
	before := during
	during = t
	defer func() { during = before }()
	f()
}

// Current is the app's theme if it is ours, else ours at 100 %.
func Current() *Theme {
	if during != nil {
		return during
	}
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t
	}
	return fallback
}

// Color resolves a token for the current theme and variant.
func Color(name Token) color.Color {
	return Current().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// Scale is the current text scale, 1 for 100 %.
func Scale() float32 { return Current().scale }

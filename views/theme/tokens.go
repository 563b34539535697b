package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Token names one colour of the design. It is a Fyne colour name, so stock widgets inside a Theme can use it too.
type Token = fyne.ThemeColorName

// The colours of the chrome. Colour belongs to state: these are ink, grey and one indigo that is never a state.
const (
	TokenBg         Token = "bokgu.bg"          // window
	TokenSurface    Token = "bokgu.surface"     // cards, rail, tabs
	TokenSunken     Token = "bokgu.sunken"      // inside a card: entry, condition, day head
	TokenHover      Token = "bokgu.hover"       // row under the pointer
	TokenLine       Token = "bokgu.line"        // card edge and row rule, decoration only
	TokenLineStrong Token = "bokgu.line-strong" // edge of chips, buttons, segments (their text identifies them)
	TokenLineCtl    Token = "bokgu.line-ctl"    // edge that alone identifies a control, at least 3 : 1
	TokenText       Token = "bokgu.text"        // names, sentences
	TokenText2      Token = "bokgu.text-2"      // notes, second sentence
	TokenText3      Token = "bokgu.text-3"      // labels, times, counts
	TokenTextOn     Token = "bokgu.text-on"     // text on ink or accent
	TokenInk        Token = "bokgu.ink"         // selected chip and segment, primary button, offline bar
	TokenAccent     Token = "bokgu.accent"      // selection, links, verified, stages, focus ring
	TokenAccentSoft Token = "bokgu.accent-soft" // selected rail item

	TokenBanner       Token = "bokgu.banner"         // replay bar
	TokenBannerText   Token = "bokgu.banner-text"    // on it
	TokenBannerText2  Token = "bokgu.banner-text-2"  // on it, second
	TokenBannerCtl    Token = "bokgu.banner-ctl"     // its buttons
	TokenBannerPill   Token = "bokgu.banner-pill"    // ground of its "this is a replay" mark
	TokenBannerPillOn Token = "bokgu.banner-pill-on" // text of that mark

	tokenShadow Token = "bokgu.shadow" // under stock menus and pop-ups only; ours have none
)

// pair is one token in both themes, as 0xRRGGBB.
type pair struct{ light, dark uint32 }

// tokens holds the chrome. Source: design/mock/TOKENS.md.
var tokens = map[Token]pair{
	TokenBg:         {0xF3F4F6, 0x0F1115},
	TokenSurface:    {0xFFFFFF, 0x171A20},
	TokenSunken:     {0xF7F8FA, 0x1C2027},
	TokenHover:      {0xEEF0F3, 0x20252D},
	TokenLine:       {0xE4E7EC, 0x282D36},
	TokenLineStrong: {0xC5CBD5, 0x434B58},
	TokenLineCtl:    {0x87909D, 0x69727F},
	TokenText:       {0x14171C, 0xF1F3F6},
	TokenText2:      {0x454D5A, 0xBCC3CE},
	TokenText3:      {0x616A78, 0x959EAC},
	TokenTextOn:     {0xFFFFFF, 0x101318},
	TokenInk:        {0x1B2028, 0xE9ECF1},
	TokenAccent:     {0x2A4494, 0xA3B7F5},
	TokenAccentSoft: {0xE8ECF7, 0x212A44},

	TokenBanner:       {0x24408E, 0x1E2A50},
	TokenBannerText:   {0xFFFFFF, 0xF1F4FF},
	TokenBannerText2:  {0xD3DCF5, 0xB7C4EC},
	TokenBannerCtl:    {0x38529D, 0x31406F},
	TokenBannerPill:   {0xFFFFFF, 0xA3B7F5},
	TokenBannerPillOn: {0x24408E, 0x101318},

	tokenShadow: {0x000000, 0x000000},
}

func (p pair) in(dark bool) color.NRGBA {
	v := p.light
	if dark {
		v = p.dark
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

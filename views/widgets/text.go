package widgets

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

const (
	ellipsis = "…"
	// longestLine bounds how much of a one-line text is measured at all, in bytes. No line on any screen holds so much.
	longestLine = 2048
	// stackedMarks bounds combining marks on one character: more only smear over the neighbouring lines.
	stackedMarks = 4
)

// drop tells characters that must not reach the screen: controls, zero-width and direction marks (a feed could reorder or
// hide parts of a sentence with them), private use and broken bytes.
func drop(r rune) bool {
	switch {
	case r == utf8.RuneError, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0,
		r >= 0x180B && r <= 0x180F, r >= 0xFFF0 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// CleanLine makes one line of a text that may come from a feed, for places that are not drawn here: line breaks and runs
// of spaces become one space; controls, zero-width and direction marks, private and broken characters go.
func CleanLine(s string) string { return clean(s) }

// clean makes one line of a text: line breaks and runs of spaces become one space, unfit characters go.
func clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks, space := 0, true
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case drop(r):
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > stackedMarks {
				continue
			}
		default:
			marks = 0
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// plain is the quick way out for the common case: printable ASCII and Hangul syllables with single spaces.
func plain(s string) bool {
	last := ' '
	for _, r := range s {
		if r == ' ' && last == ' ' {
			return false
		}
		if (r < ' ' || r > '~') && (r < 0xAC00 || r > 0xD7A3) {
			return false
		}
		last = r
	}
	return s == "" || last != ' '
}

// lineBreaks makes one kind of all line breaks.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// cleanLines keeps line breaks as lines, at most limit of them; what follows is joined to the last.
func cleanLines(s string, limit int) []string {
	s = lineBreaks.Replace(s)
	var out []string
	for _, l := range strings.SplitN(s, "\n", max(1, limit)) {
		if l = clean(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// extends tells whether r belongs to the character before it, so that a line must not break between them.
func extends(r, before rune) bool {
	switch {
	case r >= 0x1160 && r <= 0x11FF: // vowels and finals of decomposed Hangul
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0x1F3FB && r <= 0x1F3FF: // variation selectors, skin tones
		return true
	case r >= 0x1F1E6 && r <= 0x1F1FF: // flags are pairs
		return before >= 0x1F1E6 && before <= 0x1F1FF
	}
	return unicode.Is(unicode.M, r)
}

// stops returns the byte offsets at which s may be cut without splitting a character as a reader sees it.
func stops(s string) []int {
	out := make([]int, 0, len(s))
	var before rune
	for i, r := range s {
		if i > 0 {
			if extends(r, before) {
				before = 0 // so that a third regional indicator starts a new flag
				continue
			}
			out = append(out, i)
		}
		before = r
	}
	return append(out, len(s))
}

// wide measures one line in Fyne units.
func wide(s string, size float32, style fyne.TextStyle) float32 {
	if s == "" {
		return 0
	}
	return fyne.MeasureText(s, size, style).Width
}

// fits returns the longest head of s, cut between characters, that is at most limit wide together with tail.
func fits(s, tail string, limit, size float32, style fyne.TextStyle) string {
	at := stops(s)
	lo, hi := 0, len(at) // at[lo-1] fits
	for lo < hi {
		mid := (lo + hi) / 2
		if wide(s[:at[mid]]+tail, size, style) <= limit {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return ""
	}
	return s[:at[lo-1]]
}

// run is one line of text: what it should say, and as much of it as fits.
type run struct {
	*canvas.Text
	step  theme.Step
	token theme.Token
	full  string
	drawn float32 // width of what is drawn
}

func newRun(step theme.Step, bold bool, token theme.Token) *run {
	return &run{Text: &canvas.Text{TextStyle: fyne.TextStyle{Bold: bold}}, step: step, token: token}
}

// say sets the text; it is cleaned and becomes one line.
func (r *run) say(s string) {
	if s = clean(s); len(s) > longestLine {
		s = strings.ToValidUTF8(s[:longestLine], "")
	}
	if s == r.full {
		return // what was cut stays so until it is placed anew: measuring says it too
	}
	r.full = s
	r.Text.Text = s
}

// bold changes the weight.
func (r *run) bold(yes bool) { r.TextStyle.Bold = yes }

// paint puts colour and size.
func (r *run) paint() {
	r.Color = theme.Color(r.token)
	r.TextSize = r.step.TextSize()
}

// width is that of the whole text.
func (r *run) width() float32 { return wide(r.full, r.step.TextSize(), r.TextStyle) }

// cutShort tells whether less than the whole text is drawn.
func (r *run) cutShort() bool { return r.Text.Text != r.full }

// line puts the text into a line box of the step's pitch whose left top is x, y, cut to limit; it returns the width drawn.
func (r *run) line(x, y, limit float32) float32 {
	return r.mid(x, y+r.step.Pitch()/2, limit)
}

// mid puts the text with its middle at y, cut to limit; it returns the width drawn.
func (r *run) mid(x, y, limit float32) float32 {
	r.cut(limit)
	h := r.MinSize().Height
	put(r.Text, x, pixel(y-h/2), r.drawn, h)
	return r.drawn
}

// end puts the text so that it ends at x, with its middle at y, cut to limit; it returns the width drawn.
func (r *run) end(x, y, limit float32) float32 {
	r.cut(limit)
	h := r.MinSize().Height
	put(r.Text, pixel(x-r.drawn), pixel(y-h/2), r.drawn, h)
	return r.drawn
}

// centre puts the text with its middle at x, y.
func (r *run) centre(x, y, limit float32) {
	r.cut(limit)
	h := r.MinSize().Height
	put(r.Text, pixel(x-r.drawn/2), pixel(y-h/2), r.drawn, h)
}

func (r *run) cut(limit float32) {
	w := r.width()
	text := r.full
	// Half a unit of grace: a limit that was computed from the very same width must not cut.
	if w > limit+0.5 {
		if limit <= 0 {
			text = ""
		} else {
			text = strings.TrimRight(fits(r.full, ellipsis, limit, r.TextSize, r.TextStyle), " ") + ellipsis
		}
		w = wide(text, r.TextSize, r.TextStyle)
	}
	r.Text.Text, r.drawn = text, w
}

// shrink takes the largest of the steps, which are given from the largest on, in which the whole text fits; else the last.
func (r *run) shrink(limit float32, steps ...theme.Step) {
	for _, step := range steps {
		r.step = step
		if r.width() <= limit {
			break
		}
	}
	r.paint()
}

// pixel rounds to whole units, so that text and rules stay sharp at scale 1.
func pixel(v float32) float32 { return float32(int(v + 0.5)) }

package theme

import "math"

// Step is one of the five text sizes of the design.
type Step int

// The type scale. Sizes and pitches are Fyne units at a text scale of 100 %.
const (
	Small     Step = iota // 12/17: labels, times, tags, tabs, axis
	Body                  // 14/21: body; names on desktop rows
	Lead                  // 16/23: second sentence, section titles; names on phone rows
	Title                 // 20/27: service name, figures in the summary
	Hero                  // 26/34: the answer
	HeroTight             // 24/32: the answer on a phone
)

var scaleSteps = [...]struct{ size, pitch float32 }{{12, 17}, {14, 21}, {16, 23}, {20, 27}, {26, 34}, {24, 32}}

// TextSize is the size of the step at the current text scale, in Fyne units.
func (s Step) TextSize() float32 { return scaleSteps[s].size * Scale() }

// Pitch is the distance between two base lines of the step at the current text scale, in whole Fyne units.
func (s Step) Pitch() float32 { return U(scaleSteps[s].pitch) }

// U scales a measure of the design (heights, columns, insets, icons) by the current text scale and rounds it to whole
// Fyne units, so rules and segments stay on pixels. Strokes are not scaled.
func U(n float32) float32 {
	s := Scale()
	if s == 1 {
		return n
	}
	return float32(math.Round(float64(n * s)))
}

// Measures the design does not scale with the text. In Fyne units.
const (
	Stroke = 1 // edges and rules
	Ring   = 2 // focus ring
)

// Measures to be passed through U. In Fyne units at 100 %.
const (
	CardRadius    = 12
	ControlRadius = 8 // entry, button, badge, inner box
	TagRadius     = 6
	Gap           = 16 // between cards
	ColumnWidth   = 960
	SidePhone     = 16
	SideDesktop   = 32
	TopPhone      = 20
	TopDesktop    = 24
	Breakpoint    = 720 // window width ÷ text scale, below it the phone form
	Reflow        = 800 // column width ÷ text scale, below it side pieces go below
	Touch         = 44  // least touch target on a phone
)

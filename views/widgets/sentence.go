package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Sentence is wrapping text of pieces that differ in weight and colour. It breaks at spaces, as a Paragraph does.
type Sentence struct {
	base
	step  theme.Step
	data  []Piece
	texts []*canvas.Text
}

// NewSentence makes a sentence.
func NewSentence(step theme.Step, d []Piece) *Sentence {
	s := &Sentence{step: step, data: slices.Clone(d)}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the pieces.
func (s *Sentence) Set(d []Piece) {
	if !slices.Equal(s.data, d) {
		s.data = slices.Clone(d)
		s.Refresh()
	}
}

// HeightFor implements Tall.
func (s *Sentence) HeightFor(width float32) float32 {
	lines := 0
	s.flow(orUnbounded(width), func(_ int, _ string, line int, _ float32) { lines = line + 1 })
	return float32(lines) * s.step.Pitch()
}

// flow calls at for every stretch of one piece on one line, with its line and left edge.
func (s *Sentence) flow(width float32, at func(piece int, text string, line int, x float32)) {
	size := s.step.TextSize()
	space := wide("a a", size, fyne.TextStyle{}) - wide("aa", size, fyne.TextStyle{})
	x, line := float32(0), 0
	glued := true // nothing stands between the last word and the next
	for i, p := range s.data {
		style := fyne.TextStyle{Bold: p.Bold}
		if strings.HasPrefix(p.Text, " ") {
			glued = false
		}
		var words []string
		for _, w := range strings.Fields(clean(p.Text)) {
			words = append(words, split(w, width, size, style)...)
		}
		for k, w := range words {
			if k > 0 {
				glued = false
			}
			more := wide(w, size, style)
			switch {
			case x == 0:
			case glued:
				// A particle after a bold word ("일부 장애"로) may go to the next line when it must: it is rare and reads well.
				if x+more > width {
					x, line = 0, line+1
				}
			case x+space+more > width:
				x, line = 0, line+1
			default:
				x += space
			}
			at(i, w, line, x)
			x += more
			glued = true
		}
		if strings.HasSuffix(p.Text, " ") {
			glued = false
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Sentence) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Sentence) parts() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(s.texts))
	for i, t := range s.texts {
		out[i] = t
	}
	return out
}

func (s *Sentence) paint() {}

func (s *Sentence) place(size fyne.Size) {
	n, pitch := 0, s.step.Pitch()
	s.flow(orUnbounded(size.Width), func(i int, text string, line int, x float32) {
		if n == len(s.texts) {
			s.texts = append(s.texts, &canvas.Text{})
		}
		t := s.texts[n]
		n++
		token := s.data[i].Token
		if token == "" {
			token = theme.TokenText
		}
		t.Text, t.Color, t.TextSize = text, theme.Color(token), s.step.TextSize()
		t.TextStyle = fyne.TextStyle{Bold: s.data[i].Bold}
		m := t.MinSize()
		put(t, x, pixel(float32(line)*pitch+(pitch-m.Height)/2), m.Width, m.Height)
		canvas.Refresh(t)
	})
	s.texts = s.texts[:n]
}

func (s *Sentence) least() fyne.Size {
	return fyne.NewSize(theme.U(24), s.HeightFor(orUnbounded(s.Size().Width)))
}

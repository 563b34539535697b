package widgets

import (
	"slices"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// Piece is a part of a one-line sentence with its own weight and colour.
type Piece struct {
	Text  string
	Bold  bool
	Token theme.Token // TokenText if empty
}

// pieces is a line of several pieces. Spaces at the ends of a piece separate it from its neighbours.
type pieces struct {
	step theme.Step
	data []Piece
	runs []*run
}

func newPieces(step theme.Step) *pieces { return &pieces{step: step} }

func (p *pieces) say(d []Piece) {
	if slices.Equal(p.data, d) && len(p.runs) == len(d) {
		return
	}
	p.data = slices.Clone(d)
	p.runs = p.runs[:0:0]
	for _, one := range d {
		token := one.Token
		if token == "" {
			token = theme.TokenText
		}
		r := newRun(p.step, one.Bold, token)
		r.say(one.Text)
		p.runs = append(p.runs, r)
	}
}

func (p *pieces) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(p.runs))
	for i, r := range p.runs {
		out[i] = r.Text
	}
	return out
}

func (p *pieces) paint() {
	for _, r := range p.runs {
		r.paint()
	}
}

// mid puts the line with its middle at y, cut to limit, and returns the width drawn.
func (p *pieces) mid(x, y, limit float32) float32 {
	space := wide("a a", p.step.TextSize(), fyne.TextStyle{}) - wide("aa", p.step.TextSize(), fyne.TextStyle{})
	at := x
	for i, r := range p.runs {
		if t := p.data[i].Text; at > x && t != "" && (t[0] == ' ' || endsInSpace(p.data[i-1].Text)) {
			at += space
		}
		at += r.mid(at, y, max(0, x+limit-at))
	}
	return at - x
}

func endsInSpace(s string) bool { return s != "" && s[len(s)-1] == ' ' }

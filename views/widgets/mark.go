package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// MarkData is an icon with a word: a verified mark, a state in a sentence, a counter.
type MarkData struct {
	Icon      string
	IconToken theme.Token // Token if empty
	Text      string
	Token     theme.Token // of the text; TokenAccent if empty
	Step      theme.Step
	Bold      bool
	Extra     string // after the text in the quiet colour, not bold
}

// StateMark is a state's shape and word, with the time of the last contact when stale.
func StateMark(l theme.Look, word, at string, step theme.Step) MarkData {
	return MarkData{
		Icon: l.Icon(), IconToken: l.Fill(), Text: word, Token: l.Word(), Step: step, Bold: true, Extra: at,
	}
}

// Mark draws a MarkData on one line.
type Mark struct {
	base
	data        MarkData
	mark        *glyph
	word, extra *run
}

// NewMark makes a mark.
func NewMark(d MarkData) *Mark {
	m := &Mark{data: d, mark: newGlyph("", ""), word: newRun(d.Step, d.Bold, ""), extra: newRun(d.Step, false, theme.TokenText2)}
	m.ExtendBaseWidget(m)
	return m
}

// Set changes icon and words.
func (m *Mark) Set(d MarkData) {
	if m.data != d {
		m.data = d
		m.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer { return draw(m) }

func (m *Mark) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{m.mark.Image, m.word.Text, m.extra.Text}
}

func (m *Mark) say() {
	m.word.step, m.extra.step = m.data.Step, m.data.Step
	m.word.bold(m.data.Bold)
	m.word.say(m.data.Text)
	m.extra.say(m.data.Extra)
}

func (m *Mark) paint() {
	m.say()
	m.word.token = m.data.Token
	if m.word.token == "" {
		m.word.token = theme.TokenAccent
	}
	m.mark.name, m.mark.token = m.data.Icon, m.data.IconToken
	if m.mark.token == "" {
		m.mark.token = m.word.token
	}
	m.mark.paint()
	m.word.paint()
	m.extra.paint()
}

// edge is a little larger than the text, gap is between icon and word.
func (m *Mark) edge() float32 { return theme.U(2) + ceil(m.data.Step.TextSize()) }
func (m *Mark) gap() float32  { return ceil(m.data.Step.TextSize() * 0.45) }

func (m *Mark) place(s fyne.Size) {
	x, mid := float32(0), s.Height/2
	if m.data.Icon != "" {
		m.mark.square(m.edge()/2, mid, m.edge())
		x = m.edge() + m.gap()
	}
	x += m.word.mid(x, mid, s.Width-x)
	if m.data.Extra != "" {
		x += theme.U(4)
	}
	m.extra.mid(x, mid, s.Width-x)
}

func (m *Mark) least() fyne.Size { // says nothing anew: that would undo a cut
	w := ceil(m.word.width())
	if m.data.Icon != "" {
		w += m.edge() + m.gap()
	}
	if m.data.Extra != "" {
		w += theme.U(4) + ceil(m.extra.width())
	}
	return fyne.NewSize(w, m.data.Step.Pitch())
}

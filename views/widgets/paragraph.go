package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

const (
	// paragraphBreaks bounds the line breaks a feed may force on a paragraph.
	paragraphBreaks = 200
	// unbounded is the width taken for a paragraph that was not laid out yet: one line.
	unbounded = 1 << 20
)

// ParagraphData is what a Paragraph shows.
type ParagraphData struct {
	Text  string
	Step  theme.Step
	Bold  bool
	Token theme.Token // TokenText if empty
	// KeepBreaks keeps the line breaks of the text (at most 200), else they become spaces.
	KeepBreaks bool
	// MaxLines ends the text in "…" after so many lines; 0 is no bound.
	MaxLines int
}

// Paragraph is wrapping text. It breaks at spaces, and inside a word only when the word alone is too wide, one canvas text
// a line at the pitch of the step: Fyne's own wrapping sets lines too tight for Hangul.
type Paragraph struct {
	base
	data  ParagraphData
	hard  []string // cleaned lines
	lines []*canvas.Text

	// the last wrapping asked for, since Fyne asks for MinSize often
	wrapped      []string
	wrappedWidth float32
	wrappedScale float32
}

// NewParagraph makes a paragraph.
func NewParagraph(d ParagraphData) *Paragraph {
	p := &Paragraph{}
	p.ExtendBaseWidget(p)
	p.take(d)
	return p
}

// Set changes text and style.
func (p *Paragraph) Set(d ParagraphData) {
	if p.data != d {
		p.take(d)
		p.Refresh()
	}
}

// Text returns what the paragraph says, cleaned, its kept line breaks as "\n".
func (p *Paragraph) Text() string { return strings.Join(p.hard, "\n") }

func (p *Paragraph) take(d ParagraphData) {
	p.data = d
	if p.data.Token == "" {
		p.data.Token = theme.TokenText
	}
	limit := 1
	if d.KeepBreaks {
		limit = paragraphBreaks
	}
	p.hard = cleanLines(d.Text, limit)
	p.wrapped, p.wrappedWidth = nil, -1
}

// HeightFor implements Tall.
func (p *Paragraph) HeightFor(width float32) float32 {
	return float32(len(p.wrap(width))) * p.data.Step.Pitch()
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *Paragraph) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.data.Bold} }

// widest is the width of the longest line when nothing has to break.
func (p *Paragraph) widest() float32 {
	var w float32
	for _, l := range p.hard {
		w = max(w, wide(l, p.data.Step.TextSize(), p.style()))
	}
	return w
}

func (p *Paragraph) wrap(width float32) []string {
	if width <= 0 {
		width = unbounded
	}
	if p.wrappedWidth == width && p.wrappedScale == theme.Scale() {
		return p.wrapped
	}
	p.wrapped = wrapText(p.hard, width, p.data.Step.TextSize(), p.style())
	if n := p.data.MaxLines; n > 0 && len(p.wrapped) > n {
		head := fits(p.wrapped[n-1], ellipsis, width, p.data.Step.TextSize(), p.style())
		p.wrapped = append(p.wrapped[:n-1:n-1], strings.TrimRight(head, " ")+ellipsis)
	}
	p.wrappedWidth, p.wrappedScale = width, theme.Scale()
	return p.wrapped
}

// oneLine is the largest of the steps, which are given from the largest on, in which a text fits into a line; the first if it
// fits in none, and has to wrap.
func oneLine(text string, bold bool, width float32, steps ...theme.Step) theme.Step {
	text = clean(text)
	for _, s := range steps {
		if wide(text, s.TextSize(), fyne.TextStyle{Bold: bold}) <= width {
			return s
		}
	}
	return steps[0]
}

// shortened tells whether MaxLines left something out at the last wrapping.
func (p *Paragraph) shortened() bool {
	n := len(p.wrapped)
	return p.data.MaxLines > 0 && n == p.data.MaxLines && strings.HasSuffix(p.wrapped[n-1], ellipsis) && !strings.HasSuffix(p.Text(), ellipsis)
}

func (p *Paragraph) parts() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(p.lines))
	for i, l := range p.lines {
		out[i] = l
	}
	return out
}

func (p *Paragraph) paint() {
	for _, l := range p.lines {
		p.paintLine(l)
	}
}

func (p *Paragraph) paintLine(l *canvas.Text) {
	l.Color = theme.Color(p.data.Token)
	l.TextSize = p.data.Step.TextSize()
	l.TextStyle = p.style()
}

func (p *Paragraph) place(size fyne.Size) {
	lines := p.wrap(size.Width)
	grown := len(p.lines) != len(lines)
	for len(p.lines) < len(lines) {
		l := &canvas.Text{}
		p.paintLine(l)
		p.lines = append(p.lines, l)
	}
	p.lines = p.lines[:len(lines)]
	pitch := p.data.Step.Pitch()
	for i, l := range p.lines {
		if l.Text != lines[i] {
			l.Text = lines[i]
			canvas.Refresh(l)
		}
		m := l.MinSize()
		put(l, 0, pixel(float32(i)*pitch+(pitch-m.Height)/2), m.Width, m.Height)
	}
	if grown {
		canvas.Refresh(p)
	}
}

// least is narrow on purpose: a paragraph takes any width it is given.
func (p *Paragraph) least() fyne.Size {
	return fyne.NewSize(theme.U(24), p.HeightFor(p.Size().Width))
}

// wrapText breaks hard lines into lines at most width wide. Words are measured one by one, and each finished line once as
// a whole, because a word's width in a sentence differs by its kerning: the cost stays linear for a text of any length.
func wrapText(hard []string, width, size float32, style fyne.TextStyle) []string {
	space := wide("a a", size, style) - wide("aa", size, style)
	var out []string
	for _, l := range hard {
		var words []string
		for _, w := range strings.Split(l, " ") {
			words = append(words, split(w, width, size, style)...)
		}
		for len(words) > 0 {
			n, used := 1, wide(words[0], size, style)
			for n < len(words) {
				more := space + wide(words[n], size, style)
				if used+more > width {
					break
				}
				used += more
				n++
			}
			for n > 1 && wide(strings.Join(words[:n], " "), size, style) > width {
				n--
			}
			out = append(out, strings.Join(words[:n], " "))
			words = words[n:]
		}
	}
	return out
}

// split cuts a word that is too wide for a line of its own.
func split(word string, width, size float32, style fyne.TextStyle) []string {
	if width <= 0 {
		return []string{word} // not laid out yet
	}
	var out []string
	for len(word) > 0 {
		// No need to measure more than could ever fit: the narrowest character is far over a tenth of the size.
		head := word
		if most := int(width/size*10) + 16; len(head) > most*4 {
			head = strings.ToValidUTF8(head[:most*4], "")
		}
		if len(head) == len(word) && wide(word, size, style) <= width {
			break
		}
		cut := fits(head, "", width, size, style)
		if cut == "" { // not even one character fits: draw it all the same
			cut = head[:stops(head)[0]]
		}
		if cut == word {
			break
		}
		out = append(out, cut)
		word = word[len(cut):]
	}
	if word != "" {
		out = append(out, word)
	}
	return out
}

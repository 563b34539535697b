package widgets

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// tallyCells is how many functions get a cell each; above it there is one bar a state.
const tallyCells = 60

// TallyCount is how many functions are in one state.
type TallyCount struct {
	Look theme.Look
	Word string
	N    int
}

// TallyData is what a Tally shows.
type TallyData struct {
	Title  []Piece
	Counts []TallyCount // in drawing order: worst first (theme.States)
}

// Tally is a sentence, a cell for every function and a legend with the words.
type Tally struct {
	base
	data   TallyData
	title  *pieces
	whole  *Paragraph // the sentence where it is too long for one line
	cells  []*canvas.Rectangle
	legend *Legend
}

// NewTally makes a tally.
func NewTally(form Form, d TallyData) *Tally {
	t := &Tally{title: newPieces(theme.Body), whole: NewParagraph(ParagraphData{}), legend: NewLegend(form, nil)}
	t.form = form
	t.ExtendBaseWidget(t)
	t.take(d)
	return t
}

// Set changes sentence and counts.
func (t *Tally) Set(d TallyData) {
	if !slices.Equal(t.data.Title, d.Title) || !slices.Equal(t.data.Counts, d.Counts) {
		t.take(d)
		t.Refresh()
	}
}

// SetForm implements Former.
func (t *Tally) SetForm(f Form) {
	t.legend.SetForm(f)
	t.base.SetForm(f)
}

func (t *Tally) take(d TallyData) {
	t.data = TallyData{Title: slices.Clone(d.Title), Counts: slices.Clone(d.Counts)}
	t.title.say(d.Title)
	var text strings.Builder
	for _, p := range d.Title {
		text.WriteString(p.Text)
	}
	t.whole.Set(ParagraphData{Text: text.String(), Step: theme.Body})
	var entries []LegendEntry
	n := 0
	for _, c := range t.data.Counts {
		if c.N <= 0 {
			continue
		}
		entries = append(entries, LegendEntry{Look: c.Look, Word: c.Word, Count: strconv.Itoa(c.N)})
		n += c.N
	}
	t.legend.Set(entries)
	if n > tallyCells {
		n = len(entries)
	}
	for len(t.cells) < n {
		t.cells = append(t.cells, box(2))
	}
	t.cells = t.cells[:n]
}

func (t *Tally) total() (n, kinds int) {
	for _, c := range t.data.Counts {
		if c.N > 0 {
			n += c.N
			kinds++
		}
	}
	return n, kinds
}

// HeightFor implements Tall.
func (t *Tally) HeightFor(width float32) float32 {
	return t.sentence(width) + theme.U(28) + t.legend.HeightFor(width)
}

// sentence is the height of the sentence, in as many lines as it needs.
func (t *Tally) sentence(width float32) float32 {
	return max(theme.U(21), t.whole.HeightFor(width))
}

// CreateRenderer implements fyne.Widget.
func (t *Tally) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Tally) parts() []fyne.CanvasObject {
	out := t.title.objects()
	for _, c := range t.cells {
		out = append(out, c)
	}
	return append(out, t.whole, t.legend)
}

func (t *Tally) paint() {
	t.title.paint()
	i := 0
	for _, c := range t.data.Counts {
		for k := 0; k < c.N && i < len(t.cells); k++ {
			if c.Look.State == theme.Unknown {
				fill(t.cells[i], theme.TokenSurface, c.Look.Fill(), theme.Stroke)
			} else {
				fill(t.cells[i], c.Look.Fill(), "", 0)
			}
			i++
			if n, _ := t.total(); n > tallyCells {
				break // one bar a state
			}
		}
	}
}

func (t *Tally) place(s fyne.Size) {
	high, line := t.sentence(s.Width), s.Width
	if shown(t.whole, high > theme.U(21)*1.5); t.whole.Visible() {
		line = 0
	}
	t.title.mid(0, theme.U(21)/2, line)
	put(t.whole, 0, 0, s.Width, high)
	y, h := high+theme.U(9), theme.U(10)
	n, kinds := t.total()
	if n > tallyCells {
		t.placeBars(s.Width, y, h, n, kinds)
	} else {
		for i, c := range t.cells {
			// From rounded edge to rounded edge: equal steps would leave the gaps uneven.
			from := pixel(float32(i) * (s.Width + 2) / float32(n))
			to := pixel(float32(i+1)*(s.Width+2)/float32(n)) - 2
			put(c, from, y, to-from, h)
		}
	}
	put(t.legend, 0, high+theme.U(28), s.Width, t.legend.HeightFor(s.Width))
}

func (t *Tally) placeBars(width, y, h float32, n, kinds int) {
	const least = 4
	free := width - float32(kinds-1)*2 - float32(kinds)*least
	x, i := float32(0), 0
	for _, c := range t.data.Counts {
		if c.N <= 0 {
			continue
		}
		w := pixel(least + free*float32(c.N)/float32(n))
		if i == len(t.cells)-1 {
			w = width - x
		}
		put(t.cells[i], x, y, w, h)
		x += w + 2
		i++
	}
}

func (t *Tally) least() fyne.Size {
	return fyne.NewSize(theme.U(200), t.HeightFor(orUnbounded(t.Size().Width)))
}

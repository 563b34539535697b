package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// StageStatus is how far a stage of the recovery is.
type StageStatus int

// The statuses. A stage without news is drawn as such: never as done.
const (
	StageNotReported StageStatus = iota
	StageActive
	StageDone
)

// StageRowData is one stage of the recovery.
type StageRowData struct {
	Status  StageStatus
	Name    string
	Word    string // of the status
	When    string
	What    string // what happened
	Outlook string
	// WhatLabel and OutlookLabel stand over the two texts in the phone form, where the columns have no heads.
	WhatLabel, OutlookLabel string
	First                   bool
}

// StageRow has five columns on the desktop and stacks its texts on a phone. It is as high as its texts.
type StageRow struct {
	base
	data                    StageRowData
	rule                    *canvas.Rectangle
	mark                    *glyph
	name, word, when        *run
	whatLabel, outlookLabel *run
	what, outlook           *Paragraph
}

// NewStageRow makes a row.
func NewStageRow(form Form, d StageRowData) *StageRow {
	r := &StageRow{
		rule: box(0), mark: newGlyph("", ""),
		name: newRun(theme.Body, true, ""), word: newRun(theme.Body, true, ""),
		when:         newRun(theme.Small, false, theme.TokenText3),
		whatLabel:    newRun(theme.Small, false, theme.TokenText3),
		outlookLabel: newRun(theme.Small, false, theme.TokenText3),
		what:         NewParagraph(ParagraphData{}), outlook: NewParagraph(ParagraphData{}),
	}
	r.form = form
	r.ExtendBaseWidget(r)
	r.take(d)
	return r
}

// Set changes the stage.
func (r *StageRow) Set(d StageRowData) {
	if r.data != d {
		r.take(d)
		r.Refresh()
	}
}

func (r *StageRow) take(d StageRowData) {
	r.data = d
	r.what.Set(ParagraphData{Text: d.What, Step: theme.Body, KeepBreaks: true})
	r.outlook.Set(ParagraphData{Text: d.Outlook, Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true})
}

func (r *StageRow) reported() bool { return r.data.Status != StageNotReported }

// stageColumns returns the left edges of the columns and the width of the two texts, desktop form.
func stageColumns(width float32) (name, word, what, outlook, text float32) {
	gap := theme.U(14)
	name = theme.U(54)
	word = name + theme.U(160) + gap
	what = word + theme.U(128) + gap
	if width < theme.U(theme.Reflow) {
		word = name + theme.U(110) + gap
		what = word + theme.U(100) + gap
	}
	text = float32(int((width - theme.U(20) - what - gap) / 2))
	return name, word, what, what + text + gap, text
}

// HeightFor implements Tall.
func (r *StageRow) HeightFor(width float32) float32 {
	if r.phone() {
		h := theme.U(24 + 23)
		if !r.reported() {
			h = theme.U(20 + 23)
		}
		if r.narrow(width) {
			h += theme.U(21)
		}
		if !r.reported() {
			return h
		}
		w := width - theme.U(62)
		for _, t := range []struct {
			p     *Paragraph
			label string
		}{{r.what, r.data.WhatLabel}, {r.outlook, r.data.OutlookLabel}} {
			h += r.stackedText(t.p, t.label, w)
		}
		return h
	}
	_, _, _, _, text := stageColumns(width)
	pad := theme.U(12)
	if !r.reported() {
		pad = theme.U(9)
	}
	return 2*pad + max(r.column(), r.what.HeightFor(text), r.outlook.HeightFor(text))
}

// narrow tells whether a phone has no room for name, status and time beside each other.
func (r *StageRow) narrow(width float32) bool {
	bold := fyne.TextStyle{Bold: r.reported()}
	w := wide(clean(r.data.Name), theme.Lead.TextSize(), bold) + theme.U(10) + wide(clean(r.data.Word), theme.Body.TextSize(), bold)
	if r.data.When != "" {
		w += theme.U(8) + wide(clean(r.data.When), theme.Small.TextSize(), fyne.TextStyle{})
	}
	return w > width-theme.U(62)
}

// column is the height of the status and its time.
func (r *StageRow) column() float32 {
	if r.data.When == "" {
		return theme.U(21)
	}
	return theme.U(38)
}

// stackedText is the height of one text in the phone form, with its label.
func (r *StageRow) stackedText(p *Paragraph, label string, w float32) float32 {
	h := p.HeightFor(w)
	if h == 0 {
		return 0
	}
	if label != "" {
		h += theme.U(23)
	} else {
		h += theme.U(2)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (r *StageRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *StageRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.rule, r.mark.Image, r.name.Text, r.word.Text, r.when.Text,
		r.whatLabel.Text, r.what, r.outlookLabel.Text, r.outlook,
	}
}

func (r *StageRow) paint() {
	d := r.data
	fill(r.rule, theme.TokenLine, "", 0)
	r.name.token, r.word.token = theme.TokenText, theme.TokenAccent
	r.name.bold(true)
	r.word.bold(true)
	r.mark.token = theme.TokenAccent
	switch d.Status {
	case StageDone:
		r.mark.name = "stage-done"
	case StageActive:
		r.mark.name = "stage-active"
	case StageNotReported:
		r.mark.name, r.mark.token = "stage-not-reported", theme.TokenText3
		r.name.token, r.word.token = theme.TokenText2, theme.TokenText3
		r.name.bold(false)
		r.word.bold(false)
	}
	r.mark.paint()
	r.name.step = theme.Body
	if r.phone() {
		r.name.step = theme.Lead
	}
	r.name.say(d.Name)
	r.word.say(d.Word)
	r.when.say(d.When)
	r.whatLabel.say(d.WhatLabel)
	r.outlookLabel.say(d.OutlookLabel)
	for _, t := range []*run{r.name, r.word, r.when, r.whatLabel, r.outlookLabel} {
		t.paint()
	}
	texts := r.reported() || !r.phone()
	shown(r.what, texts)
	shown(r.outlook, texts)
	labels := r.phone() && texts
	shown(r.whatLabel.Text, labels && r.what.Text() != "")
	shown(r.outlookLabel.Text, labels && r.outlook.Text() != "")
}

func (r *StageRow) place(s fyne.Size) {
	if r.phone() {
		r.placePhone(s)
		return
	}
	name, word, what, outlook, text := stageColumns(s.Width)
	left, right := name, theme.U(20)
	if r.data.First {
		left, right = theme.Stroke, theme.Stroke
	}
	put(r.rule, left, 0, s.Width-left-right, theme.Stroke)
	y := theme.U(12)
	if !r.reported() {
		y = theme.U(9)
	}
	r.mark.square(theme.U(30), y+theme.U(10.5), theme.U(18))
	r.name.line(name, y, word-name-theme.U(14))
	r.word.line(word, y, what-word-theme.U(14))
	r.when.line(word, y+theme.U(21), what-word-theme.U(14))
	put(r.what, what, y, text, r.what.HeightFor(text))
	put(r.outlook, outlook, y, text, r.outlook.HeightFor(text))
}

func (r *StageRow) placePhone(s fyne.Size) {
	left, right := theme.U(46), float32(theme.Stroke)
	if r.data.First {
		left = theme.Stroke
	}
	put(r.rule, left, 0, s.Width-left-right, theme.Stroke)
	y := theme.U(12)
	if !r.reported() {
		y = theme.U(10)
	}
	x, end, mid := theme.U(46), s.Width-theme.U(16), y+theme.U(11.5)
	r.mark.square(theme.U(26), mid, theme.U(20))
	if r.narrow(s.Width) {
		r.name.shrink(end-x, theme.Lead, theme.Body, theme.Small)
		r.name.mid(x, mid, end-x)
		y += theme.U(21)
		under := y + theme.U(12)
		word := r.word.mid(x, under, end-x)
		r.when.mid(x+word+theme.U(8), under, end-x-word-theme.U(8))
	} else {
		when := r.when.end(end, mid, (end-x)/2)
		if when > 0 {
			when += theme.U(8)
		}
		word := r.word.end(end-when, mid, (end-x)/2)
		r.name.shrink(0, theme.Lead) // it may have been smaller in a narrower place
		r.name.mid(x, mid, end-x-when-word-theme.U(10))
	}
	if !r.reported() {
		return
	}
	w := end - x
	y += theme.U(23)
	for _, t := range []struct {
		p     *Paragraph
		label *run
	}{{r.what, r.whatLabel}, {r.outlook, r.outlookLabel}} {
		h := t.p.HeightFor(w)
		if h == 0 {
			continue
		}
		if t.label.full != "" {
			t.label.line(x, y+theme.U(6), w)
			y += theme.U(23)
		} else {
			y += theme.U(2)
		}
		put(t.p, x, y, w, h)
		y += h
	}
}

func (r *StageRow) least() fyne.Size {
	return fyne.NewSize(theme.U(280), r.HeightFor(orUnbounded(r.Size().Width)))
}

// StageHeads are the small words over the stage table, desktop only.
type StageHeads struct {
	base
	words [4]*run
	data  [4]string
}

// NewStageHeads makes the line: stage, status, what happened, outlook.
func NewStageHeads(form Form, words [4]string) *StageHeads {
	h := &StageHeads{data: words}
	h.form = form
	for i := range h.words {
		h.words[i] = newRun(theme.Small, false, theme.TokenText3)
	}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *StageHeads) CreateRenderer() fyne.WidgetRenderer { return draw(h) }

func (h *StageHeads) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{h.words[0].Text, h.words[1].Text, h.words[2].Text, h.words[3].Text}
}

func (h *StageHeads) paint() {
	for i, w := range h.words {
		w.say(h.data[i])
		w.paint()
		shown(w.Text, !h.phone())
	}
}

func (h *StageHeads) place(s fyne.Size) {
	name, word, what, outlook, text := stageColumns(s.Width)
	h.words[0].line(name, 0, word-name)
	h.words[1].line(word, 0, what-word)
	h.words[2].line(what, 0, text)
	h.words[3].line(outlook, 0, text)
}

func (h *StageHeads) least() fyne.Size { return fyne.NewSize(0, h.pick(25, 0)) }

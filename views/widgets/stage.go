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
	name, word, when        *Paragraph
	whatLabel, outlookLabel *Paragraph
	what, outlook           *Paragraph
}

// NewStageRow makes a row.
func NewStageRow(form Form, d StageRowData) *StageRow {
	r := &StageRow{
		rule: box(0), mark: newGlyph("", ""),
		name: NewParagraph(ParagraphData{}), word: NewParagraph(ParagraphData{}), when: NewParagraph(ParagraphData{}),
		whatLabel: NewParagraph(ParagraphData{}), outlookLabel: NewParagraph(ParagraphData{}),
		what: NewParagraph(ParagraphData{}), outlook: NewParagraph(ParagraphData{}),
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

// say words the row for its form.
func (r *StageRow) say() {
	d := r.data
	name := ParagraphData{Text: d.Name, Step: theme.Body, Bold: true}
	word := ParagraphData{Text: d.Word, Step: theme.Body, Bold: true, Token: theme.TokenAccent}
	if r.phone() {
		name.Step = theme.Lead
	}
	if !r.reported() {
		name.Token, name.Bold, word.Token, word.Bold = theme.TokenText2, false, theme.TokenText3, false
	}
	r.name.Set(name)
	r.word.Set(word)
	for p, s := range map[*Paragraph]string{r.when: d.When, r.whatLabel: d.WhatLabel, r.outlookLabel: d.OutlookLabel} {
		p.Set(ParagraphData{Text: s, Step: theme.Small, Token: theme.TokenText3})
	}
}

// HeightFor implements Tall.
func (r *StageRow) HeightFor(width float32) float32 {
	r.say()
	if r.phone() {
		h := theme.U(24)
		if !r.reported() {
			h = theme.U(20)
		}
		p := r.phoneHead(width)
		h += p.height
		if !r.reported() {
			return h
		}
		for _, t := range r.stacked() {
			h += stackedText(t, width-theme.U(62))
		}
		return h
	}
	name, word, what, _, text := stageColumns(width)
	pad := theme.U(12)
	if !r.reported() {
		pad = theme.U(9)
	}
	column := r.word.HeightFor(what - word - theme.U(14))
	if r.data.When != "" {
		column += r.when.HeightFor(what - word - theme.U(14))
	}
	return 2*pad + max(theme.U(21), r.name.HeightFor(word-name-theme.U(14)), column, r.what.HeightFor(text), r.outlook.HeightFor(text))
}

// stageHead is where name, status and time of a row stand on a phone, below its upper margin.
type stageHead struct {
	height              float32
	word, when          fyne.Position
	names, words, whens float32 // widths
}

// nameWide is the width of the name in one line.
func (r *StageRow) nameWide(step theme.Step) float32 {
	return wide(clean(r.data.Name), step.TextSize(), fyne.TextStyle{Bold: r.reported()})
}

// phoneHead puts the three beside each other, or the name over the two, or each in lines of its own.
func (r *StageRow) phoneHead(width float32) stageHead {
	room := width - theme.U(62)
	words, whens := ceil(r.word.widest())+1, float32(0)
	if r.data.When != "" {
		whens = ceil(r.when.widest()) + 1
	}
	both := words
	if whens > 0 {
		both += theme.U(8) + whens
	}
	h := stageHead{names: room, words: words, whens: whens}
	if name := ceil(r.nameWide(theme.Lead)) + 1; name+theme.U(10)+both <= room {
		h.names, h.height = name, theme.U(23)
		h.word = fyne.NewPos(room-both, theme.U(1))
		h.when = fyne.NewPos(room-whens, theme.U(3))
		return h
	}
	d := r.name.data
	d.Step = oneLine(r.data.Name, r.reported(), room, theme.Lead, theme.Body, theme.Small)
	r.name.Set(d)
	y := r.name.HeightFor(room)
	h.word = fyne.NewPos(0, y)
	if both <= room {
		h.when = fyne.NewPos(words+theme.U(8), y+theme.U(2))
		h.height = y + theme.U(21)
		return h
	}
	h.words, h.whens = room, room
	y += r.word.HeightFor(room)
	h.when = fyne.NewPos(0, y)
	if whens > 0 {
		y += r.when.HeightFor(room)
	}
	h.height = y
	return h
}

// stageText is one of the two texts with its label.
type stageText struct{ text, label *Paragraph }

func (r *StageRow) stacked() []stageText {
	return []stageText{{r.what, r.whatLabel}, {r.outlook, r.outlookLabel}}
}

// stackedText is the height of one text in the phone form, with its label.
func stackedText(t stageText, w float32) float32 {
	h := t.text.HeightFor(w)
	if h == 0 {
		return 0
	}
	if t.label.Text() != "" {
		return h + theme.U(6) + t.label.HeightFor(w)
	}
	return h + theme.U(2)
}

// CreateRenderer implements fyne.Widget.
func (r *StageRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *StageRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		r.rule, r.mark.Image, r.name, r.word, r.when,
		r.whatLabel, r.what, r.outlookLabel, r.outlook,
	}
}

func (r *StageRow) paint() {
	d := r.data
	fill(r.rule, theme.TokenLine, "", 0)
	r.say()
	r.mark.token = theme.TokenAccent
	switch d.Status {
	case StageDone:
		r.mark.name = "stage-done"
	case StageActive:
		r.mark.name = "stage-active"
	case StageNotReported:
		r.mark.name, r.mark.token = "stage-not-reported", theme.TokenText3
	}
	r.mark.paint()
	texts := r.reported() || !r.phone()
	shown(r.what, texts)
	shown(r.outlook, texts)
	labels := r.phone() && texts
	shown(r.whatLabel, labels && r.what.Text() != "")
	shown(r.outlookLabel, labels && r.outlook.Text() != "")
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
	names, words := word-name-theme.U(14), what-word-theme.U(14)
	put(r.name, name, y, names, r.name.HeightFor(names))
	put(r.word, word, y, words, r.word.HeightFor(words))
	put(r.when, word, y+r.word.HeightFor(words), words, r.when.HeightFor(words))
	put(r.what, what, y, text, r.what.HeightFor(text))
	put(r.outlook, outlook, y, text, r.outlook.HeightFor(text))
}

func (r *StageRow) placePhone(s fyne.Size) {
	r.say() // the name may have had smaller letters in a narrower place
	left, right := theme.U(46), float32(theme.Stroke)
	if r.data.First {
		left = theme.Stroke
	}
	put(r.rule, left, 0, s.Width-left-right, theme.Stroke)
	y := theme.U(12)
	if !r.reported() {
		y = theme.U(10)
	}
	x := theme.U(46)
	r.mark.square(theme.U(26), y+theme.U(11.5), theme.U(20))
	h := r.phoneHead(s.Width)
	put(r.name, x, y, h.names, r.name.HeightFor(h.names))
	put(r.word, x+h.word.X, y+h.word.Y, h.words, r.word.HeightFor(h.words))
	put(r.when, x+h.when.X, y+h.when.Y, h.whens, r.when.HeightFor(h.whens))
	if !r.reported() {
		return
	}
	w := s.Width - theme.U(62)
	y += h.height
	for _, t := range r.stacked() {
		high := t.text.HeightFor(w)
		if high == 0 {
			continue
		}
		if t.label.Text() != "" {
			label := t.label.HeightFor(w)
			put(t.label, x, y+theme.U(6), w, label)
			y += theme.U(6) + label
		} else {
			y += theme.U(2)
		}
		put(t.text, x, y, w, high)
		y += high
	}
}

func (r *StageRow) least() fyne.Size {
	return fyne.NewSize(theme.U(280), r.HeightFor(orUnbounded(r.Size().Width)))
}

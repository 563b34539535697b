package widgets

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// noteLines bounds how much of a note a row shows: a feed may send a page of it.
const noteLines = 8

// nameData words the name; room is its width on a phone.
func nameData(f Form, d FunctionRowData, room float32) ParagraphData {
	p := ParagraphData{Text: d.Name, Step: theme.Body, Bold: true, MaxLines: 4}
	if f == Phone {
		p.Step = theme.Lead
	}
	if large(f) {
		p.Step = oneLine(d.Name, true, room, theme.Lead, theme.Body, theme.Small)
	}
	return p
}

func noteData(d FunctionRowData) ParagraphData {
	return ParagraphData{Text: d.Note, Step: theme.Body, Token: theme.TokenText2, MaxLines: noteLines}
}

// RowHeight is the least height of a function row, in Fyne units.
func RowHeight(f Form) float32 {
	switch {
	case large(f):
		return theme.U(106)
	case f == Phone:
		return theme.U(64)
	}
	return theme.U(40)
}

// rowMeasure finds the heights of function rows. It is kept from one row to the next: measuring is dear, there may be
// hundreds, and most rows have a line each.
type rowMeasure struct {
	form       Form
	width      float32
	name, note *Paragraph
}

// surelyFits tells that a text fits into a line without measuring it: no character is wider than its size, and kerning
// and bold letters make no text a seventh wider than its characters are by themselves.
func surelyFits(text string, step theme.Step, width float32) bool {
	if float32(utf8.RuneCountInString(text))*step.TextSize() <= width {
		return true
	}
	w := float32(0)
	for _, r := range text {
		w += advance(r)
	}
	return w*step.TextSize()*8/7 <= width
}

// height is that of a row.
func (m *rowMeasure) height(d FunctionRowData) float32 {
	if m.name == nil {
		m.name, m.note = NewParagraph(ParagraphData{}), NewParagraph(ParagraphData{})
	}
	lines := func(p *Paragraph, data ParagraphData, width float32) float32 {
		if surelyFits(data.Text, data.Step, width) {
			return data.Step.Pitch()
		}
		if p.data != data {
			p.take(data)
		}
		return max(data.Step.Pitch(), p.HeightFor(width))
	}
	note := noteData(d)
	if m.form == Desktop {
		name := nameData(m.form, d, 0)
		c := functionColumns(m.width)
		h := max(lines(m.name, name, c.word-theme.U(12)-c.name), lines(m.note, note, c.since-c.sinceWidth-theme.U(12)-c.note))
		if h > theme.Body.Pitch() {
			return max(theme.U(40), h+theme.U(18))
		}
		return theme.U(40)
	}
	p := phoneRow(m.form, m.width, d)
	name := nameData(m.form, d, p.names)
	h := lines(m.name, name, p.names)
	if large(m.form) {
		if d.Note == "" {
			return theme.U(12+12+21+18) + h
		}
		return theme.U(12+12+21+18) + h + lines(m.note, note, p.notes)
	}
	return max(theme.U(64), theme.U(19)+h+lines(m.note, note, p.notes))
}

// phonePlace are the widths in a row of the phone form.
type phonePlace struct{ names, notes, word, since float32 }

func phoneRow(f Form, width float32, d FunctionRowData) phonePlace {
	room := width - theme.U(46) - theme.U(16)
	p := phonePlace{names: room, notes: room}
	p.word = ceil(wide(clean(d.Word), theme.Body.TextSize(), fyne.TextStyle{Bold: true}))
	p.since = ceil(wide(clean(d.Since), theme.Small.TextSize(), fyne.TextStyle{}))
	if !large(f) {
		p.names -= p.word + theme.U(10)
		if p.since > 0 {
			p.notes -= p.since + theme.U(10)
		}
	}
	if (d.Followed || d.Pick) && !d.NoStar {
		p.names -= theme.U(24)
	}
	return p
}

func headName(d ServiceHeadData, room float32) ParagraphData {
	step := oneLine(d.Name, true, room, theme.Title, theme.Lead, theme.Body, theme.Small)
	if step == theme.Title && wide(clean(d.Name), step.TextSize(), fyne.TextStyle{Bold: true}) > room {
		step = theme.Lead // in several lines
	}
	return ParagraphData{Text: d.Name, Step: step, Bold: true, MaxLines: 3}
}

// headRoom is what a head of a width leaves to its name, with large letters on a phone.
func headRoom(width float32, d ServiceHeadData) float32 {
	room := width - theme.U(16) - theme.U(6)
	if !d.NoStar {
		room -= max(theme.U(32), theme.Touch) + theme.U(4)
	}
	return room
}

// head is the height of a service's head.
func (m *rowMeasure) head(d ServiceHeadData) float32 {
	if !large(m.form) {
		return headHeight(m.form)
	}
	if m.name == nil {
		m.name, m.note = NewParagraph(ParagraphData{}), NewParagraph(ParagraphData{})
	}
	room := headRoom(m.width, d)
	m.name.take(headName(d, room))
	return max(headHeight(m.form), m.name.HeightFor(room)+theme.U(14+6+28+12))
}

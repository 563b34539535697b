package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

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

package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// Labelled is a control with its name before it. The name wraps; where the control would leave it less than a third of the
// width, the control stands below.
type Labelled struct {
	base
	name    *Paragraph
	control fyne.CanvasObject
}

// NewLabelled names a control.
func NewLabelled(form Form, name string, control fyne.CanvasObject) *Labelled {
	l := &Labelled{name: NewParagraph(ParagraphData{Text: name, Step: theme.Body, Bold: true}), control: control}
	l.form = form
	l.ExtendBaseWidget(l)
	return l
}

// SetForm implements Former.
func (l *Labelled) SetForm(f Form) {
	setForm(l.control, f)
	l.base.SetForm(f)
}

// AccessibilityLabel implements fyne.Accessible.
func (l *Labelled) AccessibilityLabel() string { return l.name.Text() }

// AccessibilityRole implements fyne.Accessible.
func (l *Labelled) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// flow returns the width of the name, whether the control is below, and its size.
func (l *Labelled) flow(width float32) (name float32, below bool, control fyne.Size) {
	control = l.control.MinSize()
	wanted := min(ceil(l.name.widest())+1, width/3)
	if r, ok := l.control.(*Row); ok { // what it holds stands beside each other as far as there is room
		if w := min(r.beside(), width-wanted-theme.U(12)); w > control.Width {
			control = fyne.NewSize(w, r.HeightFor(w))
		}
	}
	if name = width - control.Width - theme.U(12); name >= wanted {
		return name, false, control
	}
	if control.Width > width {
		control = fyne.NewSize(width, HeightFor(l.control, width))
	}
	return width, true, control
}

// HeightFor implements Tall.
func (l *Labelled) HeightFor(width float32) float32 {
	name, below, control := l.flow(width)
	if below {
		return l.name.HeightFor(name) + theme.U(6) + control.Height
	}
	return max(l.name.HeightFor(name), control.Height)
}

// CreateRenderer implements fyne.Widget.
func (l *Labelled) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *Labelled) parts() []fyne.CanvasObject { return []fyne.CanvasObject{l.name, l.control} }
func (l *Labelled) paint()                     {}

func (l *Labelled) place(s fyne.Size) {
	name, below, control := l.flow(s.Width)
	h := l.name.HeightFor(name)
	if below {
		put(l.name, 0, 0, name, h)
		put(l.control, 0, h+theme.U(6), control.Width, control.Height)
		return
	}
	put(l.name, 0, pixel((s.Height-h)/2), name, h)
	put(l.control, s.Width-control.Width, pixel((s.Height-control.Height)/2), control.Width, control.Height)
}

func (l *Labelled) least() fyne.Size {
	return fyne.NewSize(theme.U(120), l.HeightFor(orUnbounded(l.Size().Width)))
}

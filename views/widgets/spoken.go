package widgets

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// Spoken are the words for what is drawn without a word: a screen reader says them.
type Spoken struct {
	On, Off            string // of a switch
	Ticked, Unticked   string // of a check box
	Selected           string // of a choice: chip, segment, screen
	Followed           string // a row with the sign of the star
	Disabled           string // a control that cannot be pressed now
	Stale              string // a state that is no longer confirmed
	DoNot              string // the cross before an instruction
	Verified           string // the mark of a channel
	Operator, Reported string // the dots of an update: filled, hollow
}

var spoken Spoken

// Speak sets the words, in the language of the reader. UI goroutine.
func Speak(s Spoken) { spoken = s }

// sentence puts what there is of the parts behind each other.
func sentence(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(clean(p)); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// either is yes or no by a condition.
func either(when bool, yes, no string) string {
	if when {
		return yes
	}
	return no
}

// ofState is a state as it is heard: its word, and if it is grey that it is.
func ofState(l theme.Look, word string) string {
	return sentence(word, either(l.Stale && word != "", spoken.Stale, ""))
}

// textOf joins pieces as they are drawn.
func textOf(d []Piece) string {
	var b strings.Builder
	for _, p := range d {
		b.WriteString(p.Text)
	}
	return b.String()
}

// NameOf is what the first of the objects says that says anything: a group without a name of its own is called so.
func NameOf(objects ...fyne.CanvasObject) string {
	for _, o := range objects {
		if o == nil || !o.Visible() {
			continue
		}
		label := ""
		switch o := o.(type) {
		case *fyne.Container:
			label = NameOf(o.Objects...)
		case fyne.Accessible:
			label = o.AccessibilityLabel()
		}
		if label != "" {
			return label
		}
	}
	return ""
}

// AccessibilityRole implements fyne.Accessible: what cannot be pressed and holds nothing is text.
func (b *base) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

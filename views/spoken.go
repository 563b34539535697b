package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"bokgu/i18n"
	"bokgu/views/widgets"
)

// spokenWords are what a screen reader says for what is drawn without a word.
func spokenWords(l *i18n.Localizer) widgets.Spoken {
	t := func(id string) string { return l.T(id, nil) }
	return widgets.Spoken{
		On: t("spoken.on"), Off: t("spoken.off"), Ticked: t("spoken.ticked"), Unticked: t("spoken.unticked"),
		Selected: t("spoken.selected"), Followed: t("spoken.followed"), Disabled: t("spoken.disabled"), Stale: t("spoken.stale"),
		DoNot: t("kind.do_not"), Verified: t("guidance.verified"), Operator: t("spoken.operator"), Reported: t("spoken.reported"),
	}
}

// spokenOf is a label with what it is about, for a screen reader: labels that stand in several places.
func spokenOf(l *i18n.Localizer, label, of string) string {
	return l.T("spoken.of", map[string]any{"What": label, "Of": widgets.CleanLine(of)})
}

// entry is what every place to write into is: it tells a screen reader what it is for, and comes into the window with the
// keyboard.
type entry struct {
	widget.Entry
	name string // the placeholder if empty
}

func newEntry() *entry {
	e := &entry{}
	e.ExtendBaseWidget(e)
	return e
}

func newPasswordEntry() *entry {
	e := newEntry()
	e.Password = true
	return e
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	widgets.RevealFocused()
}

// AccessibilityLabel implements fyne.Accessible. It never says a password.
func (e *entry) AccessibilityLabel() string {
	label, text := e.name, e.Text
	if label == "" {
		label = e.PlaceHolder
	}
	if text == "" || e.Password {
		return label
	}
	return label + ", " + text
}

// AccessibilityRole implements fyne.Accessible. The toolkit has no role for what is written into.
func (e *entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

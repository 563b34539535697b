package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
)

// SearchFieldData is what an empty SearchField says.
type SearchFieldData struct {
	Placeholder string
	Hint        string // the shortcut, at the right end while the field is empty and not in use
}

// SearchField is an entry with a search icon, 34 high (phone 44). It holds a stock entry, so Korean input methods work.
// Esc empties it.
type SearchField struct {
	base
	data  SearchFieldData
	entry *searchEntry
	hint  *run

	// OnChanged is called with the text at every change. OnSubmitted at Enter.
	OnChanged   func(string)
	OnSubmitted func(string)
}

// searchEntry empties itself at Esc and tells when the keyboard comes and goes.
type searchEntry struct {
	widget.Entry
	onEscape, onFocus func()
}

// AccessibilityLabel implements fyne.Accessible.
func (e *searchEntry) AccessibilityLabel() string { return sentence(e.PlaceHolder, e.Text) }

// AccessibilityRole implements fyne.Accessible. The toolkit has no role for what is written into.
func (e *searchEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// TypedKey implements fyne.Focusable.
func (e *searchEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.onEscape()
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut implements fyne.Shortcutable. Shortcuts that are not the entry's
// own go to the window, which Fyne keeps from them while an entry is focused.
func (e *searchEntry) TypedShortcut(s fyne.Shortcut) {
	if _, custom := s.(*desktop.CustomShortcut); custom {
		if c, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
			c.TypedShortcut(s)
		}
		return
	}
	e.Entry.TypedShortcut(s)
}

// FocusGained implements fyne.Focusable.
func (e *searchEntry) FocusGained() {
	e.Entry.FocusGained()
	e.onFocus()
	RevealFocused()
}

// FocusLost implements fyne.Focusable.
func (e *searchEntry) FocusLost() {
	e.Entry.FocusLost()
	e.onFocus()
}

// NewSearchField makes a field.
func NewSearchField(form Form, d SearchFieldData, changed func(string)) *SearchField {
	s := &SearchField{
		data: d, OnChanged: changed,
		entry: &searchEntry{}, hint: newRun(theme.Small, false, theme.TokenText3),
	}
	s.form = form
	s.entry.Scroll = fyne.ScrollNone
	s.entry.ExtendBaseWidget(s.entry)
	s.entry.onFocus = func() { s.showHint() }
	s.entry.onEscape = func() {
		if s.entry.Text == "" {
			if c := fyne.CurrentApp().Driver().CanvasForObject(s.entry); c != nil {
				c.Unfocus()
			}
			return
		}
		s.entry.SetText("")
	}
	s.entry.OnChanged = func(t string) {
		s.showHint()
		if s.OnChanged != nil {
			s.OnChanged(t)
		}
	}
	s.entry.OnSubmitted = func(t string) {
		if s.OnSubmitted != nil {
			s.OnSubmitted(t)
		}
	}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes placeholder and hint.
func (s *SearchField) Set(d SearchFieldData) {
	if s.data != d {
		s.data = d
		s.Refresh()
	}
}

// Text is what was typed. SetText replaces it and calls OnChanged.
func (s *SearchField) Text() string { return s.entry.Text }

// SetText replaces what was typed.
func (s *SearchField) SetText(t string) { s.entry.SetText(t) }

// Focus brings the keyboard here, as for a shortcut. The driver does not know yet to what window a field belongs that has just been
// opened and was never painted: the app has only one.
func (s *SearchField) Focus() {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(s.entry)
	if all := d.AllWindows(); c == nil && len(all) > 0 {
		c = all[0].Canvas()
	}
	if c != nil {
		c.Focus(s.entry)
	}
}

// Tapped implements fyne.Tappable: on a phone the entry is lower than what a finger needs.
func (s *SearchField) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.entry); c != nil {
		c.Focus(s.entry)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *SearchField) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *SearchField) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.entry, s.hint.Text}
}

func (s *SearchField) paint() {
	s.hint.say(s.data.Hint)
	s.hint.paint()
	s.showHint()
	if icon := resource("search", theme.Color(theme.TokenText3)); s.entry.Icon != icon {
		s.entry.Icon = icon
		s.entry.Refresh() // a text set before the first drawing left no room for it
	}
	s.entry.SetPlaceHolder(s.data.Placeholder)
}

func (s *SearchField) showHint() {
	c := fyne.CurrentApp().Driver().CanvasForObject(s.entry)
	inUse := c != nil && c.Focused() == fyne.Focusable(s.entry)
	// The placeholder says more than the shortcut: where there is no room for both, it stays.
	used := theme.U(48) + wide(clean(s.data.Placeholder), theme.Body.TextSize(), fyne.TextStyle{}) + s.hint.width()
	shown(s.hint.Text, !s.phone() && s.entry.Text == "" && !inUse && used < s.Size().Width)
}

func (s *SearchField) place(size fyne.Size) {
	// An entry that is higher than its text needs puts it at the top.
	h := min(size.Height, max(s.pick(34, 36), s.entry.MinSize().Height))
	put(s.entry, 0, (size.Height-h)/2, size.Width, h)
	s.showHint()
	s.hint.end(size.Width-theme.U(10), size.Height/2, size.Width/3)
}

func (s *SearchField) least() fyne.Size {
	return fyne.NewSize(theme.U(160), max(s.pick(34, theme.Touch), s.entry.MinSize().Height))
}

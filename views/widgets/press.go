package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"bokgu/views/theme"
)

// press is a widget that can be tapped, hovered, focused and set off with Space or Enter.
type press struct {
	base
	hovered, focused, disabled bool
	held                       bool // a mouse button is down on it

	act       func()        // what a tap does; nil: not a control at present
	onFocus   func()        // told when the keyboard comes here
	spoken    func() string // what a screen reader says
	alternate fyne.AccessibleRole

	// OnEscape is called after Escape has let go of the keyboard, as in a dialog, which it closes.
	OnEscape func()
}

var (
	_ fyne.Tappable      = (*press)(nil)
	_ fyne.Focusable     = (*press)(nil)
	_ desktop.Hoverable  = (*press)(nil)
	_ desktop.Cursorable = (*press)(nil)
	_ desktop.Mouseable  = (*press)(nil)
	_ mobile.Touchable   = (*press)(nil)
)

// live tells whether a tap would do anything.
func (p *press) live() bool { return p.act != nil && !p.disabled }

// SetDisabled greys the control out; it then takes no tap and no key.
func (p *press) SetDisabled(yes bool) {
	if p.disabled != yes {
		p.disabled, p.hovered, p.held = yes, false, false
		p.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) {
	if p.live() {
		p.act()
	}
}

// TypedKey implements fyne.Focusable: Enter and Space do what a tap does, Escape
// lets go of the keyboard.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.Tapped(nil)
	case fyne.KeyEscape:
		// The key came through the window that has a focused object: this one.
		for _, w := range fyne.CurrentApp().Driver().AllWindows() {
			if w.Canvas().Focused() != nil {
				w.Canvas().Unfocus()
			}
		}
		call(p.OnEscape)
	}
}

// TypedRune implements fyne.Focusable.
func (p *press) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (p *press) FocusGained() {
	p.focused = true
	p.Refresh()
	if p.onFocus != nil {
		p.onFocus()
	}
	RevealFocused()
}

// FocusLost implements fyne.Focusable.
func (p *press) FocusLost() {
	p.focused = false
	p.Refresh()
}

// Disabled lets the keyboard pass over what cannot be pressed.
func (p *press) Disabled() bool { return !p.live() }

// Enable and Disable make it a fyne.Disableable, which the focus order asks.
func (p *press) Enable() { p.SetDisabled(false) }

// Disable greys the control out.
func (p *press) Disable() { p.SetDisabled(true) }

// MouseIn implements desktop.Hoverable.
func (p *press) MouseIn(*desktop.MouseEvent) {
	if p.live() {
		p.hovered = true
		p.Refresh()
	}
}

// MouseMoved implements desktop.Hoverable.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *press) MouseOut() {
	if p.hovered || p.held {
		p.hovered, p.held = false, false
		p.Refresh()
	}
}

// MouseDown implements desktop.Mouseable.
func (p *press) MouseDown(*desktop.MouseEvent) {
	if p.live() {
		p.held = true
		p.Refresh()
	}
}

// MouseUp implements desktop.Mouseable.
func (p *press) MouseUp(*desktop.MouseEvent) {
	if p.held {
		p.held = false
		p.Refresh()
	}
}

// TouchDown implements mobile.Touchable: nothing points at a phone, so that what
// the finger is on looks as if.
func (p *press) TouchDown(*mobile.TouchEvent) { p.MouseIn(nil) }

// TouchUp implements mobile.Touchable.
func (p *press) TouchUp(*mobile.TouchEvent) { p.MouseOut() }

// TouchCancel implements mobile.Touchable.
func (p *press) TouchCancel(*mobile.TouchEvent) { p.MouseOut() }

// Cursor implements desktop.Cursorable.
func (p *press) Cursor() desktop.Cursor {
	if p.live() {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// AccessibilityLabel implements fyne.Accessible.
func (p *press) AccessibilityLabel() string {
	if p.spoken == nil {
		return ""
	}
	return sentence(p.spoken(), either(p.disabled, spoken.Disabled, ""))
}

// AccessibilityRole implements fyne.Accessible.
func (p *press) AccessibilityRole() fyne.AccessibleRole {
	if p.alternate != "" {
		return p.alternate
	}
	return fyne.AccessibleRoleButton
}

// ring is the focus ring: 2 accent, inside the edge, drawn last.
func ring(radius float32) *canvas.Rectangle { return box(radius) }

// paintRing shows the ring while the keyboard is here.
func (p *press) paintRing(r *canvas.Rectangle, token theme.Token) {
	fill(r, "", token, theme.Ring)
	shown(r, p.focused)
}

package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// messageEntry takes a message of several lines, as much of it as is looked at. Tab leaves it.
type messageEntry struct {
	entry
	actions *Actions
}

func newMessageEntry(a *Actions) *messageEntry {
	e := &messageEntry{actions: a}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapBreak
	e.SetMinRowsVisible(4)
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab implements fyne.Tabbable.
func (e *messageEntry) AcceptsTab() bool { return false }

// TypedShortcut implements fyne.Shortcutable. A clipboard may hold a whole book: what is over the bound never gets in.
func (e *messageEntry) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && p.Clipboard != nil {
		text, cut := firstRunes(p.Clipboard.Content(), MaxMessage+1)
		if cut {
			e.SetText(text)
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// iconText is an icon with wrapping text beside it.
type iconText struct {
	widget.BaseWidget
	icon *widgets.Icon
	text *widgets.Paragraph
}

func newIconText(icon string, token theme.Token, text *widgets.Paragraph) *iconText {
	o := &iconText{icon: widgets.NewIcon(widgets.IconData{Name: icon, Token: token, Size: 22}), text: text}
	o.ExtendBaseWidget(o)
	return o
}

func (o *iconText) left() float32 { return theme.U(32) }

// HeightFor implements widgets.Tall.
func (o *iconText) HeightFor(width float32) float32 {
	return max(o.text.HeightFor(width-o.left()), o.icon.MinSize().Height)
}

// AccessibilityLabel implements fyne.Accessible.
func (o *iconText) AccessibilityLabel() string { return o.text.AccessibilityLabel() }

// AccessibilityRole implements fyne.Accessible.
func (o *iconText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Held implements widgets.Holder.
func (o *iconText) Held() []fyne.CanvasObject { return []fyne.CanvasObject{o.icon, o.text} }

// CreateRenderer implements fyne.Widget.
func (o *iconText) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{Layout: iconTextLayout{o}, Objects: []fyne.CanvasObject{o.icon, o.text}})
}

type iconTextLayout struct{ o *iconText }

func (l iconTextLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	icon := l.o.icon.MinSize()
	l.o.icon.Move(fyne.NewPos(0, max(0, (theme.Title.Pitch()-icon.Height)/2)))
	l.o.icon.Resize(icon)
	w := max(0, size.Width-l.o.left())
	l.o.text.Move(fyne.NewPos(l.o.left(), 0))
	l.o.text.Resize(fyne.NewSize(w, l.o.text.HeightFor(w)))
}

func (l iconTextLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	width := l.o.Size().Width
	if width <= 0 {
		width = theme.U(theme.ColumnWidth)
	}
	return fyne.NewSize(theme.U(120), l.o.HeightFor(width))
}

package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"bokgu/i18n"
	"bokgu/views/theme"
)

// ask shows a dialog of the toolkit, and lets Escape close it as long as none of its buttons has the keyboard: the
// toolkit's dialogs do not know that key, and the screen below would take it. UI goroutine.
func (a *App) ask(d dialog.Dialog) {
	c := a.window.Canvas()
	keys := c.OnTypedKey()
	d.SetOnClosed(func() { c.SetOnTypedKey(keys) })
	d.Show()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			d.Dismiss()
		}
	})
}

// askFile is ask for a dialog about a file; title is the id of its title. The places that it offers and the question
// before a file is replaced are English words in the toolkit's code: they are said in the app's language here. Where the
// system has a dialog of its own, that one comes.
func (a *App) askFile(d *dialog.FileDialog, title string) {
	c, l := a.window.Canvas(), a.model.localizer()
	d.SetTitleText(l.T(title, nil))
	before := sheetOf(c)
	a.ask(d)
	sheet := sheetOf(c)
	if sheet == nil || sheet == before {
		return
	}
	each(sheet.Content, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.List:
			sayPlaces(o, l)
		case *widget.Button:
			if o.Importance == widget.HighImportance {
				tapped := o.OnTapped
				o.OnTapped = func() {
					tapped()
					if question := sheetOf(c); question != nil && question != sheet {
						sayReplace(question, l)
					}
				}
			}
		case *container.Scroll:
			if name, ok := o.Content.(*widget.Entry); ok {
				own := newFileName(name, d.Dismiss)
				o.Content = own
				o.Refresh()
				c.Focus(own)
			}
		}
	})
}

// places are the names that the toolkit gives the folders it offers, with the ids of ours.
var places = map[string]string{
	"Home": "file.home", "Computer": "file.computer", "App Files": "file.app", "Desktop": "file.desktop", "Documents": "file.documents",
	"Downloads": "file.downloads", "Music": "file.music", "Pictures": "file.pictures", "Videos": "file.videos",
}

func sayPlaces(list *widget.List, l *i18n.Localizer) {
	fill := list.UpdateItem
	list.UpdateItem = func(id widget.ListItemID, row fyne.CanvasObject) {
		fill(id, row)
		each(row, func(o fyne.CanvasObject) {
			if label, ok := o.(*widget.Label); ok && places[label.Text] != "" {
				label.SetText(l.T(places[label.Text], nil))
			}
		})
	}
	list.Refresh()
}

// sayReplace puts the toolkit's question whether to replace a file into the app's words.
func sayReplace(question *widget.PopUp, l *i18n.Localizer) {
	each(question.Content, func(o fyne.CanvasObject) {
		label, ok := o.(*widget.Label)
		if !ok {
			return
		}
		switch name, asks := strings.CutPrefix(label.Text, "Are you sure you want to overwrite the file\n"); {
		case asks:
			label.SetText(l.T("file.replace.what", map[string]any{"Name": strings.TrimSuffix(name, "?")}))
		case label.Text == "Overwrite?":
			label.SetText(l.T("file.replace", nil))
		case label.Text == "Cannot overwrite":
			label.SetText(l.T("file.folder", nil))
		case strings.HasPrefix(label.Text, "Files cannot replace a directory"):
			label.SetText(l.T("file.folder.what", nil))
		}
	})
	question.Resize(question.Content.MinSize().Max(fyne.NewSize(theme.U(360), 0)))
}

// sheetOf is the toolkit's sheet that lies on top of a window, nil for none.
func sheetOf(c fyne.Canvas) *widget.PopUp {
	top, ok := c.Overlays().Top().(fyne.Widget)
	if !ok {
		return nil
	}
	// It lies in a widget that takes the taps beside it, whose type has no public name.
	for _, o := range top.CreateRenderer().Objects() {
		if sheet, ok := o.(*widget.PopUp); ok {
			return sheet
		}
	}
	return nil
}

// fileName is where the name of a file is typed: the toolkit's own entry with Escape.
type fileName struct {
	widget.Entry
	escape func()
}

// newFileName makes an entry that stands for another one.
func newFileName(of *widget.Entry, escape func()) *fileName {
	n := &fileName{escape: escape}
	n.ExtendBaseWidget(n)
	n.Text, n.PlaceHolder, n.OnSubmitted = of.Text, of.PlaceHolder, of.OnSubmitted
	n.OnChanged = of.SetText
	changed := of.OnChanged
	of.OnChanged = func(text string) {
		changed(text)
		if n.Text != text { // a file of the folder was picked
			n.SetText(text)
		}
	}
	return n
}

// TypedKey implements fyne.Focusable.
func (n *fileName) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		n.escape()
		return
	}
	n.Entry.TypedKey(k)
}

// each visits an object and all that stands in it.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			each(child, visit)
		}
	case *container.Split:
		each(o.Leading, visit)
		each(o.Trailing, visit)
	case *container.Scroll:
		if o.Content != nil {
			each(o.Content, visit)
		}
	}
}

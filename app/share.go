package app

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"bokgu/views"
)

// savePicture asks where to and writes a picture there. UI goroutine; done is
// called there, with the place, "" and nil if the user thought better of it.
func (a *App) savePicture(name string, picture []byte, done func(string, *views.Problem)) {
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if w == nil && err == nil {
			done("", nil)
			return
		}
		go func() {
			place := ""
			if err == nil {
				place, err = writePicture(w, picture)
			}
			var p *views.Problem
			if err != nil {
				a.log.Warn("save a picture", "error", err)
				l := a.model.localizer()
				place, p = "", &views.Problem{Text: l.T("share.failed", nil), Todo: l.T("share.failed.todo", nil)}
			}
			fyne.Do(func() { done(place, p) })
		}()
	}, a.window)
	d.SetFileName(name)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".png"}))
	a.askFile(d, "file.save")
}

// writePicture writes to what a file dialog gave out, closes it, and returns where that is.
func writePicture(w fyne.URIWriteCloser, picture []byte) (place string, err error) {
	_, err = w.Write(picture)
	if err = errors.Join(err, w.Close()); err != nil {
		return "", fmt.Errorf("save a picture: %w", err)
	}
	if place = w.URI().Path(); place == "" {
		place = w.URI().Name()
	}
	return place, nil
}

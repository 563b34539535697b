package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"bokgu/i18n"
	"bokgu/sync/store"
	"bokgu/views"
)

// transferTime bounds an export or an import. A full history takes a few seconds.
const transferTime = 2 * time.Minute

// exportData asks where to and writes everything that the user has made or
// collected. UI goroutine; done is called there, with what to say, "" if the
// user thought better of it.
func (a *App) exportData(done func(string, *views.Problem)) {
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if w == nil || err != nil {
			a.transferred(done, "", err)
			return
		}
		go a.do(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, transferTime)
			defer cancel()
			err := writeExport(ctx, w, a.user, a.db)
			a.transferred(done, a.model.localizer().T("settings.data.exported", map[string]any{"Name": w.URI().Name()}), err)
		})
	}, a.window)
	d.SetFileName("bokgu-" + time.Now().Format("2006-01-02") + ".json")
	a.askFile(d, "file.save")
}

// importData asks for a file that was exported and takes it in; see exportData.
func (a *App) importData(done func(string, *views.Problem)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if r == nil || err != nil {
			a.transferred(done, "", err)
			return
		}
		go a.do(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, transferTime)
			defer cancel()
			said, err := a.takeIn(ctx, r)
			a.transferred(done, said, err)
		})
	}, a.window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".json"}))
	a.askFile(d, "file.open")
}

// takeIn imports a file and shows its effect. Worker.
func (a *App) takeIn(ctx context.Context, r io.ReadCloser) (string, error) {
	defer r.Close()
	if a.db == nil {
		return "", errors.New("import: there is no store")
	}
	report, err := readExport(ctx, r, a.user, a.db, a.settings, false)
	if err != nil {
		return "", err
	}
	v := a.prefs()
	fyne.Do(func() { a.applyTheme(v) })
	choices := a.readChoices()
	a.model.change(func(st *state) {
		st.prefs, st.loc, st.choices = v, i18n.New(v.Language), choices
	})
	a.openAll() // what the file holds counts: follows, ticks, new feeds
	a.showFirst()
	a.rulesChanged()
	l := a.model.localizer()
	said := l.N("settings.data.imported", len(report.Added), map[string]any{"Changes": l.Number(report.Changes)})
	if n := report.Notes; n > 0 {
		said += " " + l.N("settings.data.notes", n, nil)
	}
	if n := report.Standbys; n > 0 {
		said += " " + l.N("settings.data.standbys", n, nil)
	}
	if n := len(report.NeedTokens); n > 0 {
		said += " " + l.N("settings.data.need_tokens", n, nil)
	}
	if n := len(report.Conflicts); n > 0 {
		said += " " + l.N("settings.data.conflicts", n, nil)
	}
	return said, nil
}

// transferred says how it ended, on the UI goroutine.
func (a *App) transferred(done func(string, *views.Problem), said string, err error) {
	var p *views.Problem
	if err != nil {
		a.log.Warn("export or import", "error", err)
		said, p = "", a.transferProblem(err)
	}
	fyne.Do(func() { done(said, p) })
}

func (a *App) transferProblem(err error) *views.Problem {
	l := a.model.localizer()
	id, data := "settings.data.failed", map[string]any{}
	var bad *store.FileError
	switch {
	case errors.As(err, &bad):
		id, data["Place"] = "settings.data.bad_file", fmt.Sprint(bad.Path)
	case errors.Is(err, store.ErrNewer):
		id = "settings.data.newer"
	}
	return &views.Problem{Text: l.T(id, data), Todo: l.T(id+".todo", data)}
}

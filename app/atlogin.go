package app

import (
	"os"

	"fyne.io/fyne/v2"

	"bokgu/app/autostart"
	"bokgu/views"
)

// atLogin is what starts when the user logs in: this program, in the tray, with
// the same data folder.
func (a *App) atLogin() (autostart.Program, error) {
	path, err := os.Executable()
	if err != nil {
		return autostart.Program{}, err
	}
	// An AppImage runs from a folder that is there only while it runs; this variable says where its file is
	// (https://docs.appimage.org/packaging-guide/environment-variables.html).
	if file := os.Getenv("APPIMAGE"); file != "" {
		path = file
	}
	p := autostart.Program{ID: a.meta.ID, Name: a.model.localizer().T("app.name", nil), Path: path, Args: []string{"--hidden"}}
	if a.opts.Data != "" {
		p.Args = append(p.Args, "--data", a.dir)
	}
	return p, nil
}

// lookAtLogin finds out whether the system starts the app at login. Any goroutine
// but that of the UI: it reads files or the registry.
func (a *App) lookAtLogin() {
	is := views.AtLoginNever
	if autostart.Supported() {
		p, err := a.atLogin()
		on := false
		if err == nil {
			on, err = p.Enabled()
		}
		switch {
		case err != nil:
			a.log.Warn("start at login", "error", err)
		case on:
			is = views.AtLoginOn
		default:
			is = views.AtLoginOff
		}
	}
	a.model.change(func(st *state) { st.atLogin = is })
}

// startAtLogin carries out what Settings ask for. It runs on the worker, so that
// no two of them overlap.
func (a *App) startAtLogin(on bool) *views.Problem {
	p, err := a.atLogin()
	switch {
	case err != nil:
	case on:
		err = p.Enable()
	default:
		err = p.Disable()
	}
	a.lookAtLogin()
	if err == nil {
		return nil
	}
	a.log.Warn("start at login", "error", err)
	l := a.model.localizer()
	return &views.Problem{Text: l.T("problem.at_login", nil), Todo: l.T("problem.at_login.todo", nil)}
}

// askAtLogin is startAtLogin for the screens.
func (a *App) askAtLogin(on bool, done func(*views.Problem)) {
	p := a.startAtLogin(on)
	fyne.Do(func() { done(p) })
}

package app

import (
	"context"
	"math"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"

	"bokgu/app/settings"
	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/views"
	"bokgu/views/theme"
)

// runUI makes the window and shows it until the app quits.
func (a *App) runUI() {
	preferX11(a.settings.Get().NativeWayland)
	nameWindow(a.meta.ID)
	nameTaskbar(a.meta.ID)
	a.applyTheme(a.model.st.prefs)
	a.model.st.phone = fyne.CurrentDevice().IsMobile()
	a.startNotifier()

	// The first frame shall be the board, not an empty window: the store is read
	// while the window is being made, and the UI waits for it a moment at most.
	opened := make(chan struct{})
	a.model.dispatch = func(f func()) {
		// The toolkit ends its own loop on a signal: what the worker still has to close must not be drawn then.
		if a.ctx.Err() == nil {
			fyne.Do(f)
		}
	}
	a.worker.Go(func() { a.work(opened) })

	a.speakKorean()
	a.window = a.fyne.NewWindow(a.model.localizer().T("app.name", nil))
	<-a.warm
	a.window.SetMaster()
	a.window.SetPadded(false)
	a.window.SetCloseIntercept(a.closed)
	a.shell = views.NewShell(a.actions(), views.ShellOptions{Phone: a.opts.Mobile})
	a.shell.Bind(a.window.Canvas())
	a.probing = newProbing(a)
	select {
	case <-opened:
	case <-time.After(firstFrameWait):
	}
	// Content and size come first, so that the screen is laid out only once.
	a.model.present()
	a.window.Resize(a.windowSize())
	a.window.SetContent(a.shell.Object())
	if a.opts.Hidden || a.settings.Get().StartHidden {
		a.startTray()
		a.hidden = a.tray != nil
	}
	if !a.hidden {
		a.window.Show()
	}
	if a.tray == nil {
		a.startTray()
	}
	a.worker.Go(func() {
		select {
		case <-a.ctx.Done():
		case <-time.After(settleAfter):
			a.settled()
		}
	})
	a.watchForeground()
	close(a.ready)
	a.worker.Go(a.tick)
	a.fyne.Run()
}

// startGCPercent keeps the garbage collector from running while the first frame
// is made: until then some 20 MB are allocated.
const startGCPercent = 800

// speakKorean gives the toolkit's own dialogs Korean words. It picks its language
// by the system's alone; so that somebody who has chosen Korean on an English
// system is not asked "Save File", the words stand for that language too. After
// a change of language that takes effect at the next start.
func (a *App) speakKorean() {
	locales := []fyne.Locale{"ko"}
	if a.model.localizer().Lang() == i18n.Korean {
		locales = append(locales, lang.SystemLocale())
	}
	for _, locale := range locales {
		if err := lang.AddTranslationsForLocale(i18n.FyneKorean(), locale); err != nil {
			a.log.Warn("the toolkit's own words in Korean", "error", err)
		}
	}
}

// settleAfter is when what only the start needed is given back.
const settleAfter = time.Second

// startToolkit makes the Fyne app, which opens nothing yet, and sets its fonts to
// work.
func (a *App) startToolkit() {
	fyneapp.SetMetadata(fyne.AppMetadata{
		ID: a.meta.ID, Name: a.meta.Name, Version: a.meta.Version, Build: a.meta.Build,
		Icon: appIcon, Migrations: map[string]bool{"fyneDo": true},
	})
	a.fyne = fyneapp.NewWithID(a.meta.ID)
	a.fyne.SetIcon(appIcon)
	a.fyne.Settings().SetTheme(theme.New(theme.System, 1))
	a.warm = warmFonts()
}

// warmFonts parses the two faces while the windowing system starts up: each
// takes as long as opening the store. The toolkit's font cache is for one
// goroutine at a time, so the channel has to be waited for before any text is
// measured.
func warmFonts() <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, style := range []fyne.TextStyle{{}, {Bold: true}} {
			fyne.MeasureText("A", 14, style)
		}
	}()
	return done
}

// firstFrameWait bounds how long the window waits for the store. Opening and
// reading it takes some tens of milliseconds.
const firstFrameWait = 500 * time.Millisecond

var appIcon = fyne.NewStaticResource("app.png", assets.AppSmall())

// show brings everything that is visible up to date. It runs on the UI goroutine.
func (a *App) show(s *views.Snapshot) {
	if !a.hidden {
		a.shell.Update(s)
	}
	if a.tray != nil {
		a.tray.update(s)
	}
	if a.probing != nil {
		a.probing.update()
	}
	title := s.Loc.T("app.name", nil)
	if mark := modeMark(s); mark != "" {
		title = mark + " " + title
	}
	if a.window.Title() != title {
		a.window.SetTitle(title)
	}
}

// forward shows the window, at a place if one is given. UI goroutine.
func (a *App) forward(r views.Route) {
	a.hidden = false
	if r.Screen != "" {
		a.shell.Open(r)
	}
	a.model.present()
	a.window.Show()
	a.window.RequestFocus()
}

// closed is called when the user closes the window: it goes to the tray only
// where there is one.
func (a *App) closed() {
	a.noteSize()
	if a.tray != nil && a.settings.Get().CloseToTray && trayHostPresent() {
		a.hidden = true
		a.window.Hide()
		a.do(func(context.Context) { a.keepSize() })
		return
	}
	a.quit()
}

// noteSize remembers the size of the window for keepSize. UI goroutine.
func (a *App) noteSize() {
	if size := a.window.Canvas().Size(); !a.opts.Mobile && size.Width > 0 {
		a.size.Store(&size)
	}
}

// askSize is noteSize for another goroutine, as long as the UI answers at once.
func (a *App) askSize() {
	noted := make(chan struct{})
	fyne.Do(func() {
		if a.window != nil {
			a.noteSize()
		}
		close(noted)
	})
	select {
	case <-noted:
	case <-time.After(sizeWait):
	}
}

// sizeWait bounds how long an end by a signal waits for the UI; a frame takes some tens of milliseconds.
const sizeWait = 200 * time.Millisecond

// keepSize saves the noted size, so that the next window is as large.
func (a *App) keepSize() {
	size := a.size.Load()
	if size == nil || a.settings == nil {
		return
	}
	a.saved(a.settings.Update(func(v *settings.Values) {
		v.WindowWidth, v.WindowHeight = int(math.Round(float64(size.Width))), int(math.Round(float64(size.Height)))
	}))
}

// quit ends the app. UI goroutine.
func (a *App) quit() {
	a.noteSize()
	a.window.Hide()
	go a.end()
}

func (a *App) applyTheme(v settings.Values) {
	choice := theme.System
	switch v.Theme {
	case "light":
		choice = theme.Light
	case "dark":
		choice = theme.Dark
	}
	a.fyne.Settings().SetTheme(theme.New(choice, float32(v.TextScale)/100))
}

func (a *App) windowSize() fyne.Size {
	switch v := a.settings.Get(); {
	case a.opts.Mobile:
		return phoneSize
	default:
		return fyne.NewSize(float32(v.WindowWidth), float32(v.WindowHeight))
	}
}

// startTray puts the icon into the panel where the system has one.
func (a *App) startTray() {
	if a.tray != nil || !trayHostPresent() {
		return
	}
	t := &tray{open: a.forward, snooze: a.snooze, quit: a.quit}
	host, err := a.newTrayHost(t.look(a.model.current()))
	if err != nil {
		a.log.Warn("tray", "error", err)
		return
	}
	t.host, a.tray = host, t
	a.model.change(func(st *state) { st.tray = true })
	a.model.present() // now: what comes to the toolkit's tray after its loop has begun never shows
	a.worker.Go(func() {
		watchTrayHost(a.ctx, func() {
			// The panel died while the window was hidden: without this nobody
			// could reach the app any more.
			fyne.Do(func() {
				if a.hidden {
					a.forward(views.Route{})
				}
			})
		})
	})
}

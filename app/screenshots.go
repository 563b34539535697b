package app

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"bokgu/i18n"
	"bokgu/views"
)

// pictureScreens is what --screenshots opens, in this order. The service is the
// first one of the document.
var pictureScreens = []views.ScreenID{
	views.ScreenStatus, views.ScreenService, views.ScreenRecovery,
	views.ScreenGuidance, views.ScreenLearn, views.ScreenDiary, views.ScreenSettings,
}

// The waits of the walk: until the replay's document is there, and for a frame to
// be painted after a change.
const (
	pictureReady = 20 * time.Second
	pictureFrame = 400 * time.Millisecond
)

// newPictureCanvas is where the screens live while pictures are taken. The window
// itself cannot be read back on every driver (Mesa's software GL gives black),
// so Fyne's software painter draws the same objects.
func newPictureCanvas(content fyne.CanvasObject) software.WindowlessCanvas {
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(content)
	return c
}

// takePictures walks all screens in the languages, themes and forms that the
// command line leaves open, writes a picture of each and quits. It runs on a
// goroutine of its own.
func (a *App) takePictures() {
	defer func() { fyne.Do(a.quit) }()
	if err := os.MkdirAll(a.opts.Screenshots, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, "bokgu: --screenshots:", err)
		a.failed.Store(true)
		return
	}
	deadline := time.Now().Add(pictureReady)
	for a.model.document() == nil || !a.model.hasLibrary() {
		if time.Now().After(deadline) || !a.pause(50*time.Millisecond) {
			fmt.Fprintln(os.Stderr, "bokgu: --screenshots: no document came in time")
			a.failed.Store(true)
			return
		}
	}
	for _, form := range a.pictureForms() {
		for _, lang := range oneOr(a.opts.Lang, "ko", "en") {
			for _, look := range oneOr(a.opts.Theme, "light", "dark") {
				if err := a.walk(form, lang, look); err != nil {
					fmt.Fprintln(os.Stderr, "bokgu: --screenshots:", err)
					a.failed.Store(true)
					return
				}
			}
		}
	}
}

func oneOr(given string, all ...string) []string {
	if given != "" {
		return []string{given}
	}
	return all
}

func (a *App) pictureForms() []string {
	if a.opts.Mobile {
		return []string{"phone"}
	}
	return []string{"desktop", "phone"}
}

// pause waits, or reports false when the app ends.
func (a *App) pause(d time.Duration) bool {
	select {
	case <-a.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (a *App) walk(form, lang, look string) error {
	size := pictureSize
	if form == "phone" {
		size = phoneSize
	}
	v := a.prefs()
	v.Language, v.Theme = lang, look
	a.model.change(func(st *state) {
		st.prefs, st.loc = v, i18n.New(lang)
		st.nameFeeds()
	})
	fyne.Do(func() {
		a.applyTheme(v)
		// A canvas without a window does not hear of the new theme.
		a.shell = views.NewShell(a.actions(), views.ShellOptions{Phone: a.opts.Mobile})
		a.canvas.SetContent(a.shell.Object())
		a.canvas.Resize(size)
		a.model.present()
	})
	for _, screen := range pictureScreens {
		if !a.pause(0) {
			return context.Cause(a.ctx)
		}
		fyne.Do(func() { a.shell.Open(views.Route{Screen: screen, ID: a.pictureID(screen)}) })
		if !a.pause(pictureFrame) {
			return context.Cause(a.ctx)
		}
		shot := make(chan image.Image, 1)
		fyne.Do(func() { shot <- a.canvas.Capture() })
		name := fmt.Sprintf("%s-%s-%s-%s.png", screen, lang, look, form)
		select {
		case <-a.ctx.Done():
			return context.Cause(a.ctx)
		case img := <-shot:
			if err := writePNG(filepath.Join(a.opts.Screenshots, name), img); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) pictureID(screen views.ScreenID) string {
	if doc := a.model.document(); screen == views.ScreenService && doc != nil {
		if services := doc.Services(); len(services) > 0 {
			return services[0].ID
		}
	}
	return ""
}

func writePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Close()
}

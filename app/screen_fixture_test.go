package app

import (
	"image/color"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetest "fyne.io/fyne/v2/test"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
	"bokgu/views"
	"bokgu/views/theme"
)

const bigSub = "big"

// bigScreen is the app from the store to the window, without a network.
type bigScreen struct {
	t      testing.TB
	dir    string
	feed   *bigFeed
	doc    *feed.Status // the newest
	model  *Model
	shell  *views.Shell
	window fyne.Window
	tray   *tray
	does   int // how often the UI goroutine was asked to do something

	scrolled *container.Scroll
	step     float32
}

// start are the parts of a start: how long it took to open the store, to read the
// feed from it, to make the objects of the screen, and to paint them.
type start struct{ open, read, build, paint time.Duration }

func newBigScreen(t testing.TB, updates int) *bigScreen {
	t.Helper()
	a := fynetest.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	s := &bigScreen{t: t, dir: filepath.Join(t.TempDir(), "store"), feed: newBigFeed(1, updates)}
	s.doc = s.feed.keep(t, s.dir)
	t.Cleanup(func() {
		if s.window != nil {
			s.window.Close()
		}
	})
	return s
}

// open is a start of the app: it reads the store, shows Status and paints it. The
// history comes after that, as in the app.
func (s *bigScreen) open(lang string) (took start) {
	s.t.Helper()
	if s.window != nil {
		s.window.Close()
	}
	mark := time.Now()
	lap := func() time.Duration {
		d := time.Since(mark)
		mark = time.Now()
		return d
	}
	d := newDevice(s.t, s.dir)
	took.open = lap()
	ctx, m := s.t.Context(), d.model
	s.model = m
	m.st.loc = i18n.New(lang)
	m.st.feeds = []views.Feed{{ID: bigSub, Name: "big"}}
	m.add(bigSub, set([]string{"s0.f1", "s3"}), nil)
	m.choose(bigSub)
	held, err := d.db.Held(ctx, bigSub)
	if err != nil {
		s.t.Fatal(err)
	}
	took.read = lap()
	m.screen(bigSub).Opened(held, nil)
	s.shell = views.NewShell(&views.Actions{}, views.ShellOptions{})
	s.window = fynetest.NewWindow(canvas.NewRectangle(color.White))
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1180, 820))
	s.tray = &tray{host: &panel{}}
	m.show = func(n *views.Snapshot) {
		s.shell.Update(n)
		s.tray.update(n)
	}
	m.dispatch = func(f func()) { s.does++; f() }
	// Content and size come first, as in the app, so that the screen is laid out only once.
	m.present()
	s.shell.Object().Resize(s.window.Canvas().Size())
	s.window.SetContent(s.shell.Object())
	s.frame()
	took.build = lap()
	s.window.Canvas().Capture()
	took.paint = lap()
	(&App{model: m, log: m.log}).recall(ctx, bigSub, d.db)
	if err := d.db.Close(); err != nil {
		s.t.Fatal(err)
	}
	return took
}

// frame is what the real driver does before it paints a frame in which anything
// has changed: it asks every visible object for its least size
// (internal/driver/common, Canvas.EnsureMinSize).
func (s *bigScreen) frame() {
	eachVisible(s.window.Content(), func(o fyne.CanvasObject) { o.MinSize() })
}

// change lets a document come in which one function has another state.
func (s *bigScreen) change(n int) {
	s.doc = s.feed.next(s.doc, n)
	s.accept()
}

func (s *bigScreen) accept() {
	s.model.screen(bigSub).Accepted(subscribe.Accepted{Status: s.doc, SHA256: s.doc.Epoch, ReceivedAt: s.feed.now})
}

// eachVisible visits o and everything visible in it.
func eachVisible(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = fynetest.WidgetRenderer(o).Objects()
	}
	for _, c := range inside {
		eachVisible(c, visit)
	}
}

// key is a keystroke in the search of the screen: the letters of a name come one
// by one and go again.
func (s *bigScreen) key(n int) {
	var entry fyne.Focusable
	eachVisible(s.window.Content(), func(o fyne.CanvasObject) {
		if f, ok := o.(interface {
			fyne.Focusable
			SelectedText() string
		}); ok {
			entry = f
		}
	})
	letters := []rune(s.doc.Components[1+n/6%len(s.doc.Components[1:])].Name["ko"])
	if i := n % 6; i < 3 && i < len(letters) {
		entry.TypedRune(letters[i])
		return
	}
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
}

// scroll is a step of the wheel, down to the end of the screen and up again.
func (s *bigScreen) scroll(int) {
	if s.scrolled == nil {
		eachVisible(s.window.Content(), func(o fyne.CanvasObject) {
			if c, ok := o.(*container.Scroll); ok && (s.scrolled == nil || c.Content.Size().Height > s.scrolled.Content.Size().Height) {
				s.scrolled, s.step = c, -60
			}
		})
	}
	was := s.scrolled.Offset
	if s.scrolled.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: s.step}}); s.scrolled.Offset == was {
		s.step = -s.step
	}
}

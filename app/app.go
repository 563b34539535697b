// Package app wires Bokgu together: it owns the parts, their lifetime, and
// everything that touches the operating system.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/credential"
	"bokgu/app/delivery"
	"bokgu/app/instance"
	"bokgu/app/journal"
	"bokgu/app/notify"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// App is the running program. Fields below "ui" belong to the UI goroutine, those
// below "work" to the one that run carries commands out on.
type App struct {
	opts     Options
	meta     Metadata
	dir      string
	log      *slog.Logger
	journal  *journal.Journal // nil: the log is on standard error alone
	ctx      context.Context
	cancel   context.CancelFunc
	commands chan func(context.Context)
	worker   sync.WaitGroup

	user     userData
	settings *settings.Settings
	keeper   *credential.Keeper
	notifier notify.Notifier
	ids      notificationIDs
	model    *Model
	preview  *previewer
	instance *instance.Instance
	ready    chan struct{} // closed when there is a window
	settled  func()        // called once the first frame has been shown
	ending   sync.Once
	reach    reach
	pages    pageClients
	system   system
	asking   atomic.Bool // whether to add a feed that a link or a file named

	// ui
	fyne    fyne.App
	warm    <-chan struct{} // closed when the fonts are parsed
	window  fyne.Window
	shell   *views.Shell
	tray    *tray
	probing *probing
	found   *pageFound                // the status page that was found last
	hidden  bool                      // the window is closed and the app lives in the tray
	size    atomic.Pointer[fyne.Size] // of the window, when it was last looked at

	// work
	db        *store.Store              // the real one; nil if it could not be opened
	stopgap   *passing                  // in place of db, if that could not be opened
	following map[string]*delivery.Feed // by subscription id; a replay is one of them
	player    *player                   // of the replay
	removed   *removedFeed              // that can still be taken back
	fleeting  *fleeting                 // its notifications
}

// Exit codes of Run.
const (
	exitOK     = 0
	exitFailed = 1
)

// Run shows the app until the user quits it, and returns the exit code; when it
// is told to end by a signal it ends the process itself.
func Run(opts Options, meta Metadata) int {
	if opts.Quit {
		if err := quitRunning(context.Background(), opts); err != nil {
			fmt.Fprintln(os.Stderr, "bokgu:", err)
			return exitFailed
		}
		return exitOK
	}
	a := &App{opts: opts, meta: meta, log: newLog(os.Stderr), commands: make(chan func(context.Context), 64), ready: make(chan struct{}), system: thisSystem}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	collect := debug.SetGCPercent(startGCPercent)
	a.settled = func() {
		debug.SetGCPercent(collect)
		debug.FreeOSMemory() // what only the start needed
	}
	a.startToolkit()
	a.listenForLinks()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		a.askSize()
		a.end()
	}()
	if err := a.start(); err != nil {
		a.cancel()
		if errors.Is(err, errSecond) {
			return exitOK
		}
		fmt.Fprintln(os.Stderr, "bokgu:", err)
		return exitFailed
	}
	a.runUI()
	a.end()
	return exitOK
}

// end stops everything in order and ends the process, once. The toolkit's own
// way out is not taken: while it shuts down, an event that is still on its way
// can make it panic (Fyne 2.8.1, internal/driver/glfw/loop.go), and by then all
// that has to be kept is kept. It does not return and may be called from any
// goroutine but the worker.
func (a *App) end() {
	a.ending.Do(func() {
		a.stop()
		exit(exitOK)
	})
	select {} // somebody else is at it
}

// errSecond: another process of the same data folder is running and has come
// forward.
var errSecond = errors.New("already running")

// start does everything that needs no window.
func (a *App) start() error {
	if err := checkDisplay(); err != nil {
		return err
	}
	var err error
	if a.dir, err = dataDir(a.opts.Data); err != nil {
		return err
	}
	in, first, err := instance.Acquire(a.ctx, a.dir, a.message)
	switch {
	case err != nil && errors.Is(err, instance.ErrNoAnswer):
		return fmt.Errorf("another Bokgu uses %s and does not answer; end it and start again", a.dir)
	case err != nil:
		return fmt.Errorf("data folder %s: %w", a.dir, err)
	case !first:
		if err := in.Send(a.ctx, instance.Message{Args: append([]string{"show"}, a.opts.args...)}); err != nil {
			return fmt.Errorf("another Bokgu uses %s and does not answer; end it and start again", a.dir)
		}
		return errSecond
	}
	a.instance = in
	a.openJournal()
	a.model = &Model{now: time.Now, log: a.log, show: a.show}
	a.preview = &previewer{ctx: a.ctx, begin: a.ready, log: a.log, show: func(p views.Preview) {
		a.model.change(func(st *state) { st.preview = p })
	}}
	a.tellCrash()
	a.openUser()
	a.openChoices()
	a.keeper = credential.New(credential.Params{Service: a.meta.ID, Dir: filepath.Join(a.dir, "tokens"), Changed: func(sub string) {
		a.do(func(context.Context) { a.credentialChanged(sub) })
	}})
	a.model.st.prefs = a.prefs()
	a.model.st.loc = i18n.New(a.model.st.prefs.Language)
	a.model.st.loading = true
	a.model.st.retry = func() { go a.do(func(context.Context) { a.restart(a.model.shown(), nil) }) }
	a.model.st.allowPage = func() { go a.do(func(context.Context) { a.allowPage(a.model.shown()) }) }
	a.model.st.openProxy = func() {
		fyne.Do(func() { a.forward(views.Route{Screen: views.ScreenSettings, ID: views.SettingsNetwork}) })
	}
	a.model.st.feeds = a.feeds()
	a.model.st.firstRun, a.model.st.online = a.wantsFirstRun(), subscribe.SystemNetwork().Online
	return nil
}

// prefs are the preferences with the command line's on top.
func (a *App) prefs() settings.Values {
	v := a.settings.Get()
	if a.opts.Lang != "" {
		v.Language = a.opts.Lang
	}
	if a.opts.Theme != "" {
		v.Theme = a.opts.Theme
	}
	return v
}

// do carries f out on the worker, after everything that was asked for before.
func (a *App) do(f func(context.Context)) {
	select {
	case a.commands <- f:
	case <-a.ctx.Done():
	}
}

// work opens the feeds and then carries out commands until the app ends.
func (a *App) work(opened chan<- struct{}) {
	a.openStore()
	a.openFirst(opened)
	if bundled, err := scenario.Load(bundledLibrary); err == nil {
		a.model.change(func(st *state) { st.bundled = bundled.Library })
	}
	a.lookAtLogin()
	for {
		select {
		case <-a.ctx.Done():
			a.closeFeeds()
			return
		case f := <-a.commands:
			f(a.ctx)
		}
	}
}

// bundledLibrary is the recording whose articles can be read before any feed has
// sent some.
const bundledLibrary = "kakao-article"

// tick lets ages grow: every second while a replay runs, since a minute of it
// may pass in one, and else as often as an age in seconds may be seen.
func (a *App) tick() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for n := 0; ; n++ {
		select {
		case <-a.ctx.Done():
			return
		case <-t.C:
		}
		if a.model.replaying() || n%liveTick == 0 {
			a.model.tick()
		}
	}
}

// liveTick is how many seconds lie between two looks at the clock in a live feed.
const liveTick = 5

// message takes what a second start said. It runs on a goroutine of its own.
func (a *App) message(m instance.Message) {
	if len(m.Args) == 2 && m.Args[1] == "--quit" {
		go func() { // the end waits for what runs here
			a.askSize()
			a.end()
		}()
		return
	}
	select { // a second start may be faster than the first window
	case <-a.ready:
	case <-a.ctx.Done():
		return
	}
	fyne.Do(func() { a.forward(views.Route{}) })
	if len(m.Args) < 2 {
		return
	}
	opts, err := ParseFlags(m.Args[1:], a.meta, io.Discard)
	if err != nil || opts.Done {
		return // the second process has told its user
	}
	switch {
	case opts.Replay != "" || opts.Drill != "":
		a.do(func(context.Context) { a.openReplay(opts) })
	case opts.Feed != "":
		a.do(func(context.Context) { a.openURL(opts.Feed) })
	case opts.Add != "":
		a.invited(opts.Add)
	}
}

// stop ends everything in order: feeds, notifications, the claim on the folder.
func (a *App) stop() {
	a.cancel()
	a.worker.Wait()
	a.keepSize()
	if a.notifier != nil {
		_ = a.notifier.Close()
	}
	if a.instance != nil {
		if err := a.instance.Close(); err != nil {
			a.log.Warn("instance", "error", err)
		}
	}
	if a.journal != nil {
		if err := a.journal.Close(); err != nil {
			a.log.Warn("log", "error", err)
		}
	}
}

// phoneSize is the window of --mobile: the design's own.
var phoneSize = fyne.NewSize(390, 844)

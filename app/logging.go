package app

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/journal"
	"bokgu/views"
)

func newLog(to io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// openJournal lets the log go into the data folder as well, and a crash leave its
// report there. The app runs without it.
func (a *App) openJournal() {
	dir := filepath.Join(a.dir, "log")
	j, err := journal.Open(dir, fmt.Sprintf("Bokgu %s, %s %s, %s", a.meta.Version, runtime.GOOS, runtime.GOARCH, runtime.Version()), time.Now())
	if err != nil {
		a.log.Warn("log", "error", err)
		return
	}
	a.journal = j
	// A program with a window has no standard error on Windows: writing there fails, and the file must have its line by then.
	a.log = newLog(io.MultiWriter(j.Log(), os.Stderr))
}

// tellCrash says that the run before this one crashed, and where its report is.
func (a *App) tellCrash() {
	if a.journal == nil || a.journal.Crash() == "" {
		return
	}
	path := a.journal.Crash()
	a.model.notify(appNotice{
		id: "crash", level: views.LevelInfo, text: "notice.crash", todo: "notice.crash.todo", data: map[string]any{"Path": path},
		button: "notice.crash.open", closable: true, do: func() {
			fyne.Do(func() {
				if err := a.fyne.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Dir(path))}); err != nil {
					a.log.Warn("open", "error", err)
				}
			})
		},
	})
}

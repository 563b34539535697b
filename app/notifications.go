package app

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"fyne.io/fyne/v2"

	"bokgu/app/alert"
	"bokgu/app/notify"
	"bokgu/assets"
	"bokgu/sync/store"
	"bokgu/views"
)

// startNotifier connects to the system's notifications. Without them the app
// works, silently.
func (a *App) startNotifier() {
	n, err := notify.New(notify.Params{
		AppName: a.model.st.loc.T("app.name", nil),
		AppID:   a.meta.ID,
		Icon:    a.iconFile(),
		Open:    a.model.st.loc.T("action.open", nil),
		Quiet:   a.model.st.loc.T("alert.quiet", nil),
		OnClick: a.clicked,
		IDs:     &a.ids,
		Logger:  a.log,
		Fallback: func(title, body string) {
			fyne.Do(func() { a.fyne.SendNotification(fyne.NewNotification(title, body)) })
		},
	})
	if err != nil {
		a.log.Warn("notifications", "error", err)
		return
	}
	a.notifier = n
}

// clicked opens what a notification is about. The key is "<feed>/<alert key>".
func (a *App) clicked(key string) {
	sub, rest := cutKey(key)
	screen, id := alert.Target(rest)
	fyne.Do(func() {
		a.forward(views.Route{Feed: sub, Screen: views.ScreenID(screen), ID: id})
	})
}

func cutKey(key string) (sub, rest string) {
	sub, rest, _ = strings.Cut(key, "/")
	return sub, rest
}

func (a *App) notifierOrNone() notify.Notifier {
	if a.notifier == nil {
		return silent{}
	}
	return a.notifier
}

// silent stands in for a notification service that cannot be reached.
type silent struct{}

func (silent) Show(context.Context, notify.Notification) error { return nil }
func (silent) Withdraw(context.Context, string) error          { return nil }
func (silent) Close() error                                    { return nil }

// iconFile writes the app's icon where the notification service can read it: that
// takes a path, and an app that was not installed has none.
func (a *App) iconFile() string {
	path, icon := filepath.Join(a.dir, "bokgu.png"), assets.App()
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(icon)) {
		return path // of an earlier start
	}
	if err := os.WriteFile(path, icon, 0o600); err != nil {
		a.log.Warn("icon", "error", err)
		return ""
	}
	return path
}

// notificationIDs keeps the numbers of notifications in the store of the feed
// that each is about: a replay's go with the replay.
type notificationIDs struct {
	mu  sync.Mutex
	dbs map[string]*store.Store // by subscription
}

func (n *notificationIDs) set(sub string, db *store.Store) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dbs == nil {
		n.dbs = make(map[string]*store.Store)
	}
	if db == nil {
		delete(n.dbs, sub)
		return
	}
	n.dbs[sub] = db
}

func (n *notificationIDs) of(key string) *store.Store {
	sub, _ := cutKey(key)
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dbs[sub]
}

func (n *notificationIDs) NotificationID(ctx context.Context, key, owner string) (uint32, error) {
	if db := n.of(key); db != nil {
		return db.NotificationID(ctx, key, owner)
	}
	return 0, nil
}

func (n *notificationIDs) SetNotificationID(ctx context.Context, key, owner string, id uint32) error {
	if db := n.of(key); db != nil {
		return db.SetNotificationID(ctx, key, owner, id)
	}
	return nil
}

// fleeting shows the notifications of a replay and takes them away with it: what
// they tell is over when it ends, or goes on at another moment.
type fleeting struct {
	notify.Notifier
	mu   sync.Mutex
	keys map[string]bool // shown and not withdrawn
}

func newFleeting(n notify.Notifier) *fleeting {
	return &fleeting{Notifier: n, keys: map[string]bool{}}
}

// Show implements notify.Notifier.
func (f *fleeting) Show(ctx context.Context, n notify.Notification) error {
	f.mu.Lock()
	f.keys[n.Key] = true
	f.mu.Unlock()
	return f.Notifier.Show(ctx, n)
}

// Withdraw implements notify.Notifier.
func (f *fleeting) Withdraw(ctx context.Context, key string) error {
	f.mu.Lock()
	delete(f.keys, key)
	f.mu.Unlock()
	return f.Notifier.Withdraw(ctx, key)
}

// clear withdraws what is shown, also when the app is ending.
func (f *fleeting) clear(ctx context.Context) error {
	f.mu.Lock()
	keys := slices.Sorted(maps.Keys(f.keys))
	f.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), notify.CallTimeout)
	defer cancel()
	var err error
	for _, key := range keys {
		err = errors.Join(err, f.Withdraw(ctx, key))
	}
	return err
}

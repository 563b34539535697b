// Package notify shows notifications through the system: over D-Bus on Linux, as
// toasts on Windows, by Android's own service there, and elsewhere through a
// function of the caller. Text is data: it is cleaned in one place (Clean) and
// never becomes markup.
package notify

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Notification is one notification.
type Notification struct {
	Key    string // a later one of the same key takes its place
	Title  string
	Body   string // may hold line breaks
	Urgent bool   // stays until the person has seen it, where the system allows
	Silent bool   // without a sound, and only if one of the same key may still stand
	Quiet  bool   // without a sound; it comes up even so
}

// Notifier shows notifications. Its methods may be called from any goroutine;
// calls wait for each other. Each call is bounded by its context and by
// CallTimeout. An error says that the person did not get to see it; the next
// call may well succeed, since the system's service may come back.
type Notifier interface {
	// Show shows n, in place of the one with the same key where there is one.
	Show(ctx context.Context, n Notification) error
	// Withdraw takes the notification of that key away; one that is gone
	// already is no error.
	Withdraw(ctx context.Context, key string) error
	// Close ends the notifier. What is shown stays. It may be called twice.
	Close() error
}

// IDs keeps the numbers that the system's service gave to notifications, so that
// a restarted app still replaces its own. A number counts only for the owner
// that gave it: to another one it may be somebody else's notification.
type IDs interface {
	// NotificationID returns the number for key, 0 if owner gave none.
	NotificationID(ctx context.Context, key, owner string) (uint32, error)
	// SetNotificationID keeps a number in place of any former one of key.
	SetNotificationID(ctx context.Context, key, owner string, id uint32) error
}

// Params are what New needs.
type Params struct {
	AppName string // as people read it
	AppID   string // of FyneApp.toml; on Linux the name of the .desktop file, too
	Icon    string // absolute path of a picture file, or empty
	Open    string // the word for "open", which some systems put on a button
	Quiet   string // what notifications without a sound are called where the person sees kinds of them
	// OnClick is told the key of a notification that was clicked. It is called
	// on a goroutine of the notifier and should return soon. May be nil.
	OnClick func(key string)
	// IDs may be nil: then numbers are forgotten when the app ends. Only Linux
	// uses them.
	IDs IDs
	// Fallback shows a notification where this package knows no better way. It
	// can neither replace nor withdraw.
	Fallback func(title, body string)
	Logger   *slog.Logger // nil: slog.Default
}

func (p Params) logger() *slog.Logger {
	if p.Logger != nil {
		return p.Logger
	}
	return slog.Default()
}

// CallTimeout bounds each call of the system's service. A healthy one answers in
// milliseconds; one that is started by the first call takes a second or two.
const CallTimeout = 5 * time.Second

// ErrUnavailable is wrapped by errors that mean that this session has no service
// for notifications.
var ErrUnavailable = errors.New("no notification service")

// ErrClosed is returned after Close.
var ErrClosed = errors.New("the notifier is closed")

// New returns the notifier for this system. It talks to nobody yet: a service
// that is missing shows when the first notification does.
func New(p Params) (Notifier, error) {
	if p.AppName == "" || p.AppID == "" {
		return nil, errors.New("notify: AppName and AppID are needed")
	}
	return open(p)
}

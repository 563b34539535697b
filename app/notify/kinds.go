package notify

import (
	"context"
	"fmt"
	"sync"

	"bokgu/app/native"
)

// notices is what Android has for us; package native has the contracts.
type notices struct {
	show     func(native.Notice) error
	withdraw func(tag string) error
	allowed  func() native.Permission
}

// kinds shows notifications where the system lists kinds of them: one with a
// sound, one without. It replaces and withdraws by the key. A tap opens the
// program; which notification it was is not told. It is Android's, and compiled
// everywhere so that it is tested.
type kinds struct {
	p   Params
	sys notices

	mu     sync.Mutex
	shown  map[string]bool // in this run, and not withdrawn
	closed bool
}

// The ids of the kinds. The person's choices about them hang on these.
const (
	kindNews  = "news"
	kindQuiet = "quiet"
)

func newKinds(p Params, sys notices) *kinds {
	return &kinds{p: p, sys: sys, shown: make(map[string]bool)}
}

// Show implements Notifier. It fails where the person has not allowed
// notifications: nobody would see it.
func (k *kinds) Show(ctx context.Context, n Notification) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if n.Silent && !k.shown[n.Key] {
		return nil
	}
	if k.sys.allowed() == native.PermissionOff {
		return fmt.Errorf("notify: %w: the system does not allow any", ErrUnavailable)
	}
	n = Clean(n)
	kind := native.Kind{ID: kindNews, Name: k.p.AppName, Sound: true}
	if n.Silent || n.Quiet {
		kind = native.Kind{ID: kindQuiet, Name: k.p.Quiet}
	}
	if err := k.sys.show(native.Notice{Tag: n.Key, Title: n.Title, Body: n.Body, Kind: kind, Once: n.Silent}); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	k.shown[n.Key] = true
	return nil
}

// Withdraw implements Notifier. One of an earlier run goes as well.
func (k *kinds) Withdraw(ctx context.Context, key string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := k.sys.withdraw(key); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	delete(k.shown, key)
	return nil
}

// Close implements Notifier.
func (k *kinds) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	return nil
}

// NewsKind is the kind that matters, for whoever asks the person to allow it.
func NewsKind(appName string) native.Kind {
	return native.Kind{ID: kindNews, Name: appName, Sound: true}
}

package notify

import (
	"context"
	"sync/atomic"
)

// plain shows notifications through a function of the caller. It cannot replace
// or withdraw, and reports no clicks. It is the notifier of the systems of which
// this package knows nothing better, and compiled everywhere so that it is tested.
type plain struct {
	show   func(title, body string)
	closed atomic.Bool
}

func (n *plain) Show(ctx context.Context, note Notification) error {
	if n.closed.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if note.Silent { // it would come as a new one
		return nil
	}
	note = Clean(note)
	n.show(note.Title, note.Body)
	return nil
}

func (n *plain) Withdraw(context.Context, string) error { return nil }

func (n *plain) Close() error {
	n.closed.Store(true)
	return nil
}

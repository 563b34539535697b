//go:build linux && !android

package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
)

// The Desktop Notifications Specification 1.2,
// https://specifications.freedesktop.org/notification-spec/latest/.
const (
	serviceName = "org.freedesktop.Notifications"
	servicePath = dbus.ObjectPath("/org/freedesktop/Notifications")
	busName     = "org.freedesktop.DBus"
)

func open(p Params) (Notifier, error) {
	return &desktop{p: p, turn: make(chan struct{}, 1), connect: connectSession}, nil
}

// connectSession opens a connection of our own to the session bus; it never
// starts one.
func connectSession(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	if err := conn.Auth(nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := conn.Hello(); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// desktop speaks to the notification service of the session.
type desktop struct {
	p       Params
	connect func(context.Context) (*dbus.Conn, error)
	turn    chan struct{} // held by the one call that is under way
	clicks  sync.WaitGroup

	// Held by whoever has turn:
	conn   *dbus.Conn
	bus    string             // the id of the bus, which changes when it restarts
	cancel context.CancelFunc // ends conn
	closed bool

	mu    sync.Mutex // for what the signals need, too
	owner string     // unique name of the service that ids are of
	caps  []string   // what it can do
	ids   map[string]uint32
	gone  map[uint32]bool // closed by the person or by time
}

func (d *desktop) Show(ctx context.Context, n Notification) error {
	n = Clean(n)
	return d.call(ctx, func(ctx context.Context) error {
		if err := d.attach(ctx); err != nil {
			return err
		}
		id, unheard, err := d.id(ctx, n.Key)
		if err != nil {
			// A second notification is better than none.
			d.p.logger().Warn("notification ids cannot be read", "error", err)
		}
		d.mu.Lock()
		stands := unheard || id != 0 && !d.gone[id]
		caps := d.caps
		d.mu.Unlock()
		if n.Silent && !stands {
			return nil
		}
		if id == 0 && !unheard && slices.Contains(caps, stackTag) {
			d.keep(ctx, n.Key, unanswered)
		}
		got, err := d.send(ctx, d.message(n, id, caps))
		if err != nil {
			return fmt.Errorf("notify: show: %w", err)
		}
		d.mu.Lock()
		d.ids[n.Key] = got
		delete(d.gone, got)
		d.mu.Unlock()
		if got != id {
			d.keep(ctx, n.Key, got)
		}
		return nil
	})
}

func (d *desktop) Withdraw(ctx context.Context, key string) error {
	return d.call(ctx, func(ctx context.Context) error {
		if err := d.attach(ctx); err != nil {
			return err
		}
		id, unheard, err := d.id(ctx, key)
		if err == nil && unheard {
			id, err = d.adopt(ctx, key)
		}
		if err != nil || id == 0 {
			return err
		}
		call := d.conn.Object(serviceName, servicePath).CallWithContext(ctx, serviceName+".CloseNotification", dbus.FlagNoAutoStart, id)
		var refused dbus.Error
		if call.Err != nil && !errors.As(call.Err, &refused) { // refused: it is gone already
			return fmt.Errorf("notify: withdraw: %w", call.Err)
		}
		d.mu.Lock()
		delete(d.ids, key)
		d.mu.Unlock()
		d.keep(ctx, key, 0)
		return nil
	})
}

func (d *desktop) Close() error {
	d.turn <- struct{}{}
	d.closed = true
	d.drop()
	<-d.turn
	d.clicks.Wait()
	return nil
}

// call runs f when no other call is under way, bounded in time. After an error a
// connection that is no longer good is dropped, so that the next call starts
// with a new one.
func (d *desktop) call(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return fmt.Errorf("notify: wait for another notification: %w", ctx.Err())
	}
	if d.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := f(ctx)
	if err != nil && ctx.Err() != nil && !errors.Is(err, ctx.Err()) { // a call that broke off says only how
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	if err != nil && d.conn != nil && (ctx.Err() != nil || !d.conn.Connected()) {
		d.drop()
	}
	return err
}

// drop ends the connection; its listener ends with it.
func (d *desktop) drop() {
	if d.conn == nil {
		return
	}
	d.cancel()
	if err := d.conn.Close(); err != nil {
		d.p.logger().Debug("session bus connection was closed already", "error", err)
	}
	d.conn, d.cancel = nil, nil
}

// attach makes sure of a connection and of knowing who the service is now. A
// service that is not running is started, if the session can.
func (d *desktop) attach(ctx context.Context) error {
	if d.conn == nil || !d.conn.Connected() {
		d.drop()
		if err := d.dial(ctx); err != nil {
			return fmt.Errorf("notify: %w: session bus: %w", ErrUnavailable, err)
		}
	}
	bus := d.conn.BusObject()
	var owner string
	err := bus.CallWithContext(ctx, busName+".GetNameOwner", 0, serviceName).Store(&owner)
	if err != nil && ctx.Err() == nil {
		var started uint32
		if err := bus.CallWithContext(ctx, busName+".StartServiceByName", 0, serviceName, uint32(0)).Store(&started); err != nil {
			return fmt.Errorf("notify: %w: %w", ErrUnavailable, err)
		}
		err = bus.CallWithContext(ctx, busName+".GetNameOwner", 0, serviceName).Store(&owner)
	}
	if err != nil {
		return fmt.Errorf("notify: %w: %w", ErrUnavailable, err)
	}
	d.mu.Lock()
	same := owner == d.owner
	d.mu.Unlock()
	if same {
		return nil
	}
	var caps []string
	if err := d.conn.Object(owner, servicePath).CallWithContext(ctx, serviceName+".GetCapabilities", 0).Store(&caps); err != nil {
		return fmt.Errorf("notify: capabilities: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.owner, d.caps, d.ids, d.gone = owner, caps, make(map[string]uint32), make(map[uint32]bool)
	return nil
}

func (d *desktop) dial(ctx context.Context) error {
	// The connection outlives this call, so it has a context of its own; if this
	// call is given up while it is made, both end.
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	conn, err := d.connect(life)
	if !stop() || err != nil {
		cancel()
		if conn != nil {
			err = errors.Join(err, conn.Close())
		}
		return cmp.Or(err, ctx.Err())
	}
	d.conn, d.cancel = conn, cancel
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	d.clicks.Go(func() { d.listen(conn.Context(), signals) })
	err = conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(serviceName), dbus.WithMatchInterface(serviceName), dbus.WithMatchObjectPath(servicePath))
	if err == nil {
		err = conn.BusObject().CallWithContext(ctx, busName+".GetId", 0).Store(&d.bus)
	}
	if err != nil {
		d.drop()
		return err
	}
	d.mu.Lock()
	d.owner = "" // names of another bus may look the same
	d.mu.Unlock()
	return nil
}

// ownerKey names the service beyond the life of the bus, on which unique names
// are counted from 1.
func (d *desktop) ownerKey() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.bus + d.owner
}

// unanswered stands in place of a number from before the service is asked to
// show a notification until its answer has been kept. A program that dies in
// between knows by it that there may be a notification whose number it never
// heard. No service comes to give this number.
const unanswered = math.MaxUint32

// id returns the number that the present service gave to key, 0 for none.
// unheard says that it may have given one that nobody heard.
func (d *desktop) id(ctx context.Context, key string) (id uint32, unheard bool, err error) {
	d.mu.Lock()
	id, ok := d.ids[key]
	d.mu.Unlock()
	if ok || d.p.IDs == nil {
		return id, false, nil
	}
	id, err = d.p.IDs.NotificationID(ctx, key, d.ownerKey())
	switch {
	case err != nil || id == 0:
		return 0, false, err
	case id == unanswered:
		return 0, true, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids[key] = id // so that a click on it is understood
	return id, false, nil
}

// keep remembers the number of key beyond the life of this program; 0 forgets it.
func (d *desktop) keep(ctx context.Context, key string, id uint32) {
	if d.p.IDs == nil {
		return
	}
	if err := d.p.IDs.SetNotificationID(ctx, key, d.ownerKey(), id); err != nil {
		d.p.logger().Warn("notification id cannot be kept", "error", err)
	}
}

// adopt finds out the number of a notification that was shown and whose number
// nobody heard: one with the same tag takes its place and has a number of its
// own. It lasts no longer than it takes to be withdrawn.
func (d *desktop) adopt(ctx context.Context, key string) (uint32, error) {
	d.mu.Lock()
	caps := d.caps
	d.mu.Unlock()
	id, err := d.send(ctx, d.message(Notification{Key: key, Title: d.p.AppName, Silent: true}, 0, caps))
	if err != nil {
		return 0, fmt.Errorf("notify: withdraw: %w", err)
	}
	return id, nil
}

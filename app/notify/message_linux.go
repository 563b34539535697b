//go:build linux && !android

package notify

import (
	"context"
	"html"
	"net/url"
	"slices"

	dbusnotify "github.com/esiqveland/notify"
	"github.com/godbus/dbus/v5"
)

// stackTag is a capability and the hint that goes with it (dunst has it): a
// notification takes the place of the one with the same tag and app name,
// whatever their numbers. So one whose number was never heard, since the program
// died before the answer came, is replaced all the same. With a service that
// knows no tags it stands beside its repetition, unless that takes the
// notifications of an installed program away when that is gone, as GNOME does.
const stackTag = "x-dunst-stack-tag"

// message puts n into the words of the specification.
func (d *desktop) message(n Notification, replaces uint32, caps []string) dbusnotify.Notification {
	m := dbusnotify.Notification{
		AppName: d.p.AppName, ReplacesID: replaces, AppIcon: d.p.Icon, Summary: n.Title, Body: n.Body,
		ExpireTimeout: dbusnotify.ExpireTimeoutSetByNotificationServer,
	}
	if slices.Contains(caps, "body-markup") {
		m.Body = html.EscapeString(n.Body)
	}
	if slices.Contains(caps, "actions") {
		m.Actions = []dbusnotify.Action{dbusnotify.NewDefaultAction(d.p.Open)}
	}
	m.AddHint(dbusnotify.Hint{ID: "desktop-entry", Variant: dbus.MakeVariant(d.p.AppID)})
	if slices.Contains(caps, stackTag) {
		m.AddHint(dbusnotify.Hint{ID: stackTag, Variant: dbus.MakeVariant(url.PathEscape(n.Key))}) // any bytes become text
	}
	switch {
	case n.Urgent:
		m.SetUrgency(dbusnotify.UrgencyCritical)
		m.ExpireTimeout = dbusnotify.ExpireTimeoutNever
	case n.Silent, n.Quiet:
		m.SetUrgency(dbusnotify.UrgencyLow)
		m.AddHint(dbusnotify.Hint{ID: "suppress-sound", Variant: dbus.MakeVariant(true)})
	default:
		m.SetUrgency(dbusnotify.UrgencyNormal)
	}
	return m
}

// send gives a message to the service. The library's call knows no context: when
// the time is over the connection is dropped (see call), which ends it.
func (d *desktop) send(ctx context.Context, m dbusnotify.Notification) (uint32, error) {
	type answer struct {
		id  uint32
		err error
	}
	done := make(chan answer, 1)
	conn := d.conn
	go func() {
		id, err := dbusnotify.SendNotification(conn, m)
		done <- answer{id, err}
	}()
	select {
	case a := <-done:
		return a.id, a.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

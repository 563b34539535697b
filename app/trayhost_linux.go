//go:build linux && !android

package app

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/godbus/dbus/v5"

	"bokgu/app/statusitem"
	"bokgu/views"
)

// trayWatcher is the bus name of whatever draws tray icons (StatusNotifierItem,
// freedesktop.org). GNOME has none without an extension.
const trayWatcher = "org.kde.StatusNotifierWatcher"

// trayHostPresent asks the session bus whether something draws tray icons.
func trayHostPresent() bool {
	conn, err := dbus.SessionBus()
	if err != nil {
		return false
	}
	var owned bool
	err = conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, trayWatcher).Store(&owned)
	return err == nil && owned
}

// watchTrayHost calls gone each time the tray's host leaves the bus, until ctx
// ends.
func watchTrayHost(ctx context.Context, gone func()) {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return
	}
	defer conn.Close()
	err = conn.AddMatchSignal(
		dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, trayWatcher),
	)
	if err != nil {
		return
	}
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			if len(s.Body) == 3 && s.Body[2] == "" {
				gone()
			}
		}
	}
}

// newTrayHost puts the icon into the panel of the desktop.
func (a *App) newTrayHost(first statusitem.Look) (trayHost, error) {
	return statusitem.New(a.ctx, a.meta.ID, a.meta.Name, first, func() { fyne.Do(func() { a.forward(views.Route{}) }) })
}

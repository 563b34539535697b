package app

import (
	"bokgu/app/alert"
	"bokgu/app/native"
	"bokgu/app/notify"
	"bokgu/app/settings"
	"bokgu/sync/subscribe"
)

// system is what phones and macOS offer through interfaces of their own; see
// package native for the contracts.
type system struct {
	links         func(deliver func(link string)) error
	takeLink      func() string
	notifications func() native.Permission
	ask           func(native.Kind) error
}

var thisSystem = system{native.Links, native.TakeLink, native.Notifications, native.AskNotifications}

// listenForLinks takes the links that macOS and iOS hand to the running program.
// It has to run before the toolkit's loop.
func (a *App) listenForLinks() {
	if err := a.system.links(a.opened); err != nil {
		a.log.Warn("links", "error", err)
	}
}

// opened is told a link by the system. Any program can send one: only ours are
// taken, and the reader is asked before anything is added. Any goroutine but the
// worker and that of the UI.
func (a *App) opened(link string) {
	if subscribe.IsLink(link) {
		a.invited(link)
	}
}

// watchForeground looks at what the system has for us each time the reader comes
// to the app: a link, and whether they allow notifications.
func (a *App) watchForeground() {
	look := func() {
		a.opened(a.system.takeLink())
		a.lookAtPermission()
	}
	a.fyne.Lifecycle().SetOnEnteredForeground(func() { go look() })
	go look()
}

// lookAtPermission notes whether notifications can be seen at all. It may wait for
// the system.
func (a *App) lookAtPermission() {
	blocked := a.system.notifications() == native.PermissionOff
	a.model.mu.Lock()
	changed := a.model.st.blocked != blocked
	a.model.mu.Unlock()
	if changed {
		a.model.change(func(st *state) { st.blocked = blocked })
	}
}

// askNotifications has the system ask for its permission where it has not been
// given. Any goroutine; what the reader answers is seen when they are back.
func (a *App) askNotifications() {
	go func() {
		if a.system.notifications() != native.PermissionOff {
			return
		}
		if err := a.system.ask(notify.NewsKind(a.model.localizer().T("app.name", nil))); err != nil {
			a.log.Warn("permission for notifications", "error", err)
		}
		a.lookAtPermission()
	}()
}

// alerting reports whether anything is to be told.
func alerting(v settings.Values) bool {
	return v.AlertsEnabled && v.AlertThreshold != string(alert.Off)
}

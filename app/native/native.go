// Package native asks phones and macOS for what they offer only through
// interfaces of their own: the link that the program was opened with, whether
// notifications may be shown, and, on Android, a key that never leaves the
// device. Elsewhere it answers that there is nothing.
//
// Nothing of it ever ran on a phone or a Mac; docs/platforms.md says what was
// tried in their place.
package native

import "errors"

// Permission is whether the system lets this program show notifications.
type Permission string

// The permissions.
const (
	PermissionUnknown Permission = "" // the system does not say
	PermissionOn      Permission = "on"
	PermissionOff     Permission = "off" // never allowed, refused, or switched off
)

// Errors of this package.
var (
	ErrNothing = errors.New("not on this system")
	ErrNoItem  = errors.New("no such item in the keychain")
)

// Kind is a sort of notification, as Android lists them in its settings, where the
// person can silence each.
type Kind struct {
	ID    string // stays the same for ever
	Name  string // as people read it
	Sound bool   // comes with a sound and on top
}

// Notice is a notification.
type Notice struct {
	Tag         string // a later one of the same tag takes its place
	Title, Body string // clean, see package notify
	Kind        Kind
	Once        bool // without a sound where one of that tag stands
}

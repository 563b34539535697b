//go:build !cgo || (!android && !jvm)

package native

// TakeLink returns "": here links come in other ways.
func TakeLink() string { return "" }

// Notifications returns PermissionUnknown: whoever shows a notification learns
// whether it went well, or the system asks by itself.
func Notifications() Permission { return PermissionUnknown }

// AskNotifications does nothing: no permission is needed, or the system asks by
// itself before the first notification.
func AskNotifications(Kind) error { return nil }

// Show returns ErrNothing: notifications go other ways.
func Show(Notice) error { return ErrNothing }

// Withdraw returns ErrNothing.
func Withdraw(string) error { return ErrNothing }

// Seal returns ErrNothing: there is a keyring, or nothing.
func Seal(string, string, []byte) ([]byte, error) { return nil, ErrNothing }

// Open returns ErrNothing.
func Open(string, string, []byte) ([]byte, error) { return nil, ErrNothing }

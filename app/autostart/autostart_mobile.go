//go:build ios || android

package autostart

// Supported reports whether Enable can work here.
func Supported() bool { return false }

// Enabled reports whether the program starts at login.
func (p Program) Enabled() (bool, error) { return false, ErrUnsupported }

// Enable cannot work on a phone.
func (p Program) Enable() error { return ErrUnsupported }

// Disable cannot work on a phone.
func (p Program) Disable() error { return ErrUnsupported }

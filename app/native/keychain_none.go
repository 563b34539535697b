//go:build !ios || !cgo

package native

// KeychainGet returns ErrNothing: only iOS has its Keychain here.
func KeychainGet(string, string) ([]byte, error) { return nil, ErrNothing }

// KeychainSet returns ErrNothing.
func KeychainSet(string, string, []byte) error { return ErrNothing }

// KeychainDelete returns ErrNothing.
func KeychainDelete(string, string) error { return ErrNothing }

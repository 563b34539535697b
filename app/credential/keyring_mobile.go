//go:build android || ios

package credential

// SystemKeyring returns nil, session memory only: go-keyring picks the D-Bus
// provider on Android and /usr/bin/security on iOS, and both fail there.
func SystemKeyring() Keyring { return nil }

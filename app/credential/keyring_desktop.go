//go:build !android && !ios

package credential

import (
	"errors"
	"runtime"

	"github.com/zalando/go-keyring"
)

// maxWindows is what a credential of Windows holds, in bytes
// (CRED_MAX_CREDENTIAL_BLOB_SIZE, 5 · 512).
const maxWindows = 2560

// SystemKeyring returns the keyring of the desktop: the Secret Service on Linux
// and the BSDs, the Credential Manager on Windows, the Keychain on macOS. It uses
// no folder.
func SystemKeyring(string) Keyring { return desktop{} }

// desktop is go-keyring with the errors of this package.
type desktop struct{}

func (desktop) Get(service, user string) (string, error) {
	secret, err := keyring.Get(service, user)
	return secret, translate(err)
}

func (desktop) Set(service, user, secret string) error {
	if err := fits(runtime.GOOS, secret); err != nil {
		return err
	}
	return translate(keyring.Set(service, user, secret))
}

func (desktop) Delete(service, user string) error {
	return translate(keyring.Delete(service, user))
}

// fits refuses what the credential store of goos cannot hold.
func fits(goos, secret string) error {
	if goos == "windows" && len(secret) > maxWindows {
		return ErrTooBig
	}
	return nil
}

// translate maps the two errors of go-keyring that can be relied upon.
func translate(err error) error {
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooBig
	}
	return err
}

package credential

import (
	"errors"

	"bokgu/app/native"
)

// SystemKeyring returns the Keychain, with items that neither leave the device
// nor open while it is locked for the first time. It never ran on a phone; where
// anything about it fails, tokens last for the session. (go-keyring would start
// /usr/bin/security here.) It uses no folder.
func SystemKeyring(string) Keyring { return keychain{} }

type keychain struct{}

func (keychain) Get(service, user string) (string, error) {
	secret, err := native.KeychainGet(service, user)
	if errors.Is(err, native.ErrNoItem) {
		return "", ErrNotFound
	}
	return string(secret), err
}

// Set keeps nothing that it cannot read back at once.
func (k keychain) Set(service, user, secret string) error {
	if err := native.KeychainSet(service, user, []byte(secret)); err != nil {
		return err
	}
	switch got, err := k.Get(service, user); {
	case err != nil:
		return err
	case got != secret:
		return errors.New("keychain: what was read back is not what was written")
	}
	return nil
}

func (keychain) Delete(service, user string) error {
	err := native.KeychainDelete(service, user)
	if errors.Is(err, native.ErrNoItem) {
		return ErrNotFound
	}
	return err
}

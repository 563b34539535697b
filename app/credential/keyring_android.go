package credential

import "bokgu/app/native"

// SystemKeyring returns a keyring that keeps each token in a file of dir,
// encrypted with a key of the Android Keystore. It never ran on a phone; where
// anything about it fails, tokens last for the session. (go-keyring would look
// for D-Bus here.)
func SystemKeyring(dir string) Keyring { return NewSealed(dir, keystore{}) }

// keystore is the Android Keystore.
type keystore struct{}

// keystoreKey names the key in the Keystore, which is this program's own.
const keystoreKey = "bokgu-tokens"

func (keystore) Seal(about string, secret []byte) ([]byte, error) {
	return native.Seal(keystoreKey, about, secret)
}

func (keystore) Open(about string, sealed []byte) ([]byte, error) {
	return native.Open(keystoreKey, about, sealed)
}

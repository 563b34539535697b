package credential

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Sealer encrypts with a key that the system keeps and that no program can read.
// Its methods may take a second. Their errors hold nothing of the secret.
type Sealer interface {
	// Seal encrypts secret and binds it to about.
	Seal(about string, secret []byte) ([]byte, error)
	// Open decrypts what Seal returned for the same about.
	Open(about string, sealed []byte) ([]byte, error)
}

// NewSealed returns a keyring that keeps each secret in a file of dir, sealed: for
// systems that keep keys but no secrets. Nothing is kept that could not be read
// back at once, and no secret ever stands in a file as it is.
func NewSealed(dir string, s Sealer) Keyring { return &sealed{dir: dir, sealer: s} }

// sealed implements Keyring.
type sealed struct {
	dir    string
	sealer Sealer
}

// maxSealedFile is the largest file that is read, in bytes: a token, and what
// sealing adds to it.
const maxSealedFile = MaxToken + 1<<10

// at returns the file of a secret, and what it is bound to: a file that is put in
// another's place does not open.
func (k *sealed) at(service, user string) (path, about string) {
	about = service + "\x00" + user
	sum := sha256.Sum256([]byte(about))
	return filepath.Join(k.dir, hex.EncodeToString(sum[:16])+".sealed"), about
}

// Get implements Keyring.
func (k *sealed) Get(service, user string) (string, error) {
	path, about := k.at(service, user)
	secret, err := k.read(path, about)
	return string(secret), err
}

func (k *sealed) read(path, about string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNotFound
	case err != nil:
		return nil, fmt.Errorf("sealed token: %w", err)
	case info.Size() > maxSealedFile:
		return nil, fmt.Errorf("sealed token: %s has %d bytes, at most %d", path, info.Size(), maxSealedFile)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("sealed token: %w", err)
	}
	secret, err := k.sealer.Open(about, raw)
	if err != nil {
		return nil, fmt.Errorf("sealed token: open: %w", err)
	}
	return secret, nil
}

// Set implements Keyring. Where it fails nothing of the secret is left, and what
// was kept before may be gone.
func (k *sealed) Set(service, user, secret string) (err error) {
	if len(secret) > MaxToken {
		return ErrTooBig
	}
	path, about := k.at(service, user)
	raw, err := k.sealer.Seal(about, []byte(secret))
	if err != nil {
		return fmt.Errorf("sealed token: seal: %w", err)
	}
	if bytes.Contains(raw, []byte(secret)) {
		return errors.New("sealed token: the system gave it back as it was")
	}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("sealed token: %w", err)
	}
	next := path + ".new"
	defer func() {
		if err != nil {
			_ = errors.Join(os.Remove(next), os.Remove(path))
		}
	}()
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		return fmt.Errorf("sealed token: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("sealed token: %w", err)
	}
	switch got, err := k.read(path, about); {
	case err != nil:
		return err
	case string(got) != secret:
		return errors.New("sealed token: what was read back is not what was written")
	}
	return nil
}

// Delete implements Keyring.
func (k *sealed) Delete(service, user string) error {
	path, _ := k.at(service, user)
	switch err := os.Remove(path); {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("sealed token: %w", err)
	}
	return nil
}

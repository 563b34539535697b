package bridge

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"bokgu/sync/envelope"
)

const pemType = "PRIVATE KEY" // PKCS #8

// signer reads a private key, and makes it if there is none. A key that cannot be
// read is never replaced: whoever follows the feed would have to start over.
func (f *folder) signer(name string, random io.Reader) (*envelope.Signer, error) {
	text, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return f.newSigner(name, random)
	}
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType {
		return nil, fmt.Errorf("private key %s: no PEM block %q in it", f.path(name), pemType)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("private key %s: %w", f.path(name), err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("private key %s: a %T, not an Ed25519 key", f.path(name), key)
	}
	return envelope.NewSigner(private)
}

func (f *folder) newSigner(name string, random io.Reader) (*envelope.Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	if err := f.writeBytes(name, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})); err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	return envelope.NewSigner(private)
}

package envelope

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
)

// Key is a public key with its fingerprint.
type Key struct {
	ID     string            `json:"id"`     // Fingerprint(Public)
	Public ed25519.PublicKey `json:"public"` // standard base64 in JSON
}

// Fingerprint names a public key: "sha256:" and the hash of its 32 bytes in
// lower-case hex. It is what a person compares and what an app pins.
func Fingerprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (k Key) validate() error {
	if len(k.Public) != ed25519.PublicKeySize {
		return fmt.Errorf("public: %d bytes, an Ed25519 key has %d", len(k.Public), ed25519.PublicKeySize)
	}
	if want := Fingerprint(k.Public); k.ID != want {
		return fmt.Errorf("id: %.80q is not the key's fingerprint %s", k.ID, want)
	}
	return nil
}

func keyByID(keys []Key, id string) *Key {
	for i := range keys {
		if keys[i].ID == id && id != "" {
			return &keys[i]
		}
	}
	return nil
}

// Signer signs with one private key. It is safe for concurrent use.
type Signer struct {
	private ed25519.PrivateKey
	key     Key
}

// NewSigner returns a signer for a private key. It refuses a key whose public
// half does not belong to its seed: signing with such a pair leaks the seed.
func NewSigner(private ed25519.PrivateKey) (*Signer, error) {
	if len(private) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("private key of %d bytes, an Ed25519 key has %d", len(private), ed25519.PrivateKeySize)
	}
	own := ed25519.NewKeyFromSeed(private.Seed())
	if !own.Equal(private) {
		return nil, errors.New("private key: its public half does not belong to it")
	}
	public := own.Public().(ed25519.PublicKey)
	return &Signer{private: own, key: Key{ID: Fingerprint(public), Public: public}}, nil
}

// NewRandomSigner makes a new key from 32 bytes of random, normally
// crypto/rand.Reader.
func NewRandomSigner(random io.Reader) (*Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return NewSigner(ed25519.NewKeyFromSeed(seed))
}

// Key returns the public key.
func (s *Signer) Key() Key { return s.key }

// String names the signer without its secret, so that no log can hold it.
func (s *Signer) String() string { return "signer " + s.key.ID }

// GoString does the same for %#v.
func (s *Signer) GoString() string { return s.String() }

// Sign returns the payload in a DSSE envelope. The same payload gives the same
// bytes. It fails if the envelope would be larger than MaxEnvelope.
func (s *Signer) Sign(payloadType string, payload []byte) ([]byte, error) {
	raw, err := json.Marshal(dsse.Envelope{
		PayloadType: payloadType,
		Payload:     base64.StdEncoding.EncodeToString(payload),
		Signatures: []dsse.Signature{{
			KeyID: s.key.ID,
			Sig:   base64.StdEncoding.EncodeToString(ed25519.Sign(s.private, dsse.PAE(payloadType, payload))),
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", payloadType, err)
	}
	if len(raw) > MaxEnvelope {
		return nil, fmt.Errorf("sign %s: envelope of %d bytes, at most %d are allowed", payloadType, len(raw), MaxEnvelope)
	}
	return raw, nil
}

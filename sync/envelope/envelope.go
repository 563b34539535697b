package envelope

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"bokgu/sync/feed"
	"bokgu/sync/ijson"
)

// The limits of an envelope. A document has at most 512 KiB, which is 683 KiB in
// base64.
const (
	MaxEnvelope   = 1 << 20 // bytes
	maxSignatures = 8       // a publisher that changes keys signs with the old and the new one
)

// What Verify refuses. Errors wrap exactly one of these.
var (
	ErrMalformed   = errors.New("malformed envelope")
	ErrPayloadType = errors.New("envelope of another payload type")
	ErrUnknownKey  = errors.New("signed by an unknown key")
	ErrSignature   = errors.New("signature does not match")
)

// ProfileType is the payload type of a feed profile.
const ProfileType = "application/vnd.bokgu.profile.v1+json"

// StatusType returns the payload type of a status document. Every mode has its
// own: the type is signed, so what was made as a replay or a drill can never be
// passed off as live, whatever key signed it.
func StatusType(m feed.Mode) string { return payloadType(m, "status") }

// FreshnessType returns the payload type of a freshness record.
func FreshnessType(m feed.Mode) string { return payloadType(m, "freshness") }

// LibraryType returns the payload type of a library.
func LibraryType(m feed.Mode) string { return payloadType(m, "library") }

func payloadType(m feed.Mode, what string) string {
	switch m {
	case feed.ModeLive:
		return "application/vnd.bokgu." + what + ".v1+json"
	case feed.ModeDrill:
		return "application/vnd.bokgu.drill." + what + ".v1+json"
	}
	return "application/vnd.bokgu.replay." + what + ".v1+json"
}

// Verify checks a DSSE envelope and returns its payload, which is safe to parse,
// with the ID of the key that signed it. At least one signature must be right
// and by one of keys. The keyid in an envelope is only a hint at which key to
// try: whoever can alter the envelope can alter it too. An envelope with two
// members of one name is refused, so that no two readers see two payloads in it.
func Verify(raw []byte, payloadType string, keys []Key) (payload []byte, keyID string, err error) {
	env, payload, err := open(raw, payloadType)
	if err != nil {
		return nil, "", err
	}
	message := dsse.PAE(payloadType, payload)
	hinted := false
	for i, s := range env.Signatures {
		sig, err := decode(s.Sig)
		if err != nil {
			return nil, "", fmt.Errorf("%w: signatures[%d].sig: %w", ErrMalformed, i, err)
		}
		candidates := keys
		if k := keyByID(keys, s.KeyID); k != nil {
			hinted, candidates = true, []Key{*k}
		} else if s.KeyID == "" {
			hinted = true
		}
		for _, k := range candidates {
			// ed25519.Verify panics on a key of another length.
			if len(k.Public) == ed25519.PublicKeySize && ed25519.Verify(k.Public, message, sig) {
				return payload, Fingerprint(k.Public), nil
			}
		}
	}
	if !hinted {
		return nil, "", fmt.Errorf("%w %.80q", ErrUnknownKey, env.Signatures[0].KeyID)
	}
	return nil, "", fmt.Errorf("%w (%d signatures, %d keys)", ErrSignature, len(env.Signatures), len(keys))
}

// open reads an envelope without checking any signature.
func open(raw []byte, payloadType string) (*dsse.Envelope, []byte, error) {
	if len(raw) > MaxEnvelope {
		return nil, nil, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrMalformed, len(raw), MaxEnvelope)
	}
	env, err := read(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch {
	case env.PayloadType == "":
		return nil, nil, fmt.Errorf("%w: payloadType: missing", ErrMalformed)
	case env.PayloadType != payloadType:
		return nil, nil, fmt.Errorf("%w: %.80q, not %q", ErrPayloadType, env.PayloadType, payloadType)
	case len(env.Signatures) == 0:
		return nil, nil, fmt.Errorf("%w: signatures: missing", ErrMalformed)
	case len(env.Signatures) > maxSignatures:
		return nil, nil, fmt.Errorf("%w: %d signatures, at most %d are allowed", ErrMalformed, len(env.Signatures), maxSignatures)
	}
	payload, err := decode(env.Payload)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: payload: %w", ErrMalformed, err)
	}
	return &env, payload, nil
}

// read reads an envelope; a long payload is not looked through.
func read(raw []byte) (env dsse.Envelope, err error) {
	if h, ok := ijson.Hollowed(raw); ok {
		if err := ijson.Unmarshal(h.Text, &env); err == nil {
			if env.Payload, ok = h.IsTaken(env.Payload); ok {
				return env, nil
			}
		}
		env = dsse.Envelope{}
	}
	err = ijson.Unmarshal(raw, &env)
	return env, err
}

// decode reads padded base64 in the standard or, as DSSE demands of verifiers,
// the URL-safe alphabet. Unlike dsse.Envelope.DecodeB64Payload it takes exactly
// one spelling of each value: no line breaks, no stray bits.
func decode(s string) ([]byte, error) {
	encoding := base64.StdEncoding
	if strings.ContainsAny(s, "-_") {
		encoding = base64.URLEncoding
	}
	b, err := encoding.Strict().DecodeString(s)
	if err != nil {
		return nil, err
	}
	if encoding.EncodedLen(len(b)) != len(s) { // the decoder skips line breaks
		return nil, errors.New("line breaks in base64")
	}
	return b, nil
}

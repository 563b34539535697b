package envelope_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// signer returns the same key for the same letter.
func signer(t testing.TB, letter byte) *envelope.Signer {
	t.Helper()
	s, err := envelope.NewRandomSigner(bytes.NewReader(bytes.Repeat([]byte{letter}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sign(t testing.TB, s *envelope.Signer, payloadType, payload string) []byte {
	t.Helper()
	raw, err := s.Sign(payloadType, []byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// edit returns an envelope with something in it changed.
func edit(t testing.TB, raw []byte, change func(*dsse.Envelope)) []byte {
	t.Helper()
	var env dsse.Envelope
	if err := json.Unmarshal(raw, &env); err != nil {
		t.Fatal(err)
	}
	change(&env)
	out, err := json.Marshal(env)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// doubled returns an envelope with one more member at its head.
func doubled(raw []byte, member string) []byte {
	return append([]byte("{"+member+","), raw[1:]...)
}

var live = envelope.StatusType(feed.ModeLive)

func TestSignThenVerify(t *testing.T) {
	a, b := signer(t, 'a'), signer(t, 'b')
	for _, payload := range []string{`{"x":1}`, ``, "\x00\xff", strings.Repeat("복구", 10_000)} {
		raw := sign(t, b, live, payload)
		got, id, err := envelope.Verify(raw, live, []envelope.Key{a.Key(), b.Key()})
		if err != nil || string(got) != payload || id != b.Key().ID {
			t.Errorf("%.10q: got %.10q by %s, %v", payload, got, id, err)
		}
	}
}

// The bytes that DSSE prescribes, written out: other implementations have to
// agree with ours.
func TestSignedBytes(t *testing.T) {
	seed := bytes.Repeat([]byte{7}, 32)
	private := ed25519.NewKeyFromSeed(seed)
	s, err := envelope.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	var env dsse.Envelope
	if err := json.Unmarshal(sign(t, s, "text/x", "hello"), &env); err != nil {
		t.Fatal(err)
	}
	sig, err := base64.StdEncoding.DecodeString(env.Signatures[0].Sig)
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(private.Public().(ed25519.PublicKey), []byte("DSSEv1 6 text/x 5 hello"), sig) {
		t.Error("the signature is not over DSSE's pre-authentication encoding")
	}
	if env.Payload != "aGVsbG8=" || env.PayloadType != "text/x" || env.Signatures[0].KeyID != s.Key().ID {
		t.Errorf("envelope %+v", env)
	}
}

// An envelope with two signatures is taken for either key: that is how a
// publisher changes keys.
func TestSecondSignature(t *testing.T) {
	old, next := signer(t, 'o'), signer(t, 'n')
	raw := edit(t, sign(t, old, live, "{}"), func(env *dsse.Envelope) {
		var other dsse.Envelope
		if err := json.Unmarshal(sign(t, next, live, "{}"), &other); err != nil {
			t.Fatal(err)
		}
		env.Signatures = append(env.Signatures, other.Signatures...)
	})
	for _, s := range []*envelope.Signer{old, next} {
		if _, id, err := envelope.Verify(raw, live, []envelope.Key{s.Key()}); err != nil || id != s.Key().ID {
			t.Errorf("by %s: %v", id, err)
		}
	}
}

func TestVerifyTakes(t *testing.T) {
	s := signer(t, 's')
	raw := sign(t, s, live, "{\"x\":\"\xc3\xbf\xc3\xbe\"}>>>???")
	for name, changed := range map[string][]byte{
		"no keyid":            edit(t, raw, func(e *dsse.Envelope) { e.Signatures[0].KeyID = "" }),
		"keyid of a stranger": edit(t, raw, func(e *dsse.Envelope) { e.Signatures[0].KeyID = "sha256:00" }),
		"URL-safe alphabet": edit(t, raw, func(e *dsse.Envelope) {
			e.Payload = strings.NewReplacer("+", "-", "/", "_").Replace(e.Payload)
		}),
		"a broken signature beside the right one": edit(t, raw, func(e *dsse.Envelope) {
			e.Signatures = slices.Insert(e.Signatures, 0, dsse.Signature{KeyID: s.Key().ID, Sig: "AAAA"})
		}),
		"further fields": append([]byte(`{"alg":"none",`), raw[1:]...),
	} {
		if _, id, err := envelope.Verify(changed, live, []envelope.Key{s.Key()}); err != nil || id != s.Key().ID {
			t.Errorf("%s: %v (key %s)", name, err, id)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	s, stranger := signer(t, 's'), signer(t, 'x')
	raw := sign(t, s, live, `{"seq":1}`)
	for _, c := range []struct {
		name string
		raw  []byte
		want error
	}{
		{"nothing", nil, envelope.ErrMalformed},
		{"a web page", []byte("<!doctype html>"), envelope.ErrMalformed},
		{"null", []byte("null"), envelope.ErrMalformed},
		{"a list", []byte("[]"), envelope.ErrMalformed},
		{"two envelopes", append(slices.Clone(raw), raw...), envelope.ErrMalformed},
		{"cut short", raw[:len(raw)-2], envelope.ErrMalformed},
		{"too large", append(slices.Clone(raw), bytes.Repeat([]byte(" "), envelope.MaxEnvelope)...), envelope.ErrMalformed},
		{"no signature", edit(t, raw, func(e *dsse.Envelope) { e.Signatures = nil }), envelope.ErrMalformed},
		{"too many signatures", edit(t, raw, func(e *dsse.Envelope) {
			e.Signatures = slices.Repeat(e.Signatures, 9)
		}), envelope.ErrMalformed},
		{"no type", edit(t, raw, func(e *dsse.Envelope) { e.PayloadType = "" }), envelope.ErrMalformed},
		{"another type", edit(t, raw, func(e *dsse.Envelope) { e.PayloadType = "text/plain" }), envelope.ErrPayloadType},
		{"type in capitals", edit(t, raw, func(e *dsse.Envelope) { e.PayloadType = strings.ToUpper(live) }), envelope.ErrPayloadType},
		{"payload is no base64", edit(t, raw, func(e *dsse.Envelope) { e.Payload = "{}" }), envelope.ErrMalformed},
		{"payload without padding", edit(t, sign(t, s, live, "{}"), func(e *dsse.Envelope) {
			e.Payload = strings.TrimRight(e.Payload, "=")
		}), envelope.ErrMalformed},
		{"payload with line breaks", edit(t, raw, func(e *dsse.Envelope) { e.Payload = e.Payload[:4] + "\n" + e.Payload[4:] }), envelope.ErrMalformed},
		{"payload with stray bits", edit(t, sign(t, s, live, "{}"), func(e *dsse.Envelope) { e.Payload = "e31=" }), envelope.ErrMalformed},
		{"both alphabets", edit(t, raw, func(e *dsse.Envelope) { e.Payload = "++--" }), envelope.ErrMalformed},
		{"signature is no base64", edit(t, raw, func(e *dsse.Envelope) { e.Signatures[0].Sig = "*" }), envelope.ErrMalformed},
		{"two payloads, the right one last", doubled(raw, `"payload":"eyJzZXEiOjJ9"`), envelope.ErrMalformed},
		{"two payloads of another case", doubled(raw, `"Payload":"eyJzZXEiOjJ9"`), envelope.ErrMalformed},
		{"two types", doubled(raw, `"payloadType":"text/plain"`), envelope.ErrMalformed},
		{"two lists of signatures", doubled(raw, `"signatures":[]`), envelope.ErrMalformed},
		{"another payload", edit(t, raw, func(e *dsse.Envelope) { e.Payload = "eyJzZXEiOjJ9" }), envelope.ErrSignature},
		{"empty signature", edit(t, raw, func(e *dsse.Envelope) { e.Signatures[0].Sig = "" }), envelope.ErrSignature},
		{"another payload, no keyid", edit(t, raw, func(e *dsse.Envelope) {
			e.Payload, e.Signatures[0].KeyID = "eyJzZXEiOjJ9", ""
		}), envelope.ErrSignature},
		{"a stranger", sign(t, stranger, live, `{"seq":1}`), envelope.ErrUnknownKey},
		{"a stranger under our keyid", edit(t, sign(t, stranger, live, `{"seq":1}`), func(e *dsse.Envelope) {
			e.Signatures[0].KeyID = s.Key().ID
		}), envelope.ErrSignature},
	} {
		payload, _, err := envelope.Verify(c.raw, live, []envelope.Key{s.Key()})
		if !errors.Is(err, c.want) || payload != nil {
			t.Errorf("%s: payload %q, error %v, want %v", c.name, payload, err, c.want)
		}
	}
	if _, _, err := envelope.Verify(raw, live, nil); !errors.Is(err, envelope.ErrUnknownKey) {
		t.Errorf("without keys: %v", err)
	}
	broken := []envelope.Key{{ID: s.Key().ID, Public: s.Key().Public[:31]}}
	if _, _, err := envelope.Verify(raw, live, broken); !errors.Is(err, envelope.ErrSignature) {
		t.Errorf("with half a key: %v", err)
	}
}

// Every flipped bit of what is signed must be noticed.
func TestEveryBitCounts(t *testing.T) {
	s := signer(t, 's')
	raw := sign(t, s, live, `{"seq":1}`)
	for i := range len(`{"seq":1}`) * 8 {
		flipped := edit(t, raw, func(e *dsse.Envelope) {
			b, err := base64.StdEncoding.DecodeString(e.Payload)
			if err != nil {
				t.Fatal(err)
			}
			b[i/8] ^= 1 << (i % 8)
			e.Payload = base64.StdEncoding.EncodeToString(b)
		})
		if _, _, err := envelope.Verify(flipped, live, []envelope.Key{s.Key()}); !errors.Is(err, envelope.ErrSignature) {
			t.Fatalf("bit %d: %v", i, err)
		}
	}
}

// A replay or drill never verifies as live, nor one kind of document as another,
// even with the same key.
func TestTypesAreApart(t *testing.T) {
	s := signer(t, 's')
	types := []string{envelope.ProfileType}
	for _, m := range []feed.Mode{feed.ModeLive, feed.ModeReplay, feed.ModeDrill} {
		types = append(types, envelope.StatusType(m), envelope.FreshnessType(m), envelope.LibraryType(m))
	}
	for _, signed := range types {
		raw := sign(t, s, signed, "{}")
		for _, wanted := range types {
			_, _, err := envelope.Verify(raw, wanted, []envelope.Key{s.Key()})
			if signed == wanted && err != nil {
				t.Errorf("%s: %v", signed, err)
			}
			if signed != wanted && !errors.Is(err, envelope.ErrPayloadType) {
				t.Errorf("%s taken for %s: %v", signed, wanted, err)
			}
		}
	}
	for _, odd := range []feed.Mode{"", "LIVE", "live ", "test"} {
		if envelope.StatusType(odd) != envelope.StatusType(feed.ModeReplay) {
			t.Errorf("mode %q has the type %s, not a replay's", odd, envelope.StatusType(odd))
		}
	}
}

func TestNewSignerRefuses(t *testing.T) {
	good := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	mixed := slices.Concat(good[:32], ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32))[32:])
	for name, key := range map[string]ed25519.PrivateKey{"none": nil, "half": good[:32], "mixed": mixed} {
		if _, err := envelope.NewSigner(key); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := envelope.NewRandomSigner(strings.NewReader("too short")); err == nil {
		t.Error("a key was made of too few random bytes")
	}
}

func TestSignerHidesItsSecret(t *testing.T) {
	seed := bytes.Repeat([]byte("SECRET-!"), 4)
	s, err := envelope.NewSigner(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(format, s); out != "signer "+s.Key().ID {
			t.Errorf("%s prints %q", format, out)
		}
	}
}

func TestSignRefusesTooMuch(t *testing.T) {
	if _, err := signer(t, 's').Sign(live, make([]byte, envelope.MaxEnvelope)); err == nil {
		t.Error("an envelope that no reader takes was signed")
	}
}

func FuzzVerify(f *testing.F) {
	s := signer(f, 's')
	raw := sign(f, s, live, `{"seq":1}`)
	f.Add(raw)
	f.Add(edit(f, raw, func(e *dsse.Envelope) { e.Signatures[0].KeyID = "" }))
	f.Add([]byte(`{"payloadType":"` + live + `","payload":"","signatures":[{"keyid":"","sig":""}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		payload, id, err := envelope.Verify(raw, live, []envelope.Key{s.Key()})
		if err == nil && (string(payload) != `{"seq":1}` || id != s.Key().ID) {
			t.Fatalf("something that was never signed verified: %q by %s", payload, id)
		}
		if err != nil && payload != nil {
			t.Fatal("payload beside an error")
		}
	})
}

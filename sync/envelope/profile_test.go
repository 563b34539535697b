package envelope_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// profile returns a valid one, which Root is not yet part of.
func profile(t testing.TB) *envelope.Profile {
	t.Helper()
	return &envelope.Profile{
		FeedID: "kakao", Mode: feed.ModeLive, Name: feed.Text{"ko": "카카오", "en": "Kakao"}, Language: "ko", Version: 3,
		IssuedAt: noon, ExpiresAt: noon.Add(30 * 24 * time.Hour),
		Origins:     []string{"https://feed.example", "https://mirror.example:8443", "http://127.0.0.1:8080"},
		PublishKeys: []envelope.Key{signer(t, 'p').Key()},
		Links: []envelope.Link{
			{Origin: "https://www.kakaocorp.com", PathPrefix: "/page", Label: feed.Plain("news")},
			{Origin: "https://cs.kakao.com", Label: feed.Plain("help")},
			{Origin: "https://카카오.한국", PathPrefix: "/도움말/", Label: feed.Plain("도움말")},
			{Origin: "https://odd.example:8443", PathPrefix: "/", Label: feed.Plain("odd port")},
		},
		Contacts: []envelope.Contact{
			{Type: feed.ActionTel, Value: "1577-3754", Label: feed.Plain("고객센터")},
			{Type: feed.ActionSMS, Value: "+82 10-1234-5678", Label: feed.Plain("sms")},
			{Type: feed.ActionEmail, Value: "help@kakao.com", Label: feed.Plain("mail")},
		},
		Channels: []envelope.Channel{
			{ID: "x", Kind: envelope.ChannelSocial, Name: feed.Plain("X"), Action: feed.Action{Type: feed.ActionURL, Value: "https://x.com/kakaoteam"}},
			{ID: "114", Kind: envelope.ChannelPhone, Name: feed.Plain("114"), Action: feed.Action{Type: feed.ActionTel, Value: "114"}},
			{ID: "app", Kind: envelope.ChannelApp, Name: feed.Plain("in the app")},
		},
	}
}

func signProfile(t testing.TB, p *envelope.Profile, root *envelope.Signer) []byte {
	t.Helper()
	raw, err := envelope.SignProfile(p, root)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestProfileRoundTrip(t *testing.T) {
	root, p := signer(t, 'r'), profile(t)
	raw := signProfile(t, p, root)
	if p.Root.ID != "" || p.Schema != 0 {
		t.Error("SignProfile changed its argument")
	}
	want := *p
	want.Schema, want.Root = envelope.ProfileSchema, root.Key()
	for _, pin := range []string{"", root.Key().ID} {
		got, err := envelope.OpenProfile(raw, pin, noon)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSignProfileRefuses(t *testing.T) {
	root := signer(t, 'r')
	for path, damage := range map[string]func(*envelope.Profile){
		"feed_id: missing":     func(p *envelope.Profile) { p.FeedID = "" },
		"mode: unknown":        func(p *envelope.Profile) { p.Mode = "test" },
		"name: missing":        func(p *envelope.Profile) { p.Name = nil },
		"version: missing":     func(p *envelope.Profile) { p.Version = 0 },
		"issued_at: missing":   func(p *envelope.Profile) { p.IssuedAt = time.Time{} },
		"expires_at: not":      func(p *envelope.Profile) { p.ExpiresAt = p.IssuedAt },
		"expires_at: more":     func(p *envelope.Profile) { p.ExpiresAt = p.IssuedAt.Add(90*24*time.Hour + time.Second) },
		"publish_keys: miss":   func(p *envelope.Profile) { p.PublishKeys = nil },
		"publish_keys[0]: id":  func(p *envelope.Profile) { p.PublishKeys[0].ID = "sha256:00" },
		"publish_keys[0]: pub": func(p *envelope.Profile) { p.PublishKeys[0].Public = []byte("short") },
		"publish_keys: too":    func(p *envelope.Profile) { p.PublishKeys = make([]envelope.Key, 17) },
		"origins[0]":           func(p *envelope.Profile) { p.Origins[0] = "http://feed.example" },
		"origins[1]":           func(p *envelope.Profile) { p.Origins[1] = "https://feed.example/path" },
		"links[0]: origin":     func(p *envelope.Profile) { p.Links[0].Origin = "https://user@www.kakaocorp.com" },
		"links[1]: origin":     func(p *envelope.Profile) { p.Links[1].Origin = "https://cs.kakao.com/" },
		"links[2]: path":       func(p *envelope.Profile) { p.Links[2].PathPrefix = "/a/../b" },
		"links[3]: path":       func(p *envelope.Profile) { p.Links[3].PathPrefix = "a" },
		"contacts[0]":          func(p *envelope.Profile) { p.Contacts[0].Value = "*#06#" },
		"contacts[2]":          func(p *envelope.Profile) { p.Contacts[2].Type = feed.ActionURL },
		"channels[0]: action":  func(p *envelope.Profile) { p.Channels[0].Action.Value = "http://x.com" },
		"channels[1].id":       func(p *envelope.Profile) { p.Channels[1].ID = "x" },
		"channels[2]: name":    func(p *envelope.Profile) { p.Channels[2].Name = nil },
		"a list is too long":   func(p *envelope.Profile) { p.Origins = make([]string, 513) },
	} {
		p := profile(t)
		damage(p)
		_, err := envelope.SignProfile(p, root)
		if !errors.Is(err, envelope.ErrProfile) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

func TestLongestProfile(t *testing.T) {
	p := profile(t)
	p.ExpiresAt = p.IssuedAt.Add(envelope.MaxProfileLife)
	signProfile(t, p, signer(t, 'r'))
}

// forged signs whatever payload as a profile.
func forged(t testing.TB, s *envelope.Signer, change func(map[string]any)) []byte {
	t.Helper()
	_, payload, err := open(signProfile(t, profile(t), s))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(payload, &fields); err != nil {
		t.Fatal(err)
	}
	change(fields)
	payload, err = json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return sign(t, s, envelope.ProfileType, string(payload))
}

func open(raw []byte) (*dsse.Envelope, []byte, error) {
	var env dsse.Envelope
	if err := json.Unmarshal(raw, &env); err != nil {
		return nil, nil, err
	}
	payload, err := env.DecodeB64Payload()
	return &env, payload, err
}

func TestOpenProfileRefuses(t *testing.T) {
	root, thief := signer(t, 'r'), signer(t, 't')
	pin := root.Key().ID
	good := signProfile(t, profile(t), root)
	payload, _, err := envelope.Verify(good, envelope.ProfileType, []envelope.Key{root.Key()})
	if err != nil {
		t.Fatal(err)
	}
	claims := func(k envelope.Key) func(map[string]any) {
		return func(m map[string]any) { m["root"] = k }
	}
	for _, c := range []struct {
		name string
		raw  []byte
		want error
	}{
		{"nothing", nil, envelope.ErrMalformed},
		{"too large", append(slices.Clone(good), bytes.Repeat([]byte(" "), envelope.MaxProfile)...), envelope.ErrMalformed},
		{"a status", sign(t, root, live, "{}"), envelope.ErrPayloadType},
		{"no JSON inside", sign(t, root, envelope.ProfileType, "x"), envelope.ErrProfile},
		{"no root", forged(t, root, func(m map[string]any) { delete(m, "root") }), envelope.ErrProfile},
		{"another root", signProfile(t, profile(t), thief), envelope.ErrPin},
		{"our root, another's signature", forged(t, thief, claims(root.Key())), envelope.ErrUnknownKey},
		{"our fingerprint on another key", forged(t, thief, claims(envelope.Key{ID: pin, Public: thief.Key().Public})), envelope.ErrProfile},
		{"our signature, another root inside", forged(t, root, claims(thief.Key())), envelope.ErrPin},
		{"two versions", sign(t, root, envelope.ProfileType, string(doubled(payload, `"version":9`))), envelope.ErrProfile},
		{"no publish keys", forged(t, root, func(m map[string]any) { m["publish_keys"] = []any{} }), envelope.ErrProfile},
		{"too long a life", forged(t, root, func(m map[string]any) { m["expires_at"] = noon.AddDate(1, 0, 0) }), envelope.ErrProfile},
		{"links of another kind", forged(t, root, func(m map[string]any) { m["links"] = 1 }), envelope.ErrProfile},
		{"from the future", forged(t, root, func(m map[string]any) {
			m["issued_at"], m["expires_at"] = noon.Add(25*time.Hour), noon.Add(26*time.Hour)
		}), envelope.ErrProfile},
	} {
		if p, err := envelope.OpenProfile(c.raw, pin, noon); !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
}

// Without a pin a profile still has to be signed by the root that it names.
func TestFirstProfileIsSelfSigned(t *testing.T) {
	root, thief := signer(t, 'r'), signer(t, 't')
	raw := forged(t, thief, func(m map[string]any) { m["root"] = root.Key() })
	if _, err := envelope.OpenProfile(raw, "", noon); !errors.Is(err, envelope.ErrUnknownKey) {
		t.Errorf("error %v, want ErrUnknownKey", err)
	}
}

func TestOpenProfileIsTolerant(t *testing.T) {
	root := signer(t, 'r')
	raw := forged(t, root, func(m map[string]any) {
		m["schema"], m["mode"], m["novelty"] = 2, "rehearsal", true
		m["links"] = append(m["links"].([]any), map[string]any{"origin": "gopher://x"})
		m["contacts"] = append(m["contacts"].([]any), map[string]any{"type": "fax", "value": "1"})
		m["channels"] = append(m["channels"].([]any), map[string]any{"id": "", "kind": "pigeon"})
		m["origins"] = append(m["origins"].([]any), "onion://x")
	})
	p, err := envelope.OpenProfile(raw, "", noon)
	if err != nil {
		t.Fatal(err)
	}
	want := profile(t)
	if len(p.Links) != len(want.Links) || len(p.Contacts) != len(want.Contacts) || len(p.Channels) != len(want.Channels) || len(p.Origins) != len(want.Origins) {
		t.Errorf("what cannot be understood was not dropped, or more was: %+v", p)
	}
	if p.Mode != feed.ModeReplay {
		t.Errorf("an unknown mode became %q", p.Mode)
	}
}

func TestExpiredProfileOpens(t *testing.T) {
	p := profile(t)
	got, err := envelope.OpenProfile(signProfile(t, p, signer(t, 'r')), "", p.ExpiresAt.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got.Expired(p.ExpiresAt.Add(-time.Second)) || !got.Expired(p.ExpiresAt) {
		t.Error("expires_at is not the first moment of being expired")
	}
}

func TestAllowsOrigin(t *testing.T) {
	p := profile(t)
	for address, want := range map[string]bool{
		"https://feed.example/v1/status":             true,
		"wss://feed.example/v1/stream?epoch=e&seq=1": true,
		"wss://FEED.example:443/v1/stream":           true,
		"wss://mirror.example:8443/":                 true,
		"ws://127.0.0.1:8080/v1/stream":              true,
		"http://127.0.0.1:8080":                      true,
		"wss://mirror.example/":                      false,
		"wss://feed.example:8443/":                   false,
		"ws://feed.example/":                         false,
		"http://feed.example/":                       false,
		"wss://x@feed.example/":                      false,
		"wss://feed.example.evil/":                   false,
		"wss://evil/feed.example":                    false,
		"ws://127.0.0.1:8081/":                       false,
		"wss://127.0.0.1:8080/":                      false,
		"ws://2130706433:8080/":                      false,
		"file:///etc/passwd":                         false,
		"//feed.example":                             false,
		"":                                           false,
		"https://":                                   false,
		"%":                                          false,
	} {
		if got := p.AllowsOrigin(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	if (*envelope.Profile)(nil).AllowsOrigin("https://feed.example") {
		t.Error("no profile allows an origin")
	}
}

func FuzzOpenProfile(f *testing.F) {
	root := signer(f, 'r')
	f.Add(signProfile(f, profile(f), root), false)
	f.Add([]byte(`{"root":{"id":"x","public":"AA=="}}`), true)
	_, payload, err := open(signProfile(f, profile(f), root))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload, true)
	f.Fuzz(func(t *testing.T, raw []byte, resign bool) {
		if resign { // reach what lies behind the signature
			var err error
			if raw, err = root.Sign(envelope.ProfileType, raw); err != nil {
				return
			}
		}
		p, err := envelope.OpenProfile(raw, root.Key().ID, noon)
		if err != nil {
			return
		}
		if p.Root.ID != root.Key().ID || len(p.PublishKeys) == 0 || p.ExpiresAt.Sub(p.IssuedAt) > envelope.MaxProfileLife {
			t.Fatalf("opened: %+v", p)
		}
		for _, c := range p.Channels {
			if c.Action.Type == "" {
				continue
			}
			if _, err := p.Target(c.Action, p.IssuedAt); err != nil {
				t.Fatalf("a channel's own action does not open: %+v: %v", c.Action, err)
			}
		}
	})
}

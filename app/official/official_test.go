package official

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"bokgu/assets"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

func signer(t *testing.T) *envelope.Signer {
	t.Helper()
	s, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opened signs a profile and opens it, as a subscription would.
func opened(t *testing.T, root *envelope.Signer, change func(*envelope.Profile)) *envelope.Profile {
	t.Helper()
	now := time.Now()
	p := &envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Name: feed.Plain("Example"), Version: 1,
		IssuedAt: now.Add(-time.Hour), ExpiresAt: now.Add(time.Hour),
		Origins:     []string{"https://status.example.com", "https://mirror.example.net", "http://127.0.0.1:7000"},
		PublishKeys: []envelope.Key{signer(t).Key()},
		Links:       []envelope.Link{{Origin: "https://www.example.com", PathPrefix: "/help", Label: feed.Plain("Help")}},
	}
	if change != nil {
		change(p)
	}
	raw, err := envelope.SignProfile(p, root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := envelope.OpenProfile(raw, root.Key().ID, now)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func channel(kind, address string) envelope.Channel {
	return envelope.Channel{ID: kind, Kind: kind, Name: feed.Plain("x"), Action: feed.Action{Type: feed.ActionURL, Value: address}}
}

func TestOf(t *testing.T) {
	root := signer(t)
	for name, c := range map[string]struct {
		address string
		change  func(*envelope.Profile)
		want    string
	}{
		"the operator's own domain":    {address: "wss://status.example.com/v1/stream", want: "example.com"},
		"spelt as https":               {address: "https://Status.Example.com", want: "example.com"},
		"a mirror of somebody else":    {address: "wss://mirror.example.net/v1/stream"},
		"an origin that is not listed": {address: "wss://other.example.com/v1/stream"},
		"below a path of a host":       {address: "wss://status.example.com/~mallory/v1/stream"},
		"this machine":                 {address: "ws://127.0.0.1:7000/v1/stream"},
		"no address":                   {address: ""},
		"a link to another domain": {address: "wss://status.example.com", change: func(p *envelope.Profile) {
			p.Links = append(p.Links, envelope.Link{Origin: "https://example.org", Label: feed.Plain("x")})
		}},
		"a web channel of another": {address: "wss://status.example.com", change: func(p *envelope.Profile) {
			p.Channels = []envelope.Channel{channel(envelope.ChannelWeb, "https://example.org/")}
		}},
		"a web channel of its own": {address: "wss://status.example.com", change: func(p *envelope.Profile) {
			p.Links, p.Channels = nil, []envelope.Channel{channel(envelope.ChannelWeb, "https://example.com/")}
		}, want: "example.com"},
		"an account somewhere else": {address: "wss://status.example.com", change: func(p *envelope.Profile) {
			p.Channels = []envelope.Channel{channel(envelope.ChannelSocial, "https://social.example/@us")}
		}, want: "example.com"},
		"nothing of its own": {address: "wss://status.example.com", change: func(p *envelope.Profile) { p.Links = nil }},
		"neighbours on a shared suffix": {address: "wss://mallory.github.io", change: func(p *envelope.Profile) {
			p.Origins, p.Links[0].Origin = []string{"https://mallory.github.io"}, "https://kakao.github.io"
		}},
		"a domain on a shared suffix": {address: "wss://kakao.github.io", change: func(p *envelope.Profile) {
			p.Origins, p.Links[0].Origin = []string{"https://kakao.github.io"}, "https://help.kakao.github.io"
		}, want: "kakao.github.io"},
		"a suffix of two labels": {address: "wss://status.example.co.kr", change: func(p *envelope.Profile) {
			p.Origins, p.Links[0].Origin = []string{"https://status.example.co.kr"}, "https://other.co.kr"
		}},
		"a network's own top level": {address: "wss://status.corp.internal", change: func(p *envelope.Profile) {
			p.Origins, p.Links[0].Origin = []string{"https://status.corp.internal"}, "https://corp.internal"
		}},
		"letters that look like others'": {address: "wss://status.exаmple.com", change: func(p *envelope.Profile) {
			p.Origins, p.Links[0].Origin = []string{"https://status.exаmple.com"}, "https://www.exаmple.com"
		}, want: "xn--exmple-4nf.com"},
	} {
		if got := Of(opened(t, root, c.change), c.address, &Directory{}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := Of(nil, "wss://status.example.com", nil); got != "" {
		t.Errorf("without a profile: %q", got)
	}
}

func TestDirectory(t *testing.T) {
	keeper, root := signer(t), signer(t)
	raw, err := SignDirectory(Directory{IssuedAt: time.Now(), Feeds: []Entry{{Root: root.Key().ID, Name: "Example"}}}, keeper)
	if err != nil {
		t.Fatal(err)
	}
	d, err := OpenDirectory(raw, keeper.Key())
	if err != nil {
		t.Fatal(err)
	}
	const mirror = "wss://mirror.example.net/v1/stream"
	if got := Of(opened(t, root, nil), mirror, d); got != InDirectory {
		t.Errorf("in the directory: %q", got)
	}
	if got := Of(opened(t, signer(t), nil), mirror, d); got != "" {
		t.Errorf("another root: %q", got)
	}

	if _, err := OpenDirectory(raw, signer(t).Key()); !errors.Is(err, envelope.ErrUnknownKey) {
		t.Errorf("of another key: %v", err)
	}
	if _, err := OpenDirectory(bytes.Replace(raw, []byte(DirectoryType), []byte(envelope.ProfileType), 1), keeper.Key()); !errors.Is(err, envelope.ErrPayloadType) {
		t.Errorf("of another type: %v", err)
	}
	for _, payload := range []string{
		`{`, `{"schema":2,"issued_at":"2026-01-01T00:00:00Z"}`, `{"schema":1}`,
		`{"schema":1,"issued_at":"2026-01-01T00:00:00Z","feeds":[{"root":"sha256:00"}]}`,
		`{"schema":1,"issued_at":"2026-01-01T00:00:00Z","feeds":[],"Feeds":[]}`,
	} {
		signed, err := keeper.Sign(DirectoryType, []byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenDirectory(signed, keeper.Key()); !errors.Is(err, ErrDirectory) {
			t.Errorf("%s: %v", payload, err)
		}
	}
	if _, err := SignDirectory(Directory{IssuedAt: time.Now(), Feeds: []Entry{{Root: "x"}}}, keeper); !errors.Is(err, ErrDirectory) {
		t.Errorf("a bad list is signed: %v", err)
	}
}

// What comes with the app verifies, and is empty as docs/feed.md says.
func TestBundledDirectory(t *testing.T) {
	d, err := OpenDirectory(assets.Directory(), bundledKey())
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Feeds) != 0 {
		t.Errorf("%d feeds; docs/feed.md says that there is none", len(d.Feeds))
	}
	if Bundled() == nil {
		t.Error("no directory")
	}
}

// FuzzOpenDirectory: no bytes make the app fall over, and none that the key has
// not signed are taken.
func FuzzOpenDirectory(f *testing.F) {
	f.Add(assets.Directory(), false)
	f.Add([]byte(`{"schema":1,"issued_at":"2026-01-01T00:00:00Z","feeds":[]}`), true)
	keeper, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte, sign bool) {
		if sign {
			signed, err := keeper.Sign(DirectoryType, raw)
			if err != nil {
				return
			}
			raw = signed
		}
		d, err := OpenDirectory(raw, keeper.Key())
		if err == nil && (!sign || d.validate() != nil) {
			t.Fatalf("taken: %s", raw)
		}
	})
}

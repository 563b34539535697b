package probe

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

func TestParseHost(t *testing.T) {
	for text, want := range map[string]string{
		"example.com": "example.com", " WWW.Example.COM. ": "www.example.com", "a-b.example": "a-b.example",
		"카카오.한국": "xn--vk5b15ma.xn--3e0b707e", "ｅｘａｍｐｌｅ。com": "example.com", "xn--vk5b15ma.com": "xn--vk5b15ma.com",
	} {
		if got, err := ParseHost(text); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", ".", "com", "localhost", "printer", "a.localhost", "https://example.com", "example.com/", "example.com:443", "user@example.com",
		"a b.example", "a..example", ".example.com", "-a.example", "a-.example", "a_b.example", "*.example.com", "example.com?x", "ex%61mple.com", "ex\x00ample.com",
		"127.0.0.1", "192.168.0.1", "8.8.8.8", "0x7f.1", "1", "::1", "[::1]", "fe80::1%eth0", "169.254.1.1", "127.1", "example.1",
		strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 200) + "example", strings.Repeat("가", 5000),
	} {
		if got, err := ParseHost(text); !errors.Is(err, ErrHost) || got != "" {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// What comes out is a plain name, stays the same when it is read again, and is
// never an address of this device.
func FuzzParseHost(f *testing.F) {
	for _, s := range []string{"example.com", "카카오.한국", "127.0.0.1", "[::1]", "a。b", "xn--a.com", "localhost", "a.b:1/c@d", "ＡＢ．com", "0.\xad"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := ParseHost(text)
		if err != nil {
			if !errors.Is(err, ErrHost) || name != "" {
				t.Fatalf("%q, %v", name, err)
			}
			return
		}
		if len(name) > maxName || strings.Count(name, ".") < 1 || strings.ContainsFunc(name, func(r rune) bool { return r != '.' && notInName(r) }) {
			t.Fatalf("%q", name)
		}
		if again, err := ParseHost(name); err != nil || again != name {
			t.Fatalf("%q becomes %q, %v", name, again, err)
		}
	})
}

func TestCandidates(t *testing.T) {
	now := time.Date(2022, 10, 15, 16, 0, 0, 0, time.UTC)
	web := func(id, kind, address string) envelope.Channel {
		return envelope.Channel{ID: id, Kind: kind, Name: feed.Plain(id), Action: feed.Action{Type: feed.ActionURL, Value: address}}
	}
	p := &envelope.Profile{
		ExpiresAt: now.Add(time.Hour),
		Channels: []envelope.Channel{
			web("help", envelope.ChannelWeb, "https://cs.service.example/help"),
			web("bird", envelope.ChannelSocial, "https://bird.example/service"),
			{ID: "phone", Kind: envelope.ChannelPhone, Action: feed.Action{Type: feed.ActionTel, Value: "1577"}},
			{ID: "named", Kind: envelope.ChannelWeb},
			web("odd port", envelope.ChannelWeb, "https://odd.example:8443/"),
			web("plain", envelope.ChannelWeb, "http://plain.example/"),
			web("number", envelope.ChannelWeb, "https://192.168.0.1/"),
			web("user", envelope.ChannelWeb, "https://me@user.example/"),
		},
		Links: []envelope.Link{
			{Origin: "https://cs.service.example", PathPrefix: "/"},
			{Origin: "https://www.서비스.example:443", Label: feed.Plain("www")},
		},
	}
	doc := &feed.Status{Feed: feed.Info{URL: "https://status.example/page", Name: feed.Plain("status")}}
	names := func(hosts []Host) string {
		var out []string
		for _, h := range hosts {
			out = append(out, fmt.Sprintf("%s %s", h.Name, h.From))
		}
		return strings.Join(out, ", ")
	}
	if got, want := names(Candidates(p, doc, now)), "cs.service.example channel, status.example page, www.xn--9w3b15cw7a.example link"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := Candidates(p, doc, now)[0].Label; got.In("ko", "ko") != "help" {
		t.Errorf("label %v", got)
	}
	if got := names(Candidates(p, doc, p.ExpiresAt)); got != "status.example page" {
		t.Errorf("an expired profile names %s", got)
	}
	if got := Candidates(nil, nil, now); len(got) > 0 {
		t.Errorf("nothing names %v", got)
	}
	for n := range 100 {
		p.Links = append(p.Links, envelope.Link{Origin: fmt.Sprintf("https://h%d.example", n)})
	}
	got := Candidates(p, doc, now)
	if len(got) != maxOffered || !slices.ContainsFunc(got, func(h Host) bool { return h.From == FromPage }) {
		t.Errorf("%d are offered", len(got))
	}
}

package source

import (
	"errors"
	"strings"
	"testing"
)

// A link reads back as the address it was made of.
func TestLinkRoundTrip(t *testing.T) {
	for address, want := range map[string]string{
		"githubstatus.com":               "https://githubstatus.com",
		"https://www.githubstatus.com/":  "https://www.githubstatus.com",
		"http://status.example.com/a/?x": "https://status.example.com/a",
		"상태.example":                     "https://xn--hg4bo80a.example",
		"https://status.example:8443/ko": "https://status.example:8443/ko",
	} {
		link, err := Link(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		got, err := ParseLink(link)
		if err != nil || got != want || link != "bokgu:page?url="+want {
			t.Errorf("%s: %s reads as %q (%v), want %q", address, link, got, err, want)
		}
	}
	if got, err := ParseLink("BOKGU:page?url=https%3A%2F%2Fstatus.example.com"); err != nil || got != "https://status.example.com" {
		t.Errorf("escaped: %q, %v", got, err)
	}
}

func TestLinksThatAreNone(t *testing.T) {
	for _, s := range []string{
		"", "bokgu:", "bokgu:page", "bokgu:page?", "bokgu:page?url=", "bokgu:add?url=https://a.example", "https://a.example",
		"bokgu:page?url=http://a.example.com", "bokgu:page?url=https://127.0.0.1", "bokgu:page?url=https://printer.local",
		"bokgu:page?url=https://10.0.0.1/", "bokgu:page?url=https://u:p@a.example.com", "bokgu:page?url=https://a.example.com&token=x",
		"bokgu:page?url=https://a.example.com?x=1", "bokgu:page?url=https://a.example.com#x", "bokgu:page?url=javascript:alert(1)",
		"bokgu:page?url=https://a.example.com/%", "bokgu:page?name=x&url=https://a.example.com",
		"bokgu:page?url=https://2130706433", "bokgu:page?url=https://a.example.com/" + strings.Repeat("a", maxLink),
	} {
		if got, err := ParseLink(s); !errors.Is(err, ErrLink) {
			t.Errorf("%.80q reads as %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"127.0.0.1", "http://localhost", "ftp://a.example.com", "https://a.example.com/한글"} {
		if got, err := Link(s); err == nil {
			t.Errorf("%q has the link %q", s, got)
		}
	}
}

// Whatever is read is an address that makes the same link again.
func FuzzParseLink(f *testing.F) {
	f.Add("bokgu:page?url=https://www.githubstatus.com")
	f.Add("bokgu:page?url=https%3A%2F%2Fstatus.example.com%2Fko")
	f.Fuzz(func(t *testing.T, s string) {
		address, err := ParseLink(s)
		if err != nil {
			return
		}
		link, err := Link(address)
		if err != nil {
			t.Fatalf("%q reads as %q, which has no link: %v", s, address, err)
		}
		if again, err := ParseLink(link); err != nil || again != address {
			t.Fatalf("%q reads as %q, its link as %q (%v)", s, address, again, err)
		}
	})
}

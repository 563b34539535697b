package source

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"1.1.1.1": true, "140.82.112.3": true, "2606:4700::1111": true, "::ffff:1.1.1.1": true,
		"127.0.0.1": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false, "172.32.0.1": true,
		"192.168.0.1": false, "169.254.169.254": false, "100.64.0.1": false, "198.18.0.1": false, "192.0.2.1": false, "203.0.113.9": false,
		"224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false,
		"fd12::1": false, "ff02::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false,
		"::ffff:127.0.0.1": false, "::ffff:192.168.0.1": false, "::ffff:100.64.0.1": false, "::7f00:1": false, "fec0::1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestParseAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"githubstatus.com": "https://githubstatus.com",
		" HTTPS://www.GitHubStatus.com/history?page=2#x": "https://www.githubstatus.com/history",
		"http://status.example":                          "https://status.example",
		"http://status.example:80/":                      "https://status.example",
		"https://status.example:8443//a/../status/demo/": "https://status.example:8443/status/demo",
		"상태.한국":                                          "https://xn--hg4bo80a.xn--3e0b707e",
		"https://1.1.1.1/x":                              "https://1.1.1.1/x",
		"status.example/%2e%2e/x":                        "https://status.example/x",
	} {
		u, err := ParseAddress(typed, false)
		if err != nil {
			t.Errorf("%q: %v", typed, err)
		} else if u.String() != want {
			t.Errorf("%q is %q, not %q", typed, u, want)
		}
	}
	for _, typed := range []string{
		"", "https://", "ftp://status.example", "file:///etc/passwd", "javascript://x", "https://me:secret@status.example", "https://exa mple",
		"http://[::1", "https://%zz",
	} {
		u, err := ParseAddress(typed, true)
		if !errors.Is(err, ErrAddress) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, %v", typed, u, err)
		}
	}
	for _, typed := range []string{
		"localhost", "127.0.0.1:3001", "http://192.168.1.10:3001/status/home", "https://[::1]", "printer.local", "nas", "a.localhost.", "router.lan",
		"metadata.google.internal", "2130706433", "0x7f000001", "127.1", "https://[::ffff:10.0.0.1]/", "169.254.169.254/latest/meta-data",
	} {
		if u, err := ParseAddress(typed, false); !errors.Is(err, ErrPrivate) {
			t.Errorf("%q: %v, %v", typed, u, err)
		}
		if _, err := ParseAddress(typed, true); err != nil {
			t.Errorf("%q, allowed: %v", typed, err)
		}
	}
	if u, err := ParseAddress("http://192.168.1.10:3001/status/home", true); err != nil || u.String() != "http://192.168.1.10:3001/status/home" {
		t.Errorf("%v, %v", u, err)
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"githubstatus.com", "http://[::1]:80/x", "https://a@b", "상태.한국", "127.1", "https://x/../.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		u, err := ParseAddress(typed, false)
		if err != nil {
			return
		}
		if u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || checkHost(u.Hostname()) != nil {
			t.Errorf("%q is %q", typed, u)
		}
		for _, r := range Recipes(u) {
			if !strings.HasPrefix(r.Main, "https://"+u.Host) {
				t.Errorf("%q: %s", typed, r.Main)
			}
		}
	})
}

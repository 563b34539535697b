package settings

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestProxyValues(t *testing.T) {
	for _, good := range []string{"", ProxyDirect, "http://proxy.example:3128", "socks5://[::1]:1080", "http://10.0.0.1/"} {
		if !GoodProxy(good) {
			t.Errorf("%q is not taken", good)
		}
	}
	for _, bad := range []string{
		"http://name:hunter2@proxy.example", "http://name@proxy.example", "https://proxy.example", "proxy.example:3128", "ftp://x",
		"http://", "http://proxy.example/x", "http://proxy.example?x", "http://proxy.example#x", "http://prо́xy.example",
		"http://" + strings.Repeat("a", maxProxy),
	} {
		raw, err := json.Marshal(map[string]string{"proxy": bad})
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := read(raw)
		if v.Proxy != "" || err == nil || !strings.Contains(err.Error(), "proxy") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %q, %v", bad, v.Proxy, err)
		}
	}
	for _, bad := range []string{"a:b", "a\nb", strings.Repeat("a", maxProxyUser+1)} {
		if GoodProxyUser(bad) {
			t.Errorf("name %q is taken", bad)
		}
	}
	if !GoodProxyUser("김 대리@example.com") {
		t.Error("an ordinary name is not taken")
	}
}

func TestWhatHoldsForOneDeviceStaysThere(t *testing.T) {
	for _, c := range []struct{ from, own, want string }{
		{`{"proxy":"http://evil.example:1","proxy_user":"x","theme":"dark"}`, ``, `{"theme":"dark"}`},
		{`{"proxy":"http://evil.example:1","theme":"dark"}`, `{"proxy":"direct","theme":"light"}`, `{"proxy":"direct","theme":"dark"}`},
		{`{"theme":"dark"}`, `{"proxy":"direct","proxy_user":"me"}`, `{"proxy":"direct","proxy_user":"me","theme":"dark"}`},
		{`{"theme":"dark" }`, `{}`, `{"theme":"dark" }`},
		{`[]`, `{"proxy":"direct"}`, `[]`},
		{``, ``, ``},
	} {
		if got := string(KeepLocal(json.RawMessage(c.from), json.RawMessage(c.own))); got != c.want {
			t.Errorf("%s with %s: %s, want %s", c.from, c.own, got, c.want)
		}
	}
}

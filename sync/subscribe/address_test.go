package subscribe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/wire"
)

func TestParseAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"wss://Feed.Example/v1/stream":    "wss://feed.example/v1/stream",
		"https://feed.example":            "wss://feed.example/v1/stream",
		"https://feed.example:443/":       "wss://feed.example/v1/stream",
		"https://feed.example:8443/a/b":   "wss://feed.example:8443/a/b/v1/stream",
		"wss://feed.example/a/v1/stream/": "wss://feed.example/a/v1/stream",
		"ws://127.0.0.1:7777/v1/stream":   "ws://127.0.0.1:7777/v1/stream",
		"http://[::1]:80":                 "ws://[::1]/v1/stream",
		"http://localhost":                "ws://localhost/v1/stream",
		"ws://127.8.9.1":                  "ws://127.8.9.1/v1/stream",
	} {
		a, err := parseAddress(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		equal(t, raw, a.stream(nil), want)
	}
	for raw, want := range map[string]error{
		"ws://feed.example/v1/stream":   ErrPlain,
		"http://10.0.0.1":               ErrPlain,
		"http://localhost.evil.example": ErrPlain,
		"http://127.0.0.1.evil.example": ErrPlain,
		"ftp://feed.example":            ErrURL,
		"feed.example":                  ErrURL,
		"":                              ErrURL,
		"wss://":                        ErrURL,
		"wss://u:hunter2@feed.example":  ErrURL,
		"wss://feed.example/?token=x":   ErrURL,
		"wss://feed.example/#x":         ErrURL,
		"wss://feed.example:99999x/":    ErrURL,
		"wss://u:hunter2@%zz":           ErrURL,
	} {
		err := CheckURL(raw)
		if !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", raw, err, want)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error repeats the password", raw)
		}
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("wss://feed.example/v1/stream", "library")
	f.Add("http://[::1]:80", "//evil.example/x")
	f.Add("https://a:443", `\\evil/x`)
	f.Fuzz(func(t *testing.T, raw, ref string) {
		a, err := parseAddress(raw)
		if err != nil {
			return
		}
		// Its own spelling means the same.
		b, err := parseAddress(a.stream(nil))
		if err != nil || a != b {
			t.Errorf("%q: %+v, read again %+v, %v", raw, a, b, err)
		}
		if !a.secure && !loopback(strings.Trim(strings.TrimSuffix(a.host, portOf(a.host)), "[]")) {
			t.Errorf("%q: unencrypted to %s", raw, a.host)
		}
		// A reference stays on the origin, also when a URL parser reads it again.
		if s, err := a.sameOrigin(ref); err == nil {
			u, err := url.Parse(s)
			if err != nil || u.User != nil {
				t.Errorf("%q + %q: %q: %v", raw, ref, s, err)
				return
			}
			if c, err := parseAddress(u.Scheme + "://" + u.Host); err != nil || c.origin() != a.origin() {
				t.Errorf("%q + %q leads to %q", raw, ref, s)
			}
		}
	})
}

func portOf(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		return host[i:]
	}
	return ""
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120")
	f.Add("Sat, 01 Jan 2000 00:01:40 GMT")
	f.Add("-1")
	f.Fuzz(func(t *testing.T, header string) {
		timing := wire.DefaultTiming()
		d := retryAfter(header, time.Unix(946684800, 0))
		if d < -1 {
			t.Errorf("%q: %s", header, d)
		}
		if d >= 0 {
			if w := timing.RetryAfter(d, 0.99); w < 0 || w > timing.BackoffCapMax {
				t.Errorf("%q: waits %s", header, w)
			}
		}
	})
}

// Every wait lies between nothing and the longest that anybody may ask for.
func TestWaitsAreBounded(t *testing.T) {
	timing := wire.DefaultTiming()
	for _, draw := range []float64{0, 0.5, 0.999999} {
		r := retry{timing: timing, draw: func() float64 { return draw }, reconnect: wire.Reconnect{MinMS: 1000, MaxMS: 3000, CapMS: 600_000}}
		first := r.next(ending{retryAfter: -1, reaction: timing.ReactionTo(wire.CloseNormal)}, nil)
		if first < time.Second || first > 3*time.Second {
			t.Errorf("first reconnect after %s, the hello asked for 1–3 s", first)
		}
		for code := range 5000 {
			w := r.next(ending{retryAfter: -1, reaction: timing.ReactionTo(code)}, nil)
			if w < 0 || w > timing.BackoffCapMax+time.Minute {
				t.Errorf("code %d: waits %s", code, w)
			}
		}
	}
}

func TestIsHTML(t *testing.T) {
	for _, c := range []struct {
		contentType, body string
		want              bool
	}{
		{"text/html", "", true},
		{"TEXT/HTML; charset=x", "{}", true},
		{"application/json", "<html>", false},
		{"", "  <!DOCTYPE HTML>", true},
		{"", `{"payload":"<html>"}`, false},
		{"text/plain", "no", false},
	} {
		resp := &http.Response{Header: http.Header{"Content-Type": {c.contentType}}, Body: http.NoBody}
		resp.Body = readCloser{strings.NewReader(c.body)}
		if got := isHTML(resp); got != c.want {
			t.Errorf("%q %q: %v", c.contentType, c.body, got)
		}
		var b strings.Builder
		buf := make([]byte, 100)
		n, _ := resp.Body.Read(buf)
		b.Write(buf[:n])
		if b.String() != c.body {
			t.Errorf("%q: the body is spoilt: %q", c.contentType, b.String())
		}
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// What went wrong with a profile has the same codes as what goes wrong later.
func TestReasonOf(t *testing.T) {
	for want, err := range map[Reason]error{
		None:             nil,
		Captive:          fmt.Errorf("x: %w", &FetchError{Captive, errors.New("302")}),
		ChangedRoot:      fmt.Errorf("x: %w", envelope.ErrPin),
		RefusedSignature: fmt.Errorf("x: %w", envelope.ErrSignature),
		NotFeed:          fmt.Errorf("x: %w", ErrPlain),
		TimedOut:         fmt.Errorf("x: %w", context.DeadlineExceeded),
		Unreachable:      errors.New("x"),
	} {
		equal(t, fmt.Sprint(err), ReasonOf(err), want)
	}
}

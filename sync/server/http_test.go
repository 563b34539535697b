package server_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

const public = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"

func TestTwins(t *testing.T) {
	e, s := newEdge(t, 7, server.Params{Profile: []byte(`{"profile":1}`)})
	e.SetLibrary([]byte(`{"library":1}`), "hash")
	for path, want := range map[string]string{
		wire.StatusPath:    `{"status":7}`,
		wire.FreshnessPath: `{"fresh":7}`,
		wire.LibraryPath:   `{"library":1}`,
		wire.ProfilePath:   `{"profile":1}`,
	} {
		resp, body := get(t, s, http.MethodGet, path, nil)
		h := resp.Header
		etag := h.Get("Etag")
		if resp.StatusCode != http.StatusOK || body != want || h.Get("Cache-Control") != public ||
			h.Get("Content-Type") != "application/json" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %q %v", path, resp.StatusCode, body, h)
		}
		if len(etag) < 10 || etag[0] != '"' {
			t.Errorf("%s: entity tag %s is not a strong one", path, etag)
		}
		for given, code := range map[string]int{
			etag: 304, `"x", ` + etag: 304, "W/" + etag: 304, "*": 304, `"x"`: 200,
		} {
			resp, body := get(t, s, http.MethodGet, path, http.Header{"If-None-Match": {given}})
			if resp.StatusCode != code || resp.Header.Get("Etag") != etag || resp.Header.Get("Cache-Control") != public || (code == 304 && body != "") {
				t.Errorf("%s, If-None-Match %s: %d %q %v", path, given, resp.StatusCode, body, resp.Header)
			}
		}
		resp, body = get(t, s, http.MethodHead, path, nil)
		if resp.StatusCode != 200 || body != "" || resp.ContentLength != int64(len(want)) || resp.Header.Get("Etag") != etag {
			t.Errorf("HEAD %s: %d %q %v", path, resp.StatusCode, body, resp.Header)
		}
	}
}

// The next version of a profile takes the place of the one before.
func TestAnotherProfile(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	if resp, _ := get(t, s, http.MethodGet, wire.ProfilePath, nil); resp.StatusCode != http.StatusNotFound {
		t.Errorf("%d without one", resp.StatusCode)
	}
	for _, want := range []string{`{"version":1}`, `{"version":2}`} {
		e.SetProfile([]byte(want))
		if _, body := get(t, s, http.MethodGet, wire.ProfilePath, nil); body != want {
			t.Errorf("%s", body)
		}
	}
}

func TestTagFollowsTheBytes(t *testing.T) {
	e, s := newEdge(t, 7, server.Params{})
	tags := func() (status, freshness string) {
		a, _ := get(t, s, http.MethodGet, wire.StatusPath, nil)
		b, _ := get(t, s, http.MethodGet, wire.FreshnessPath, nil)
		return a.Header.Get("Etag"), b.Header.Get("Etag")
	}
	s1, f1 := tags()
	appendTo(t, e, renewal(7, 1))
	s2, f2 := tags()
	appendTo(t, e, frame(8))
	s3, f3 := tags()
	if s1 != s2 || s2 == s3 || f1 == f2 || f2 == f3 {
		t.Errorf("status %s %s %s, freshness %s %s %s", s1, s2, s3, f1, f2, f3)
	}
}

func TestHTTPRefusals(t *testing.T) {
	_, empty := newEdge(t, 0, server.Params{})
	_, full := newEdge(t, 1, server.Params{})
	for _, c := range []struct {
		method, path string
		before, with int // without a document, and with one
		allow        string
	}{
		{"GET", "/v1/status", 503, 200, ""},
		{"GET", "/v1/freshness", 503, 200, ""},
		{"GET", "/v1/library", 404, 404, ""},
		{"GET", "/.well-known/bokgu-feed.json", 404, 404, ""},
		{"GET", "/", 404, 404, ""},
		{"GET", "/v1/status/", 404, 404, ""},
		{"GET", "//v1/status", 404, 404, ""},
		{"GET", "/v1/../v1/status", 404, 404, ""},
		{"POST", "/nothing", 404, 404, ""},
		{"POST", "/v1/status", 405, 405, "GET, HEAD"},
		{"DELETE", "/v1/library", 405, 405, "GET, HEAD"},
		{"OPTIONS", "/v1/freshness", 405, 405, "GET, HEAD"},
		{"POST", "/v1/stream", 405, 405, "GET"},
		{"HEAD", "/v1/stream", 405, 405, "GET"},
		{"GET", "/v1/stream", 426, 426, ""},
	} {
		resp, _ := get(t, empty, c.method, c.path, nil)
		if resp.StatusCode != c.before || resp.Header.Get("Allow") != c.allow || resp.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s %s without a document: %d %v", c.method, c.path, resp.StatusCode, resp.Header)
		}
		if (c.before == 503) != (resp.Header.Get("Retry-After") != "") {
			t.Errorf("%s %s: Retry-After %q", c.method, c.path, resp.Header.Get("Retry-After"))
		}
		if resp, _ := get(t, full, c.method, c.path, nil); resp.StatusCode != c.with {
			t.Errorf("%s %s: %d", c.method, c.path, resp.StatusCode)
		}
	}
}

func TestPrivateFeed(t *testing.T) {
	var log bytes.Buffer
	e, s := newEdge(t, 1, server.Params{
		Profile:   []byte(`{}`),
		Authorize: server.Tokens("sesame", "other"),
		Logger:    slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	for _, path := range []string{"/v1/stream", "/v1/status", "/v1/freshness", "/v1/library", "/.well-known/bokgu-feed.json", "/nothing"} {
		for name, header := range map[string]http.Header{
			"no token":     {},
			"wrong token":  {"Authorization": {"Bearer sesamE"}},
			"empty token":  {"Authorization": {"Bearer "}},
			"longer token": {"Authorization": {"Bearer sesame2"}},
			"huge token":   {"Authorization": {"Bearer " + strings.Repeat("x", 5000)}},
			"other scheme": {"Authorization": {"Basic sesame"}},
			"no scheme":    {"Authorization": {"sesame"}},
			"two headers":  {"Authorization": {"Bearer sesame", "Bearer sesame"}},
			"cookie":       {"Cookie": {"token=sesame"}},
		} {
			resp, body := get(t, s, "GET", path+"?token=sesame&access_token=sesame", header)
			if resp.StatusCode != 401 || resp.Header.Get("Www-Authenticate") != `Bearer realm="bokgu"` ||
				resp.Header.Get("Cache-Control") != "private, no-store" || strings.Contains(body, "sesam") {
				t.Errorf("%s with %s: %d %v", path, name, resp.StatusCode, resp.Header)
			}
		}
	}
	for _, token := range []string{"Bearer sesame", "bearer  other"} {
		resp, body := get(t, s, "GET", "/v1/status", http.Header{"Authorization": {token}})
		if resp.StatusCode != 200 || body != `{"status":1}` || resp.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: %d %q %v", token, resp.StatusCode, body, resp.Header)
		}
	}
	if status, _ := refused(t, streamURL(s, "?token=sesame"), []string{wire.Subprotocol}, http.Header{"Authorization": {"Bearer wrong-sesame"}}); status != 401 {
		t.Errorf("stream with a wrong token: %d", status)
	}
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, _, err := d.DialContext(t.Context(), streamURL(s, ""), http.Header{"Authorization": {"Bearer sesame"}})
	if err != nil {
		t.Fatal(err)
	}
	(&stream{t, conn}).hello()
	_ = conn.Close()
	eventually(t, "the stream is gone", func() bool { return e.Stats().Clients == 0 })
	if strings.Contains(log.String(), "sesame") || log.Len() == 0 {
		t.Errorf("log %q", log.String())
	}
}

func TestTokens(t *testing.T) {
	if ok := server.Tokens(); ok("") || ok("x") {
		t.Error("no tokens let somebody in")
	}
	if ok := server.Tokens("a", "b", "b"); !ok("a") || ok("c") || ok("") || ok("ab") {
		t.Error("tokens are not told apart")
	} else if !ok("b") {
		t.Error("a token given twice is refused")
	}
}

// Whatever a request looks like, a private feed answers nobody without a token.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/v1/status", "epoch=e1&seq=1", "Bearer wrong", "websocket")
	f.Add("GET", "/v1/stream", "token=sesame", "bearer\tsesame", "websocket")
	f.Add("HEAD", "/.well-known/bokgu-feed.json", "", "Bearer sesame", "")
	e := server.New(server.Params{Authorize: server.Tokens("sesame"), Profile: []byte("{}")})
	appendTo(f, e, frame(1))
	f.Fuzz(func(t *testing.T, method, path, query, authorization, upgrade string) {
		w := httptest.NewRecorder()
		r := &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, Host: "edge", Header: http.Header{
			"Authorization":            {authorization},
			"Upgrade":                  {upgrade},
			"Connection":               {"upgrade"},
			"Sec-Websocket-Version":    {"13"},
			"Sec-Websocket-Key":        {"dGhlIHNhbXBsZSBub25jZQ=="},
			"Sec-Websocket-Protocol":   {wire.Subprotocol},
			"Sec-Websocket-Extensions": {query},
		}}
		e.ServeHTTP(w, r.WithContext(t.Context()))
		scheme, token, _ := strings.Cut(authorization, " ")
		allowed := strings.EqualFold(scheme, "bearer") && strings.TrimSpace(token) == "sesame"
		if !allowed && w.Code != http.StatusUnauthorized {
			t.Fatalf("%s %s with %q: %d", method, path, authorization, w.Code)
		}
		if allowed && w.Code == http.StatusUnauthorized {
			t.Fatalf("%q was refused", authorization)
		}
		if w.Header().Get("Cache-Control") != "private, no-store" {
			t.Fatalf("Cache-Control %q", w.Header().Get("Cache-Control"))
		}
	})
}

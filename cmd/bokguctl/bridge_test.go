package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// What is on standard output, in the folder and at the addresses.
func TestBridge(t *testing.T) {
	page := newReplayed(t, [][]byte{[]byte(outage)})
	dir, watch := filepath.Join(t.TempDir(), "new", "data"), freePort(t)
	args := []string{"bridge", page.URL, "--listen", "127.0.0.1:0", "--data", dir, "--allow-private", "--watch", watch, "--qr"}
	var second string
	code, out, errs := session(t, "", func(out, errs string) bool {
		if !strings.Contains(errs, "msg=published") {
			return false
		}
		lines := strings.Split(out, "\n")
		if _, err := subscribe.ParseLink(lines[2]); err != nil || !strings.HasPrefix(lines[0], "ws://127.0.0.1:") || !fingerprint.MatchString(lines[1]) {
			t.Errorf("%q, %v", lines[:3], err)
		}
		p, _, err := subscribe.FetchProfile(t.Context(), lines[0], lines[1])
		if err != nil || p.Name.In("", "") != strings.TrimPrefix(page.URL, "http://") || len(p.Links) != 0 {
			t.Errorf("%+v, %v", p, err)
		}
		for path, want := range map[string]string{"/health": `"serving":true`, "/metrics": "bokgu_page_up"} {
			resp, err := http.Get("http://" + watch + path)
			if err != nil {
				t.Error(err)
				continue
			}
			body, _ := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
				t.Errorf("%s: %d %s", path, resp.StatusCode, body)
			}
		}
		if resp, err := http.Get("http://" + strings.TrimSuffix(strings.TrimPrefix(lines[0], "ws://"), wire.StreamPath) + "/metrics"); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("readers see the operator's figures: %v", err)
		}
		_, _, second = bokguctl(t.Context(), "bridge", page.URL, "--listen", "127.0.0.1:0", "--data", dir, "--allow-private")
		return true
	}, args...)
	if code != 0 || !strings.Contains(out, "▄") || !strings.Contains(second, "in use by another bridge") {
		t.Errorf("exit %d, %q, %q", code, errs, second)
	}
	if _, err := os.Stat(filepath.Join(dir, "root.key")); err != nil {
		t.Error(err)
	}
}

func TestBridgeRefuses(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>hello</html>") }))
	t.Cleanup(page.Close)
	data := func() []string { return []string{"--data", t.TempDir(), "--listen", "127.0.0.1:0"} }
	for name, c := range map[string]struct {
		args []string
		code int
		said string
	}{
		"no page":              {nil, 2, "url"},
		"a private address":    {[]string{"127.0.0.1"}, 2, "--allow-private asks it all the same"},
		"an unencrypted one":   {[]string{"http://localhost:80"}, 2, "private"},
		"no address":           {[]string{"ftp://a.example"}, 2, "neither https nor http"},
		"twice the same":       {[]string{"a.example", "https://A.example/"}, 2, "given twice"},
		"a zone that is none":  {[]string{"a.example", "--time-zone", "Moon"}, 2, "--time-zone Moon"},
		"an origin with path":  {[]string{"a.example", "--origin", "https://feed.example/x"}, 2, "--origin"},
		"an unencrypted feed":  {[]string{"a.example", "--origin", "http://feed.example"}, 2, "--origin"},
		"nowhere to listen":    {[]string{"a.example", "--listen", "here"}, 2, "not HOST:PORT"},
		"not a page":           {[]string{page.URL, "--allow-private"}, 1, "not a status page that can be read"},
		"nowhere to watch":     {[]string{"a.example", "--watch", "x"}, 2, "--watch"},
		"a folder that is not": {[]string{"a.example", "--data", os.Args[0]}, 1, "--data"},
	} {
		code, out, errs := bokguctl(t.Context(), append(append([]string{"bridge"}, data()...), c.args...)...)
		if code != c.code || !strings.Contains(errs, c.said) {
			t.Errorf("%s: exit %d, %q, %s", name, code, out, errs)
		}
	}
	if code, out, _ := bokguctl(t.Context(), "bridge", "--help"); code != 0 || !strings.Contains(out, "root.key") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// A code holds the link, whatever is dark and what is bright.
func TestDrawQR(t *testing.T) {
	text, err := drawQR("bokgu:add?url=wss://feed.example/v1/stream&root=sha256:" + strings.Repeat("0", 64))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	width := len([]rune(lines[0]))
	for _, l := range lines {
		if len([]rune(l)) != width || !strings.HasPrefix(l, "████") || !strings.HasSuffix(l, "████") {
			t.Errorf("%q", l)
		}
	}
	if width != 2*len(lines) && width != 2*len(lines)-1 {
		t.Errorf("%d by %d", width, len(lines))
	}
	if _, err := drawQR(strings.Repeat("x", 5000)); err == nil {
		t.Error("too much for a code")
	}
}

package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/feed"
)

// lived runs a bridge on a folder for a while and returns what a reader then has.
func lived(t *testing.T, n *internet, dir string, r *reader) *Bridge {
	t.Helper()
	b, end := begin(t, params(t, n, dir))
	time.Sleep(10 * time.Minute)
	synctest.Wait()
	r.look(b)
	if err := end(); err != nil {
		t.Error(err)
	}
	return b
}

// What is damaged is put aside and said, never taken for something else: without the
// feed's file a new epoch begins, which readers take for a digest; without a page's
// the page begins anew.
func TestADamagedFolder(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		spoil  func(b []byte) []byte
		epochs int
	}{
		"the feed, cut off":       {"feed.json", func(b []byte) []byte { return b[:len(b)/2] }, 2},
		"the feed, another's":     {"feed.json", func(b []byte) []byte { return []byte(strings.Replace(string(b), `"Status":"`, `"Status":"AA`, 1)) }, 2},
		"the feed, gone":          {"feed.json", nil, 2},
		"a page, cut off":         {"pages/a.example.json", func(b []byte) []byte { return b[:len(b)/2] }, 1},
		"a page, gone":            {"pages/a.example.json", nil, 1},
		"when pages were heard":   {"heard.json", func([]byte) []byte { return []byte("null") }, 1},
		"when pages were heard 2": {"heard.json", func([]byte) []byte { return []byte("[") }, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			n, r, dir := newInternet(), &reader{t: t}, t.TempDir()
			acts[0].do(n)
			acts[1].do(n)
			lived(t, n, dir, r)
			path := filepath.Join(dir, filepath.FromSlash(c.file))
			if c.spoil == nil {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			} else {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, c.spoil(b), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			before, root := r.doc, ""
			b := lived(t, n, dir, r)
			if root = b.Root(); root == "" || len(r.epochs) != c.epochs || !r.doc.Newer(before) && r.doc.Seq != before.Seq {
				t.Errorf("%s: epochs %v, seq %d after %d", name, r.epochs, r.doc.Seq, before.Seq)
			}
			if len(r.told) > 0 || !slices.EqualFunc(r.doc.Components, before.Components, func(a, b feed.Component) bool { return a.ID == b.ID && a.Status == b.Status }) {
				t.Errorf("%s: told %q, %+v", name, r.told, r.doc.Components)
			}
		})
	}
}

// What only a person can decide is refused, and nothing is written over.
func TestAFolderThatIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, text, said string }{
		"a later version's feed": {"feed.json", `{"version":2}`, "newer version"},
		"a later version's page": {"pages/a.example.json", `{"version":2}`, "newer version"},
		"no key":                 {"root.key", "hello", "no PEM block"},
		"half a key":             {"publish.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "publish.key"},
		"another kind of key": {
			"publish.key", "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\nOF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G\n-----END PRIVATE KEY-----\n",
			"not an Ed25519 key",
		},
		"a profile of another": {"profile.json", "{}", "profile.json"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, filepath.FromSlash(c.file))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := New(params(t, newInternet(), dir))
		if err == nil || !strings.Contains(err.Error(), c.said) || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("%s: %v", name, err)
		}
		if b, _ := os.ReadFile(path); string(b) != c.text {
			t.Errorf("%s: written over", name)
		}
	}
	p := params(t, newInternet(), t.TempDir())
	p.Pages = append(p.Pages, p.Pages[0])
	if _, err := New(p); !errors.Is(err, ErrPages) {
		t.Errorf("twice the same page: %v", err)
	}
	p.Pages = nil
	if _, err := New(p); !errors.Is(err, ErrPages) {
		t.Errorf("no page: %v", err)
	}
}

// The private keys are the owner's alone.
func TestKeyFiles(t *testing.T) {
	dir := t.TempDir()
	b, err := New(params(t, newInternet(), dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root.key", "publish.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", name, info.Mode())
		}
	}
	again, err := New(params(t, newInternet(), dir))
	if err != nil || again.Root() != b.Root() || again.signer.Key().ID != b.signer.Key().ID || b.Root() == b.signer.Key().ID {
		t.Errorf("%v: other keys", err)
	}
}

// What cannot be kept is not told: the bridge ends, and the next one tells it.
func TestWhatCannotBeKept(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may write anywhere: the folder is taken away instead")
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r, dir := newInternet(), &reader{t: t}, filepath.Join(t.TempDir(), "data")
		acts[0].do(n)
		b, end := begin(t, params(t, n, dir))
		time.Sleep(time.Minute)
		synctest.Wait()
		r.look(b)
		if err := os.Rename(dir, dir+".away"); err != nil {
			t.Fatal(err)
		}
		acts[1].do(n)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.look(b)
		if err := end(); !errors.Is(err, errFolder) || len(r.told) > 0 {
			t.Errorf("%v, told %q", err, r.told)
		}
		if err := os.Rename(dir+".away", dir); err != nil {
			t.Fatal(err)
		}
		lived(t, n, dir, r)
		if !slices.Equal(slices.Sorted(slices.Values(r.told)), slices.Sorted(slices.Values(acts[1].want))) {
			t.Errorf("told %q", r.told)
		}
	})
}

// A document that nobody may publish does not end the bridge; what stood stands, and is
// not confirmed any more, since there is news that readers do not have.
func TestWhatIsTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r, dir := newInternet(), &reader{t: t}, t.TempDir()
		acts[0].do(n)
		b, end := begin(t, params(t, n, dir))
		time.Sleep(time.Minute)
		synctest.Wait()
		r.look(b)
		var many []string
		for i := range 499 {
			many = append(many, fmt.Sprintf("%s%d investigating u", strings.Repeat("long", 100), i))
		}
		n.set("b.example/api/v2/summary.json", summary("b", 10, "major_outage", "operational", many...))
		time.Sleep(25 * time.Minute)
		synctest.Wait()
		r.look(b)
		if len(r.told) > 0 || r.fresh.After(time.Now()) || r.doc.StatusOf("b.example:x") != feed.Operational {
			t.Errorf("told %d, fresh until %s", len(r.told), r.fresh)
		}
		n.set("b.example/api/v2/summary.json", summary("b", 30, "major_outage", "operational"))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.look(b)
		if !r.fresh.After(time.Now()) || r.doc.StatusOf("b.example:x") != feed.MajorOutage {
			t.Errorf("fresh until %s, %+v", r.fresh, r.doc.Components)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// What an operator of the bridge sees.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n := newInternet()
		acts[0].do(n)
		b, end := begin(t, params(t, n, t.TempDir()))
		get := func(path string) (int, string) {
			w := httptest.NewRecorder()
			b.Watch().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			return w.Code, w.Body.String()
		}
		if code, _ := get("/health"); code != http.StatusServiceUnavailable {
			t.Errorf("%d before there is anything to serve", code)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if code, body := get("/health"); code != http.StatusOK || !strings.Contains(body, `"page":"a.example","provider":"statuspage","heard":"2026-03-10T12:00:`) {
			t.Errorf("%d %s", code, body)
		}
		n.fail("a.example", errDown)
		time.Sleep(40 * time.Minute)
		synctest.Wait()
		code, body := get("/health")
		var said struct {
			Serving bool
			Pages   []healthPage
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil {
			t.Fatal(err)
		}
		if code != http.StatusServiceUnavailable || !said.Serving || !said.Pages[0].Silent || !strings.Contains(said.Pages[0].Error, "cannot be reached") || said.Pages[1].Silent {
			t.Errorf("%d %s", code, body)
		}
		_, body = get("/metrics")
		for _, line := range []string{
			"# TYPE bokgu_page_polls_total counter\n", "bokgu_serving 1\n", "bokgu_page_up{page=\"a.example\"} 0\n", "bokgu_page_up{page=\"b.example\"} 1\n",
			"bokgu_page_silent{page=\"a.example\"} 1\n", "bokgu_page_heard_timestamp_seconds{page=\"a.example\"} 17731",
		} {
			if !strings.Contains(body, line) {
				t.Errorf("no %q in\n%s", line, body)
			}
		}
		if code, _ := get("/v1/status"); code != http.StatusNotFound {
			t.Errorf("%d", code)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

package subscribe

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// twins is a scripted feed over HTTP. Without a stream it refuses the upgrade.
type twins struct {
	began time.Time

	mu      sync.Mutex
	code    int               // of every answer but 0
	header  map[string]string // of every answer
	files   map[string][]byte // by path
	asked   []string          // "seconds host path tag answer"
	tokens  []string
	stream  http.Handler
	refusal int // of the upgrade, if there is no stream
}

func newTwins() *twins {
	return &twins{began: time.Now(), files: make(map[string][]byte), header: make(map[string]string), refusal: http.StatusServiceUnavailable}
}

func (w *twins) set(path string, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[path] = body
}

// publish serves a document and its record.
func (w *twins) publish(p *press, s *feed.Status, valid time.Duration) {
	w.set(wire.StatusPath, p.status(s))
	w.set(wire.FreshnessPath, p.freshness(p.record(s, valid)))
}

// take returns what was asked since the last call.
func (w *twins) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked := w.asked
	w.asked = nil
	return asked
}

func (w *twins) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	stream, body, code := w.stream, w.files[r.URL.Path], w.code
	w.tokens = append(w.tokens, r.Host+" "+r.Header.Get("Authorization"))
	tag := ""
	switch etag := `"` + hash(body) + `"`; {
	case r.URL.Path == wire.StreamPath:
		code = w.refusal
	case code != 0:
	case body == nil:
		code = http.StatusNotFound
	default:
		rw.Header().Set("Etag", etag)
		if code = http.StatusOK; r.Header.Get("If-None-Match") != "" {
			tag = " other tag"
			if r.Header.Get("If-None-Match") == etag {
				tag, code = " tag", http.StatusNotModified
			}
		}
	}
	if r.URL.Path == wire.StreamPath && stream != nil {
		w.mu.Unlock()
		stream.ServeHTTP(rw, r)
		return
	}
	defer w.mu.Unlock()
	for k, v := range w.header {
		rw.Header().Set(k, v)
	}
	w.asked = append(w.asked, fmt.Sprintf("%.1f %s%s %d", time.Since(w.began).Seconds(), r.URL.Path, tag, code))
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(code)
	if code == http.StatusOK {
		_, _ = rw.Write(body)
	}
}

// polling is the whole table, with polls.
func polling(l *listener, p *press, n *pipes) Params {
	params := l.params(p, n)
	params.Timing = wire.DefaultTiming()
	return params
}

// The following may be asked while a client runs.

func (l *listener) taken() int { n, _, _ := l.counts(); return n }

func (l *listener) renewals() int { _, n, _ := l.counts(); return n }

func (l *listener) nth(i int) Accepted {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.accepted[i]
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

func wantAsked(t *testing.T, what string, w *twins, want ...string) {
	t.Helper()
	got := w.take()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: asked %q, want %q", what, got, want)
	}
}

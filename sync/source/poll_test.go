package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// noProxy keeps the environment of whoever runs the tests out of them.
func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

// client returns a Client that may ask this machine.
func client(t *testing.T, server *httptest.Server, timeout time.Duration) *Client {
	t.Helper()
	p := ClientParams{UserAgent: "Bokgu/test", AllowPrivate: true, Timeout: timeout, Proxy: noProxy, Now: func() time.Time { return base }}
	if server != nil && server.TLS != nil {
		p.RootCAs = x509.NewCertPool()
		p.RootCAs.AddCert(server.Certificate())
	}
	c := NewClient(p)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// step is one poll of a page whose server answers in a certain way.
type step struct {
	name   string
	answer http.HandlerFunc
	want   []string // changes
	err    error    // of the health
	wait   time.Duration
}

func body(b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
}

func code(n int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(n)
		_, _ = io.WriteString(w, "<html><body>"+strconv.Itoa(n)+"</body></html>")
	}
}

// packed answers n letters as a few bytes.
func packed(n int) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte("x"), n))
	_ = z.Close()
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.Bytes())
	}
}

// Whatever a server answers, what was known of the page stands, and the health
// says what is wrong.
func TestAServerInTrouble(t *testing.T) {
	quiet := capture{updated: "09:00", components: well}.body(t)
	down := capture{updated: "10:01", components: map[string]string{"a": "major_outage", "b": "operational"}, incidents: []tale{investigating("x", "10:00", u1)}}.body(t)
	stale := capture{updated: "08:00", components: well}.body(t)
	foreign := capture{id: "zz", updated: "11:00", components: well}.body(t)
	var answer atomic.Pointer[http.HandlerFunc]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("User-Agent") != "Bokgu/test" || r.Method != http.MethodGet {
			t.Errorf("%s by %q", r.Method, r.Header.Get("User-Agent"))
		}
		(*answer.Load())(w, r)
	}))
	t.Cleanup(server.Close)
	cached := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Last-Modified", "Tue, 10 Mar 2026 10:01:00 GMT")
			_, _ = w.Write(b)
		}
	}
	tagged := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if w.Header().Set("ETag", `"z"`); r.Header.Get("If-None-Match") == `"z"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = w.Write(b)
		}
	}
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	const minute = time.Minute
	steps := []step{
		{"a quiet page", body(quiet), nil, nil, 5 * minute},
		{"500", code(500), nil, ErrStatus, 10 * minute},
		{"an outage", cached(down), []string{"component_status a operational>major_outage", "incident_opened x >investigating", "incident_update x u1 >investigating"}, nil, minute},
		{"304", cached(nil), nil, nil, minute},
		{"429", code(429, "Retry-After", "600"), nil, ErrStatus, 10*minute + 150*time.Second},
		{"503 until a time", code(503, "Retry-After", base.Add(20*minute).Format(http.TimeFormat)), nil, ErrStatus, 20*minute + 5*minute},
		{"a page for people", body([]byte("<!DOCTYPE html><html>Sorry</html>")), nil, ErrPage, 8 * minute},
		{"cut off", body(down[:len(down)/2]), nil, ErrPage, 16 * minute},
		{"nothing", body(nil), nil, ErrPage, 32 * minute},
		{"too much", body([]byte("{\"a\":\"" + strings.Repeat("x", MaxBody))), nil, ErrPage, maxWait},
		{"promised more than it sends", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(down[:50])
		}, nil, ErrUnreachable, maxWait},
		{"slow", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write(down[:50])
			w.(http.Flusher).Flush()
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}, nil, ErrSlow, maxWait},
		{"nothing at all", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}, nil, ErrSlow, maxWait},
		{"more than it can unpack", packed(MaxBody + 1), nil, ErrPage, maxWait},
		{"a redirect in a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, nil, ErrStatus, maxWait},
		{"an older answer", body(stale), nil, ErrPage, maxWait},
		{"another company's page", tagged(foreign), nil, ErrPage, maxWait},
		{"which has not changed", tagged(nil), nil, ErrPage, maxWait},
		{"moved within the host", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v2/summary.json" {
				http.Redirect(w, r, "/moved.json", http.StatusMovedPermanently)
				return
			}
			_, _ = w.Write(down)
		}, nil, nil, minute},
	}
	poller := NewPoller(PollerParams{
		Recipe: Recipe{Main: server.URL + "/api/v2/summary.json"}, Get: client(t, server, 1500*time.Millisecond).Get,
		Now: func() time.Time { return base.Add(10 * time.Hour) }, Random: func() float64 { return 0.5 },
	})
	var held *feed.Status
	for _, s := range steps {
		answer.Store(&s.answer)
		result, health := poller.Poll(t.Context())
		same(t, s.name, brief(result.Changes), s.want...)
		if !errors.Is(health.Err, s.err) || (s.err == nil) != (health.Err == nil) {
			t.Errorf("%s: %v", s.name, health.Err)
		}
		if got := health.Next.Sub(health.At); got != s.wait {
			t.Errorf("%s: asked again after %s, not %s", s.name, got, s.wait)
		}
		if s.err != nil && result.Document != held {
			t.Errorf("%s: what was known does not stand", s.name)
		}
		held = result.Document
	}
	if held.StatusOf("a") != feed.MajorOutage || held.Incident("x") == nil {
		t.Errorf("%+v", held)
	}
}

// What left the list of open incidents is looked for among those that are over,
// until it is found there; a quiet page is asked for one document alone.
func TestWhatLeftIsConfirmed(t *testing.T) {
	summary, incidents := capture{updated: "10:05", components: well, incidents: []tale{investigating("x", "10:00", u1)}}, capture{updated: "10:05", parts: "incidents", incidents: []tale{investigating("x", "10:00", u1)}}
	asked := 0
	get := func(_ context.Context, address string, _ Validators) (Answer, error) {
		asked++
		if strings.HasSuffix(address, "summary.json") {
			return Answer{Body: summary.body(t)}, nil
		}
		return Answer{Body: incidents.body(t)}, nil
	}
	now := at(t, "10:06")
	p := NewPoller(PollerParams{Recipe: Recipe{Main: "summary.json", Confirm: "incidents.json"}, Get: get, Now: func() time.Time { return now }})
	poll := func(name string, requests int, want ...string) {
		t.Helper()
		asked = 0
		now = now.Add(time.Minute)
		result, health := p.Poll(t.Context())
		same(t, name, brief(result.Changes), want...)
		if asked != requests || health.Requests != requests || health.Err != nil {
			t.Errorf("%s: %d requests, %v", name, asked, health.Err)
		}
	}
	poll("the beginning", 2)
	poll("nothing new", 1)
	summary = capture{updated: "10:10", components: well}
	poll("it left, the other cache is behind", 2, "incident_unlisted x investigating>")
	incidents = capture{updated: "10:11", parts: "incidents", incidents: []tale{{id: "x", status: "resolved", updated: "10:10", started: "10:00", resolved: "10:10", updates: []saying1{{"u9", "resolved", "over", "10:10", ""}, u1}}}}
	poll("confirmed", 2, "incident_status x investigating>resolved", "incident_update x u9 >resolved")
	poll("nothing left to ask", 1)
	summary = capture{updated: "10:20", components: well, incidents: []tale{investigating("y", "10:20", saying1{"y1", "investigating", "y", "10:20", ""})}}
	poll("another", 1, "incident_opened y >investigating", "incident_update y y1 >investigating")
	summary = capture{updated: "10:30", components: well}
	incidents = capture{updated: "10:30", parts: "incidents", incidents: []tale{{id: "y", status: "resolved", updated: "10:29", started: "10:20", resolved: "10:29"}}}
	poll("left and over at once", 2, "incident_status y investigating>resolved")
}

// Run polls, sleeps and ends with its context; the state that it gives away can be
// taken up by another run.
func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	current := capture{updated: "09:00", components: well}
	var slept []time.Duration
	var kept State
	var results []Result
	params := PollerParams{
		Recipe: Recipe{Main: "summary.json"},
		Get:    func(context.Context, string, Validators) (Answer, error) { return Answer{Body: current.body(t)}, nil },
		Emit:   func(r Result, h Health) { results = append(results, r) },
		Keep:   func(s State) { kept = s },
		Now:    func() time.Time { return at(t, "11:00") },
		Sleep: func(ctx context.Context, d time.Duration) error {
			slept = append(slept, d)
			current = capture{updated: "10:00", components: map[string]string{"a": "partial_outage", "b": "operational"}}
			if len(slept) == 3 {
				cancel()
			}
			return ctx.Err()
		},
		Random: func() float64 { return 0 },
	}
	if err := NewPoller(params).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if fmt.Sprint(slept) != "[4m0s 48s 48s]" || len(results) != 3 || len(results[1].Changes) != 1 || results[2].Changed {
		t.Errorf("%v, %+v", slept, results)
	}
	params.State = kept
	result, _ := NewPoller(params).Poll(t.Context())
	if result.Changed || result.Document != kept.Document {
		t.Error("a new run tells what the one before has told")
	}
}

func TestWait(t *testing.T) {
	trouble := &feed.Status{Components: []feed.Component{{ID: "a", Status: feed.DegradedPerformance}}}
	for _, c := range []struct {
		doc           *feed.Status
		failures      int
		retry         time.Duration
		random        float64
		shortest, max time.Duration
	}{
		{nil, 0, 0, 0, 4 * time.Minute, 6 * time.Minute},
		{trouble, 0, 0, 0, 48 * time.Second, 72 * time.Second},
		{trouble, 3, 0, 0, 6*time.Minute + 24*time.Second, 9*time.Minute + 36*time.Second},
		{nil, 50, 0, 0, 48 * time.Minute, time.Hour},
		{trouble, 1, 5 * time.Second, 0, 96 * time.Second, 144 * time.Second}, // no sooner than by itself
		{nil, 1, 30 * time.Minute, 0, 30 * time.Minute, 45 * time.Minute},
		{nil, 1, 24 * time.Hour, 0, time.Hour, time.Hour},
		{&feed.Status{Components: []feed.Component{{Status: feed.ComponentUnknown}, {Status: feed.UnderMaintenance}}, Incidents: []feed.Incident{{Status: feed.Resolved}}}, 0, 0, 0, 4 * time.Minute, 6 * time.Minute},
		{&feed.Status{Incidents: []feed.Incident{{Status: feed.Unknown}}}, 0, 0, 0, 48 * time.Second, 72 * time.Second},
	} {
		low := Wait(c.doc, c.failures, c.retry, func() float64 { return 0 })
		high := Wait(c.doc, c.failures, c.retry, func() float64 { return 0.999999999 })
		if low != c.shortest || (c.max-high).Abs() > time.Second {
			t.Errorf("%+v: %s to %s", c, low, high)
		}
	}
}

// After a restart with the captures that were kept, what has not changed is not
// fetched again, and nothing is told.
func TestCapturesOverARestart(t *testing.T) {
	page := capture{updated: "10:00", parts: "summary", components: map[string]string{"a": "operational"}}.body(t)
	var full, same atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			same.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		full.Add(1)
		_, _ = w.Write(page)
	}))
	defer server.Close()
	var kept []byte
	poll := func() Result {
		var state State
		var captures map[string]Capture
		if kept != nil {
			var k struct {
				State    State
				Captures map[string]Capture
			}
			if err := json.Unmarshal(kept, &k); err != nil {
				t.Fatal(err)
			}
			state, captures = k.State, k.Captures
		}
		p := NewPoller(PollerParams{
			Recipe: Recipe{Provider: Statuspage, Main: server.URL + "/api/v2/summary.json"}, State: state, Captures: captures,
			Get: client(t, nil, 0).Get, Keep: func(s State) { state = s }, Now: func() time.Time { return base.Add(10 * time.Hour) },
		})
		result, health := p.Poll(t.Context())
		if health.Err != nil {
			t.Fatal(health.Err)
		}
		var err error
		if kept, err = json.Marshal(map[string]any{"State": state, "Captures": p.Captures()}); err != nil {
			t.Fatal(err)
		}
		return result
	}
	first := poll()
	again := poll()
	if full.Load() != 1 || same.Load() != 1 {
		t.Errorf("fetched %d times, %d times not modified", full.Load(), same.Load())
	}
	if !first.Changed || again.Changed || !again.Confirmed || len(again.Changes) != 0 {
		t.Errorf("first %+v, again %+v", first.Changed, again)
	}
}

// Some imitators have no list of what is over: that is no trouble, and it is not asked
// for at every poll.
func TestNothingToConfirmWith(t *testing.T) {
	for code, want := range map[int]int{404: 3, 410: 3, 500: 4} {
		asked := 0
		p := NewPoller(PollerParams{
			Recipe: Recipe{Main: "summary.json", Confirm: "incidents.json"}, Now: func() time.Time { return at(t, "10:06") },
			Get: func(_ context.Context, address string, _ Validators) (Answer, error) {
				if asked++; address != "summary.json" {
					return Answer{}, &StatusError{Code: code}
				}
				return Answer{Body: capture{updated: "10:05", components: well}.body(t)}, nil
			},
		})
		for range 2 {
			if _, health := p.Poll(t.Context()); health.Failures != 0 || (health.Err == nil) != (code < 500) {
				t.Errorf("%d: %+v", code, health)
			}
		}
		if asked != want {
			t.Errorf("%d: asked %d times, not %d", code, asked, want)
		}
	}
}

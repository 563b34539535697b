//go:build unix

package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes within the process, as synctest
// wants them. It counts what goes through them.
type pipes struct {
	conns chan net.Conn
	bytes *atomic.Int64
}

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

type counted struct {
	net.Conn
	bytes *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.bytes.Add(int64(n))
	return n, err
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.bytes.Add(int64(n))
	return n, err
}

// hosts are fifty pages, each on a server of its own: five of them in an incident that
// says something new every ten minutes, the others quiet.
type hosts struct {
	t         *testing.T
	listeners map[string]pipes
	bytes     atomic.Int64
	requests  atomic.Int64
	full      atomic.Int64 // answers that were not 304

	mu    sync.Mutex
	now   map[string]int       // requests under way
	polls map[string]time.Time // the last summary.json
	least time.Duration        // between two of them
}

func (h *hosts) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	here, there := net.Pipe()
	select {
	case h.listeners[host].conns <- counted{there, &h.bytes}:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// answers are the bodies of a page by the ten minutes in which they are shown, packed
// as servers pack them.
func answers(t *testing.T, page int, long bool) (bodies [][]byte) {
	t.Helper()
	for i := range 6 {
		var body []byte
		switch {
		case long && page < 5:
			body = widest(t, fmt.Sprintf("09:%d0", i), 40+i)
		case long:
			body = widest(t, "09:00", 0)
		default:
			c := capture{id: fmt.Sprint("p", page), updated: "09:00", components: well}
			if page < 5 {
				c.updated = fmt.Sprintf("09:%d0", i)
				c.components = map[string]string{"a": "major_outage", "b": "operational"}
				var said []saying1
				for n := range i + 1 {
					said = append(said, saying1{fmt.Sprint("u", n), "investigating", "word", fmt.Sprintf("09:%d0", n), ""})
				}
				c.incidents = []tale{{id: "x", status: "investigating", updated: c.updated, started: "09:00", updates: said}}
			}
			body = c.body(t)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, packed.Bytes())
		if page >= 5 {
			return bodies
		}
	}
	return bodies
}

func (h *hosts) serve(host string, bodies [][]byte, began time.Time) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.requests.Add(1)
		h.mu.Lock()
		if h.now[host]++; h.now[host] > 1 {
			h.t.Errorf("%d requests of %s at a time", h.now[host], host)
		}
		if strings.HasSuffix(r.URL.Path, "/summary.json") {
			if last, ok := h.polls[host]; ok {
				h.least = min(h.least, time.Since(last))
			}
			h.polls[host] = time.Now()
		}
		h.mu.Unlock()
		defer func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.now[host]--
		}()
		time.Sleep(50 * time.Millisecond) // as a server does
		n := min(int(time.Since(began)/(10*time.Minute)), len(bodies)-1)
		tag := fmt.Sprintf(`"%d"`, n)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.full.Add(1)
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bodies[n])
	})
	server := &http.Server{Handler: handler}
	_ = server.Serve(h.listeners[host])
}

// Fifty pages are followed for an hour by the real client, over connections that are
// pipes and by a clock that is not the real one: how many requests and bytes that
// takes, and how much of the processor. BOKGU_LONG makes each page the widest there is.
func TestFiftyPagesAnHour(t *testing.T) {
	long := os.Getenv("BOKGU_LONG") != ""
	h := &hosts{t: t, listeners: make(map[string]pipes), now: make(map[string]int), polls: make(map[string]time.Time), least: time.Hour}
	bodies := make([][][]byte, 50)
	for i := range bodies {
		bodies[i] = answers(t, min(i, 5), long)
	}
	var told atomic.Int64
	before := cpu(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := NewClient(ClientParams{UserAgent: "Bokgu/test", AllowPrivate: true, Proxy: noProxy, Dial: h.dial})
		began := time.Now()
		var all sync.WaitGroup
		var closing []pipes
		for i := range bodies {
			h.listeners[fmt.Sprintf("p%d.example", i)] = pipes{conns: make(chan net.Conn), bytes: &h.bytes}
		}
		for i := range bodies {
			host := fmt.Sprintf("p%d.example", i)
			closing = append(closing, h.listeners[host])
			all.Go(func() { h.serve(host, bodies[i], began) })
			random := rand.New(rand.NewPCG(1, uint64(i)))
			p := NewPoller(PollerParams{
				Recipe: Recipe{Provider: Statuspage, Main: "http://" + host + "/api/v2/summary.json"}, Get: c.Get, Random: random.Float64,
				Emit: func(r Result, health Health) {
					if health.Err != nil {
						t.Errorf("%s: %v", host, health.Err)
					}
					told.Add(int64(len(r.Changes)))
				},
			})
			all.Go(func() { _ = p.Run(ctx) })
		}
		time.Sleep(time.Hour)
		cancel()
		synctest.Wait()
		c.CloseIdleConnections()
		for _, l := range closing {
			close(l.conns)
		}
		all.Wait()
	})
	t.Logf("50 pages, an hour: %d requests, of which %d were answered in full; %.2f MB on the wire; %s of processor time; %d changes",
		h.requests.Load(), h.full.Load(), float64(h.bytes.Load())/1e6, (cpu(t) - before).Round(10*time.Millisecond), told.Load())
	// 45 pages every five minutes and five every minute, each ± 20 %: 840 on average.
	if n := h.requests.Load(); n < 45*10+5*50 || n > 45*15+5*75 {
		t.Errorf("%d requests", n)
	}
	if n := h.full.Load(); n != 50+5*5 {
		t.Errorf("%d answers in full: whatever has not changed is to be answered with 304", n)
	}
	if h.least < 48*time.Second {
		t.Errorf("a page was asked again after %s", h.least)
	}
	if told.Load() < 5*5 {
		t.Errorf("only %d changes", told.Load())
	}
}

// cpu returns the processor time that this process has taken.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

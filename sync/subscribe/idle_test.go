package subscribe

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/scenario"
	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// traffic is what goes over connections, as a client sees it: without TLS, TCP
// and IP.
type traffic struct{ in, out, framesIn, framesOut int64 }

// meter counts the traffic of all its connections. Each write of either side of a
// stream holds whole frames; those of HTTP are not frames.
type meter struct{ in, out, framesIn, framesOut atomic.Int64 }

// reading sets the meter to zero and returns what it said.
func (m *meter) reading() traffic {
	return traffic{m.in.Swap(0), m.out.Swap(0), m.framesIn.Swap(0), m.framesOut.Swap(0)}
}

// dial returns a dialler to n whose connections are counted.
func (m *meter) dial(n *pipes) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, edge := net.Pipe()
		select {
		case n.conns <- &metered{edge, &m.in, &m.framesIn}:
			return &metered{client, &m.out, &m.framesOut}, nil
		case <-n.done:
			return nil, net.ErrClosed
		}
	}
}

// metered counts what is written to a connection.
type metered struct {
	net.Conn
	bytes, frames *atomic.Int64
}

func (c *metered) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.bytes.Add(int64(n))
	if n > 0 && b[0]&flagFin != 0 { // no letter of HTTP has that bit
		c.frames.Add(frames(b[:n]))
	}
	return n, err
}

// frames counts the frames in b.
func frames(b []byte) (n int64) {
	for ; len(b) >= 2; n++ {
		head, size := 2, uint64(b[1]&^masked)
		switch size {
		case 126:
			head, size = 4, uint64(binary.BigEndian.Uint16(b[2:]))
		case 127:
			head, size = 10, binary.BigEndian.Uint64(b[2:])
		}
		if b[1]&masked != 0 {
			head += 4
		}
		b = b[min(uint64(len(b)), uint64(head)+size):]
	}
	return n
}

// idleHour is an hour in which nothing happens, as three clients of the same edge
// see it: ours, one that asks for the document every minute, and one that does so
// with its entity tag.
type idleHour struct{ ours, naive, tagged traffic }

// newIdleHour lives through it, in a bubble. The document is that of the worst
// morning of October 2022.
func newIdleHour(t testing.TB) (h idleHour) {
	edge := server.Params{Timing: wire.DefaultTiming(), Rand: func() float64 { return 0.5 }}
	pub := newPublication(t, edge)
	kakao, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2022, 10, 15, 23, 0, 0, 0, time.UTC) // 8 in the morning there
	if _, err := pub.publisher.Publish(t.Context(), kakao.At(at), at); err != nil {
		t.Fatal(err)
	}
	n := newPipes(t, pub.edge)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = pub.edge.Shutdown(ctx)
	})

	var ours, naive, tagged meter
	l := &listener{}
	params := l.params(pub.press, n)
	params.Timing, params.NetDialContext = wire.DefaultTiming(), ours.dial(n)
	stop := start(t, params)
	asked := make(chan struct{})
	ask := func(m *meter, tag bool) {
		transport := &http.Transport{DialContext: m.dial(n)}
		defer transport.CloseIdleConnections()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+wire.StatusPath, nil)
		if err != nil {
			t.Error(err)
		}
		for range 61 { // the first is before the hour
			if response, err := transport.RoundTrip(request); err != nil {
				t.Error(err)
			} else {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if etag := response.Header.Get("Etag"); tag {
					request.Header.Set("If-None-Match", etag)
				}
			}
			<-time.After(time.Minute)
		}
		asked <- struct{}{}
	}
	go ask(&naive, false)
	go ask(&tagged, true)
	pass(30 * time.Second)
	if l.taken() != 1 || l.last().State != Live {
		t.Errorf("before the hour: %q", l.reasons())
	}
	for _, m := range []*meter{&ours, &naive, &tagged} {
		m.reading() // getting the document is not part of it
	}
	for range 12 {
		pass(wire.DefaultTiming().FreshnessEvery)
		if err := pub.publisher.Renew(t.Context()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	}
	h = idleHour{ours.reading(), naive.reading(), tagged.reading()}
	if l.taken() != 1 || l.renewals() < 12 || l.last().State != Live {
		t.Errorf("after the hour: %q, accepted %d, renewed %d", l.reasons(), l.taken(), l.renewals())
	}
	<-asked
	<-asked
	_ = stop()
	return h
}

func (m traffic) total() float64 { return float64(m.in + m.out) }

// An hour without news costs little: no more than a ping and a pong in 25 s and a
// record in 5 min.
func TestIdleHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newIdleHour(t)
		t.Logf("ours %+v, asking every minute %+v, with entity tag %+v", h.ours, h.naive, h.tagged)
		equal(t, "frames in, out", []int64{h.ours.framesIn, h.ours.framesOut}, []int64{144 + 12, 144})
		equal(t, "bytes out", h.ours.out, 144*6) // a header with its mask
		if h.ours.in > 12<<10 {
			t.Errorf("%d bytes in an idle hour", h.ours.in)
		}
		if ratio := h.naive.total() / h.ours.total(); ratio < 100 {
			t.Errorf("asking every minute costs only %.0f times as much", ratio)
		}
		if ratio := h.tagged.total() / h.ours.total(); ratio < 2 {
			t.Errorf("asking with an entity tag costs only %.1f times as much", ratio)
		}
	})
}

// BenchmarkIdleHour states the figures of TestIdleHour. A bubble belongs to a
// test, so each hour runs within one of its own.
func BenchmarkIdleHour(b *testing.B) {
	var h idleHour
	hour := testing.InternalTest{Name: "IdleHour", F: func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { h = newIdleHour(t) })
	}}
	every := func(string, string) (bool, error) { return true, nil }
	for b.Loop() {
		if !testing.RunTests(every, []testing.InternalTest{hour}) || h.ours.in == 0 {
			b.Fatal("the hour did not pass")
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(h.ours.in), "B-in/h")
	b.ReportMetric(float64(h.ours.out), "B-out/h")
	b.ReportMetric(float64(h.ours.framesIn), "frames-in/h")
	b.ReportMetric(float64(h.ours.framesOut), "frames-out/h")
	b.ReportMetric(h.naive.total(), "naive-B/h")
	b.ReportMetric(h.naive.total()/h.ours.total(), "naive/ours")
	b.ReportMetric(h.tagged.total()/h.ours.total(), "etag/ours")
}

package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/app/alert"
	"bokgu/app/delivery"
	"bokgu/sync/store"
	"bokgu/sync/wire"
)

// pipeNet is a network of pipes: what is dialled is served.
type pipeNet struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipeNet) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, srv := net.Pipe()
	select {
	case p.conns <- srv:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Accept implements net.Listener.
func (p *pipeNet) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipeNet) Close() error {
	close(p.done)
	return nil
}

// Addr implements net.Listener.
func (p *pipeNet) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// alwaysOn is a network that does not change: the system's cannot be watched
// inside a bubble of simulated time.
type alwaysOn struct{}

func (alwaysOn) Online() bool                        { return true }
func (alwaysOn) Watch(ctx context.Context, _ func()) { <-ctx.Done() }

// A day of an outage: a document of 200 functions every ten minutes, a freshness
// record every five, pings in between. What the app holds does not grow with it.
// The heap is looked at after a collection, once an hour; the clock is simulated.
func TestADayOfNewsDoesNotGrowTheHeap(t *testing.T) {
	var heap []uint64
	synctest.Test(t, func(t *testing.T) {
		network := &pipeNet{conns: make(chan net.Conn), done: make(chan struct{})}
		l := newLivePublisher(t, "http://127.0.0.1", "ws://127.0.0.1")
		srv := &http.Server{Handler: l.edge}
		served := make(chan struct{})
		go func() {
			defer close(served)
			_ = srv.Serve(network)
		}()
		d := newDevice(t, t.TempDir())
		d.model.add("s", nil, nil)
		d.model.choose("s")
		seen := 0
		f := delivery.New(delivery.Params{
			Sub: store.Subscription{ID: "s", URL: "ws://127.0.0.1", Root: l.root}, DB: d.db, Screen: d.model.screen("s"),
			ProfileFile: filepath.Join(d.dir, "profile.json"),
			Token:       func(context.Context) (string, error) { return "", nil },
			Pinned:      func(string) {},
			Rules:       func() alert.Rules { return alert.Rules{Threshold: alert.AnyChange} },
			Loc:         d.model.localizer, Notify: silent{},
			Dial: network.dial, Network: alwaysOn{}, Timing: wire.DefaultTiming(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		began := time.Now().UTC()
		if _, err := l.pub.Publish(t.Context(), components(200, 0, began), began); err != nil {
			t.Fatal(err)
		}
		f.Start(t.Context())
		for minute := 5; minute <= 24*60; minute += 5 {
			<-time.After(5 * time.Minute) // of the simulated clock
			synctest.Wait()
			var err error
			if minute%10 == 0 {
				_, err = l.pub.Publish(t.Context(), components(200, minute%200, began), time.Now().UTC())
			} else {
				err = l.pub.Renew(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			if s := d.snapshot(); s.Status != nil && !s.Stale {
				seen++
			}
			if minute%60 == 0 {
				runtime.GC()
				runtime.GC() // what the first has found unreachable by finalizers
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				heap = append(heap, m.HeapAlloc)
			}
		}
		if doc := d.model.document(); doc == nil || doc.Seq < 140 {
			t.Error("the news did not come")
		}
		if seen < 280 {
			t.Errorf("confirmed at %d of 288 looks", seen)
		}
		f.Stop()
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
		if err := l.edge.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		_ = srv.Close()
		<-served
	})
	mib := func(b uint64) float64 { return float64(b) / (1 << 20) }
	t.Logf("heap after 1, 6, 12, 18 and 24 hours: %.2f %.2f %.2f %.2f %.2f MiB",
		mib(heap[0]), mib(heap[5]), mib(heap[11]), mib(heap[17]), mib(heap[23]))
	// What may grow is known and bounded: the 288 changes of the day in the history
	// and in the tails of the documents that publisher, edge and app hold, at most
	// 64 KiB each. Keeping the documents themselves would be 20 MiB.
	const growth = 2 << 20
	if early, late := slices.Min(heap[3:6]), slices.Min(heap[21:24]); late > early+growth {
		t.Errorf("the heap grows: %.2f MiB after 6 hours, %.2f after 24", mib(early), mib(late))
	}
}

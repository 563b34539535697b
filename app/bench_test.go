package app

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"
	"github.com/gorilla/websocket"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/store"
	"bokgu/views"
)

// livePublisher is a real live feed: signer, publisher and edge.
type livePublisher struct {
	edge *server.Edge
	pub  *publish.Publisher
	root string
}

func newLivePublisher(t testing.TB, origins ...string) *livePublisher {
	t.Helper()
	root, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	l := &livePublisher{root: root.Key().ID}
	profile, err := envelope.SignProfile(&envelope.Profile{
		Schema: 1, FeedID: "live", Mode: feed.ModeLive, Name: feed.Plain("live"), Language: "ko", Version: 1,
		IssuedAt: now, ExpiresAt: now.Add(80 * 24 * time.Hour), Origins: origins,
		Root: root.Key(), PublishKeys: []envelope.Key{signer.Key()},
	}, root)
	if err != nil {
		t.Fatal(err)
	}
	l.edge = server.New(server.Params{Profile: profile, Now: time.Now})
	l.pub, err = publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "live", Name: feed.Plain("live"), Language: "ko", TimeZone: "Asia/Seoul"},
		Signer: signer, Epoch: "e", EpochStarted: now, Now: time.Now, Log: l.edge,
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// components makes n functions in services of ten, the one at hit down.
func components(n, hit int, since time.Time) feed.Status {
	var doc feed.Status
	for i := range n {
		service := fmt.Sprintf("s%d", i/10)
		if i%10 == 0 {
			doc.Components = append(doc.Components, feed.Component{
				ID: service, Name: feed.Text{"ko": "서비스 " + service, "en": "Service " + service},
				Status: feed.Operational, Since: since, Position: i,
			})
		}
		c := feed.Component{
			ID: fmt.Sprintf("%s.f%d", service, i%10), GroupID: service,
			Name: feed.Text{"ko": fmt.Sprintf("기능 %d", i), "en": fmt.Sprintf("Function %d", i)},
			Note: feed.Text{"ko": "다른 방법을 쓰세요", "en": "Use another way"}, Status: feed.Operational, Since: since, Position: i,
		}
		if i == hit {
			c.Status = feed.MajorOutage
		}
		doc.Components = append(doc.Components, c)
	}
	return doc
}

// heardConn notes when bytes last came in.
type heardConn struct {
	net.Conn
	at *atomic.Int64 // nanoseconds since the epoch
}

func (c heardConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.at.Store(time.Now().UnixNano())
	}
	return n, err
}

// BenchmarkFrameToView measures from the moment when the last bytes of a signed
// document of 400 functions have come in until the Status screen shows it: over a
// real WebSocket on loopback, inflated, verified, parsed, compared, committed to
// SQLite with synchronous=FULL, and drawn by the views. One function goes down and another
// comes back in each. The target is a p99 of 16 ms, a frame of the screen. Beside
// it, in turns, the floor: the same bytes over a WebSocket of their own, decoded
// as JSON and thrown away.
func BenchmarkFrameToView(b *testing.B) {
	fynetest.NewTempApp(b)
	far := newFarPublisher(b)
	shell := views.NewShell(&views.Actions{}, views.ShellOptions{})
	w := fynetest.NewTempWindow(b, shell.Object())
	w.Resize(fyne.NewSize(1180, 820))
	shown := make(chan uint64, 64)
	ui := make(chan func(), 64) // one goroutine draws, as in the app
	drawn := make(chan struct{})
	go func() {
		defer close(drawn)
		for f := range ui {
			f()
		}
	}()
	d := newDevice(b, b.TempDir())
	var heard atomic.Int64
	d.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return heardConn{c, &heard}, err
	}
	d.model.dispatch = func(f func()) { ui <- f }
	d.model.show = func(s *views.Snapshot) {
		shell.Update(s)
		if s.Status != nil {
			shown <- s.Status.Seq
		}
	}
	until := func(seq uint64) {
		b.Helper()
		for {
			select {
			case n := <-shown:
				if n == seq {
					return
				}
			case <-time.After(30 * time.Second):
				b.Fatalf("document %d never came to the screen", seq)
			}
		}
	}
	d.follow(far.sub)
	until(far.seq)
	raw, err := json.Marshal(d.model.document())
	if err != nil {
		b.Fatal(err)
	}
	floor := newFloor(b)
	var took, bare []time.Duration
	b.ReportAllocs()
	for n := 1; b.Loop(); n++ {
		until(far.publish(n))
		took = append(took, time.Since(time.Unix(0, heard.Load())))
		b.StopTimer()
		bare = append(bare, floor.pass(raw))
		b.StartTimer()
	}
	d.close()
	close(ui)
	<-drawn
	b.ReportMetric(ms(quantile(took, 0.5)), "p50-ms")
	b.ReportMetric(ms(quantile(took, 0.99)), "p99-ms")
	b.ReportMetric(ms(quantile(bare, 0.99)), "floor-p99-ms")
	b.ReportMetric(ms(quantile(took, 0.5))/ms(quantile(bare, 0.5)), "ratio-p50")
}

// benchPublisher tells a test process that it is the publisher of a benchmark.
const benchPublisher = "BOKGU_BENCH_PUBLISHER"

// farPublisher is a publisher with its edge in a process of its own, as they are
// in life: their work and their garbage are not the app's.
type farPublisher struct {
	b   *testing.B
	in  io.Writer
	out *bufio.Scanner
	sub store.Subscription
	seq uint64
}

func newFarPublisher(b *testing.B) *farPublisher {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestFarPublisher$")
	cmd.Env = append(os.Environ(), benchPublisher+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			b.Errorf("the publisher's process: %v", err)
		}
	})
	f := &farPublisher{b: b, in: in, out: bufio.NewScanner(out)}
	f.sub.ID = "s"
	if f.out.Scan(); f.out.Err() != nil {
		b.Fatal(f.out.Err())
	}
	if _, err := fmt.Sscan(f.out.Text(), &f.sub.URL, &f.sub.Root); err != nil {
		b.Fatalf("the publisher says %q: %v", f.out.Text(), err)
	}
	f.seq = f.publish(0)
	return f
}

// publish sends the next document, with function n down, and returns its number.
func (f *farPublisher) publish(n int) (seq uint64) {
	f.b.Helper()
	if _, err := fmt.Fprintln(f.in, n); err != nil {
		f.b.Fatal(err)
	}
	f.out.Scan()
	if _, err := fmt.Sscan(f.out.Text(), &seq); err != nil {
		f.b.Fatalf("the publisher says %q: %v", f.out.Text(), err)
	}
	return seq
}

// TestFarPublisher is the other process of BenchmarkFrameToView; by itself it
// does nothing.
func TestFarPublisher(t *testing.T) {
	if os.Getenv(benchPublisher) == "" {
		return
	}
	const size = 400
	l := newLivePublisher(t, "http://127.0.0.1", "ws://127.0.0.1")
	srv := httptest.NewServer(l.edge)
	defer srv.Close()
	fmt.Println("ws"+strings.TrimPrefix(srv.URL, "http"), l.root)
	began := time.Now().UTC()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		n, err := strconv.Atoi(in.Text())
		if err != nil {
			t.Fatal(err)
		}
		doc, err := l.pub.Publish(t.Context(), components(size, n%size, began), time.Now().UTC())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(doc.Seq)
	}
	os.Exit(0) // without the words of a test
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func quantile(of []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// floor passes bytes over a WebSocket of its own and decodes them.
type floor struct {
	b    *testing.B
	conn *websocket.Conn
	in   chan time.Time
	peer *websocket.Conn
}

func newFloor(b *testing.B) *floor {
	b.Helper()
	accepted := make(chan *websocket.Conn, 1)
	srv := httptest.NewServer(upgraded(accepted))
	b.Cleanup(srv.Close)
	conn, _, err := websocket.DefaultDialer.DialContext(b.Context(), "ws"+strings.TrimPrefix(srv.URL, "http"), nil)
	if err != nil {
		b.Fatal(err)
	}
	f := &floor{b: b, conn: conn, peer: <-accepted, in: make(chan time.Time)}
	go func() {
		for {
			_, raw, err := conn.ReadMessage()
			if err != nil {
				return
			}
			var v map[string]any
			if err := json.Unmarshal(raw, &v); err != nil {
				b.Error(err)
			}
			f.in <- time.Now()
		}
	}()
	b.Cleanup(func() { _ = conn.Close(); _ = f.peer.Close() })
	return f
}

func (f *floor) pass(raw []byte) time.Duration {
	start := time.Now()
	if err := f.peer.WriteMessage(websocket.TextMessage, raw); err != nil {
		f.b.Fatal(err)
	}
	return (<-f.in).Sub(start)
}

// upgraded hands on every connection as a WebSocket.
func upgraded(to chan<- *websocket.Conn) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, err := new(websocket.Upgrader).Upgrade(w, r, nil); err == nil {
			to <- conn
		}
	})
}

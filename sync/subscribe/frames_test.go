package subscribe

import (
	"compress/flate"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// Whatever a server sends in good frames: the last good document stays, the reason
// is said, and the connection goes on or ends as the table of docs/feed.md says.
// TestForge sends the rest.
func TestBadFrames(t *testing.T) {
	type script func(p *press, s *peer)
	text := func(b string) script { return func(_ *press, s *peer) { s.send([]byte(b)) } }
	status := func(change func(*feed.Status)) script {
		return func(p *press, s *peer) {
			doc := p.doc(3, 0)
			change(doc)
			s.send(event(wire.TypeStatus, p.status(doc)))
		}
	}
	raw := func(data string) script {
		return func(_ *press, s *peer) { s.send(event(wire.TypeStatus, []byte(data))) }
	}
	for _, c := range []struct {
		name   string
		send   script
		reason Reason
		code   int // of the client's close frame; 0: the connection goes on
	}{
		{"unknown event type", func(_ *press, s *peer) { s.send(event("bokgu.song.v9", []byte(`{}`))) }, None, 0},
		{"no CloudEvent", text(`{"type":"bokgu.status.v1"}`), Protocol, wire.CloseProtocol},
		{"second hello", func(_ *press, s *peer) { s.hello() }, Protocol, wire.CloseProtocol},
		{"empty message", text(""), Protocol, wire.CloseProtocol},

		{"no envelope", raw(`{"hello":1}`), RefusedEnvelope, 0},
		{"envelope null", raw(`null`), RefusedEnvelope, 0},
		{"another kind", func(p *press, s *peer) {
			s.send(event(wire.TypeStatus, p.freshness(p.record(p.doc(3, 0), time.Hour))))
		}, RefusedEnvelope, 0},
		{"signed for another mode", func(p *press, s *peer) {
			s.send(event(wire.TypeStatus, p.sign("application/vnd.bokgu.status.live+json", p.doc(3, 0))))
		}, RefusedEnvelope, 0},
		{"no document", func(p *press, s *peer) {
			s.send(event(wire.TypeStatus, p.sign("application/vnd.bokgu.status+json; mode=replay", 7)))
		}, RefusedEnvelope, 0},
		{"document without epoch", status(func(d *feed.Status) { d.Epoch = "" }), RefusedDocument, 0},
		{"another feed", status(func(d *feed.Status) { d.Feed.ID = "song" }), RefusedFeed, 0},
		{"another mode", status(func(d *feed.Status) { d.Mode = feed.ModeDrill }), RefusedFeed, 0},
		{"live in a replay", status(func(d *feed.Status) { d.Mode = feed.ModeLive }), RefusedFeed, 0},
		{"another epoch of the same moment", status(func(d *feed.Status) { d.Epoch = "e2" }), RefusedOlder, 0},
		{"same epoch, other start", status(func(d *feed.Status) {
			d.EpochStarted = d.EpochStarted.Add(time.Second)
		}), RefusedConflict, 0},
		{"same number, other contents", status(func(d *feed.Status) { d.Seq, d.Feed.URL = 2, "x" }), RefusedConflict, 0},
		{"epoch of the day after tomorrow", status(func(d *feed.Status) {
			d.Epoch, d.EpochStarted = "e2", time.Now().Add(maxAhead+time.Minute)
		}), RefusedFuture, 0},
		{"record of other contents", func(p *press, s *peer) {
			f := p.record(p.doc(2, 0), time.Hour)
			f.SHA256 = strings.Repeat("0", 64)
			s.send(event(wire.TypeFreshness, p.freshness(f)))
		}, RefusedConflict, 0},
		{"record without hash", func(p *press, s *peer) {
			f := p.record(p.doc(2, 0), time.Hour)
			f.SHA256 = ""
			s.send(event(wire.TypeFreshness, p.freshness(f)))
		}, RefusedDocument, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				doc := p.doc(2, 0)
				var code int
				n := newPipes(t, newSite(t, func(s *peer) {
					s.hello()
					c.send(p, s)
					code = s.wait()
				}))
				l := &listener{}
				params := l.params(p, n)
				params.Held = p.held(doc)
				start(t, params)
				pass(500 * time.Millisecond)
				h := l.last()
				equal(t, "reason", h.Reason, c.reason)
				if c.code == 0 {
					equal(t, "state", h.State, Live)
				} else {
					equal(t, "state", h.State, Waiting)
					equal(t, "close code", code, c.code)
					if wait := h.RetryAt.Sub(h.Since); wait < time.Minute {
						t.Errorf("comes back after %s, want at least a minute", wait)
					}
				}
				if c.reason != None && h.Detail == "" {
					t.Error("no detail for the log")
				}
				equal(t, "accepted", len(l.accepted)+len(l.renewed), 0)
			})
		})
	}
}

// After a refusal the next good document is taken, and the reason is gone.
func TestRecoversFromRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeStatus, []byte(`{}`)))
			s.send(event(wire.TypeStatus, p.status(p.doc(1, 0))))
			s.wait()
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(time.Second)
		equal(t, "conditions", l.reasons(), []string{"connecting", "live", "live refused_envelope", "live"})
		equal(t, "accepted", len(l.accepted), 1)
	})
}

// max_bytes may lower the bound; it cannot raise it.
func TestHelloLowersTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.send(hello(wire.Hello{PingMS: 25_000, MaxBytes: 600}))
			<-time.After(time.Second)
			s.send(event(wire.TypeStatus, p.status(p.doc(1, 0))))
			s.wait()
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(2 * time.Second)
		equal(t, "conditions", l.reasons(), []string{"connecting", "live", "waiting too_big"})
	})
}

// A frame that is small on the wire and huge inflated costs no more than the
// bound: it is not inflated to its end and measured then.
func TestDeflateBomb(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			s.EnableWriteCompression(true)
			_ = s.SetCompressionLevel(flate.BestCompression)
			w, err := s.NextWriter(websocket.TextMessage)
			if err != nil {
				t.Error(err)
				return
			}
			zeros := make([]byte, 64<<10)
			for range 12 << 20 / len(zeros) {
				if _, err := w.Write(zeros); err != nil {
					break // it has hung up
				}
			}
			_ = w.Close()
			s.wait()
		}))
		l := &listener{}
		params := l.params(p, n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start(t, params)
		pass(time.Second)
		runtime.ReadMemStats(&after)
		equal(t, "conditions", l.reasons(), []string{"connecting", "live", "waiting too_big"})
		if used := after.TotalAlloc - before.TotalAlloc; used > 10<<20 {
			t.Errorf("a 12 MiB bomb took %d MiB", used>>20)
		}
	})
}

package subscribe

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// The whole way: a baseline without changes, a change, a clean close, and the
// return with the cursor, where what was missed is in the tail.
func TestFollowsAcrossACleanClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		queries := make(chan string, 2)
		n := newPipes(t, newSite(t, func(s *peer) {
			queries <- s.request.URL.RawQuery
			s.hello()
			s.send(event(wire.TypeStatus, p.status(p.doc(1, 0))))
			s.send(event(wire.TypeStatus, p.status(p.doc(2, 0))))
			s.closeWith(wire.CloseNormal)
			s.wait()
		}, func(s *peer) {
			queries <- s.request.URL.RawQuery
			s.hello()
			s.send(event(wire.TypeStatus, p.status(p.doc(5, 0))))
			s.wait()
		}))
		l := &listener{}
		stop := start(t, l.params(p, n))
		pass(10 * time.Second)
		equal(t, "first query", <-queries, "")
		equal(t, "second query", <-queries, "epoch=e1&seq=2")
		equal(t, "changes", l.ids(), []string{"e1.2.0", "e1.3.0", "e1.4.0", "e1.5.0"})
		if !l.accepted[0].Baseline || l.accepted[1].Baseline || l.accepted[2].Digest {
			t.Errorf("baseline, plain, plain: got %+v", l.accepted)
		}
		equal(t, "conditions", l.reasons(), []string{"connecting", "live", "waiting closed", "connecting closed", "live"})
		if d := n.attempts(); len(d) != 2 || d[1].Sub(d[0]) != 2500*time.Millisecond {
			t.Errorf("attempts at %v, want the second after half of 5 s", d)
		}
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		equal(t, "last condition", l.last().State, Stopped)
	})
}

func TestSaysGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		code := make(chan int, 1)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			code <- s.wait()
		}))
		l := &listener{}
		stop := start(t, l.params(p, n))
		pass(time.Second)
		before := time.Now()
		_ = stop()
		equal(t, "close code", <-code, wire.CloseNormal)
		if d := time.Since(before); d > goodbye {
			t.Errorf("leaving took %s", d)
		}
	})
}

// A run goes on from what an earlier one held: the same document again is no
// news, also not after a restart.
func TestResumesFromHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		doc := p.doc(7, 0)
		n := newPipes(t, newSite(t, func(s *peer) {
			equal(t, "query", s.request.URL.RawQuery, "epoch=e1&seq=7")
			s.hello()
			s.send(event(wire.TypeStatus, p.status(doc)))
			s.send(event(wire.TypeStatus, p.status(p.doc(8, 6))))
			s.wait()
		}))
		l := &listener{}
		params := l.params(p, n)
		params.Held = p.held(doc)
		start(t, params)
		pass(time.Second)
		equal(t, "changes", l.ids(), []string{"e1.8.0"})
		equal(t, "condition", l.last().Reason, None)
	})
}

// What could not be kept is not held: nothing moves, the same document comes
// again, and its changes are reported once.
func TestCommitFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		doc := p.doc(2, 0)
		queries := make(chan string, 3)
		n := newPipes(t, newSite(t, func(s *peer) {
			queries <- s.request.URL.RawQuery
			s.hello()
			s.send(event(wire.TypeStatus, p.status(doc)))
			s.wait()
		}))
		full := true
		l := &listener{commit: func(Accepted) error {
			if full {
				full = false
				return errors.New("disk full")
			}
			return nil
		}}
		params := l.params(p, n)
		params.Held = p.held(p.doc(1, 0))
		start(t, params)
		pass(time.Minute)
		equal(t, "queries", <-queries+" "+<-queries, "epoch=e1&seq=1 epoch=e1&seq=1")
		equal(t, "changes", l.ids(), []string{"e1.2.0"})
		equal(t, "conditions", l.reasons(), []string{
			"connecting", "live", "waiting store_failed", "connecting store_failed", "live",
			"waiting lost", "connecting lost", "live",
		})
	})
}

// The waits grow with every failure, and a stable connection forgets them.
func TestBackoffGrowsAndResets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		live := make(chan struct{}, 16)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			live <- struct{}{}
			<-time.After(61 * time.Second / 2)
			_ = s.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
			<-time.After(61 * time.Second / 2)
			s.closeWith(wire.CloseNormal)
			s.wait()
		}))
		n.fail = func(_ context.Context, attempt int) (net.Conn, error) {
			if attempt <= 9 {
				return nil, errors.New("connection refused")
			}
			return nil, nil
		}
		l := &listener{}
		params := l.params(p, n)
		params.Rand = func() float64 { return 0.999999 }
		start(t, params)
		<-live
		<-live
		var waits []time.Duration
		d := n.attempts()
		for i := 1; i < len(d); i++ {
			waits = append(waits, d[i].Sub(d[i-1]).Round(time.Second))
		}
		s := time.Second
		equal(t, "waits", waits, []time.Duration{5 * s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 120 * s, 120 * s, (61 + 5) * s})
		equal(t, "reason", l.reasons()[1], "waiting unreachable")
	})
}

func TestStops(t *testing.T) {
	for code, reason := range map[int]Reason{
		wire.CloseVersion: Version, wire.CloseAuthentication: Unauthorized, wire.CloseFeedEnded: Ended, 4777: Closed,
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newPress(t, time.Now)
			n := newPipes(t, newSite(t, func(s *peer) {
				s.hello()
				s.closeWith(code)
				s.wait()
			}))
			l := &listener{}
			c, err := New(l.params(p, n))
			if err != nil {
				t.Fatal(err)
			}
			err = c.Run(t.Context())
			var stopped *StopError
			if !errors.As(err, &stopped) || stopped.Code != code || stopped.Reason != reason || !errors.Is(err, ErrStopped) {
				t.Errorf("code %d: Run returned %v", code, err)
			}
			equal(t, "condition", l.last().State, Stopped)
			equal(t, "attempts", len(n.attempts()), 1)
		})
	}
}

func TestNewRefuses(t *testing.T) {
	p := newPress(t, time.Now)
	commit := func(context.Context, Accepted) error { return nil }
	for name, params := range map[string]Params{
		"no profile": {URL: "wss://a.example", Commit: commit},
		"no commit":  {URL: "wss://a.example", Profile: p.profile},
		"plain":      {URL: "ws://a.example", Profile: p.profile, Commit: commit},
	} {
		if _, err := New(params); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

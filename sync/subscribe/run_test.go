package subscribe

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/wire"
)

// quiet is a stream that stays.
func quiet(s *peer) {
	s.hello()
	for {
		select {
		case <-time.After(25 * time.Second):
			s.send(event("bokgu.song.v9", []byte(`{}`)))
		case code := <-s.gone:
			s.gone <- code
			return
		}
	}
}

func TestWakesFromSleep(t *testing.T) {
	for _, c := range []struct {
		jump time.Duration
		want int // connections
	}{{29 * time.Second, 1}, {31 * time.Second, 2}, {8 * time.Hour, 2}, {-time.Minute, 2}} {
		synctest.Test(t, func(t *testing.T) {
			p := newPress(t, time.Now)
			n := newPipes(t, newSite(t, quiet))
			var slept atomic.Int64
			l := &listener{}
			params := l.params(p, n)
			params.Now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
			start(t, params)
			pass(61 * time.Second)
			equal(t, "state", l.last().State, Live)
			slept.Store(int64(c.jump))
			pass(9 * time.Second) // the next pulse
			if c.want == 2 {
				h := l.last()
				equal(t, c.jump.String(), string(h.State)+" "+string(h.Reason), "waiting lost")
				equal(t, "comes back within", h.RetryAt.Sub(h.Since), 2500*time.Millisecond)
			}
			pass(3 * time.Second)
			equal(t, "connections after "+c.jump.String(), len(n.attempts()), c.want)
			equal(t, "state", l.last().State, Live)
			pass(time.Minute)
			equal(t, "connections a minute later", len(n.attempts()), c.want)
		})
	}
}

// Where the monotonic clock goes on during a sleep, a wait that took far too long
// tells of it.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		timing := wire.DefaultTiming()
		var k clock
		k.set(time.Now())
		pass(5 * time.Minute)
		if !k.slept(time.Now(), 5*time.Minute, timing) {
			t.Error("a wait of five minutes is no sleep")
		}
		pass(5 * time.Minute) // spent keeping a document, not waiting
		if k.slept(time.Now(), time.Second, timing) {
			t.Error("work is a sleep")
		}
	})
}

func TestNetworkChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, quiet))
		l := &listener{}
		device := newNet()
		params := l.params(p, n)
		params.Network = device
		start(t, params, remote)
		pass(10 * time.Second)
		equal(t, "state", l.last().State, Live)
		device.turn(true)
		h := l.last()
		equal(t, "another network", string(h.State)+" "+string(h.Reason), "waiting lost")
		equal(t, "comes back within", h.RetryAt.Sub(h.Since), 2500*time.Millisecond)
		pass(3 * time.Second)
		equal(t, "state", l.last().State, Live)
		equal(t, "connections", len(n.attempts()), 2)

		device.turn(false)
		h = l.last()
		equal(t, "no network", string(h.State)+" "+string(h.Reason), "waiting no_network")
		equal(t, "safety retry", h.RetryAt.Sub(h.Since), 5*time.Minute)
		pass(14 * time.Minute) // it is tried all the same, for the system may be wrong
		equal(t, "connections", len(n.attempts()), 3)
		equal(t, "state", l.last().State, Live)
	})
}

// Without a network nothing is asked in a loop; with it, at once.
func TestOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		n := newPipes(t, w)
		refuse := func(context.Context, int) (net.Conn, error) { return nil, errors.New("no route to host") }
		n.fail = refuse
		l := &listener{}
		device := newNet()
		device.online.Store(false)
		params := polling(l, p, n)
		params.Network = device
		start(t, params, remote)
		pass(time.Hour + time.Minute)
		if tried := len(n.attempts()); tried != 12 {
			t.Errorf("%d attempts in an hour without a network, want one in five minutes", tried)
		}
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting no_network")
		n.failWith(nil)
		device.turn(true)
		equal(t, "accepted at once", l.taken(), 1)
		pass(3 * time.Second)
		wantAsked(t, "with a network", w, "3660.0 /v1/status 200", "3660.0 /v1/freshness 200", "3662.5 /v1/stream 503")
		// A flap does not undo the pause that the server asked for.
		device.turn(false)
		device.turn(true)
		pass(20 * time.Second)
		wantAsked(t, "after a flap", w, "3663.0 /v1/status tag 304", "3663.0 /v1/freshness tag 304")
	})
}

// A feed on this machine needs no network.
func TestLoopbackNeedsNoNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, quiet))
		l := &listener{}
		device := newNet()
		device.online.Store(false)
		params := l.params(p, n)
		params.Network = device
		start(t, params)
		synctest.Wait()
		equal(t, "state", l.last().State, Live)
		device.turn(true)
		device.turn(false)
		pass(time.Minute)
		equal(t, "state", l.last().State, Live)
		equal(t, "connections", len(n.attempts()), 1)
	})
}

// A change of the network ends an attempt that hangs.
func TestNetworkChangeWhileConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, quiet))
		ended := make(chan struct{})
		n.fail = func(ctx context.Context, attempt int) (net.Conn, error) {
			if attempt > 1 {
				return nil, nil
			}
			<-ctx.Done()
			close(ended)
			return nil, ctx.Err()
		}
		l := &listener{}
		device := newNet()
		params := l.params(p, n)
		params.Network = device
		start(t, params, remote)
		pass(5 * time.Second)
		equal(t, "state", l.last().State, Connecting)
		device.turn(true)
		select {
		case <-ended:
		default:
			t.Error("the attempt goes on")
		}
		pass(3 * time.Second)
		equal(t, "state", l.last().State, Live)
		equal(t, "attempts", len(n.attempts()), 2)
	})
}

// A start elsewhere than on this machine is spread out; the first word is not.
func TestStartIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, http.NotFoundHandler())
		l := &listener{}
		began := time.Now()
		start(t, l.params(p, n), remote)
		pass(3 * time.Second)
		equal(t, "first attempt", n.attempts()[0].Sub(began), 2500*time.Millisecond)
		equal(t, "first word", l.reasons()[0], "connecting")
	})
}

package delivery

import (
	"context"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/subscribe"
)

// These traps are about time: they run in bubbles, where an hour takes no time
// and "at the same moment" is exact.

// pass lets d of the bubble's time go by and everything settle.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// The edge closed the stream in good order, and meanwhile chat went down. It is
// told as after any error. Whether the stream comes back for it or HTTP is asked
// is another test's matter.
func TestTrap03CatchUpOnlyAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, onPipes)
		st.now("chat", up)
		d := newDevice(t, t.TempDir())
		f := d.follow(st, "s")
		f.caughtUp(st)
		pass(2 * time.Minute)
		st.line.close1000(t)
		synctest.Wait()
		st.now("chat", down)
		st.line.setShut(false)
		pass(5 * time.Minute)
		d.told("after a clean close", "chat")
	})
}

// The edge closed the stream in good order. Half a minute later the app says
// that it is connected, and what comes then is told within a second.
func TestTrap07NoReconnectAfterACleanClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, onPipes)
		st.now("chat", up)
		d := newDevice(t, t.TempDir())
		f := d.follow(st, "s")
		f.caughtUp(st)
		pass(2 * time.Minute)
		st.line.close1000(t)
		synctest.Wait()
		st.line.setShut(false)
		pass(30 * time.Second)
		if !f.live() {
			_, h, _ := f.screen.seen()
			t.Errorf("half a minute after a clean close the screen says %q (%s)", h.State, h.Reason)
		}
		st.now("chat", down)
		pass(time.Second)
		d.told("after the reconnect", "chat")
	})
}

// Three devices lose the same edge at the same moment and try for an hour. No two
// of them ever knock at the same moment, and the waits of one are not alike.
func TestTrap08RetriesWithoutJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, onPipes)
		st.timing.Poll = 0 // the attempts at the stream alone
		st.now("chat", up)
		knocks := make([][]time.Time, 3)
		for i := range knocks {
			d := newDevice(t, t.TempDir())
			p := d.on(st, "s")
			dial := p.Dial
			p.Dial = func(ctx context.Context, network, address string) (conn net.Conn, err error) {
				knocks[i] = append(knocks[i], time.Now())
				return dial(ctx, network, address)
			}
			d.start(p).caughtUp(st)
		}
		pass(2 * time.Minute)
		for i := range knocks {
			knocks[i] = nil
		}
		st.line.cut()
		pass(time.Hour)

		at := make(map[time.Time]int)
		for i, list := range knocks {
			if len(list) < 20 {
				t.Errorf("device %d tried %d times in an hour", i, len(list))
			}
			var waits []time.Duration
			for j, k := range list {
				at[k]++
				if j >= 10 { // the back-off is at its cap
					waits = append(waits, k.Sub(list[j-1]))
				}
			}
			if spread := slices.Max(waits) - slices.Min(waits); spread < 30*time.Second {
				t.Errorf("the waits of device %d differ by %s only: %s", i, spread, waits)
			}
		}
		for k, n := range at {
			if n > 1 {
				t.Errorf("%d devices at the same moment, %s", n, k)
			}
		}
	})
}

// An hour without any network: the device rests but for a slow look now and then,
// as the system may be wrong. When the network is back, it is connected and the
// outage told within seconds.
func TestTrap09RetryLoopWithNoNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, faraway)
		st.now("chat", up)
		d := newDevice(t, t.TempDir())
		network := newNetwork()
		p := d.on(st, "s")
		p.Network, p.Online = network, network.Online
		f := d.start(p)
		f.caughtUp(st)
		pass(time.Minute)

		network.turn(false)
		st.line.cut()
		synctest.Wait()
		before := st.line.attempts()
		pass(time.Hour)
		if n, most := st.line.attempts()-before, int(time.Hour/st.timing.OfflineRetry); n > most {
			t.Errorf("%d attempts in an hour without a network, at most %d are of use", n, most)
		}
		if _, h, _ := f.screen.seen(); h.Reason != subscribe.NoNetwork {
			t.Errorf("the screen says %q", h.Reason)
		}
		st.now("chat", down)
		st.line.setShut(false)
		network.turn(true)
		pass(2 * st.timing.FirstReconnect)
		d.told("when the network is back", "chat")
	})
}

// The stream lives and the edge answers every ping, but nobody has signed
// anything new for a quarter of an hour: the board may not be green. One signed
// word and it may.
func TestTrap12GreenWithoutFreshContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, onPipes)
		st.now("chat", up)
		d := newDevice(t, t.TempDir())
		f := d.follow(st, "s")
		f.caughtUp(st)
		green := func(when string, want bool) {
			t.Helper()
			if !f.live() || f.screen.board("chat") != up {
				t.Fatalf("%s: the test is not what it says", when)
			}
			if got := f.Evidence().Confirmed(time.Now()); got != want {
				t.Errorf("%s: confirmed %v", when, got)
			}
		}
		green("at the start", true)
		pass(st.timing.FreshnessValid - time.Minute)
		green("a minute before the end", true)
		pass(2 * time.Minute)
		green("a minute after the end", false)
		if err := st.publisher.Renew(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		green("renewed", true)
		pass(2 * st.timing.FreshnessValid)
		green("long after", false)
	})
}

package subscribe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// bad is one thing that a server does wrong, or does in a way that is rare, and
// what a client of it has to make of that.
type bad struct {
	name string
	play func(*trial, *line) // the first stream, from the answer to its request on

	state  State
	reason Reason
	wait   time.Duration // until the client comes back, by docs/feed.md and a draw of 0.5; only where state is Waiting
	said   int           // the close code that the client sends, 0: none
	taken  int           // documents that the client accepts of it

	sockets bool               // a pipe cannot do it
	pipes   bool               // it is about time alone
	capped  bool               // over sockets the wait is the cap: Retry-After counts in seconds
	hurry   func(*wire.Timing) // shortens what is waited for over sockets
	arrange func(*trial)       // before the client starts
	until   func(*trial) bool  // true when the client has done what it has to, beside state and reason
	away    bool               // the good server is the other one
	check   func(*trial)       // before the server becomes good
	after   func(*trial)       // in the end
}

// trial is one client against one forge.
type trial struct {
	testing.TB
	*house
	bad      bad
	real     bool // over sockets, in short real time; otherwise over pipes, in a bubble's time
	home     *forge
	other    *forge // a second server
	l        *listener
	params   Params
	told     chan struct{}
	stop     func() error
	began    time.Time
	expected uint64 // the seq of the good document
}

// inSockets is how much faster time goes over sockets. The first reconnect is
// within 5 s, which a hello says in whole milliseconds.
const inSockets = 5000

// scaled is what d of the table comes to in this trial.
func (r *trial) scaled(d time.Duration) time.Duration {
	if r.real {
		return d / inSockets
	}
	return d
}

// timing is the table, over sockets with every wait a small part of what it is.
// The bounds of dialling and the like stay: nothing has to run into them.
func (r *trial) timing() wire.Timing {
	t := streamOnly()
	for _, d := range []*time.Duration{
		&t.FirstReconnect, &t.BackoffBase, &t.BackoffCap, &t.BackoffCapMax, &t.OverloadFloor, &t.RateFloor, &t.MistakeFloor,
		&t.ReconnectWindow, &t.RetryAfterJitter, &t.StopPollMin, &t.StopPollMax, &t.GoawayWindow, &t.PongGrace, &t.ProfileFloor,
	} {
		*d = r.scaled(*d)
	}
	if r.real && r.bad.hurry != nil {
		r.bad.hurry(&t)
	}
	return t
}

// behave is a good server: the newest document, the same again, and a renewal.
// Whoever has been renewed has judged all of them.
func (r *trial) behave(l *line) {
	doc := r.doc(r.expected, 0)
	l.open()
	l.text(hello(wire.Hello{PingMS: 25_000, Epoch: doc.Epoch, Seq: doc.Seq, ServerTime: r.now()}))
	l.text(event(wire.TypeStatus, r.status(doc)))
	l.text(event(wire.TypeStatus, r.status(doc)))
	l.text(event(wire.TypeFreshness, r.freshness(r.record(doc, time.Hour))))
}

// wait waits until a callback or a request has made ok true.
func (r *trial) wait(what string, ok func() bool) {
	r.Helper()
	limit := time.NewTimer(r.home.patience)
	defer limit.Stop()
	for !ok() {
		select {
		case <-r.told:
		case <-limit.C:
			streams, asked := r.home.seen()
			accepted, renewed, _ := r.l.counts()
			r.Fatalf("%s: never; %.400q, streams %.200q, asked %.200q, accepted %d, renewed %d", what, strings.Join(r.l.reasons(), ", "),
				strings.Join(streams, ", "), strings.Join(asked, ", "), accepted, renewed)
		}
	}
}

// told is the first condition of that state and reason.
func (l *listener) told(s State, why Reason) (Health, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range l.healths {
		if h.State == s && h.Reason == why {
			return h, true
		}
	}
	return Health{}, false
}

// run plays a bad thing, sees what the client makes of it, and lets a good
// server take over.
func (b bad) run(t testing.TB, real bool) {
	r := &trial{TB: t, house: newHouse(t), bad: b, real: real, l: &listener{}, told: make(chan struct{}, 1), began: time.Now(), expected: 9}
	if real {
		// A clock that stands still: what the client plans can be read exactly.
		r.now = func() time.Time { return r.began }
	}
	r.home, r.other = r.forge(), r.forge()
	r.home.play = func(l *line) { b.play(r, l) }
	r.serve()
	close(r.other.good)
	r.house.profile.Origins = []string{"http://" + r.home.host}
	r.params = r.l.params(r.press, &pipes{})
	r.params.URL, r.params.NetDialContext = "ws://"+r.home.host, r.dialler()
	r.params.Held, r.params.Now, r.params.ProfileAt, r.params.Timing = r.held(r.doc(2, 0)), r.now, r.now(), r.timing()
	note := r.params.Health
	r.params.Health = func(h Health) {
		note(h)
		r.home.tell()
	}
	if b.arrange != nil {
		b.arrange(r)
	}
	r.home.profile = r.signed(t, nil)
	r.stop = start(t, r.params)

	r.wait("the reaction", func() bool {
		_, ok := r.l.told(b.state, b.reason)
		return ok && r.l.taken() >= b.taken && (b.until == nil || b.until(r))
	})
	h, _ := r.l.told(b.state, b.reason)
	if b.state == Waiting {
		want := r.scaled(b.wait)
		if r.real && b.capped {
			want = r.params.Timing.BackoffCapMax
		}
		equal(t, "comes back after", h.RetryAt.Sub(h.Since), want)
	}
	if b.reason != None && h.Detail == "" {
		t.Error("no detail for the log")
	}
	if strings.Contains(h.Detail, "text of the server") {
		t.Error("the server's own words are in the detail")
	}
	if b.check != nil {
		b.check(r)
	}
	equal(t, "accepted of the bad server", r.l.taken(), b.taken)
	r.recover()
	r.end()
}

// recover lets the next good server bring the client up to date.
func (r *trial) recover() {
	r.Helper()
	if !r.bad.away {
		close(r.home.good)
		if r.bad.state == Live { // otherwise the client goes by itself
			close(r.home.drop)
		}
	}
	r.wait("up to date", func() bool {
		h := r.l.last()
		return r.l.renewals() == 1 && h.State == Live && h.Reason == None
	})
	equal(r, "clock", r.l.last().ClockOff, time.Duration(0))
	equal(r, "accepted in the end", r.l.taken(), r.bad.taken+1)
	got := r.l.nth(r.l.taken() - 1)
	equal(r, "the newest", fmt.Sprint(got.Status.Epoch, ".", got.Status.Seq, " baseline ", got.Baseline, " digest ", got.Digest),
		fmt.Sprint(r.epoch, ".", r.expected, " baseline false digest false"))
	from := r.params.Held.Status.Cursor()
	if n := r.bad.taken; n > 0 {
		from = r.l.nth(n - 1).Status.Cursor()
	}
	if n := r.expected - from.Seq; uint64(len(got.Changes)) != n || got.Changes[0].ID != feed.ChangeID(r.epoch, from.Seq+1, 0) {
		r.Errorf("changes %+v, want the %d after %v", got.Changes, n, from)
	}
	back := r.home
	if r.bad.away {
		back = r.other
	}
	if r.bad.after != nil {
		r.bad.after(r)
	}
	streams, _ := back.seen()
	equal(r, "the cursor it came back with", streams[len(streams)-1], fmt.Sprintf("epoch=%s&seq=%d", from.Epoch, from.Seq))
}

// end stops everything and looks for what has been left behind.
func (r *trial) end() {
	r.Helper()
	if err := r.stop(); !errors.Is(err, context.Canceled) {
		r.Errorf("Run: %v", err)
	}
	r.home.stop()
	r.other.stop()
	equal(r, "close code of the client", r.home.clientSaid(), r.bad.said)
}

// forge makes a server of this trial.
func (r *trial) forge() *forge {
	f := newForge(r.TB)
	f.told, f.behave = r.told, r.behave
	if !r.real {
		f.patience = time.Hour
	}
	return f
}

// serve opens the forges: on ports, or behind a dialler.
func (r *trial) serve() {
	r.home.host, r.other.host = "localhost", "localhost:8000"
	if r.real {
		r.home.listen()
		r.other.listen()
	}
}

// dialler is nil over sockets: there the client dials as it always does.
func (r *trial) dialler() func(context.Context, string, string) (net.Conn, error) {
	if r.real {
		return nil
	}
	return func(_ context.Context, _, address string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		switch address {
		case "localhost:80":
			r.home.take(theirs)
		case "localhost:8000":
			r.other.take(theirs)
		default:
			return nil, fmt.Errorf("dialled %s", address)
		}
		return ours, nil
	}
}

// Every way in which a server can be wrong, over real sockets and, with the
// durations of docs/feed.md as they are, over pipes: the client says what it is,
// comes back when it should, keeps what it held, leaves nothing behind, and the
// next good server brings it up to date.
func TestForge(t *testing.T) {
	var all []bad
	for _, list := range [][]bad{badFrames(), badCloses(), badLines(), badAnswers(), badDeflate(), badEvents(), badDocuments(), badHints()} {
		all = append(all, list...)
	}
	for _, b := range all {
		t.Run(b.name, func(t *testing.T) {
			if !b.pipes {
				t.Run("sockets", func(t *testing.T) {
					before := goleak.IgnoreCurrent()
					b.run(t, true)
					goleak.VerifyNone(t, before)
				})
			}
			if !b.sockets {
				t.Run("pipes", func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { b.run(t, false) }) // which ends only with every goroutine in it
				})
			}
		})
	}
}

package subscribe

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/wire"
)

// A start shows the document at once, also where no stream is to be had; what
// follows comes by asking, and asking costs 304s.
func TestStartsOverHTTP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		n := newPipes(t, w)
		l := &listener{}
		start(t, polling(l, p, n), remote)
		synctest.Wait()
		wantAsked(t, "at once", w, "0.0 /v1/status 200", "0.0 /v1/freshness 200")
		if l.taken() != 1 || !l.nth(0).Baseline || l.renewals() != 1 {
			t.Fatalf("at once: accepted %d, renewed %d", l.taken(), l.renewals())
		}
		equal(t, "state before the first attempt", l.last().State, Connecting)
		equal(t, "contact", l.last().LastContact, time.Now())
		pass(seconds(2.6))
		wantAsked(t, "after the jitter", w, "2.5 /v1/stream 503")
		h := l.last()
		equal(t, "how it lives", string(h.State)+" "+string(h.Reason), "polling overloaded")
		equal(t, "next attempt", h.RetryAt.Sub(h.Since), seconds(30.5))
		pass(58 * time.Second)
		wantAsked(t, "a minute later", w, "33.0 /v1/stream 503", "60.0 /v1/status tag 304", "60.0 /v1/freshness tag 304")
		equal(t, "contact by a 304", l.last().LastContact, w.began.Add(time.Minute))
		w.publish(p, p.doc(3, 0), time.Hour)
		pass(time.Minute)
		equal(t, "changes", l.ids(), []string{"e1.2.0", "e1.3.0"})
		equal(t, "renewed", l.renewals(), 2)
		equal(t, "accepted", l.taken(), 2)
	})
}

// A stream that comes back ends the polling, and knows what polling brought.
func TestPollsOnlyWithoutStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(2, 0), time.Hour)
		queries := make(chan string, 2)
		site := newSite(t, func(s *peer) {
			queries <- s.request.URL.RawQuery
			s.hello()
			for range 9 { // more than three minutes
				<-time.After(25 * time.Second)
				s.send(event(wire.TypeFreshness, p.freshness(p.record(p.doc(2, 0), time.Hour))))
			}
			s.closeWith(wire.CloseServerError)
			s.wait()
		}, func(s *peer) {
			s.closeWith(wire.CloseTooSlow)
			s.wait()
		})
		w.stream = site
		n := newPipes(t, w)
		t.Cleanup(site.running.Wait)
		l := &listener{}
		start(t, polling(l, p, n), remote)
		pass(seconds(227))
		equal(t, "cursor", <-queries, "epoch=e1&seq=2")
		equal(t, "state", l.last().State, Live)
		wantAsked(t, "while live", w, "0.0 /v1/status 200", "0.0 /v1/freshness 200")
		pass(2 * time.Minute)
		wantAsked(t, "after the stream", w, "287.5 /v1/status tag 304", "287.5 /v1/freshness tag 304")
		equal(t, "state", l.last().State, Polling)
	})
}

// HTTP may be behind a cache: what is older is not taken, not even said, and
// confirms nothing.
func TestPollNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(2, 0), 2*time.Hour)
		l := &listener{}
		log, text := logger()
		params := polling(l, p, newPipes(t, w))
		params.Held, params.Logger = p.held(p.doc(3, 0)), log
		start(t, params, remote)
		pass(10 * time.Second)
		equal(t, "accepted, renewed", []int{l.taken(), l.renewals()}, []int{0, 0})
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting overloaded")
		if !l.last().LastContact.IsZero() {
			t.Error("a copy that lags behind counts as contact")
		}
		equal(t, "said", count(text(), `"msg":"refused"`), 0)
		// The same number with other contents is no cache: it is said.
		q := p.doc(3, 0)
		q.Feed.URL = "x"
		w.publish(p, q, time.Hour)
		pass(time.Minute)
		equal(t, "accepted", l.taken(), 0)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting refused_conflict")
		w.publish(p, p.doc(4, 0), time.Hour)
		pass(time.Minute)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "polling overloaded")
		equal(t, "changes", l.ids(), []string{"e1.4.0"})
	})
}

// An entity tag is kept only of what was taken: what is refused today is asked
// for again in full.
func TestNoTagOfWhatWasRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		l := &listener{}
		full := errors.New("disk full")
		l.commit = func(Accepted) error { return full }
		start(t, polling(l, p, newPipes(t, w)), remote)
		pass(3 * time.Second)
		equal(t, "accepted", l.taken(), 0)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting store_failed")
		w.take()
		l.mu.Lock()
		l.commit = nil
		l.mu.Unlock()
		pass(60 * time.Second)
		equal(t, "accepted", l.taken(), 1)
		asked := w.take()
		if len(asked) < 2 || asked[len(asked)-2] != "60.0 /v1/status 200" {
			t.Errorf("asked %q", asked)
		}
	})
}

// Codes that forbid the stream: HTTP every 5–10 minutes, except where the token
// is not taken.
func TestPollsAfterStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		site := newSite(t, func(s *peer) {
			s.hello()
			s.closeWith(wire.CloseFeedEnded)
			s.wait()
		})
		w.stream = site
		n := newPipes(t, w)
		t.Cleanup(site.running.Wait)
		l := &listener{}
		stop := start(t, polling(l, p, n), remote)
		pass(10 * time.Second)
		w.take()
		h := l.last()
		equal(t, "condition", string(h.State)+" "+string(h.Reason), "polling ended")
		if !h.RetryAt.IsZero() {
			t.Error("it says that it tries the stream again")
		}
		w.publish(p, p.doc(2, 0), time.Hour)
		pass(30 * time.Minute)
		wantAsked(t, "half an hour", w, "452.5 /v1/status other tag 200", "452.5 /v1/freshness other tag 200",
			"902.5 /v1/status tag 304", "902.5 /v1/freshness tag 304", "1352.5 /v1/status tag 304", "1352.5 /v1/freshness tag 304",
			"1802.5 /v1/status tag 304", "1802.5 /v1/freshness tag 304")
		equal(t, "changes", l.ids(), []string{"e1.2.0"})
		equal(t, "streams", site.n, 1)
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		site := newSite(t, func(s *peer) {
			s.hello()
			s.closeWith(wire.CloseAuthentication)
			s.wait()
		})
		l := &listener{}
		c, err := New(polling(l, p, newPipes(t, site)))
		if err != nil {
			t.Fatal(err)
		}
		var stopped *StopError
		if err := c.Run(t.Context()); !errors.As(err, &stopped) || stopped.Reason != Unauthorized {
			t.Errorf("Run: %v", err)
		}
	})
}

// The twins are asked to wait as well, and a feed that does not let us in is not
// asked at all between two attempts.
func TestPollWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.code, w.header["Retry-After"] = http.StatusTooManyRequests, "300"
		w.refusal = http.StatusBadGateway
		start(t, polling(&listener{}, p, newPipes(t, w)), remote)
		pass(6 * time.Minute)
		polls := 0
		for _, a := range w.take() {
			if a[len(a)-3:] == "429" {
				polls++
			}
		}
		equal(t, "polls", polls, 1)
	})
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.code, w.refusal = http.StatusUnauthorized, http.StatusUnauthorized
		l := &listener{}
		asked := 0
		params := polling(l, p, newPipes(t, w))
		params.Token = func(context.Context) (string, error) { asked++; return "t", nil }
		start(t, params, remote)
		pass(7 * time.Minute)
		wantAsked(t, "let in", w, "0.0 /v1/status 401", "2.5 /v1/stream 401")
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting unauthorized")
		pass(time.Minute)
		wantAsked(t, "later", w, "452.5 /v1/stream 401")
		equal(t, "the token was read again for each", asked, 3)
	})
}

// A feed on this machine is not asked twice at once: the stream comes first, and
// what a refused one would have brought comes without a pause.
func TestLoopbackStreamFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		l := &listener{}
		start(t, polling(l, p, newPipes(t, w)))
		synctest.Wait()
		wantAsked(t, "at once", w, "0.0 /v1/stream 503", "0.0 /v1/status 200", "0.0 /v1/freshness 200")
		equal(t, "accepted", l.taken(), 1)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "polling overloaded")
	})
}

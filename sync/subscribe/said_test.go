package subscribe

import (
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/wire"
)

// The same refused thing is said once, however often it comes and over whatever
// connection; the refusal stands until something good comes.
func TestRefusalsAreSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		older, other := event(wire.TypeStatus, p.status(p.doc(1, 0))), p.doc(2, 0)
		other.Feed.ID = "song"
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			s.send(older)
			s.send(older)
			s.closeWith(wire.CloseNormal)
			s.wait()
		}, func(s *peer) {
			s.hello()
			s.send(older)
			<-time.After(time.Second)
			s.send(event(wire.TypeStatus, p.status(other)))
			<-time.After(time.Second)
			s.send(event(wire.TypeStatus, p.status(p.doc(5, 4))))
			s.send(older)
			s.wait()
		}))
		l := &listener{}
		log, text := logger()
		params := l.params(p, n)
		params.Held, params.Logger = p.held(p.doc(4, 0)), log
		start(t, params)
		pass(10 * time.Second)
		equal(t, "conditions", l.reasons(), []string{
			"connecting", "live", "live refused_older", "waiting closed", "connecting closed",
			"live refused_older", "live refused_feed", "live",
		})
		equal(t, "lines of the log", count(text(), `"msg":"refused"`), 2)
		equal(t, "accepted", l.taken(), 1)
	})
}

func count(s, part string) int {
	n := 0
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			n++
		}
	}
	return n
}

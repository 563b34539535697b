package subscribe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// What came and went during an absence is in the tail; where the tail does not
// reach back, two documents are compared and it is called a digest.
func TestChangesAfterAbsence(t *testing.T) {
	for _, c := range []struct {
		name   string
		next   func(p *press) *feed.Status
		ids    []string
		digest bool
	}{
		{"all in the tail", func(p *press) *feed.Status { return p.doc(6, 2) }, []string{"e1.3.0", "e1.4.0", "e1.5.0", "e1.6.0"}, false},
		{"tail too short", func(p *press) *feed.Status { return p.doc(7, 5) }, []string{"e1.7.0"}, true},
		{"new epoch", func(p *press) *feed.Status {
			q := *p
			q.epoch, q.started = "e2", p.started.Add(time.Minute)
			return q.doc(1, 1)
		}, []string{"e2.1.0"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				next := c.next(p)
				n := newPipes(t, newSite(t, func(s *peer) {
					s.hello()
					s.send(event(wire.TypeStatus, p.status(next)))
					s.wait()
				}))
				l := &listener{}
				params := l.params(p, n)
				params.Held = p.held(p.doc(2, 0))
				start(t, params)
				pass(time.Second)
				equal(t, "changes", l.ids(), c.ids)
				a := l.accepted[0]
				equal(t, "digest", a.Digest, c.digest)
				equal(t, "baseline", a.Baseline, false)
				equal(t, "hash", a.SHA256, hash(p.payload(next)))
				equal(t, "key", a.KeyID, p.signer.Key().ID)
			})
		})
	}
}

// A device whose clock is a year behind still takes what is newer than what it
// holds; only a first document, with nothing to go by, is refused.
func TestClockBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.send(hello(wire.Hello{PingMS: 25_000, ServerTime: time.Now()}))
			s.send(event(wire.TypeStatus, p.status(p.doc(3, 0))))
			s.wait()
		}))
		behind := func() time.Time { return time.Now().AddDate(-1, 0, 0) }
		l := &listener{}
		params := l.params(p, n)
		params.Now, params.Held = behind, p.held(p.doc(2, 0))
		start(t, params)
		pass(time.Second)
		equal(t, "changes", l.ids(), []string{"e1.3.0"})
		if off := l.last().ClockOff; off < 365*24*time.Hour {
			t.Errorf("clock said to be off by %s", off)
		}
		l2 := &listener{}
		params = l2.params(p, n)
		params.Now = behind
		start(t, params)
		pass(time.Second)
		equal(t, "reason without anything held", l2.last().Reason, RefusedFuture)
	})
}

func TestFreshness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		doc := p.doc(2, 0)
		var asked atomic.Int32
		site := newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeFreshness, p.freshness(p.record(doc, 20*time.Minute))))
			s.send(event(wire.TypeFreshness, p.freshness(p.record(doc, 10*time.Minute)))) // an older one, late
			s.send(event(wire.TypeFreshness, p.freshness(p.record(p.doc(1, 0), time.Hour))))
			s.wait()
		})
		site.mux.HandleFunc(wire.StatusPath, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
		n := newPipes(t, site)
		l := &listener{}
		params := l.params(p, n)
		params.Held = p.held(doc)
		start(t, params)
		pass(30 * time.Second)
		if len(l.renewed) != 1 || time.Until(l.renewed[0].ExpiresAt) != 20*time.Minute-30*time.Second {
			t.Errorf("renewed %+v, want only the longest", l.renewed)
		}
		equal(t, "asked for a status", asked.Load(), int32(0))
	})
}

// A record may overtake its document: nothing is fetched then, and the record
// still renews it.
func TestFreshnessBeforeItsDocument(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		doc := p.doc(3, 0)
		site := newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeFreshness, p.freshness(p.record(doc, time.Hour))))
			<-time.After(4 * time.Second)
			s.send(event(wire.TypeStatus, p.status(doc)))
			s.wait()
		})
		site.mux.HandleFunc(wire.StatusPath, func(http.ResponseWriter, *http.Request) {
			t.Error("asked for the status")
		})
		l := &listener{}
		start(t, l.params(p, newPipes(t, site)))
		pass(30 * time.Second)
		equal(t, "accepted, renewed", []int{len(l.accepted), len(l.renewed)}, []int{1, 1})
	})
}

// A record of a document that the socket does not bring has it fetched: once per
// record, not in a loop.
func TestFetchesWhatTheSocketDidNotBring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		doc := p.doc(3, 0)
		var mu sync.Mutex // of the two handlers
		var asked []time.Time
		began := time.Now()
		served := p.status(p.doc(2, 0)) // a copy that lags behind
		site := newSite(t, func(s *peer) {
			s.hello()
			for range 2 {
				s.send(event(wire.TypeFreshness, p.freshness(p.record(doc, time.Hour))))
				<-time.After(30 * time.Second)
				mu.Lock()
				served = p.status(doc)
				mu.Unlock()
			}
			s.wait()
		})
		site.mux.HandleFunc(wire.StatusPath, func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, time.Now())
			_, _ = w.Write(served)
		})
		l := &listener{}
		params := l.params(p, newPipes(t, site))
		params.Held = p.held(p.doc(2, 0))
		start(t, params)
		pass(time.Minute)
		if len(asked) != 2 || asked[0].Sub(began) != 7500*time.Millisecond {
			t.Errorf("asked at %v, want 7.5 s after each record", asked)
		}
		equal(t, "changes", l.ids(), []string{"e1.3.0"})
	})
}

func TestLibrary(t *testing.T) {
	library := feed.Library{Schema: 1, FeedID: "talk", Articles: []feed.Article{}}
	other := feed.Library{Schema: 1, FeedID: "talk", Language: "ko", Articles: []feed.Article{}}
	for _, c := range []struct {
		name   string
		url    string
		held   bool
		serve  func(p *press, try int32) (int, []byte)
		got    int
		tries  int32
		reason Reason
	}{
		{"fetched", "/v1/library", false, func(p *press, _ int32) (int, []byte) {
			return 200, p.sign(libraryType(p), library)
		}, 1, 1, None},
		{"held already", "/v1/library", true, nil, 0, 0, None},
		{"absolute URL", "wss://edge.example/v1/library", false, nil, 0, 0, RefusedLibrary},
		{"another scheme", "file:///etc/passwd", false, nil, 0, 0, RefusedLibrary},
		{"another port", "http://localhost:81/v1/library", false, nil, 0, 0, RefusedLibrary},
		{"mended by asking again", "library", false, func(p *press, try int32) (int, []byte) {
			if try == 1 {
				return 500, nil
			}
			return 200, p.sign(libraryType(p), library)
		}, 1, 2, None},
		{"not the announced one", "library", false, func(p *press, _ int32) (int, []byte) {
			return 200, p.sign(libraryType(p), other)
		}, 0, 5, RefusedLibrary},
		{"signed as a status", "library", false, func(p *press, _ int32) (int, []byte) {
			return 200, p.sign(envelope.StatusType(p.profile.Mode), library)
		}, 0, 5, RefusedEnvelope},
		{"endless", "library", false, func(*press, int32) (int, []byte) {
			return 200, make([]byte, wire.MaxInflatedBytes+1)
		}, 0, 5, TooBig},
		{"redirected", "library", false, func(*press, int32) (int, []byte) { return 302, nil }, 0, 5, Captive},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				var tries atomic.Int32
				doc := p.doc(2, 0)
				doc.LibraryRef = &feed.LibraryRef{URL: c.url, SHA256: hash(p.payload(library))}
				site := newSite(t, func(s *peer) {
					s.hello()
					s.send(event(wire.TypeStatus, p.status(doc)))
					s.wait()
				})
				site.mux.HandleFunc("/v1/library", func(w http.ResponseWriter, _ *http.Request) {
					code, body := c.serve(p, tries.Add(1))
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(code)
					_, _ = w.Write(body)
				})
				l := &listener{}
				params := l.params(p, newPipes(t, site))
				params.Held = p.held(p.doc(1, 0))
				if c.held {
					params.Held.LibrarySHA256 = doc.LibraryRef.SHA256
				}
				start(t, params)
				pass(30 * time.Second) // 2.5 s and 0.5·2ⁿ s before each further try
				equal(t, "libraries", len(l.libraries), c.got)
				equal(t, "tries", tries.Load(), c.tries)
				equal(t, "reason", l.last().Reason, c.reason)
				equal(t, "documents", len(l.accepted), 1)
			})
		})
	}
}

func libraryType(p *press) string { return envelope.LibraryType(p.profile.Mode) }

// The token goes into one header of requests to listed origins, and nowhere
// else: not to an unlisted one, not into an address, a log or a condition.
func TestToken(t *testing.T) {
	const secret = "s3cret-token"
	for _, listed := range []bool{true, false} {
		t.Run(fmt.Sprint("listed ", listed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				if !listed {
					p.profile.Origins = []string{"https://edge.example", "http://localhost:81"}
				}
				library := feed.Library{Schema: 1, FeedID: "talk", Articles: []feed.Article{}}
				doc := p.doc(1, 0)
				doc.LibraryRef = &feed.LibraryRef{URL: "library", SHA256: hash(p.payload(library))}
				var mu sync.Mutex // of the two handlers
				var seen []string
				note := func(r *http.Request) {
					mu.Lock()
					defer mu.Unlock()
					if strings.Contains(r.URL.String(), secret) {
						t.Error("token in an address")
					}
					seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
				}
				site := newSite(t, func(s *peer) {
					note(s.request)
					s.hello()
					s.send(event(wire.TypeStatus, p.status(doc)))
					<-time.After(10 * time.Second)
					s.closeWith(wire.CloseAuthentication)
					s.wait()
				})
				site.mux.HandleFunc("/v1/library", func(w http.ResponseWriter, r *http.Request) {
					note(r)
					http.Redirect(w, r, "http://localhost/elsewhere", http.StatusFound)
				})
				site.mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") })
				l := &listener{}
				params := l.params(p, newPipes(t, site))
				log, text := logger()
				params.Logger = log
				params.Token = func(context.Context) (string, error) { return secret + "\n", nil }
				start(t, params)
				pass(20 * time.Second)
				want := ""
				if listed {
					want = "Bearer " + secret
				}
				if len(seen) < 2 || seen[0] != wire.StreamPath+" "+want || seen[1] != "/v1/library "+want {
					t.Errorf("requests: %q", seen)
				}
				if strings.Contains(text(), secret) || strings.Contains(fmt.Sprintf("%+v", l.healths), secret) {
					t.Error("token in the log or a condition")
				}
				equal(t, "state", l.last().State, Stopped)
			})
		})
	}
}

func TestLockedKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			s.wait()
		}))
		l := &listener{}
		params := l.params(p, n)
		locked := true
		params.Token = func(context.Context) (string, error) {
			if locked {
				locked = false
				return "", errors.New("locked")
			}
			return "", nil
		}
		start(t, params)
		pass(10 * time.Second)
		equal(t, "conditions", l.reasons(), []string{"connecting", "waiting no_token", "connecting no_token", "live"})
		equal(t, "attempts", len(n.attempts()), 1)
	})
}

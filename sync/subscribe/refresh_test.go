package subscribe

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// house is a press with a root: it can change its keys.
type house struct {
	*press
	root *envelope.Signer
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{press: newPress(t, time.Now), root: otherSigner(t)}
	h.profile.Version, h.profile.Name = 3, feed.Plain("Talk")
	h.profile.IssuedAt, h.profile.ExpiresAt = time.Now(), time.Now().Add(30*24*time.Hour)
	raw := h.signed(t, nil)
	p, err := envelope.OpenProfile(raw, "", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	h.profile = p
	return h
}

// signed returns the profile with a change, signed by the root.
func (h *house) signed(t testing.TB, change func(*envelope.Profile)) []byte {
	t.Helper()
	p := *h.profile
	if change != nil {
		change(&p)
	}
	raw, err := envelope.SignProfile(&p, h.root)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// successor is the press with another key.
func (h *house) successor(t testing.TB) *press {
	t.Helper()
	signer, err := envelope.NewRandomSigner(rand.NewChaCha8([32]byte{3}))
	if err != nil {
		t.Fatal(err)
	}
	q := *h.press
	q.signer = signer
	return &q
}

// keeper notes what a client says about profiles.
type keeper struct {
	versions []uint64
	keys     [][]string
	mu       sync.Mutex
	fail     error
}

func (k *keeper) failWith(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fail = err
}

// kept returns the versions that were kept, and the keys that were told.
func (k *keeper) kept() (versions []uint64, keys [][]string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.versions), slices.Clone(k.keys)
}

func (k *keeper) into(p *Params) {
	p.ProfileChanged = func(_ context.Context, q *envelope.Profile, raw []byte) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.fail != nil {
			return k.fail
		}
		if _, err := envelope.OpenProfile(raw, q.Root.ID, time.Now()); err != nil {
			return err
		}
		k.versions = append(k.versions, q.Version)
		return nil
	}
	p.KeyRotated = func(_ context.Context, ids []string) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.keys = append(k.keys, ids)
		return nil
	}
}

// A key that the profile does not list has the profile fetched, once, and what
// was refused is taken without another word.
func TestKeyRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		next := h.successor(t)
		w := newTwins()
		w.set(wire.ProfilePath, h.signed(t, func(p *envelope.Profile) {
			p.Version, p.PublishKeys = 4, []envelope.Key{next.signer.Key()}
		}))
		doc := next.doc(6, 0)
		site := newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeStatus, h.status(h.doc(4, 0))))
			<-time.After(time.Second)
			s.send(event(wire.TypeStatus, next.status(next.doc(5, 0))))
			s.send(event(wire.TypeStatus, next.status(doc)))
			s.send(event(wire.TypeFreshness, next.freshness(next.record(doc, time.Hour))))
			<-time.After(10 * time.Second)
			// The retired key is worth nothing now, whatever it signs.
			s.send(event(wire.TypeStatus, h.status(h.doc(99, 0))))
			s.wait()
		})
		w.stream = site
		n := newPipes(t, w)
		t.Cleanup(site.running.Wait)
		l, k := &listener{}, &keeper{}
		params := l.params(h.press, n)
		params.Held = h.held(h.doc(3, 0))
		k.into(&params)
		start(t, params)
		pass(2 * time.Second)
		equal(t, "before", l.last().Reason, RefusedKey)
		equal(t, "accepted before", l.taken(), 1)
		pass(3 * time.Second)
		wantAsked(t, "after the jitter", w, "3.5 "+wire.ProfilePath+" 200")
		equal(t, "changes", l.ids(), []string{"e1.4.0", "e1.5.0", "e1.6.0"})
		equal(t, "key of the document", l.nth(1).KeyID, next.signer.Key().ID)
		equal(t, "renewed", l.renewals(), 1)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "live ")
		versions, keys := k.kept()
		equal(t, "kept", fmt.Sprint(versions, keys), fmt.Sprintf("[4] [[%s]]", next.signer.Key().ID))
		pass(10 * time.Second)
		equal(t, "the retired key", l.last().Reason, RefusedKey)
		equal(t, "accepted", l.taken(), 2)
		equal(t, "connections", site.n, 1)
	})
}

// Documents of a retired key, however far ahead their numbers, do not stand in
// the way of its successor; those of a key that counts do.
func TestRetiredKeyGivesWay(t *testing.T) {
	for _, retired := range []bool{true, false} {
		p := newPress(t, time.Now)
		old := otherSigner(t).Key().ID
		held := p.held(p.doc(900, 899))
		held.KeyID = old
		if !retired {
			p.profile.PublishKeys = append(p.profile.PublishKeys, otherSigner(t).Key())
		}
		doc := p.doc(5, 4)
		a, err := judge(p.status(doc), p.profile, held, time.Now())
		means, _ := weigh(p.record(doc, time.Hour), held, held.retired(p.profile))
		if retired {
			if err != nil || a == nil || !a.Digest || a.Baseline || means != behind {
				t.Errorf("retired: %+v, %v, %v", a, err, means)
			}
			q := p.doc(900, 899)
			q.Feed.URL = "x"
			if a, err = judge(p.status(q), p.profile, held, time.Now()); err != nil || a == nil {
				t.Errorf("the same number: %v", err)
			}
		} else if reasonOf(err) != RefusedOlder || means != nothing {
			t.Errorf("not retired: %v, %v", err, means)
		}
	}
}

// Made-up keys do not make readers fetch: one fetch in five minutes.
func TestUnknownKeyIsRateLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		next := h.successor(t)
		w := newTwins()
		w.set(wire.ProfilePath, h.signed(t, nil))
		site := newSite(t, func(s *peer) {
			s.hello()
			for i := range uint64(100) {
				s.send(event(wire.TypeStatus, next.status(next.doc(i, 0))))
				select {
				case <-time.After(20 * time.Second):
				case <-s.gone:
					return
				}
			}
		})
		w.stream = site
		n := newPipes(t, w)
		t.Cleanup(site.running.Wait)
		l := &listener{}
		start(t, l.params(h.press, n))
		pass(19 * time.Minute)
		wantAsked(t, "in 19 minutes", w, "2.5 "+wire.ProfilePath+" 200", "302.5 "+wire.ProfilePath+" tag 304",
			"602.5 "+wire.ProfilePath+" tag 304", "902.5 "+wire.ProfilePath+" tag 304")
		equal(t, "accepted", l.taken(), 0)
	})
}

// A profile is fetched again within a day by the wall clock, and only what is of
// the same root and feed and not older is taken. The rest is said once.
func TestDailyProfile(t *testing.T) {
	stranger, err := envelope.NewRandomSigner(rand.NewChaCha8([32]byte{9}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		change  func(*envelope.Profile)
		root    *envelope.Signer
		raw     string
		version uint64 // that is kept; 0: none
		reason  Reason
	}{
		{"the same", nil, nil, "", 0, None},
		{"a later version", func(p *envelope.Profile) { p.Version = 4 }, nil, "", 4, None},
		{"issued again", func(p *envelope.Profile) { p.IssuedAt = p.IssuedAt.Add(time.Hour) }, nil, "", 3, None},
		{"an earlier version", func(p *envelope.Profile) { p.Version = 2; p.IssuedAt = p.IssuedAt.Add(time.Hour) }, nil, "", 0, None},
		{"the same version, issued earlier", func(p *envelope.Profile) { p.IssuedAt = p.IssuedAt.Add(-time.Hour) }, nil, "", 0, None},
		{"a later one that has expired", func(p *envelope.Profile) { p.Version, p.ExpiresAt = 4, p.IssuedAt.Add(time.Hour) }, nil, "", 4, None},
		{"another root", func(p *envelope.Profile) { p.Version = 4 }, stranger, "", 0, ChangedRoot},
		{"another feed", func(p *envelope.Profile) { p.Version, p.FeedID = 4, "song" }, nil, "", 0, RefusedFeed},
		{"another mode", func(p *envelope.Profile) { p.Version, p.Mode = 4, feed.ModeLive }, nil, "", 0, RefusedFeed},
		{"nothing of the kind", nil, nil, `{}`, 0, RefusedEnvelope},
		{"not there", nil, nil, "-", 0, None},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				w := newTwins()
				if c.root != nil {
					h.root = c.root
				}
				switch c.raw {
				case "":
					w.set(wire.ProfilePath, h.signed(t, c.change))
				case "-":
				default:
					w.set(wire.ProfilePath, []byte(c.raw))
				}
				w.stream = newSite(t, quiet)
				n := newPipes(t, w)
				t.Cleanup(w.stream.(*site).running.Wait)
				l, k := &listener{}, &keeper{}
				log, text := logger()
				params := l.params(h.press, n)
				params.Logger = log
				params.Timing.ProfileEvery = 2 * time.Hour
				params.ProfileAt = time.Now().Add(-time.Hour)
				k.into(&params)
				start(t, params)
				pass(59 * time.Minute)
				wantAsked(t, "before it is due", w)
				pass(2 * time.Minute)
				if asked := w.take(); len(asked) != 1 {
					t.Errorf("when it is due: asked %q", asked)
				}
				var want []uint64
				if c.version > 0 {
					want = []uint64{c.version}
				}
				versions, keys := k.kept()
				equal(t, "kept", versions, want)
				equal(t, "keys", len(keys), 0)
				equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "live "+string(c.reason))
				pass(150 * time.Minute)
				if c.reason != None {
					equal(t, "said", count(text(), `"msg":"refused"`), 1)
				}
				if asked := len(w.take()); asked < 1 {
					t.Errorf("asked %d times more", asked)
				}
				versions, _ = k.kept()
				equal(t, "kept", versions, want)
			})
		})
	}
}

// A profile that cannot be kept does not count; it comes again.
func TestProfileNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		w := newTwins()
		w.set(wire.ProfilePath, h.signed(t, func(p *envelope.Profile) { p.Version = 4 }))
		w.stream = newSite(t, quiet)
		n := newPipes(t, w)
		t.Cleanup(w.stream.(*site).running.Wait)
		l, k := &listener{}, &keeper{fail: errors.New("disk full")}
		params := l.params(h.press, n)
		params.ProfileAt = time.Time{} // not known
		k.into(&params)
		start(t, params)
		pass(15 * time.Second)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "live store_failed")
		k.failWith(nil)
		pass(61 * time.Minute)
		versions, _ := k.kept()
		equal(t, "kept", versions, []uint64{4})
	})
}

// Without a root there is nothing to hold a profile against: none is believed.
func TestNoRootNoProfile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		w := newTwins()
		w.set(wire.ProfilePath, h.signed(t, func(p *envelope.Profile) { p.Version = 4 }))
		next := h.successor(t)
		w.stream = newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeStatus, next.status(next.doc(5, 0))))
			for {
				select {
				case <-time.After(25 * time.Second):
					s.send(event("bokgu.song.v9", []byte(`{}`)))
				case <-s.gone:
					return
				}
			}
		})
		n := newPipes(t, w)
		t.Cleanup(w.stream.(*site).running.Wait)
		k := &keeper{}
		h.profile.Root = envelope.Key{}
		params := (&listener{}).params(h.press, n)
		params.ProfileAt = time.Time{}
		k.into(&params)
		params.Timing.ProfileEvery = time.Hour
		start(t, params)
		pass(2 * time.Hour)
		versions, _ := k.kept()
		equal(t, "kept", len(versions), 0)
		wantAsked(t, "asked", w)
	})
}

// An edge that a new profile no longer lists is left.
func TestEdgeOffTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.profile.Origins = []string{"http://localhost", "http://localhost:81"}
		w := newTwins()
		w.set(wire.ProfilePath, h.signed(t, func(p *envelope.Profile) { p.Version, p.Origins = 4, []string{"http://localhost"} }))
		w.stream = newSite(t, quiet)
		n := newPipes(t, w)
		t.Cleanup(w.stream.(*site).running.Wait)
		l := &listener{}
		params := l.params(h.press, n)
		params.ProfileAt = time.Time{}
		only(n, "localhost:81")
		start(t, params)
		pass(9 * time.Second)
		equal(t, "state", l.last().State, Live)
		only(n, "localhost:80", "localhost:81")
		pass(time.Minute)
		hosts := n.dialled()
		equal(t, "dialled last", hosts[len(hosts)-1], "localhost:80")
		equal(t, "state", l.last().State, Live)
	})
}

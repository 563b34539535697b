package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// website is a company's status page, invented, in the form of Statuspage.
type website struct {
	t testing.TB

	mu       sync.Mutex
	chat     string
	affects  []map[string]any
	open     bool // an incident
	updated  time.Time
	fails    error
	raw      string // in place of the page
	asked    []time.Time
	newest   string // ETag
	verbatim int    // answers in full
}

const siteMain = "https://status.weather.example/api/v2/summary.json"

func newWebsite(t testing.TB) *website {
	return &website{t: t, chat: "operational", affects: []map[string]any{{"id": "chat"}}, updated: time.Now(), newest: "0"}
}

// say changes the page.
func (w *website) say(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	w.updated = time.Now()
	w.newest = fmt.Sprint(w.updated.UnixNano())
}

func (w *website) requests() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked)
}

// ask is the Ask of Params.
func (w *website) ask(_ context.Context, address string, have source.Validators) (source.Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, time.Now())
	switch {
	case address != siteMain:
		w.t.Errorf("asked for %s", address)
		return source.Answer{}, source.ErrPage
	case w.fails != nil:
		return source.Answer{}, w.fails
	case w.raw != "":
		return source.Answer{Body: []byte(w.raw)}, nil
	case have.ETag == w.newest:
		return source.Answer{NotModified: true, Validators: have}, nil
	}
	w.verbatim++
	stamp := w.updated.UTC().Format(time.RFC3339)
	incidents := []map[string]any{}
	if w.open {
		incidents = append(incidents, map[string]any{
			"id": "i1", "name": "Chat is down", "status": "investigating", "impact": "critical", "created_at": stamp, "started_at": stamp, "updated_at": stamp,
			"components":       w.affects,
			"incident_updates": []map[string]any{{"id": "u1", "status": "investigating", "body": "We look.", "created_at": stamp, "updated_at": stamp, "display_at": stamp}},
		})
	}
	body, err := json.Marshal(map[string]any{
		"page":       map[string]any{"id": "pg", "name": "Weather", "url": "https://status.weather.example", "time_zone": "Etc/UTC", "updated_at": stamp},
		"components": []map[string]any{{"id": "chat", "name": "Chat", "status": w.chat, "created_at": stamp, "updated_at": stamp, "position": 1}},
		"incidents":  incidents, "scheduled_maintenances": []any{}, "status": map[string]any{"indicator": "none", "description": "All Systems Operational"},
	})
	if err != nil {
		w.t.Error(err)
	}
	return source.Answer{Body: body, Validators: source.Validators{ETag: w.newest}}, nil
}

// page are the parameters of the page on a device.
func (d *device) page(w *website, follows ...string) Params {
	p := d.params(store.Subscription{
		ID: "s", URL: "https://status.weather.example", Page: &store.StatusPage{Provider: string(source.Statuspage), Main: siteMain},
	}, alert.Rules{Follows: follows})
	p.Ask, p.PageFile = w.ask, filepath.Join(d.dir, "pages", "s.json")
	network := newNetwork()
	p.Network, p.Rand, p.Timing, p.Online = network, func() float64 { return 0.5 }, wire.DefaultTiming(), network.Online
	return p
}

// A page is followed as a feed is: its first sight tells nobody, a change is told
// once, a restart tells nothing again, and whatever else answers, what was known
// stands and grows old.
func TestAPageFromTheAnswerToThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		dir := t.TempDir()
		d := newDevice(t, dir)
		f := d.start(d.page(w, "chat"))
		pass(time.Second)
		if f.screen.board("chat") != feed.Operational {
			t.Fatalf("the board says %q", f.screen.board("chat"))
		}
		if _, h, _ := f.screen.seen(); h.State != subscribe.Polling || h.LastContact.IsZero() {
			t.Errorf("health %+v", h)
		}
		d.told("at first sight")
		began := w.requests()
		pass(21 * time.Minute)
		if n := w.requests() - began; n != 4 {
			t.Errorf("a quiet page was asked %d times in 21 minutes", n)
		}
		if !f.Evidence().Confirmed(time.Now()) {
			t.Error("it is not confirmed although it answers")
		}

		w.say(func() { w.chat, w.open = "major_outage", true })
		pass(6 * time.Minute)
		if f.screen.board("chat") != feed.MajorOutage {
			t.Fatalf("the board says %q", f.screen.board("chat"))
		}
		d.told("after the outage", "Chat")
		began = w.requests()
		pass(10 * time.Minute)
		if n := w.requests() - began; n != 10 {
			t.Errorf("in an incident it was asked %d times in ten minutes", n)
		}

		// The app ends and starts again: what is known stays, also to the server.
		d.close()
		full := w.verbatim
		d2 := newDevice(t, dir)
		f = d2.start(d2.page(w, "chat"))
		pass(2 * time.Minute)
		if f.screen.board("chat") != feed.MajorOutage || w.verbatim != full {
			t.Errorf("after a restart the board says %q; fetched in full %d times", f.screen.board("chat"), w.verbatim-full)
		}
		d2.told("after a restart")

		for _, bad := range []struct {
			what   string
			set    func()
			reason subscribe.Reason
		}{
			{"an error of the server", func() { w.fails = &source.StatusError{Code: 500} }, subscribe.ServerError},
			{"a page for people", func() { w.fails, w.raw = nil, "<html><body>hello</body></html>" }, PageUnread},
			{"half a document", func() { w.raw = `{"page":{"id":"pg"` }, PageUnread},
			{"a bad certificate", func() { w.raw, w.fails = "", source.ErrCertificate }, subscribe.Certificate},
			{"a private network", func() { w.fails = source.ErrPrivate }, PagePrivate},
			{"silence", func() { w.fails = fmt.Errorf("%w: x", source.ErrSlow) }, subscribe.TimedOut},
		} {
			w.say(bad.set)
			pass(70 * time.Minute)
			_, h, failures := f.screen.seen()
			if h.State != subscribe.Waiting || h.Reason != bad.reason || !h.RetryAt.After(time.Now()) {
				t.Errorf("%s: health %+v", bad.what, h)
			}
			if f.screen.board("chat") != feed.MajorOutage || len(failures) > 0 || f.Evidence().Confirmed(time.Now()) {
				t.Errorf("%s: the board says %q (%v), confirmed %v", bad.what, f.screen.board("chat"), failures, f.Evidence().Confirmed(time.Now()))
			}
		}
		d2.told("while nothing can be read", "No contact with Weather") // one quiet word, once
		w.say(func() { w.fails, w.raw, w.chat, w.open = nil, "", "operational", false })
		pass(70 * time.Minute)
		if f.screen.board("chat") != feed.Operational || !f.Evidence().Confirmed(time.Now()) {
			t.Errorf("in the end the board says %q", f.screen.board("chat"))
		}
		d2.told("in the end", "No contact with Weather", "Chat")
	})
}

// One poll that fails is no news: the next is due in ten minutes.
func TestAHiccupOfAPageIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		d := newDevice(t, t.TempDir())
		d.start(d.page(w, "chat"))
		pass(time.Second)
		w.say(func() { w.fails = source.ErrUnreachable })
		pass(6 * time.Minute)
		w.say(func() { w.fails = nil })
		pass(30 * time.Minute)
		d.told("after a hiccup")
	})
}

// What a server asks for is kept over a restart, and a reader who presses the key
// again and again does not make it ask more often.
func TestAPageIsAskedWithManners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		dir := t.TempDir()
		d := newDevice(t, dir)
		f := d.start(d.page(w, "chat"))
		pass(time.Minute)
		first := w.requests()
		next := f.Feed
		for range 20 {
			next.Stop()
			next = next.Again(nil)
			next.Start(t.Context())
			pass(time.Second)
		}
		if n := w.requests() - first; n < 2 || n > 3 {
			t.Errorf("twenty presses in twenty seconds made it ask %d times", n)
		}
		next.Stop()

		w.say(func() { w.fails = &source.StatusError{Code: 429, RetryAfter: 30 * time.Minute} })
		g := d.start(d.page(w, "chat"))
		pass(time.Minute)
		asked := w.requests()
		if _, h, _ := g.screen.seen(); h.Reason != subscribe.Overloaded {
			t.Errorf("health %+v", h)
		}
		d.close()
		d = newDevice(t, dir)
		d.start(d.page(w, "chat"))
		pass(20 * time.Minute)
		if n := w.requests() - asked; n != 0 {
			t.Errorf("asked %d times although the server asked for half an hour", n)
		}
	})
}

// Without a network nothing is asked but for a slow safety retry; with one again it
// is asked at once, and so it is after a sleep.
func TestAPageWithoutANetworkAndAfterASleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		d := newDevice(t, t.TempDir())
		p := d.page(w, "chat")
		network := p.Network.(*fakeNetwork)
		var slept atomic.Int64
		p.Now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
		f := d.start(p)
		pass(time.Second)
		network.turn(false)
		w.say(func() { w.fails = fmt.Errorf("%w: no route", source.ErrUnreachable) })
		asked := w.requests()
		pass(time.Hour)
		if n := w.requests() - asked; n > 12 {
			t.Errorf("asked %d times in an hour without a network", n)
		}
		if _, h, _ := f.screen.seen(); h.Reason != subscribe.NoNetwork {
			t.Errorf("health %+v", h)
		}
		d.told("without a network")
		w.say(func() { w.fails = nil })
		asked = w.requests()
		network.turn(true)
		pass(6 * time.Second)
		if n := w.requests() - asked; n != 1 {
			t.Errorf("asked %d times in the first seconds with a network", n)
		}
		asked = w.requests()
		synctest.Wait()
		slept.Add(int64(40 * time.Second)) // not yet due
		pass(16 * time.Second)
		if n := w.requests() - asked; n != 1 {
			t.Errorf("asked %d times after a sleep", n)
		}
	})
}

// A file that cannot be read, or that is of another page, makes the page new: what
// is held is compared with it, and what is the same is not told.
func TestAPageWhoseFileIsLost(t *testing.T) {
	for name, spoil := range map[string]func(string) string{
		"gone":         func(string) string { return "" },
		"half":         func(s string) string { return s[:len(s)/2] },
		"another page": func(s string) string { return strings.Replace(s, siteMain, "https://other.example/", 1) },
		"a later form": func(s string) string { return strings.Replace(s, `"version":1`, `"version":9`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWebsite(t)
				w.chat = "major_outage"
				dir := t.TempDir()
				d := newDevice(t, dir)
				p := d.page(w, "chat")
				d.start(p)
				pass(time.Minute)
				d.close()
				raw, err := os.ReadFile(p.PageFile)
				if err != nil {
					t.Fatal(err)
				}
				if text := spoil(string(raw)); text == "" {
					err = os.Remove(p.PageFile)
				} else {
					err = os.WriteFile(p.PageFile, []byte(text), 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
				d = newDevice(t, dir)
				f := d.start(d.page(w, "chat"))
				pass(time.Minute)
				d.told("what is the same")
				w.say(func() { w.chat = "operational" })
				pass(6 * time.Minute)
				if _, h, failures := f.screen.seen(); f.screen.board("chat") != feed.Operational || len(failures) > 0 {
					t.Errorf("the board says %q, %v, %+v", f.screen.board("chat"), failures, h)
				}
				d.told("what has changed", "Chat")
			})
		})
	}
}

// The document was made and could not be kept, or the app died in between: it is
// kept at the next start, with what it tells.
func TestAPageWhoseDocumentWasNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		dir := t.TempDir()
		d := newDevice(t, dir)
		p := d.page(w, "chat")
		f := d.start(p)
		pass(time.Minute)
		f.Stop()
		// What the next run would have known and not committed.
		w.say(func() { w.chat = "major_outage" })
		answer, err := w.ask(t.Context(), siteMain, source.Validators{})
		if err != nil {
			t.Fatal(err)
		}
		read, err := source.Read(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		kept := f.savedPage()
		kept.State, _ = kept.State.Next(time.Now(), read)
		if err := f.keepPage(kept); err != nil {
			t.Fatal(err)
		}
		w.say(func() { w.fails = errors.Join(source.ErrUnreachable) })
		g := d.start(d.page(w, "chat"))
		pass(time.Minute)
		if g.screen.board("chat") != feed.MajorOutage {
			t.Errorf("the board says %q", g.screen.board("chat"))
		}
		d.told("what was known", "Chat")
	})
}

// An incident that a page stops listing without a word is called by its name.
func TestWhatLeavesAPageHasItsName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		w.affects = []map[string]any{}
		d := newDevice(t, t.TempDir())
		d.start(d.page(w, "chat"))
		pass(time.Second)
		w.say(func() { w.open = true })
		pass(6 * time.Minute)
		w.say(func() { w.open = false })
		pass(6 * time.Minute)
		d.told("in the end", "Chat is down", "No longer listed: Chat is down")
	})
}

// The first sight of a page in the midst of an outage shows it and tells nobody.
func TestTheFirstSightOfAnOutageOnAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWebsite(t)
		w.chat, w.open, w.affects = "major_outage", true, []map[string]any{}
		d := newDevice(t, t.TempDir())
		f := d.start(d.page(w, "chat"))
		pass(10 * time.Minute)
		if doc, _, _ := f.screen.seen(); f.screen.board("chat") != feed.MajorOutage || len(doc.Incidents) != 1 {
			t.Errorf("the board says %q", f.screen.board("chat"))
		}
		d.told("at first sight")
		pending, err := d.db.Pending(t.Context(), "s")
		if err != nil || len(pending.Changes) != 0 || pending.Digest {
			t.Errorf("waiting: %+v, %v", pending, err)
		}
	})
}

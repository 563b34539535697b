package bridge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/wire"
)

// Each change of each page is told once, whatever happens to the pages.
func TestEachChangeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r := newInternet(), &reader{t: t}
		acts[0].do(n)
		b, end := begin(t, params(t, n, t.TempDir()))
		for _, act := range acts {
			act.do(n)
			before := len(r.told)
			for until := time.Now().Add(actFor(act.name)); time.Now().Before(until); {
				time.Sleep(time.Minute)
				synctest.Wait()
				r.look(b)
			}
			got := slices.Clone(r.told[before:])
			slices.Sort(got)
			want := slices.Sorted(slices.Values(act.want))
			if !slices.Equal(got, want) {
				t.Errorf("%s:\n got %q\nwant %q", act.name, got, want)
			}
			if r.doc.StatusOf("b.example") == feed.ComponentUnknown || !r.fresh.After(time.Now()) {
				t.Errorf("%s: the other page is %s, fresh until %s", act.name, r.doc.StatusOf("b.example"), r.fresh)
			}
			switch act.name {
			case "the page falls silent", "it answers with an error page":
				if sv := r.doc.Services()[0]; sv.Note["en"] == "" || sv.Functions[0].Status != feed.MajorOutage || sv.Functions[1].Status != feed.ComponentUnknown {
					t.Errorf("%s: %+v", act.name, sv)
				}
				if h := b.Health()[0]; !h.Silent || h.Err == nil || h.Failures == 0 || b.Health()[1].Err != nil {
					t.Errorf("%s: %+v", act.name, h)
				}
			default:
				if r.doc.Component("a.example").Note != nil {
					t.Errorf("%s: %v", act.name, r.doc.Component("a.example").Note)
				}
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// What is not the address of a page is said at once; a page that is only in trouble
// is waited for, and the others are served meanwhile.
func TestAtTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(n *internet)
		want error
	}{
		"no page there":   {func(*internet) {}, ErrNotAPage},
		"a private one":   {func(n *internet) { n.fail("a.example", fmt.Errorf("%w: 10.0.0.1", source.ErrPrivate)) }, source.ErrPrivate},
		"unreachable":     {func(n *internet) { n.fail("a.example", errDown) }, nil},
		"failing":         {func(n *internet) { n.fail("a.example", &source.StatusError{Code: 503}) }, nil},
		"too many asking": {func(n *internet) { n.fail("a.example", &source.StatusError{Code: 429, RetryAfter: time.Minute}) }, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			n, r := newInternet(), &reader{t: t}
			acts[0].do(n)
			delete(n.files, "a.example/api/v2/summary.json")
			delete(n.files, "a.example/api/v2/incidents.json")
			c.do(n)
			b, end := begin(t, params(t, n, t.TempDir()))
			time.Sleep(time.Minute)
			synctest.Wait()
			r.look(b)
			if c.want != nil {
				if err := end(); !errors.Is(err, c.want) || r.doc != nil {
					t.Errorf("%s: %v, %v", name, err, r.doc)
				}
				return
			}
			if r.doc == nil || r.doc.StatusOf("a.example") != feed.ComponentUnknown || !r.doc.Component("a.example").Note.Equal(noAnswerYet) || r.doc.StatusOf("b.example:x") != feed.Operational {
				t.Fatalf("%s: %+v", name, r.doc)
			}
			n.fail("a.example", nil)
			acts[0].do(n)
			time.Sleep(time.Hour)
			synctest.Wait()
			r.look(b)
			if r.doc.StatusOf("a.example:x") != feed.Operational || len(r.told) > 0 {
				t.Errorf("%s: heard at last: %+v, told %v", name, r.doc.Components, r.told)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A bridge that was away says so: it serves what it knew, unconfirmed, until every
// page was asked.
func TestAfterALongAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r, dir := newInternet(), &reader{t: t}, t.TempDir()
		acts[0].do(n)
		b, end := begin(t, params(t, n, dir))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.look(b)
		root := b.Root()
		if err := end(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Hour)
		n.fail("a.example", errDown)
		gate := make(chan struct{})
		p := params(t, n, dir)
		p.Get = func(ctx context.Context, address string, have source.Validators) (source.Answer, error) {
			<-gate
			return n.get(ctx, address, have)
		}
		b, end = begin(t, p)
		synctest.Wait()
		r.look(b)
		if b.Root() != root || r.fresh.After(time.Now()) || r.doc.StatusOf("a.example:x") != feed.Operational {
			t.Errorf("before anybody was asked: root %s, fresh until %s", b.Root(), r.fresh)
		}
		close(gate)
		time.Sleep(time.Minute)
		synctest.Wait()
		r.look(b)
		if !r.fresh.After(time.Now()) || r.doc.StatusOf("a.example:x") != feed.ComponentUnknown || r.doc.StatusOf("b.example:x") != feed.Operational {
			t.Errorf("asked: fresh until %s, %+v", r.fresh, r.doc.Components)
		}
		if want := []string{"component_status a.example:x operational>unknown", "component_status a.example:y operational>unknown"}; !slices.Equal(r.told, want) {
			t.Errorf("told %q", r.told)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// A restart in which nothing is new costs no number and tells nothing.
func TestAQuietRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r, dir := newInternet(), &reader{t: t}, t.TempDir()
		acts[0].do(n)
		acts[1].do(n)
		n.set("i.example/summary.json", answer(t, "instatus-summary.json"))
		n.set("i.example/components.json", answer(t, "instatus-components.json"))
		var profile []byte
		for range 3 {
			p := params(t, n, dir)
			p.Pages = addresses(t, "a.example", "b.example", "i.example")
			b, end := begin(t, p)
			time.Sleep(7 * time.Minute)
			synctest.Wait()
			r.look(b)
			w := httptest.NewRecorder()
			b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, wire.ProfilePath, nil))
			if profile != nil && string(profile) != w.Body.String() {
				t.Error("another profile")
			}
			profile = w.Body.Bytes()
			if err := end(); err != nil {
				t.Error(err)
			}
		}
		if r.doc.Seq != 1 || len(r.told) > 0 || len(r.epochs) != 1 {
			t.Errorf("seq %d, told %v", r.doc.Seq, r.told)
		}
		renamed := params(t, n, dir)
		renamed.Pages, renamed.Name = addresses(t, "a.example", "b.example", "i.example"), "Three"
		other, endOther := begin(t, renamed)
		time.Sleep(7 * time.Minute)
		synctest.Wait()
		r.look(other)
		if err := endOther(); err != nil || r.doc.Seq != 2 || r.doc.Feed.Name.In("", "") != "Three" || len(r.told) > 0 {
			t.Errorf("renamed: seq %d of %q, told %v, %v", r.doc.Seq, r.doc.Feed.Name, r.told, err)
		}
		held, err := envelope.OpenProfile(profile, "", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for address, opens := range map[string]bool{"https://a.example/incidents/x": true, "https://evil.example/": false} {
			if _, err := held.Target(feed.Action{Type: feed.ActionURL, Value: address}, time.Now()); (err == nil) != opens {
				t.Errorf("%s: %v", address, err)
			}
		}
		// A bridge that runs for years signs its profile anew.
		slow := params(t, n, dir)
		slow.Sleep = func(ctx context.Context, _ time.Duration) error { return pause(ctx, 10*24*time.Hour) }
		slow.Timing = wire.DefaultTiming()
		slow.Timing.FreshnessEvery = 24 * time.Hour
		b, end := begin(t, slow)
		time.Sleep(70 * 24 * time.Hour)
		synctest.Wait()
		served(t, b)
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, wire.ProfilePath, nil))
		if now, err := envelope.OpenProfile(w.Body.Bytes(), b.Root(), time.Now()); err != nil || now.Expired(time.Now()) || now.Version <= held.Version {
			t.Errorf("%+v, %v", now, err)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// One poll that failed is no silence: the page is asked again first. Words that nobody
// knows do not keep a document from being published.
func TestOneFailureIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r := newInternet(), &reader{t: t}
		acts[0].do(n)
		n.set("a.example/api/v2/summary.json", summary("a", 0, "operational", "wobbly")) // quiet: asked every five minutes
		n.set("a.example/api/v2/incidents.json", summary("a", 0, "", ""))
		b, end := begin(t, params(t, n, t.TempDir()))
		time.Sleep(time.Minute)
		synctest.Wait()
		r.look(b)
		n.fail("a.example", errDown)
		for b.Health()[0].Failures == 0 {
			time.Sleep(time.Second)
			synctest.Wait()
		}
		n.fail("a.example", nil)
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		r.look(b)
		if len(r.told) > 0 || b.Health()[0].Failures > 0 {
			t.Errorf("told %q", r.told)
		}
		n.set("a.example/api/v2/summary.json", summary("a", 20, "operational", "operational", "i baffled u1"))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		r.look(b)
		if want := []string{"component_status a.example:y unknown>operational", "incident_opened a.example:i >unknown", "incident_update a.example:i u1 >unknown"}; !slices.Equal(r.told, want) {
			t.Errorf("told %q", r.told)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	for _, c := range []struct {
		minutes, failures int
		silent            bool
	}{{14, 9, false}, {15, 1, false}, {15, 2, true}, {29, 1, false}, {30, 0, true}} {
		if got := silent(time.Duration(c.minutes)*time.Minute, c.failures); got != c.silent {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

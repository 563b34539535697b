package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/wire"
)

// internet answers for every host what it was given.
type internet struct {
	mu       sync.Mutex
	files    map[string][]byte // host and path → body
	trouble  map[string]error  // host → what it does instead
	requests int
}

func (n *internet) set(address string, body []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.files[address] = body
}

func (n *internet) fail(host string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.trouble[host] = err
}

func (n *internet) get(_ context.Context, address string, have source.Validators) (source.Answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return source.Answer{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests++
	if err := n.trouble[u.Host]; err != nil {
		return source.Answer{}, err
	}
	body, ok := n.files[u.Host+u.Path]
	if !ok {
		return source.Answer{}, &source.StatusError{Code: http.StatusNotFound}
	}
	if tag := fmt.Sprint(len(body)) + string(body[:min(len(body), 200)]); have.ETag == tag {
		return source.Answer{NotModified: true, Validators: have}, nil
	} else {
		return source.Answer{Body: body, URL: address, Validators: source.Validators{ETag: tag}}, nil
	}
}

func newInternet() *internet {
	return &internet{files: make(map[string][]byte), trouble: make(map[string]error)}
}

// summary is an answer of a Statuspage, written down briefly: when, the states of
// its functions x and y, incidents as "id status update…".
func summary(page string, minute int, x, y string, incidents ...string) []byte {
	stamp := func(m int) string { return noon.Add(time.Duration(m) * time.Minute).Format(time.RFC3339) }
	list := []any{}
	for _, line := range incidents {
		words := strings.Fields(line)
		updates := []any{}
		for i, id := range words[2:] {
			updates = append([]any{map[string]any{"id": id, "status": words[1], "body": id, "display_at": stamp(minute - 10 + i), "updated_at": stamp(minute - 10 + i)}}, updates...)
		}
		in := map[string]any{"id": words[0], "name": words[0], "status": words[1], "impact": "major", "started_at": stamp(0), "updated_at": stamp(minute), "incident_updates": updates, "components": []any{map[string]any{"id": "x"}}}
		if words[1] == "resolved" {
			in["resolved_at"] = stamp(minute)
		}
		list = append(list, in)
	}
	doc := map[string]any{"page": map[string]any{"id": page, "name": "Page " + page, "url": "https://" + page + ".example", "updated_at": stamp(minute)}, "incidents": list}
	if x != "" {
		doc["components"] = []any{map[string]any{"id": "x", "name": "X", "status": x, "updated_at": stamp(minute)}, map[string]any{"id": "y", "name": "Y", "status": y, "updated_at": stamp(minute)}}
		doc["scheduled_maintenances"] = []any{}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return b
}

// reader follows the feed by what the edge serves, and remembers what it was told.
type reader struct {
	t      *testing.T
	cursor feed.Cursor
	told   []string
	epochs map[string]bool
	doc    *feed.Status
	fresh  time.Time
	// digests is how often the tail did not reach back: a reader compares then.
	digests int
}

// look takes what the edge serves now, as a reader does.
func (r *reader) look(b *Bridge) {
	r.t.Helper()
	doc, fresh := served(r.t, b)
	if doc == nil {
		return
	}
	if r.doc != nil && doc.Epoch == r.cursor.Epoch && doc.Seq < r.cursor.Seq {
		r.t.Errorf("seq %d after %d", doc.Seq, r.cursor.Seq)
	}
	if r.doc != nil {
		changes, complete := doc.ChangesSince(r.cursor)
		if !complete {
			r.digests++
		}
		r.told = append(r.told, brief(changes)...)
	}
	if r.epochs == nil {
		r.epochs = make(map[string]bool)
	}
	r.epochs[doc.Epoch] = true
	r.doc, r.cursor, r.fresh = doc, doc.Cursor(), fresh
}

func (r *reader) clone() *reader {
	c := *r
	c.told, c.epochs = slices.Clone(r.told), maps.Clone(r.epochs)
	return &c
}

// served returns the document that the edge has, verified by what its profile says;
// nil while it has none.
func served(t *testing.T, b *Bridge) (*feed.Status, time.Time) {
	t.Helper()
	get := func(path string) []byte {
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK {
			return nil
		}
		return w.Body.Bytes()
	}
	raw := get(wire.StatusPath)
	if raw == nil {
		return nil, time.Time{}
	}
	profile, err := envelope.OpenProfile(get(wire.ProfilePath), b.Root(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	payload, _, err := envelope.Verify(raw, envelope.StatusType(feed.ModeLive), profile.PublishKeys)
	if err != nil {
		t.Fatal(err)
	}
	doc, report, err := feed.Parse(payload)
	if err != nil || len(report.Problems) > 0 || doc.Feed.ID != profile.FeedID {
		t.Fatal(err, report)
	}
	record, _, err := envelope.Verify(get(wire.FreshnessPath), envelope.FreshnessType(feed.ModeLive), profile.PublishKeys)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := feed.ParseFreshness(record)
	if err != nil || fresh.Seq != doc.Seq {
		t.Fatal(err, fresh)
	}
	return doc, fresh.ExpiresAt
}

func brief(changes []feed.Change) []string {
	var out []string
	for _, c := range changes {
		if c.Kind == feed.ChangeStage {
			continue
		}
		words := []string{string(c.Kind)}
		for _, id := range []string{c.ComponentID, c.IncidentID, c.UpdateID} {
			if id != "" {
				words = append(words, id)
			}
		}
		out = append(out, strings.Join(words, " ")+" "+c.From+">"+c.To)
	}
	return out
}

func addresses(t testing.TB, typed ...string) []*url.URL {
	t.Helper()
	var out []*url.URL
	for _, s := range typed {
		u, err := source.ParseAddress(s, false)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, u)
	}
	return out
}

// begin starts a bridge; end ends it the clean way and returns Run's error.
func begin(t *testing.T, p Params) (b *Bridge, end func() error) {
	t.Helper()
	b, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return b, sync.OnceValue(func() error {
		cancel()
		err := <-ended
		synctest.Wait()
		return err
	})
}

var errDown = fmt.Errorf("%w: a.example: connection refused", source.ErrUnreachable)

// acts are what happens on two pages, and what a reader is to be told of it.
var acts = []struct {
	name string
	do   func(n *internet)
	want []string
}{
	{"the beginning", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 0, "operational", "operational", "old identified o1"))
		n.set("a.example/api/v2/incidents.json", summary("a", 0, "", "", "old identified o1"))
		n.set("b.example/api/v2/summary.json", summary("b", 0, "operational", "operational"))
		n.set("b.example/api/v2/incidents.json", summary("b", 0, "", ""))
	}, nil},
	{"an outage, first seen with two updates", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 10, "major_outage", "operational", "new investigating n1 n2", "old identified o1"))
	}, []string{"component_status a.example:x operational>major_outage", "incident_opened a.example:new >investigating", "incident_update a.example:new n1 >investigating", "incident_update a.example:new n2 >investigating"}},
	{"the other page has one of the same ids", func(n *internet) {
		n.set("b.example/api/v2/summary.json", summary("b", 20, "partial_outage", "operational", "new investigating n1"))
	}, []string{"component_status b.example:x operational>partial_outage", "incident_opened b.example:new >investigating", "incident_update b.example:new n1 >investigating"}},
	{"it is not listed for a while", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 30, "major_outage", "operational", "old identified o1"))
	}, []string{"incident_unlisted a.example:new investigating>"}},
	{"and listed again", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 40, "major_outage", "operational", "new investigating n1 n2", "old identified o1"))
	}, []string{"incident_status a.example:new unknown>investigating"}},
	{
		"the page falls silent", func(n *internet) { n.fail("a.example", errDown) },
		[]string{"component_status a.example:y operational>unknown"},
	},
	{"it answers with an error page", func(n *internet) {
		n.fail("a.example", nil)
		n.set("a.example/api/v2/summary.json", []byte("<html>502</html>"))
	}, nil},
	{"it is heard again, mended", func(n *internet) {
		n.set("a.example/api/v2/incidents.json", summary("a", 60, "", "", "new resolved n1 n2 n3", "old identified o1"))
		n.set("a.example/api/v2/summary.json", summary("a", 60, "operational", "operational", "old identified o1"))
	}, []string{"component_status a.example:x major_outage>operational", "component_status a.example:y unknown>operational", "incident_status a.example:new investigating>resolved", "incident_update a.example:new n3 >resolved"}},
	{"a stale cache answers", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 10, "major_outage", "operational", "new investigating n1 n2", "old identified o1"))
	}, nil},
	{"the fresh one again", func(n *internet) {
		n.set("a.example/api/v2/summary.json", summary("a", 70, "operational", "degraded_performance", "old identified o1"))
	}, []string{"component_status a.example:y operational>degraded_performance"}},
}

// actFor is long enough for a page that failed often to be asked again. Only the
// stale cache must not be one for so long that it falls silent.
func actFor(name string) time.Duration {
	switch name {
	case "a stale cache answers":
		return 5 * time.Minute
	case "it is heard again, mended":
		return 70 * time.Minute
	}
	return 20 * time.Minute
}

func params(t testing.TB, n *internet, dir string) Params {
	return Params{Pages: addresses(t, "a.example", "b.example"), Dir: dir, Name: "Both", Get: n.get, Origins: []string{"https://feed.example"}}
}

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

// snapshot is a folder at the moment before or after a write, as a kill at that moment would
// leave it, with what a reader had been told by then.
type snapshot struct {
	dir    string
	reader *reader
	act    int
	at     time.Duration
}

// files is all that is in a folder but when pages were heard.
func files(t *testing.T, dir string) string {
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "heard.json" {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %x\n", path, b)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return out.String()
}

// Whenever the process ends, be it between any two writes of its files: the next one
// goes on in the same epoch and a reader is told each change once. BOKGU_LONG looks at
// every moment.
func TestKilledAtAnyWrite(t *testing.T) {
	var want []string
	for _, act := range acts {
		want = append(want, act.want...)
	}
	slices.Sort(want)
	var snapshots []snapshot
	keep, last := t.TempDir(), ""
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r := newInternet(), &reader{t: t}
		acts[0].do(n)
		act, started := 0, time.Now()
		b, err := New(params(t, n, t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		b.folder.beside = func() {
			mu.Lock()
			defer mu.Unlock()
			r.look(b) // what the edge has, all readers may have
			content := files(t, b.folder.dir) + fmt.Sprint(r.cursor)
			if len(snapshots) > 0 && content == last {
				return
			}
			last = content
			dir := filepath.Join(keep, fmt.Sprint(len(snapshots)))
			if err := os.CopyFS(dir, os.DirFS(b.folder.dir)); err != nil {
				t.Error(err)
			}
			snapshots = append(snapshots, snapshot{dir, r.clone(), act, time.Since(started)})
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		for i := range acts {
			mu.Lock()
			act = i
			mu.Unlock()
			acts[i].do(n)
			time.Sleep(actFor(acts[i].name))
			synctest.Wait()
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	if len(snapshots) < 20 {
		t.Fatalf("only %d writes", len(snapshots))
	}
	every, from := 4, rand.IntN(4) // each time others; all of them in the long run
	if os.Getenv("BOKGU_LONG") != "" {
		every, from = 1, 0
	}
	t.Logf("%d moments, every %d from %d", len(snapshots), every, from)
	for i, s := range snapshots {
		if i%every != from {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon) + s.at)
			n, r := newInternet(), s.reader
			r.t = t
			for _, act := range acts[:s.act+1] {
				act.do(n)
			}
			b, end := begin(t, params(t, n, s.dir))
			r.look(b) // at once: what was served before, and nothing of it again
			for k := s.act; k < len(acts); k++ {
				acts[k].do(n)
				time.Sleep(actFor(acts[k].name))
				synctest.Wait()
				r.look(b)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
			got := slices.Sorted(slices.Values(r.told))
			if !slices.Equal(got, want) {
				t.Errorf("killed at moment %d, in %q:\n got %q\nwant %q", i, acts[s.act].name, got, want)
			}
			if len(r.epochs) != 1 || r.digests > 0 {
				t.Errorf("killed at moment %d: epochs %v, %d digests", i, r.epochs, r.digests)
			}
		})
	}
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

package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
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

package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/store"
)

// The feed of the tests of the screens at full size: forty services of nine
// functions are 400 components; an incident has 1,960 updates and four others
// ten each, which are 2,000; and as many changes are in the history. A maker may
// send ten of an incident (feed.MaxUpdates), a reader takes what comes.
const (
	bigServices  = 40
	bigFunctions = 9
	bigUpdates   = 2000
	bigArticles  = 60
)

// bigFeed generates documents. Its names and states occur nowhere else.
type bigFeed struct {
	r       *rand.Rand
	now     time.Time
	updates int // of all incidents, and changes in the history
}

func newBigFeed(seed uint64, updates int) *bigFeed {
	return &bigFeed{r: rand.New(rand.NewPCG(seed, 3)), now: time.Now().UTC().Truncate(time.Second), updates: updates}
}

// words makes n words in both languages.
func (b *bigFeed) words(n int) feed.Text {
	ko, en := make([]string, n), make([]string, n)
	for i := range n {
		for range 2 + b.r.IntN(3) {
			ko[i] += string(rune(0xAC00 + b.r.IntN(11172)))
			en[i] += string(rune('a'+b.r.IntN(26))) + string("aeiou"[b.r.IntN(5)])
		}
	}
	return feed.Text{"ko": strings.Join(ko, " "), "en": strings.Join(en, " ")}
}

func (b *bigFeed) state() feed.ComponentStatus {
	if b.r.IntN(3) > 0 {
		return feed.Operational
	}
	all := []feed.ComponentStatus{feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown}
	return all[b.r.IntN(len(all))]
}

// document makes the first document.
func (b *bigFeed) document() *feed.Status {
	s := &feed.Status{
		Schema: 1, Mode: feed.ModeLive, Epoch: "e", EpochStarted: b.now.Add(-48 * time.Hour), Seq: 1,
		IssuedAt: b.now, ExpiresAt: b.now.Add(24 * time.Hour),
		Feed: feed.Info{ID: "big", Name: b.words(1), Language: "ko", TimeZone: "Asia/Seoul"},
	}
	for i := range bigServices {
		id := fmt.Sprintf("s%d", i)
		s.Components = append(s.Components, feed.Component{
			ID: id, Name: b.words(1), Status: feed.Operational, Since: b.ago(), Position: len(s.Components),
		})
		for j := range bigFunctions {
			s.Components = append(s.Components, feed.Component{
				ID: fmt.Sprintf("%s.f%d", id, j), GroupID: id, Name: b.words(1), Note: b.words(2), Status: b.state(), Since: b.ago(),
				Position: len(s.Components),
			})
		}
	}
	for i := range 5 {
		in := feed.Incident{
			ID: fmt.Sprintf("i%d", i), Name: b.words(2), Status: feed.Identified, Impact: feed.ImpactMajor,
			StartedAt: b.now.Add(-47 * time.Hour), ComponentIDs: []string{fmt.Sprintf("s%d", i)},
			Promises: []feed.Promise{{ID: "p", Text: b.words(2), MadeAt: b.now.Add(-time.Hour), DueAt: b.now.Add(3 * time.Hour), State: feed.PromiseOpen}},
		}
		n := min(feed.MaxUpdates, b.updates)
		if i == 0 {
			n = max(0, b.updates-4*feed.MaxUpdates)
		}
		for j := range n {
			at := b.now.Add(-time.Duration(j) * 80 * time.Second)
			in.Updates = append(in.Updates, feed.Update{
				ID: fmt.Sprintf("u%d.%d", i, j), Status: feed.Identified, Body: b.words(4 + b.r.IntN(4)), DisplayAt: at, UpdatedAt: at,
			})
		}
		s.Incidents = append(s.Incidents, in)
	}
	for i := range 60 {
		g := feed.Guidance{
			ID: fmt.Sprintf("g%d", i), Kind: []feed.GuidanceKind{feed.GuidanceDo, feed.GuidanceDoNot}[i%2], Title: b.words(3), Text: b.words(6), Priority: i,
		}
		s.Guidance = append(s.Guidance, g)
	}
	return s
}

func (b *bigFeed) ago() time.Time { return b.now.Add(-time.Duration(b.r.IntN(24*60)) * time.Minute) }

// next is a document in which one function, number n, has another state.
func (b *bigFeed) next(s *feed.Status, n int) *feed.Status {
	out := *s
	out.Seq++
	out.Components = append([]feed.Component(nil), s.Components...)
	c := &out.Components[n%bigServices*(bigFunctions+1)+1+n/bigServices%bigFunctions]
	from := c.Status
	for c.Status == from {
		c.Status = b.state()
	}
	c.Since = b.now
	out.Changes = []feed.Change{{
		ID: feed.ChangeID("e", out.Seq, 0), At: b.now, Kind: feed.ChangeComponentStatus, ComponentID: c.ID, From: string(from), To: string(c.Status),
	}}
	return &out
}

// library makes the articles.
func (b *bigFeed) library() *feed.Library {
	l := &feed.Library{Schema: 1, FeedID: "big", Language: "ko"}
	kinds := []feed.ArticleKind{feed.ArticleCause, feed.ArticleImprovement, feed.ArticleFAQ}
	for i := range bigArticles {
		l.Articles = append(l.Articles, feed.Article{ID: fmt.Sprintf("a%d", i), Kind: kinds[i%3], Title: b.words(4), Text: b.words(60), Position: i})
	}
	return l
}

func marshal(t testing.TB, v any) (payload []byte, sum string) {
	t.Helper()
	payload, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(payload)
	return payload, hex.EncodeToString(hash[:])
}

// keep writes the feed with its history to a store on disk.
func (b *bigFeed) keep(t testing.TB, dir string) *feed.Status {
	t.Helper()
	db, _, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	doc := b.document()
	for i := range b.updates {
		c := doc.Components[i%len(doc.Components)]
		doc.Changes = append(doc.Changes, feed.Change{
			ID: feed.ChangeID("d", uint64(i+1), 0), At: b.now.Add(-time.Duration(b.updates-i) * time.Minute),
			Kind: feed.ChangeComponentStatus, ComponentID: c.ID, From: string(b.state()), To: string(b.state()),
		})
	}
	changes := doc.Changes
	doc.Changes = changes[max(0, len(changes)-20):]
	payload, sum := marshal(t, doc)
	err = db.Commit(t.Context(), bigSub, store.Commit{
		Payload: payload, SHA256: sum, KeyID: "k", Epoch: doc.Epoch, EpochStarted: doc.EpochStarted, Seq: doc.Seq,
		ReceivedAt: b.now, ExpiresAt: doc.ExpiresAt, Changes: changes, Baseline: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, hash := marshal(t, b.library())
	if err := db.SaveLibrary(t.Context(), bigSub, raw, hash); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	doc, _, err = feed.Parse(payload)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

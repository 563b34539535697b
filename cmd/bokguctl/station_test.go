package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/subscribe"
)

var epoch = time.Unix(0, 0).UTC()

// station is a feed on a loopback port. Its root may be changed behind the same
// address, as when another replay is started there.
type station struct {
	t    *testing.T
	url  string
	mu   sync.Mutex
	edge http.Handler

	publisher *publish.Publisher
	root      string
	behind    time.Duration // how far the publisher's clock is behind
}

func (s *station) now() time.Time { return time.Now().Add(-s.behind) }

func newStation(t *testing.T, mode feed.Mode, authorize func(string) bool) *station {
	t.Helper()
	s := &station{t: t}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		edge := s.edge
		s.mu.Unlock()
		edge.ServeHTTP(w, r)
	}))
	t.Cleanup(ts.Close)
	s.url = ts.URL
	s.renew(mode, authorize)
	return s
}

// renew starts the feed anew, with other keys.
func (s *station) renew(mode feed.Mode, authorize func(string) bool) {
	s.t.Helper()
	signer := func() *envelope.Signer {
		k, err := envelope.NewRandomSigner(rand.Reader)
		if err != nil {
			s.t.Fatal(err)
		}
		return k
	}
	root, key := signer(), signer()
	s.root = root.Key().ID
	raw, err := envelope.SignProfile(&envelope.Profile{
		FeedID: "talk", Mode: mode, Name: feed.Plain("Talk"), Version: 1,
		IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour),
		Origins: []string{s.url}, PublishKeys: []envelope.Key{key.Key()},
	}, root)
	if err != nil {
		s.t.Fatal(err)
	}
	edge := server.New(server.Params{Profile: raw, Authorize: authorize})
	s.publisher, err = publish.New(publish.Params{
		Mode: mode, Info: feed.Info{ID: "talk", Name: feed.Plain("Talk"), TimeZone: "Asia/Seoul"},
		Signer: key, Epoch: "e" + s.root[7:15], EpochStarted: time.Now(), Now: s.now, Log: edge,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.edge = edge
	s.mu.Unlock()
	s.publish(mode, feed.Operational)
	s.publish(mode, feed.MajorOutage)
}

func (s *station) publish(mode feed.Mode, state feed.ComponentStatus) {
	s.t.Helper()
	now := s.now()
	doc := feed.Status{Components: []feed.Component{{ID: "text", Name: feed.Plain("Text"), Status: state, Since: now}}}
	if mode != feed.ModeLive {
		doc.Replay = &feed.Replay{Scenario: "test", At: now, Speed: 1, Until: now.Add(time.Hour)}
	}
	if _, err := s.publisher.Publish(s.t.Context(), doc, now); err != nil {
		s.t.Fatal(err)
	}
}

// break502 has every request answered like a gateway does whose server is down.
func (s *station) break502() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edge = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusBadGateway) })
}

// screen is a standard stream that may be read while it is written.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// session runs a command line until done holds, then ends it like a signal
// would, and returns the exit status with both streams.
func session(t *testing.T, in string, done func(out, err string) bool, args ...string) (code int, out, err string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var stdout, stderr screen
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, args, &streams{In: strings.NewReader(in), Out: &stdout, Err: &stderr}) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case code := <-ended:
			return code, stdout.String(), stderr.String()
		case <-tick.C:
			if done != nil && done(stdout.String(), stderr.String()) {
				cancel()
				done = nil
			}
		}
	}
}

func lines(n int) func(out, err string) bool {
	return func(out, _ string) bool { return strings.Count(out, "\n") >= n }
}

func accepted(s *feed.Status, changes ...feed.Change) subscribe.Accepted {
	return subscribe.Accepted{Status: s, SHA256: strconv.FormatUint(s.Seq, 10), Payload: []byte("{}"), Changes: changes}
}

package scenario

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// playing is a player under test inside a synctest bubble, where time is its
// own.
type playing struct {
	t *testing.T
	*Player
	profile *envelope.Profile
}

func play(t *testing.T, params PlayerParams) *playing {
	t.Helper()
	if params.Scenario == nil {
		params.Scenario = loaded(t, "kakao-2022")
	}
	p, err := NewPlayer(params)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := envelope.OpenProfile(p.ProfileRaw(), p.Root(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	synctest.Wait()
	return &playing{t, p, profile}
}

// pass lets d go by and everything settle.
func (p *playing) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (p *playing) get(path string) []byte {
	p.t.Helper()
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		p.t.Fatalf("GET %s: %d", path, w.Code)
	}
	return w.Body.Bytes()
}

// doc returns the served document after verifying it as a client would.
func (p *playing) doc() *feed.Status {
	p.t.Helper()
	payload, _, err := envelope.Verify(p.get(wire.StatusPath), envelope.StatusType(feed.ModeReplay), p.profile.PublishKeys)
	if err != nil {
		p.t.Fatal(err)
	}
	doc, report, err := feed.Parse(payload)
	if err != nil || len(report.Problems) > 0 {
		p.t.Fatalf("document: %v %v", err, report.Problems)
	}
	if now := doc.Now(time.Now()); now.Sub(p.State().At).Abs() > time.Minute {
		p.t.Errorf("the document speaks about %s, the player is at %s", now, p.State().At)
	}
	return doc
}

func (p *playing) freshness() feed.Freshness {
	p.t.Helper()
	payload, _, err := envelope.Verify(p.get(wire.FreshnessPath), envelope.FreshnessType(feed.ModeReplay), p.profile.PublishKeys)
	if err != nil {
		p.t.Fatal(err)
	}
	f, err := feed.ParseFreshness(payload)
	if err != nil {
		p.t.Fatal(err)
	}
	return f
}

// bubble runs a test on synctest's clock.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func TestPlayerPublishesWhenItHappened(t *testing.T) {
	bubble(t, func(t *testing.T) {
		started := time.Now()
		p := play(t, PlayerParams{Speed: 60})
		first := p.doc()
		if first.Seq != 1 || len(first.Changes) != 0 || len(first.Incidents) != 0 {
			t.Errorf("baseline: seq %d, %d changes, %d incidents", first.Seq, len(first.Changes), len(first.Incidents))
		}
		if r := first.Replay; r.Speed != 60 || !r.Until.Equal(p.params.Until) || !r.NextAt.Equal(at(t, "2022-10-15T15:30")) {
			t.Errorf("replay %+v", r)
		}
		if !first.IssuedAt.Equal(started) || !first.ExpiresAt.Equal(started.Add(15*time.Minute)) {
			t.Errorf("issued %s, expires %s, want real time from %s", first.IssuedAt, first.ExpiresAt, started)
		}
		p.pass(14999 * time.Millisecond) // 15:29:59.94
		if got := p.doc(); got.Seq != 1 {
			t.Fatalf("seq %d before anything happened", got.Seq)
		}
		p.pass(time.Millisecond)
		down := p.doc()
		if down.Seq != 2 || down.StatusOf("talk.text") != feed.MajorOutage || len(down.Changes) == 0 {
			t.Fatalf("15:30: seq %d, text %s, %d changes", down.Seq, down.StatusOf("talk.text"), len(down.Changes))
		}
		for _, c := range down.Changes {
			if c.At.After(at(t, "2022-10-15T15:30")) || c.At.Before(at(t, "2022-10-15T15:19")) {
				t.Errorf("%s %s at %s, not of the recording", c.ID, c.Kind, c.At)
			}
		}
		p.pass(40 * time.Second) // 16:10
		if got := p.doc(); got.Seq != 3 || !got.Replay.At.Equal(at(t, "2022-10-15T16:10")) {
			t.Errorf("16:10: seq %d at %s", got.Seq, got.Replay.At)
		}
	})
}

func TestPlayerPauseSpeedResume(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := play(t, PlayerParams{From: at(t, "2022-10-16T08:00"), Speed: 60})
		synctest.Wait()
		past := len(p.doc().Changes) // of the recording before 08:00
		if past == 0 {
			t.Error("a replay that starts in the middle does not bring what was before")
		}
		p.pass(10 * time.Second) // 08:10
		p.Pause()
		synctest.Wait()
		held := p.doc()
		if held.Replay.Speed != 0 || !held.Replay.At.Equal(at(t, "2022-10-16T08:10")) || len(held.Changes) != past {
			t.Fatalf("paused: %+v, %d changes", held.Replay, len(held.Changes))
		}
		p.Pause() // once more: nothing to say
		p.pass(3 * time.Hour)
		if got := p.doc(); got.Seq != held.Seq {
			t.Errorf("seq %d after three hours of pause, want %d", got.Seq, held.Seq)
		}
		if f := p.freshness(); f.Seq != held.Seq || time.Since(f.IssuedAt) > 5*time.Minute {
			t.Errorf("freshness of seq %d is %s old", f.Seq, time.Since(f.IssuedAt))
		}
		if err := p.SetSpeed(3600); err != nil {
			t.Fatal(err)
		}
		p.Resume()
		synctest.Wait()
		if got := p.doc(); got.Replay.Speed != 3600 || !got.Replay.At.Equal(held.Replay.At) || len(got.Changes) != past {
			t.Errorf("resumed: %+v, %d changes", got.Replay, len(got.Changes))
		}
		p.pass(3 * time.Second) // 11:10, past 10:25 and 10:30
		got := p.doc()
		if got.StatusOf("talk.pc") != feed.PartialOutage || !got.Replay.At.Equal(at(t, "2022-10-16T10:30")) {
			t.Errorf("pc %s at %s", got.StatusOf("talk.pc"), got.Replay.At)
		}
		for _, bad := range []float64{0, 0.5, 36001, -1, math.NaN(), math.Inf(1)} {
			if err := p.SetSpeed(bad); !errors.Is(err, ErrSpeed) {
				t.Errorf("speed %v: %v", bad, err)
			}
		}
	})
}

func TestPlayerSkipsAndEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := loaded(t, "kakao-2022")
		from, until := at(t, "2022-10-16T08:00"), at(t, "2022-10-17T09:00")
		p := play(t, PlayerParams{Scenario: s, From: from, Until: until, Paused: true})
		seen := map[string]bool{}
		for when, ok := s.Next(from); ok && !when.After(until); when, ok = s.Next(when) {
			if st := p.State(); !st.NextAt.Equal(when) {
				t.Fatalf("at %s the next is %s, want %s", st.At, st.NextAt, when)
			}
			p.SkipToNext()
			synctest.Wait()
			doc := p.doc()
			if !doc.Replay.At.Equal(when) || doc.Replay.Speed != 0 {
				t.Fatalf("skipped to %+v, want %s, paused", doc.Replay, when)
			}
			if want := s.At(when); len(doc.Components) != len(want.Components) || doc.StatusOf("talk") != want.StatusOf("talk") {
				t.Errorf("%s: another document than At gives", when)
			}
			for _, c := range doc.Changes {
				seen[c.ID] = true
			}
		}
		if st := p.State(); !st.Ended || !st.At.Equal(until) || !st.NextAt.IsZero() {
			t.Fatalf("at the end: %+v", st)
		}
		last := p.doc()
		if last.Replay.NextAt != nil || len(seen) != len(last.Changes) {
			t.Errorf("next %v; %d changes seen, %d in the tail", last.Replay.NextAt, len(seen), len(last.Changes))
		}
		p.SkipToNext()
		p.Resume()
		p.pass(time.Hour)
		if got := p.doc(); got.Seq != last.Seq {
			t.Errorf("seq %d after the end, want %d", got.Seq, last.Seq)
		}
		if f := p.freshness(); time.Until(f.ExpiresAt) <= 0 {
			t.Error("the last document went stale")
		}
	})
}

// Commands before Run are not lost and do not move the clock.
func TestPlayerBeforeRun(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, err := NewPlayer(PlayerParams{Scenario: loaded(t, "kakao-2022"), Speed: 36000})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		p.SkipToNext()
		p.Pause()
		if st := p.State(); !st.At.Equal(p.params.From) || !st.Paused {
			t.Errorf("before Run: %+v", st)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		synctest.Wait()
		if st := p.State(); !st.At.Equal(at(t, "2022-10-15T15:30")) {
			t.Errorf("skipped to %s", st.At)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// Nobody else's keys, epoch or payload types.
func TestPlayersShareNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a, b := play(t, PlayerParams{}), play(t, PlayerParams{})
		if a.Root() == b.Root() || a.doc().Epoch == b.doc().Epoch {
			t.Error("two players share a key or an epoch")
		}
		if _, _, err := envelope.Verify(a.get(wire.StatusPath), envelope.StatusType(feed.ModeReplay), b.profile.PublishKeys); !errors.Is(err, envelope.ErrUnknownKey) {
			t.Errorf("the other's keys: %v", err)
		}
		if _, _, err := envelope.Verify(a.get(wire.StatusPath), envelope.StatusType(feed.ModeLive), a.profile.PublishKeys); !errors.Is(err, envelope.ErrPayloadType) {
			t.Errorf("taken for live: %v", err)
		}
		if a.profile.Mode != feed.ModeReplay || len(a.profile.Channels) == 0 || len(a.profile.Links) == 0 {
			t.Errorf("profile %+v", a.profile)
		}
		payload, _, err := envelope.Verify(a.get(wire.LibraryPath), envelope.LibraryType(feed.ModeReplay), a.profile.PublishKeys)
		if err != nil {
			t.Fatal(err)
		}
		lib, _, err := feed.ParseLibrary(payload)
		if err != nil || len(lib.Articles) != 14 || lib.FeedID != "kakao-2022" {
			t.Errorf("library: %v, %d articles", err, len(lib.Articles))
		}
	})
}

func TestNewPlayerRefuses(t *testing.T) {
	s := loaded(t, "kakao-2022")
	for name, c := range map[string]struct {
		params PlayerParams
		want   error
	}{
		"too fast":          {PlayerParams{Scenario: s, Speed: MaxSpeed + 1}, ErrSpeed},
		"too slow":          {PlayerParams{Scenario: s, Speed: 0.1}, ErrSpeed},
		"not a number":      {PlayerParams{Scenario: s, Speed: math.NaN()}, ErrSpeed},
		"before the start":  {PlayerParams{Scenario: s, From: s.Start.Add(-1)}, ErrRange},
		"after the end":     {PlayerParams{Scenario: s, From: s.End.Add(1)}, ErrRange},
		"until too late":    {PlayerParams{Scenario: s, Until: s.End.Add(1)}, ErrRange},
		"until before from": {PlayerParams{Scenario: s, From: s.Start.Add(2), Until: s.Start.Add(1)}, ErrRange},
	} {
		if _, err := NewPlayer(c.params); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := NewPlayer(PlayerParams{}); err == nil {
		t.Error("a player without a scenario")
	}
}

// The article's replay has one document, which stays.
func TestPlayerOfTheArticle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := play(t, PlayerParams{Scenario: loaded(t, "kakao-article"), Speed: 3600})
		doc := p.doc()
		if len(doc.Incidents) != 1 || doc.Replay.NextAt != nil {
			t.Errorf("%d incidents, next %v", len(doc.Incidents), doc.Replay.NextAt)
		}
		p.pass(2 * time.Second)
		if st := p.State(); !st.Ended {
			t.Errorf("not at its end: %+v", st)
		}
		if got := p.doc(); len(got.Changes) != 0 || !slices.Equal(got.Incidents[0].ComponentIDs, doc.Incidents[0].ComponentIDs) {
			t.Errorf("%d changes", len(got.Changes))
		}
	})
}

package scenario

import (
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// moments returns every time in a value, in the order of its fields, but those of
// the issue, which are real.
func moments(v reflect.Value, out []time.Time) []time.Time {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		return append(out, v.Interface().(time.Time))
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return moments(v.Elem(), out)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "IssuedAt" && name != "ExpiresAt" && name != "EpochStarted" {
				out = moments(v.Field(i), out)
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			out = moments(v.Index(i), out)
		}
	}
	return out
}

// A drill is the recording, moved: every time of every document by the same
// amount, and nothing else but what says that it is a drill.
func TestADrillIsTheRecordingMoved(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, name := range Names() {
		s := loaded(t, name)
		before := s.At(s.End)
		first := s.Start
		if times := s.Times(); len(times) > 0 {
			first = times[0]
		}
		d := s.Drill(first, now)
		by := now.Sub(first)
		if d.Mode != feed.ModeDrill || !d.Start.Equal(s.Start.Add(by)) || !d.End.Equal(s.End.Add(by)) || len(d.Times()) != len(s.Times()) {
			t.Errorf("%s: %s from %s to %s with %d moments", name, d.Mode, d.Start, d.End, len(d.Times()))
		}
		for _, at := range append([]time.Time{s.Start, s.End}, s.Times()...) {
			was, is := s.Document(at, now), d.Document(at.Add(by), now)
			if err := feed.Validate(&is); err != nil {
				t.Errorf("%s at %s: %v", name, at, err)
			}
			a, b := moments(reflect.ValueOf(was), nil), moments(reflect.ValueOf(is), nil)
			if len(a) != len(b) || len(a) == 0 {
				t.Fatalf("%s at %s: %d moments, in the drill %d", name, at, len(a), len(b))
			}
			for i := range a {
				if !a[i].Add(by).Equal(b[i]) {
					t.Errorf("%s at %s: %s became %s", name, at, a[i], b[i])
				}
			}
			if is.Mode != feed.ModeDrill || is.Feed.ID != was.Feed.ID || is.Replay.Scenario != name || len(is.Changes) != len(was.Changes) {
				t.Errorf("%s at %s: mode %s, feed %s, %d changes", name, at, is.Mode, is.Feed.ID, len(is.Changes))
			}
		}
		if after := s.At(s.End); !reflect.DeepEqual(before, after) {
			t.Errorf("%s: the recording itself was changed", name)
		}
	}
}

// A drill is signed as one: it is never taken for live, nor for a replay.
func TestADrillIsSignedAsOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := loaded(t, "kakao-2022")
		first := s.Times()[0]
		d := s.Drill(first, time.Now().Add(2*time.Second))
		p := play(t, PlayerParams{Scenario: d, From: time.Now()})
		if p.profile.Mode != feed.ModeDrill {
			t.Errorf("profile of a %s", p.profile.Mode)
		}
		for _, mode := range []feed.Mode{feed.ModeLive, feed.ModeReplay} {
			if _, _, err := envelope.Verify(p.get(wire.StatusPath), envelope.StatusType(mode), p.profile.PublishKeys); !errors.Is(err, envelope.ErrPayloadType) {
				t.Errorf("as %s: %v", mode, err)
			}
		}
		got := func() *feed.Status {
			payload, _, err := envelope.Verify(p.get(wire.StatusPath), envelope.StatusType(feed.ModeDrill), p.profile.PublishKeys)
			if err != nil {
				t.Fatal(err)
			}
			doc, _, err := feed.Parse(payload)
			if err != nil {
				t.Fatal(err)
			}
			return doc
		}
		if doc := got(); len(doc.Incidents) != 0 || len(doc.Changes) != 0 || !doc.Now(time.Now()).Equal(time.Now()) {
			t.Errorf("at the start: %d incidents, %d changes, at %s", len(doc.Incidents), len(doc.Changes), doc.Now(time.Now()))
		}
		p.pass(2 * time.Second)
		doc := got()
		if doc.StatusOf("talk.text") != feed.MajorOutage || time.Until(doc.Component("talk.text").Since).Abs() > time.Second {
			t.Errorf("text %s since %s", doc.StatusOf("talk.text"), doc.Component("talk.text").Since)
		}
	})
}

// Going back and forth one document at a time, from any moment between two.
func TestBefore(t *testing.T) {
	s := loaded(t, "kakao-2022")
	times := append([]time.Time{s.Start}, s.Times()...)
	for i := 1; i < len(times); i++ {
		for _, at := range []time.Time{times[i], times[i].Add(time.Nanosecond)} {
			if back, ok := s.Before(at, s.Start); !ok || !back.Equal(times[i-1]) {
				t.Errorf("before %s: %s %v, want %s", at, back, ok, times[i-1])
			}
		}
	}
	if back, ok := s.Before(s.Start, s.Start); ok {
		t.Errorf("before the start: %s", back)
	}
	from := times[3].Add(time.Second) // a replay that begins between two
	for at, want := range map[time.Time]time.Time{times[4]: from, times[5]: times[4], from.Add(time.Second): from} {
		if back, ok := s.Before(at, from); !ok || !back.Equal(want) {
			t.Errorf("from %s, before %s: %s, want %s", from, at, back, want)
		}
	}
	if _, ok := s.Before(from, from); ok {
		t.Error("goes back beyond where it began")
	}
}

// Wherever a replay is taken up, its first document tells all that happened
// before, and the bounds stay those of the whole.
func TestTakenUpInTheMiddle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := loaded(t, "kakao-2022")
		p := play(t, PlayerParams{Scenario: s, Speed: 600})
		p.SkipToNext()
		synctest.Wait()
		params := p.Params()
		params.At, params.Paused = at(t, "2022-10-21T12:00"), true // six days after the beginning
		q := play(t, params)
		doc := q.doc()
		if st := q.State(); !st.From.Equal(s.Start) || !st.Until.Equal(s.DefaultUntil) || !st.At.Equal(params.At) || st.Speed != 600 || !st.Paused {
			t.Errorf("%+v", st)
		}
		if q.Root() == p.Root() || doc.Epoch == p.doc().Epoch || doc.Seq != 1 {
			t.Errorf("seq %d of epoch %s: not a replay of its own", doc.Seq, doc.Epoch)
		}
		if len(doc.Changes) == 0 || doc.Changes[0].At.After(at(t, "2022-10-15T15:31")) || doc.ChangesAfter != doc.Seq {
			t.Fatalf("%d changes after %d, the first %+v", len(doc.Changes), doc.ChangesAfter, doc.Changes[0])
		}
		if before := q.State().PreviousAt; !before.Equal(q.params.Scenario.frames[s.index(params.At)-1].at) {
			t.Errorf("before it: %s", before)
		}
		// The states that the changes lead to are those of the document.
		state := map[string]string{}
		for _, c := range doc.Changes {
			switch c.Kind {
			case feed.ChangeComponentStatus:
				if was := state[c.ComponentID]; was != "" && was != c.From {
					t.Errorf("%s: from %s, but it was %s", c.ComponentID, c.From, was)
				}
				state[c.ComponentID] = c.To
			case feed.ChangeComponentAdded:
				state[c.ComponentID] = c.To
			}
		}
		for id, is := range states(doc) {
			if state[id] != "" && state[id] != string(is) {
				t.Errorf("%s is %s, its changes end with %s", id, is, state[id])
			}
		}
	})
}

func TestNewPlayerRefusesAMomentOutside(t *testing.T) {
	s := loaded(t, "kakao-2022")
	for _, at := range []time.Time{s.Start.Add(-1), s.DefaultUntil.Add(1)} {
		if _, err := NewPlayer(PlayerParams{Scenario: s, At: at}); !errors.Is(err, ErrRange) {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

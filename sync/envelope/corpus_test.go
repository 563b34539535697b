package envelope_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/feed/testdata/corpora"
	"bokgu/sync/ijson"
)

// No case is an envelope or a profile. What is JSON is refused for what it lacks
// or for its shape, what is none for the character at which it stops being that.
func TestCorpusAsEnvelope(t *testing.T) {
	key := signer(t, 1)
	for _, c := range corpora.JSON(t) {
		began := time.Now()
		_, _, err := envelope.Verify(c.Input, envelope.StatusType(feed.ModeLive), []envelope.Key{key.Key()})
		_, profileErr := envelope.OpenProfile(c.Input, key.Key().ID, time.Now())
		if d := time.Since(began); d > 5*time.Second {
			t.Errorf("%s took %s", c.Name, d)
		}
		for _, err := range []error{err, profileErr} {
			if !errors.Is(err, envelope.ErrMalformed) || len(err.Error()) > 200 || errors.As(err, new(*json.SyntaxError)) == c.Taken {
				t.Errorf("%s: %v", c.Name, err)
			}
			if c.Twice && !errors.Is(err, ijson.ErrDuplicate) {
				t.Errorf("%s has a name twice: %v", c.Name, err)
			}
		}
	}
}

// As the payload, signed, every case comes out byte for byte as it was signed,
// JSON or not; as a field that nobody knows it must be JSON.
func TestCorpusInEnvelope(t *testing.T) {
	key := signer(t, 1)
	for _, c := range corpora.JSON(t) {
		raw, err := key.Sign(envelope.StatusType(feed.ModeLive), c.Input)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		payload, _, err := envelope.Verify(raw, envelope.StatusType(feed.ModeLive), []envelope.Key{key.Key()})
		if err != nil || string(payload) != string(c.Input) {
			t.Errorf("%s: %q, %v", c.Name, payload, err)
		}
		with := append(append([]byte(`{"x":`), c.Input...), ',')
		_, _, err = envelope.Verify(append(with, raw[1:]...), envelope.StatusType(feed.ModeLive), []envelope.Key{key.Key()})
		if (err == nil) != (c.Taken && !c.Twice) {
			t.Errorf("%s beside the payload: %v", c.Name, err)
		}
	}
}

// Every string is the name and the note of a channel, and the name of the feed:
// signed and opened it is the same.
func TestStringsInProfile(t *testing.T) {
	key := signer(t, 1)
	now := time.Now().UTC().Truncate(time.Second)
	p := &envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Version: 1, IssuedAt: now, ExpiresAt: now.Add(time.Hour),
		Origins: []string{"https://status.example.com"}, PublishKeys: []envelope.Key{key.Key()},
	}
	texts := corpora.Strings(t)[1:]
	for begin := 0; begin < len(texts); begin += 25 {
		part := texts[begin:min(begin+25, len(texts))]
		p.Name, p.Channels = feed.Plain(part[0]), nil
		for i, s := range part {
			p.Channels = append(p.Channels, envelope.Channel{ID: strconv.Itoa(i), Kind: envelope.ChannelWeb, Name: feed.Plain(s), Note: feed.Text{"en": s}})
		}
		raw, err := envelope.SignProfile(p, key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := envelope.OpenProfile(raw, key.Key().ID, now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name.In("en", "ko") != part[0] || len(got.Channels) != len(part) {
			t.Fatalf("%q, %d channels", got.Name, len(got.Channels))
		}
		for i, s := range part {
			if c := got.Channels[i]; c.Name.In("en", "ko") != s || c.Note.In("en", "ko") != s {
				t.Errorf("%q became %q, %q", s, c.Name, c.Note)
			}
		}
	}
}

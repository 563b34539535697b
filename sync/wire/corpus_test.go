package wire

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"bokgu/sync/feed/testdata/corpora"
	"bokgu/sync/ijson"
)

// No case is an event. What is JSON is refused for what it lacks or for its
// shape, what is none for the character at which it stops being that.
func TestCorpusAsEvent(t *testing.T) {
	for _, c := range corpora.JSON(t) {
		began := time.Now()
		_, err := ParseEvent(c.Input)
		if d := time.Since(began); d > 5*time.Second {
			t.Errorf("%s took %s", c.Name, d)
		}
		if !errors.Is(err, ErrEvent) || len(err.Error()) > 200 || errors.As(err, new(*json.SyntaxError)) == c.Taken {
			t.Errorf("%s: %v", c.Name, err)
		}
		if c.Twice && !errors.Is(err, ijson.ErrDuplicate) {
			t.Errorf("%s has a name twice: %v", c.Name, err)
		}
	}
}

// As the data of an event of a type that nobody knows, and as an extension, a
// case must be JSON and nothing more: what it says is for whoever knows it. As
// the data of a hello or goaway it is refused unless it has their shape.
func TestCorpusInEvent(t *testing.T) {
	const begin, end = `{"specversion":"1.0","id":"1","source":"/v1/stream",`, `}`
	for _, c := range corpora.JSON(t) {
		for _, field := range []string{`"type":"later.v9","data":`, `"type":"later.v9","x":`} {
			if _, err := ParseEvent([]byte(begin + field + string(c.Input) + end)); (err == nil) != c.Taken {
				t.Errorf("%s in %s: %v", c.Name, field, err)
			}
		}
		e := Event{Type: TypeHello, Data: c.Input}
		h, err := e.Hello(DefaultTiming())
		if err != nil && !errors.Is(err, ErrEvent) || err == nil && (h.PingMS <= 0 || h.MaxBytes <= 0 || !c.Taken) {
			t.Errorf("%s as a hello: %+v, %v", c.Name, h, err)
		}
		e.Type = TypeGoaway
		g, err := e.Goaway(DefaultTiming())
		if err != nil && !errors.Is(err, ErrEvent) || err == nil && (g.JitterMS <= 0 || !c.Taken) {
			t.Errorf("%s as a goaway: %+v, %v", c.Name, g, err)
		}
	}
}

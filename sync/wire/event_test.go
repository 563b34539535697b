package wire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bokgu/sync/wire"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestEventIsCloudEvent(t *testing.T) {
	text, err := wire.NewEvent(wire.TypeStatus, "e1.7", noon, []byte(`{"payload":"x"}`)).Encode()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"specversion":"1.0","id":"e1.7","source":"/v1/stream","type":"bokgu.status.v1",` +
		`"time":"2026-03-01T12:00:00Z","datacontenttype":"application/json","data":{"payload":"x"}}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	back, err := wire.ParseEvent(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wire.NewEvent(wire.TypeStatus, "e1.7", noon, []byte(`{"payload":"x"}`)), back); diff != "" {
		t.Error(diff)
	}
}

func TestEncodeRefuses(t *testing.T) {
	if _, err := wire.NewEvent(wire.TypeStatus, "1", noon, []byte(`{"a":`)).Encode(); err == nil {
		t.Error("data that is not JSON was encoded")
	}
	big := `"` + strings.Repeat("x", wire.MaxInflatedBytes) + `"`
	if _, err := wire.NewEvent(wire.TypeStatus, "1", noon, []byte(big)).Encode(); err == nil {
		t.Error("an event larger than the limit was encoded")
	}
}

func TestParseEvent(t *testing.T) {
	for name, text := range map[string]string{
		"unknown type":         `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","data":1}`,
		"no data":              `{"specversion":"1.0","id":"1","source":"/s","type":"x.y"}`,
		"extension attributes": `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","traceparent":"00","subject":"a"}`,
		"charset":              `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","datacontenttype":"application/json; charset=utf-8"}`,
	} {
		if _, err := wire.ParseEvent([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"empty":              ``,
		"not JSON":           `<html>`,
		"array (batch)":      `[{"specversion":"1.0","id":"1","source":"/s","type":"x.y"}]`,
		"trailing text":      `{"specversion":"1.0","id":"1","source":"/s","type":"x.y"}{}`,
		"older version":      `{"specversion":"0.3","id":"1","source":"/s","type":"x.y"}`,
		"no version":         `{"id":"1","source":"/s","type":"x.y"}`,
		"no id":              `{"specversion":"1.0","source":"/s","type":"x.y"}`,
		"no source":          `{"specversion":"1.0","id":"1","type":"x.y"}`,
		"no type":            `{"specversion":"1.0","id":"1","source":"/s"}`,
		"id of another kind": `{"specversion":"1.0","id":1,"source":"/s","type":"x.y"}`,
		"bad time":           `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","time":"yesterday"}`,
		"other content":      `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","datacontenttype":"text/xml"}`,
		"long id":            `{"specversion":"1.0","id":"` + strings.Repeat("i", 257) + `","source":"/s","type":"x.y"}`,
		"two types":          `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","type":"x.z"}`,
		"two of its data":    `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","data":1,"Data":2}`,
		"too large":          `{"specversion":"1.0","id":"1","source":"/s","type":"x.y","data":"` + strings.Repeat("x", wire.MaxInflatedBytes) + `"}`,
	} {
		if _, err := wire.ParseEvent([]byte(text)); !errors.Is(err, wire.ErrEvent) {
			t.Errorf("%s: error %v, want ErrEvent", name, err)
		}
	}
}

func hello(t *testing.T, data string) (wire.Hello, error) {
	t.Helper()
	return wire.NewEvent(wire.TypeHello, "1", noon, []byte(data)).Hello(wire.DefaultTiming())
}

func TestHelloKeepsItsFigures(t *testing.T) {
	want := wire.Hello{
		ServerTime: noon, PingMS: 25_000, Epoch: "e", Seq: 3, Current: true, Cursor: wire.CursorExact,
		MaxBytes: 4096, StatusURLs: []string{"/v1/status"}, Reconnect: wire.Reconnect{MinMS: 1, MaxMS: 2, CapMS: 300_000},
	}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := hello(t, string(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The hello is not signed, so whoever forges one must not be able to make a
// reader hammer, sleep, or take in more than it would.
func TestHelloIsBounded(t *testing.T) {
	got, err := hello(t, `{"cursor":"perfect","ping_ms":99999999,"max_bytes":99999999,"reconnect":{"min_ms":-5,"max_ms":99999999,"cap_ms":1}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := wire.Hello{
		Cursor: wire.CursorUnknown, PingMS: 120_000, MaxBytes: wire.MaxInflatedBytes,
		Reconnect: wire.Reconnect{MinMS: 0, MaxMS: 600_000, CapMS: 120_000},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = hello(t, `{}`)
	if err != nil {
		t.Fatal(err)
	}
	want = wire.Hello{
		Cursor: wire.CursorUnknown, PingMS: 25_000, MaxBytes: wire.MaxInflatedBytes,
		Reconnect: wire.Reconnect{MaxMS: 5_000, CapMS: 120_000},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGoawayIsBounded(t *testing.T) {
	event := wire.NewEvent(wire.TypeGoaway, "1", noon, []byte(`{"reason":"r","retry_after_ms":99999999999,"jitter_ms":99999999999,"url":"wss://x"}`))
	got, err := event.Goaway(wire.DefaultTiming())
	if err != nil {
		t.Fatal(err)
	}
	if want := (wire.Goaway{Reason: "r", RetryAfterMS: 600_000, JitterMS: 600_000, URL: "wss://x"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	event.Data = []byte(`{"retry_after_ms":-1}`)
	if got, err = event.Goaway(wire.DefaultTiming()); err != nil || got != (wire.Goaway{JitterMS: 30_000}) {
		t.Errorf("got %+v, %v: want the default window", got, err)
	}
}

func TestDataOfAnotherType(t *testing.T) {
	event := wire.NewEvent(wire.TypeGoaway, "1", noon, []byte(`{}`))
	if _, err := event.Hello(wire.DefaultTiming()); !errors.Is(err, wire.ErrEvent) {
		t.Errorf("a goaway read as hello: %v", err)
	}
	event.Data = []byte(`[1]`)
	if _, err := event.Goaway(wire.DefaultTiming()); !errors.Is(err, wire.ErrEvent) {
		t.Errorf("a list read as goaway: %v", err)
	}
	event.Data = []byte(`{"url":"wss://a","URL":"wss://b"}`)
	if _, err := event.Goaway(wire.DefaultTiming()); !errors.Is(err, wire.ErrEvent) {
		t.Errorf("two addresses read as goaway: %v", err)
	}
	event.Data = nil
	if _, err := event.Goaway(wire.DefaultTiming()); !errors.Is(err, wire.ErrEvent) {
		t.Errorf("nothing read as goaway: %v", err)
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"specversion":"1.0","id":"1","source":"/s","type":"bokgu.hello.v1","data":{"ping_ms":1}}`))
	f.Add([]byte(`{"specversion":"1.0","id":"1","source":"/s","type":"bokgu.goaway.v1","time":"2026-03-01T12:00:00Z","data":{}}`))
	f.Add([]byte(`null`))
	timing := wire.DefaultTiming()
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := wire.ParseEvent(text)
		if err != nil {
			if !errors.Is(err, wire.ErrEvent) {
				t.Fatalf("error %v is no ErrEvent", err)
			}
			return
		}
		if h, err := e.Hello(timing); err == nil {
			if h.PingMS < 1000 || h.MaxBytes <= 0 || h.MaxBytes > wire.MaxInflatedBytes ||
				h.Reconnect.MinMS < 0 || h.Reconnect.MinMS > h.Reconnect.MaxMS || h.Reconnect.CapMS > 600_000 {
				t.Fatalf("hello out of bounds: %+v", h)
			}
		}
		if g, err := e.Goaway(timing); err == nil && (g.RetryAfterMS < 0 || g.RetryAfterMS+g.JitterMS > 1_200_000) {
			t.Fatalf("goaway out of bounds: %+v", g)
		}
		if e.Data == nil {
			return
		}
		if again, err := e.Encode(); err == nil {
			if _, err := wire.ParseEvent(again); err != nil {
				t.Fatalf("own text refused: %v", err)
			}
		}
	})
}

package subscribe

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// press is a publisher of test documents.
type press struct {
	signer  *envelope.Signer
	profile *envelope.Profile
	epoch   string
	started time.Time
	now     func() time.Time
}

func newPress(t testing.TB, now func() time.Time) *press {
	t.Helper()
	// A fixed key: fuzz workers and synctest bubbles need no entropy.
	signer, err := envelope.NewRandomSigner(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	return &press{
		signer: signer, epoch: "e1", started: now().Add(-time.Hour), now: now,
		profile: &envelope.Profile{
			FeedID: "talk", Mode: feed.ModeReplay,
			Origins:     []string{"http://localhost", "https://edge.example"},
			PublishKeys: []envelope.Key{signer.Key()},
		},
	}
}

// doc is a document of one component whose state depends on seq, with the tail
// of changes that leads to it from seq after.
func (p *press) doc(seq, after uint64) *feed.Status {
	states := []feed.ComponentStatus{feed.Operational, feed.MajorOutage}
	s := &feed.Status{
		Schema: feed.Schema, Mode: p.profile.Mode, Feed: feed.Info{ID: p.profile.FeedID, TimeZone: "Asia/Seoul"},
		Epoch: p.epoch, EpochStarted: p.started, Seq: seq,
		IssuedAt: p.now(), ExpiresAt: p.now().Add(15 * time.Minute),
		Components:   []feed.Component{{ID: "text", Name: feed.Plain("Text"), Status: states[seq%2], Since: p.now()}},
		Changes:      []feed.Change{},
		ChangesAfter: after,
	}
	for n := after + 1; n <= seq; n++ {
		s.Changes = append(s.Changes, feed.Change{
			ID: feed.ChangeID(p.epoch, n, 0), At: p.now(), Kind: feed.ChangeComponentStatus,
			ComponentID: "text", From: string(states[(n+1)%2]), To: string(states[n%2]),
		})
	}
	return s
}

func (p *press) payload(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func (p *press) sign(payloadType string, v any) []byte {
	raw, err := p.signer.Sign(payloadType, p.payload(v))
	if err != nil {
		panic(err)
	}
	return raw
}

func (p *press) status(s *feed.Status) []byte {
	return p.sign(envelope.StatusType(p.profile.Mode), s)
}

func (p *press) record(s *feed.Status, valid time.Duration) feed.Freshness {
	return feed.Freshness{Epoch: s.Epoch, Seq: s.Seq, SHA256: hash(p.payload(s)), IssuedAt: p.now(), ExpiresAt: p.now().Add(valid)}
}

func (p *press) freshness(f feed.Freshness) []byte {
	return p.sign(envelope.FreshnessType(p.profile.Mode), f)
}

// held is the state of a client that accepted s.
func (p *press) held(s *feed.Status) Held {
	return Held{Status: s, SHA256: hash(p.payload(s)), ExpiresAt: s.ExpiresAt}
}

func event(eventType string, data []byte) []byte {
	b, err := wire.NewEvent(eventType, "1", time.Unix(0, 0), data).Encode()
	if err != nil {
		panic(err)
	}
	return b
}

func hello(h wire.Hello) []byte {
	b, err := json.Marshal(h)
	if err != nil {
		panic(err)
	}
	return event(wire.TypeHello, b)
}

func (p *peer) hello() { p.send(hello(wire.Hello{PingMS: 25_000})) }

func otherSigner(t testing.TB) *envelope.Signer {
	t.Helper()
	s, err := envelope.NewRandomSigner(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// swapPayload returns the envelope a with the payload of b.
func swapPayload(a, b []byte) []byte {
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		panic("not an envelope")
	}
	x["payload"] = y["payload"]
	raw, err := json.Marshal(x)
	if err != nil {
		panic(err)
	}
	return raw
}

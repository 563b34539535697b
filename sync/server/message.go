package server

import (
	"compress/flate"
	"encoding/json"
	"fmt"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// slot is the place of a message among those that wait for one client. There is
// one per type and the newest wins, so a slow client costs no memory; they are
// sent in this order, so hello is first and a document comes before its
// freshness.
type slot int

const (
	slotHello slot = iota
	slotStatus
	slotFreshness
	slotGoaway
	slots
)

// compressionLevel of documents: each is deflated once for all clients, so the
// cost does not matter.
const compressionLevel = flate.BestCompression

// frameHeader is the largest header of a frame that an edge sends (RFC 6455,
// section 5.2, without a mask).
const frameHeader = 10

// message is an event, ready for any number of clients.
type message struct {
	slot     slot
	prepared *websocket.PreparedMessage
	compress bool // where the client can
}

// prepare makes a message of an event, and says whether it keeps to the wire's
// limit as it is and deflated.
func prepare(s slot, event wire.Event) (m *message, plain, deflated bool, err error) {
	text, err := event.Encode()
	if err != nil {
		return nil, false, false, err
	}
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		return nil, false, false, fmt.Errorf("prepare %s: %w", event.Type, err)
	}
	// The others are smaller than what an inflater costs the client.
	m = &message{slot: s, prepared: prepared, compress: s == slotStatus}
	plain = len(text)+frameHeader <= wire.MaxWireBytes
	if deflated = plain; !plain {
		size, err := deflatedSize(text)
		if err != nil {
			return nil, false, false, fmt.Errorf("deflate %s: %w", event.Type, err)
		}
		deflated = size <= wire.MaxWireBytes
	}
	return m, plain, deflated, nil
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// deflatedSize is the size on the wire. The library sends deflated messages in
// fragments of 4 KiB, each with a header of its own.
func deflatedSize(text []byte) (int, error) {
	var n counter
	w, err := flate.NewWriter(&n, compressionLevel)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(text); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return int(n) + (int(n)/4096+2)*frameHeader, nil
}

func (e *Edge) event(eventType string, data any) (wire.Event, error) {
	b, err := json.Marshal(data)
	if err != nil {
		return wire.Event{}, fmt.Errorf("%s: %w", eventType, err)
	}
	now := e.params.Now()
	id := fmt.Sprintf("%s.%d.%d", eventType, now.UnixMilli(), e.events.Add(1))
	return wire.NewEvent(eventType, id, now, b), nil
}

// hello answers a client that holds (epoch, seq). The caller holds e.mu and has
// a current document.
func (e *Edge) hello(epoch string, seq uint64) (*message, wire.Cursor, error) {
	now := e.current.frame
	cursor := wire.CursorUnknown
	switch {
	case epoch != now.Epoch || seq == 0 || seq > now.Seq:
	case seq == now.Seq:
		cursor = wire.CursorExact
	default:
		cursor = wire.CursorSuperseded
	}
	event, err := e.event(wire.TypeHello, wire.Hello{
		ServerTime: e.params.Now().UTC(),
		PingMS:     e.timing.Ping.Milliseconds(),
		Epoch:      now.Epoch,
		Seq:        now.Seq,
		Current:    cursor == wire.CursorExact,
		Cursor:     cursor,
		MaxBytes:   wire.MaxInflatedBytes,
		StatusURLs: []string{wire.StatusPath},
		Reconnect: wire.Reconnect{
			MaxMS: e.timing.FirstReconnect.Milliseconds(),
			CapMS: e.timing.BackoffCap.Milliseconds(),
		},
	})
	if err != nil {
		return nil, cursor, err
	}
	m, _, _, err := prepare(slotHello, event)
	return m, cursor, err
}

func (e *Edge) goaway(reason string) (*message, error) {
	event, err := e.event(wire.TypeGoaway, wire.Goaway{
		Reason:   reason,
		JitterMS: e.timing.GoawayWindow.Milliseconds(),
	})
	if err != nil {
		return nil, err
	}
	m, _, _, err := prepare(slotGoaway, event)
	return m, err
}

// Package wire holds what travels between a feed's edge and its readers: the
// CloudEvents around each message, the close codes and how a reader answers
// them, the limits, and the one table of timings that both sides keep to.
//
// Everything here is pure: no clock, no network. docs/feed.md is the public
// form of this package.
package wire

// Subprotocol is the WebSocket subprotocol of the stream: CloudEvents 1.0 in
// structured JSON mode, one event per text frame (CloudEvents WebSockets
// binding 1.0, section 2.2).
const Subprotocol = "cloudevents.json"

// The paths of an edge.
const (
	StreamPath    = "/v1/stream"
	StatusPath    = "/v1/status"
	FreshnessPath = "/v1/freshness"
	LibraryPath   = "/v1/library"
	ProfilePath   = "/.well-known/bokgu-feed.json"
)

// The query parameters of StreamPath, by which a reader says what it holds. A
// token never stands in a query: addresses end up in logs.
const (
	QueryEpoch = "epoch"
	QuerySeq   = "seq"
)

// The limits of one message to a reader. A reader refuses what is larger, in
// both measures: a small deflated frame may inflate to anything.
const (
	MaxWireBytes     = 256 << 10 // as received, deflated or not
	MaxInflatedBytes = 1 << 20   // after inflating; also of the body of an HTTP twin
)

// MaxClientBytes is the largest message that an edge reads. Readers send control
// frames only, and those hold at most 125 bytes (RFC 6455, section 5.5).
const MaxClientBytes = 512

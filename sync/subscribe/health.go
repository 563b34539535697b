package subscribe

import "time"

// State is what a client is doing.
type State string

// The states of a client.
const (
	Connecting State = "connecting" // dialling, or connected and not greeted yet
	Live       State = "live"       // greeted; documents arrive by themselves
	Polling    State = "polling"    // no stream, but the feed answers over HTTP, which is asked about once a minute
	Waiting    State = "waiting"    // not connected; it tries again at Health.RetryAt
	Stopped    State = "stopped"    // Run has returned or is about to
)

// Reason says why a client is not live, or what it last refused. It is a code
// for a program; a person reads a translated text chosen by it.
type Reason string

// refusedPrefix begins the reasons of what came and was refused.
const refusedPrefix = "refused_"

// The reasons.
const (
	None Reason = "" // all is well

	// The connection.
	NoNetwork    Reason = "no_network"   // this device has no network at all
	Unreachable  Reason = "unreachable"  // no connection: network, DNS, refused
	Certificate  Reason = "certificate"  // TLS did not hold
	TimedOut     Reason = "timed_out"    // connected, but no answer or no hello in time
	Lost         Reason = "lost"         // an established connection broke or fell silent
	Closed       Reason = "closed"       // the server closed it in good order
	Overloaded   Reason = "overloaded"   // 429, 503, 1013, 4029: come back later
	ServerError  Reason = "server_error" // 5xx, 1011
	Unauthorized Reason = "unauthorized" // 401, 403, 4501: the token is missing or not taken
	ProxyAuth    Reason = "proxy_auth"   // 407: the proxy wants a password
	Captive      Reason = "captive"      // an HTML page or a redirect answered: a sign-in page in between
	NotFeed      Reason = "not_feed"     // an answer that no feed gives, such as 404
	Protocol     Reason = "protocol"     // a frame against the rules
	TooBig       Reason = "too_big"      // a frame or answer over its bound
	Version      Reason = "version"      // no protocol in common
	Ended        Reason = "ended"        // the feed is over
	NoToken      Reason = "no_token"     // the token could not be read, a locked keyring perhaps
	StoreFailed  Reason = "store_failed" // the document could not be kept, a full disk perhaps

	// What came and was refused. The last good document stays.
	RefusedEnvelope  Reason = "refused_envelope"  // not an envelope, or of another kind or mode
	RefusedKey       Reason = "refused_key"       // signed by a key that the profile does not list
	RefusedSignature Reason = "refused_signature" // the signature is wrong
	RefusedDocument  Reason = "refused_document"  // signed, and unusable
	RefusedFeed      Reason = "refused_feed"      // another feed's, or another mode
	RefusedOlder     Reason = "refused_older"     // older than what is held
	RefusedConflict  Reason = "refused_conflict"  // the same number, other contents
	RefusedFuture    Reason = "refused_future"    // an epoch more than a day ahead, or this clock is wrong
	RefusedLibrary   Reason = "refused_library"   // the library could not be had or is not the announced one
	ChangedRoot      Reason = "changed_key"       // the profile is signed by another root than the pinned one: refused, the old one stays
)

// Health is a client's own condition, not that of the services.
type Health struct {
	State       State
	Since       time.Time // when State began
	LastContact time.Time // last frame or good answer of any kind in this run, zero: none yet
	RetryAt     time.Time // next attempt at the stream, while Waiting or Polling; zero: there will be none
	// Reason is why there is no stream. While Live, and without a stream while
	// HTTP brings anything, it is what was last refused instead: that stands,
	// also across connections, until the next good document.
	Reason   Reason
	Detail   string        // for logs only: never shown, holds no token
	ClockOff time.Duration // the server's clock minus this one at the last hello: a hint, nothing is decided by it
}

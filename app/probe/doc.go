// Package probe measures, when a person asks for it, whether this device
// reaches its feed and the hosts of a service: "is it me or is it them?". It
// looks at DNS, TCP and TLS; only the feed, which the app asks all day anyway,
// is asked for something over HTTP.
//
// It connects to nobody but the hosts that the person has approved, and to the
// proxy that the person has set. A host learns this device's address and that
// somebody asked for its name, and nothing else: no request follows the TLS
// handshake, no token is ever sent, no session is resumed.
//
// A measurement says what can be reached from here. It never changes what the
// operator said: Judge only sets the two beside each other.
package probe

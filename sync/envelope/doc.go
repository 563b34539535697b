// Package envelope signs what a feed says and checks it again, and holds the
// feed's profile: who may sign, and the only things that may ever be opened.
//
// TLS proves the mirror that a document came from; the signature proves its
// publisher. Envelopes are DSSE (https://github.com/secure-systems-lab/dsse)
// with Ed25519 and nothing else: no field of an envelope chooses an algorithm.
//
// Everything here is pure and safe for concurrent use: no clock, no network.
package envelope

// Package subscribe is the client of a status feed: it keeps one WebSocket
// open, verifies what comes over it, hands every accepted document on with what
// changed since the last one, and comes back after every loss with the cursor
// it had.
//
// A Client is started with New and lives as long as its Run. All callbacks of
// Params are called on the goroutine of Run, one after the other: while Commit
// writes to a disk nothing else is handed on, and the connection stays alive
// meanwhile because pings are answered by a reader of its own. There is no other
// exported state; what a caller wants to know it hears through the callbacks.
//
// Whatever arrives is untrusted: it is bounded in size and time, its signature
// is verified before it is parsed, and only the verified bytes are used. What is
// refused changes nothing but Health.
//
// Not here yet, with room left for it: HTTP polling while the socket is down,
// mirrors, profile rotation, hints from the operating system about sleep and
// network changes.
package subscribe

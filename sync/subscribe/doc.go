// Package subscribe is the client of a status feed: it keeps one WebSocket
// open, verifies what comes over it, hands every accepted document on with what
// changed since the last one, and comes back after every loss with the cursor
// it had. While there is no WebSocket it asks the same documents over HTTP.
//
// A Client is started with New and lives as long as its Run. All callbacks of
// Params but ProxyLogin are called on the goroutine of Run, one after the other:
// while Commit writes to a disk nothing else is handed on, and the connection
// stays alive meanwhile because pings are answered by a reader of its own. There
// is no other exported state; what a caller wants to know it hears through the
// callbacks.
//
// Whatever arrives is untrusted: it is bounded in size and time, its signature
// is verified before it is parsed, and only the verified bytes are used. The
// stream and HTTP share one way in. What is refused changes nothing but Health,
// and is said once.
//
// A feed may have several edges and mirrors, all listed in its profile: they are
// tried in turn. The profile itself is fetched again every day and when a key is
// unknown, and is held against the root that the first one had. A change of the
// network and a sleep of the device end a connection, for it is most likely
// dead; without any network nothing is tried but now and then.
package subscribe

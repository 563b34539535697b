// Package server is an edge of a feed: it sends the newest signed document to
// every reader on the WebSocket stream, and serves the same bytes over HTTP for
// caches, mirrors and those whose socket is down.
//
// An edge holds no key, opens no envelope and decides nothing: whatever it did
// to a document, readers would notice. It keeps the newest document in memory
// and nothing else.
package server

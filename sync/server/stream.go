package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// stream upgrades to the WebSocket stream. Everything that can be refused is
// refused before, where the answer is an HTTP status that every client and proxy
// understands.
func (e *Edge) stream(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Upgrade", "websocket")
		refuse(w, http.StatusUpgradeRequired, "this is a WebSocket")
		return
	}
	if !slices.Contains(websocket.Subprotocols(r), wire.Subprotocol) {
		refuse(w, http.StatusBadRequest, "the subprotocol "+wire.Subprotocol+" is needed")
		return
	}
	if !e.allowsOrigin(r) {
		refuse(w, http.StatusForbidden, "not for the pages of other sites")
		return
	}
	if !e.reserve() {
		e.unavailable(w)
		return
	}
	conn, err := e.upgrader.Upgrade(w, r, nil)
	if err != nil { // answered by the upgrader, or the connection is gone
		e.release()
		e.params.Logger.Debug("upgrade failed", "error", err)
		return
	}
	// An error can only mean a level that does not exist.
	_ = conn.SetCompressionLevel(compressionLevel)
	e.join(&client{edge: e, conn: conn, deflate: offersDeflate(r.Header)}, r.URL.Query())
}

// reserve takes a place for a stream before it is upgraded.
func (e *Edge) reserve() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.draining || e.current == nil || e.reserved >= e.params.MaxClients {
		e.refused++
		return false
	}
	e.reserved++
	return true
}

func (e *Edge) release() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reserved--
}

// join puts a client on the edge and gives it its first messages. Both happen
// under the lock, so that a document appended meanwhile comes after them.
func (e *Edge) join(c *client, query url.Values) {
	// A position that makes no sense is an unknown one: the client gets the
	// whole document, which is all that it needs.
	seq, err := strconv.ParseUint(query.Get(wire.QuerySeq), 10, 64)
	if err != nil {
		seq = 0
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	hello, cursor, err := e.hello(query.Get(wire.QueryEpoch), seq)
	if err != nil || e.draining {
		e.reserved--
		_ = c.conn.Close()
		if err != nil {
			e.params.Logger.Error("hello", "error", err)
		}
		return
	}
	e.clients[c] = struct{}{}
	e.work.Add(1)
	c.start()
	c.enqueue(hello)
	if cursor != wire.CursorExact && e.current.fits(c.deflate) {
		c.enqueue(e.current.status)
	}
	c.enqueue(e.current.freshness)
}

// left takes a client off the edge.
func (e *Edge) left(c *client, code int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.clients, c)
	e.reserved--
	e.closed[code]++
	e.params.Logger.Debug("stream ended", "code", code, "streams", len(e.clients))
}

// allowsOrigin keeps the pages of other sites from reading a feed through the
// network of whoever visits them.
func (e *Edge) allowsOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(e.params.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// offersDeflate reports whether the upgrader has agreed to permessage-deflate,
// which it does not tell.
func offersDeflate(h http.Header) bool {
	for _, line := range h.Values("Sec-Websocket-Extensions") {
		for extension := range strings.SplitSeq(line, ",") {
			name, _, _ := strings.Cut(extension, ";")
			if strings.TrimSpace(name) == "permessage-deflate" {
				return true
			}
		}
	}
	return false
}

func refuseUpgrade(w http.ResponseWriter, _ *http.Request, status int, reason error) {
	w.Header().Set("Sec-Websocket-Version", "13")
	refuse(w, status, reason.Error())
}

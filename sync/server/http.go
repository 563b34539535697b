package server

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bokgu/sync/wire"
)

// Cache-Control of the HTTP twins (docs/feed.md §3). Five seconds let a cache
// stand in front of any number of readers; a day of stale-if-error keeps the
// last word readable when the edge is down.
const (
	cachePublic  = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"
	cachePrivate = "private, no-store"
)

// maxToken bounds a bearer token, in bytes.
const maxToken = 4096

// resource is a body with its strong entity tag.
type resource struct {
	body []byte
	etag string
}

func newResource(body []byte) *resource {
	return &resource{body: body, etag: `"` + contentHash(body) + `"`}
}

// ServeHTTP serves the stream and its HTTP twins. A private feed wants its token
// on every path, before anything else is looked at.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if e.params.Authorize != nil {
		w.Header().Set("Vary", "Authorization")
		if token, ok := bearer(r.Header); !ok || !e.params.Authorize(token) {
			w.Header().Set("Www-Authenticate", `Bearer realm="bokgu"`)
			refuse(w, http.StatusUnauthorized, "a valid bearer token is needed")
			return
		}
	}
	found, ok := e.route(r.URL.Path)
	switch {
	case !ok:
		refuse(w, http.StatusNotFound, "no such page")
	case r.Method != http.MethodGet && (r.Method != http.MethodHead || r.URL.Path == wire.StreamPath):
		allow := "GET, HEAD"
		if r.URL.Path == wire.StreamPath {
			allow = "GET"
		}
		w.Header().Set("Allow", allow)
		refuse(w, http.StatusMethodNotAllowed, "only "+allow)
	case r.URL.Path == wire.StreamPath:
		e.stream(w, r)
	case found == nil && (r.URL.Path == wire.StatusPath || r.URL.Path == wire.FreshnessPath):
		e.unavailable(w)
	case found == nil:
		refuse(w, http.StatusNotFound, "this feed has none")
	default:
		e.serve(w, r, found)
	}
}

// route returns what is served at path, nil if the feed has it not or not yet,
// and false if there is no such path.
func (e *Edge) route(path string) (*resource, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch path {
	case wire.StreamPath:
		return nil, true
	case wire.StatusPath, wire.FreshnessPath:
		switch {
		case e.current == nil:
			return nil, true
		case path == wire.StatusPath:
			return e.current.statusTwin, true
		}
		return e.current.freshnessTwin, true
	case wire.LibraryPath:
		return e.library, true
	case wire.ProfilePath:
		return e.profile, true
	}
	return nil, false
}

func (e *Edge) serve(w http.ResponseWriter, r *http.Request, res *resource) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Etag", res.etag)
	h.Set("Cache-Control", cachePublic)
	if e.params.Authorize != nil {
		h.Set("Cache-Control", cachePrivate)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(res.body)) // answers If-None-Match and HEAD
}

// unavailable answers what may work later.
func (e *Edge) unavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(int(e.timing.GoawayWindow.Seconds())))
	refuse(w, http.StatusServiceUnavailable, "not now")
}

// refuse answers with an error that no cache keeps.
func refuse(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Cache-Control", cachePrivate)
	http.Error(w, reason, status)
}

// bearer returns the token of a request. It is taken from the header and from
// nowhere else: addresses end up in logs and histories.
func bearer(h http.Header) (string, bool) {
	values := h.Values("Authorization")
	if len(values) != 1 {
		return "", false
	}
	scheme, token, ok := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	return token, ok && strings.EqualFold(scheme, "Bearer") && token != "" && len(token) <= maxToken
}

// Tokens returns an Authorize for a fixed set of tokens, which takes the same
// time for every token that is not among them. It keeps only their hashes.
func Tokens(tokens ...string) func(token string) bool {
	known := make([][sha256.Size]byte, 0, len(tokens))
	for _, t := range tokens {
		known = append(known, sha256.Sum256([]byte(t)))
	}
	return func(token string) bool {
		sum, found := sha256.Sum256([]byte(token)), 0
		for i := range known {
			found |= subtle.ConstantTimeCompare(sum[:], known[i][:])
		}
		return found == 1
	}
}

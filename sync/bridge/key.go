package bridge

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
)

// maxKey bounds a key: it is also the name of a file.
const maxKey = 150

// Key names a page for good: it is the id of its service in the feed, and the
// beginning of the ids of all that is on it. It is made of the page's address and
// of nothing else, so that neither the order of pages nor a restart changes it.
// Of two different addresses it is never the same.
func Key(page *url.URL) string {
	var out strings.Builder
	for _, b := range []byte(strings.ToLower(page.Host) + page.Path) {
		switch {
		case b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '.' || b == '-':
			out.WriteByte(b)
		default: // also the escape itself
			const hex = "0123456789abcdef"
			out.Write([]byte{'_', hex[b>>4], hex[b&15]})
		}
	}
	key := out.String()
	if len(key) > maxKey {
		sum := sha256.Sum256([]byte(key))
		key = key[:maxKey-33] + "_" + hex.EncodeToString(sum[:16])
	}
	return key
}

// mark stands between a page's key, which never holds it, and an id of the page.
const mark = ":"

func idOf(key, id string) string {
	if id == "" {
		return ""
	}
	return key + mark + id
}

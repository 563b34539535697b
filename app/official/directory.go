package official

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"bokgu/assets"
	"bokgu/sync/envelope"
	"bokgu/sync/ijson"
)

// DirectoryType is the payload type of the directory's envelope.
const DirectoryType = "application/vnd.bokgu.directory.v1+json"

// DirectorySchema is the version of the format that this package reads and
// writes.
const DirectorySchema = 1

// maxEntries bounds a directory: it is read at every start.
const maxEntries = 10_000

// directoryKey signs the directory, in standard base64. The private half of this
// one was thrown away after it had signed the empty list, so nobody can add to it.
// Who begins to keep a directory makes a new pair with app/official/sign and
// puts the public half here.
const directoryKey = "h8SLnSqC3ceJgfySLEdK7/DU11TSy9YRC2RWwdcCb98="

// ErrDirectory: a directory that is not to be used; test with errors.Is.
var ErrDirectory = errors.New("not a directory of feeds")

// Directory lists the root keys that the makers of the app have verified to be
// their operators'.
type Directory struct {
	Schema   int       `json:"schema"`
	IssuedAt time.Time `json:"issued_at"`
	Feeds    []Entry   `json:"feeds"`
}

// Entry is one feed of the directory.
type Entry struct {
	Root string `json:"root"` // fingerprint of its root key
	Name string `json:"name"` // for those who keep the list; never shown
}

func (d *Directory) holds(root string) bool {
	if d == nil || root == "" {
		return false
	}
	for _, e := range d.Feeds {
		if e.Root == root {
			return true
		}
	}
	return false
}

var fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func (d *Directory) validate() error {
	switch {
	case d.Schema != DirectorySchema:
		return fmt.Errorf("%w: schema: %d, not %d", ErrDirectory, d.Schema, DirectorySchema)
	case d.IssuedAt.IsZero():
		return fmt.Errorf("%w: issued_at: missing", ErrDirectory)
	case len(d.Feeds) > maxEntries:
		return fmt.Errorf("%w: feeds: %d, at most %d", ErrDirectory, len(d.Feeds), maxEntries)
	}
	for i, e := range d.Feeds {
		if !fingerprint.MatchString(e.Root) {
			return fmt.Errorf("%w: feeds[%d].root: not a fingerprint", ErrDirectory, i)
		}
	}
	return nil
}

// SignDirectory signs a copy of d, with the schema filled in. Errors wrap
// ErrDirectory and name the path of what is wrong.
func SignDirectory(d Directory, signer *envelope.Signer) ([]byte, error) {
	d.Schema = DirectorySchema
	if err := d.validate(); err != nil {
		return nil, fmt.Errorf("sign directory: %w", err)
	}
	payload, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("sign directory: %w", err)
	}
	return signer.Sign(DirectoryType, payload)
}

// OpenDirectory checks and reads a directory. Errors are those of
// envelope.Verify, or wrap ErrDirectory.
func OpenDirectory(raw []byte, key envelope.Key) (*Directory, error) {
	payload, _, err := envelope.Verify(raw, DirectoryType, []envelope.Key{key})
	if err != nil {
		return nil, fmt.Errorf("open directory: %w", err)
	}
	var d Directory
	if err := ijson.Unmarshal(payload, &d); err != nil {
		return nil, fmt.Errorf("open directory: %w: %w", ErrDirectory, err)
	}
	if err := d.validate(); err != nil {
		return nil, fmt.Errorf("open directory: %w", err)
	}
	return &d, nil
}

// Bundled returns the directory that came with the app, empty where it does not
// verify: then no feed is in it. It may be called from any goroutine.
var Bundled = sync.OnceValue(func() *Directory {
	d, err := OpenDirectory(assets.Directory(), bundledKey())
	if err != nil {
		return &Directory{}
	}
	return d
})

func bundledKey() envelope.Key {
	public, err := base64.StdEncoding.DecodeString(directoryKey)
	if err != nil {
		return envelope.Key{}
	}
	return envelope.Key{ID: envelope.Fingerprint(public), Public: ed25519.PublicKey(public)}
}

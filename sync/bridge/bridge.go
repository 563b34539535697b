package bridge

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/source"
	"bokgu/sync/wire"
)

// SilentAfter is how long a page may not be heard before it counts as one that
// nobody can tell about: three polls of a quiet page. That one poll failed is not
// enough, since the next one comes later then; after twice as long it is.
const SilentAfter = source.ValidFor

// silent reports whether a page that was last heard that long ago, and failed so
// many polls in a row, is one that nobody can tell about.
func silent(ago time.Duration, failures int) bool {
	return ago >= SilentAfter && failures > 1 || ago >= 2*SilentAfter
}

// MaxPages bounds a bridge. A document has 512 KiB: some three of the widest pages,
// some hundred usual ones.
const MaxPages = 200

// What New and Run refuse.
var (
	ErrPages    = errors.New("no pages, too many, or one of them twice")
	ErrNotAPage = errors.New("not a status page that can be read")
)

// Params is what a Bridge needs.
type Params struct {
	// Pages are the addresses, as source.ParseAddress gives them, in the order in
	// which the feed shows them.
	Pages   []*url.URL
	Dir     string         // its folder; one process at a time
	Name    string         // of the feed; empty: the hosts of the pages
	Zone    *time.Location // in which a person reads times; nil: UTC
	Origins []string       // where the feed is to be found, for its profile
	// Get asks for documents: Client.Get of source.
	Get func(ctx context.Context, address string, have source.Validators) (source.Answer, error)

	// The rest has defaults: the real clock, randomness, no log.
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error // between polls of a page
	Random io.Reader                                        // of keys and epochs
	Timing wire.Timing
	Logger *slog.Logger // page, what happened; never a key
}

// Bridge polls pages and publishes what they say on an edge. Make it with New, call
// Run once, serve Handler.
type Bridge struct {
	params       Params
	folder       *folder
	root, signer *envelope.Signer
	info         feed.Info
	publisher    *publish.Publisher
	edge         *server.Edge
	started      chan struct{} // closed as soon as the edge has a document
	outcomes     chan outcome

	// The rest belongs to the goroutine of Run, but for what mu guards.
	pages   []*page
	last    *feed.Status      // as merged last
	onDisk  string            // hash of the document in feed.json
	taking  map[string]uint64 // what of each page is in the document that is being published
	news    bool              // something that may be another document
	fresh   bool              // the document was confirmed or made in this run
	refused string            // why the newest document was not published, said once

	mu     sync.Mutex
	health []PageHealth
}

// page is one page and what is known of it.
type page struct {
	key, name string
	address   *url.URL
	kept      keptPage
	heard     time.Time // zero: never
	begun     time.Time // of this run
	tried     bool      // asked once in this run
	silent    bool      // and not heard since that was told, also by the run before
}

// PageHealth is how a page was reached.
type PageHealth struct {
	Key      string
	Provider source.Provider // empty: not known yet
	Heard    time.Time       // zero: never
	Silent   bool            // for longer than SilentAfter
	Failures int             // polls in a row that failed
	Polls    uint64          // of this run
	Requests uint64          // of this run
	Err      error           // of the last poll; nil: the page was heard
	Next     time.Time       // of the next poll
}

// New opens the folder, and goes on where the bridge before ended: with the same keys,
// in the same epoch, with the document that was published last. Without a usable
// feed.json a new epoch begins.
func New(p Params) (*Bridge, error) {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	if p.Random == nil {
		p.Random = rand.Reader
	}
	if p.Timing == (wire.Timing{}) {
		p.Timing = wire.DefaultTiming()
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	b := &Bridge{params: p, started: make(chan struct{}), outcomes: make(chan outcome)}
	var err error
	if b.folder, err = openFolder(p.Dir); err != nil {
		return nil, err
	}
	if err := b.openPages(); err != nil {
		return nil, err
	}
	if b.root, err = b.folder.signer("root.key", p.Random); err != nil {
		return nil, err
	}
	if b.signer, err = b.folder.signer("publish.key", p.Random); err != nil {
		return nil, err
	}
	b.nameFeed()
	now := p.Now()
	raw, err := b.signProfile(now)
	if err != nil {
		return nil, err
	}
	b.edge = server.New(server.Params{Profile: raw, Now: p.Now, Timing: p.Timing})
	if err := b.resume(now); err != nil {
		return nil, err
	}
	return b, nil
}

// openPages reads what is known of each page.
func (b *Bridge) openPages() error {
	if n := len(b.params.Pages); n == 0 || n > MaxPages {
		return fmt.Errorf("%w: %d pages, 1 to %d are possible", ErrPages, n, MaxPages)
	}
	heard := b.folder.readHeard()
	keys := make(map[string]bool)
	for _, address := range b.params.Pages {
		p := &page{key: Key(address), name: address.Host + address.Path, address: address, begun: b.params.Now()}
		if keys[p.key] {
			return fmt.Errorf("%w: %s", ErrPages, p.name)
		}
		keys[p.key] = true
		if _, err := b.folder.read(pageFile(p.key), &p.kept); err != nil {
			if !errors.Is(err, errDamaged) {
				return err
			}
			// What it says now is its baseline.
			b.params.Logger.Warn("a page begins anew", "page", p.name, "error", err)
			p.kept = keptPage{}
		}
		p.kept.Version = folderVersion
		p.kept.State.Options = source.Options{FeedID: p.key, Name: p.name}
		p.heard = heard[p.key]
		if p.heard.Before(p.kept.State.At) {
			p.heard = p.kept.State.At
		}
		b.pages = append(b.pages, p)
		b.health = append(b.health, PageHealth{Key: p.key, Heard: p.heard, Provider: p.kept.Recipe.Provider})
	}
	return nil
}

func (b *Bridge) nameFeed() {
	name := b.params.Name
	if name == "" {
		hosts := make([]string, len(b.pages))
		for i, p := range b.pages {
			hosts[i] = p.name
		}
		name = strings.Join(hosts, ", ")
		if len(hosts) > 3 {
			name = fmt.Sprintf("%s and %d more", strings.Join(hosts[:3], ", "), len(hosts)-3)
		}
	}
	zone := b.params.Zone.String()
	if zone == "Local" { // has no name that a reader elsewhere would know
		zone = "UTC"
	}
	b.info = feed.Info{ID: "bridge-" + b.root.Key().ID[len("sha256:"):][:12], Name: feed.Plain(name), TimeZone: zone}
}

// Root is the fingerprint of the root key: what a reader pins.
func (b *Bridge) Root() string { return b.root.Key().ID }

// Handler serves the feed.
func (b *Bridge) Handler() http.Handler { return b.edge }

// Started is closed as soon as there is a document to serve.
func (b *Bridge) Started() <-chan struct{} { return b.started }

// Shutdown ends the streams; see server.Edge.
func (b *Bridge) Shutdown(ctx context.Context) error { return b.edge.Shutdown(ctx) }

// Streams returns the edge's figures.
func (b *Bridge) Streams() server.Stats { return b.edge.Stats() }

// Health returns how each page was reached, in their order.
func (b *Bridge) Health() []PageHealth {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.health)
}

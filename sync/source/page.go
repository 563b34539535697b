package source

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// ErrPage is what every error of Read wraps: the answer is not a status page
// that can be used. Whoever holds an earlier document keeps it.
var ErrPage = errors.New("not a usable status page")

func notPage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrPage}, args...)...)
}

// MaxBody is how many bytes of an answer are read. The largest of the archived
// pages had 500 kB; the widest, 1,122 components.
const MaxBody = 4 << 20

// Bounds on what is taken over from one answer, far above the largest real one,
// so that a hostile answer cannot fill the memory.
const (
	maxComponents = 5000
	maxIncidents  = 500
	maxUpdates    = 200 // of one incident; the newest stay
	maxBodyText   = 16 << 10
	maxName       = 500
)

// Provider is the product that a page is made with.
type Provider string

// The providers.
const (
	Statuspage  Provider = "statuspage"
	Instatus    Provider = "instatus"
	IncidentIO  Provider = "incident.io"
	CState      Provider = "cstate"
	Gatus       Provider = "gatus"
	UptimeKuma  Provider = "uptime-kuma"
	BetterStack Provider = "better-stack"
	Syndication Provider = "atom" // Atom or RSS of any product
)

// Part says which of a provider's documents an answer is. A provider spreads a
// page over several: what one does not list, another may.
type Part string

// The parts.
const (
	PartSummary      Part = "summary"      // states and everything open
	PartComponents   Part = "components"   // states alone
	PartIncidents    Part = "incidents"    // recent incidents, also those that are over
	PartMaintenances Part = "maintenances" // recent maintenances, also those that are over
	PartStatus       Part = "status"       // the page's headline alone: confirms that the page is there, nothing more
	PartWidget       Part = "widget"       // everything open and what it affects
	PartHeartbeats   Part = "heartbeats"   // states by the ids that another part names
	PartHistory      Part = "history"      // text alone
)

// Page is what one captured answer says.
type Page struct {
	Provider Provider
	Part     Part
	ID       string // the provider's own id of the page; empty where the answer has none
	Name     string
	URL      string
	TimeZone string // IANA name, "UTC" where the page names none that is known
	Language string // BCP 47 tag, or empty
	// UpdatedAt is the page's own word for how new the answer is, zero where it
	// has none. It goes backwards where a stale cache answers.
	UpdatedAt time.Time

	// Components are the states; nil if the answer does not tell any.
	Components []feed.Component
	// OnlyAffected says that Components holds nothing that is well: of what it
	// leaves out the answer says nothing.
	OnlyAffected bool
	// Incidents are those that the answer describes.
	Incidents []Incident
	// ListsOpen says that every incident that is open is among Incidents or
	// Mentioned.
	ListsOpen bool
	// Mentioned are ids of incidents that the answer lists without describing
	// them.
	Mentioned []string
	// Maintenances are those that the answer describes; nil if it does not
	// speak of maintenances.
	Maintenances []feed.Maintenance
	// Affects are the components that incidents and maintenances are about, by their
	// ids, where one answer tells that and another describes them; nil: not told.
	Affects map[string][]string
}

// Incident is one incident with the time of its last change, which decides
// which of two versions is the newer.
type Incident struct {
	feed.Incident
	UpdatedAt time.Time
}

// sameAs reports whether an answer is of the same page as p: by the provider's
// id where both have one, else by host. The scheme does not count, since pages
// flip between http and https, and neither does the name, since a company may
// rename itself.
func (p *Page) sameAs(q *Page) bool {
	if p.Provider != q.Provider {
		return false
	}
	if p.ID != "" && q.ID != "" {
		return p.ID == q.ID
	}
	a, b := host(p.URL), host(q.URL)
	return a == "" || b == "" || a == b
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// Newest returns the newest moment that the answer speaks of: its own word, or
// that of the newest thing in it. It is zero where there is none.
func (p *Page) Newest() time.Time {
	t := p.UpdatedAt
	if !t.IsZero() {
		return t
	}
	for _, in := range p.Incidents {
		t = later(t, in.UpdatedAt)
	}
	for _, m := range p.Maintenances {
		for _, u := range m.Updates {
			t = later(t, u.UpdatedAt)
		}
	}
	for _, c := range p.Components {
		t = later(t, c.Since)
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// zone returns name if it is that of a time zone, else UTC.
func zone(name string) string {
	if name == "" || name == "Local" {
		return "UTC"
	}
	if _, err := time.LoadLocation(name); err != nil {
		return "UTC"
	}
	return name
}

// lookup maps a provider's word; one that is not in the table is unknown, never
// good and never an error.
func lookup[T ~string](table map[string]T, word string) T {
	if v, ok := table[word]; ok {
		return v
	}
	return feed.Unknown
}

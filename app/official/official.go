// Package official decides whether somebody vouches for a feed, from what the
// feed itself proves: its signed profile and the address it is followed at. It
// asks nobody and keeps nothing.
package official

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// InDirectory is what Of returns for a feed of the app's own directory. No
// domain is spelt so.
const InDirectory = "directory"

// Of says who vouches for the feed with profile p that is followed at address:
// InDirectory, the domain whose holder serves it, or "" for nobody: then the
// feed is unofficial. p must have been opened with the subscription's pin, and
// come from address over a connection that was verified; any later one of the
// same root will do. docs/feed.md gives the rule and its limits. p may be nil.
func Of(p *envelope.Profile, address string, d *Directory) string {
	switch {
	case p == nil:
		return ""
	case d.holds(p.Root.ID):
		return InDirectory
	}
	domain := servedBy(p, address)
	if domain == "" {
		return ""
	}
	own := 0 // places that the profile calls its publisher's
	for _, l := range p.Links {
		if domainOf(l.Origin) != domain {
			return ""
		}
		own++
	}
	for _, c := range p.Channels {
		if c.Kind != envelope.ChannelWeb || c.Action.Type != feed.ActionURL {
			continue // accounts and numbers that others give out
		}
		if domainOf(c.Action.Value) != domain {
			return ""
		}
		own++
	}
	if own == 0 {
		return "" // nothing ties the feed to the domain but its address
	}
	return domain
}

// servedBy returns the domain whose holder serves the profile: the profile lists
// the origin, and the origin has it at its top, over TLS. Below another path of
// a shared host it might be anybody's.
func servedBy(p *envelope.Profile, address string) string {
	where, err := subscribe.ProfileURL(address)
	if err != nil || !p.AllowsOrigin(address) {
		return ""
	}
	u, err := url.Parse(where)
	if err != nil || u.Scheme != "https" || u.Path != wire.ProfilePath {
		return ""
	}
	return domainOf(where)
}

// domainOf returns the registrable domain of an address in punycode, "" if it
// has none: a number, this machine, a public suffix itself, or below a top level
// that the public suffix list does not know, where any network makes its own.
func domainOf(address string) string {
	origin, err := envelope.Origin(address)
	if err != nil {
		return ""
	}
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	suffix, icann := publicsuffix.PublicSuffix(host)
	if !icann && !strings.Contains(suffix, ".") {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

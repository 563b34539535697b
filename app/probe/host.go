package probe

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// ErrHost: not the name of a host on the internet; test with errors.Is.
var ErrHost = errors.New("not a host name")

// Source is where a host comes from.
type Source string

// The sources.
const (
	FromChannel Source = "channel" // a web channel of the feed's signed profile
	FromLink    Source = "link"    // what the profile allows to be opened
	FromPage    Source = "page"    // the page that the document names as its own
	FromPerson  Source = "person"  // typed
)

// Host can be asked about, once a person has approved it.
type Host struct {
	Name  string // lower case, IDN in punycode: what is connected to and what is shown
	Label feed.Text
	From  Source
}

// maxOffered bounds what a person is asked to choose from; a profile may list a
// thousand addresses.
const maxOffered = 32

// maxName is the longest name of a host (RFC 1035, section 2.3.4).
const maxName = 253

// Candidates offers the hosts of a feed's own words: those of the profile's web
// channels, of the document's feed.url, and of the profile's links, in this order. Which of them belongs
// to which service nobody says, so all are offered and a person chooses. Only
// https on its own port counts. Either argument may be nil. now is the later of
// the device's clock and the newest signed issued_at: an expired profile names
// nothing.
func Candidates(p *envelope.Profile, doc *feed.Status, now time.Time) []Host {
	var out []Host
	have := make(map[string]bool)
	add := func(address string, label feed.Text, from Source) {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil || (u.Port() != "" && u.Port() != "443") {
			return
		}
		name, err := ParseHost(u.Hostname())
		if err != nil || have[name] || len(out) >= maxOffered {
			return
		}
		have[name] = true
		out = append(out, Host{Name: name, Label: label, From: from})
	}
	live := p != nil && !p.Expired(now)
	if live {
		for _, c := range p.Channels {
			if c.Kind == envelope.ChannelWeb && c.Action.Type == feed.ActionURL {
				add(c.Action.Value, c.Name, FromChannel)
			}
		}
	}
	if doc != nil {
		add(doc.Feed.URL, doc.Feed.Name, FromPage)
	}
	if live {
		for _, l := range p.Links {
			add(l.Origin, l.Label, FromLink)
		}
	}
	return out
}

// ParseHost reads what a person typed as the name of a host and returns it in
// lower case, IDN in punycode. A name has at least two parts. Refused with
// ErrHost are schemes, ports, paths and user names, so that nobody believes that
// they are used; addresses by number, public ones too, because a certificate is
// checked against a name and nobody can see whose a number is; and the names of
// this device.
func ParseHost(text string) (string, error) {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	if len(text) > 4*maxName {
		return "", fmt.Errorf("%w: too long", ErrHost)
	}
	name, err := idna.Lookup.ToASCII(text)
	if again, bad := idna.Lookup.ToASCII(name); err != nil || bad != nil || again != name { // some decode to what maps to yet another
		return "", fmt.Errorf("%w: it cannot be one", ErrHost) // idna repeats the text
	}
	labels := strings.Split(name, ".")
	switch last := labels[len(labels)-1]; {
	case len(labels) < 2:
		return "", fmt.Errorf("%w: it has only one part", ErrHost)
	case len(name) > maxName:
		return "", fmt.Errorf("%w: too long", ErrHost)
	case last == "localhost":
		return "", fmt.Errorf("%w: it is this device", ErrHost)
	case last != "" && last[0] >= '0' && last[0] <= '9':
		// No name ends so; browsers read it as an IPv4 address (WHATWG URL, 3.5).
		return "", fmt.Errorf("%w: an address by number", ErrHost)
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.ContainsFunc(l, notInName) {
			return "", fmt.Errorf("%w: it cannot be one", ErrHost)
		}
	}
	return name, nil
}

func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

package envelope

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// Why an action of a feed does not open. It is then shown as plain text.
var (
	ErrNotListed      = errors.New("not listed in the feed's profile")
	ErrProfileExpired = errors.New("the feed's profile has expired")
	ErrScheme         = errors.New("only https addresses, telephone numbers and mail addresses open")
	ErrUserinfo       = errors.New("an address with a user name or password")
	ErrDeceptive      = errors.New("an address that may lead elsewhere than it seems to")
	ErrAddress        = errors.New("not a valid address")
)

// maxAction bounds the value of an action, in bytes; longer addresses are cut by
// browsers and shells of some systems.
const maxAction = 2048

// Target is what may be opened, rebuilt from its parts after every check, and
// how it is shown.
type Target struct {
	URL     string // the normal form; hand this to the system, never the action's own value
	Display string // the host with IDN in punycode, the number, or the mail address
	Ask     bool   // ask the person first: it dials or writes
}

// Target applies the link rule to an action that came with a feed: it returns
// what to open, or why nothing opens (errors.Is with the Err… above; the text is
// for logs). now is the later of the device's clock and the newest signed
// issued_at. A nil profile lists nothing.
//
// An address opens if it is https, below a listed origin and path prefix or
// exactly that of a channel; a number or mail address if exactly it is listed
// as contact or channel.
func (p *Profile) Target(a feed.Action, now time.Time) (Target, error) {
	switch {
	case p == nil:
		return Target{}, ErrNotListed
	case p.Expired(now):
		return Target{}, ErrProfileExpired
	}
	t, err := target(a)
	if err != nil {
		return Target{}, err
	}
	if a.Type == feed.ActionURL {
		u, err := parseLink(a.Value)
		if err != nil {
			return Target{}, err
		}
		for _, l := range p.Links {
			if r, err := l.rule(); err == nil && r.allows(u) {
				return t, nil
			}
		}
	} else {
		for _, c := range p.Contacts {
			if listed, err := contactTarget(feed.Action{Type: c.Type, Value: c.Value}); err == nil && listed.URL == t.URL {
				return listed, nil // shown as it is listed
			}
		}
	}
	for _, c := range p.Channels {
		if listed, err := target(c.Action); err == nil && listed.URL == t.URL {
			return listed, nil
		}
	}
	return Target{}, fmt.Errorf("%w: %s", ErrNotListed, t.Display)
}

// target brings an action into its normal form without asking whether it is
// listed.
func target(a feed.Action) (Target, error) {
	switch a.Type {
	case feed.ActionURL:
		u, err := parseLink(a.Value)
		if err != nil {
			return Target{}, err
		}
		return Target{URL: u.String(), Display: u.Host}, nil
	case feed.ActionTel, feed.ActionSMS, feed.ActionEmail:
		return contactTarget(a)
	}
	return Target{}, ErrScheme
}

// contactTarget returns the normal form of a telephone number or mail address,
// which may come with its scheme (tel:, sms:, mailto:) or without.
func contactTarget(a feed.Action) (Target, error) {
	scheme := string(a.Type)
	switch a.Type {
	case feed.ActionTel, feed.ActionSMS:
	case feed.ActionEmail:
		scheme = "mailto"
	default:
		return Target{}, ErrScheme
	}
	if len(a.Value) > maxAction {
		return Target{}, fmt.Errorf("%w: too long", ErrAddress)
	}
	value := a.Value
	if head, rest, ok := strings.Cut(value, ":"); ok {
		if !strings.EqualFold(head, scheme) {
			return Target{}, ErrScheme
		}
		value = rest
	}
	read := number
	if a.Type == feed.ActionEmail {
		read = mailbox
	}
	normal, display, err := read(value)
	if err != nil {
		return Target{}, err
	}
	return Target{URL: scheme + ":" + normal, Display: display, Ask: true}, nil
}

// number reads a telephone number: digits with the usual separators. Service
// codes (* and #, which some phones run when dialled), pauses, parameters and
// message texts are refused. Display keeps the separators.
func number(s string) (normal, display string, err error) {
	var digits strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			digits.WriteRune(r)
		case strings.ContainsRune("-. ()", r):
		default:
			return "", "", fmt.Errorf("%w: %q in a telephone number", ErrDeceptive, r)
		}
	}
	// E.164 allows 15 digits; the shortest emergency numbers have three.
	if n := strings.TrimPrefix(digits.String(), "+"); len(n) < 3 || len(n) > 15 {
		return "", "", fmt.Errorf("%w: telephone number of %d digits", ErrAddress, len(n))
	}
	return digits.String(), strings.TrimSpace(s), nil
}

// mailbox reads one plain mail address. Whatever could add a subject, a text or
// another recipient is refused, and so is what would need quoting.
func mailbox(s string) (normal, display string, err error) {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" {
		return "", "", fmt.Errorf("%w: mail address", ErrAddress)
	}
	for _, r := range local {
		if !isAlphanumeric(r) && !strings.ContainsRune("._+-", r) {
			return "", "", fmt.Errorf("%w: %q in a mail address", ErrDeceptive, r)
		}
	}
	host, err := asciiHost(domain)
	if err != nil {
		return "", "", err
	}
	normal = local + "@" + host
	return normal, normal, nil
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

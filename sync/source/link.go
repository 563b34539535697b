package source

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// ErrLink: a text is not a link to a status page. No error repeats what it says.
var ErrLink = errors.New("not a link to a status page")

// maxLink bounds the text of a link, in bytes; it is that of a feed's link. A QR
// code holds 2,953.
const maxLink = 2048

const linkHead = "bokgu:page?url="

// linkAddress is what a link may hold, after the scheme: everybody reads the same
// place in it.
var linkAddress = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$`)

// IsLink reports whether a text means to be a link to a status page, by how it
// begins. A link to a feed goes on with "add" instead.
func IsLink(s string) bool {
	return len(s) >= len("bokgu:page") && strings.EqualFold(s[:len("bokgu:page")], "bokgu:page")
}

// Link returns the link that others add the page at an address with:
// bokgu:page?url=https://…. It holds nothing else: the page tells its own name,
// and nobody signs for it. Only what is public and encrypted has one.
func Link(address string) (string, error) {
	u, err := ParseAddress(address, false)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLink, err)
	}
	if clean := u.String(); !linkAddress.MatchString(clean) || len(linkHead)+len(clean) > maxLink {
		return "", fmt.Errorf("%w: its address is not plain", ErrLink)
	}
	return linkHead + u.String(), nil
}

// ParseLink returns the address in a link. It asks nobody, and refuses whatever
// Link would not make: an address that is not encrypted, private by its very name,
// or that holds more than a host and a plain path, and any other parameter.
func ParseLink(s string) (address string, err error) {
	switch {
	case len(s) > maxLink:
		return "", fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrLink, len(s), maxLink)
	case !IsLink(s):
		return "", fmt.Errorf("%w: it begins with something else", ErrLink)
	}
	rest, ok := strings.CutPrefix(s[len("bokgu:page"):], "?url=")
	if !ok {
		return "", fmt.Errorf("%w: it names no address", ErrLink)
	}
	if rest, err = url.PathUnescape(rest); err != nil {
		return "", fmt.Errorf("%w: broken escape", ErrLink)
	}
	if !linkAddress.MatchString(rest) {
		return "", fmt.Errorf("%w: its address is not plain", ErrLink)
	}
	u, err := ParseAddress(rest, false)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLink, err)
	}
	return u.String(), nil
}

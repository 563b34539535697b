package envelope

import (
	"fmt"
	"net/url"
)

// Origin returns the origin of an address (https or wss; http and ws only to
// loopback) in the form that two addresses of one origin share: lower-case host
// in punycode, no default port, wss as https and ws as http. Errors are those of
// Target and do not repeat the address. A host by number is refused unless it is
// loopback.
func Origin(address string) (string, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: it cannot be parsed", ErrAddress)
	case u.User != nil:
		return "", ErrUserinfo
	case u.Opaque != "" || u.Host == "":
		return "", fmt.Errorf("%w: no host", ErrAddress)
	}
	return feedOrigin(u.Scheme + "://" + u.Host)
}

package subscribe

import (
	"context"
	"errors"

	"bokgu/sync/envelope"
)

// CheckURL reports whether raw can be the URL of a feed: nil, or an error that
// wraps ErrURL or ErrPlain. It asks nobody.
func CheckURL(raw string) error {
	_, err := parseAddress(raw)
	return err
}

// ReasonOf puts an error of FetchProfile into the same codes as Health.
func ReasonOf(err error) Reason {
	var fetch *FetchError
	switch {
	case err == nil:
		return None
	case errors.As(err, &fetch):
		return fetch.Reason
	case errors.Is(err, envelope.ErrPin):
		return ChangedRoot
	case errors.Is(err, ErrURL), errors.Is(err, ErrPlain):
		return NotFeed
	case errors.Is(err, envelope.ErrSignature), errors.Is(err, envelope.ErrUnknownKey):
		return RefusedSignature
	case errors.Is(err, envelope.ErrMalformed), errors.Is(err, envelope.ErrPayloadType), errors.Is(err, envelope.ErrProfile):
		return NotFeed
	case errors.Is(err, context.DeadlineExceeded):
		return TimedOut
	}
	return Unreachable
}

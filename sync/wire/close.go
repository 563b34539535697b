package wire

import "time"

// The close codes that an edge sends or a reader meets. 4000–4499 say
// "reconnect", 4500–4999 "do not reconnect by yourself".
const (
	CloseNormal          = 1000
	CloseGoingAway       = 1001
	CloseProtocol        = 1002
	CloseUnsupportedData = 1003
	CloseNoStatus        = 1005 // never sent: a close frame without a code
	CloseLost            = 1006 // never sent: the connection ended without a close frame
	CloseInvalidText     = 1007
	ClosePolicy          = 1008
	CloseTooBig          = 1009
	CloseServerError     = 1011
	CloseRestart         = 1012
	CloseOverloaded      = 1013

	CloseRebalance   = 4000
	CloseResync      = 4001 // what the reader holds is no use: forget the cursor
	CloseTooSlow     = 4008 // a write was not taken in time
	CloseNoPong      = 4009
	CloseMoved       = 4010 // to the URL of the goaway before
	CloseRateLimited = 4029

	CloseVersion        = 4500 // the edge no longer speaks this version
	CloseAuthentication = 4501
	CloseFeedEnded      = 4503
)

// Reaction is what a reader does about a close code. Why a connection ended and
// whether it may come back are two questions; this answers the second.
//
// The wait is Floor plus a random part: of the back-off if Backoff is set,
// otherwise uniform within Window. The floor is added, not a lower bound, or all
// whose draw lies below it would return at the same moment.
type Reaction struct {
	Stop       bool          // do not reconnect; tell the person
	Backoff    bool          // wait by Timing.Backoff
	Window     time.Duration // otherwise uniformly within this
	Floor      time.Duration
	Goaway     bool // a goaway before it replaces Window, and may name another edge
	DropCursor bool // reconnect without epoch and seq
	Poll       bool // ask the HTTP twins meanwhile, from the start; if Stop, every StopPollMin–StopPollMax
}

// ReactionTo returns the answer to any close code, also to those that nobody
// has defined.
func (t Timing) ReactionTo(code int) Reaction {
	switch code {
	case CloseNormal, CloseNoStatus, CloseLost:
		return Reaction{Window: t.FirstReconnect}
	case CloseGoingAway, CloseRestart:
		return Reaction{Window: t.GoawayWindow, Goaway: true}
	case CloseServerError:
		return Reaction{Backoff: true}
	case CloseOverloaded:
		return Reaction{Backoff: true, Floor: t.OverloadFloor, Poll: true}
	case CloseProtocol, CloseUnsupportedData, CloseInvalidText, CloseTooBig:
		return Reaction{Backoff: true, Floor: t.MistakeFloor}
	case CloseResync:
		return Reaction{Window: t.ReconnectWindow, DropCursor: true}
	case CloseTooSlow:
		return Reaction{Backoff: true}
	case CloseRateLimited:
		return Reaction{Window: t.ReconnectWindow, Floor: t.RateFloor}
	case CloseAuthentication:
		return Reaction{Stop: true}
	}
	switch {
	case code >= 4000 && code <= 4499:
		return Reaction{Window: t.ReconnectWindow, Goaway: true}
	case code >= 4500 && code <= 4999:
		return Reaction{Stop: true, Poll: true}
	}
	return Reaction{Backoff: true}
}

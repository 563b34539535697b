package probe

import (
	"slices"

	"bokgu/sync/feed"
)

// Verdict is the answer to "is it me or is it them?".
type Verdict string

// The verdicts.
const (
	YourConnection     Verdict = "your_connection"     // no network, a sign-in page or a proxy in between, or nothing answers at all
	CannotReach        Verdict = "cannot_reach"        // the network works, none of the service's hosts can be reached from here
	PartlyReached      Verdict = "partly_reached"      // some of them can
	ReachedTrouble     Verdict = "reached_trouble"     // all can, and the operator reports trouble
	ReachedNone        Verdict = "reached_none"        // all can, and the operator reports none
	ReachedUnconfirmed Verdict = "reached_unconfirmed" // all can, and what the operator says now is not known
	NothingToCompare   Verdict = "nothing_to_compare"  // too little was asked to tell one from the other
)

// Connection is what a measurement says about the device's own network.
type Connection string

// The states of the own network.
const (
	ConnectionWorks   Connection = "works"   // at least one host was spoken with
	ConnectionOffline Connection = "offline" // no network at all
	ConnectionCaptive Connection = "captive" // it wants the person to sign in first
	ConnectionProxy   Connection = "proxy"   // the proxy that is set is what fails
	ConnectionSilent  Connection = "silent"  // neither the feed nor any other host answers
	ConnectionUnknown Connection = "unknown" // nothing was reached, but one party alone may be down
)

// Connection judges the own network. That nothing at all can be reached speaks
// against it only if the feed was among what was tried: it shares neither cloud
// nor DNS with the service (docs/feed.md), so both are hardly ever down at once.
func (r *Result) Connection() Connection {
	if !r.Online {
		return ConnectionOffline
	}
	tried := slices.Clone(r.Hosts)
	witness := r.Feed != nil && !r.Feed.Local
	if witness {
		if r.Feed.Outcome() == Captive {
			return ConnectionCaptive
		}
		tried = append(tried, *r.Feed)
	}
	tried = slices.DeleteFunc(tried, func(t Target) bool { return t.Outcome() == Cancelled && !t.Reached() })
	if slices.ContainsFunc(tried, func(t Target) bool { return t.Reached() }) {
		return ConnectionWorks
	}
	if slices.ContainsFunc(tried, func(t Target) bool { return t.Outcome() == ProxyAuth || t.Outcome() == ProxyUnreachable }) {
		return ConnectionProxy
	}
	if witness && len(r.Hosts) > 0 && len(tried) == len(r.Hosts)+1 {
		return ConnectionSilent
	}
	return ConnectionUnknown
}

// Judge sets what was measured beside what the operator says of the service:
// operator is the state of the document, stale says that nobody confirms it any
// more. It is pure, and the operator's word comes out as it went in: a service
// that can be reached may well be down, and one that cannot may well be up.
func Judge(r Result, operator feed.ComponentStatus, stale bool) Verdict {
	switch r.Connection() {
	case ConnectionOffline, ConnectionCaptive, ConnectionProxy, ConnectionSilent:
		return YourConnection
	case ConnectionUnknown:
		return NothingToCompare
	case ConnectionWorks:
	}
	reached, failed := 0, 0
	for _, t := range r.Hosts {
		switch {
		case t.Reached():
			reached++
		case t.Outcome() != Cancelled:
			failed++
		}
	}
	switch {
	case reached == 0 && failed == 0:
		return NothingToCompare
	case reached == 0:
		return CannotReach
	case failed > 0:
		return PartlyReached
	case stale || operator.Severity() < 0:
		return ReachedUnconfirmed
	case operator == feed.Operational:
		return ReachedNone
	}
	return ReachedTrouble
}

package probe

import "time"

// Outcome is how a step ended. It is a code for a program; a person reads a
// translated text chosen by it.
type Outcome string

// The outcomes.
const (
	OK               Outcome = "ok"
	NoSuchName       Outcome = "no_such_name"      // DNS answered that there is no such name
	DNSFailed        Outcome = "dns_failed"        // no usable answer from DNS
	Diverted         Outcome = "diverted"          // DNS gave an address of this very device: somebody blocks the name
	Refused          Outcome = "refused"           // TCP: nobody listens, or a firewall says no
	NoRoute          Outcome = "no_route"          // no way to the address from here, or a broken one
	TimedOut         Outcome = "timed_out"         // no answer within the step's time
	BadCertificate   Outcome = "bad_certificate"   // TLS: it is another's, expired, or signed by nobody known
	TLSFailed        Outcome = "tls_failed"        // TLS: the other side does not speak it or broke off
	ProxyUnreachable Outcome = "proxy_unreachable" // the proxy that is set does not answer
	ProxyAuth        Outcome = "proxy_auth"        // the proxy wants a password, or another one
	ProxyRefused     Outcome = "proxy_refused"     // the proxy does not, or cannot, connect to the host
	Captive          Outcome = "captive"           // a page or a redirect answered for the feed: a sign-in page in between
	ServerError      Outcome = "server_error"      // the feed answered that it cannot
	NotFeed          Outcome = "not_feed"          // an answer that no feed gives
	Lost             Outcome = "lost"              // the connection broke before the answer
	Cancelled        Outcome = "cancelled"         // the person thought better of it
)

// StepName names what a step tries.
type StepName string

// The steps, in their order. Through a proxy StepProxy takes the place of the
// first two, because the proxy resolves and connects.
const (
	StepDNS    StepName = "dns"
	StepTCP    StepName = "tcp"
	StepProxy  StepName = "proxy"
	StepTLS    StepName = "tls"
	StepAnswer StepName = "answer" // one GET, of the feed only
)

// Step is one thing that was tried.
type Step struct {
	Name    StepName
	Outcome Outcome
	Took    time.Duration
	Detail  string // for logs only: never shown, holds no token or password; "" if OK
}

// Family is whether a target was reached over IPv4 or over IPv6.
type Family string

// The states of a family.
const (
	FamilyNone    Family = ""        // the name has no such address, or a proxy connected
	FamilyWorks   Family = "works"   // connected
	FamilyFails   Family = "fails"   // not connected
	FamilyUnknown Family = "unknown" // slower than the other one; it was not waited for
)

// Target is what was found about one host.
type Target struct {
	Host    string // as approved
	Local   bool   // the host is this device: it says nothing about a network
	Proxied bool   // reached, or not, only through the proxy that is set
	V4, V6  Family
	Steps   []Step // as far as it came; the first that is not OK is the last
}

// Outcome is how the last step ended; Cancelled if there was none.
func (t *Target) Outcome() Outcome {
	if len(t.Steps) == 0 {
		return Cancelled
	}
	return t.Steps[len(t.Steps)-1].Outcome
}

// Took is the time of all steps together.
func (t *Target) Took() time.Duration {
	var sum time.Duration
	for _, s := range t.Steps {
		sum += s.Took
	}
	return sum
}

// Reached reports whether the host itself was spoken with: TLS held, or, where
// there is none, TCP did. A feed that then says that it is in trouble has been
// reached. A captive portal is not the feed.
func (t *Target) Reached() bool {
	held := false
	for _, s := range t.Steps {
		switch {
		case s.Name == StepTLS:
			held = s.Outcome == OK
		case s.Name == StepTCP && t.Local: // plain http is for this device only
			held = s.Outcome == OK
		case s.Outcome == Captive:
			return false
		}
	}
	return held
}

// Result is one measurement. It is not changed after Run returned it.
type Result struct {
	At     time.Time // when it began
	Took   time.Duration
	Online bool     // the device is in some network; if not, nothing was tried
	Feed   *Target  // nil: there is no feed to compare with
	Hosts  []Target // in the order of Request.Hosts
}

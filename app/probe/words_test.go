package probe

import (
	"testing"

	"bokgu/i18n"
)

// Every code that can come out of a measurement has its words.
func TestEveryCodeHasWords(t *testing.T) {
	var ids []string
	for _, o := range []Outcome{
		OK, NoSuchName, DNSFailed, Diverted, Refused, NoRoute, TimedOut, BadCertificate, TLSFailed, ProxyUnreachable, ProxyAuth, ProxyRefused,
		Captive, ServerError, NotFeed, Lost, Cancelled,
	} {
		ids = append(ids, "outcome."+string(o))
		if o != OK {
			ids = append(ids, "outcome."+string(o)+".detail")
		}
	}
	for _, s := range []StepName{StepDNS, StepTCP, StepProxy, StepTLS, StepAnswer} {
		ids = append(ids, "step."+string(s))
	}
	for _, c := range []Connection{ConnectionWorks, ConnectionOffline, ConnectionCaptive, ConnectionProxy, ConnectionSilent, ConnectionUnknown} {
		ids = append(ids, "connection."+string(c), "connection."+string(c)+".detail")
	}
	verdicts := []string{
		string(CannotReach), string(PartlyReached), string(ReachedTrouble), string(ReachedNone), string(ReachedUnconfirmed),
		string(NothingToCompare) + "." + string(ConnectionWorks), string(NothingToCompare) + "." + string(ConnectionUnknown),
	}
	for _, c := range []Connection{ConnectionOffline, ConnectionCaptive, ConnectionProxy, ConnectionSilent} {
		verdicts = append(verdicts, string(YourConnection)+"."+string(c))
	}
	for _, v := range verdicts {
		ids = append(ids, "verdict."+v, "verdict."+v+".second")
	}
	for _, id := range ids {
		if !i18n.Has("probe." + id) {
			t.Errorf("probe.%s has no words", id)
		}
	}
}

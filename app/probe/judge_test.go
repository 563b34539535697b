package probe

import (
	"testing"

	"bokgu/sync/feed"
)

// found is a target that came as far as the last of the outcomes.
func found(steps ...Step) Target { return Target{Host: "x.example", Steps: steps} }

func at(name StepName, o Outcome) Step { return Step{Name: name, Outcome: o} }

func TestJudge(t *testing.T) {
	good := found(at(StepDNS, OK), at(StepTCP, OK), at(StepTLS, OK))
	answered := found(at(StepDNS, OK), at(StepTCP, OK), at(StepTLS, OK), at(StepAnswer, OK))
	troubled := found(at(StepDNS, OK), at(StepTCP, OK), at(StepTLS, OK), at(StepAnswer, ServerError))
	captive := found(at(StepDNS, OK), at(StepTCP, OK), at(StepTLS, OK), at(StepAnswer, Captive))
	bad := found(at(StepDNS, OK), at(StepTCP, Refused))
	nameless := found(at(StepDNS, NoSuchName))
	login := found(at(StepProxy, ProxyAuth))
	given := found(at(StepDNS, Cancelled))
	local := Target{Host: "127.0.0.1", Local: true, Steps: []Step{at(StepTCP, OK), at(StepAnswer, OK)}}
	for _, c := range []struct {
		name     string
		feed     *Target
		hosts    []Target
		operator feed.ComponentStatus
		stale    bool
		want     Verdict
		own      Connection
	}{
		{"all well", &answered, []Target{good}, feed.Operational, false, ReachedNone, ConnectionWorks},
		{"the operator reports trouble", &answered, []Target{good, good}, feed.MajorOutage, false, ReachedTrouble, ConnectionWorks},
		{"and planned work", &answered, []Target{good}, feed.UnderMaintenance, false, ReachedTrouble, ConnectionWorks},
		{"stale", &answered, []Target{good}, feed.Operational, true, ReachedUnconfirmed, ConnectionWorks},
		{"stale trouble", &answered, []Target{good}, feed.PartialOutage, true, ReachedUnconfirmed, ConnectionWorks},
		{"unknown", &answered, []Target{good}, feed.ComponentUnknown, false, ReachedUnconfirmed, ConnectionWorks},
		{"a word of tomorrow", &answered, []Target{good}, "melted", false, ReachedUnconfirmed, ConnectionWorks},
		{"the feed is what fails", &bad, []Target{good}, feed.Operational, false, ReachedNone, ConnectionWorks},
		{"the feed is overloaded", &troubled, []Target{bad}, feed.Operational, false, CannotReach, ConnectionWorks},
		{"the service fails", &answered, []Target{bad, nameless}, feed.Operational, false, CannotReach, ConnectionWorks},
		{"and the operator says so", &answered, []Target{bad}, feed.MajorOutage, true, CannotReach, ConnectionWorks},
		{"half of it", &answered, []Target{bad, good}, feed.Operational, false, PartlyReached, ConnectionWorks},
		{"nothing answers", &bad, []Target{bad, nameless}, feed.MajorOutage, false, YourConnection, ConnectionSilent},
		{"a sign-in page", &captive, []Target{good}, feed.MajorOutage, false, YourConnection, ConnectionCaptive},
		{"a password", &login, []Target{login}, feed.MajorOutage, false, YourConnection, ConnectionProxy},
		{"a password, no feed", nil, []Target{login}, feed.MajorOutage, false, YourConnection, ConnectionProxy},
		{"no host was chosen", &answered, nil, feed.MajorOutage, false, NothingToCompare, ConnectionWorks},
		{"no host, no feed", &bad, nil, feed.MajorOutage, false, NothingToCompare, ConnectionUnknown},
		{"no feed, the service fails", nil, []Target{bad, bad}, feed.Operational, false, NothingToCompare, ConnectionUnknown},
		{"no feed, the service answers", nil, []Target{good}, feed.ComponentUnknown, false, ReachedUnconfirmed, ConnectionWorks},
		{"a feed of this device", &local, []Target{bad}, feed.Operational, false, NothingToCompare, ConnectionUnknown},
		{"the feed was not waited for", &given, []Target{bad}, feed.Operational, false, NothingToCompare, ConnectionUnknown},
		{"nothing at all", nil, nil, feed.Operational, false, NothingToCompare, ConnectionUnknown},
	} {
		r := Result{Online: true, Feed: c.feed, Hosts: c.hosts}
		if got := Judge(r, c.operator, c.stale); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := r.Connection(); got != c.own {
			t.Errorf("%s: the own network %s, want %s", c.name, got, c.own)
		}
		r.Online = false
		if got := Judge(r, c.operator, c.stale); got != YourConnection || r.Connection() != ConnectionOffline {
			t.Errorf("%s, without a network: %s", c.name, got)
		}
	}
}

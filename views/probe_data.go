package views

import (
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// ProbeData is everything that the probe's dialog shows. Like a Snapshot it is
// never changed: a new moment is a new ProbeData. Verdicts, connections,
// outcomes and steps are those of package app/probe, as their text; this package
// may not know it, because it connects.
type ProbeData struct {
	Loc *i18n.Localizer
	Now time.Time // the device's clock

	// What the operator says stands beside the measurement and is never changed
	// by it.
	Service     string // name of what Operator is about
	Operator    feed.ComponentStatus
	Stale       bool      // nobody confirms it any more
	ConfirmedAt time.Time // when somebody last did; zero: never

	Feed  string      // host of the feed, "" for none
	Hosts []ProbeHost // that may be asked, in a stable order
	Max   int         // how many of them at a time

	Offline     bool // the device says that it has no network
	State       ProbeState
	Done, Total int          // steps, while running
	Result      *ProbeResult // of the last measurement, nil before the first
	Problem     *Problem     // why the last one did not come about
}

// ProbeState is what the probe does.
type ProbeState int

// The states.
const (
	ProbeIdle ProbeState = iota
	ProbeRunning
	ProbeDone // Result or Problem says how it ended
)

// ProbeHost is one host of the service.
type ProbeHost struct {
	Name     string // in punycode: what is connected to
	Label    string // what the feed calls it, in the reader's language; may be empty
	Typed    bool   // the reader's own
	Approved bool
}

// ProbeResult is one measurement.
type ProbeResult struct {
	At         time.Time
	Took       time.Duration
	Verdict    string // probe.Verdict
	Connection string // probe.Connection
	Feed       *ProbeTarget
	Hosts      []ProbeTarget
}

// ProbeTarget is what was found about one host.
type ProbeTarget struct {
	Host    string
	Reached bool
	Outcome string // probe.Outcome
	Proxied bool
	V4, V6  bool // connected over it
	Steps   []ProbeStep
}

// ProbeStep is one thing that was tried.
type ProbeStep struct {
	Name string // probe.StepName
	Took time.Duration
}

// ProbeActions are what the dialog may ask for. All return at once; what they
// change comes back in a later ProbeData. They are called on the UI goroutine.
type ProbeActions struct {
	// Approve keeps that a host may be asked, or no longer.
	Approve func(host string, on bool)
	// Add adds what the reader typed, approved by that, or reports false: it is
	// not the name of a host.
	Add func(text string) bool
	// Run measures the feed and the approved hosts; Cancel ends that.
	Run, Cancel func()
	// Closed is called after the dialog was closed and a measurement cancelled.
	Closed func()
}

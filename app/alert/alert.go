// Package alert decides which changes of a feed deserve a notification. It is
// pure: no clock, no disk, no display. The caller keeps the State between two
// decisions, stores the alerts before it shows them, and calls again when the
// returned moment has come.
package alert

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// Alert is one thing to tell, to tell anew in place, or to take back. It holds
// no text: that is made by Text when the alert is shown, in the language of
// then. It is stored as JSON.
type Alert struct {
	Key         string    `json:"key"`                  // a later alert of the same key replaces this one
	Kind        Kind      `json:"kind"`                 //
	ChangeIDs   []string  `json:"change_ids,omitempty"` // the changes that it tells; none if a moment brought it
	ComponentID string    `json:"component_id,omitempty"`
	IncidentID  string    `json:"incident_id,omitempty"`
	UpdateID    string    `json:"update_id,omitempty"`
	GuidanceID  string    `json:"guidance_id,omitempty"`
	PromiseID   string    `json:"promise_id,omitempty"`
	Maintenance string    `json:"maintenance_id,omitempty"`
	Stage       string    `json:"stage,omitempty"`
	From        string    `json:"from,omitempty"` // the last known value before
	To          string    `json:"to,omitempty"`
	At          time.Time `json:"at"`                 // in the document's time: in a replay, a moment of the past
	Urgent      bool      `json:"urgent,omitempty"`   // stays until it is read
	Silent      bool      `json:"silent,omitempty"`   // only brings a standing notification up to date
	Quiet       bool      `json:"quiet,omitempty"`    // comes up, without a sound
	Withdraw    bool      `json:"withdraw,omitempty"` // take the notification of Key away; nothing else is set but Key, Kind, At
	Screen      Screen    `json:"screen,omitempty"`   // what a click opens
	Digest      *Digest   `json:"digest,omitempty"`   // set when Kind is KindDigest
}

// Kind says what an alert tells.
type Kind string

// The kinds of alert.
const (
	KindWorse             Kind = "worse"    // a service or function got worse
	KindBetter            Kind = "better"   // better, but not well
	KindRestored          Kind = "restored" // back
	KindIncidentOpened    Kind = "incident_opened"
	KindIncidentStatus    Kind = "incident_status"
	KindIncidentUpdate    Kind = "incident_update"
	KindIncidentEdited    Kind = "incident_edited"
	KindIncidentUnlisted  Kind = "incident_unlisted"
	KindStage             Kind = "stage"
	KindPromise           Kind = "promise"        // To says what became of it
	KindPromiseSilent     Kind = "promise_silent" // its time passed without a word
	KindGuidance          Kind = "guidance"
	KindGuidanceWithdrawn Kind = "guidance_withdrawn"
	KindMaintenance       Kind = "maintenance"
	KindDigest            Kind = "digest"
	KindConnection        Kind = "connection" // out of reach since At, in real time
)

// Screen is a screen of the app.
type Screen string

// The screens that an alert opens.
const (
	ScreenStatus   Screen = "status"
	ScreenService  Screen = "service"
	ScreenRecovery Screen = "recovery"
	ScreenGuidance Screen = "guidance"
)

// Digest counts what changed in an absence, a quiet time, or all at once.
type Digest struct {
	Quiet    bool `json:"quiet,omitempty"` // after quiet hours or a snooze
	Back     int  `json:"back,omitempty"`
	Worse    int  `json:"worse,omitempty"`
	Better   int  `json:"better,omitempty"`
	Missed   int  `json:"missed,omitempty"` // promises, those without a word among them
	DoNot    int  `json:"do_not,omitempty"` // warnings that hold now
	Opened   int  `json:"opened,omitempty"`
	Resolved int  `json:"resolved,omitempty"`
	Other    int  `json:"other,omitempty"`
	// Trouble are the ids of what is followed and not well now, the worst first.
	Trouble []string `json:"trouble,omitempty"`
	// AllGood says that all of what is followed is known to work now, by a
	// document that was confirmed then.
	AllGood bool `json:"all_good,omitempty"`
}

func (d *Digest) empty() bool {
	return d.Back+d.Worse+d.Better+d.Missed+d.DoNot+d.Opened+d.Resolved+d.Other == 0
}

// Batch is what came in since the last decision.
type Batch struct {
	// Changes are the pending changes, oldest first.
	Changes []feed.Change
	// Digest says that they sum up an absence.
	Digest bool
	// Baseline says that the document is the first one of its feed: nobody is
	// alerted. So it is with a zero State, but for Changes: those came after the
	// first document, before anything was decided about that.
	Baseline bool
	// ConfirmedUntil is the end of the newest freshness record, in real time;
	// zero means the document's own. After it nobody can say that the operator
	// has kept silent.
	ConfirmedUntil time.Time
}

// State is what a decision has to remember. It is stored as JSON with the alerts
// that came of it, in one transaction. The zero State has decided nothing.
type State struct {
	Epoch string `json:"epoch,omitempty"`
	Seq   uint64 `json:"seq,omitempty"` // changes up to here are decided
	// Odd are decided changes whose id says no seq, newest last.
	Odd []string `json:"odd,omitempty"`
	// LastKnown are the last known states of the components that are unknown.
	LastKnown map[string]feed.ComponentStatus `json:"last_known,omitempty"`
	// Standing are the notifications that may be on the screen, by key.
	Standing map[string]Standing `json:"standing,omitempty"`
	// Told are the warnings that hold and the promises whose time has passed,
	// by key: each is told once.
	Told []string `json:"told,omitempty"`
	// Quiet is what happened in the quiet time that is not over.
	Quiet *tally `json:"quiet,omitempty"`
	// Lost is since when the feed is out of reach, once that has been told.
	Lost time.Time `json:"lost,omitzero"`
}

// Standing is a notification that may be on the screen.
type Standing struct {
	Kind        Kind      `json:"kind"`
	ComponentID string    `json:"component_id,omitempty"`
	IncidentID  string    `json:"incident_id,omitempty"`
	GuidanceID  string    `json:"guidance_id,omitempty"`
	PromiseID   string    `json:"promise_id,omitempty"`
	Maintenance string    `json:"maintenance_id,omitempty"`
	To          string    `json:"to,omitempty"`
	At          time.Time `json:"at"`
}

const (
	// staleAfter: what is older only ever appears in a digest.
	staleAfter = 12 * time.Hour
	// atOnce is how many alerts may come at one moment. More are one digest:
	// five notifications are what the common notification centres show unfolded.
	atOnce = 5
	// maxOdd bounds State.Odd, maxListed the ids in a digest.
	maxOdd    = 256
	maxListed = 256
)

// key builds an alert's key of a prefix and ids. Ids are the feed's: they may
// hold anything.
func key(prefix string, ids ...string) string {
	parts := []string{prefix}
	for _, id := range ids {
		parts = append(parts, url.PathEscape(id))
	}
	return strings.Join(parts, "/")
}

const digestKey = "digest"

// Target says what a click on the notification of that key opens: a screen and
// the id of the component, incident or guidance there. It works on the key
// alone, since a notification may outlive the app. A key of another form opens
// Status.
func Target(key string) (Screen, string) {
	parts := strings.Split(key, "/")
	if len(parts) < 2 {
		return ScreenStatus, ""
	}
	id, err := url.PathUnescape(parts[1])
	if err != nil {
		return ScreenStatus, ""
	}
	switch parts[0] {
	case "c":
		return ScreenService, id
	case "i", "p":
		return ScreenRecovery, id
	case "g":
		return ScreenGuidance, id
	case "m":
		return ScreenStatus, id
	}
	return ScreenStatus, ""
}

// seqOf splits a change id into its epoch and seq.
func seqOf(c feed.Change) (epoch string, seq uint64, ok bool) {
	seq, ok = c.Seq()
	if !ok {
		return "", 0, false
	}
	head := c.ID[:strings.LastIndexByte(c.ID, '.')]
	return head[:strings.LastIndexByte(head, '.')], seq, true
}

// undecided returns the changes that s has not decided yet, each once, in their
// order.
func (s *State) undecided(changes []feed.Change, epoch string) []feed.Change {
	var out []feed.Change
	seen := make(map[string]bool)
	for _, c := range changes {
		e, seq, ok := seqOf(c)
		switch {
		case seen[c.ID]:
			continue
		case !ok:
			if slices.Contains(s.Odd, c.ID) {
				continue
			}
		case e == s.Epoch:
			if seq <= s.Seq {
				continue
			}
		case e != epoch: // of an epoch that was left before: decided then
			continue
		}
		seen[c.ID] = true
		out = append(out, c)
	}
	return out
}

// advance notes that doc and the changes are decided.
func (s *State) advance(doc *feed.Status, changes []feed.Change) {
	if s.Epoch != doc.Epoch {
		s.Epoch, s.Seq = doc.Epoch, 0
	}
	s.Seq = max(s.Seq, doc.Seq)
	for _, c := range changes {
		e, seq, ok := seqOf(c)
		switch {
		case !ok:
			s.Odd = append(s.Odd, c.ID)
		case e == s.Epoch:
			s.Seq = max(s.Seq, seq)
		}
	}
	if n := len(s.Odd) - maxOdd; n > 0 {
		s.Odd = slices.Clone(s.Odd[n:])
	}
}

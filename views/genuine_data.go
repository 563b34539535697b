package views

// Genuine is what could be said of a message that somebody got, see app/genuine.
type Genuine struct {
	Verdict  GenuineVerdict
	Findings []GenuineFinding // the worst first
	Cut      bool             // only the beginning was read
	Hidden   bool             // it has characters that cannot be seen
	Lists    int              // lists of official channels that it was held against
	Expired  int              // lists whose time has passed
	Replay   bool             // the lists are those of a recorded outage
}

// GenuineVerdict says whether something belongs to an official channel. There is
// none that says that a message is real: nobody can know that.
type GenuineVerdict string

// The verdicts.
const (
	GenuineMatches    GenuineVerdict = "matches"
	GenuineCannotTell GenuineVerdict = "cannot_tell"
	GenuineNotListed  GenuineVerdict = "not_listed"
	GenuineAlike      GenuineVerdict = "alike"
)

// GenuineFinding is an address, a number or a name in the message.
type GenuineFinding struct {
	Kind     string // genuine.kind.…
	Shown    string // the host of a link in punycode, else as it stands there
	Wide     string // the host in its own letters, where it has foreign ones
	Verdict  GenuineVerdict
	Channel  string   // the official entry that lists it or that it resembles, in the reader's language
	Address  string   // of that entry
	Feed     string   // that lists the entry
	Warnings []string // genuine.warn.…
}

// MaxMessage is how many characters of a message are looked at.
const MaxMessage = 10_000

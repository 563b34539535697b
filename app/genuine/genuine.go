// Package genuine answers "is this message real?" as far as anybody can: it
// finds the addresses, numbers and names in a message and holds each against
// what the signed profiles of the followed feeds list as official. It never
// answers "real": whoever writes a message may name an official address, and a
// sender can be forged.
//
// Everything is worked out from the text alone. Nothing is opened, looked up or
// sent, and no function here reads or writes anything outside its arguments, so
// all may be called from any goroutine.
package genuine

import (
	"cmp"
	"slices"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// The bounds of a check.
const (
	MaxText     = 10_000 // characters of a message that are read
	maxFindings = 100    // more than that no screen shows and nobody reads
	maxShown    = 200    // characters of a finding that are kept
)

// Verdict is what can be said of an address, a number or a name.
type Verdict int

// The verdicts, the better one first. That of a message is the worst of its
// findings'.
const (
	Matches    Verdict = iota // an official channel lists exactly it
	CannotTell                // nothing here says whose it is
	NotListed                 // no official channel lists it
	Alike                     // none lists it, and it looks like one that is listed
)

// Kind is what a finding is.
type Kind string

// The kinds.
const (
	KindLink    Kind = "link"
	KindPhone   Kind = "phone"
	KindSMS     Kind = "sms" // a number that the message gives as its sender
	KindEmail   Kind = "email"
	KindAccount Kind = "account"
	KindFile    Kind = "file" // a program or an archive that the message names
)

// Warning is something about a finding, or a reason of its verdict.
type Warning string

// The warnings.
const (
	WarnFile       Warning = "file"        // leads to a program or an archive
	WarnShort      Warning = "short"       // a shortened address: it leads anywhere
	WarnUser       Warning = "user"        // begins with a name before an @, and leads to what follows it
	WarnHidden     Warning = "hidden"      // invisible or folded characters stand in it
	WarnForeign    Warning = "foreign"     // the host has letters other than a to z
	WarnNumber     Warning = "number"      // a host by number
	WarnRedirect   Warning = "redirect"    // holds another address that it may lead on to
	WarnPlain      Warning = "plain"       // http: anybody on the way can change what comes
	WarnApp        Warning = "app"         // opens an app, not a page
	WarnSameDomain Warning = "same_domain" // an address of an official domain that is not listed itself
	WarnUnclear    Warning = "unclear"     // it does not show where the address ends
	WarnExpired    Warning = "expired"     // listed, in a profile whose time has passed
	WarnUnofficial Warning = "unofficial"  // listed by a feed that nobody vouches for
)

// Source is the profile of a followed feed.
type Source struct {
	Feed       string // its name
	Unofficial bool   // nobody vouches for it
	Profile    *envelope.Profile
}

// Official is an entry of a profile.
type Official struct {
	Feed    string    // name of the feed that lists it
	Name    feed.Text // as the profile calls it
	Lang    string    // of plain strings in Name
	Address string    // host in punycode, number, mail address or name
}

// Finding is one thing in a message.
type Finding struct {
	Kind     Kind
	Text     string // as it stands there, without what cannot be seen
	Shown    string // what it is: the host of a link in punycode, else Text brought into order
	Wide     string // the host in its own letters
	Verdict  Verdict
	Official Official // for Matches the entry that lists it, for Alike the one it resembles
	Warnings []Warning
}

// Has reports whether a warning holds.
func (f *Finding) Has(w Warning) bool { return slices.Contains(f.Warnings, w) }

// Report is what could be said of a message.
type Report struct {
	Verdict  Verdict   // the worst of the findings', CannotTell without any
	Findings []Finding // the worst first, then as they stand in the message
	Cut      bool      // the message was longer than MaxText, or had more than is kept
	Hidden   bool      // invisible characters stand where an address is, or the text runs backwards
	Sources  int       // profiles that it was held against
	Expired  int       // profiles that no longer say anything
}

// Check holds a message against the profiles. now is the later of the device's
// clock and the newest signed issued_at. A source without a profile is none.
func Check(text string, sources []Source, now time.Time) Report {
	t := read(text)
	valid, expired := newBook(now), newBook(time.Time{})
	r := Report{Verdict: CannotTell, Cut: t.cut, Hidden: t.hidden}
	for _, s := range sources {
		switch {
		case s.Profile == nil:
		case s.Profile.Expired(now):
			expired.add(s)
			r.Expired++
		default:
			valid.add(s)
			r.Sources++
		}
	}
	found := t.find(func(number string) bool { return valid.hasNumber(number) || expired.hasNumber(number) })
	if len(found) > maxFindings {
		found, r.Cut = found[:maxFindings], true
	}
	for _, f := range found {
		judged := valid.judge(f)
		switch {
		case judged.Verdict == CannotTell, judged.Verdict == Matches && !t.hidden:
		case judged.Verdict == Matches: // what a person sees may be something else
			judged.Verdict, judged.Warnings = CannotTell, with(judged.Warnings, WarnHidden)
		case r.Sources == 0:
			judged.Verdict, judged.Official = CannotTell, Official{}
			if expired.judge(f).Verdict == Matches {
				judged.Warnings = with(judged.Warnings, WarnExpired)
			}
		case r.Expired > 0:
			if old := expired.judge(f); old.Verdict == Matches {
				old.Verdict, old.Warnings = CannotTell, with(old.Warnings, WarnExpired)
				judged = old
			}
		}
		r.Findings = append(r.Findings, judged)
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(b.Verdict, a.Verdict) })
	if len(r.Findings) > 0 {
		r.Verdict = r.Findings[0].Verdict
	}
	return r
}

func with(list []Warning, w Warning) []Warning {
	if slices.Contains(list, w) {
		return list
	}
	return append(slices.Clone(list), w)
}

// Package views holds the screens. A screen is given an immutable Snapshot and
// the Actions that it may call; it opens no socket and reads no file. Everything
// here is used on the UI goroutine only.
package views

import (
	"time"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/feed"
)

// Snapshot is everything that the screens show, at one moment. It and what it
// points to are never changed: a new moment or document is a new Snapshot.
// Status is the same pointer as long as the document is the same.
type Snapshot struct {
	Loc      *i18n.Localizer // language and zone of the reader
	Settings settings.Values

	Real  time.Time // the device's clock
	Now   time.Time // the moment that the document speaks about: in a replay a past one
	Feeds []Feed    // all subscriptions, in the order in which they were added
	Feed  Feed      // the one that is shown; zero: none yet
	// Others are the other feeds that are followed, each as it would be shown
	// alone, without Notices and without Others; none beside a replay. Only the
	// board and the tray are over all.
	Others []*Snapshot

	Loading  bool                   // the store is still being read
	Status   *feed.Status           // nil: nothing has been received yet
	Services []feed.Service         // Status.Services(), rolled up
	Library  *feed.Library          // nil: not received yet; then the bundled one is shown, see Bundled
	Bundled  bool                   // Library came with the app and belongs to no feed
	History  []feed.Change          // what is known of the past, oldest first, at least Status.Changes
	Names    map[string]ChangeNames // by id of a change: what things were called then, where anybody knew
	Notes    []Note                 // the reader's diary of this feed, newest first
	Standbys []Standby              // what the reader chose beforehand to use instead, in the order of choosing

	Contact    time.Time  // last contact with the feed in device time; zero: never
	ExpiresAt  time.Time  // after it nothing is confirmed any more
	Stale      bool       // ExpiresAt has passed: show everything as not confirmed
	Connection Connection // how the feed is reached now
	RetryAt    time.Time  // next attempt while Connection is ConnWaiting or ConnOffline

	Channels []Channel // the feed's official channels; "verified" comes only from here
	Notices  []Notice  // most important first
	Follows  map[string]bool

	FollowedIncidents map[string]bool     // everything about them is told, until they are over
	Quiet             []alert.QuietWindow // quiet hours
	Snooze            alert.Snooze        // not On while there is none
	SnoozeUntil       time.Time           // when it ends, in real time
	Preview           Preview

	Ticked  map[string]bool // guidance that the reader has done
	Replay  *Replay         // nil: live
	Tray    bool            // closing the window hides it
	OnPhone bool            // no background work: alerts only while the app is open
	Blocked bool            // the system shows no notifications of this app, as far as it says
	AtLogin AtLogin         // whether the app starts when its user logs in

	ProxyPassword TokenPlace // of the proxy's password

	FirstRun  bool // the first steps stand in place of the screens
	NoNetwork bool // this device has no network at all; looked at only during the first steps
}

// AtLogin is whether the app starts when its user logs in, as the system has it.
type AtLogin string

// The three cases.
const (
	AtLoginNever AtLogin = "" // this system has nothing for that
	AtLoginOff   AtLogin = "off"
	AtLoginOn    AtLogin = "on"
)

// All returns the feeds that the board and the tray are over: the shown one first.
func (s *Snapshot) All() []*Snapshot { return append([]*Snapshot{s}, s.Others...) }

// ConfirmedAt is when the shown state was last known to hold, in real time.
func (s *Snapshot) ConfirmedAt() time.Time { return confirmedAt(s) }

// Preview says what the alert rules would have done in October 2022.
type Preview struct {
	Ready bool // false: it is still being counted
	Times int  // how often they would have told something
	All   bool // counted over all services: nothing of that feed is followed
}

// Feed is one subscription.
type Feed struct {
	ID      string // local, see store.Subscription
	Name    string // in the reader's language; the address as long as none is known
	Alias   string // the reader's own name for it, which is Name then; "" for none
	URL     string
	Root    string // fingerprint of the pinned root key, "" as long as none is
	Private bool   // needs a token
	Token   TokenPlace
	Builtin bool // the built-in replay: it cannot be removed
	// Official says who vouches for the feed: the domain whose holder serves it,
	// or OfficialDirectory; "" for nobody.
	Official string
	Link     string // the bokgu: link that others add it with, "" for a private or local one
	Page     string // the product that a status page is made with; "" for a feed, which is signed
}

// OfficialDirectory is the Official of a feed in the app's own directory.
const OfficialDirectory = "directory"

// Unofficial reports whether nobody is known to vouch for the feed. The built-in
// replay needs nobody, and whose a feed is that has never answered nobody knows.
func (f Feed) Unofficial() bool { return f.Root != "" && !f.Builtin && f.Official == "" }

// Unvouched reports whether the board has to say so beside the feed's name: that
// nobody is known to stand behind it, or that nobody has signed what it says.
func (f Feed) Unvouched() bool { return f.Page != "" || f.Unofficial() }

// textOnly reports whether it is a page that holds text and tells no states.
func (f Feed) textOnly() bool { return f.Page == "atom" }

// TokenPlace says where a private feed's token is.
type TokenPlace string

// The places of a token.
const (
	TokenNone    TokenPlace = ""
	TokenKeyring TokenPlace = "keyring" // the operating system's
	TokenSession TokenPlace = "session" // this run's memory, there is no keyring
	TokenWaiting TokenPlace = "waiting" // the keyring is locked and asks the user
	TokenMissing TokenPlace = "missing" // the feed wants one and there is none
)

// Connection is how the feed is reached.
type Connection string

// The connections.
const (
	ConnNone       Connection = ""           // no feed
	ConnConnecting Connection = "connecting" // first attempt, or again
	ConnLive       Connection = "live"
	ConnPolling    Connection = "polling" // asked for every minute, the stream is down
	ConnPage       Connection = "page"    // a status page, which is asked every few minutes
	ConnLocal      Connection = "local"   // a replay inside this app
	ConnWaiting    Connection = "waiting" // not connected, will try again at RetryAt
	ConnStopped    Connection = "stopped" // will not try again by itself
)

// Channel is one official account.
type Channel struct {
	ID, Kind   string // Kind: web, social, app, phone, email
	Name, Note string // in the reader's language
	Action     feed.Action
	CanOpen    bool // Action is listed by a valid profile
}

// Notice is a message about the app itself, already in the reader's language.
type Notice struct {
	ID     string
	Level  Level
	Text   string // what happened
	Detail string // what to do next, may be empty
	Button string // label of Do, empty: none
	Do     func()
	Close  bool // the reader may put it away: Actions.CloseNotice
}

// Level is how grave a notice is.
type Level string

// The levels.
const (
	LevelInfo    Level = "info"
	LevelOffline Level = "offline"
	LevelError   Level = "error"
)

// Replay is what the replay bar shows.
type Replay struct {
	Title   string
	Drill   bool // an exercise, not the past
	At      time.Time
	Speed   float64   // 0: paused
	NextAt  time.Time // of the next change; zero after the last
	Control bool      // the replay runs inside this app and obeys Actions

	// Only with Control. Moments are those of the changes, oldest first.
	From, Until time.Time
	PreviousAt  time.Time // for the document before this one; zero at From
	Moments     []time.Time
	Ended       bool // At is Until
}

// ScreenID names a screen.
type ScreenID string

// The screens.
const (
	ScreenStatus   ScreenID = "status"
	ScreenService  ScreenID = "service"
	ScreenRecovery ScreenID = "recovery"
	ScreenGuidance ScreenID = "guidance"
	ScreenLearn    ScreenID = "learn"
	ScreenDiary    ScreenID = "diary"
	ScreenSettings ScreenID = "settings"
	ScreenMore     ScreenID = "more" // phone: the screens that have no tab
)

// Route is a place in the app.
type Route struct {
	Feed   string // local id of the feed; "" for the one that is shown
	Screen ScreenID
	ID     string // of the service, the incident, the guidance or the article; may be empty
}

// Actions are the commands that screens may give. All return at once; what they
// change comes back in a later Snapshot. They are called on the UI goroutine.
type Actions struct {
	Navigate func(Route)
	Back     func()
	Follow   func(feedID, componentID string, on bool)
	Tick     func(guidanceID string, on bool)
	// FollowIncident asks for everything about an incident of the shown feed,
	// or no longer. It ends by itself with the incident: one that is over
	// cannot be followed.
	FollowIncident func(incidentID string, on bool)
	Snooze         func(alert.Snooze)
	// ChangeQuiet changes the quiet hours: edit gets a copy of the present ones.
	ChangeQuiet func(edit func([]alert.QuietWindow) []alert.QuietWindow)

	// Open opens a feed's action after the link rule has allowed it and, for a
	// call, a text or a mail, the reader has been asked.
	Open    func(feed.Action)
	CanOpen func(feed.Action) bool
	Copy    func(text string)
	Paste   func() string // what is on the clipboard
	// Check holds a message that the reader got against the official channels.
	// It opens and sends nothing; done is called on the UI goroutine.
	Check func(message string, done func(*Genuine))
	// SavePicture asks for a file and writes a PNG to it; done is called on the UI
	// goroutine with its place, "" and nil if the reader thought better of it.
	SavePicture func(name string, png []byte, done func(place string, p *Problem))
	Retry       func() // connect now
	// Probe opens the dialog that measures whether it is the reader's connection
	// or the service: of a service of the shown feed, "" for all of them.
	Probe  func(serviceID string)
	Change func(func(*settings.Values))
	// StartAtLogin asks the system to start the app, in the tray, when its user logs
	// in. done is called on the UI goroutine with nil or what to tell the reader.
	StartAtLogin func(on bool, done func(*Problem))
	// AskNotifications has the system ask the reader to allow notifications, where
	// it has such a question and they have not answered it for good.
	AskNotifications func()

	// ShowFirstRun shows the first steps. EndFirstRun takes them away: for good, or
	// until the next start without a feed.
	ShowFirstRun func()
	EndFirstRun  func(forGood bool)

	CloseNotice func(id string)
	// SelectFeed shows another feed: before it returns, its Snapshot is on the
	// screens.
	SelectFeed func(id string)
	RemoveFeed func(id string)
	RenameFeed func(id, name string) // an empty name: as it calls itself
	// AddFeed and TestFeed check an address or a bokgu: link and, for AddFeed,
	// keep it; about a link the reader is asked first. AddFeedFile does the same
	// with a file that the reader picks; its request holds only a token. done is
	// called on the UI goroutine with nil or what to tell the reader, and whether
	// there is a new feed: the reader may have thought better of it.
	AddFeed     func(FeedRequest, func(added bool, p *Problem))
	AddFeedFile func(FeedRequest, func(added bool, p *Problem))
	TestFeed    func(FeedRequest, func(*Problem))
	// ShowPages opens the dialog that finds a status page, with an address that is
	// looked at at once if there is one; added, which may be nil, is told if a page
	// was added. FindPage looks at an address: progress is told how many places
	// were asked, done what was found or why nothing was. AddPage follows what was
	// found. All are called on the UI goroutine; cancel ends a look, of which
	// nothing more is told then.
	ShowPages func(address string, added func())
	FindPage  func(r PageRequest, progress func(asked int, host string), done func(*FoundPage, *Problem)) (cancel func())
	AddPage   func(f *FoundPage, done func(*Problem))
	SetToken  func(feedID, token string, done func(*Problem))

	// SaveProxy keeps the way out to the internet and connects anew; TestProxy
	// only tries it and says how it went. Both call done on the UI goroutine.
	SaveProxy func(ProxyRequest, func(*Problem))
	TestProxy func(ProxyRequest, func(said string, p *Problem))

	// Export and Import ask for a file; done is called on the UI goroutine with
	// what to say, "" and nil if the reader thought better of it.
	Export func(done func(said string, p *Problem))
	Import func(done func(said string, p *Problem))

	// PutNote keeps a note of the shown feed; an empty ID is a new one. DropNote
	// forgets one. done is called on the UI goroutine with the note as it was kept,
	// or what to tell the reader. Of a replay they last as long as that.
	PutNote  func(n Note, done func(kept Note, p *Problem))
	DropNote func(id string, done func(p *Problem))
	// PutStandby keeps what to use instead of a component of the shown feed,
	// DropStandby forgets it. done is called on the UI goroutine with nil or what to
	// tell the reader. Of a replay they last as long as that.
	PutStandby  func(s Standby, done func(p *Problem))
	DropStandby func(s Standby, done func(p *Problem))
	// ExportDiary asks for a file and writes the diary of the shown feed. progress
	// and done are called on the UI goroutine; said is "" and p nil if the reader
	// thought better of it.
	ExportDiary func(r DiaryRequest, progress func(done, total int), done func(said string, p *Problem))

	// StartDrill plays a recording as if it began now, or the one that is shown
	// if name is empty.
	StartReplay func(name string)
	StartDrill  func(name string)
	Pause       func(bool) // false at the end begins anew
	SetSpeed    func(float64)
	SkipToNext  func()
	SkipBack    func() // to the document before the one that is shown
	Seek        func(time.Time)
	EndReplay   func()
}

// FeedRequest is an address or a link that the reader gave.
type FeedRequest struct {
	URL   string
	Token string // empty: a public feed
}

// ProxyRequest is a way out to the internet.
type ProxyRequest struct {
	Proxy    string // as in settings.Values, or as somebody typed it
	User     string // "" for none
	Password string // "" to use the one that is kept
}

// Problem is a failure in the reader's words: what happened and what to do.
type Problem struct {
	Text, Todo string
	Unreached  bool // nothing answered: the reader may be without internet
	WantsToken bool // the feed is private and took no token, or not this one
	Private    bool // the address is in the reader's own network, which they have not allowed
	MaybePage  bool // no feed, but what is there may be a status page
}

// Screen is one screen. Update brings it up to date with as little work as
// possible; SetForm switches between desktop and phone.
type Screen interface {
	Update(*Snapshot)
}

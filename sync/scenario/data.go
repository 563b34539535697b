package scenario

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"bokgu/sync/feed"
)

//go:embed data/*.toml
var embedded embed.FS

// libraryFile holds the articles, which all scenarios share.
const libraryFile = "library.toml"

// kst is the zone of all recordings. Korea has had no summer time since 1988, so
// the fixed offset is exact and needs no zone database.
var kst = time.FixedZone("KST", 9*60*60)

// words is a text in both languages; a data file gives both or neither.
type words struct {
	Ko string `toml:"ko"`
	En string `toml:"en"`
}

// text returns nil for absent words.
func (w words) text() feed.Text {
	if w == (words{}) {
		return nil
	}
	return feed.Text{"ko": strings.TrimSpace(w.Ko), "en": strings.TrimSpace(w.En)}
}

// file is the form of a scenario's data file.
type file struct {
	Title        words          `toml:"title"`
	Start        time.Time      `toml:"start"`
	DefaultUntil time.Time      `toml:"default_until"`
	End          time.Time      `toml:"end"`
	LeftOut      []leftOut      `toml:"left_out"`
	Feed         feedData       `toml:"feed"`
	Services     []serviceData  `toml:"service"`
	Incident     incidentData   `toml:"incident"`
	Links        []linkData     `toml:"link"`
	Contacts     []contactData  `toml:"contact"`
	Channels     []channelData  `toml:"channel"`
	Guidance     []guidanceData `toml:"guidance"`
	Events       []event        `toml:"event"`
}

// leftOut is a row of the facts that no event uses, and why.
type leftOut struct {
	Row    int    `toml:"row"`
	Reason string `toml:"reason"`
}

type feedData struct {
	ID       string `toml:"id"`
	Name     words  `toml:"name"`
	Language string `toml:"language"`
	TimeZone string `toml:"time_zone"`
}

type serviceData struct {
	functionData
	Note      words          `toml:"note"`
	Functions []functionData `toml:"functions"`
}

// functionData is a component. Listed names the row with which it enters the
// document; 0 means from the start.
type functionData struct {
	ID     string `toml:"id"`
	Name   words  `toml:"name"`
	Listed int    `toml:"listed"`
}

type incidentData struct {
	ID        string      `toml:"id"`
	Name      words       `toml:"name"`
	Impact    feed.Impact `toml:"impact"`
	StartedAt time.Time   `toml:"started_at"`
}

type linkData struct {
	Origin     string `toml:"origin"`
	PathPrefix string `toml:"path_prefix"`
	Label      words  `toml:"label"`
}

type contactData struct {
	Type  feed.ActionType `toml:"type"`
	Value string          `toml:"value"`
	Label words           `toml:"label"`
}

type actionData struct {
	words
	Type  feed.ActionType `toml:"type"`
	Value string          `toml:"value"`
}

func (a actionData) action() feed.Action {
	return feed.Action{Type: a.Type, Value: a.Value, Label: a.text()}
}

type channelData struct {
	ID     string      `toml:"id"`
	Kind   string      `toml:"kind"`
	Name   words       `toml:"name"`
	Note   words       `toml:"note"`
	Action *actionData `toml:"action"`
}

type guidanceData struct {
	ID         string            `toml:"id"`
	Kind       feed.GuidanceKind `toml:"kind"`
	Priority   int               `toml:"priority"`
	Components []string          `toml:"components"`
	Title      words             `toml:"title"`
	Text       words             `toml:"text"`
	Actions    []actionData      `toml:"actions"`
	ValidWhile *conditionData    `toml:"valid_while"`
}

type conditionData struct {
	Component string                 `toml:"component"`
	StatusIn  []feed.ComponentStatus `toml:"status_in"`
}

// event is one dated thing that happened. All events of one moment make one
// document.
type event struct {
	words // what was said; without it there is no update

	Row        int       `toml:"row"`  // of the table of facts
	Part       string    `toml:"part"` // of the facts, where they have no row for it
	ID         string    `toml:"id"`   // of the update; "row-NN" if absent
	At         time.Time `toml:"at"`
	Precision  string    `toml:"precision"` // "", about, by, day
	Source     string    `toml:"source"`
	SourceNote string    `toml:"source_note"` // where the facts name no address
	Also       []string  `toml:"also"`        // further sources
	Observed   bool      `toml:"observed"`
	Due        bool      `toml:"due"`  // a promise's time ran out
	Open       bool      `toml:"open"` // the incident appears

	Status   feed.IncidentStatus `toml:"status"`
	Stage    feed.StageName      `toml:"stage"` // that the update belongs to
	Set      []stateChange       `toml:"set"`
	Stages   []stageChange       `toml:"stages"`
	Causes   []causeData         `toml:"causes"`
	Promises []promiseChange     `toml:"promises"`
	Add      []string            `toml:"add"`      // guidance
	Withdraw []string            `toml:"withdraw"` // guidance
	Revise   []revision          `toml:"revise"`   // guidance
}

func (e *event) updateID() string {
	if e.ID != "" {
		return e.ID
	}
	return fmt.Sprintf("row-%02d", e.Row)
}

// sources are all addresses that an event names.
func (e *event) sources() []string {
	if e.Source == "" {
		return e.Also
	}
	return append([]string{e.Source}, e.Also...)
}

type stateChange struct {
	words                          // the note; absent: none any more
	Component string               `toml:"component"`
	Status    feed.ComponentStatus `toml:"status"`
	Since     *time.Time           `toml:"since"` // absent: since the event, if the status is another
}

type stageChange struct {
	words                     // absent: as before
	OutlookKo string          `toml:"outlook_ko"`
	OutlookEn string          `toml:"outlook_en"`
	Stage     feed.StageName  `toml:"stage"`
	State     feed.StageState `toml:"state"`
}

func (s stageChange) outlook() words { return words{s.OutlookKo, s.OutlookEn} }

type causeData struct {
	words
	Category feed.CauseCategory `toml:"category"`
}

type promiseChange struct {
	words                    // absent: as before
	ID     string            `toml:"id"`
	State  feed.PromiseState `toml:"state"`
	MadeAt time.Time         `toml:"made_at"` // of a new one
	DueAt  time.Time         `toml:"due_at"`  // of a new one
}

type revision struct {
	words              // the new text; absent: as before
	ID      string     `toml:"id"`
	Expires *time.Time `toml:"expires"`
}

// articles is the form of the library's data file.
type articles struct {
	Articles []articleData `toml:"article"`
}

type articleData struct {
	ID    string           `toml:"id"`
	Kind  feed.ArticleKind `toml:"kind"`
	Title words            `toml:"title"`
	Text  words            `toml:"text"`
}

// decode reads one data file strictly: a key that no field takes is an error
// that names the file and the key.
func decode(files fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(files, path.Join("data", name))
	if err != nil {
		return fmt.Errorf("scenario data: %w", err)
	}
	meta, err := toml.Decode(string(raw), into)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err) // says the line
	}
	var unknown []string
	for _, key := range meta.Undecoded() {
		unknown = append(unknown, key.String())
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("%s: unknown key %s", name, strings.Join(slices.Compact(unknown), ", "))
	}
	return nil
}

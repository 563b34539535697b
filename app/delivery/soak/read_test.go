//go:build linux && !android

package soak

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// news is one thing that a person was told, read from the bus alone.
type news struct {
	at       time.Time
	sender   string // the bus's name for the engine's process
	serial   uint32 // of the call
	id       uint32 // that the service answered
	replaces uint32 // that the call named
	took     uint32 // the notification whose place it took by its tag, 0 for none
	title    string
	subject  string // "" of a digest
	state    string // of a component, promise or guidance
	place    place  // of the document that it was made of
	digest   bool
	allGood  bool
	nameless bool // that some guidance has gone is told without saying which
	empty    bool // it only finds out a number, to be taken away at once
}

// marked reports whether the place is that of the document by which it was told.
// Of an incident it is that of an update.
func (n news) marked() bool {
	return n.place != place{} && (n.subject == "" || n.subject[0] != 'i')
}

// silentPromise is the state that is told of a promise whose time has passed
// without a word.
const silentPromise = "silent"

var marks = regexp.MustCompile(`\b([a-z]\d+)~(\d+)\.(\d+)\b`)

// words are those of the notifications, from the same catalogue as the app's.
type words struct {
	digest, allGood, back, withdrawn string
	states                           map[string]string // word → component state
	promises                         map[string]string // title → promise state
}

func newWords() words {
	l := i18n.New(i18n.English)
	t := func(id string) string { return l.T(id, nil) }
	w := words{
		digest: t("alert.digest.title"), allGood: t("alert.digest.all_good"), withdrawn: t("alert.guidance_withdrawn.title"),
		back:   strings.TrimSpace(l.T("alert.restored.title", map[string]any{"Name": ""})),
		states: make(map[string]string),
		promises: map[string]string{
			t("alert.promise_new.title"): string(feed.PromiseOpen), t("alert.promise_kept.title"): string(feed.PromiseKept),
			t("alert.promise_moved.title"): string(feed.PromiseMoved), t("alert.promise_missed.title"): string(feed.PromiseMissed),
			t("alert.promise_silent.title"): silentPromise,
		},
	}
	for _, s := range statuses {
		w.states[t("state."+string(s))] = string(s)
	}
	return w
}

// readNews turns the traffic into what was told.
func readNews(bus []traffic) []news {
	w := newWords()
	answers := make(map[string]traffic) // by call
	name := func(sender string, serial uint32) string {
		return sender + " " + strconv.FormatUint(uint64(serial), 10)
	}
	closed := make(map[uint32][]time.Time)
	for _, m := range bus {
		switch m.Kind {
		case "answered":
			answers[name(m.Sender, m.Serial)] = m
		case "closed":
			closed[m.ID] = append(closed[m.ID], m.At)
		}
	}
	tags := make(map[string]news) // the last of each
	var all []news
	for i, m := range bus {
		if m.Kind != "notify" {
			continue
		}
		n := w.read(m)
		n.id = answers[name(m.Sender, m.Serial)].ID
		n.serial = uint32(i) + 1 // no two calls share it, whoever made them
		if old, ok := tags[m.Tag]; ok && m.Tag != "" && old.id != n.id {
			// The service says itself that the other one is gone for this one.
			for _, at := range closed[old.id] {
				if !at.Before(m.At) && at.Sub(m.At) < takesOver {
					n.took = old.id
				}
			}
		}
		tags[m.Tag] = n
		all = append(all, n)
	}
	return all
}

// takesOver is the time within which a service that puts one notification in the
// place of another closes that one.
const takesOver = 2 * time.Second

func (w words) read(m traffic) news {
	n := news{at: m.At, sender: m.Sender, replaces: m.Replaces, title: m.Title}
	// The last mark of a title is the thing itself; a digest names the canary
	// first.
	found := marks.FindAllStringSubmatch(m.Title, -1)
	if len(found) == 0 {
		found = marks.FindAllStringSubmatch(m.Body, -1)
	}
	if len(found) == 0 {
		n.nameless, n.empty = m.Title == w.withdrawn, m.Title == appName && m.Body == ""
		return n
	}
	of := found[0]
	epoch, _ := strconv.Atoi(of[2])
	seq, _ := strconv.ParseUint(of[3], 10, 64)
	n.place = place{epoch, seq}
	if m.Title == w.digest {
		n.digest, n.allGood = true, strings.Contains(m.Body, w.allGood)
		return n
	}
	n.subject = of[1]
	switch n.subject[0] {
	case 'c', 'n':
		n.state = string(feed.Operational)
		if _, word, ok := strings.Cut(m.Title, ": "); ok {
			n.state = w.states[word]
		} else if !strings.HasSuffix(m.Title, w.back) {
			n.state = "not understood: " + m.Title
		}
	case 'p':
		n.state = w.promises[m.Title]
	case 'g', 'h':
		n.state = "holds"
	}
	return n
}

// stand returns which notifications stand on the screen at that moment, and the
// call that each of them shows (see news.serial).
func stand(bus []traffic, at time.Time) map[uint32]uint32 {
	standing := make(map[uint32]uint32)
	calls := make(map[string]int)
	for i, m := range bus {
		if m.At.After(at) {
			break
		}
		name := m.Sender + " " + strconv.FormatUint(uint64(m.Serial), 10)
		switch m.Kind {
		case "notify":
			calls[name] = i
		case "answered":
			if of, ok := calls[name]; ok {
				standing[m.ID] = uint32(of) + 1
			}
		case "closed":
			delete(standing, m.ID)
		}
	}
	return standing
}

package views

import (
	"slices"
	"strings"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// filter says which functions the board shows.
type filter string

// The filters.
const (
	filterAll      filter = "all"
	filterAffected filter = "affected"
	filterMine     filter = "mine"
)

// filters in the order of the chips.
var filters = []filter{filterAll, filterAffected, filterMine}

// takes reports whether the filter shows p. What nobody can confirm counts as affected: it is not known to work.
func (f filter) takes(p part) bool {
	switch f {
	case filterAffected:
		return p.c.Status != feed.Operational
	case filterMine:
		return p.followed
	case filterAll:
	}
	return true
}

// rank orders states from worst to best; unknown stands between planned work and working.
func rank(c feed.ComponentStatus) int {
	return slices.Index([]feed.ComponentStatus{
		feed.MajorOutage, feed.PartialOutage, feed.DegradedPerformance, feed.UnderMaintenance,
		feed.ComponentUnknown, feed.Operational,
	}, feed.ComponentStatus(stateWord(c)))
}

// ordered returns the services in the order of the board: those in trouble before the others, in each half the followed
// ones first, then the worst, else as the document has them.
func ordered(s *Snapshot) []*feed.Service {
	out := make([]*feed.Service, len(s.Services))
	key := make(map[*feed.Service]int, len(out))
	for i := range s.Services {
		sv := &s.Services[i]
		out[i] = sv
		n := rank(sv.Status)
		if !followsPart(s, sv) {
			n += 10
		}
		if sv.Status == feed.Operational {
			n += 100
		}
		key[sv] = n
	}
	slices.SortStableFunc(out, func(a, b *feed.Service) int { return key[a] - key[b] })
	return out
}

// followsPart reports whether the service or one of its functions is followed.
func followsPart(s *Snapshot, sv *feed.Service) bool {
	return s.Follows[sv.ID] || slices.ContainsFunc(sv.Functions, func(f feed.Component) bool { return s.Follows[f.ID] })
}

// lookOf is how a state is drawn in the snapshot.
func lookOf(s *Snapshot, c feed.ComponentStatus) theme.Look {
	return theme.Look{State: theme.State(stateWord(c)), Stale: s.Stale}
}

// sinceOf says how long a state has lasted; without confirmation only since when, as nobody knows whether it still does.
func sinceOf(s *Snapshot, at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case s.Stale:
		return s.Loc.From(at, s.Now)
	}
	return s.Loc.Since(at, s.Now)
}

// teller words the rows. Rows say the same few things again and again, and a message costs some forty allocations.
type teller struct {
	s    *Snapshot
	said map[any]string
}

func newTeller(s *Snapshot) *teller { return &teller{s, make(map[any]string)} }

// once returns what say says for a key.
func (t *teller) once(key any, say func() string) string {
	text, ok := t.said[key]
	if !ok {
		text = say()
		t.said[key] = text
	}
	return text
}

func (t *teller) word(c feed.ComponentStatus) string {
	c = feed.ComponentStatus(stateWord(c))
	return t.once(c, func() string { return t.s.Loc.T("state."+string(c), nil) })
}

func (t *teller) since(at time.Time) string {
	return t.once(at, func() string { return sinceOf(t.s, at) })
}

// follow is the label of a star.
func (t *teller) follow(name string, followed bool) string {
	const here = "\x00" // no name holds it
	label := t.once(followed, func() string {
		id := "status.follow"
		if followed {
			id = "status.unfollow"
		}
		return t.s.Loc.T(id, map[string]any{"Name": here})
	})
	return strings.Replace(label, here, name, 1)
}

// boardItems are the cards of what the filter and the search take, of all feeds: those of the shown one first, then the
// others, the ones with trouble before the others. With more than one each has its head.
func boardItems(s *Snapshot, f filter, query string, form widgets.Form) []widgets.BoardItem {
	order := boardOrder(s)
	most := 0 // an item is large, and there may be a thousand
	for _, of := range order {
		most += 2
		for i := range of.Services {
			most += 2 + max(1, len(of.Services[i].Functions))
		}
	}
	out := make([]widgets.BoardItem, 0, most)
	for _, of := range order {
		before := len(out)
		if len(s.Others) > 0 {
			if len(out) > 0 {
				out = append(out, widgets.BoardItem{Kind: widgets.BoardGap})
			}
			out = append(out, widgets.BoardItem{Kind: widgets.BoardFeed, Feed: feedHead(of)})
		}
		first := len(out)
		if out = addCards(out, s, of, f, query, form); len(out) == first && (of.Status != nil || f != filterAll || query != "") {
			out = out[:before] // nothing of it is looked for
		}
	}
	return out
}

// addCards adds the cards of one feed to the board of s.
func addCards(out []widgets.BoardItem, s, of *Snapshot, f filter, query string, form widgets.Form) []widgets.BoardItem {
	if of.Status == nil {
		return out
	}
	first := len(out)
	tell := newTeller(of)
	for _, sv := range ordered(of) {
		before := len(out)
		if before > first {
			out = append(out, widgets.BoardItem{Kind: widgets.BoardGap})
		}
		out = append(out, widgets.BoardItem{Kind: widgets.BoardHead, Head: serviceHead(tell, sv, form)})
		rows := len(out)
		if out = addRows(out, tell, sv, f, query); len(out) == rows {
			out = out[:before]
		}
	}
	if of != s {
		for i := first; i < len(out); i++ {
			out[i].Head.ID, out[i].Row.ID = boardID(of, out[i].Head.ID), boardID(of, out[i].Row.ID)
		}
	}
	return out
}

func addRows(out []widgets.BoardItem, tell *teller, sv *feed.Service, f filter, query string) []widgets.BoardItem {
	s := tell.s
	named := query == "" || Matches(query, allNames(sv.Name)...)
	for _, c := range sv.Parts() {
		if !f.takes(part{sv, &c, s.Follows[c.ID] || s.Follows[sv.ID]}) {
			continue
		}
		if !named && !Matches(query, append(allNames(c.Name), allNames(sv.Name)...)...) {
			continue
		}
		out = append(out, widgets.BoardItem{Kind: widgets.BoardRow, Row: functionRow(tell, sv, &c)})
	}
	return out
}

// allNames are a name in every language: people search for what they call a thing.
func allNames(t feed.Text) []string {
	out := make([]string, 0, len(t))
	for _, s := range t {
		out = append(out, s)
	}
	return out
}

func functionRow(tell *teller, sv *feed.Service, c *feed.Component) widgets.FunctionRowData {
	s := tell.s
	name := nameOf(s, c.Name)
	if c.ID == sv.ID { // a service that has no functions stands in its own card
		name = s.Loc.T("status.whole", nil)
	}
	followed := s.Follows[c.ID] || s.Follows[sv.ID]
	note := c.Note.In(s.Loc.Lang(), s.Status.Feed.Language)
	if c.Status != feed.Operational {
		note = mineFirst(s, chosenFor(s, sv, c), note)
	}
	return widgets.FunctionRowData{
		ID: c.ID, Look: lookOf(s, c.Status), Name: name,
		Word:     tell.word(c.Status),
		Note:     note,
		Since:    tell.since(c.Since),
		Followed: followed, FollowLabel: tell.follow(name, followed),
	}
}

func serviceHead(tell *teller, sv *feed.Service, form widgets.Form) widgets.ServiceHeadData {
	s := tell.s
	name := nameOf(s, sv.Name)
	return widgets.ServiceHeadData{
		ID: sv.ID, Name: name, Look: lookOf(s, sv.Status), Word: tell.word(sv.Status),
		Sum: sumOf(s, sv, form), Followed: s.Follows[sv.ID], FollowLabel: tell.follow(name, s.Follows[sv.ID]),
		// A service without functions has its star in its only row.
		NoStar: len(sv.Functions) == 0 && form == widgets.Desktop,
	}
}

// sums are the kinds of trouble in the order in which sumOf looks for them.
var sums = []struct {
	kind  string
	state feed.ComponentStatus
}{
	{"down", feed.MajorOutage},
	{"partly", feed.PartialOutage},
	{"slow", feed.DegradedPerformance},
	{"maintained", feed.UnderMaintenance},
	{"unknown", feed.ComponentUnknown},
	{"working", feed.Operational},
}

// sumOf says in a few words how many functions of a service are in its worst kind of trouble; on a phone, where there
// is room for nothing else, without how many there are. One function alone has said it already.
func sumOf(s *Snapshot, sv *feed.Service, form widgets.Form) string {
	total := len(sv.Functions)
	if total < 2 {
		return ""
	}
	n := make(map[string]int)
	for _, f := range sv.Functions {
		n[stateWord(f.Status)]++
	}
	for _, sum := range sums {
		hit := n[string(sum.state)]
		if hit == 0 {
			continue
		}
		id, data := "status.sum."+sum.kind, map[string]any{"Total": s.Loc.N("count.functions", total, nil)}
		switch {
		case hit == total:
			id += ".all"
		case form == widgets.Phone:
			id, data = id+".short", nil
		}
		if s.Stale && i18n.Has(id+".past") {
			id += ".past"
		}
		return s.Loc.N(id, hit, data)
	}
	return ""
}

// counts are how many functions of all feeds each filter takes.
func counts(s *Snapshot) map[filter]int {
	out := make(map[filter]int, len(filters))
	for _, of := range s.All() {
		for _, p := range parts(of) {
			for _, f := range filters {
				if f.takes(p) {
					out[f]++
				}
			}
		}
	}
	return out
}

// tallyOf counts the functions by state, worst first.
func tallyOf(s *Snapshot) widgets.TallyData {
	all := parts(s)
	n := make(map[theme.State]int)
	for _, p := range all {
		n[theme.State(stateWord(p.c.Status))]++
	}
	id := "status.tally"
	if s.Stale {
		id = "status.tally.past"
	}
	data := map[string]any{"Total": s.Loc.N("count.functions", len(all), nil)}
	d := widgets.TallyData{Title: bolded(s.Loc.N(id, n[theme.Operational], data))}
	for _, st := range theme.States() {
		d.Counts = append(d.Counts, widgets.TallyCount{
			Look: theme.Look{State: st, Stale: s.Stale}, Word: s.Loc.T("state."+string(st), nil), N: n[st],
		})
	}
	return d
}

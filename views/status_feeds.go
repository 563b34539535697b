package views

import (
	"slices"
	"strings"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// boardOrder returns the feeds in the order of the board: the shown one, then the others, worst first.
func boardOrder(s *Snapshot) []*Snapshot {
	others := slices.Clone(s.Others)
	worst := func(of *Snapshot) int {
		if of.Status == nil || of.Stale {
			return rank(feed.ComponentUnknown)
		}
		return rank(feed.Worst(of.Services))
	}
	slices.SortStableFunc(others, func(a, b *Snapshot) int { return worst(a) - worst(b) })
	return append([]*Snapshot{s}, others...)
}

// between stands between the id of a feed and what a feed calls a thing of its own. No id of a document holds it: it is
// a control character.
const between = "\x1f"

// boardID is the id of a thing of another feed on the board: two feeds may call their things the same.
func boardID(of *Snapshot, id string) string {
	if id == "" {
		return ""
	}
	return of.Feed.ID + between + id
}

// ofFeed undoes boardID: the feed of a thing on the board, and the id there.
func ofFeed(s *Snapshot, id string) (of *Snapshot, own string) {
	sub, own, found := strings.Cut(id, between)
	if found {
		for _, other := range s.Others {
			if other.Feed.ID == sub {
				return other, own
			}
		}
	}
	return s, id
}

// feedHead says whose cards follow and how old they are: when they were last confirmed, and how the feed is reached.
func feedHead(of *Snapshot) widgets.FeedHeadData {
	d := widgets.FeedHeadData{ID: of.Feed.ID, Name: Plain(of.Feed.Name, nameLength)}
	if of.Feed.Unvouched() {
		d.Mark = officialWord(of.Loc, of.Feed)
	}
	connection := of.Loc.T("status.connection."+connectionWord(of), nil)
	switch {
	case of.Loading:
		d.Ages = of.Loc.T("status.feed.loading", nil)
	case of.Status == nil:
		d.Ages = of.Loc.T("status.feed.nothing", map[string]any{"Connection": connection})
	case of.Stale:
		d.Ages = of.Loc.T("status.feed.stale", map[string]any{"When": of.Loc.When(confirmedAt(of), of.Real), "Connection": connection})
	default:
		word := of.Loc.T("status.age.none", nil)
		if at := lastWord(of.Status, of.Now); !at.IsZero() {
			word = of.Loc.Ago(at, of.Now)
		}
		d.Ages = of.Loc.T("status.feed.ages", map[string]any{
			"Word": word, "Contact": of.Loc.Ago(of.Contact, of.Real), "Connection": connection,
		})
	}
	return d
}

// elsewhere says what is wrong in feeds that are not the shown one; "" if nothing is known to be.
func elsewhere(s *Snapshot) string {
	var hit []string
	for _, of := range boardOrder(s)[1:] {
		if of.Status == nil || of.Stale || len(of.Services) == 0 {
			continue
		}
		if w := feed.Worst(of.Services); w.Severity() > feed.Operational.Severity() {
			hit = append(hit, of.Loc.T("status.elsewhere.one", map[string]any{
				"Name": Plain(of.Feed.Name, nameLength), "State": of.Loc.T("state."+stateWord(w), nil),
			}))
		}
	}
	if len(hit) == 0 {
		return ""
	}
	return s.Loc.T("status.elsewhere", map[string]any{"List": strings.Join(hit, s.Loc.T("answer.comma", nil))})
}

// trustLine names a feed that nobody vouches for where it is the only one on the board; with several their heads say it.
func trustLine(s *Snapshot) widgets.ParagraphData {
	d := widgets.ParagraphData{Step: theme.Body, Token: theme.TokenText2}
	if s.Feed.Unvouched() && len(s.Others) == 0 && !s.Loading {
		d.Text = s.Loc.T("status.trust", map[string]any{
			"Mark": officialWord(s.Loc, s.Feed), "Name": Plain(s.Feed.Name, nameLength),
		})
	}
	return d
}

package views

import (
	"slices"

	"bokgu/sync/feed"
)

// Standby is what the reader has chosen, before anything fails, to use instead of a component; see store.Standby.
type Standby struct {
	ComponentID string
	GuidanceID  string // the alternative of the feed; "" is the reader's own words
	Text        string // at most MaxStandbyText characters
}

// MaxStandbyText bounds what the reader writes, in characters.
const MaxStandbyText = 80

// option is one thing to use instead of a component.
type option struct {
	standby Standby
	text    string
	mine    bool
	gone    string // why the feed does not say so any more, in words; only of what the reader chose
}

// own tells whether the reader wrote it.
func (o option) own() bool { return o.standby.GuidanceID == "" }

// optionsOf are the things to use instead of a component: what the reader wrote, what the reader chose, then what else the
// feed knows, as far as that holds now. Early also takes what the feed has ready for when the component fails.
func optionsOf(s *Snapshot, id string, early bool) []option {
	var out []option
	add := func(own bool) {
		for _, st := range s.Standbys {
			if st.ComponentID == id && (st.GuidanceID == "") == own {
				out = append(out, chosenOption(s, st))
			}
		}
	}
	add(true)
	add(false)
	for _, g := range alternativesFor(s, id) {
		ready := early && g.Validity(s.Status, s.Now) == feed.ConditionNotMet
		if (ready || g.Validity(s.Status, s.Now) == feed.Valid) &&
			!slices.ContainsFunc(out, func(o option) bool { return o.standby.GuidanceID == g.ID }) {
			text := textOf(s, g.Title)
			out = append(out, option{standby: Standby{id, g.ID, Plain(text, MaxStandbyText)}, text: text})
		}
	}
	return out
}

// alternativesFor are all alternatives of the document for a component, the most important first.
func alternativesFor(s *Snapshot, id string) []*feed.Guidance {
	var out []*feed.Guidance
	if s.Status == nil {
		return nil
	}
	for i := range s.Status.Guidance {
		if g := &s.Status.Guidance[i]; g.Kind == feed.GuidanceAlternative && slices.Contains(g.ComponentIDs, id) {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b *feed.Guidance) int { return b.Priority - a.Priority })
	return out
}

// chosenOption is a choice as it stands now: in the feed's present words, and with the reason if the feed has taken them
// back meanwhile.
func chosenOption(s *Snapshot, st Standby) option {
	o := option{standby: st, text: st.Text, mine: true}
	if st.GuidanceID == "" || s.Status == nil {
		return o
	}
	for i := range s.Status.Guidance {
		g := &s.Status.Guidance[i]
		if g.ID != st.GuidanceID {
			continue
		}
		if text := textOf(s, g.Title); text != "" {
			o.text = text
		}
		switch g.Validity(s.Status, s.Now) {
		case feed.Expired, feed.SupersededByOther, feed.NotYetEffective:
			o.gone = whyNot(s, g)
		}
	}
	return o
}

// chosenWords are what the reader chose for a component, the first of it: what they wrote before what they picked. What
// was taken back is left out.
func chosenWords(s *Snapshot, id string) string {
	if len(s.Standbys) == 0 {
		return ""
	}
	for _, o := range optionsOf(s, id, false) {
		if o.mine && o.gone == "" {
			return Plain(o.text, MaxStandbyText)
		}
	}
	return ""
}

// chosenFor is chosenWords for a function or, without a choice of its own, for its service.
func chosenFor(s *Snapshot, sv *feed.Service, c *feed.Component) string {
	if words := chosenWords(s, c.ID); words != "" || c.ID == sv.ID {
		return words
	}
	return chosenWords(s, sv.ID)
}

// mineFirst is the note of a function that does not work, behind what the reader chose to use instead.
func mineFirst(s *Snapshot, chosen, note string) string {
	switch {
	case chosen == "":
		return note
	case note == "":
		return s.Loc.T("instead.row", map[string]any{"Text": chosen})
	}
	return s.Loc.T("instead.row.note", map[string]any{"Text": chosen, "Note": note})
}

// firstChosen is the first function that does not work for which the reader chose something, in the order of the board:
// its name and what was chosen.
func firstChosen(s *Snapshot) (name, chosen string) {
	if len(s.Standbys) == 0 {
		return "", ""
	}
	for _, sv := range ordered(s) {
		for _, c := range sv.Parts() {
			if c.Status == feed.Operational {
				continue
			}
			if chosen = chosenFor(s, sv, &c); chosen != "" {
				return fullName(s, sv, &c), chosen
			}
		}
	}
	return "", ""
}

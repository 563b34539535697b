package delivery

import (
	"slices"

	"bokgu/sync/feed"
)

// maxGone bounds how many incidents that have left the document are remembered.
const maxGone = 50

// leaving returns the incidents that were told and are no longer in the document,
// the last to go at the end: pages stop listing an incident without a word, and
// whoever is told of that wants to know which.
func leaving(gone []feed.Incident, before, now *feed.Status) []feed.Incident {
	gone = slices.DeleteFunc(slices.Clone(gone), func(in feed.Incident) bool { return now.Incident(in.ID) != nil })
	if before != nil {
		for i := range before.Incidents {
			if in := before.Incidents[i]; now.Incident(in.ID) == nil {
				gone = append(gone, in)
			}
		}
	}
	return gone[max(0, len(gone)-maxGone):]
}

// worded is the document that notifications are worded by: with the incidents that
// have left it.
func (f *Feed) worded(doc *feed.Status) *feed.Status {
	f.mu.Lock()
	gone := f.gone
	f.mu.Unlock()
	if len(gone) == 0 {
		return doc
	}
	with := *doc
	with.Incidents = slices.Clone(doc.Incidents)
	for _, in := range gone {
		if doc.Incident(in.ID) == nil {
			with.Incidents = append(with.Incidents, in)
		}
	}
	return &with
}

package publish

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"bokgu/sync/feed"
)

// normal returns doc with its updates newest first and with [] where a list is
// nil, for readers in languages that tell null from empty. What doc points to
// stays as it was.
func normal(doc feed.Status) feed.Status {
	doc.Components = list(doc.Components)
	doc.Incidents = list(slices.Clone(doc.Incidents))
	doc.Maintenances = list(slices.Clone(doc.Maintenances))
	doc.Guidance = list(doc.Guidance)
	for i := range doc.Incidents {
		in := &doc.Incidents[i]
		in.ComponentIDs, in.Updates = list(in.ComponentIDs), newestFirst(in.Updates)
	}
	for i := range doc.Maintenances {
		m := &doc.Maintenances[i]
		m.ComponentIDs, m.Updates = list(m.ComponentIDs), newestFirst(m.Updates)
	}
	return doc
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func newestFirst(updates []feed.Update) []feed.Update {
	updates = list(slices.Clone(updates))
	slices.SortStableFunc(updates, func(a, b feed.Update) int { return b.DisplayAt.Compare(a.DisplayAt) })
	return updates
}

// cutUpdates keeps the newest feed.MaxUpdates of each list of updates. The older
// ones are history.
func cutUpdates(doc *feed.Status) {
	doc.Incidents, doc.Maintenances = slices.Clone(doc.Incidents), slices.Clone(doc.Maintenances)
	for _, updates := range updateLists(doc) {
		*updates = (*updates)[:min(len(*updates), feed.MaxUpdates)]
	}
}

// updateLists returns the place of every list of updates in doc.
func updateLists(doc *feed.Status) []*[]feed.Update {
	var lists []*[]feed.Update
	for i := range doc.Incidents {
		lists = append(lists, &doc.Incidents[i].Updates)
	}
	for i := range doc.Maintenances {
		lists = append(lists, &doc.Maintenances[i].Updates)
	}
	return lists
}

// fit returns doc as JSON of at most limit bytes. What is too much is dropped
// from doc: first the oldest changes, then the oldest updates, of which each
// list keeps its newest.
func fit(doc *feed.Status, limit int) ([]byte, error) {
	payload, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	if len(payload) <= limit {
		return payload, nil
	}
	if err := dropChanges(doc, len(payload)-limit); err != nil {
		return nil, err
	}
	for {
		if payload, err = json.Marshal(doc); err != nil {
			return nil, err
		}
		excess := len(payload) - limit
		if excess <= 0 {
			return payload, nil
		}
		if dropped, err := dropUpdates(doc, excess); err != nil {
			return nil, err
		} else if dropped == 0 {
			return nil, fmt.Errorf("%d bytes without changes and older updates, at most %d are allowed", len(payload), limit)
		}
	}
}

// dropChanges drops the oldest changes until that saves excess bytes.
func dropChanges(doc *feed.Status, excess int) error {
	n := 0
	for ; n < len(doc.Changes) && excess > 0; n++ {
		size, err := jsonSize(doc.Changes[n])
		if err != nil {
			return err
		}
		excess -= size
	}
	doc.DropChanges(n)
	return nil
}

// dropUpdates drops the oldest updates until that saves excess bytes, and
// returns how many those were.
func dropUpdates(doc *feed.Status, excess int) (dropped int, err error) {
	lists := updateLists(doc)
	lists = slices.DeleteFunc(lists, func(l *[]feed.Update) bool { return len(*l) < 2 })
	for ; excess > 0 && len(lists) > 0; dropped++ {
		oldest := slices.MinFunc(lists, func(a, b *[]feed.Update) int {
			return cmp.Or(last(*a).DisplayAt.Compare(last(*b).DisplayAt), cmp.Compare(len(*b), len(*a)))
		})
		size, err := jsonSize(last(*oldest))
		if err != nil {
			return dropped, err
		}
		excess -= size
		*oldest = (*oldest)[:len(*oldest)-1]
		lists = slices.DeleteFunc(lists, func(l *[]feed.Update) bool { return len(*l) < 2 })
	}
	return dropped, nil
}

func last(updates []feed.Update) feed.Update { return updates[len(updates)-1] }

// jsonSize is what v takes in a list, with its comma.
func jsonSize(v any) (int, error) {
	b, err := json.Marshal(v)
	return len(b) + 1, err
}

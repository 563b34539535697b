package source

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"bokgu/sync/feed"
)

// Read makes a Page of one captured answer, whatever provider's it is: what it
// holds decides, never the address it came from or the status code. It fails,
// wrapping ErrPage, for what is no answer of a status page: an empty body, an
// error page, JSON of something else, one that was cut off. Within a page a
// broken item is left out and the others stay.
//
// It is pure and safe for concurrent use; body is not kept.
func Read(body []byte) (*Page, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case len(body) == 0:
		return nil, notPage("the answer is empty")
	case len(body) > MaxBody:
		return nil, notPage("the answer has more than %d bytes", MaxBody)
	case body[0] == '<':
		return readMarkup(body)
	case body[0] == '[':
		return readGatus(body)
	case body[0] != '{':
		return nil, notPage("the answer is neither JSON nor XML")
	}
	if p, ok := quickStatuspage(body); ok {
		p.bound()
		return p, nil
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(body, &top); err != nil {
		return nil, notPage("%w", err)
	}
	for _, form := range forms {
		if form.is(top) {
			p, err := form.read(body)
			if err != nil {
				return nil, err
			}
			p.bound()
			return p, nil
		}
	}
	if said, ok := top["error"]; ok {
		return nil, notPage("the server reports an error: %.100s", said)
	}
	return nil, notPage("JSON of no known form, with %.100s", strings.Join(slices.Sorted(maps.Keys(top)), ", "))
}

// forms are the forms of JSON objects, each with what tells it from the others.
var forms = []struct {
	is   func(top map[string]json.RawMessage) bool
	read func(body []byte) (*Page, error)
}{
	{has("page_title", "page_url"), readWidget},
	{has("cStateVersion", "systems"), readCState},
	{has("config", "publicGroupList"), readKumaPage},
	{has("heartbeatList"), readKumaBeats},
	{has("data", "included"), readBetterStack},
	{isInstatusSummary, readInstatusSummary},
	{isStatuspage, readStatuspage},
	{isInstatusComponents, readInstatusComponents},
}

func has(keys ...string) func(map[string]json.RawMessage) bool {
	return func(top map[string]json.RawMessage) bool {
		for _, k := range keys {
			if _, ok := top[k]; !ok {
				return false
			}
		}
		return true
	}
}

// object reads a member that should be an object; nil if it is none.
func object(raw json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}

// bound cuts what is beyond all reason and orders each incident's updates newest
// first. An item without an id, or with that of an earlier one, is left out; one
// without a name is named by its id.
func (p *Page) bound() {
	for i := range p.Components {
		p.Components[i].Name = orID(p.Components[i].Name, p.Components[i].ID)
	}
	for i := range p.Incidents {
		p.Incidents[i].Name = orID(p.Incidents[i].Name, p.Incidents[i].ID)
	}
	for i := range p.Maintenances {
		p.Maintenances[i].Name = orID(p.Maintenances[i].Name, p.Maintenances[i].ID)
	}
	p.Components = distinct(p.Components, maxComponents, func(i int) string { return p.Components[i].ID })
	p.Incidents = distinct(p.Incidents, maxIncidents, func(i int) string { return p.Incidents[i].ID })
	p.Maintenances = distinct(p.Maintenances, maxIncidents, func(i int) string { return p.Maintenances[i].ID })
	for i := range p.Incidents {
		in := &p.Incidents[i]
		in.Updates = newestFirst(distinct(in.Updates, len(in.Updates), func(j int) string { return in.Updates[j].ID }))
	}
	for i := range p.Maintenances {
		m := &p.Maintenances[i]
		m.Updates = newestFirst(distinct(m.Updates, len(m.Updates), func(j int) string { return m.Updates[j].ID }))
	}
}

func orID(name feed.Text, id string) feed.Text {
	if name == nil {
		return feed.Plain(id)
	}
	return name
}

// distinct keeps at most limit items, the first of each id. Nil stays nil: it
// means that nothing was said.
func distinct[T any](all []T, limit int, id func(i int) string) []T {
	if all == nil {
		return nil
	}
	seen := make(map[string]bool, len(all))
	out := make([]T, 0, len(all))
	for i := range all {
		key := id(i)
		if key == "" || seen[key] {
			continue
		}
		seen[key] = true
		if out = append(out, all[i]); len(out) == limit {
			break
		}
	}
	return out
}

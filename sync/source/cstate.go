package source

import (
	"encoding/json"
	"slices"
	"strconv"

	"bokgu/sync/feed"
)

// cState, index.json. Vocabulary: layouts/index.json and i18n/en.yaml of
// https://github.com/cstate/cstate (ok, notice, disrupted, down).
var (
	cstateComponent = map[string]feed.ComponentStatus{
		"ok":        feed.Operational,
		"disrupted": feed.PartialOutage,
		"down":      feed.MajorOutage,
		"notice":    feed.ComponentUnknown, // "there is something to read": not how the system does
	}
	cstateImpact = map[string]feed.Impact{
		"ok":        feed.ImpactNone,
		"notice":    feed.ImpactNone,
		"disrupted": feed.ImpactMajor,
		"down":      feed.ImpactCritical,
	}
	// An issue is resolved or not, and no more is said. The one that is not has
	// the first word of the vocabulary: its operator has confirmed a problem.
	cstateIncident = map[string]feed.IncidentStatus{
		"false": feed.Investigating,
		"true":  feed.Resolved,
	}
)

type cstateIssue struct {
	Title         word        `json:"title"`
	CreatedAt     moment      `json:"createdAt"`
	LastMod       moment      `json:"lastMod"`
	Permalink     string      `json:"permalink"`
	Severity      string      `json:"severity"`
	Resolved      word        `json:"resolved"`
	Informational bool        `json:"informational"`
	ResolvedAt    moment      `json:"resolvedAt"`
	Affected      items[word] `json:"affected"`
	Filename      string      `json:"filename"`
}

func readCState(body []byte) (*Page, error) {
	var d struct {
		Title      word   `json:"title"`
		Language   word   `json:"languageCode"`
		BaseURL    word   `json:"baseURL"`
		BuildDate  moment `json:"buildDate"`
		Categories items[struct {
			Name word `json:"name"`
		}] `json:"categories"`
		Pinned  items[cstateIssue] `json:"pinnedIssues"`
		Systems items[struct {
			Name     word               `json:"name"`
			Category word               `json:"category"`
			Status   string             `json:"status"`
			Issues   items[cstateIssue] `json:"unresolvedIssues"`
		}] `json:"systems"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	p := &Page{
		Provider: CState, Part: PartSummary, Name: name(string(d.Title)), URL: string(d.BaseURL), TimeZone: "UTC",
		Language: string(d.Language), UpdatedAt: d.BuildDate.Time, ListsOpen: true, Components: []feed.Component{},
	}
	groups := make(map[string]bool)
	for _, c := range d.Categories {
		if n := string(c.Name); n != "" && !groups[n] {
			groups[n] = true
			p.Components = append(p.Components, feed.Component{ID: groupID(n), Name: named(n), Position: len(groups)})
		}
	}
	// Systems have names alone, and two may have the same: the second one of a
	// category is told from the first by its number.
	ids := make(map[string][]string) // name → ids
	seen := make(map[string]int)
	issues := slices.Clone(d.Pinned)
	for i, s := range d.Systems {
		n := string(s.Name)
		id := n
		if s.Category != "" {
			id = string(s.Category) + "/" + n
		}
		if seen[id]++; seen[id] > 1 {
			id += "#" + strconv.Itoa(seen[id])
		}
		c := feed.Component{ID: id, Name: named(n), Status: lookup(cstateComponent, s.Status), Position: i + 1}
		if groups[string(s.Category)] {
			c.GroupID = groupID(string(s.Category))
		}
		p.Components = append(p.Components, c)
		ids[n] = append(ids[n], id)
		issues = append(issues, s.Issues...)
	}
	rollUp(p.Components)
	for _, i := range issues {
		p.Incidents = append(p.Incidents, i.incident(ids))
	}
	return p, nil
}

func (i cstateIssue) incident(ids map[string][]string) Incident {
	in := Incident{UpdatedAt: firstTime(i.LastMod.Time, i.CreatedAt.Time)}
	in.ID = identity(i.Filename, i.Permalink)
	in.Name = named(string(i.Title))
	in.Status, in.Impact = lookup(cstateIncident, string(i.Resolved)), lookup(cstateImpact, i.Severity)
	if i.Informational {
		in.Impact = feed.ImpactNone
	}
	in.StartedAt = firstTime(i.CreatedAt.Time, i.LastMod.Time)
	if in.Status.Over() {
		in.ResolvedAt = pointer(firstTime(i.ResolvedAt.Time, in.UpdatedAt))
	}
	for _, n := range i.Affected {
		in.ComponentIDs = append(in.ComponentIDs, ids[string(n)]...)
	}
	return in
}

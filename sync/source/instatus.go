package source

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"bokgu/sync/feed"
)

// Instatus, public documents summary.json and v2/components.json. Vocabularies:
// https://instatus.com/help/api (components, incidents, maintenances) and
// https://instatus.com/help/api/status-page; MINOROUTAGE, VERIFYING and IDENTIFIED
// are of its management API, which uses the same words.
var (
	instatusComponent = map[string]feed.ComponentStatus{
		"OPERATIONAL":         feed.Operational,
		"UNDERMAINTENANCE":    feed.UnderMaintenance,
		"DEGRADEDPERFORMANCE": feed.DegradedPerformance,
		"MINOROUTAGE":         feed.DegradedPerformance, // stands below a partial outage there
		"PARTIALOUTAGE":       feed.PartialOutage,
		"MAJOROUTAGE":         feed.MajorOutage,
	}
	instatusIncident = map[string]feed.IncidentStatus{
		"INVESTIGATING": feed.Investigating,
		"IDENTIFIED":    feed.Identified,
		"MONITORING":    feed.Monitoring,
		"RESOLVED":      feed.Resolved,
	}
	instatusImpact = map[string]feed.Impact{
		"OPERATIONAL":         feed.ImpactNone,
		"UNDERMAINTENANCE":    feed.ImpactMaintenance,
		"DEGRADEDPERFORMANCE": feed.ImpactMinor,
		"MINOROUTAGE":         feed.ImpactMinor,
		"PARTIALOUTAGE":       feed.ImpactMajor,
		"MAJOROUTAGE":         feed.ImpactCritical,
	}
	instatusMaintenance = map[string]feed.MaintenanceStatus{
		"NOTSTARTEDYET": feed.MaintenanceScheduled,
		"INPROGRESS":    feed.MaintenanceInProgress,
		"VERIFYING":     feed.MaintenanceVerifying,
		"COMPLETED":     feed.MaintenanceCompleted,
	}
)

// isInstatusSummary: its page has a status of its own and no id.
func isInstatusSummary(top map[string]json.RawMessage) bool {
	page := object(top["page"])
	return page["status"] != nil && page["id"] == nil
}

func readInstatusSummary(body []byte) (*Page, error) {
	var d struct {
		Page struct {
			Name word `json:"name"`
			URL  word `json:"url"`
		} `json:"page"`
		Incidents items[struct {
			ID        string `json:"id"`
			Name      word   `json:"name"`
			Started   moment `json:"started"`
			Status    string `json:"status"`
			Impact    string `json:"impact"`
			URL       string `json:"url"`
			UpdatedAt moment `json:"updatedAt"`
		}] `json:"activeIncidents"`
		Maintenances items[struct {
			ID       string `json:"id"`
			Name     word   `json:"name"`
			Start    moment `json:"start"`
			Status   string `json:"status"`
			Duration word   `json:"duration"` // minutes, a number or a string of one
			URL      string `json:"url"`
		}] `json:"activeMaintenances"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	if d.Page.Name == "" && d.Page.URL == "" {
		return nil, notPage("an Instatus answer without a page")
	}
	// An absent list is an empty one: the provider leaves empty lists out.
	p := &Page{
		Provider: Instatus, Part: PartSummary, Name: name(string(d.Page.Name)), URL: string(d.Page.URL), TimeZone: "UTC",
		ListsOpen: true, Maintenances: make([]feed.Maintenance, 0, len(d.Maintenances)),
	}
	for _, i := range d.Incidents {
		in := Incident{UpdatedAt: firstTime(i.UpdatedAt.Time, i.Started.Time)}
		in.ID, in.Name, in.StartedAt = identity(i.ID, i.URL), named(string(i.Name)), firstTime(i.Started.Time, i.UpdatedAt.Time)
		in.Status, in.Impact = lookup(instatusIncident, i.Status), lookup(instatusImpact, i.Impact)
		if in.Status.Over() {
			in.ResolvedAt = pointer(in.UpdatedAt)
		}
		p.Incidents = append(p.Incidents, in)
	}
	for _, m := range d.Maintenances {
		minutes, _ := strconv.Atoi(string(m.Duration))
		p.Maintenances = append(p.Maintenances, feed.Maintenance{
			ID: identity(m.ID, m.URL), Name: named(string(m.Name)), Status: lookup(instatusMaintenance, m.Status),
			ScheduledFor:   m.Start.Time,
			ScheduledUntil: m.Start.Add(time.Duration(min(max(minutes, 0), 1<<20)) * time.Minute),
		})
	}
	return p, nil
}

// identity is the id, or the address where an older answer has no id.
func identity(id, address string) string {
	if id != "" {
		return id
	}
	return address
}

type instatusItem struct {
	ID     string   `json:"id"`
	Name   word     `json:"name"`
	Status string   `json:"status"`
	Group  groupRef `json:"group"`
	// What is going on there; an empty list is left out.
	Incidents    items[instatusRef] `json:"activeIncidents"`
	Maintenances items[instatusRef] `json:"activeMaintenances"`
}

type instatusRef struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// groupRef is null, an object with id and name, or in older answers a name.
type groupRef struct{ ID, Name string }

// UnmarshalJSON implements json.Unmarshaler.
func (g *groupRef) UnmarshalJSON(b []byte) error {
	*g = groupRef{}
	var o struct {
		ID   word `json:"id"`
		Name word `json:"name"`
	}
	var s word
	if json.Unmarshal(b, &o) == nil {
		g.ID, g.Name = string(o.ID), string(o.Name)
	} else if json.Unmarshal(b, &s) == nil && s != "" {
		g.ID, g.Name = groupID(string(s)), string(s)
	}
	return nil
}

// groupID makes the id of a group that has nothing but a name.
func groupID(name string) string { return "group:" + name }

// isInstatusComponents: a list of components and nothing of a page; the first one
// has a group, be it null.
func isInstatusComponents(top map[string]json.RawMessage) bool {
	if top["components"] == nil || top["page"] != nil {
		return false
	}
	var list []map[string]json.RawMessage
	if json.Unmarshal(top["components"], &list) != nil {
		return false
	}
	for _, c := range list {
		_, group := c["group"]
		return group && c["id"] != nil && c["status"] != nil
	}
	return len(top) == 1 // {"components":[]}
}

func readInstatusComponents(body []byte) (*Page, error) {
	var d struct {
		Components items[instatusItem] `json:"components"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	p := &Page{
		Provider: Instatus, Part: PartComponents, TimeZone: "UTC", Components: make([]feed.Component, 0, len(d.Components)),
		Affects: make(map[string][]string),
	}
	parents := make(map[string]string, len(d.Components))
	have := make(map[string]bool, len(d.Components))
	for _, c := range d.Components {
		have[c.ID] = true
		parents[c.ID] = c.Group.ID
	}
	for i, c := range d.Components {
		p.Components = append(p.Components, feed.Component{
			ID: c.ID, GroupID: root(parents, c.ID), Name: named(string(c.Name)),
			Status: lookup(instatusComponent, c.Status), Position: i + 1,
		})
		for _, what := range slices.Concat(c.Incidents, c.Maintenances) {
			if id := identity(what.ID, what.URL); id != "" && len(p.Affects) < maxIncidents {
				p.Affects[id] = append(p.Affects[id], c.ID)
			}
		}
		// A group that is not a component of its own.
		if g := c.Group; g.ID != "" && !have[g.ID] {
			have[g.ID] = true
			p.Components = append(p.Components, feed.Component{ID: g.ID, Name: named(g.Name), Position: i + 1})
		}
	}
	rollUp(p.Components)
	return p, nil
}

// root returns the outermost group of a component, empty for one that is in none:
// a feed has services and functions, and nothing between them. A circle of groups
// has no outermost one.
func root(parents map[string]string, id string) string {
	top, seen := "", map[string]bool{id: true}
	for parent := parents[id]; parent != ""; parent = parents[parent] {
		if seen[parent] {
			return ""
		}
		seen[parent], top = true, parent
	}
	return top
}

// rollUp gives groups that have no state of their own the one that their
// functions make together.
func rollUp(components []feed.Component) {
	states := make(map[string][]feed.ComponentStatus)
	for _, c := range components {
		if c.GroupID != "" {
			states[c.GroupID] = append(states[c.GroupID], c.Status)
		}
	}
	for i, c := range components {
		if c.Status == "" {
			components[i].Status = feed.Rollup(states[c.ID])
		}
	}
}

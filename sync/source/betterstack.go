package source

import (
	"encoding/json"
	"strings"

	"bokgu/sync/feed"
)

// Better Stack, index.json (JSON:API). Vocabularies:
// https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api
// (states, report types); not_monitored is what real pages add.
var (
	betterComponent = map[string]feed.ComponentStatus{
		"operational":   feed.Operational,
		"resolved":      feed.Operational, // of a resource in a report
		"degraded":      feed.DegradedPerformance,
		"downtime":      feed.MajorOutage,
		"maintenance":   feed.UnderMaintenance,
		"not_monitored": feed.ComponentUnknown,
	}
	betterImpact = map[string]feed.Impact{
		"operational": feed.ImpactNone,
		"resolved":    feed.ImpactNone,
		"maintenance": feed.ImpactMaintenance,
		"degraded":    feed.ImpactMinor,
		"downtime":    feed.ImpactMajor,
	}
	// A report is resolved or not. The one that is not has the first word of the
	// vocabulary: its operator has confirmed a problem.
	betterIncident = map[string]feed.IncidentStatus{
		"operational": feed.Investigating,
		"degraded":    feed.Investigating,
		"downtime":    feed.Investigating,
		"maintenance": feed.Investigating,
		"resolved":    feed.Resolved,
	}
	betterMaintenance = map[string]feed.MaintenanceStatus{
		"operational": feed.MaintenanceScheduled, // announced, nothing is affected yet
		"maintenance": feed.MaintenanceInProgress,
		"degraded":    feed.MaintenanceInProgress,
		"downtime":    feed.MaintenanceInProgress,
		"resolved":    feed.MaintenanceCompleted,
	}
)

type betterRef struct {
	ID   word   `json:"id"`
	Type string `json:"type"`
}

type betterRefs struct {
	Data items[betterRef] `json:"data"`
}

type betterAffected = items[betterResource]

type betterResource struct {
	ID     word   `json:"status_page_resource_id"`
	Status string `json:"status"`
}

type betterItem struct {
	betterRef
	Attributes struct {
		Name        word           `json:"name"`
		PublicName  word           `json:"public_name"`
		Position    int            `json:"position"`
		SectionID   word           `json:"status_page_section_id"`
		Status      string         `json:"status"`
		Title       word           `json:"title"`
		ReportType  string         `json:"report_type"`
		StartsAt    moment         `json:"starts_at"`
		EndsAt      moment         `json:"ends_at"`
		State       string         `json:"aggregate_state"`
		Affected    betterAffected `json:"affected_resources"`
		Message     word           `json:"message"`
		PublishedAt moment         `json:"published_at"`
	} `json:"attributes"`
	Relationships struct {
		Updates betterRefs `json:"status_updates"`
	} `json:"relationships"`
}

func readBetterStack(body []byte) (*Page, error) {
	var d struct {
		Data struct {
			betterRef
			Attributes struct {
				Company      word   `json:"company_name"`
				TimeZone     word   `json:"timezone"`
				Subdomain    word   `json:"subdomain"`
				CustomDomain word   `json:"custom_domain"`
				UpdatedAt    moment `json:"updated_at"`
			} `json:"attributes"`
			Relationships struct {
				Reports *betterRefs `json:"status_reports"`
			} `json:"relationships"`
		} `json:"data"`
		Included items[betterItem] `json:"included"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	if d.Data.Type != "status_page" {
		return nil, notPage("JSON:API of something else: %.100q", d.Data.Type)
	}
	attr := d.Data.Attributes
	p := &Page{
		Provider: BetterStack, Part: PartSummary, ID: string(d.Data.ID), Name: name(string(attr.Company)),
		TimeZone: zone(string(attr.TimeZone)), Components: []feed.Component{}, Maintenances: []feed.Maintenance{},
	}
	switch {
	case attr.CustomDomain != "":
		p.URL = "https://" + string(attr.CustomDomain)
	case attr.Subdomain != "":
		p.URL = "https://" + string(attr.Subdomain) + ".betteruptime.com"
	}
	sections := make(map[word]bool)
	updates := make(map[word]*betterItem)
	for i := range d.Included {
		switch item := &d.Included[i]; item.Type {
		case "status_page_section":
			sections[item.ID] = true
		case "status_update":
			updates[item.ID] = item
		}
	}
	for i := range d.Included {
		switch item := &d.Included[i]; item.Type {
		case "status_page_section":
			id := groupID(string(item.ID))
			p.Components = append(p.Components, feed.Component{ID: id, Name: named(string(item.Attributes.Name)), Position: item.Attributes.Position})
		case "status_page_resource":
			c := feed.Component{
				ID: string(item.ID), Name: named(string(item.Attributes.PublicName)),
				Status: lookup(betterComponent, item.Attributes.Status), Position: item.Attributes.Position,
			}
			if sections[item.Attributes.SectionID] {
				c.GroupID = groupID(string(item.Attributes.SectionID))
			}
			p.Components = append(p.Components, c)
		case "status_report":
			p.addReport(item, updates)
		}
	}
	rollUp(p.Components)
	if reports := d.Data.Relationships.Reports; reports != nil {
		p.ListsOpen = true
		for _, r := range reports.Data { // some are listed and not described
			p.Mentioned = append(p.Mentioned, string(r.ID))
		}
	}
	return p, nil
}

func (p *Page) addReport(r *betterItem, all map[word]*betterItem) {
	attr := &r.Attributes
	status, impact := lookup(betterIncident, attr.State), betterImpactOf(attr.Affected)
	var updates []feed.Update
	newest := attr.StartsAt.Time
	for _, ref := range r.Relationships.Updates.Data {
		u := all[ref.ID]
		if u == nil {
			continue // listed and not described
		}
		at := firstTime(u.Attributes.PublishedAt.Time, attr.StartsAt.Time)
		newest = later(newest, at)
		f := feed.Update{
			ID: string(u.ID), Status: betterUpdate(u.Attributes.Affected, status), Body: feed.Plain(plainText(string(u.Attributes.Message))),
			DisplayAt: at, UpdatedAt: at,
		}
		if strings.HasPrefix(p.URL, "https://") {
			f.SourceURL = p.URL + "/incident/" + string(r.ID)
		}
		updates = append(updates, f)
		if worse := betterImpactOf(u.Attributes.Affected); attr.State == "resolved" && impactOrder(worse) > impactOrder(impact) {
			impact = worse // how bad it was stays when it is over
		}
	}
	ids := []string{}
	for _, a := range attr.Affected {
		ids = append(ids, string(a.ID))
	}
	if attr.ReportType == "maintenance" {
		m := feed.Maintenance{
			ID: string(r.ID), Name: named(string(attr.Title)), Status: lookup(betterMaintenance, attr.State),
			ScheduledFor: attr.StartsAt.Time, ScheduledUntil: attr.EndsAt.Time, ComponentIDs: ids, Updates: updates,
		}
		for i := range m.Updates {
			m.Updates[i].Status = feed.IncidentStatus(m.Status)
		}
		p.Maintenances = append(p.Maintenances, m)
		return
	}
	in := Incident{UpdatedAt: newest}
	in.ID, in.Name, in.Status, in.Impact = string(r.ID), named(string(attr.Title)), status, impact
	in.StartedAt, in.ComponentIDs, in.Updates = firstTime(attr.StartsAt.Time, newest), ids, updates
	if status.Over() {
		in.ResolvedAt = pointer(firstTime(attr.EndsAt.Time, newest))
	}
	p.Incidents = append(p.Incidents, in)
}

// betterUpdate: an update resolves where it says so of everything that it names.
// It has no word of its own; one that names nothing has the report's.
func betterUpdate(affected betterAffected, report feed.IncidentStatus) feed.IncidentStatus {
	if len(affected) == 0 {
		return report
	}
	for _, a := range affected {
		if a.Status != "resolved" {
			return feed.Investigating
		}
	}
	return feed.Resolved
}

func impactOrder(i feed.Impact) int {
	order := []feed.Impact{feed.ImpactNone, feed.ImpactMaintenance, feed.ImpactMinor, feed.ImpactMajor, feed.ImpactCritical}
	for n, v := range order {
		if v == i {
			return n
		}
	}
	return -1
}

// betterImpactOf is the impact of the worst that is said of a resource; unknown
// where that is nothing known, none where nothing is affected.
func betterImpactOf(affected betterAffected) feed.Impact {
	worst := feed.ImpactNone
	for _, a := range affected {
		impact := lookup(betterImpact, a.Status)
		if impactOrder(impact) < 0 {
			return impact
		}
		if impactOrder(impact) > impactOrder(worst) {
			worst = impact
		}
	}
	return worst
}

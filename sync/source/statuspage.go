package source

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// Atlassian Statuspage v2, and what imitates it (incident.io). Vocabularies:
// https://developer.statuspage.io (components, incidents) and
// https://www.atlassianstatuspage.io/api/v2; the feed's own values are these.
var (
	statuspageComponent = map[string]feed.ComponentStatus{
		"operational":          feed.Operational,
		"under_maintenance":    feed.UnderMaintenance,
		"degraded_performance": feed.DegradedPerformance,
		"partial_outage":       feed.PartialOutage,
		"major_outage":         feed.MajorOutage,
		"full_outage":          feed.MajorOutage, // incident.io's word for it
	}
	statuspageIncident = map[string]feed.IncidentStatus{
		"investigating": feed.Investigating,
		"identified":    feed.Identified,
		"monitoring":    feed.Monitoring,
		"resolved":      feed.Resolved,
		"postmortem":    feed.Postmortem,
	}
	statuspageImpact = map[string]feed.Impact{
		"none":        feed.ImpactNone,
		"minor":       feed.ImpactMinor,
		"major":       feed.ImpactMajor,
		"critical":    feed.ImpactCritical,
		"maintenance": feed.ImpactMaintenance,
	}
	statuspageMaintenance = map[string]feed.MaintenanceStatus{
		"scheduled":   feed.MaintenanceScheduled,
		"in_progress": feed.MaintenanceInProgress,
		"verifying":   feed.MaintenanceVerifying,
		"completed":   feed.MaintenanceCompleted,
	}
)

// fullHistory is how many entries incidents.json and scheduled-maintenances.json
// hold at most; a shorter list is complete.
const fullHistory = 50

// isStatuspage: every document of the API has a page with a name, and at least one
// of its lists or the headline.
func isStatuspage(top map[string]json.RawMessage) bool {
	page := object(top["page"])
	if page["id"] == nil && page["updated_at"] == nil {
		return false
	}
	return top["components"] != nil || top["incidents"] != nil || top["scheduled_maintenances"] != nil || object(top["status"]) != nil
}

// quickStatuspage reads what nearly every answer is: a Statuspage's in good order.
// It says no to anything else, and to all that is only nearly in order.
func quickStatuspage(body []byte) (*Page, bool) {
	var d statuspageDocument
	if json.Unmarshal(body, &d) != nil || d.Page.ID == "" {
		return nil, false
	}
	if d.Components == nil && d.Incidents == nil && d.Maintenances == nil {
		return nil, false
	}
	return d.page(), true
}

func readStatuspage(body []byte) (*Page, error) {
	var lenient lenientDocument
	if err := json.Unmarshal(body, &lenient); err != nil {
		return nil, notPage("%w", err)
	}
	d := statuspageDocument{Page: lenient.Page, Components: lenient.Components}
	if lenient.Incidents != nil {
		d.Incidents = []statuspageTale{}
	}
	for _, t := range lenient.Incidents {
		d.Incidents = append(d.Incidents, statuspageTale(t))
	}
	if lenient.Maintenances != nil {
		d.Maintenances = []statuspageTale{}
	}
	for _, t := range lenient.Maintenances {
		d.Maintenances = append(d.Maintenances, statuspageTale(t))
	}
	return d.page(), nil
}

func (d *statuspageDocument) page() *Page {
	p := &Page{
		Provider: Statuspage, ID: string(d.Page.ID), Name: name(string(d.Page.Name)), URL: string(d.Page.URL),
		TimeZone: zone(string(d.Page.TimeZone)), UpdatedAt: d.Page.UpdatedAt.Time,
	}
	if isULID(p.ID) {
		p.Provider = IncidentIO
	}
	switch {
	case d.Components != nil && d.Incidents != nil:
		p.Part, p.ListsOpen = PartSummary, true
	case d.Components != nil:
		p.Part = PartComponents
	case d.Incidents != nil:
		p.Part, p.ListsOpen = PartIncidents, len(d.Incidents) < fullHistory
	case d.Maintenances != nil:
		p.Part = PartMaintenances
	default:
		p.Part = PartStatus
	}
	if d.Components != nil {
		p.Components = make([]feed.Component, 0, len(d.Components))
		for _, c := range d.Components {
			p.Components = append(p.Components, feed.Component{
				ID: c.ID, GroupID: c.GroupID, Name: named(c.Name), Status: lookup(statuspageComponent, c.Status),
				Since: firstTime(c.UpdatedAt.Time, c.CreatedAt.Time), Position: c.Position,
			})
		}
	}
	if d.Maintenances != nil {
		p.Maintenances = make([]feed.Maintenance, 0, len(d.Maintenances))
	}
	for _, t := range d.Maintenances {
		p.Maintenances = append(p.Maintenances, t.maintenance(p))
	}
	for _, t := range d.Incidents {
		if _, known := statuspageMaintenance[t.Status]; known { // imitators put both into one list
			p.Maintenances = append(p.Maintenances, t.maintenance(p))
			continue
		}
		p.Incidents = append(p.Incidents, t.incident(p))
	}
	return p
}

// isULID: Statuspage's own ids are twelve small letters and digits, incident.io's
// are ULIDs (https://github.com/ulid/spec).
func isULID(id string) bool {
	return len(id) == 26 && strings.Trim(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == ""
}

func named(s string) feed.Text { return feed.Plain(name(s)) }

func (t *statuspageTale) incident(p *Page) Incident {
	in := Incident{UpdatedAt: firstTime(t.UpdatedAt.Time, t.CreatedAt.Time)}
	in.ID, in.Name = t.ID, named(t.Name)
	in.Status, in.Impact = lookup(statuspageIncident, t.Status), lookup(statuspageImpact, t.Impact)
	in.StartedAt = firstTime(t.StartedAt.Time, t.CreatedAt.Time)
	in.Updates = t.updates(p, func(word string) feed.IncidentStatus { return lookup(statuspageIncident, word) })
	in.ComponentIDs = t.componentIDs(in.Updates)
	if in.Status.Over() {
		in.ResolvedAt = pointer(firstTime(t.ResolvedAt.Time, said(in.Updates, feed.Resolved), in.UpdatedAt))
	}
	return in
}

// said returns when an update first had that status.
func said(updates []feed.Update, status feed.IncidentStatus) (at time.Time) {
	for _, u := range updates {
		if u.Status == status && (at.IsZero() || u.DisplayAt.Before(at)) {
			at = u.DisplayAt
		}
	}
	return at
}

func (t *statuspageTale) maintenance(p *Page) feed.Maintenance {
	m := feed.Maintenance{
		ID: t.ID, Name: named(t.Name), Status: lookup(statuspageMaintenance, t.Status),
		ScheduledFor:   firstTime(t.ScheduledFor.Time, t.StartedAt.Time, t.CreatedAt.Time),
		ScheduledUntil: t.ScheduledUntil.Time,
	}
	m.Updates = t.updates(p, func(word string) feed.IncidentStatus {
		return feed.IncidentStatus(lookup(statuspageMaintenance, word))
	})
	m.ComponentIDs = t.componentIDs(m.Updates)
	return m
}

func (t *statuspageTale) updates(p *Page, status func(string) feed.IncidentStatus) []feed.Update {
	out := make([]feed.Update, 0, len(t.Updates))
	for _, u := range t.Updates {
		f := feed.Update{
			ID: u.ID, Status: status(u.Status), Body: feed.Plain(plainText(u.Body)),
			DisplayAt: firstTime(u.DisplayAt.Time, u.CreatedAt.Time, u.UpdatedAt.Time, t.UpdatedAt.Time),
			UpdatedAt: firstTime(u.UpdatedAt.Time, u.CreatedAt.Time, u.DisplayAt.Time, t.UpdatedAt.Time),
			SourceURL: incidentURL(p.URL, t.ID),
		}
		for _, a := range u.Affected {
			f.Affected = append(f.Affected, feed.Affected{
				ComponentID: a.Code, From: lookup(statuspageComponent, a.Old), To: lookup(statuspageComponent, a.New),
			})
		}
		out = append(out, f)
	}
	return out
}

// incidentURL returns the address of an incident on its page, if that is encrypted.
func incidentURL(page, id string) string {
	if !strings.HasPrefix(page, "https://") {
		return ""
	}
	return strings.TrimSuffix(page, "/") + "/incidents/" + id
}

// componentIDs are those that the incident lists; where it lists none (incident.io)
// those that its updates name.
func (t *statuspageTale) componentIDs(updates []feed.Update) []string {
	ids := make([]string, 0, len(t.Components))
	for _, c := range t.Components {
		if !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	if t.Components != nil {
		return ids
	}
	for _, u := range updates {
		for _, a := range u.Affected {
			if !slices.Contains(ids, a.ComponentID) {
				ids = append(ids, a.ComponentID)
			}
		}
	}
	return ids
}

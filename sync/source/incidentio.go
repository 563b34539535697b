package source

import (
	"encoding/json"
	"strconv"
	"strings"

	"bokgu/sync/feed"
)

// incident.io's widget (https://STATUS-PAGE/api/v1/summary). Vocabularies:
// https://docs.incident.io/status-pages/widget-api. Its imitation of Statuspage is
// read by readStatuspage.
var (
	widgetComponent = map[string]feed.ComponentStatus{
		"operational":          feed.Operational,
		"under_maintenance":    feed.UnderMaintenance,
		"degraded_performance": feed.DegradedPerformance,
		"partial_outage":       feed.PartialOutage,
		"full_outage":          feed.MajorOutage,
	}
	widgetIncident = map[string]feed.IncidentStatus{
		"investigating": feed.Investigating,
		"identified":    feed.Identified,
		"monitoring":    feed.Monitoring,
		"resolved":      feed.Resolved,
	}
	widgetImpact = map[string]feed.Impact{
		"operational":          feed.ImpactNone,
		"under_maintenance":    feed.ImpactMaintenance,
		"degraded_performance": feed.ImpactMinor,
		"partial_outage":       feed.ImpactMajor,
		"full_outage":          feed.ImpactCritical,
	}
	widgetMaintenance = map[string]feed.MaintenanceStatus{
		"maintenance_scheduled":   feed.MaintenanceScheduled,
		"maintenance_in_progress": feed.MaintenanceInProgress,
		"maintenance_complete":    feed.MaintenanceCompleted,
	}
)

type widgetTale struct {
	ID         string `json:"id"`
	Name       word   `json:"name"`
	Status     string `json:"status"`
	URL        string `json:"url"`
	UpdatedAt  moment `json:"last_update_at"`
	Message    word   `json:"last_update_message"`
	Impact     string `json:"current_worst_impact"`
	StartedAt  moment `json:"started_at"`
	EndsAt     moment `json:"scheduled_end_at"`
	StartsAt   moment `json:"starts_at"`
	Until      moment `json:"ends_at"`
	Components items[struct {
		ID     string `json:"id"`
		Name   word   `json:"name"`
		Group  word   `json:"group_name"`
		Status string `json:"current_status"`
	}] `json:"affected_components"`
}

// readWidget reads what tells only of what is affected: what is not named may be
// well or not exist, so nothing is said of it.
func readWidget(body []byte) (*Page, error) {
	var d struct {
		Title      word              `json:"page_title"`
		URL        word              `json:"page_url"`
		Ongoing    items[widgetTale] `json:"ongoing_incidents"`
		InProgress items[widgetTale] `json:"in_progress_maintenances"`
		Scheduled  items[widgetTale] `json:"scheduled_maintenances"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	p := &Page{
		Provider: IncidentIO, Part: PartWidget, Name: name(string(d.Title)), URL: string(d.URL), TimeZone: "UTC",
		ListsOpen: true, Maintenances: make([]feed.Maintenance, 0, len(d.InProgress)+len(d.Scheduled)),
		Components: []feed.Component{}, OnlyAffected: true,
	}
	at := make(map[string]int) // id → index in p.Components
	for _, t := range d.Ongoing {
		in := Incident{UpdatedAt: t.UpdatedAt.Time}
		in.ID, in.Name = identity(t.ID, t.URL), named(string(t.Name))
		in.Status, in.Impact = lookup(widgetIncident, t.Status), lookup(widgetImpact, t.Impact)
		in.StartedAt = firstTime(t.StartedAt.Time, t.UpdatedAt.Time)
		in.ComponentIDs = p.affected(at, t)
		in.Updates = t.update(in.ID, in.Status)
		if in.Status.Over() {
			in.ResolvedAt = pointer(in.UpdatedAt)
		}
		p.Incidents = append(p.Incidents, in)
	}
	for _, t := range append(d.InProgress, d.Scheduled...) {
		m := feed.Maintenance{
			ID: identity(t.ID, t.URL), Name: named(string(t.Name)), Status: lookup(widgetMaintenance, t.Status),
			ScheduledFor:   firstTime(t.StartsAt.Time, t.StartedAt.Time, t.UpdatedAt.Time),
			ScheduledUntil: firstTime(t.Until.Time, t.EndsAt.Time), ComponentIDs: p.affected(at, t),
		}
		m.Updates = t.update(m.ID, feed.IncidentStatus(m.Status))
		p.Maintenances = append(p.Maintenances, m)
	}
	rollUp(p.Components)
	return p, nil
}

// update makes an update of the last message, which is all that the widget tells.
// It has no id there: its time is one, so that an edit is seen as a new message.
func (t *widgetTale) update(id string, status feed.IncidentStatus) []feed.Update {
	body := plainText(string(t.Message))
	if body == "" || t.UpdatedAt.IsZero() {
		return nil
	}
	u := feed.Update{
		ID: id + "@" + strconv.FormatInt(t.UpdatedAt.Unix(), 10), Status: status, Body: feed.Plain(body),
		DisplayAt: t.UpdatedAt.Time, UpdatedAt: t.UpdatedAt.Time,
	}
	if strings.HasPrefix(t.URL, "https://") {
		u.SourceURL = t.URL
	}
	return []feed.Update{u}
}

// affected takes the components of an incident or maintenance over and returns
// their ids. One that is named several times has the worst of its states.
func (p *Page) affected(at map[string]int, t widgetTale) []string {
	ids := []string{}
	for _, c := range t.Components {
		if c.ID == "" {
			continue
		}
		ids = append(ids, c.ID)
		status := lookup(widgetComponent, c.Status)
		if i, again := at[c.ID]; again {
			if status.Severity() > p.Components[i].Status.Severity() {
				p.Components[i].Status = status
			}
			continue
		}
		group := ""
		if c.Group != "" {
			group = groupID(string(c.Group))
			if _, have := at[group]; !have {
				at[group] = len(p.Components)
				p.Components = append(p.Components, feed.Component{ID: group, Name: named(string(c.Group)), Position: len(p.Components) + 1})
			}
		}
		at[c.ID] = len(p.Components)
		p.Components = append(p.Components, feed.Component{
			ID: c.ID, GroupID: group, Name: named(string(c.Name)), Status: status,
			Since: t.UpdatedAt.Time, Position: len(p.Components) + 1,
		})
	}
	return ids
}

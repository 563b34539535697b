package source

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"bokgu/sync/feed"
)

// Gatus, /api/v1/endpoints/statuses. Vocabulary: success of the last result
// (Result in config/endpoint of https://github.com/TwiN/gatus); an endpoint that
// does not meet its conditions is "unhealthy" there, with nothing between.
var gatusComponent = map[string]feed.ComponentStatus{
	"true":  feed.Operational,
	"false": feed.MajorOutage,
}

// Uptime Kuma, heartbeats by number (src/util.ts of
// https://github.com/louislam/uptime-kuma: DOWN 0, UP 1, PENDING 2, MAINTENANCE 3)
// and maintenances by getStatus in server/model/maintenance.js. An incident there
// is a notice with a Bootstrap colour; it is open as long as it is shown.
var (
	kumaComponent = map[string]feed.ComponentStatus{
		"0": feed.MajorOutage,
		"1": feed.Operational,
		"3": feed.UnderMaintenance,
	}
	kumaImpact = map[string]feed.Impact{
		"info":    feed.ImpactNone,
		"primary": feed.ImpactNone,
		"light":   feed.ImpactNone,
		"dark":    feed.ImpactNone,
		"warning": feed.ImpactMinor,
		"danger":  feed.ImpactMajor,
	}
	kumaMaintenance = map[string]feed.MaintenanceStatus{
		"scheduled":         feed.MaintenanceScheduled,
		"under-maintenance": feed.MaintenanceInProgress,
		"ended":             feed.MaintenanceCompleted,
	}
)

// kumaPending is a check that failed and is being tried again. It says nothing
// yet, so the beat before it stands.
const kumaPending = "2"

// kumaInactive is a maintenance that is switched off: there is none.
const kumaInactive = "inactive"

func readGatus(body []byte) (*Page, error) {
	var list items[struct {
		Name    string `json:"name"`
		Group   string `json:"group"`
		Key     string `json:"key"`
		Results items[struct {
			Success   *bool  `json:"success"`
			Timestamp moment `json:"timestamp"`
		}] `json:"results"`
	}]
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, notPage("%w", err)
	}
	p := &Page{Provider: Gatus, Part: PartSummary, Name: "Gatus", TimeZone: "UTC", Components: []feed.Component{}}
	groups := make(map[string]bool)
	for _, e := range list {
		if e.Key == "" || e.Name == "" || e.Results == nil {
			continue
		}
		c := feed.Component{ID: e.Key, Name: named(e.Name), Status: feed.ComponentUnknown, Position: len(p.Components) + 1}
		if e.Group != "" {
			c.GroupID = groupID(e.Group)
			if !groups[e.Group] {
				groups[e.Group] = true
				p.Components = append(p.Components, feed.Component{ID: c.GroupID, Name: named(e.Group), Position: c.Position})
			}
		}
		beats := make([]beat, 0, len(e.Results))
		for _, r := range e.Results {
			b := beat{at: r.Timestamp.Time, status: feed.ComponentUnknown}
			if r.Success != nil {
				b.status = lookup(gatusComponent, strconv.FormatBool(*r.Success))
			}
			beats = append(beats, b)
		}
		c.Status, c.Since = present(beats)
		p.Components = append(p.Components, c)
		p.UpdatedAt = later(p.UpdatedAt, lastBeat(beats))
	}
	if len(p.Components) == 0 {
		return nil, notPage("a JSON list without endpoints of Gatus")
	}
	rollUp(p.Components)
	p.bound()
	return p, nil
}

// beat is one result of a check.
type beat struct {
	at     time.Time
	status feed.ComponentStatus
}

// present returns the state that the newest beat tells and since when all the
// later ones told the same. Beats without times are in their order.
func present(beats []beat) (feed.ComponentStatus, time.Time) {
	if len(beats) == 0 {
		return feed.ComponentUnknown, time.Time{}
	}
	slices.SortStableFunc(beats, func(a, b beat) int { return a.at.Compare(b.at) })
	last := len(beats) - 1
	since := beats[last].at
	for i := last; i >= 0 && beats[i].status == beats[last].status; i-- {
		since = beats[i].at
	}
	return beats[last].status, since
}

func lastBeat(beats []beat) (at time.Time) {
	for _, b := range beats {
		at = later(at, b.at)
	}
	return at
}

type kumaIncident struct {
	ID      word   `json:"id"`
	Style   string `json:"style"`
	Title   word   `json:"title"`
	Content word   `json:"content"`
	Active  *word  `json:"active"`
	Created string `json:"createdDate"`
	Updated string `json:"lastUpdatedDate"`
}

type kumaWork struct {
	ID          word   `json:"id"`
	Title       word   `json:"title"`
	Description word   `json:"description"`
	Status      string `json:"status"`
	TimeZone    string `json:"timezone"`
	Slots       items[struct {
		Start string `json:"startDate"`
		End   string `json:"endDate"`
	}] `json:"timeslotList"`
	Dates items[string] `json:"dateRange"`
}

func readKumaPage(body []byte) (*Page, error) {
	var d struct {
		Config struct {
			Slug  word `json:"slug"`
			Title word `json:"title"`
		} `json:"config"`
		Incident  json.RawMessage     `json:"incident"`
		Incidents items[kumaIncident] `json:"incidents"` // several since 2.1
		Groups    items[struct {
			ID       word `json:"id"`
			Name     word `json:"name"`
			Monitors items[struct {
				ID   word `json:"id"`
				Name word `json:"name"`
			}] `json:"monitorList"`
		}] `json:"publicGroupList"`
		Work items[kumaWork] `json:"maintenanceList"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	p := &Page{
		Provider: UptimeKuma, Part: PartSummary, ID: string(d.Config.Slug), Name: name(string(d.Config.Title)), TimeZone: "UTC",
		ListsOpen: true, Components: []feed.Component{}, Maintenances: make([]feed.Maintenance, 0, len(d.Work)),
	}
	for i, g := range d.Groups {
		group := feed.Component{ID: groupID(string(g.ID)), Name: named(string(g.Name)), Position: i + 1}
		p.Components = append(p.Components, group)
		for j, m := range g.Monitors {
			p.Components = append(p.Components, feed.Component{
				ID: string(m.ID), GroupID: group.ID, Name: named(string(m.Name)), Status: feed.ComponentUnknown, Position: j + 1,
			})
		}
	}
	rollUp(p.Components)
	var one kumaIncident
	if json.Unmarshal(d.Incident, &one) == nil {
		d.Incidents = append(d.Incidents, one)
	}
	for _, i := range d.Incidents {
		if i.ID != "" {
			p.Incidents = append(p.Incidents, i.incident())
		}
	}
	for _, w := range d.Work {
		if w.Status != kumaInactive {
			p.Maintenances = append(p.Maintenances, w.maintenance())
		}
	}
	return p, nil
}

// incident makes one of a notice. There is one text, which its author may edit.
func (i kumaIncident) incident() Incident {
	created := parseTime(i.Created, time.UTC)
	in := Incident{UpdatedAt: firstTime(parseTime(i.Updated, time.UTC), created)}
	in.ID, in.Name = string(i.ID), named(string(i.Title))
	in.Impact, in.StartedAt = lookup(kumaImpact, i.Style), firstTime(created, in.UpdatedAt)
	// No word of the vocabulary is said: a notice that is shown confirms a
	// problem, one that is marked as no longer active is over.
	in.Status = feed.Investigating
	if i.Active != nil && (*i.Active == "false" || *i.Active == "0") {
		in.Status, in.ResolvedAt = feed.Resolved, pointer(in.UpdatedAt)
	}
	if text := plainText(string(i.Content)); text != "" {
		in.Updates = []feed.Update{{
			ID: in.ID + "@text", Status: in.Status, Body: feed.Plain(text), DisplayAt: in.StartedAt, UpdatedAt: in.UpdatedAt,
		}}
	}
	return in
}

// maintenance: its dates are in its own time zone, and without them it lasts until
// somebody ends it.
func (w kumaWork) maintenance() feed.Maintenance {
	loc, err := time.LoadLocation(zone(w.TimeZone))
	if err != nil {
		loc = time.UTC
	}
	var from, until time.Time
	if len(w.Slots) > 0 {
		from, until = parseTime(w.Slots[0].Start, loc), parseTime(w.Slots[0].End, loc)
	}
	if from.IsZero() && len(w.Dates) > 0 {
		from = parseTime(w.Dates[0], loc)
		until = parseTime(w.Dates[len(w.Dates)-1], loc)
	}
	m := feed.Maintenance{
		ID: string(w.ID), Name: named(string(w.Title)), Status: lookup(kumaMaintenance, w.Status),
		ScheduledFor: from, ScheduledUntil: until,
	}
	if text := plainText(string(w.Description)); text != "" && !from.IsZero() {
		m.Updates = []feed.Update{{
			ID: m.ID + "@text", Status: feed.IncidentStatus(m.Status), Body: feed.Plain(text), DisplayAt: from, UpdatedAt: from,
		}}
	}
	return m
}

func readKumaBeats(body []byte) (*Page, error) {
	var d struct {
		Beats map[string]items[struct {
			Status word   `json:"status"`
			Time   string `json:"time"`
		}] `json:"heartbeatList"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, notPage("%w", err)
	}
	if d.Beats == nil {
		return nil, notPage("heartbeats without a list")
	}
	p := &Page{Provider: UptimeKuma, Part: PartHeartbeats, TimeZone: "UTC", Components: []feed.Component{}}
	ids := make([]string, 0, len(d.Beats))
	for id := range d.Beats {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { // by number
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		if a < b {
			return -1
		}
		return 1
	})
	for i, id := range ids {
		var beats []beat
		for _, b := range d.Beats[id] {
			if b.Status != kumaPending {
				beats = append(beats, beat{at: parseTime(b.Time, time.UTC), status: lookup(kumaComponent, string(b.Status))})
			}
		}
		c := feed.Component{ID: id, Name: feed.Plain("#" + id), Position: i + 1}
		c.Status, c.Since = present(beats)
		p.Components = append(p.Components, c)
		p.UpdatedAt = later(p.UpdatedAt, lastBeat(beats))
	}
	return p, nil
}

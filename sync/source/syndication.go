package source

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"bokgu/sync/feed"

	"golang.org/x/net/html/charset"
)

// Atom (RFC 4287) and RSS 2.0 of a page's history, the last resort: text alone,
// never a component's state, since a feed tells none. The words are those that
// Statuspage, incident.io and Instatus put in bold before each update; "update"
// is Statuspage's word for one that leaves the status as it was. Any other text
// has no status that could be relied on.
var (
	historyIncident = map[string]feed.IncidentStatus{
		"investigating": feed.Investigating,
		"identified":    feed.Identified,
		"monitoring":    feed.Monitoring,
		"resolved":      feed.Resolved,
		"postmortem":    feed.Postmortem,
		"post-mortem":   feed.Postmortem,
	}
	historyMaintenance = map[string]feed.MaintenanceStatus{
		"scheduled":   feed.MaintenanceScheduled,
		"in progress": feed.MaintenanceInProgress,
		"verifying":   feed.MaintenanceVerifying,
		"completed":   feed.MaintenanceCompleted,
	}
)

const historyUpdate = "update"

// zones are the abbreviations that feeds write times with: an abbreviation says no
// offset by itself.
var zones = map[string]int{
	"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "KST": 9, "JST": 9, "AEST": 10, "AEDT": 11,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

var (
	stamp     = `([A-Z][a-z]{2}) +(\d{1,2}), (?:\d{4}, )?(\d{2}):(\d{2})`
	saying    = regexp.MustCompile(`(?m)^` + stamp + `(?: - [^\n]{0,40}?)? ([A-Z]{3,4})\n([A-Z][A-Za-z -]{3,20}?) - `)
	scheduled = regexp.MustCompile(`SCHEDULED EVENT ` + stamp + ` - (?:` + stamp[:len(stamp)-len(`(\d{2}):(\d{2})`)] + `)?(\d{2}):(\d{2}) ([A-Z]{3,4})`)
)

type historyEntry struct {
	ID        string `xml:"id"`
	GUID      string `xml:"guid"`
	Title     string `xml:"title"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	PubDate   string `xml:"pubDate"`
	Links     []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
	Content struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
		XML  string `xml:",innerxml"`
	} `xml:"content"`
	Summary     string `xml:"summary"`
	Description string `xml:"description"`
	Encoded     string `xml:"encoded"`
}

type history struct {
	XMLName xml.Name
	Lang    string `xml:"lang,attr"`
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []historyEntry `xml:"entry"`
	Channel *struct {
		Title     string         `xml:"title"`
		Link      string         `xml:"link"`
		Language  string         `xml:"language"`
		PubDate   string         `xml:"pubDate"`
		BuildDate string         `xml:"lastBuildDate"`
		Items     []historyEntry `xml:"item"`
	} `xml:"channel"`
}

// readMarkup reads Atom or RSS; any other markup is a page for people.
func readMarkup(body []byte) (*Page, error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	dec.CharsetReader = charset.NewReaderLabel
	var h history
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) || err != nil {
			return nil, notPage("markup that is no feed")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "feed" && start.Name.Local != "rss" {
			return nil, notPage("a page for people or an error page (<%.20s>), not a document", start.Name.Local)
		}
		if err := dec.DecodeElement(&h, &start); err != nil {
			return nil, notPage("%w", err)
		}
		break
	}
	p := &Page{
		Provider: Syndication, Part: PartHistory, Name: name(h.Title), TimeZone: "UTC", Language: h.Lang,
		UpdatedAt: parseTime(h.Updated, time.UTC), Incidents: []Incident{}, Maintenances: []feed.Maintenance{},
	}
	for _, l := range h.Links {
		if l.Rel == "alternate" || p.URL == "" {
			p.URL = l.Href
		}
	}
	entries := h.Entries
	if c := h.Channel; c != nil {
		p.Name, p.URL, p.Language, entries = name(c.Title), strings.TrimSpace(c.Link), c.Language, c.Items
		p.UpdatedAt = firstTime(parseTime(c.BuildDate, time.UTC), parseTime(c.PubDate, time.UTC))
	}
	if p.Name == "" && len(entries) == 0 {
		return nil, notPage("a feed without a title and without entries")
	}
	for _, e := range entries {
		p.addEntry(e)
	}
	p.bound()
	return p, nil
}

func (e *historyEntry) text() string {
	for _, s := range []string{e.Encoded, e.Content.Text, e.Content.XML, e.Description, e.Summary} {
		if e.Content.Type == "xhtml" && s == e.Content.Text {
			continue
		}
		if s = plainText(s); s != "" {
			return s
		}
	}
	return ""
}

func (e *historyEntry) link() string {
	link := ""
	for _, l := range e.Links {
		if href := strings.TrimSpace(l.Href + l.Text); href != "" && (link == "" || l.Rel == "alternate") {
			link = href
		}
	}
	return link
}

// id is that of Statuspage's incident where the address holds it, so that it is
// the one of the other documents as well.
func (e *historyEntry) id() string {
	link := e.link()
	if _, id, ok := strings.Cut(link, "/incidents/"); ok && id != "" && !strings.ContainsAny(id, "/?#") {
		return id
	}
	return identity(strings.TrimSpace(e.ID+e.GUID), link)
}

// segment is one update within the text of an entry.
type segment struct {
	word, text string
	at         time.Time
}

// segments takes an entry's text apart, newest first as it is written. A time
// there has no year; the one next to the entry's own is meant.
func segments(text string, near time.Time) []segment {
	found := saying.FindAllStringSubmatchIndex(text, -1)
	var out []segment
	for i, m := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		part := func(n int) string { return text[m[2*n]:m[2*n+1]] }
		s := segment{word: strings.ToLower(part(6)), text: strings.TrimSpace(text[m[1]:end])}
		s.at = firstTime(clock(part(1), part(2), part(3), part(4), part(5), near), near)
		out = append(out, s)
	}
	return out
}

// clock reads month, day, hour, minute and zone in the year that brings it next to
// near; zero where the zone is not known or there is no such day.
func clock(month, day, hour, minute, zone string, near time.Time) time.Time {
	offset, ok := zones[zone]
	if !ok || near.IsZero() {
		return time.Time{}
	}
	var best time.Time
	for year := near.Year() - 1; year <= near.Year()+1; year++ {
		t, err := time.Parse("2006 Jan 2 15:04", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")+" "+month+" "+day+" "+hour+":"+minute)
		if err != nil {
			continue
		}
		t = t.Add(-time.Duration(offset) * time.Hour)
		if best.IsZero() || t.Sub(near).Abs() < best.Sub(near).Abs() {
			best = t
		}
	}
	return best
}

func (p *Page) addEntry(e historyEntry) {
	id, text := e.id(), e.text()
	published := firstTime(parseTime(e.Published, time.UTC), parseTime(e.PubDate, time.UTC), parseTime(e.Updated, time.UTC), p.UpdatedAt)
	updated := firstTime(parseTime(e.Updated, time.UTC), published)
	in := Incident{UpdatedAt: updated}
	in.ID, in.Name, in.StartedAt = id, named(e.Title), published
	in.Impact = feed.ImpactNone // a feed declares none
	in.Status = feed.Unknown
	source := e.link()
	if !strings.HasPrefix(source, "https://") {
		source = ""
	}
	parts := segments(text, published)
	for i := len(parts) - 1; i >= 0; i-- { // oldest first, as the status was said
		s := parts[i]
		if work, ok := historyMaintenance[s.word]; ok {
			in.Status = feed.IncidentStatus(work)
		} else if s.word != historyUpdate {
			in.Status = lookup(historyIncident, s.word)
		}
		u := feed.Update{
			ID: id + "@" + s.at.Format("20060102T1504Z"), Status: in.Status, Body: feed.Plain(s.text),
			DisplayAt: s.at, UpdatedAt: s.at, SourceURL: source,
		}
		for n := range in.Updates { // two in one minute
			if in.Updates[n].ID == u.ID {
				u.ID += "+"
			}
		}
		if u.Body == nil {
			u.Body = feed.Plain(s.word)
		}
		in.Updates = append(in.Updates, u)
		in.StartedAt = earlier(in.StartedAt, s.at)
	}
	if len(parts) == 0 && text != "" && !published.IsZero() {
		in.Updates = []feed.Update{{
			ID: id + "@text", Status: in.Status, Body: feed.Plain(text), DisplayAt: published, UpdatedAt: updated, SourceURL: source,
		}}
	}
	for i, j := 0, len(in.Updates)-1; i < j; i, j = i+1, j-1 { // newest first
		in.Updates[i], in.Updates[j] = in.Updates[j], in.Updates[i]
	}
	if len(parts) > 0 {
		if _, work := historyMaintenance[parts[0].word]; work || scheduled.MatchString(text) {
			p.Maintenances = append(p.Maintenances, maintenanceOf(in, text))
			return
		}
	}
	if in.Status.Over() {
		in.ResolvedAt = pointer(firstTime(said(in.Updates, feed.Resolved), updated))
	}
	p.Incidents = append(p.Incidents, in)
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// maintenanceOf makes a maintenance of an entry; its hours stand in the text.
func maintenanceOf(in Incident, text string) feed.Maintenance {
	m := feed.Maintenance{ID: in.ID, Name: in.Name, Status: feed.MaintenanceStatus(in.Status), ScheduledFor: in.StartedAt, Updates: in.Updates}
	if f := scheduled.FindStringSubmatch(text); f != nil {
		m.ScheduledFor = firstTime(clock(f[1], f[2], f[3], f[4], f[9], in.StartedAt), m.ScheduledFor)
		month, day := f[5], f[6]
		if month == "" {
			month, day = f[1], f[2]
		}
		m.ScheduledUntil = clock(month, day, f[7], f[8], f[9], in.StartedAt)
	}
	return m
}

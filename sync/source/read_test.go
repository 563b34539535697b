package source

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// outline writes down what a document holds, a line each.
func outline(doc *feed.Status) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s\n", doc.Feed.ID, doc.Feed.Name.In("", ""), doc.Feed.TimeZone, doc.IssuedAt.Format(time.RFC3339))
	for _, c := range doc.Components {
		id := c.ID
		if c.GroupID != "" {
			id = c.GroupID + " > " + id
		}
		fmt.Fprintf(&b, "%s: %s %s\n", id, c.Name.In("", ""), c.Status)
	}
	for _, in := range doc.Incidents {
		fmt.Fprintf(&b, "%s: %s %s %s %s %v", in.ID, in.Name.In("", ""), in.Status, in.Impact, in.StartedAt.Format("01-02T15:04"), in.ComponentIDs)
		if in.ResolvedAt != nil {
			fmt.Fprintf(&b, " until %s", in.ResolvedAt.Format("01-02T15:04"))
		}
		b.WriteString("\n")
		for _, u := range in.Updates {
			fmt.Fprintf(&b, "  %s %s %s %q %v\n", u.ID, u.Status, u.DisplayAt.Format("01-02T15:04"), u.Body.In("", ""), u.Affected)
		}
	}
	for _, m := range doc.Maintenances {
		fmt.Fprintf(&b, "%s: %s %s %s – %s %v %d\n", m.ID, m.Name.In("", ""), m.Status, m.ScheduledFor.Format("01-02T15:04"), m.ScheduledUntil.Format("01-02T15:04"), m.ComponentIDs, len(m.Updates))
	}
	return b.String()
}

func TestWhatEachProviderSays(t *testing.T) {
	for _, c := range []struct {
		name     string
		provider Provider
		files    []string
		want     string
	}{
		{
			// Offsets on both sides of a change of daylight saving, null affected components, a component that is gone,
			// two of one name, an unknown word, HTML and its escapes, an edit, a time set back.
			"statuspage", Statuspage, []string{"statuspage-summary.json"}, `statuspage-ex4mpl3ma1l0 Example Mail America/Los_Angeles 2026-03-08T10:30:00Z
grp000000001: Mail major_outage
grp000000001 > cmp000000001: Sending major_outage
grp000000001 > cmp000000002: Search unknown
cmp000000003: Search under_maintenance
inc000000001: Mail is "delayed" identified critical 03-08T09:10 [cmp000000001]
  upd000000003 identified 03-08T10:30 "The cause is found & being mended.\nSee our help (https://mail.example/help).\n\n• Web\n• Phone < 2.0" [{cmp000000001 partial_outage major_outage}]
  upd000000002 investigating 03-08T09:25 "We see <host> answers with a < b." []
  upd000000001 investigating 03-08T09:20 "We are looking into delayed mail." [{cmp000000001 operational partial_outage}]
mnt000000001: Search index in_progress 03-08T09:00 – 03-08T12:00 [cmp000000003] 1
`,
		},
		{
			"statuspage with its incidents", Statuspage, []string{"statuspage-summary.json", "statuspage-incidents.json"}, `statuspage-ex4mpl3ma1l0 Example Mail America/Los_Angeles 2026-03-08T12:00:00Z
grp000000001: Mail major_outage
grp000000001 > cmp000000001: Sending major_outage
grp000000001 > cmp000000002: Search unknown
cmp000000003: Search under_maintenance
inc000000001: Mail is delayed resolved critical 03-08T09:10 [cmp000000001] until 03-08T12:00
  upd000000004 resolved 03-08T12:00 "All mail is delivered." []
inc000000000: An old one postmortem minor 12-01T08:00 [] until 12-01T10:00
  upd00000000p postmortem 12-03T08:00 "What we learnt." []
mnt000000001: Search index in_progress 03-08T09:00 – 03-08T12:00 [cmp000000003] 1
`,
		},
		{
			// No maintenances, no affected components, Markdown.
			"incident.io as Statuspage", IncidentIO, []string{"incidentio-compat-summary.json"}, `incident.io-01KZ00000000000000000000PG Example Chat UTC 2026-05-05T10:00:00Z
01KZ0000000000000000000001: Chat degraded_performance
01KZ0000000000000000000011: Chat is slow investigating minor 05-05T09:00 []
  01KZ0000000000000000000021 investigating 05-05T09:00 "Write to help@chat.example or see the guide (https://chat.example/guide)." []
`,
		},
		{
			"incident.io's widget", IncidentIO, []string{"incidentio-widget.json"}, `incident.io-status.chat.example Example Chat UTC 2026-05-05T10:10:00Z
group:Apps: Apps partial_outage
group:Apps > 01KZ0000000000000000000001: Chat partial_outage
01KZ0000000000000000000002: Files major_outage
group:Apps > 01KZ0000000000000000000003: Upload under_maintenance
01KZ0000000000000000000011: Chat is slow identified major 05-05T10:10 [01KZ0000000000000000000001 01KZ0000000000000000000002]
  01KZ0000000000000000000011@1777975800 identified 05-05T10:10 "A cache is full." []
01KZ0000000000000000000031: Disks in_progress 05-05T08:00 – 05-05T12:00 [01KZ0000000000000000000003] 1
01KZ0000000000000000000032: More disks scheduled 05-06T08:00 – 05-06T12:00 [] 0
`,
		},
		{
			// A group in a group, one that is only a name, minutes as a string.
			"Instatus", Instatus, []string{"instatus-summary.json", "instatus-components.json"}, `instatus-status.shop.example Example Shop UTC 2026-02-01T11:00:00Z
clshopc00000000000000001 > clshopc00000000000000003: Cards major_outage
clshopc00000000000000001 > clshopc00000000000000002: Payments partial_outage
clshopc00000000000000001: Shop partial_outage
group:Messages > clshopc00000000000000004: Mail degraded_performance
group:Messages: Messages degraded_performance
clshop000000000000000001: Payments fail monitoring critical 02-01T10:00 [clshopc00000000000000003]
clshop000000000000000002: Move scheduled 02-03T08:00 – 02-03T09:30 [clshopc00000000000000004] 0
`,
		},
		{
			// "<no value>", two forms of time, two systems of one name, a notice.
			"cState", CState, []string{"cstate-index.json"}, `cstate-status.schule.example Störungen der Beispielschule UTC 2025-09-12T17:20:02Z
group:Anmeldung: Anmeldung major_outage
group:Dienste: Dienste partial_outage
group:Anmeldung > Anmeldung/Konto: Konto major_outage
group:Dienste > Dienste/Dateien: Dateien unknown
group:Dienste > Dienste/Dateien#2: Dateien operational
group:Dienste > Dienste/Kalender: Kalender partial_outage
anmeldung.md: Anmeldung nicht möglich investigating critical 09-10T10:00 [Anmeldung/Konto]
herbst.md: Wartungsfenster im Herbst investigating none 09-01T08:00 [Dienste/Dateien Dienste/Dateien#2]
`,
		},
		{
			// The year 1 for "never", an endpoint without results.
			"Gatus", Gatus, []string{"gatus-statuses.json"}, `gatus-page Gatus UTC 2026-04-01T10:02:00Z
group:core: core major_outage
group:core > core_api: api major_outage
_web: web operational
group:core > core_new: new unknown
`,
		},
		{
			// Times without a zone and in the maintenance's own, a check that is being tried again, ids by number.
			"Uptime Kuma", UptimeKuma, []string{"kuma-page.json", "kuma-heartbeat.json"}, `uptime-kuma-verein Example Club UTC 2026-09-12T13:00:00Z
group:1: Services partial_outage
group:1 > 1: Website operational
group:1 > 2: Tickets major_outage
group:1 > 10: Door under_maintenance
7: The hall is closed investigating major 09-12T12:24 []
  7@text investigating 09-12T12:24 "Water in the hall." []
2: New lamps in_progress 09-12T02:26 – 09-12T04:26 [] 1
3: By hand scheduled 09-12T13:00 – 09-12T13:00 [] 0
`,
		},
		{
			"Uptime Kuma, heartbeats alone", UptimeKuma, []string{"kuma-heartbeat.json"}, `uptime-kuma-page uptime-kuma UTC 2026-09-12T12:26:39Z
1: #1 operational
2: #2 major_outage
10: #10 under_maintenance
`,
		},
		{
			// References to what is not there, updates out of order, a zone that is no IANA name.
			"Better Stack", BetterStack, []string{"betterstack-index.json"}, `better-stack-900001 Example Bank UTC 2026-09-04T15:00:00Z
group:1: Bank major_outage
group:1 > 11: Transfers major_outage
12: Branches unknown
21: Transfers wait investigating major 09-04T13:50 [11]
  32 investigating 09-04T15:00 "Transfers go through again, slowly." []
  31 investigating 09-04T13:50 "Transfers do not go through." []
22: Cards were slow resolved minor 09-03T13:50 [11] until 09-03T15:00
  34 resolved 09-03T15:00 "It is over." []
  33 investigating 09-03T13:50 "Cards are slow." []
23: New safe scheduled 09-08T00:00 – 09-08T02:00 [11] 0
`,
		},
		{
			// Times without a year at its turn, in two zones; an update that keeps the status; a planned event.
			"Atom", Syndication, []string{"history.atom"}, `atom-status.mail.example Example Mail Status - Incident History UTC 2026-01-02T12:00:00Z
inc0000000ny: Mail at the turn of the year resolved none 12-31T23:30 [] until 01-01T01:00
  inc0000000ny@20260101T0100Z resolved 01-01T01:00 "All is well.\n\nHappy new year - and sorry." []
  inc0000000ny@20251231T2340Z investigating 12-31T23:40 "Still looking." []
  inc0000000ny@20251231T2330Z investigating 12-31T23:30 "Mail waits." []
mnt0000000ny: New disks scheduled 01-05T22:00 – 01-06T01:00 [] 1
`,
		},
		{
			// Another character set; text of which nobody can tell the status.
			"RSS", Syndication, []string{"history.rss"}, `atom-status.cloud.example Example Cloud UTC 2026-03-03T09:00:00Z
https://status.cloud.example/#disks_1: Informational message: [RESOLVED] Slow disks unknown none 03-02T23:30 []
  https://status.cloud.example/#disks_1@text unknown 03-02T23:30 "Disks were slow in Säckingen." []
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			page, err := Read(fixture(t, c.files[0]))
			if err != nil {
				t.Fatal(err)
			}
			if page.Provider != c.provider {
				t.Errorf("taken for %s", page.Provider)
			}
			if got := outline(document(t, c.files...)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What pollers really got instead of a page, and what they might get.
func TestWhatIsNoPage(t *testing.T) {
	summary := string(fixture(t, "statuspage-summary.json"))
	for name, body := range map[string]string{
		"the answer is empty":      "",
		"empty":                    " \r\n\t",
		"reports an error":         `{"status":500,"error":"Internal Server Error"}`,
		"<html>":                   "<!DOCTYPE html>\n<html><body>Bad gateway</body></html>",
		"neither JSON nor XML":     "upstream connect error",
		"unexpected end":           summary[:len(summary)/2],
		"no known form":            `{"page":{"title":"x"},"n":1}`,
		"without endpoints":        `[{"name":"Adobe","domains":["adobe.com"]}]`,
		"of something else":        `{"data":{"id":"1","type":"articles"},"included":[]}`,
		"no feed":                  `<?xml version="1.0"?>`,
		"XML":                      `<feed><title>x</title><entry>`,
		"without a page":           `{"page":{"status":"UP"}}`,
		"JSON":                     `{"page":{"id":"x","updated_at":"2026-01-01T00:00:00Z"},"components":[}`,
		"more than":                strings.Repeat("x", MaxBody+1),
		"without a title":          `<rss version="2.0"><channel></channel></rss>`,
		"heartbeats without":       `{"heartbeatList":[]}`,
		"a number where a list is": `{"heartbeatList":7}`,
	} {
		page, err := Read([]byte(body))
		if !errors.Is(err, ErrPage) {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}

// One broken item does not take the page with it.
func TestBrokenItems(t *testing.T) {
	page, err := Read([]byte(`{"page":{"id":"x","name":7,"updated_at":1,"url":null},"components":[
		{"id":"a","name":"A","status":"operational","position":"first"},{"id":"b","name":"","status":"operational"},
		{"id":"b","name":"again","status":"major_outage"},{"name":"no id","status":"operational"},7,null,
		{"id":"c","name":"C","status":"operational","group_id":"gone"},{"id":"d","name":"D","status":"operational","group_id":"d"}],
		"incidents":[{"id":"i","name":"I","status":"monitoring","impact":"minor","updated_at":"yesterday","incident_updates":[{"id":"u","body":5},{"id":"v","status":"monitoring","body":null},{"id":"v"}]}],
		"scheduled_maintenances":"none"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, result := State{}.Next(base, page)
	valid(t, result.Document)
	const want = "statuspage-x 7 UTC 2026-03-10T00:00:00Z\nb: b operational\nc: C operational\nd: D operational\n" +
		"i: I monitoring minor 03-10T00:00 []\n  v monitoring 03-10T00:00 \"monitoring\" []\n"
	if got := outline(result.Document); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Statuspage's imitators put maintenances among the incidents, and its own ids
// never look like theirs.
func TestMaintenanceAmongIncidents(t *testing.T) {
	page, err := Read([]byte(`{"page":{"id":"x","updated_at":"2026-01-01T00:00:00Z"},"incidents":[{"id":"m","name":"M","status":"in_progress","impact":"maintenance","scheduled_for":"2026-01-01T00:00:00Z"}]}`))
	if err != nil || len(page.Incidents) != 0 || len(page.Maintenances) != 1 || page.Maintenances[0].Status != feed.MaintenanceInProgress {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestTheSamePage(t *testing.T) {
	statuspage := Page{Provider: Statuspage, ID: "a", URL: "https://status.example"}
	for _, c := range []struct {
		other Page
		same  bool
	}{
		{Page{Provider: Statuspage, ID: "a", URL: "http://status.example"}, true},
		{Page{Provider: Statuspage, ID: "a", URL: "https://moved.example"}, true},
		{Page{Provider: Statuspage, ID: "b", URL: "https://status.example"}, false},
		{Page{Provider: Statuspage, URL: "http://STATUS.example/"}, true},
		{Page{Provider: Statuspage, URL: "https://other.example"}, false},
		{Page{Provider: Statuspage}, true},
		{Page{Provider: Instatus, ID: "a", URL: "https://status.example"}, false},
	} {
		if got := statuspage.sameAs(&c.other); got != c.same {
			t.Errorf("%+v: %v", c.other, got)
		}
	}
}

func TestTimes(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	for in, want := range map[string]string{
		"2026-03-08T03:30:00.400-07:00":   "2026-03-08T10:30:00.4Z",
		"2026-03-08T01:30:00.000-08:00":   "2026-03-08T09:30:00Z",
		"2025-09-10 10:00:00 +0000 UTC":   "2025-09-10T10:00:00Z",
		"2025-09-12 19:20:02 +0200 +0200": "2025-09-12T17:20:02Z",
		"2025-09-12 19:20:02 -0330 NST":   "2025-09-12T22:50:02Z",
		"2026-09-12 12:24:39.701":         "2026-09-12T03:24:39.701Z", // in loc
		"2026-09-12 11:26":                "2026-09-12T02:26:00Z",
		"2026-09-12T11:26:00":             "2026-09-12T02:26:00Z",
		"2026-09-12":                      "2026-09-11T15:00:00Z",
		"Tue, 03 Mar 2026 08:30:00 +0900": "2026-03-02T23:30:00Z",
		"Tue, 3 Mar 2026 08:30:00 GMT":    "2026-03-03T08:30:00Z",
		"0001-01-01T00:00:00Z":            "0001-01-01T00:00:00Z",
		"9999-01-01T00:00:00Z":            "0001-01-01T00:00:00Z",
		"<no value>":                      "0001-01-01T00:00:00Z",
		"":                                "0001-01-01T00:00:00Z",
		"yesterday":                       "0001-01-01T00:00:00Z",
	} {
		if got := parseTime(in, seoul).Format(time.RFC3339Nano); got != want {
			t.Errorf("%q is %s, not %s", in, got, want)
		}
	}
	for name, want := range map[string]string{"": "UTC", "Local": "UTC", "Asia/Seoul": "Asia/Seoul", "Etc/UTC": "Etc/UTC", "Pacific Time (US & Canada)": "UTC", "../../etc/passwd": "UTC"} {
		if got := zone(name); got != want {
			t.Errorf("%q is %s", name, got)
		}
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                                          "plain",
		"a < b && c > d":                                 "a < b && c > d",
		"<host> and <my-tag x='1'>":                      "<host> and <my-tag x='1'>",
		"Tom &amp; Jerry &lt;b&gt;":                      "Tom & Jerry <b>",
		"one<br>two<br/>three":                           "one\ntwo\nthree",
		"<p>one</p><p>two</p>":                           "one\n\ntwo",
		"<ul><li>a</li><li>b</li>":                       "• a\n• b",
		"<b>bold</b> <i>it</i>":                          "bold it",
		"<script>alert(1)</script>ok":                    "ok",
		"<style>p{}</style>ok":                           "ok",
		"<!-- hidden -->ok":                              "ok",
		"<a href='https://a.example/x'>here</a>":         "here (https://a.example/x)",
		"<a href='https://a.example/'>https://a.example": "https://a.example",
		"<a href='javascript:alert(1)'>here</a>":         "here",
		"<a href=\"https://a.example\"></a>":             "https://a.example",
		"<img src=x onerror=alert(1)>ok":                 "ok",
		"[here](https://a.example \"t\")":                "here (https://a.example)",
		"[a@b.example](mailto:a@b.example)":              "a@b.example",
		"write [us](mailto:a@b.example)":                 "write us (a@b.example)",
		"[x](javascript:alert)":                          "x",
		"**bold** and __bold__, snake_case_name 2*3*4":   "bold and bold, snake_case_name 2*3*4",
		"# Head\n\ntext #1":                              "Head\n\ntext #1",
		"a\r\nb\t c  \n\n\n\nd\u00a0e\x00\x1b[31m":       "a\nb c\n\nd e[31m",
		"[CDA-1] not a link (really)":                    "[CDA-1] not a link (really)",
		"카카오톡 <b>복구</b> 중&nbsp;입니다":                      "카카오톡 복구 중 입니다",
		"\xff\xfe": "\ufffd",
	} {
		if got := plainText(in); got != want {
			t.Errorf("%q is %q, not %q", in, got, want)
		}
	}
	if got := plainText(strings.Repeat("가", maxBodyText)); len(got) > maxBodyText+3 || !strings.HasSuffix(got, "가…") {
		t.Errorf("%d bytes, %q", len(got), got[len(got)-9:])
	}
	if got := name("  two\n<b>lines</b> "); got != "two lines" {
		t.Errorf("%q", got)
	}
}

package bridge

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/source"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// answer reads an invented answer of the package source.
func answer(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "source", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// document makes the document of a page.
func document(t testing.TB, bodies ...[]byte) *feed.Status {
	t.Helper()
	var pages []*source.Page
	for _, b := range bodies {
		p, err := source.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p)
	}
	_, result := source.State{Options: source.Options{All: true}}.Next(noon, pages...)
	if result.Document == nil {
		t.Fatal("no document")
	}
	return result.Document
}

// valid checks a merged document as a publisher does.
func valid(t testing.TB, doc feed.Status) {
	t.Helper()
	doc.Schema, doc.Mode, doc.Feed = feed.Schema, feed.ModeLive, feed.Info{ID: "x", Name: feed.Plain("x"), TimeZone: "UTC"}
	doc.Epoch, doc.EpochStarted, doc.Seq, doc.IssuedAt, doc.ExpiresAt = "e", noon, 1, noon, noon.Add(time.Hour)
	if err := feed.Validate(&doc); err != nil {
		t.Error(err)
	}
}

func TestKey(t *testing.T) {
	seen := make(map[string]string)
	for _, c := range [][2]string{
		{"https://www.githubstatus.com", "www.githubstatus.com"},
		{"https://WWW.githubstatus.com", ""},
		{"https://status.example/ko", "status.example_2fko"},
		{"https://status.example_2fko", "status.example_5f2fko"},
		{"https://127.0.0.1:8080", "127.0.0.1_3a8080"},
		{"https://status.example/%ED%95%9C", "status.example_2f_ed_95_9c"},
	} {
		u, err := url.Parse(c[0])
		if err != nil {
			t.Fatal(err)
		}
		key := Key(u)
		if c[1] == "" {
			continue
		}
		if key != c[1] || strings.Contains(key, mark) || filepath.Base(key) != key {
			t.Errorf("%s is %q", c[0], key)
		}
		if other, twice := seen[key]; twice {
			t.Errorf("%s and %s are both %s", c[0], other, key)
		}
		seen[key] = c[0]
	}
	long := &url.URL{Host: "status.example", Path: "/" + strings.Repeat("가", 500)}
	longer := &url.URL{Host: long.Host, Path: long.Path + "나"}
	if a, b := Key(long), Key(longer); a == b || len(a) != maxKey || Key(long) != a {
		t.Errorf("%q, %q", a, b)
	}
}

// Two pages whose ids are all the same stand beside each other, and groups become
// part of names.
func TestMerge(t *testing.T) {
	mail := document(t, answer(t, "statuspage-summary.json"))
	school := document(t, answer(t, "cstate-index.json"))
	doc := merge([]view{
		{key: "a", name: "a.example", doc: mail, since: noon},
		{key: "b", name: "b.example", doc: mail, since: noon},
		{key: "c", name: "c.example", doc: school, since: noon},
		{key: "d", name: "d.example", since: noon},
	}, time.UTC)
	valid(t, doc)
	services := doc.Services()
	var got []string
	for _, sv := range services {
		got = append(got, sv.ID+" "+sv.Name.In("en", "")+" "+string(sv.Status))
		for _, f := range sv.Functions {
			got = append(got, "  "+f.ID+" "+f.Name.In("", "")+" "+string(f.Status))
		}
	}
	want := []string{
		"a Example Mail partial_outage", "  a:cmp000000001 Mail · Sending major_outage", "  a:cmp000000002 Mail · Search unknown", "  a:cmp000000003 Search under_maintenance",
		"b Example Mail partial_outage", "  b:cmp000000001 Mail · Sending major_outage", "  b:cmp000000002 Mail · Search unknown", "  b:cmp000000003 Search under_maintenance",
		"c Störungen der Beispielschule partial_outage",
		"  c:Anmeldung/Konto Anmeldung · Konto major_outage", "  c:Dienste/Dateien Dienste · Dateien unknown", "  c:Dienste/Dateien#2 Dienste · Dateien operational", "  c:Dienste/Kalender Dienste · Kalender partial_outage",
		"d d.example unknown",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(doc.Incidents) != 2*len(mail.Incidents)+len(school.Incidents) || len(doc.Maintenances) != 2*len(mail.Maintenances) {
		t.Errorf("%d incidents, %d maintenances", len(doc.Incidents), len(doc.Maintenances))
	}
	if in := doc.Incident("b:inc000000001"); in == nil || !slices.Equal(in.ComponentIDs, []string{"b:cmp000000001"}) || in.Updates[0].Affected[0].ComponentID != "b:cmp000000001" {
		t.Errorf("%+v", in)
	}
	if name := doc.Component("c:Dienste/Kalender").Name; name["de"] == "" || name[""] != "" {
		t.Errorf("a German page's words are %v", name)
	}
	if !doc.Component("d").Note.Equal(noAnswerYet) || doc.Component("a").Note != nil {
		t.Error("which page has not answered is not said")
	}
}

// An incident that names nothing is about its page, one about a group is about the
// group's functions.
func TestWhatAnIncidentIsAbout(t *testing.T) {
	v := view{key: "k", doc: &feed.Status{Components: []feed.Component{
		{ID: "g", Name: feed.Plain("G")}, {ID: "x", GroupID: "g", Name: feed.Plain("X")}, {ID: "y", GroupID: "g", Name: feed.Plain("Y")}, {ID: "z", Name: feed.Plain("Z")},
	}}}
	ids := v.ids()
	for want, page := range map[string][]string{"k": nil, "k:x k:y": {"g", "x"}, "k:z": {"gone", "z"}} {
		if got := strings.Join(v.named(page, ids), " "); got != want {
			t.Errorf("%v is %s, not %s", page, got, want)
		}
	}
	in := v.incident(feed.Incident{ID: "i", Updates: []feed.Update{{Affected: []feed.Affected{{ComponentID: "g"}, {ComponentID: "z"}, {ComponentID: "gone"}}}}}, ids)
	if a := in.Updates[0].Affected; len(a) != 1 || a[0].ComponentID != "k:z" {
		t.Errorf("%+v", a)
	}
}

// Nothing of a page that does not answer any more is well, and what was broken stays.
func TestASilentPage(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	mail := document(t, []byte(strings.ReplaceAll(string(answer(t, "statuspage-summary.json")), `"wibbly_wobbly"`, `"operational"`)))
	well := *mail
	well.Components = slices.Clone(mail.Components)
	for i := range well.Components {
		if well.Components[i].Status == feed.ComponentUnknown {
			well.Components[i].Status = feed.Operational
		}
	}
	v := view{key: "a", doc: &well, since: noon, silent: true}
	doc := merge([]view{v}, seoul)
	valid(t, doc)
	for id, want := range map[string]feed.ComponentStatus{"a:cmp000000001": feed.MajorOutage, "a:cmp000000002": feed.ComponentUnknown, "a:cmp000000003": feed.UnderMaintenance} {
		c := doc.Component(id)
		if c.Status != want || c.Note["en"] != "The status page has not answered since Mar 10 21:00 KST" || c.Note["ko"] != "상태 페이지가 3월 10일 21:00 KST부터 답하지 않아요" {
			t.Errorf("%s is %s, %v", id, c.Status, c.Note)
		}
		if want == feed.ComponentUnknown && !c.Since.Equal(noon) {
			t.Errorf("unknown since %s", c.Since)
		}
	}
	if len(doc.Incidents) == 0 || doc.Component("a").Note == nil {
		t.Error("incidents and the service's note")
	}
	v.silent = false
	heard := merge([]view{v}, seoul)
	later := noon.Add(time.Hour)
	same(t, "it falls silent", changed(&heard, &doc, nil, later), "component_status a:cmp000000002 operational>unknown 12:00")
	same(t, "it answers again", changed(&doc, &heard, nil, later), "component_status a:cmp000000002 unknown>operational 13:00")

	// Of the widest page it is said once, not a thousand times.
	wide := feed.Status{Feed: feed.Info{Name: feed.Plain("W")}}
	for i := range maxNotes + 1 {
		wide.Components = append(wide.Components, feed.Component{ID: string(rune('0' + i)), Name: feed.Plain("x"), Status: feed.Operational, Since: noon})
	}
	doc = merge([]view{{key: "w", doc: &wide, since: noon, silent: true}}, seoul)
	if doc.Component("w").Note == nil || doc.Components[1].Note != nil || doc.Components[1].Status != feed.ComponentUnknown {
		t.Error("the widest page")
	}
}

func same(t testing.TB, what string, got []feed.Change, want ...string) {
	t.Helper()
	var out []string
	for _, c := range got {
		words := []string{string(c.Kind)}
		for _, id := range []string{c.ComponentID, c.IncidentID, c.UpdateID, c.MaintenanceID} {
			if id != "" {
				words = append(words, id)
			}
		}
		out = append(out, strings.Join(words, " ")+" "+c.From+">"+c.To+" "+c.At.UTC().Format("15:04"))
	}
	if !slices.Equal(out, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(out, "\n     "), strings.Join(want, "\n     "))
	}
}

// What is told is what the pages' readers say of incidents and what the documents
// say of components; a page that comes or goes is one service.
func TestChanged(t *testing.T) {
	mail := document(t, answer(t, "statuspage-summary.json"))
	before := *mail
	before.Components = slices.Clone(mail.Components)
	before.Components = slices.DeleteFunc(before.Components, func(c feed.Component) bool { return c.ID == "cmp000000003" })
	for i := range before.Components {
		if before.Components[i].ID == "cmp000000001" {
			before.Components[i].Status = feed.Operational
		}
	}
	a := func(doc *feed.Status) view { return view{key: "a", doc: doc, since: noon} }
	b := func(doc *feed.Status) view { return view{key: "b", doc: doc, since: noon} }
	pages := []told{{key: "a", changes: []feed.Change{
		{Kind: feed.ChangeMaintenance, MaintenanceID: "m", To: "scheduled", At: noon},
		{Kind: feed.ChangeComponentStatus, ComponentID: "grp000000001", From: "operational", To: "major_outage", At: noon},
		{Kind: feed.ChangeIncidentUpdate, IncidentID: "i", UpdateID: "u", To: "monitoring", At: noon},
	}}}
	first := merge([]view{a(&before)}, time.UTC)
	second := merge([]view{a(mail)}, time.UTC)
	if got := changed(nil, &second, pages, noon); got != nil {
		t.Errorf("a baseline tells %v", got)
	}
	at := noon.Add(time.Hour)
	same(t, "a page", changed(&first, &second, pages, at),
		"component_status a:cmp000000001 operational>major_outage 13:00", "component_added a:cmp000000003 >under_maintenance 13:00",
		"incident_update a:i u >monitoring 12:00", "maintenance a:m >scheduled 12:00")
	with := merge([]view{a(mail), b(nil)}, time.UTC)
	same(t, "a page that has not answered comes", changed(&second, &with, nil, at), "component_added b >unknown 13:00")
	heard := merge([]view{a(mail), b(mail)}, time.UTC)
	same(t, "it is heard for the first time", changed(&with, &heard, nil, at))
	same(t, "another order", changed(&heard, func() *feed.Status { d := merge([]view{b(mail), a(mail)}, time.UTC); return &d }(), nil, at))
	same(t, "it is left out", changed(&heard, &second, nil, at), "component_removed b partial_outage> 13:00")
	fewer := merge([]view{a(&before), b(mail)}, time.UTC)
	same(t, "a function goes", changed(&heard, &fewer, nil, at), "component_status a:cmp000000001 major_outage>operational 13:00", "component_removed a:cmp000000003 under_maintenance> 13:00")
}

// FuzzMerge merges what two answers give, whatever they are: the document is one
// that a publisher takes, and nothing has changed that nobody told.
func FuzzMerge(f *testing.F) {
	names := []string{"statuspage-summary.json", "incidentio-compat-summary.json", "incidentio-widget.json", "instatus-components.json", "cstate-index.json", "gatus-statuses.json", "kuma-page.json", "betterstack-index.json", "history.atom"}
	for i, n := range names {
		f.Add(answer(f, n), answer(f, names[(i+1)%len(names)]), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, first, second []byte, silent bool) {
		var views []view
		for i, body := range [][]byte{first, second} {
			page, err := source.Read(body)
			if err != nil {
				continue
			}
			_, result := source.State{}.Next(noon, page)
			views = append(views, view{key: string(rune('a' + i)), name: "n", doc: result.Document, since: noon, silent: silent && i == 0})
		}
		doc := merge(views, time.UTC)
		valid(t, doc)
		ids := make(map[string]bool)
		for _, c := range doc.Components {
			if ids[c.ID] {
				t.Errorf("%s twice", c.ID)
			}
			ids[c.ID] = true
			if silent && strings.HasPrefix(c.ID, "a") && len(views) > 0 && views[0].silent && c.Status == feed.Operational {
				t.Errorf("%s is well although its page is silent", c.ID)
			}
		}
		again := merge(views, time.UTC)
		if all := changed(&doc, &again, nil, noon); len(all) > 0 || !sameContent(&doc, &again) {
			t.Errorf("the same changes %v", all)
		}
		b, err := json.Marshal(doc)
		if err != nil || strings.Contains(string(b), `"updates":null`) || strings.Contains(string(b), `"component_ids":null`) {
			t.Errorf("null where a list is: %v", err)
		}
	})
}

package scenario

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// row is a row of testdata/facts.md.
type row struct {
	number  int
	date    time.Time // the day, midnight; of a span of days the last one
	times   []string  // hh:mm that the row names, in the time cell and in the text
	stages  []feed.StageName
	status  feed.IncidentStatus // "" for none
	sources string
	urls    []string
}

var (
	rowDate = regexp.MustCompile(`(\d{1,2}) (Oct|Dec|Jan|Mar)(?: (\d{4}))?`)
	rowTime = regexp.MustCompile(`\d{2}:\d{2}`)
	rowURL  = regexp.MustCompile(`https?://[^\s;)]+`)
)

func facts(t *testing.T) []row {
	t.Helper()
	raw, err := os.ReadFile("testdata/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	date := time.Time{}
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 6 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		n, err := strconv.Atoi(cells[0])
		if err != nil {
			continue // head
		}
		if m := rowDate.FindStringSubmatch(cells[1]); m != nil {
			year := m[3]
			if year == "" {
				year = "2022"
			}
			if date, err = time.ParseInLocation("2 Jan 2006", m[1]+" "+m[2]+" "+year, kst); err != nil {
				t.Fatalf("row %d: %v", n, err)
			}
		}
		r := row{number: n, date: date, sources: cells[5], urls: rowURL.FindAllString(cells[5], -1)}
		r.times = rowTime.FindAllString(cells[1]+" "+cells[2], -1)
		for _, s := range regexp.MustCompile(`S(\d)`).FindAllStringSubmatch(cells[3], -1) {
			k, _ := strconv.Atoi(s[1])
			r.stages = append(r.stages, feed.Stages[k-1])
		}
		if cells[4] != "-" {
			r.status = feed.IncidentStatus(cells[4])
		}
		rows = append(rows, r)
	}
	if len(rows) != 39 {
		t.Fatalf("read %d rows of the facts, want 39", len(rows))
	}
	return rows
}

func recording(t *testing.T) *file {
	t.Helper()
	var d file
	if err := decode(embedded, "kakao-2022.toml", &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// Every row is either told by an event or left out with a reason.
func TestEveryRowIsUsedOrLeftOut(t *testing.T) {
	d := recording(t)
	used, out := map[int]bool{}, map[int]string{}
	for _, e := range d.Events {
		used[e.Row] = true
		if e.Row < 0 || e.Row > 39 {
			t.Errorf("event %s: no row %d in the facts", e.updateID(), e.Row)
		}
	}
	for _, l := range d.LeftOut {
		out[l.Row] = l.Reason
	}
	for n := 1; n <= 39; n++ {
		if used[n] == (out[n] != "") {
			t.Errorf("row %d: used %v, left out because %q", n, used[n], out[n])
		}
	}
	if len(out) > 2 {
		t.Errorf("%d rows are left out: %v", len(out), out)
	}
}

// Used rows stand at their time and name their source.
func TestEventsHoldToTheFacts(t *testing.T) {
	rows := facts(t)
	d := recording(t)
	all := ""
	for _, r := range rows {
		all += r.sources + "\n"
	}
	for i := range d.Events {
		e := &d.Events[i]
		if e.Row == 0 {
			continue
		}
		r, at := rows[e.Row-1], e.At.In(kst)
		switch {
		case e.Due: // a promise's date, which is not the row's
		case e.Precision == "day" || len(r.times) == 0:
			if !sameDay(at, r.date) {
				t.Errorf("row %d: on %s, the facts say %s", e.Row, at, r.date)
			}
		case !sameDay(at, r.date) || !slices.Contains(r.times, at.Format("15:04")):
			t.Errorf("row %d: at %s, the facts say %s %v", e.Row, at, r.date.Format(time.DateOnly), r.times)
		}
		for _, source := range e.sources() {
			if err := r.allows(rows, all, source, e.SourceNote); err != nil {
				t.Errorf("row %d: %v", e.Row, err)
			}
		}
	}
}

// allows reports whether a row names a source: with its address, or with a name
// whose address another row gives, or as the same one as the row before.
func (r row) allows(rows []row, all, source, note string) error {
	if slices.Contains(r.urls, source) {
		return nil
	}
	if strings.HasPrefix(r.sources, "same") && rows[r.number-2].allows(rows, all, source, note) == nil {
		return nil
	}
	u, err := url.Parse(source)
	if err != nil {
		return err
	}
	names := map[string]string{
		"zdnet.co.kr": "zdnet", "ktcb.ktab.kr": "ktcb", "m.newspim.com": "newspim", "m.edaily.co.kr": "edaily",
		"imnews.imbc.com": "MBC", "cm.asiae.co.kr": "asiae",
	}
	name, ok := names[u.Host]
	if !ok || !strings.Contains(r.sources, name) {
		return fmt.Errorf("source %s is not among %q", source, r.sources)
	}
	number := regexp.MustCompile(`\d{7,}`).FindString(source)
	switch {
	case strings.Contains(all, source):
	case u.Path == "" && note != "": // only the host is known; the note says the rest
	case number != "" && strings.Contains(all, number) && strings.HasPrefix(source, "https://zdnet.co.kr/view/?no="):
	default:
		return fmt.Errorf("source %s is given nowhere in the facts", source)
	}
	return nil
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// After the events of a row the incident has the row's status, and one of them
// belongs to each stage of the row.
func TestStagesAndStatusHoldToTheFacts(t *testing.T) {
	rows, d := facts(t), recording(t)
	status := feed.IncidentStatus("")
	after, stages := map[int]feed.IncidentStatus{}, map[int][]feed.StageName{}
	for _, e := range d.Events {
		if e.Status != "" {
			status = e.Status
		}
		if !e.Due {
			after[e.Row] = status
			stages[e.Row] = append(stages[e.Row], e.Stage)
			for _, s := range e.Stages {
				stages[e.Row] = append(stages[e.Row], s.Stage)
			}
		}
	}
	for _, r := range rows {
		if _, used := after[r.number]; !used {
			continue
		}
		if r.status != "" && r.number != 22 && after[r.number] != r.status {
			t.Errorf("row %d: incident is %s, the facts say %s", r.number, after[r.number], r.status)
		}
		for _, s := range r.stages {
			if !slices.Contains(stages[r.number], s) {
				t.Errorf("row %d: stage %s is not told", r.number, s)
			}
		}
	}
}

// Where sources differ, both figures are in the text.
func TestConflictsAreKept(t *testing.T) {
	d := recording(t)
	for n, figures := range map[int][]string{
		1: {"15:33"}, 4: {"16:10", "16:12"}, 7: {"20:31"}, 13: {"23:45"}, 15: {"01:31"},
		34: {"127", "30", "33"}, 36: {"105,116"},
	} {
		for _, figure := range figures {
			for _, lang := range []string{"ko", "en"} {
				told := slices.ContainsFunc(d.Events, func(e event) bool {
					return e.Row == n && strings.Contains(e.text()[lang], figure)
				})
				if !told {
					t.Errorf("row %d: %s does not tell %q", n, lang, figure)
				}
			}
		}
	}
	// The release of 16 October against the review of 7 December.
	i := slices.IndexFunc(d.Events, func(e event) bool { return e.Row == 37 })
	for lang, want := range map[string][]string{"ko": {"10월 16일", "컨트롤타워"}, "en": {"16 October", "control tower"}} {
		for _, w := range want {
			if !strings.Contains(d.Events[i].text()[lang], w) {
				t.Errorf("row 37: %s does not tell %q", lang, w)
			}
		}
	}
}

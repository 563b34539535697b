package source

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bokgu/sync/feed"
)

// fixtures are all the invented answers, seeds for the parsers.
var fixtures = []string{
	"statuspage-summary.json", "statuspage-incidents.json", "incidentio-compat-summary.json", "incidentio-widget.json",
	"instatus-summary.json", "instatus-components.json", "cstate-index.json", "gatus-statuses.json", "kuma-page.json",
	"kuma-heartbeat.json", "betterstack-index.json", "history.atom", "history.rss",
}

// fuzz feeds one parser. Whatever it takes has to make a document that a reader
// takes without a problem, and the same again must change nothing.
func fuzz(f *testing.F, read func([]byte) (*Page, error), seeds ...string) {
	for _, s := range seeds {
		f.Add(fixture(f, s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := read(body)
		if err != nil {
			return
		}
		page.bound()
		state, result := State{}.Next(firstTime(page.Newest(), base), page)
		if result.Document == nil {
			t.Fatal("no document of a page that was read")
		}
		valid(t, result.Document)
		again, err := read(body)
		if err != nil {
			t.Fatal("read once and not twice")
		}
		again.bound()
		if _, result = state.Next(time.Time{}, again); len(result.Changes) > 0 {
			t.Errorf("the same answer changes %v", result.Changes)
		}
	})
}

func FuzzRead(f *testing.F)            { fuzz(f, Read, fixtures...) }
func FuzzStatuspage(f *testing.F)      { fuzz(f, readStatuspage, fixtures[:3]...) }
func FuzzWidget(f *testing.F)          { fuzz(f, readWidget, "incidentio-widget.json") }
func FuzzInstatusSummary(f *testing.F) { fuzz(f, readInstatusSummary, "instatus-summary.json") }
func FuzzInstatusComponents(f *testing.F) {
	fuzz(f, readInstatusComponents, "instatus-components.json")
}
func FuzzCState(f *testing.F)      { fuzz(f, readCState, "cstate-index.json") }
func FuzzGatus(f *testing.F)       { fuzz(f, readGatus, "gatus-statuses.json") }
func FuzzKumaPage(f *testing.F)    { fuzz(f, readKumaPage, "kuma-page.json") }
func FuzzKumaBeats(f *testing.F)   { fuzz(f, readKumaBeats, "kuma-heartbeat.json") }
func FuzzBetterStack(f *testing.F) { fuzz(f, readBetterStack, "betterstack-index.json") }
func FuzzMarkup(f *testing.F)      { fuzz(f, readMarkup, "history.atom", "history.rss") }

// FuzzSequence takes three answers one after another, as pages, and checks that
// nothing is told twice and nothing is over of which no answer says so.
func FuzzSequence(f *testing.F) {
	for i := range fixtures {
		f.Add(fixture(f, fixtures[i]), fixture(f, fixtures[(i+1)%len(fixtures)]), fixture(f, fixtures[i]))
	}
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		var state State
		opened, updates, over := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, body := range [][]byte{a, b, a, c, b, c} {
			page, err := Read(body)
			if err != nil {
				continue
			}
			for _, in := range page.Incidents {
				over[in.ID] = over[in.ID] || in.Status.Over()
			}
			var result Result
			state, result = state.Next(time.Time{}, page)
			if result.Document != nil {
				valid(t, result.Document)
			}
			for _, ch := range result.Changes {
				switch ch.Kind {
				case feed.ChangeIncidentOpened:
					if opened[ch.IncidentID] {
						t.Errorf("%s opened twice", ch.IncidentID)
					}
					opened[ch.IncidentID] = true
				case feed.ChangeIncidentUpdate:
					key := ch.IncidentID + "\x00" + ch.UpdateID
					if updates[key] {
						t.Errorf("%s told twice", ch.UpdateID)
					}
					updates[key] = true
				case feed.ChangeIncidentStatus:
					if feed.IncidentStatus(ch.To).Over() && !over[ch.IncidentID] {
						t.Errorf("nobody said that %s is over", ch.IncidentID)
					}
				}
			}
			held, err := json.Marshal(state)
			if err != nil {
				t.Fatal(err)
			}
			state = State{}
			if err := json.Unmarshal(held, &state); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzPlainText(f *testing.F) {
	for _, s := range []string{"<p>a<br>b</p>", "a < b", "<a href='https://x'>y</a>", "[a](b)", "**a**", "\xff<script>", "&lt;b&gt;", "<a><a></a></a></p>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := plainText(s)
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\r\t\x00\x1b") || len(out) > maxBodyText+len("…") || out != strings.TrimSpace(out) {
			t.Errorf("%q", out)
		}
		if line := name(s); strings.Contains(line, "\n") || !utf8.ValidString(line) {
			t.Errorf("%q", line)
		}
		parseTime(s, time.UTC)
	})
}

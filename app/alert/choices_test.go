package alert

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

func TestChoicesComeBackAsTheyWere(t *testing.T) {
	want := Choices{
		Quiet: []QuietWindow{
			{Weekdays: []time.Weekday{time.Monday, time.Sunday}, From: 23 * 60, To: 7 * 60, BreakThrough: true},
			{Weekdays: nil, From: 0, To: 0},
		},
		Snooze: SnoozeEight, SnoozeUntil: time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC),
		FollowIncidents: map[string][]string{"a": {"i", "j"}},
	}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseChoices(raw)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	if got, err := ParseChoices(nil); err != nil || !reflect.DeepEqual(got, Choices{}) {
		t.Errorf("of nothing: %+v, %v", got, err)
	}
}

func TestBadChoicesCostOnlyThemselves(t *testing.T) {
	const good = `{"weekdays":[1],"from":60,"to":120}`
	for _, tc := range []struct {
		name, raw, complaint string
		windows              int
		snooze               Snooze
		incidents            int
	}{
		{"not an object", `[1]`, "alert choices", 0, "", 0},
		{"a day that is none", `{"quiet":[{"weekdays":[7],"from":0,"to":1},` + good + `]}`, "quiet[0]", 1, "", 0},
		{"a day twice", `{"quiet":[{"weekdays":[1,1],"from":0,"to":1}]}`, "quiet[0]", 0, "", 0},
		{"before midnight", `{"quiet":[` + good + `,{"weekdays":[1],"from":-1,"to":1}]}`, "quiet[1]", 1, "", 0},
		{"after midnight", `{"quiet":[{"weekdays":[1],"from":0,"to":1440}]}`, "quiet[0]", 0, "", 0},
		{"too many", `{"quiet":[` + strings.Repeat(good+",", MaxWindows) + good + `]}`, "quiet[14]", MaxWindows, "", 0},
		{"windows of another kind", `{"quiet":"night","follow_incidents":{"a":["i"]}}`, "quiet", 0, "", 1},
		{"an unknown snooze", `{"snooze":"year","snooze_until":"2026-03-01T20:00:00Z"}`, "", 0, "", 0},
		{"a snooze without an end", `{"snooze":"hour","snooze_until":"soon"}`, "snooze_until", 0, "", 0},
		{"a good one", `{"snooze":"hour","snooze_until":"2026-03-01T20:00:00Z","later":1}`, "", 0, SnoozeHour, 0},
		{"incidents of another kind", `{"follow_incidents":{"a":1},"quiet":[` + good + `]}`, "follow_incidents", 1, "", 0},
	} {
		c, err := ParseChoices([]byte(tc.raw))
		if (err == nil) != (tc.complaint == "") || err != nil && !strings.Contains(err.Error(), tc.complaint) {
			t.Errorf("%s: %v", tc.name, err)
		}
		if len(c.Quiet) != tc.windows || c.Snooze != tc.snooze || c.Snooze.On() != !c.SnoozeUntil.IsZero() || len(c.FollowIncidents["a"]) != tc.incidents {
			t.Errorf("%s: %+v", tc.name, c)
		}
	}
}

func FuzzParseChoices(f *testing.F) {
	f.Add([]byte(`{"quiet":[{"weekdays":[0,6],"from":1380,"to":420,"break_through":true}],"snooze":"hour","snooze_until":"2026-03-01T20:00:00Z","follow_incidents":{"a":["i"]}}`))
	f.Add([]byte(`{"quiet":null,"snooze":null}`))
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, _ := ParseChoices(raw)
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		back, err := ParseChoices(again)
		if err != nil || len(back.Quiet) != len(c.Quiet) || back.Snooze != c.Snooze || len(back.FollowIncidents) != len(c.FollowIncidents) {
			t.Errorf("%+v comes back as %+v, %v", c, back, err)
		}
		r := Rules{Quiet: c.Quiet, SnoozeUntil: c.SnoozeUntil, Zone: time.UTC}
		if until, _ := r.quiet(now); !until.IsZero() && !until.After(now) {
			t.Errorf("a quiet time that ends at %v", until)
		}
	})
}

func TestSnoozeUntil(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(z *time.Location, month time.Month, d, h, m int) time.Time {
		return time.Date(2026, month, d, h, m, 0, 0, z)
	}
	for _, tc := range []struct {
		s    Snooze
		now  time.Time
		want time.Time
	}{
		{SnoozeOff, at(seoul, 3, 1, 12, 0), time.Time{}},
		{"", at(seoul, 3, 1, 12, 0), time.Time{}},
		{SnoozeHour, at(seoul, 3, 1, 23, 30), at(seoul, 3, 2, 0, 30)},
		{SnoozeEight, at(seoul, 3, 1, 23, 30), at(seoul, 3, 2, 7, 30)},
		{SnoozeTomorrow, at(seoul, 3, 1, 7, 0), at(seoul, 3, 2, 8, 0)},
		{SnoozeTomorrow, at(seoul, 3, 1, 23, 59), at(seoul, 3, 2, 8, 0)},
		{SnoozeTomorrow, at(seoul, 3, 2, 0, 1), at(seoul, 3, 3, 8, 0)},
		{SnoozeTomorrow, at(seoul, 12, 31, 20, 0), time.Date(2027, 1, 1, 8, 0, 0, 0, seoul)},
		{SnoozeTomorrow, at(time.UTC, 3, 1, 16, 0), at(time.UTC, 3, 2, 8, 0)},
		{SnoozeTomorrow, at(berlin, 3, 28, 20, 0), at(berlin, 3, 29, 8, 0)}, // that night has an hour less
		{SnoozeTomorrow, at(berlin, 10, 24, 20, 0), at(berlin, 10, 25, 8, 0)},
	} {
		if got := tc.s.Until(tc.now, tc.now.Location()); !got.Equal(tc.want) {
			t.Errorf("%q at %v ends at %v, want %v", tc.s, tc.now, got, tc.want)
		}
	}
	// The zone counts, not that of the moment: 16:00 in UTC is the next day in Korea.
	if got := SnoozeTomorrow.Until(at(time.UTC, 3, 1, 16, 0), seoul); !got.Equal(at(seoul, 3, 3, 8, 0)) {
		t.Errorf("in Korea it ends at %v", got)
	}
}

func TestFollowingIncidentsChangesOnlyTheCopy(t *testing.T) {
	a := Choices{}.FollowIncident("f", "i", true)
	b := a.FollowIncident("f", "j", true).FollowIncident("g", "k", true)
	c := b.FollowIncident("f", "i", false)
	d := c.FollowIncident("f", "j", false).Forget("g")
	for _, tc := range []struct {
		c    Choices
		f, g string
	}{{a, "i", ""}, {b, "i j", "k"}, {c, "j", "k"}, {d, "", ""}} {
		if f, g := strings.Join(tc.c.FollowIncidents["f"], " "), strings.Join(tc.c.FollowIncidents["g"], " "); f != tc.f || g != tc.g {
			t.Errorf("%q and %q, want %q and %q", f, g, tc.f, tc.g)
		}
	}
	if again := a.FollowIncident("f", "i", true); len(again.FollowIncidents["f"]) != 1 {
		t.Error("followed twice")
	}
	many := Choices{}
	for i := range maxFollowed + 5 {
		many = many.FollowIncident("f", string(rune('A'+i)), true)
	}
	if ids := many.FollowIncidents["f"]; len(ids) != maxFollowed || ids[maxFollowed-1] != string(rune('A'+maxFollowed+4)) {
		t.Errorf("%d are followed", len(ids))
	}
}

// Followed to its end: everything about it is told, the end too, and then it is
// one that has ended.
func TestFollowedToItsEnd(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"map"}, FollowIncidents: []string{"i"}})
	b.want(b.next(time.Minute, incident("i", feed.Investigating, "pay")), "incident_opened")
	if over := Ended(b.doc, []string{"i"}); over != nil {
		t.Errorf("%q ended while it goes on", over)
	}
	b.want(b.next(time.Minute, func(d *feed.Status) { d.Incidents[0].Status = feed.Resolved }), "incident_status")
	if over := Ended(b.doc, []string{"i", "gone"}); !slices.Equal(over, []string{"i", "gone"}) {
		t.Errorf("ended: %q", over)
	}
}

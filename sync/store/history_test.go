package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// busy returns change i of a busy feed with 400 components: three in four are
// states, one is a word about an incident.
func busy(i int, at time.Time) (feed.Change, Names) {
	c := feed.Change{ID: feed.ChangeID("01JABCDEFGHJKMNPQRSTVWXYZ0", uint64(i/3), i%3), At: at}
	if i%4 == 3 {
		c.Kind, c.IncidentID, c.UpdateID, c.To = feed.ChangeIncidentUpdate, fmt.Sprintf("incident-%d", i/40), fmt.Sprintf("update-%d", i), "monitoring"
		return c, Names{Language: "ko", Incident: feed.Text{"ko": fmt.Sprintf("%d번째 장애", i/40), "en": fmt.Sprintf("Outage number %d", i/40)}}
	}
	c.Kind, c.ComponentID, c.From, c.To = feed.ChangeComponentStatus, fmt.Sprintf("kakaotalk/function-%d", i%400), "operational", "major_outage"
	if i/400%2 == 1 {
		c.From, c.To = c.To, c.From
	}
	return c, Names{
		Language: "ko", Service: feed.Text{"ko": "카카오톡", "en": "KakaoTalk"},
		Component: feed.Text{"ko": fmt.Sprintf("기능 %d", i%400), "en": fmt.Sprintf("Function %d", i%400)},
	}
}

// arrive brings changes to a feed the way that Commit does.
func arrive(t testing.TB, s *Store, sub string, from, to int, at func(int) time.Time) (h *historyWriter) {
	t.Helper()
	must(t, s.tx(t.Context(), "fill", func(ctx context.Context, tx *sql.Tx) (err error) {
		if err := addFeed(ctx, tx, sub); err != nil {
			return err
		}
		if h, err = openHistory(ctx, tx, sub); err != nil {
			return err
		}
		defer h.close()
		for i := from; i < to; i++ {
			c, names := busy(i, at(i))
			if _, _, err := h.arrive(ctx, &c, names); err != nil {
				return err
			}
		}
		return h.keepBounds(ctx, s.bounds, day)
	}))
	return h
}

// fillHistory spreads n changes over the year before day.
func fillHistory(t testing.TB, s *Store, sub string, n int) {
	t.Helper()
	arrive(t, s, sub, 0, n, func(i int) time.Time { return day.Add(-time.Duration(n-i) * (365 * 24 * time.Hour / time.Duration(n))) })
}

func TestHistoryKeepsTheNamesOfTheTime(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	text := func(ko string) feed.Text { return feed.Text{"ko": ko} }
	one := document("e", 1, 3)
	one.Feed.Language = "ko"
	one.Components[1].GroupID = "c0"
	one.Components[2].Name = feed.Text{"ko": strings.Repeat("이름", 200), "en": "Name"}
	one.Guidance = []feed.Guidance{{ID: "g", Kind: feed.GuidanceDoNot, Title: text("지우지 마세요")}}
	two := document("e", 2, 2) // c2 and the guidance are gone
	two.Feed.Language = "ko"
	two.Components[1].GroupID, two.Components[1].Status, two.Components[1].Name = "c0", feed.PartialOutage, text("사진")
	two.Incidents = []feed.Incident{{
		ID: "i", Name: text("화재"), Status: feed.Identified, StartedAt: day,
		Promises: []feed.Promise{{ID: "p", Text: text("내일까지"), MadeAt: day, DueAt: day, State: feed.PromiseOpen}},
	}}
	two.Maintenances = []feed.Maintenance{{ID: "m", Name: text("점검"), Status: feed.MaintenanceScheduled}}
	three := document("e", 3, 2) // everything has another name, or none
	three.Components[1].Status, three.Components[1].Name = feed.PartialOutage, text("새 이름")
	must(t, s.Commit(ctx, "a", commit(t, nil, one)))
	must(t, s.Commit(ctx, "a", commit(t, one, two)))
	three.Seq = 4
	c := commit(t, two, three)
	c.Status = three
	must(t, s.Commit(ctx, "a", c))

	page, err := s.Entries(ctx, "a", Query{})
	must(t, err)
	got := map[string]Names{}
	for _, e := range page.Entries {
		if seq, _ := e.Change.Seq(); seq == 2 {
			got[fmt.Sprint(e.Change.Kind, e.Change.ComponentID)] = e.Names
		}
	}
	c0 := feed.Text{"ko": "기능 0", "en": "Function 0"}
	for kind, want := range map[string]Names{
		"component_statusc0":  {Language: "ko", Component: c0},
		"component_statusc1":  {Language: "ko", Component: text("사진"), Service: c0},
		"component_removedc2": {Component: feed.Text{"ko": strings.Repeat("이름", 39) + "이…", "en": "Name"}, Language: "ko"},
		"incident_opened":     {Language: "ko", Incident: text("화재")},
		"promise":             {Language: "ko", Incident: text("화재"), Promise: text("내일까지")},
		"maintenance":         {Language: "ko", Maintenance: text("점검")},
		"guidance_withdrawn":  {Language: "ko", Guidance: text("지우지 마세요")},
	} {
		if fmt.Sprint(got[kind]) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", kind, got[kind], want)
		}
		delete(got, kind)
	}
	if len(got) > 0 {
		t.Errorf("more than expected: %v", got)
	}
	if e := page.Entries[len(page.Entries)-1]; e.Names.Component == nil {
		t.Errorf("the oldest lost its name: %+v", e)
	}
}

func TestNamesAreBounded(t *testing.T) {
	many := feed.Text{}
	for i := range 50 {
		many[fmt.Sprintf("x%d", i)] = "n"
	}
	many["ko"], many["en"], many[""] = strings.Repeat("가", 1000), "Name", "plain"
	got := clip(many)
	if len(got) != maxNameTags || got["en"] != "Name" || got[""] != "plain" || len(got["ko"]) > maxName || !strings.HasSuffix(got["ko"], "가…") {
		t.Errorf("%v", got)
	}
	if clip(nil) != nil {
		t.Error("no name became one")
	}
}

func TestEntriesPageThroughEverythingOnce(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	// Three changes share each moment.
	arrive(t, s, "a", 0, 1000, func(i int) time.Time { return day.Add(time.Duration(i/3) * time.Second) })
	for _, c := range []struct {
		q    Query
		want func(feed.Change) bool
	}{
		{Query{Limit: 7}, func(feed.Change) bool { return true }},
		{Query{Limit: 1000}, func(feed.Change) bool { return true }},
		{Query{Limit: 7, States: true}, func(c feed.Change) bool { return c.ComponentID != "" }},
		{Query{Limit: 2, Component: "kakaotalk/function-8"}, func(c feed.Change) bool { return c.ComponentID == "kakaotalk/function-8" }},
		{Query{Limit: 7, From: day.Add(5 * time.Second), To: day.Add(50 * time.Second)}, func(c feed.Change) bool {
			return !c.At.Before(day.Add(5*time.Second)) && c.At.Before(day.Add(50*time.Second))
		}},
	} {
		var want, got []string
		for i := range 1000 {
			if ch, _ := busy(i, day.Add(time.Duration(i/3)*time.Second)); c.want(ch) {
				want = append(want, ch.ID)
			}
		}
		slices.Reverse(want)
		q := c.q
		for {
			page, err := s.Entries(ctx, "a", q)
			must(t, err)
			if len(page.Entries) > q.Limit || page.More && len(page.Entries) < q.Limit {
				t.Fatalf("%+v: a page of %d", q, len(page.Entries))
			}
			for _, e := range page.Entries {
				got = append(got, e.Change.ID)
			}
			if !page.More {
				break
			}
			q.Before = page.Next
		}
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%+v: %d entries, want %d", c.q, len(got), len(want))
		}
	}
}

func TestHistoryIsLongerThanAPage(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	fillHistory(t, s, "a", MaxPage+5)
	for limit, want := range map[int]int{0: MaxPage + 5, MaxPage + 2: MaxPage + 2, 3: 3} {
		list, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, limit)
		if err != nil || len(list) != want {
			t.Errorf("limit %d: %d, %v", limit, len(list), err)
		}
	}
}

func TestStatesOfAMoment(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	change := func(n int, minute int, kind feed.ChangeKind, to string) feed.Change {
		return feed.Change{ID: feed.ChangeID("e", 1, n), At: day.Add(time.Duration(minute) * time.Minute), Kind: kind, ComponentID: "x", To: to}
	}
	commitChanges(t, s, 1, []feed.Change{
		change(0, 0, feed.ChangeComponentAdded, "operational"),
		change(1, 5, feed.ChangeComponentStatus, "partial_outage"),
		change(2, 5, feed.ChangeComponentStatus, "major_outage"), // in the same instant: what came last counts
		change(3, 9, feed.ChangeComponentRemoved, ""),
	}, nil)
	for minute, want := range map[int]string{-1: "map[]", 0: "map[x:operational]", 4: "map[x:operational]", 5: "map[x:major_outage]", 8: "map[x:major_outage]", 9: "map[]"} {
		if got, err := s.States(ctx, "a", day.Add(time.Duration(minute)*time.Minute)); err != nil || fmt.Sprint(got) != want {
			t.Errorf("minute %d: %v, %v; want %s", minute, got, err, want)
		}
	}
}

// TestCompaction checks the order in which changes are given up: the newest
// never, then what is older than a year, then all but the states of components.
func TestCompaction(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	s.bounds.history, s.bounds.newest = 400, 40
	old := func(i int) bool { return i < 200 }
	at := func(i int) time.Time {
		if old(i) {
			return day.Add(-500*24*time.Hour + time.Duration(i)*time.Minute)
		}
		return day.Add(-100*24*time.Hour + time.Duration(i)*time.Minute)
	}
	kept := func(want int) map[int]bool {
		t.Helper()
		list, err := s.History(ctx, "a", time.Time{}, time.Time{}, 0)
		must(t, err)
		if len(list) != want {
			t.Fatalf("%d changes are kept, want %d", len(list), want)
		}
		have := make(map[string]bool)
		for _, c := range list {
			have[c.ID] = true
		}
		m := make(map[int]bool)
		for i := range 3000 {
			if c, _ := busy(i, day); have[c.ID] {
				m[i] = true
			}
		}
		return m
	}
	check := func(have map[int]bool, from, to int, state, want bool) {
		t.Helper()
		for i := from; i < to; i++ {
			if (i%4 != 3) == state && have[i] != want {
				t.Fatalf("change %d: kept %v, want %v", i, have[i], want)
			}
		}
	}
	arrive(t, s, "a", 0, 400, at)
	kept(400) // at the bound
	arrive(t, s, "a", 400, 405, at)
	have := kept(360) // 45 are given up: words of long ago, oldest first
	check(have, 0, 180, false, false)
	check(have, 0, 200, true, true)
	check(have, 200, 405, false, true)
	check(have, 200, 405, true, true)
	arrive(t, s, "a", 405, 800, at)
	have = kept(360)
	check(have, 0, 200, true, false)  // nothing of long ago
	check(have, 0, 200, false, false) //
	check(have, 200, 600, false, false)
	check(have, 760, 800, false, true) // the newest, whatever they are
	check(have, 760, 800, true, true)
	check(have, 460, 800, true, true)

	// Bytes count as rows do, and the newest stay even if they alone are too many.
	s.bounds.historyBytes = 1
	h := arrive(t, s, "a", 800, 1200, at)
	have = kept(40)
	check(have, 1160, 1200, true, true)
	check(have, 1160, 1200, false, true)
	var names, changes, bytes int64
	must(t, s.db.QueryRow(`SELECT count(*) FROM names`).Scan(&names))
	must(t, s.db.QueryRow(`SELECT changes, bytes FROM journal`).Scan(&changes, &bytes))
	if names > 40 || changes != 40 || bytes != h.bytes || bytes < 40*rowBytes || bytes > 40*600 {
		t.Errorf("%d names, %d changes, %d bytes counted", names, changes, bytes)
	}
	// What was given up is not decided about twice as long as the feed repeats it.
	arrive(t, s, "a", 1160, 1200, at)
	kept(40)
}

// TestAYearOfABusyFeedFits: every day as many changes as the outage of October
// 2022 had in three.
func TestAYearOfABusyFeedFits(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	n := int64(longRun(MaxHistory/10, MaxHistory))
	fillHistory(t, s, "a", int(n))
	var changes, bytes, size int64
	must(t, s.db.QueryRow(`SELECT changes, bytes FROM journal`).Scan(&changes, &bytes))
	must(t, s.db.QueryRow(`SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&size))
	if changes != n || bytes*MaxHistory/n > MaxHistoryBytes {
		t.Errorf("%d of %d changes are kept, %d bytes for all that may be of %d", changes, n, bytes*MaxHistory/n, MaxHistoryBytes)
	}
	if size > bytes*11/10 || size < bytes*7/10 {
		t.Errorf("the file has %d bytes, %d were counted", size, bytes)
	}
}

func TestChangedNamesAreDamage(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	arrive(t, s, "a", 0, 10, func(int) time.Time { return day })
	for name, harm := range map[string]string{
		"changed": `UPDATE names SET body = replace(body, 'Function 1', 'Function 2')`,
		"gone":    `DELETE FROM names`,
	} {
		_, err := s.db.Exec(harm)
		must(t, err)
		if _, err := s.Entries(t.Context(), "a", Query{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkHistory measures a store with four feeds, each with all the history
// that it may have: 200,000 changes.
func BenchmarkHistory(b *testing.B) {
	ctx := b.Context()
	s := mustOpen(b, b.TempDir())
	for i := range 4 {
		fillHistory(b, s, fmt.Sprint("sub", i), MaxHistory)
	}
	var size, counted int64
	must(b, s.db.QueryRow("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&size))
	must(b, s.db.QueryRow("SELECT sum(bytes) FROM journal").Scan(&counted))
	from, to := day.Add(-150*24*time.Hour), day.Add(-143*24*time.Hour)
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"page", func() error { _, err := s.Entries(ctx, "sub1", Query{}); return err }},
		{"diary", func() error { _, err := s.Entries(ctx, "sub1", Query{Limit: 100}); return err }},
		{"week", func() error { _, err := s.Entries(ctx, "sub1", Query{From: from, To: to}); return err }},
		{"strips", func() error { _, err := s.Entries(ctx, "sub1", Query{States: true, From: from, To: to}); return err }},
		{"component", func() error { _, err := s.Entries(ctx, "sub1", Query{Component: "kakaotalk/function-8"}); return err }},
		{"states", func() error { _, err := s.States(ctx, "sub1", day); return err }},
		{"all", func() error { _, err := s.History(ctx, "sub1", time.Time{}, time.Time{}, 0); return err }},
		{"check", func() error { return s.check(ctx) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				must(b, c.do())
			}
			b.ReportMetric(float64(size)/(1<<20), "MiB")
			b.ReportMetric(float64(counted)/float64(size), "counted/file")
		})
	}
	next := MaxHistory
	b.Run("compact", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			var changes int
			must(b, s.db.QueryRow("SELECT changes FROM journal WHERE sub = 'sub1'").Scan(&changes))
			to := next + MaxHistory - changes
			arrive(b, s, "sub1", next, to, func(int) time.Time { return day })
			next = to + 1
			b.StartTimer()
			arrive(b, s, "sub1", to, next, func(int) time.Time { return day })
		}
	})
}

package diary

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

var (
	kst = time.FixedZone("KST", 9*60*60)
	day = time.Date(2022, 10, 15, 15, 30, 0, 0, kst)
)

func book(lang string) *Book {
	return &Book{
		Loc: i18n.New(lang).In(kst), Feed: "카카오 서비스", Owner: "홍길동", App: "Bokgu 1.2.3",
		Made: day.Add(30 * time.Hour), From: day, To: day.Add(30 * time.Hour),
		Outages: []Outage{
			{Service: "카카오톡", Function: "문자", Worst: feed.MajorOutage, From: day, To: day.Add(10*time.Hour + time.Minute), End: EndBack},
			{Service: "카카오T", Worst: feed.PartialOutage, From: day.Add(time.Minute), To: day.Add(30 * time.Hour), End: EndOpen},
		},
		Events: []Event{
			{At: day, What: "카카오톡 · 문자", Text: "문자: 정상 → 장애"},
			{At: day.Add(time.Hour), Text: "새 소식: \"서버실에서 불이 났어요\", 복구 중"},
		},
		Notes: []Note{
			{At: day.Add(10 * time.Minute), About: "문자: 정상 → 장애", Text: "택시를 못 불렀다,\n그래서 \"늦었다\"", Amount: 12000},
			{At: day.Add(20 * time.Minute), Text: "=HYPERLINK(\"http://evil.example\")", Amount: 3500},
		},
	}
}

func table(t *testing.T, b *Book) (raw string, rows [][]string) {
	t.Helper()
	var out bytes.Buffer
	if err := WriteCSV(t.Context(), &out, b, nil); err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(out.String(), "\xef\xbb\xbf")
	if !ok {
		t.Fatal("no byte order mark: Excel would not read Korean")
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return body, rows
}

func TestCSV(t *testing.T) {
	raw, rows := table(t, book("ko"))
	want := [][]string{
		{"구분", "시각", "끝", "걸린 시간(분)", "서비스·기능", "내용", "메모", "손해(원)"},
		{"장애", "2022-10-15 15:30:00", "2022-10-16 01:31:00", "601", "카카오톡 · 문자", "장애", "", ""},
		{"변화", "2022-10-15 15:30:00", "", "", "카카오톡 · 문자", "문자: 정상 → 장애", "", ""},
		{"장애", "2022-10-15 15:31:00", "", "1799", "카카오T", "일부 장애, 아직 안 끝남", "", ""},
		{"메모", "2022-10-15 15:40:00", "", "", "", "문자: 정상 → 장애", "택시를 못 불렀다,\n그래서 \"늦었다\"", "12000"},
		{"메모", "2022-10-15 15:50:00", "", "", "", "", "'=HYPERLINK(\"http://evil.example\")", "3500"},
		{"변화", "2022-10-15 16:30:00", "", "", "", "새 소식: \"서버실에서 불이 났어요\", 복구 중", "", ""},
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows\n%q, want\n%q", rows, want)
	}
	// RFC 4180: lines end in CR LF, quotes are doubled.
	if lines := strings.Count(raw, "\r\n"); lines != len(want)+1 || strings.Count(raw, "\n") != lines || !strings.Contains(raw, `""늦었다""`) {
		t.Errorf("%q", raw)
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	for _, bad := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000@x", "＝1", "－1", "＋1", "＠x", "\ufeff=1"} {
		b := book("en")
		b.Feed, b.Owner = bad, bad
		b.Notes = []Note{{At: day, Text: bad, About: bad}}
		b.Events = []Event{{At: day, What: bad, Text: bad}}
		b.Outages = []Outage{{Service: bad, From: day, To: day, Worst: feed.MajorOutage, End: EndBack}}
		_, rows := table(t, b)
		n := 0
		for _, row := range rows {
			for _, cell := range row {
				if strings.ContainsAny(strings.TrimLeft(cell, " \u00a0\u3000\ufeff")+" ", "=+-@＝－＋＠") && strings.HasPrefix(cell, "'") {
					n++
				} else if strings.HasPrefix(strings.TrimLeft(cell, " \u00a0\u3000\ufeff\t\r\n"), strings.TrimLeft(bad, " \u00a0\u3000\ufeff\t\r\n")) {
					t.Errorf("%q stands as %q", bad, cell)
				}
			}
		}
		if n != 5 {
			t.Errorf("%q: %d cells were made harmless, want 5", bad, n)
		}
	}
	for _, good := range []string{"", "100-1", "a=b", "5 %"} {
		if got := harmless(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
}

func TestReplayIsMarkedEverywhere(t *testing.T) {
	for lang, marks := range map[string][2]string{"ko": {"[재현]", "[훈련]"}, "en": {"[REPLAY]", "[DRILL]"}} {
		for i, mark := range marks {
			b := book(lang)
			b.Replay, b.Drill = true, i == 1
			for range 200 {
				b.Events = append(b.Events, b.Events[0])
			}
			_, rows := table(t, b)
			for _, row := range rows[1:] {
				if !strings.HasPrefix(row[0], mark+" ") {
					t.Fatalf("%q is not marked %s", row, mark)
				}
			}
			pages := document(t, b).pages
			if len(pages) < 3 {
				t.Fatalf("%d pages", len(pages))
			}
			for p, text := range pages {
				if strings.Count(text, mark) != 2 { // head and foot
					t.Errorf("%s: page %d: %s is there %d times", lang, p+1, mark, strings.Count(text, mark))
				}
			}
		}
		for _, text := range document(t, book(lang)).pages {
			if strings.Contains(text, marks[0]) || strings.Contains(text, marks[1]) {
				t.Error("the present is marked as a replay")
			}
		}
	}
}

func TestProgressAndCancel(t *testing.T) {
	b := book("ko")
	for range 400 {
		b.Events = append(b.Events, b.Events[1])
	}
	want := len(b.Events) + len(b.Notes) + len(b.Outages)
	for name, write := range map[string]func(context.Context, *bytes.Buffer, func(int, int)) error{
		"csv": func(ctx context.Context, w *bytes.Buffer, p func(int, int)) error { return WriteCSV(ctx, w, b, p) },
		"pdf": func(ctx context.Context, w *bytes.Buffer, p func(int, int)) error { return WritePDF(ctx, w, b, p) },
	} {
		var steps []int
		var out bytes.Buffer
		if err := write(t.Context(), &out, func(done, total int) {
			if total != want {
				t.Errorf("%s: of %d, want %d", name, total, want)
			}
			steps = append(steps, done)
		}); err != nil {
			t.Fatal(err)
		}
		if len(steps) < 4 || steps[len(steps)-1] != want {
			t.Errorf("%s: progress %v", name, steps)
		}
		ctx, cancel := context.WithCancel(t.Context())
		steps = nil
		err := write(ctx, &out, func(done, _ int) {
			steps = append(steps, done)
			cancel()
		})
		if !errors.Is(err, context.Canceled) || len(steps) > 2 {
			t.Errorf("%s: cancelled after the first step: %v, %v", name, steps, err)
		}
	}
	if err := WriteCSV(t.Context(), full{}, b, nil); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
	if err := WritePDF(t.Context(), full{}, b, nil); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestOutages(t *testing.T) {
	at := func(h int) time.Time { return day.Add(time.Duration(h) * time.Hour) }
	ch := func(h int, from, to feed.ComponentStatus) feed.Change {
		return feed.Change{ID: fmt.Sprint(h), At: at(h), Kind: feed.ChangeComponentStatus, ComponentID: "a", From: string(from), To: string(to)}
	}
	const op, deg, part, maj, unk, maint = feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.ComponentUnknown, feed.UnderMaintenance
	removed := feed.Change{At: at(3), Kind: feed.ChangeComponentRemoved, ComponentID: "a"}
	for name, c := range map[string]struct {
		now   feed.ComponentStatus
		since time.Time
		list  []feed.Change
		want  []Outage
	}{
		"one":                        {op, at(5), []feed.Change{ch(1, op, deg), ch(2, deg, maj), ch(3, maj, part), ch(5, part, op)}, []Outage{{Worst: maj, From: at(1), To: at(5), End: EndBack}}},
		"in any order":               {op, at(2), []feed.Change{ch(2, maj, op), ch(1, op, maj)}, []Outage{{Worst: maj, From: at(1), To: at(2), End: EndBack}}},
		"two":                        {op, at(4), []feed.Change{ch(1, op, maj), ch(2, maj, op), ch(3, op, deg), ch(4, deg, op)}, []Outage{{Worst: maj, From: at(1), To: at(2), End: EndBack}, {Worst: deg, From: at(3), To: at(4), End: EndBack}}},
		"not over":                   {maj, at(1), []feed.Change{ch(1, op, maj)}, []Outage{{Worst: maj, From: at(1), To: at(9), End: EndOpen}}},
		"before the record":          {op, at(2), []feed.Change{ch(2, maj, op)}, []Outage{{Worst: maj, To: at(2), End: EndBack}}},
		"unknown in between":         {op, at(4), []feed.Change{ch(1, op, maj), ch(2, maj, unk), ch(3, unk, deg), ch(4, deg, op)}, []Outage{{Worst: maj, From: at(1), To: at(4), End: EndBack}}},
		"unknown at last":            {unk, at(2), []feed.Change{ch(1, op, maj), ch(2, maj, unk)}, []Outage{{Worst: maj, From: at(1), To: at(2), End: EndUnknown}}},
		"taken off":                  {"", time.Time{}, []feed.Change{ch(1, op, maj), removed}, []Outage{{Worst: maj, From: at(1), To: at(3), End: EndGone}}},
		"maintenance alone":          {op, at(2), []feed.Change{ch(1, op, maint), ch(2, maint, op)}, nil},
		"maintenance within":         {op, at(3), []feed.Change{ch(1, op, maj), ch(2, maj, maint), ch(3, maint, op)}, []Outage{{Worst: maj, From: at(1), To: at(3), End: EndBack}}},
		"nothing but the state":      {part, at(2), nil, []Outage{{Worst: part, From: at(2), To: at(9), End: EndOpen}}},
		"nor since when":             {part, time.Time{}, nil, []Outage{{Worst: part, To: at(9), End: EndOpen}}},
		"a gap: it is back":          {op, at(6), []feed.Change{ch(1, op, maj)}, []Outage{{Worst: maj, From: at(1), To: at(6), End: EndBack}}},
		"a gap: it is down":          {maj, at(6), []feed.Change{ch(1, maj, op)}, []Outage{{Worst: maj, To: at(1), End: EndBack}, {Worst: maj, From: at(6), To: at(9), End: EndOpen}}},
		"what comes later is not so": {maj, at(1), []feed.Change{ch(1, op, maj), ch(20, maj, op)}, []Outage{{Worst: maj, From: at(1), To: at(9), End: EndOpen}}},
		"never down":                 {op, at(0), []feed.Change{ch(1, unk, op)}, nil},
	} {
		for i := range c.want {
			c.want[i].Service, c.want[i].Function = "S", "F"
		}
		got := Outages([]Part{{ID: "a", Service: "S", Function: "F", Status: c.now, Since: c.since}}, c.list, at(9))
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n%+v, want\n%+v", name, got, c.want)
		}
	}
	if d, ok := (Outage{To: at(1)}).Lasted(); ok {
		t.Errorf("an outage without a beginning lasted %v", d)
	}
}

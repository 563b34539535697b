package widgets

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

func TestFunctionRowForms(t *testing.T) {
	start(t, theme.Light, 1)
	d := FunctionRowData{
		ID: "text", Look: look(theme.Degraded), Name: "문자", Word: "불안정", Note: "늦을 수 있어요", Since: "36분째", Followed: true,
	}
	r := NewFunctionRow(Desktop, d)
	if h := r.MinSize().Height; h != 40 {
		t.Errorf("a desktop row is %v high", h)
	}
	r.Resize(fyne.NewSize(960, 40))
	says(t, r, "문자", "불안정", "늦을 수 있어요", "36분째")
	if !r.star.Visible() || !r.star.On() {
		t.Error("the star is not shown as followed")
	}
	r.SetForm(Phone)
	if h := r.MinSize().Height; h != 64 {
		t.Errorf("a phone row is %v high", h)
	}
	r.Resize(fyne.NewSize(358, 64))
	says(t, r, "문자", "불안정", "늦을 수 있어요", "36분째")
	if r.star.Visible() || !r.mini.Visible() {
		t.Error("the phone row shows a control instead of a sign")
	}
	var told string
	r.OnTapped = func(id string) { told = id }
	d.ID, d.Name = "photo", "사진·동영상"
	r.Set(d)
	test.Tap(r)
	if told != "photo" {
		t.Errorf("told %q after the row was given to another function", told)
	}
}

func TestStaleRowKeepsShapeAndLosesColour(t *testing.T) {
	start(t, theme.Light, 1)
	r := row(theme.Major, "PC 로그인", "", "어제 15:30부터", false, true, false)
	r.Resize(fyne.NewSize(960, 40))
	if r.mark.name != "state-major" || r.mark.token != theme.Unknown.Fill() || r.word.token != theme.Unknown.Word() {
		t.Errorf("stale row draws %s in %s, word in %s", r.mark.name, r.mark.token, r.word.token)
	}
	says(t, r, "장애")
}

func TestTally(t *testing.T) {
	start(t, theme.Light, 1)
	counts := []TallyCount{
		{look(theme.Major), "장애", 14},
		{look(theme.Degraded), "불안정", 0},
		{look(theme.Unknown), "확인 안 됨", 2},
		{look(theme.Operational), "정상", 5},
	}
	c := NewTally(Desktop, TallyData{Title: []Piece{{Text: "기능 "}, {Text: "21개", Bold: true}}, Counts: counts})
	c.Resize(fyne.NewSize(300, c.HeightFor(300)))
	if len(c.cells) != 21 {
		t.Errorf("%d cells for 21 functions", len(c.cells))
	}
	says(t, c, "기능", "21개", "장애", "14", "정상", "5")
	if strings.Contains(strings.Join(said(c), " "), "불안정") {
		t.Error("the legend names a state nothing is in")
	}
	if c.cells[14].StrokeWidth != 1 || c.cells[0].StrokeWidth != 0 {
		t.Error("unknown is not an outline")
	}
	last := c.cells[20]
	if end := last.Position().X + last.Size().Width; end != 300 {
		t.Errorf("the cells end at %v of 300", end)
	}
	counts[0].N = 400
	c.Set(TallyData{Counts: counts})
	c.Resize(fyne.NewSize(280, c.HeightFor(280)))
	if len(c.cells) != 3 {
		t.Errorf("%d bars for three states", len(c.cells))
	}
	for i, b := range c.cells {
		if b.Size().Width < 4 {
			t.Errorf("bar %d is %v wide", i, b.Size().Width)
		}
	}
}

func TestAgesNeverLoseAnAge(t *testing.T) {
	start(t, theme.Light, 1)
	a := NewAges(Phone, AgesData{
		{Label: "카카오 소식", Value: "방금 전", Extra: "08:00"}, {Label: "소식 확인", Value: "4초 전"}, {Label: "연결", Value: "이 기기에서 재생"},
	})
	a.Resize(fyne.NewSize(358, a.HeightFor(358)))
	says(t, a, "방금 전", "08:00", "4초 전", "이 기기에서 재생")
	a.Resize(fyne.NewSize(250, a.HeightFor(250)))
	says(t, a, "방금 전", "4초 전", "이 기기에서 재생")
	a.SetForm(Desktop)
	if !a.stacked(300) || a.stacked(900) {
		t.Error("the line does not give way where it is too long")
	}
}

func TestReplayBarNeverDropsPillAndTime(t *testing.T) {
	start(t, theme.Light, 1)
	d := ReplayBarData{
		Pill: "다시 보기", Time: "2022년 10월 16일 일요일 08:00", ShortTime: "2022.10.16 08:00",
		Text: "지난 장애 기록이에요.", Speed: "60배", Next: "다음 변화 10:25", End: "끝내기",
	}
	for _, w := range []float32{720, 900, 1180} {
		b := NewReplayBar(Desktop, d)
		b.Resize(fyne.NewSize(w, 44))
		says(t, b, "다시 보기", d.Time, "60배", "끝내기")
		inside(t, b, fyne.NewSize(w, 44))
	}
	b := NewReplayBar(Phone, d)
	b.Resize(fyne.NewSize(360, 44))
	says(t, b, "다시 보기", d.ShortTime)
	ended := false
	b.OnEnd = func() { ended = true }
	test.Tap(b.end)
	if !b.end.Visible() || !ended {
		t.Error("a replay cannot be ended on a phone")
	}
	d.Paused = true
	b.Set(d)
	if b.pause.icon != "play" {
		t.Errorf("a paused replay offers %s", b.pause.icon)
	}
}

func TestNavIsTheSameInBothForms(t *testing.T) {
	start(t, theme.Light, 1)
	var told []string
	tell := func(id string) { told = append(told, id) }
	r, tabs := NewRail(screens, tell), NewTabs(screens, tell)
	r.Resize(fyne.NewSize(88, 700))
	tabs.Resize(fyne.NewSize(390, 64))
	says(t, r, "현황", "더보기")
	says(t, tabs, "현황", "더보기")
	test.Tap(r.items[1])
	test.Tap(tabs.items[4])
	if fmt.Sprint(told) != "[recovery more]" {
		t.Errorf("told %v", told)
	}
	if last := r.items[4]; last.Position().Y+last.Size().Height != 700-12 {
		t.Errorf("the last item is not at the end: %v", last.Position())
	}
	r.Set(NavData{Items: screens.Items, Selected: "learn"})
	if r.items[0].on || !r.items[3].on {
		t.Error("the selection did not move")
	}
}

func TestGuidanceRow(t *testing.T) {
	start(t, theme.Light, 1)
	g := NewGuidanceRow(Desktop, GuidanceRowData{ID: "card", Title: "카드나 현금을 챙기세요", Detail: "다시 멈출 수도 있어요.", Action: "기록 열기"})
	g.Resize(fyne.NewSize(600, g.HeightFor(600)))
	if h := g.HeightFor(600); h != 61 {
		t.Errorf("an instruction is %v high, the design says 61", h)
	}
	var told string
	g.OnDone = func(id string, done bool) { told = fmt.Sprint(id, done) }
	test.Tap(g.check)
	if told != "cardtrue" {
		t.Errorf("told %q", told)
	}
	g.OnAction = func(id string) { told = id }
	test.Tap(g.action)
	if told != "card" {
		t.Errorf("the link told %q", told)
	}
	g.Set(GuidanceRowData{ID: "wipe", DoNot: true, Title: "휴대폰을 초기화하지 마세요"})
	if g.check.Visible() || !g.cross.Visible() {
		t.Error("what must not be done can be ticked off")
	}
}

func TestStageWithoutNewsIsNotDone(t *testing.T) {
	start(t, theme.Light, 1)
	s := NewStageRow(Desktop, StageRowData{Name: "후속 조치 계획", Word: "소식 없음", What: "아직 발표가 없어요."})
	if h := s.HeightFor(960); h != 39 {
		t.Errorf("a stage without news is %v high, the design says 39", h)
	}
	s.Resize(fyne.NewSize(960, 39))
	if s.mark.name != "stage-not-reported" {
		t.Errorf("drawn as %s", s.mark.name)
	}
	s.Set(StageRowData{Status: StageDone, Name: "문제 확인", Word: "끝남", When: "15일 16:10", What: "알렸어요."})
	if h := s.HeightFor(960); h != 62 {
		t.Errorf("a reported stage is %v high, want 62", h)
	}
}

func TestFrameCrossesTheBreakpoint(t *testing.T) {
	start(t, theme.Light, 1)
	var told []Form
	b := NewBoard(Desktop, nil, nil)
	f := NewFrame(Desktop, nil, NewRail(screens, nil), NewTabs(screens, nil), b)
	f.OnForm = func(x Form) { told = append(told, x) }
	f.Resize(fyne.NewSize(1000, 700))
	f.Resize(fyne.NewSize(719, 700))
	f.Resize(fyne.NewSize(720, 700))
	if fmt.Sprint(told) != fmt.Sprint([]Form{Phone, Desktop}) || f.tabs.Visible() || !f.rail.Visible() {
		t.Errorf("told %v", told)
	}
	if b.Size().Width != 720-88 || b.Size().Height != 700 {
		t.Errorf("the screen is %v", b.Size())
	}
}

// Nothing may leave its widget, in either form, at any text size, with long English words in it.
func TestTextsStayInside(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 1.5, 2} {
		for form, width := range map[Form]float32{Desktop: 960, Phone: 328} {
			start(t, theme.Light, scale)
			w := width * max(1, scale*0.75)
			for name, o := range everything(form) {
				size := fyne.NewSize(w, HeightFor(o, w))
				o.Resize(size)
				t.Run(fmt.Sprint(name, " ", form, " ", scale), func(t *testing.T) { inside(t, o, size) })
			}
		}
	}
}

func everything(f Form) map[string]fyne.CanvasObject {
	long := "Photos, videos and very large attachments of every kind"
	bar := NewNoticeBar(f, NoticeBarData{Text: long, Sub: long, Action: "Try again"}, nil)
	return map[string]fyne.CanvasObject{
		"row":      NewFunctionRow(f, FunctionRowData{Look: look(theme.Partial), Name: long, Word: "Maintenance", Note: long, Since: "since yesterday 15:30", Followed: true}),
		"head":     NewServiceHead(f, ServiceHeadData{Name: long, Word: "Partly down", Sum: long}),
		"notice":   bar,
		"guidance": NewGuidanceRow(f, GuidanceRowData{DoNot: true, Title: long, Detail: long + long, Until: "until sign-in is back", Action: "Open the diary"}),
		"stage":    NewStageRow(f, StageRowData{Status: StageActive, Name: long, Word: "In progress", When: "15 Oct 20:30", What: long, Outlook: long, WhatLabel: "What", OutlookLabel: "Outlook"}),
		"promise":  NewPromiseRow(f, PromiseRowData{Outcome: Moved, Word: "Moved", Text: long, Note: long}),
		"channel":  NewChannelRow(f, ChannelRowData{Name: long, Sub: long, Verified: true, Action: "Open"}),
		"instead":  NewAlternativeRow(f, AlternativeRowData{Name: long, Word: "Down", To: long}),
		"update":   NewUpdateRow(f, UpdateRowData{Time: "08:00", Text: long, Tag: "User notice", Source: "Source"}),
		"empty":    NewEmptyState(f, EmptyStateData{Icon: "star-off", Title: long, Text: long, Action: "Retry"}, nil),
		"quick":    NewQuickAnswers(f, []QuickAnswer{{Label: long, Value: long, Extra: long}, {Label: long, Value: long}}, nil),
		"figures":  NewFigures(f, []Figure{{long, long, long}, {long, long, long}}),
		"card":     NewCard(CardData{Title: long, Sub: long, Icon: "check"}, NewTag("tag"), nil),
		"heading":  NewHeading(f, HeadingData{long, long}),
		"answer":   NewAnswer(f, AnswerData{Look: look(theme.Major), Word: "Partly down", Headline: long, Second: long}, nil),
		"chart":    chartOf(f),
		"filter":   NewRow(f, RowData{Gap: 8, Left: []fyne.CanvasObject{NewChip(f, ChipData{Label: "Affected", Count: "19"}, nil), NewChip(f, ChipData{Label: "Followed", Count: "3"}, nil)}}),
	}
}

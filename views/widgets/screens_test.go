package widgets

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// kakao is the first card of the design's status screen.
func kakao() []BoardItem {
	items := []BoardItem{{Kind: BoardHead, Head: ServiceHeadData{
		ID: "talk", Name: "카카오톡", Look: look(theme.Major), Word: "장애", Sum: "기능 8개 중 5개가 안 돼요", Followed: true,
	}}}
	for _, r := range []struct {
		s          theme.State
		name, note string
		since      string
		followed   bool
	}{
		{theme.Degraded, "문자", "보내지지만 늦게 도착할 수 있어요", "36분째", true},
		{theme.Degraded, "오픈채팅", "글만 돼요. 늦을 수 있어요", "36분째", false},
		{theme.Major, "사진·동영상", "파일도 보낼 수 없어요", "16시간 30분째", true},
		{theme.Major, "PC 로그인", "휴대폰 앱으로는 보낼 수 있어요", "16시간 30분째", false},
		{theme.Major, "톡채널", "상담과 안내 메시지가 멈췄어요", "16시간 30분째", false},
		{theme.Unknown, "보이스톡", "08:00 목록에 없어요", "방금 전부터", false},
	} {
		items = append(items, BoardItem{Kind: BoardRow, Row: FunctionRowData{
			ID: r.name, Look: look(r.s), Name: r.name, Word: words[r.s], Note: r.note, Since: r.since, Followed: r.followed,
		}})
	}
	items = append(items, BoardItem{Kind: BoardGap}, BoardItem{Kind: BoardHead, Head: ServiceHeadData{
		ID: "t", Name: "카카오 T", Look: look(theme.Major), Word: "장애", Sum: "기능 5개 중 2개가 안 돼요",
	}}, BoardItem{Kind: BoardRow, Row: FunctionRowData{
		ID: "taxi", Look: look(theme.Major), Name: "택시 호출", Word: "장애", Note: "전화 콜이나 다른 앱을 쓰세요", Since: "16시간 30분째",
	}})
	return items
}

func statusHeader(f Form) fyne.CanvasObject {
	answer := NewAnswer(f, AnswerData{
		Look: look(theme.Major), Word: "장애",
		Headline: "여러분 휴대폰 문제가 아니에요.\n카카오 장애가 16시간 30분째예요.",
		Second:   "카톡 문자는 늦게라도 가요. 사진·동영상, PC 로그인, 택시 호출은 아직 안 돼요.",
	}, NewAges(f, AgesData{
		{Label: "카카오 소식", Value: "방금 전", Extra: "08:00"},
		{Label: "소식 확인", Value: "4초 전"},
		{Dot: true, Label: "연결", Value: "이 기기에서 재생"},
	}))
	tally := NewTally(f, TallyData{
		Title: []Piece{{Text: "기능 24개 중 "}, {Text: "5개", Bold: true}, {Text: "가 정상이에요"}},
		Counts: []TallyCount{
			{look(theme.Major), "장애", 14},
			{look(theme.Partial), "일부 장애", 1},
			{look(theme.Degraded), "불안정", 2},
			{look(theme.Unknown), "확인 안 됨", 2},
			{look(theme.Operational), "정상", 5},
		},
	})
	var find fyne.CanvasObject = NewIconButton(f, IconButtonData{Icon: "search"}, nil)
	width := float32(0)
	if f == Desktop {
		find, width = NewSearchField(f, SearchFieldData{Placeholder: "서비스나 기능 찾기", Hint: "Ctrl F"}, nil), 232
	}
	filter := NewRow(f, RowData{Gap: 8, Right: find, RightWidth: width, Left: []fyne.CanvasObject{
		NewChip(f, ChipData{Label: "전체", Count: "24", Selected: true}, nil), NewChip(f, ChipData{Label: "문제 있음", Count: "19"}, nil),
		NewChip(f, ChipData{Icon: "star-on", Label: "내 것", Count: "3"}, nil),
	}})
	col := NewColumn(16,
		NewSplit(SplitData{Gap: 32, RightWidth: 300, StackGap: 16}, answer, tally),
		NewQuickAnswers(f, []QuickAnswer{
			{Icon: "prohibit", Token: theme.Major.Fill(), Label: "하지 마세요", Value: "앱 삭제, 로그아웃, 같은 송금 두 번", Extra: "급하면 전화나 휴대폰 문자로 연락하세요"},
			{Icon: "nav-recovery", Label: "복구", Value: "7개 단계 중 4개를 시작했어요", Extra: "약속 1개 어김, 끝나는 시각은 몰라요"},
			{Icon: "bell", Label: "알림", Value: "내 기능 3개를 지켜보고 있어요", Extra: "돌아오면 바로, 한 번만 알려 드려요"},
		}, nil),
		filter,
		NewColumnHeads(f, ColumnHeadsData{"기능", "상태", "비고", "지난 시간"}),
	)
	col.SetForm(f)
	return col
}

var screens = NavData{Items: []NavItem{
	{"status", "nav-status", "현황"},
	{"recovery", "nav-recovery", "복구"},
	{"guidance", "nav-guidance", "대응"},
	{"learn", "nav-learn", "알아보기"},
	{"more", "nav-more", "더보기"},
}, Selected: "status"}

func statusScreen(f Form) fyne.CanvasObject {
	b := NewBoard(f, statusHeader(f), NewParagraph(ParagraphData{
		Text: "복구는 카카오와 관계없는 독립 앱이에요.", Step: theme.Small, Token: theme.TokenText3,
	}))
	b.SetItems(kakao())
	bar := NewReplayBar(f, ReplayBarData{
		Pill: "다시 보기", Time: "2022년 10월 16일 일요일 08:00", ShortTime: "2022.10.16 08:00",
		Text: "지난 장애 기록이에요. 지금 일어나는 일이 아니에요.", Pause: "멈추기", Speed: "60배", Next: "다음 변화 10:25", End: "끝내기",
	})
	return NewFrame(f, []fyne.CanvasObject{bar}, NewRail(screens, nil), NewTabs(screens, nil), b)
}

func chartOf(f Form) *StripChart {
	lane := func(id string, now theme.State, s ...ChartSegment) ChartLane {
		return ChartLane{ID: id, Segments: s, Now: look(now)}
	}
	seg := func(s theme.State, fd, fh, fm, td, th, tm int) ChartSegment {
		return ChartSegment{From: at(fd, fh, fm), To: at(td, th, tm), Look: look(s)}
	}
	ok := seg(theme.Operational, 15, 15, 0, 15, 15, 30)
	down := seg(theme.Major, 15, 15, 30, 16, 8, 0)
	return NewStripChart(f, StripChartData{
		From: at(15, 15, 0), To: at(16, 8, 0), Now: "지금 08:00",
		Groups: []ChartGroup{
			{ID: "talk", Label: "카카오톡", Lanes: []ChartLane{
				lane("text", theme.Degraded, ok, seg(theme.Major, 15, 15, 30, 16, 1, 31), seg(theme.Partial, 16, 1, 31, 16, 7, 24), seg(theme.Degraded, 16, 7, 24, 16, 8, 0)),
				lane("photo", theme.Major, ok, down), lane("pc", theme.Major, ok, down), lane("voice", theme.Unknown, ok, down),
			}, Counts: []ChartCount{{look(theme.Major), "장애 5"}, {look(theme.Degraded), "2"}, {look(theme.Unknown), "1"}}},
			{ID: "account", Label: "카카오 계정", Lanes: []ChartLane{lane("login", theme.Major, ok, down)}, Counts: []ChartCount{{look(theme.Major), "장애 1"}}},
			{ID: "pay", Label: "카카오페이", Lanes: []ChartLane{
				lane("pay", theme.Operational, ok, down), lane("send", theme.Operational, ok, seg(theme.Unknown, 15, 15, 30, 16, 2, 0), seg(theme.Maintenance, 16, 2, 0, 16, 7, 0)),
			}, Counts: []ChartCount{{look(theme.Operational), "정상 2"}}},
		},
		Ticks:   []ChartMark{{at(15, 15, 0), "15일 15시"}, {at(15, 18, 0), "18시"}, {at(15, 21, 0), "21시"}, {at(16, 0, 0), "16일 0시"}, {at(16, 3, 0), "3시"}, {at(16, 6, 0), "6시"}},
		Events:  []ChartMark{{at(15, 16, 10), "첫 공지 16:10"}, {at(15, 23, 46), "불 꺼짐 23:46"}, {at(16, 1, 30), "전원 01:30"}},
		Cursor:  at(16, 1, 31),
		Readout: ChartReadout{Look: look(theme.Partial), Text: []Piece{{Text: "카카오톡 문자 ", Bold: true}, {Text: "16일 01:31 ", Token: theme.TokenText3}, {Text: "장애", Bold: true, Token: theme.Major.Word()}, {Text: "에서 "}, {Text: "일부 장애", Bold: true, Token: theme.Partial.Word()}, {Text: "로"}}, Link: "출처 2곳"},
		Legend: []LegendEntry{
			{Look: look(theme.Major), Word: "장애", Bar: true},
			{Look: look(theme.Partial), Word: "일부 장애", Bar: true},
			{Look: look(theme.Degraded), Word: "불안정", Bar: true},
			{Look: look(theme.Operational), Word: "정상", Bar: true},
			{Look: look(theme.Unknown), Word: "확인 안 됨", Bar: true},
		},
	})
}

// playedChart is that of a replay that can be moved on.
func playedChart() StripChartData {
	d := chartOf(Desktop).data
	d.At, d.To, d.Played, d.Lane = d.To, at(16, 12, 0), true, "text"
	d.Moments = []time.Time{at(16, 10, 25), at(16, 10, 30)}
	d.Readout.More = []Piece{{Text: "16일 01:31 ~ 07:24 · 5시간 53분", Token: theme.TokenText2}, {Text: " · 장애 → 일부 장애", Token: theme.TokenText3}}
	d.Readout.Go, d.Axis = "이때로 가기", "다른 시각으로 가는 줄"
	return d
}

func recoveryScreen(f Form) fyne.CanvasObject {
	stages := NewColumn(0,
		NewStageHeads(f, [4]string{"단계", "상태", "설명", "희망적인 전개"}),
		NewStageRow(f, StageRowData{Status: StageDone, Name: "문제 확인", Word: "끝남", When: "15일 16:10", What: "데이터센터에 불이 나 여러 서비스가 멈췄다고 처음 알렸어요.", Outlook: "원인이 분명해져서 휴대폰을 의심하지 않아도 돼요.", WhatLabel: "설명", OutlookLabel: "희망적인 전개", First: true}),
		NewStageRow(f, StageRowData{Name: "긴급 대응팀 구성", Word: "소식 없음", What: "아직 발표가 없어요."}),
		NewStageRow(f, StageRowData{Status: StageActive, Name: "데이터 복구", Word: "진행 중", When: "15일 23:25 시작", What: "카톡 문자가 01:31부터 일부 돌아왔고, 07:24부터는 오픈채팅에서도 돼요.", Outlook: "페이 결제와 송금, 대리, 퀵이 돌아왔어요. 되는 기능이 하나씩 늘고 있어요.", WhatLabel: "설명", OutlookLabel: "희망적인 전개"}),
	)
	promises := NewColumn(0,
		NewPromiseRow(f, PromiseRowData{Outcome: Missed, Word: "어김", Text: "전원이 들어오면 2시간 안에 복구", Trail: []TrailStep{
			{When: "15일 저녁", Text: []Piece{{Text: "약속했어요."}}},
			{Outcome: Moved, When: "15일 20:30", Text: []Piece{{Text: "밤샘 작업이 될 수 있다고 했어요."}}},
			{Outcome: Missed, When: "16일 03:30", Text: []Piece{{Text: "기한이 지났어요. 지금 "}, {Text: "4시간 30분", Bold: true, Token: theme.Major.Word()}, {Text: " 넘겼어요."}}},
		}}),
		NewPromiseRow(f, PromiseRowData{Outcome: NoPromise, Word: "약속 없음", Text: "모두 돌아오는 시각", Note: "언제 다 돌아오는지는 아직 말하지 않았어요. 새 약속이 나오면 여기에 적어 둘게요."}),
	)
	updates := NewColumn(0, NewDayHead(f, "10월 16일 일요일"),
		NewUpdateRow(f, UpdateRowData{Time: "08:00", Text: "서비스별로 되는 것과 안 되는 것을 처음으로 정리해 알렸어요.", Direct: true, Tag: "사용자 안내", Source: "출처", First: true}),
		NewUpdateRow(f, UpdateRowData{Time: "01:30", Text: "데이터센터 전원이 돌아오기 시작했어요.", Source: "출처", Last: true}))
	guide := NewColumn(0,
		NewGuidanceRow(f, GuidanceRowData{DoNot: true, Title: "앱을 지우지 마세요", Detail: "로그인이 멈춰 있어 다시 들어가지 못하고, 대화가 사라질 수 있어요.", Until: "로그인이 돌아올 때까지", First: true}),
		NewGuidanceRow(f, GuidanceRowData{Title: "못 한 일과 손해를 적어 두세요", Detail: "나중에 보상을 신청할 때 쓸 수 있어요.", Action: "기록 열기"}),
		NewAlternativeRow(f, AlternativeRowData{Look: look(theme.Degraded), Name: "카카오톡 문자", Word: "불안정", To: "휴대폰 문자, 라인, 텔레그램"}),
		NewChannelRow(f, ChannelRowData{Icon: "page", Name: "카카오 공지 페이지", Verified: true, Sub: "서비스별 목록 · 방금 전", Action: "열기", Outside: true}),
	)
	col := NewColumn(16,
		NewHeading(f, HeadingData{"기능 24개 중 5개가 돌아왔어요.", "언제 다 돌아오는지는 아직 말하지 않았어요."}),
		NewFigures(f, []Figure{{"지난 시간", "16시간 30분", "15일 15:30부터"}, {"원인", "데이터센터 화재", "서버 전원이 끊겼어요"}, {"복구 단계", "7개 중 4개 시작", "1개 끝남, 3개 진행 중"}, {"약속", "1개 어김", "끝나는 시각 약속은 없어요"}}),
		NewCard(CardData{Title: "복구 단계", Sub: "순서는 다를 수 있어요. 시각을 함께 보세요."}, nil, stages),
		NewCard(CardData{Title: "시간에 따른 변화", Sub: "한 줄이 기능 하나예요. 굵을수록 심각해요."}, NewSegmented(f, SegmentedData{Labels: []string{"6시간", "24시간", "전체"}, Selected: 2}, nil), chartOf(f)),
		NewCard(CardData{Title: "약속", Sub: "말한 것과 지킨 것을 나란히 적어 둬요."}, nil, promises),
		NewCard(CardData{Title: "소식"}, nil, updates),
		NewCard(CardData{Icon: "prohibit", IconToken: theme.Major.Fill(), Title: "하지 마세요"}, nil, guide),
	)
	return NewPage(f, col)
}

func TestScreens(t *testing.T) {
	start(t, theme.Light, 1)
	save(t, show(t, onGround(statusScreen(Desktop)), 1180, 820), "status-desktop")
	save(t, show(t, onGround(recoveryScreen(Desktop)), 1092, 1700), "recovery-desktop")
	start(t, theme.Dark, 1)
	save(t, show(t, onGround(statusScreen(Phone)), 390, 844), "status-phone")
	save(t, show(t, onGround(recoveryScreen(Phone)), 390, 2300), "recovery-phone")
	start(t, theme.Light, 1.5)
	save(t, show(t, onGround(statusScreen(Desktop)), 1180, 820), "status-150")
}

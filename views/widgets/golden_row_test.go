package widgets

import (
	"bokgu/views/theme"
)

// rowSheets show the lines of lists.
func rowSheets() []golden {
	return []golden{
		{"functionrow", 720, func() (out []cell) {
			one := func(f Form, l theme.Look, word, name, note, since string, followed bool) *FunctionRow {
				return NewFunctionRow(f, FunctionRowData{
					ID: name, Look: l, Name: name, Word: word, Note: note, Since: since, Followed: followed, Ground: GroundWhole,
				})
			}
			for _, s := range theme.States() {
				out = append(out, cell{state: string(s), w: 688, object: one(Desktop, look(s), words[s], "문자", "늦게 도착할 수 있어요", "36분째", s == theme.Major)})
			}
			usual := func() *FunctionRow {
				return one(Desktop, look(theme.Major), "Down", "Photos and videos", "Files cannot be sent either", "for 16 h 30 min", true)
			}
			pick := NewFunctionRow(Phone, FunctionRowData{Name: "문자", Look: look(theme.Degraded), Word: "불안정", Ground: GroundWhole, Pick: true})
			return append(out,
				cell{state: "pointed at", w: 688, object: hovered(usual())},
				cell{state: "keyboard", w: 688, object: focused(usual())},
				cell{state: "stale: since when, never for how long", w: 688, object: one(Desktop, stale(theme.Major), "장애", "PC 로그인", "휴대폰으로는 돼요", "어제 15:30부터", false)},
				cell{state: "phone", w: 337, object: one(Phone, look(theme.Degraded), "불안정", "오픈채팅", "글만 돼요. 늦을 수 있어요", "36분째", false)},
				cell{state: "phone, followed", w: 337, object: one(Phone, look(theme.Major), "Down", "Taxi", "Call one by telephone", "16 h 30 min", true)},
				cell{state: "phone, to be picked", w: 337, object: pick},
				cell{state: "ColumnHeads", w: 688, object: NewColumnHeads(Desktop, ColumnHeadsData{"기능", "상태", "비고", "지난 시간"})})
		}},
		{"servicehead", 720, func() []cell {
			d := ServiceHeadData{Name: "카카오톡", Look: look(theme.Major), Word: "장애", Sum: "기능 10개 중 6개가 안 돼요", Ground: GroundWhole}
			on, old, plain := d, d, d
			on.Followed = true
			old.Look.Stale = true
			plain.Name, plain.Look, plain.Word, plain.Sum, plain.NoStar, plain.NoChevron = "Kakao T", look(theme.Operational), "Working", "All 5 functions work", true, true
			one := func(f Form, d ServiceHeadData) *ServiceHead { return NewServiceHead(f, d) }
			return []cell{
				{state: "normal", w: 688, object: one(Desktop, d)},
				{state: "followed, pointed at", w: 688, object: hovered(one(Desktop, on))},
				{state: "keyboard", w: 688, object: focused(one(Desktop, d))},
				{state: "stale", w: 688, object: one(Desktop, old)},
				{state: "nothing to follow or to open", w: 688, object: one(Desktop, plain)},
				{state: "phone", w: 328, object: one(Phone, on)},
			}
		}},
		{"feedhead", 720, func() []cell {
			d := FeedHeadData{Name: "카카오 (복원)", Ages: "3분 전 · 실시간", Mark: "공식이 아니에요"}
			return []cell{
				{state: "normal", w: 688, onCard: true, object: NewFeedHead(Desktop, d)},
				{state: "keyboard", w: 688, onCard: true, object: focused(NewFeedHead(Desktop, d))},
				{state: "phone", w: 328, onCard: true, object: NewFeedHead(Phone, FeedHeadData{Name: "City Trains", Ages: "40 s ago, every minute"})},
			}
		}},
		{"diaryrow", 720, func() []cell {
			d := DiaryRowData{Time: "08:00", Text: "카카오톡 문자: 장애에서 일부 장애로", State: theme.Partial, First: true, Ground: GroundWhole}
			noted, own, other := d, d, d
			noted.Note, noted.Amount = "택시를 못 불렀어요", "12,000원"
			own.State, own.Own, own.Text, own.Amount = "", true, "Could not send money", "₩30,000"
			other.State, other.Text = "", "단계: 데이터 복구 진행 중"
			one := func(f Form, d DiaryRowData) *DiaryRow { return NewDiaryRow(f, d) }
			return []cell{
				{state: "a change", w: 337, object: one(Desktop, d)},
				{state: "pointed at", w: 337, object: hovered(one(Desktop, d))},
				{state: "keyboard", w: 337, object: focused(one(Desktop, d))},
				{state: "news without a state", w: 337, object: one(Desktop, other)},
				{state: "with a note", w: 337, object: one(Desktop, noted)},
				{state: "a note of its own", w: 337, object: one(Desktop, own)},
				{state: "phone", w: 328, object: one(Phone, noted)},
			}
		}},
		{"guidance", 720, func() []cell {
			d := GuidanceRowData{Title: "못 한 일과 손해를 적어 두세요", Detail: "나중에 보상을 신청할 때 쓸 수 있어요.", First: true}
			action, done := d, d
			action.Action = "기록 열기"
			done.Done, done.Title, done.Detail = true, "Take cash along", "Payments are back but may stop again."
			forbid := GuidanceRowData{DoNot: true, Title: "앱을 지우지 마세요", Detail: "로그인이 멈춰 있어 다시 들어가지 못해요.", Until: "로그인이 돌아올 때까지", First: true}
			one := func(f Form, d GuidanceRowData) *GuidanceRow { return NewGuidanceRow(f, d) }
			return []cell{
				{state: "do", w: 337, onCard: true, object: one(Desktop, d)},
				{state: "done", w: 337, onCard: true, object: one(Desktop, done)},
				{state: "do not, and how long", w: 688, onCard: true, object: one(Desktop, forbid)},
				{state: "with a link", w: 688, onCard: true, object: one(Desktop, action)},
				{state: "phone: do not", w: 328, onCard: true, object: one(Phone, forbid)},
				{state: "phone: with a link", w: 328, onCard: true, object: one(Phone, action)},
			}
		}},
		{"alternative", 720, func() []cell {
			d := AlternativeRowData{Look: look(theme.Degraded), Name: "카카오톡 문자", Word: "불안정", To: "휴대폰 문자, 라인", First: true}
			en := AlternativeRowData{Look: look(theme.Major), Name: "Taxi", Word: "Down", To: "Call one by telephone", First: true}
			mine := AlternativeRowData{Look: look(theme.Major), Name: "사진·동영상", Word: "장애", To: "가족 단톡방은 문자로", Mine: "내가 적은 것", Press: "고치기", First: true}
			more := AlternativeRowData{Look: look(theme.Major), To: "E-mail", Again: true, Press: "Choose", Write: "Write my own"}
			none := AlternativeRowData{Look: look(theme.Operational), Name: "로그인", Word: "정상", To: "아직 고른 것이 없어요", Quiet: true, Write: "직접 적기", First: true}
			return []cell{
				{state: "desktop", w: 688, onCard: true, object: NewAlternativeRow(Desktop, d)},
				{state: "narrow", w: 480, onCard: true, object: NewAlternativeRow(Desktop, en)},
				{state: "phone", w: 328, onCard: true, object: NewAlternativeRow(Phone, d)},
				{state: "chosen by the reader", w: 688, onCard: true, object: NewAlternativeRow(Desktop, mine)},
				{state: "one more for the same function, to be chosen", w: 688, onCard: true, object: NewAlternativeRow(Desktop, more)},
				{state: "phone: chosen by the reader", w: 328, onCard: true, object: NewAlternativeRow(Phone, mine)},
				{state: "phone: to be chosen", w: 328, onCard: true, object: NewAlternativeRow(Phone, more)},
				{state: "nothing chosen yet", w: 328, onCard: true, object: NewAlternativeRow(Phone, none)},
			}
		}},
		{"channel", 720, func() []cell {
			d := ChannelRowData{Icon: "page", Name: "카카오 공지 페이지", Verified: true, Sub: "서비스별 목록 · 방금 전", Action: "열기", Outside: true, First: true}
			en := ChannelRowData{Icon: "phone", Name: "Customer centre", Sub: "1577-3754", Action: "Call", First: true}
			return []cell{
				{state: "verified, leads out of the app", w: 337, onCard: true, object: NewChannelRow(Desktop, d)},
				{state: "not verified", w: 337, onCard: true, object: NewChannelRow(Desktop, en)},
				{state: "nothing to open", w: 337, onCard: true, object: NewChannelRow(Desktop, ChannelRowData{Icon: "mail", Name: "메일", First: true})},
				{state: "phone", w: 328, onCard: true, object: NewChannelRow(Phone, d)},
			}
		}},
		{"update", 720, func() []cell {
			d := UpdateRowData{Time: "08:00", Text: "서비스별로 되는 것과 안 되는 것을 알렸어요.", Direct: true, Tag: "사용자 안내", Source: "출처", First: true, Last: true}
			mid := UpdateRowData{Time: "01:30", Text: "Power is coming back to the data centre.", Source: "Source"}
			return []cell{
				{state: "DayHead", w: 688, onCard: true, object: NewDayHead(Desktop, "10월 16일 일요일")},
				{state: "said by the operator", w: 688, onCard: true, object: NewUpdateRow(Desktop, d)},
				{state: "said by others, in the middle of a day", w: 688, onCard: true, object: NewUpdateRow(Desktop, mid)},
				{state: "phone", w: 328, onCard: true, object: NewUpdateRow(Phone, d)},
				{state: "phone, said by others", w: 328, onCard: true, object: NewUpdateRow(Phone, mid)},
			}
		}},
	}
}

// screenSheets show what holds a screen of rows.
func screenSheets() []golden {
	return []golden{
		{"board", 800, func() []cell {
			items := func() []BoardItem {
				return []BoardItem{
					{Kind: BoardFeed, Feed: FeedHeadData{ID: "f", Name: "카카오 (복원)", Ages: "3분 전 · 실시간"}},
					{Kind: BoardHead, Head: ServiceHeadData{ID: "t", Name: "카카오톡", Look: look(theme.Major), Word: "장애", Sum: "기능 2개 중 1개가 안 돼요"}},
					{Kind: BoardRow, Row: FunctionRowData{ID: "a", Look: look(theme.Degraded), Name: "문자", Word: "불안정", Note: "늦을 수 있어요", Since: "36분째", Followed: true}},
					{Kind: BoardRow, Row: FunctionRowData{ID: "b", Look: look(theme.Major), Name: "사진·동영상", Word: "장애", Note: "파일도 안 돼요", Since: "16시간 30분째"}},
					{Kind: BoardGap},
					{Kind: BoardHead, Head: ServiceHeadData{ID: "p", Name: "Kakao Pay", Look: look(theme.Operational), Word: "Working"}},
				}
			}
			one := func(f Form) *Board {
				b := NewBoard(f, NewHeading(f, HeadingData{Title: "현황"}), nil)
				b.SetItems(items())
				return b
			}
			return []cell{
				{state: "desktop", w: 768, h: 340, object: one(Desktop)},
				{state: "phone", w: 360, h: 420, object: one(Phone)},
			}
		}},
		{"diary", 760, func() []cell {
			one := func(f Form) *DiaryList {
				items := []DiaryItem{{ID: "d", Day: true}, {ID: "a"}, {ID: "b", Note: true}, {ID: "e", Day: true}, {ID: "c"}}
				rows := []DiaryRowData{
					{},
					{ID: "a", Time: "08:00", Text: "카카오톡 문자: 장애에서 불안정으로", State: theme.Degraded},
					{ID: "b", Time: "07:24", Text: "Open chat: Down to Partly down", State: theme.Partial, Note: "단체방에 못 알렸어요"},
					{},
					{ID: "c", Time: "15:30", Text: "카카오톡: 장애가 시작됐어요", State: theme.Major},
				}
				l := NewDiaryList(f, NewHeading(f, HeadingData{Title: "기록"}), func(i int) string {
					return []string{"10월 16일 일요일", "10월 15일 토요일"}[i/3]
				}, func(i int) DiaryRowData { return rows[i] })
				l.SetItems(items)
				return l
			}
			return []cell{
				{state: "desktop", w: 728, h: 330, object: one(Desktop)},
				{state: "phone", w: 360, h: 380, object: one(Phone)},
			}
		}},
	}
}

// recoverySheets show how something comes back.
func recoverySheets() []golden {
	piece := func(s string) []Piece { return []Piece{{Text: s}} }
	return []golden{
		{"stage", 840, func() []cell {
			done := StageRowData{
				Status: StageDone, Name: "문제 확인", Word: "끝남", When: "15일 16:10", What: "데이터센터에 불이 나 서비스가 멈췄다고 알렸어요.",
				Outlook: "휴대폰을 의심하지 않아도 돼요.", WhatLabel: "설명", OutlookLabel: "희망적인 전개", First: true,
			}
			now := StageRowData{
				Status: StageActive, Name: "Restoring data", Word: "Under way", When: "since 15th 23:25", What: "Text came back in part at 01:31.",
				Outlook: "Payments and transfers are back.", WhatLabel: "What", OutlookLabel: "Outlook", First: true,
			}
			silent := StageRowData{Name: "후속 대책", Word: "소식 없음", What: "아직 발표가 없어요.", First: true}
			out := []cell{{state: "StageHeads", w: 808, onCard: true, object: NewStageHeads(Desktop, [4]string{"단계", "상태", "설명", "희망적인 전개"})}}
			for _, s := range []struct {
				name string
				d    StageRowData
			}{{"done", done}, {"under way", now}, {"no news: it may be still to come or be left out; it is never drawn as done", silent}} {
				out = append(out, cell{state: s.name, w: 808, onCard: true, object: NewStageRow(Desktop, s.d)})
			}
			for _, d := range []StageRowData{done, now, silent} {
				out = append(out, cell{state: "phone", w: 328, onCard: true, object: NewStageRow(Phone, d)})
			}
			return out
		}},
		{"promise", 720, func() []cell {
			trail := PromiseRowData{Outcome: Missed, Word: "어김", Text: "전원이 들어오면 2시간 안에 복구", First: true, Trail: []TrailStep{
				{When: "15일 저녁", Text: piece("약속했어요.")},
				{Outcome: Moved, When: "15일 20:30", Text: piece("밤샘 작업이 될 수 있다고 했어요.")},
				{Outcome: Missed, When: "16일 03:30", Text: []Piece{{Text: "기한이 지났어요. 지금 "}, {Text: "4시간 30분", Bold: true, Token: theme.Major.Word()}, {Text: " 넘겼어요."}}},
			}}
			kept := PromiseRowData{Outcome: Kept, Word: "지킴", Text: "17:00까지 새 소식을 알리기", Note: "16:40에 알렸어요", First: true}
			return []cell{
				{state: "kept", w: 688, onCard: true, object: NewPromiseRow(Desktop, kept)},
				{state: "moved", w: 688, onCard: true, object: NewPromiseRow(Desktop, PromiseRowData{Outcome: Moved, Word: "Moved", Text: "Mail back by 18:00", Note: "moved to tomorrow 06:00", First: true})},
				{state: "missed", w: 688, onCard: true, object: NewPromiseRow(Desktop, PromiseRowData{Outcome: Missed, Word: "어김", Text: "2시간 안에 복구", Note: "4시간 30분 넘겼어요", First: true})},
				{state: "open", w: 688, onCard: true, object: NewPromiseRow(Desktop, PromiseRowData{Outcome: Open, Word: "Open", Text: "Mail back today", Note: "6 h left", First: true})},
				{state: "nothing was promised", w: 337, onCard: true, object: NewPromiseRow(Desktop, PromiseRowData{Outcome: NoPromise, Word: "약속 없음", Text: "모두 돌아오는 시각", Note: "언제 다 돌아오는지는 아직 말하지 않았어요.", First: true})},
				{state: "phone", w: 337, onCard: true, object: NewPromiseRow(Phone, kept)},
				{state: "with its trail", w: 688, onCard: true, object: NewPromiseRow(Desktop, trail)},
			}
		}},
		{"pickrow", 640, func() []cell {
			d := PickRowData{Title: "깃허브", Sub: "GitHub · www.githubstatus.com"}
			one := func() *PickRow { return NewPickRow(Desktop, d, func() {}) }
			return []cell{
				{state: "at rest", w: 296, onCard: true, object: one()},
				{state: "pointed at", w: 296, onCard: true, object: hovered(one())},
				{state: "keyboard", w: 296, onCard: true, object: focused(one())},
				{state: "wrapped", w: 200, onCard: true, object: NewPickRow(Desktop, PickRowData{Title: "Sony Playstation", Sub: "소니 플레이스테이션 · status.playstation.com"}, func() {})},
				{state: "phone, without a second line", w: 296, onCard: true, object: NewPickRow(Phone, PickRowData{Title: "Discord"}, func() {})},
			}
		}},
		{"chart", 960, func() []cell {
			return []cell{
				{state: "with the cursor on a lane", w: 928, onCard: true, object: chartOf(Desktop)},
				{state: "phone", w: 328, onCard: true, object: chartOf(Phone)},
				{state: "keyboard", w: 560, onCard: true, object: focused(chartOf(Desktop))},
				{state: "a replay", w: 928, onCard: true, object: NewStripChart(Desktop, playedChart())},
				{state: "phone: a lane of a replay", w: 328, onCard: true, object: NewStripChart(Phone, playedChart())},
			}
		}},
	}
}

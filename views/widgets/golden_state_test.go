package widgets

import (
	"fmt"
	"time"

	"bokgu/views/theme"
)

// stateSheets show what tells a state.
func stateSheets() []golden {
	everyState := func(make func(l theme.Look, word, name string) cell) func() []cell {
		return func() (out []cell) {
			for _, s := range theme.States() {
				out = append(out,
					make(look(s), words[s], string(s)), make(look(s), english[s], "English"),
					make(stale(s), words[s], "stale"))
			}
			return out
		}
	}
	ages := func(a, b, c Age) AgesData { return AgesData{a, b, c} }
	live := ages(Age{Label: "카카오 소식", Value: "3분 전", Extra: "08:00"}, Age{Label: "소식 확인", Value: "4초 전"}, Age{Dot: true, Label: "연결", Value: "실시간"})
	polled := ages(Age{Label: "Their word", Value: "3 h ago", Extra: "05:12"}, Age{Label: "Checked", Value: "40 s ago"}, Age{Icon: "replay", Label: "Connection", Value: "every minute"})
	old := ages(Age{Label: "카카오 소식", Value: "52분 전", Extra: "08:00"}, Age{Label: "소식 확인", Value: "19분 전", Extra: "08:33"}, Age{Icon: "offline", Label: "연결", Value: "인터넷 없음"})
	unknown := ages(Age{Label: "카카오 소식", Value: "없음"}, Age{Label: "소식 확인", Value: "아직 없음"}, Age{Icon: "offline", Label: "연결", Value: "연결하고 있어요"})
	counts := func(major, partial, degraded, fine int) []TallyCount {
		return []TallyCount{
			{look(theme.Major), "장애", major},
			{look(theme.Partial), "일부 장애", partial},
			{look(theme.Degraded), "불안정", degraded},
			{look(theme.Maintenance), "점검 중", 1},
			{look(theme.Unknown), "확인 안 됨", 2},
			{look(theme.Operational), "정상", fine},
		}
	}
	return []golden{
		{"badge", 480, everyState(func(l theme.Look, word, name string) cell {
			return cell{state: name, w: 136, object: NewBadge(BadgeData{Look: l, Word: word})}
		})},
		{"mark", 480, func() (out []cell) {
			for _, s := range theme.States() {
				out = append(out,
					cell{state: string(s), w: 136, object: NewMark(StateMark(look(s), words[s], "", theme.Body))},
					cell{state: "English, small", w: 136, object: NewMark(StateMark(look(s), english[s], "", theme.Small))},
					cell{state: "stale, with the last contact", w: 136, object: NewMark(StateMark(stale(s), words[s], "08:33", theme.Body))})
			}
			return append(out,
				cell{state: "verified", w: 136, object: NewMark(MarkData{Icon: "verified", Text: "주소 확인됨", Step: theme.Small, Bold: true})},
				cell{state: "counter", w: 136, object: NewMark(MarkData{Icon: "check", IconToken: theme.Operational.Fill(), Text: "지킴", Token: theme.TokenText2, Step: theme.Small, Extra: "3"})},
				cell{state: "Tag", object: NewTag("데이터 복구")})
		}},
		{"answer", 640, func() []cell {
			return []cell{
				{state: "in trouble, with the ages", w: 608, object: NewAnswer(Desktop, AnswerData{
					Look: look(theme.Major), Word: "장애", Headline: "여러분 휴대폰 문제가 아니에요.\n카카오 장애가 16시간 30분째예요.",
					Second: "카톡 문자는 늦게라도 가요. 사진·동영상, PC 로그인, 택시 호출은 아직 안 돼요.",
				}, NewAges(Desktop, live))},
				{state: "no trouble", w: 608, object: NewAnswer(Desktop, AnswerData{
					Look: look(theme.Operational), Word: "Working", Headline: "Nothing is reported.", Second: "If it fails for you, measure your own connection.",
				}, nil)},
				{state: "stale", w: 608, object: NewAnswer(Desktop, AnswerData{
					Look: stale(theme.Major), Word: "장애", Headline: "지금 어떤지는 알 수 없어요.", Second: "08:33까지는 장애였어요.",
				}, NewAges(Desktop, old))},
				{state: "phone", w: 328, object: NewAnswer(Phone, AnswerData{
					Look: look(theme.Partial), Word: "Partly down", Headline: "It is not your phone.", Second: "Text gets through late. Photos do not.",
				}, nil)},
			}
		}},
		{"ages", 640, func() []cell {
			return []cell{
				{state: "fresh: live", w: 608, object: NewAges(Desktop, live)},
				{state: "fresh: asked every minute", w: 608, object: NewAges(Desktop, polled)},
				{state: "stale: offline", w: 608, object: NewAges(Desktop, old)},
				{state: "unknown: nothing yet", w: 608, object: NewAges(Desktop, unknown)},
				{state: "phone, two rows", w: 328, object: NewAges(Phone, live)},
				{state: "too narrow for that", w: 220, object: NewAges(Phone, polled)},
			}
		}},
		{"tally", 640, func() []cell {
			title := func(n, fine int) []Piece {
				return []Piece{{Text: fmt.Sprintf("기능 %d개 중 ", n)}, {Text: fmt.Sprintf("%d개", fine), Bold: true}, {Text: "가 정상이에요"}}
			}
			return []cell{
				{state: "a cell a function", w: 297, object: NewTally(Desktop, TallyData{title(24, 5), counts(13, 1, 2, 5)})},
				{state: "over 60 functions", w: 297, object: NewTally(Desktop, TallyData{title(243, 200), counts(30, 6, 4, 200)})},
				{state: "all well", w: 297, object: NewTally(Desktop, TallyData{
					[]Piece{{Text: "All 8 functions work"}}, []TallyCount{{look(theme.Operational), "Working", 8}},
				})},
				{state: "phone", w: 297, object: NewTally(Phone, TallyData{title(24, 5), counts(13, 1, 2, 5)})},
			}
		}},
		{"legend", 640, func() []cell {
			entries := func(word map[theme.State]string, bar bool) (out []LegendEntry) {
				for _, s := range theme.States() {
					out = append(out, LegendEntry{Look: look(s), Word: word[s], Bar: bar})
				}
				return out
			}
			return []cell{
				{state: "with the lanes of the chart", w: 608, object: NewLegend(Desktop, entries(words, true))},
				{state: "with counts", w: 608, object: NewLegend(Desktop, []LegendEntry{{Look: look(theme.Major), Word: "Down", Count: "14"}, {Look: look(theme.Operational), Word: "Working", Count: "5"}})},
				{state: "out of room", w: 300, object: NewLegend(Phone, entries(english, false))},
			}
		}},
		{"figures", 640, func() []cell {
			d := []Figure{{"지난 시간", "16시간 30분", "15일 15:30부터"}, {"원인", "데이터센터 화재", "전원이 끊겼어요"}, {"복구 단계", "7개 중 4개", "1개 끝남"}, {"Promises", "1 missed", "none on the end"}}
			return []cell{
				{state: "desktop", w: 608, object: NewFigures(Desktop, d)},
				{state: "phone", w: 328, object: NewFigures(Phone, d)},
			}
		}},
		{"progress", 480, func() (out []cell) {
			for _, n := range []int{0, 1, 4, 7} {
				out = append(out, cell{state: fmt.Sprintf("%d of 7", n), w: 200, h: 16, object: NewProgress(ProgressData{Done: n, Total: 7})})
			}
			return out
		}},
		{"empty", 640, func() []cell {
			return []cell{
				{state: "empty", w: 297, onCard: true, object: NewEmptyState(Desktop, EmptyStateData{Icon: "star-off", Title: "아직 고른 기능이 없어요", Text: "별을 누르면 여기에 모여요"}, nil)},
				{state: "loading", w: 297, onCard: true, object: NewEmptyState(Desktop, EmptyStateData{Icon: "stage-not-reported", Title: "Reading what was stored", Text: "It opens without the internet too"}, nil)},
				{state: "failed, with what to do", w: 297, onCard: true, object: NewEmptyState(Desktop, EmptyStateData{Icon: "offline", Title: "서명이 맞지 않아 쓰지 않았어요", Text: "08:33의 소식을 그대로 보여 드려요", Action: "다시 읽기"}, nil)},
				{state: "phone", w: 297, onCard: true, object: NewEmptyState(Phone, EmptyStateData{Icon: "offline", Title: "인터넷이 없어요", Text: "08:33의 소식이에요", Action: "다시 시도"}, nil)},
			}
		}},
		{"notice", 640, func() []cell {
			return []cell{
				{state: "offline", w: 608, object: NewNoticeBar(Desktop, NoticeBarData{Text: "인터넷에 연결돼 있지 않아요", Sub: "08:33의 소식을 보여 드려요.", Action: "다시 해 보기"}, nil)},
				{state: "information", w: 608, object: NewNoticeBar(Desktop, NoticeBarData{Kind: NoticeInfo, Text: "A new feed is offered", Sub: "Nothing was changed.", Action: "Look"}, nil)},
				{state: "error", w: 608, object: NewNoticeBar(Desktop, NoticeBarData{Kind: NoticeError, Text: "서명이 맞지 않아요", Sub: "앞의 소식을 그대로 보여 드려요.", Action: "자세히"}, nil)},
				{state: "nothing to press", w: 608, object: NewNoticeBar(Desktop, NoticeBarData{Kind: NoticeInfo, Icon: "clock", Text: "기기의 시계가 3분 늦어요"}, nil)},
				{state: "phone: the second sentence below", w: 328, object: NewNoticeBar(Phone, NoticeBarData{Text: "인터넷에 연결돼 있지 않아요", Sub: "08:33의 소식을 보여 드려요.", Action: "다시"}, nil)},
			}
		}},
		{"replay", 880, func() []cell {
			d := ReplayBarData{
				Pill: "다시 보기", Time: "2022년 10월 16일 일요일 08:00", ShortTime: "2022.10.16 08:00", Text: "지금 일어나는 일이 아니에요.",
				Previous: "앞 변화 07:24", Pause: "멈추기", Speed: "60배", Next: "다음 변화 10:25", Drill: "훈련 시작", End: "끝내기",
				Line: ScrubData{Label: "재생 위치", From: at(15, 15, 15), At: at(16, 8, 0), Until: at(19, 0, 0), Moments: []time.Time{at(15, 15, 30), at(15, 16, 10), at(15, 20, 30), at(16, 1, 31), at(16, 10, 25), at(17, 9, 0)}},
			}
			paused, drill := d, d
			paused.Paused, paused.Pause = true, "계속"
			drill.Pill, drill.Text, drill.Time = "Drill", "This is a rehearsal.", "Sun 16 Oct 2022, 08:00"
			drill.Pause, drill.Speed, drill.Next, drill.Drill, drill.End = "Pause", "60 ×", "Next change 10:25", "", "End"
			end, narrow := d, d
			end.Paused, end.Next, end.Line.At = true, "", d.Line.Until
			narrow.Narrow = true
			return []cell{
				{state: "running", w: 848, object: NewReplayBar(Desktop, d)},
				{state: "paused", w: 848, object: NewReplayBar(Desktop, paused)},
				{state: "a drill", w: 848, object: NewReplayBar(Desktop, drill)},
				{state: "without controls", w: 400, object: NewReplayBar(Desktop, ReplayBarData{Pill: "다시 보기", Time: "10월 16일 08:00"})},
				{state: "phone", w: 360, object: NewReplayBar(Phone, d)},
				{state: "at the end", w: 848, object: NewReplayBar(Desktop, end)},
				{state: "out of room for words", w: 640, object: NewReplayBar(Desktop, d)},
				{state: "phone, very large letters", w: 290, object: NewReplayBar(Phone, narrow)},
			}
		}},
	}
}

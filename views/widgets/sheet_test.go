package widgets

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// words of the states for the sheet; the app takes them from package i18n.
var words = map[theme.State]string{
	theme.Operational: "정상", theme.Degraded: "불안정", theme.Partial: "일부 장애",
	theme.Major: "장애", theme.Maintenance: "점검 중", theme.Unknown: "확인 안 됨",
}

func look(s theme.State) theme.Look { return theme.Look{State: s} }

// start runs the test in an app with our theme.
func start(t *testing.T, choice theme.Choice, scale float32) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(choice, scale))
	fyne.CurrentApp().Settings().SetTheme(theme.New(choice, scale))
}

// show puts o into a window of the given size without padding and returns its canvas.
func show(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Canvas {
	t.Helper()
	win := test.NewTempWindow(t, o)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win.Canvas()
}

func at(day, hour, minute int) time.Time {
	return time.Date(2022, 10, day, hour, minute, 0, 0, time.UTC)
}

func row(s theme.State, name, note, since string, followed, stale, first bool) *FunctionRow {
	return NewFunctionRow(Desktop, FunctionRowData{
		ID: name, Look: theme.Look{State: s, Stale: stale}, Name: name, Word: words[s], Note: note, Since: since,
		Followed: followed, First: first,
	})
}

// statesCard is the first card of the design's sheet.
func statesCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, s := range []theme.State{
		theme.Operational, theme.Degraded, theme.Partial, theme.Major, theme.Maintenance, theme.Unknown,
	} {
		when := "08:33"
		if s == theme.Unknown {
			when = ""
		}
		rows = append(rows, newCells(60, 150, 140, 160, 230).with(
			newCells(60, 53, 30).with(
				NewIcon(StateIcon(look(s), 40)), NewIcon(StateIcon(look(s), 20)), NewIcon(StateIcon(look(s), 14))),
			NewLine(LineData{Text: words[s], Step: theme.Lead, Bold: true, Token: s.Word()}),
			NewBadge(BadgeData{Look: look(s), Word: words[s]}),
			NewMark(StateMark(theme.Look{State: s, Stale: true}, words[s], when, theme.Body)),
			NewLine(LineData{Text: string(s), Step: theme.Small, Token: theme.TokenText2}),
		))
	}
	return NewCard(CardData{Title: "상태", Rule: true}, nil, NewInset(Pad(0), NewColumn(0, rows...)))
}

// cells is a row of fixed columns, for the sheet only.
type cells struct {
	base
	high   float32
	widths []float32
	items  []fyne.CanvasObject
}

func newCells(high float32, widths ...float32) *cells {
	c := &cells{high: high, widths: widths}
	c.ExtendBaseWidget(c)
	return c
}

func (c *cells) with(items ...fyne.CanvasObject) *cells { c.items = items; return c }

func (c *cells) CreateRenderer() fyne.WidgetRenderer { return draw(c) }
func (c *cells) parts() []fyne.CanvasObject          { return c.items }
func (c *cells) paint()                              {}
func (c *cells) least() fyne.Size                    { return fyne.NewSize(100, c.high) }

func (c *cells) place(s fyne.Size) {
	x := float32(20)
	if c.high == 60 && len(c.widths) == 2 {
		x = 0
	}
	for i, o := range c.items {
		m := o.MinSize()
		w := m.Width
		if _, ok := o.(*Line); ok {
			w = o.(*Line).Width()
		}
		if _, ok := o.(*cells); ok {
			w = 150
		}
		h := min(max(m.Height, 1), s.Height)
		put(o, x, (s.Height-h)/2, w, h)
		if i < len(c.widths) {
			x += c.widths[i]
		} else {
			x += w + 9
		}
	}
}

func hover(w interface{ Refresh() }, p *press) {
	p.hovered = true
	w.Refresh()
}

func rowsCard() fyne.CanvasObject {
	over := row(theme.Major, "사진·동영상", "파일도 보낼 수 없어요", "16시간 30분째", true, false, false)
	hover(over, &over.press)
	keyboard := row(theme.Major, "택시 호출", "전화 콜이나 다른 앱을 쓰세요", "16시간 30분째", true, false, false)
	keyboard.FocusGained()
	return NewCard(CardData{Title: "기능 한 줄", Sub: "보통, 마우스를 올렸을 때, 키보드로 골랐을 때, 점검, 확인이 끊겼을 때"}, nil, NewColumn(0,
		row(theme.Degraded, "문자", "보내지지만 늦게 도착할 수 있어요", "36분째", true, false, true), over, keyboard,
		row(theme.Maintenance, "앱 점검", "02:00에 끝날 예정이에요", "40분째", false, false, false),
		row(theme.Major, "PC 로그인", "휴대폰 앱으로는 보낼 수 있어요", "어제 15:30부터", false, true, false),
	))
}

func sheetColumns() fyne.CanvasObject {
	ages := func(a, b, c Age) fyne.CanvasObject { return NewAges(Desktop, AgesData{a, b, c}) }
	pad := InsetData{Top: 12, Right: 20, Bottom: 16, Left: 20}
	left := NewColumn(16,
		NewCard(CardData{Title: "세 가지 나이", Sub: "실시간, 소켓이 막혔을 때, 오프라인", Rule: true}, nil, NewInset(pad, NewColumn(9,
			ages(Age{Label: "카카오 소식", Value: "3분 전", Extra: "08:00"}, Age{Label: "소식 확인", Value: "4초 전"}, Age{Dot: true, Label: "연결", Value: "실시간"}),
			ages(Age{Label: "카카오 소식", Value: "3시간 전", Extra: "05:12"}, Age{Label: "소식 확인", Value: "40초 전"}, Age{Icon: "replay", Label: "연결", Value: "1분마다 확인"}),
			ages(Age{Label: "카카오 소식", Value: "52분 전", Extra: "08:00"}, Age{Label: "소식 확인", Value: "19분 전", Extra: "08:33"}, Age{Icon: "offline", Label: "연결", Value: "인터넷 없음"}),
		))),
		NewCard(CardData{Title: "약속", Sub: "어김만 실제 기록이고 나머지는 예시예요", Rule: true}, nil, NewColumn(0,
			NewPromiseRow(Desktop, PromiseRowData{Outcome: Kept, Word: "지킴", Text: "17:00까지 새 소식을 알리기", Note: "16:40에 알렸어요", First: true}),
			NewPromiseRow(Desktop, PromiseRowData{Outcome: Moved, Word: "미룸", Text: "18:00까지 메일 복구", Note: "내일 06:00으로 미뤘어요"}),
			NewPromiseRow(Desktop, PromiseRowData{Outcome: Missed, Word: "어김", Text: "전원이 들어오면 2시간 안에 복구", Note: "4시간 30분 넘겼어요"}),
			NewPromiseRow(Desktop, PromiseRowData{Outcome: Open, Word: "남음", Text: "오늘 안에 메일 복구", Note: "6시간 남았어요"}),
		)),
		NewCard(CardData{Title: "대응", Rule: false}, nil, NewColumn(0,
			NewGuidanceRow(Desktop, GuidanceRowData{DoNot: true, Title: "앱을 지우지 마세요", Detail: "로그인이 멈춰 있어 다시 들어가지 못하고, 대화가 사라질 수 있어요.", Until: "로그인이 돌아올 때까지", First: true}),
			NewGuidanceRow(Desktop, GuidanceRowData{Title: "못 한 일과 손해를 적어 두세요", Detail: "나중에 보상을 신청할 때 쓸 수 있어요.", Action: "기록 열기"}),
			NewGuidanceRow(Desktop, GuidanceRowData{Done: true, Title: "카드나 현금을 챙기세요", Detail: "페이가 돌아왔지만 다시 멈출 수도 있어요."}),
			NewAlternativeRow(Desktop, AlternativeRowData{Look: look(theme.Degraded), Name: "카카오톡 문자", Word: "불안정", To: "휴대폰 문자, 라인, 텔레그램"}),
			NewChannelRow(Desktop, ChannelRowData{Icon: "page", Name: "카카오 공지 페이지", Verified: true, Sub: "서비스별 목록 · 방금 전", Action: "열기", Outside: true}),
		)),
	)
	right := NewColumn(16,
		NewCard(CardData{Title: "누르는 것", Rule: true}, nil, NewInset(InsetData{Top: 4, Bottom: 8}, NewColumn(0,
			newCells(52).with(
				NewButton(Desktop, ButtonData{Kind: Primary, Label: "확인하기"}, nil), NewButton(Desktop, ButtonData{Label: "지우기"}, nil),
				NewButton(Desktop, ButtonData{Kind: Link, Label: "출처", After: "link"}, nil),
				NewChip(Desktop, ChipData{Label: "전체", Count: "24", Selected: true}, nil),
				NewChip(Desktop, ChipData{Icon: "star-on", Label: "내 것", Count: "3"}, nil),
			),
			newCells(52).with(
				NewSegmented(Desktop, SegmentedData{Labels: []string{"6시간", "24시간", "전체"}, Selected: 2}, nil),
				NewSwitch(Desktop, ToggleData{On: true}, nil), NewSwitch(Desktop, ToggleData{}, nil),
				NewCheck(Desktop, ToggleData{On: true}, nil), NewCheck(Desktop, ToggleData{}, nil),
				NewStar(Desktop, ToggleData{On: true}, nil), NewStar(Desktop, ToggleData{}, nil),
				NewMark(MarkData{Icon: "verified", Text: "확인됨", Step: theme.Small, Bold: true}),
			),
			newCells(52).with(
				NewSearchField(Desktop, SearchFieldData{Placeholder: "서비스나 기능 찾기", Hint: "Ctrl F"}, nil), NewTag("데이터 복구"),
				NewIconButton(Desktop, IconButtonData{Icon: "search"}, nil),
			),
		))),
		NewCard(CardData{Title: "빈 화면, 읽는 중, 오류", Rule: true}, nil, NewInset(InsetData{Top: 6, Bottom: 6}, NewColumn(0,
			NewEmptyState(Desktop, EmptyStateData{Icon: "star-off", Title: "아직 고른 기능이 없어요", Text: "별을 누르면 여기에 모여요"}, nil),
			NewEmptyState(Desktop, EmptyStateData{Icon: "stage-not-reported", Title: "저장해 둔 소식을 읽고 있어요", Text: "인터넷 없이도 열려요"}, nil),
			NewEmptyState(Desktop, EmptyStateData{Icon: "offline", Title: "서명이 맞지 않아 쓰지 않았어요", Text: "08:33의 소식을 그대로 보여 드려요", Action: "다시 읽기"}, nil),
		))),
		NewCard(CardData{Title: "소식", Sub: "채운 점은 카카오가 직접 알린 것이에요."}, nil, NewColumn(0,
			NewDayHead(Desktop, "10월 16일 일요일"),
			NewUpdateRow(Desktop, UpdateRowData{Time: "08:00", Text: "서비스별로 되는 것과 안 되는 것을 처음으로 정리해 알렸어요.", Direct: true, Tag: "사용자 안내", Source: "출처", First: true}),
			NewUpdateRow(Desktop, UpdateRowData{Time: "01:30", Text: "데이터센터 전원이 돌아오기 시작했어요.", Tag: "데이터 복구", Source: "출처", Last: true}),
		)),
		NewCard(CardData{Title: "가로 막대", Sub: "굵기만 봐도 알 수 있어요", Rule: true}, nil, NewInset(InsetData{Top: 16, Right: 20, Bottom: 16, Left: 20}, NewLegend(Desktop, []LegendEntry{
			{Look: look(theme.Major), Word: "장애", Bar: true},
			{Look: look(theme.Partial), Word: "일부 장애", Bar: true},
			{Look: look(theme.Degraded), Word: "불안정", Bar: true},
			{Look: look(theme.Maintenance), Word: "점검 중", Bar: true},
			{Look: look(theme.Operational), Word: "정상", Bar: true},
			{Look: look(theme.Unknown), Word: "확인 안 됨", Bar: true},
		}))),
	)
	return NewSplit(SplitData{Gap: 16}, left, right)
}

func sheetOf() fyne.CanvasObject {
	bar := NewReplayBar(Desktop, ReplayBarData{
		Pill: "다시 보기", Time: "2022년 10월 16일 일요일 08:00", Text: "지난 장애 기록이에요. 지금 일어나는 일이 아니에요.",
		Pause: "멈추기", Speed: "60배", Next: "다음 변화 10:25", End: "끝내기",
	})
	return NewColumn(0, bar,
		NewNoticeBar(Desktop, NoticeBarData{Text: "인터넷에 연결돼 있지 않아요", Sub: "08:33의 소식을 보여 드려요.", Action: "다시 해 보기"}, nil),
		NewNoticeBar(Desktop, NoticeBarData{Kind: NoticeError, Text: "서명이 맞지 않아요", Sub: "앞의 소식을 그대로 보여 드려요.", Action: "자세히"}, nil),
		NewInset(Pad(32), NewColumn(16, statesCard(), rowsCard(), sheetColumns())),
	)
}

// onGround lays the window's colour under a sheet, as a window does.
func onGround(o fyne.CanvasObject) fyne.CanvasObject {
	return NewInset(InsetData{Ground: theme.TokenBg}, o)
}

// save writes a picture for looking at, if BOKGU_SHOTS names a folder.
func save(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	dir := os.Getenv("BOKGU_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, c.Capture()); err != nil {
		t.Fatal(err)
	}
}

func TestSheet(t *testing.T) {
	for name, choice := range map[string]theme.Choice{"light": theme.Light, "dark": theme.Dark} {
		t.Run(name, func(t *testing.T) {
			start(t, choice, 1)
			o := onGround(sheetOf())
			c := show(t, o, 1180, HeightFor(o, 1180))
			save(t, c, "sheet-"+name)
			// Only our own widgets and only the bundled font are on it, so it is the same on every machine.
			test.AssertImageMatches(t, "sheet-"+name+".png", c.Capture())
		})
	}
}

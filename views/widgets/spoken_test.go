package widgets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

var spokenWords = Spoken{
	On: "켜짐", Off: "꺼짐", Ticked: "했음", Unticked: "안 했음", Selected: "선택됨", Followed: "알림 받음", Disabled: "누를 수 없음",
	Stale: "확인 안 됨", DoNot: "하지 마세요", Verified: "주소 확인됨", Operator: "직접 알림", Reported: "전해 들음",
}

// speak sets the words for the test.
func speak(t *testing.T) {
	t.Helper()
	before := spoken
	Speak(spokenWords)
	t.Cleanup(func() { Speak(before) })
}

// drawnTypes are the types of the package that draw something, by their source.
func drawnTypes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if m, ok := d.(*ast.FuncDecl); ok && m.Recv != nil && m.Name.Name == "CreateRenderer" {
				out = append(out, m.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name)
			}
		}
	}
	return out
}

// Every widget of the package, also those inside others, says something to a screen reader in every state of the pictures.
func TestEveryWidgetSpeaks(t *testing.T) {
	start(t, theme.Light, 1)
	speak(t)
	here, met := reflect.TypeFor[base]().PkgPath(), map[string]bool{}
	for _, s := range sheets() {
		all, _, size := s.lay()
		show(t, all, size.Width, size.Height)
		walk(all, func(o fyne.CanvasObject) {
			kind := reflect.TypeOf(o)
			if _, ok := o.(fyne.Widget); !ok || kind.Elem().PkgPath() != here {
				return
			}
			name := kind.Elem().Name()
			met[name] = true
			a, ok := o.(fyne.Accessible)
			switch {
			case !ok:
				t.Errorf("%s on %s is not fyne.Accessible", name, s.name)
				return
			case a.AccessibilityRole() == "":
				t.Errorf("%s on %s has no role", name, s.name)
			case a.AccessibilityLabel() == "" && !silent(o):
				t.Errorf("%s on %s says nothing; it shows %q", name, s.name, said(o))
			case strings.Contains(a.AccessibilityLabel(), ", ,"), strings.HasSuffix(a.AccessibilityLabel(), ", "):
				t.Errorf("%s on %s says %q", name, s.name, a.AccessibilityLabel())
			}
			if _, ok := o.(fyne.Tappable); ok && !onlyRead(o) {
				if r := a.AccessibilityRole(); r != fyne.AccessibleRoleButton && r != fyne.AccessibleRoleLink {
					t.Errorf("%s on %s can be pressed and has the role %s", name, s.name, r)
				}
			}
		})
	}
	for _, name := range drawnTypes(t) {
		if _, left := unpictured[name]; !met[name] && !left {
			t.Errorf("no picture shows a %s: nobody knows what it says", name)
		}
	}
}

// silent are the widgets that may say nothing: a picture beside its words, and in the pictures what has no words of its own
// there, as it gets them from the screen.
func silent(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *Icon, *Switch, *Check, *Star, *IconButton, *Progress:
		return true
	}
	return len(said(o)) == 0
}

// onlyRead are those that can be tapped and are text all the same.
func onlyRead(o fyne.CanvasObject) bool {
	switch o := o.(type) {
	case *Line, *StripChart, *searchEntry, *SearchField, *Field, *GuidanceRow: // what is in it does the same; the toolkit has no role for entries
		return true
	case *NoticeBar:
		return o.OnOpen == nil
	}
	return false
}

// What is only drawn is said in words: states, marks, dots, whether something is on, chosen, or cannot be pressed.
func TestWhatIsDrawnIsSaid(t *testing.T) {
	start(t, theme.Light, 1)
	speak(t)
	off := NewButton(Desktop, ButtonData{Label: "지우기"}, func() {})
	off.Disable()
	choice := NewSegmented(Desktop, SegmentedData{Name: "언어", Labels: []string{"한국어", "영어"}, Selected: 1}, nil)
	choice.Resize(choice.MinSize())
	rail := NewRail(screens, nil)
	field := NewSearchField(Desktop, SearchFieldData{Placeholder: "찾기"}, nil)
	test.WidgetRenderer(field)
	field.SetText("카톡")
	major := theme.Look{State: theme.Major}
	for want, a := range map[string]fyne.Accessible{
		"장애":         NewBadge(BadgeData{Look: major, Word: "장애"}),
		"장애, 확인 안 됨": NewBadge(BadgeData{Look: theme.Look{State: theme.Major, Stale: true}, Word: "장애"}),
		"카카오톡, 장애, 6개가 안 돼요":  NewServiceHead(Desktop, ServiceHeadData{Name: "카카오톡", Look: major, Word: "장애", Sum: "6개가 안 돼요"}),
		"문자, 장애, 3시간째, 알림 받음": NewFunctionRow(Desktop, FunctionRowData{Name: "문자", Look: major, Word: "장애", Since: "3시간째", Followed: true}),
		"알림, 켜짐":        NewSwitch(Desktop, ToggleData{Label: "알림", On: true}, nil),
		"현금 챙기기, 안 했음":  NewCheck(Desktop, ToggleData{Label: "현금 챙기기"}, nil),
		"사진, 했음, 못 보내요": NewCheckRow(Desktop, CheckRowData{Title: "사진", Sub: "못 보내요", On: true}, nil),
		"깃허브, GitHub":   NewPickRow(Desktop, PickRowData{Title: "깃허브", Sub: "GitHub"}, func() {}),
		"문자 알림 받기":      NewStar(Desktop, ToggleData{Label: "문자 알림 받기"}, nil),
		"내 것 3, 선택됨":    NewChip(Desktop, ChipData{Label: "내 것", Count: "3", Selected: true}, nil),
		"지우기, 누를 수 없음":  off,
		"언어, 한국어":       choice.segments[0],
		"언어, 영어, 선택됨":   choice.segments[1],
		"현황, 선택됨":       rail.items[0],
		"복구":            rail.items[1],
		"찾기, 카톡":        field.entry,
		"데이터 복구, 진행 중, 15일 23:25 시작, 돌아오고 있어요": NewStageRow(Desktop, StageRowData{
			Status: StageActive, Name: "데이터 복구", Word: "진행 중", When: "15일 23:25 시작", What: "돌아오고 있어요",
		}),
		"어김, 2시간 안에 복구, 16일 03:30 기한이 지났어요": NewPromiseRow(Desktop, PromiseRowData{
			Outcome: Missed, Word: "어김", Text: "2시간 안에 복구", Trail: []TrailStep{{When: "16일 03:30", Text: []Piece{{Text: "기한이 "}, {Text: "지났어요", Bold: true}}}},
		}),
		"카카오 소식 3분 전 08:00, 소식 확인 4초 전, 연결 실시간": NewAges(Desktop, AgesData{
			{Label: "카카오 소식", Value: "3분 전", Extra: "08:00"}, {Label: "소식 확인", Value: "4초 전"}, {Dot: true, Label: "연결", Value: "실시간"},
		}),
		"인터넷이 없어요, 08:33의 소식이에요": NewNoticeBar(Desktop, NoticeBarData{Text: "인터넷이 없어요", Sub: "08:33의 소식이에요"}, nil),
		"하지 마세요, 앱을 지우지 마세요":     NewGuidanceRow(Desktop, GuidanceRowData{DoNot: true, Title: "앱을 지우지 마세요"}),
		"공지 페이지, 주소 확인됨, 방금 전":   NewChannelRow(Desktop, ChannelRowData{Name: "공지 페이지", Verified: true, Sub: "방금 전"}),
		"08:00, 직접 알림, 돌아왔어요":    NewUpdateRow(Desktop, UpdateRowData{Time: "08:00", Text: "돌아왔어요", Direct: true}),
		"08:00, 전해 들음, 돌아왔어요":    NewUpdateRow(Desktop, UpdateRowData{Time: "08:00", Text: "돌아왔어요"}),
		"기능 3개, 장애 2, 정상 1": NewTally(Desktop, TallyData{[]Piece{{Text: "기능 3개"}}, []TallyCount{
			{major, "장애", 2}, {theme.Look{State: theme.Partial}, "일부 장애", 0}, {theme.Look{State: theme.Operational}, "정상", 1},
		}}),
		"메모를 적어요": NewDialog(DialogData{Title: "메모를 적어요"}, NewColumn(0), NewColumn(0)),
		"알림, 소리":  NewCard(CardData{Title: "알림", Sub: "소리"}, nil, nil),
		"안":       NewCard(CardData{}, nil, NewColumn(0, NewInset(Pad(1), NewParagraph(ParagraphData{Text: "안"})))),
	} {
		if got := a.AccessibilityLabel(); got != want {
			t.Errorf("%T says %q, want %q", a, got, want)
		}
	}
}

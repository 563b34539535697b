package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// diaryActions keeps notes as the app does, at once.
type diaryActions struct {
	notes   []Note
	fail    *Problem
	changed func([]Note)
	request DiaryRequest
	step    func(done, total int)
	ended   func(string, *Problem)
}

func (a *diaryActions) actions() *Actions {
	return &Actions{
		PutNote: func(n Note, done func(Note, *Problem)) {
			if a.fail != nil {
				done(n, a.fail)
				return
			}
			if n.ID == "" {
				n.ID = fmt.Sprint("new", len(a.notes))
			}
			a.notes = append([]Note{n}, slices.DeleteFunc(slices.Clone(a.notes), func(o Note) bool { return o.ID == n.ID })...)
			a.changed(a.notes)
			done(n, nil)
		},
		DropNote: func(id string, done func(*Problem)) {
			a.notes = slices.DeleteFunc(slices.Clone(a.notes), func(o Note) bool { return o.ID == id })
			a.changed(a.notes)
			done(nil)
		},
		ExportDiary: func(r DiaryRequest, step func(int, int), done func(string, *Problem)) {
			a.request, a.step, a.ended = r, step, done
		},
	}
}

func diaryOf(t *testing.T, s *Snapshot, a *diaryActions) (*Diary, fyne.Window) {
	t.Helper()
	d := NewDiary(a.actions(), widgets.Desktop)
	a.changed = func(list []Note) {
		next := *d.snap
		next.Notes = list
		d.Update(&next)
	}
	w := window(t, d.Object(), 1092, 2400)
	d.Update(s)
	return d, w
}

func diaryTexts(d *Diary) []string {
	var out []string
	for _, r := range find[*widgets.DiaryRow](d.Object()) {
		out = append(out, strings.Join(texts(r), " "))
	}
	return out
}

func TestDiaryShowsByDayNewestFirst(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true}
	s.Notes = []Note{{ID: "n", At: morning.Add(-time.Hour), Text: "결제를 못 했다", Amount: 12000}}
	d, _ := diaryOf(t, s, &diaryActions{})
	d.pick(diaryAll)
	got := texts(d.Object())
	inOrder(t, got, "기록", "이 기기에만 있어요", "메모 쓰기", "내보내기…", "메모 1개, 손해 12,000원", "내 것", "전체", "메모",
		"10월 16일 일요일", "08:00", "카카오톡 보이스톡: 장애 → 확인 안 됨", "07:00", "결제를 못 했다", "내 메모", "손해 12,000원")
	last := d.lines[0].at
	for _, l := range d.lines {
		if l.at.After(last) {
			t.Fatal("not the newest first")
		}
		last = l.at
	}
	all := len(d.lines)

	d.pick(diaryMine)
	for _, text := range diaryTexts(d) {
		if strings.Contains(text, "보이스톡") {
			t.Errorf("of what is not followed: %q", text)
		}
	}
	if n := len(d.lines); n == 0 || n >= all {
		t.Errorf("%d of %d lines are mine", n, all)
	}
	d.pick(diaryNotes)
	if got := diaryTexts(d); len(got) != 1 || !strings.Contains(got[0], "결제를 못 했다") {
		t.Errorf("notes: %q", got)
	}
	d.pick(diaryAll)
	d.search.SetText("ㅂㅇㅅㅌ")
	for _, text := range diaryTexts(d) {
		if !strings.Contains(text, "보이스톡") {
			t.Errorf("a search finds %q", text)
		}
	}
	if len(diaryTexts(d)) == 0 {
		t.Error("a search by initial consonants finds nothing")
	}
	d.search.SetText("결제 못")
	if got := diaryTexts(d); len(got) != 1 || !strings.Contains(got[0], "결제를 못 했다") {
		t.Errorf("a search in notes: %q", got)
	}
}

// Each kind of change has a sentence, in both languages, with the names of the time where the document has none.
func TestDiarySentences(t *testing.T) {
	startApp(t)
	names := ChangeNames{
		Language: "ko", Service: feed.Plain("옛 서비스"), Component: feed.Plain("옛 기능"), Incident: feed.Plain("옛 장애"),
		Promise: feed.Plain("옛 약속"), Maintenance: feed.Plain("옛 점검"), Guidance: feed.Plain("옛 안내"),
	}
	for kind, c := range map[feed.ChangeKind]struct {
		change feed.Change
		want   string
	}{
		feed.ChangeComponentStatus:   {feed.Change{ComponentID: "x", From: "operational", To: "major_outage"}, "옛 서비스 옛 기능: 정상 → 장애"},
		feed.ChangeComponentAdded:    {feed.Change{ComponentID: "x", To: "operational"}, "옛 서비스 옛 기능이 목록에 올라왔어요: 정상"},
		feed.ChangeComponentRemoved:  {feed.Change{ComponentID: "x"}, "옛 서비스 옛 기능이 목록에서 빠졌어요"},
		feed.ChangeIncidentOpened:    {feed.Change{IncidentID: "i"}, "새 장애: 옛 장애"},
		feed.ChangeIncidentStatus:    {feed.Change{IncidentID: "i", To: "resolved"}, "옛 장애: 해결됨"},
		feed.ChangeIncidentUpdate:    {feed.Change{IncidentID: "i", UpdateID: "u"}, "새 소식: 옛 장애"},
		feed.ChangeIncidentEdited:    {feed.Change{IncidentID: "i", UpdateID: "u"}, "앞서 낸 소식이 고쳐졌어요: 옛 장애"},
		feed.ChangeIncidentUnlisted:  {feed.Change{IncidentID: "i"}, "‘옛 장애’ 소식이 목록에서 빠졌어요. 해결됐다는 말은 없었어요."},
		feed.ChangeStage:             {feed.Change{IncidentID: "i", Stage: feed.DataRecovery, To: "active"}, "복구 단계 ‘데이터 복구’: 진행 중"},
		feed.ChangePromise:           {feed.Change{IncidentID: "i", PromiseID: "p", From: "open", To: "missed"}, "약속 ‘옛 약속’: 어김"},
		feed.ChangeGuidanceAdded:     {feed.Change{GuidanceID: "g"}, "새 안내: 옛 안내"},
		feed.ChangeGuidanceWithdrawn: {feed.Change{GuidanceID: "g"}, "더는 맞지 않는 안내: 옛 안내"},
		feed.ChangeMaintenance:       {feed.Change{MaintenanceID: "m", To: "in_progress"}, "점검 ‘옛 점검’: 점검 중"},
	} {
		c.change.ID, c.change.Kind, c.change.At = "c", kind, noon
		for _, lang := range []string{"ko", "en"} {
			s := snapshotOf(lang, document(), noon)
			s.History, s.Names = []feed.Change{c.change}, map[string]ChangeNames{"c": names}
			got := DiaryEntries(s, true)
			if len(got) != 1 || lang == "ko" && got[0].Text != c.want || got[0].Text == "" || strings.Contains(got[0].Text, "diary.") {
				t.Errorf("%s %s: %+v, want %q", lang, kind, got, c.want)
			}
			s.Names = nil // nobody knows any more: still a sentence
			if got := DiaryEntries(s, true); len(got) != 1 || got[0].Text == "" {
				t.Errorf("%s %s without names: %+v", lang, kind, got)
			}
			s.Now = noon.Add(-time.Hour)
			if got := DiaryEntries(s, true); len(got) != 0 {
				t.Errorf("%s is told before it happens", kind)
			}
		}
		if !diaryKinds[kind] {
			t.Errorf("%s is not told", kind)
		}
	}
	if len(diaryKinds) != 13 {
		t.Errorf("%d kinds of changes are told", len(diaryKinds))
	}
	s := snapshotOf("ko", document(), noon)
	s.History = []feed.Change{{ID: "a", At: before, Kind: "later"}, {ID: "b", At: before, Kind: feed.ChangeStage, Stage: "later", To: "later"}}
	if got := DiaryEntries(s, true); len(got) != 1 || got[0].Text != "복구 단계 ‘그 밖의 단계’: 확인 안 됨" {
		t.Errorf("of a later version: %+v", got)
	}
}

func TestDiaryNotes(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	a := &diaryActions{}
	d, w := diaryOf(t, s, a)
	d.pick(diaryAll)

	// A new one about now, all by what a keyboard reaches.
	d.write.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	open := w.Canvas().Overlays().Top()
	if open == nil {
		t.Fatal("no dialog")
	}
	inOrder(t, texts(open), "무엇을 못 했나요?", "내용", "시각", "2022-10-16 08:00", "손해", "이 기기에만 저장돼요", "저장", "취소")
	e, ok := w.Canvas().Focused().(*noteEntry)
	if !ok || e.AcceptsTab() {
		t.Fatalf("the keyboard is at %T, or cannot leave it", w.Canvas().Focused())
	}
	test.Type(e, "택시를 못 불렀다")
	for _, b := range find[*widgets.Button](open) {
		if b.AccessibilityLabel() == "저장" {
			test.Tap(b)
		}
	}
	if w.Canvas().Overlays().Top() != nil || len(a.notes) != 1 || a.notes[0].Text != "택시를 못 불렀다" || !a.notes[0].At.Equal(morning) {
		t.Fatalf("kept %+v", a.notes)
	}
	inOrder(t, texts(d.Object()), "저장했어요.", "되돌리기", "08:00", "택시를 못 불렀다", "내 메모")

	// One about a change stands under it.
	var change diaryLine
	for _, l := range d.lines {
		if l.change != nil && l.note == nil && l.change.Kind == feed.ChangeComponentStatus {
			change = l
			break
		}
	}
	d.openLine(change.id())
	inOrder(t, texts(w.Canvas().Overlays().Top()), "이때 무엇을 못 했나요?", d.teller.text(change.change)[:12])
	ed := newNoteEditor(d, Note{At: change.at, ChangeID: change.change.ID}, "about")
	ed.text.SetText("결제 못 함")
	ed.amount.SetText("12,000원")
	ed.keep()
	if n := a.notes[0]; n.ChangeID != change.change.ID || n.Amount != 12000 {
		t.Errorf("kept %+v", n)
	}
	if got := strings.Join(diaryTexts(d), "\n"); !strings.Contains(got, d.teller.text(change.change)+" 결제 못 함 손해 12,000원") {
		t.Errorf("the note does not stand under its change:\n%s", got)
	}

	// Edit, and back; delete, and back.
	old := a.notes[0]
	ed = newNoteEditor(d, old, "")
	ed.text.SetText("고친 말")
	ed.keep()
	if a.notes[0].Text != "고친 말" || len(a.notes) != 2 {
		t.Errorf("after an edit %+v", a.notes)
	}
	d.said.undo()
	if a.notes[0] != old {
		t.Errorf("an edit taken back leaves %+v", a.notes[0])
	}
	newNoteEditor(d, old, "").drop()
	if len(a.notes) != 1 {
		t.Errorf("after a deletion %+v", a.notes)
	}
	inOrder(t, texts(d.Object()), "메모를 지웠어요.", "되돌리기")
	d.said.undo()
	if len(a.notes) != 2 || a.notes[0] != old {
		t.Errorf("a deletion taken back leaves %+v", a.notes)
	}

	// What cannot be kept stays in the dialog, and says why.
	a.fail = &Problem{Text: "안 돼요", Todo: "다시"}
	ed = newNoteEditor(d, Note{At: morning}, "")
	ed.dialog.Open(w.Canvas())
	ed.text.SetText("아까운 글")
	ed.keep()
	inOrder(t, texts(ed.dialog), "아까운 글", "안 돼요", "다시")
	a.fail = nil
	for text, want := range map[string]string{"2022-13-40 99:00": "2022-10-15 15:40처럼", "": "2022-10-15 15:40처럼"} {
		ed.time.SetText(text)
		ed.keep()
		inOrder(t, texts(ed.dialog), want)
	}
	ed.time.SetText("2022-10-15 15:40")
	ed.amount.SetText("-5")
	ed.keep()
	inOrder(t, texts(ed.dialog), "1조 원까지 숫자로")
	ed.amount.SetText("")
	ed.text.SetText(strings.Repeat("가", MaxNoteText+3))
	inOrder(t, texts(ed.dialog), "3자 줄여 주세요.")
	ed.keep()
	if len(a.notes) != 2 {
		t.Error("a note that is too long was kept")
	}
	ed.text.SetText(" ")
	ed.keep()
	inOrder(t, texts(ed.dialog), "내용이나 손해를 써 주세요.")
	ed.text.SetText(strings.Repeat("가", MaxNoteText))
	ed.keep()
	if len(a.notes) != 3 || !a.notes[0].At.Equal(time.Date(2022, 10, 15, 15, 40, 0, 0, kst)) {
		t.Errorf("%d notes, at %v", len(a.notes), a.notes[0].At)
	}
}

func TestNoteAmountsAndMoments(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "0": 0, "12000": 12000, "12,000원": 12000, " 1 200 ": 1200, "₩5000": 5000, "１２００": 1200, "KRW 7,000": 7000, "krw 7": 7,
		"1000000000000": MaxNoteAmount, "1000000000001": -1, "-1": -1, "+1": -1, "1e3": -1, "만원": -1, "1.5": -1, "99999999999999999999": -1,
	} {
		got, err := noteAmount(text)
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	exact := time.Date(2022, 10, 16, 8, 0, 31, 7, kst)
	if at, err := noteMoment("2022-10-16 08:00", exact, kst); err != nil || at != exact {
		t.Errorf("what was not touched became %v, %v", at, err)
	}
	for _, text := range []string{"2022-10-15 15:40", "2022.10.15 15:40", "2022/10/15 15:40", " 2022-10-15  15:40 ", "2022-10-15T15:40", "2022-10-15 15:40:00"} {
		if at, err := noteMoment(text, exact, kst); err != nil || !at.Equal(time.Date(2022, 10, 15, 15, 40, 0, 0, kst)) {
			t.Errorf("%q is %v, %v", text, at, err)
		}
	}
}

func TestDiaryExport(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true}
	a := &diaryActions{}
	d, w := diaryOf(t, s, a)
	test.Tap(d.export)
	inOrder(t, texts(w.Canvas().Overlays().Top()), "기록 내보내기", "보상", "내 메모가 그대로", "알림을 받지 않는 것도", "이름", "PDF 문서…", "CSV 표…", "닫기")
	e := newDiaryExport(d)
	e.dialog.Open(w.Canvas())
	e.owner.SetText(" 홍길동 ")
	e.make(DiaryPDF)
	if a.request != (DiaryRequest{File: DiaryPDF, Owner: "홍길동"}) {
		t.Errorf("asked for %+v", a.request)
	}
	a.request = DiaryRequest{}
	e.make(DiaryCSV)
	if a.request.File != "" {
		t.Error("two files at once")
	}
	a.step(50, 200)
	inOrder(t, texts(e.dialog), "파일을 만들고 있어요…")
	a.ended("", &Problem{Text: "실패", Todo: "다시 해 보세요"})
	inOrder(t, texts(e.dialog), "실패", "다시 해 보세요")
	e.withAll = true
	e.make(DiaryCSV)
	if a.request.File != DiaryCSV || !a.request.All {
		t.Errorf("asked for %+v", a.request)
	}
	a.ended("저장됨", nil)
	got := texts(e.dialog)
	inOrder(t, got, "저장됨")
	without(t, got, "실패", "만들고 있어요")
}

func TestDiaryStates(t *testing.T) {
	startApp(t)
	for _, lang := range []string{"ko", "en"} {
		loading := snapshotOf(lang, nil, noon)
		loading.Loading = true
		nowhere := snapshotOf(lang, nil, noon)
		nowhere.Feed, nowhere.Feeds = Feed{}, nil
		stale := kakao(t, lang, morning)
		stale.Stale = true
		replay := kakao(t, lang, morning)
		replay.Replay = &Replay{}
		unfollowed := kakao(t, lang, morning)
		for id, c := range map[string]struct {
			s    *Snapshot
			pick diaryFilter
		}{
			"diary.loading": {loading, ""}, "diary.no_feed": {nowhere, ""}, "diary.empty": {snapshotOf(lang, document(), noon), ""},
			"diary.sub.replay": {replay, ""}, "diary.empty.mine": {unfollowed, diaryMine}, "diary.empty.notes": {unfollowed, diaryNotes},
		} {
			d, _ := diaryOf(t, c.s, &diaryActions{})
			d.chosen = c.pick
			d.Update(c.s)
			inOrder(t, texts(d.Object()), c.s.Loc.T(id, nil))
		}
		d, _ := diaryOf(t, stale, &diaryActions{})
		inOrder(t, texts(d.Object()), stale.Loc.T("diary.stale", map[string]any{"When": stale.Loc.When(confirmedAt(stale), stale.Real)}))
		d.search.SetText("qqqqqq")
		inOrder(t, texts(d.Object()), stale.Loc.T("diary.empty.found", nil))
	}
}

// 5,000 rows: only those in the window exist, and a tick of the clock makes none anew.
func TestDiaryOfManyRows(t *testing.T) {
	startApp(t)
	s := manyChanges(5000)
	d, w := diaryOf(t, s, &diaryActions{})
	w.Resize(fyne.NewSize(1092, 800))
	rows := find[*widgets.DiaryRow](d.Object())
	if n := len(rows); n < 10 || n > 40 || len(d.lines) != 5000 {
		t.Fatalf("%d rows for %d lines", n, len(d.lines))
	}
	next := *s
	next.Now = s.Now.Add(time.Second)
	d.Update(&next)
	if !slices.Equal(rows, find[*widgets.DiaryRow](d.Object())) {
		t.Error("a tick made new rows")
	}
	// By keyboard: the focus draws the window after it, to the very end.
	d.Show(s.History[0].ID)
	rows = find[*widgets.DiaryRow](d.Object())
	if last := rows[len(rows)-1]; last.ID() != "c/"+s.History[0].ID {
		t.Errorf("the last row is %s", last.ID())
	}
	rows[len(rows)-1].FocusGained()
	if y := d.list.Offset(); y < 100_000 {
		t.Errorf("scrolled to %v", y)
	}
}

func manyChanges(n int) *Snapshot {
	doc := document(made{"가게", "결제", feed.Operational, before}, made{"가게", "환불", feed.Operational, before})
	s := snapshotOf("ko", doc, noon)
	for i := range n {
		c := feed.Change{ID: fmt.Sprint(i), At: noon.Add(time.Duration(i-n) * time.Minute), Kind: feed.ChangeComponentStatus, ComponentID: "가게.결제", From: "operational", To: "major_outage"}
		s.History = append(s.History, c)
	}
	return s
}

func BenchmarkDiaryDocument(b *testing.B) {
	test.NewTempApp(b)
	s := manyChanges(5000)
	d := NewDiary(&Actions{}, widgets.Desktop)
	w := test.NewTempWindow(b, d.Object())
	w.Resize(fyne.NewSize(1092, 800))
	d.Update(s)
	for i := 0; b.Loop(); i++ {
		next := *s
		next.Names = map[string]ChangeNames{fmt.Sprint(i): {}}
		doc := *s.Status
		next.Status = &doc
		d.Update(&next)
	}
}

func BenchmarkDiarySearch(b *testing.B) {
	test.NewTempApp(b)
	d := NewDiary(&Actions{}, widgets.Desktop)
	w := test.NewTempWindow(b, d.Object())
	w.Resize(fyne.NewSize(1092, 800))
	d.Update(manyChanges(5000))
	for i := 0; b.Loop(); i++ {
		d.search.SetText([]string{"결제", "ㄱㅈ"}[i%2])
	}
}

func TestMoreLeadsToTheOtherScreens(t *testing.T) {
	startApp(t)
	var c calls
	s := NewShell(c.actions(), ShellOptions{})
	w := window(t, s.Object(), 390, 844)
	s.Update(kakao(t, "ko", morning))
	got := texts(s.tabs)
	if want := []string{"현황", "복구", "대응", "알아보기", "더보기"}; !slices.Equal(got, want) {
		t.Errorf("tabs %q, want %q", got, want)
	}
	s.Open(Route{Screen: ScreenMore})
	inOrder(t, texts(s.stage), "더보기", "기록", "설정")
	if d := s.tabsNav(); d.Selected != string(ScreenMore) {
		t.Errorf("at More the tab %q is marked", d.Selected)
	}
	s.Open(Route{Screen: ScreenDiary})
	if d := s.tabsNav(); d.Selected != string(ScreenMore) {
		t.Errorf("at the diary the tab %q is marked", d.Selected)
	}
	w.Resize(fyne.NewSize(1180, 820))
	if d := s.nav(); d.Selected != string(ScreenDiary) || len(d.Items) != 6 {
		t.Errorf("the rail: %+v", d)
	}
}

// FuzzNoteEntries: whatever is typed, an amount is within its bounds and a moment can be kept, or it is refused.
func FuzzNoteEntries(f *testing.F) {
	for _, s := range []string{"", "12,000원", "KRW 5", "-1", "１２", "2022-10-15 15:40", "0000-00-00 00:00", "9999-12-31 23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := noteAmount(s); err == nil && (n < 0 || n > MaxNoteAmount) {
			t.Errorf("%q is %d", s, n)
		}
		if at, err := noteMoment(s, noon, kst); err == nil && (at.Year() < 1900 || at.Year() > 9999) {
			t.Errorf("%q is %v", s, at)
		}
	})
}

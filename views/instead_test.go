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
	"bokgu/sync/feed/testdata/corpora"
	"bokgu/views/widgets"
)

// chooser keeps what is chosen, as the app does, and shows it.
type chooser struct {
	snap   *Snapshot
	show   func(*Snapshot)
	failed *Problem
}

func (c *chooser) actions(calls *calls) *Actions {
	a := openable(calls)
	change := func(s Standby, on bool, done func(*Problem)) {
		if c.failed != nil {
			done(c.failed)
			return
		}
		next := *c.snap
		next.Standbys = slices.Clone(next.Standbys)
		i := slices.IndexFunc(next.Standbys, func(o Standby) bool { return standbyKey(o) == standbyKey(s) })
		switch {
		case on && i >= 0:
			next.Standbys[i] = s
		case on:
			next.Standbys = append(next.Standbys, s)
		case i >= 0:
			next.Standbys = slices.Delete(next.Standbys, i, i+1)
		}
		c.snap = &next
		c.show(c.snap)
		done(nil)
	}
	a.PutStandby = func(s Standby, done func(*Problem)) { change(s, true, done) }
	a.DropStandby = func(s Standby, done func(*Problem)) { change(s, false, done) }
	return a
}

// pressSaying taps the button with a label that a screen reader would say.
func pressSaying(t *testing.T, o fyne.CanvasObject, said string) {
	t.Helper()
	var have []string
	for _, b := range find[*widgets.Button](o) {
		if b.AccessibilityLabel() == said {
			test.Tap(b)
			return
		}
		have = append(have, b.AccessibilityLabel())
	}
	t.Fatalf("no button says %q: %q", said, have)
}

// signIn is a document in which the sign-in of an app is in a state, with two alternatives for it and one for another app.
func signIn(lang string, state feed.ComponentStatus) *Snapshot {
	doc := document(made{"앱", "로그인", state, morning.Add(-time.Hour)}, made{"앱", "사진", feed.Operational, morning}, made{"지도", "길", feed.Operational, morning})
	down := &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.MajorOutage}}
	both := func(ko, en string) feed.Text { return feed.Text{"ko": ko, "en": en} }
	doc.Guidance = []feed.Guidance{
		{ID: "web", Kind: feed.GuidanceAlternative, Priority: 2, Title: both("웹으로 로그인", "Sign in on the web"), ComponentIDs: []string{"앱.로그인"}, ValidWhile: down},
		{ID: "call", Kind: feed.GuidanceAlternative, Priority: 1, Title: both("전화로 묻기", "Ask by phone"), ComponentIDs: []string{"앱.로그인"}, ValidWhile: down},
		{ID: "paper", Kind: feed.GuidanceAlternative, Title: both("종이 지도", "A paper map"), ComponentIDs: []string{"지도.길"}},
	}
	return snapshotOf(lang, doc, morning)
}

// insteadScreens are those on which one chooses.
func insteadScreens(form widgets.Form) map[string]func(a *Actions) (panel, func(*Snapshot)) {
	return map[string]func(a *Actions) (panel, func(*Snapshot)){
		"guidance": func(a *Actions) (panel, func(*Snapshot)) { v := NewGuidance(a, form); return v, v.Update },
		"service": func(a *Actions) (panel, func(*Snapshot)) {
			v := NewService(a, form)
			v.Show("앱")
			return v, v.Update
		},
	}
}

func TestChoosingWhatToUseInstead(t *testing.T) {
	startApp(t)
	for form, width := range map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 360} {
		for name, screen := range insteadScreens(form) {
			var c chooser
			v, update := screen(c.actions(&calls{}))
			c.show, c.snap = update, signIn("ko", feed.MajorOutage)
			window(t, v.Object(), width, 4000)
			update(c.snap)
			got := all(v.Object())
			inOrder(t, texts(v.Object()), "로그인", "장애", "웹으로 로그인", "골라 두기", "전화로 묻기", "골라 두기")
			says(t, got, "미리 골라 두면 안 될 때 맨 먼저 보여 드려요.")
			without(t, texts(v.Object()), "내가 고른 것", "종이 지도")

			which := "로그인"
			if name == "guidance" {
				which = "앱 로그인"
			}
			pressSaying(t, v.Object(), which+" 대신 전화로 묻기: 골라 두기")
			inOrder(t, texts(v.Object()), "골라 뒀어요.", "되돌리기", "내가 고른 것", "전화로 묻기", "빼기", "웹으로 로그인", "골라 두기")
			without(t, texts(v.Object()), "미리 골라 두면")
			if want := []Standby{{"앱.로그인", "call", "전화로 묻기"}}; !slices.Equal(c.snap.Standbys, want) {
				t.Errorf("%s: chosen %v", name, c.snap.Standbys)
			}
			pressSaying(t, v.Object(), "되돌리기")
			if len(c.snap.Standbys) != 0 {
				t.Errorf("%s: not undone: %v", name, c.snap.Standbys)
			}
			pressSaying(t, v.Object(), "되돌리기") // of the undo
			pressSaying(t, v.Object(), which+" 대신 전화로 묻기: 빼기")
			inOrder(t, texts(v.Object()), "뺐어요.", "되돌리기", "웹으로 로그인", "전화로 묻기")
			without(t, texts(v.Object()), "내가 고른 것")
			pressSaying(t, v.Object(), "되돌리기")
			if want := []Standby{{"앱.로그인", "call", "전화로 묻기"}}; !slices.Equal(c.snap.Standbys, want) {
				t.Errorf("%s: after taking it out and back: %v", name, c.snap.Standbys)
			}

			c.failed = &Problem{Text: "고른 것을 저장하지 못했어요.", Todo: "저장 공간을 확인하고 다시 해 보세요."}
			pressSaying(t, v.Object(), which+" 대신 웹으로 로그인: 골라 두기")
			inOrder(t, texts(v.Object()), "고른 것을 저장하지 못했어요.", "저장 공간을 확인하고", "내가 고른 것", "전화로 묻기")
			without(t, texts(v.Object()), "되돌리기", "골라 뒀어요.")
			c.failed = nil

			// What the feed says no more is told, not recommended; without the feed the words are still there.
			gone := *c.snap
			doc := *gone.Status
			doc.Guidance = slices.Clone(doc.Guidance)
			before := morning.Add(-time.Hour)
			doc.Guidance[1].Expires = &before
			gone.Status = &doc
			update(&gone)
			inOrder(t, texts(v.Object()), "내가 고른 것", "전화로 묻기", "07:00에 끝났어요. 다시 골라 주세요.")
			if _, chosen := firstChosen(&gone); chosen != "" {
				t.Errorf("%q is recommended, which the feed took back", chosen)
			}
			doc.Guidance = nil
			update(&gone)
			if name == "service" {
				inOrder(t, texts(v.Object()), "내가 고른 것", "전화로 묻기")
			}

			english := *c.snap
			english.Loc = signIn("en", feed.MajorOutage).Loc
			update(&english)
			inOrder(t, texts(v.Object()), "My choice", "Ask by phone", "Take out", "Sign in on the web", "Choose")
		}
	}
}

func TestWritingOnesOwn(t *testing.T) {
	startApp(t)
	for name, screen := range insteadScreens(widgets.Phone) {
		var c chooser
		v, update := screen(c.actions(&calls{}))
		c.show, c.snap = update, signIn("ko", feed.MajorOutage)
		w := window(t, v.Object(), 390, 4000)
		update(c.snap)
		which := "로그인이"
		if name == "guidance" {
			which = "앱 로그인이"
		}
		pressSaying(t, v.Object(), which+" 안 될 때 쓸 것 직접 적기")
		sheet := func() *widgets.Dialog {
			d, _ := w.Canvas().Overlays().Top().(*widgets.Dialog)
			return d
		}
		inOrder(t, texts(sheet()), which+" 안 되면", "대신 무엇을 쓸까요?", "이 기기에만 저장돼요.", "저장", "취소")
		entry, ok := w.Canvas().Focused().(*noteEntry)
		if !ok {
			t.Fatalf("%s: the keyboard is at %T", name, w.Canvas().Focused())
		}
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		says(t, all(sheet()), "대신 쓸 것을 적어 주세요.")
		entry.SetText(strings.Repeat("가", MaxStandbyText+3))
		says(t, all(sheet()), "3자 줄여 주세요.")
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if len(c.snap.Standbys) != 0 {
			t.Errorf("%s: kept %v", name, c.snap.Standbys)
		}
		entry.SetText("<b>010-0000-0000</b> [문자](x)")
		c.failed = &Problem{Text: "고른 것을 저장하지 못했어요.", Todo: "다시 해 보세요."}
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		says(t, all(sheet()), "고른 것을 저장하지 못했어요.")
		c.failed = nil
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if sheet() != nil {
			t.Errorf("%s: the dialog stays", name)
		}
		inOrder(t, texts(v.Object()), "저장했어요.", "되돌리기", "내가 적은 것", "<b>010-0000-0000</b> [문자](x)", "고치기", "웹으로 로그인", "골라 두기")
		if want := []Standby{{"앱.로그인", "", "<b>010-0000-0000</b> [문자](x)"}}; !slices.Equal(c.snap.Standbys, want) {
			t.Errorf("%s: kept %v", name, c.snap.Standbys)
		}

		pressSaying(t, v.Object(), strings.TrimSuffix(which, "이")+" 대신 <b>010-0000-0000</b> [문자](x): 고치기")
		entry = w.Canvas().Focused().(*noteEntry)
		entry.SetText("가족 단톡방은 문자로")
		pressSaying(t, sheet(), "저장")
		inOrder(t, texts(v.Object()), "내가 적은 것", "가족 단톡방은 문자로")
		pressSaying(t, v.Object(), "되돌리기")
		if c.snap.Standbys[0].Text != "<b>010-0000-0000</b> [문자](x)" {
			t.Errorf("%s: undone to %v", name, c.snap.Standbys)
		}
		pressSaying(t, v.Object(), strings.TrimSuffix(which, "이")+" 대신 <b>010-0000-0000</b> [문자](x): 고치기")
		pressSaying(t, sheet(), "지우기")
		if len(c.snap.Standbys) != 0 {
			t.Errorf("%s: left %v", name, c.snap.Standbys)
		}
		pressSaying(t, v.Object(), "되돌리기")
		if len(c.snap.Standbys) != 1 {
			t.Errorf("%s: not brought back", name)
		}
		pressSaying(t, v.Object(), strings.TrimSuffix(which, "이")+" 대신 <b>010-0000-0000</b> [문자](x): 고치기")
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if sheet() != nil {
			t.Errorf("%s: Escape does not close the dialog", name)
		}
	}
}

// The keyboard stays with a row that is made anew because it was pressed.
func TestChoosingByKeyboard(t *testing.T) {
	startApp(t)
	for name, screen := range insteadScreens(widgets.Desktop) {
		var c chooser
		v, update := screen(c.actions(&calls{}))
		c.show, c.snap = update, signIn("ko", feed.MajorOutage)
		w := window(t, v.Object(), 1092, 3000)
		update(c.snap)
		for _, b := range find[*widgets.Button](v.Object()) {
			if strings.HasSuffix(b.AccessibilityLabel(), "전화로 묻기: 골라 두기") {
				w.Canvas().Focus(b)
			}
		}
		for _, want := range []string{": 빼기", ": 골라 두기", ": 빼기"} {
			w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			b, ok := w.Canvas().Focused().(*widgets.Button)
			if !ok || !strings.HasSuffix(b.AccessibilityLabel(), "전화로 묻기"+want) {
				t.Fatalf("%s: the keyboard is at %T %v, want %q", name, w.Canvas().Focused(), b, want)
			}
		}
	}
}

// Before anything fails the screens offer what the feed has ready, and what was chosen is there without the feed.
func TestChoosingAhead(t *testing.T) {
	startApp(t)
	var c chooser
	v := NewGuidance(c.actions(&calls{}), widgets.Desktop)
	c.show, c.snap = v.Update, signIn("ko", feed.Operational)
	window(t, v.Object(), 1092, 3000)
	v.Update(c.snap)
	inOrder(t, texts(v.Object()), "지금은 따로 할 일이 없어요.", "미리 골라 두기", "안 될 때 대신 쓸 것", "앱 로그인", "정상", "웹으로 로그인", "골라 두기", "전화로 묻기",
		"지도 길", "종이 지도", "미리 골라 두면 안 될 때 맨 먼저 보여 드려요.")
	pressSaying(t, v.Object(), "지도 길 대신 종이 지도: 골라 두기")
	inOrder(t, texts(v.Object()), "지도 길", "내가 고른 것", "종이 지도", "앱 로그인")

	s := NewService(c.actions(&calls{}), widgets.Phone)
	window(t, s.Object(), 390, 3000)
	s.Show("앱")
	s.Update(signIn("ko", feed.Operational))
	inOrder(t, texts(s.Object()), "미리 골라 두기", "로그인", "웹으로 로그인", "사진", "아직 고른 것이 없어요", "직접 적기")
	s.Update(signIn("ko", feed.MajorOutage))
	got := texts(s.Object())
	inOrder(t, got, "대신 쓸 수 있어요", "로그인", "웹으로 로그인", "다른 기능 1개도 미리 골라 두기")
	without(t, got, "아직 고른 것이 없어요")
	pressSaying(t, s.Object(), "다른 기능 1개도 미리 골라 두기")
	inOrder(t, texts(s.Object()), "대신 쓸 수 있어요", "로그인", "웹으로 로그인", "사진", "아직 고른 것이 없어요")
}

func TestChosenOnTheStatusScreen(t *testing.T) {
	startApp(t)
	for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
		v := NewStatus((&calls{}).actions(), form)
		window(t, v.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 4000)
		s := signIn("ko", feed.MajorOutage)
		s.Status.Components[1].Note = feed.Plain("문이 닫혔어요")
		s.Services = s.Status.Services()
		s.Standbys = []Standby{{"앱.로그인", "call", "옛 이름"}, {"앱.로그인", "", "누나에게 전화"}, {"앱.사진", "", "메일"}}
		v.Update(s)
		got := all(v.Object())
		says(t, got, "내가 고른 것: 앱 로그인 → 누나에게 전화", "내가 고른 것: 누나에게 전화 · 문이 닫혔어요")
		without(t, texts(v.Object()), "메일") // works
		s = signIn("ko", feed.MajorOutage)
		s.Standbys = []Standby{{"앱", "", "웹"}} // for the service as a whole
		v.Update(s)
		says(t, all(v.Object()), "내가 고른 것: 웹")
	}
}

func TestChosenInTheSharedText(t *testing.T) {
	s := signIn("ko", feed.MajorOutage)
	s.Standbys = []Standby{{"앱.로그인", "", "010-0000-0000"}}
	if got := shareText(s); strings.Contains(got, "010") {
		t.Errorf("unasked: %q", got)
	}
	if got, ok := shareTextInstead(s); !ok || got != "앱 일부 장애 1시간째. 대신 010-0000-0000. 08:00 기준" {
		t.Errorf("%v %q", ok, got)
	}
	s.Replay = &Replay{At: morning}
	if got, ok := shareTextInstead(s); !ok || !strings.HasPrefix(got, "[재현] ") || !strings.Contains(got, "대신 010-0000-0000") {
		t.Errorf("%v %q", ok, got)
	}
	s.Replay, s.Stale, s.ExpiresAt = nil, true, morning.Add(-time.Minute)
	if got, ok := shareTextInstead(s); !ok || !strings.Contains(got, "확인 안 됨") || !strings.HasSuffix(got, "대신 010-0000-0000") {
		t.Errorf("%v %q", ok, got)
	}
	s.Standbys[0].Text = strings.Repeat("가", MaxStandbyText)
	if got, ok := shareTextInstead(s); ok || smsLength(got) > smsUnits || got != shareText(s) {
		t.Errorf("%v %q", ok, got)
	}
	for _, text := range corpora.Strings(t) {
		s.Standbys[0].Text = text
		if got, _ := shareTextInstead(s); smsLength(got) > smsUnits || unfit(got) != 0 {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestTheShareSheetAsksForTheChosen(t *testing.T) {
	startApp(t)
	var copied string
	a := (&calls{}).actions()
	a.Copy = func(s string) { copied = s }
	sheet := newShareSheet(a)
	o := widgets.NewColumn(0)
	w := window(t, o, 800, 900)
	s := signIn("ko", feed.MajorOutage)
	sheet.open(s, o)
	if got := find[*widgets.CheckRow](w.Canvas().Overlays().Top()); len(got) != 0 {
		t.Error("asks about a choice where there is none")
	}
	sheet.hide()
	s.Standbys = []Standby{{"앱.로그인", "", "누나에게 전화"}}
	sheet.open(s, o)
	without(t, texts(w.Canvas().Overlays().Top()), "대신 누나에게 전화")
	test.Tap(find[*widgets.CheckRow](w.Canvas().Overlays().Top())[0])
	says(t, all(w.Canvas().Overlays().Top()), "대신 누나에게 전화")
	pressSaying(t, w.Canvas().Overlays().Top(), "문자 복사")
	if !strings.Contains(copied, "대신 누나에게 전화") {
		t.Errorf("copied %q", copied)
	}
}

// Whatever is written there: it stands in its place and changes nothing else.
func TestStringsAsChoices(t *testing.T) {
	startApp(t)
	list := corpora.Strings(t)[1:]
	for form, width := range map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 360} {
		for name, screen := range insteadScreens(form) {
			var c chooser
			v, update := screen(c.actions(&calls{}))
			c.show = update
			s := signIn("ko", feed.MajorOutage)
			w := window(t, v.Object(), width, 4000)
			update(s)
			harmless := v.Object().MinSize().Width
			for i := 0; i < len(list); i += 7 {
				n := *s
				n.Standbys = []Standby{{"앱.로그인", "", list[i]}}
				update(&n)
				if got := v.Object().MinSize().Width; got > harmless {
					t.Errorf("%s: %q needs a width of %v, otherwise %v", name, list[i], got, harmless)
				}
				for _, r := range find[*widgets.AlternativeRow](v.Object()) {
					pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(r)
					if r.Size().Width > width || pos.X < 0 {
						t.Errorf("%s: a row is %v wide at %v", name, r.Size().Width, pos)
					}
				}
				for _, text := range texts(w.Content()) {
					if r := unfit(text); r != 0 {
						t.Errorf("%s: %q is drawn with %U", name, text, r)
					}
				}
			}
		}
	}
}

// A platform with hundreds of functions down does not bury the rest of the screen; what the reader chose for is there first.
func TestManyFailingFunctionsAreBounded(t *testing.T) {
	startApp(t)
	var list []made
	for i := range 300 {
		list = append(list, made{"앱", fmt.Sprint("기능", i), feed.MajorOutage, before})
	}
	doc := document(list...)
	g := feed.Guidance{ID: "g", Kind: feed.GuidanceAlternative, Title: feed.Plain("전화")}
	for _, c := range doc.Components[1:] {
		g.ComponentIDs = append(g.ComponentIDs, c.ID)
	}
	doc.Guidance = []feed.Guidance{g}
	s := snapshotOf("ko", doc, noon)
	s.Standbys = []Standby{{"앱.기능299", "", "내 것"}}
	v := NewGuidance((&chooser{snap: s, show: func(*Snapshot) {}}).actions(&calls{}), widgets.Desktop)
	window(t, v.Object(), 1092, 40000)
	v.Update(s)
	inOrder(t, texts(v.Object()), "앱 기능299", "내가 적은 것", "내 것", "앱 기능0", "다른 기능 276개 더 보기")
	without(t, texts(v.Object()), "앱 기능100")
	press(t, v.Object(), "다른 기능 276개 더 보기")
	inOrder(t, texts(v.Object()), "앱 기능100", "앱 기능298")
}

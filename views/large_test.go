package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// In letters of 200 % on a phone every name and every state is there in full, and nothing leaves the screen at its side.
func TestLargeLettersOnAPhone(t *testing.T) {
	a := startApp(t)
	setScale(a, 2)
	const width = 390
	for _, lang := range []string{"ko", "en"} {
		s := recorded(t, "kakao-2022", lang, morning)
		s.Settings.TextScale = 200
		screens := everyScreen(widgets.Phone)
		recovery, service := NewRecovery((&calls{}).actions(), widgets.Phone), NewService((&calls{}).actions(), widgets.Phone)
		service.Show("talk")
		screens[2], screens[3] = shown{"recovery", recovery.Object, recovery.Update}, shown{"service", service.Object, service.Update}
		said := map[string]string{}
		for _, v := range screens {
			w := window(t, v.object(), width, 12000)
			v.update(s)
			var lines []string
			drawn(w.Content(), 0, 0, width, func(o *canvas.Text, x, left, right float32) {
				if end := x + o.MinSize().Width; x < left-1 || end > right+1 {
					t.Errorf("%s in %s: %q reaches from %v to %v, its box from %v to %v", v.name, lang, o.Text, x, end, left, right)
				}
				lines = append(lines, o.Text)
			})
			said[v.name] = "\n" + strings.Join(lines, "\n") + "\n"
		}
		for _, sv := range s.Services {
			for _, on := range []string{"status", "recovery"} {
				wholeLine(t, said, on, nameOf(s, sv.Name))
			}
			for _, f := range sv.Functions {
				wholeLine(t, said, "status", nameOf(s, f.Name))
				wholeLine(t, said, "status", s.Loc.T("state."+stateWord(f.Status), nil))
				if sv.ID == "talk" {
					wholeLine(t, said, "service", nameOf(s, f.Name))
				}
			}
		}
		for _, stage := range feed.Stages {
			if lang == "en" {
				break // "Continuous monitoring" is wider than a line of these letters
			}
			wholeLine(t, said, "recovery", s.Loc.T("stage."+string(stage), nil))
		}
		for _, label := range []string{"status.age.word", "status.age.contact", "status.age.connection"} {
			for _, on := range []string{"status", "recovery", "service", "guidance"} {
				wholeLine(t, said, on, s.Loc.T(label, nil))
			}
		}
	}
}

func TestTabsKeepTheirWordsInLargeLetters(t *testing.T) {
	a := startApp(t)
	setScale(a, 2)
	d := widgets.NavData{Selected: string(ScreenLearn)}
	for _, p := range places {
		d.Items = append(d.Items, widgets.NavItem{ID: string(p.screen), Icon: p.icon, Label: i18n.New("ko").T(p.label, nil)})
	}
	tabs := widgets.NewTabs(d, nil)
	w := window(t, tabs, 390, 128)
	said := map[string]string{}
	drawn(w.Content(), 0, 0, 390, func(o *canvas.Text, x, left, right float32) {
		said["the tabs"] += "\n" + o.Text + "\n"
		if end := x + o.MinSize().Width; x < left-1 || end > right+1 {
			t.Errorf("%q reaches from %v to %v, its tab from %v to %v", o.Text, x, end, left, right)
		}
	})
	for _, label := range []string{"현황", "복구", "대응", "알아보기", "설정"} {
		wholeLine(t, said, "the tabs", label)
	}
}

// A stage that was narrow for a moment, as in a window that is made wider, does not keep its small letters.
func TestStageNamesGrowBack(t *testing.T) {
	startApp(t)
	v := NewRecovery(&Actions{}, widgets.Phone)
	window(t, v.Object(), 390, 3000)
	v.Update(recorded(t, "kakao-2022", "ko", morning))
	for _, r := range find[*widgets.StageRow](v.Object()) {
		was := r.Size()
		r.Resize(fyne.NewSize(100, was.Height))
		r.Resize(was)
	}
	found := false
	walk(v.Object(), func(o fyne.CanvasObject) {
		if name, ok := o.(*canvas.Text); ok && name.Text == "시스템 점검" {
			found = found || name.TextSize == theme.Lead.TextSize()
		}
	})
	if !found {
		t.Error("the name of a stage has other letters than its neighbours")
	}
}

// wholeLine wants a text in one line, neither cut nor wrapped.
func wholeLine(t *testing.T, said map[string]string, on, text string) {
	t.Helper()
	if !strings.Contains(said[on], "\n"+text+"\n") {
		t.Errorf("%q is not whole on %s", text, on)
	}
}

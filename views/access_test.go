package views

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"bokgu/app/alert"
	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// anything is a set of actions of which each does nothing, so that every button is there.
func anything[T any]() *T {
	a := new(T)
	for i := range reflect.ValueOf(a).Elem().NumField() {
		f := reflect.ValueOf(a).Elem().Field(i)
		if f.Kind() != reflect.Func || !f.CanSet() {
			continue
		}
		f.Set(reflect.MakeFunc(f.Type(), func([]reflect.Value) (out []reflect.Value) {
			for o := range f.Type().Outs() {
				out = append(out, reflect.Zero(o))
			}
			return out
		}))
	}
	return a
}

// spot is a screen, a step or a dialog as it stands in its window.
type spot struct {
	name   string
	window fyne.Window
	top    fyne.CanvasObject
}

// everySpot shows all screens, the first steps and all dialogs in a window of a size, one after the other.
func everySpot(t *testing.T, lang string, width, height float32, visit func(spot)) {
	t.Helper()
	startApp(t)
	a := anything[Actions]()
	a.CanOpen = func(feed.Action) bool { return true }
	a.Navigate, a.Back = nil, nil
	s := kakao(t, lang, morning)
	s.Follows = map[string]bool{"talk.media": true}
	s.Tray = true
	s.Quiet = []alert.QuietWindow{newWindow(), newWindow()}
	s.Notices = []Notice{{ID: "n", Level: LevelOffline, Text: s.Loc.T("shell.notices", nil), Button: s.Loc.T("action.retry", nil), Do: func() {}}}
	s.Feed.Link = "bokgu://follow?feed=f"
	s.Feeds = []Feed{s.Feed, {ID: "g", Name: "Trains", URL: "https://trains.example/feed", Link: "bokgu://follow?feed=g"}, {ID: "h", Name: "Water", URL: "https://water.example/feed"}}
	s.Replay = &Replay{At: morning, Speed: 60, NextAt: morning.Add(time.Hour), Control: true}
	shell := NewShell(a, ShellOptions{Phone: widgets.FormFor(width) == widgets.Phone})
	w := window(t, shell.Object(), width, height)
	shell.Bind(w.Canvas())
	shell.Update(s)
	look := func(name string) { visit(spot{name, w, shell.Object()}) }
	screens := []ScreenID{ScreenService, ScreenMore}
	for _, p := range places {
		screens = append(screens, p.screen)
	}
	for _, screen := range screens {
		shell.Open(Route{Screen: screen, ID: map[ScreenID]string{ScreenService: "talk"}[screen]})
		look(string(screen))
	}
	shell.Open(Route{Screen: ScreenSettings})
	shell.screens[ScreenSettings].(*Settings).rename(s.Feeds[1])
	look("settings, another name")
	shell.screens[ScreenSettings].(*Settings).endRename()
	n := *s
	n.Replay = nil
	shell.Update(&n)
	over := func(name string, open func()) {
		t.Helper()
		open()
		top := w.Canvas().Overlays().Top()
		if top == nil {
			t.Fatalf("%s did not open", name)
		}
		visit(spot{name, w, top})
		d, ok := top.(*widgets.Dialog)
		if !ok {
			t.Fatalf("%s is a %T", name, top)
		}
		d.Shut()
	}
	shell.Open(Route{Screen: ScreenStatus})
	look("status, live")
	over("share", shell.screens[ScreenStatus].(*Status).share.OnTapped)
	shell.Open(Route{Screen: ScreenDiary})
	diary := shell.screens[ScreenDiary].(*Diary)
	over("note", diary.writeNote)
	over("export", diary.openExport)
	probe := NewProbe(anything[ProbeActions]())
	probe.Update(&ProbeData{Loc: s.Loc, Feed: "status.kakao.com", Hosts: []ProbeHost{{Name: "www.kakao.com", Approved: true}, {Name: "pay.kakao.com"}}})
	over("measurement", func() { probe.Show(w.Canvas()) })
	for name, state := range pageStates(s.Loc) {
		over("status page, "+name, func() {
			shell.ShowPages("", nil)
			state(shell.pages)
		})
	}
	n.FirstRun = true
	shell.Update(&n)
	for step := range firstRunSteps {
		shell.first.goTo(step)
		look(fmt.Sprint("first step ", step+1))
	}
}

var spotForms = []struct {
	name          string
	width, height float32
}{{"desktop", 1180, 820}, {"phone", 390, 844}}

// own tells whether a widget is one of ours.
func own(o fyne.CanvasObject) bool {
	_, ok := o.(fyne.Widget)
	return ok && strings.HasPrefix(reflect.TypeOf(o).Elem().PkgPath(), "bokgu/views")
}

// writtenInto tells whether something is written into, which has no role of its own in the toolkit.
func writtenInto(o fyne.CanvasObject) bool {
	_, ok := o.(interface{ SelectedText() string })
	return ok
}

// Every widget of ours on every screen and in every dialog says something to a screen reader, in the language of the
// screen; what can be pressed says that it can; and no two that do different things are called the same.
func TestEveryWidgetOnTheScreensSpeaks(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		for _, f := range spotForms {
			everySpot(t, lang, f.width, 6000, func(at spot) {
				on := fmt.Sprintf("%s, %s, %s", at.name, f.name, lang)
				all := strings.Join(texts(at.top), " ")
				calls := map[string]int{}
				walk(at.top, func(o fyne.CanvasObject) {
					if !own(o) || o.Size().Width < 1 || o.Size().Height < 1 {
						return
					}
					a, ok := o.(fyne.Accessible)
					if !ok {
						t.Errorf("%s: %T is not fyne.Accessible", on, o)
						return
					}
					label, role := a.AccessibilityLabel(), a.AccessibilityRole()
					if _, icon := o.(*widgets.Icon); !icon && label == "" && len(texts(o)) > 0 {
						t.Errorf("%s: %T says nothing, it shows %q", on, o, texts(o))
					}
					if foreign := inOther(lang, label, all); foreign != "" {
						t.Errorf("%s: %T says %q of %q", on, o, foreign, label)
					}
					_, focusable := o.(fyne.Focusable)
					if !focusable {
						return
					}
					if off, ok := o.(fyne.Disableable); ok && off.Disabled() {
						return
					}
					if label == "" {
						t.Errorf("%s: %T can be used and says nothing", on, o)
					}
					if _, chart := o.(*widgets.StripChart); !chart && !writtenInto(o) && role != fyne.AccessibleRoleButton && role != fyne.AccessibleRoleLink {
						t.Errorf("%s: %T %q can be pressed and has the role %q", on, o, label, role)
					}
					calls[label]++
				})
				delete(calls, closing[lang]) // the cross of a dialog and the button at its foot do the same
				for label, n := range calls {
					if n > 1 {
						t.Errorf("%s: %d controls say %q", on, n, label)
					}
				}
			})
		}
	}
}

var closing = map[string]string{"ko": "닫기", "en": "Close"}

// inOther returns the part of a label that is in another language and nowhere on the screen, "" if there is none. What a
// feed says stays as it is.
func inOther(lang, label, all string) string {
	for _, part := range strings.FieldsFunc(label, func(r rune) bool { return r == ',' || r == ':' || r == '\n' }) {
		hangul := strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
		latin := strings.ContainsFunc(part, func(r rune) bool { return r < 128 && unicode.IsLetter(r) })
		if (lang == "ko" && latin && !hangul || lang == "en" && hangul) && !strings.Contains(all, strings.Fields(part)[0]) {
			return part
		}
	}
	return ""
}

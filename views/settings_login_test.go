package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"

	"bokgu/views/widgets"
)

// The switch shows what the system has, asks for the other, and says why not.
func TestStartAtLoginIsASwitch(t *testing.T) {
	s := kakao(t, "ko", morning)
	var asked []bool
	var done func(*Problem)
	v := settingsWith(t, s, &Actions{StartAtLogin: func(on bool, f func(*Problem)) { asked, done = append(asked, on), f }})
	label := s.Loc.T("settings.window.login", nil)
	without(t, texts(v.Object()), label)
	the := func() *widgets.Switch {
		t.Helper()
		w, is := v.controls[label].(*widgets.Switch)
		if !is {
			t.Fatalf("no switch: %v", v.controls)
		}
		return w
	}
	for _, at := range []AtLogin{AtLoginOff, AtLoginOn} {
		n := *s
		n.AtLogin = at
		v.Update(&n)
		fynetest.Tap(the())
	}
	if !slices.Equal(asked, []bool{true, false}) {
		t.Errorf("asked for %v", asked)
	}
	done(&Problem{Text: "못 바꿨어요.", Todo: "직접 바꿔 보세요."})
	inOrder(t, texts(v.Object()), label, "못 바꿨어요.", "직접 바꿔 보세요.")
	if !the().On() {
		t.Error("the switch does not show what the system has")
	}
	done(nil)
	without(t, texts(v.Object()), "못 바꿨어요.")
}

func TestLicencesCanBeRead(t *testing.T) {
	s := kakao(t, "ko", morning)
	v := settingsWith(t, s, &Actions{})
	w := fynetest.NewTempWindow(t, v.Object())
	w.Resize(fyne.NewSize(900, 700))
	press, is := v.controls["licences"].(*widgets.Button)
	if !is {
		t.Fatal("no button")
	}
	fynetest.Tap(press)
	names := texts(v.licences.dialog)
	inOrder(t, names, s.Loc.T("settings.licences", nil))
	at := slices.IndexFunc(find[*widgets.Button](v.licences.column), func(b *widgets.Button) bool { return strings.HasPrefix(b.AccessibilityLabel(), "Pretendard") })
	if at < 0 {
		t.Fatalf("the typeface is not among %q", names)
	}
	fynetest.Tap(find[*widgets.Button](v.licences.column)[at])
	if all := strings.Join(texts(v.licences.dialog), "\n"); !strings.Contains(all, "SIL OPEN FONT LICENSE") {
		t.Errorf("%.300q", all)
	}
	fynetest.Tap(v.licences.back)
	inOrder(t, texts(v.licences.dialog), s.Loc.T("settings.licences.what", nil))
	fynetest.Tap(v.licences.close)
	if v.licences.dialog.IsOpen() || v.licences.all != nil {
		t.Error("still open")
	}
}

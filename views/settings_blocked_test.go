package views

import (
	"testing"

	fynetest "fyne.io/fyne/v2/test"

	"bokgu/views/widgets"
)

// Alerts that the system keeps to itself are not promised: it is said, and what to
// do, as long as alerts are wanted.
func TestAlertsThatTheSystemHides(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		s := kakao(t, lang, morning)
		asked := 0
		v := settingsWith(t, s, &Actions{AskNotifications: func() { asked++ }})
		said, todo := s.Loc.T("settings.alerts.blocked", nil), s.Loc.T("settings.alerts.blocked.todo", nil)
		without(t, texts(v.Object()), said, todo)

		n := *s
		n.Blocked = true
		v.Update(&n)
		inOrder(t, texts(v.Object()), s.Loc.T("settings.alerts.on", nil), said, todo)
		button, is := v.controls["allow"].(*widgets.Button)
		if !is {
			t.Fatal("no button")
		}
		fynetest.Tap(button)
		if asked != 1 {
			t.Errorf("asked %d times", asked)
		}

		n.Settings.AlertsEnabled = false
		v.Update(&n)
		without(t, texts(v.Object()), said, todo)
	}
}

// On a phone there is no keyring to speak of: what is said about tokens and the
// password of a proxy is true there, too.
func TestWherePhonesKeepSecrets(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		s := kakao(t, lang, morning)
		s.Settings.Proxy = "http://proxy.example:3128"
		v := settingsWith(t, s, &Actions{})
		desktop := []string{s.Loc.T("settings.feed.token.where", nil), s.Loc.T("settings.proxy.password.where", nil)}
		phone := []string{s.Loc.T("settings.feed.token.phone", nil), s.Loc.T("settings.proxy.password.phone", nil)}
		inOrder(t, texts(v.Object()), desktop...)
		without(t, texts(v.Object()), phone...)
		n := *s
		n.OnPhone = true
		v = settingsWith(t, &n, &Actions{})
		inOrder(t, texts(v.Object()), phone...)
		without(t, texts(v.Object()), desktop...)
	}
}

package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/views/widgets"
)

// settingsWith shows Settings for a snapshot, and what it asks for.
func settingsWith(t *testing.T, s *Snapshot, a *Actions) *Settings {
	t.Helper()
	startApp(t)
	v := NewSettings(a, widgets.Desktop)
	v.Update(s)
	return v
}

func TestSettingsShowFeedsAndWhereTheirTokensAre(t *testing.T) {
	for place, want := range map[TokenPlace]string{
		TokenKeyring: "settings.feed.token.keyring", TokenSession: "settings.feed.token.session",
		TokenWaiting: "settings.feed.token.waiting", TokenMissing: "settings.feed.token.missing", TokenNone: "settings.feed.token.missing",
	} {
		s := kakao(t, "ko", morning)
		s.Feeds = []Feed{{ID: "a", Name: "우리 회사", URL: "wss://status.example.com", Private: true, Token: place}}
		s.Feed = s.Feeds[0]
		v := settingsWith(t, s, &Actions{})
		all := strings.Join(texts(v.Object()), "\n")
		for _, word := range []string{"우리 회사", "wss://status.example.com", s.Loc.T(want, nil)} {
			if !strings.Contains(all, word) {
				t.Errorf("%s: %q is not shown", place, word)
			}
		}
	}
}

func TestAddingAFeed(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Feeds, s.Feed = nil, Feed{}
	var asked []FeedRequest
	var done func(bool, *Problem)
	v := settingsWith(t, s, &Actions{AddFeed: func(r FeedRequest, f func(bool, *Problem)) { asked, done = append(asked, r), f }})
	test.Type(v.address, " wss://a.example ")
	test.Type(v.token, "secret")
	v.add()
	v.add() // a second tap while the first is under way does nothing
	if len(asked) != 1 || asked[0] != (FeedRequest{URL: "wss://a.example", Token: "secret"}) {
		t.Fatalf("asked %d times", len(asked))
	}
	inOrder(t, texts(v.Object()), s.Loc.T("settings.feed.busy", nil))

	done(false, &Problem{Text: "닿지 않아요.", Todo: "주소를 확인하세요."})
	inOrder(t, texts(v.Object()), "닿지 않아요.", "주소를 확인하세요.")
	if v.address.Text == "" || v.token.Text == "" {
		t.Error("what was typed is lost after a failure")
	}

	v.add()
	done(false, nil) // the reader thought better of it
	without(t, texts(v.Object()), s.Loc.T("settings.feed.busy", nil), s.Loc.T("settings.feed.added", nil))
	if v.address.Text == "" {
		t.Error("what was typed is lost")
	}

	v.add()
	done(true, nil)
	inOrder(t, texts(v.Object()), s.Loc.T("settings.feed.added", nil))
	if v.address.Text != "" || v.token.Text != "" {
		t.Error("the token stays in the form")
	}
	for _, word := range texts(v.Object()) {
		if strings.Contains(word, "secret") {
			t.Errorf("the token is on screen: %q", word)
		}
	}
}

func TestWhatIsTypedOutlivesANewSnapshot(t *testing.T) {
	s := kakao(t, "ko", morning)
	v := settingsWith(t, s, &Actions{})
	test.Type(v.address, "wss://half")
	n := *s
	n.Feeds = append([]Feed{{ID: "new", Name: "새것"}}, s.Feeds...)
	n.Loc = i18n.New("en")
	v.Update(&n)
	v.SetForm(widgets.Phone)
	if v.address.Text != "wss://half" {
		t.Errorf("the address is %q", v.address.Text)
	}
	inOrder(t, texts(v.Object()), n.Loc.T("settings.title", nil))
}

func TestChoicesChangeTheSettings(t *testing.T) {
	s := kakao(t, "ko", morning)
	values := settings.Defaults()
	v := settingsWith(t, s, &Actions{Change: func(f func(*settings.Values)) { f(&values) }})
	for _, seg := range find[*widgets.Segmented](v.Object()) {
		seg.OnSelected(2)
	}
	if values.Language != "en" || values.Theme != "dark" {
		t.Errorf("%+v", values)
	}
	for _, sw := range find[*widgets.Switch](v.Object()) {
		test.Tap(sw)
	}
	if values.AlertsEnabled {
		t.Error("alerts are still on")
	}
}

func TestEveryReplayHasAName(t *testing.T) {
	for _, name := range Replays {
		if !i18n.Has("settings.replay." + name) {
			t.Errorf("%s has no name", name)
		}
	}
}

func TestExportAndImportSayHowTheyEnded(t *testing.T) {
	s := kakao(t, "ko", morning)
	var done func(string, *Problem)
	begun := 0
	v := settingsWith(t, s, &Actions{Export: func(f func(string, *Problem)) { begun++; done = f }})
	v.move(v.actions.Export)
	v.move(v.actions.Export) // the first is still under way
	if begun != 1 {
		t.Fatalf("begun %d times", begun)
	}
	inOrder(t, texts(v.Object()), s.Loc.T("settings.data.busy", nil))
	done("", &Problem{Text: "안 됐어요.", Todo: "다시 해 보세요."})
	inOrder(t, texts(v.Object()), "안 됐어요.", "다시 해 보세요.")
	v.move(v.actions.Export)
	done("내보냈어요.", nil)
	inOrder(t, texts(v.Object()), "내보냈어요.")
	v.move(v.actions.Export)
	done("", nil) // the reader thought better of it
	without(t, texts(v.Object()), s.Loc.T("settings.data.busy", nil), "내보냈어요.")
}

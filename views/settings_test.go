package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
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

// A recording is played or rehearsed, with two buttons beside each other; a drill is ended by its name.
func TestReplaysAndDrillsStartHere(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Replay = &Replay{Control: true, Drill: true}
	var did []string
	v := settingsWith(t, s, &Actions{
		StartReplay: func(name string) { did = append(did, "replay "+name) }, StartDrill: func(name string) { did = append(did, "drill "+name) },
		EndReplay: func() { did = append(did, "end") }, Navigate: func(r Route) { did = append(did, string(r.Screen)) },
	})
	window(t, v.Object(), 1092, 4000)
	inOrder(t, texts(v.Object()), "2022년 10월 카카오 장애", "재생", "훈련", "한 기사에 담긴 카카오 현황", "훈련 끝내기", "끝내면 아무것도 남지 않아요.")
	var at []float32
	for _, b := range find[*widgets.Button](v.Object()) {
		label := b.AccessibilityLabel() // it ends with what the row is about
		switch {
		case strings.HasPrefix(label, "재생,"), strings.HasPrefix(label, "훈련,"), label == "훈련 끝내기":
			if label != "훈련 끝내기" {
				at = append(at, fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y)
			}
			test.Tap(b)
		}
	}
	if want := "replay kakao-2022 status drill kakao-2022 status replay kakao-article status drill kakao-article status end"; strings.Join(did, " ") != want {
		t.Errorf("did %q, want %q", did, want)
	}
	if len(at) != 4 || at[0] != at[1] || at[2] != at[3] {
		t.Errorf("the buttons stand at %v", at)
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

package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/views/widgets"
)

// tapButton taps the button with a label.
func tapButton(t *testing.T, v *Settings, label string) {
	t.Helper()
	for _, b := range find[*widgets.Button](v.Object()) {
		if strings.Contains(strings.Join(texts(b), " "), label) {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("there is no button %q", label)
}

func TestTheProxyIsTypedTriedAndKept(t *testing.T) {
	s := kakao(t, "en", morning)
	var asked []ProxyRequest
	var saved func(*Problem)
	var tried func(string, *Problem)
	v := settingsWith(t, s, &Actions{
		SaveProxy: func(r ProxyRequest, f func(*Problem)) { asked, saved = append(asked, r), f },
		TestProxy: func(r ProxyRequest, f func(string, *Problem)) { asked, tried = append(asked, r), f },
	})
	inOrder(t, texts(v.Object()), "Environment", "Follows HTTPS_PROXY")
	without(t, texts(v.Object()), "Save")

	v.chooseWay(wayAddress)
	if len(asked) != 0 {
		t.Fatal("an address that is not there yet is kept")
	}
	tapButton(t, v, "Save") // nothing typed: not the environment
	if len(asked) != 1 || asked[0].Proxy == "" {
		t.Fatalf("%+v", asked)
	}
	saved(&Problem{Text: "Not an address.", Todo: "Enter one."})
	inOrder(t, texts(v.Object()), "Not an address.", "Enter one.")

	test.Type(v.network.address, " proxy.example:3128 ")
	test.Type(v.network.user, "kim")
	test.Type(v.network.password, " hunter2 ")
	want := ProxyRequest{Proxy: "proxy.example:3128", User: "kim", Password: " hunter2 "}
	v.testNetwork()
	v.testNetwork() // the first is still under way
	v.saveNetwork()
	if len(asked) != 2 || asked[1] != want {
		t.Fatalf("asked %d times, %v", len(asked), asked[len(asked)-1].Proxy)
	}
	inOrder(t, texts(v.Object()), s.Loc.T("settings.proxy.testing", nil))
	tried("It answers.", nil)
	inOrder(t, texts(v.Object()), "It answers.")

	v.saveNetwork()
	if asked[2] != want {
		t.Fatal("the password is lost by trying")
	}
	saved(nil)
	if v.network.password.Text != "" {
		t.Error("the password stays in the form")
	}
	kept := *s
	kept.Settings.Proxy, kept.Settings.ProxyUser, kept.ProxyPassword = "http://proxy.example:3128", "kim", TokenKeyring
	v.Update(&kept)
	if v.network.address.Text != "http://proxy.example:3128" || v.network.password.PlaceHolder != s.Loc.T("settings.proxy.password.kept", nil) {
		t.Errorf("%q, %q", v.network.address.Text, v.network.password.PlaceHolder)
	}
	for place, id := range map[TokenPlace]string{TokenKeyring: "where", TokenSession: "session", TokenWaiting: "waiting"} {
		kept.ProxyPassword = place
		n := kept
		v.Update(&n)
		inOrder(t, texts(v.Object()), s.Loc.T("settings.proxy.password."+id, nil))
	}
	for _, word := range texts(v.Object()) {
		if strings.Contains(word, "hunter2") {
			t.Errorf("the password is on screen: %q", word)
		}
	}

	v.chooseWay(wayDirect) // counts at once
	if r := asked[len(asked)-1]; r != (ProxyRequest{Proxy: settings.ProxyDirect}) {
		t.Errorf("%+v", r)
	}
	v.chooseWay(waySystem) // while the other is under way
	if v.way() != wayDirect {
		t.Errorf("the way is %s", v.way())
	}
	saved(nil)
	v.chooseWay(waySystem)
	if r := asked[len(asked)-1]; r != (ProxyRequest{}) {
		t.Errorf("%+v", r)
	}
}

func TestTheNetworkCardIsGoneTo(t *testing.T) {
	s := kakao(t, "ko", morning)
	v := settingsWith(t, s, &Actions{})
	window(t, v.Object(), 600, 500)
	v.Update(s)
	v.Show("nothing")
	if v.page.Offset() != 0 {
		t.Error("it goes somewhere")
	}
	v.Show(SettingsNetwork)
	if v.page.Offset() < 300 {
		t.Errorf("the page is scrolled by %v", v.page.Offset())
	}
}

func TestWhoVouchesForAFeedIsShown(t *testing.T) {
	loc := i18n.New("en")
	own := Feed{ID: "a", Name: "Own", Official: "example.com", Link: "bokgu:add?x"}
	for _, c := range []struct {
		feed Feed
		word string
	}{
		{own, "Confirmed by example.com"},
		{Feed{ID: "a", Official: OfficialDirectory}, "In Bokgu’s directory"},
		{Feed{ID: "a", Root: "sha256:0"}, "Unofficial feed"},
		{Feed{ID: "a"}, ""},
		{Feed{ID: "a", Root: "sha256:0", Builtin: true}, ""},
		{Feed{}, ""},
	} {
		if got := officialWord(loc, c.feed); got != c.word || c.feed.Unofficial() != (c.word == "Unofficial feed") {
			t.Errorf("%+v: %q, %v", c.feed, got, c.feed.Unofficial())
		}
	}

	s := kakao(t, "en", morning)
	s.Feed = Feed{ID: "b", Name: "Neighbour", Root: "sha256:0"}
	s.Feeds = []Feed{own, s.Feed, {ID: "r", Name: "Replay", Builtin: true}}
	copied := ""
	v := settingsWith(t, s, &Actions{Copy: func(text string) { copied = text }})
	inOrder(t, texts(v.Object()), "Own", "Confirmed by example.com", "Copy link", "Neighbour", "Unofficial feed")
	if n := strings.Count(strings.Join(texts(v.Object()), "\n"), "Copy link"); n != 1 {
		t.Errorf("%d links to copy", n)
	}
	tapButton(t, v, "Copy link")
	if copied != own.Link {
		t.Errorf("copied %q", copied)
	}
	inOrder(t, texts(v.Object()), s.Loc.T("settings.feed.link_copied", nil))

	// On the board: a line where it is the only one, else the mark of its head.
	if got := trustLine(s).Text; got != "Unofficial feed · Neighbour" {
		t.Errorf("the board says %q", got)
	}
	if d := feedHead(s); d.Mark != "Unofficial feed" {
		t.Errorf("the head says %q", d.Mark)
	}
	two := *s
	two.Others = []*Snapshot{s}
	confirmed := *s
	confirmed.Feed = own
	for _, n := range []*Snapshot{&two, &confirmed} {
		if got := trustLine(n).Text; got != "" {
			t.Errorf("the board says %q", got)
		}
	}
	if d := feedHead(&confirmed); d.Mark != "" {
		t.Errorf("the head says %q", d.Mark)
	}
}

func TestWhatAnOfferShows(t *testing.T) {
	startApp(t)
	shown := func(o Offer) []string {
		content := NewOffer(i18n.New("en"), o)
		window(t, content, 300, 600)
		return texts(content)
	}
	const root = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	loc := i18n.New("en")
	o := shown(Offer{Name: "Kakao\u202e\nfficial " + strings.Repeat("x", 99), Host: "xn--kako-6na.example:8443", Root: root})
	all := strings.Join(o, " ")
	for _, want := range []string{"Kakao", "…", "Unofficial feed", "xn--kako-6na.example:8443", "0123 4567 89ab cdef", loc.T("offer.not_live", nil)} {
		if !strings.Contains(strings.ReplaceAll(all, "\n", " "), want) {
			t.Errorf("%q is not shown: %q", want, all)
		}
	}
	if strings.ContainsAny(all, "\u202e") {
		t.Error("a name can turn the text around")
	}
	o = shown(Offer{Name: "Kakao", Official: "example.com", Live: true, Expired: true, Root: "sha256:01"})
	inOrder(t, o, "Kakao", "Confirmed by example.com", "01", "Its profile has expired")
	without(t, o, "Unofficial feed", loc.T("offer.not_live", nil))
}

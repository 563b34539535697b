package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// twoFeeds shows the recorded outage with another feed beside it that calls a thing of its own by the same id.
func twoFeeds(t *testing.T, lang string) *Snapshot {
	t.Helper()
	s := kakao(t, lang, morning)
	doc := document(made{"talk", "", feed.MajorOutage, morning.Add(-time.Hour)}, made{"mail", "send", feed.Operational, morning})
	doc.IssuedAt = morning
	other := snapshotOf(lang, doc, morning)
	other.Feed = Feed{ID: "g", Name: "이웃 회사"}
	s.Feeds = append(s.Feeds, other.Feed)
	s.Others = []*Snapshot{other}
	return s
}

func TestOneBoardOverAllFeeds(t *testing.T) {
	startApp(t)
	var c calls
	screen := NewStatus(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 4000)
	s := twoFeeds(t, "en")
	screen.Update(s)
	said := texts(screen.Object())
	inOrder(t, said, "Talk", "이웃 회사", "talk", "mail")
	if !strings.Contains(strings.Join(said, " "), "Elsewhere: 이웃 회사 – Down.") {
		t.Errorf("the answer does not know the trouble elsewhere: %q", said)
	}
	if !slices.ContainsFunc(said, func(w string) bool { return strings.Contains(w, "Last word none yet · checked ") }) {
		t.Errorf("the ages of the other feed are not told: %q", said)
	}

	heads := find[*widgets.ServiceHead](screen.Object())
	test.Tap(heads[len(heads)-2]) // talk of the other feed, which is worse than its mail
	if want := (Route{"g", ScreenService, "talk"}); len(c.routes) != 1 || c.routes[0] != want {
		t.Errorf("went to %v, want %v", c.routes, want)
	}
	var of []string
	a := c.actions()
	a.Follow = func(sub, id string, on bool) { of = append(of, sub+"/"+id) }
	screen.actions.Follow = a.Follow
	rows := find[*widgets.FunctionRow](screen.Object())
	test.Tap(find[*widgets.Star](rows[len(rows)-1])[0])
	test.Tap(find[*widgets.Star](rows[0])[0])
	if want := []string{"g/mail.send", "f/account.login"}; !slices.Equal(of, want) {
		t.Errorf("starred %q, want %q", of, want)
	}

	s = twoFeeds(t, "en")
	s.Others[0].Stale, s.Others[0].Contact = true, morning.Add(-3*time.Hour)
	screen.Update(s)
	said = texts(screen.Object())
	if !slices.ContainsFunc(said, func(w string) bool { return strings.HasPrefix(w, "Not confirmed since 05:00") }) {
		t.Errorf("silence is not told: %q", said)
	}
	if slices.ContainsFunc(said, func(w string) bool { return strings.Contains(w, "Elsewhere") }) {
		t.Error("trouble is told of that nobody vouches for any more")
	}

	screen.find("mail")
	heads = find[*widgets.ServiceHead](screen.Object())
	if len(heads) == 0 || !slices.Contains(texts(screen.Object()), "이웃 회사") {
		t.Error("the search leaves out the other feed")
	}
}

func TestAFeedWithoutNewsHasItsPlaceOnTheBoard(t *testing.T) {
	startApp(t)
	screen := NewStatus((&calls{}).actions(), widgets.Phone)
	window(t, screen.Object(), 390, 4000)
	s := twoFeeds(t, "ko")
	s.Others[0].Status, s.Others[0].Services, s.Others[0].Connection = nil, nil, ConnWaiting
	screen.Update(s)
	inOrder(t, texts(screen.Object()), "이웃 회사", "아직 받은 소식이 없어요 · 끊김")
	one := kakao(t, "ko", morning)
	screen.Update(one)
	if len(find[*widgets.FeedHead](screen.Object())) != 0 {
		t.Error("a single feed has a head of its own")
	}
}

// The shell asks for the feed of a place before it goes there, and again on the way back.
func TestTheShellGoesFromFeedToFeed(t *testing.T) {
	startApp(t)
	var asked []string
	a := &Actions{}
	shell := NewShell(a, ShellOptions{})
	both := twoFeeds(t, "ko")
	swapped := *both.Others[0]
	first := *both
	first.Others = nil
	swapped.Feeds, swapped.Others = both.Feeds, []*Snapshot{&first}
	a.SelectFeed = func(id string) {
		asked = append(asked, id)
		if id == "g" {
			shell.Update(&swapped)
		} else {
			shell.Update(both)
		}
	}
	w := window(t, shell.Object(), 1180, 900)
	shell.Update(both)
	shell.Open(Route{Screen: ScreenService, ID: "talk"})
	inOrder(t, texts(w.Canvas().Content()), "카카오톡")
	shell.Open(Route{"g", ScreenService, "mail"})
	inOrder(t, texts(w.Canvas().Content()), "mail", "send")
	shell.Back()
	inOrder(t, texts(w.Canvas().Content()), "카카오톡")
	if !slices.Equal(asked, []string{"g", "f"}) {
		t.Errorf("asked for %q", asked)
	}
	shell.Open(Route{"gone", ScreenService, "mail"})
	if len(asked) != 2 {
		t.Error("asked for a feed that is not there")
	}
}

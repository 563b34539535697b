package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/views/widgets"
)

// pageStates bring the dialog, open, into each of its states.
func pageStates(loc *i18n.Localizer) map[string]func(*PageSheet) {
	say := func(id string) *Problem {
		data := map[string]any{"Host": "status.internal.example.com"}
		return &Problem{Text: loc.T(id, data), Todo: loc.T(id+".todo", data)}
	}
	return map[string]func(*PageSheet){
		"choosing": func(*PageSheet) {},
		"searched": func(p *PageSheet) { p.entry.SetText("g") },
		"address":  func(p *PageSheet) { p.entry.SetText("status.example.com") },
		"nothing":  func(p *PageSheet) { p.entry.SetText("qqq") },
		"busy": func(p *PageSheet) {
			p.busy, p.asked, p.host = true, 3, "www.githubstatus.com"
			p.build()
		},
		"private": func(p *PageSheet) {
			p.problem, p.host = say("problem.page_private"), "status.internal.example.com"
			p.problem.Private = true
			p.build()
		},
		"problem": func(p *PageSheet) {
			p.problem = say("problem.page.not_found")
			p.build()
		},
		"found": func(p *PageSheet) {
			p.found = &FoundPage{Name: "GitHub", Host: "www.githubstatus.com", Provider: "statuspage", Services: 10, Incidents: 1, Maintenances: 2}
			p.build()
		},
		"text": func(p *PageSheet) {
			p.found = &FoundPage{Name: "A page", Host: "a.example", Provider: "atom", TextOnly: true}
			p.build()
		},
	}
}

// finder is the dialog over a window, and what it asked for.
type finder struct {
	*PageSheet
	t         *testing.T
	window    fyne.Window
	loc       *i18n.Localizer
	asked     []PageRequest
	progress  func(int, string)
	done      func(*FoundPage, *Problem)
	cancelled int
	added     []*FoundPage
	addDone   func(*Problem)
	told      int // that a page was added
}

func findWith(t *testing.T, lang, address string) *finder {
	t.Helper()
	startApp(t)
	f := &finder{t: t, loc: i18n.New(lang), window: test.NewTempWindow(t, container.NewStack())}
	f.window.SetPadded(false)
	f.window.Resize(fyne.NewSize(1180, 1000))
	f.PageSheet = NewPageSheet(&Actions{
		FindPage: func(r PageRequest, progress func(int, string), done func(*FoundPage, *Problem)) func() {
			f.asked, f.progress, f.done = append(f.asked, r), progress, done
			return func() { f.cancelled++ }
		},
		AddPage: func(p *FoundPage, done func(*Problem)) { f.added, f.addDone = append(f.added, p), done },
	})
	f.Open(f.window.Canvas(), f.loc, address, func() { f.told++ })
	return f
}

func (f *finder) key(names ...fyne.KeyName) {
	for _, name := range names {
		c, e := f.window.Canvas(), &fyne.KeyEvent{Name: name}
		if o := c.Focused(); o != nil {
			if name == fyne.KeyTab {
				c.FocusNext()
				continue
			}
			o.TypedKey(e)
		} else if c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
	}
}

func (f *finder) say(id string) string { return f.loc.T(id, nil) }

var github = &FoundPage{Name: "GitHub", Host: "www.githubstatus.com", Provider: "statuspage", Services: 10, Incidents: 1}

// By its name, in Korean, by its consonants or in English; with the keyboard alone, from the search to the board.
func TestAPageByItsName(t *testing.T) {
	for _, c := range []struct{ lang, typed, title, sub string }{
		{"ko", "깃허", "깃허브", "GitHub · www.githubstatus.com · Atlassian Statuspage"},
		{"ko", "ㄱㅎㅂ", "깃허브", "GitHub · www.githubstatus.com · Atlassian Statuspage"},
		{"en", "git h", "GitHub", "www.githubstatus.com · Atlassian Statuspage"},
		{"en", "깃허브", "GitHub", "www.githubstatus.com · Atlassian Statuspage"},
	} {
		f := findWith(t, c.lang, "")
		date := f.list.directory.Sources[0]
		inOrder(t, texts(f.Object()), f.say("pages.title"), f.say("pages.entry"), f.say("pages.unchecked"))
		says(t, all(f.Object()), f.say("pages.intro"), date.Name, date.Version, date.Date, date.Licence, f.list.directory.Sources[1].Date)
		if f.window.Canvas().Focused() != f.entry {
			t.Fatalf("the keyboard is at %T", f.window.Canvas().Focused())
		}
		test.Type(f.entry, c.typed)
		inOrder(t, texts(f.Object()), c.title, c.sub)
		f.key(fyne.KeyReturn)
		if len(f.asked) != 1 || f.asked[0] != (PageRequest{Address: "https://www.githubstatus.com"}) {
			t.Fatalf("%s: asked for %v", c.typed, f.asked)
		}
		f.progress(2, "www.githubstatus.com")
		says(t, all(f.Object()), f.loc.T("pages.busy", map[string]any{"Host": "www.githubstatus.com"}), f.loc.T("pages.busy.sub", map[string]any{"N": "2"}))
		f.done(github, nil)
		inOrder(t, texts(f.Object()), f.loc.T("pages.found", map[string]any{"Name": "GitHub", "Provider": "Atlassian Statuspage"}), "www.githubstatus.com")
		says(t, all(f.Object()), foundWords(f.loc, github), f.say("pages.found.unsigned"), f.say("pages.found.polls"))
		if f.window.Canvas().Focused() != f.add {
			t.Errorf("the keyboard is at %T", f.window.Canvas().Focused())
		}
		f.key(fyne.KeyReturn)
		if len(f.added) != 1 || f.added[0] != github {
			t.Fatalf("added %v", f.added)
		}
		f.addDone(nil)
		if f.told != 1 || f.window.Canvas().Overlays().Top() != nil {
			t.Errorf("told %d times that it was added, the dialog is open: %v", f.told, f.window.Canvas().Overlays().Top() != nil)
		}
	}
}

func TestWhatAPageLists(t *testing.T) {
	for want, f := range map[string]*FoundPage{
		"서비스 10개, 진행 중인 장애 1건":       github,
		"서비스 1개, 진행 중인 장애 없음, 점검 2건": {Services: 1, Maintenances: 2},
		"진행 중인 장애 3건":                {TextOnly: true, Incidents: 3},
	} {
		if got := foundWords(i18n.New("ko"), f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := foundWords(i18n.New("en"), github); got != "10 services, 1 open incident" {
		t.Errorf("%q", got)
	}
}

// By its address, which Enter and the button look at. What fails is said, and the address stays.
func TestAPageByItsAddress(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		f := findWith(t, lang, "")
		if !f.check.Disabled() {
			t.Error("nothing can be checked yet")
		}
		f.key(fyne.KeyReturn)
		test.Type(f.entry, "status.nobody.example")
		f.key(fyne.KeyReturn)
		if len(f.asked) != 1 || f.asked[0] != (PageRequest{Address: "status.nobody.example"}) {
			t.Fatalf("asked for %v", f.asked)
		}
		f.done(nil, &Problem{Text: "NOTHING THERE", Todo: "LOOK AGAIN"})
		inOrder(t, texts(f.Object()), "NOTHING THERE", "LOOK AGAIN", f.say("pages.entry"))
		if f.typed() != "status.nobody.example" || f.window.Canvas().Focused() != f.entry {
			t.Errorf("%q is left, the keyboard is at %T", f.typed(), f.window.Canvas().Focused())
		}
		test.Type(f.entry, "x")
		without(t, texts(f.Object()), "NOTHING THERE")
		test.Tap(f.check)
		if len(f.asked) != 2 {
			t.Errorf("asked for %v", f.asked)
		}
	}
}

// An address in the reader's own network is asked about; Enter alone never allows it.
func TestAPageInTheOwnNetworkIsAskedAbout(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		f := findWith(t, lang, "192.168.0.5:3001")
		f.done(nil, &Problem{Text: "x", Todo: "y", Private: true})
		inOrder(t, texts(f.Object()), f.say("pages.private"), f.say("pages.private.allow"), f.say("action.cancel"))
		says(t, all(f.Object()), f.loc.T("pages.private.what", map[string]any{"Host": "192.168.0.5:3001"}))
		if f.window.Canvas().Focused() != f.back {
			t.Errorf("the keyboard is at %T, not at Cancel", f.window.Canvas().Focused())
		}
		f.window.Canvas().Unfocus()
		f.key(fyne.KeyReturn)
		if len(f.asked) != 1 {
			t.Fatalf("Enter alone allowed it: %v", f.asked)
		}
		test.Tap(f.allow)
		if len(f.asked) != 2 || f.asked[1] != (PageRequest{Address: "192.168.0.5:3001", Local: true}) {
			t.Fatalf("asked for %v", f.asked)
		}
		f.done(github, nil)
		inOrder(t, texts(f.Object()), f.say("pages.add"))

		g := findWith(t, lang, "printer.local")
		g.done(nil, &Problem{Private: true})
		test.Tap(g.back)
		inOrder(t, texts(g.Object()), g.say("pages.check"))
		if len(g.asked) != 1 || g.typed() != "printer.local" {
			t.Errorf("asked for %v, %q is left", g.asked, g.typed())
		}
	}
}

// What is under way can be ended, and what it says afterwards counts no more.
func TestAPageLookIsCancelled(t *testing.T) {
	f := findWith(t, "ko", "slow.example.com")
	late, said := f.done, f.progress
	f.key(fyne.KeyReturn) // Cancel has the keyboard
	if f.cancelled != 1 {
		t.Fatalf("cancelled %d times", f.cancelled)
	}
	said(9, "slow.example.com")
	late(github, nil)
	without(t, texts(f.Object()), f.say("pages.add"))
	test.Tap(f.check)
	f.key(fyne.KeyEscape)
	if f.cancelled != 2 || f.window.Canvas().Overlays().Top() != nil {
		t.Errorf("Escape: cancelled %d times, open %v", f.cancelled, f.window.Canvas().Overlays().Top() != nil)
	}
	f.done(github, nil)
	if f.found != nil || f.told != 0 {
		t.Error("what was cancelled was found")
	}
}

// What cannot be kept is said, and can be tried again.
func TestAPageThatCannotBeAdded(t *testing.T) {
	f := findWith(t, "en", "a.example.com")
	f.done(github, nil)
	f.key(fyne.KeyReturn, fyne.KeyReturn) // the second one does nothing
	if len(f.added) != 1 {
		t.Fatalf("added %d times", len(f.added))
	}
	f.addDone(&Problem{Text: "FULL", Todo: "MAKE ROOM"})
	inOrder(t, texts(f.Object()), "FULL", "MAKE ROOM")
	if f.told != 0 {
		t.Error("told that it was added")
	}
}

// Where it is looked for: the first steps and Settings, by the button, by an address without a scheme, by a link, and where a
// web address is no feed.
func TestStatusPagesInTheFirstSteps(t *testing.T) {
	for _, c := range []struct{ typed, want string }{{"githubstatus.com", "githubstatus.com"}, {"bokgu:page?url=https://a.example.com", "bokgu:page?url=https://a.example.com"}} {
		f := begin(t, "ko", 1180, 820)
		var shown []string
		var added func()
		f.shell.actions.ShowPages = func(address string, told func()) { shown, added = append(shown, address), told }
		f.key(fyne.KeyReturn)
		inOrder(t, f.texts(), f.say("firstrun.pages"), f.say("pages.open"))
		test.Type(f.shell.first.feed.address, c.typed)
		f.key(fyne.KeyReturn)
		if !slices.Equal(shown, []string{c.want}) || len(f.added) != 0 {
			t.Fatalf("%s: shown %q, added %v", c.typed, shown, f.added)
		}
		f.subscribe()
		added()
		inOrder(t, f.texts(), "3/3단계")
	}
	f := begin(t, "ko", 1180, 820)
	var shown []string
	f.shell.actions.ShowPages = func(address string, _ func()) { shown = append(shown, address) }
	f.key(fyne.KeyReturn)
	test.Type(f.shell.first.feed.address, "https://www.githubstatus.com")
	f.key(fyne.KeyReturn)
	f.done(false, &Problem{Text: "NO FEED", MaybePage: true})
	if !slices.Equal(shown, []string{"https://www.githubstatus.com"}) {
		t.Errorf("shown %q", shown)
	}
	without(t, f.texts(), "NO FEED")
	f.tabTo(f.say("pages.open"))
	f.key(fyne.KeySpace)
	if len(shown) != 2 || shown[1] != "" {
		t.Errorf("shown %q", shown)
	}
}

func TestStatusPagesInSettings(t *testing.T) {
	s := kakao(t, "en", morning)
	s.Feed = Feed{ID: "f", Name: "GitHub", URL: "https://www.githubstatus.com", Page: "statuspage", Link: "bokgu:page?url=https://www.githubstatus.com"}
	s.Feeds = []Feed{s.Feed}
	var shown []string
	var added func()
	var asked func(bool, *Problem)
	v := settingsWith(t, s, &Actions{
		ShowPages: func(address string, told func()) { shown, added = append(shown, address), told },
		AddFeed:   func(_ FeedRequest, done func(bool, *Problem)) { asked = done },
	})
	window(t, v.Object(), 1092, 3000)
	inOrder(t, texts(v.Object()), "GitHub", s.Loc.T("settings.feed.copy_link", nil), s.Loc.T("action.remove", nil), s.Loc.T("pages.open", nil))
	says(t, all(v.Object()), "Atlassian Statuspage status page · not signed", "https://www.githubstatus.com")
	without(t, texts(v.Object()), s.Loc.T("feed.unofficial", nil))
	v.showPages("")
	v.address.SetText("discordstatus.com")
	v.add()
	added()
	inOrder(t, texts(v.Object()), s.Loc.T("pages.added", nil))
	v.address.SetText("https://status.example.com")
	v.add()
	asked(false, &Problem{Text: "NO FEED", MaybePage: true})
	without(t, texts(v.Object()), "NO FEED")
	if !slices.Equal(shown, []string{"", "discordstatus.com", "https://status.example.com"}) {
		t.Errorf("shown %q", shown)
	}
	v.address.SetText("wss://feed.example.com")
	v.add()
	asked(false, &Problem{Text: "NO FEED", MaybePage: true})
	inOrder(t, texts(v.Object()), "NO FEED")
}

// A feed gets another name where it is listed, by the keyboard too; Cancel leaves it as it was.
func TestAFeedIsRenamed(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Feed = Feed{ID: "f", Name: "GitHub", URL: "https://www.githubstatus.com", Page: "statuspage"}
	s.Feeds = []Feed{s.Feed, {ID: "g", Name: "Trains", URL: "wss://trains.example"}}
	var told [][2]string
	v := settingsWith(t, s, &Actions{RenameFeed: func(id, name string) { told = append(told, [2]string{id, name}) }})
	w := window(t, v.Object(), 1092, 3000)
	press := func(label string) {
		t.Helper()
		for _, b := range find[*widgets.Button](v.Object()) {
			if strings.HasPrefix(b.AccessibilityLabel(), label) {
				test.Tap(b)
				return
			}
		}
		t.Fatalf("no button %q", label)
	}
	press("이름 바꾸기")
	inOrder(t, texts(v.Object()), "GitHub", "새 이름", "이름 저장", "취소", "Trains")
	if w.Canvas().Focused() != v.newName || v.newName.Text != "GitHub" {
		t.Errorf("the keyboard is at %T, the entry says %q", w.Canvas().Focused(), v.newName.Text)
	}
	press("취소")
	without(t, texts(v.Object()), "이름 저장")
	press("이름 바꾸기")
	v.newName.SetText(" 깃허브 ")
	v.newName.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(told) != 1 || told[0] != [2]string{"f", "깃허브"} {
		t.Errorf("renamed %q", told)
	}
	without(t, texts(v.Object()), "이름 저장")
}

// That nobody signs it stands on the board, in the text and on the picture that are shared, beside the names of several feeds.
func TestStatusPagesAreLabelled(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		s := kakao(t, lang, morning)
		s.Replay, s.Feed = nil, Feed{ID: "f", Name: "Weather", URL: "https://a.example", Page: "instatus"}
		s.Connection = ConnPage
		label := s.Loc.T("feed.page", map[string]any{"Provider": "Instatus"})
		if d := trustLine(s); !strings.Contains(d.Text, label) {
			t.Errorf("the board says %q", d.Text)
		}
		if d := feedHead(s); d.Mark != label || !strings.Contains(d.Ages, s.Loc.T("status.connection.page", nil)) {
			t.Errorf("the head says %q, %q", d.Mark, d.Ages)
		}
		if text := shareText(s); !strings.HasPrefix(text, s.Loc.T("feed.page.mark", nil)) || smsLength(text) > smsUnits {
			t.Errorf("shared is %q", text)
		}
		s.Stale = true
		if text := shareText(s); !strings.HasPrefix(text, s.Loc.T("feed.page.mark", nil)) {
			t.Errorf("shared is %q", text)
		}
		foot := widgets.NewColumn(0, cardFoot(s)...)
		window(t, foot, 360, 300)
		says(t, all(foot), label)
		ages := agesOf(s)
		if ages[2].Value != s.Loc.T("status.connection.page", nil) || ages[2].Icon == "" {
			t.Errorf("the connection is %+v", ages[2])
		}
	}
}

// A page that holds text only says so in the place of a board.
func TestAPageOfTextOnly(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		s := kakao(t, lang, morning)
		doc := *s.Status
		doc.Components = nil
		s.Replay, s.Status, s.Services, s.Feed = nil, &doc, nil, Feed{ID: "f", Name: "History", Page: "atom"}
		a := answerTo(s)
		if a.Headline != s.Loc.T("answer.text_only", nil) || a.Second != s.Loc.N("answer.text_only.open", 1, nil) {
			t.Errorf("%q, %q", a.Headline, a.Second)
		}
		doc.Incidents = nil
		if a := answerTo(s); a.Second != s.Loc.T("answer.text_only.calm", nil) {
			t.Errorf("%q", a.Second)
		}
		if d := emptyBoard(s, filterAll, ""); d.Title != s.Loc.T("status.empty.text_only", nil) {
			t.Errorf("%q", d.Title)
		}
		s.Stale = true
		if a := answerTo(s); a.Second != s.Loc.T("answer.stale", nil) {
			t.Errorf("%q", a.Second)
		}
		s.Feed.Page = "statuspage"
		if a := answerTo(s); a.Headline != s.Loc.T("answer.empty", nil) {
			t.Errorf("%q", a.Headline)
		}
	}
}

// The whole directory is found by every name in it; without words Koreans see first what they know by name.
func TestEveryPageIsFound(t *testing.T) {
	d, err := assets.StatusPages()
	if err != nil {
		t.Fatal(err)
	}
	l := newPageList(d)
	for i, p := range d.Pages {
		for _, name := range append([]string{p.Name, l.hosts[i]}, p.Korean...) {
			if found, _ := l.find(name, "ko", len(d.Pages)); !slices.Contains(found, i) {
				t.Errorf("%s is not found by %q", p.Name, name)
			}
		}
		if !i18n.Has("source."+p.Provider) && p.Provider != "" {
			t.Errorf("%s: no word for %q", p.Name, p.Provider)
		}
	}
	found, more := l.find("", "ko", maxPageRows)
	if len(found) != maxPageRows || more != len(d.Pages)-maxPageRows {
		t.Errorf("%d and %d more", len(found), more)
	}
	for _, i := range found {
		if len(d.Pages[i].Korean) == 0 {
			t.Errorf("%s has no Korean name and comes first", d.Pages[i].Name)
		}
	}
	if found, _ := l.find("zoom", "en", 1); len(found) != 1 || d.Pages[found[0]].Name != "Zoom" {
		t.Error("zoom is not the first of what it finds")
	}
	if found, more := l.find("qqq", "en", 9); len(found)+more != 0 {
		t.Errorf("qqq finds %v", found)
	}
}

func TestNamesPage(t *testing.T) {
	for typed, want := range map[string]bool{
		"githubstatus.com": true, "192.168.0.5:3001": true, "bokgu:page?url=https://a.example": true, "BOKGU:page?url=x": true,
		"": false, "github": false, "wss://a.example": false, "https://a.example": false, "bokgu:add?url=wss://a.example": false, "a b.example": false,
	} {
		if namesPage(typed) != want {
			t.Errorf("%q: %v", typed, !want)
		}
	}
}

// BenchmarkPageSearch is a keystroke in the search of the directory: until the rows stand where they belong, and until the
// whole window is painted by Fyne's software painter.
func BenchmarkPageSearch(b *testing.B) {
	words := []string{"ㄱ", "기", "깃", "깃ㅎ", "깃허브", "", "s", "st", "sta", "status.example.com"}
	for _, painted := range []bool{false, true} {
		b.Run(fmt.Sprintf("painted=%v", painted), func(b *testing.B) {
			test.NewTempApp(b)
			f := NewPageSheet(&Actions{})
			w := test.NewTempWindow(b, container.NewStack())
			w.Resize(fyne.NewSize(1180, 820))
			f.Open(w.Canvas(), i18n.New("ko"), "", nil)
			var took []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				f.entry.SetText(words[i%len(words)])
				walk(f.Object(), func(o fyne.CanvasObject) { o.MinSize() })
				if painted {
					w.Canvas().Capture()
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100])/float64(time.Millisecond), "p99-ms")
		})
	}
}

// BenchmarkPageOpen is the dialog's opening, with the directory unpacked.
func BenchmarkPageOpen(b *testing.B) {
	test.NewTempApp(b)
	w := test.NewTempWindow(b, container.NewStack())
	w.Resize(fyne.NewSize(1180, 820))
	b.ReportAllocs()
	for b.Loop() {
		f := NewPageSheet(&Actions{})
		f.Open(w.Canvas(), i18n.New("ko"), "", nil)
		w.Canvas().Capture()
		f.Hide()
	}
}

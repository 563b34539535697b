package views

import (
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// wanted is a text by its message id, or as it is where no message has that id.
func wanted(s *Snapshot, id string) string {
	if text := s.Loc.T(id, nil); text != "" && text != id {
		return text
	}
	return id
}

// stateScreens are the screens, each as the shell opens it.
var stateScreens = []Route{
	{Screen: ScreenStatus},
	{Screen: ScreenService, ID: "talk"},
	{Screen: ScreenRecovery},
	{Screen: ScreenGuidance},
	{Screen: ScreenLearn},
	{Screen: ScreenDiary},
	{Screen: ScreenSettings},
	{Screen: ScreenMore},
}

// every are words that every screen has in a state, before its own; own are those of a screen.
type stateWords struct {
	name  string
	make  func(t *testing.T, lang string) *Snapshot
	every []string
	own   map[ScreenID][]string
	never map[ScreenID][]string
}

// always are the words of the screens that a state does not change.
var always = map[ScreenID][]string{
	ScreenLearn: {"learn.title"}, ScreenDiary: {"diary.title"}, ScreenSettings: {"settings.title", "settings.feeds"},
	ScreenMore: {"nav.more", "nav.diary", "nav.settings"},
}

var states = []stateWords{
	{
		name: "loading from the store",
		make: func(_ *testing.T, lang string) *Snapshot {
			s := snapshotOf(lang, nil, noon)
			s.Loading, s.Connection = true, ConnConnecting
			return s
		},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.unknown", "status.empty.loading", "status.empty.loading.text"},
			ScreenService:  {"service.back", "status.empty.loading"},
			ScreenRecovery: {"recovery.title", "status.empty.loading"},
			ScreenGuidance: {"guidance.title", "status.empty.loading", "guidance.urgent", "guidance.urgent.text"},
			ScreenLearn:    {"learn.title", "learn.loading"},
			ScreenDiary:    {"diary.title", "diary.loading"},
		},
	},
	{
		name: "live",
		make: func(t *testing.T, lang string) *Snapshot { return kakao(t, lang, morning) },
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.major_outage", "status.age.word", "status.age.contact", "status.connection.live", "kind.do_not", "status.column.name"},
			ScreenService:  {"state.partial_outage", "status.connection.live", "service.follow", "service.functions", "service.alternatives", "service.history"},
			ScreenRecovery: {"status.connection.live", "recovery.stages", "stage.problem_confirmed"},
			ScreenGuidance: {"guidance.keep", "kind.do_not", "kind.do", "guidance.reinstall", "guidance.reinstall.not_yet", "guidance.alternatives"},
			ScreenDiary:    {"diary.title", "diary.write"},
		},
		never: map[ScreenID][]string{ScreenStatus: {"mode.replay"}},
	},
	{
		name: "stale",
		make: func(t *testing.T, lang string) *Snapshot {
			s := kakao(t, lang, morning)
			s.Real = s.Real.Add(3 * time.Hour)
			s.Now, s.Stale, s.Connection = s.Real, true, ConnWaiting
			s.Notices = []Notice{{ID: "n", Level: LevelOffline, Text: s.Loc.T("notice.save_failed", nil)}}
			return s
		},
		every: []string{"notice.save_failed"},
		own: map[ScreenID][]string{
			ScreenStatus:   {"status.connection.waiting", "status.column.from"},
			ScreenService:  {"08:00", "status.connection.waiting"},
			ScreenRecovery: {"status.connection.waiting", "recovery.stages"},
			ScreenGuidance: {"08:00", "status.connection.waiting", "kind.do_not"},
			ScreenDiary:    {"diary.title", "08:00"},
		},
	},
	{
		name: "offline from the beginning",
		make: func(_ *testing.T, lang string) *Snapshot {
			s := snapshotOf(lang, nil, noon)
			s.Connection = ConnWaiting
			s.Notices = []Notice{{ID: "n", Level: LevelOffline, Text: s.Loc.T("problem.no_network", nil), Button: s.Loc.T("action.retry", nil), Do: func() {}}}
			return s
		},
		every: []string{"problem.no_network", "action.retry"},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.unknown", "status.connection.waiting", "status.empty.nothing", "status.empty.nothing.text", "action.retry"},
			ScreenService:  {"service.back", "status.empty.nothing", "action.retry"},
			ScreenRecovery: {"recovery.title", "status.empty.nothing", "action.retry"},
			ScreenGuidance: {"guidance.title", "status.empty.nothing", "action.retry", "guidance.urgent"},
			ScreenLearn:    {"learn.title", "learn.empty", "learn.empty.todo"},
			ScreenDiary:    {"diary.title", "diary.empty"},
		},
	},
	{
		name: "an error that stops the feed",
		make: func(_ *testing.T, lang string) *Snapshot {
			s := snapshotOf(lang, nil, noon)
			s.Connection = ConnStopped
			s.Notices = []Notice{{ID: "n", Level: LevelError, Text: s.Loc.T("notice.store_failed", nil), Detail: s.Loc.T("notice.store_failed.todo", nil), Close: true}}
			return s
		},
		every: []string{"notice.store_failed", "notice.store_failed.todo"},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.unknown", "status.connection.stopped", "status.empty.nothing", "action.retry"},
			ScreenService:  {"service.back", "status.empty.nothing", "action.retry"},
			ScreenRecovery: {"status.connection.stopped", "status.empty.nothing", "action.retry"},
			ScreenGuidance: {"status.connection.stopped", "status.empty.nothing", "action.retry", "guidance.urgent"},
			ScreenDiary:    {"diary.title", "diary.empty"},
		},
	},
	{
		name: "no feed",
		make: func(_ *testing.T, lang string) *Snapshot {
			s := snapshotOf(lang, nil, noon)
			s.Feed, s.Feeds, s.Connection = Feed{}, nil, ConnNone
			return s
		},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.unknown", "status.empty.no_feed", "status.empty.add_feed"},
			ScreenService:  {"service.back", "status.empty.no_feed", "status.empty.add_feed"},
			ScreenRecovery: {"recovery.title", "status.empty.no_feed", "status.empty.add_feed"},
			ScreenGuidance: {"guidance.title", "status.empty.no_feed", "status.empty.add_feed", "guidance.urgent"},
			ScreenDiary:    {"diary.title", "diary.no_feed", "diary.no_feed.text", "status.empty.add_feed"},
			ScreenSettings: {"settings.title", "settings.feeds", "settings.feed.none"},
		},
	},
	{
		name: "nothing wrong",
		make: func(_ *testing.T, lang string) *Snapshot {
			return snapshotOf(lang, document(made{"talk", "text", feed.Operational, before}), noon)
		},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.operational", "status.quick.no_warning", "status.quick.no_incident"},
			ScreenService:  {"state.operational", "service.functions", "instead.title", "instead.none", "instead.invite", "service.history.none", "service.history.none.text"},
			ScreenRecovery: {"recovery.title", "status.connection.live", "recovery.empty", "recovery.empty.text", "recovery.to_status"},
			ScreenGuidance: {"guidance.nothing", "guidance.empty", "guidance.empty.text", "recovery.to_status"},
			ScreenDiary:    {"diary.title", "diary.empty", "diary.empty.text"},
		},
	},
	{
		name: "a feed without services",
		make: func(_ *testing.T, lang string) *Snapshot { return snapshotOf(lang, document(), noon) },
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.unknown", "status.empty.no_services", "status.empty.no_services.text"},
			ScreenService:  {"service.lost", "service.lost.text"},
			ScreenRecovery: {"recovery.empty"},
			ScreenGuidance: {"guidance.nothing", "guidance.empty"},
			ScreenDiary:    {"diary.title", "diary.empty"},
		},
	},
	{
		name: "a replay",
		make: func(t *testing.T, lang string) *Snapshot {
			s := kakao(t, lang, morning)
			s.Replay = &Replay{Title: s.Loc.T("mode.replay.explain", nil), At: morning, Speed: 60, Control: true}
			s.Connection = ConnLocal
			return s
		},
		every: []string{"mode.replay", "mode.replay.explain"},
		own: map[ScreenID][]string{
			ScreenStatus:   {"state.major_outage", "status.connection.local"},
			ScreenService:  {"state.partial_outage", "status.connection.local"},
			ScreenRecovery: {"status.connection.local", "recovery.stages"},
			ScreenGuidance: {"status.connection.local", "kind.do_not"},
			ScreenDiary:    {"diary.title", "diary.sub.replay"},
		},
	},
}

// Every screen says in every state what it is in, in Korean and English, on a desktop and a phone.
func TestEveryStateOfEveryScreen(t *testing.T) {
	startApp(t)
	for _, st := range states {
		for _, lang := range []string{"ko", "en"} {
			for form, width := range map[widgets.Form]float32{widgets.Desktop: 1180, widgets.Phone: 390} {
				snap := st.make(t, lang)
				shell := NewShell((&chooser{snap: snap, show: func(*Snapshot) {}}).actions(&calls{}), ShellOptions{Phone: form == widgets.Phone})
				window(t, shell.Object(), width, 9000)
				shell.Update(snap)
				for _, route := range stateScreens {
					if route.Screen == ScreenMore && form == widgets.Desktop {
						continue
					}
					shell.Open(route)
					bars, screen := strings.Join(strings.Fields(all(shell.Object())), " "), strings.Join(strings.Fields(all(shell.stage)), " ")
					find := func(in string, ids []string) {
						t.Helper()
						rest := in
						for _, id := range ids {
							if id == "status.column.name" || id == "status.column.from" {
								if form == widgets.Phone {
									continue // there are no columns
								}
							}
							text := strings.Join(strings.Fields(wanted(snap, id)), " ")
							if id == "mode.replay.explain" && form == widgets.Phone {
								continue // the mark and the moment fill a phone's bar
							}
							i := strings.Index(rest, text)
							if i < 0 {
								t.Errorf("%s, %s, form %d, %s: %q (%s) does not follow in: %s", st.name, lang, form, route.Screen, text, id, in)
								return
							}
							rest = rest[i+len(text):]
						}
					}
					find(bars, st.every)
					ids := st.own[route.Screen]
					if ids == nil {
						ids = always[route.Screen]
					}
					if len(ids) == 0 {
						t.Errorf("%s: nobody says what %s is to say", st.name, route.Screen)
					}
					find(screen, ids)
					for _, id := range st.never[route.Screen] {
						if text := wanted(snap, id); strings.Contains(bars, text) {
							t.Errorf("%s, %s, form %d, %s: says %q", st.name, lang, form, route.Screen, text)
						}
					}
				}
			}
		}
	}
}

// What somebody looks for and is not there is said, with the way out.
func TestNothingIsFound(t *testing.T) {
	startApp(t)
	for _, lang := range []string{"ko", "en"} {
		s := kakao(t, lang, morning)
		s.Library = &feed.Library{Articles: []feed.Article{{ID: "a", Kind: feed.ArticleFAQ, Title: feed.Plain("가나다"), Text: feed.Plain("라마바")}}}
		learn := NewLearn((&calls{}).actions(), widgets.Desktop)
		window(t, learn.Object(), 1092, 900)
		learn.Update(s)
		says(t, all(learn.Object()), "가나다")
		learn.search.SetText("zzz")
		says(t, all(learn.Object()), s.Loc.T("learn.none", nil), s.Loc.T("learn.none.todo", nil))
		without(t, texts(learn.Object()), "가나다")

		diary := NewDiary((&calls{}).actions(), widgets.Phone)
		window(t, diary.Object(), 390, 1500)
		diary.Update(s)
		diary.search.SetText("zzz")
		says(t, all(diary.Object()), s.Loc.T("diary.empty.found", nil), s.Loc.T("diary.empty.found.text", nil))
	}
}

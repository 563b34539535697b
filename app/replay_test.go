package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/views"
)

// toldNotes are the notifications that a test saw.
type toldNotes struct {
	mu   sync.Mutex
	list []notify.Notification
	gone []string // keys
}

func (n *toldNotes) Show(_ context.Context, one notify.Notification) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, one)
	return nil
}

func (n *toldNotes) Withdraw(_ context.Context, key string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone = append(n.gone, key)
	return nil
}
func (*toldNotes) Close() error { return nil }

func (n *toldNotes) withdrawn() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.gone)
}

func (n *toldNotes) all() []notify.Notification {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.list)
}

// rehearsal is an app whose replay runs through the real engine: player, edge,
// client, store and alerts.
type rehearsal struct {
	*App
	t    *testing.T
	told *toldNotes
	tmp  string

	mu   sync.Mutex
	gaps int // snapshots of the replay without a document after the first one
	seen bool
}

func rehearsing(t *testing.T, o Options) *rehearsal {
	t.Helper()
	r := &rehearsal{t: t, told: &toldNotes{}, tmp: t.TempDir()}
	t.Setenv("TMPDIR", r.tmp) // where what is thrown away lies
	r.App = newApp(t, t.TempDir())
	r.notifier = r.told
	r.model.show = func(s *views.Snapshot) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if s.Feed.ID == replaySub && (s.Status == nil || s.Stale) && r.seen {
			r.gaps++
		}
		r.seen = r.seen || s.Status != nil && s.Feed.ID == replaySub
	}
	t.Cleanup(func() {
		r.cancel()
		r.worker.Wait()
		r.closeFeeds() // as the worker does at its end
		if left, err := filepath.Glob(filepath.Join(r.tmp, "bokgu-*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
	r.do(func(context.Context) { r.openReplay(o) })
	r.until("the first document", func(s *views.Snapshot) bool { return s.Status != nil })
	return r
}

func (r *rehearsal) until(what string, holds func(*views.Snapshot) bool) *views.Snapshot {
	r.t.Helper()
	var s *views.Snapshot
	eventually(r.t, what, func() bool { s = r.snapshotNow(); return holds(s) })
	return s
}

// shows waits for the document of a moment.
func (r *rehearsal) shows(at time.Time) *views.Snapshot {
	r.t.Helper()
	return r.until("the document of "+at.String(), func(s *views.Snapshot) bool {
		return s.Status != nil && s.Status.Replay.At.Equal(at)
	})
}

func kakao(t *testing.T) (*scenario.Scenario, []time.Time) {
	t.Helper()
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	return sc, sc.Times()
}

func TestReplayGoesBackAndForth(t *testing.T) {
	sc, times := kakao(t)
	r := rehearsing(t, Options{Replay: "kakao-2022", Speed: 60, Paused: true})
	s := r.snapshotNow()
	if p := s.Replay; !p.Control || p.Drill || p.Ended || !p.From.Equal(sc.Start) || !p.Until.Equal(sc.DefaultUntil) || !p.PreviousAt.IsZero() ||
		!p.NextAt.Equal(times[0]) || len(p.Moments) == 0 || !p.Moments[0].Equal(times[0]) || p.Moments[len(p.Moments)-1].After(p.Until) {
		t.Errorf("%+v", p)
	}
	r.follows(replaySub, "talk", true)
	act := r.actions()

	act.SkipToNext()
	s = r.shows(times[0])
	eventually(t, "all of it is told", func() bool {
		pending, err := r.player.store.db.Pending(t.Context(), replaySub)
		out, err2 := r.player.store.db.Outbox(t.Context())
		return err == nil && err2 == nil && len(pending.Changes)+len(out) == 0 && len(r.told.all()) > 0
	})
	for _, n := range r.told.all() {
		if !strings.HasPrefix(n.Title, "[재현] ") {
			t.Errorf("%q is not marked", n.Title)
		}
	}
	epoch, told := s.Status.Epoch, len(r.told.all())

	act.Seek(times[len(times)/2]) // days later
	s = r.shows(times[len(times)/2])
	if s.Status.Epoch == epoch || s.Status.Seq != 1 {
		t.Errorf("seq %d of epoch %s: seq and time of one replay only rise", s.Status.Seq, s.Status.Epoch)
	}
	if !s.Follows["talk"] || s.Connection != views.ConnLocal && s.Connection != views.ConnConnecting {
		t.Errorf("follows %v, connection %s", s.Follows, s.Connection)
	}
	if len(s.History) == 0 || s.History[0].At.After(times[0]) || len(s.History) != len(s.Status.Changes) {
		t.Errorf("%d changes, %d of them in the document", len(s.History), len(s.Status.Changes))
	}
	later := len(s.History)

	act.SkipBack()
	act.SkipBack()
	s = r.shows(times[len(times)/2-2])
	want := sc.At(times[len(times)/2-2])
	if s.Status.StatusOf("talk") != want.StatusOf("talk") || len(s.History) >= later || !s.Replay.NextAt.Equal(times[len(times)/2-1]) {
		t.Errorf("back: talk %s, %d changes, next %s", s.Status.StatusOf("talk"), len(s.History), s.Replay.NextAt)
	}
	for _, c := range s.History {
		if c.At.After(s.Now) {
			t.Errorf("%+v has not happened yet", c)
		}
	}
	if n := len(r.told.all()); n != told {
		t.Errorf("%d were told on the way: %+v", n-told, r.told.all()[told:])
	}
	act.SkipToNext() // and from here on everything is news again
	r.shows(times[len(times)/2-1])
	eventually(t, "it is told", func() bool { return len(r.told.all()) > told })

	act.Seek(sc.End.AddDate(5, 0, 0))
	if s = r.shows(sc.DefaultUntil); !s.Replay.Ended || !s.Replay.NextAt.IsZero() {
		t.Errorf("at the end: %+v", s.Replay)
	}
	act.Pause(false)
	s = r.until("it runs from the beginning", func(s *views.Snapshot) bool {
		return s.Status.Replay.At.Equal(sc.Start) && s.Replay.Speed == 60
	})
	if s.Replay.Ended {
		t.Errorf("anew: %+v", s.Replay)
	}
	if r.mu.Lock(); r.gaps > 0 {
		t.Errorf("%d times there was nothing confirmed to see", r.gaps)
	}
	r.mu.Unlock()
	if left, _ := filepath.Glob(filepath.Join(r.tmp, "bokgu-*")); len(left) != 1 {
		t.Errorf("%d stores, want that of the replay: %v", len(left), left)
	}
	act.EndReplay()
	r.until("it is over", func(s *views.Snapshot) bool { return s.Replay == nil && s.Feed.ID == "" })
}

// A drill plays the recording as of now, marks everything as a drill, and leaves
// nothing behind.
func TestDrill(t *testing.T) {
	sc, times := kakao(t)
	for lang, mark := range map[string]string{"ko": "[훈련]", "en": "[DRILL]"} {
		began := time.Now()
		r := rehearsing(t, Options{Drill: "kakao-2022", Speed: drillSpeed})
		r.model.change(func(st *state) { st.loc = i18n.New(lang) })
		mine := r.user.Get()

		s := r.until("the first change", func(s *views.Snapshot) bool {
			return s.Status != nil && s.Status.StatusOf("talk.text") == feed.MajorOutage
		})
		if s.Status.Mode != feed.ModeDrill || !s.Replay.Drill || !s.Replay.Control || s.Replay.Title != s.Loc.T("mode.drill.explain", nil) {
			t.Errorf("%s: mode %s, %+v", lang, s.Status.Mode, s.Replay)
		}
		if c := s.Status.Component("talk.text"); c.Since.Before(began) || c.Since.After(time.Now()) {
			t.Errorf("%s: down since %s, the drill began %s", lang, c.Since, began)
		}
		if time.Until(s.Now).Abs() > time.Minute || s.Loc.Zone() != time.Local {
			t.Errorf("%s: it is %s there, %s", lang, s.Now, s.Loc.Zone())
		}
		if got := s.Replay.Moments[1].Sub(s.Replay.Moments[0]); got != times[1].Sub(times[0]) {
			t.Errorf("%s: the second change comes %s after the first, in the recording %s", lang, got, times[1].Sub(times[0]))
		}

		// Everything that leaves the window.
		eventually(t, "it is told", func() bool { return len(r.told.all()) > 0 })
		for _, n := range r.told.all() {
			if !strings.HasPrefix(n.Title, mark+" ") {
				t.Errorf("notification %q", n.Title)
			}
		}
		if tip := trayLinesOf(s).tooltip; !strings.HasPrefix(tip, mark+" ") {
			t.Errorf("tooltip %q", tip)
		}
		for _, file := range []views.DiaryFile{views.DiaryCSV, views.DiaryPDF} {
			var b buffer
			request := views.DiaryRequest{File: file, All: true}
			if err := r.writeDiary(t.Context(), &b, s, request, func(int, int) {}); err != nil || b.Len() == 0 {
				t.Fatalf("%s: %v", file, err)
			}
			if file == views.DiaryCSV {
				rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
				if err != nil || len(rows) < 2 {
					t.Fatalf("%d rows, %v", len(rows), err)
				}
				for _, row := range rows[1:] {
					if !slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, mark) }) {
						t.Errorf("row %q", row)
					}
				}
			}
		}
		if b := diaryBook(s, views.DiaryRequest{}, ""); !b.Drill {
			t.Error("the PDF does not say that it is a drill")
		}

		act := r.actions()
		act.Seek(s.Replay.Moments[5])
		if s = r.shows(s.Replay.Moments[5]); s.Status.Mode != feed.ModeDrill || !s.Replay.Drill {
			t.Errorf("after a jump it is a %s", s.Status.Mode)
		}
		act.SkipBack()
		if s = r.shows(s.Replay.Moments[4]); !s.Replay.Drill {
			t.Error("after a jump back it is no drill")
		}
		if want := sc.At(times[4]); s.Status.StatusOf("talk") != want.StatusOf("talk") {
			t.Errorf("talk is %s, in the recording %s", s.Status.StatusOf("talk"), want.StatusOf("talk"))
		}
		r.follows(replaySub, "talk", true)
		r.ticks("anything", true)
		r.putNote(views.Note{At: s.Now, Text: "rehearsed"}, func(views.Note, *views.Problem) {})
		act.EndReplay()
		r.until("it is over", func(s *views.Snapshot) bool { return s.Replay == nil })
		if after := r.user.Get(); len(after.Follows) != len(mine.Follows) || len(after.Ticks) != len(mine.Ticks) || len(after.Notes) != len(mine.Notes) || len(after.Feeds) != len(mine.Feeds) {
			t.Errorf("the user's own file was touched: %+v", after)
		}
		for _, n := range r.told.all() {
			if !slices.Contains(r.told.withdrawn(), n.Key) {
				t.Errorf("%q stays when the drill is over", n.Title)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(r.tmp, "bokgu-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// From the replay bar the recording that is shown becomes a drill; feeds that are
// followed stay as they are.
func TestDrillOfWhatIsShown(t *testing.T) {
	r := rehearsing(t, Options{Replay: "kakao-article", Speed: 60})
	r.saved(r.user.Update(func(u *store.User) { u.Follows = map[string][]string{"mine": {"a"}} }))
	r.actions().StartDrill("")
	s := r.until("the drill", func(s *views.Snapshot) bool { return s.Status != nil && s.Status.Mode == feed.ModeDrill })
	if s.Status.Replay.Scenario != "kakao-article" || len(s.Replay.Moments) != 0 {
		t.Errorf("%+v", s.Replay)
	}
	if got := r.user.Get().Follows; len(got) != 1 || len(got["mine"]) != 1 {
		t.Errorf("follows %v", got)
	}
	if info, err := os.Stat(filepath.Join(r.dir, "profiles", replaySub+".json")); err == nil {
		t.Errorf("%s is kept", info.Name())
	}
}

func TestDrillFlags(t *testing.T) {
	meta := metadata(t)
	o, err := ParseFlags([]string{"--drill", "kakao-2022"}, meta, nil)
	if err != nil || o.Drill != "kakao-2022" || o.Speed != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err = ParseFlags([]string{"--drill", "kakao-2022", "--speed", "60"}, meta, nil); err != nil || o.Speed != 60 {
		t.Errorf("speed %v, %v", o.Speed, err)
	}
	for args, says := range map[string]string{
		"--drill moon":                              `--drill: "moon" is not one of`,
		"--drill kakao-2022 --replay kakao-2022":    "only one",
		"--drill kakao-2022 --feed wss://a.example": "only one",
		"--drill kakao-2022 --speed 0":              "--speed: 0 is not between",
		"--drill kakao-2022 .":                      "not together",
	} {
		if _, err := ParseFlags(strings.Fields(args), meta, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", args, err)
		}
	}
}

// A drill at a chosen speed still begins with all well, and so early that a
// client is there before the first change.
func TestRehearse(t *testing.T) {
	sc, times := kakao(t)
	now := noon
	for speed, lead := range map[float64]time.Duration{1: drillLead, 60: 60 * drillLead, 36000: times[0].Sub(sc.Start)} {
		p := scenario.PlayerParams{Scenario: sc, Speed: speed}
		rehearse(&p, now)
		if !p.From.Equal(now) || p.WaitClients != 1 || !p.Scenario.Times()[0].Equal(now.Add(lead)) {
			t.Errorf("at %v: from %s, the first change at %s", speed, p.From, p.Scenario.Times()[0])
		}
	}
	p := scenario.PlayerParams{Scenario: sc, Speed: 1, At: times[3], Until: times[6]}
	rehearse(&p, now)
	if !p.From.Equal(now) || p.Until.Sub(p.From) != times[6].Sub(times[3]) || !p.Scenario.Times()[3].Equal(now) {
		t.Errorf("from %s until %s", p.From, p.Until)
	}
}

package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

var diaryDay = time.Date(2022, 10, 15, 15, 30, 0, 0, time.UTC)

func TestBoundsOfNotesAgree(t *testing.T) {
	if views.MaxNoteText != store.MaxNoteText || views.MaxNoteAmount != store.MaxNoteAmount {
		t.Error("the editor and the store do not agree about how long a note may be")
	}
}

// diaryModel is a model with a feed and a replay.
func diaryModel() *Model {
	m := &Model{dispatch: func(func()) {}, now: func() time.Time { return diaryDay }}
	m.st = state{loc: i18n.New("ko"), by: map[string]*feedState{"a": {}, replaySub: {}}, current: "a"}
	return m
}

func put(n store.Note) func([]store.Note) ([]store.Note, error) {
	return func(list []store.Note) ([]store.Note, error) { return store.PutNote(list, n) }
}

func TestNotesAreKeptAndThoseOfAReplayAreNot(t *testing.T) {
	dir := t.TempDir()
	user, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := diaryModel()
	n := store.Note{ID: "1", At: diaryDay, Text: "못 함", Amount: 5}
	for _, sub := range []string{"a", replaySub} {
		if err := m.editNotes(sub, user, put(n)); err != nil {
			t.Fatal(err)
		}
		if got := m.st.by[sub].notes; !slices.Equal(got, []views.Note{views.Note(n)}) {
			t.Errorf("%s shows %+v", sub, got)
		}
	}
	again, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Get().Notes; len(got) != 1 || !slices.Equal(got["a"], []store.Note{n}) {
		t.Errorf("kept %+v", got)
	}
	if s := m.look(); len(s.Notes) != 1 || s.Notes[0].Text != "못 함" {
		t.Errorf("on the screens %+v", s.Notes)
	}
	// Another replay begins empty.
	m.add(replaySub, nil, nil)
	if got := m.st.by[replaySub].notes; len(got) != 0 {
		t.Errorf("notes of a replay outlive it: %+v", got)
	}
	if err := m.editNotes("a", user, func(l []store.Note) ([]store.Note, error) { return store.WithoutNote(l, "1"), nil }); err != nil || len(user.Get().Notes) != 0 {
		t.Errorf("after the deletion: %+v, %v", user.Get().Notes, err)
	}
}

func TestANoteThatCannotBeKeptIsNotShown(t *testing.T) {
	m := diaryModel()
	full := errors.New("disk full")
	for name, c := range map[string]struct {
		sub  string
		user userData
		n    store.Note
	}{
		"disk":      {"a", brokenUser{full}, store.Note{ID: "1", At: diaryDay, Text: "x"}},
		"too long":  {"a", &memoryUser{}, store.Note{ID: "1", At: diaryDay, Text: strings.Repeat("가", store.MaxNoteText+1)}},
		"no feed":   {"gone", &memoryUser{}, store.Note{ID: "1", At: diaryDay, Text: "x"}},
		"no amount": {replaySub, &memoryUser{}, store.Note{ID: "1", At: diaryDay, Amount: -1}},
	} {
		if err := m.editNotes(c.sub, c.user, put(c.n)); err == nil {
			t.Errorf("%s: no error", name)
		}
		if fs := m.st.by[c.sub]; fs != nil && len(fs.notes) != 0 {
			t.Errorf("%s: %+v is shown", name, fs.notes)
		}
	}
}

type brokenUser struct{ err error }

func (brokenUser) Get() store.User                    { return store.User{} }
func (b brokenUser) Update(f func(*store.User)) error { f(&store.User{}); return b.err }

func diarySnapshot() *views.Snapshot {
	doc := &feed.Status{Mode: feed.ModeLive, Feed: feed.Info{ID: "f", Language: "ko"}, Components: []feed.Component{
		{ID: "talk", Name: feed.Plain("카카오톡"), Status: feed.PartialOutage},
		{ID: "talk.text", GroupID: "talk", Name: feed.Plain("문자"), Status: feed.MajorOutage, Since: diaryDay},
		{ID: "talk.call", GroupID: "talk", Name: feed.Plain("통화"), Status: feed.MajorOutage, Since: diaryDay},
	}}
	ch := func(id, component string, h int, from, to feed.ComponentStatus) feed.Change {
		return feed.Change{ID: id, ComponentID: component, At: diaryDay.Add(time.Duration(h) * time.Hour), Kind: feed.ChangeComponentStatus, From: string(from), To: string(to)}
	}
	return &views.Snapshot{
		Loc: i18n.New("ko").In(time.UTC), Real: diaryDay.Add(8 * time.Hour), Now: diaryDay.Add(8 * time.Hour), Feed: views.Feed{ID: "a", Name: "피드"},
		Status: doc, Services: doc.Services(), Follows: map[string]bool{"talk.text": true, "gone": true},
		History: []feed.Change{
			ch("1", "talk.text", 0, feed.Operational, feed.MajorOutage), ch("2", "talk.call", 0, feed.Operational, feed.MajorOutage),
			ch("3", "gone", 1, feed.Operational, feed.PartialOutage), ch("4", "gone", 3, feed.PartialOutage, feed.Operational),
		},
		Names: map[string]views.ChangeNames{"3": {Language: "ko", Service: feed.Plain("옛 서비스"), Component: feed.Plain("옛 기능")}},
		Notes: []views.Note{{ID: "n2", At: diaryDay.Add(9 * time.Hour), Text: "나중"}, {ID: "n", At: diaryDay.Add(time.Minute), ChangeID: "2", Text: "통화 못 함", Amount: 700}},
	}
}

func TestDiaryBook(t *testing.T) {
	b := diaryBook(diarySnapshot(), views.DiaryRequest{Owner: "나"}, "Bokgu 1")
	if len(b.Outages) != 2 || b.Outages[0].Function != "문자" || b.Outages[1].Service != "옛 서비스" || b.Outages[1].Function != "옛 기능" ||
		!b.Outages[0].To.Equal(diaryDay.Add(8*time.Hour)) {
		t.Errorf("outages %+v", b.Outages)
	}
	if len(b.Events) != 3 {
		t.Errorf("events %+v", b.Events)
	}
	// A note keeps what it is about, followed or not.
	if len(b.Notes) != 2 || b.Notes[0].About != "카카오톡 통화: 정상 → 장애" || b.Total() != 700 {
		t.Errorf("notes %+v", b.Notes)
	}
	if !b.From.Equal(diaryDay) || !b.To.Equal(diaryDay.Add(9*time.Hour)) || b.Replay || b.Owner != "나" {
		t.Errorf("%+v", b)
	}
	if all := diaryBook(diarySnapshot(), views.DiaryRequest{All: true}, ""); len(all.Outages) != 3 || len(all.Events) != 4 {
		t.Errorf("all: %+v", all)
	}
	s := diarySnapshot()
	s.Stale, s.ExpiresAt = true, diaryDay.Add(2*time.Hour)
	s.Contact = diaryDay.Add(2 * time.Hour)
	if b := diaryBook(s, views.DiaryRequest{}, ""); b.Outages[0].To.After(diaryDay.Add(2 * time.Hour)) {
		t.Errorf("an outage is told to have lasted while nobody knew: %+v", b.Outages[0])
	}
	s = diarySnapshot()
	s.Replay = &views.Replay{Drill: true}
	if b := diaryBook(s, views.DiaryRequest{}, ""); !b.Replay || !b.Drill {
		t.Error("a drill is not marked")
	}
}

type buffer struct {
	bytes.Buffer
	closed bool
	fail   error
}

func (b *buffer) Close() error { b.closed = true; return b.fail }

// The file holds the whole history of the store, beyond what the screens carry.
func TestDiaryFileHoldsTheWholeHistory(t *testing.T) {
	db, _, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := diarySnapshot()
	doc := *s.Status
	doc.Epoch, doc.Seq = "e", 1
	if err := db.Commit(t.Context(), "a", store.Commit{
		Payload: []byte("{}"), SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("{}"))), Epoch: "e", Seq: 1, Status: &doc, ReceivedAt: diaryDay, ExpiresAt: diaryDay, EpochStarted: diaryDay,
		Changes: []feed.Change{{ID: "old", ComponentID: "talk.text", At: diaryDay.Add(-48 * time.Hour), Kind: feed.ChangeComponentAdded, To: "operational"}},
	}); err != nil {
		t.Fatal(err)
	}
	a := &App{db: db, log: slog.New(slog.DiscardHandler), meta: Metadata{Name: "Bokgu", Version: "1"}}
	for _, kind := range []views.DiaryFile{views.DiaryCSV, views.DiaryPDF} {
		w, steps := &buffer{}, 0
		if err := a.writeDiary(t.Context(), w, s, views.DiaryRequest{File: kind}, func(_, total int) { steps = total }); err != nil {
			t.Fatal(err)
		}
		if !w.closed || steps != 8 { // 2 outages, 4 changes, 2 notes
			t.Errorf("%s: closed %v, %d rows", kind, w.closed, steps)
		}
		if kind == views.DiaryPDF {
			continue
		}
		rows, err := csv.NewReader(&w.Buffer).ReadAll()
		if err != nil || len(rows) != 9 || !strings.Contains(rows[1][5], "목록에 올라왔어요") {
			t.Errorf("%v %q", err, rows)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	w := &buffer{}
	if err := a.writeDiary(gone, w, s, views.DiaryRequest{File: views.DiaryPDF}, func(int, int) {}); !errors.Is(err, context.Canceled) || !w.closed || w.Len() != 0 {
		t.Errorf("given up: %v, %d bytes", err, w.Len())
	}
	if err := a.writeDiary(t.Context(), &buffer{fail: io.ErrShortWrite}, s, views.DiaryRequest{File: views.DiaryCSV}, func(int, int) {}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a file that cannot be closed: %v", err)
	}
	if err := a.writeDiary(t.Context(), &buffer{}, s, views.DiaryRequest{File: "doc"}, func(int, int) {}); err == nil {
		t.Error("a file of no kind was written")
	}
}

// What the store remembers comes to the screens, with the names of the time.
func TestRecall(t *testing.T) {
	db, _, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	doc := feed.Status{Epoch: "e", Seq: 1, Feed: feed.Info{Language: "ko"}, Components: []feed.Component{{ID: "x", Name: feed.Plain("옛 이름")}}}
	if err := db.Commit(t.Context(), "a", store.Commit{
		Payload: []byte("{}"), SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("{}"))), Epoch: "e", Seq: 1, Status: &doc, ReceivedAt: diaryDay, ExpiresAt: diaryDay, EpochStarted: diaryDay,
		Changes: []feed.Change{{ID: "old", ComponentID: "x", At: diaryDay, Kind: feed.ChangeComponentStatus, To: "operational"}},
	}); err != nil {
		t.Fatal(err)
	}
	m := diaryModel()
	next := feed.Status{Feed: feed.Info{Language: "ko"}, Components: []feed.Component{{ID: "y", Name: feed.Plain("새")}}, Changes: []feed.Change{
		{ID: "new", ComponentID: "y", At: diaryDay.Add(time.Hour), Kind: feed.ChangeComponentAdded},
	}}
	m.st.by["a"].setStatus(&next, "")
	(&App{model: m, log: slog.New(slog.DiscardHandler)}).recall(t.Context(), "a", db)
	s := m.look()
	if len(s.History) != 2 || s.History[0].ID != "old" || s.Names["old"].Component.In("ko", "ko") != "옛 이름" || s.Names["new"].Component.In("ko", "ko") != "새" {
		t.Errorf("%+v, %+v", s.History, s.Names)
	}
}

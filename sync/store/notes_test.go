package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

func note(n int) Note {
	return Note{ID: fmt.Sprint("n", n), At: day.Add(time.Duration(n) * time.Minute), Text: fmt.Sprint("못 한 일 ", n), Amount: int64(n) * 1000}
}

func TestPutNote(t *testing.T) {
	list, err := PutNote(nil, note(1))
	must(t, err)
	first := list
	list, err = PutNote(list, Note{ID: "n2", At: day.Add(time.Hour), ChangeID: "e.1.0", Text: " 송금\r\n\tfail\x00ed \xff "})
	must(t, err)
	if len(first) != 1 || len(list) != 2 || list[0].ID != "n2" || list[0].Text != "송금\n failed" {
		t.Errorf("%+v", list)
	}
	edited := note(1)
	edited.Text, edited.At = "고쳤다", day.Add(2*time.Hour)
	list, err = PutNote(list, edited)
	must(t, err)
	if len(list) != 2 || list[0].Text != "고쳤다" || first[0].Text != note(1).Text {
		t.Errorf("an edit made %v of %v", list, first)
	}
	for name, c := range map[string]struct {
		n    Note
		want error
	}{
		"longest": {Note{ID: "x", At: day, Text: strings.Repeat("가", MaxNoteText)}, nil},
		"longer":  {Note{ID: "x", At: day, Text: strings.Repeat("가", MaxNoteText+1)}, ErrNoteLong},
		"amount":  {Note{ID: "x", At: day, Amount: 1}, nil},
		"empty":   {Note{ID: "x", At: day, Text: " \n"}, ErrNoteEmpty},
		"loss":    {Note{ID: "x", At: day, Amount: -1}, ErrNoteAmount},
		"fortune": {Note{ID: "x", At: day, Amount: MaxNoteAmount + 1}, ErrNoteAmount},
		"no id":   {Note{At: day, Text: "x"}, ErrNoteID},
		"no time": {Note{ID: "x", Text: "x"}, ErrNoteID},
	} {
		if _, err := PutNote(nil, c.n); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var full []Note
	for i := range MaxNotes {
		full, err = PutNote(full, note(i))
		must(t, err)
	}
	if _, err := PutNote(full, Note{ID: "more", At: day, Text: "x"}); !errors.Is(err, ErrNotesFull) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := PutNote(full, note(3)); err != nil {
		t.Errorf("an edit where it is full: %v", err)
	}
	if got := WithoutNote(list, "n2"); len(got) != 1 || len(list) != 2 || got[0].ID != "n1" {
		t.Errorf("without: %v", got)
	}
}

// The greatest diary of a feed fits into the user's file.
func TestFullDiaryIsKept(t *testing.T) {
	dir := t.TempDir()
	u := mustOpenUser(t, dir, Opened{})
	var full []Note
	for i := range MaxNotes {
		full = append(full, Note{ID: fmt.Sprint("n", i), At: day, Text: strings.Repeat("힣", MaxNoteText), Amount: MaxNoteAmount})
	}
	must(t, u.Update(func(u *User) { u.Notes = map[string][]Note{"a": full} }))
	if got := mustOpenUser(t, dir, Opened{}).Get().Notes["a"]; !reflect.DeepEqual(got, full) {
		t.Errorf("%d notes", len(got))
	}
}

func TestNotesGoThroughExportAndImport(t *testing.T) {
	from := owner(t)
	attached := note(2)
	attached.ChangeID = "e.1.0"
	from.update(t, func(u *User) { u.Notes = map[string][]Note{"s1": {attached, note(1)}, "gone": {note(9)}} })
	raw := from.export(t)
	if strings.Contains(string(raw), "못 한 일 9") {
		t.Error("notes of a feed that is not there any more are in the file")
	}

	to := device(t)
	r := to.take(t, raw, ImportOptions{})
	local := to.user.Get().Feeds[0].ID
	if got := to.user.Get().Notes; r.Notes != 2 || len(got) != 1 || !reflect.DeepEqual(got[local], []Note{attached, note(1)}) {
		t.Errorf("%d notes: %v", r.Notes, got)
	}
	if r := to.take(t, raw, ImportOptions{}); r.Notes != 0 || len(to.user.Get().Notes[local]) != 2 {
		t.Errorf("a second import brought %d notes", r.Notes)
	}

	// Here the note was changed since; both are kept, and once more changes nothing.
	edited := note(1)
	edited.Text = "여기서 고침"
	to.update(t, func(u *User) { u.Notes[local], _ = PutNote(u.Notes[local], edited) })
	for i, want := range []int{1, 0} {
		if r := to.take(t, raw, ImportOptions{}); r.Notes != want {
			t.Errorf("import %d after an edit brought %d notes", i, r.Notes)
		}
	}
	texts, ids := map[string]bool{}, map[string]bool{}
	for _, n := range to.user.Get().Notes[local] {
		texts[n.Text], ids[n.ID] = true, true
	}
	if len(texts) != 3 || len(ids) != 3 || !texts["여기서 고침"] || !texts[note(1).Text] {
		t.Errorf("%v, %v", texts, ids)
	}
}

// A file of before the diary has no notes; a settings file neither.
func TestNotesAreMissingInOlderFiles(t *testing.T) {
	raw := owner(t).export(t)
	if strings.Contains(string(raw), `"notes"`) {
		t.Fatal("an export without notes speaks of them")
	}
	h := device(t)
	h.update(t, func(u *User) {
		u.Feeds = []Subscription{{ID: "mine", URL: "wss://status.example/v1/stream"}}
		u.Notes = map[string][]Note{"mine": {note(1)}}
	})
	if r := h.take(t, raw, ImportOptions{}); r.Notes != 0 || len(h.user.Get().Notes["mine"]) != 1 {
		t.Errorf("%d notes, %v", r.Notes, h.user.Get().Notes)
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, UserFileName), []byte(`{"version":1,"feeds":[{"id":"a","url":""}]}`), 0o600))
	if got := mustOpenUser(t, dir, Opened{}).Get(); len(got.Notes) != 0 || len(got.Feeds) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestImportRefusesBadNotes(t *testing.T) {
	for want, spoil := range map[string]func(n map[string]any){
		`user.notes["s1"][1].id`:     func(n map[string]any) { n["id"] = "n2" },
		`user.notes["s1"][1].text`:   func(n map[string]any) { n["text"] = strings.Repeat("가", MaxNoteText+1) },
		`user.notes["s1"][1].amount`: func(n map[string]any) { n["amount"] = -5 },
		`notes`:                      func(n map[string]any) { n["at"] = "yesterday" },
	} {
		from := owner(t)
		from.update(t, func(u *User) { u.Notes = map[string][]Note{"s1": {note(2), note(1)}} })
		var f map[string]any
		must(t, json.Unmarshal(from.export(t), &f))
		list := f["user"].(map[string]any)["notes"].(map[string]any)["s1"].([]any)
		spoil(list[1].(map[string]any))
		raw, err := json.Marshal(f)
		must(t, err)
		to := device(t)
		_, err = Import(t.Context(), strings.NewReader(string(raw)), to.user, to.db, ImportOptions{})
		var at *FileError
		if want == "notes" && errors.Is(err, ErrBadFile) && len(to.user.Get().Feeds) == 0 {
			continue
		}
		if !errors.As(err, &at) || at.Path != want || len(to.user.Get().Feeds) != 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestNamesBetween(t *testing.T) {
	before := &feed.Status{Feed: feed.Info{Language: "ko"}, Components: []feed.Component{
		{ID: "old", Name: feed.Plain("지난 기능")}, {ID: "kept", Name: feed.Plain("전 이름")},
	}}
	next := &feed.Status{Feed: feed.Info{Language: "ko"}, Components: []feed.Component{{ID: "kept", Name: feed.Plain("새 이름")}}}
	names := NamesBetween(before, next)
	for id, want := range map[string]string{"old": "지난 기능", "kept": "새 이름", "never": ""} {
		if got := names(&feed.Change{ComponentID: id}).Component.In("ko", "ko"); got != want {
			t.Errorf("%s is called %q, want %q", id, got, want)
		}
	}
	if got := NamesBetween(nil, nil)(&feed.Change{ComponentID: "x"}); got.Component != nil {
		t.Errorf("%+v", got)
	}
}

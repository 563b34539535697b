package app

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bokgu/sync/store"
	"bokgu/views"
)

func TestBoundsOfStandbysAgree(t *testing.T) {
	if views.MaxStandbyText != store.MaxStandbyText {
		t.Error("the editor and the store do not agree about how long a choice may be")
	}
}

func putChoice(s store.Standby) func([]store.Standby) ([]store.Standby, error) {
	return func(list []store.Standby) ([]store.Standby, error) { return store.PutStandby(list, s) }
}

func TestStandbysAreKeptAndThoseOfAReplayAreNot(t *testing.T) {
	dir := t.TempDir()
	user, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := diaryModel()
	s := store.Standby{ComponentID: "talk", Text: "문자"}
	for _, sub := range []string{"a", replaySub} {
		if err := m.editStandbys(sub, user, putChoice(s)); err != nil {
			t.Fatal(err)
		}
		if got := m.st.by[sub].standbys; !slices.Equal(got, []views.Standby{views.Standby(s)}) {
			t.Errorf("%s shows %+v", sub, got)
		}
	}
	again, _, err := store.OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Get().Standbys; len(got) != 1 || !slices.Equal(got["a"], []store.Standby{s}) {
		t.Errorf("kept %+v", got)
	}
	if snap := m.look(); len(snap.Standbys) != 1 || snap.Standbys[0].Text != "문자" {
		t.Errorf("on the screens %+v", snap.Standbys)
	}
	// What somebody wrote into the file by hand does not get on a screen.
	m.setStandbys("a", []store.Standby{{ComponentID: "talk", Text: strings.Repeat("x", 81)}, {Text: "x"}, {ComponentID: "pay", Text: "현금\n"}})
	if got := m.st.by["a"].standbys; !slices.Equal(got, []views.Standby{{ComponentID: "pay", Text: "현금"}}) {
		t.Errorf("shown %+v", got)
	}
	if err := m.editStandbys("a", user, func(l []store.Standby) ([]store.Standby, error) { return store.WithoutStandby(l, s), nil }); err != nil || len(user.Get().Standbys) != 0 {
		t.Errorf("after it was taken out: %+v, %v", user.Get().Standbys, err)
	}
}

func TestAStandbyThatCannotBeKeptIsNotShown(t *testing.T) {
	m := diaryModel()
	s := store.Standby{ComponentID: "talk", Text: "문자"}
	for name, c := range map[string]struct {
		sub  string
		user userData
		s    store.Standby
	}{
		"disk":     {"a", brokenUser{errors.New("disk full")}, s},
		"too long": {"a", &memoryUser{}, store.Standby{ComponentID: "talk", Text: strings.Repeat("가", store.MaxStandbyText+1)}},
		"no feed":  {"gone", &memoryUser{}, s},
		"no text":  {replaySub, &memoryUser{}, store.Standby{ComponentID: "talk"}},
	} {
		if err := m.editStandbys(c.sub, c.user, putChoice(c.s)); err == nil {
			t.Errorf("%s: no error", name)
		}
		if fs := m.st.by[c.sub]; fs != nil && len(fs.standbys) != 0 {
			t.Errorf("%s: %+v is shown", name, fs.standbys)
		}
	}
}

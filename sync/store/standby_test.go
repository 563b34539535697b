package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bokgu/sync/feed/testdata/corpora"
)

func TestPutStandby(t *testing.T) {
	own := Standby{ComponentID: "talk.text", Text: " 가족 단톡방은\r\n\t문자로 \x00"}
	list, err := PutStandby(nil, own)
	must(t, err)
	first := list
	list, err = PutStandby(list, Standby{ComponentID: "talk.text", GuidanceID: "sms", Text: "휴대폰 문자"})
	must(t, err)
	own.Text = "010-0000-0000"
	list, err = PutStandby(list, own)
	must(t, err)
	want := []Standby{{"talk.text", "", "010-0000-0000"}, {"talk.text", "sms", "휴대폰 문자"}}
	if !slices.Equal(list, want) || first[0].Text != "가족 단톡방은 문자로" {
		t.Errorf("%+v, before that %+v", list, first)
	}
	if got := WithoutStandby(list, own); !slices.Equal(got, want[1:]) || len(list) != 2 {
		t.Errorf("without the own one: %+v", got)
	}
	for name, c := range map[string]struct {
		s    Standby
		want error
	}{
		"longest":      {Standby{ComponentID: "a", Text: strings.Repeat("힣", MaxStandbyText)}, nil},
		"longer":       {Standby{ComponentID: "a", Text: strings.Repeat("힣", MaxStandbyText+1)}, ErrStandbyLong},
		"empty":        {Standby{ComponentID: "a", Text: " \u200b\n"}, ErrStandbyEmpty},
		"no component": {Standby{Text: "x"}, ErrStandbyID},
		"long id":      {Standby{ComponentID: strings.Repeat("x", maxImportID+1), Text: "x"}, ErrStandbyID},
		"long advice":  {Standby{ComponentID: "a", GuidanceID: strings.Repeat("x", maxImportID+1), Text: "x"}, ErrStandbyID},
	} {
		if _, err := PutStandby(nil, c.s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var full []Standby
	for i := range MaxStandbys {
		full, err = PutStandby(full, Standby{ComponentID: fmt.Sprint(i), Text: "x"})
		must(t, err)
	}
	if _, err := PutStandby(full, Standby{ComponentID: "more", Text: "x"}); !errors.Is(err, ErrStandbysFull) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := PutStandby(full, Standby{ComponentID: "7", Text: "y"}); err != nil {
		t.Errorf("an edit where it is full: %v", err)
	}
}

// Whatever somebody pastes: it is kept as one line that can be seen, and read back the same.
func TestStandbysTakeAnyString(t *testing.T) {
	dir := t.TempDir()
	u := mustOpenUser(t, dir, Opened{})
	var list []Standby
	for i, s := range corpora.Strings(t) {
		next, err := PutStandby(list, Standby{ComponentID: fmt.Sprint(i), Text: s})
		if errors.Is(err, ErrStandbysFull) {
			break
		}
		if err != nil && !errors.Is(err, ErrStandbyEmpty) && !errors.Is(err, ErrStandbyLong) {
			t.Fatalf("%q: %v", s, err)
		}
		list = next
	}
	if len(list) < 100 {
		t.Fatalf("only %d strings", len(list))
	}
	for _, s := range list {
		if strings.ContainsFunc(s.Text, func(r rune) bool {
			return r == utf8.RuneError || r == '\n' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
		}) || StandbyText(s.Text) != s.Text {
			t.Errorf("kept %q", s.Text)
		}
	}
	must(t, u.Update(func(u *User) { u.Standbys = map[string][]Standby{"a": list} }))
	if got := mustOpenUser(t, dir, Opened{}).Get().Standbys["a"]; !slices.Equal(got, list) {
		t.Errorf("%d of %d came back", len(got), len(list))
	}
}

// A file of before has none, one of an older program keeps those of this one, and one that was written by hand shows only
// what is sound.
func TestStandbysInOtherFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, UserFileName)
	must(t, os.WriteFile(path, []byte(`{"version":1,"feeds":[],"ticks":{"a":["g"]}}`), 0o600))
	u := mustOpenUser(t, dir, Opened{})
	if got := u.Get(); got.Standbys != nil || len(got.Ticks) != 1 {
		t.Errorf("%+v", got)
	}
	must(t, u.Update(func(u *User) { u.Standbys = map[string][]Standby{"a": {{"c", "", "x"}}} }))
	raw, err := os.ReadFile(path)
	must(t, err)
	var old struct { // a program that does not know the field keeps it as any other
		extra extra
	}
	must(t, old.extra.unmarshal(raw, struct {
		Feeds []Subscription `json:"feeds"`
	}{}))
	if !strings.Contains(string(old.extra["standbys"]), `"x"`) {
		t.Errorf("an older program would drop it: %s", old.extra["standbys"])
	}
	bad := []Standby{{"c", "", "  <b>굵게</b>\n"}, {"", "", "x"}, {"c", "", "twice"}, {"d", "g", strings.Repeat("x", 81)}}
	if got := SoundStandbys(bad); !slices.Equal(got, []Standby{{"c", "", "twice"}}) {
		t.Errorf("%+v", got)
	}
}

func TestStandbysGoThroughExportAndImport(t *testing.T) {
	mine := []Standby{{"talk", "", "010-0000-0000 <i>\"로\"</i>"}, {"talk", "sms", "휴대폰 문자"}, {"pay", "", "현금"}}
	from := owner(t)
	from.update(t, func(u *User) { u.Standbys = map[string][]Standby{"s1": mine, "gone": {{"x", "", "nobody"}}} })
	raw := from.export(t)
	if strings.Contains(string(raw), "nobody") {
		t.Error("standbys of a feed that is not there any more are in the file")
	}

	to := device(t)
	r := to.take(t, raw, ImportOptions{})
	local := to.user.Get().Feeds[0].ID
	if got := to.user.Get().Standbys; r.Standbys != 3 || len(got) != 1 || !slices.Equal(got[local], mine) {
		t.Errorf("%d standbys: %v", r.Standbys, got)
	}
	before := to.user.Get()
	if r := to.take(t, raw, ImportOptions{}); r.Standbys != 0 || !reflect.DeepEqual(to.user.Get().Standbys, before.Standbys) {
		t.Errorf("a second import brought %d standbys", r.Standbys)
	}

	// What the person wrote here stays, unless they say otherwise; what was removed here comes back.
	to.update(t, func(u *User) {
		u.Standbys[local] = WithoutStandby(u.Standbys[local], mine[2])
		u.Standbys[local], _ = PutStandby(u.Standbys[local], Standby{ComponentID: "talk", Text: "여기서 고침"})
	})
	r = to.take(t, raw, ImportOptions{})
	if got := to.user.Get().Standbys[local]; r.Standbys != 1 || got[0].Text != "여기서 고침" || !slices.Contains(r.Kept, "standbys.talk") {
		t.Errorf("%d, kept %q: %v", r.Standbys, r.Kept, got)
	}
	to.take(t, raw, ImportOptions{TakeSettings: true})
	if got := to.user.Get().Standbys[local]; !slices.Equal(got, mine) {
		t.Errorf("taken from the file: %v", got)
	}
}

func TestStandbysOfABadFile(t *testing.T) {
	long := strings.Repeat("x", MaxStandbyText+1)
	var many []string
	for i := range MaxStandbys + 1 {
		many = append(many, fmt.Sprintf(`{"component_id":"c%d","text":"x"}`, i))
	}
	for list, where := range map[string]string{
		`{"a":[{"component_id":"c","text":"` + long + `"}]}`:                      `user.standbys["a"][0].text`,
		`{"a":[{"component_id":"c","text":"x\ny"}]}`:                              `user.standbys["a"][0].text`,
		`{"a":[{"component_id":"c","text":"\u202e x"}]}`:                          `user.standbys["a"][0].text`,
		`{"a":[{"component_id":"c","text":""}]}`:                                  `user.standbys["a"][0].text`,
		`{"a":[{"component_id":"","text":"x"}]}`:                                  `user.standbys["a"][0].component_id`,
		`{"a":[{"component_id":"c","text":"x"},{"component_id":"c","text":"y"}]}`: `user.standbys["a"][1]`,
		`{"b":[{"component_id":"c","text":"x"}]}`:                                 `user.standbys["b"]`,
		`{"a":[` + strings.Join(many, ",") + `]}`:                                 `user.standbys["a"]`,
		`{"a":{}}`: `user`,
	} {
		raw := `{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"a","url":"wss://a.example"}],"standbys":` + list + `}}`
		h := device(t)
		_, err := Import(t.Context(), strings.NewReader(raw), h.user, h.db, ImportOptions{})
		var at *FileError
		if !errors.As(err, &at) || !strings.HasPrefix(at.Path, where) {
			t.Errorf("%.60s: %v", list, err)
		}
		if got := h.user.Get(); len(got.Feeds) != 0 || got.Standbys != nil {
			t.Errorf("%.60s: something of it was taken: %+v", list, got)
		}
	}
}

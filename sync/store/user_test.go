package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

var someUser = User{
	Version:     UserVersion,
	Feeds:       []Subscription{{ID: "s1", URL: "wss://status.example/v1/stream", Name: "예시", Root: "sha256:00", Private: true, AddedAt: day}},
	Follows:     map[string][]string{"s1": {"talk", "pay"}},
	Muted:       map[string][]string{"s1": {"mail"}},
	Ticks:       map[string][]string{"s1": {"g1"}},
	Rules:       json.RawMessage(`{"quiet":[1,2]}`),
	Preferences: json.RawMessage(`{"lang":"ko"}`),
}

func mustOpenUser(t *testing.T, dir string, want Opened) *UserFile {
	t.Helper()
	u, opened, err := openUser(dir, func() time.Time { return day })
	if err != nil {
		t.Fatal(err)
	}
	if opened != want {
		t.Fatalf("opened %+v, want %+v", opened, want)
	}
	return u
}

func TestUserSurvivesReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	u := mustOpenUser(t, dir, Opened{})
	if got := u.Get(); got.Version != UserVersion || len(got.Feeds) != 0 {
		t.Fatalf("new user %+v", got)
	}
	must(t, u.Update(func(next *User) { *next = someUser }))
	got := mustOpenUser(t, dir, Opened{}).Get()
	for _, raw := range []*json.RawMessage{&got.Rules, &got.Preferences} {
		var b bytes.Buffer // the file is indented
		must(t, json.Compact(&b, *raw))
		*raw = b.Bytes()
	}
	if !reflect.DeepEqual(got, someUser) {
		t.Errorf("got  %+v\nwant %+v", got, someUser)
	}
	info, err := os.Stat(filepath.Join(dir, UserFileName))
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestGetAndUpdateShareNothing(t *testing.T) {
	u := mustOpenUser(t, t.TempDir(), Opened{})
	var kept *User
	must(t, u.Update(func(next *User) { *next = someUser.clone(); kept = next }))
	kept.Follows["s1"][0] = "changed from outside"
	got := u.Get()
	got.Follows["s1"][1] = "changed from outside"
	got.Feeds[0].Name = "changed from outside"
	if now := u.Get(); fmt.Sprint(now.Follows) != fmt.Sprint(someUser.Follows) || now.Feeds[0].Name != someUser.Feeds[0].Name {
		t.Errorf("%+v", now)
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	dir := t.TempDir()
	u := mustOpenUser(t, dir, Opened{})
	must(t, u.Update(func(next *User) { *next = someUser }))
	before, err := os.ReadFile(u.path)
	must(t, err)
	const secret = "hunter2"
	for name, f := range map[string]func(*User){
		"password in the address": func(next *User) { next.Feeds[0].URL = "wss://me:" + secret + "@status.example/" },
		"user in the address":     func(next *User) { next.Feeds[0].URL = "wss://" + secret + "@status.example/" },
		"unreadable address":      func(next *User) { next.Feeds[0].URL = "wss://" + secret + "\x7f" },
		"rules are not JSON":      func(next *User) { next.Rules = json.RawMessage("{") },
		"too large":               func(next *User) { next.Feeds[0].Name = strings.Repeat("x", maxUserFile) },
	} {
		err := u.Update(f)
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(name, " in the address") && !errors.Is(err, ErrSecret) {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(u.path)
		must(t, err)
		if !bytes.Equal(before, after) || !reflect.DeepEqual(u.Get().Feeds, someUser.Feeds) {
			t.Errorf("%s: something was changed", name)
		}
	}

	// A disk that refuses: the folder is gone.
	must(t, os.Rename(dir, dir+"-elsewhere"))
	if err := u.Update(func(next *User) { next.Feeds = nil }); err == nil || len(u.Get().Feeds) != 1 {
		t.Errorf("%v, %+v", err, u.Get())
	}
	must(t, os.Rename(dir+"-elsewhere", dir))
	must(t, u.Update(func(next *User) { next.Feeds = nil }))
}

func TestUnchangedUpdateWritesNothing(t *testing.T) {
	u := mustOpenUser(t, t.TempDir(), Opened{})
	must(t, u.Update(func(next *User) { *next = someUser }))
	must(t, os.Remove(u.path))
	must(t, u.Update(func(*User) {}))
	if _, err := os.Stat(u.path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("written: %v", err)
	}
}

func TestFieldsOfALaterVersionAreKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, UserFileName)
	must(t, os.WriteFile(path, []byte(`{"version":1,"feeds":[{"id":"s1","url":"https://a.example","color":"red"},{"id":"s2","url":"https://b.example"}],"diary":{"n":[1]}}`), 0o600))
	u := mustOpenUser(t, dir, Opened{})
	must(t, u.Update(func(next *User) {
		next.Feeds[0].Name = "renamed"
		next.Feeds = append(next.Feeds, Subscription{ID: "s3"})
	}))
	var got struct {
		Feeds []map[string]any
		Diary json.RawMessage
	}
	raw, err := os.ReadFile(path)
	must(t, err)
	must(t, json.Unmarshal(raw, &got))
	var diary bytes.Buffer
	must(t, json.Compact(&diary, got.Diary))
	if diary.String() != `{"n":[1]}` || len(got.Feeds) != 3 || got.Feeds[0]["color"] != "red" || got.Feeds[0]["name"] != "renamed" {
		t.Errorf("%s", raw)
	}
	if _, leaked := got.Feeds[1]["color"]; leaked {
		t.Errorf("%s", raw)
	}
}

func TestDamagedUserFile(t *testing.T) {
	const current, backup = `{"version":1,"feeds":[{"id":"current"}]}`, `{"version":1,"feeds":[{"id":"backup"}]}`
	const newer = `{"version":99,"feeds":"another shape"}`
	asideName := UserFileName + ".damaged-20221015T063000Z"
	type want struct {
		feed     string
		restored bool
		aside    bool
		err      error
	}
	cases := map[string]struct {
		file, bak string // "-" is no file
		want      want
	}{
		"healthy":                 {current, backup, want{feed: "current"}},
		"nothing yet":             {"-", "-", want{}},
		"half written":            {current[:20], backup, want{"backup", true, true, nil}},
		"empty":                   {"", backup, want{"backup", true, true, nil}},
		"zeroes":                  {strings.Repeat("\x00", 40), backup, want{"backup", true, true, nil}},
		"another shape":           {`{"version":1,"feeds":3}`, backup, want{"backup", true, true, nil}},
		"null":                    {`null`, backup, want{"backup", true, true, nil}},
		"no version":              {`{}`, backup, want{"backup", true, true, nil}},
		"two values":              {current + current, backup, want{"backup", true, true, nil}},
		"endless":                 {strings.Repeat(" ", maxUserFile+1), backup, want{"backup", true, true, nil}},
		"gone":                    {"-", backup, want{"backup", true, false, nil}},
		"damaged, no backup":      {"x", "-", want{aside: true}},
		"both damaged":            {"x", "y", want{aside: true}},
		"gone and backup damaged": {"-", "y", want{aside: true}},
		"newer":                   {newer, backup, want{err: ErrNewer}},
		"newer backup":            {"x", newer, want{err: ErrNewer}},
		"backup damaged, unused":  {current, "y", want{feed: "current"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, UserFileName)
			for file, content := range map[string]string{path: c.file, path + ".bak": c.bak} {
				if content != "-" {
					must(t, os.WriteFile(file, []byte(content), 0o600))
				}
			}
			u, opened, err := openUser(dir, func() time.Time { return day })
			if c.want.err != nil {
				if !errors.Is(err, c.want.err) {
					t.Fatalf("got %v", err)
				}
				file, _ := os.ReadFile(path)
				bak, _ := os.ReadFile(path + ".bak")
				if string(file) != c.file || string(bak) != c.bak {
					t.Error("the files were touched")
				}
				return
			}
			must(t, err)
			if opened.Restored != c.want.restored || (opened.MovedAside != "") != c.want.aside {
				t.Errorf("opened %+v", opened)
			}
			feeds := u.Get().Feeds
			if c.want.feed == "" && len(feeds) != 0 || c.want.feed != "" && (len(feeds) != 1 || feeds[0].ID != c.want.feed) {
				t.Errorf("feeds %+v, want %q", feeds, c.want.feed)
			}
			if c.want.aside && c.file != "-" {
				if kept, err := os.ReadFile(filepath.Join(dir, asideName)); err != nil || string(kept) != c.file {
					t.Errorf("kept %q, %v", kept, err)
				}
			}
			// From here on it works, and what is good is never replaced by what is not.
			must(t, u.Update(func(next *User) { next.Feeds = []Subscription{{ID: "next"}} }))
			if got := mustOpenUser(t, dir, Opened{}).Get().Feeds; len(got) != 1 || got[0].ID != "next" {
				t.Errorf("after an update: %+v", got)
			}
			if c.want.feed != "" {
				must(t, os.WriteFile(path, nil, 0o600))
				u, _, err := openUser(dir, func() time.Time { return day })
				must(t, err)
				if got := u.Get().Feeds; len(got) != 1 || got[0].ID != c.want.feed {
					t.Errorf("the backup holds %+v", got)
				}
			}
		})
	}
}

func TestUnreadableUserFileIsNotDamage(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, UserFileName), 0o700)) // opens, and cannot be read
	_, opened, err := OpenUser(dir)
	if err == nil || errors.Is(err, ErrDamaged) || opened != (Opened{}) {
		t.Errorf("%+v, %v", opened, err)
	}
}

func TestConcurrentUpdatesAllCount(t *testing.T) {
	dir := t.TempDir()
	u := mustOpenUser(t, dir, Opened{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if err := u.Update(func(next *User) { next.Feeds = append(next.Feeds, Subscription{ID: fmt.Sprint(i)}) }); err != nil {
				t.Error(err)
			}
			_ = u.Get()
		})
	}
	all.Wait()
	if got := mustOpenUser(t, dir, Opened{}).Get(); len(got.Feeds) != 8 {
		t.Errorf("%d of 8 feeds", len(got.Feeds))
	}
}

// FuzzParseUser: whatever is in the file, it is refused with one of two errors,
// or what is written again says the same.
func FuzzParseUser(f *testing.F) {
	raw, err := json.Marshal(someUser)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"version":1,"feeds":[{"id":"s1","x":1}],"Version":1,"y":{"feeds":[]},"":0}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1,"rules":null,"follows":{"a":null}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := parseUser(raw)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Fatal(err)
			}
			return
		}
		once, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseUser(once)
		if err != nil {
			t.Fatalf("%v in what was written: %s", err, once)
		}
		if twice, err := json.Marshal(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v\n%s\n%s", err, once, twice)
		}
	})
}

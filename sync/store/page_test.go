package store

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A status page goes out and comes in with how it is read; that it may be in the
// person's own network does not: no file says that for them.
func TestExportOfAStatusPage(t *testing.T) {
	page := &StatusPage{
		Provider: "instatus", Main: "http://10.0.0.1:80/summary.json", With: []string{"http://10.0.0.1:80/components.json"},
		Confirm: "http://10.0.0.1:80/c.json", Local: true,
	}
	u := User{Feeds: []Subscription{{ID: "a", URL: "http://10.0.0.1:80", Name: "Printer", Alias: "My printer", AddedAt: time.Unix(1, 0).UTC(), Page: page}}, Follows: map[string][]string{"a": {"x"}}}
	var file bytes.Buffer
	if err := Export(t.Context(), &file, u, nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(file.String(), "local") {
		t.Errorf("the permission is in the file:\n%s", file.String())
	}
	to, _, err := OpenUser(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(string) error { return errors.New("not a feed") } // pages are not asked about
	if _, err := Import(t.Context(), bytes.NewReader(file.Bytes()), to, nil, ImportOptions{CheckURL: refuse}); err != nil {
		t.Fatal(err)
	}
	want := *page
	want.Local = false
	got := to.Get()
	if len(got.Feeds) != 1 || got.Feeds[0].Page == nil || !reflect.DeepEqual(*got.Feeds[0].Page, want) {
		t.Fatalf("%+v", got.Feeds)
	}
	if got.Feeds[0].Alias != "My printer" || got.Feeds[0].Name != "Printer" {
		t.Errorf("its names: %+v", got.Feeds[0])
	}
	if len(got.Follows[got.Feeds[0].ID]) != 1 {
		t.Errorf("follows: %v", got.Follows)
	}

	for what, change := range map[string][2]string{
		"main":     {"http://10.0.0.1:80/summary.json", "javascript:alert(1)"},
		"with[0]":  {"http://10.0.0.1:80/components.json", "https://u:p@a.example/"},
		"confirm":  {"http://10.0.0.1:80/c.json", "ftp://a.example/"},
		"provider": {"instatus", ""},
	} {
		raw := strings.Replace(file.String(), change[0], change[1], 1)
		_, err := Import(t.Context(), strings.NewReader(raw), to, nil, ImportOptions{})
		var bad *FileError
		if !errors.As(err, &bad) || bad.Path != "user.feeds[0].page."+what {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What a later version adds to a subscription stays, beside a page too.
func TestStatusPageInTheFile(t *testing.T) {
	dir := t.TempDir()
	u, _, err := OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := Subscription{ID: "a", URL: "https://a.example", Page: &StatusPage{Provider: "statuspage", Main: "https://a.example/api/v2/summary.json", Local: true}}
	if err := u.Update(func(u *User) { u.Feeds = append(u.Feeds, s) }); err != nil {
		t.Fatal(err)
	}
	again, _, err := OpenUser(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Get().Feeds[0].Page; got == nil || !reflect.DeepEqual(*got, *s.Page) {
		t.Errorf("%+v", got)
	}
}

package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

// What was removed and not thrown away, since the app ended before, is thrown away
// at the next start; and only the last removal can be taken back.
func TestWhatWasRemovedIsThrownAway(t *testing.T) {
	b := newBench(t)
	if err := b.user.Update(func(u *store.User) {
		for _, id := range []string{"a", "b", "c"} {
			u.Feeds = append(u.Feeds, store.Subscription{ID: id, URL: "wss://" + id + ".example.com"})
		}
		u.Follows = map[string][]string{"a": {"x"}, "b": {"y"}}
	}); err != nil {
		t.Fatal(err)
	}
	file := b.pagePath("a")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.work(func(ctx context.Context) { b.removeFeed(ctx, "a") })
	if _, err := os.Stat(file); err != nil {
		t.Errorf("it was thrown away at once: %v", err)
	}
	if u := b.user.Get(); len(u.Removed) != 1 || u.Removed[0] != "a" || len(u.Feeds) != 2 || u.Follows["a"] != nil {
		t.Fatalf("%+v", u)
	}
	b.work(func(ctx context.Context) { b.removeFeed(ctx, "b") })
	if _, err := os.Stat(file); err == nil {
		t.Error("the one before is still there")
	}
	b.work(func(context.Context) { b.takeBack("a") })
	if u := b.user.Get(); len(u.Feeds) != 1 || len(u.Removed) != 1 {
		t.Errorf("%+v", u)
	}
	b.work(func(context.Context) { b.takeBack("b") })
	if u := b.user.Get(); len(u.Feeds) != 2 || u.Feeds[0].ID != "b" || len(u.Removed) != 0 || u.Follows["b"][0] != "y" {
		t.Errorf("%+v", u)
	}
	b.work(func(ctx context.Context) { b.removeFeed(ctx, "b") })
	b.work(func(context.Context) {
		b.removed = nil // the app has ended, and starts again
		b.throwAwayLeft()
	})
	if u := b.user.Get(); len(u.Removed) != 0 || len(u.Feeds) != 1 {
		t.Errorf("after another start: %+v", u)
	}
}

// A feed is called as its reader does, over a new document and another start, and
// by its own name again once that is empty.
func TestAFeedIsRenamed(t *testing.T) {
	s := newSite(t, "calm.json")
	b := newBench(t)
	found, p := b.look(views.PageRequest{Address: s.URL, Local: true})
	if p != nil {
		t.Fatalf("%+v", p)
	}
	if p := b.keepFound(found); p != nil {
		t.Fatalf("%+v", p)
	}
	b.boardSays("chat", feed.Operational)
	id := b.model.shown()
	for _, c := range [][2]string{{"  우리 날씨\n", "우리 날씨"}, {"", "Weather"}} {
		b.work(func(context.Context) { b.renameFeed(id, c[0]) })
		if got := b.snapshot().Feed.Name; got != c[1] {
			t.Errorf("called %q, want %q", got, c[1])
		}
		b.reopen()
		b.boardSays("chat", feed.Operational)
		if got := b.snapshot().Feed.Name; got != c[1] {
			t.Errorf("after another start called %q, want %q", got, c[1])
		}
	}
}

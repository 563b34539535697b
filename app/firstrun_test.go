package app

import (
	"testing"

	"bokgu/app/settings"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// The first steps are for a plain start with nothing to show, and nobody sees them twice.
func TestWantsFirstRun(t *testing.T) {
	for name, tt := range map[string]struct {
		opts Options
		feed bool
		done bool
		want bool
	}{
		"a plain start":         {want: true},
		"a language of its own": {opts: Options{Lang: "ko", Theme: "dark", Mobile: true}, want: true},
		"a feed is followed":    {feed: true},
		"skipped before":        {done: true},
		"--feed":                {opts: Options{Feed: "wss://a.example"}},
		"--replay":              {opts: Options{Replay: "kakao-2022"}},
		"a link":                {opts: Options{Add: "bokgu:add"}},
	} {
		a := newApp(t, t.TempDir())
		a.opts = tt.opts
		if tt.feed {
			if err := a.user.Update(func(u *store.User) { u.Feeds = append(u.Feeds, newSubscription("wss://a.example")) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.settings.Update(func(v *settings.Values) { v.FirstRunDone = tt.done }); err != nil {
			t.Fatal(err)
		}
		if got := a.wantsFirstRun(); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	// Who is known to have a file that cannot be read is not new.
	a := newApp(t, t.TempDir())
	a.user = &memoryUser{}
	if a.wantsFirstRun() {
		t.Error("the first steps are shown to somebody whose file could not be read")
	}
}

// What nobody goes on to try is not said to be tried again.
func TestAddingSaysWhatToDo(t *testing.T) {
	a := newApp(t, t.TempDir())
	for _, reason := range []subscribe.Reason{subscribe.Unreachable, subscribe.NoNetwork, subscribe.TimedOut} {
		p := a.addProblem(&subscribe.FetchError{Reason: reason})
		if !p.Unreached || p.Todo != a.model.localizer().T("problem.add.todo", nil) {
			t.Errorf("%s: %+v", reason, *p)
		}
	}
	for _, err := range []error{&subscribe.FetchError{Reason: subscribe.Unauthorized}, errWantsToken} {
		if p := a.addProblem(err); !p.WantsToken || p.Unreached {
			t.Errorf("%v: %+v", err, p)
		}
	}
	if p := a.addProblem(&subscribe.FetchError{Reason: subscribe.NotFeed}); p.Unreached || p.WantsToken || *p == (views.Problem{}) {
		t.Errorf("not a feed: %+v", *p)
	}
}

package notify

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"bokgu/app/native"
)

func TestKinds(t *testing.T) {
	var shown []native.Notice
	var withdrawn []string
	allowed, fails := native.PermissionOn, error(nil)
	n := newKinds(Params{AppName: "복구", Quiet: "소리 없이"}, notices{
		show:     func(n native.Notice) error { shown = append(shown, n); return fails },
		withdraw: func(tag string) error { withdrawn = append(withdrawn, tag); return fails },
		allowed:  func() native.Permission { return allowed },
	})
	expect := func(name string, err, want error, notices ...native.Notice) {
		t.Helper()
		if !errors.Is(err, want) || !reflect.DeepEqual(shown, notices) {
			t.Errorf("%s: %v, %+v", name, err, shown)
		}
		shown = nil
	}
	news, quiet := native.Kind{ID: "news", Name: "복구", Sound: true}, native.Kind{ID: "quiet", Name: "소리 없이"}

	expect("silent where none stands", n.Show(t.Context(), Notification{Key: "a", Title: "1", Silent: true}), nil)
	expect("the first", n.Show(t.Context(), Notification{Key: "a", Title: "카카오톡\n장애\u202E", Body: "본문"}), nil,
		native.Notice{Tag: "a", Title: "카카오톡 장애", Body: "본문", Kind: news})
	expect("silent in its place", n.Show(t.Context(), Notification{Key: "a", Title: "2", Silent: true}), nil,
		native.Notice{Tag: "a", Title: "2", Kind: quiet, Once: true})
	expect("without a sound", n.Show(t.Context(), Notification{Key: "b", Title: "3", Quiet: true}), nil,
		native.Notice{Tag: "b", Title: "3", Kind: quiet})

	// Who does not allow any has not seen any.
	allowed = native.PermissionOff
	expect("not allowed", n.Show(t.Context(), Notification{Key: "c", Title: "4"}), ErrUnavailable)
	allowed = native.PermissionUnknown
	expect("not known", n.Show(t.Context(), Notification{Key: "c", Title: "4"}), nil, native.Notice{Tag: "c", Title: "4", Kind: news})

	fails = errors.New("as some makers of phones have it")
	expect("it throws", n.Show(t.Context(), Notification{Key: "d", Title: "5"}), fails, native.Notice{Tag: "d", Title: "5", Kind: news})
	if err := n.Withdraw(t.Context(), "a"); !errors.Is(err, fails) {
		t.Error(err)
	}
	fails = nil
	expect("what was not shown does not stand", n.Show(t.Context(), Notification{Key: "d", Title: "5", Silent: true}), nil)
	expect("what could not be withdrawn does", n.Show(t.Context(), Notification{Key: "a", Title: "6", Silent: true}), nil,
		native.Notice{Tag: "a", Title: "6", Kind: quiet, Once: true})
	if err := n.Withdraw(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	expect("what was withdrawn does not", n.Show(t.Context(), Notification{Key: "a", Title: "7", Silent: true}), nil)
	if err := n.Withdraw(t.Context(), "of an earlier run"); err != nil || withdrawn[len(withdrawn)-1] != "of an earlier run" {
		t.Error(err, withdrawn)
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	expect("an ended context", n.Show(ended, Notification{Key: "e", Title: "8"}), context.Canceled)
	if err := errors.Join(n.Close(), n.Close()); err != nil {
		t.Error(err)
	}
	expect("closed", n.Show(t.Context(), Notification{Key: "e", Title: "8"}), ErrClosed)
	if err := n.Withdraw(t.Context(), "e"); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

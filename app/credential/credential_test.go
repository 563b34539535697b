package credential

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
)

const secret = "tok-4f1c9a"

// fake is a keyring that answers when the test lets it. It reports calls that
// overlap, which the contract of Keyring forbids.
type fake struct {
	t *testing.T

	mu    sync.Mutex
	busy  bool
	held  map[string]string
	err   error         // what every call returns
	block chan struct{} // nil: answer at once
	calls []string
}

func newFake(t *testing.T) *fake { return &fake{t: t, held: make(map[string]string)} }

func (f *fake) call(name, user string, do func() error) error {
	f.mu.Lock()
	if f.busy {
		f.t.Errorf("%s while another call runs", name)
	}
	f.busy = true
	f.calls = append(f.calls, name+" "+user)
	block := f.block
	f.mu.Unlock()
	if block != nil {
		<-block
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy = false
	if f.err != nil {
		return f.err
	}
	return do()
}

func (f *fake) Get(_, user string) (got string, err error) {
	err = f.call("get", user, func() error {
		var ok bool
		if got, ok = f.held[user]; !ok {
			return ErrNotFound
		}
		return nil
	})
	return got, err
}

func (f *fake) Set(_, user, secret string) error {
	return f.call("set", user, func() error { f.held[user] = secret; return nil })
}

func (f *fake) Delete(_, user string) error {
	return f.call("delete", user, func() error {
		if _, ok := f.held[user]; !ok {
			return ErrNotFound
		}
		delete(f.held, user)
		return nil
	})
}

// lock makes every further call wait until the returned func is called.
func (f *fake) lock() (unlock func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	block := make(chan struct{})
	f.block = block
	return func() {
		f.mu.Lock()
		f.block = nil
		f.mu.Unlock()
		close(block)
	}
}

func (f *fake) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *fake) said() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.calls, ", ")
}

// expectGet checks what Get says.
func expectGet(t *testing.T, k *Keeper, sub, token string, place Place, want error) {
	t.Helper()
	got, where, err := k.Get(t.Context(), sub)
	if got != token || where != place || !errors.Is(err, want) {
		t.Errorf("Get %s: %q in %q, %v; want %q in %q, %v", sub, got, where, err, token, place, want)
	}
}

func TestTokenGoesToTheKeyringAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := New(Params{Service: "bokgu", Keyring: f})
		expectGet(t, k, "a", "", PlaceNone, ErrNotFound)
		if place, err := k.Set(t.Context(), "a", secret); place != PlaceKeyring || err != nil {
			t.Fatalf("%q, %v", place, err)
		}
		expectGet(t, k, "a", secret, PlaceKeyring, nil)
		expectGet(t, k, "b", "", PlaceNone, ErrNotFound)

		next := New(Params{Service: "bokgu", Keyring: f}) // after a restart
		expectGet(t, next, "a", secret, PlaceKeyring, nil)
		expectGet(t, next, "a", secret, PlaceKeyring, nil)
		if f.said() != "get a, set a, get b, get a" { // asked once per session
			t.Errorf("calls: %s", f.said())
		}
		for range 2 {
			if err := next.Delete(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			expectGet(t, next, "a", "", PlaceNone, ErrNotFound)
		}
		if len(f.held) != 0 {
			t.Errorf("left: %v", f.held)
		}
	})
}

func TestWithoutAKeyringTheTokenLastsForTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := newFake(t)
		broken.fail(errors.New("org.freedesktop.secrets was not provided"))
		mobile := New(Params{Service: "bokgu", Keyring: broken})
		mobile.keyring = nil // what SystemKeyring returns there
		for name, k := range map[string]*Keeper{"broken": New(Params{Service: "bokgu", Keyring: broken}), "mobile": mobile} {
			wantNone := ErrUnavailable
			if name == "mobile" {
				wantNone = ErrNotFound
			}
			expectGet(t, k, "a", "", PlaceNone, wantNone)
			if place, err := k.Set(t.Context(), "a", secret); place != PlaceSession || err != nil {
				t.Errorf("%s: %q, %v", name, place, err)
			}
			expectGet(t, k, "a", secret, PlaceSession, nil)
			if err := k.Delete(t.Context(), "a"); name == "mobile" && err != nil || name == "broken" && !errors.Is(err, ErrUnavailable) {
				t.Errorf("%s: %v", name, err)
			}
			expectGet(t, k, "a", "", PlaceNone, ErrNotFound)
		}
		broken.fail(nil) // started meanwhile
		k := New(Params{Service: "bokgu", Keyring: broken})
		expectGet(t, k, "a", "", PlaceNone, ErrNotFound)
	})
}

func TestALockedKeyringHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.held["a"] = secret
		unlock := f.lock()
		changed := make(chan string, 9)
		k := New(Params{Service: "bokgu", Keyring: f, Timeout: time.Second, Changed: func(sub string) { changed <- sub }})

		start := time.Now()
		expectGet(t, k, "a", "", PlaceNone, ErrWaiting)
		if took := time.Since(start); took != time.Second {
			t.Errorf("waited %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, _, err := k.Get(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("shorter context: %v", err)
		}
		expectGet(t, k, "b", "", PlaceNone, ErrWaiting) // stands in the queue

		unlock()
		synctest.Wait()
		if f.said() != "get a, get b" {
			t.Errorf("a second Get asked again: %s", f.said())
		}
		if a, b := <-changed, <-changed; a != "a" || b != "b" {
			t.Errorf("told about %s, %s", a, b)
		}
		f.fail(errors.New("is not to be asked"))
		expectGet(t, k, "a", secret, PlaceKeyring, nil)
	})
}

func TestWhoWaitsGetsTheAnswerAndNobodyIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.held["a"] = secret
		unlock := f.lock()
		k := New(Params{Service: "bokgu", Keyring: f, Changed: func(sub string) { t.Errorf("told about %s", sub) }})
		time.AfterFunc(time.Second, unlock)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { expectGet(t, k, "a", secret, PlaceKeyring, nil) })
		}
		all.Wait()
		if f.said() != "get a" {
			t.Errorf("calls: %s", f.said())
		}
	})
}

func TestSetWhileTheKeyringIsLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		unlock := f.lock()
		changed := make(chan string, 9)
		k := New(Params{Service: "bokgu", Keyring: f, Changed: func(sub string) { changed <- sub }})
		if place, err := k.Set(t.Context(), "a", "first"); place != PlaceSession || !errors.Is(err, ErrWaiting) {
			t.Errorf("%q, %v", place, err)
		}
		expectGet(t, k, "a", "first", PlaceSession, nil) // usable at once

		// Changed and changed again: only the last word reaches the keyring.
		replaced := make(chan error)
		go func() {
			_, err := k.Set(t.Context(), "a", "second")
			replaced <- err
		}()
		synctest.Wait()
		if _, err := k.Set(t.Context(), "a", secret); !errors.Is(err, ErrWaiting) {
			t.Error(err)
		}
		if err := <-replaced; !errors.Is(err, ErrReplaced) {
			t.Errorf("replaced: %v", err)
		}
		unlock()
		synctest.Wait()
		if f.held["a"] != secret || f.said() != "set a, set a" {
			t.Errorf("keyring holds %v after %s", f.held, f.said())
		}
		<-changed
		<-changed
		expectGet(t, k, "a", secret, PlaceKeyring, nil)
	})
}

func TestLateAnswersDoNotUndoWhatCameAfter(t *testing.T) {
	set := func(ctx context.Context, k *Keeper) { _, _ = k.Set(ctx, "a", secret) }
	del := func(ctx context.Context, k *Keeper) { _ = k.Delete(ctx, "a") }
	for name, c := range map[string]struct {
		old    string
		change func(context.Context, *Keeper)
		token  string
		place  Place
		err    error
	}{
		"set":              {"old", set, secret, PlaceKeyring, nil},
		"set the first":    {"", set, secret, PlaceKeyring, nil},
		"delete":           {"old", del, "", PlaceNone, ErrNotFound},
		"delete when bare": {"", del, "", PlaceNone, ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				if c.old != "" {
					f.held["a"] = c.old
				}
				unlock := f.lock()
				k := New(Params{Service: "bokgu", Keyring: f, Timeout: time.Minute})
				time.AfterFunc(2*time.Second, unlock)
				loading := make(chan struct{})
				go func() { // asks before the change and must not get what was before
					defer close(loading)
					got, _, err := k.Get(t.Context(), "a")
					if got != c.token || !errors.Is(err, c.err) {
						t.Errorf("got %q, %v", got, err)
					}
				}()
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				c.change(ctx, k)
				<-loading
				synctest.Wait()
				expectGet(t, k, "a", c.token, c.place, c.err)
				if f.held["a"] != c.token {
					t.Errorf("keyring holds %v", f.held)
				}
			})
		})
	}
}

func TestBadTokensAreRefusedAndNotQuoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := New(Params{Service: "bokgu", Keyring: f})
		long := strings.Repeat("x", MaxToken+1)
		for _, c := range []struct {
			token string
			want  error
		}{
			{"", ErrBadToken},
			{secret + "\r\nX-Other: 1", ErrBadToken},
			{secret + " ", ErrBadToken},
			{secret + "토큰", ErrBadToken},
			{long, ErrTooBig},
		} {
			place, err := k.Set(t.Context(), "a", c.token)
			if !errors.Is(err, c.want) || place != PlaceNone {
				t.Errorf("%.20q: %q, %v", c.token, place, err)
			}
			if strings.Contains(err.Error(), secret) || len(err.Error()) > 200 {
				t.Errorf("quoted: %v", err)
			}
		}
		expectGet(t, k, "a", "", PlaceNone, ErrNotFound)

		f.fail(fmt.Errorf("over there: %w", ErrTooBig)) // what Windows says
		if place, err := k.Set(t.Context(), "a", secret); !errors.Is(err, ErrTooBig) || place != PlaceNone {
			t.Errorf("%q, %v", place, err)
		}
		f.fail(nil)
		expectGet(t, k, "a", "", PlaceNone, ErrNotFound) // not half kept

		f.held["a"] = "put there\nby another program"
		k = New(Params{Service: "bokgu", Keyring: f})
		expectGet(t, k, "a", "", PlaceNone, ErrUnavailable)
	})
}

// panicking is a provider that trips over what the bus sends.
type panicking struct{ Keyring }

func (panicking) Set(_, _, secret string) error { panic("cannot send " + secret) }

func TestNoErrorOrLogHoldsTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		k := New(Params{Service: "bokgu", Keyring: f})
		f.fail(errors.New("exec: security -w " + secret + ": exit status 1"))
		c := &call{op: save, sub: "a", token: &token{secret: secret}}
		for name, keyring := range map[string]Keyring{"error": f, "panic": panicking{}} {
			k.keyring = keyring
			_, err := k.use(c, secret)
			if !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := k.Set(t.Context(), "a", secret); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "k", k)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "k", k)
		if all := fmt.Sprintf("%v %+v %#v %s", k, k, k, &log); strings.Contains(all, secret) {
			t.Error(all)
		}
	})
}

func TestSystemKeyringTranslatesErrors(t *testing.T) {
	keyring.MockInit()
	k := New(Params{Service: "bokgu-test"}) // the default is go-keyring
	expectGet(t, k, "a", "", PlaceNone, ErrNotFound)
	if place, err := k.Set(t.Context(), "a", secret); place != PlaceKeyring || err != nil {
		t.Fatalf("%q, %v", place, err)
	}
	if got, err := keyring.Get("bokgu-test", "a"); got != secret || err != nil {
		t.Errorf("keyring: %q, %v", got, err)
	}
	if err := errors.Join(k.Delete(t.Context(), "a"), New(Params{Service: "bokgu-test"}).Delete(t.Context(), "a")); err != nil {
		t.Error(err)
	}
	if !errors.Is(translate(keyring.ErrSetDataTooBig), ErrTooBig) || translate(nil) != nil {
		t.Error("translation")
	}
	for size, want := range map[int]error{maxWindows: nil, maxWindows + 1: ErrTooBig} {
		if err := fits("windows", strings.Repeat("x", size)); !errors.Is(err, want) {
			t.Errorf("%d bytes on Windows: %v", size, err)
		}
	}
	if err := fits("linux", strings.Repeat("x", maxWindows+1)); err != nil {
		t.Errorf("on Linux: %v", err)
	}
}

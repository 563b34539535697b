package notify

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
	"github.com/go-ole/go-ole"
	"golang.org/x/sys/windows/registry"
)

// activatorID names the COM class that Windows calls when a toast of ours is
// clicked. It is Bokgu's own and must not change: it is kept in the registry.
const activatorID = "{6F0E2B7C-54F7-4F0A-9E63-1D0C6C5B8A21}"

// open registers the app with Windows and returns the notifier. Toasts are made
// by COM calls of our own (see com_windows.go), since wintoast.Push can set
// neither tag nor group and so could not replace; wintoast registers the app,
// its icon and the click, and is the second way if our calls fail. Its
// PowerShell way is never taken: there text would become part of a script.
//
// No toast of this was ever seen: no Windows was at hand, and wine has none. The
// XML is tested.
func open(p Params) (Notifier, error) {
	err := wintoast.SetAppData(wintoast.AppData{AppID: p.AppID, GUID: activatorID, IconPath: p.Icon})
	if err != nil {
		return nil, fmt.Errorf("notify: register with Windows: %w", err)
	}
	if err := setDisplayName(p.AppID, p.AppName); err != nil {
		// Toasts are then headed by the id instead of the name.
		p.logger().Warn("the app's name cannot be registered", "error", err)
	}
	t := &toasts{p: p, jobs: make(chan job), done: make(chan struct{})}
	wintoast.SetActivationCallback(func(_, argument string, _ []wintoast.UserData) {
		if key, ok := launchKey(argument); ok && p.OnClick != nil {
			p.OnClick(key)
		}
	})
	go t.work()
	return t, nil
}

// setDisplayName corrects wintoast, which shows the id as the name.
func setDisplayName(appID, name string) error {
	path := filepath.Join("SOFTWARE", "Classes", "AppUserModelId", appID)
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("open HKCU\\%s: %w", path, err)
	}
	return errors.Join(k.SetStringValue("DisplayName", name), k.Close())
}

// toasts makes all COM calls on one thread, as COM wants it.
type toasts struct {
	p     Params
	jobs  chan job
	done  chan struct{}
	close sync.Once
}

type job struct {
	do     func() error
	result chan error // buffered
}

func (t *toasts) work() {
	runtime.LockOSThread()
	startErr := startCOM()
	for {
		select {
		case j := <-t.jobs:
			if startErr != nil {
				j.result <- fmt.Errorf("notify: %w: start COM: %w", ErrUnavailable, startErr)
				continue
			}
			j.result <- guarded(j.do)
		case <-t.done:
			// The thread stays until the process ends. With it COM would end, and call our class object from a thread that is going:
			// under wine that hung, or brought the process down before its end.
			select {}
		}
	}
}

// guarded turns a panic of a COM call into an error: on systems where toasts are
// stubbed out a pointer to an interface may be nil.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("notify: %w: %v", ErrUnavailable, v)
		}
	}()
	return f()
}

func (t *toasts) call(ctx context.Context, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	select { // a closed notifier is closed, whatever else is ready
	case <-t.done:
		return ErrClosed
	default:
	}
	j := job{do: f, result: make(chan error, 1)}
	select {
	case t.jobs <- j:
	case <-t.done:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("notify: wait for another notification: %w", ctx.Err())
	}
	select {
	case err := <-j.result:
		return err
	case <-t.done:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("notify: Windows does not answer: %w", ctx.Err())
	}
}

func (t *toasts) Show(ctx context.Context, n Notification) error {
	document, err := toastXML(n, t.p.Icon)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return t.call(ctx, func() error {
		err := showToast(t.p.AppID, document, toastTag(n.Key), toastGroup, n.Silent)
		if err == nil || n.Silent { // without SuppressPopup it would be a new one
			return err
		}
		t.p.logger().Warn("toast without tag, it cannot be replaced", "error", err)
		return push(t.p.AppID, document)
	})
}

// push shows a toast by wintoast.
func push(appID, document string) error {
	err := wintoast.Push(appID, document) // no option: no PowerShell
	if e := (*ole.OleError)(nil); errors.As(err, &e) && e.Code() == alreadySo {
		// The first time it prepares the thread for COM, and takes one that is prepared already for an error.
		err = wintoast.Push(appID, document)
	}
	return err
}

func (t *toasts) Withdraw(ctx context.Context, key string) error {
	return t.call(ctx, func() error { return removeToast(t.p.AppID, toastTag(key), toastGroup) })
}

func (t *toasts) Close() error {
	t.close.Do(func() {
		wintoast.SetActivationCallback(func(string, string, []wintoast.UserData) {})
		close(t.done)
	})
	return nil
}

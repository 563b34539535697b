//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"bokgu/app/desktop"
)

// state is what a real user meets, and how it is brought about.
type state struct {
	subject
	options desktop.Options
	take    func(context.Context, *studio) error
}

// states are in the order of the page.
var states = []state{
	{subject{"loading", "Loading from the store. Another program holds the file: the app waits for it a second."}, desktop.Options{}, loading},
	{subject{"live", "Live: connected to a feed (of a made-up operator)."}, desktop.Options{}, live},
	{subject{"stale", "Stale: the feed fell silent and its word has run out. Shapes and words stay, colours fade to grey, sentences turn to the past."}, desktop.Options{}, stale},
	{subject{"offline", "The connection is lost a moment ago; the last word still holds."}, desktop.Options{}, offline},
	{subject{"refused", "Error: news signed with a key that the feed’s profile does not list. It is not believed."}, desktop.Options{}, refused},
	{subject{"empty", "Empty: no feed yet."}, desktop.Options{}, empty},
	{subject{"first-offline", "First run without any network (a network namespace of its own): whom to call, and what can be read."}, desktop.Options{}, firstOffline},
	{subject{"keyring", "The keyring is locked and its password dialog waits: the board is there at once, the private feed waits."}, desktop.Options{Keyring: true}, keyring},
	{subject{"tray-gone", "The panel died while the window was hidden in its tray: the window came back by itself."}, desktop.Options{Panel: true}, trayGone},
	{subject{"clock", "The device’s clock is wrong by a day."}, desktop.Options{}, clock},
	{subject{"proxy", "A corporate proxy wants a name and a password (407)."}, desktop.Options{}, proxyWants},
	{subject{"proxy-setting", "One press later: the setting, and its fields. The password goes to the keyring."}, desktop.Options{}, proxySetting},
	{subject{"captive", "A captive portal answers in place of the feed."}, desktop.Options{}, captive},
	{subject{"text-80", "Text at 80 %."}, desktop.Options{}, textAt(80)},
	{subject{"text-200", "Text at 200 %."}, desktop.Options{}, textAt(200)},
	{subject{"hidpi", "A display of twice the density (FYNE_SCALE=2)."}, desktop.Options{}, dense},
	{subject{"second", "A second launch: the window that was behind another one is in front."}, desktop.Options{}, second},
	{subject{"store-older", "A store of the first version: it was brought up to date without a word."}, desktop.Options{}, storeOlder},
	{subject{"store-newer", "A store of a later version: left alone, what comes is still shown."}, desktop.Options{}, storeNewer},
	{subject{"store-damaged", "A damaged store: moved aside, and started anew."}, desktop.Options{}, storeDamaged},
}

// live connects to a feed.
func live(ctx context.Context, st *studio) error {
	if _, _, err := st.connect(ctx, desktop.LiveParams{}); err != nil {
		return err
	}
	return st.shot(ctx, "live")
}

// connect serves a feed and waits until the app shows it live.
func (st *studio) connect(ctx context.Context, o desktop.LiveParams) (*desktop.LiveFeed, context.CancelFunc, error) {
	feed, kill, err := st.serve(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if err := st.start(ctx, "--feed", feed.URL); err != nil {
		return nil, nil, err
	}
	return feed, kill, st.see(ctx, st.upper(), st.t("status.connection.live"))
}

func stale(ctx context.Context, st *studio) error {
	_, kill, err := st.connect(ctx, desktop.LiveParams{Valid: 15 * time.Second})
	if err != nil {
		return err
	}
	kill()
	if err := st.see(ctx, st.upper(), st.t("state.unknown")); err != nil {
		return err
	}
	return st.shot(ctx, "stale")
}

func offline(ctx context.Context, st *studio) error {
	_, kill, err := st.connect(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	kill()
	if err := st.see(ctx, st.upper(), st.t("status.connection.waiting")); err != nil {
		return err
	}
	return st.shot(ctx, "offline")
}

func refused(ctx context.Context, st *studio) error {
	feed, _, err := st.connect(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	doc, err := gaonAt(time.Now())
	if err != nil {
		return err
	}
	if err := feed.Forge(ctx, calm(doc)); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "problem.refused_key"); err != nil {
		return err
	}
	return st.shot(ctx, "refused")
}

// seeNotice waits for a notice at the top of the window.
func (st *studio) seeNotice(ctx context.Context, message string, data ...map[string]any) error {
	bar := image.Rect(0, 0, st.size().X, 60)
	if st.phone() {
		bar.Max.Y = 110
	}
	return st.see(ctx, bar, st.t(message, data...))
}

func empty(ctx context.Context, st *studio) error {
	if err := st.prefer(map[string]any{"first_run_done": true}); err != nil {
		return err
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("answer.no_feed")); err != nil {
		return err
	}
	return st.shot(ctx, "empty")
}

func firstOffline(ctx context.Context, st *studio) error {
	cmd := st.command()
	alone := []string{"unshare", "--net", "--"}
	if os.Getuid() != 0 {
		alone = []string{"unshare", "--user", "--map-current-user", "--net", "--"}
	}
	inside := st.Command(alone[0], append(alone[1:], cmd.Args...)...)
	if err := st.startCommand(ctx, inside); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("firstrun.what")); err != nil {
		return err
	}
	if err := st.key(ctx, "Return"); err != nil {
		return err
	}
	if err := st.see(ctx, st.part(image.Rect(270, 300, 900, 620), st.whole()), st.t("firstrun.offline")); err != nil {
		return err
	}
	return st.shot(ctx, "first-offline")
}

func trayGone(ctx context.Context, st *studio) error {
	if _, _, err := st.connect(ctx, desktop.LiveParams{}); err != nil {
		return err
	}
	if err := st.CloseWindow(ctx, st.window); err != nil {
		return err
	}
	if err := st.UntilNoWindow(ctx, st.process); err != nil {
		return err
	}
	if err := st.KillPanel(ctx); err != nil {
		return err
	}
	if err := st.meet(ctx); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.live")); err != nil {
		return err
	}
	return st.shotAt(ctx, "tray-gone", st.screen.Bounds())
}

func clock(ctx context.Context, st *studio) error {
	ahead := func() time.Time { return time.Now().Add(24 * time.Hour) }
	feed, _, err := st.serve(ctx, desktop.LiveParams{Now: ahead})
	if err != nil {
		return err
	}
	if err := st.start(ctx, "--feed", feed.URL); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "notice.clock_slow", map[string]any{"D": st.loc.Duration(24 * time.Hour)}); err != nil {
		return err
	}
	return st.shot(ctx, "clock")
}

func textAt(percent int) func(context.Context, *studio) error {
	return func(ctx context.Context, st *studio) error {
		if err := st.prefer(map[string]any{"text_scale": percent}); err != nil {
			return err
		}
		if err := st.start(ctx, recorded...); err != nil {
			return err
		}
		if err := st.see(ctx, st.upper(), st.t("answer.not_your_phones")); err != nil {
			return err
		}
		return st.shot(ctx, fmt.Sprint("text-", percent))
	}
}

func dense(ctx context.Context, st *studio) error {
	st.scale = 2
	cmd := st.command(recorded...)
	cmd.Env = append(cmd.Env, "FYNE_SCALE=2")
	if err := st.startCommand(ctx, cmd); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("answer.not_your_phones")); err != nil {
		return err
	}
	return st.shot(ctx, "hidpi")
}

// second starts the app, another one with its own folder whose window covers it, and the first one again.
func second(ctx context.Context, st *studio) error {
	if err := st.start(ctx, recorded...); err != nil {
		return err
	}
	first, window := st.process, st.window
	other := *st
	other.data = filepath.Join(st.Dir(), "other")
	other.theme = map[string]string{"light": "dark", "dark": "light"}[st.theme]
	if err := other.start(ctx, recorded...); err != nil {
		return err
	}
	if err := st.Move(ctx, other.window, 90, 90); err != nil {
		return err
	}
	again, err := st.Run(st.command())
	if err != nil {
		return err
	}
	if code, err := again.Wait(ctx); err != nil || code != 0 {
		return fmt.Errorf("the second launch: exit code %d, %w: %s", code, err, again.Output())
	}
	err = desktop.Until(ctx, "the first window has the keyboard", func() (bool, error) { return st.ActiveWindow(ctx) == window, nil })
	if err != nil {
		return err
	}
	st.process, st.window = first, window
	if err := st.hidePointer(ctx); err != nil {
		return err
	}
	return st.shotAt(ctx, "second", st.screen.Bounds())
}

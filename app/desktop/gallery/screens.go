//go:build linux

package main

import (
	"context"
	"fmt"
	"image"
	"time"

	"bokgu/app/desktop"
)

// The recorded morning that the screens are shown at: something of everything.
var recorded = []string{"--replay", "kakao-2022", "--from", "2022-10-16T08:00", "--speed", "1", "--paused"}

func sessions() []session {
	var all []session
	for _, l := range looks {
		all = append(all, session{
			look:     l,
			subjects: []string{"status", "search", "service", "recovery", "chart", "guidance", "genuine", "learn", "diary", "settings", "share"},
			take:     walk,
		}, session{
			look:     l,
			subjects: []string{"first-1", "first-2", "first-3"},
			take:     firstRun,
		}, session{
			look:     l,
			subjects: []string{"pages", "pages-private", "pages-found", "page"},
			take:     statusPages,
		}, session{
			look:     l,
			subjects: []string{"probe"},
			take:     probe,
		})
	}
	for _, l := range looks[:2] {
		all = append(all, session{
			look: l, subjects: []string{"desktop"}, take: alerted,
			options: desktop.Options{Width: 1210, Height: 900, Panel: true, Notifications: true},
		})
	}
	for _, state := range states {
		for _, l := range stateLooks {
			o := state.options
			switch state.id {
			case "hidpi":
				o.Width, o.Height = 2*l.size().X+100, 2*l.size().Y+80
			case "tray-gone":
				o.Width, o.Height = l.size().X+30, l.size().Y+80
			case "second":
				o.Width, o.Height = l.size().X+120, l.size().Y+120
			}
			all = append(all, session{look: l, subjects: []string{state.id}, options: o, take: state.take})
		}
	}
	return all
}

// walk goes through the screens of the recorded morning, by the keyboard where a screen has a shortcut.
func walk(ctx context.Context, st *studio) error {
	if err := st.start(ctx, recorded...); err != nil {
		return err
	}
	for _, part := range []struct {
		subjects []string
		do       []func(context.Context) error
	}{
		{[]string{"status"}, []func(context.Context) error{func(ctx context.Context) error {
			if err := st.see(ctx, st.top(), st.t("answer.not_your_phones")); err != nil {
				return err
			}
			return st.shot(ctx, "status")
		}}},
		{[]string{"share"}, []func(context.Context) error{st.share}},
		{[]string{"search", "service"}, []func(context.Context) error{st.search, st.service}},
		{[]string{"recovery", "chart"}, []func(context.Context) error{st.screenBy("ctrl+2", "recovery", "recovery.time"), st.chart}},
		{[]string{"guidance", "genuine"}, []func(context.Context) error{st.screenBy("ctrl+3", "guidance", "kind.do_not"), st.genuine}},
		{[]string{"learn"}, []func(context.Context) error{st.screenBy("ctrl+4", "learn", "learn.title")}},
		{[]string{"diary"}, []func(context.Context) error{st.screenBy("ctrl+5", "diary", "diary.title")}},
		{[]string{"settings"}, []func(context.Context) error{st.screenBy("ctrl+6", "settings", "settings.title")}},
	} {
		if !st.wantsAny(session{look: st.look, subjects: part.subjects}.takes()) {
			continue
		}
		for _, step := range part.do {
			if err := step(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// screenBy opens a screen by its keys, waits for a message on it and takes it.
func (st *studio) screenBy(keys, subject, message string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := st.Key(ctx, keys); err != nil {
			return err
		}
		area := st.top()
		if subject == "recovery" || st.phone() {
			area = st.upper() // further down
		}
		if err := st.see(ctx, area, st.t(message)); err != nil {
			return err
		}
		return st.shot(ctx, subject)
	}
}

// sheet is where a dialog has its title.
func (st *studio) sheet() image.Rectangle {
	return st.part(image.Rect(290, 0, 890, 260), image.Rect(0, 0, 390, 200))
}

func (st *studio) share(ctx context.Context) error {
	if err := st.click(ctx, st.upper(), st.t("share.button")); err != nil {
		return err
	}
	if err := st.see(ctx, st.sheet(), st.t("share.title")); err != nil {
		return err
	}
	if err := st.shot(ctx, "share"); err != nil {
		return err
	}
	return st.key(ctx, "Escape")
}

// search looks for one service among all, by a function whose name is the same in both languages: what writes for the camera can write
// no Hangul.
func (st *studio) search(ctx context.Context) error {
	if err := st.key(ctx, "ctrl+f"); err != nil {
		return err
	}
	if err := st.Type(ctx, "PC"); err != nil {
		return err
	}
	if err := st.see(ctx, st.results(), service.In(st.lang, "ko")); err != nil {
		return err
	}
	return st.shot(ctx, "search")
}

// results is where the first service stands that the search has found.
func (st *studio) results() image.Rectangle {
	return st.part(image.Rect(150, 460, 600, 600), image.Rect(10, 150, 390, 420))
}

// service opens what the search has found.
func (st *studio) service(ctx context.Context) error {
	if err := st.click(ctx, st.results(), service.In(st.lang, "ko")); err != nil {
		return err
	}
	if err := st.see(ctx, st.top(), st.t("service.back")); err != nil {
		return err
	}
	return st.shot(ctx, "service")
}

// firstRun goes through the three steps by the keyboard alone.
func firstRun(ctx context.Context, st *studio) error {
	live, _, err := st.serve(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	for i, title := range []string{"firstrun.what", "firstrun.feed.what", "firstrun.pick.what"} {
		if i == 2 {
			if err := st.Type(ctx, live.URL); err != nil {
				return err
			}
		}
		if i > 0 {
			if err := st.key(ctx, "Return"); err != nil {
				return err
			}
		}
		if err := st.see(ctx, st.upper(), st.t(title)); err != nil {
			return err
		}
		if err := st.shot(ctx, fmt.Sprint("first-", i+1)); err != nil {
			return err
		}
	}
	return nil
}

// probe measures whether it is the own connection.
func probe(ctx context.Context, st *studio) error {
	live, _, err := st.serve(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	if err := st.start(ctx, "--feed", live.URL); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.live")); err != nil {
		return err
	}
	if err := st.key(ctx, "ctrl+i"); err != nil {
		return err
	}
	if err := st.see(ctx, st.sheet(), st.t("probe.title")); err != nil {
		return err
	}
	// The last two controls are to check and to close.
	if err := st.key(ctx, "shift+Tab", "shift+Tab", "space"); err != nil {
		return err
	}
	if err := st.see(ctx, st.part(image.Rect(290, 80, 700, 500), st.whole()), st.t("probe.row.connection"), st.t("probe.row.feed")); err != nil {
		return err
	}
	return st.shot(ctx, "probe")
}

// alerted is the whole desktop when an outage begins: the window, the notification and the menu of the tray.
func alerted(ctx context.Context, st *studio) error {
	doc, err := gaonAt(time.Now())
	if err != nil {
		return err
	}
	live, err := desktop.ServeLiveAs(ctx, desktop.LiveParams{Name: doc.Feed.Name}, calm(doc))
	if err != nil {
		return err
	}
	if err := st.start(ctx, "--feed", live.URL); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.live")); err != nil {
		return err
	}
	if err := live.Publish(ctx, doc); err != nil {
		return err
	}
	err = desktop.Until(ctx, "the notification", func() (bool, error) { return len(st.Notifications()) > 0, nil })
	if err != nil {
		return err
	}
	whole := st.screen.Bounds()
	before, err := st.stillAt(ctx, whole)
	if err != nil {
		return err
	}
	if err := st.RightClick(ctx, trayAt.X, whole.Max.Y-trayAt.Y); err != nil {
		return err
	}
	// The menu is some 240 × 240 pixels.
	err = desktop.Until(ctx, "the menu is open", func() (bool, error) { return differ(before, st.screen.Picture(whole), 30_000), nil })
	if err != nil {
		return err
	}
	return st.shotAt(ctx, "desktop", whole)
}

// trayAt is where the icon is on the panel, from the left and from the bottom of the screen.
var trayAt = image.Pt(220, 15)

// serve serves the made-up operator's feed until the returned function is called.
func (st *studio) serve(ctx context.Context, o desktop.LiveParams) (*desktop.LiveFeed, context.CancelFunc, error) {
	now := time.Now
	if o.Now != nil {
		now = o.Now
	}
	doc, err := gaonAt(now())
	if err != nil {
		return nil, nil, err
	}
	o.Name = doc.Feed.Name
	ctx, cancel := context.WithCancel(ctx)
	live, err := desktop.ServeLiveAs(ctx, o, doc)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return live, cancel, nil
}

// lure is what was sent around that October: a download that pretends to be an update.
const lure = "http://kakao-update.example/KakaoTalkUpdate.zip"

// genuine asks whether the lure is real. The question is at the end of the guidance.
func (st *studio) genuine(ctx context.Context) error {
	if err := st.scroll(ctx, 200); err != nil {
		return err
	}
	if err := st.click(ctx, st.part(image.Rect(140, 150, 600, 720), image.Rect(0, 200, 390, 780)), st.t("genuine.hint")); err != nil {
		return err
	}
	if err := st.Type(ctx, lure); err != nil {
		return err
	}
	if err := st.key(ctx, "Tab", "space"); err != nil {
		return err
	}
	if err := st.scroll(ctx, 200); err != nil {
		return err
	}
	if err := st.see(ctx, st.part(image.Rect(140, 350, 700, 780), image.Rect(0, 300, 390, 780)), st.t("genuine.not_listed")); err != nil {
		return err
	}
	return st.shot(ctx, "genuine")
}

// chart is the part of the recovery screen with everything over time.
func (st *studio) chart(ctx context.Context) error {
	if err := st.scrollTo(ctx, st.t("recovery.chart")); err != nil {
		return err
	}
	return st.shot(ctx, "chart")
}

// scroll turns the wheel over the screen, down for positive steps.
func (st *studio) scroll(ctx context.Context, steps int) error {
	at := st.frame.Size().Div(2)
	if err := st.Scroll(ctx, st.window, at.X, at.Y, steps); err != nil {
		return err
	}
	if err := st.hidePointer(ctx); err != nil {
		return err
	}
	_, err := st.still(ctx)
	return err
}

// scrollTo turns the wheel until a text stands near the top of the window. It is searched for once and not for the other theme.
func (st *studio) scrollTo(ctx context.Context, text string) error {
	key := st.lang + st.form + "scroll" + text
	st.mu.Lock()
	known, ok := st.places[key]
	st.mu.Unlock()
	if ok {
		if err := st.scroll(ctx, known.steps); err != nil {
			return err
		}
		return st.see(ctx, st.upper(), text)
	}
	strip := st.whole()
	strip.Max.X = min(strip.Max.X, strip.Min.X+320)
	before, err := st.still(ctx)
	if err != nil {
		return err
	}
	for steps := 0; ; {
		r, err := st.Read(ctx, st.window, strip)
		if err != nil {
			return err
		}
		more := strip.Dy() * 3 / 4 / wheelStep
		for _, line := range r.Lines {
			if !reads(desktop.Reading{Lines: []desktop.Line{line}}.String(), text) {
				continue
			}
			more = max(0, line.Words[0].Box.Min.Y-100) / wheelStep
			if more == 0 {
				st.mu.Lock()
				st.places[key] = spot{steps: steps}
				st.mu.Unlock()
				return nil
			}
		}
		if err := st.scroll(ctx, more); err != nil {
			return err
		}
		now, err := st.still(ctx)
		if err != nil {
			return err
		}
		if steps += more; !differ(before, now, cursorPixels) {
			return fmt.Errorf("%q is nowhere on the screen; last read:\n%s", text, r)
		}
		before = now
	}
}

// wheelStep is how far one step of the wheel goes, in pixels.
const wheelStep = 25

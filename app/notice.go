package app

import (
	"errors"
	"time"

	"bokgu/app/delivery"
	"bokgu/i18n"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// appNotice is a notice before it is in a language. text, todo and button are
// message ids; todo and button may be empty.
type appNotice struct {
	id         string
	feed       string // name of the feed that it is about; "" for the shown one or none
	level      views.Level
	text, todo string
	data       map[string]any
	button     string
	do         func()
	closable   bool
}

func (n appNotice) in(l *i18n.Localizer) views.Notice {
	v := views.Notice{ID: n.id, Level: n.level, Text: l.T(n.text, n.data), Do: n.do, Close: n.closable}
	if n.feed != "" {
		v.Text = l.T("notice.of_feed", map[string]any{"Name": views.Plain(n.feed, 40), "Text": v.Text})
	}
	if n.todo != "" {
		v.Detail = l.T(n.todo, n.data)
	}
	if n.button != "" && n.do != nil {
		v.Button = l.T(n.button, nil)
	}
	return v
}

// problemOf returns the message ids that explain a reason, and what to do.
func problemOf(r subscribe.Reason) (text, todo string) {
	text = "problem." + string(r)
	if r == subscribe.None || !i18n.Has(text) {
		text = "problem.unreachable"
	}
	return text, text + ".todo"
}

// refusals are the reasons for which something that came was not believed. The
// connection itself may be fine.
var refusals = map[subscribe.Reason]bool{
	subscribe.RefusedEnvelope: true, subscribe.RefusedKey: true, subscribe.RefusedSignature: true,
	subscribe.RefusedDocument: true, subscribe.RefusedFeed: true, subscribe.RefusedOlder: true,
	subscribe.RefusedConflict: true, subscribe.RefusedFuture: true, subscribe.RefusedLibrary: true, subscribe.ChangedRoot: true,
}

// healthNotices says what is wrong with the connections, if anything: all about
// the shown feed, and of the others that something of theirs was not believed.
func healthNotices(st *state, s *views.Snapshot) []appNotice {
	var out []appNotice
	if fs := st.by[st.current]; fs != nil {
		out = append(out, shownNotices(st, fs, s)...)
	}
	for _, f := range st.feeds {
		fs := st.by[f.ID]
		if f.ID == st.current || fs == nil || !refusals[fs.health.Reason] {
			continue
		}
		n := appNotice{id: "connection/" + f.ID, level: views.LevelError}
		n.text, n.todo = problemOf(fs.health.Reason)
		n.feed = f.Name
		out = append(out, n)
	}
	return out
}

func shownNotices(st *state, fs *feedState, s *views.Snapshot) []appNotice {
	var out []appNotice
	if e := fs.evidence(); e.ClockWrong() {
		n := appNotice{id: "clock", level: views.LevelOffline, text: "notice.clock_slow", todo: "notice.clock.todo"}
		if e.ClockOff < 0 {
			n.text = "notice.clock_fast"
		}
		n.data = map[string]any{"D": s.Loc.Duration(e.ClockOff.Abs().Round(time.Minute))}
		out = append(out, n)
	}
	h := fs.health
	if h.Reason == subscribe.None {
		return out
	}
	n := appNotice{id: "connection", level: views.LevelOffline}
	n.text, n.todo = problemOf(h.Reason)
	switch {
	case refusals[h.Reason]:
		n.level = views.LevelError
	case h.State == subscribe.Live, h.State == subscribe.Connecting && !s.Stale:
		return out
	case h.Reason == subscribe.NoToken && s.Feed.Token == views.TokenWaiting:
		n.text, n.todo = "notice.token_waiting", "notice.token_waiting.todo"
		n.button, n.do = "action.retry", st.retry
	case h.Reason == delivery.PagePrivate:
		n.button, n.do = "pages.private.allow", st.allowPage
	case h.Reason == subscribe.ProxyAuth:
		n.button, n.do = "notice.open_proxy", st.openProxy
	default:
		n.button, n.do = "action.retry", st.retry
	}
	return append([]appNotice{n}, out...)
}

// storeNotice explains an error of the store.
func storeNotice(err error) appNotice {
	n := appNotice{id: "store", level: views.LevelError, text: "notice.store_failed", todo: "notice.store_failed.todo"}
	switch {
	case errors.Is(err, store.ErrLocked):
		n.text, n.todo = "notice.store_locked", "notice.store_locked.todo"
	case errors.Is(err, store.ErrNewer):
		n.text, n.todo = "notice.store_newer", "notice.store_newer.todo"
	case errors.Is(err, store.ErrDamaged):
		n.text, n.todo = "notice.store_damaged", "notice.store_damaged.todo"
	}
	return n
}

// movedAside says that a damaged file was put away and the app starts without.
func movedAside(path string) appNotice {
	return appNotice{
		id: "moved", level: views.LevelInfo, text: "notice.moved_aside", todo: "notice.moved_aside.todo",
		data: map[string]any{"Path": path}, closable: true,
	}
}

package app

import (
	"bokgu/app/settings"
)

// wantsFirstRun reports whether this start begins with the first steps: nothing
// is followed, nobody finished or skipped them before, and the command line says
// nothing of what to show. Where the user's file cannot be read nobody knows
// whether they are new.
func (a *App) wantsFirstRun() bool {
	o := a.opts
	_, unread := a.user.(*memoryUser)
	return !unread && o.Feed == "" && o.Replay == "" && o.Drill == "" && o.Add == "" &&
		len(a.user.Get().Feeds) == 0 && !a.settings.Get().FirstRunDone
}

// showFirstRun shows the first steps over the screens.
func (a *App) showFirstRun() { a.model.change(func(st *state) { st.firstRun = true }) }

// endFirstRun takes them away; for good if they were finished or skipped.
func (a *App) endFirstRun(forGood bool) {
	a.model.change(func(st *state) { st.firstRun = false })
	if forGood {
		if alerting(a.settings.Get()) {
			a.askNotifications() // now the reader knows what for
		}
		a.change(func(v *settings.Values) { v.FirstRunDone = true })
	}
}

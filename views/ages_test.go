package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/views/widgets"
)

// The three ages stand on every screen that tells what the feed says, and grow with the clock alone.
func TestTheThreeAgesAreOnEveryScreenOfTheFeed(t *testing.T) {
	startApp(t)
	type screen interface {
		Update(*Snapshot)
		Object() fyne.CanvasObject
	}
	for name, make := range map[string]func(*Actions, widgets.Form) screen{
		"status": func(a *Actions, f widgets.Form) screen { return NewStatus(a, f) },
		"service": func(a *Actions, f widgets.Form) screen {
			v := NewService(a, f)
			v.Show("talk")
			return v
		},
		"recovery": func(a *Actions, f widgets.Form) screen { return NewRecovery(a, f) },
		"guidance": func(a *Actions, f widgets.Form) screen { return NewGuidance(a, f) },
	} {
		for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
			v := make((&calls{}).actions(), form)
			window(t, v.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 3000)
			s := kakao(t, "en", morning)
			v.Update(s)
			inOrder(t, texts(v.Object()), "Last word", "Checked", "just now", "Connection", "live")
			later := *s
			later.Real, later.Now, later.Stale, later.Connection = s.Real.Add(20*time.Minute), s.Now.Add(20*time.Minute), true, ConnWaiting
			v.Update(&later)
			said := texts(v.Object())
			inOrder(t, said, "Last word", "Checked", "20 min ago", "Connection", "lost")
			if t.Failed() {
				t.Fatalf("on %s, form %d", name, form)
			}
			v.Update(&Snapshot{Loc: s.Loc, Settings: s.Settings})
			without(t, texts(v.Object()), "Checked")
		}
	}
}

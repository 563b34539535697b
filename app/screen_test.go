package app

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views"
	"bokgu/views/widgets"
)

// watchedApp lets a test hear which objects are refreshed: the toolkit looks the canvas up with its driver for each.
type watchedApp struct {
	fyne.App
	driver watchedDriver
}

func (a *watchedApp) Driver() fyne.Driver { return a.driver }

type watchedDriver struct {
	fyne.Driver
	canvas *watchedCanvas
}

func (d watchedDriver) CanvasForObject(fyne.CanvasObject) fyne.Canvas { return d.canvas }

type watchedCanvas struct {
	fyne.Canvas
	refreshed []fyne.CanvasObject
}

func (c *watchedCanvas) Refresh(o fyne.CanvasObject) { c.refreshed = append(c.refreshed, o) }

// refreshedBy returns the rows that do refreshes, and how often each.
func (s *bigScreen) refreshedBy(do func()) map[string]int {
	app := fyne.CurrentApp()
	c := &watchedCanvas{Canvas: s.window.Canvas()}
	fyne.SetCurrentApp(&watchedApp{app, watchedDriver{app.Driver(), c}})
	defer fyne.SetCurrentApp(app)
	do()
	out := map[string]int{}
	for _, o := range c.refreshed {
		switch o := o.(type) {
		case *widgets.FunctionRow:
			out["function "+o.ID()]++
		case *widgets.ServiceHead:
			out["service "+o.ID()]++
		case *widgets.DiaryRow:
			out["diary"]++
		case *widgets.UpdateRow:
			out["update"]++
		}
	}
	return out
}

// settled makes every function of the first five services degraded but the first, which is down: a change among the
// others changes neither what their services are nor the order of the board.
func (s *bigScreen) settled() {
	doc := *s.doc
	doc.Seq++
	doc.Components = slices.Clone(doc.Components)
	for i := range doc.Components {
		c := &doc.Components[i]
		c.Status = feed.Operational
		for service := range 5 {
			if c.GroupID == fmt.Sprint("s", service) {
				c.Status = feed.DegradedPerformance
				if c.ID == fmt.Sprintf("s%d.f0", service) {
					c.Status = feed.MajorOutage
				}
			}
		}
	}
	s.doc = &doc
	s.accept()
}

// with lets one function have another state.
func (s *bigScreen) with(id string, st feed.ComponentStatus) {
	doc := *s.doc
	doc.Seq++
	doc.Components = slices.Clone(doc.Components)
	for i := range doc.Components {
		if doc.Components[i].ID == id {
			doc.Components[i].Status = st
		}
	}
	s.doc = &doc
	s.accept()
}

// A document refreshes the rows that it changes, each once, and no other; one that changes what is out of the window
// refreshes none.
func TestAChangeRefreshesItsRows(t *testing.T) {
	s := newBigScreen(t, 200)
	s.open("ko")
	s.settled()
	s.scroll(0)
	for range 12 {
		s.scroll(0)
	}
	live := map[string]bool{}
	eachVisible(s.window.Content(), func(o fyne.CanvasObject) {
		if r, ok := o.(*widgets.FunctionRow); ok {
			live[r.ID()] = true
		}
	})
	var in, out string
	for _, id := range slices.Sorted(maps.Keys(live)) {
		if id[len(id)-2:] != "f0" {
			in = id
		}
	}
	for service := range 5 {
		if id := fmt.Sprintf("s%d.f5", service); !live[id] {
			out = id
		}
	}
	if in == "" || out == "" {
		t.Fatalf("in the window: %v", slices.Sorted(maps.Keys(live)))
	}
	if got := s.refreshedBy(func() { s.with(in, feed.PartialOutage) }); len(got) > 2 || got["function "+in] != 1 {
		t.Errorf("%s changed, refreshed were %v", in, got)
	}
	if got := s.refreshedBy(func() { s.with(out, feed.UnderMaintenance) }); len(got) > 0 {
		t.Errorf("%s is out of the window, refreshed were %v", out, got)
	}
	if got := s.refreshedBy(func() { s.doc = clone(s.doc); s.accept() }); len(got) > 0 {
		t.Errorf("nothing changed, refreshed were %v", got)
	}
	if got := s.refreshedBy(s.model.tick); len(got) > 0 {
		t.Errorf("the clock alone refreshed %v", got)
	}
}

func clone(s *feed.Status) *feed.Status {
	out := *s
	out.Seq++
	return &out
}

// However much a feed holds: what exists for a screen is what its window holds, with a window before and after it.
func TestRowsAreBoundedByTheWindow(t *testing.T) {
	s := newBigScreen(t, bigUpdates)
	s.open("ko")
	const least = 36 // the height of the lowest row
	windows := float32(820) / least
	for screen, most := range map[views.ScreenID]float32{
		views.ScreenStatus: windows + 8, views.ScreenDiary: windows + 8, views.ScreenRecovery: 3*windows + 20, views.ScreenLearn: 3*windows + 20,
	} {
		s.shell.Open(views.Route{Screen: screen})
		s.scrolled = nil
		s.scroll(0)
		s.step = -700
		highest := 0
		for range 400 {
			n := 0
			eachVisible(s.window.Content(), func(o fyne.CanvasObject) {
				switch o.(type) {
				case *widgets.FunctionRow, *widgets.ServiceHead, *widgets.DiaryRow, *widgets.UpdateRow, *widgets.DayHead:
					n++
				case *widgets.Paragraph:
					if screen == views.ScreenLearn {
						n++
					}
				}
			})
			highest = max(highest, n)
			if s.scroll(0); s.step > 0 {
				break // the end
			}
		}
		if float32(highest) > most || highest == 0 {
			t.Errorf("%s: %d rows at once, want at most %v", screen, highest, most)
		}
	}
}

// A document asks the UI goroutine once, and documents that come while it is busy are shown together.
func TestOneDispatchForADocument(t *testing.T) {
	s := newBigScreen(t, 200)
	s.open("ko")
	for n := range 20 {
		before := s.does
		if s.change(n); s.does != before+1 {
			t.Fatalf("a document asked %d times", s.does-before)
		}
	}
	var waiting []func()
	s.model.dispatch = func(f func()) { waiting = append(waiting, f) }
	shown := 0
	show := s.model.show
	s.model.show = func(n *views.Snapshot) { shown++; show(n) }
	for n := range 20 {
		s.change(n)
	}
	for _, f := range waiting {
		f()
	}
	if len(waiting) != 1 || shown != 1 {
		t.Errorf("asked %d times and shown %d times for twenty documents at once", len(waiting), shown)
	}
}

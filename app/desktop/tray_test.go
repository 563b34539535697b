//go:build linux && desktop

package desktop

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"bokgu/sync/feed"
)

// threeServices is a document of services that are one function each.
func threeServices(states map[string]feed.ComponentStatus) feed.Status {
	var doc feed.Status
	for i, name := range []string{"가나다톡", "라마바지도", "사아자페이"} {
		doc.Components = append(doc.Components, feed.Component{
			ID: name, Name: feed.Plain(name), Status: states[name], Since: time.Now().UTC().Add(-time.Hour), Position: i,
		})
	}
	return doc
}

// The tray does not flicker: documents that change nothing send the panel nothing, and a change is one step for the icon,
// the tool tip and the menu each, at which no line goes away.
func TestTraySignals(t *testing.T) {
	s := begin(t, screen)
	const good, slow, part, down = feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage
	states := map[string]feed.ComponentStatus{"가나다톡": good, "라마바지도": slow, "사아자페이": good}
	live, err := ServeLive(t.Context(), "상태", threeServices(states))
	if err != nil {
		t.Fatal(err)
	}
	p, w := s.launch(t, "--data", filepath.Join(s.Dir(), "bokgu"), "--lang", "ko", "--theme", "light", "--feed", live.URL)
	s.untilSeen(t, 30*time.Second, w, names, "라마바지도")
	s.untilMenu(t, "라마바지도  불안정")

	signals := make(chan *dbus.Signal, 1000)
	for _, face := range []string{itemInterface, menuInterface} {
		if err := s.Bus().AddMatchSignal(dbus.WithMatchInterface(face)); err != nil {
			t.Fatal(err)
		}
	}
	s.Bus().Signal(signals)
	defer s.Bus().RemoveSignal(signals)
	// until collects the names of the signals up to one of the menu.
	until := func() (names []string) {
		t.Helper()
		deadline := time.After(30 * time.Second)
		for {
			select {
			case signal := <-signals:
				name := signal.Name[strings.LastIndexByte(signal.Name, '.')+1:]
				if !strings.HasPrefix(signal.Name, itemInterface) && !strings.HasPrefix(signal.Name, menuInterface) {
					continue
				}
				if names = append(names, name); strings.HasPrefix(signal.Name, menuInterface) {
					return names
				}
			case <-deadline:
				t.Fatalf("no change of the menu came, but %q", names)
			}
		}
	}
	publish := func(name string, st feed.ComponentStatus) {
		t.Helper()
		states[name] = st
		if err := live.Publish(t.Context(), threeServices(states)); err != nil {
			t.Fatal(err)
		}
	}

	for range 20 {
		publish("라마바지도", slow)
	}
	publish("라마바지도", part) // no worse than slow to the icon
	if got := until(); !slices.Equal(got, []string{"ItemsPropertiesUpdated"}) {
		t.Errorf("twenty equal documents and one with another state sent %q", got)
	}
	s.untilMenu(t, "라마바지도  일부 장애")
	publish("가나다톡", down)
	if got := until(); !slices.Equal(got, []string{"NewIcon", "NewToolTip", "ItemsPropertiesUpdated"}) {
		t.Errorf("an outage sent %q", got)
	}
	publish("사아자페이", slow)
	if got := until(); !slices.Equal(got, []string{"ItemsPropertiesUpdated"}) {
		t.Errorf("another change sent %q", got)
	}
	s.untilMenu(t, "가나다톡  장애")
	quit(t, p)
}

// untilMenu waits for a line in the menu of the tray.
func (s *Session) untilMenu(t *testing.T, label string) {
	t.Helper()
	err := Until(within(t, 30*time.Second), "the tray's menu says "+label, func() (bool, error) {
		items, err := s.TrayItems(t.Context())
		if err != nil || len(items) != 1 {
			return false, err
		}
		menu, err := s.Menu(t.Context(), items[0])
		return slices.ContainsFunc(menu, func(e MenuEntry) bool { return e.Label == label }), err
	})
	if err != nil {
		t.Fatal(err)
	}
}

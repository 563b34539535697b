//go:build linux && !android

package statusitem

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// patience bounds every wait of these tests; each ends as soon as it can.
const patience = 20 * time.Second

// startBus starts a private session bus and makes it the session's.
func startBus(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	text := fmt.Sprintf(`<busconfig><type>session</type><listen>unix:dir=%s</listen>
		<policy context="default"><allow send_destination="*"/><allow own="*"/><allow receive_sender="*"/></policy></busconfig>`, dir)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--print-address", "--nofork", "--nopidfile")
	cmd.Stderr = io.Discard
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("dbus-daemon is needed for this test (the setup of the repository installs it): %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(line))
}

// host is a panel: it hears the signals of the items and can ask them.
type host struct {
	t       *testing.T
	conn    *dbus.Conn
	signals chan *dbus.Signal
	items   chan string // names that registered
	item    string
}

func newHost(t *testing.T) *host {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	h := &host{t: t, conn: conn, signals: make(chan *dbus.Signal, 1000), items: make(chan string, 10)}
	for _, face := range []string{itemInterface, menuInterface, "org.freedesktop.DBus.Properties"} {
		if err := conn.AddMatchSignal(dbus.WithMatchInterface(face)); err != nil {
			t.Fatal(err)
		}
	}
	conn.Signal(h.signals)
	register := func(sender dbus.Sender, _ string) *dbus.Error { h.items <- string(sender); return nil }
	if err := conn.ExportMethodTable(map[string]any{"RegisterStatusNotifierItem": register}, "/StatusNotifierWatcher", watcher); err != nil {
		t.Fatal(err)
	}
	return h
}

// arrive takes the name of the watcher and waits for an item.
func (h *host) arrive() {
	h.t.Helper()
	if _, err := h.conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		h.t.Fatal(err)
	}
	select {
	case h.item = <-h.items:
	case <-time.After(patience):
		h.t.Fatal("no item has registered")
	}
}

// heard are the names of the signals up to a new tool tip, which comes last.
func (h *host) heard() (names []string) {
	h.t.Helper()
	for {
		select {
		case s := <-h.signals:
			name := s.Name[strings.LastIndexByte(s.Name, '.')+1:]
			if name == "NewToolTip" {
				return names
			}
			if name != "NameAcquired" && name != "NameOwnerChanged" {
				names = append(names, name)
			}
		case <-time.After(patience):
			h.t.Fatal("the last signal has not come")
		}
	}
}

// menu are the words of the menu.
func (h *host) menu() (labels []string, ids map[string]int32) {
	h.t.Helper()
	var revision uint32
	var root node
	if err := h.conn.Object(h.item, menuPath).Call(menuInterface+".GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		h.t.Fatal(err)
	}
	ids = map[string]int32{}
	for _, c := range root.Children {
		var line node
		if err := c.Store(&line); err != nil {
			h.t.Fatal(err)
		}
		label, _ := line.Properties["label"].Value().(string)
		labels, ids[label] = append(labels, label), line.ID
	}
	return labels, ids
}

func (h *host) click(id int32) error {
	return h.conn.Object(h.item, menuPath).Call(menuInterface+".Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err
}

// square is an icon of one colour.
func square(c color.Color) func() [][]byte {
	return func() [][]byte {
		img := image.NewNRGBA(image.Rect(0, 0, 2, 2))
		for i := range 4 {
			img.Set(i%2, i/2, c)
		}
		var b bytes.Buffer
		_ = png.Encode(&b, img)
		return [][]byte{b.Bytes()}
	}
}

// What is the same is not sent, and what differs is sent once: that is what keeps a panel from flickering.
func TestSignals(t *testing.T) {
	startBus(t)
	h := newHost(t)
	tips := 0
	look := func(icon string, words ...string) Look {
		tips++ // a signal of which it is known that it comes
		l := Look{IconName: icon, Icon: square(color.Black), ToolTip: fmt.Sprint("tip ", tips)}
		for i, w := range words {
			l.Menu = append(l.Menu, Line{Key: fmt.Sprint("line ", i), Text: w})
		}
		return l
	}
	first := look("a", "one", "two", "three")
	item, err := New(t.Context(), "id", "title", first, func() {})
	if err != nil {
		t.Fatal(err)
	}
	h.arrive()
	for range 50 { // documents that change nothing
		item.Set(first)
	}
	for _, c := range []struct {
		name string
		look Look
		want []string
	}{
		{"fifty equal looks, and another tip", look("a", "one", "two", "three"), nil},
		{"one line has other words", look("a", "one", "2", "three"), []string{"ItemsPropertiesUpdated"}},
		{"all lines have other words", look("a", "1", "22", "3"), []string{"ItemsPropertiesUpdated"}},
		{"another icon", look("b", "1", "22", "3"), []string{"NewIcon"}},
		{"a line more", look("b", "1", "22", "3", "4"), []string{"LayoutUpdated"}},
		{"everything is another", look("c", "x", "y"), []string{"NewIcon", "LayoutUpdated"}},
	} {
		item.Set(c.look)
		got := h.heard()
		// The menu is told after the tool tip.
		item.Set(look(c.look.IconName, words(c.look)...))
		if got = append(got, h.heard()...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if labels, _ := h.menu(); !slices.Equal(labels, words(c.look)) {
			t.Errorf("%s: the menu says %q", c.name, labels)
		}
	}
}

func words(l Look) (out []string) {
	for _, line := range l.Menu {
		out = append(out, line.Text)
	}
	return out
}

// While looks change, whoever asks sees one of them whole, never an empty menu or a mixed one.
func TestMenuIsNeverEmpty(t *testing.T) {
	startBus(t)
	h := newHost(t)
	look := func(n int) Look {
		l := Look{IconName: "a", Icon: square(color.Black), ToolTip: "tip"}
		for i := range 3 + n%4 {
			l.Menu = append(l.Menu, Line{Key: fmt.Sprint(i), Text: fmt.Sprint(n)})
		}
		return l
	}
	item, err := New(t.Context(), "id", "title", look(0), func() {})
	if err != nil {
		t.Fatal(err)
	}
	h.arrive()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range 2000 {
			item.Set(look(n))
		}
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		labels, _ := h.menu()
		if len(labels) < 3 || slices.ContainsFunc(labels, func(s string) bool { return s != labels[0] }) {
			t.Fatalf("the menu says %q", labels)
		}
	}
}

func TestClicks(t *testing.T) {
	startBus(t)
	h := newHost(t)
	chose := make(chan string, 10)
	tapped := make(chan struct{}, 1)
	line := func(key string, disabled bool) Line {
		return Line{Key: key, Text: key, Disabled: disabled, Chosen: func() { chose <- key }}
	}
	base := Look{IconName: "a", Icon: square(color.NRGBA{1, 2, 3, 128}), ToolTip: "tip"}
	first, second := base, base
	first.Menu = []Line{line("a", false), line("b", true), {Key: "rule", Separator: true}, {Key: "z", Text: "z", Radio: true, Checked: true}}
	second.Menu = []Line{line("c", false), line("a", false)}
	item, err := New(t.Context(), "id", "title", first, func() { tapped <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	h.arrive()
	_, before := h.menu()
	for _, label := range []string{"a", "b"} {
		if err := h.click(before[label]); err != nil {
			t.Error(err)
		}
	}
	item.Set(second)
	_, after := h.menu()
	if after["a"] != before["a"] || after["c"] == before["a"] || after["c"] == before["b"] {
		t.Errorf("numbers were %v and are %v", before, after)
	}
	if err := h.click(before["b"]); err == nil {
		t.Error("a line that is gone could be chosen")
	}
	if err := h.click(after["c"]); err != nil {
		t.Error(err)
	}
	if n, a, c := len(chose), <-chose, <-chose; n != 2 || a != "a" || c != "c" {
		t.Errorf("%d chosen, %s and %s", n, a, c)
	}
	if err := h.conn.Object(h.item, itemPath).Call(itemInterface+".Activate", 0, int32(0), int32(0)).Err; err != nil {
		t.Fatal(err)
	}
	<-tapped
	var all map[string]dbus.Variant
	if err := h.conn.Object(h.item, itemPath).Call("org.freedesktop.DBus.Properties.GetAll", 0, itemInterface).Store(&all); err != nil {
		t.Fatal(err)
	}
	var icons []pixmap
	if err := all["IconPixmap"].Store(&icons); err != nil || len(icons) != 1 || icons[0].Width != 2 || !bytes.Equal(icons[0].Pixels[:4], []byte{128, 1, 2, 3}) {
		t.Errorf("%v %v", icons, err)
	}
}

// A panel that comes later, or comes back, gets the icon as well.
func TestHostComesLater(t *testing.T) {
	startBus(t)
	if _, err := New(t.Context(), "id", "title", Look{IconName: "a", Icon: square(color.Black), Menu: []Line{{Key: "a", Text: "a"}}}, func() {}); err != nil {
		t.Fatal(err)
	}
	h := newHost(t)
	for range 3 {
		h.arrive()
		if labels, _ := h.menu(); len(labels) != 1 {
			t.Errorf("%q", labels)
		}
		if _, err := h.conn.ReleaseName(watcher); err != nil {
			t.Fatal(err)
		}
	}
}

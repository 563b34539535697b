package delivery

import (
	"fmt"
	"os"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// The twelve traps are the ways in which clients of streams lose, repeat or
// invent something. Each test falls into one trap and into none of the others:
// mutants_test.go breaks the program twelve times and holds them to that.
//
// What is judged is what a person is shown. The store, the client, the edge, the
// publisher and the signatures are the real ones. Where only time matters there
// are pipes and a synthetic clock in the place of sockets.

const (
	up      = feed.Operational
	down    = feed.MajorOutage
	unknown = feed.ComponentUnknown
)

// kill returns a copy of a running device's files: what a kill -9 now would
// leave.
func kill(d *device) (dir string) {
	d.t.Helper()
	dir = d.t.(*testing.T).TempDir()
	if err := os.CopyFS(dir, os.DirFS(d.dir)); err != nil {
		d.t.Fatal(err)
	}
	return dir
}

// The person saw the outage, the device went off without a warning. When it is
// on again, and there is no network, it is the outage that is shown, and not how
// it was when the feed was added; and nobody is told of it again.
func TestTrap01CursorOnlyInMemory(t *testing.T) {
	st := newStation(t, onLoopback)
	st.now("chat", up)
	d := newDevice(t, t.TempDir())
	f := d.follow(st, "s")
	f.caughtUp(st)
	st.now("chat", down)
	f.caughtUp(st)
	d.told("live", "chat")
	dir := kill(d)
	d.close()

	st.line.setShut(true)
	d = newDevice(t, dir)
	f = d.follow(st, "s")
	<-f.Opened()
	if got := f.screen.board("chat"); got != down {
		t.Errorf("after a start without a network chat is shown as %q", got)
	}
	st.line.setShut(false)
	eventually(t, "the connection", f.live)
	f.caughtUp(st)
	d.told("after the start")
}

// Two feeds that number their documents, call their changes and their services
// alike, as two instances of one program do. One is far ahead. The outage of the
// other is told all the same, and neither takes the other's place.
func TestTrap02OneCursorForSeveralFeeds(t *testing.T) {
	ahead, behind := newStation(t, onLoopback), newStation(t, onLoopback)
	d := newDevice(t, t.TempDir())
	ahead.now("chat", up)
	a := d.follow(ahead, "a")
	a.caughtUp(ahead)
	for _, s := range []feed.ComponentStatus{down, up, down} {
		ahead.now("chat", s)
		a.caughtUp(ahead)
	}
	behind.now("chat", up)
	b := d.follow(behind, "b")
	b.caughtUp(behind)
	behind.now("chat", down)
	b.caughtUp(behind)
	d.told("both feeds", "chat: ", "chat is back", "chat: ", "chat: ")
	keys := make(map[string]int)
	for _, n := range d.notices.all() {
		keys[n.Key[:2]]++
	}
	if keys["a/"] != 3 || keys["b/"] != 1 {
		t.Errorf("notifications by feed: %v", keys)
	}
}

// The device was off when the outage began. At its start it is told, and at the
// next start not again.
func TestTrap04NoCatchUpAtLaunch(t *testing.T) {
	st := newStation(t, onLoopback)
	st.now("chat", up)
	d := newDevice(t, t.TempDir())
	d.follow(st, "s").caughtUp(st)
	d.close()
	st.now("chat", down)

	d = newDevice(t, d.dir)
	d.follow(st, "s").caughtUp(st)
	d.told("at launch", "chat")
	d.close()

	d = newDevice(t, d.dir)
	f := d.follow(st, "s")
	eventually(t, "the connection", f.live)
	f.caughtUp(st)
	d.told("at the next launch")
}

// Nobody serves changes in pages here: the document is whole, and what a page
// would be is its tail of changes, which is cut where it grows too long. So many
// services went down at once that the tail does not reach back to the first of
// them. Who follows that one is told all the same.
func TestTrap05OnlyTheFirstPage(t *testing.T) {
	const services = 600 // some 80 KB of changes; the tail holds 64 KiB
	ids := make([]string, services)
	for i := range ids {
		ids[i] = fmt.Sprintf("service-%d", i)
	}
	st := newStation(t, onLoopback)
	st.put(time.Now(), ids, up)
	st.publish()
	d := newDevice(t, t.TempDir())
	f := d.follow(st, "s", ids[0])
	f.caughtUp(st)
	st.put(time.Now(), ids, down)
	st.publish()
	f.caughtUp(st)
	if doc := f.Status(); len(doc.Changes) == 0 || len(doc.Changes) >= services {
		t.Fatalf("the tail holds %d of %d changes", len(doc.Changes), services)
	}
	d.told("after all went down", "What changed meanwhile")
	for _, n := range d.notices.all() {
		if n.Body != "1 worse\nStill in trouble: "+ids[0] {
			t.Errorf("%q", n.Body)
		}
	}
}

// While the connection was broken, chat went down. The first thing that comes
// afterwards is a later event, about pay. It must not take the place of what was
// missed.
func TestTrap06LiveEventMovesTheCursorPastTheGap(t *testing.T) {
	st := newStation(t, onLoopback)
	st.put(time.Now(), []string{"chat", "pay"}, up)
	st.publish()
	d := newDevice(t, t.TempDir())
	f := d.follow(st, "s")
	f.caughtUp(st)
	st.line.cut()
	st.now("chat", down)
	st.now("pay", down)
	st.line.setShut(false)
	f.caughtUp(st)
	d.told("after the gap", "chat", "pay")
}

// An outage is told; for a while nobody can tell how it stands; then it is over.
// The end of it is told, though what came before it was "unknown".
func TestTrap10UnknownSwallowsTheAlert(t *testing.T) {
	st := newStation(t, onLoopback)
	st.now("chat", up)
	d := newDevice(t, t.TempDir())
	f := d.follow(st, "s")
	f.caughtUp(st)
	for _, s := range []feed.ComponentStatus{down, unknown, up, unknown, down} {
		st.now("chat", s)
		f.caughtUp(st)
	}
	d.told("with unknown in between", "chat: ", "chat is back", "chat: ")
}

// The second outage looks like the first in every word and carries the same
// time, as when an operator copies the last entry. It is another one.
func TestTrap11DeduplicationByTextOrTime(t *testing.T) {
	st := newStation(t, onLoopback)
	st.now("chat", up)
	d := newDevice(t, t.TempDir())
	f := d.follow(st, "s")
	f.caughtUp(st)
	since := time.Now()
	for _, s := range []feed.ComponentStatus{down, up, down} {
		st.put(since, []string{"chat"}, s)
		st.publish()
		f.caughtUp(st)
	}
	d.told("twice the same", "chat: ", "chat is back", "chat: ")
	all := d.notices.all()
	if first, second := all[0], all[len(all)-1]; first != second {
		t.Errorf("the test is not what it says: %+v and %+v differ", first, second)
	}
}

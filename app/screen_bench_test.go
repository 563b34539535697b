package app

import (
	"fmt"
	"image/color"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetest "fyne.io/fyne/v2/test"

	"bokgu/i18n"
	"bokgu/views"
)

// BenchmarkScreen measures the screens of a feed of 400 components and 2,000
// updates in a window of 1180 × 820. Each figure is in two parts, since only the
// first is this program's work. p50-ms and p99-ms: from the event to objects that
// stand where they belong, with the walk over them that the driver makes before
// each frame; the target is a p99 of 16 ms. paint-p50-ms and paint-p99-ms: the
// whole window by Fyne's software painter, which paints everything anew in each
// frame; the app itself is painted by OpenGL, which does so too. Beside it, in
// turns, the floor: a window of that size with 41 lines of text; and an empty one.
// What is painted is looked at after the rest: its pictures of 4 MB each would make
// the garbage collector run in the middle of what is measured.
//
// At the first paint the event is the document read: the store is opened and read
// (open-, read-) on a goroutine of its own while the windowing system starts, as
// make bench-start shows. Each round begins without garbage and with the garbage
// collector held back, as the process does.
func BenchmarkScreen(b *testing.B) {
	for _, lang := range []string{i18n.Korean, i18n.English} {
		b.Run(lang, func(b *testing.B) { benchScreens(b, lang) })
	}
}

func benchScreens(b *testing.B, lang string) {
	b.Run("first paint", func(b *testing.B) {
		s := newBigScreen(b, bigUpdates)
		m := newMeasure(b, s)
		var open, read []time.Duration
		for b.Loop() {
			runtime.GC()
			collect := debug.SetGCPercent(startGCPercent)
			took := s.open(lang)
			debug.SetGCPercent(collect)
			open, read = append(open, took.open), append(read, took.read)
			m.took, m.painted = append(m.took, took.build), append(m.painted, took.paint)
		}
		m.report(nil)
		b.ReportMetric(ms(quantile(open, 0.5)), "open-p50-ms")
		b.ReportMetric(ms(quantile(read, 0.5)), "read-p50-ms")
		b.ReportMetric(ms(quantile(read, 0.99)), "read-p99-ms")
	})
	for _, c := range []struct {
		name   string
		screen views.ScreenID
		do     func(s *bigScreen, n int)
	}{
		{"change/status", views.ScreenStatus, (*bigScreen).change},
		{"change/service", views.ScreenService, (*bigScreen).change},
		{"change/recovery", views.ScreenRecovery, (*bigScreen).change},
		{"change/guidance", views.ScreenGuidance, (*bigScreen).change},
		{"change/diary", views.ScreenDiary, (*bigScreen).change},
		{"search/status", views.ScreenStatus, (*bigScreen).key},
		{"search/learn", views.ScreenLearn, (*bigScreen).key},
		{"search/diary", views.ScreenDiary, (*bigScreen).key},
		{"scroll/status", views.ScreenStatus, (*bigScreen).scroll},
		{"scroll/service", views.ScreenService, (*bigScreen).scroll},
		{"scroll/recovery", views.ScreenRecovery, (*bigScreen).scroll},
		{"scroll/guidance", views.ScreenGuidance, (*bigScreen).scroll},
		{"scroll/learn", views.ScreenLearn, (*bigScreen).scroll},
		{"scroll/diary", views.ScreenDiary, (*bigScreen).scroll},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newBigScreen(b, bigUpdates)
			s.open(lang)
			r := views.Route{Screen: c.screen}
			if c.screen == views.ScreenService {
				r.ID = "s0"
			}
			s.shell.Open(r)
			m := newMeasure(b, s)
			n := 0
			runtime.GC() // what the screens before have left
			for ; b.Loop(); n++ {
				began := time.Now()
				c.do(s, n)
				s.frame()
				m.took = append(m.took, time.Since(began))
			}
			m.report(func() { c.do(s, n); n++ })
		})
	}
}

// paints is how often the painter is looked at, which takes its time each time.
const paints = 20

// measure times what a screen does and how long it takes to paint it.
type measure struct {
	b       *testing.B
	s       *bigScreen
	plain   fyne.Window // lines of text
	nothing fyne.Window
	took    []time.Duration
	painted []time.Duration
	bare    []time.Duration
	empty   []time.Duration
}

func newMeasure(b *testing.B, s *bigScreen) *measure {
	b.Helper()
	lines := container.NewWithoutLayout()
	for i := range 41 {
		t := canvas.NewText(fmt.Sprintf("%d %s", i, s.feed.words(24)["ko"]), color.Black)
		t.Move(fyne.NewPos(0, float32(20*i)))
		t.Resize(fyne.NewSize(1180, 20))
		lines.Add(t)
	}
	m := &measure{b: b, s: s, plain: fynetest.NewTempWindow(b, lines)}
	m.plain.SetPadded(false)
	m.plain.Resize(fyne.NewSize(1180, 820))
	m.nothing = fynetest.NewTempWindow(b, canvas.NewRectangle(color.White))
	m.nothing.SetPadded(false)
	m.nothing.Resize(fyne.NewSize(1180, 820))
	return m
}

// paint does something and paints it, or, if do is nil, only what it is compared with.
func (m *measure) paint(do func()) {
	lap := func(w fyne.Window, to *[]time.Duration) {
		began := time.Now()
		w.Canvas().Capture()
		*to = append(*to, time.Since(began))
	}
	if do != nil {
		do()
		m.s.frame()
		lap(m.s.window, &m.painted)
	}
	lap(m.plain, &m.bare)
	lap(m.nothing, &m.empty)
}

// report paints what do does, a few times, and reports everything.
func (m *measure) report(do func()) {
	for range paints {
		m.paint(do)
	}
	for _, c := range []struct {
		name string
		of   []time.Duration
	}{{"", m.took}, {"paint-", m.painted}, {"floor-", m.bare}, {"empty-", m.empty}} {
		m.b.ReportMetric(ms(quantile(c.of, 0.5)), c.name+"p50-ms")
		m.b.ReportMetric(ms(quantile(c.of, 0.99)), c.name+"p99-ms")
	}
	m.b.ReportMetric(ms(quantile(m.painted, 0.5))/ms(quantile(m.bare, 0.5)), "paint/floor")
	m.b.ReportMetric(ms(quantile(m.took, 0.5))/ms(quantile(m.bare, 0.5)), "own/floor")
}

// BenchmarkScreenMemory measures what updates cost in memory, as the heap after a
// collection with the feed open on Status, Recovery and Diary: of a feed with
// 2,000 updates less that of one with none, halved; and what 1,000 documents more,
// each with a change, leave behind.
func BenchmarkScreenMemory(b *testing.B) {
	var updates, documents []float64
	for b.Loop() {
		none := newBigScreen(b, 0).heap(0)
		with := newBigScreen(b, bigUpdates)
		updates = append(updates, (with.heap(0)-none)/(bigUpdates/1000))
		documents = append(documents, with.heap(1000)-with.heap(0))
	}
	slices.Sort(updates)
	slices.Sort(documents)
	b.ReportMetric(updates[len(updates)/2], "KiB/1000-updates")
	b.ReportMetric(documents[len(documents)/2], "KiB/1000-documents")
}

// heap opens the feed, shows it, lets documents come in and returns the heap in KiB.
func (s *bigScreen) heap(documents int) float64 {
	s.open(i18n.Korean)
	for _, screen := range []views.ScreenID{views.ScreenStatus, views.ScreenRecovery, views.ScreenDiary, views.ScreenStatus} {
		s.shell.Open(views.Route{Screen: screen})
		s.window.Canvas().Capture()
	}
	for n := range documents {
		s.change(n)
	}
	s.window.Canvas().Capture()
	var m runtime.MemStats
	for range 3 { // what one has found unreachable by finalizers goes in the next
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(s)
	return float64(m.HeapAlloc) / 1024
}

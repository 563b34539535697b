package views

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// probing is the dialog over a window, and what it asked for.
type probing struct {
	*Probe
	window fyne.Window
	asked  []string
}

func probeWith(t *testing.T, w, h float32, d *ProbeData) *probing {
	t.Helper()
	p := &probing{window: test.NewTempWindow(t, container.NewStack())}
	p.window.SetPadded(false)
	p.window.Resize(fyne.NewSize(w, h))
	note := func(s string) { p.asked = append(p.asked, s) }
	p.Probe = NewProbe(&ProbeActions{
		Approve: func(host string, on bool) {
			if on {
				note("+" + host)
			} else {
				note("-" + host)
			}
		},
		Add: func(text string) bool { note("add " + text); return strings.Contains(text, ".") },
		Run: func() { note("run") }, Cancel: func() { note("cancel") }, Closed: func() { note("closed") },
	})
	p.Update(d)
	p.Show(p.window.Canvas())
	return p
}

func (p *probing) key(name fyne.KeyName) {
	c, e := p.window.Canvas(), &fyne.KeyEvent{Name: name}
	if f := c.Focused(); f != nil {
		f.TypedKey(e)
	} else if c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

func (p *probing) expect(t *testing.T, what string, want ...string) {
	t.Helper()
	if got := strings.Join(p.asked, ", "); got != strings.Join(want, ", ") {
		t.Errorf("%s: asked for %q, want %q", what, got, want)
	}
	p.asked = nil
}

func probeData(lang string, change func(*ProbeData)) *ProbeData {
	d := &ProbeData{
		Loc: i18n.New(lang).In(kst), Now: morning, Service: "카카오톡", Operator: feed.MajorOutage, ConfirmedAt: morning.Add(-time.Minute),
		Feed: "feed.example", Hosts: []ProbeHost{{Name: "a.example", Label: "고객센터"}, {Name: "b.example", Typed: true}}, Max: 2,
	}
	if change != nil {
		change(d)
	}
	return d
}

func measured(verdict, connection string, hosts ...ProbeTarget) *ProbeResult {
	f := ProbeTarget{Host: "feed.example", Reached: true, Outcome: "ok", V4: true, Steps: []ProbeStep{{"dns", 12 * time.Millisecond}, {"answer", 1500 * time.Millisecond}}}
	return &ProbeResult{At: morning, Took: 2 * time.Second, Verdict: verdict, Connection: connection, Feed: &f, Hosts: hosts}
}

func hostRows(p *probing) map[string]*widgets.CheckRow {
	out := make(map[string]*widgets.CheckRow)
	for name, r := range p.rows {
		out[name] = r
	}
	return out
}

func TestProbeAsksNobodyByItself(t *testing.T) {
	startApp(t)
	d := probeData("ko", nil)
	p := probeWith(t, 1100, 1200, d)
	inOrder(t, texts(p.Object()), d.Loc.T("probe.title", nil), d.Loc.T("probe.hosts", nil), "feed.example", "a.example", "고객센터",
		"b.example", d.Loc.T("probe.host.typed", nil), d.Loc.T("probe.hosts.choose", nil))
	for _, word := range []string{"고른 곳에만 연결해요.", "인터넷 주소에서 온 연결이 보여요."} {
		if !strings.Contains(strings.Join(texts(p.Object()), " "), word) {
			t.Errorf("%q is not said", word)
		}
	}
	rows := hostRows(p)
	if rows["a.example"].On() || rows["b.example"].On() || !rows[""].On() {
		t.Error("a host is ticked that nobody approved, or the feed is not")
	}
	p.expect(t, "shown")
	test.Tap(rows["a.example"])
	test.Tap(rows[""])
	p.expect(t, "taps", "+a.example")

	// Nothing at all to measure.
	p.Update(probeData("ko", func(d *ProbeData) { d.Feed, d.Hosts = "", nil }))
	inOrder(t, texts(p.Object()), d.Loc.T("probe.hosts.none", nil))
	p.key(fyne.KeyReturn)
	test.Tap(p.run)
	p.expect(t, "nothing to measure")
	p.Update(probeData("ko", func(d *ProbeData) { d.Feed, d.Offline = "", true; d.Hosts[0].Approved = true }))
	inOrder(t, texts(p.Object()), d.Loc.T("probe.offline", nil))
	p.key(fyne.KeyReturn)
	p.expect(t, "a host is approved", "run")
}

func TestProbeAsksNoMoreThanItMay(t *testing.T) {
	startApp(t)
	d := probeData("ko", func(d *ProbeData) {
		d.Hosts = append(d.Hosts, ProbeHost{Name: "c.example"})
		d.Hosts[0].Approved, d.Hosts[1].Approved = true, true
	})
	p := probeWith(t, 1100, 1200, d)
	inOrder(t, texts(p.Object()), d.Loc.N("probe.hosts.full", 2, nil))
	rows := hostRows(p)
	test.Tap(rows["c.example"])
	test.Tap(p.add)
	p.expect(t, "one too many")
	test.Tap(rows["a.example"])
	p.expect(t, "one less", "-a.example")
}

func TestProbeTakesATypedHost(t *testing.T) {
	startApp(t)
	d := probeData("ko", nil)
	p := probeWith(t, 1100, 1200, d)
	p.window.Canvas().Focus(p.entry)
	test.Type(p.entry, "localhost")
	p.key(fyne.KeyReturn)
	p.expect(t, "Enter", "add localhost")
	inOrder(t, texts(p.Object()), d.Loc.T("probe.host.bad", nil))
	if p.entry.Text != "localhost" {
		t.Error("what was typed is lost")
	}
	p.entry.SetText("c.example")
	test.Tap(p.add)
	p.expect(t, "the button", "add c.example")
	without(t, texts(p.Object()), d.Loc.T("probe.host.bad", nil))
	if p.entry.Text != "" {
		t.Error("what was added stays in the entry")
	}
}

func TestProbeWhileItRuns(t *testing.T) {
	startApp(t)
	at := func(done int) *ProbeData {
		return probeData("ko", func(d *ProbeData) { d.State, d.Done, d.Total = ProbeRunning, done, 10 })
	}
	d := at(0)
	p := probeWith(t, 1100, 1200, d)
	inOrder(t, texts(p.Object()), d.Loc.T("probe.running", nil), d.Loc.T("probe.operator", nil), d.Loc.T("state.major_outage", nil), d.Loc.T("action.cancel", nil))
	without(t, texts(p.Object()), "a.example", d.Loc.T("probe.run", nil))
	p.Update(at(5))
	if bar := find[*widgets.Progress](p.Object())[0]; bar.Part() != 0.5 {
		t.Errorf("the bar is at %v", bar.Part())
	}
	p.key(fyne.KeyReturn)
	test.Tap(p.run) // it may still have the keyboard
	p.expect(t, "twice")
	test.Tap(p.cancel)
	p.expect(t, "cancel", "cancel")
	p.Hide()
	p.expect(t, "closing", "cancel", "closed")
}

func TestProbeKeys(t *testing.T) {
	startApp(t)
	for name, focus := range map[string]func(*probing) fyne.Focusable{
		"nothing": func(*probing) fyne.Focusable { return nil },
		"a host":  func(p *probing) fyne.Focusable { return p.rows["a.example"] },
		"a word":  func(p *probing) fyne.Focusable { return p.entry },
		"button":  func(p *probing) fyne.Focusable { return p.run },
	} {
		p := probeWith(t, 1100, 1200, probeData("ko", nil))
		if f := focus(p); f != nil {
			p.window.Canvas().Focus(f)
		}
		p.key(fyne.KeyEscape)
		p.expect(t, "Escape on "+name, "closed")
		if len(p.window.Canvas().Overlays().List()) > 0 {
			t.Errorf("%s: still open", name)
		}
	}
	// The window has its keys back, and only then.
	p := probeWith(t, 1100, 1200, probeData("ko", nil))
	p.Hide()
	heard := 0
	p.window.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { heard++ })
	p.Show(p.window.Canvas())
	p.key(fyne.KeyEscape)
	p.key(fyne.KeyEscape)
	if heard != 1 {
		t.Errorf("the window heard %d keys", heard)
	}
	// A host keeps the keyboard over a change.
	p.Show(p.window.Canvas())
	p.window.Canvas().Focus(p.rows["a.example"])
	p.Update(probeData("ko", func(d *ProbeData) { d.Hosts[0].Approved = true }))
	if p.window.Canvas().Focused() != fyne.Focusable(p.rows["a.example"]) || !p.rows["a.example"].On() {
		t.Error("the row has lost the keyboard")
	}
}

// What the operator says is on screen in every state as it came, and no verdict
// is green beside trouble or a word that nobody confirms.
func TestProbeNeverChangesTheOperatorsWord(t *testing.T) {
	startApp(t)
	for _, operator := range []feed.ComponentStatus{feed.Operational, feed.UnderMaintenance, feed.MajorOutage, feed.ComponentUnknown, "melted"} {
		for _, stale := range []bool{false, true} {
			for _, verdict := range []string{"", yourConnection, cannotReach, partlyReached, reachedTrouble, reachedNone, reachedUnconfirmed, nothingToCompare} {
				d := probeData("ko", func(d *ProbeData) {
					d.Operator, d.Stale, d.State = operator, stale, ProbeDone
					d.Result = measured(verdict, "works", ProbeTarget{Host: "a.example", Outcome: "timed_out"})
					if verdict == yourConnection {
						d.Result.Connection = "silent"
					}
					if verdict == "" {
						d.State, d.Result = ProbeIdle, nil
					}
				})
				p := probeWith(t, 1100, 1500, d)
				inOrder(t, texts(p.Object()), d.Loc.T("probe.operator", nil), d.Loc.T("state."+stateWord(operator), nil), "카카오톡")
				age := "probe.operator.at"
				if stale {
					age = "probe.operator.stale"
				}
				inOrder(t, texts(p.Object()), d.Loc.T(age, map[string]any{"When": "07:59"}))
				marks := 0
				walk(p.Object(), func(o fyne.CanvasObject) {
					if text, ok := o.(*canvas.Text); ok && text.Text == "카카오톡" && text.TextStyle == (fyne.TextStyle{}) {
						marks++ // of the operator: the row of the measurement is bold
					}
				})
				if marks != 1 {
					t.Errorf("%s: the operator's word stands there %d times", verdict, marks)
				}
				if stale && theme.Color(theme.Look{State: theme.State(operator), Stale: true}.Word()) != stateColor(p.Object(), d.Loc.T("state."+stateWord(operator), nil)) {
					t.Errorf("%s, %s: not grey, though nobody confirms it", verdict, operator)
				}
				if verdict == "" {
					continue
				}
				if a := p.verdict(d.Result); stale && verdict == reachedNone && !strings.Contains(a.Headline, d.Loc.T("probe.says.unconfirmed", nil)) {
					t.Errorf("%s, %s: repeated as if it were confirmed: %s", verdict, operator, a.Headline)
				}
				if a := p.verdict(d.Result); a.Look.State == theme.Operational && verdict != reachedNone {
					t.Errorf("%s, %s: green", verdict, operator)
				}
			}
		}
	}
}

// stateColor is the colour of the last text that reads so.
func stateColor(o fyne.CanvasObject, word string) (c color.Color) {
	walk(o, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Text == word {
			c = text.Color
		}
	})
	return c
}

func TestProbeVerdicts(t *testing.T) {
	startApp(t)
	good := ProbeTarget{Host: "a.example", Reached: true, Outcome: "ok", V4: true, V6: true, Steps: []ProbeStep{{"tls", 43 * time.Millisecond}}}
	bad := ProbeTarget{Host: "b.example", Outcome: "bad_certificate", Proxied: true, Steps: []ProbeStep{{"proxy", 2 * time.Second}}}
	for _, c := range []struct {
		r        *ProbeResult
		operator feed.ComponentStatus
		want     []string
	}{
		{measured(reachedTrouble, "works", good), feed.MajorOutage, []string{
			"여기서는 서비스에 연결돼요.", "운영자가 문제를 알리고 있어요.", "08:00 확인, 2초 걸림", "내 인터넷", "연결됨", "소식 피드", "연결됨", "feed.example",
			"이름 찾기 12ms · 대답 1.5초 · IPv4만", "카카오톡", "연결됨", "a.example", "보안 연결 43ms · IPv4와 IPv6",
		}},
		{measured(reachedNone, "works", good), feed.Operational, []string{"여기서는 서비스에 연결돼요.", "운영자는 문제를 알리지 않았어요."}},
		{measured(reachedTrouble, "works", good), feed.UnderMaintenance, []string{"운영자가 점검 중이라고 해요."}},
		{measured(reachedUnconfirmed, "works", good), feed.ComponentUnknown, []string{"여기서는 서비스에 연결돼요.", "운영자의 말은 확인되지 않았어요."}},
		{measured(cannotReach, "works", bad), feed.Operational, []string{
			"여기서는 서비스에 연결되지 않아요.", "운영자는 문제를 알리지 않았어요.", "인증서 문제", "b.example", "인증서를 믿을 수 없어요.", "프록시 2초", "프록시를 거쳐서만 확인했어요.",
		}},
		{measured(partlyReached, "works", good, bad), feed.MajorOutage, []string{"일부 주소만", "2곳 중 1곳 연결", "a.example", "인증서 문제", "b.example"}},
		{measured(yourConnection, "captive"), feed.MajorOutage, []string{"내 연결 문제예요.", "먼저 로그인해야 해요.", "로그인 필요"}},
		{measured(yourConnection, "silent", bad), feed.MajorOutage, []string{"내 연결 문제로 보여요."}},
		{measured(nothingToCompare, "works"), feed.MajorOutage, []string{"내 인터넷은 괜찮아요.", "고르지 않음"}},
		{measured(nothingToCompare, "unknown"), feed.MajorOutage, []string{
			"아직 어느 쪽 문제인지 알 수 없어요.", "인터넷이 아니라 가까이에 있어요.", "가까이 있는 피드에만 연결돼서", "feed.example",
		}},
		{&ProbeResult{Verdict: nothingToCompare, Connection: "unknown", Hosts: []ProbeTarget{bad}}, feed.MajorOutage, []string{"아직 어느 쪽 문제인지 알 수 없어요.", "알 수 없음", "피드 없음"}},
	} {
		d := probeData("ko", func(d *ProbeData) { d.State, d.Result, d.Operator = ProbeDone, c.r, c.operator })
		p := probeWith(t, 1100, 1500, d)
		inOrder(t, texts(p.Object()), c.want...)
	}
	d := probeData("ko", func(d *ProbeData) {
		d.State, d.Problem = ProbeDone, &Problem{Text: "안 됐어요.", Todo: "다시 해 보세요."}
	})
	inOrder(t, texts(probeWith(t, 1100, 1500, d).Object()), "안 됐어요.", "다시 해 보세요.", d.Loc.T("probe.again", nil))
}

// No text leaves the window at the right, on a small phone with the largest text
// too, and no id is shown for want of words.
func TestProbeFits(t *testing.T) {
	bad := ProbeTarget{Host: "a-rather-long-name.of-a-service.example.com", Outcome: "bad_certificate", Proxied: true, Steps: []ProbeStep{{"proxy", time.Second}, {"tls", time.Second}}}
	for _, scale := range []float32{1, 2} {
		for _, lang := range []string{"ko", "en"} {
			for _, verdict := range []string{"", yourConnection, cannotReach, partlyReached, reachedTrouble, reachedNone, reachedUnconfirmed, nothingToCompare} {
				a := startApp(t)
				a.Settings().SetTheme(theme.New(theme.Light, scale))
				d := probeData(lang, func(d *ProbeData) {
					d.Hosts[0].Name = bad.Host
					if verdict == "" {
						return
					}
					d.State, d.Result = ProbeDone, measured(verdict, "works", bad, bad)
					if verdict == yourConnection {
						d.Result.Connection = "proxy"
					}
				})
				p := probeWith(t, 390, 844, d)
				walk(p.Object(), func(o fyne.CanvasObject) {
					text, ok := o.(*canvas.Text)
					if !ok || text.Text == "" {
						return
					}
					x := fyne.CurrentApp().Driver().AbsolutePositionForObject(text).X
					if end := x + text.MinSize().Width; x < 0 || end > 390 {
						t.Errorf("%s %s %v: %q goes from %v to %v", lang, verdict, scale, text.Text, x, end)
					}
					if strings.Contains(text.Text, "probe.") {
						t.Errorf("%s %s: %q", lang, verdict, text.Text)
					}
				})
				if p.form != widgets.Phone {
					t.Error("not the form of a phone")
				}
			}
		}
	}
}

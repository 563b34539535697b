package views

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/sync/feed/testdata/corpora"
	"bokgu/views/widgets"
)

// unfit returns the first character of s that must not reach a screen, 0 for
// none: controls, line breaks, what is invisible or turns the direction of
// writing, broken and private ones.
func unfit(s string) rune {
	for _, r := range s {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
			return r
		}
	}
	return 0
}

// wordy is a document, with a library and channels, in which these texts are
// every text, and with as many incidents.
func wordy(lang string, texts []string, incidents int) *Snapshot {
	before := morning.Add(-10 * time.Hour)
	states := []feed.ComponentStatus{feed.MajorOutage, feed.PartialOutage, feed.Operational, feed.ComponentUnknown}
	kinds := []feed.GuidanceKind{feed.GuidanceDoNot, feed.GuidanceDo, feed.GuidanceReinstall, feed.GuidanceAlternative, feed.GuidanceOfficialChannel}
	doc := &feed.Status{Mode: feed.ModeLive, Feed: feed.Info{ID: "t", Language: "ko", Name: feed.Plain(texts[0])}, IssuedAt: morning, Epoch: "e", Seq: 2}
	in := feed.Incident{
		ID: "i", Name: feed.Plain(strings.Join(texts, " ")), Status: feed.Identified, Impact: feed.ImpactCritical, StartedAt: before,
	}
	for i, s := range texts {
		text, id := feed.Text{"ko": s, "en": s}, fmt.Sprint(i)
		// Every fourth one is a service of its own, the others are functions of the one before.
		c := feed.Component{ID: "c" + id, Name: feed.Plain(s), Note: text, Status: states[i%len(states)], Since: before, Position: i}
		if i%4 != 0 {
			c.GroupID = fmt.Sprint("c", i-i%4)
		}
		doc.Components = append(doc.Components, c)
		in.ComponentIDs = append(in.ComponentIDs, c.ID)
		in.Causes = append(in.Causes, feed.Cause{Category: feed.CauseNetwork, Text: text})
		in.Updates = append(in.Updates, feed.Update{ID: "u" + id, Status: feed.Identified, Body: feed.Plain(s), DisplayAt: before.Add(time.Duration(i) * time.Minute)})
		in.Promises = append(in.Promises, feed.Promise{ID: "p" + id, Text: text, MadeAt: before, DueAt: morning.Add(time.Hour), State: feed.PromiseOpen})
		doc.Guidance = append(doc.Guidance, feed.Guidance{
			ID: "g" + id, Kind: kinds[i%len(kinds)], Title: text, Text: feed.Plain(s), ComponentIDs: []string{"c" + id},
			// The first stands in the row, the second below it.
			Actions: []feed.Action{{Type: feed.ActionURL, Value: "https://a.example", Label: text}, {Type: feed.ActionURL, Value: "https://a.example/b", Label: text}},
		})
		doc.Changes = append(doc.Changes, feed.Change{
			ID: feed.ChangeID("e", 2, i), At: before, Kind: feed.ChangeComponentStatus, ComponentID: c.ID, From: "operational", To: string(c.Status),
		})
	}
	for i, name := range feed.Stages {
		text := feed.Plain(strings.Join(texts, " ")[i:])
		at := before
		in.Stages = append(in.Stages, feed.Stage{Stage: name, State: feed.StageDone, At: &at, Text: text, Outlook: text})
	}
	doc.Incidents = []feed.Incident{in}
	for i, s := range texts[:min(len(texts), incidents-1)] { // a row to choose from
		other := in
		other.ID, other.Name, other.Updates, other.Causes, other.Promises, other.Stages = fmt.Sprint("o", i), feed.Plain(s), nil, nil, nil, nil
		doc.Incidents = append(doc.Incidents, other)
	}
	s := snapshotOf(lang, doc, morning)
	s.Feed.Name = texts[0]
	s.Feeds = []Feed{s.Feed}
	s.Library = &feed.Library{FeedID: "t"}
	for i, text := range texts {
		s.Channels = append(s.Channels, Channel{ID: fmt.Sprint("h", i), Kind: "web", Name: text, Note: text, CanOpen: true, Action: feed.Action{Type: feed.ActionURL, Value: "https://a.example"}})
		s.Library.Articles = append(s.Library.Articles, feed.Article{ID: fmt.Sprint("a", i), Kind: feed.ArticleFAQ, Title: feed.Plain(text), Text: feed.Plain(text), Position: i})
	}
	return s
}

// clean is what texts are on a screen.
func clean(texts []string) string {
	var lines []string
	for _, s := range texts {
		lines = append(lines, widgets.CleanLine(s))
	}
	return strings.Join(lines, "\n")
}

// shown is a screen with what this test needs of it.
type shown struct {
	name   string
	object func() fyne.CanvasObject
	update func(*Snapshot)
}

func everyScreen(form widgets.Form) []shown {
	a := (&calls{}).actions()
	a.CanOpen = func(feed.Action) bool { return true }
	status, guidance, recovery, service, learn := NewStatus(a, form), NewGuidance(a, form), NewRecovery(a, form), NewService(a, form), NewLearn(a, form)
	diary := NewDiary(a, form)
	recovery.Show("i")
	service.Show("c0")
	return []shown{
		{"status", status.Object, status.Update},
		{"guidance", guidance.Object, guidance.Update},
		{"recovery", recovery.Object, recovery.Update},
		{"service", service.Object, service.Update},
		{"learn", learn.Object, learn.Update},
		{"diary", diary.Object, diary.Update},
	}
}

// drawn visits every text that o draws, with the stretch from left to right that
// it has and the one that all around it leave to it.
func drawn(o fyne.CanvasObject, x, left, right float32, visit func(t *canvas.Text, x, left, right float32)) {
	if o == nil || !o.Visible() {
		return
	}
	x += o.Position().X
	left, right = max(left, x), min(right, x+o.Size().Width)
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" {
			visit(o, x, left, right)
		}
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, c := range inside {
		drawn(c, x, left, right, visit)
	}
}

// Every string as every text of a feed: on every screen, in both languages and
// forms, what is drawn holds no unfit character, stays inside of its box and makes
// nothing wider than a harmless text does.
func TestStringsOnScreens(t *testing.T) {
	startApp(t)
	texts := corpora.Strings(t)[1:]
	const part, incidents = 61, 9 // a document's worth: 8 of them; and a row of incidents to choose from
	for f, form := range []struct {
		form  widgets.Form
		width float32
	}{{widgets.Desktop, 1092}, {widgets.Phone, 390}} {
		for l, lang := range []string{"ko", "en"} {
			harmless := map[string]float32{}
			for _, v := range everyScreen(form.form) {
				v.update(wordy(lang, strings.Fields(strings.Repeat("가나 ", part)), incidents))
				harmless[v.name] = v.object().MinSize().Width
			}
			screens := everyScreen(form.form)
			windows := make([]fyne.Window, len(screens))
			for i, v := range screens {
				v.update(wordy(lang, texts[:part], incidents))
				windows[i] = window(t, v.object(), form.width, 2000)
			}
			said := make(map[string]map[string]bool)
			// In each form every string, half of them in either language.
			for begin := (f + l) % 2 * part; begin < len(texts); begin += 2 * part {
				snap := wordy(lang, texts[begin:min(begin+part, len(texts))], incidents)
				feedText := clean(texts[begin:min(begin+part, len(texts))])
				for i, v := range screens {
					v.update(snap)
					where := fmt.Sprintf("%s, %s, %v, strings from %d", v.name, lang, form.width, begin)
					if got := v.object().MinSize().Width; got > harmless[v.name] {
						t.Errorf("%s: needs a width of %v, otherwise %v", where, got, harmless[v.name])
					}
					if said[v.name] == nil {
						said[v.name] = make(map[string]bool)
					}
					drawn(windows[i].Content(), 0, 0, form.width, func(o *canvas.Text, x, left, right float32) {
						said[v.name][o.Text] = true
						if r := unfit(o.Text); r != 0 {
							t.Errorf("%s: %q is drawn with %U", where, o.Text, r)
						}
						end := x + o.MinSize().Width
						if !strings.Contains(feedText, strings.TrimSuffix(o.Text, "…")) || utf8.RuneCountInString(o.Text) < 6 {
							left, right = 0, form.width // a word of ours: our own tests say where it is
						}
						if x < left-1 || end > right+1 {
							t.Errorf("%s: %q reaches from %v to %v, its box from %v to %v", where, o.Text, x, end, left, right)
						}
					})
				}
			}
			for _, v := range screens {
				found := false
				for text := range said[v.name] {
					found = found || strings.Contains(text, "<") // a few hundred of them hold markup
				}
				if !found {
					t.Errorf("%s (%s, %v) does not show the strings: this test looks at nothing", v.name, lang, form.width)
				}
			}
		}
	}
}

// The tray's menu, window titles and sentences take their texts from Plain.
func TestStringsArePlain(t *testing.T) {
	for _, s := range corpora.Strings(t) {
		for _, limit := range []int{1, 24, 40, 60, 200} {
			got := Plain(s, limit)
			if r := unfit(got); r != 0 || utf8.RuneCountInString(got) > limit || got != strings.TrimSpace(got) {
				t.Errorf("%q of %d is %q (%U)", s, limit, got, r)
			}
		}
	}
}

// A label of 60 characters leaves its title room, and is told in full where it is cut.
func TestLongLabelsShortenInTheirRow(t *testing.T) {
	startApp(t)
	title, label := strings.Repeat("9", 96), strings.Repeat("가", 60)
	g := feed.Guidance{ID: "a", Kind: feed.GuidanceDo, Title: feed.Plain(title), Actions: []feed.Action{
		{Type: feed.ActionURL, Value: "https://a.example", Label: feed.Plain(label)},
		{Type: feed.ActionURL, Value: "https://b.example", Label: feed.Plain(label)},
	}}
	for form, width := range map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390} {
		v := NewGuidance(openable(&calls{}), form)
		w := window(t, v.Object(), width, 900)
		v.Update(advised(feed.MajorOutage, g))
		card := find[*widgets.Card](v.Object())[0]
		buttons := find[*widgets.Button](card)
		if len(buttons) != 2 {
			t.Fatalf("form %d: %d buttons", form, len(buttons))
		}
		if form == widgets.Desktop {
			buttons = buttons[:1] // the other has a line of its own, with room
		}
		for _, b := range buttons {
			if form == widgets.Phone && !b.Cut() { // in several lines
				if whole := strings.Join(texts(b), ""); whole != label {
					t.Errorf("form %d: drawn %q", form, whole)
				}
				continue
			}
			if !b.Cut() || !strings.HasPrefix(b.AccessibilityLabel(), label+", ") {
				t.Errorf("form %d: cut %v, spoken %q", form, b.Cut(), b.AccessibilityLabel())
			}
			b.TappedSecondary(nil)
			if tip := w.Canvas().Overlays().Top(); tip == nil || strings.Join(texts(tip), "") != label {
				t.Errorf("form %d: a secondary tap does not tell the label", form)
			} else {
				test.TapCanvas(w.Canvas(), fyne.NewPos(1, 1)) // elsewhere
			}
		}
		drawn(card, 0, 0, width, func(o *canvas.Text, x, _, _ float32) {
			if strings.HasPrefix(o.Text, "99") && o.MinSize().Width < width/5 && !strings.HasSuffix(title, o.Text) {
				t.Errorf("form %d: the title is left %v", form, o.MinSize().Width)
			}
		})
	}
}

// spots are the texts that o draws, each with its left edge.
func spots(o fyne.CanvasObject) []string {
	var out []string
	drawn(o, 0, 0, 1092, func(t *canvas.Text, x, _, _ float32) { out = append(out, fmt.Sprintf("%v %s", x, t.Text)) })
	return out
}

// Words that change while they are on the screen, with the language or with the text size, stand as if they had been
// there from the beginning, and none is cut that has room.
func TestWordsThatChangeAreLaidOutAnew(t *testing.T) {
	a := startApp(t)
	screens := func(form widgets.Form) []shown {
		list := everyScreen(form)
		recovery, service := NewRecovery((&calls{}).actions(), form), NewService((&calls{}).actions(), form)
		service.Show("talk")
		list[2], list[3] = shown{"recovery", recovery.Object, recovery.Update}, shown{"service", service.Object, service.Update}
		return list
	}
	for form, width := range map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390} {
		old := screens(form)
		var windows []fyne.Window
		for _, v := range old {
			windows = append(windows, window(t, v.object(), width, 2000)) // before there is a word
		}
		for _, step := range []struct {
			lang  string
			scale float32
		}{{"en", 1}, {"ko", 1}, {"ko", 1.5}} {
			setScale(a, step.scale)
			s := recorded(t, "kakao-2022", step.lang, morning)
			for i, fresh := range screens(form) {
				old[i].update(s)
				fresh.update(s)
				window(t, fresh.object(), width, 2000)
				later := *s
				later.Now = s.Now.Add(time.Minute)
				fresh.update(&later) // what a read-out has room for is known once there is a window
				fresh.update(s)
				got, want := spots(windows[i].Content()), spots(fresh.object())
				for n := range max(len(got), len(want)) {
					if n >= len(got) || n >= len(want) || got[n] != want[n] {
						t.Errorf("%s in %s, form %d, letters of %v: from text %d on it draws %q, want %q", fresh.name, step.lang, form, step.scale, n,
							got[min(n, len(got)):min(n+4, len(got))], want[min(n, len(want)):min(n+4, len(want))])
						break
					}
				}
			}
		}
		setScale(a, 1)
	}
}

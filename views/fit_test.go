package views

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"bokgu/i18n"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// fitText is a text as it is drawn in a window: where, and what all around it leaves to it.
type fitText struct {
	text                     string
	x, y, w, h               float32
	left, top, right, bottom float32 // of what clips it
	told                     bool    // what happened, or a note, in a row of the diary: a tap tells it whole
}

// fitLoss is how a sum of money begins, which is told whole.
var fitLoss = regexp.MustCompile(`^(손해|KRW)`)

// fitTexts are all texts that o draws in a window of a size.
func fitTexts(o fyne.CanvasObject, size fyne.Size) []fitText {
	var out []fitText
	told, entry := false, false
	var visit func(o fyne.CanvasObject, x, y, left, top, right, bottom float32)
	visit = func(o fyne.CanvasObject, x, y, left, top, right, bottom float32) {
		if o == nil || !o.Visible() {
			return
		}
		x, y = x+o.Position().X, y+o.Position().Y
		var inside []fyne.CanvasObject
		switch o := o.(type) {
		case *canvas.Text:
			if m := o.MinSize(); o.Text != "" {
				if entry && o.Color == theme.Color(theme.TokenText) {
					return // typed, and moved along with the cursor
				}
				f := fitText{o.Text, x, y, m.Width, m.Height, left, top, right, bottom, told && !fitLoss.MatchString(o.Text)}
				if o.Size().Width > m.Width { // the driver draws it where its alignment says
					switch o.Alignment {
					case fyne.TextAlignCenter:
						f.x += (o.Size().Width - m.Width) / 2
					case fyne.TextAlignTrailing:
						f.x += o.Size().Width - m.Width
					}
				}
				out = append(out, f)
			}
			return
		case *fyne.Container:
			inside = o.Objects
		case interface{ SelectedText() string }:
			entry = true
			defer func() { entry = false }()
			inside = test.WidgetRenderer(o.(fyne.Widget)).Objects()
		case *widgets.DiaryRow:
			told = true
			defer func() { told = false }()
			inside = test.WidgetRenderer(o).Objects()
		case fyne.Widget:
			inside = test.WidgetRenderer(o).Objects()
		}
		// A widget does not clip, but what leaves it stands on its neighbours: everything keeps to its parent's sides. Only
		// what scrolls is higher than its window.
		left, right = max(left, x), min(right, x+o.Size().Width)
		if _, scrolls := o.(*container.Scroll); scrolls {
			top, bottom = max(top, y), min(bottom, y+o.Size().Height)
		}
		for _, c := range inside {
			visit(c, x, y, left, top, right, bottom)
		}
	}
	visit(o, 0, 0, 0, 0, size.Width, size.Height)
	return out
}

// unfitting says what is wrong with how texts stand in their window: one that leaves its place or the window, one that is
// cut, two on each other. Whole are texts that end in an ellipsis of their own.
func unfitting(list []fitText, whole func(string) bool) []string {
	var out []string
	const grace = 1 // half a unit on either side of a rounded place
	for i, a := range list {
		if a.x < a.left-grace || a.x+a.w > a.right+grace {
			out = append(out, fmt.Sprintf("%q reaches from %.0f to %.0f, its place from %.0f to %.0f", a.text, a.x, a.x+a.w, a.left, a.right))
		}
		if a.y < a.top-grace || a.y+a.h > a.bottom+grace {
			out = append(out, fmt.Sprintf("%q reaches from %.0f down to %.0f, its window from %.0f to %.0f", a.text, a.y, a.y+a.h, a.top, a.bottom))
		}
		if strings.HasSuffix(a.text, "…") && !a.told && !whole(a.text) {
			out = append(out, fmt.Sprintf("%q is cut", a.text))
		}
		for _, b := range list[i+1:] {
			if min(a.x+a.w, b.x+b.w)-max(a.x, b.x) > grace && min(a.y+a.h, b.y+b.h)-max(a.y, b.y) > grace {
				out = append(out, fmt.Sprintf("%q at %.0f,%.0f and %q at %.0f,%.0f stand on each other", a.text, a.x, a.y, b.text, b.x, b.y))
			}
		}
	}
	return out
}

// fitScales and fitWidths are what a reader may have: the ends of the slider in Settings and what lies between, two phones
// and a desktop.
var (
	fitScales = []int{80, 100, 150, 200}
	fitWidths = []float32{360, 412, 1180}
)

// fitSnapshot is the recorded outage as one would meet it: followed, ticked, chosen for, with notes and a notice.
func fitSnapshot(t *testing.T, lang string, scale int) *Snapshot {
	s := recorded(t, "kakao-2022", lang, morning)
	s.Settings.TextScale = scale
	s.Feed = Feed{ID: "f", Name: s.Status.Feed.Name.In(lang, "ko"), URL: "wss://status.example/v1/stream", Root: "sha256:" + strings.Repeat("0123456789abcdef", 4), Private: true, Token: TokenSession}
	s.Feeds = []Feed{s.Feed}
	s.Follows = map[string]bool{"talk": true, "pay.transfer": true}
	s.Ticked = map[string]bool{"carry-card": true}
	s.Standbys = []Standby{{"talk.text", "", map[string]string{"ko": "가족 단톡방은 문자로 해요", "en": "Text the family instead"}[lang]}}
	s.Channels = []Channel{{ID: "x", Kind: "social", Name: map[string]string{"ko": "공식 소셜 계정", "en": "Official account"}[lang], Note: s.Loc.T("guidance.alternatives.sub", nil), CanOpen: true}}
	s.Notes = []Note{{ID: "n", At: morning.Add(-time.Hour), Text: s.Loc.T("diary.edit.text.hint", nil), Amount: 12000}}
	s.Notices = []Notice{{ID: "n", Level: LevelOffline, Text: s.Loc.T("notice.save_failed", nil), Detail: s.Loc.T("notice.save_failed.todo", nil), Button: s.Loc.T("action.retry", nil), Do: func() {}}}
	return s
}

// Text of 80 to 200 % on phones and a desktop: on every screen, in Korean and English, every text is whole, stands inside of
// what is around it, and on no other.
func TestEveryTextFits(t *testing.T) {
	a, more := test.NewTempApp(t), sayingMore(t)
	for _, scale := range fitScales {
		a.Settings().SetTheme(theme.New(theme.Light, float32(scale)/100))
		for _, width := range fitWidths {
			for _, lang := range []string{"ko", "en"} {
				s := fitSnapshot(t, lang, scale)
				acts := (&chooser{snap: s, show: func(*Snapshot) {}}).actions(&calls{})
				acts.Follow = func(string, string, bool) {}
				shell := NewShell(acts, ShellOptions{})
				size := fyne.NewSize(width, float32(scale)*130)
				window(t, shell.Object(), size.Width, size.Height)
				shell.Update(s)
				look := func(name string) {
					t.Helper()
					// What is laid out by what it holds needs to have been told its width once.
					again := *shell.snap
					shell.Update(&again)
					list := fitTexts(shell.Object(), size)
					if len(list) < 8 {
						t.Errorf("%s: only %d texts", name, len(list))
					}
					for _, wrong := range unfitting(list, func(s string) bool { return fitWhole(s, shell.snap, more) }) {
						t.Errorf("%s, %s, %d %%, %.0f wide: %s", name, lang, scale, width, wrong)
					}
				}
				for _, p := range places {
					shell.Open(Route{Screen: p.screen})
					look(string(p.screen))
				}
				for _, id := range []string{"talk", "bank"} {
					shell.Open(Route{Screen: ScreenService, ID: id})
					look("service " + id)
				}
				shell.Open(Route{Screen: ScreenMore})
				look("more")

				sheets := map[string]func(o fyne.CanvasObject){
					"share": func(o fyne.CanvasObject) { newShareSheet(acts).open(s, o) },
					"a note": func(o fyne.CanvasObject) {
						d := NewDiary(acts, shell.form)
						d.snap, d.root.Objects = s, []fyne.CanvasObject{o}
						d.edit(s.Notes[0], s.Loc.T("service.event.state", map[string]any{"Name": "x", "From": "y", "To": "z"}))
					},
					"one's own": func(o fyne.CanvasObject) {
						v := newInsteadRows(acts, func() fyne.CanvasObject { return o }, func() {})
						v.begin(s, shell.form)
						v.write(failing{id: "talk.text", name: nameOf(s, s.Services[0].Name)})
					},
				}
				for name, state := range pageStates(s.Loc) {
					sheets["status page, "+name] = func(o fyne.CanvasObject) {
						p := NewPageSheet(acts)
						p.Open(fyne.CurrentApp().Driver().CanvasForObject(o), s.Loc, "", nil)
						state(p)
					}
				}
				acts.PutNote = func(Note, func(Note, *Problem)) {}
				for name, open := range sheets {
					c := fyne.CurrentApp().Driver().CanvasForObject(shell.Object())
					open(shell.Object())
					top := c.Overlays().Top()
					if top == nil {
						t.Fatalf("%s does not open", name)
					}
					for _, wrong := range unfitting(fitTexts(top, size), func(s string) bool { return fitWhole(s, shell.snap, more) }) {
						t.Errorf("%s, %s, %d %%, %.0f wide: %s", name, lang, scale, width, wrong)
					}
					c.Overlays().Remove(top)
				}

				steps := *s
				steps.FirstRun = true
				shell.Update(&steps)
				shell.first.feed.problem, shell.first.feed.private = &Problem{Text: s.Loc.T("problem.no_network", nil), Todo: s.Loc.T("firstrun.token.todo", nil), Unreached: true}, true
				for step := range firstRunSteps {
					shell.first.goTo(step)
					look(fmt.Sprint("first run ", step+1))
				}
			}
		}
	}
}

// sayingMore are the messages that end in an ellipsis, which is no cut.
func sayingMore(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"../i18n/active.ko.toml", "../i18n/active.en.toml"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if _, text, ok := strings.Cut(strings.TrimSpace(line), "= \""); ok && strings.HasSuffix(text, "…\"") {
				out = append(out, strings.TrimSuffix(text, "\""))
			}
		}
	}
	for _, lang := range []string{"ko", "en"} { // it asks for a file
		for _, id := range []string{"diary.export", "diary.export.pdf", "diary.export.csv"} {
			out = append(out, i18n.New(lang).T(id, nil)+"…")
		}
	}
	if len(out) == 0 {
		t.Fatal("no message ends in an ellipsis: this looks at nothing")
	}
	return out
}

// fitWhole tells whether a text, or the last line of one, ends in an ellipsis because it says so, or because what a feed
// calls a thing is longer than any screen says.
func fitWhole(text string, s *Snapshot, more []string) bool {
	if slices.ContainsFunc(more, func(m string) bool { return strings.HasSuffix(m, text) }) {
		return true
	}
	for i := range s.Status.Incidents {
		if name := nameOf(s, s.Status.Incidents[i].Name); strings.HasSuffix(name, text) {
			return true
		}
	}
	return false
}

// A text that leaves its box, one that is cut and two on each other are found.
func TestEveryTextFitsCanFail(t *testing.T) {
	startApp(t)
	put := func(text string, x, y float32) *canvas.Text {
		o := canvas.NewText(text, theme.Color(theme.TokenText))
		o.Move(fyne.NewPos(x, y))
		o.Resize(o.MinSize())
		return o
	}
	box := container.NewWithoutLayout(put("가나다라마바사", 0, 0))
	box.Resize(fyne.NewSize(40, 20))
	for name, c := range map[string]struct {
		o    fyne.CanvasObject
		want string
	}{
		"good":    {container.NewWithoutLayout(put("one", 0, 0), put("two", 0, 40)), ""},
		"box":     {container.NewWithoutLayout(box), "its place from 0 to 40"},
		"window":  {container.NewWithoutLayout(put("one", 190, 0)), "its place from 0 to 200"},
		"bottom":  {container.NewWithoutLayout(put("one", 0, 190)), "its window from 0 to 200"},
		"cut":     {container.NewWithoutLayout(put("on…", 0, 0)), "is cut"},
		"overlap": {container.NewWithoutLayout(put("one", 0, 0), put("two", 10, 5)), "stand on each other"},
	} {
		c.o.Resize(fyne.NewSize(200, 200))
		got := strings.Join(unfitting(fitTexts(c.o, fyne.NewSize(200, 200)), func(string) bool { return false }), "\n")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

package views

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// The five questions of the product are asked of what stands on the Status screen as text, and of nothing else. The
// outages are made up while the test runs: their names are in no file.

// maker makes up outages.
type maker struct {
	r    *rand.Rand
	used map[string]bool
}

// name is a new Korean or Latin word of a few syllables that no message of the app holds.
func (m *maker) name() string {
	for {
		var b strings.Builder
		if m.r.IntN(3) > 0 {
			for range 2 + m.r.IntN(2) {
				b.WriteRune('가' + rune(m.r.IntN(11172)))
			}
		} else {
			for i := range 2 + m.r.IntN(2) {
				consonant, vowel := string("bdfgklmnprstvz"[m.r.IntN(14)]), string("aeiou"[m.r.IntN(5)])
				if i == 0 {
					consonant = strings.ToUpper(consonant)
				}
				b.WriteString(consonant + vowel)
			}
			b.WriteString(strconv.Itoa(10 + m.r.IntN(90)))
		}
		if s := b.String(); !m.used[s] {
			m.used[s] = true
			return s
		}
	}
}

var everyState = []feed.ComponentStatus{
	feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown,
}

func oneOf[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// scenario is a made-up moment and who looks at it.
func (m *maker) scenario(lang string) *Snapshot {
	r := m.r
	doc := &feed.Status{Mode: feed.ModeLive, Feed: feed.Info{ID: "t", Language: "ko"}}
	states := everyState
	if r.IntN(4) == 0 {
		states = everyState[:1] // a quiet day
	}
	var functions []string
	component := func(group string) string {
		id := fmt.Sprint("c", len(doc.Components))
		since := noon.Add(-time.Duration(1+r.IntN(3000)) * time.Minute)
		doc.Components = append(doc.Components, feed.Component{
			ID: id, GroupID: group, Name: feed.Plain(m.name()), Status: oneOf(r, states), Since: since, Position: len(doc.Components),
		})
		return id
	}
	for range 2 + r.IntN(4) {
		service := component("")
		n := 1 + r.IntN(5)
		for range n {
			functions = append(functions, component(service))
		}
	}
	for i := range r.IntN(4) {
		past, soon := noon.Add(-time.Hour), noon.Add(time.Hour)
		g := feed.Guidance{ID: fmt.Sprint("g", i), Kind: oneOf(r, []feed.GuidanceKind{feed.GuidanceDoNot, feed.GuidanceDo}), Priority: r.IntN(100), Title: feed.Plain(m.name())}
		switch r.IntN(4) {
		case 0:
			g.Expires = &past
		case 1:
			g.Effective = &soon
		}
		doc.Guidance = append(doc.Guidance, g)
	}
	if r.IntN(3) > 0 {
		in := feed.Incident{ID: "i", Name: feed.Plain(m.name()), Status: feed.Identified, Impact: feed.ImpactMajor, StartedAt: noon.Add(-3 * time.Hour)}
		for i, name := range feed.Stages[:1+r.IntN(len(feed.Stages)-1)] {
			at := in.StartedAt.Add(time.Duration(i) * time.Minute)
			in.Stages = append(in.Stages, feed.Stage{Stage: name, State: oneOf(r, []feed.StageState{feed.StageActive, feed.StageDone}), At: &at})
		}
		for i := range r.IntN(6) {
			state := oneOf(r, []feed.PromiseState{feed.PromiseOpen, feed.PromiseKept, feed.PromiseMissed, feed.PromiseMoved})
			due := noon.Add(time.Duration(1+r.IntN(60)) * time.Minute)
			if state != feed.PromiseOpen || r.IntN(3) == 0 {
				due = noon.Add(-time.Duration(1+r.IntN(60)) * time.Minute)
			}
			in.Promises = append(in.Promises, feed.Promise{ID: fmt.Sprint("p", i), Text: feed.Plain(m.name()), MadeAt: in.StartedAt, DueAt: due, State: state})
		}
		doc.Incidents = []feed.Incident{in}
	}
	s := snapshotOf(lang, doc, noon)
	for _, id := range functions {
		if r.IntN(4) == 0 {
			s.Follows[id] = true
		}
	}
	s.Settings.AlertsEnabled = r.IntN(5) > 0
	return s
}

// reader knows the words of the app and what is on the screen.
type reader struct {
	t     *testing.T
	l     *i18n.Localizer
	lines []string
	all   string // of the whole screen without spaces: a sentence may be wrapped, or made of bold and plain pieces
}

func (r *reader) word(id string) string { return r.l.T(id, nil) }

func (r *reader) says(text string) bool {
	return strings.Contains(r.all, tight(text))
}

func tight(text string) string { return strings.Join(strings.Fields(text), "") }

// stateOf is the state that stands beside a name, "" for none: the first word of a state after it.
func (r *reader) stateOf(name string) string {
	i := slices.Index(r.lines, name)
	if i < 0 {
		return ""
	}
	for _, line := range r.lines[i+1:] {
		for _, c := range everyState {
			if line == r.word("state."+string(c)) {
				return line
			}
		}
	}
	return ""
}

// number is what stands in place of N in a counted message, -1 where the message is not on the screen.
func (r *reader) number(id string, data map[string]any) int {
	for _, sample := range []int{1, 7777} {
		pattern := regexp.QuoteMeta(tight(r.l.N(id, sample, data)))
		pattern = strings.Replace(pattern, regexp.QuoteMeta(r.l.Number(sample)), `(\d+)`, 1)
		asked := regexp.MustCompile(`(?:^|\D)` + pattern)
		for _, line := range r.lines {
			m := asked.FindStringSubmatch(tight(line))
			if m == nil {
				continue
			}
			n, err := strconv.Atoi(m[1])
			if err != nil {
				r.t.Fatal(err)
			}
			return n
		}
	}
	return -1
}

func TestFiveQuestions(t *testing.T) {
	rounds := 10
	if os.Getenv("BOKGU_LONG") != "" { // make verify
		rounds = 100
	}
	for _, lang := range []string{"ko", "en"} {
		for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
			for seed := range uint64(rounds) {
				t.Run(fmt.Sprintf("%s/%d/%d", lang, form, seed), func(t *testing.T) {
					m := &maker{rand.New(rand.NewPCG(seed, 1)), make(map[string]bool)}
					s := m.scenario(lang)
					a := test.NewTempApp(t)
					a.Settings().SetTheme(theme.New(theme.Light, 1))
					screen := NewStatus(&Actions{}, form)
					w := window(t, screen.Object(), 1092, 6000)
					if form == widgets.Phone {
						w.Resize(fyne.NewSize(390, 6000))
					}
					screen.Update(s)
					r := &reader{t: t, l: s.Loc, lines: texts(screen.Object())}
					r.all = tight(strings.Join(r.lines, "\n"))
					r.isItMe(s)
					r.whatWorks(s)
					r.whatToDo(s)
					r.howFar(s)
					r.tellMe(s)
					if t.Failed() {
						t.Log(strings.Join(r.lines, "\n"))
					}
				})
			}
		}
	}
}

// isItMe: is it me or is it them?
func (r *reader) isItMe(s *Snapshot) {
	worst := feed.Worst(s.Services)
	if got, want := r.lines[0], r.word("state."+string(worst)); got != want {
		r.t.Errorf("1: the first word is %q, want %q", got, want)
	}
	if worst == feed.Operational {
		if !r.says(r.word("answer.working")) {
			r.t.Error("1: nothing says that all works")
		}
		return
	}
	if worst == feed.ComponentUnknown {
		if r.says(r.word("answer.not_your_phone")) || r.says(r.word("answer.working")) {
			r.t.Error("1: something is said that nobody knows")
		}
		return
	}
	if !r.says(r.word("answer.not_your_phone")) && !r.says(r.word("answer.not_your_phones")) {
		r.t.Error("1: nothing says that it is them")
	}
	answer := strings.Join(r.lines[:slices.Index(r.lines, r.word("status.age.word"))], " ")
	if !slices.ContainsFunc(s.Services, func(sv feed.Service) bool {
		return sv.Status.Severity() >= min(worst.Severity(), feed.PartialOutage.Severity()) && strings.Contains(answer, sv.Name["und"]+sv.Name["ko"])
	}) {
		r.t.Errorf("1: no service in trouble is named in %q", answer)
	}
}

// whatWorks: what works right now, what does not?
func (r *reader) whatWorks(s *Snapshot) {
	working := 0
	for _, p := range parts(s) {
		name := nameOf(s, p.c.Name)
		if got, want := r.stateOf(name), r.word("state."+string(p.c.Status)); got != want {
			r.t.Errorf("2: beside %q stands %q, want %q", name, got, want)
		}
		if p.c.Status == feed.Operational {
			working++
		}
	}
	total := s.Loc.N("count.functions", len(parts(s)), nil)
	if !r.says(strings.ReplaceAll(s.Loc.N("status.tally", working, map[string]any{"Total": total}), "**", "")) {
		r.t.Errorf("2: it is not said that %d of %s work", working, total)
	}
}

// whatToDo: what do I do meanwhile, and what must I not do?
func (r *reader) whatToDo(s *Snapshot) {
	best := func(kind feed.GuidanceKind) (title string, n int) {
		top := -1
		for _, g := range s.Status.Guidance {
			if g.Kind != kind || !holds(g) {
				continue
			}
			if n++; g.Priority > top {
				top, title = g.Priority, nameOf(s, g.Title)
			}
		}
		return title, n
	}
	warning, warnings := best(feed.GuidanceDoNot)
	step, steps := best(feed.GuidanceDo)
	at := func(title string) int { return slices.Index(r.lines, title) }
	label := r.word("kind.do_not")
	if warnings > 1 {
		label = s.Loc.N("status.quick.warnings", warnings, nil)
	}
	switch i := at(warning); {
	case warnings == 0:
		if !r.says(r.word("status.quick.no_warning")) {
			r.t.Error("3: it is not said that there is nothing to avoid")
		}
	case i < 1 || r.lines[i-1] != label:
		r.t.Errorf("3: %q does not stand under %q", warning, label)
	}
	if steps > 0 && !slices.Contains(r.lines, s.Loc.T("status.quick.do", map[string]any{"Title": step})) {
		r.t.Errorf("3: that %q is to be done cannot be read", step)
	}
	for _, g := range s.Status.Guidance {
		if !holds(g) && strings.Contains(r.all, nameOf(s, g.Title)) {
			r.t.Errorf("3: %q does not hold now", nameOf(s, g.Title))
		}
	}
}

func holds(g feed.Guidance) bool {
	return (g.Effective == nil || !g.Effective.After(noon)) && (g.Expires == nil || g.Expires.After(noon))
}

// howFar: how far is the recovery, and did they keep their word?
func (r *reader) howFar(s *Snapshot) {
	if len(s.Status.Incidents) == 0 {
		if !r.says(r.word("status.quick.no_incident")) {
			r.t.Error("4: it is not said that there is no incident")
		}
		return
	}
	in := s.Status.Incidents[0]
	total := s.Loc.N("count.steps", len(feed.Stages), nil)
	if got := r.number("status.quick.stages", map[string]any{"Total": total}); got != len(in.Stages) {
		r.t.Errorf("4: %d stages are said to have begun, want %d", got, len(in.Stages))
	}
	said := make(map[string]int)
	var next time.Time
	for _, p := range in.Promises {
		switch {
		case p.State == feed.PromiseOpen && p.DueAt.Before(noon):
			said["silent"]++
		case p.State == feed.PromiseOpen:
			if next.IsZero() || p.DueAt.Before(next) {
				next = p.DueAt
			}
		default:
			said[string(p.State)]++
		}
	}
	for state, id := range map[string]string{
		"missed": "recovery.promises.missed", "kept": "recovery.promises.kept", "moved": "recovery.promises.moved", "silent": "status.quick.silent",
	} {
		want := said[state]
		if want == 0 {
			want = -1 // nothing is said
		}
		if got := r.number(id, nil); got != want {
			r.t.Errorf("4: %d promises are said to be %s, want %d", got, state, want)
		}
	}
	if !next.IsZero() && !r.says(s.Loc.When(next, noon)) {
		r.t.Errorf("4: when the next promise is due (%s) cannot be read", s.Loc.When(next, noon))
	}
}

// tellMe: tell me when my thing is back.
func (r *reader) tellMe(s *Snapshot) {
	mine := 0
	for _, p := range parts(s) {
		if p.followed {
			mine++
		}
	}
	switch {
	case !s.Settings.AlertsEnabled:
		if !r.says(r.word("status.quick.alerts_off")) {
			r.t.Error("5: it is not said that alerts are off")
		}
	case mine == 0:
		if !r.says(r.word("status.quick.follows_none")) {
			r.t.Error("5: it is not said that nothing is followed")
		}
	default:
		if got := r.number("status.quick.follows", nil); got != mine || !r.says(r.word("status.quick.follows.extra")) {
			r.t.Errorf("5: %d are said to be watched, want %d", got, mine)
		}
	}
	if i := slices.Index(r.lines, r.word("status.filter.mine")); i < 0 || r.lines[i+1] != strconv.Itoa(mine) {
		r.t.Errorf("5: how many are mine (%d) does not stand at the filter", mine)
	}
}

// The test of the questions is only worth something if made-up names and a reader that is told nothing fail where the
// screen is silent.
func TestFiveQuestionsCanFail(t *testing.T) {
	m := &maker{rand.New(rand.NewPCG(3, 1)), make(map[string]bool)}
	s := m.scenario("ko")
	r := &reader{t: t, l: s.Loc, lines: []string{"장애", m.name()}, all: "장애"} // a state and a name, neither of them asked for
	if got := r.stateOf(nameOf(s, s.Status.Components[0].Name)); got != "" {
		t.Errorf("an empty screen says %q", got)
	}
	if got := r.number("status.quick.follows", nil); got != -1 {
		t.Errorf("an empty screen says %d", got)
	}
}

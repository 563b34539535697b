package views

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Learn is the library: why outages happen, what the operator promised to
// improve, and questions people ask. All of it works offline, the search too.
type Learn struct {
	actions *Actions
	form    widgets.Form
	root    *fyne.Container
	snap    *Snapshot
	query   string
	drawn   learnState

	heading *widgets.Heading
	search  *widgets.SearchField
	column  *widgets.Column
	page    *widgets.Page
	cards   map[string]fyne.CanvasObject // by article id, to scroll to
}

// learnState is what the screen was last made from.
type learnState struct {
	library *feed.Library
	bundled bool
	loading bool
	lang    string
	query   string
	form    widgets.Form
}

// NewLearn makes the screen.
func NewLearn(a *Actions, form widgets.Form) *Learn {
	l := &Learn{actions: a, form: form, root: container.NewStack()}
	l.build()
	return l
}

// Object is what the shell shows.
func (l *Learn) Object() fyne.CanvasObject { return l.root }

// SetForm rebuilds the screen for the other form.
func (l *Learn) SetForm(f widgets.Form) {
	if f == l.form {
		return
	}
	l.form = f
	l.build()
	if l.snap != nil {
		l.Update(l.snap)
	}
}

func (l *Learn) build() {
	l.drawn = learnState{}
	l.heading = widgets.NewHeading(l.form, widgets.HeadingData{})
	l.search = widgets.NewSearchField(l.form, widgets.SearchFieldData{}, func(q string) {
		l.query = q
		if l.snap != nil {
			l.fill()
		}
	})
	if l.query != "" {
		l.search.SetText(l.query)
	}
	l.column = widgets.NewColumn(theme.Gap, l.heading, l.search)
	l.page = widgets.NewPage(l.form, l.column)
	l.root.Objects = []fyne.CanvasObject{l.page}
	l.root.Refresh()
}

// Update implements Screen.
func (l *Learn) Update(s *Snapshot) {
	l.snap = s
	l.fill()
}

// Show scrolls to an article.
func (l *Learn) Show(id string) {
	if o := l.cards[id]; o != nil {
		l.page.ScrollTo(o)
	}
}

// FocusSearch brings the keyboard into the search field.
func (l *Learn) FocusSearch() { l.search.Focus() }

func (l *Learn) fill() {
	s := l.snap
	now := learnState{library: s.Library, bundled: s.Bundled, loading: s.Loading, lang: s.Loc.Lang(), query: l.query, form: l.form}
	if now == l.drawn {
		return
	}
	l.drawn = now
	t := func(id string) string { return s.Loc.T(id, nil) }
	sub := t("learn.sub")
	if s.Bundled {
		sub = t("learn.sub.bundled")
	}
	l.heading.Set(widgets.HeadingData{Title: t("learn.title"), Sub: sub})
	l.search.Set(widgets.SearchFieldData{Placeholder: t("learn.search"), Hint: t("status.search.hint")})
	items := []fyne.CanvasObject{l.heading, l.search}
	l.cards = map[string]fyne.CanvasObject{}
	for _, sec := range articleSections(s.Library, s.Loc.Lang(), l.query) {
		items = append(items, l.section(sec))
	}
	if len(items) == 2 {
		e := widgets.EmptyStateData{Icon: "nav-learn", Title: t("learn.empty"), Text: t("learn.empty.todo")}
		switch {
		case s.Loading:
			e = widgets.EmptyStateData{Icon: "stage-not-reported", Title: t("learn.loading")}
		case l.query != "":
			e = widgets.EmptyStateData{Icon: "search", Title: t("learn.none"), Text: t("learn.none.todo")}
		}
		items = append(items, widgets.NewCard(widgets.CardData{}, nil, widgets.NewEmptyState(l.form, e, nil)))
	}
	l.column.SetItems(items...)
	l.column.SetForm(l.form)
}

// section draws the articles of one kind as one card.
func (l *Learn) section(sec articleSection) fyne.CanvasObject {
	rows := widgets.NewColumn(0)
	var items []fyne.CanvasObject
	side := theme.U(20)
	if l.form == widgets.Phone {
		side = theme.U(16)
	}
	for i, a := range sec.articles {
		text := widgets.NewColumn(4,
			widgets.NewParagraph(widgets.ParagraphData{Text: a.title, Step: theme.Lead, Bold: true}),
			widgets.NewParagraph(widgets.ParagraphData{Text: a.text, Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true}),
		)
		top := theme.U(12)
		if i == 0 {
			top = theme.U(4)
		}
		in := widgets.NewInset(widgets.InsetData{Top: top, Right: side, Bottom: theme.U(12), Left: side}, text)
		l.cards[a.id] = in
		items = append(items, in)
	}
	rows.SetItems(items...)
	loc := l.snap.Loc
	return widgets.NewCard(widgets.CardData{
		Title: loc.T("learn.kind."+string(sec.kind), nil),
		Sub:   loc.N("learn.count", len(sec.articles), nil),
		Rule:  true,
	}, nil, rows)
}

// article is one text in the reader's language.
type article struct{ id, title, text string }

type articleSection struct {
	kind     feed.ArticleKind
	articles []article
}

// articleSections sorts a library into causes, improvements, questions and
// whatever a newer feed has, each by position, and keeps what query finds.
// Sections without an article are left out.
func articleSections(lib *feed.Library, lang, query string) []articleSection {
	if lib == nil {
		return nil
	}
	sections := []articleSection{
		{kind: feed.ArticleCause}, {kind: feed.ArticleImprovement}, {kind: feed.ArticleFAQ}, {kind: feed.Unknown},
	}
	sorted := slices.Clone(lib.Articles)
	slices.SortStableFunc(sorted, func(a, b feed.Article) int { return cmp.Compare(a.Position, b.Position) })
	for _, a := range sorted {
		v := article{id: a.ID, title: a.Title.In(lang, lib.Language), text: a.Text.In(lang, lib.Language)}
		if !Matches(query, v.title, v.text) {
			continue
		}
		for i := range sections {
			if sections[i].kind == a.Kind {
				sections[i].articles = append(sections[i].articles, v)
			}
		}
	}
	return slices.DeleteFunc(sections, func(s articleSection) bool { return len(s.articles) == 0 })
}

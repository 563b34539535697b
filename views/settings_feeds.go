package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// feedCard lists the subscriptions and takes a new one.
func (s *Settings) feedCard() fyne.CanvasObject {
	t := s.text
	var rows []fyne.CanvasObject
	for _, f := range s.snap.Feeds {
		rows = append(rows, s.feedRow(f))
	}
	if len(rows) == 0 {
		rows = append(rows, widgets.NewParagraph(widgets.ParagraphData{Text: t("settings.feed.none"), Token: theme.TokenText2, Step: theme.Body}))
	}
	if f := s.snap.Feed; f.Private {
		rows = append(rows, s.tokenRows(f)...)
	}
	add := widgets.NewButton(s.form, widgets.ButtonData{Kind: widgets.Primary, Label: t("settings.feed.add")}, s.add)
	test := widgets.NewButton(s.form, widgets.ButtonData{Label: t("settings.feed.test")}, s.test)
	pages := widgets.NewButton(s.form, widgets.ButtonData{Label: t("pages.open"), Icon: "search"}, func() { s.showPages("") })
	add.SetDisabled(s.busy)
	pages.SetDisabled(s.busy)
	file := widgets.NewButton(s.form, widgets.ButtonData{Label: t("settings.feed.file")}, s.addFile)
	test.SetDisabled(s.busy)
	file.SetDisabled(s.busy)
	rows = append(rows,
		s.label("settings.feed.new"), widgets.NewField(s.form, s.address), s.label("settings.feed.token"), widgets.NewField(s.form, s.token),
		widgets.NewParagraph(widgets.ParagraphData{Text: t(tokenWhere(s.snap)), Step: theme.Small, Token: theme.TokenText3}),
		s.together(add, test, file, named(s, "pages", pages)),
	)
	if r := s.resultRow(); r != nil {
		rows = append(rows, r)
	}
	return s.block(t("settings.feeds"), t("settings.feeds.sub"), rows...)
}

func (s *Settings) label(id string) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: s.text(id), Step: theme.Body, Bold: true})
}

// feedRow is a feed with what can be done about it.
func (s *Settings) feedRow(f Feed) fyne.CanvasObject {
	t := s.text
	var sub []string
	if f.ID == s.snap.Feed.ID {
		sub = append(sub, t("settings.feed.shown"))
	}
	if word := officialWord(s.snap.Loc, f); word != "" {
		sub = append(sub, word)
	}
	if f.Private {
		place := f.Token
		if place == TokenNone {
			place = TokenMissing
		}
		sub = append(sub, t("settings.feed.token."+string(place)))
	}
	if f.Builtin {
		sub = append(sub, t("settings.feed.builtin"))
	} else {
		sub = append(sub, Plain(f.URL, 200))
	}
	words := widgets.NewColumn(2,
		widgets.NewParagraph(widgets.ParagraphData{Text: f.Name, Step: theme.Body, Bold: true}),
		widgets.NewParagraph(widgets.ParagraphData{Text: strings.Join(sub, " · "), Step: theme.Small, Token: theme.TokenText3}),
	)
	var buttons []fyne.CanvasObject
	word := func(id string) widgets.ButtonData {
		return widgets.ButtonData{Label: t(id), Say: spokenOf(s.snap.Loc, t(id), f.Name)}
	}
	if f.ID != s.snap.Feed.ID {
		buttons = append(buttons, widgets.NewButton(s.form, word("settings.feed.show"), func() { s.actions.SelectFeed(f.ID) }))
	}
	if f.Link != "" {
		buttons = append(buttons, widgets.NewButton(s.form, word("settings.feed.copy_link"), func() { s.copyLink(f) }))
	}
	if !f.Builtin && f.ID == s.renaming {
		return s.nameRows(words)
	}
	if !f.Builtin {
		buttons = append(buttons, named(s, "rename "+f.ID, widgets.NewButton(s.form, word("settings.feed.rename"), func() { s.rename(f) })))
		buttons = append(buttons, widgets.NewButton(s.form, word("action.remove"), func() { s.confirmRemove(f) }))
	}
	if len(buttons) == 0 {
		return words
	}
	return widgets.NewColumn(6, words, s.together(buttons...))
}

// nameRows take another name for a feed.
func (s *Settings) nameRows(words fyne.CanvasObject) fyne.CanvasObject {
	s.newName.name = s.text("settings.feed.rename.new")
	save := widgets.NewButton(s.form, widgets.ButtonData{Kind: widgets.Primary, Label: s.text("settings.feed.rename.save")}, s.saveName)
	cancel := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("action.cancel")}, func() { s.endRename() })
	return widgets.NewColumn(6, words, s.label("settings.feed.rename.new"), widgets.NewField(s.form, s.newName),
		widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.feed.rename.what"), Step: theme.Small, Token: theme.TokenText3}),
		s.together(save, cancel))
}

// rename lets the reader give a feed another name.
func (s *Settings) rename(f Feed) {
	s.renaming = f.ID
	s.newName.SetText(f.Name)
	s.redraw()
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.newName); c != nil {
		c.Focus(s.newName)
	}
}

func (s *Settings) saveName() {
	id, name := s.renaming, strings.TrimSpace(s.newName.Text)
	s.endRename()
	if id != "" && s.actions.RenameFeed != nil {
		s.actions.RenameFeed(id, name)
	}
}

func (s *Settings) endRename() {
	id := s.renaming
	s.renaming = ""
	s.redraw()
	if again := s.controls["rename "+id]; again != nil {
		if c := fyne.CurrentApp().Driver().CanvasForObject(s.root); c != nil {
			c.Focus(again)
		}
	}
}

// tokenRows take a new token for a private feed.
func (s *Settings) tokenRows(Feed) []fyne.CanvasObject {
	save := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("settings.feed.token.save")}, s.saveToken)
	save.SetDisabled(s.busy)
	return []fyne.CanvasObject{widgets.NewField(s.form, s.newToken), s.together(save)}
}

// resultRow says how the last try went, nil if there is nothing to say.
func (s *Settings) resultRow() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	switch {
	case s.busy:
		rows = []fyne.CanvasObject{widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.feed.busy"), Step: theme.Body, Token: theme.TokenText2})}
	case s.problem != nil:
		return problemRow(s.problem)
	case s.outcome != "":
		rows = []fyne.CanvasObject{successRow(s.text(s.outcome))}
	default:
		return nil
	}
	return widgets.NewColumn(2, rows...)
}

// problemRow says what failed and what to do.
func problemRow(p *Problem) fyne.CanvasObject {
	return widgets.NewColumn(2,
		widgets.NewParagraph(widgets.ParagraphData{Text: p.Text, Step: theme.Body, Bold: true, Token: theme.Major.Word()}),
		widgets.NewParagraph(widgets.ParagraphData{Text: p.Todo, Step: theme.Body, Token: theme.TokenText2}),
	)
}

func successRow(text string) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Bold: true, Token: theme.TokenAccent})
}

// try begins something that takes a while and shows how it ended.
func (s *Settings) try(begin func(done func(*Problem)), outcome string, after func()) {
	if s.busy {
		return
	}
	s.busy, s.problem, s.outcome = true, nil, ""
	s.redraw()
	begin(func(p *Problem) {
		s.busy, s.problem = false, p
		if p == nil {
			s.outcome = outcome
			after()
		}
		s.redraw()
	})
}

func (s *Settings) request() FeedRequest {
	return FeedRequest{URL: strings.TrimSpace(s.address.Text), Token: strings.TrimSpace(s.token.Text)}
}

func (s *Settings) add() {
	r := s.request()
	if namesPage(r.URL) {
		s.showPages(r.URL)
		return
	}
	s.adding(func(done func(bool, *Problem)) {
		s.actions.AddFeed(r, func(added bool, p *Problem) {
			if p != nil && p.MaybePage && isWebAddress(r.URL) {
				done(false, nil)
				s.showPages(r.URL)
				return
			}
			done(added, p)
		})
	})
}

// showPages looks for a status page, at an address if there is one.
func (s *Settings) showPages(address string) {
	if s.busy || s.actions.ShowPages == nil {
		return
	}
	s.actions.ShowPages(address, func() {
		s.problem, s.outcome = nil, "pages.added"
		s.address.SetText("")
		s.redraw()
	})
}

func (s *Settings) addFile() {
	r := FeedRequest{Token: s.request().Token}
	s.adding(func(done func(bool, *Problem)) { s.actions.AddFeedFile(r, done) })
}

// adding is try for what the reader may be asked about and think better of.
func (s *Settings) adding(begin func(done func(bool, *Problem))) {
	left := false
	s.try(func(done func(*Problem)) {
		begin(func(added bool, p *Problem) {
			left = !added
			done(p)
		})
	}, "settings.feed.added", func() {
		if left {
			s.outcome = ""
			return
		}
		s.address.SetText("")
		s.token.SetText("")
	})
}

// copyLink lets the reader share a feed.
func (s *Settings) copyLink(f Feed) {
	if s.busy || s.actions.Copy == nil {
		return
	}
	s.actions.Copy(f.Link)
	s.problem, s.outcome = nil, "settings.feed.link_copied"
	s.redraw()
}

func (s *Settings) test() {
	r := s.request()
	s.try(func(done func(*Problem)) { s.actions.TestFeed(r, done) }, "settings.feed.works", func() {})
}

func (s *Settings) saveToken() {
	id, token := s.snap.Feed.ID, strings.TrimSpace(s.newToken.Text)
	s.try(func(done func(*Problem)) { s.actions.SetToken(id, token, done) }, "settings.feed.token.saved", func() {
		s.newToken.SetText("")
	})
}

// tokenWhere is the message id of where tokens are kept. What is a keyring on a
// desktop is on a phone a key that the system keeps.
func tokenWhere(n *Snapshot) string {
	if n.OnPhone {
		return "settings.feed.token.phone"
	}
	return "settings.feed.token.where"
}

package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/i18n"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Offer is a feed that a link or a file names and that the reader may add.
type Offer struct {
	Name     string // as its signed profile gives it
	Host     string // in punycode
	Root     string // fingerprint of its root key
	Official string // as Feed.Official
	Live     bool   // false: a replay or a drill, by its own profile
	Expired  bool   // the profile's time has passed
}

// NewOffer is what a dialog shows before the reader says yes or no: whose feed
// it is, as far as anybody knows.
func NewOffer(l *i18n.Localizer, o Offer) fyne.CanvasObject {
	line := func(text string, step theme.Step, bold bool, token fyne.ThemeColorName) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: step, Bold: bold, Token: token})
	}
	label := func(id string) fyne.CanvasObject {
		return line(l.T(id, nil), theme.Small, false, theme.TokenText3)
	}
	objects := []fyne.CanvasObject{
		widgets.NewColumn(2, line(Plain(o.Name, nameLength), theme.Title, true, theme.TokenText), mark(l, o)),
		widgets.NewColumn(2, label("offer.host"), line(Plain(o.Host, 300), theme.Body, true, theme.TokenText)),
		widgets.NewColumn(2, label("offer.root"), line(shortRoot(o.Root), theme.Body, true, theme.TokenText)),
		line(l.T("offer.pinned", nil), theme.Small, false, theme.TokenText2),
	}
	if !o.Live {
		objects = append(objects, line(l.T("offer.not_live", nil), theme.Body, true, theme.TokenText))
	}
	if o.Expired {
		objects = append(objects, line(l.T("offer.expired", nil), theme.Body, true, theme.TokenText))
	}
	return container.New(noteLayout{}, widgets.NewColumn(12, objects...))
}

// mark says who vouches for an offered feed.
func mark(l *i18n.Localizer, o Offer) fyne.CanvasObject {
	word := officialWord(l, Feed{Root: o.Root, Official: o.Official})
	if o.Official == "" {
		return widgets.NewColumn(2,
			widgets.NewParagraph(widgets.ParagraphData{Text: word, Step: theme.Body, Bold: true, Token: theme.Partial.Word()}),
			widgets.NewParagraph(widgets.ParagraphData{Text: l.T("offer.unofficial", nil), Step: theme.Small, Token: theme.TokenText2}),
		)
	}
	return widgets.NewParagraph(widgets.ParagraphData{Text: word, Step: theme.Body, Bold: true, Token: theme.TokenAccent})
}

// officialWord says in a few words who vouches for a feed, "" where there is
// nothing to say.
func officialWord(l *i18n.Localizer, f Feed) string {
	switch {
	case f.Page != "":
		return l.T("feed.page", map[string]any{"Provider": providerWord(l, f.Page)})
	case f.Unofficial():
		return l.T("feed.unofficial", nil)
	case f.Builtin || f.Official == "":
		return ""
	case f.Official == OfficialDirectory:
		return l.T("feed.in_directory", nil)
	}
	return l.T("feed.confirmed", map[string]any{"Domain": Plain(f.Official, 80)})
}

// shortRoot is a fingerprint that two people can read to each other: 16 hex
// digits are 64 bits, far more than anybody can match by trying for a profile
// that one looks at once.
func shortRoot(root string) string {
	digits := strings.TrimPrefix(root, "sha256:")
	digits = digits[:min(16, len(digits))]
	var groups []string
	for len(digits) > 0 {
		n := min(4, len(digits))
		groups, digits = append(groups, digits[:n]), digits[n:]
	}
	return strings.Join(groups, " ")
}

package views

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"golang.org/x/text/unicode/norm"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Plain makes one short line of a text that may come from a feed, for places that are not ours to draw: a tray menu, a
// window title, a sentence. It is cleaned like all text on screen (widgets.CleanLine). What is longer than limit
// characters ends in "…" and is limit long then; a limit under 1 gives nothing.
func Plain(s string, limit int) string {
	if limit < 1 {
		return ""
	}
	// A character that a reader sees may take several runes; nobody needs more than these to cut it right.
	s, cut := firstRunes(s, limit*8+64)
	out := norm.NFC.String(widgets.CleanLine(s))
	if utf8.RuneCountInString(out) <= limit && !cut {
		return out
	}
	runes := []rune(out)
	end := min(limit-1, len(runes))
	for end > 0 && end < len(runes) && (unicode.Is(unicode.M, runes[end]) || isVariation(runes[end])) {
		end-- // not between a character and its marks
	}
	return strings.TrimRight(string(runes[:end]), " ") + "…"
}

// firstRunes returns the first n runes of s and whether that cut something off.
func firstRunes(s string, n int) (string, bool) {
	for i := range s {
		if n--; n < 0 {
			return s[:i], true
		}
	}
	return s, false
}

func isVariation(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F || r >= 0x1F3FB && r <= 0x1F3FF }

// NewNote is a short text for a dialog, one that may hold an address: it wraps at the width of a phone.
func NewNote(text string) fyne.CanvasObject {
	return container.New(noteLayout{}, widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Lead, KeepBreaks: true}))
}

// noteLayout gives a note its width, since wrapping text has none of its own.
type noteLayout struct{}

func (noteLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (noteLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(theme.U(260), 0)
	for _, o := range objects {
		size.Height = max(size.Height, widgets.HeightFor(o, size.Width))
	}
	return size
}

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

// stackedMarks bounds the combining marks on one character.
const stackedMarks = 4

// Plain makes one short line of a text that may come from a feed, for places that are not ours to draw: a tray menu, a
// window title, a sentence. Line breaks and runs of spaces become one space; controls, zero-width and direction marks,
// private and broken characters go. What is longer than limit characters ends in "…" and is limit long then; a limit
// under 1 gives nothing.
func Plain(s string, limit int) string {
	if limit < 1 {
		return ""
	}
	var b strings.Builder
	// A character that a reader sees may take several runes; nobody needs more than these to cut it right.
	most, marks, space, cut := limit*8+64, 0, true, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case unfit(r):
			continue
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > stackedMarks {
				continue
			}
		default:
			marks = 0
		}
		if most--; most < 0 {
			cut = true
			break
		}
		space = false
		b.WriteRune(r)
	}
	out := strings.TrimRight(norm.NFC.String(b.String()), " ")
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

func isVariation(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F || r >= 0x1F3FB && r <= 0x1F3FF }

// unfit tells what may not leave a feed's text: it could hide or reorder what stands beside it.
func unfit(r rune) bool {
	switch {
	case r == utf8.RuneError, r == 0x00AD, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0,
		r >= 0x180B && r <= 0x180F, r >= 0xFFF0 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

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

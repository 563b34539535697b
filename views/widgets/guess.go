package widgets

import "fyne.io/fyne/v2"

// advances are the widths of characters at a size of 1. UI goroutine only.
var advances = map[rune]float32{}

// advance is the width of one character by itself in the plain face.
func advance(r rune) float32 {
	if r > 0xAC00 && r <= 0xD7A3 {
		r = 0xAC00 // syllables are of one width
	}
	w, ok := advances[r]
	if !ok {
		const large = 100 // for the rounding
		w = fyne.MeasureText(string(r), large, fyne.TextStyle{}).Width / large
		advances[r] = w
	}
	return w
}

// guessLines says in how many lines a text will be set, by the widths of its characters: a thousandth of the time that
// setting it takes.
func guessLines(text string, width, size float32) int {
	if width <= 0 {
		return 1
	}
	lines, x, word := 0, float32(0), float32(0)
	end := func() { // of a word
		switch {
		case word == 0:
		case x > 0 && x+advance(' ')*size+word <= width:
			x += advance(' ')*size + word
		default:
			lines++
			for x = word; x > width; x -= width {
				lines++
			}
		}
		word = 0
	}
	for _, r := range text {
		switch r {
		case ' ':
			end()
		case '\n':
			end()
			x = 0
		default:
			word += advance(r) * size
		}
	}
	end()
	return max(1, lines)
}

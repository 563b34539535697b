//go:build linux

package desktop

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// preparation is what is done to a picture before it is read.
type preparation struct {
	// enlarge is by how much it grows, in percent: tesseract wants letters of some 30 pixels, the app's are 11–15.
	enlarge int
	// then are further steps of convert: tesseract divides a picture into text and ground on its own, and misses grey on grey.
	then []string
}

// preparations take turns. What one hides from tesseract another shows: tried on the app's screens, each of them misses one or two
// short labels of some forty, and not the same ones. All make the picture grey, so that white on a colour reads as black on white.
var preparations = []preparation{
	{enlarge: 250, then: []string{"-sharpen", "0x1"}},
	{enlarge: 300, then: []string{"-level", "20%,90%"}},
	{enlarge: 250, then: []string{"-lat", "60x60-4%"}},
}

// Reading is the text of a picture, as tesseract saw it.
type Reading struct {
	// Lines in the order of the page.
	Lines []Line
}

// Line is a run of words beside each other.
type Line struct {
	Words []Word
}

// Word is a piece of text and where it stands, in pixels of the window.
type Word struct {
	Text string
	Box  image.Rectangle
}

// Read takes a picture of a window and reads the text in an area of it, Korean and English; an empty area is all of it. A whole window
// takes 2–4 s of one core, so an area is worth naming. Each call prepares the picture in the next way, so that a condition which reads
// again and again is not stuck with one misread word.
func (s *Session) Read(ctx context.Context, w Window, area image.Rectangle) (Reading, error) {
	dir, err := os.MkdirTemp(filepath.Join(s.dir, "run"), "read")
	if err != nil {
		return Reading{}, err
	}
	defer os.RemoveAll(dir)
	picture, large := filepath.Join(dir, "window.png"), filepath.Join(dir, "large.png")
	if err := s.Screenshot(ctx, picture, w); err != nil {
		return Reading{}, err
	}
	way := preparations[int(s.reads.Add(1)-1)%len(preparations)]
	way.enlarge = int(float64(way.enlarge) / s.scale)
	steps := []string{picture}
	if !area.Empty() {
		steps = append(steps, "-crop", fmt.Sprintf("%dx%d+%d+%d", area.Dx(), area.Dy(), area.Min.X, area.Min.Y), "+repage")
	}
	if s.dark {
		steps = append(steps, "-negate")
	}
	steps = append(steps, "-colorspace", "Gray", "-resize", fmt.Sprintf("%d%%", way.enlarge))
	steps = append(steps, way.then...)
	if _, err := s.output(ctx, "convert", append(steps, large)...); err != nil {
		return Reading{}, err
	}
	// Page segmentation 11, sparse text: a window is no column of sentences.
	table, err := s.output(ctx, "tesseract", large, "-", "-l", s.reading, "--psm", "11", "tsv")
	if err != nil {
		return Reading{}, err
	}
	r, err := parseTSV(table, way.enlarge)
	for _, line := range r.Lines {
		for i := range line.Words {
			line.Words[i].Box = line.Words[i].Box.Add(area.Min)
		}
	}
	return r, err
}

// parseTSV reads tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
// Boxes come out in pixels of the picture before it was enlarged, by percent.
func parseTSV(table string, enlarge int) (Reading, error) {
	var r Reading
	last := ""
	lines := bufio.NewScanner(strings.NewReader(table))
	for n := 1; lines.Scan(); n++ {
		f := strings.Split(lines.Text(), "\t")
		const wordLevel = "5"
		if len(f) != 12 || f[0] != wordLevel || strings.TrimSpace(f[11]) == "" {
			continue
		}
		var box [4]int
		for i := range box {
			v, err := strconv.Atoi(f[6+i])
			if err != nil {
				return Reading{}, fmt.Errorf("tesseract's line %d: %w", n, err)
			}
			box[i] = v * 100 / enlarge
		}
		if place := strings.Join(f[1:5], "."); place != last || len(r.Lines) == 0 {
			r.Lines, last = append(r.Lines, Line{}), place
		}
		line := &r.Lines[len(r.Lines)-1]
		line.Words = append(line.Words, Word{Text: f[11], Box: image.Rect(box[0], box[1], box[0]+box[2], box[1]+box[3])})
	}
	return r, lines.Err()
}

// String is the text, a line each.
func (r Reading) String() string {
	var b strings.Builder
	for _, line := range r.Lines {
		for i, word := range line.Words {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Has says whether the text stands in the picture. Spaces do not count: tesseract often sets them between Korean syllables.
func (r Reading) Has(text string) bool {
	return strings.Contains(squeeze(r.String()), squeeze(text))
}

// Find returns the places where the text stands within one line, in the order of the page.
func (r Reading) Find(text string) []image.Rectangle {
	want := squeeze(text)
	var places []image.Rectangle
	for _, line := range r.Lines {
		whole := ""
		for _, word := range line.Words {
			whole += squeeze(word.Text)
		}
		for at := 0; want != ""; {
			i := strings.Index(whole[at:], want)
			if i < 0 {
				break
			}
			places = append(places, line.cover(at+i, at+i+len(want)))
			at += i + len(want)
		}
	}
	return places
}

// Beside returns, for each place where a name stands, the text to the right of it at the same height.
func (r Reading) Beside(name string) []string {
	var all []string
	for _, box := range r.Find(name) {
		middle := (box.Min.Y + box.Max.Y) / 2
		var words []Word
		for _, line := range r.Lines {
			for _, word := range line.Words {
				if word.Box.Min.Y < middle && middle < word.Box.Max.Y && word.Box.Min.X >= box.Max.X {
					words = append(words, word)
				}
			}
		}
		slices.SortStableFunc(words, func(a, b Word) int { return cmp.Compare(a.Box.Min.X, b.Box.Min.X) })
		texts := make([]string, len(words))
		for i, word := range words {
			texts[i] = word.Text
		}
		all = append(all, strings.Join(texts, " "))
	}
	return all
}

// cover is the box around the words that hold the bytes from…to of the line's squeezed text.
func (l Line) cover(from, to int) image.Rectangle {
	var box image.Rectangle
	at := 0
	for _, word := range l.Words {
		end := at + len(squeeze(word.Text))
		if at < to && end > from {
			box = box.Union(word.Box)
		}
		at = end
	}
	return box
}

// squeeze drops spaces and what tesseract takes for punctuation at edges of shapes.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

package diary

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/signintech/gopdf"
	"golang.org/x/text/unicode/norm"
)

// Measures in points (1/72 inch): A4 with margins of 17 mm.
const (
	margin   = 48.0
	bottom   = 60.0 // below it stands the foot
	body     = 9.5
	leading  = 1.45 // pitch of lines by size; Hangul needs more air than Latin
	cellGap  = 8.0
	fontName = "document"
)

// right before a cell sets it at the right edge of its column.
const right = "\x01"

type colour [3]uint8

var (
	ink  = colour{0x16, 0x1b, 0x22}
	grey = colour{0x55, 0x5d, 0x69}
	pale = colour{0xd0, 0xd5, 0xdd}
	red  = colour{0xb4, 0x23, 0x18}
)

// sheet writes lines on pages from the top down. After an error it does nothing.
type sheet struct {
	book  *Book
	pdf   *gopdf.GoPdf
	width float64
	high  float64
	y     float64
	step  func() error
	err   error

	advance map[rune]float64 // of a character at a size of 1
	has     map[rune]bool
	columns []float64 // of the table that is being written
	titles  []string
}

func newSheet(font []byte, b *Book) (*sheet, error) {
	s := &sheet{book: b, pdf: &gopdf.GoPdf{}, advance: make(map[rune]float64), has: make(map[rune]bool)}
	s.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	s.width, s.high = gopdf.PageSizeA4.W-2*margin, gopdf.PageSizeA4.H-bottom
	if err := s.pdf.AddTTFFontData(fontName, font); err != nil {
		return nil, err
	}
	if err := s.pdf.SetFont(fontName, "", body); err != nil {
		return nil, err
	}
	s.pdf.SetInfo(gopdf.PdfInfo{
		Title: strings.TrimSpace(b.mark() + " " + b.Loc.T("diary.doc.title", nil) + " · " + b.Feed), Author: b.Owner,
		Subject: b.Loc.T("diary.doc.private", nil), Creator: b.App, Producer: b.App, CreationDate: b.Made,
	})
	s.page()
	return s, nil
}

// page begins a new page; on all but the first stands what is told about.
func (s *sheet) page() {
	s.pdf.AddPage()
	s.y = margin
	if s.pdf.GetNumberOfPages() == 1 {
		return
	}
	token := grey
	if s.book.mark() != "" {
		token = red
	}
	s.text(margin, s.width, strings.TrimSpace(s.book.mark()+" "+s.t("diary.doc.title")+" · "+s.book.Feed), 8, token)
	s.y += 20
	if s.columns != nil {
		s.titleRow()
	}
}

// room begins a new page where less than need is left.
func (s *sheet) room(need float64) {
	if s.y+need > s.high {
		s.page()
	}
}

// text draws one line at y, cut off at limit.
func (s *sheet) text(x, limit float64, line string, size float64, c colour) {
	if s.err != nil {
		return
	}
	line = s.clean(line)
	if lines := s.wrap(line, limit, size); len(lines) > 1 {
		line = lines[0]
	}
	s.pdf.SetTextColor(c[0], c[1], c[2])
	s.fail(s.pdf.SetFontSize(size))
	s.pdf.SetXY(x, s.y+(leading-1)/2*size)
	s.fail(s.pdf.Cell(nil, line))
}

func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// clean leaves what the font can show, composed; line breaks stay.
func (s *sheet) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case !s.shows(r):
			return '□'
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "")))
}

func (s *sheet) shows(r rune) bool {
	has, known := s.has[r]
	if !known {
		// The library writes the text behind a glyph with four digits only.
		if r <= 0xFFFF {
			var err error
			has, err = s.pdf.IsCurrFontContainGlyph(r)
			s.fail(err)
		}
		s.has[r] = has
	}
	return has
}

// measure is the width of a text that was cleaned. The font has no kerning here,
// so it is the sum of its characters.
func (s *sheet) measure(text string, size float64) float64 {
	var sum float64
	for _, r := range text {
		a, ok := s.advance[r]
		if !ok && s.err == nil {
			s.fail(s.pdf.SetFontSize(100))
			w, err := s.pdf.MeasureTextWidth(string(r))
			s.fail(err)
			a = w / 100
			s.advance[r] = a
		}
		sum += a * size
	}
	return sum
}

// wrap breaks a cleaned text into lines, at spaces, and within a word that is too
// long for a line of its own.
func (s *sheet) wrap(text string, limit, size float64) []string {
	var out []string
	for _, hard := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(hard) {
			next := strings.TrimSpace(line + " " + word)
			if s.measure(next, size) <= limit {
				line = next
				continue
			}
			if line != "" {
				out = append(out, line)
			}
			line = ""
			for _, r := range word {
				if line != "" && s.measure(line+string(r), size) > limit {
					out = append(out, line)
					line = ""
				}
				line += string(r)
			}
		}
		out = append(out, line)
	}
	return out
}

func (s *sheet) paragraph(text string, size float64, c colour) {
	for _, l := range s.wrap(s.clean(text), s.width, size) {
		s.room(size * leading)
		s.text(margin, s.width, l, size, c)
		s.y += size * leading
	}
}

// facts is a name and its value.
func (s *sheet) facts(name, value string) {
	s.cells([]float64{0.16, 0.84}, []string{name, value}, body, ink)
}

// heading opens a section; nothing is what it says where it is empty.
func (s *sheet) heading(id string, n int, nothing string) {
	s.y += 18
	s.room(70) // never alone at the foot of a page
	s.paragraph(s.t(id), 13, ink)
	s.y += 4
	if n == 0 {
		s.paragraph(nothing, body, grey)
	}
}

// head begins a table; its titles come again on every page.
func (s *sheet) head(columns []float64, titles ...string) {
	s.columns, s.titles = columns, titles
	s.titleRow()
}

func (s *sheet) titleRow() {
	s.line(s.columns, s.split(s.columns, s.titles, 8.5), 0, 8.5, grey)
	s.y += 8.5*leading + 3
	s.rule(ink)
}

func (s *sheet) tableEnd() { s.columns, s.titles = nil, nil }

func (s *sheet) rule(c colour) {
	s.pdf.SetStrokeColor(c[0], c[1], c[2])
	s.pdf.SetLineWidth(0.5)
	s.pdf.Line(margin, s.y, margin+s.width, s.y)
	s.y += 3
}

// row is a row of a table. A long one goes on on the next page.
func (s *sheet) row(columns []float64, texts ...string) {
	if s.err != nil {
		return
	}
	s.cells(columns, texts, body, ink)
	s.rule(pale)
	s.fail(s.step())
}

func (s *sheet) cells(columns []float64, texts []string, size float64, c colour) {
	split := s.split(columns, texts, size)
	most := 0
	for _, lines := range split {
		most = max(most, len(lines))
	}
	s.room(float64(min(most, 3))*size*leading + 4) // no row begins with less than it needs to be read
	for i := range most {
		s.room(size * leading)
		s.line(columns, split, i, size, c)
		s.y += size * leading
	}
	s.y += 3
}

func (s *sheet) split(columns []float64, texts []string, size float64) [][]string {
	out := make([][]string, len(texts))
	for i, text := range texts {
		out[i] = s.wrap(s.clean(text), columns[i]*s.width-cellGap, size)
		if strings.HasPrefix(text, right) {
			for j := range out[i] {
				out[i][j] = right + out[i][j]
			}
		}
	}
	return out
}

// line draws the nth line of every cell.
func (s *sheet) line(columns []float64, split [][]string, n int, size float64, c colour) {
	x := margin
	for i, lines := range split {
		w := columns[i] * s.width
		if n < len(lines) && lines[n] != "" {
			text, atRight := strings.CutPrefix(lines[n], right)
			at := x
			if atRight {
				at += w - s.measure(text, size)
			}
			s.text(at, w, text, size, c)
		}
		x += w
	}
}

// number writes the foot of every page, now that their number is known.
func (s *sheet) number() {
	pages := s.pdf.GetNumberOfPages()
	for p := 1; p <= pages && s.err == nil; p++ {
		s.fail(s.pdf.SetPage(p))
		s.y = gopdf.PageSizeA4.H - bottom + 18
		foot := fmt.Sprintf("%d / %d", p, pages)
		s.text(margin, s.width, strings.TrimSpace(s.book.mark()+" "+s.t("diary.doc.foot")), 8, grey)
		s.text(margin+s.width-s.measure(foot, 8), 80, foot, 8, grey)
	}
}

package widgets

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"bokgu/views/theme"
)

// english are the words of the states for the English half of the pictures.
var english = map[theme.State]string{
	theme.Operational: "Working", theme.Degraded: "Unstable", theme.Partial: "Partly down",
	theme.Major: "Down", theme.Maintenance: "Maintenance", theme.Unknown: "Unconfirmed",
}

func stale(s theme.State) theme.Look { return theme.Look{State: s, Stale: true} }

// focused, hovered, held and disabled bring a control into a state.
func focused[T fyne.Focusable](w T) T {
	w.FocusGained()
	return w
}

func hovered[T desktop.Hoverable](w T) T {
	w.MouseIn(nil)
	return w
}

func held[T desktop.Mouseable](w T) T {
	w.MouseDown(nil)
	return w
}

func disabled[T interface{ SetDisabled(bool) }](w T) T {
	w.SetDisabled(true)
	return w
}

// tokenNames are the tokens of package theme in the order of their file, then those of the states.
func tokenNames() []theme.Token {
	f, err := parser.ParseFile(token.NewFileSet(), "../theme/tokens.go", nil, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	var out []theme.Token
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Token") {
			return true
		}
		if l, ok := v.Values[0].(*ast.BasicLit); ok {
			name, err := strconv.Unquote(l.Value)
			if err != nil {
				panic(err)
			}
			out = append(out, theme.Token(name))
		}
		return true
	})
	for _, s := range theme.States() {
		out = append(out, s.Word(), s.Fill(), s.Soft())
	}
	return out
}

// swatch is a colour with its name and its value.
func swatch(t theme.Token) cell {
	c := color.NRGBAModel.Convert(theme.Color(t)).(color.NRGBA)
	r := box(theme.ControlRadius)
	fill(r, t, theme.TokenLineCtl, theme.Stroke)
	return cell{state: fmt.Sprintf("%s  #%02X%02X%02X", strings.TrimPrefix(string(t), "bokgu."), c.R, c.G, c.B), w: 188, h: 26, object: r}
}

// foundationSheets show what all widgets are made of.
func foundationSheets() []golden {
	bar := func(w, h float32, t theme.Token, radius float32) fyne.CanvasObject {
		r := box(radius)
		fill(r, t, "", 0)
		r.SetMinSize(fyne.NewSize(w, h))
		return r
	}
	swatches := func(from func(theme.Token) bool) func() []cell {
		return func() (out []cell) {
			for _, t := range tokenNames() {
				if from(t) {
					out = append(out, swatch(t))
				}
			}
			return out
		}
	}
	ofState := func(t theme.Token) bool { return strings.Count(string(t), ".") > 1 }
	return []golden{
		{"colours", 640, swatches(func(t theme.Token) bool { return !ofState(t) })},
		{"colours-states", 640, swatches(ofState)},
		{"type", 560, func() (out []cell) {
			for _, s := range []struct {
				step theme.Step
				name string
			}{
				{theme.Small, "Small"},
				{theme.Body, "Body"},
				{theme.Lead, "Lead"},
				{theme.Title, "Title"},
				{theme.Hero, "Hero"},
				{theme.HeroTight, "HeroTight (phone)"},
			} {
				for _, bold := range []bool{false, true} {
					weight := "Regular"
					if bold {
						weight = "Bold"
					}
					out = append(out, cell{
						state: fmt.Sprintf("%s %s, %v / %v", s.name, weight, s.step.TextSize(), s.step.Pitch()), w: 528,
						object: NewLine(LineData{Text: "카톡 문자가 돌아오고 있어요. Back at 10:25", Step: s.step, Bold: bold}),
					})
				}
			}
			return out
		}},
		{"spacing", 560, func() (out []cell) {
			for _, n := range []float32{4, 8, 12, 16, 20, 24, 32} {
				out = append(out, cell{state: fmt.Sprint(n), w: n, h: 24, object: bar(n, 24, theme.TokenAccent, 0)})
			}
			for _, r := range []struct {
				name   string
				radius float32
			}{{"card 12", theme.CardRadius}, {"control 8", theme.ControlRadius}, {"tag 6", theme.TagRadius}} {
				o := box(r.radius)
				fill(o, theme.TokenSurface, theme.TokenLineStrong, theme.Stroke)
				out = append(out, cell{state: r.name, w: 88, h: 44, object: o})
			}
			touch := box(0)
			fill(touch, theme.TokenAccentSoft, theme.TokenAccent, theme.Stroke)
			return append(out, cell{state: "least to touch 44", w: theme.Touch, h: theme.Touch, object: touch})
		}},
		{"icon", 560, func() (out []cell) {
			for _, s := range theme.States() {
				for _, size := range []float32{40, 20, 14} {
					out = append(out, cell{state: fmt.Sprintf("%s %v", english[s], size), w: 84, h: 40, object: NewIcon(StateIcon(look(s), size))})
				}
				out = append(out, cell{state: "stale", w: 84, h: 40, object: NewIcon(StateIcon(stale(s), 20))})
			}
			for _, name := range []string{"nav-status", "nav-recovery", "nav-guidance", "nav-learn", "nav-diary", "nav-settings"} {
				out = append(out, cell{state: name, w: 84, h: 24, object: NewIcon(IconData{Name: name, Size: 24})})
			}
			return out
		}},
		{"arrangement", 640, func() []cell {
			block := func() fyne.CanvasObject {
				return NewInset(InsetData{Top: 8, Right: 12, Bottom: 8, Left: 12, Ground: theme.TokenAccentSoft}, NewLine(LineData{Text: "한 칸"}))
			}
			return []cell{
				{state: "Column, gap 16", w: 180, object: NewColumn(theme.Gap, block(), block())},
				{state: "Split, side by side", w: 380, object: NewSplit(SplitData{Gap: 16, Below: 300}, block(), block())},
				{state: "Split, stacked", w: 180, object: NewSplit(SplitData{Gap: 16}, block(), block())},
				{state: "Row, with one at the right end", w: 380, object: NewRow(Desktop, RowData{
					Gap: 8, Left: []fyne.CanvasObject{NewTag("하나"), NewTag("둘")}, Right: NewTag("오른쪽"),
				})},
				{state: "Row, out of room", w: 130, object: NewRow(Desktop, RowData{
					Gap: 8, Left: []fyne.CanvasObject{NewTag("하나 둘 셋"), NewTag("넷 다섯 여섯")},
				})},
				{state: "Inset, Pad(16)", w: 180, object: NewInset(Pad(16), block())},
				{state: "Inset, Sunken", w: 180, onCard: true, object: NewInset(Sunken(), NewLine(LineData{Text: "인용한 글"}))},
				{state: "Inset, SoftInset", w: 180, object: NewInset(SoftInset(look(theme.Major)), NewLine(LineData{Text: "판단"}))},
				{state: "Page, phone: its margins", w: 280, h: 150, object: NewPage(Phone, NewColumn(theme.Gap, block(), block()))},
				{state: "Frame, phone", w: 300, h: 150, object: NewFrame(Phone, nil, NewRail(screens, nil), NewTabs(screens, nil), NewPage(Phone, block()))},
			}
		}},
		{"text", 640, func() []cell {
			long := "카카오 데이터센터에 불이 나 여러 서비스가 멈췄어요. The operator has not said when all of it will be back."
			return []cell{
				{state: "Line", w: 290, object: NewLine(LineData{Text: "한 줄로 된 글"})},
				{state: "Line, cut: the whole on a tap", w: 290, object: NewLine(LineData{Text: long, Token: theme.TokenText2})},
				{state: "Paragraph", w: 290, object: NewParagraph(ParagraphData{Text: long})},
				{state: "Paragraph, two lines at most", w: 290, object: NewParagraph(ParagraphData{Text: long, MaxLines: 2})},
				{state: "Paragraph, a word without a space", w: 290, object: NewParagraph(ParagraphData{Text: "status.kakao.com/incidents/2022-10-15-datacenter-fire"})},
				{state: "Sentence of pieces", w: 290, object: NewSentence(theme.Body, []Piece{
					{Text: "문자 ", Bold: true},
					{Text: "01:31 ", Token: theme.TokenText3},
					{Text: "장애", Bold: true, Token: theme.Major.Word()},
					{Text: "에서 "},
					{Text: "일부 장애", Bold: true, Token: theme.Partial.Word()},
					{Text: "로 바뀌었어요"},
				})},
				{state: "Heading, desktop", w: 600, object: NewHeading(Desktop, HeadingData{"기능 24개 중 5개가 돌아왔어요.", "언제 다 돌아오는지는 아직 말하지 않았어요."})},
				{state: "Heading, phone", w: 328, object: NewHeading(Phone, HeadingData{"5 of 24 functions are back.", "Nobody has said when all will be."})},
			}
		}},
	}
}

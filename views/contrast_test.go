package views

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// leastContrast is what WCAG 2.1 asks of text (success criterion 1.4.3, level AA).
const leastContrast = 4.5

// painted is a filled box, where it stands in the window.
type painted struct {
	x, y, w, h float32
	fill       color.NRGBA
}

// written is a text with the colour it has and the one under it.
type written struct {
	text          string
	front, ground color.NRGBA
}

// onGrounds finds what is under every text that an object draws. Boxes are painted in the order of the tree; a text
// stands on the last one around its middle, else on the window.
func onGrounds(o fyne.CanvasObject, window color.Color) []written {
	var boxes []painted
	var out []written
	var visit func(fyne.CanvasObject, float32, float32)
	visit = func(o fyne.CanvasObject, x, y float32) {
		if o == nil || !o.Visible() {
			return
		}
		x, y = x+o.Position().X, y+o.Position().Y
		size := o.Size()
		switch o := o.(type) {
		case *canvas.Rectangle:
			if fill := opaque(o.FillColor); fill.A > 0 {
				boxes = append(boxes, painted{x, y, size.Width, size.Height, fill})
			}
		case *canvas.Text:
			if o.Text == "" || o.Color == nil {
				return
			}
			w := written{o.Text, opaque(o.Color), opaque(window)}
			m := o.MinSize()
			cx, cy := x+min(m.Width, max(size.Width, 1))/2, y+max(size.Height, m.Height)/2
			for _, b := range slices.Backward(boxes) {
				if cx >= b.x && cx <= b.x+b.w && cy >= b.y && cy <= b.y+b.h {
					w.ground = b.fill
					break
				}
			}
			out = append(out, w)
		case *fyne.Container:
			for _, c := range o.Objects {
				visit(c, x, y)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				visit(c, x, y)
			}
		}
	}
	visit(o, 0, 0)
	return out
}

func opaque(c color.Color) color.NRGBA {
	if c == nil {
		return color.NRGBA{}
	}
	return color.NRGBAModel.Convert(c).(color.NRGBA)
}

// ratio is the contrast of WCAG 2.1.
func ratio(a, b color.NRGBA) float64 {
	luminance := func(c color.NRGBA) float64 {
		lin := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Every text of every screen can be read on what is really under it: light and dark, confirmed, stale and as a replay,
// with everything that can be disabled.
func TestContrastOnTheScreens(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
			for _, moment := range []string{"live", "stale", "replay", "first run"} {
				a := test.NewTempApp(t)
				a.Settings().SetTheme(theme.New(choice, 1))
				s := kakao(t, "ko", morning)
				s.Follows = map[string]bool{"talk.media": true}
				s.Notices = []Notice{{ID: "n", Level: LevelOffline, Text: "연결이 끊겼어요.", Detail: "다시 연결해요.", Button: "다시 시도", Do: func() {}}}
				switch moment {
				case "stale":
					s.Real = s.Real.Add(time.Hour)
					s.Now, s.Stale, s.Connection = s.Real, true, ConnWaiting
					s.Notices[0].Level = LevelError
				case "replay":
					s.Replay = &Replay{Title: "지난 장애", At: morning, Speed: 60, NextAt: morning.Add(time.Hour), Control: true}
					s.Notices[0].Level = LevelInfo
				case "first run":
					s.FirstRun = true
				}
				shell := NewShell((&calls{}).actions(), ShellOptions{Phone: form == widgets.Phone})
				width := float32(1180)
				if form == widgets.Phone {
					width = 390
				}
				window(t, shell.Object(), width, 5000)
				shell.Update(s)
				look := func(name string) {
					t.Helper()
					texts := onGrounds(shell.Object(), theme.Color(theme.TokenBg))
					if len(texts) < 5 {
						t.Errorf("%s: only %d texts", name, len(texts))
					}
					for _, w := range texts {
						if got := ratio(w.front, w.ground); got < leastContrast {
							t.Errorf("choice %d, form %d, %s, %s: %q has %.2f : 1 (%v on %v)", choice, form, moment, name, w.text, got, w.front, w.ground)
						}
					}
				}
				if moment == "first run" {
					shell.first.feed.problem = &Problem{Text: "닿지 않아요.", Todo: "다시 해요.", Unreached: true}
					for step := range firstRunSteps {
						shell.first.goTo(step)
						look(fmt.Sprint("step ", step+1))
					}
					continue
				}
				for _, p := range places {
					shell.Open(Route{Screen: p.screen})
					look(string(p.screen))
				}
				shell.Open(Route{Screen: ScreenService, ID: "talk"})
				look(string(ScreenService))
			}
		}
	}
}

// A text on its own colour, or beside its box, is found.
func TestContrastOnTheScreensCanFail(t *testing.T) {
	startApp(t)
	box := canvas.NewRectangle(color.NRGBA{R: 0x20, G: 0x20, B: 0x20, A: 0xFF})
	box.Resize(fyne.NewSize(100, 40))
	in, beside := canvas.NewText("in", color.NRGBA{R: 0x33, G: 0x33, B: 0x33, A: 0xFF}), canvas.NewText("beside", color.Black)
	in.Resize(in.MinSize())
	beside.Move(fyne.NewPos(200, 0))
	beside.Resize(beside.MinSize())
	got := onGrounds(&fyne.Container{Objects: []fyne.CanvasObject{box, in, beside}}, color.White)
	if len(got) != 2 || ratio(got[0].front, got[0].ground) >= leastContrast || math.Abs(ratio(got[1].front, got[1].ground)-21) > 0.01 {
		t.Errorf("%+v", got)
	}
}

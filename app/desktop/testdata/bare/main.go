// Command bare is the measure for the app's start and memory: a window of the same toolkit, built with the same tags, with the
// same two fonts, the same size, and nothing to say. Its one mark has the colour that the benchmark looks for in the app's board.
package main

import (
	"image/color"
	"os"
	"os/signal"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"bokgu/assets"
)

// mark is the fill of the shape for "down" in the light theme.
var mark = color.NRGBA{R: 0xd5, G: 0x2f, B: 0x3f, A: 0xff}

type fonts struct{ fyne.Theme }

func (f fonts) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.Theme.Color(name, theme.VariantLight)
}

var (
	regular = fyne.NewStaticResource("regular.otf", assets.FontRegular())
	bold    = fyne.NewStaticResource("bold.otf", assets.FontBold())
)

func (fonts) Font(style fyne.TextStyle) fyne.Resource {
	if style.Bold {
		return bold
	}
	return regular
}

func main() {
	a := app.NewWithID("bokgu.bare")
	a.Settings().SetTheme(fonts{theme.DefaultTheme()})
	w := a.NewWindow("bare")
	shape := canvas.NewRectangle(mark)
	shape.SetMinSize(fyne.NewSquareSize(24))
	w.SetContent(container.NewVBox(
		container.NewHBox(shape),
		widget.NewLabel("무엇이 안 되나요?"),
		widget.NewLabelWithStyle("카카오톡", fyne.TextAlignLeading, fyne.TextStyle{Bold: true}),
	))
	w.Resize(fyne.NewSize(1100, 800))

	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	go func() {
		<-end
		fyne.Do(a.Quit)
	}()
	w.ShowAndRun()
}

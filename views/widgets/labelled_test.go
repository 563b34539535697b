package widgets

import (
	"testing"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// Controls beside a name stand beside each other as far as there is room, and below each other where there is none.
func TestControlsBesideAName(t *testing.T) {
	start(t, theme.Light, 1)
	play, drill := NewButton(Desktop, ButtonData{Label: "재생"}, nil), NewButton(Desktop, ButtonData{Label: "훈련"}, nil)
	l := NewLabelled(Desktop, "2022년 10월 카카오 장애", NewRow(Desktop, RowData{Gap: 8, Left: []fyne.CanvasObject{play, drill}}))
	c := show(t, l, 600, 200)
	l.Resize(c.Size())
	if play.Position().Y != drill.Position().Y {
		t.Errorf("at 600 they are at %v and %v", play.Position(), drill.Position())
	}
	if end := drill.Position().X + drill.Size().Width; end > l.control.Size().Width+1 {
		t.Errorf("the last ends at %v of %v", end, l.control.Size().Width)
	}
	if h := l.HeightFor(600); h > play.MinSize().Height+1 {
		t.Errorf("%v high, a control is %v", h, play.MinSize().Height)
	}
	if h := l.HeightFor(play.MinSize().Width + 60); h < 2*play.MinSize().Height {
		t.Errorf("%v high where there is room for one beside the name", h)
	}
}

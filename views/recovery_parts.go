package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// promiseTally counts kept, moved and missed promises at the head of the ledger.
type promiseTally struct {
	row   *fyne.Container
	marks []*widgets.Mark
}

func newPromiseTally() *promiseTally {
	p := &promiseTally{}
	var left []fyne.CanvasObject
	for range 3 {
		m := widgets.NewMark(widgets.MarkData{})
		p.marks, left = append(p.marks, m), append(left, m)
	}
	p.row = container.New(lineLayout{}, left...)
	return p
}

func (p *promiseTally) set(s *Snapshot, in *feed.Incident) {
	n := promiseCounts(in, s.Now)
	for i, d := range []struct {
		state feed.PromiseState
		icon  string
		token theme.Token
	}{
		{feed.PromiseKept, "check", theme.Operational.Fill()},
		{feed.PromiseMoved, "moved", theme.Degraded.Fill()},
		{feed.PromiseMissed, "cross", theme.Major.Fill()},
	} {
		p.marks[i].Set(widgets.MarkData{
			Icon: d.icon, IconToken: d.token, Text: s.Loc.T("promise."+string(d.state), nil), Token: theme.TokenText2,
			Step: theme.Small, Extra: s.Loc.Number(n[string(d.state)]),
		})
	}
}

// wholeText shows an update with all of its text, on the desktop too, where an UpdateRow cuts it after one line: an
// operator's notice must be readable to its end.
type wholeText struct {
	widget.BaseWidget
	row *widgets.UpdateRow
}

func newWholeText(row *widgets.UpdateRow) *wholeText {
	w := &wholeText{row: row}
	w.ExtendBaseWidget(w)
	return w
}

// HeightFor implements widgets.Tall.
func (w *wholeText) HeightFor(width float32) float32 { return w.row.HeightFor(width) }

// CreateRenderer implements fyne.Widget.
func (w *wholeText) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(w.row) }

// lineLayout sets objects in one line at their least size.
type lineLayout struct{}

// lineGap is the room between two objects of a line.
const lineGap = 14

func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for _, o := range objects {
		m := o.MinSize()
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		o.Resize(m)
		x += m.Width + theme.U(lineGap)
	}
}

func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		m := o.MinSize()
		if i > 0 {
			size.Width += theme.U(lineGap)
		}
		size.Width += m.Width
		size.Height = max(size.Height, m.Height)
	}
	return size
}

package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// A page that no window has painted yet goes to the right place too.
func TestPageGoesToWhatWasNeverPainted(t *testing.T) {
	test.NewTempApp(t)
	var cards []fyne.CanvasObject
	inner := NewParagraph(ParagraphData{Text: "inside"})
	for range 20 {
		cards = append(cards, NewCard(CardData{Title: "title"}, nil, NewParagraph(ParagraphData{Text: "text"})))
	}
	cards = append(cards, NewCard(CardData{Title: "title"}, nil, NewInset(InsetData{Top: 10}, container.NewStack(inner))))
	for range 20 {
		cards = append(cards, NewCard(CardData{Title: "title"}, nil, NewParagraph(ParagraphData{Text: "text"})))
	}
	p := NewPage(Desktop, NewColumn(16, cards...))
	p.Resize(fyne.NewSize(800, 400))
	p.ScrollTo(cards[10])
	first := p.Offset()
	if want := p.sheet.content.Position().Y + cards[10].Position().Y; first > want || first < want-50 {
		t.Errorf("it goes to %v, the card is at %v", first, want)
	}
	p.ScrollTo(inner)
	if want := p.sheet.content.Position().Y + cards[20].Position().Y; p.Offset() <= first || p.Offset() < want-50 {
		t.Errorf("it goes to %v, the card is at %v", p.Offset(), want)
	}
	at := p.Offset()
	p.ScrollTo(NewParagraph(ParagraphData{}))
	if p.Offset() != at {
		t.Error("it goes to what is not on it")
	}
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// controlSheets show what can be pressed, turned, chosen or written into.
func controlSheets() []golden {
	type pressable interface {
		fyne.CanvasObject
		fyne.Focusable
		desktop.Hoverable
		SetDisabled(bool)
	}
	return []golden{
		{"button", 760, func() (out []cell) {
			for _, k := range []struct {
				name string
				d    ButtonData
			}{
				{"plain", ButtonData{Label: "지우기"}},
				{"primary", ButtonData{Kind: Primary, Label: "확인하기"}},
				{"link", ButtonData{Kind: Link, Label: "출처", After: "link"}},
				{"with an icon", ButtonData{Label: "Start", Icon: "play"}},
			} {
				one := func() *Button { return NewButton(Desktop, k.d, nil) }
				for _, s := range []struct {
					name string
					o    pressable
				}{
					{k.name, one()},
					{"pointed at", hovered(one())},
					{"pressed", held(one())},
					{"keyboard", focused(one())},
					{"disabled", disabled(one())},
					{"phone", NewButton(Phone, k.d, nil)},
				} {
					out = append(out, cell{state: s.name, w: 108, h: 44, object: s.o})
				}
			}
			return append(out, cell{state: "cut: the whole on a secondary tap", w: 108, h: 44, object: NewButton(Desktop, ButtonData{Label: "아주 긴 이름이 붙은 단추"}, nil)})
		}},
		{"iconbutton", 560, func() []cell {
			one := func(f Form) *IconButton { return NewIconButton(f, IconButtonData{Icon: "search"}, nil) }
			return []cell{
				{state: "normal", w: 76, h: 44, object: one(Desktop)},
				{state: "pointed at", w: 76, h: 44, object: hovered(one(Desktop))},
				{state: "pressed", w: 76, h: 44, object: held(one(Desktop))},
				{state: "keyboard", w: 76, h: 44, object: focused(one(Desktop))},
				{state: "disabled", w: 76, h: 44, object: disabled(one(Desktop))},
				{state: "phone", w: 76, h: 44, object: one(Phone)},
			}
		}},
		{"chip", 640, func() []cell {
			d := ChipData{Label: "문제 있음", Count: "19"}
			on := ChipData{Icon: "star-on", Label: "Mine", Count: "3", Selected: true}
			one := func(d ChipData) *Chip { return NewChip(Desktop, d, nil) }
			return []cell{
				{state: "normal", w: 130, h: 44, object: one(d)},
				{state: "pointed at", w: 130, h: 44, object: hovered(one(d))},
				{state: "keyboard", w: 130, h: 44, object: focused(one(d))},
				{state: "selected", w: 130, h: 44, object: one(on)},
				{state: "selected, keyboard", w: 130, h: 44, object: focused(one(on))},
				{state: "phone", w: 130, h: 44, object: NewChip(Phone, d, nil)},
				{state: "cut, never its count", w: 90, h: 44, object: one(d)},
			}
		}},
		{"segmented", 640, func() []cell {
			d := SegmentedData{Labels: []string{"6시간", "24시간", "전체"}, Selected: 2}
			over, keyboard := NewSegmented(Desktop, d, nil), NewSegmented(Desktop, d, nil)
			hovered(over.segments[0])
			focused(keyboard.segments[1])
			return []cell{
				{state: "normal", w: 190, h: 44, object: NewSegmented(Desktop, d, nil)},
				{state: "first pointed at", w: 190, h: 44, object: over},
				{state: "second has the keyboard", w: 190, h: 44, object: keyboard},
				{state: "phone", w: 220, h: 44, object: NewSegmented(Phone, SegmentedData{Labels: []string{"6 h", "24 h", "All"}}, nil)},
			}
		}},
		{"toggle", 560, func() (out []cell) {
			for _, on := range []bool{false, true} {
				word := map[bool]string{false: "off", true: "on"}[on]
				d := ToggleData{On: on}
				for _, k := range []struct {
					name string
					one  func() pressable
				}{
					{"Switch ", func() pressable { return NewSwitch(Desktop, d, nil) }},
					{"Check ", func() pressable { return NewCheck(Desktop, d, nil) }},
					{"Star ", func() pressable { return NewStar(Desktop, d, nil) }},
				} {
					out = append(out,
						cell{state: k.name + word, w: 84, h: 44, object: k.one()},
						cell{state: "pointed at", w: 84, h: 44, object: hovered(k.one())},
						cell{state: "keyboard", w: 84, h: 44, object: focused(k.one())},
						cell{state: "disabled", w: 84, h: 44, object: disabled(k.one())})
				}
			}
			return out
		}},
		{"labelled", 640, func() []cell {
			control := func() fyne.CanvasObject { return NewSwitch(Desktop, ToggleData{On: true, Label: "알림"}, nil) }
			return []cell{
				{state: "a control with its name", w: 296, object: NewLabelled(Desktop, "창을 닫아도 트레이에 남기", control())},
				{state: "wrapped", w: 200, object: NewLabelled(Desktop, "Keep Bokgu in the tray when the window is closed", control())},
				{state: "phone: no room beside", w: 200, object: NewLabelled(Phone, "Replay of October 2022", NewButton(Phone, ButtonData{Label: "Start", Icon: "play"}, nil))},
			}
		}},
		{"checkrow", 640, func() []cell {
			d := CheckRowData{Title: "사진·동영상", Sub: "보내지 못해요"}
			on, fixed := d, d
			on.On, fixed.On, fixed.Fixed = true, true, true
			fixed.Title, fixed.Sub = "Verified by its key", "This cannot be changed"
			one := func(d CheckRowData) *CheckRow { return NewCheckRow(Desktop, d, nil) }
			return []cell{
				{state: "off", w: 296, object: one(d)},
				{state: "on", w: 296, object: one(on)},
				{state: "pointed at", w: 296, object: hovered(one(d))},
				{state: "keyboard", w: 296, object: focused(one(on))},
				{state: "fixed", w: 296, object: one(fixed)},
				{state: "phone, without a second line", w: 296, object: NewCheckRow(Phone, CheckRowData{Title: "화면을 켜 둘게요"}, nil)},
			}
		}},
		{"search", 640, func() []cell {
			d := SearchFieldData{Placeholder: "서비스나 기능 찾기", Hint: "Ctrl F"}
			typed := NewSearchField(Desktop, d, nil)
			typed.SetText("ㅋㅋㅇ")
			return []cell{
				{state: "empty", w: 296, object: NewSearchField(Desktop, d, nil)},
				{state: "written into", w: 296, object: typed},
				{state: "no room for the shortcut", w: 180, object: NewSearchField(Desktop, SearchFieldData{Placeholder: "Find a function", Hint: "Ctrl F"}, nil)},
				{state: "phone", w: 296, object: NewSearchField(Phone, d, nil)},
			}
		}},
		{"field", 640, func() []cell {
			one := func(f Form, text string) *Field {
				e := &searchEntry{onEscape: func() {}, onFocus: func() {}}
				e.ExtendBaseWidget(e)
				e.SetPlaceHolder("wss://status.example.com")
				e.SetText(text)
				return NewField(f, e)
			}
			return []cell{
				{state: "empty", w: 296, object: one(Desktop, "")},
				{state: "written into", w: 296, object: one(Desktop, "카카오")},
				{state: "phone: 44 to touch", w: 296, object: one(Phone, "")},
			}
		}},
		{"nav", 400, func() []cell {
			rail, tabs := NewRail(screens, nil), NewTabs(screens, nil)
			hovered(rail.items[1])
			focused(rail.items[2])
			focused(tabs.items[3])
			return []cell{
				{state: "Rail: selected, pointed at, keyboard", w: 88, h: 420, object: rail},
				{state: "Tabs: selected; the fourth has the keyboard", w: 360, object: tabs},
			}
		}},
		{"quick", 880, func() []cell {
			d := []QuickAnswer{
				{Icon: "prohibit", Label: "하지 마세요", Value: "앱 삭제, 로그아웃", Extra: "급하면 전화로 연락하세요"},
				{Icon: "nav-recovery", Label: "Recovery", Value: "4 of 7 stages begun", Extra: "1 promise missed"},
				{Icon: "bell", Label: "알림", Value: "내 기능 3개를 지켜보고 있어요"},
			}
			one := func(f Form) *QuickAnswers { return NewQuickAnswers(f, d, nil) }
			over := one(Desktop)
			hovered(over.cells[0])
			focused(over.cells[2])
			return []cell{
				{state: "normal", w: 840, object: one(Desktop)},
				{state: "first pointed at, third has the keyboard", w: 840, object: over},
				{state: "phone", w: 328, object: one(Phone)},
			}
		}},
		{"card", 640, func() []cell {
			text := func() fyne.CanvasObject {
				return NewInset(InsetData{Top: 14, Right: 20, Bottom: 18, Left: 20}, NewParagraph(ParagraphData{Text: "카드는 아무것도 자르지 않아요."}))
			}
			return []cell{
				{state: "title and second words", w: 296, object: NewCard(CardData{Title: "약속", Sub: "지킨 것과 나란히"}, nil, text())},
				{state: "with a rule and an icon", w: 296, object: NewCard(CardData{Icon: "bell", Title: "알림", Rule: true}, nil, text())},
				{state: "with a control", w: 296, object: NewCard(CardData{Title: "Alerts", Rule: true}, NewSwitch(Desktop, ToggleData{On: true}, nil), text())},
				{state: "without a head", w: 296, object: NewCard(CardData{}, nil, text())},
			}
		}},
		{"dialog", 792, func() []cell {
			make := func() *Dialog {
				foot := NewRow(Desktop, RowData{Gap: 8, Left: []fyne.CanvasObject{
					NewButton(Desktop, ButtonData{Kind: Primary, Label: "저장"}, nil), NewButton(Desktop, ButtonData{Label: "그만두기"}, nil),
				}})
				return NewDialog(DialogData{Title: "메모를 적어요"}, NewParagraph(ParagraphData{Text: "못 한 일과 손해를 적어 두면 나중에 쓸 수 있어요."}), foot)
			}
			// A dialog goes by the width of its window.
			return []cell{
				{state: "in the middle of a window", w: 760, h: 240, object: make()},
				{state: "phone: it fills the window", w: 300, h: 240, object: make()},
			}
		}},
	}
}

package views

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// alertThresholds are what the select offers: off is the switch.
var alertThresholds = slices.DeleteFunc(slices.Clone(settings.Thresholds), func(id string) bool { return id == string(alert.Off) })

// alertCard holds all about when to tell: the switch, the threshold, the pause,
// the quiet hours, and what all of it would have meant in a real outage.
func (s *Settings) alertCard() fyne.CanvasObject {
	v, t := s.snap.Settings, s.text
	on := v.AlertsEnabled && v.AlertThreshold != string(alert.Off)
	sub := t("settings.alerts.sub")
	if s.snap.OnPhone {
		sub = t("settings.alerts.phone")
	}
	rows := []fyne.CanvasObject{
		widgets.NewParagraph(widgets.ParagraphData{Text: sub, Step: theme.Body, Token: theme.TokenText2}),
		s.toggle(t("settings.alerts.on"), on, func(v *settings.Values, on bool) {
			v.AlertsEnabled = on
			if on && v.AlertThreshold == string(alert.Off) {
				v.AlertThreshold = settings.Defaults().AlertThreshold
			}
		}),
	}
	if on && s.snap.Blocked {
		rows = append(rows, s.blockedRows()...)
	}
	if on {
		rows = append(rows, s.row(t("settings.alerts.threshold"), true, s.thresholdSelect()))
		rows = append(rows, s.snoozeRows()...)
		rows = append(rows, s.quietRows()...)
		rows = append(rows, s.previewRow())
	}
	return s.block(t("settings.alerts"), "", rows...)
}

// blockedRows say that the system keeps every alert from the reader, and what
// they can do about it.
func (s *Settings) blockedRows() []fyne.CanvasObject {
	ask := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("settings.alerts.allow")}, func() {
		if s.actions.AskNotifications != nil {
			s.actions.AskNotifications()
		}
	})
	return []fyne.CanvasObject{
		widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.alerts.blocked"), Step: theme.Body, Bold: true, Token: theme.Major.Word()}),
		widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.alerts.blocked.todo"), Step: theme.Body, Token: theme.TokenText2}),
		s.together(named(s, "allow", ask)),
	}
}

func (s *Settings) thresholdSelect() fyne.CanvasObject {
	labels := make([]string, len(alertThresholds))
	for i, id := range alertThresholds {
		labels[i] = s.text("threshold." + id)
	}
	choose := func(i int) {
		s.actions.Change(func(v *settings.Values) { v.AlertThreshold = alertThresholds[i] })
	}
	now := slices.Index(alertThresholds, s.snap.Settings.AlertThreshold)
	if crowded(s.form) { // a select does not wrap
		return widgets.NewSegmented(s.form, widgets.SegmentedData{Name: s.text("settings.alerts.threshold"), Labels: labels, Selected: now}, choose)
	}
	return named(s, "threshold", pick(s.form, s.text("settings.alerts.threshold"), labels, now, choose))
}

// selection is a select that says to a screen reader what is chosen with it.
type selection struct {
	widget.Select
	form widgets.Form
	name string
}

// MinSize implements fyne.CanvasObject: on a phone a finger needs more than the toolkit gives.
func (p *selection) MinSize() fyne.Size {
	m := p.Select.MinSize()
	if p.form == widgets.Phone {
		m.Height = max(m.Height, theme.U(theme.Touch))
	}
	return m
}

// AccessibilityLabel implements fyne.Accessible.
func (p *selection) AccessibilityLabel() string { return p.name + ", " + p.Selected }

// AccessibilityRole implements fyne.Accessible.
func (p *selection) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained implements fyne.Focusable.
func (p *selection) FocusGained() {
	p.Select.FocusGained()
	widgets.RevealFocused()
}

// pick is a select that tells the index of what the reader chose.
func pick(form widgets.Form, name string, labels []string, now int, chosen func(int)) *selection {
	p := &selection{form: form, name: name}
	p.Options = labels
	p.ExtendBaseWidget(p)
	// A select is as wide as what it shows while nothing is chosen.
	p.PlaceHolder = slices.MaxFunc(labels, func(a, b string) int { return cmp.Compare(wide(a), wide(b)) })
	if now >= 0 {
		p.SetSelectedIndex(now)
	}
	p.OnChanged = func(string) {
		if i := p.SelectedIndex(); i >= 0 {
			chosen(i)
		}
	}
	return p
}

func wide(s string) float32 {
	return fyne.MeasureText(s, theme.Body.TextSize(), fyne.TextStyle{}).Width
}

// snoozeRows offer a pause and say when the present one ends.
func (s *Settings) snoozeRows() []fyne.CanvasObject {
	chips := make([]fyne.CanvasObject, len(alert.Snoozes))
	for i, z := range alert.Snoozes {
		now := z == s.snap.Snooze || !z.On() && !s.snap.Snooze.On()
		chip := widgets.NewChip(s.form, widgets.ChipData{Label: s.text("snooze." + string(z)), Selected: now}, func() { s.actions.Snooze(z) })
		chips[i] = named(s, "snooze."+string(z), chip)
	}
	rows := []fyne.CanvasObject{s.label("settings.snooze"), s.together(chips...)}
	if s.snap.Snooze.On() {
		when := s.deviceTime(s.snap.SnoozeUntil)
		rows = append(rows, s.note(s.snap.Loc.T("settings.snooze.until", map[string]any{"When": when})))
	}
	return rows
}

// deviceTime is a moment of the device: in a replay the screens speak of times
// of another place.
func (s *Settings) deviceTime(t time.Time) string {
	return s.snap.Loc.In(time.Local).When(t, s.snap.Real)
}

func (s *Settings) note(text string) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Small, Token: theme.TokenText2})
}

// The editor's steps, in minutes of the day.
const (
	quietStep   = 30
	minutesADay = 24 * 60
)

// newWindow is what "add" begins with: every night, outages and warnings come
// through.
func newWindow() alert.QuietWindow {
	return alert.QuietWindow{Weekdays: slices.Clone(weekOrder), From: 23 * 60, To: 7 * 60, BreakThrough: true}
}

// weekOrder is the order in which the days are shown.
var weekOrder = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// quietRows are the list of quiet hours, each of them to be edited in place.
func (s *Settings) quietRows() []fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.NewColumn(2, s.label("settings.quiet"), s.note(s.text("settings.quiet.sub")))}
	for i, w := range s.snap.Quiet {
		rows = append(rows, s.windowBox(i, w))
	}
	add := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("settings.quiet.add")}, func() {
		s.actions.ChangeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow { return append(q, newWindow()) })
	})
	add.SetDisabled(len(s.snap.Quiet) >= alert.MaxWindows)
	return append(rows, s.together(named(s, "quiet.add", add)))
}

// editWindow changes one window. The list may have become another meanwhile.
func (s *Settings) editWindow(i int, edit func(*alert.QuietWindow)) {
	s.actions.ChangeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow {
		if i < len(q) {
			edit(&q[i])
		}
		return q
	})
}

// windowBox is one quiet time.
func (s *Settings) windowBox(i int, w alert.QuietWindow) fyne.CanvasObject {
	name := func(what string) string { return fmt.Sprintf("quiet.%d.%s", i, what) }
	say := func(what string) string {
		return s.snap.Loc.T("settings.quiet.nth", map[string]any{"N": i + 1, "What": what})
	}
	days := make([]fyne.CanvasObject, len(weekOrder))
	for d, day := range weekOrder {
		label := s.text(fmt.Sprintf("weekday.%d.short", day))
		chip := widgets.NewChip(s.form, widgets.ChipData{Label: label, Say: say(s.text(fmt.Sprintf("weekday.%d", day))), Selected: slices.Contains(w.Weekdays, day)}, func() {
			s.editWindow(i, func(w *alert.QuietWindow) { w.Weekdays = toggled(w.Weekdays, day) })
		})
		days[d] = named(s, name("day."+label), chip)
	}
	times, minutes := quietTimes(w)
	from := named(s, name("from"), pick(s.form, say(s.text("settings.quiet.from")), times, slices.Index(minutes, w.From), func(n int) {
		s.editWindow(i, func(w *alert.QuietWindow) { w.From = minutes[n] })
	}))
	to := named(s, name("to"), pick(s.form, say(s.text("settings.quiet.to")), times, slices.Index(minutes, w.To), func(n int) {
		s.editWindow(i, func(w *alert.QuietWindow) { w.To = minutes[n] })
	}))
	remove := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("action.remove"), Say: say(s.text("action.remove"))}, func() {
		s.actions.ChangeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow {
			if i < len(q) {
				q = slices.Delete(q, i, i+1)
			}
			return q
		})
	})
	between := widgets.NewLine(widgets.LineData{Text: "–", Step: theme.Body, Token: theme.TokenText2})
	rows := []fyne.CanvasObject{
		s.week(days),
		widgets.NewRow(s.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{from, container.New(dashLayout{}, between, to)}, Right: remove}),
	}
	if text := windowNote(s.snap, w); text != "" {
		rows = append(rows, s.note(text))
	}
	rows = append(rows, s.row(s.text("settings.quiet.break"), false,
		named(s, name("break"), widgets.NewSwitch(s.form, widgets.ToggleData{On: w.BreakThrough, Label: say(s.text("settings.quiet.break"))}, func(on bool) {
			s.editWindow(i, func(w *alert.QuietWindow) { w.BreakThrough = on })
		}))))
	box := widgets.Sunken()
	box.Ground = theme.TokenSurface // the selects are sunken
	return widgets.NewInset(box, widgets.NewColumn(10, rows...))
}

// week sets the days beside each other; on a phone, where seven of what a finger needs are too wide, the weekend is below.
func (s *Settings) week(days []fyne.CanvasObject) fyne.CanvasObject {
	row := func(days []fyne.CanvasObject) fyne.CanvasObject {
		return widgets.NewRow(s.form, widgets.RowData{Gap: 6, Left: days})
	}
	if s.form == widgets.Phone {
		return widgets.NewColumn(6, row(days[:5]), row(days[5:]))
	}
	return row(days)
}

// dashLayout sets a dash before a select, both in the middle of the height.
type dashLayout struct{}

// dashRoom is the width of the dash, at a text scale of 100 %.
const dashRoom = 16

func (dashLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(theme.U(dashRoom), 0)
}

func (dashLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	room, high := theme.U(dashRoom), o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(room, high))
	o[0].Move(fyne.NewPos(0, (size.Height-high)/2))
	o[1].Resize(fyne.NewSize(size.Width-room, size.Height))
	o[1].Move(fyne.NewPos(room, 0))
}

// toggled returns the days with day in or out, in the order of the week.
func toggled(days []time.Weekday, day time.Weekday) []time.Weekday {
	on := !slices.Contains(days, day)
	return slices.DeleteFunc(slices.Clone(weekOrder), func(d time.Weekday) bool {
		return d == day && !on || d != day && !slices.Contains(days, d)
	})
}

// quietTimes are the times of the day that the selects offer: in steps, and what
// the window has besides.
func quietTimes(w alert.QuietWindow) (labels []string, minutes []int) {
	for m := 0; m < minutesADay; m += quietStep {
		minutes = append(minutes, m)
	}
	for _, m := range []int{w.From, w.To} {
		if i, found := slices.BinarySearch(minutes, m); !found {
			minutes = slices.Insert(minutes, i, m)
		}
	}
	for _, m := range minutes {
		labels = append(labels, minuteClock(m))
	}
	return labels, minutes
}

// minuteClock writes a minute of the day as all times of the app: "07:30".
func minuteClock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// windowNote says what is not plain from the fields, "" if nothing is.
func windowNote(s *Snapshot, w alert.QuietWindow) string {
	switch {
	case len(w.Weekdays) == 0:
		return s.Loc.T("settings.quiet.no_day", nil)
	case w.From == w.To:
		return s.Loc.T("settings.quiet.whole_day", nil)
	case w.To < w.From:
		return s.Loc.T("settings.quiet.next_day", map[string]any{"To": minuteClock(w.To)})
	}
	return ""
}

// previewRow says what the rules would have done.
func (s *Settings) previewRow() fyne.CanvasObject {
	text, sub := previewText(s.snap)
	rows := []fyne.CanvasObject{widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Bold: true, Token: theme.TokenAccent})}
	if sub != "" {
		rows = append(rows, s.note(sub))
	}
	return widgets.NewColumn(2, rows...)
}

// previewText is the sentence of the preview and what was counted.
func previewText(s *Snapshot) (text, sub string) {
	p := s.Preview
	if !p.Ready {
		return s.Loc.T("settings.preview.wait", nil), ""
	}
	text = s.Loc.T("settings.preview.none", nil)
	if p.Times > 0 {
		text = s.Loc.N("settings.preview", p.Times, nil)
	}
	if p.All {
		return text, s.Loc.T("settings.preview.all", nil)
	}
	return text, s.Loc.T("settings.preview.starred", nil)
}

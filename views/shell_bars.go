package views

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// speeds are those that the button of the replay bar goes through. At 60 a minute of the past takes a second.
var speeds = []float64{1, 60, 600, 3600, 36000}

func (s *Shell) newBars() {
	s.replay = widgets.NewReplayBar(s.form, widgets.ReplayBarData{})
	s.replay.OnPrevious = func() { s.command(s.actions.SkipBack) }
	s.replay.OnPause = s.turnReplay
	s.replay.OnNext = func() { s.command(s.actions.SkipToNext) }
	s.replay.OnSpeed = func() {
		if s.replayed() != nil {
			call(s.actions.SetSpeed, nextSpeed(s.speed))
		}
	}
	s.replay.OnDrill = func() {
		if s.replayed() != nil {
			call(s.actions.StartDrill, "")
		}
	}
	s.replay.OnEnd = func() { s.command(s.actions.EndReplay) }
	s.replay.OnSeek = func(at time.Time) {
		if s.replayed() != nil {
			call(s.actions.Seek, at)
		}
	}
	s.replay.Say = func(at time.Time, short bool) string {
		if short {
			return shortTime(s.snap, at, s.narrow)
		}
		return s.snap.Loc.At(at)
	}
	s.replay.Hide()
	s.notice = widgets.NewNoticeBar(s.form, widgets.NoticeBarData{}, s.answerNotice)
	s.notice.OnOpen = s.openNotices
	s.notice.Hide()
}

// turnReplay lets the replay stop, or go on; at its end it begins anew.
func (s *Shell) turnReplay() {
	if r := s.replayed(); r != nil {
		call(s.actions.Pause, r.Speed > 0 && !r.Ended)
	}
}

// replayed is the replay that obeys, nil if there is none.
func (s *Shell) replayed() *Replay {
	if s.snap == nil || s.snap.Replay == nil || !s.snap.Replay.Control {
		return nil
	}
	return s.snap.Replay
}

func (s *Shell) command(f func()) {
	if s.replayed() != nil && f != nil {
		f()
	}
}

// nextSpeed is the step after speed; after the last comes the first.
func nextSpeed(speed float64) float64 {
	for _, v := range speeds {
		if v > speed {
			return v
		}
	}
	return speeds[0]
}

// setBars brings replay bar and notice up to date.
func (s *Shell) setBars() {
	n := s.snap
	replay, notice := n.Replay != nil, len(n.Notices) > 0
	high := s.replay.MinSize().Height
	if replay {
		if n.Replay.Speed > 0 {
			s.speed = n.Replay.Speed
		}
		s.replay.Set(replayBar(n, s.speed, s.narrow))
	}
	if notice {
		s.notice.Set(noticeBar(n))
	}
	if replay != s.replay.Visible() || notice != s.notice.Visible() || replay && s.replay.MinSize().Height != high {
		show(s.replay, replay)
		show(s.notice, notice)
		if s.view != nil {
			s.view.Refresh()
		}
	}
}

// replayBar is what the banner says; speed is the one before a pause. Where it is narrow there is room for what it is
// and when, and for buttons without words.
func replayBar(s *Snapshot, speed float64, narrow bool) widgets.ReplayBarData {
	r := s.Replay
	t := func(id string, data map[string]any) string { return s.Loc.T(id, data) }
	mode := "mode.replay"
	if r.Drill {
		mode = "mode.drill"
	}
	d := widgets.ReplayBarData{
		Pill: t(mode, nil), Time: s.Loc.At(r.At), Text: r.Title, ShortTime: shortTime(s, r.At, narrow), Narrow: narrow,
	}
	if d.Text == "" {
		d.Text = t(mode+".explain", nil)
	}
	if !r.Control {
		return d
	}
	d.Paused, d.Pause = r.Speed <= 0 || r.Ended, t("shell.replay.pause", nil)
	switch {
	case r.Ended:
		d.Pause = t("shell.replay.again", nil)
	case d.Paused:
		d.Pause = t("shell.replay.resume", nil)
	}
	if speed > 0 {
		d.Speed = t("shell.replay.speed", map[string]any{"Speed": speedWord(s, speed)})
	}
	if !r.PreviousAt.IsZero() {
		d.Previous = t("shell.replay.previous", map[string]any{"At": s.Loc.When(r.PreviousAt, r.At)})
	}
	if r.NextAt.After(r.At) {
		d.Next = t("shell.replay.next", map[string]any{"At": s.Loc.When(r.NextAt, r.At)})
	}
	if !r.Drill {
		d.Drill = t("shell.replay.drill", nil)
	}
	d.End = t("shell.replay.end", nil)
	d.Line = widgets.ScrubData{From: r.From, At: r.At, Until: r.Until, Moments: r.Moments}
	d.Line.Label = t("shell.replay.line", map[string]any{
		"At": s.Loc.At(r.At), "From": s.Loc.At(r.From), "Until": s.Loc.At(r.Until),
	})
	return d
}

// shortTime is a moment where there is little room, without its year where it is narrow.
func shortTime(s *Snapshot, at time.Time, narrow bool) string {
	at = at.In(s.Loc.Zone())
	id := "shell.replay.short"
	if narrow {
		id = "shell.replay.shorter"
	}
	return s.Loc.T(id, map[string]any{
		"Year": at.Format("2006"), "Month": at.Format("01"), "Day": at.Format("02"), "Clock": at.Format("15:04"),
	})
}

// speedWord writes a speed: whole, as all of ours are, or with what digits it has.
func speedWord(s *Snapshot, speed float64) string {
	if n := int(speed); float64(n) == speed {
		return s.Loc.Number(n)
	}
	return strconv.FormatFloat(speed, 'f', -1, 64)
}

// noticeBar is the most important notice, with the number of the others.
func noticeBar(s *Snapshot) widgets.NoticeBarData {
	n := s.Notices[0]
	d := widgets.NoticeBarData{Kind: widgets.NoticeInfo, Text: n.Text, Sub: n.Detail, Action: n.Button}
	switch n.Level {
	case LevelOffline:
		d.Kind = widgets.NoticeOffline
	case LevelError:
		d.Kind = widgets.NoticeError
	case LevelInfo:
	}
	if more := len(s.Notices) - 1; more > 0 {
		d.Text = s.Loc.N("shell.notice.more", more, map[string]any{"Text": n.Text})
	}
	if d.Action == "" && n.Close {
		d.Action = s.Loc.T("action.close", nil)
	}
	return d
}

// answerNotice is the button of the notice: what it offers, else to put it away.
func (s *Shell) answerNotice() {
	if s.snap == nil || len(s.snap.Notices) == 0 {
		return
	}
	n := s.snap.Notices[0]
	if n.Button != "" && n.Do != nil {
		n.Do()
	}
	if n.Close {
		call(s.actions.CloseNotice, n.ID)
	}
}

// openNotices shows all notices in full, with what to do about each.
func (s *Shell) openNotices() {
	windows := fyne.CurrentApp().Driver().AllWindows()
	if s.snap == nil || len(s.snap.Notices) == 0 || len(windows) == 0 {
		return
	}
	var text []string
	for _, n := range s.snap.Notices {
		text = append(text, strings.TrimSpace(n.Text+"\n"+n.Detail))
	}
	t := func(id string) string { return s.snap.Loc.T(id, nil) }
	var d *widgets.Dialog
	shut := widgets.NewButton(s.form, widgets.ButtonData{Label: t("action.close")}, func() { d.Shut() })
	shut.OnEscape = func() { d.Shut() }
	d = widgets.NewDialog(widgets.DialogData{Title: t("shell.notices"), Close: t("action.close")},
		widgets.NewParagraph(widgets.ParagraphData{Text: strings.Join(text, "\n\n"), Step: theme.Lead, KeepBreaks: true}),
		widgets.NewRow(s.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{shut}}))
	d.Open(windows[0].Canvas())
}

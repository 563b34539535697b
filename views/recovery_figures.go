package views

import (
	"slices"
	"strings"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// recoveryFigures are the four numbers: time, cause, stages, promises.
func recoveryFigures(s *Snapshot, in *feed.Incident) []widgets.Figure {
	return []widgets.Figure{timeFigure(s, in), causeFigure(s, in), stageFigure(s, in), promiseFigure(s, in)}
}

func timeFigure(s *Snapshot, in *feed.Incident) widgets.Figure {
	from := dayStamp(s, in.StartedAt)
	switch end := endOf(in); {
	case over(in) && end.After(in.StartedAt):
		return widgets.Figure{
			Label: s.Loc.T("recovery.time.took", nil), Value: s.Loc.Duration(end.Sub(in.StartedAt)),
			Sub: s.Loc.T("recovery.range", map[string]any{"From": from, "To": dayStamp(s, end)}),
		}
	case over(in):
		return widgets.Figure{
			Label: s.Loc.T("recovery.time.began", nil), Value: from, Sub: s.Loc.T("recovery.time.unknown", nil),
		}
	case s.Stale:
		return widgets.Figure{
			Label: s.Loc.T("recovery.time.began", nil), Value: from, Sub: s.Loc.T("recovery.time.stale", nil),
		}
	}
	return widgets.Figure{
		Label: s.Loc.T("recovery.time", nil), Value: s.Loc.Duration(s.Now.Sub(in.StartedAt)),
		Sub: s.Loc.T("time.from", map[string]any{"T": from}),
	}
}

func causeFigure(s *Snapshot, in *feed.Incident) widgets.Figure {
	f := widgets.Figure{Label: s.Loc.T("recovery.cause", nil)}
	switch list := causesOf(s, in); len(list) {
	case 0:
		f.Value, f.Sub = s.Loc.T("recovery.cause.none", nil), s.Loc.T("recovery.cause.none.sub", nil)
	case 1:
		f.Value, f.Sub = list[0].word, s.Loc.T("recovery.cause.below", nil)
		if len(list[0].texts) == 1 {
			f.Sub = list[0].texts[0]
		}
	default:
		f.Value = s.Loc.N("recovery.cause.more", len(list)-1, map[string]any{"First": list[0].word})
		f.Sub = s.Loc.T("recovery.cause.below", nil)
	}
	return f
}

// cause is one category with everything that was said of it.
type cause struct {
	word  string
	texts []string
}

// causesOf are the causes by category, in the order in which they were named.
func causesOf(s *Snapshot, in *feed.Incident) []cause {
	var out []cause
	for _, c := range in.Causes {
		word, text := enumWord(s, "cause.", string(c.Category)), textOf(s, c.Text)
		i := slices.IndexFunc(out, func(o cause) bool { return o.word == word })
		if i < 0 {
			i = len(out)
			out = append(out, cause{word: word})
		}
		if text != "" {
			out[i].texts = append(out[i].texts, text)
		}
	}
	return out
}

// enumWord is the word of a value of one of the feed's enumerations, that of unknown for one that has none.
func enumWord(s *Snapshot, section, value string) string {
	if value == "" {
		value = feed.Unknown
	}
	return s.Loc.T(section+value, nil)
}

// textOf is a text of the shown document for the reader.
func textOf(s *Snapshot, t feed.Text) string { return t.In(s.Loc.Lang(), s.Status.Feed.Language) }

func stageFigure(s *Snapshot, in *feed.Incident) widgets.Figure {
	active, done := 0, 0
	for _, name := range feed.Stages {
		switch in.Stage(name).State {
		case feed.StageActive:
			active++
		case feed.StageDone:
			done++
		case feed.StageNotReported:
		}
	}
	f := widgets.Figure{Label: s.Loc.T("recovery.stages", nil)}
	total := map[string]any{"Total": s.Loc.Number(len(feed.Stages))}
	switch {
	case active+done == 0:
		f.Value, f.Sub = s.Loc.T("recovery.stages.none", nil), s.Loc.T("recovery.stages.none.sub", nil)
	case done == len(feed.Stages):
		f.Value = s.Loc.T("recovery.stages.done", total)
	case active+done == len(feed.Stages):
		f.Value = s.Loc.T("recovery.stages.all", total)
	default:
		f.Value = s.Loc.N("recovery.stages.begun", active+done, total)
	}
	var sub []string
	if done > 0 && active+done > 0 && done < len(feed.Stages) {
		sub = append(sub, s.Loc.N("recovery.stages.n_done", done, nil))
	}
	if active > 0 {
		sub = append(sub, s.Loc.N("recovery.stages.n_active", active, nil))
	}
	if len(sub) > 0 {
		f.Sub = strings.Join(sub, s.Loc.T("answer.comma", nil))
	}
	return f
}

func promiseFigure(s *Snapshot, in *feed.Incident) widgets.Figure {
	f := widgets.Figure{Label: s.Loc.T("recovery.promises", nil)}
	n := promiseCounts(in, s.Now)
	for _, o := range []string{promiseSilent, string(feed.PromiseMissed), string(feed.PromiseOpen), string(feed.PromiseMoved), string(feed.PromiseKept)} {
		if n[o] > 0 {
			f.Value = s.Loc.N("recovery.promises."+o, n[o], nil)
			break
		}
	}
	if f.Value == "" {
		f.Value = s.Loc.T("recovery.promises.none", nil)
	}
	next, late := promisesAhead(in, s.Now)
	switch {
	case late != nil:
		f.Sub = s.Loc.T("recovery.promises.late", map[string]any{"When": dayStamp(s, late.DueAt)})
	case next != nil:
		f.Sub = s.Loc.T("recovery.promises.next", map[string]any{"When": dayStamp(s, next.DueAt)})
	case over(in):
		f.Sub = s.Loc.T("recovery.promises.over", nil)
	default:
		f.Sub = s.Loc.T("recovery.promises.no_end", nil)
	}
	return f
}

package source

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// newestFirst orders updates by the time that they are shown with, which their
// author may have set back, and cuts them to maxUpdates. Of the same moment the
// one that the source lists first stays first: pages list the newest first.
func newestFirst(updates []feed.Update) []feed.Update {
	slices.SortStableFunc(updates, func(a, b feed.Update) int { return b.DisplayAt.Compare(a.DisplayAt) })
	return updates[:min(len(updates), maxUpdates)]
}

// stageOf says which stage of the recovery an operator's word belongs to
// (docs/feed.md): only these four can be derived from a page that knows no
// stages, the others stay not reported.
var stageOf = map[feed.IncidentStatus]feed.StageName{
	feed.Investigating: feed.ProblemConfirmed,
	feed.Identified:    feed.SystemCheck,
	feed.Monitoring:    feed.ContinuousMonitoring,
	feed.Postmortem:    feed.FollowUpPlan,
}

// stages derives how far a recovery is: a stage is active while its word is the
// operator's present one and done when another has followed. A post-mortem is the
// follow-up plan, so with it that is done. A stage is active since its word was
// first used and done since the first other word after its last use. The order of
// the updates does not matter, so that one with a time set back cannot move
// anything to and fro.
func stages(in *feed.Incident, updates []feed.Update) []feed.Stage {
	var out []feed.Stage
	for _, name := range feed.Stages {
		var first, last, left time.Time
		for _, u := range updates {
			if stageOf[u.Status] == name {
				first, last = earlier(first, u.DisplayAt), later(last, u.DisplayAt)
			}
		}
		present := stageOf[in.Status] == name
		if first.IsZero() && !present {
			continue
		}
		for _, u := range updates {
			if stageOf[u.Status] != name && u.DisplayAt.After(last) {
				left = earlier(left, u.DisplayAt)
			}
		}
		st := feed.Stage{Stage: name, State: feed.StageDone, At: pointer(firstTime(left, last))}
		if present {
			st.At = pointer(firstTime(first, in.StartedAt)) // pages without updates have the word alone
			if !in.Status.Over() {
				st.State = feed.StageActive
			}
		}
		out = append(out, st)
	}
	return out
}

package feed

import (
	"strings"
	"testing"
	"time"
)

func TestValidateNamesThePath(t *testing.T) {
	for _, tc := range []struct {
		says  string
		spoil func(*Status)
	}{
		{"schema: is 9, not 1", func(s *Status) { s.Schema = 9 }},
		{`mode: unknown value "fun"`, func(s *Status) { s.Mode = "fun" }},
		{"feed.id: missing", func(s *Status) { s.Feed.ID = "" }},
		{"feed.name: missing", func(s *Status) { s.Feed.Name = nil }},
		{`feed.time_zone: "Mars/Base" is not`, func(s *Status) { s.Feed.TimeZone = "Mars/Base" }},
		{"epoch: missing", func(s *Status) { s.Epoch = "" }},
		{"epoch_started: missing", func(s *Status) { s.EpochStarted = time.Time{} }},
		{"seq: missing", func(s *Status) { s.Seq = 0 }},
		{"expires_at: not after issued_at", func(s *Status) { s.ExpiresAt = s.IssuedAt }},
		{"changes_after: is 9, past seq 7", func(s *Status) { s.ChangesAfter = 9 }},
		{"replay: missing", func(s *Status) { s.Mode = ModeReplay }},
		{"replay: in a live document", func(s *Status) { s.Replay = &Replay{} }},
		{"library_ref.sha256: not 64 hex digits", func(s *Status) { s.LibraryRef.SHA256 = "x" }},
		{"components[1].id: duplicate of components[0]", func(s *Status) { s.Components[1].ID = "chat" }},
		{"components[0].name: missing", func(s *Status) { s.Components[0].Name = nil }},
		{`components[0].status: unknown value "bad"`, func(s *Status) { s.Components[0].Status = "bad" }},
		{"components[0].since: missing", func(s *Status) { s.Components[0].Since = time.Time{} }},
		{`components[2].group_id: no component "gone"`, func(s *Status) { s.Components[2].GroupID = "gone" }},
		{"components[2].group_id: is the component itself", func(s *Status) { s.Components[2].GroupID = "chat.photo" }},
		{"incidents[0].id: missing", func(s *Status) { s.Incidents[0].ID = "" }},
		{"incidents[0].status: missing", func(s *Status) { s.Incidents[0].Status = "" }},
		{"incidents[0].resolved_at: missing", func(s *Status) { s.Incidents[0].Status = Resolved }},
		{`incidents[0].component_ids[0]: no component "gone"`, func(s *Status) { s.Incidents[0].ComponentIDs[0] = "gone" }},
		{"incidents[0].causes[0].text: missing", func(s *Status) { s.Incidents[0].Causes[0].Text = nil }},
		{"incidents[0].stages[0].state: unknown", func(s *Status) { s.Incidents[0].Stages[0].State = "nearly" }},
		{"incidents[0].stages[1].stage: duplicate", func(s *Status) {
			s.Incidents[0].Stages = append(s.Incidents[0].Stages, s.Incidents[0].Stages[0])
		}},
		{"incidents[0].promises[0].due_at: missing", func(s *Status) { s.Incidents[0].Promises[0].DueAt = time.Time{} }},
		{`incidents[0].promises[0].replaces: no promise "p0"`, func(s *Status) { s.Incidents[0].Promises[0].Replaces = "p0" }},
		{"incidents[0].updates[0].id: missing", func(s *Status) { s.Incidents[0].Updates[0].ID = "" }},
		{"incidents[0].updates[0].body: missing", func(s *Status) { s.Incidents[0].Updates[0].Body = nil }},
		{"incidents[0].updates[0].stage: unknown", func(s *Status) { s.Incidents[0].Updates[0].Stage = "x" }},
		{"incidents[0].updates: 11 of them", func(s *Status) { s.Incidents[0].Updates = make([]Update, 11) }},
		{"maintenances[0].scheduled_until: before scheduled_for", func(s *Status) { s.Maintenances[0].ScheduledUntil = time.Time{} }},
		{"guidance[0].title: missing", func(s *Status) { s.Guidance[0].Title = nil }},
		{"guidance[0].actions[0].type: unknown", func(s *Status) { s.Guidance[0].Actions[0].Type = "fax" }},
		{"guidance[0].expires: not after effective", func(s *Status) { s.Guidance[0].Expires = s.Guidance[0].Effective }},
		{`guidance[0].valid_while.component_id: no component "x"`, func(s *Status) { s.Guidance[0].ValidWhile.ComponentID = "x" }},
		{"guidance[1].valid_while.status_in[0]: unknown", func(s *Status) { s.Guidance[1].ValidWhile.StatusIn[0] = "ok" }},
		{`guidance[1].supersedes: no guidance "g9"`, func(s *Status) { s.Guidance[1].Supersedes = "g9" }},
		{"changes[0].kind: unknown", func(s *Status) { s.Changes[0].Kind = "mood" }},
		{`changes[0].id: "e1.8.0" is not`, func(s *Status) { s.Changes[0].ID = "e1.8.0" }},
	} {
		t.Run(tc.says, func(t *testing.T) {
			s := golden(t)
			tc.spoil(s)
			if err := Validate(s); err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAMakerMaySayThatItCannotTell(t *testing.T) {
	s := golden(t)
	s.Components[1].Status = ComponentUnknown
	if err := Validate(s); err != nil {
		t.Error(err)
	}
}

package views

import (
	"slices"
	"time"
	"unicode/utf16"

	"bokgu/sync/feed"
)

// smsUnits is how much of a text message one SMS takes: 70 UTF-16 units, which are the 140 bytes of UCS-2, or of EUC-KR
// with two bytes a syllable (3GPP TS 23.040, section 9.2.3.16).
const smsUnits = 70

// smsLength counts a text as SMS does: what lies outside the basic plane, such as an emoji, takes two units.
func smsLength(s string) int { return len(utf16.Encode([]rune(s))) }

// outward is a snapshot as others may see it: what the reader follows and which other feeds there are stays here.
func outward(s *Snapshot) *Snapshot {
	out := *s
	out.Follows, out.Others, out.FollowedIncidents, out.Standbys = nil, nil, nil, nil
	return &out
}

// shareable reports whether there is anything to tell others.
func shareable(s *Snapshot) bool {
	return s != nil && s.Status != nil && !s.Loading && len(s.Services) > 0
}

// shareText is how it stands in at most smsUnits: the mark of a replay, the state and since when, what works, and as of
// when. It is never more certain than the screen. What does not fit goes in this order: works, how long, the date, the
// end of a name.
func shareText(shown *Snapshot) string {
	s := outward(shown)
	if s.Stale {
		return fitting(s, staleShares(s))
	}
	return fitting(s, freshShares(s))
}

// shareInstead is what the reader chose to use instead of the worst that does not work: "" without a choice. It goes out
// only if the reader says so: it may be a phone number.
func shareInstead(s *Snapshot) string {
	_, chosen := firstChosen(s)
	return Plain(chosen, MaxStandbyText)
}

// shareTextInstead is shareText with that in it: before what works and how long, but never in place of what fails or of
// as of when. ok is false where there is no room for it.
func shareTextInstead(shown *Snapshot) (text string, ok bool) {
	s, instead := outward(shown), shareInstead(shown)
	if instead == "" {
		return shareText(shown), false
	}
	worst, at := feed.Worst(s.Services), asOf(s)
	mark := headOf(s)
	since := subjectOf(s, worst).since
	for _, limit := range nameLimits {
		data := map[string]any{"Name": shareName(s, worst, limit)}
		for _, when := range []string{s.Loc.When(at, s.Real), s.Loc.Clock(at)} {
			var states []string
			id := "share." + stateWord(worst)
			if s.Stale {
				data["When"] = when
				states = append(states, s.Loc.T("share.stale."+stateWord(worst), data))
			} else {
				if lasts(worst) && !since.IsZero() && s.Now.Sub(since) >= time.Minute {
					data["D"] = s.Loc.Duration(s.Now.Sub(since))
					states = append(states, s.Loc.T(id+".lasting", data))
				}
				states = append(states, s.Loc.T(id, data))
			}
			for _, state := range states {
				parts := map[string]any{"State": state, "Instead": instead, "AsOf": s.Loc.T("share.as_of", map[string]any{"When": when})}
				join := "share.join.instead"
				if s.Stale { // it has said as of when
					join = "share.join.instead.stale"
				}
				out := s.Loc.T(join, parts)
				if mark != "" {
					out = s.Loc.T("share.mark", map[string]any{"Mark": mark, "Text": out})
				}
				if smsLength(out) <= smsUnits {
					return out, true
				}
			}
		}
	}
	return shareText(shown), false
}

// shareName is what the text is about.
func shareName(s *Snapshot, worst feed.ComponentStatus, limit int) string {
	if about := subjectOf(s, worst); about.name != "" {
		if about.n == 1 || limit >= nameLength {
			return Plain(about.name, limit)
		}
		hit := slices.IndexFunc(s.Services, func(sv feed.Service) bool { return sv.Status == worst })
		return s.Loc.T("share.more", map[string]any{"First": Plain(nameOf(s, s.Services[max(0, hit)].Name), limit), "N": s.Loc.Number(about.n - 1)})
	}
	var hit []*feed.Service
	for i := range s.Services {
		if sv := &s.Services[i]; stateWord(sv.Status) == stateWord(worst) {
			hit = append(hit, sv)
		}
	}
	if len(hit) == 0 {
		return ""
	}
	if name := family(s); name != "" && len(hit) == len(s.Services) && len(hit) > 1 {
		return Plain(name, limit)
	}
	first := Plain(nameOf(s, hit[0].Name), limit)
	if len(hit) == 1 {
		return first
	}
	return s.Loc.T("share.more", map[string]any{"First": first, "N": s.Loc.Number(len(hit) - 1)})
}

// nameLimits are tried one after the other.
var nameLimits = []int{nameLength, 24, 16, 10, 6, 3}

// freshShares are the texts of a confirmed state, the fullest first.
func freshShares(s *Snapshot) []string {
	worst := feed.Worst(s.Services)
	since := subjectOf(s, worst).since
	id := "share." + stateWord(worst)
	when := s.Loc.When(asOf(s), s.Real)
	clock := s.Loc.Clock(asOf(s))
	var out []string
	for _, limit := range nameLimits {
		data := map[string]any{"Name": shareName(s, worst, limit)}
		state := s.Loc.T(id, data)
		lasting := state
		if lasts(worst) && !since.IsZero() && s.Now.Sub(since) >= time.Minute {
			data["D"] = s.Loc.Duration(s.Now.Sub(since))
			lasting = s.Loc.T(id+".lasting", data)
		}
		add := func(state, works, at string) {
			data := map[string]any{"State": state, "Works": works, "AsOf": s.Loc.T("share.as_of", map[string]any{"When": at})}
			join := "share.join"
			if works == "" {
				join = "share.join.short"
			}
			out = append(out, s.Loc.T(join, data))
		}
		for _, at := range []string{when, clock} {
			for names := worksNames; names > 0; names-- {
				if works := working(s, worst, names); works != "" {
					add(lasting, works, at)
				}
			}
		}
		for _, at := range []string{when, clock} {
			add(lasting, "", at)
			add(state, "", at)
		}
	}
	return out
}

// working says what works, with at most n names; nothing where everything does, or nothing.
func working(s *Snapshot, worst feed.ComponentStatus, n int) string {
	if worst == feed.Operational {
		return ""
	}
	all := parts(s)
	works := slices.DeleteFunc(all, func(p part) bool { return p.c.Status != feed.Operational })
	if len(works) == 0 {
		return ""
	}
	return (&naming{s: s}).names("answer.works", works, n)
}

// staleShares are the texts where nothing confirms the state any more.
func staleShares(s *Snapshot) []string {
	worst := feed.Worst(s.Services)
	at := asOf(s)
	var out []string
	for _, limit := range nameLimits {
		for _, when := range []string{s.Loc.When(at, s.Real), s.Loc.Clock(at)} {
			out = append(out, s.Loc.T("share.stale."+stateWord(worst), map[string]any{"Name": shareName(s, worst, limit), "When": when}))
		}
	}
	return out
}

// asOf is the moment for which somebody vouched; of the past, the moment that is told about.
func asOf(s *Snapshot) time.Time {
	if s.Replay != nil {
		return s.Now
	}
	return confirmedAt(s)
}

func lasts(worst feed.ComponentStatus) bool {
	switch worst {
	case feed.MajorOutage, feed.PartialOutage, feed.DegradedPerformance:
		return true
	}
	return false
}

// fitting returns the first text that fits behind the mark of a replay, else as much of the last one as does.
func fitting(s *Snapshot, list []string) string {
	mark := headOf(s)
	full := func(text string) string {
		if mark == "" {
			return text
		}
		return s.Loc.T("share.mark", map[string]any{"Mark": mark, "Text": text})
	}
	for _, text := range list {
		if out := full(text); smsLength(out) <= smsUnits {
			return out
		}
	}
	last := list[len(list)-1]
	for n := smsUnits; n > 0; n-- { // no message of ours is so long; whatever it is, the mark stays
		if out := full(Plain(last, n)); smsLength(out) <= smsUnits {
			return out
		}
	}
	return mark
}

// headOf is what stands before every text that is shared: the mark of a replay, or that nobody has signed what it tells.
func headOf(s *Snapshot) string {
	if mark := markOf(s); mark != "" {
		return mark
	}
	if s.Feed.Page != "" {
		return s.Loc.T("feed.page.mark", nil)
	}
	return ""
}

// markOf is what stands before everything that a replay or a drill lets out of the app.
func markOf(s *Snapshot) string {
	switch {
	case s.Replay == nil:
		return ""
	case s.Replay.Drill:
		return s.Loc.T("mode.drill.mark", nil)
	}
	return s.Loc.T("mode.replay.mark", nil)
}

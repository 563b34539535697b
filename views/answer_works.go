package views

import (
	"slices"
	"strings"

	"bokgu/sync/feed"
)

// How many names stand in the two sentences of whatWorks.
const (
	worksNames = 2
	downNames  = 3
)

// whatWorks says in one sentence what works and in another what does not, what the reader follows first.
func whatWorks(s *Snapshot) string {
	all := parts(s)
	slices.SortStableFunc(all, func(a, b part) int {
		switch {
		case a.followed == b.followed:
			return 0
		case a.followed:
			return -1
		}
		return 1
	})
	in := func(states ...feed.ComponentStatus) []part {
		var out []part
		for _, p := range all {
			if slices.Contains(states, p.c.Status) {
				out = append(out, p)
			}
		}
		return out
	}
	working, slow := in(feed.Operational), in(feed.DegradedPerformance)
	major, partial := in(feed.MajorOutage), in(feed.PartialOutage)

	var out []string
	say := &naming{s: s}
	slowSaid := false
	switch {
	case len(slow) > 0 && slow[0].followed && (len(working) == 0 || !working[0].followed):
		out, slowSaid = append(out, say.names("answer.slow", slow, worksNames)), true
	case len(working) > 0:
		out = append(out, say.names("answer.works", working, worksNames))
	case len(slow) > 0:
		out, slowSaid = append(out, say.names("answer.slow", slow, worksNames)), true
	}
	down := major
	id := "answer.down"
	if len(major) == 0 || len(partial) > 0 && partial[0].followed && !major[0].followed {
		down, id = partial, "answer.partly"
	}
	switch maintained := in(feed.UnderMaintenance); {
	case len(down) > 0:
		out = append(out, say.down(id, down))
	case len(slow) > 0 && !slowSaid:
		out = append(out, say.down("answer.slow", slow))
	case len(maintained) > 0:
		out = append(out, say.down("answer.maintained", maintained))
	}
	return strings.Join(out, " ")
}

// naming makes the sentences. A service is said once for the functions that follow each other, over both sentences.
type naming struct {
	s    *Snapshot
	last string // id of the service that was named last
}

// down names the reader's own if there are any, else the first and the number of the others.
func (n *naming) down(id string, list []part) string {
	own := slices.DeleteFunc(slices.Clone(list), func(p part) bool { return !p.followed })
	switch {
	case len(own) > 0 && len(own) <= downNames:
		return n.names(id, own, downNames)
	case len(own) > 0:
		list = own
	case len(list) <= downNames:
		return n.names(id, list, downNames)
	}
	names := strings.Join(n.list(list[:downNames]), n.s.Loc.T("answer.comma", nil))
	return n.s.Loc.N(id+".more", len(list)-downNames, map[string]any{"Names": names})
}

// names puts the first names, at most most, into a message that is counted by them; the reader's own stand alone.
func (n *naming) names(id string, list []part, most int) string {
	own := 0
	for own < len(list) && list[own].followed {
		own++
	}
	if own > 0 {
		list = list[:own]
	}
	names := n.list(list[:min(len(list), most)])
	return n.s.Loc.N(id, len(names), map[string]any{"Names": enumerate(n.s, names)})
}

func (n *naming) list(list []part) []string {
	out := make([]string, 0, len(list))
	for _, p := range list {
		name := nameOf(n.s, p.c.Name)
		if p.c.ID != p.service.ID && p.service.ID != n.last {
			data := map[string]any{"Service": nameOf(n.s, p.service.Name), "Function": name}
			name = n.s.Loc.T("alert.name.function", data)
		}
		n.last = p.service.ID
		out = append(out, name)
	}
	return out
}

// enumerate joins names as the language does: "a, b" and "a, b and c".
func enumerate(s *Snapshot, names []string) string {
	comma := s.Loc.T("answer.comma", nil)
	if len(names) < 2 {
		return strings.Join(names, comma)
	}
	last := len(names) - 1
	return s.Loc.T("answer.and", map[string]any{"First": strings.Join(names[:last], comma), "Last": names[last]})
}

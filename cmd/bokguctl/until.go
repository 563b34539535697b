package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bokgu/sync/feed"
)

// condition is one --until: a service or function, and the state it is awaited
// in.
type condition struct {
	target string
	state  feed.ComponentStatus
}

func (c condition) String() string { return c.target + "=" + string(c.state) }

// awaitable are the states a condition may name.
var awaitable = []feed.ComponentStatus{
	feed.Operational, feed.UnderMaintenance, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.ComponentUnknown,
}

// parseConditions reads the values of --until. Errors are a usageError.
func parseConditions(values []string) ([]condition, error) {
	var out []condition
	for _, v := range values {
		i := strings.LastIndexByte(v, '=') // a name may hold one
		if i < 0 {
			return nil, usagef("--until %s: not of the form SERVICE=STATE or SERVICE/FUNCTION=STATE", v)
		}
		c := condition{strings.TrimSpace(v[:i]), feed.ComponentStatus(strings.TrimSpace(v[i+1:]))}
		if c.target == "" {
			return nil, usagef("--until %s: no service before the =", v)
		}
		if !slices.Contains(awaitable, c.state) {
			return nil, usagef("--until %s: %q is no state; the states are %s", v, c.state, join(awaitable))
		}
		out = append(out, c)
	}
	return out, nil
}

func join[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// find returns the state of what target names, as defined in watchCmd.Help.
// Otherwise it returns why there is no answer, for a person.
func find(services []feed.Service, target string) (state feed.ComponentStatus, why string) {
	for _, sv := range services {
		if sv.ID == target {
			return sv.Status, ""
		}
		for _, f := range sv.Functions {
			if f.ID == target {
				return f.Status, ""
			}
		}
	}
	first, second, ofFunction := strings.Cut(target, "/")
	var at []candidate
	for _, sv := range services {
		at = append(at, candidate{[]string{sv.ID}, sv.Name})
	}
	i, why := pick(strings.TrimSpace(first), at)
	if why != "" {
		return "", fmt.Sprintf("this feed has %s service %q", why, first) + "; known: " + known(services)
	}
	if !ofFunction {
		return services[i].Status, ""
	}
	at = at[:0]
	for _, f := range services[i].Functions {
		c := candidate{[]string{f.ID}, f.Name}
		// Ids have no structure by themselves; this is how makers of feeds build them.
		if short, ok := strings.CutPrefix(f.ID, services[i].ID); ok && len(short) > 1 && strings.ContainsRune("./-_:", rune(short[0])) {
			c.ids = append(c.ids, short[1:])
		}
		at = append(at, c)
	}
	j, why := pick(strings.TrimSpace(second), at)
	if why != "" {
		return "", fmt.Sprintf("service %s of this feed has %s function %q", services[i].ID, why, second) + "; known: " + known(services[i:i+1])
	}
	return services[i].Functions[j].Status, ""
}

// candidate is what a word of a target may mean.
type candidate struct {
	ids  []string
	name feed.Text
}

// pick returns the only candidate with that id, else the only one with that
// name, else the only one whose name begins with these words; or "no", or "more
// than one".
func pick(word string, all []candidate) (index int, why string) {
	named := func(c candidate, same func(name string) bool) bool {
		for _, name := range c.name {
			if same(name) {
				return true
			}
		}
		return false
	}
	for _, is := range []func(candidate) bool{
		func(c candidate) bool { return slices.Contains(c.ids, word) },
		func(c candidate) bool {
			return named(c, func(name string) bool { return strings.EqualFold(name, word) })
		},
		func(c candidate) bool {
			return named(c, func(name string) bool { return beginsWith(name, word) })
		},
	} {
		var found []int
		for i, c := range all {
			if is(c) {
				found = append(found, i)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], ""
		case len(found) > 1:
			return 0, "more than one"
		}
	}
	return 0, "no"
}

// beginsWith reports whether name begins with the whole words of word.
func beginsWith(name, word string) bool {
	name, word = strings.ToLower(name), strings.ToLower(word)
	rest, ok := strings.CutPrefix(name, word)
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && word != "" && !unicode.IsLetter(next) && !unicode.IsNumber(next)
}

// maxKnown bounds a list of names: some feeds have a thousand.
const maxKnown = 40

// known lists what can be named.
func known(services []feed.Service) string {
	var ids []string
	for _, sv := range services {
		ids = append(ids, sv.ID)
		for _, f := range sv.Functions {
			ids = append(ids, f.ID)
		}
	}
	more := ""
	if n := len(ids) - maxKnown; n > 0 {
		ids, more = ids[:maxKnown], fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(ids, ", ") + more
}

// holds reports whether every condition holds in a document that is confirmed
// until expires. After that it proves nothing, whatever it says. What the
// document does not hold is said once: a feed may still add it.
func (w *watch) holds(s *feed.Status, expires time.Time) bool {
	if len(w.until) == 0 || s == nil || !confirmed(s, expires) {
		return false
	}
	services := s.Services()
	all := true
	for _, c := range w.until {
		state, why := find(services, c.target)
		if why != "" && !w.missing[c.target] {
			w.missing[c.target] = true
			w.note("--until %s: %s; waiting for it", c, why)
		}
		all = all && why == "" && state == c.state
	}
	return all
}

// confirmed goes by the later of this machine's clock and the document's issue.
func confirmed(s *feed.Status, expires time.Time) bool {
	now := time.Now()
	if now.Before(s.IssuedAt) {
		now = s.IssuedAt
	}
	return now.Before(expires)
}

// standing says for every condition how it stands now.
func (w *watch) standing() string {
	var words []string
	for _, c := range w.until {
		state, why := feed.ComponentStatus(""), "no document"
		if w.doc != nil {
			state, why = find(w.doc.Services(), c.target)
		}
		switch {
		case why != "":
			words = append(words, c.target+" is not known")
		case !confirmed(w.doc, w.expires):
			words = append(words, fmt.Sprintf("%s was %s, not confirmed since %s", c.target, state, w.expires.UTC().Format(time.RFC3339)))
		default:
			words = append(words, c.target+" is "+string(state))
		}
	}
	return strings.Join(words, ", ")
}

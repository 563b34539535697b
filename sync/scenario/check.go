package scenario

import (
	"errors"
	"fmt"
	"slices"

	"bokgu/sync/feed"
)

// faults collects what is wrong with a data file.
type faults struct {
	file string
	errs []error
}

func (f *faults) check(ok bool, format string, args ...any) {
	if !ok {
		f.errs = append(f.errs, fmt.Errorf(f.file+": "+format, args...))
	}
}

// both wants a text in both languages, none only where it is optional.
func (f *faults) both(w words, optional bool, what string, args ...any) {
	ok := w.Ko != "" && w.En != "" || optional && w == (words{})
	f.check(ok, fmt.Sprintf(what, args...)+": not both in ko and in en")
}

// check finds what no later validation can tell by its place in the file:
// references into nothing, disorder, texts in one language. The documents
// themselves are held to feed.Validate.
func (d *file) check(name string) error {
	f := &faults{file: name}
	f.both(d.Title, false, "title")
	f.both(d.Feed.Name, false, "feed.name")
	f.both(d.Incident.Name, false, "incident.name")
	f.check(d.Feed.ID != "", "feed.id: missing")
	f.check(!d.Start.IsZero() && !d.DefaultUntil.Before(d.Start) && !d.End.Before(d.DefaultUntil),
		"start, default_until, end: missing or out of order")
	components := d.checkComponents(f)
	guidance := d.checkGuidance(f, components)
	for _, c := range d.Channels {
		f.both(c.Name, false, "channel %q: name", c.ID)
		f.both(c.Note, true, "channel %q: note", c.ID)
	}
	d.checkEvents(f, components, guidance)
	return errors.Join(f.errs...)
}

func (d *file) checkComponents(f *faults) (ids map[string]bool) {
	ids = make(map[string]bool)
	add := func(c functionData) {
		f.check(c.ID != "" && !ids[c.ID], "service: id %q is missing or not the only one", c.ID)
		f.both(c.Name, false, "component %q: name", c.ID)
		ids[c.ID] = true
	}
	for _, s := range d.Services {
		add(s.functionData)
		f.both(s.Note, true, "service %q: note", s.ID)
		for _, fn := range s.Functions {
			add(fn)
			f.check(fn.Listed >= s.Listed, "component %q: listed before its service", fn.ID)
		}
	}
	return ids
}

func (d *file) checkGuidance(f *faults, components map[string]bool) (ids map[string]bool) {
	ids = make(map[string]bool)
	for _, g := range d.Guidance {
		f.check(g.ID != "" && !ids[g.ID], "guidance: id %q is missing or not the only one", g.ID)
		ids[g.ID] = true
		f.both(g.Title, false, "guidance %q: title", g.ID)
		f.both(g.Text, true, "guidance %q: text", g.ID)
		for _, c := range g.Components {
			f.check(components[c], "guidance %q: no component %q", g.ID, c)
		}
		for _, a := range g.Actions {
			f.both(a.words, false, "guidance %q: action", g.ID)
		}
	}
	return ids
}

func (d *file) checkEvents(f *faults, components, guidance map[string]bool) {
	updates, promises, shown := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range d.Events {
		e := &d.Events[i]
		at := fmt.Sprintf("event %d (%s)", i+1, e.updateID())
		f.check((e.Row > 0) != (e.Part != ""), "%s: needs either row or part", at)
		f.check(e.Row == 0 || e.Source != "", "%s: source: missing", at)
		f.check(!e.At.Before(d.Start) && !e.At.After(d.End), "%s: at: %s is outside the scenario", at, e.At)
		f.check(i == 0 || !e.At.Before(d.Events[i-1].At), "%s: at: earlier than the event before", at)
		f.check(slices.Contains([]string{"", "about", "by", "day"}, e.Precision), "%s: precision: %q", at, e.Precision)
		f.both(e.words, true, "%s", at)
		if e.Ko != "" {
			f.check(!updates[e.updateID()], "%s: id: not the only one", at)
			updates[e.updateID()] = true
		}
		for _, s := range e.Set {
			f.check(components[s.Component], "%s: set: no component %q", at, s.Component)
			f.both(s.words, true, "%s: set %q", at, s.Component)
		}
		for _, s := range e.Stages {
			f.both(s.words, true, "%s: stage %q", at, s.Stage)
			f.both(s.outlook(), true, "%s: stage %q: outlook", at, s.Stage)
		}
		for _, p := range e.Promises {
			f.both(p.words, promises[p.ID], "%s: promise %q", at, p.ID)
			promises[p.ID] = true
		}
		for _, id := range e.Add {
			f.check(guidance[id] && !shown[id], "%s: add: %q does not exist or is there already", at, id)
			shown[id] = true
		}
		for _, id := range e.Withdraw {
			f.check(shown[id], "%s: withdraw: %q is not there", at, id)
			delete(shown, id)
		}
		for _, r := range e.Revise {
			f.check(shown[r.ID], "%s: revise: %q is not there", at, r.ID)
		}
	}
	used := make(map[int]bool)
	for _, e := range d.Events {
		used[e.Row] = true
	}
	for _, l := range d.LeftOut {
		f.check(l.Reason != "" && !used[l.Row], "left_out: row %d has no reason or is used", l.Row)
	}
	for _, s := range d.Services {
		for _, c := range append([]functionData{s.functionData}, s.Functions...) {
			f.check(c.Listed == 0 || used[c.Listed], "component %q: listed: no event of row %d", c.ID, c.Listed)
		}
	}
}

// library reads the shared articles.
func (a *articles) library(feedID, language string) (*feed.Library, error) {
	f := &faults{file: libraryFile}
	lib := &feed.Library{Schema: feed.Schema, FeedID: feedID, Language: language}
	for i, art := range a.Articles {
		f.both(art.Title, false, "article %q: title", art.ID)
		f.both(art.Text, false, "article %q: text", art.ID)
		lib.Articles = append(lib.Articles, feed.Article{
			ID: art.ID, Kind: art.Kind, Title: art.Title.text(), Text: art.Text.text(), Position: i + 1,
		})
	}
	if err := errors.Join(f.errs...); err != nil {
		return nil, err
	}
	if err := feed.ValidateLibrary(lib); err != nil {
		return nil, fmt.Errorf("%s: %w", libraryFile, err)
	}
	return lib, nil
}

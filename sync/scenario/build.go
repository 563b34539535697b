package scenario

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// keepFor is how long an incident that is over stays after its last update
// (docs/feed.md §2).
const keepFor = 72 * time.Hour

// builder walks the events and makes a document after each moment. Everything
// that a finished document points to is copied before it changes again.
type builder struct {
	data *file
	info feed.Info

	rows       map[int]bool // that have happened
	components map[string]feed.Component
	affected   []string // components that were ever not operational, in the order of their trouble
	incident   *feed.Incident
	updates    []feed.Update // all, newest first; those of before the incident too
	guidance   []feed.Guidance
}

func newBuilder(d *file, s *Scenario) *builder {
	b := &builder{data: d, info: s.Info, rows: map[int]bool{0: true}, components: map[string]feed.Component{}}
	for i, sv := range d.Services {
		b.components[sv.ID] = feed.Component{
			ID: sv.ID, Name: sv.Name.text(), Note: sv.Note.text(),
			Status: feed.Operational, Since: s.Start, Position: i + 1,
		}
		for j, fn := range sv.Functions {
			b.components[fn.ID] = feed.Component{
				ID: fn.ID, GroupID: sv.ID, Name: fn.Name.text(),
				Status: feed.Operational, Since: s.Start, Position: j + 1,
			}
		}
	}
	return b
}

// run returns the frames: that of the start, and one for each moment at which
// something changes.
func (b *builder) run() []frame {
	frames := []frame{{b.data.Start.In(kst), b.document()}}
	put := func(at time.Time) {
		if at = at.In(kst); at.Equal(frames[0].at) {
			frames = frames[:0]
		}
		frames = append(frames, frame{at, b.document()})
	}
	for i := 0; i < len(b.data.Events); {
		at := b.data.Events[i].At
		if leaves, ok := b.leaves(); ok && leaves.Before(at) {
			b.forget()
			put(leaves)
		}
		for ; i < len(b.data.Events) && b.data.Events[i].At.Equal(at); i++ {
			b.apply(&b.data.Events[i])
		}
		// What only comes out with the incident changes nothing before it.
		if b.incident != nil || len(b.guidance) > 0 {
			put(at)
		}
	}
	if leaves, ok := b.leaves(); ok && !leaves.After(b.data.End) {
		b.forget()
		put(leaves)
	}
	return frames
}

func (b *builder) apply(e *event) {
	b.rows[e.Row] = true
	if e.Open {
		b.open()
	}
	at := e.At.In(kst)
	affected := b.setStates(e, at)
	if in := b.incident; in != nil {
		if e.Status != "" {
			in.Status = e.Status
		}
		if in.Status.Over() && in.ResolvedAt == nil {
			in.ResolvedAt = &at
		}
		for _, c := range e.Causes {
			in.Causes = append(slices.Clip(in.Causes), feed.Cause{Category: c.Category, Text: c.text()})
		}
		b.setStages(e, at)
		b.setPromises(e)
	}
	b.addUpdate(e, at, affected)
	b.setGuidance(e)
}

// open lets the incident appear, with what is known of the time before it.
func (b *builder) open() {
	d := b.data.Incident
	b.incident = &feed.Incident{
		ID: d.ID, Name: d.Name.text(), Impact: d.Impact,
		Status: feed.Investigating, StartedAt: d.StartedAt.In(kst),
	}
	for i := range b.updates { // of before it was known
		b.updates[i].Status = feed.Investigating
	}
}

func (b *builder) setStates(e *event, at time.Time) []feed.Affected {
	var affected []feed.Affected
	for _, s := range e.Set {
		c := b.components[s.Component]
		if c.Status != s.Status {
			affected = append(affected, feed.Affected{ComponentID: c.ID, From: c.Status, To: s.Status})
			c.Status, c.Since = s.Status, at
		}
		if c.Status != feed.Operational && !slices.Contains(b.affected, c.ID) {
			b.affected = append(slices.Clip(b.affected), c.ID)
		}
		if s.Since != nil {
			c.Since = s.Since.In(kst)
		} else if b.listedBy(e, c.ID) {
			c.Since = at
		}
		c.Note = s.text()
		b.components[c.ID] = c
	}
	return affected
}

// listedBy reports whether a component enters the document with the event.
func (b *builder) listedBy(e *event, id string) bool {
	for _, sv := range b.data.Services {
		for _, c := range append([]functionData{sv.functionData}, sv.Functions...) {
			if c.ID == id {
				return c.Listed == e.Row && e.Row != 0
			}
		}
	}
	return false
}

func (b *builder) setStages(e *event, at time.Time) {
	in := b.incident
	for _, change := range e.Stages {
		st := in.Stage(change.Stage)
		if st.State != change.State {
			st.State, st.At = change.State, &at
		}
		if t := change.text(); t != nil {
			st.Text = t
		}
		if t := change.outlook().text(); t != nil {
			st.Outlook = t
		}
		in.Stages = slices.Clone(in.Stages)
		if i := slices.IndexFunc(in.Stages, func(s feed.Stage) bool { return s.Stage == st.Stage }); i >= 0 {
			in.Stages[i] = st
		} else {
			in.Stages = append(in.Stages, st)
		}
		slices.SortFunc(in.Stages, func(a, b feed.Stage) int {
			return slices.Index(feed.Stages, a.Stage) - slices.Index(feed.Stages, b.Stage)
		})
	}
}

func (b *builder) setPromises(e *event) {
	in := b.incident
	for _, change := range e.Promises {
		in.Promises = slices.Clone(in.Promises)
		i := slices.IndexFunc(in.Promises, func(p feed.Promise) bool { return p.ID == change.ID })
		if i < 0 {
			i = len(in.Promises)
			in.Promises = append(in.Promises, feed.Promise{
				ID: change.ID, MadeAt: change.MadeAt.In(kst), DueAt: change.DueAt.In(kst),
			})
		}
		p := &in.Promises[i]
		p.State = change.State
		if t := change.text(); t != nil {
			p.Text = t
		}
	}
}

func (b *builder) addUpdate(e *event, at time.Time, affected []feed.Affected) {
	body := e.text()
	if body == nil {
		return
	}
	u := feed.Update{
		ID: e.updateID(), Status: feed.Investigating, Body: body, DisplayAt: at, UpdatedAt: at,
		Affected: slices.DeleteFunc(affected, func(a feed.Affected) bool { return b.listedBy(e, a.ComponentID) }),
		Stage:    e.Stage, Observed: e.Observed, SourceURL: e.Source,
	}
	if b.incident != nil {
		u.Status = b.incident.Status
	}
	b.updates = append([]feed.Update{u}, b.updates...)
}

// leaves returns when the incident leaves the document if nothing more happens.
func (b *builder) leaves() (time.Time, bool) {
	in := b.incident
	if in == nil || len(b.updates) == 0 || !in.Status.Over() || in.Stage(feed.FollowUpPlan).State != feed.StageDone {
		return time.Time{}, false
	}
	for _, p := range in.Promises {
		if p.State == feed.PromiseOpen {
			return time.Time{}, false
		}
	}
	return b.updates[0].DisplayAt.Add(keepFor), true
}

func (b *builder) forget() { b.incident = nil }

// document returns the present state as a document.
func (b *builder) document() feed.Status {
	doc := feed.Status{
		Schema: feed.Schema, Mode: feed.ModeReplay, Feed: b.info,
		Components: []feed.Component{}, Incidents: []feed.Incident{}, Maintenances: []feed.Maintenance{},
		Guidance: b.guidance, Changes: []feed.Change{},
	}
	if doc.Guidance == nil {
		doc.Guidance = []feed.Guidance{}
	}
	for _, sv := range b.data.Services {
		if !b.rows[sv.Listed] {
			continue
		}
		doc.Components = append(doc.Components, b.components[sv.ID])
		for _, fn := range sv.Functions {
			if b.rows[fn.Listed] {
				doc.Components = append(doc.Components, b.components[fn.ID])
			}
		}
	}
	b.rollUp(&doc)
	if b.incident != nil {
		in := *b.incident
		in.ComponentIDs = b.affected
		in.Updates = b.updates[:min(len(b.updates), feed.MaxUpdates)]
		doc.Incidents = append(doc.Incidents, in)
	}
	return doc
}

// rollUp gives each service the state of its functions. It begins with the
// newest change of one of them.
func (b *builder) rollUp(doc *feed.Status) {
	for _, sv := range doc.Services() {
		if len(sv.Functions) == 0 {
			continue
		}
		c := b.components[sv.ID]
		if c.Status != sv.Status {
			c.Status, c.Since = sv.Status, sv.Since
			b.components[c.ID] = c
		}
		*doc.Component(c.ID) = c
	}
}

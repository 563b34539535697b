package feed

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// MaxUpdates is how many updates of an incident stay in a document; older ones
// are history (docs/feed.md §2).
const MaxUpdates = 10

// MaxDocument is the largest document in bytes of JSON that a publisher may
// make (docs/feed.md §2).
const MaxDocument = 512 << 10

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// checker collects what is wrong with a document and where.
type checker struct {
	errs []error
	ids  map[string]bool // of components
}

func (c *checker) bad(path, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(path+": "+format, args...))
}

func (c *checker) need(path string, present bool) {
	if !present {
		c.bad(path, "missing")
	}
}

func enum[T ~string](c *checker, path string, v T, all []T) {
	switch {
	case v == "":
		c.bad(path, "missing")
	case !slices.Contains(all, v):
		c.bad(path, "unknown value %q", string(v))
	}
}

// word checks what is an operator's own word. A maker who passes on what others
// say has to be able to say that it cannot tell, and says so with the one value
// that is declared for it; any other value that is not in the list is a mistake.
func word[T ~string](c *checker, path string, v T, all []T) {
	if v != Unknown {
		enum(c, path, v, all)
	}
}

// unique checks that every item of a list has an id and none has another's.
func unique[T item](c *checker, path string, items []T, each func(path string, v *T)) {
	seen := make(map[string]int, len(items))
	for i := range items {
		at, id := indexed(path, i), idOf(&items[i])
		if first, dup := seen[id]; id == "" {
			c.bad(at+".id", "missing")
		} else if dup {
			c.bad(at+".id", "duplicate of %s", indexed(path, first))
		} else {
			seen[id] = i
		}
		each(at, &items[i])
	}
}

func (c *checker) component(path, id string) {
	switch {
	case id == "":
		c.bad(path, "missing")
	case !c.ids[id]:
		c.bad(path, "no component %q", id)
	}
}

func (c *checker) components(path string, ids []string) {
	for i, id := range ids {
		c.component(indexed(path, i), id)
	}
}

// Validate checks a document the way its maker must: strictly. Every missing
// field, unknown value, duplicate id and dangling reference is named by its
// path, as in "incidents[2].updates[0].id: missing"; all of them are joined into
// one error. The states of components, incidents, updates and maintenances and an
// impact may be Unknown: a maker who cannot tell has to be able to say so.
func Validate(s *Status) error {
	c := &checker{ids: make(map[string]bool, len(s.Components))}
	for _, comp := range s.Components {
		c.ids[comp.ID] = true
	}
	c.head(s)
	unique(c, "components", s.Components, c.checkComponent)
	unique(c, "incidents", s.Incidents, c.incident)
	unique(c, "maintenances", s.Maintenances, c.maintenance)
	unique(c, "guidance", s.Guidance, func(path string, g *Guidance) { c.guidance(path, g, s) })
	seen := make(map[string]bool, len(s.Changes))
	for i, ch := range s.Changes {
		path := indexed("changes", i)
		if seq, ok := ch.Seq(); !ok || seq > s.Seq || seen[ch.ID] {
			c.bad(path+".id", "%q is not a new <epoch>.<seq>.<n> up to seq %d", ch.ID, s.Seq)
		}
		seen[ch.ID] = true
		enum(c, path+".kind", ch.Kind, changeKinds)
		c.need(path+".at", !ch.At.IsZero())
	}
	return errors.Join(c.errs...)
}

func (c *checker) head(s *Status) {
	if s.Schema != Schema {
		c.bad("schema", "is %d, not %d", s.Schema, Schema)
	}
	enum(c, "mode", s.Mode, modes)
	c.need("feed.id", s.Feed.ID != "")
	c.need("feed.name", s.Feed.Name != nil)
	if _, err := time.LoadLocation(s.Feed.TimeZone); s.Feed.TimeZone == "" || err != nil {
		c.bad("feed.time_zone", "%q is not an IANA time zone", s.Feed.TimeZone)
	}
	c.need("epoch", s.Epoch != "")
	c.need("epoch_started", !s.EpochStarted.IsZero())
	c.need("seq", s.Seq != 0)
	c.need("issued_at", !s.IssuedAt.IsZero())
	if !s.ExpiresAt.After(s.IssuedAt) {
		c.bad("expires_at", "not after issued_at")
	}
	if s.ChangesAfter > s.Seq {
		c.bad("changes_after", "is %d, past seq %d", s.ChangesAfter, s.Seq)
	}
	switch r := s.Replay; {
	case r == nil && s.Mode == ModeReplay:
		c.bad("replay", "missing")
	case r != nil && s.Mode == ModeLive:
		c.bad("replay", "in a live document")
	case r != nil:
		c.need("replay.at", !r.At.IsZero())
		if !(r.Speed >= 0) { // NaN too
			c.bad("replay.speed", "negative")
		}
	}
	if ref := s.LibraryRef; ref != nil {
		c.need("library_ref.url", ref.URL != "")
		if len(ref.SHA256) != 64 {
			c.bad("library_ref.sha256", "not 64 hex digits")
		}
	}
}

func (c *checker) checkComponent(path string, comp *Component) {
	c.need(path+".name", comp.Name != nil)
	word(c, path+".status", comp.Status, componentStatuses)
	c.need(path+".since", !comp.Since.IsZero())
	switch {
	case comp.GroupID == "":
	case comp.GroupID == comp.ID:
		c.bad(path+".group_id", "is the component itself")
	default:
		c.component(path+".group_id", comp.GroupID)
	}
}

func (c *checker) incident(path string, in *Incident) {
	c.need(path+".name", in.Name != nil)
	word(c, path+".status", in.Status, incidentStatuses)
	word(c, path+".impact", in.Impact, impacts)
	c.need(path+".started_at", !in.StartedAt.IsZero())
	if in.Status.Over() && in.ResolvedAt == nil {
		c.bad(path+".resolved_at", "missing in a %s incident", in.Status)
	}
	c.components(path+".component_ids", in.ComponentIDs)
	for i, cause := range in.Causes {
		enum(c, indexed(path+".causes", i)+".category", cause.Category, causeCategories)
		c.need(indexed(path+".causes", i)+".text", cause.Text != nil)
	}
	seen := map[StageName]bool{}
	for i, st := range in.Stages {
		at := indexed(path+".stages", i)
		enum(c, at+".stage", st.Stage, Stages)
		enum(c, at+".state", st.State, stageStates)
		if seen[st.Stage] {
			c.bad(at+".stage", "duplicate %q", string(st.Stage))
		}
		seen[st.Stage] = true
	}
	unique(c, path+".promises", in.Promises, func(at string, p *Promise) {
		c.need(at+".text", p.Text != nil)
		enum(c, at+".state", p.State, promiseStates)
		c.need(at+".made_at", !p.MadeAt.IsZero())
		c.need(at+".due_at", !p.DueAt.IsZero())
		if p.Replaces != "" && find(in.Promises, p.Replaces) == nil {
			c.bad(at+".replaces", "no promise %q", p.Replaces)
		}
	})
	if len(in.Updates) > MaxUpdates {
		c.bad(path+".updates", "%d of them, at most %d stay in a document", len(in.Updates), MaxUpdates)
	}
	unique(c, path+".updates", in.Updates, func(at string, u *Update) {
		word(c, at+".status", u.Status, incidentStatuses)
		c.update(at, u)
	})
}

func (c *checker) update(at string, u *Update) {
	c.need(at+".body", u.Body != nil)
	c.need(at+".display_at", !u.DisplayAt.IsZero())
	c.need(at+".updated_at", !u.UpdatedAt.IsZero())
	if u.Stage != "" {
		enum(c, at+".stage", u.Stage, Stages)
	}
	for i, a := range u.Affected {
		c.component(indexed(at+".affected", i)+".component_id", a.ComponentID)
	}
}

func (c *checker) maintenance(path string, m *Maintenance) {
	c.need(path+".name", m.Name != nil)
	word(c, path+".status", m.Status, maintenanceStatuses)
	c.need(path+".scheduled_for", !m.ScheduledFor.IsZero())
	if m.ScheduledUntil.Before(m.ScheduledFor) {
		c.bad(path+".scheduled_until", "before scheduled_for")
	}
	c.components(path+".component_ids", m.ComponentIDs)
	unique(c, path+".updates", m.Updates, c.update)
}

func (c *checker) guidance(path string, g *Guidance, s *Status) {
	enum(c, path+".kind", g.Kind, guidanceKinds)
	c.need(path+".title", g.Title != nil)
	c.components(path+".component_ids", g.ComponentIDs)
	for i, a := range g.Actions {
		at := indexed(path+".actions", i)
		enum(c, at+".type", a.Type, actionTypes)
		c.need(at+".value", a.Value != "")
		c.need(at+".label", a.Label != nil)
	}
	if g.Effective != nil && g.Expires != nil && !g.Effective.Before(*g.Expires) {
		c.bad(path+".expires", "not after effective")
	}
	if w := g.ValidWhile; w != nil {
		c.component(path+".valid_while.component_id", w.ComponentID)
		if len(w.StatusIn) == 0 {
			c.bad(path+".valid_while.status_in", "missing")
		}
		for i, st := range w.StatusIn {
			enum(c, indexed(path+".valid_while.status_in", i), st, componentStatuses)
		}
	}
	if g.Supersedes != "" && s.GuidanceByID(g.Supersedes) == nil {
		c.bad(path+".supersedes", "no guidance %q", g.Supersedes)
	}
}

// ValidateLibrary checks a library strictly; see Validate.
func ValidateLibrary(lib *Library) error {
	c := &checker{}
	if lib.Schema != Schema {
		c.bad("schema", "is %d, not %d", lib.Schema, Schema)
	}
	c.need("feed_id", lib.FeedID != "")
	unique(c, "articles", lib.Articles, func(path string, a *Article) {
		enum(c, path+".kind", a.Kind, articleKinds)
		c.need(path+".title", a.Title != nil)
		c.need(path+".text", a.Text != nil)
	})
	return errors.Join(c.errs...)
}

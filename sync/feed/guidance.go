package feed

import (
	"slices"
	"time"
)

// Validity says whether an instruction holds now and, if not, why.
type Validity string

// The answers of Guidance.Validity.
const (
	Valid             Validity = "valid"
	NotYetEffective   Validity = "not_yet_effective"
	Expired           Validity = "expired"
	ConditionNotMet   Validity = "condition_not_met"     // the component is in another state
	ConditionUnknown  Validity = "condition_unknown"     // nobody can tell the component's state
	SupersededByOther Validity = "superseded"            // a valid one replaces it
	KindUnknown       Validity = "guidance_kind_unknown" // a newer kind than this reader knows
)

// Validity judges g inside s at the moment now (see Status.Now). Where the state
// of the component that it hangs on is unknown, a warning (do not) stays and
// everything else waits: in doubt nobody is told to act.
func (g *Guidance) Validity(s *Status, now time.Time) Validity {
	if v := g.ownValidity(s, now); v != Valid {
		return v
	}
	for i := range s.Guidance {
		other := &s.Guidance[i]
		if other.Supersedes == g.ID && other.ID != g.ID && other.ownValidity(s, now) == Valid {
			return SupersededByOther
		}
	}
	return Valid
}

func (g *Guidance) ownValidity(s *Status, now time.Time) Validity {
	switch {
	case g.Kind == Unknown:
		return KindUnknown
	case g.Effective != nil && now.Before(*g.Effective):
		return NotYetEffective
	case g.Expires != nil && !now.Before(*g.Expires):
		return Expired
	case g.ValidWhile == nil:
		return Valid
	}
	state := s.StatusOf(g.ValidWhile.ComponentID)
	switch {
	case slices.Contains(g.ValidWhile.StatusIn, state) && state != ComponentUnknown:
		return Valid
	case state != ComponentUnknown:
		return ConditionNotMet
	case g.Kind == GuidanceDoNot:
		return Valid
	}
	return ConditionUnknown
}

// StatusOf returns the state of a component, rolled up where it is a service
// with functions; unknown if it is not in the document.
func (s *Status) StatusOf(id string) ComponentStatus {
	c := s.Component(id)
	if c == nil {
		return ComponentUnknown
	}
	var states []ComponentStatus
	for _, f := range s.Components {
		if f.GroupID == id && f.ID != id {
			states = append(states, f.Status)
		}
	}
	if len(states) == 0 {
		return c.Status
	}
	return Rollup(states)
}

package feed

import (
	"cmp"
	"slices"
	"time"
)

// Service is a top-level component with its functions.
type Service struct {
	Component
	// Functions are the components whose GroupID is this one's id, by position.
	// A service without any stands for itself: see Parts.
	Functions []Component
}

// Parts returns the functions, or the service itself where it has none.
func (s Service) Parts() []Component {
	if len(s.Functions) == 0 {
		return []Component{s.Component}
	}
	return s.Functions
}

// Rollup returns the state of a service from those of its functions: a major
// outage only when all known functions are, a partial outage if any is down or
// partly down, otherwise the worst known one. An unknown function never makes a
// service worse, but keeps it from being green.
func Rollup(states []ComponentStatus) ComponentStatus {
	worst, least, unknown := -1, len(componentStatuses), false
	for _, s := range states {
		n := s.Severity()
		if n < 0 {
			unknown = true
			continue
		}
		worst, least = max(worst, n), min(least, n)
	}
	switch major := MajorOutage.Severity(); {
	case worst < 0, unknown && worst == Operational.Severity():
		return ComponentUnknown
	case least == major:
		return MajorOutage
	case worst >= PartialOutage.Severity():
		return PartialOutage
	default:
		return componentStatuses[worst]
	}
}

// Services returns the services of s by position, each with Status rolled up
// from its functions and Since of its last change. A function whose service is
// not in the document stands as a service of its own, so nothing gets lost.
func (s *Status) Services() []Service {
	var services []Service
	have := make(map[string]bool, len(s.Components))
	for _, c := range s.Components {
		have[c.ID] = true
	}
	index := make(map[string]int, len(s.Components))
	for _, c := range s.Components {
		if c.GroupID == "" || c.GroupID == c.ID || !have[c.GroupID] {
			index[c.ID] = len(services)
			services = append(services, Service{Component: c})
		}
	}
	for _, c := range s.Components {
		if _, top := index[c.ID]; top {
			continue
		}
		if i, ok := index[c.GroupID]; ok {
			services[i].Functions = append(services[i].Functions, c)
		} else { // a group inside a group: Statuspage has none
			services = append(services, Service{Component: c})
		}
	}
	byPosition := func(a, b Component) int { return cmp.Compare(a.Position, b.Position) }
	slices.SortStableFunc(services, func(a, b Service) int { return byPosition(a.Component, b.Component) })
	for i := range services {
		sv := &services[i]
		if len(sv.Functions) == 0 {
			continue
		}
		slices.SortStableFunc(sv.Functions, byPosition)
		states := make([]ComponentStatus, len(sv.Functions))
		var since time.Time
		for j, f := range sv.Functions {
			states[j] = f.Status
			if f.Since.After(since) {
				since = f.Since
			}
		}
		sv.Status, sv.Since = Rollup(states), since
	}
	return services
}

// Worst returns the worst state of the services; unknown if none is known or if
// nothing is wrong but something is unknown.
func Worst(services []Service) ComponentStatus {
	worst, unknown := -1, false
	for _, sv := range services {
		n := sv.Status.Severity()
		worst, unknown = max(worst, n), unknown || n < 0
	}
	if worst < 0 || unknown && worst == 0 {
		return ComponentUnknown
	}
	return componentStatuses[worst]
}

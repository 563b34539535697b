package feed

import (
	"encoding/json"
	"slices"
)

// The judge and the mend functions take a decoded item, turn enumeration values
// that are not known into Unknown and return what is missing, or "". Where an item
// holds lists of items, the document decoded in one go brings them decoded, the one
// read item by item brings them as they came.

func missing(field string, is bool) string {
	if is {
		return field + ": missing"
	}
	return ""
}

func firstOf(reasons ...string) string {
	for _, r := range reasons {
		if r != "" {
			return r
		}
	}
	return ""
}

func judgeComponent(c *Component) string {
	c.Status = known(c.Status, componentStatuses)
	return firstOf(missing("id", c.ID == ""), missing("name", c.Name == nil))
}

// incidentLists are the lists of an incident as they came.
type incidentLists struct {
	causes   list[Cause]
	stages   list[Stage]
	promises list[Promise]
	updates  list[Update]
}

func decodedIncidents(all []Incident) list[Incident] {
	return decodedWith(all, func(in *Incident, at string, rep *Report) string {
		return in.mend(incidentLists{decoded(in.Causes), decoded(in.Stages), decoded(in.Promises), decodedUpdates(in.Updates)}, at, rep)
	})
}

func rawIncidents(raw json.RawMessage) list[Incident] {
	return itemwise(raw, func(b json.RawMessage, at string, rep *Report) (Incident, string) {
		raw, reason := decode[struct {
			Incident
			Causes   json.RawMessage `json:"causes"`
			Stages   json.RawMessage `json:"stages"`
			Promises json.RawMessage `json:"promises"`
			Updates  json.RawMessage `json:"updates"`
		}](b)
		in := raw.Incident
		if reason == "" {
			reason = in.mend(incidentLists{
				rawItems[Cause](raw.Causes), rawItems[Stage](raw.Stages), rawItems[Promise](raw.Promises), rawUpdates(raw.Updates),
			}, at, rep)
		}
		return in, reason
	})
}

func (in *Incident) mend(from incidentLists, path string, rep *Report) string {
	if reason := firstOf(missing("id", in.ID == ""), missing("name", in.Name == nil)); reason != "" {
		return reason
	}
	in.Status = known(in.Status, incidentStatuses)
	in.Impact = known(in.Impact, impacts)
	in.Causes = from.causes(path+".causes", rep, func(c *Cause) string {
		c.Category = known(c.Category, causeCategories)
		return ""
	})
	stages := map[StageName]bool{}
	in.Stages = from.stages(path+".stages", rep, func(st *Stage) string {
		st.State = known(st.State, stageStates)
		switch {
		case !slices.Contains(Stages, st.Stage):
			return "stage: unknown"
		case stages[st.Stage]:
			return "stage: duplicate"
		}
		stages[st.Stage] = true
		return ""
	})
	in.Promises = from.promises(path+".promises", rep, func(p *Promise) string {
		p.State = known(p.State, promiseStates)
		return firstOf(missing("id", p.ID == ""), missing("text", p.Text == nil))
	})
	in.Updates = from.updates(path+".updates", rep, func(u *Update) string {
		if u.Status != "" {
			u.Status = known(u.Status, incidentStatuses)
		}
		return ""
	})
	return ""
}

func decodedUpdates(all []Update) list[Update] {
	return decodedWith(all, func(v *Update, at string, rep *Report) string { return v.mend(decoded(v.Affected), at, rep) })
}

func rawUpdates(raw json.RawMessage) list[Update] {
	return itemwise(raw, func(b json.RawMessage, at string, rep *Report) (Update, string) {
		raw, reason := decode[struct {
			Update
			Affected json.RawMessage `json:"affected"`
		}](b)
		u := raw.Update
		if reason == "" {
			reason = u.mend(rawItems[Affected](raw.Affected), at, rep)
		}
		return u, reason
	})
}

func (u *Update) mend(affected list[Affected], path string, rep *Report) string {
	u.Affected = affected(path+".affected", rep, func(a *Affected) string {
		a.From, a.To = known(a.From, componentStatuses), known(a.To, componentStatuses)
		return missing("component_id", a.ComponentID == "")
	})
	if u.Stage != "" && !slices.Contains(Stages, u.Stage) {
		rep.add(path+".stage", "unknown")
		u.Stage = ""
	}
	return missing("id", u.ID == "")
}

func decodedMaintenances(all []Maintenance) list[Maintenance] {
	return decodedWith(all, func(v *Maintenance, at string, rep *Report) string { return v.mend(decodedUpdates(v.Updates), at, rep) })
}

func rawMaintenances(raw json.RawMessage) list[Maintenance] {
	return itemwise(raw, func(b json.RawMessage, at string, rep *Report) (Maintenance, string) {
		raw, reason := decode[struct {
			Maintenance
			Updates json.RawMessage `json:"updates"`
		}](b)
		m := raw.Maintenance
		if reason == "" {
			reason = m.mend(rawUpdates(raw.Updates), at, rep)
		}
		return m, reason
	})
}

func (m *Maintenance) mend(updates list[Update], path string, rep *Report) string {
	m.Status = known(m.Status, maintenanceStatuses)
	m.Updates = updates(path+".updates", rep, sound)
	return firstOf(missing("id", m.ID == ""), missing("name", m.Name == nil))
}

func decodedGuidance(all []Guidance) list[Guidance] {
	return decodedWith(all, func(v *Guidance, at string, rep *Report) string { return v.mend(decoded(v.Actions), at, rep) })
}

func rawGuidance(raw json.RawMessage) list[Guidance] {
	return itemwise(raw, func(b json.RawMessage, at string, rep *Report) (Guidance, string) {
		raw, reason := decode[struct {
			Guidance
			Actions json.RawMessage `json:"actions"`
		}](b)
		g := raw.Guidance
		if reason == "" {
			reason = g.mend(rawItems[Action](raw.Actions), at, rep)
		}
		return g, reason
	})
}

func (g *Guidance) mend(actions list[Action], path string, rep *Report) string {
	g.Kind = known(g.Kind, guidanceKinds)
	g.Actions = actions(path+".actions", rep, func(a *Action) string {
		a.Type = known(a.Type, actionTypes)
		return missing("value", a.Value == "")
	})
	if w := g.ValidWhile; w != nil {
		if w.ComponentID == "" || len(w.StatusIn) == 0 {
			return "valid_while: incomplete" // without its condition an instruction may hurt
		}
		for i := range w.StatusIn {
			w.StatusIn[i] = known(w.StatusIn[i], componentStatuses)
		}
	}
	return firstOf(missing("id", g.ID == ""), missing("title", g.Title == nil))
}

func judgeChange(c *Change) string {
	c.Kind = known(c.Kind, changeKinds)
	if _, ok := c.Seq(); !ok {
		return "id: not <epoch>.<seq>.<n>"
	}
	return ""
}

// dropDangling takes out references to components that the document does not
// hold. Guidance that hangs on a missing component stays: its validity is then
// unknown, see Guidance.Validity.
func (s *Status) dropDangling(rep *Report) {
	have := make(map[string]bool, len(s.Components))
	for _, c := range s.Components {
		have[c.ID] = true
	}
	keep := func(ids []string, path string) []string {
		return slices.DeleteFunc(ids, func(id string) bool {
			if !have[id] {
				rep.add(path, "no component "+id)
			}
			return !have[id]
		})
	}
	for i := range s.Incidents {
		s.Incidents[i].ComponentIDs = keep(s.Incidents[i].ComponentIDs, indexed("incidents", i)+".component_ids")
	}
	for i := range s.Maintenances {
		s.Maintenances[i].ComponentIDs = keep(s.Maintenances[i].ComponentIDs, indexed("maintenances", i)+".component_ids")
	}
}

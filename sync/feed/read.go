package feed

import (
	"encoding/json"
	"slices"
)

// The read functions decode one item each, the judge and the mend functions take a
// decoded one; they turn enumeration values that are not known into Unknown and return
// what is missing, or "".

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

type rawIncident struct {
	Incident
	Causes   json.RawMessage `json:"causes"`
	Stages   json.RawMessage `json:"stages"`
	Promises json.RawMessage `json:"promises"`
	Updates  json.RawMessage `json:"updates"`
}

func mendIncident(raw *rawIncident, path string, rep *Report) (Incident, string) {
	in := raw.Incident
	if reason := firstOf(missing("id", in.ID == ""), missing("name", in.Name == nil)); reason != "" {
		return in, reason
	}
	in.Status = known(in.Status, incidentStatuses)
	in.Impact = known(in.Impact, impacts)
	in.Causes = list(raw.Causes, path+".causes", rep, func(b json.RawMessage, _ string, _ *Report) (Cause, string) {
		c, reason := decode[Cause](b)
		c.Category = known(c.Category, causeCategories)
		return c, reason
	})
	stages := map[StageName]bool{}
	in.Stages = list(raw.Stages, path+".stages", rep, func(b json.RawMessage, _ string, _ *Report) (Stage, string) {
		st, reason := decode[Stage](b)
		if reason == "" && !slices.Contains(Stages, st.Stage) {
			reason = "stage: unknown"
		}
		if reason == "" && stages[st.Stage] {
			reason = "stage: duplicate"
		}
		stages[st.Stage] = true
		st.State = known(st.State, stageStates)
		return st, reason
	})
	in.Promises = list(raw.Promises, path+".promises", rep, func(b json.RawMessage, _ string, _ *Report) (Promise, string) {
		p, reason := decode[Promise](b)
		p.State = known(p.State, promiseStates)
		return p, firstOf(reason, missing("id", p.ID == ""), missing("text", p.Text == nil))
	})
	in.Updates = batch(raw.Updates, path+".updates", rep, func(raw *rawUpdate, path string, rep *Report) (Update, string) {
		u, reason := mendUpdate(raw, path, rep)
		if u.Status != "" {
			u.Status = known(u.Status, incidentStatuses)
		}
		return u, reason
	})
	return in, ""
}

type rawUpdate struct {
	Update
	Affected json.RawMessage `json:"affected"`
}

func mendUpdate(raw *rawUpdate, path string, rep *Report) (Update, string) {
	u := raw.Update
	u.Affected = list(raw.Affected, path+".affected", rep, func(b json.RawMessage, _ string, _ *Report) (Affected, string) {
		a, reason := decode[Affected](b)
		a.From, a.To = known(a.From, componentStatuses), known(a.To, componentStatuses)
		return a, firstOf(reason, missing("component_id", a.ComponentID == ""))
	})
	if u.Stage != "" && !slices.Contains(Stages, u.Stage) {
		rep.add(path+".stage", "unknown")
		u.Stage = ""
	}
	return u, missing("id", u.ID == "")
}

type rawMaintenance struct {
	Maintenance
	Updates json.RawMessage `json:"updates"`
}

func mendMaintenance(raw *rawMaintenance, path string, rep *Report) (Maintenance, string) {
	m := raw.Maintenance
	m.Status = known(m.Status, maintenanceStatuses)
	m.Updates = batch(raw.Updates, path+".updates", rep, mendUpdate)
	return m, firstOf(missing("id", m.ID == ""), missing("name", m.Name == nil))
}

func readGuidance(b json.RawMessage, path string, rep *Report) (Guidance, string) {
	raw, reason := decode[struct {
		Guidance
		Actions json.RawMessage `json:"actions"`
	}](b)
	g := raw.Guidance
	g.Kind = known(g.Kind, guidanceKinds)
	g.Actions = list(raw.Actions, path+".actions", rep, func(b json.RawMessage, _ string, _ *Report) (Action, string) {
		a, reason := decode[Action](b)
		a.Type = known(a.Type, actionTypes)
		return a, firstOf(reason, missing("value", a.Value == ""))
	})
	if w := g.ValidWhile; w != nil {
		if w.ComponentID == "" || len(w.StatusIn) == 0 {
			return g, "valid_while: incomplete" // without its condition an instruction may hurt
		}
		for i := range w.StatusIn {
			w.StatusIn[i] = known(w.StatusIn[i], componentStatuses)
		}
	}
	return g, firstOf(reason, missing("id", g.ID == ""), missing("title", g.Title == nil))
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

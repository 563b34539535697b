package alert

import (
	"cmp"
	"slices"

	"bokgu/sync/feed"
)

func incidentKey(id string) string          { return key("i", id) }
func promiseKey(incident, id string) string { return key("p", incident, id) }
func guidanceKey(id string) string          { return key("g", id) }
func (d *decision) told(key string) bool    { return slices.Contains(d.state.Told, key) }
func (d *decision) threshold() Threshold    { return d.rules.Threshold }
func (d *decision) wantsAll(inc string) bool {
	return d.threshold() == AnyChange || d.scope.followsIncident(inc)
}

// otherEvents returns the events of everything but component states, merged to
// one for each key: of several things that happened to an incident at once the
// weightiest is told. An incident of which the states of components speak in the
// same batch is not told a second time as "a new outage".
func (d *decision) otherEvents(changes []feed.Change, components []event) []event {
	var events []event
	at := make(map[string]int) // key → index in events
	withComponents := make(map[string]bool)
	for _, e := range components {
		withComponents[e.IncidentID] = true
	}
	for _, c := range changes {
		e, ok := d.otherEvent(c, withComponents)
		if !ok {
			continue
		}
		i, again := at[e.Key]
		if !again {
			at[e.Key] = len(events)
			events = append(events, e)
			continue
		}
		old := events[i]
		ids := append(slices.Clone(old.ChangeIDs), e.ChangeIDs...)
		if weight(old.Alert) > weight(e.Alert) {
			e = old
		}
		e.ChangeIDs = ids
		events[i] = e
	}
	return events
}

// weight orders what may be told of one incident.
func weight(a Alert) int {
	over := a.Kind == KindIncidentStatus && feed.IncidentStatus(a.To).Over()
	order := []Kind{
		KindIncidentEdited, KindStage, KindIncidentUpdate, KindIncidentStatus, KindIncidentUnlisted, KindIncidentOpened,
	}
	if over {
		return len(order)
	}
	return slices.Index(order, a.Kind)
}

func (d *decision) otherEvent(c feed.Change, withComponents map[string]bool) (event, bool) {
	a := Alert{
		ChangeIDs: []string{c.ID}, IncidentID: c.IncidentID, UpdateID: c.UpdateID, GuidanceID: c.GuidanceID, PromiseID: c.PromiseID,
		Maintenance: c.MaintenanceID, Stage: string(c.Stage), From: c.From, To: c.To, At: c.At, Screen: ScreenRecovery,
	}
	switch c.Kind {
	case feed.ChangeIncidentOpened, feed.ChangeIncidentStatus, feed.ChangeIncidentUpdate,
		feed.ChangeIncidentEdited, feed.ChangeIncidentUnlisted, feed.ChangeStage:
		a.Key, a.Kind = incidentKey(c.IncidentID), Kind(c.Kind) // the same words
		return event{Alert: a}, d.wantsIncident(a, withComponents)
	case feed.ChangePromise:
		a.Key, a.Kind = promiseKey(c.IncidentID, c.PromiseID), KindPromise
		in := d.doc.Incident(c.IncidentID)
		// Who was told that the time passed need not be told again that it was
		// missed; the notification is only brought up to date.
		a.Silent = feed.PromiseState(c.To) == feed.PromiseMissed && d.told(a.Key)
		want := in != nil && (d.wantsAll(in.ID) && d.concernsIncident(in) || feed.PromiseState(c.To) == feed.PromiseMissed && d.wantsPromise(in))
		return event{Alert: a}, want
	case feed.ChangeGuidanceAdded:
		g := d.doc.GuidanceByID(c.GuidanceID)
		if g == nil || g.Kind == feed.GuidanceDoNot { // a warning is told as long as it holds, see dueEvents
			return event{}, false
		}
		a.Key, a.Kind, a.Screen = guidanceKey(c.GuidanceID), KindGuidance, ScreenGuidance
		return event{Alert: a}, d.threshold() == AnyChange && d.scope.concerns(g.ComponentIDs) && g.Validity(d.doc, d.at) == feed.Valid
	case feed.ChangeGuidanceWithdrawn:
		a.Key, a.Kind, a.Screen = guidanceKey(c.GuidanceID), KindGuidanceWithdrawn, ScreenGuidance
		return event{Alert: a}, d.threshold() == AnyChange
	case feed.ChangeMaintenance:
		a.Key, a.Kind, a.Screen = key("m", c.MaintenanceID), KindMaintenance, ScreenStatus
		m := d.maintenance(c.MaintenanceID)
		return event{Alert: a}, m != nil && d.threshold() == AnyChange && d.scope.concerns(m.ComponentIDs)
	}
	return event{}, false // component_removed, and kinds of a newer version
}

// wantsIncident: everything about it under AnyChange or if it is followed; else
// its beginning where no component told it, and its end if its beginning was.
func (d *decision) wantsIncident(a Alert, withComponents map[string]bool) bool {
	in := d.doc.Incident(a.IncidentID)
	_, stands := d.state.Standing[a.Key]
	if in == nil { // it is gone: only who was told of it has missed it
		return a.Kind == KindIncidentUnlisted && d.threshold() != Off && (stands || d.wantsAll(a.IncidentID))
	}
	if !d.concernsIncident(in) && !d.scope.followsIncident(in.ID) {
		return false
	}
	if d.wantsAll(in.ID) {
		return true
	}
	switch a.Kind {
	case KindIncidentOpened:
		serious := in.Impact == feed.ImpactMajor || in.Impact == feed.ImpactCritical
		return !in.Status.Over() && !withComponents[in.ID] && (d.threshold() != OutagesOnly || serious)
	case KindIncidentStatus:
		return feed.IncidentStatus(a.To).Over() && stands && d.threshold() != OutagesOnly
	}
	return false
}

func (d *decision) concernsIncident(in *feed.Incident) bool { return d.scope.concerns(in.ComponentIDs) }

// wantsPromise reports whether a missed promise of the incident is told.
func (d *decision) wantsPromise(in *feed.Incident) bool {
	switch d.threshold() {
	case Off:
		return false
	case OutagesOnly:
		return d.scope.followsIncident(in.ID)
	}
	return d.concernsIncident(in) || d.scope.followsIncident(in.ID)
}

func (d *decision) maintenance(id string) *feed.Maintenance {
	for i := range d.doc.Maintenances {
		if d.doc.Maintenances[i].ID == id {
			return &d.doc.Maintenances[i]
		}
	}
	return nil
}

func (d *decision) promise(incident, id string) *feed.Promise {
	if in := d.doc.Incident(incident); in != nil {
		for i := range in.Promises {
			if in.Promises[i].ID == id {
				return &in.Promises[i]
			}
		}
	}
	return nil
}

// dueEvents returns what the moment brings: warnings that hold by now, and
// promises whose time has passed without a word. Each is told once; State.Told
// forgets a warning that no longer holds, so that it is told again if it does.
func (d *decision) dueEvents(changes []feed.Change) []event {
	var events []event
	var told []string
	for i := range d.doc.Guidance {
		g := &d.doc.Guidance[i]
		if g.Kind != feed.GuidanceDoNot || g.Validity(d.doc, d.at) != feed.Valid {
			continue
		}
		k := guidanceKey(g.ID)
		told = append(told, k)
		if d.told(k) || !d.scope.concerns(g.ComponentIDs) {
			continue
		}
		a := Alert{Key: k, Kind: KindGuidance, GuidanceID: g.ID, To: string(g.Kind), At: d.at, Urgent: true, Screen: ScreenGuidance}
		for _, c := range changes {
			if c.Kind == feed.ChangeGuidanceAdded && c.GuidanceID == g.ID {
				a.ChangeIDs = append(a.ChangeIDs, c.ID)
			}
		}
		events = append(events, event{Alert: a, breaks: true, fresh: true})
	}
	for i := range d.doc.Incidents {
		in := &d.doc.Incidents[i]
		for _, p := range in.Promises {
			k := promiseKey(in.ID, p.ID)
			silent := p.State == feed.PromiseOpen && !d.at.Before(p.DueAt)
			switch {
			case d.told(k) && (silent || p.State == feed.PromiseMissed):
				told = append(told, k)
			case silent && d.now.Before(d.confirmed):
				told = append(told, k)
				if d.wantsPromise(in) {
					events = append(events, event{Alert: Alert{
						Key: k, Kind: KindPromiseSilent, IncidentID: in.ID, PromiseID: p.ID, From: string(feed.PromiseOpen), At: p.DueAt, Screen: ScreenRecovery,
					}})
				}
			}
		}
	}
	d.state.Told = told
	return events
}

// takeForTold is dueEvents for a first document, which alerts nobody. What the
// changes since have added is not part of it.
func (d *decision) takeForTold(changes []feed.Change) {
	confirmed := d.confirmed
	d.confirmed = d.now.Add(1)
	d.dueEvents(nil)
	d.confirmed = confirmed
	for _, c := range changes {
		if c.Kind == feed.ChangeGuidanceAdded {
			d.state.Told = slices.DeleteFunc(d.state.Told, func(k string) bool { return k == guidanceKey(c.GuidanceID) })
		}
	}
}

// sweep takes back or brings up to date every standing notification that says
// what is no longer so.
func (d *decision) sweep() {
	shown, told := make(map[string]bool), make(map[string]bool)
	digest := false
	for _, a := range d.alerts {
		shown[a.Key] = true
		told[a.ComponentID] = true
		digest = digest || a.Kind == KindDigest
	}
	units := d.scope.units()
	for _, k := range sortedKeys(d.state.Standing) {
		st := d.state.Standing[k]
		if shown[k] {
			continue
		}
		if st.ComponentID == "" {
			if d.at.Sub(st.At) > staleAfter && !d.lasting(st) {
				delete(d.state.Standing, k) // old news: it was read or is gone by itself
			} else if d.threshold() == Off || !d.holds(st) {
				d.withdraw(k, st.Kind)
			}
			continue
		}
		now := d.knownUnit(st.ComponentID)
		followed := slices.Contains(units, st.ComponentID)
		switch {
		case d.threshold() == Off || !followed, told[st.ComponentID]: // told: under the key of a newer incident
			d.withdraw(k, st.Kind)
		case string(now) == st.To:
			if st.Kind == KindRestored && d.at.Sub(st.At) > staleAfter {
				delete(d.state.Standing, k)
			}
		case st.Kind == KindRestored || !d.threshold().trouble(now) || digest:
			d.withdraw(k, st.Kind)
		case d.quietEnd.IsZero():
			d.show(Alert{
				Key: k, Kind: cmp.Or(moved(feed.ComponentStatus(st.To), "", now), KindBetter), ComponentID: st.ComponentID, IncidentID: st.IncidentID,
				From: st.To, To: string(now), At: d.at, Silent: true, Screen: ScreenService,
			})
		}
	}
}

// lasting reports whether a notification may be true for as long as the document
// says so, however old it is.
func (d *decision) lasting(st Standing) bool {
	return st.Kind == KindGuidance || st.Kind == KindPromiseSilent || st.Kind == KindIncidentOpened
}

// holds reports whether a notification that is not about a component still says
// what is so.
func (d *decision) holds(st Standing) bool {
	switch st.Kind {
	case KindGuidance:
		g := d.doc.GuidanceByID(st.GuidanceID)
		return g != nil && g.Validity(d.doc, d.at) == feed.Valid
	case KindPromise:
		p := d.promise(st.IncidentID, st.PromiseID)
		return p == nil || string(p.State) == st.To // gone from the document is not undone
	case KindPromiseSilent:
		p := d.promise(st.IncidentID, st.PromiseID)
		return p != nil && p.State == feed.PromiseOpen && !d.at.Before(p.DueAt)
	case KindIncidentOpened:
		in := d.doc.Incident(st.IncidentID)
		return in != nil && !in.Status.Over()
	case KindMaintenance:
		m := d.maintenance(st.Maintenance)
		return m != nil && string(m.Status) == st.To
	}
	return true
}

package feed

import (
	"encoding/json"
	"reflect"
	"testing"
)

// A document is read in one go if all of it can be decoded, and else item by item. Both ways read the same: one item
// that is broken takes nothing with it and changes nothing beside it.
func TestOneBrokenItemChangesNoOther(t *testing.T) {
	const broken = `,{"id":"broken","name":"n","status":["a list"],"body":"b"}`
	whole, rep, err := Parse([]byte(itemsFor("", "", "", "")))
	if err != nil || len(whole.Incidents) != 1 || len(whole.Incidents[0].Updates) != 2 || len(whole.Incidents[0].Updates[0].Affected) != 1 {
		t.Fatalf("%+v %v", whole, err)
	}
	byItem, itemRep, err := parseItems([]byte(itemsFor("", "", "", "")))
	if err != nil || !reflect.DeepEqual(byItem, whole) || !reflect.DeepEqual(itemRep, rep) {
		t.Errorf("by item %v %+v\n%+v\nwant %+v\n%+v", err, itemRep, byItem, rep, whole)
	}
	for place, with := range map[string]string{
		"updates": itemsFor(broken, "", "", ""), "incidents": itemsFor("", broken, "", ""),
		"updates of a maintenance": itemsFor("", "", broken, ""), "maintenances": itemsFor("", "", "", broken),
	} {
		if !json.Valid([]byte(with)) {
			t.Fatal("the test's document is no JSON")
		}
		got, problems, err := Parse([]byte(with))
		if err != nil || !reflect.DeepEqual(got, whole) {
			t.Errorf("%s: %v\n%+v\nwant\n%+v", place, err, got, whole)
		}
		if len(problems.Problems) != len(rep.Problems)+1 {
			t.Errorf("%s: %d problems beside %d: %+v", place, len(problems.Problems), len(rep.Problems), problems)
		}
	}
}

// itemsFor is a document with much to put right and, behind the others, items of
// the caller: an update, an incident, an update of a maintenance, a maintenance.
func itemsFor(update, incident, work, maintenance string) string {
	return `{"schema":1,"mode":"live","feed":{"id":"f"},"epoch":"e","epoch_started":"2022-10-15T06:30:00Z","seq":7,
		"issued_at":"2022-10-15T06:30:00Z","expires_at":"2022-10-15T07:30:00Z","components":[{"id":"c","name":"C","status":"operational"}],
		"incidents":[{"id":"i","name":{"ko":"사고"},"status":"strange","causes":[{"category":"fire","text":"t"}],
			"stages":[{"stage":"cause_found","state":"done"},{"stage":"nonsense"}],"promises":[{"id":"p","text":"t","state":"open"}],
			"updates":[{"id":"u","body":"b","status":"identified","stage":"none","affected":[{"component_id":"c","from":"x","to":"operational"},{"to":"y"}]},
				{"body":"without an id"},{"id":"u","body":"twice"},null,{"id":"v","body":{"en":"v"}}  ` + update + `]}
			,{"id":"j"},{"id":"i","name":"twice"}` + incident + `],
		"maintenances":[{"id":"m","name":"M","status":"scheduled","updates":[{"id":"w","body":"b"}` + work + `]}` + maintenance + `]}`
}

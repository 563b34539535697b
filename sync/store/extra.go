package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// extra holds the fields of a JSON object that this version does not know, so
// that an older program does not delete what a newer one has written.
type extra map[string]json.RawMessage

// MarshalJSON writes u with its unknown fields.
func (u User) MarshalJSON() ([]byte, error) {
	type known User
	if u.Feeds == nil {
		u.Feeds = []Subscription{}
	}
	return u.extra.marshal(known(u))
}

// UnmarshalJSON reads u and keeps the fields that it does not know.
func (u *User) UnmarshalJSON(raw []byte) error {
	type known User
	var k known
	if err := json.Unmarshal(raw, &k); err != nil {
		return err
	}
	*u = User(k)
	return u.extra.unmarshal(raw, k)
}

// MarshalJSON writes s with its unknown fields.
func (s Subscription) MarshalJSON() ([]byte, error) {
	type known Subscription
	return s.extra.marshal(known(s))
}

// UnmarshalJSON reads s and keeps the fields that it does not know.
func (s *Subscription) UnmarshalJSON(raw []byte) error {
	type known Subscription
	var k known
	if err := json.Unmarshal(raw, &k); err != nil {
		return err
	}
	*s = Subscription(k)
	return s.extra.unmarshal(raw, k)
}

// marshal writes the struct known, followed by the fields in e.
func (e extra) marshal(known any) ([]byte, error) {
	head, err := json.Marshal(known)
	if err != nil || len(e) == 0 {
		return head, err
	}
	tail, err := json.Marshal(map[string]json.RawMessage(e))
	if err != nil {
		return nil, fmt.Errorf("fields of a newer version: %w", err)
	}
	// Both are objects: {"a":1} and {"b":2} become {"a":1,"b":2}.
	head = bytes.TrimSuffix(head, []byte("}"))
	if len(head) > 1 {
		head = append(head, ',')
	}
	return append(head, tail[1:]...), nil
}

// unmarshal keeps the fields of the object raw that the struct known lacks.
// Names are compared as encoding/json does, regardless of case.
func (e *extra) unmarshal(raw []byte, known any) error {
	var all extra
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	t := reflect.TypeOf(known)
	for name := range all {
		for i := range t.NumField() {
			field, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if field != "" && strings.EqualFold(field, name) {
				delete(all, name)
			}
		}
	}
	*e = nil
	if len(all) > 0 {
		*e = all
	}
	return nil
}

package source

import "encoding/json"

// The form of Statuspage's answers: what is read of it, and no more.

type statuspageDocument struct {
	Page         statuspagePage   `json:"page"`
	Components   []statuspageItem `json:"components"`
	Incidents    []statuspageTale `json:"incidents"`
	Maintenances []statuspageTale `json:"scheduled_maintenances"`
}

type statuspagePage struct {
	ID        word   `json:"id"`
	Name      word   `json:"name"`
	URL       word   `json:"url"`
	TimeZone  word   `json:"time_zone"`
	UpdatedAt moment `json:"updated_at"`
}

type statuspageItem struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Status    string `json:"status"`
	UpdatedAt moment `json:"updated_at"`
	CreatedAt moment `json:"created_at"`
	Position  int    `json:"position"`
	GroupID   string `json:"group_id"`
}

// statuspageTale is an incident or a maintenance: the provider has one form for both.
type statuspageTale struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	Status         string             `json:"status"`
	Impact         string             `json:"impact"`
	CreatedAt      moment             `json:"created_at"`
	UpdatedAt      moment             `json:"updated_at"`
	StartedAt      moment             `json:"started_at"`
	ResolvedAt     moment             `json:"resolved_at"`
	ScheduledFor   moment             `json:"scheduled_for"`
	ScheduledUntil moment             `json:"scheduled_until"`
	Components     []statuspageRef    `json:"components"`
	Updates        []statuspageUpdate `json:"incident_updates"`
}

type statuspageRef struct {
	ID string `json:"id"`
}

type statuspageUpdate struct {
	ID        string               `json:"id"`
	Status    string               `json:"status"`
	Body      string               `json:"body"`
	CreatedAt moment               `json:"created_at"`
	UpdatedAt moment               `json:"updated_at"`
	DisplayAt moment               `json:"display_at"`
	Affected  []statuspageAffected `json:"affected_components"`
}

type statuspageAffected struct {
	Code string `json:"code"`
	Old  string `json:"old_status"`
	New  string `json:"new_status"`
}

// lenientDocument reads the same where something in it has another form than it
// should: item by item, without those that are broken. It takes three times as
// long, so it is the second try.
type lenientDocument struct {
	Page         statuspagePage        `json:"page"`
	Components   items[statuspageItem] `json:"components"`
	Incidents    items[lenientTale]    `json:"incidents"`
	Maintenances items[lenientTale]    `json:"scheduled_maintenances"`
}

type lenientTale statuspageTale

// UnmarshalJSON implements json.Unmarshaler.
func (t *lenientTale) UnmarshalJSON(b []byte) error {
	type plain lenientTale // without this method
	var raw struct {
		plain
		Components items[statuspageRef] `json:"components"`
		Updates    items[lenientUpdate] `json:"incident_updates"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*t = lenientTale(raw.plain)
	t.Components = raw.Components
	for _, u := range raw.Updates {
		t.Updates = append(t.Updates, statuspageUpdate(u))
	}
	return nil
}

type lenientUpdate statuspageUpdate

// UnmarshalJSON implements json.Unmarshaler.
func (u *lenientUpdate) UnmarshalJSON(b []byte) error {
	type plain lenientUpdate
	var raw struct {
		plain
		Affected items[statuspageAffected] `json:"affected_components"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*u = lenientUpdate(raw.plain)
	u.Affected = raw.Affected
	return nil
}

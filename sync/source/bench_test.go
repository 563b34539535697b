package source

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// widest makes an answer as large as the largest archived ones: 1,122 components
// in groups, 60 maintenances, three incidents with long histories, over 500 kB.
// down is how many components are not well; without any there is no incident.
func widest(t testing.TB, updated string, down int) []byte {
	t.Helper()
	stamp := at(t, updated).Format("2006-01-02T15:04:05.000Z07:00")
	component := func(i int) map[string]any {
		status := "operational"
		if i < down {
			status = "partial_outage"
		}
		c := map[string]any{
			"id": fmt.Sprintf("c%011d", i), "name": fmt.Sprintf("Somewhere on the Earth, Country - (C%04d)", i), "status": status,
			"created_at": "2019-11-27T06:56:48.964Z", "updated_at": "2026-03-01T06:56:48.964Z", "position": i%70 + 1,
			"description": nil, "showcase": false, "start_date": "2022-02-11", "group_id": fmt.Sprintf("g%011d", i%9), "page_id": "yh6f0r4529hb",
			"group": false, "only_show_if_degraded": false,
		}
		return c
	}
	components := []any{}
	for i := range 9 {
		c := component(0)
		c["id"], c["name"], c["group"], c["group_id"] = fmt.Sprintf("g%011d", i), fmt.Sprintf("Part %d of the Earth", i), true, nil
		components = append(components, c)
	}
	for i := range 1113 {
		components = append(components, component(i))
	}
	tale := func(kind string, i, updates int) map[string]any {
		said := []any{}
		for n := range updates {
			said = append(said, map[string]any{
				"id": fmt.Sprintf("u%s%05d%04d", kind, i, n), "status": "identified", "incident_id": "x",
				"body":       strings.Repeat("We are <b>working</b> on this &amp; will say more. ", 6),
				"created_at": stamp, "updated_at": stamp, "display_at": at(t, "08:00").Add(time.Duration(updates-n) * time.Minute).Format(time.RFC3339Nano),
				"affected_components": []any{map[string]any{"code": fmt.Sprintf("c%011d", i), "name": "x", "old_status": "operational", "new_status": "partial_outage"}},
			})
		}
		return map[string]any{
			"id": fmt.Sprintf("%s%05d", kind, i), "name": "Something happens there", "status": "identified", "impact": "major",
			"created_at": stamp, "updated_at": stamp, "started_at": stamp, "incident_updates": said, "components": []any{component(i)},
		}
	}
	incidents, works := []any{}, []any{}
	for i := range min(3, down) {
		incidents = append(incidents, tale("i", i, 13))
	}
	for i := range 60 {
		w := tale("m", i, 2)
		w["status"], w["scheduled_for"], w["scheduled_until"] = "in_progress", stamp, at(t, "20:00").Format(time.RFC3339)
		works = append(works, w)
	}
	b, err := json.Marshal(map[string]any{
		"page":       map[string]any{"id": "yh6f0r4529hb", "name": "Widest", "url": "https://status.widest.example", "time_zone": "Etc/UTC", "updated_at": stamp},
		"components": components, "incidents": incidents, "scheduled_maintenances": works,
		"status": map[string]any{"indicator": "major", "description": "Partial System Outage"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// BenchmarkLargestPage reads the largest page, makes the next document of it and
// works out what changed: what a poller does when something is new.
func BenchmarkLargestPage(b *testing.B) {
	first, second := widest(b, "09:00", 40), widest(b, "09:10", 60)
	run(b, first, second)
}

// BenchmarkCapturedPage is the same with Cloudflare's page in its outage of
// November 2025, where that is at hand.
func BenchmarkCapturedPage(b *testing.B) {
	dir, ok := captures(b)
	if !ok {
		return
	}
	body, err := os.ReadFile(filepath.Join(dir, "statuspage", "cloudflare-2025-11-18.json"))
	if err != nil {
		b.Fatal(err)
	}
	next := strings.ReplaceAll(string(body), `"updated_at":"2025-11-18T14:42:37.468Z"`, `"updated_at":"2025-11-18T14:52:37.468Z"`)
	next = strings.Replace(next, `"partial_outage"`, `"operational"`, 40)
	run(b, body, []byte(next))
}

func run(b *testing.B, first, second []byte) {
	b.Helper()
	page, err := Read(first)
	if err != nil {
		b.Fatal(err)
	}
	state, _ := State{}.Next(time.Time{}, page)
	b.SetBytes(int64(len(second)))
	b.ReportAllocs()
	for b.Loop() {
		page, err := Read(second)
		if err != nil {
			b.Fatal(err)
		}
		if _, result := state.Next(time.Time{}, page); !result.Changed {
			b.Fatal("nothing changed")
		}
	}
}

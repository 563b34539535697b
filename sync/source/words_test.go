package source

import (
	"testing"

	"bokgu/sync/feed"
)

// The vocabularies, each value of which stands in a table below:
//
//	Statuspage    https://developer.statuspage.io (components, incidents), https://www.atlassianstatuspage.io/api/v2,
//	              and as types https://app.unpkg.com/statuspage.io@3.2.10/files/dist/interfaces/Result.js;
//	              impact "maintenance": real pages, in all fifteen of the archive
//	incident.io   https://docs.incident.io/status-pages/widget-api, …/status-pages/embedding, …/api-reference/status-page-incidents-v2
//	              (incidents, components); the maintenances' words as public clients of the widget declare them;
//	              "full_outage" also in its imitation of Statuspage
//	Instatus      https://instatus.com/help/api/components, …/incidents, …/maintenances; "MINOROUTAGE" as public clients declare it
//	cState        https://github.com/cstate/cstate: layouts/index.json, i18n/en.yaml
//	Gatus         https://github.com/TwiN/gatus: Result.Success in config/endpoint/result.go
//	Uptime Kuma   https://github.com/louislam/uptime-kuma: src/util.ts (DOWN, UP, PENDING, MAINTENANCE),
//	              getStatus in server/model/maintenance.js, the styles in src/pages/StatusPage.vue
//	Better Stack  https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api;
//	              "not_monitored": real pages
//	feeds         Statuspage's own history.atom; RFC 4287 and RSS 2.0 have no such words

// table checks one mapping value by value.
func table[T ~string](t *testing.T, name string, have, want map[string]T) {
	t.Helper()
	for word, v := range want {
		if got := lookup(have, word); got != v {
			t.Errorf("%s: %q is %q, not %q", name, word, got, v)
		}
	}
	for word := range have {
		if _, ok := want[word]; !ok {
			t.Errorf("%s: %q is not tested", name, word)
		}
	}
	for _, word := range []string{"", "brand_new_word", "Operational", "ok ", "none\n"} {
		if _, ok := want[word]; ok {
			continue
		}
		if got := lookup(have, word); got != feed.Unknown {
			t.Errorf("%s: %q is %q, not unknown", name, word, got)
		}
	}
}

func TestComponentWords(t *testing.T) {
	type m = map[string]feed.ComponentStatus
	table(t, "Statuspage", statuspageComponent, m{
		"operational": "operational", "under_maintenance": "under_maintenance", "degraded_performance": "degraded_performance",
		"partial_outage": "partial_outage", "major_outage": "major_outage", "full_outage": "major_outage",
	})
	table(t, "Instatus", instatusComponent, m{
		"OPERATIONAL": "operational", "UNDERMAINTENANCE": "under_maintenance", "DEGRADEDPERFORMANCE": "degraded_performance",
		"MINOROUTAGE": "degraded_performance", "PARTIALOUTAGE": "partial_outage", "MAJOROUTAGE": "major_outage",
	})
	table(t, "incident.io", widgetComponent, m{
		"operational": "operational", "under_maintenance": "under_maintenance", "degraded_performance": "degraded_performance",
		"partial_outage": "partial_outage", "full_outage": "major_outage",
	})
	table(t, "cState", cstateComponent, m{"ok": "operational", "disrupted": "partial_outage", "down": "major_outage", "notice": "unknown"})
	table(t, "Gatus", gatusComponent, m{"true": "operational", "false": "major_outage"})
	table(t, "Uptime Kuma", kumaComponent, m{"0": "major_outage", "1": "operational", "3": "under_maintenance"})
	table(t, "Better Stack", betterComponent, m{
		"operational": "operational", "resolved": "operational", "degraded": "degraded_performance", "downtime": "major_outage",
		"maintenance": "under_maintenance", "not_monitored": "unknown",
	})
}

func TestIncidentWords(t *testing.T) {
	type m = map[string]feed.IncidentStatus
	table(t, "Statuspage", statuspageIncident, m{
		"investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "resolved": "resolved", "postmortem": "postmortem",
	})
	table(t, "Instatus", instatusIncident, m{
		"INVESTIGATING": "investigating", "IDENTIFIED": "identified", "MONITORING": "monitoring", "RESOLVED": "resolved",
	})
	table(t, "incident.io", widgetIncident, m{
		"investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "resolved": "resolved",
	})
	table(t, "cState", cstateIncident, m{"false": "investigating", "true": "resolved"})
	table(t, "Better Stack", betterIncident, m{
		"operational": "investigating", "degraded": "investigating", "downtime": "investigating", "maintenance": "investigating", "resolved": "resolved",
	})
	table(t, "feeds", historyIncident, m{
		"investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "resolved": "resolved",
		"postmortem": "postmortem", "post-mortem": "postmortem",
	})
}

func TestImpactWords(t *testing.T) {
	type m = map[string]feed.Impact
	table(t, "Statuspage", statuspageImpact, m{
		"none": "none", "minor": "minor", "major": "major", "critical": "critical", "maintenance": "maintenance",
	})
	table(t, "Instatus", instatusImpact, m{
		"OPERATIONAL": "none", "UNDERMAINTENANCE": "maintenance", "DEGRADEDPERFORMANCE": "minor", "MINOROUTAGE": "minor",
		"PARTIALOUTAGE": "major", "MAJOROUTAGE": "critical",
	})
	table(t, "incident.io", widgetImpact, m{
		"operational": "none", "under_maintenance": "maintenance", "degraded_performance": "minor", "partial_outage": "major", "full_outage": "critical",
	})
	table(t, "cState", cstateImpact, m{"ok": "none", "notice": "none", "disrupted": "major", "down": "critical"})
	table(t, "Uptime Kuma", kumaImpact, m{
		"info": "none", "primary": "none", "light": "none", "dark": "none", "warning": "minor", "danger": "major",
	})
	table(t, "Better Stack", betterImpact, m{
		"operational": "none", "resolved": "none", "maintenance": "maintenance", "degraded": "minor", "downtime": "major",
	})
}

func TestMaintenanceWords(t *testing.T) {
	type m = map[string]feed.MaintenanceStatus
	table(t, "Statuspage", statuspageMaintenance, m{
		"scheduled": "scheduled", "in_progress": "in_progress", "verifying": "verifying", "completed": "completed",
	})
	table(t, "Instatus", instatusMaintenance, m{
		"NOTSTARTEDYET": "scheduled", "INPROGRESS": "in_progress", "VERIFYING": "verifying", "COMPLETED": "completed",
	})
	table(t, "incident.io", widgetMaintenance, m{
		"maintenance_scheduled": "scheduled", "maintenance_in_progress": "in_progress", "maintenance_complete": "completed",
	})
	table(t, "Uptime Kuma", kumaMaintenance, m{"scheduled": "scheduled", "under-maintenance": "in_progress", "ended": "completed"})
	table(t, "Better Stack", betterMaintenance, m{
		"operational": "scheduled", "maintenance": "in_progress", "degraded": "in_progress", "downtime": "in_progress", "resolved": "completed",
	})
	table(t, "feeds", historyMaintenance, m{
		"scheduled": "scheduled", "in progress": "in_progress", "verifying": "verifying", "completed": "completed",
	})
}

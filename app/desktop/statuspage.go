//go:build linux

package desktop

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"bokgu/sync/feed"
)

// StatusPage is a company's status page on this machine, in the form of Atlassian Statuspage: nobody signs it.
type StatusPage struct {
	Host string // such as 127.0.0.1:40123

	name, lang string
	mu         sync.Mutex
	doc        feed.Status
	asked      int
}

// ServeStatusPage serves a document as the status page of a company, in one language as such pages are, until ctx ends.
func ServeStatusPage(ctx context.Context, name, lang string, doc feed.Status) (*StatusPage, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("status page: %w", err)
	}
	p := &StatusPage{Host: listener.Addr().String(), name: name, lang: lang, doc: doc}
	server := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return p, nil
}

// Say changes what it says.
func (p *StatusPage) Say(doc feed.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doc = doc
}

// Asked is how often it was asked.
func (p *StatusPage) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// ServeHTTP implements http.Handler.
func (p *StatusPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/v2/summary.json" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	text := func(t feed.Text) string { return t.In(p.lang, "ko") }
	groups := map[string]bool{}
	for _, c := range p.doc.Components {
		groups[c.GroupID] = c.GroupID != ""
	}
	components := []map[string]any{}
	for i, c := range p.doc.Components {
		out := map[string]any{
			"id": c.ID, "name": text(c.Name), "status": c.Status, "group": groups[c.ID], "position": i,
			"created_at": c.Since, "updated_at": c.Since,
		}
		if c.GroupID != "" {
			out["group_id"] = c.GroupID
		}
		components = append(components, out)
	}
	incidents := []map[string]any{}
	for _, in := range p.doc.Incidents {
		updates := []map[string]any{}
		for _, u := range in.Updates {
			updates = append(updates, map[string]any{
				"id": u.ID, "status": u.Status, "body": text(u.Body), "created_at": u.DisplayAt, "display_at": u.DisplayAt, "updated_at": u.UpdatedAt,
			})
		}
		about := []map[string]any{}
		for _, id := range in.ComponentIDs {
			about = append(about, map[string]any{"id": id})
		}
		incidents = append(incidents, map[string]any{
			"id": in.ID, "name": text(in.Name), "status": in.Status, "impact": in.Impact, "created_at": in.StartedAt, "started_at": in.StartedAt,
			"updated_at": in.StartedAt, "components": about, "incident_updates": updates,
		})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"page":       map[string]any{"id": "page", "name": p.name, "url": "https://status.example.com", "time_zone": "Asia/Seoul", "updated_at": time.Now().UTC()},
		"components": components, "incidents": incidents, "scheduled_maintenances": []any{},
		"status": map[string]any{"indicator": "none", "description": "All Systems Operational"}, // as real pages say in the worst outage
	})
}

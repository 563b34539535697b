package bridge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Watch is a handler for the operator of the bridge, not for its readers: /health as
// JSON (503 while there is nothing to serve or a page is silent) and /metrics in the
// text format of Prometheus.
func (b *Bridge) Watch() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", b.serveHealth)
	mux.HandleFunc("GET /metrics", b.serveMetrics)
	return mux
}

func (b *Bridge) serving() bool {
	select {
	case <-b.started:
		return true
	default:
		return false
	}
}

type healthPage struct {
	Page     string    `json:"page"`
	Provider string    `json:"provider,omitempty"`
	Heard    time.Time `json:"heard,omitzero"`
	Silent   bool      `json:"silent"`
	Failures int       `json:"failures"`
	Error    string    `json:"error,omitempty"`
	Next     time.Time `json:"next_poll,omitzero"`
}

func (b *Bridge) serveHealth(w http.ResponseWriter, _ *http.Request) {
	var out struct {
		Serving bool         `json:"serving"`
		Streams int          `json:"streams"`
		Pages   []healthPage `json:"pages"`
	}
	out.Serving, out.Streams = b.serving(), b.edge.Stats().Clients
	code := http.StatusOK
	if !out.Serving {
		code = http.StatusServiceUnavailable
	}
	for _, h := range b.Health() {
		page := healthPage{Page: h.Key, Provider: string(h.Provider), Heard: h.Heard, Silent: h.Silent, Failures: h.Failures, Next: h.Next}
		if h.Err != nil {
			page.Error = h.Err.Error()
		}
		if h.Silent {
			code = http.StatusServiceUnavailable
		}
		out.Pages = append(out.Pages, page)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(out) // who asked is gone
}

// serveMetrics writes the format by hand: it is a dozen lines of text
// (https://prometheus.io/docs/instrumenting/exposition_formats/), and a page's key
// holds nothing that would have to be escaped.
func (b *Bridge) serveMetrics(w http.ResponseWriter, _ *http.Request) {
	var out strings.Builder
	family := func(name, kind, help string) {
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	one := func(name, kind, help string, value float64) {
		family(name, kind, help)
		fmt.Fprintf(&out, "%s %g\n", name, value)
	}
	pages := b.Health()
	each := func(name, kind, help string, value func(PageHealth) float64) {
		family(name, kind, help)
		for _, h := range pages {
			fmt.Fprintf(&out, "%s{page=%q} %.15g\n", name, h.Key, value(h))
		}
	}
	stats := b.edge.Stats()
	one("bokgu_streams", "gauge", "Open streams of readers.", float64(stats.Clients))
	one("bokgu_streams_refused_total", "counter", "Streams refused for capacity or shutdown.", float64(stats.Refused))
	one("bokgu_serving", "gauge", "1 as soon as there is a document to serve.", truth(b.serving()))
	each("bokgu_page_up", "gauge", "1 if the page was heard at the last poll.", func(h PageHealth) float64 { return truth(h.Err == nil && h.Polls > 0) })
	each("bokgu_page_silent", "gauge", "1 if the page was not heard for so long that nobody can tell about it.", func(h PageHealth) float64 { return truth(h.Silent) })
	each("bokgu_page_heard_timestamp_seconds", "gauge", "When the page was last heard; 0: never.", func(h PageHealth) float64 {
		if h.Heard.IsZero() {
			return 0
		}
		return float64(h.Heard.Unix())
	})
	each("bokgu_page_failures", "gauge", "Polls in a row that failed.", func(h PageHealth) float64 { return float64(h.Failures) })
	each("bokgu_page_polls_total", "counter", "Polls since the start.", func(h PageHealth) float64 { return float64(h.Polls) })
	each("bokgu_page_requests_total", "counter", "Requests since the start.", func(h PageHealth) float64 { return float64(h.Requests) })
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(out.String()))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

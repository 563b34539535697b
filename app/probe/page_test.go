package probe

import (
	"net/http"
	"strings"
	"testing"
)

// A status page in the place of a feed is connected to and asked nothing: what it
// would answer to a feed's question, a page for people, says nothing of the network.
func TestAStatusPageIsOnlyConnectedTo(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	w.name(feedHost, "192.0.2.2")
	asked := make(chan string, 8)
	w.server("192.0.2.2:443", listen(t, "127.0.0.1:0", feedServer(a.issue(t, soon(), feedHost), func(r *http.Request) string {
		if r != nil {
			asked <- r.URL.Path
		}
		return "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
	})))
	for page, want := range map[bool]string{true: "dns ok, tcp ok, tls ok", false: "dns ok, tcp ok, tls ok, answer captive"} {
		r, err := Run(t.Context(), w.params(a), Request{Feed: feedURL, Page: page, Approved: []string{feedHost}})
		if err != nil {
			t.Fatal(err)
		}
		if got := outcomes(*r.Feed); got != want {
			t.Errorf("page %v: %s", page, got)
		}
		if c := r.Connection(); page && c != ConnectionWorks {
			t.Errorf("the connection is %q", c)
		}
	}
	if n := len(asked); n != 1 || !strings.HasSuffix(<-asked, "/v1/freshness") {
		t.Errorf("asked %d times", n)
	}
}

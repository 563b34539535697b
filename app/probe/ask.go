package probe

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
)

// maxAnswer bounds an answer of the feed with its head, in bytes; a freshness
// record has about 500.
const maxAnswer = maxHeader + 64<<10

// ask makes one GET over a connection that stands, without any token, and judges
// the answer as the subscription does: a page or a redirect comes from a sign-in
// page in between. A private feed that wants a token has answered. Nothing of
// the answer is believed beyond that.
func ask(ctx context.Context, conn net.Conn, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask the feed: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Close = true
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := req.Write(conn); err != nil {
		return fmt.Errorf("ask the feed: %w", err)
	}
	in := bufio.NewReader(io.LimitReader(conn, maxAnswer))
	resp, err := http.ReadResponse(in, req)
	for n := 0; err == nil && resp.StatusCode < 200 && n < 5; n++ { // 103 Early Hints
		resp, err = http.ReadResponse(in, req)
	}
	if err != nil {
		return fmt.Errorf("answer of the feed: %w", err)
	}
	defer resp.Body.Close()
	return judgeAnswer(resp)
}

func judgeAnswer(resp *http.Response) error {
	o := OK
	switch code := resp.StatusCode; {
	case code >= 300 && code < 400, code == http.StatusNetworkAuthenticationRequired:
		o = Captive
	case code >= 500, code == http.StatusTooManyRequests:
		o = ServerError
	case isPage(resp):
		o = Captive
	case code == http.StatusOK, code == http.StatusUnauthorized, code == http.StatusForbidden:
		return nil
	default:
		o = NotFeed
	}
	return &failure{o, fmt.Errorf("the feed answered %d", resp.StatusCode)}
}

// isPage reports whether an answer is a page for people, by its type or by how
// it begins.
func isPage(resp *http.Response) bool {
	switch t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t {
	case "text/html", "application/xhtml+xml":
		return true
	case "application/json":
		return false
	}
	head := make([]byte, 512) // what http.DetectContentType looks at
	n, _ := io.ReadFull(resp.Body, head)
	return strings.HasPrefix(http.DetectContentType(head[:n]), "text/html")
}

package settings

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
)

// ProxyDirect is the Proxy that stands for none, whatever the environment says.
const ProxyDirect = "direct"

// The keys of the preferences that hold for the network of this device alone.
const (
	keyProxy     = "proxy"
	keyProxyUser = "proxy_user"
)

// The bounds of the texts, in bytes. A host has 253; SOCKS5 has 255 for a name
// (RFC 1929).
const (
	maxProxy     = 300
	maxProxyUser = 255
)

// GoodProxy reports whether s can stand in the file. What matters here is that
// no name or password does; subscribe.Proxy, which uses it, is as strict.
func GoodProxy(s string) bool {
	if s == "" || s == ProxyDirect {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && len(s) <= maxProxy && (u.Scheme == "http" || u.Scheme == "socks5") && u.User == nil &&
		u.Hostname() != "" && (u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// GoodProxyUser reports whether s can be the name at a proxy. A colon would end
// it on the wire (RFC 7617).
func GoodProxyUser(s string) bool {
	return len(s) <= maxProxyUser && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == ':' })
}

// KeepLocal returns preferences with those that hold for the network of a device
// alone replaced by own's, or left out where own has none: the way out is for
// each device to say, not for a file that was taken over from another one. What
// is no object comes back as it is.
func KeepLocal(preferences, own json.RawMessage) json.RawMessage {
	var all, mine map[string]json.RawMessage
	if json.Unmarshal(preferences, &all) != nil || all == nil {
		return preferences
	}
	_ = json.Unmarshal(own, &mine) // nothing readable: nothing to keep
	before := maps.Clone(all)
	for _, key := range []string{keyProxy, keyProxyUser} {
		delete(all, key)
		if v, ok := mine[key]; ok {
			all[key] = v
		}
	}
	if maps.EqualFunc(all, before, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
		return preferences
	}
	out, err := json.Marshal(all)
	if err != nil {
		return preferences
	}
	return out
}

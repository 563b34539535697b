package genuine

import (
	"strings"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// judge says of one thing what the listed channels allow to be said.
func (b *book) judge(f found) Finding {
	out := f.Finding
	switch f.Kind {
	case KindLink:
		b.judgeLink(&out, f)
	case KindPhone, KindSMS:
		b.judgeNumber(&out, f.number)
	case KindEmail:
		b.judgeMail(&out, f)
	case KindAccount:
		b.judgeAccount(&out, f.names)
	case KindFile:
		out.Verdict = CannotTell
	}
	if out.Verdict == Matches && f.disguised {
		out.Verdict, out.Warnings = CannotTell, with(out.Warnings, WarnHidden)
	}
	if out.Verdict == Matches && b.unofficial(out.Official.Feed) {
		out.Warnings = with(out.Warnings, WarnUnofficial)
	}
	return out
}

func (b *book) unofficial(feed string) bool {
	for _, s := range b.sources {
		if s.Feed == feed && s.Unofficial {
			return true
		}
	}
	return false
}

func (b *book) judgeLink(out *Finding, f found) {
	l := &f.link
	warn := func(when bool, w Warning) {
		if when {
			out.Warnings = with(out.Warnings, w)
		}
	}
	warn(l.toFile(), WarnFile)
	warn(l.user != "", WarnUser)
	warn(l.number, WarnNumber)
	warn(strings.Contains(l.host, "xn--"), WarnForeign)
	warn(l.scheme == "http", WarnPlain)
	if l.scheme != "" && l.scheme != "http" && l.scheme != "https" {
		out.Shown, out.Verdict = l.scheme+"://"+l.host, CannotTell
		warn(true, WarnApp)
		return
	}
	if l.port != "" && l.port != "443" {
		out.Shown += ":" + l.port
	}
	like, alike := b.alike(l)
	e, listed, clear := b.lists(l)
	switch {
	case listed:
		out.Verdict, out.Official = Matches, e
		if redirects := l.leadsOn(); redirects || l.user != "" || !clear {
			out.Verdict = CannotTell
			warn(redirects, WarnRedirect)
			warn(!clear, WarnUnclear)
		}
	case shorteners[l.host]:
		out.Verdict = CannotTell
		warn(true, WarnShort)
	case alike:
		out.Verdict, out.Official = Alike, like
	default:
		out.Verdict = NotListed
		if o, ok := b.ownedDomain(l.host); ok && !l.number && l.port == "" {
			out.Verdict, out.Official = CannotTell, o.entry
			warn(true, WarnSameDomain)
		}
	}
}

// lists finds the entry that allows an address. clear is false where it hangs on where the address ends: Hangul stands
// right behind or before it, and only without that is it listed.
func (b *book) lists(l *link) (e Official, listed, clear bool) {
	if l.broken || l.number {
		return Official{}, false, false
	}
	e, listed = b.entry(feed.ActionURL, l.address(l.rest))
	clear = true
	if listed && l.tail != "" && !beginsWithParticle(l.tail) {
		_, clear = b.entry(feed.ActionURL, l.address(l.rest+l.tail))
	}
	if listed && l.head != "" {
		whole := *l
		whole.host = l.head
		_, listedWhole := b.entry(feed.ActionURL, whole.address(l.rest))
		clear = clear && listedWhole
	}
	return e, listed, clear
}

// entry asks the link rule of every profile, and which of its entries it is.
func (b *book) entry(kind feed.ActionType, value string) (Official, bool) {
	action := feed.Action{Type: kind, Value: value}
	for _, s := range b.sources {
		t, err := open(s.Profile, action)
		if err != nil {
			continue
		}
		p := s.Profile
		e := Official{Feed: s.Feed, Lang: p.Language, Address: t.Display}
		for _, c := range p.Channels {
			if _, err := open(&envelope.Profile{Channels: []envelope.Channel{c}}, action); err == nil {
				e.Name = c.Name
				return e, true
			}
		}
		for _, l := range p.Links {
			if _, err := open(&envelope.Profile{Links: []envelope.Link{l}}, action); err == nil {
				e.Name = l.Label
				return e, true
			}
		}
		return e, true
	}
	return Official{}, false
}

// open is the link rule without the profile's time, which Check looks at.
func open(p *envelope.Profile, a feed.Action) (envelope.Target, error) {
	return p.Target(a, p.ExpiresAt.Add(-1))
}

// ownedDomain finds the official domain that a host lies in.
func (b *book) ownedDomain(host string) (owned, bool) {
	domain := registrable(host)
	for _, o := range b.owned {
		if domain != "" && o.domain == domain {
			return o, true
		}
	}
	return owned{}, false
}

// alike finds the official domain that a link means to be taken for.
func (b *book) alike(l *link) (Official, bool) {
	if _, own := b.ownedDomain(l.host); own {
		return Official{}, false
	}
	around := strings.ToLower(l.user + " " + l.rest)
	for _, o := range b.owned {
		if strings.Contains(around, o.domain) || resembles(l, o) {
			return o.entry, true
		}
	}
	return Official{}, false
}

// resembles reports whether a host looks like an official domain: its name under another top level, inside of another
// name, or with a letter or two changed.
func resembles(l *link, o owned) bool {
	if l.number {
		return false
	}
	domain := registrable(l.host)
	var wide link
	wide.name(domain)
	main := skeleton(mainLabel(wide.wide))
	long := len([]rune(o.label))
	switch {
	case long < 2:
		return false
	case main == o.label:
		return long > 2 || o.label[0] >= 0x80
	}
	if long >= 4 || o.label[0] >= 0x80 {
		for _, label := range strings.Split(l.wide, ".") {
			if strings.Contains(skeleton(label), o.label) {
				return true
			}
		}
	}
	changed := map[bool]int{true: 2, false: 1}[long >= 5]
	if long < 4 {
		return false
	}
	if distance(main, o.label) <= changed {
		return true
	}
	for part := range strings.SplitSeq(mainLabel(wide.wide), "-") { // one letter in a word of several
		if long >= 5 && distance(skeleton(part), o.label) <= 1 {
			return true
		}
	}
	return false
}

func (b *book) judgeNumber(out *Finding, n string) {
	if e, ok := b.numbers[n]; ok {
		out.Verdict, out.Official = Matches, e
		return
	}
	out.Verdict = NotListed
	for listed, e := range b.numbers {
		// One digit changed, or two swapped. Of several the first by number, so that the answer is always the same.
		if len(listed) == len(n) && len(n) >= 7 && distance(listed, n) == 1 &&
			(out.Verdict != Alike || e.Address < out.Official.Address) {
			out.Verdict, out.Official = Alike, e
		}
	}
}

func (b *book) judgeMail(out *Finding, f found) {
	if e, ok := b.mails[mailKey(f.Shown)]; ok {
		out.Verdict, out.Official = Matches, e
		return
	}
	out.Verdict = NotListed
	if strings.Contains(f.link.host, "xn--") {
		out.Warnings = with(out.Warnings, WarnForeign)
	}
	if o, ok := b.ownedDomain(f.link.host); ok {
		out.Verdict, out.Official = CannotTell, o.entry
		out.Warnings = with(out.Warnings, WarnSameDomain)
		return
	}
	l := f.link
	l.user, _, _ = strings.Cut(f.Shown, "@")
	if e, ok := b.alike(&l); ok {
		out.Verdict, out.Official = Alike, e
	}
}

// judgeAccount compares names. The same name on another service may be anybody's, which the screen says.
func (b *book) judgeAccount(out *Finding, names []string) {
	out.Verdict = NotListed
	for _, name := range names {
		written, looks := plain(name), skeleton(name)
		for _, a := range b.accounts {
			switch {
			case a.name == written:
				out.Verdict, out.Official = Matches, a.entry
				return
			case out.Verdict == Alike:
			case a.looks == looks, len([]rune(a.looks)) >= 5 && distance(a.looks, looks) <= 2,
				len([]rune(a.looks)) >= 4 && strings.Contains(looks, a.looks):
				out.Verdict, out.Official = Alike, a.entry
			}
		}
	}
}

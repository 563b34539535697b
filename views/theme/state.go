package theme

// State is what a function or a service is in. Its values are those of the feed, so feed.ComponentStatus converts by
// theme.State(s). Any value not known here looks and behaves like Unknown: it never claims that all is well.
type State string

// The six states, best known trouble last but for maintenance and unknown.
const (
	Operational State = "operational"
	Degraded    State = "degraded_performance"
	Partial     State = "partial_outage"
	Major       State = "major_outage"
	Maintenance State = "under_maintenance"
	Unknown     State = "unknown"
)

// Look is how a state is drawn: always colour and shape and, from the caller, a word.
type Look struct {
	State State
	// Stale keeps shape and word and takes the colours of Unknown: what was known is no longer confirmed.
	Stale bool
}

// States lists all states, worst first: the order of the tally and of legends.
func States() []State {
	return []State{Major, Partial, Degraded, Maintenance, Unknown, Operational}
}

type stateTokens struct {
	icon             string
	word, fill, soft pair
}

var states = map[State]stateTokens{
	Operational: {"state-operational", pair{0x1B7A49, 0x56C88F}, pair{0x23915A, 0x45B97F}, pair{0xE6F4EC, 0x162B22}},
	Degraded:    {"state-degraded", pair{0x855600, 0xE6B450}, pair{0xBC7C00, 0xDBA638}, pair{0xFBF1DA, 0x2E2614}},
	Partial:     {"state-partial", pair{0xA84300, 0xF59A5E}, pair{0xDC6414, 0xEE8540}, pair{0xFCEBDF, 0x332117}},
	Major:       {"state-major", pair{0xBF2231, 0xFF8088}, pair{0xD52F3F, 0xF2606B}, pair{0xFBE8EA, 0x381C20}},
	Maintenance: {"state-maintenance", pair{0x6243B5, 0xB9A6F7}, pair{0x7555C9, 0xA48DF0}, pair{0xEFEAFA, 0x272140}},
	Unknown:     {"state-unknown", pair{0x586170, 0xA3ABB8}, pair{0x7A8391, 0x8C95A3}, pair{0xECEEF2, 0x23282F}},
}

func init() {
	for s, t := range states {
		tokens[Token("bokgu.word."+string(s))] = t.word
		tokens[Token("bokgu.fill."+string(s))] = t.fill
		tokens[Token("bokgu.soft."+string(s))] = t.soft
	}
}

// known maps anything the feed may hold one day to a state that can be drawn.
func (s State) known() State {
	if _, ok := states[s]; ok {
		return s
	}
	return Unknown
}

// Word is the token of the state's word. Fill is the one of its shape, Soft of the ground of its badge.
func (s State) Word() Token { return Look{State: s}.Word() }

// Fill is the token of the state's shape and of its segments and cells.
func (s State) Fill() Token { return Look{State: s}.Fill() }

// Soft is the token of the ground of the state's badge.
func (s State) Soft() Token { return Look{State: s}.Soft() }

// Icon is the name of the state's shape in package assets.
func (s State) Icon() string { return states[s.known()].icon }

func (l Look) colours() string {
	if l.Stale {
		return string(Unknown)
	}
	return string(l.State.known())
}

// Word is the token of the word beside the shape.
func (l Look) Word() Token { return Token("bokgu.word." + l.colours()) }

// Fill is the token of the shape.
func (l Look) Fill() Token { return Token("bokgu.fill." + l.colours()) }

// Soft is the token of the ground of a badge.
func (l Look) Soft() Token { return Token("bokgu.soft." + l.colours()) }

// Icon is the name of the shape; staleness keeps it.
func (l Look) Icon() string { return l.State.Icon() }

package widgets

import (
	"time"

	"bokgu/views/theme"
)

// ChartSegment is a stretch of time in one state.
type ChartSegment struct {
	From, To time.Time
	Look     theme.Look
}

// ChartLane is one function (or, over 60 functions, one service).
type ChartLane struct {
	ID       string
	Segments []ChartSegment // in any order; what lies outside the chart's time is cut
	Now      theme.Look     // the cap right of the "now" edge
}

// ChartGroup is one service: a label, its lanes and the present counts.
type ChartGroup struct {
	ID     string
	Label  string
	Lanes  []ChartLane
	Counts []ChartCount
}

// ChartCount is how many functions of a service are in a state now.
type ChartCount struct {
	Look theme.Look
	Text string // the first with its word, the others a number: the legend below explains them
}

// ChartMark is a labelled moment: a tick of the axis or an event.
type ChartMark struct {
	At    time.Time
	Label string
}

// ChartReadout says what the cursor is on.
type ChartReadout struct {
	Look theme.Look
	Text []Piece
	More []Piece // the second line, optional
	Link string  // words of a link to the source, optional
	Go   string  // words of the button that plays on from here, optional
}

// StripChartData is what a StripChart shows. Every text comes ready made.
type StripChartData struct {
	From, To time.Time
	At       time.Time // "now", after which nothing is known; zero: To. It may lie outside
	// Played is a replay that can be moved from At. Moments are those at which something changes in it.
	Played  bool
	Moments []time.Time

	Groups  []ChartGroup
	Ticks   []ChartMark // labels under the chart, hairlines in it, in order of time
	Events  []ChartMark // labels over the chart, in order of time
	Now     string      // the label over At
	Legend  []LegendEntry
	Readout ChartReadout
	Cursor  time.Time // zero: none
	Lane    string    // ID of the lane that the cursor is on, "" for none
	Summary string    // what a screen reader says before the read-out
	Axis    string    // what it says of the time line of a replay
}

// present tells whether "now" is in the picture.
func (d *StripChartData) present() bool {
	return d.At.IsZero() || !d.At.Before(d.From) && !d.At.After(d.To)
}

// now is the end of what is known and in the picture.
func (d *StripChartData) now() time.Time {
	if d.At.IsZero() || d.At.After(d.To) {
		return d.To
	}
	return d.At
}

// ChartPoint is where the reader put the cursor.
type ChartPoint struct {
	At     time.Time
	Group  string // IDs; empty beside the lanes
	Lane   string
	Inside bool // on a lane
}

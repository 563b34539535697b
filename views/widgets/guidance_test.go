package widgets

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

// The words of an instruction belong to its box; what must not be done has none.
func TestGuidanceRowWords(t *testing.T) {
	test.NewTempApp(t)
	told := map[string]bool{}
	for id, not := range map[string]bool{"do": false, "not": true} {
		r := NewGuidanceRow(Desktop, GuidanceRowData{ID: id, Title: id, DoNot: not})
		r.OnDone = func(id string, done bool) { told[id] = done }
		test.Tap(r)
	}
	if !told["do"] || len(told) != 1 {
		t.Errorf("ticked off: %v", told)
	}
}

//go:build linux

package desktop

import (
	"image"
	"slices"
	"strings"
	"testing"
)

// A table as tesseract prints it, with the Korean words torn apart as it likes to.
const table = `level	page_num	block_num	par_num	line_num	word_num	left	top	width	height	conf	text
1	1	0	0	0	0	0	0	3000	2000	-1	
4	1	1	1	1	0	300	90	900	60	-1	
5	1	1	1	1	1	300	90	60	60	91.2	카
5	1	1	1	1	2	363	90	150	60	93.0	카오톡
5	1	1	1	1	3	600	93	60	60	96.1	일부
5	1	1	1	1	4	690	93	60	60	96.1	장애
4	1	1	1	2	0	300	300	900	60	-1	
5	1	1	1	2	1	300	300	240	60	88.8	카카오톡
5	1	1	1	2	2	600	300	60	60	-1	 
5	1	1	1	2	3	900	303	60	60	80.1	정상.
`

func TestReading(t *testing.T) {
	r, err := parseTSV(table, 300)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.String(), "카 카오톡 일부 장애\n카카오톡 정상.\n"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
	for text, want := range map[string]bool{"카카오톡": true, "일부장애": true, "일부 장애": true, "정상": true, "카카오맵": false, "": true} {
		if got := r.Has(text); got != want {
			t.Errorf("Has(%q) = %t, want %t", text, got, want)
		}
	}
	// In pixels of the picture, not of its enlargement.
	places := r.Find("카카오톡")
	want := []image.Rectangle{image.Rect(100, 30, 171, 50), image.Rect(100, 100, 180, 120)}
	if !slices.Equal(places, want) {
		t.Errorf("found at %v, want %v", places, want)
	}
	if places := r.Find("없는 말"); len(places) != 0 {
		t.Errorf("found at %v what is not there", places)
	}
	if places := r.Find(""); len(places) != 0 {
		t.Errorf("nothing was found at %v", places)
	}
	if got, want := r.Beside("카카오톡"), []string{"일부 장애", "정상."}; !slices.Equal(got, want) {
		t.Errorf("beside the name stands %q, want %q", got, want)
	}
}

func TestReadingRefusesWhatIsNoTable(t *testing.T) {
	if _, err := parseTSV(strings.Replace(table, "\t363\t", "\tleft\t", 1), 300); err == nil || !strings.Contains(err.Error(), "line 5") {
		t.Errorf("error %v, want one that names line 5", err)
	}
	if r, err := parseTSV("Estimating resolution as 457\n", 300); err != nil || len(r.Lines) != 0 {
		t.Errorf("%v, %v; want nothing", r, err)
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add(table, "카카오톡")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, table, text string) {
		r, err := parseTSV(table, 300)
		if err != nil {
			return
		}
		for _, line := range r.Lines {
			if len(line.Words) == 0 {
				t.Fatal("a line without words")
			}
		}
		if len(r.Find(text)) > 0 && !r.Has(text) {
			t.Fatalf("%q is found and yet not there", text)
		}
	})
}

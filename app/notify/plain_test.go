package notify

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestPlain(t *testing.T) {
	var shown []string
	var n Notifier = &plain{show: func(title, body string) { shown = append(shown, title+"|"+body) }}
	for _, note := range []Notification{
		{Key: "a", Title: "카카오톡\n장애\u202E", Body: "본문"},
		{Key: "a", Title: "조용히", Silent: true}, // it could not take the place of the first
		{Key: "a", Title: "다시"},
	} {
		if err := n.Show(t.Context(), note); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"카카오톡 장애|본문", "다시|"}; !slices.Equal(shown, want) {
		t.Errorf("shown %q, want %q", shown, want)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := n.Show(ended, Notification{Key: "b", Title: "b"}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if err := errors.Join(n.Withdraw(t.Context(), "a"), n.Close(), n.Close()); err != nil {
		t.Error(err)
	}
	if err := n.Show(t.Context(), Notification{Key: "c", Title: "c"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if len(shown) != 2 {
		t.Errorf("shown %q", shown)
	}
}

//go:build linux && !android

package notify

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startDunst starts a person's real notification service, on a display and a bus
// of its own, with more lines for the global part of its settings, and returns how
// to ask it.
func startDunst(t *testing.T, settings string) (ctl func(args ...string) string) {
	t.Helper()
	address := startBus(t)
	display := ":" + start(t, nil, "Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp")
	config := filepath.Join(t.TempDir(), "dunstrc")
	if err := os.WriteFile(config, []byte("[global]\nidle_threshold = 0\n"+settings), 0o600); err != nil {
		t.Fatal(err)
	}
	dunst := exec.Command("dunst", "-config", config)
	dunst.Env = append(os.Environ(), "DISPLAY="+display, "WAYLAND_DISPLAY=")
	if err := dunst.Start(); err != nil {
		t.Fatalf("dunst is needed for this test (the setup of the repository installs it): %v", err)
	}
	t.Cleanup(func() {
		_ = dunst.Process.Kill()
		_ = dunst.Wait()
	})
	watch := connect(t, address)
	eventually(t, "dunst is there", func() bool {
		var has bool
		err := watch.BusObject().CallWithContext(t.Context(), busName+".NameHasOwner", 0, serviceName).Store(&has)
		return err == nil && has
	})
	return func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "dunstctl", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("dunstctl %s: %v: %s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
}

// TestDunst shows notifications to it.
func TestDunst(t *testing.T) {
	ctl := startDunst(t, "")

	clicked := make(chan string, 1)
	n := newNotifier(t, Params{OnClick: func(key string) { clicked <- key }})
	show(t, n, Notification{Key: "c/text/i1", Title: "카카오톡 문자 장애", Body: "정상에서 장애로 바뀌었어요. <안 됨> & 기다림", Urgent: true})
	show(t, n, Notification{Key: "c/text/i1", Title: "[재현] 카카오톡 문자가 돌아왔어요", Body: "장애에서 정상으로 바뀌었어요. <b> & 끝", Urgent: true})
	eventually(t, "one notification is shown", func() bool { return ctl("count", "displayed") == "1" })
	ctl("action")
	select {
	case key := <-clicked:
		if key != "c/text/i1" {
			t.Errorf("clicked %q", key)
		}
	case <-time.After(patience):
		t.Fatal("the click was not heard")
	}
	ctl("close-all")
	var history struct {
		Data [][]struct {
			Summary, Body, Appname struct{ Data string }
		}
	}
	eventually(t, "it is in the history", func() bool {
		if err := json.Unmarshal([]byte(ctl("history")), &history); err != nil {
			t.Fatal(err)
		}
		return len(history.Data) == 1 && len(history.Data[0]) > 0
	})
	if len(history.Data[0]) != 1 {
		t.Fatalf("%d notifications, want one that was replaced in place: %+v", len(history.Data[0]), history)
	}
	got := history.Data[0][0]
	if got.Summary.Data != "[재현] 카카오톡 문자가 돌아왔어요" || got.Body.Data != "장애에서 정상으로 바뀌었어요. <b> & 끝" || got.Appname.Data != "복구" {
		t.Errorf("dunst shows %+v", got)
	}

	show(t, n, Notification{Key: "x", Title: "하나"})
	eventually(t, "another one is shown", func() bool { return ctl("count", "displayed") == "1" })
	if err := n.Withdraw(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is taken away", func() bool { return ctl("count", "displayed") == "0" })
}

package notify

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestToastXML(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    Notification
		icon string
		want string
	}{
		{
			"plain",
			Notification{Key: "c/text/i 1", Title: "카카오톡 문자가 돌아왔어요", Body: "장애에서 정상으로 바뀌었어요."},
			"",
			`<toast activationType="foreground" launch="key=c%2Ftext%2Fi+1"><visual><binding template="ToastGeneric">` +
				`<text>카카오톡 문자가 돌아왔어요</text><text>장애에서 정상으로 바뀌었어요.</text></binding></visual></toast>`,
		},
		{
			"urgent with a picture",
			Notification{Key: "g", Title: "앱을 지우지 마세요", Urgent: true},
			`C:\Program Files\복구\b&w.png`,
			`<toast activationType="foreground" launch="key=g" duration="long" scenario="urgent"><visual><binding template="ToastGeneric">` +
				`<text>앱을 지우지 마세요</text><image placement="appLogoOverride" src="file:///C:/Program%20Files/%EB%B3%B5%EA%B5%AC/b&amp;w.png"></image>` +
				`</binding></visual></toast>`,
		},
		{
			"hostile text",
			Notification{
				Key:   `"><action content="x"/>&`,
				Title: `</text><action activationType="protocol" arguments="http://evil"/>`,
				Body:  "$(calc) `whoami` ]]> \x00\x0b\u202E&amp;\nzwei", Silent: true,
			},
			"",
			`<toast activationType="foreground" launch="key=%22%3E%3Caction+content%3D%22x%22%2F%3E%26"><visual><binding template="ToastGeneric">` +
				`<text>&lt;/text&gt;&lt;action activationType=&#34;protocol&#34; arguments=&#34;http://evil&#34;/&gt;</text>` +
				"<text>$(calc) `whoami` ]]&gt;&#xA;&amp;amp;&#xA;zwei</text></binding></visual><audio silent=\"true\"></audio></toast>",
		},
		{
			"quiet",
			Notification{Key: "q", Title: "1", Quiet: true},
			"",
			`<toast activationType="foreground" launch="key=q"><visual><binding template="ToastGeneric"><text>1</text></binding></visual><audio silent="true"></audio></toast>`,
		},
		{
			"emoji as references",
			Notification{Key: "🙂", Title: "🙂 가"},
			"",
			`<toast activationType="foreground" launch="key=%F0%9F%99%82"><visual><binding template="ToastGeneric"><text>&#x1F642; 가</text></binding></visual></toast>`,
		},
	} {
		got, err := toastXML(tt.n, tt.icon)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", tt.name, err, got, tt.want)
		}
	}
}

func TestLaunchKey(t *testing.T) {
	for _, key := range []string{"c/text/i 1", "", "a=b&c", "카카오톡", "%"} {
		if got, ok := launchKey(launchArgument(key)); !ok || got != key {
			t.Errorf("%q comes back as %q, %v", key, got, ok)
		}
	}
	for _, bad := range []string{"", "other=1", "key=%zz", "key=%ff", ";"} {
		if got, ok := launchKey(bad); ok {
			t.Errorf("%q gives %q", bad, got)
		}
	}
}

func TestToastTag(t *testing.T) {
	a, b := toastTag("c/a/1"), toastTag("c/a/2")
	if a == b || a != toastTag("c/a/1") || len(a) > 16 {
		t.Errorf("tags %q, %q", a, b)
	}
}

// FuzzToastXML: whatever a feed says, the document is well-formed, says just
// that, and holds nothing that go-ole would miscount.
func FuzzToastXML(f *testing.F) {
	f.Add("k", "카카오톡", "<b>🙂", true)
	f.Add("\x00", "]]>", "\ufffe\xff", false)
	f.Fuzz(func(t *testing.T, key, title, body string, urgent bool) {
		n := Notification{Key: key, Title: title, Body: body, Urgent: urgent}
		got, err := toastXML(n, "")
		if err != nil {
			t.Fatal(err)
		}
		if strings.IndexFunc(got, func(r rune) bool { return r > 0xFFFF || r < ' ' }) >= 0 || !utf8.ValidString(got) {
			t.Fatalf("unfit characters in %q", got)
		}
		var back toast
		if err := xml.Unmarshal([]byte(got), &back); err != nil {
			t.Fatalf("%q: %v", got, err)
		}
		want := Clean(n)
		if text := back.Visual.Binding.Text; text[0] != want.Title || (len(text) > 1 && text[1] != want.Body) || (len(text) == 1) != (want.Body == "") {
			t.Fatalf("says %q, want %+v", text, want)
		}
	})
}

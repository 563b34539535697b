package i18n

import (
	"testing"
	"time"
)

var seoul = time.FixedZone("KST", 9*60*60)

func kst(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2022, month, day, hour, minute, 0, 0, seoul)
}

func TestDuration(t *testing.T) {
	ko, en := New("ko"), New("en")
	for _, tt := range []struct {
		d      time.Duration
		ko, en string
	}{
		{16*time.Hour + 30*time.Minute, "16시간 30분", "16 h 30 min"},
		{127*time.Hour + 30*time.Minute + 59*time.Second, "127시간 30분", "127 h 30 min"},
		{2 * time.Hour, "2시간", "2 h"},
		{36 * time.Minute, "36분", "36 min"},
		{59 * time.Second, "1분 미만", "under a minute"},
		{0, "1분 미만", "under a minute"},
		{-time.Hour, "1분 미만", "under a minute"},
		{1500 * time.Hour, "1,500시간", "1,500 h"},
	} {
		if got := ko.Duration(tt.d); got != tt.ko {
			t.Errorf("ko %v = %q, want %q", tt.d, got, tt.ko)
		}
		if got := en.Duration(tt.d); got != tt.en {
			t.Errorf("en %v = %q, want %q", tt.d, got, tt.en)
		}
	}
}

func TestRelative(t *testing.T) {
	ko, en := New("ko").In(seoul), New("en").In(seoul)
	now := kst(10, 16, 8, 0)
	for _, tt := range []struct {
		name   string
		at     time.Time
		say    func(*Localizer, time.Time, time.Time) string
		ko, en string
	}{
		{"since just now", now.Add(-59 * time.Second), (*Localizer).Since, "방금 전부터", "since just now"},
		{"since the future", now.Add(time.Hour), (*Localizer).Since, "방금 전부터", "since just now"},
		{"lasting", now.Add(-36 * time.Minute), (*Localizer).Since, "36분째", "for 36 min"},
		{"lasting long", kst(10, 15, 15, 30), (*Localizer).Since, "16시간 30분째", "for 16 h 30 min"},
		{"since days", kst(10, 13, 15, 30), (*Localizer).Since, "13일 15:30부터", "since 13 Oct, 15:30"},
		{"since a month", kst(9, 13, 15, 30), (*Localizer).Since, "9월 13일 15:30부터", "since 13 Sep, 15:30"},
		{"since another year", kst(10, 15, 15, 30).AddDate(-1, 0, 0), (*Localizer).Since, "2021년 10월 15일부터", "since 15 Oct 2021"},
		{"from yesterday", kst(10, 15, 15, 30), (*Localizer).From, "어제 15:30부터", "since yesterday 15:30"},
		{"from today", kst(10, 16, 1, 31), (*Localizer).From, "01:31부터", "since 01:31"},
		{"ago now", now.Add(-10 * time.Second), (*Localizer).Ago, "방금 전", "just now"},
		{"ago a little ahead", now.Add(30 * time.Second), (*Localizer).Ago, "방금 전", "just now"},
		{"ago minutes", now.Add(-3 * time.Minute), (*Localizer).Ago, "3분 전", "3 min ago"},
		{"ago hours", now.Add(-150 * time.Minute), (*Localizer).Ago, "2시간 전", "2 h ago"},
		{"ago yesterday", kst(10, 15, 15, 30), (*Localizer).Ago, "어제 15:30", "yesterday 15:30"},
		{"when today", kst(10, 16, 10, 25), (*Localizer).When, "10:25", "10:25"},
		{"when tomorrow", kst(10, 17, 6, 0), (*Localizer).When, "내일 06:00", "tomorrow 06:00"},
		{"when this month", kst(10, 19, 16, 10), (*Localizer).When, "19일 16:10", "Wed 19 Oct, 16:10"},
		{"when another month", kst(12, 7, 9, 0), (*Localizer).When, "12월 7일 09:00", "Wed 7 Dec, 09:00"},
		{"when another year", time.Date(2025, 3, 28, 0, 0, 0, 0, seoul), (*Localizer).When, "2025년 3월 28일 00:00", "28 Mar 2025, 00:00"},
		{"when the same day of another year", time.Date(2021, 10, 19, 9, 5, 0, 0, seoul), (*Localizer).When, "2021년 10월 19일 09:05", "19 Oct 2021, 09:05"},
	} {
		if got := tt.say(ko, tt.at, now); got != tt.ko {
			t.Errorf("%s: ko %q, want %q", tt.name, got, tt.ko)
		}
		if got := tt.say(en, tt.at, now); got != tt.en {
			t.Errorf("%s: en %q, want %q", tt.name, got, tt.en)
		}
	}
}

func TestAbsolute(t *testing.T) {
	at := kst(10, 16, 8, 0)
	for _, tt := range []struct {
		got, want string
	}{
		{New("ko").In(seoul).Date(at), "10월 16일 일요일"},
		{New("en").In(seoul).Date(at), "Sunday 16 October"},
		{New("ko").In(seoul).At(at), "2022년 10월 16일 일요일 08:00 KST"},
		{New("en").In(seoul).At(at), "Sunday 16 October 2022, 08:00 KST"},
		{New("ko").In(seoul).DayClock(kst(10, 15, 16, 10)), "15일 16:10"},
		{New("en").In(seoul).DayClock(kst(10, 16, 16, 10)), "Sun 16 Oct, 16:10"},
		{New("ko").In(seoul).DateClock(at), "10월 16일 08:00"},
		{New("ko").In(time.UTC).Clock(at), "23:00"}, // the day before
		{New("ko").In(time.UTC).Date(at), "10월 15일 토요일"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
	if New("ko").In(nil).Zone() != time.Local {
		t.Error("In(nil) is not the local zone")
	}
}

func TestYesterdayAcrossSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	l := New("ko").In(berlin)
	// The night of 30 October 2022 had 25 hours there.
	now := time.Date(2022, 10, 31, 0, 10, 0, 0, berlin)
	if got := l.When(time.Date(2022, 10, 30, 0, 5, 0, 0, berlin), now); got != "어제 00:05" {
		t.Errorf("got %q", got)
	}
}

func TestNumber(t *testing.T) {
	l := New("ko")
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 105116: "105,116", -999: "-999", -1234567: "-1,234,567"} {
		if got := l.Number(n); got != want {
			t.Errorf("%d = %q, want %q", n, got, want)
		}
	}
}

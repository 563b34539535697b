package i18n

import (
	"strconv"
	"time"
)

// justNow is how far apart two moments may be to count as the same one.
const justNow = time.Minute

// Duration says how long something takes or took, in hours and minutes:
// "16시간 30분", "127시간 30분", "16 h 30 min". Hours are not folded into days, as an
// outage is counted in hours. Seconds are cut off; less than a minute is said
// as such. A negative d counts as none.
func (l *Localizer) Duration(d time.Duration) string {
	d = max(d, 0).Truncate(time.Minute)
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	data := map[string]any{"H": l.Number(h), "M": strconv.Itoa(m)}
	switch {
	case h > 0 && m > 0:
		return l.T("time.hours_minutes", data)
	case h > 0:
		return l.T("time.hours", data)
	case m > 0:
		return l.T("time.minutes", data)
	}
	return l.T("time.under_minute", nil)
}

// Since says for how long a state has lasted at the moment now: "방금 전부터",
// "36분째", "16시간 30분째", and from a day on since when: "15일 15:30부터".
func (l *Localizer) Since(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < justNow:
		return l.T("time.since_now", nil)
	case d < 24*time.Hour:
		d = d.Truncate(time.Minute)
		if said, ok := l.lasting.Load(d); ok {
			return said.(string)
		}
		said := l.T("time.lasting", map[string]any{"D": l.Duration(d)})
		l.lasting.Store(d, said)
		return said
	}
	return l.From(t, now)
}

// From says since when a state has lasted, as a point in time: "15:30부터",
// "어제 15:30부터", "15일 15:30부터"; from another year without the clock, which nobody asks for by then.
func (l *Localizer) From(t, now time.Time) string {
	said := l.When(t, now)
	if from, now := t.In(l.zone), now.In(l.zone); now.Sub(from) > 48*time.Hour {
		// It stands in a narrow column: without the weekday.
		id := "time.month_day_of"
		switch {
		case from.Year() != now.Year():
			id = "time.year_month_day"
		case from.Month() == now.Month():
			id = "time.day_of"
		}
		said = l.T(id, l.parts(from))
	}
	return l.T("time.from", map[string]any{"T": said})
}

// Ago says how long ago something was: "방금 전", "3분 전", "2시간 전", and as a
// point in time once it is not from the last twelve hours: "어제 15:30". A moment
// that lies ahead by more than a minute is given as a point in time.
func (l *Localizer) Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d <= -justNow, d >= 12*time.Hour:
		return l.When(t, now)
	case d < justNow:
		return l.T("time.now", nil)
	case d < time.Hour:
		return l.T("time.ago", map[string]any{"D": l.Duration(d)})
	default:
		return l.T("time.ago", map[string]any{"D": l.Duration(d.Truncate(time.Hour))})
	}
}

// Clock returns the time of day, 24-hour: "08:00".
func (l *Localizer) Clock(t time.Time) string { return t.In(l.zone).Format("15:04") }

// When returns a point in time as short as now lets it be without doubt: "16:10"
// on the same day, "어제 16:10", "15일 16:10" in the same month ("Sat 15 Oct, 16:10"),
// with the month in the same year, and else with the year.
func (l *Localizer) When(t, now time.Time) string {
	t, now = t.In(l.zone), now.In(l.zone)
	y, m, d := t.Date()
	day := time.Date(y, m, d, 12, 0, 0, 0, time.UTC) // in UTC every day has 24 hours
	ny, nm, nd := now.Date()
	today := time.Date(ny, nm, nd, 12, 0, 0, 0, time.UTC)
	id := "time.month_day_clock"
	switch days := int(today.Sub(day) / (24 * time.Hour)); {
	case days == 0:
		return l.Clock(t)
	case days == 1:
		id = "time.yesterday_clock"
	case days == -1:
		id = "time.tomorrow_clock"
	case y != ny:
		id = "time.year_month_day_clock"
	case m == nm:
		id = "time.day_clock"
	}
	return l.T(id, l.parts(t))
}

// At returns a point in time in full, for a tooltip or an export: "2022년 10월
// 16일 일요일 08:00", "Sunday 16 October 2022, 08:00", followed by the zone's name.
func (l *Localizer) At(t time.Time) string { return l.T("time.full", l.parts(t.In(l.zone))) }

// Date returns the day without the year: "10월 16일 일요일", "Sunday 16 October".
func (l *Localizer) Date(t time.Time) string { return l.T("time.date", l.parts(t.In(l.zone))) }

// DayClock returns day and time whatever now is: "15일 16:10", "Sat 15 Oct, 16:10".
func (l *Localizer) DayClock(t time.Time) string {
	return l.T("time.day_clock", l.parts(t.In(l.zone)))
}

// DateClock returns date and time without the year: "10월 16일 08:00",
// "Sun 16 Oct, 08:00".
func (l *Localizer) DateClock(t time.Time) string {
	return l.T("time.month_day_clock", l.parts(t.In(l.zone)))
}

// parts are the pieces from which the messages put a point in time together.
func (l *Localizer) parts(t time.Time) map[string]any {
	month := strconv.Itoa(int(t.Month()))
	weekday := strconv.Itoa(int(t.Weekday()))
	zone, _ := t.Zone()
	return map[string]any{
		"Year":       strconv.Itoa(t.Year()),
		"Month":      l.T("month."+month, nil),
		"MonthShort": l.T("month."+month+".short", nil),
		"Day":        strconv.Itoa(t.Day()),
		"Weekday":    l.T("weekday."+weekday, nil),
		"WeekShort":  l.T("weekday."+weekday+".short", nil),
		"Clock":      t.Format("15:04"),
		"Zone":       zone,
	}
}

// Number writes n with its thousands grouped, as both languages do: 105,116.
func (l *Localizer) Number(n int) string {
	s := strconv.Itoa(n)
	start := 1
	if n < 0 {
		start = 2
	}
	for i := len(s) - 3; i >= start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

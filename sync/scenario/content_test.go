package scenario

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bokgu/sync/feed"
)

// All that the guide article holds is there: three services with state and
// remark, five causes, seven stages with description and outlook, three ways to
// respond, six improvements, three questions.
func TestArticleIsComplete(t *testing.T) {
	s := loaded(t, "kakao-article")
	doc := s.At(s.Start)

	services := doc.Services()
	if len(services) != 3 {
		t.Fatalf("%d services, want 3", len(services))
	}
	for i, id := range []string{"talk", "bank", "t"} {
		sv := services[i]
		if sv.ID != id || sv.Note == nil || sv.Status != feed.PartialOutage || len(sv.Functions) != 2 {
			t.Errorf("service %d: %s, %s, note %v, %d functions", i, sv.ID, sv.Status, sv.Note, len(sv.Functions))
		}
		for _, fn := range sv.Functions {
			if fn.Note == nil || fn.Status == feed.Operational {
				t.Errorf("%s: %s, note %v", fn.ID, fn.Status, fn.Note)
			}
		}
	}
	if got := doc.StatusOf("talk.media"); got != feed.MajorOutage {
		t.Errorf("photos and video: %s", got)
	}

	in := doc.Incidents[0]
	var causes []feed.CauseCategory
	for _, c := range in.Causes {
		causes = append(causes, c.Category)
	}
	if want := []feed.CauseCategory{feed.CauseServerOverload, feed.CauseNetwork, feed.CauseSoftwareBug, feed.CauseSecurity, feed.CauseDatabase}; !slices.Equal(causes, want) {
		t.Errorf("causes %v, want %v", causes, want)
	}
	for i, name := range feed.Stages {
		st := in.Stages[i]
		if st.Stage != name || st.State == feed.StageNotReported || st.Text == nil || st.Outlook == nil {
			t.Errorf("stage %d: %+v, want %s told", i, st, name)
		}
	}

	for _, kind := range []feed.GuidanceKind{feed.GuidanceReinstall, feed.GuidanceAlternative, feed.GuidanceOfficialChannel} {
		i := slices.IndexFunc(doc.Guidance, func(g feed.Guidance) bool { return g.Kind == kind })
		if i < 0 || doc.Guidance[i].Text == nil {
			t.Errorf("no %s with a text", kind)
		}
	}
	if len(doc.Guidance) != 3 {
		t.Errorf("%d ways to respond, want 3", len(doc.Guidance))
	}
	if v := doc.GuidanceByID("reinstall").Validity(&doc, s.Start); v != feed.ConditionNotMet {
		t.Errorf("reinstalling is %s while KakaoTalk is down", v)
	}
}

func TestLibraryIsComplete(t *testing.T) {
	for _, name := range Names() {
		lib := loaded(t, name).Library
		count := map[feed.ArticleKind]int{}
		for _, a := range lib.Articles {
			count[a.Kind]++
			// Two sub-points each, as in the article.
			if a.Kind == feed.ArticleImprovement {
				for lang, text := range a.Text {
					if n := strings.Count(text, "• "); n != 2 {
						t.Errorf("%s: %d points in %s, want 2", a.ID, n, lang)
					}
				}
			}
		}
		if count[feed.ArticleCause] != 5 || count[feed.ArticleImprovement] != 6 || count[feed.ArticleFAQ] != 3 || len(lib.Articles) != 14 {
			t.Errorf("%s: articles %v, want 5 causes, 6 improvements, 3 questions", name, count)
		}
	}
}

// Every text of every document is there in Korean and in English, and in the
// Korean that the product speaks.
func TestBothLanguagesEverywhere(t *testing.T) {
	check := func(where, key string, v map[string]any) {
		ko, _ := v["ko"].(string)
		en, _ := v["en"].(string)
		switch {
		case ko == "" || en == "" || len(v) != 2:
			t.Errorf("%s: %s: %v", where, key, v)
		case strings.Contains(ko, "니다"), strings.Contains(ko, "하십시오"), strings.Contains(ko, "당신"):
			t.Errorf("%s: %s: not plain 해요체: %s", where, key, ko)
		case strings.ContainsAny(en, "가나다라마바사아자차카타파하에은는이을를"):
			t.Errorf("%s: %s: Korean in the English text: %s", where, key, en)
		}
	}
	var walk func(where, key string, v any)
	walk = func(where, key string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(where, key, e)
			}
		case map[string]any:
			if _, isText := v["ko"]; isText {
				check(where, key, v)
				return
			}
			for k, e := range v {
				if _, plain := e.(string); plain && slices.Contains([]string{"text", "title", "name", "note", "body", "label", "outlook"}, k) {
					t.Errorf("%s: %s.%s is in one language: %v", where, key, k, e)
				}
				walk(where, k, e)
			}
		}
	}
	tree := func(v any) (out any) {
		b, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(b, &out)
		}
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, name := range Names() {
		s := loaded(t, name)
		for _, when := range s.Times() {
			walk(name+" "+stamp(when), "status", tree(s.At(when)))
		}
		walk(name, "library", tree(s.Library))
		walk(name, "channels", tree(s.Channels))
	}
}

// "Guidance can hurt": what is told holds when it is told, and not longer.
func TestGuidanceHoldsOnlyWhileItHelps(t *testing.T) {
	s := loaded(t, "kakao-2022")
	for _, c := range []struct {
		at, id string
		want   feed.Validity // "" for not in the document
	}{
		{"2022-10-15T15:29", "dont-delete-app", ""},
		{"2022-10-15T15:30", "dont-delete-app", feed.Valid},
		{"2022-10-16T21:29", "dont-delete-app", feed.Valid},
		{"2022-10-16T21:30", "dont-delete-app", ""},
		{"2022-10-16T08:00", "dont-sign-out", feed.Valid},
		{"2022-10-15T15:30", "reinstall", feed.ConditionNotMet},
		{"2022-10-16T21:29", "reinstall", feed.ConditionNotMet},
		{"2022-10-16T21:30", "reinstall", feed.Valid},
		{"2022-10-20T23:00", "reinstall", ""},
		{"2022-10-16T08:00", "dont-pay-twice", feed.Valid},
		{"2022-10-17T14:10", "dont-install-file", ""},
		{"2022-10-17T14:11", "dont-install-file", feed.Valid},
		{"2022-10-24T12:00", "dont-install-file", feed.Valid},
		{"2022-10-19T10:59", "report-damage", ""},
		{"2022-10-19T11:00", "report-damage", feed.Valid},
		{"2022-11-01T23:59", "report-damage", feed.Valid},
		{"2022-11-02T00:00", "report-damage", feed.Expired},
		{"2022-10-15T17:00", "alt-bank-friend", feed.Valid},
		{"2022-10-16T07:00", "alt-pc", ""}, // the phone could not send either
		{"2022-10-16T07:24", "alt-pc", feed.Valid},
		{"2022-10-16T14:30", "alt-taxi", ""},
		{"2022-10-15T16:09", "channel-twitter", ""},
		{"2022-10-15T16:10", "channel-twitter", feed.Valid},
		{"2022-10-15T20:55", "channel-phone", feed.Valid},
		{"2022-10-16T02:20", "channel-facebook", feed.Valid},
		{"2022-10-16T08:00", "channel-notice", feed.Valid},
		{"2022-10-16T21:30", "channel-banner", feed.Valid},
		{"2022-10-17T09:00", "channel-safety-text", feed.Valid},
		{"2022-10-17T16:00", "channel-helpos", feed.Valid},
	} {
		when := at(t, c.at)
		doc := s.At(when)
		var got feed.Validity
		if g := doc.GuidanceByID(c.id); g != nil {
			got = g.Validity(&doc, when)
		}
		if got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.id, c.at, got, c.want)
		}
	}
}

// While a function is down there is a hint beside it, and none is left when it
// is back.
func TestAlternativesFollowTheirFunction(t *testing.T) {
	s := loaded(t, "kakao-2022")
	for _, when := range s.Times() {
		doc := s.At(when)
		for _, g := range doc.Guidance {
			if g.Kind != feed.GuidanceAlternative {
				continue
			}
			if !slices.ContainsFunc(g.ComponentIDs, func(id string) bool { return doc.StatusOf(id) != feed.Operational }) {
				t.Errorf("%s: %s replaces what works: %v", stamp(when), g.ID, g.ComponentIDs)
			}
		}
	}
}

package views

import (
	"slices"
	"strings"
	"testing"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/views/widgets"
)

func TestArticleSections(t *testing.T) {
	lib := &feed.Library{Language: "ko", Articles: []feed.Article{
		{ID: "q", Kind: feed.ArticleFAQ, Title: feed.Text{"ko": "왜?", "en": "Why?"}, Text: feed.Plain("몰라요"), Position: 1},
		{ID: "c2", Kind: feed.ArticleCause, Title: feed.Text{"ko": "둘째", "en": "Second"}, Text: feed.Plain("나"), Position: 2},
		{ID: "c1", Kind: feed.ArticleCause, Title: feed.Text{"ko": "카카오", "en": "First"}, Text: feed.Plain("가"), Position: 1},
		{ID: "x", Kind: feed.Unknown, Title: feed.Plain("새 갈래"), Text: feed.Plain("다"), Position: 0},
	}}
	ids := func(query string) string {
		var out []string
		for _, s := range articleSections(lib, "ko", query) {
			for _, a := range s.articles {
				out = append(out, a.id)
			}
		}
		return strings.Join(out, " ")
	}
	for query, want := range map[string]string{
		"":    "c1 c2 q x", // causes first, each kind by position; a kind of later days is not lost
		"ㅋㅋㅇ": "c1",
		"몰라":  "q",
		"없는말": "",
	} {
		if got := ids(query); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	if got := articleSections(lib, "en", "second"); len(got) != 1 || got[0].articles[0].title != "Second" {
		t.Errorf("in English: %+v", got)
	}
	if articleSections(nil, "ko", "") != nil {
		t.Error("articles without a library")
	}
}

func TestLearnShowsTheWholeLibraryAndFinds(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	s.Library = sc.Library
	l := NewLearn(&Actions{}, widgets.Desktop)
	l.Update(s)
	all := strings.Join(texts(l.Object()), "\n")
	for _, a := range s.Library.Articles {
		if title := a.Title.In("ko", "ko"); !strings.Contains(all, title) {
			t.Errorf("%q is not shown", title)
		}
	}
	l.search.SetText("데이터베이스")
	found := texts(l.Object())
	if !slices.Contains(found, "데이터베이스 오류") || slices.Contains(found, "네트워크 문제") {
		t.Errorf("search shows %q", found)
	}
	l.search.SetText("없는말없는말")
	if got := texts(l.Object()); !slices.Contains(got, s.Loc.T("learn.none", nil)) {
		t.Errorf("nothing found says %q", got)
	}
}

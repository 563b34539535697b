package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// press taps the button with a label.
func press(t *testing.T, o fyne.CanvasObject, label string) {
	t.Helper()
	for _, b := range find[*widgets.Button](o) {
		if slices.Contains(texts(b), label) {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("there is no button %q among %q", label, all(o))
}

// asker is a Guidance screen whose checks are answered by hand.
type asker struct {
	screen *Guidance
	asked  []string
	answer []func(*Genuine)
	board  string // clipboard
}

func newAsker(t *testing.T, lang string, form widgets.Form) *asker {
	t.Helper()
	a := &asker{}
	a.screen = NewGuidance(&Actions{
		Check: func(text string, done func(*Genuine)) {
			a.asked, a.answer = append(a.asked, text), append(a.answer, done)
		},
		Paste: func() string { return a.board },
	}, form)
	window(t, a.screen.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 4000)
	a.screen.Update(recorded(t, "kakao-2022", lang, morning))
	return a
}

func (a *asker) says() string { return all(a.screen.genuine.card) }

func (a *asker) lines() []string { return texts(a.screen.genuine.card) }

func TestIsThisMessageReal(t *testing.T) {
	startApp(t)
	for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
		a := newAsker(t, "ko", form)
		card := a.screen.genuine.card
		says(t, a.says(), "이 메시지, 진짜일까요?", "확인", "붙여넣기", "아무것도 열거나 보내지 않아요")
		without(t, a.lines(), "지우기")

		press(t, card, "확인")
		says(t, a.says(), "확인할 메시지를 먼저 넣어 주세요.")
		a.board = "급해요 https://kakao-x.example"
		press(t, card, "붙여넣기")
		without(t, a.lines(), "확인할 메시지를 먼저 넣어 주세요.")
		if a.screen.genuine.entry.Text != a.board || len(a.asked) != 0 {
			t.Fatalf("after pasting: %q, asked %q", a.screen.genuine.entry.Text, a.asked)
		}
		before := widgets.HeightFor(card, 600)
		press(t, card, "확인")
		if !slices.Equal(a.asked, []string{a.board}) {
			t.Fatalf("asked %q", a.asked)
		}
		a.answer[0](&Genuine{
			Verdict: GenuineAlike, Lists: 1, Replay: true, Hidden: true,
			Findings: []GenuineFinding{
				{Kind: "link", Shown: "kakao-x.example", Verdict: GenuineAlike, Address: "cs.kakao.com", Channel: "카카오 고객센터", Feed: "f", Warnings: []string{"file"}},
				{Kind: "phone", Shown: "010-0000-0000", Verdict: GenuineNotListed},
				{Kind: "link", Shown: "bit.ly", Verdict: GenuineCannotTell, Warnings: []string{"short"}},
				{Kind: "link", Shown: "cs.kakao.com", Verdict: GenuineMatches, Address: "cs.kakao.com", Channel: "카카오 고객센터", Feed: "카카오"},
			},
		})
		inOrder(t, texts(card), "공식 채널과 일치하지 않아요.", "비슷하지만 다름", "링크", "kakao-x.example", "불일치", "전화번호", "010-0000-0000", "확인 안 됨", "일치", "cs.kakao.com")
		says(t, a.says(), "열거나 전화하거나 답장하지 마세요.", "KakaoTalkUpdate.zip", "보이지 않는 글자가 섞여 있어요", "지난 장애 기록의 채널과 맞춰 봤어요",
			"공식 채널의 cs.kakao.com과 비슷하지만 달라요.", "프로그램이나 압축 파일을 내려받게 해요.", "공식 채널 목록에 없어요.", "짧은 주소라서", "카카오 피드의 공식 채널 ‘카카오 고객센터’에 있어요.")
		if after := widgets.HeightFor(card, 600); after <= before {
			t.Errorf("the answer has no room: %v, before %v", after, before)
		}

		press(t, card, "지우기")
		if a.screen.genuine.entry.Text != "" {
			t.Error("the message stays")
		}
		without(t, a.lines(), "kakao-x.example", "공식 채널과 일치하지 않아요.", "지우기")
	}
}

// The three sentences, word by word; nothing ever says that a message is real.
func TestTheThreeAnswers(t *testing.T) {
	startApp(t)
	for lang, want := range map[string]map[GenuineVerdict]string{
		"ko": {
			GenuineMatches: "공식 채널과 일치해요. 다만 보낸 사람은 꾸밀 수 있어요.", GenuineNotListed: "공식 채널과 일치하지 않아요.",
			GenuineAlike: "공식 채널과 일치하지 않아요.", GenuineCannotTell: "확인할 수 없어요.",
		},
		"en": {
			GenuineMatches: "It matches an official channel, though a sender can be forged.", GenuineNotListed: "It does not match an official channel.",
			GenuineAlike: "It does not match an official channel.", GenuineCannotTell: "It cannot be told.",
		},
	} {
		for verdict, sentence := range want {
			a := newAsker(t, lang, widgets.Phone)
			a.screen.genuine.entry.SetText("x")
			a.screen.genuine.ask()
			a.answer[0](&Genuine{Verdict: verdict, Lists: 1, Findings: []GenuineFinding{{Kind: "link", Shown: "x.example", Verdict: verdict, Address: "y.example"}}})
			got := a.says()
			says(t, got, sentence)
			whole := got
			for _, never := range []string{"진짜예요", "진짜입니다", "안전해요", "is real", "is genuine", "is safe"} {
				if strings.Contains(whole, never) {
					t.Errorf("%s %s says %q: %s", lang, verdict, never, whole)
				}
			}
			if strings.Contains(whole, "genuine.") {
				t.Errorf("a message is missing: %s", whole)
			}
		}
	}
}

// Every kind, verdict and warning has its words in both languages.
func TestWordsOfFindings(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		s := snapshotOf(lang, nil, morning)
		for _, kind := range []string{"link", "phone", "sms", "email", "account", "file"} {
			for _, v := range []GenuineVerdict{GenuineMatches, GenuineCannotTell, GenuineNotListed, GenuineAlike} {
				f := GenuineFinding{Kind: kind, Shown: "가.example", Wide: "나", Verdict: v, Address: "b.example", Warnings: []string{
					"file", "short", "user", "hidden", "foreign", "number", "redirect", "plain", "app", "same_domain", "unclear", "expired", "unofficial",
				}}
				got := whyGenuine(s, f) + s.Loc.T("genuine.kind."+kind, nil) + s.Loc.T("genuine.word."+string(v), nil)
				if strings.Contains(got, "genuine.") || strings.Contains(got, "{{") {
					t.Errorf("%s", got)
				}
			}
		}
	}
}

func TestAnswersToAnEarlierQuestionDoNotCount(t *testing.T) {
	startApp(t)
	a := newAsker(t, "en", widgets.Desktop)
	c := a.screen.genuine
	c.entry.SetText("first")
	c.ask()
	c.entry.SetText("second")
	c.ask()
	a.answer[0](&Genuine{Verdict: GenuineMatches, Lists: 1})
	without(t, a.lines(), "It matches")
	a.answer[1](&Genuine{Verdict: GenuineNotListed, Lists: 1})
	says(t, a.says(), "It does not match an official channel.")
	c.entry.SetText("third")
	without(t, a.lines(), "It does not match an official channel.")
	says(t, a.says(), "Press Check again.")
	c.ask()
	press(t, c.card, "Clear")
	a.answer[2](&Genuine{Verdict: GenuineMatches, Lists: 1})
	without(t, a.lines(), "It matches", "Press Check again.")
}

// A new document, another form and the clock leave what the reader typed, and the answer.
func TestTheMessageOutlivesADocument(t *testing.T) {
	startApp(t)
	a := newAsker(t, "ko", widgets.Desktop)
	c := a.screen.genuine
	c.entry.SetText("글")
	c.ask()
	a.answer[0](&Genuine{Verdict: GenuineCannotTell})
	a.screen.Update(recorded(t, "kakao-2022", "ko", morning.Add(48*60*60*1e9)))
	a.screen.SetForm(widgets.Phone)
	if c.entry.Text != "글" {
		t.Errorf("the entry holds %q", c.entry.Text)
	}
	says(t, a.says(), "확인할 수 없어요.", "링크, 전화번호, 이메일, 계정 이름을 찾지 못했어요.", "맞춰 볼 공식 채널 목록이 아직 없어요.")
	a.screen.Update(snapshotOf("en", document(made{"a", "", feed.Operational, morning}), morning))
	says(t, a.says(), "It cannot be told.")
}

func TestALongClipboardIsCut(t *testing.T) {
	startApp(t)
	a := newAsker(t, "ko", widgets.Desktop)
	a.board = strings.Repeat("가", 3*MaxMessage)
	press(t, a.screen.genuine.card, "붙여넣기")
	if n := len([]rune(a.screen.genuine.entry.Text)); n > MaxMessage+1 {
		t.Errorf("%d characters", n)
	}
	e := a.screen.genuine.entry
	e.SetText("")
	clip := test.NewClipboard()
	clip.SetContent(a.board)
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if n := len([]rune(e.Text)); n > MaxMessage+1 || n == 0 {
		t.Errorf("%d characters by Ctrl V", n)
	}
	if e.AcceptsTab() {
		t.Error("Tab stays in the entry")
	}
}

// With letters of 200 % on a phone nothing is cut.
func TestTheAnswerWithLargeLetters(t *testing.T) {
	a := startApp(t)
	setScale(a, 2)
	for _, lang := range []string{"ko", "en"} {
		ask := newAsker(t, lang, widgets.Phone)
		ask.screen.genuine.entry.SetText("x")
		ask.screen.genuine.ask()
		ask.answer[0](&Genuine{Verdict: GenuineAlike, Lists: 1, Findings: []GenuineFinding{
			{Kind: "account", Shown: "@" + strings.Repeat("long", 20), Verdict: GenuineAlike, Address: "a.example"},
			{Kind: "sms", Shown: "010-0000-0000", Verdict: GenuineNotListed},
			{Kind: "file", Shown: "a.zip", Verdict: GenuineCannotTell, Warnings: []string{"file"}},
			{Kind: "email", Shown: "a@b.example", Verdict: GenuineMatches, Address: "a@b.example"},
		}})
		card := ask.screen.genuine.card
		for _, line := range texts(card) {
			if strings.Contains(line, "…") {
				t.Errorf("%s: %q is cut", lang, line)
			}
		}
		walk(card, func(o fyne.CanvasObject) {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
			if end := at.X + o.Size().Width; end > 390.5 {
				t.Errorf("%s: %T ends at %v", lang, o, end)
			}
		})
	}
}

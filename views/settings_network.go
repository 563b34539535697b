package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/app/settings"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// SettingsNetwork is the Route.ID of the card about the way to the internet.
const SettingsNetwork = "network"

// The ways that the reader can choose from.
const (
	waySystem  = "system"
	wayDirect  = "direct"
	wayAddress = "address"
)

var ways = []string{waySystem, wayDirect, wayAddress}

// networkForm is what the reader does in the card.
type networkForm struct {
	address, user, password *entry

	mode    string // chosen and not kept yet; "" for what is kept
	kept    [2]string
	busy    string // message id of what is under way, "" for nothing
	said    string // how the last one went
	problem *Problem
}

func newNetworkForm() *networkForm {
	f := &networkForm{address: newEntry(), user: newEntry(), password: newPasswordEntry()}
	return f
}

// networkState is what the card was last made from.
type networkState struct {
	mode, busy, said string
	problem          *Problem
	place            TokenPlace
}

func (s *Settings) networkState() networkState {
	f := s.network
	return networkState{f.mode, f.busy, f.said, f.problem, s.snap.ProxyPassword}
}

// way is the one that the card shows.
func (s *Settings) way() string {
	if s.network.mode != "" {
		return s.network.mode
	}
	return wayOf(s.snap.Settings.Proxy)
}

func wayOf(proxy string) string {
	switch proxy {
	case "":
		return waySystem
	case settings.ProxyDirect:
		return wayDirect
	}
	return wayAddress
}

// fillNetwork puts what is kept into the entries, each time that it has changed.
func (s *Settings) fillNetwork() {
	f, v := s.network, s.snap.Settings
	if now := [2]string{v.Proxy, v.ProxyUser}; now != f.kept {
		f.kept = now
		if wayOf(v.Proxy) == wayAddress {
			f.address.SetText(v.Proxy)
			f.user.SetText(v.ProxyUser)
		}
	}
}

// networkCard says how Bokgu reaches the internet.
func (s *Settings) networkCard() fyne.CanvasObject {
	t, f := s.text, s.network
	s.fillNetwork()
	d := widgets.SegmentedData{Name: t("settings.proxy")}
	for i, w := range ways {
		d.Labels = append(d.Labels, t("settings.proxy."+w))
		if w == s.way() {
			d.Selected = i
		}
	}
	rows := []fyne.CanvasObject{
		s.row(t("settings.proxy"), true, widgets.NewSegmented(s.form, d, func(i int) { s.chooseWay(ways[i]) })),
		s.note(t("settings.proxy." + s.way() + ".what")),
	}
	test := widgets.NewButton(s.form, widgets.ButtonData{Label: t("settings.feed.test"), Say: spokenOf(s.snap.Loc, t("settings.feed.test"), t("settings.network"))}, s.testNetwork)
	test.SetDisabled(f.busy != "")
	buttons := []fyne.CanvasObject{test}
	if s.way() == wayAddress {
		f.address.SetPlaceHolder(t("settings.proxy.address.hint"))
		f.user.SetPlaceHolder(t("settings.proxy.user.hint"))
		f.password.SetPlaceHolder(t("settings.proxy.password.hint"))
		if s.keptPassword() {
			f.password.SetPlaceHolder(t("settings.proxy.password.kept"))
		}
		save := widgets.NewButton(s.form, widgets.ButtonData{Kind: widgets.Primary, Label: t("settings.proxy.save")}, s.saveNetwork)
		save.SetDisabled(f.busy != "")
		for _, e := range []*entry{f.address, f.user, f.password} {
			rows = append(rows, widgets.NewField(s.form, e))
		}
		rows = append(rows, s.note(t(s.passwordPlace())))
		buttons = []fyne.CanvasObject{save, test}
	}
	rows = append(rows, s.together(buttons...))
	switch {
	case f.busy != "":
		rows = append(rows, widgets.NewParagraph(widgets.ParagraphData{Text: t(f.busy), Step: theme.Body, Token: theme.TokenText2}))
	case f.problem != nil:
		rows = append(rows, problemRow(f.problem))
	case f.said != "":
		rows = append(rows, successRow(f.said))
	}
	return s.block(t("settings.network"), t("settings.network.sub"), rows...)
}

// keptPassword reports whether there is a password of the proxy that is kept.
func (s *Settings) keptPassword() bool {
	return s.snap.Settings.ProxyUser != "" && (s.snap.ProxyPassword == TokenKeyring || s.snap.ProxyPassword == TokenSession)
}

// passwordPlace is the message id of where the password is, or would be.
func (s *Settings) passwordPlace() string {
	place := s.snap.ProxyPassword
	if s.snap.Settings.ProxyUser == "" || place != TokenSession && place != TokenWaiting {
		if s.snap.OnPhone {
			return "settings.proxy.password.phone"
		}
		return "settings.proxy.password.where"
	}
	return "settings.proxy.password." + string(place)
}

// chooseWay takes up another way: what needs no address counts at once.
func (s *Settings) chooseWay(way string) {
	if s.network.busy != "" {
		s.drawn = settingsState{} // the control has moved already
		s.redraw()
		return
	}
	s.network.mode, s.network.said, s.network.problem = way, "", nil
	if way == wayAddress {
		s.redraw()
		return
	}
	s.saveNetwork()
}

func (s *Settings) proxyRequest() ProxyRequest {
	f := s.network
	switch s.way() {
	case waySystem:
		return ProxyRequest{}
	case wayDirect:
		return ProxyRequest{Proxy: settings.ProxyDirect}
	}
	r := ProxyRequest{Proxy: strings.TrimSpace(f.address.Text), User: strings.TrimSpace(f.user.Text), Password: f.password.Text}
	if r.Proxy == "" {
		r.Proxy = "http://" // an address that is missing must not count as the environment
	}
	return r
}

func (s *Settings) saveNetwork() {
	f, r := s.network, s.proxyRequest()
	if f.busy != "" || s.actions.SaveProxy == nil {
		return
	}
	s.networkBusy("settings.proxy.saving")
	s.actions.SaveProxy(r, func(p *Problem) {
		f.busy, f.problem = "", p
		if p == nil {
			f.mode, f.said = "", s.text("settings.proxy.saved")
			f.password.SetText("")
		}
		s.redraw()
	})
}

func (s *Settings) testNetwork() {
	f, r := s.network, s.proxyRequest()
	if f.busy != "" || s.actions.TestProxy == nil {
		return
	}
	s.networkBusy("settings.proxy.testing")
	s.actions.TestProxy(r, func(said string, p *Problem) {
		f.busy, f.said, f.problem = "", said, p
		s.redraw()
	})
}

func (s *Settings) networkBusy(id string) {
	s.network.busy, s.network.said, s.network.problem = id, "", nil
	s.redraw()
}

// Show goes to a card.
func (s *Settings) Show(id string) {
	if id == SettingsNetwork && s.networkAt != nil {
		s.page.ScrollTo(s.networkAt)
	}
}

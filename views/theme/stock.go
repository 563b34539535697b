package theme

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// stock maps Fyne's own colour names to tokens, for the few stock widgets in use (Entry, Select, Dialog, Scroll).
var stock = map[fyne.ThemeColorName]struct {
	token Token
	alpha uint8
}{
	base.ColorNameBackground:          {TokenBg, 0xFF},
	base.ColorNameButton:              {TokenSurface, 0xFF},
	base.ColorNameDisabledButton:      {TokenSunken, 0xFF},
	base.ColorNameDisabled:            {TokenLineCtl, 0xFF},
	base.ColorNameError:               {Major.Word(), 0xFF},
	base.ColorNameFocus:               {TokenAccent, 0x40}, // laid over a control: its text must stay readable
	base.ColorNameForeground:          {TokenText, 0xFF},
	base.ColorNameForegroundOnError:   {TokenTextOn, 0xFF},
	base.ColorNameForegroundOnPrimary: {TokenTextOn, 0xFF},
	base.ColorNameForegroundOnSuccess: {TokenTextOn, 0xFF},
	base.ColorNameForegroundOnWarning: {TokenTextOn, 0xFF},
	base.ColorNameHeaderBackground:    {TokenSurface, 0xFF},
	base.ColorNameHover:               {TokenHover, 0xFF},
	base.ColorNameHyperlink:           {TokenAccent, 0xFF},
	base.ColorNameInnerWindowBorder:   {TokenLine, 0xFF},
	base.ColorNameInputBackground:     {TokenSunken, 0xFF},
	base.ColorNameInputBorder:         {TokenLineCtl, 0xFF},
	base.ColorNameMenuBackground:      {TokenSurface, 0xFF},
	base.ColorNameOverlayBackground:   {TokenSurface, 0xFF},
	base.ColorNamePlaceHolder:         {TokenText3, 0xFF},
	base.ColorNamePressed:             {TokenText, 0x14},
	base.ColorNamePrimary:             {TokenAccent, 0xFF},
	base.ColorNameScrollBar:           {TokenLineCtl, 0xB0},
	base.ColorNameScrollBarBackground: {TokenLine, 0x80},
	base.ColorNameShadow:              {tokenShadow, 0x10},
	base.ColorNameSelection:           {TokenAccent, 0x48},
	base.ColorNameSeparator:           {TokenLine, 0xFF},
	base.ColorNameSuccess:             {Operational.Word(), 0xFF},
	base.ColorNameWarning:             {Degraded.Word(), 0xFF},
}

// sizes holds what differs from Fyne's own theme, in Fyne units; scaled ones follow the text scale.
var sizes = map[fyne.ThemeSizeName]struct {
	units  float32
	scaled bool
}{
	base.SizeNameText:               {14, true},
	base.SizeNameCaptionText:        {12, true},
	base.SizeNameSubHeadingText:     {16, true},
	base.SizeNameHeadingText:        {20, true},
	base.SizeNameInlineIcon:         {20, true},
	base.SizeNamePadding:            {4, false},
	base.SizeNameInnerPadding:       {8, true},
	base.SizeNameLineSpacing:        {4, true},
	base.SizeNameInputBorder:        {1, false},
	base.SizeNameInputRadius:        {ControlRadius, false},
	base.SizeNameSelectionRadius:    {TagRadius, false},
	base.SizeNameSeparatorThickness: {1, false},
	base.SizeNameScrollBar:          {12, false},
	base.SizeNameScrollBarSmall:     {4, false},
	base.SizeNameScrollBarRadius:    {4, false},
	base.SizeNameButtonRadius:       {ControlRadius, false},
	base.SizeNameCardRadius:         {CardRadius, false},
	base.SizeNameDialogRadius:       {CardRadius, false},
	base.SizeNamePopupRadius:        {ControlRadius, false},
	base.SizeNameMenuRadius:         {ControlRadius, false},
}

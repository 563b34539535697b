package i18n

import "golang.org/x/sys/windows"

// platformLanguage is asked when no locale variable names a language of ours,
// which is the rule on Windows: the user's list of display languages decides.
func platformLanguage() string {
	tags, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil {
		return English
	}
	for _, t := range tags {
		if tag, ok := supported(t); ok {
			return tag
		}
	}
	return English
}

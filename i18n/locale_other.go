//go:build !windows

package i18n

// platformLanguage is asked when no locale variable names a language of ours.
func platformLanguage() string { return English }

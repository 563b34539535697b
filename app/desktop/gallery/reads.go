//go:build linux

package main

import (
	"strings"
	"unicode"
)

// reads says whether a text stands in what was read of a picture, with at most one letter in four misread.
func reads(read, text string) bool {
	want, in := letters(text), letters(read)
	// Sellers' way to find a text with faults: row[i] is how many faults the first i letters have that end here.
	row := make([]int, len(want)+1)
	for i := range row {
		row[i] = i
	}
	for _, r := range in {
		before := row[0] // it may begin anywhere
		for i, w := range want {
			change := before
			if w != r {
				change++
			}
			before = row[i+1]
			row[i+1] = min(change, before+1, row[i]+1)
		}
		if row[len(want)] <= len(want)/4 {
			return true
		}
	}
	return false
}

// letters drops what the reader sets or misses at will.
func letters(text string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text))
}

//go:build linux

package main

import (
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// service is the one whose screen is taken: KakaoTalk of the recording.
var service = func() feed.Text {
	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		panic(err) // it is embedded
	}
	doc := recording.At(recording.Start)
	return doc.Component("talk").Name
}()

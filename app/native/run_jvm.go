//go:build cgo && jvm && !android

package native

import "bokgu/app/native/jvm"

// run lets the tests of tag jvm use a Java machine in place of Android.
func run(f func(env, ctx uintptr) error) error { return jvm.Run(f) }

//go:build cgo

// Never compiled against Apple's SDK and never run; see testdata/apple.

#include <CoreFoundation/CoreFoundation.h>
#include <objc/runtime.h>
#include <stdlib.h>

#include "_cgo_export.h"
#include "links_darwin.h"

#define LARGEST 8192 // bytes of a link; ours are far shorter

// application:openURL:options:, which the toolkit's delegate does not have. An NSURL is a CFURL.
static signed char open_url(void *self, SEL name, void *application, CFURLRef url, void *options) {
	(void)self;
	(void)name;
	(void)application;
	(void)options;
	char *text = malloc(LARGEST);
	if (text == NULL) return 0;
	int whole = url != NULL && CFStringGetCString(CFURLGetString(url), text, LARGEST, kCFStringEncodingUTF8);
	if (whole) bokgu_link(text);
	free(text);
	return (signed char)whole;
}

int bokgu_listen(void) {
	Class delegate = (Class)objc_getClass("GoAppAppDelegate");
	if (delegate == NULL) return 1;
	// A BOOL, then self, the selector and three objects.
	return class_addMethod(delegate, sel_registerName("application:openURL:options:"), (IMP)open_url, "c@:@@@") ? 0 : 2;
}

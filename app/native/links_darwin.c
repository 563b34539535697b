//go:build cgo && !ios

// Never compiled against Apple's SDK and never run; see testdata/apple.

#include <CoreServices/CoreServices.h>
#include <stdlib.h>

#include "_cgo_export.h"
#include "links_darwin.h"

#define LARGEST 8192 // bytes of a link; ours are far shorter

// The "get URL" event of the system, by which macOS opens links with a program.
static OSErr get_url(const AppleEvent *event, AppleEvent *reply, SRefCon refcon) {
	(void)reply;
	(void)refcon;
	DescType type;
	Size n = 0;
	char *text = malloc(LARGEST + 1);
	if (text == NULL) return memFullErr;
	OSErr err = AEGetParamPtr(event, keyDirectObject, typeUTF8Text, &type, text, LARGEST, &n);
	if (err == noErr && n > 0 && n <= LARGEST) { // n is the whole length even where less was copied
		text[n] = 0;
		bokgu_link(text);
	}
	free(text);
	return err;
}

int bokgu_listen(void) {
	return AEInstallEventHandler(kInternetEventClass, kAEGetURL, NewAEEventHandlerUPP(get_url), NULL, 0);
}

// Stand-ins for what Apple's frameworks do: objects with counted references, a
// keychain in memory, and the two ways in which a link comes in.

#include "apple.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRING, DATA, DICTIONARY, BOOLEAN };

typedef struct object {
	int type, refs;
	size_t n; // bytes, or entries
	unsigned char *bytes;
	struct object *keys[16], *values[16];
} object;

int alive; // objects that nobody has released

#define FIXED(t) &(object){.type = (t), .refs = 1 << 20}
#define NAME(n) const CFStringRef n = (CFStringRef)FIXED(STRING)
NAME(kSecClass);
NAME(kSecClassGenericPassword);
NAME(kSecAttrService);
NAME(kSecAttrAccount);
NAME(kSecReturnData);
NAME(kSecMatchLimit);
NAME(kSecMatchLimitOne);
NAME(kSecValueData);
NAME(kSecAttrAccessible);
NAME(kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly);
const CFBooleanRef kCFBooleanTrue = (CFBooleanRef)FIXED(BOOLEAN);
const CFDictionaryKeyCallBacks kCFTypeDictionaryKeyCallBacks = {0};
const CFDictionaryValueCallBacks kCFTypeDictionaryValueCallBacks = {0};

static object *make(int type, const void *bytes, size_t n) {
	object *o = calloc(1, sizeof *o);
	o->type = type;
	o->refs = 1;
	o->n = n;
	o->bytes = malloc(n + 1);
	if (n > 0) memcpy(o->bytes, bytes, n);
	o->bytes[n] = 0;
	alive++;
	return o;
}

static object *keep(const void *cf) {
	((object *)cf)->refs++;
	return (object *)cf;
}

void CFRelease(CFTypeRef cf) {
	object *o = (object *)cf;
	if (--o->refs > 0) return;
	if (o->type == DICTIONARY) {
		for (size_t i = 0; i < o->n; i++) {
			CFRelease(o->keys[i]);
			CFRelease(o->values[i]);
		}
	}
	free(o->bytes);
	free(o);
	alive--;
}

CFTypeID CFGetTypeID(CFTypeRef cf) { return (CFTypeID)((object *)cf)->type; }
CFTypeID CFDataGetTypeID(void) { return DATA; }
CFStringRef CFStringCreateWithCString(CFAllocatorRef a, const char *text, CFStringEncoding e) {
	return a == NULL && e == kCFStringEncodingUTF8 ? (CFStringRef)make(STRING, text, strlen(text)) : NULL;
}
Boolean CFStringGetCString(CFStringRef s, char *out, CFIndex size, CFStringEncoding e) {
	object *o = (object *)s;
	if (e != kCFStringEncodingUTF8 || (CFIndex)o->n + 1 > size) return 0;
	memcpy(out, o->bytes, o->n + 1);
	return 1;
}
CFStringRef CFURLGetString(CFURLRef url) { return (CFStringRef)url; }
CFDataRef CFDataCreate(CFAllocatorRef a, const UInt8 *b, CFIndex n) { return a == NULL ? (CFDataRef)make(DATA, b, (size_t)n) : NULL; }
CFIndex CFDataGetLength(CFDataRef d) { return (CFIndex)((object *)d)->n; }
void CFDataGetBytes(CFDataRef d, CFRange r, UInt8 *out) { memcpy(out, ((object *)d)->bytes + r.location, (size_t)r.length); }

CFMutableDictionaryRef CFDictionaryCreateMutable(CFAllocatorRef a, CFIndex n, const CFDictionaryKeyCallBacks *k, const CFDictionaryValueCallBacks *v) {
	// Without these callbacks nothing would be retained.
	if (a != NULL || n != 0 || k != &kCFTypeDictionaryKeyCallBacks || v != &kCFTypeDictionaryValueCallBacks) return NULL;
	return (CFMutableDictionaryRef)make(DICTIONARY, NULL, 0);
}
void CFDictionarySetValue(CFMutableDictionaryRef d, const void *key, const void *value) {
	object *o = (object *)d;
	o->keys[o->n] = keep(key);
	o->values[o->n++] = keep(value);
}

static object *get(object *d, CFStringRef key) {
	for (size_t i = 0; i < d->n; i++) {
		if (d->keys[i] == (object *)key) return d->values[i];
	}
	return NULL;
}

static object *items[8];
int locked; // the keychain refuses everything

static int same(object *a, object *b) { return a != NULL && b != NULL && a->n == b->n && memcmp(a->bytes, b->bytes, a->n) == 0; }

static object **find(object *query) {
	if (get(query, kSecClass) != (object *)kSecClassGenericPassword) return NULL;
	for (int i = 0; i < 8; i++) {
		if (items[i] != NULL && same(get(items[i], kSecAttrService), get(query, kSecAttrService)) &&
			same(get(items[i], kSecAttrAccount), get(query, kSecAttrAccount))) {
			return &items[i];
		}
	}
	return NULL;
}

OSStatus SecItemAdd(CFDictionaryRef d, CFTypeRef *result) {
	object *o = (object *)d;
	if (locked) return -25308;
	if (result != NULL || get(o, kSecValueData) == NULL ||
		get(o, kSecAttrAccessible) != (object *)kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly) return -50;
	if (find(o) != NULL) return -25299;
	for (int i = 0; i < 8; i++) {
		if (items[i] == NULL) {
			items[i] = keep(d);
			return 0;
		}
	}
	return -61;
}

OSStatus SecItemCopyMatching(CFDictionaryRef d, CFTypeRef *result) {
	object *o = (object *)d;
	if (locked) return -25308;
	if (get(o, kSecReturnData) != (object *)kCFBooleanTrue || get(o, kSecMatchLimit) != (object *)kSecMatchLimitOne) return -50;
	object **at = find(o);
	if (at == NULL) return -25300;
	*result = keep(get(*at, kSecValueData));
	return 0;
}

OSStatus SecItemDelete(CFDictionaryRef d) {
	if (locked) return -25308;
	object **at = find((object *)d);
	if (at == NULL) return -25300;
	CFRelease(*at);
	*at = NULL;
	return 0;
}

char said[20000]; // what Go was told last

void bokgu_link(char *link) { snprintf(said, sizeof said, "%s", link); }

static AEEventHandlerUPP handler;

OSErr AEInstallEventHandler(AEEventClass c, AEEventID id, AEEventHandlerUPP f, SRefCon refcon, Boolean system) {
	if (c != kInternetEventClass || id != kAEGetURL || refcon != NULL || system) return -50;
	handler = f;
	return noErr;
}
OSErr AEGetParamPtr(const AppleEvent *event, AEKeyword key, DescType want, DescType *got, void *out, Size max, Size *actual) {
	if (key != keyDirectObject || want != typeUTF8Text || event->dataHandle == NULL) return -1701;
	Size n = (Size)strlen(event->dataHandle);
	*got = want;
	*actual = n;
	memcpy(out, event->dataHandle, (size_t)(n < max ? n : max)); // and no zero behind it
	return noErr;
}
int mac_opens(char *link) { return handler(&(AppleEvent){typeUTF8Text, link}, NULL, NULL); }

static signed char (*method)(void *, SEL, void *, CFURLRef, void *);

id objc_getClass(const char *name) { return strcmp(name, "GoAppAppDelegate") == 0 ? (id)&method : NULL; }
SEL sel_registerName(const char *name) { return (SEL)name; }
signed char class_addMethod(Class c, SEL name, IMP f, const char *types) {
	if ((void *)c != (void *)&method || strcmp((const char *)name, "application:openURL:options:") != 0 || strcmp(types, "c@:@@@") != 0) return 0;
	method = (signed char (*)(void *, SEL, void *, CFURLRef, void *))f;
	return 1;
}
int phone_opens(const char *link) {
	CFStringRef url = CFStringCreateWithCString(NULL, link, kCFStringEncodingUTF8);
	int took = method(NULL, NULL, NULL, (CFURLRef)url, NULL);
	CFRelease(url);
	return took;
}

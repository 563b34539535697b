//go:build cgo

// Never compiled against Apple's SDK and never run: app/native/testdata/apple
// has stand-ins for the few headers, against which make platforms compiles and
// tries it.

#include <CoreFoundation/CoreFoundation.h>
#include <Security/Security.h>
#include <stddef.h>

#include "keychain_ios.h"

// What an item is found by. NULL if there is no memory.
static CFMutableDictionaryRef item(const char *service, const char *user) {
	CFMutableDictionaryRef d = CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
	CFStringRef s = CFStringCreateWithCString(NULL, service, kCFStringEncodingUTF8);
	CFStringRef u = CFStringCreateWithCString(NULL, user, kCFStringEncodingUTF8);
	int whole = d != NULL && s != NULL && u != NULL;
	if (whole) {
		CFDictionarySetValue(d, kSecClass, kSecClassGenericPassword);
		CFDictionarySetValue(d, kSecAttrService, s);
		CFDictionarySetValue(d, kSecAttrAccount, u);
	}
	if (s != NULL) CFRelease(s);
	if (u != NULL) CFRelease(u);
	if (!whole && d != NULL) {
		CFRelease(d);
		d = NULL;
	}
	return d;
}

int bokgu_keychain_get(const char *service, const char *user, uint8_t *out, int size, int *length) {
	CFMutableDictionaryRef d = item(service, user);
	if (d == NULL) return BOKGU_NO_MEMORY;
	CFDictionarySetValue(d, kSecReturnData, kCFBooleanTrue);
	CFDictionarySetValue(d, kSecMatchLimit, kSecMatchLimitOne);
	CFTypeRef found = NULL;
	int status = (int)SecItemCopyMatching(d, &found);
	CFRelease(d);
	if (status != 0 || found == NULL) return status != 0 ? status : BOKGU_NO_ITEM;
	CFIndex n = CFGetTypeID(found) == CFDataGetTypeID() ? CFDataGetLength((CFDataRef)found) : -1;
	if (n < 0 || n > size) {
		CFRelease(found);
		return BOKGU_TOO_LARGE;
	}
	CFDataGetBytes((CFDataRef)found, CFRangeMake(0, n), out);
	*length = (int)n;
	CFRelease(found);
	return 0;
}

int bokgu_keychain_delete(const char *service, const char *user) {
	CFMutableDictionaryRef d = item(service, user);
	if (d == NULL) return BOKGU_NO_MEMORY;
	int status = (int)SecItemDelete(d);
	CFRelease(d);
	return status;
}

int bokgu_keychain_set(const char *service, const char *user, const uint8_t *secret, int length) {
	int status = bokgu_keychain_delete(service, user);
	if (status != 0 && status != BOKGU_NO_ITEM) return status;
	CFMutableDictionaryRef d = item(service, user);
	CFDataRef data = CFDataCreate(NULL, secret, length);
	status = BOKGU_NO_MEMORY;
	if (d != NULL && data != NULL) {
		CFDictionarySetValue(d, kSecValueData, data);
		// Not in backups, not on other devices; after the first unlocking also while the screen is locked.
		CFDictionarySetValue(d, kSecAttrAccessible, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly);
		status = (int)SecItemAdd(d, NULL);
	}
	if (data != NULL) CFRelease(data);
	if (d != NULL) CFRelease(d);
	return status;
}

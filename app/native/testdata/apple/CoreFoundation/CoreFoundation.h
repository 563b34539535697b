// The part of Apple's CoreFoundation that app/native uses, by its reference. apple.c has the bodies.
#pragma once
#include <stdint.h>

typedef const void *CFTypeRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef const struct __CFString *CFStringRef;
typedef const struct __CFData *CFDataRef;
typedef const struct __CFBoolean *CFBooleanRef;
typedef const struct __CFURL *CFURLRef;
typedef const struct __CFDictionary *CFDictionaryRef;
typedef struct __CFDictionary *CFMutableDictionaryRef;
typedef long CFIndex;
typedef unsigned long CFTypeID;
typedef uint32_t CFStringEncoding;
typedef unsigned char Boolean;
typedef uint8_t UInt8;
typedef int32_t OSStatus;
typedef struct { CFIndex location, length; } CFRange;
typedef struct { CFIndex version; } CFDictionaryKeyCallBacks, CFDictionaryValueCallBacks;

#define kCFStringEncodingUTF8 0x08000100u
extern const CFBooleanRef kCFBooleanTrue;
extern const CFDictionaryKeyCallBacks kCFTypeDictionaryKeyCallBacks;
extern const CFDictionaryValueCallBacks kCFTypeDictionaryValueCallBacks;

static inline CFRange CFRangeMake(CFIndex location, CFIndex length) { return (CFRange){location, length}; }
void CFRelease(CFTypeRef cf);
CFTypeID CFGetTypeID(CFTypeRef cf);
CFStringRef CFStringCreateWithCString(CFAllocatorRef alloc, const char *text, CFStringEncoding encoding);
Boolean CFStringGetCString(CFStringRef s, char *buffer, CFIndex size, CFStringEncoding encoding);
CFStringRef CFURLGetString(CFURLRef url);
CFDataRef CFDataCreate(CFAllocatorRef alloc, const UInt8 *bytes, CFIndex length);
CFTypeID CFDataGetTypeID(void);
CFIndex CFDataGetLength(CFDataRef d);
void CFDataGetBytes(CFDataRef d, CFRange range, UInt8 *buffer);
CFMutableDictionaryRef CFDictionaryCreateMutable(CFAllocatorRef alloc, CFIndex capacity, const CFDictionaryKeyCallBacks *k, const CFDictionaryValueCallBacks *v);
void CFDictionarySetValue(CFMutableDictionaryRef d, const void *key, const void *value);

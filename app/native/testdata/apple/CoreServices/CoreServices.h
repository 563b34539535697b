// The part of Apple's CoreServices that app/native uses, by its reference.
#pragma once
#include <CoreFoundation/CoreFoundation.h>

typedef int16_t OSErr;
typedef uint32_t FourCharCode, DescType, AEKeyword, AEEventClass, AEEventID;
typedef long Size;
typedef void *SRefCon;
typedef struct AEDesc { DescType descriptorType; void *dataHandle; } AppleEvent;
typedef OSErr (*AEEventHandlerUPP)(const AppleEvent *event, AppleEvent *reply, SRefCon refcon);

enum { noErr = 0, memFullErr = -108 };
#define kInternetEventClass ((AEEventClass)'GURL')
#define kAEGetURL ((AEEventID)'GURL')
#define keyDirectObject ((AEKeyword)'----')
#define typeUTF8Text ((DescType)'utf8')

static inline AEEventHandlerUPP NewAEEventHandlerUPP(AEEventHandlerUPP f) { return f; }
OSErr AEInstallEventHandler(AEEventClass c, AEEventID id, AEEventHandlerUPP handler, SRefCon refcon, Boolean system);
OSErr AEGetParamPtr(const AppleEvent *event, AEKeyword key, DescType want, DescType *got, void *out, Size max, Size *actual);

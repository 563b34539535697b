// What the trials ask of the stand-ins.
#pragma once
#include <CoreFoundation/CoreFoundation.h>
#include <CoreServices/CoreServices.h>
#include <Security/Security.h>
#include <objc/runtime.h>

extern int alive, locked;
extern char said[20000];
int mac_opens(char *link);
int phone_opens(const char *link);

// The part of the Objective-C runtime that app/native uses, by its reference.
#pragma once

typedef struct objc_class *Class;
typedef struct objc_object *id;
typedef struct objc_selector *SEL;
typedef void (*IMP)(void);

id objc_getClass(const char *name);
SEL sel_registerName(const char *name);
signed char class_addMethod(Class c, SEL name, IMP f, const char *types);

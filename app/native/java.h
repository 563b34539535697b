// What link.c, notices.c and crypt.c share in calling Java.
#include <jni.h>
#include <stddef.h>

// Every call of Java may throw, and none may be made while an exception waits.
static inline int threw(JNIEnv *env) {
	if (!(*env)->ExceptionCheck(env)) {
		return 0;
	}
	(*env)->ExceptionClear(env);
	return 1;
}

#define AS(step, what, call) \
	what = (call);           \
	if (threw(env) || (what) == NULL) return -(step)

static inline int method(JNIEnv *env, jclass c, const char *name, const char *sig, jmethodID *out) {
	*out = (*env)->GetMethodID(env, c, name, sig);
	return !threw(env) && *out != NULL;
}

static inline int static_method(JNIEnv *env, jclass c, const char *name, const char *sig, jmethodID *out) {
	*out = (*env)->GetStaticMethodID(env, c, name, sig);
	return !threw(env) && *out != NULL;
}

// The level of the Android API of this device, 0 if it does not say.
static inline int level(JNIEnv *env) {
	jclass version = (*env)->FindClass(env, "android/os/Build$VERSION");
	if (threw(env) || version == NULL) {
		return 0;
	}
	jfieldID id = (*env)->GetStaticFieldID(env, version, "SDK_INT", "I");
	if (threw(env) || id == NULL) {
		return 0;
	}
	return (*env)->GetStaticIntField(env, version, id);
}

#define FRAME 48 // local references that one function makes at most, with room

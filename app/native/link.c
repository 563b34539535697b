//go:build cgo && (android || jvm)

// This and its two neighbours are thin on purpose: they only call Java. All that
// can be decided in Go is decided there. Names and signatures are those of
// Android's reference; package jvm runs them in a Java machine with stand-ins for
// Android's own classes.

#include <string.h>

#include "bridge.h"
#include "java.h"

static int take_link(JNIEnv *env, jobject activity, char *out, int size) {
	jclass ac, ic;
	jobject intent;
	jstring link;
	jmethodID m;
	AS(1, ac, (*env)->GetObjectClass(env, activity));
	if (!method(env, ac, "getIntent", "()Landroid/content/Intent;", &m)) return -1;
	intent = (*env)->CallObjectMethod(env, activity, m);
	if (threw(env)) return -1;
	if (intent == NULL) return 0;
	AS(1, ic, (*env)->GetObjectClass(env, intent));
	if (!method(env, ic, "getFlags", "()I", &m)) return -1;
	jint flags = (*env)->CallIntMethod(env, intent, m);
	if (threw(env)) return -1;
	if (flags & 0x00100000) return 0; // FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY: that link is an old one
	if (!method(env, ic, "getDataString", "()Ljava/lang/String;", &m)) return -1;
	link = (*env)->CallObjectMethod(env, intent, m);
	if (threw(env)) return -1;
	if (link == NULL) return 0;
	// Not again when the activity comes back.
	if (!method(env, ic, "setData", "(Landroid/net/Uri;)Landroid/content/Intent;", &m)) return -1;
	(*env)->CallObjectMethod(env, intent, m, NULL);
	if (threw(env)) return -1;
	jsize n = (*env)->GetStringUTFLength(env, link);
	if (n <= 0 || n > size) return 0;
	const char *text = (*env)->GetStringUTFChars(env, link, NULL);
	if (threw(env) || text == NULL) return -1;
	memcpy(out, text, (size_t)n);
	(*env)->ReleaseStringUTFChars(env, link, text);
	return (int)n;
}

int bokgu_take_link(uintptr_t e, uintptr_t ctx, char *out, int size) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int n = take_link(env, (jobject)ctx, out, size);
	(*env)->PopLocalFrame(env, NULL);
	return n;
}

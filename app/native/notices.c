//go:build cgo && (android || jvm)

#include "bridge.h"
#include "java.h"

static int manager(JNIEnv *env, jobject ctx, jobject *out) {
	jclass c;
	jmethodID m;
	jstring name;
	AS(1, c, (*env)->GetObjectClass(env, ctx));
	if (!method(env, c, "getSystemService", "(Ljava/lang/String;)Ljava/lang/Object;", &m)) return -1;
	AS(1, name, (*env)->NewStringUTF(env, "notification"));
	AS(1, *out, (*env)->CallObjectMethod(env, ctx, m, name));
	return 0;
}

static int notifications(JNIEnv *env, jobject ctx) {
	jobject nm;
	jclass c;
	jmethodID m;
	if (level(env) < 24) return -1; // cannot be asked there
	if (manager(env, ctx, &nm) != 0) return -1;
	AS(1, c, (*env)->GetObjectClass(env, nm));
	if (!method(env, c, "areNotificationsEnabled", "()Z", &m)) return -1;
	jboolean on = (*env)->CallBooleanMethod(env, nm, m);
	if (threw(env)) return -1;
	return on ? 1 : 0;
}

int bokgu_notifications(uintptr_t e, uintptr_t ctx) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int on = notifications(env, (jobject)ctx);
	(*env)->PopLocalFrame(env, NULL);
	return on;
}

static int java_text(JNIEnv *env, bokgu_text t, jstring *out) {
	static const jchar none;
	AS(1, *out, (*env)->NewString(env, t.n > 0 ? t.at : &none, t.n));
	return 0;
}

// From Android 8 on every notification is of a kind, a channel. Making one again
// changes its name alone.
static int make_channel(JNIEnv *env, jobject nm, bokgu_kind kind) {
	jobject channel;
	jclass c, cc;
	jmethodID m;
	jstring id, name;
	AS(1, cc, (*env)->FindClass(env, "android/app/NotificationChannel"));
	if (!method(env, cc, "<init>", "(Ljava/lang/String;Ljava/lang/CharSequence;I)V", &m)) return -1;
	AS(1, id, (*env)->NewStringUTF(env, kind.id));
	if (java_text(env, kind.name, &name) != 0) return -1;
	AS(1, channel, (*env)->NewObject(env, cc, m, id, name, kind.importance));
	AS(1, c, (*env)->GetObjectClass(env, nm));
	if (!method(env, c, "createNotificationChannel", "(Landroid/app/NotificationChannel;)V", &m)) return -1;
	(*env)->CallVoidMethod(env, nm, m, channel);
	return threw(env) ? -1 : 0;
}

static int ask_notifications(JNIEnv *env, jobject ctx, bokgu_kind kind) {
	jclass c, sc;
	jmethodID m;
	jobject nm;
	jstring permission;
	jobjectArray all;
	int sdk = level(env);
	// A program that was built for Android 12 or earlier is asked about when it makes its first channel.
	if (sdk >= 26 && (manager(env, ctx, &nm) != 0 || make_channel(env, nm, kind) != 0)) return -1;
	if (sdk < 33) return 0; // nothing to ask for
	AS(1, c, (*env)->GetObjectClass(env, ctx));
	if (!method(env, c, "requestPermissions", "([Ljava/lang/String;I)V", &m)) return -1;
	AS(1, sc, (*env)->FindClass(env, "java/lang/String"));
	AS(1, permission, (*env)->NewStringUTF(env, "android.permission.POST_NOTIFICATIONS"));
	AS(1, all, (*env)->NewObjectArray(env, 1, sc, permission));
	(*env)->CallVoidMethod(env, ctx, m, all, 7301); // any number; the answer is looked up when the app comes back
	return threw(env) ? -1 : 0;
}

int bokgu_ask_notifications(uintptr_t e, uintptr_t ctx, bokgu_kind kind) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int err = ask_notifications(env, (jobject)ctx, kind);
	(*env)->PopLocalFrame(env, NULL);
	return err;
}

// What a tap does: the same as the icon in the launcher.
static int opener(JNIEnv *env, jobject ctx, jobject *out) {
	jclass c, pc, pic;
	jmethodID m;
	jobject pm, intent;
	jstring name;
	AS(61, c, (*env)->GetObjectClass(env, ctx));
	if (!method(env, c, "getPackageName", "()Ljava/lang/String;", &m)) return -61;
	AS(61, name, (*env)->CallObjectMethod(env, ctx, m));
	if (!method(env, c, "getPackageManager", "()Landroid/content/pm/PackageManager;", &m)) return -62;
	AS(62, pm, (*env)->CallObjectMethod(env, ctx, m));
	AS(62, pc, (*env)->GetObjectClass(env, pm));
	if (!method(env, pc, "getLaunchIntentForPackage", "(Ljava/lang/String;)Landroid/content/Intent;", &m)) return -62;
	AS(62, intent, (*env)->CallObjectMethod(env, pm, m, name));
	AS(63, pic, (*env)->FindClass(env, "android/app/PendingIntent"));
	if (!static_method(env, pic, "getActivity", "(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;", &m)) return -63;
	AS(63, *out, (*env)->CallStaticObjectMethod(env, pic, m, ctx, 0, intent, 0x04000000 | 0x08000000)); // IMMUTABLE | UPDATE_CURRENT
	return 0;
}

#define BUILDER "Landroid/app/Notification$Builder;"

// Calls a setter of the builder.
#define SET(step, name, sig, value)                                    \
	if (!method(env, bc, name, "(" sig ")" BUILDER, &m)) return -(step); \
	(*env)->CallObjectMethod(env, builder, m, value);                    \
	if (threw(env)) return -(step)

static int show(JNIEnv *env, jobject ctx, const char *tag, bokgu_text title, bokgu_text body, bokgu_kind kind, int once) {
	jclass bc, sc, c;
	jmethodID m;
	jobject nm, builder, style, open, note;
	jstring head, words, channel, at;
	int err, sdk = level(env);
	if (manager(env, ctx, &nm) != 0) return -51;
	if (java_text(env, title, &head) != 0 || java_text(env, body, &words) != 0) return -52;
	if ((err = opener(env, ctx, &open)) != 0) return err;
	AS(53, bc, (*env)->FindClass(env, "android/app/Notification$Builder"));
	if (sdk >= 26) {
		if (make_channel(env, nm, kind) != 0) return -54;
		AS(54, channel, (*env)->NewStringUTF(env, kind.id));
		if (!method(env, bc, "<init>", "(Landroid/content/Context;Ljava/lang/String;)V", &m)) return -54;
		AS(54, builder, (*env)->NewObject(env, bc, m, ctx, channel));
	} else {
		if (!method(env, bc, "<init>", "(Landroid/content/Context;)V", &m)) return -54;
		AS(54, builder, (*env)->NewObject(env, bc, m, ctx));
		SET(54, "setPriority", "I", kind.importance > 3 ? 1 : -1);
		SET(54, "setDefaults", "I", kind.importance > 3 ? -1 : 0); // DEFAULT_ALL
	}
	SET(55, "setSmallIcon", "I", 0x01080078); // android.R.drawable.stat_notify_error: an icon of the system, which is only a shape
	SET(55, "setContentTitle", "Ljava/lang/CharSequence;", head);
	SET(55, "setContentText", "Ljava/lang/CharSequence;", words);
	SET(55, "setContentIntent", "Landroid/app/PendingIntent;", open);
	SET(55, "setAutoCancel", "Z", JNI_TRUE);
	SET(55, "setOnlyAlertOnce", "Z", once ? JNI_TRUE : JNI_FALSE);
	AS(56, sc, (*env)->FindClass(env, "android/app/Notification$BigTextStyle"));
	if (!method(env, sc, "<init>", "()V", &m)) return -56;
	AS(56, style, (*env)->NewObject(env, sc, m));
	if (!method(env, sc, "bigText", "(Ljava/lang/CharSequence;)Landroid/app/Notification$BigTextStyle;", &m)) return -56;
	AS(56, style, (*env)->CallObjectMethod(env, style, m, words));
	SET(57, "setStyle", "Landroid/app/Notification$Style;", style);
	if (!method(env, bc, "build", "()Landroid/app/Notification;", &m)) return -58;
	AS(58, note, (*env)->CallObjectMethod(env, builder, m));
	AS(59, at, (*env)->NewStringUTF(env, tag));
	AS(59, c, (*env)->GetObjectClass(env, nm));
	if (!method(env, c, "notify", "(Ljava/lang/String;ILandroid/app/Notification;)V", &m)) return -59;
	(*env)->CallVoidMethod(env, nm, m, at, 1, note);
	return threw(env) ? -59 : 0;
}

int bokgu_show(uintptr_t e, uintptr_t ctx, const char *tag, bokgu_text title, bokgu_text body, bokgu_kind kind, int once) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int err = show(env, (jobject)ctx, tag, title, body, kind, once);
	(*env)->PopLocalFrame(env, NULL);
	return err;
}

static int withdraw(JNIEnv *env, jobject ctx, const char *tag) {
	jobject nm;
	jclass c;
	jmethodID m;
	jstring at;
	if (manager(env, ctx, &nm) != 0) return -51;
	AS(59, at, (*env)->NewStringUTF(env, tag));
	AS(59, c, (*env)->GetObjectClass(env, nm));
	if (!method(env, c, "cancel", "(Ljava/lang/String;I)V", &m)) return -59;
	(*env)->CallVoidMethod(env, nm, m, at, 1);
	return threw(env) ? -59 : 0;
}

int bokgu_withdraw(uintptr_t e, uintptr_t ctx, const char *tag) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int err = withdraw(env, (jobject)ctx, tag);
	(*env)->PopLocalFrame(env, NULL);
	return err;
}

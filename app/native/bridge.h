// What Go calls of bridge.c. env and ctx are a JNIEnv* and the activity, as the
// toolkit hands them over; every function leaves no exception behind and frees
// what it made on the Java side.
#include <stdint.h>

// The link that the activity was opened with, once: copied into out, without a
// final zero. Returns its length in bytes, 0 if there is none or it does not
// fit, -1 if Android did not answer.
int bokgu_take_link(uintptr_t env, uintptr_t ctx, char *out, int size);

// 1: notifications may be shown, 0: they may not, -1: Android did not answer.
int bokgu_notifications(uintptr_t env, uintptr_t ctx);

// Text in UTF-16, as Java has it.
typedef struct {
	const uint16_t *at;
	int n;
} bokgu_text;

// The kind that a notification is of, which the person finds in the system's settings.
typedef struct {
	const char *id;
	bokgu_text name;
	int importance; // 2: without a sound, 4: with one and on top
} bokgu_kind;

// Has Android ask the person for the permission, if it has not been answered
// for good. Returns at once; 0, or -1 if Android did not take the question.
int bokgu_ask_notifications(uintptr_t env, uintptr_t ctx, bokgu_kind kind);

// Shows a notification in place of the one with that tag; once: without a sound
// where one stands. A tap opens the program. 0, or the negative number of the
// step that failed.
int bokgu_show(uintptr_t env, uintptr_t ctx, const char *tag, bokgu_text title, bokgu_text body, bokgu_kind kind, int once);

// Takes the notification with that tag away, if there is one.
int bokgu_withdraw(uintptr_t env, uintptr_t ctx, const char *tag);

// Encrypts (seal = 1) or decrypts what bokgu_crypt has encrypted (seal = 0) with
// the key of that name in the Android Keystore, which is made when it is missing
// and something is to be encrypted. about is authenticated with it. On success
// *out is to be freed by the caller, and the result is its length; else it is
// the negative number of the step that failed.
int bokgu_crypt(uintptr_t env, int seal, const char *alias, const uint8_t *about, int about_len,
	const uint8_t *in, int in_len, uint8_t **out);

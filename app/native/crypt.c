//go:build cgo && (android || jvm)

#include <stdlib.h>

#include "bridge.h"
#include "java.h"

static int strings1(JNIEnv *env, const char *s, jobjectArray *out) {
	jclass sc;
	jstring text;
	AS(1, sc, (*env)->FindClass(env, "java/lang/String"));
	AS(1, text, (*env)->NewStringUTF(env, s));
	AS(1, *out, (*env)->NewObjectArray(env, 1, sc, text));
	return 0;
}

// A new AES key in the Android Keystore, for GCM alone.
static int new_key(JNIEnv *env, jstring alias, jobject *key) {
	jclass bc, gc;
	jmethodID m;
	jobject builder, spec, generator;
	jobjectArray gcm, none;
	jstring aes, store;
	AS(11, bc, (*env)->FindClass(env, "android/security/keystore/KeyGenParameterSpec$Builder"));
	if (!method(env, bc, "<init>", "(Ljava/lang/String;I)V", &m)) return -11;
	AS(11, builder, (*env)->NewObject(env, bc, m, alias, 3)); // PURPOSE_ENCRYPT | PURPOSE_DECRYPT
	if (strings1(env, "GCM", &gcm) != 0 || strings1(env, "NoPadding", &none) != 0) return -12;
	if (!method(env, bc, "setBlockModes", "([Ljava/lang/String;)Landroid/security/keystore/KeyGenParameterSpec$Builder;", &m)) return -12;
	AS(12, builder, (*env)->CallObjectMethod(env, builder, m, gcm));
	if (!method(env, bc, "setEncryptionPaddings", "([Ljava/lang/String;)Landroid/security/keystore/KeyGenParameterSpec$Builder;", &m)) return -12;
	AS(12, builder, (*env)->CallObjectMethod(env, builder, m, none));
	if (!method(env, bc, "setKeySize", "(I)Landroid/security/keystore/KeyGenParameterSpec$Builder;", &m)) return -12;
	AS(12, builder, (*env)->CallObjectMethod(env, builder, m, 256));
	if (!method(env, bc, "build", "()Landroid/security/keystore/KeyGenParameterSpec;", &m)) return -12;
	AS(12, spec, (*env)->CallObjectMethod(env, builder, m));

	AS(13, gc, (*env)->FindClass(env, "javax/crypto/KeyGenerator"));
	if (!static_method(env, gc, "getInstance", "(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/KeyGenerator;", &m)) return -13;
	AS(13, aes, (*env)->NewStringUTF(env, "AES"));
	AS(13, store, (*env)->NewStringUTF(env, "AndroidKeyStore"));
	AS(13, generator, (*env)->CallStaticObjectMethod(env, gc, m, aes, store));
	if (!method(env, gc, "init", "(Ljava/security/spec/AlgorithmParameterSpec;)V", &m)) return -14;
	(*env)->CallVoidMethod(env, generator, m, spec);
	if (threw(env)) return -14;
	if (!method(env, gc, "generateKey", "()Ljavax/crypto/SecretKey;", &m)) return -15;
	AS(15, *key, (*env)->CallObjectMethod(env, generator, m));
	return 0;
}

// The key of that name; NULL if there is none.
static int find_key(JNIEnv *env, jstring alias, jobject *key) {
	jclass kc;
	jmethodID m;
	jobject ks;
	jstring store;
	AS(21, kc, (*env)->FindClass(env, "java/security/KeyStore"));
	if (!static_method(env, kc, "getInstance", "(Ljava/lang/String;)Ljava/security/KeyStore;", &m)) return -21;
	AS(21, store, (*env)->NewStringUTF(env, "AndroidKeyStore"));
	AS(21, ks, (*env)->CallStaticObjectMethod(env, kc, m, store));
	if (!method(env, kc, "load", "(Ljava/security/KeyStore$LoadStoreParameter;)V", &m)) return -22;
	(*env)->CallVoidMethod(env, ks, m, NULL);
	if (threw(env)) return -22;
	if (!method(env, kc, "getKey", "(Ljava/lang/String;[C)Ljava/security/Key;", &m)) return -23;
	*key = (*env)->CallObjectMethod(env, ks, m, alias, NULL);
	return threw(env) ? -23 : 0;
}

static int bytes(JNIEnv *env, const uint8_t *in, int n, jbyteArray *out) {
	AS(31, *out, (*env)->NewByteArray(env, n));
	(*env)->SetByteArrayRegion(env, *out, 0, n, (const jbyte *)in);
	return threw(env) ? -31 : 0;
}

#define IV 12 // bytes before what is encrypted; what GCM of the Keystore uses
#define TAG 128

static int run_cipher(JNIEnv *env, int seal, const char *name, const uint8_t *about, int about_len,
	const uint8_t *in, int in_len, uint8_t **out) {
	jclass cc, sc;
	jmethodID m;
	jobject key, cipher, spec;
	jstring alias, kind;
	jbyteArray iv, aad, text, done;
	int err;
	AS(1, alias, (*env)->NewStringUTF(env, name));
	if ((err = find_key(env, alias, &key)) != 0) return err;
	if (key == NULL) {
		if (!seal) return -2; // what it sealed cannot be read any more
		if ((err = new_key(env, alias, &key)) != 0) return err;
	}
	AS(41, cc, (*env)->FindClass(env, "javax/crypto/Cipher"));
	if (!static_method(env, cc, "getInstance", "(Ljava/lang/String;)Ljavax/crypto/Cipher;", &m)) return -41;
	AS(41, kind, (*env)->NewStringUTF(env, "AES/GCM/NoPadding"));
	AS(41, cipher, (*env)->CallStaticObjectMethod(env, cc, m, kind));
	if (seal) {
		if (!method(env, cc, "init", "(ILjava/security/Key;)V", &m)) return -42;
		(*env)->CallVoidMethod(env, cipher, m, 1, key); // ENCRYPT_MODE; the Keystore chooses the IV
		if (threw(env)) return -42;
		if (!method(env, cc, "getIV", "()[B", &m)) return -43;
		AS(43, iv, (*env)->CallObjectMethod(env, cipher, m));
		if ((*env)->GetArrayLength(env, iv) != IV) return -43;
	} else {
		if (in_len < IV + TAG / 8) return -44;
		if ((err = bytes(env, in, IV, &iv)) != 0) return err;
		in += IV;
		in_len -= IV;
		AS(45, sc, (*env)->FindClass(env, "javax/crypto/spec/GCMParameterSpec"));
		if (!method(env, sc, "<init>", "(I[B)V", &m)) return -45;
		AS(45, spec, (*env)->NewObject(env, sc, m, TAG, iv));
		if (!method(env, cc, "init", "(ILjava/security/Key;Ljava/security/spec/AlgorithmParameterSpec;)V", &m)) return -46;
		(*env)->CallVoidMethod(env, cipher, m, 2, key, spec); // DECRYPT_MODE
		if (threw(env)) return -46;
	}
	if ((err = bytes(env, about, about_len, &aad)) != 0) return err;
	if (!method(env, cc, "updateAAD", "([B)V", &m)) return -47;
	(*env)->CallVoidMethod(env, cipher, m, aad);
	if (threw(env)) return -47;
	if ((err = bytes(env, in, in_len, &text)) != 0) return err;
	if (!method(env, cc, "doFinal", "([B)[B", &m)) return -48;
	AS(48, done, (*env)->CallObjectMethod(env, cipher, m, text));

	int before = seal ? IV : 0, n = (*env)->GetArrayLength(env, done);
	uint8_t *all = malloc((size_t)(before + n + 1));
	if (all == NULL) return -49;
	if (seal) {
		(*env)->GetByteArrayRegion(env, iv, 0, IV, (jbyte *)all);
	}
	(*env)->GetByteArrayRegion(env, done, 0, n, (jbyte *)(all + before));
	if (threw(env)) {
		free(all);
		return -50;
	}
	*out = all;
	return before + n;
}

int bokgu_crypt(uintptr_t e, int seal, const char *alias, const uint8_t *about, int about_len,
	const uint8_t *in, int in_len, uint8_t **out) {
	JNIEnv *env = (JNIEnv *)e;
	if ((*env)->PushLocalFrame(env, FRAME) != 0) {
		threw(env);
		return -1;
	}
	int n = run_cipher(env, seal, alias, about, about_len, in, in_len, out);
	(*env)->PopLocalFrame(env, NULL);
	return n;
}

//go:build cgo && jvm

// Package jvm runs a Java machine inside this process, so that what is written
// for Android can be called: with the real crypto of Java, and stand-ins for the
// classes that only Android has (android/*.java). It is for tests alone.
package jvm

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>

typedef jint (*create)(JavaVM **, void **, void *);

// Makes the machine, and the activity as a global reference. -1: no library, -2: no machine, -3: no activity.
static int start(const char *library, char *classpath, uintptr_t *vm, uintptr_t *activity) {
	void *lib = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
	create make = lib == NULL ? NULL : (create)dlsym(lib, "JNI_CreateJavaVM");
	if (make == NULL) return -1;
	JavaVMOption options[] = {{.optionString = classpath}, {.optionString = "-Xcheck:jni"}, {.optionString = "-Xrs"}, {.optionString = "-Xmx64m"}};
	JavaVMInitArgs args = {.version = JNI_VERSION_1_8, .nOptions = 4, .options = options};
	JavaVM *machine;
	JNIEnv *env;
	if (make(&machine, (void **)&env, &args) != JNI_OK) return -2;
	jclass c = (*env)->FindClass(env, "android/app/Activity");
	jmethodID m = c == NULL ? NULL : (*env)->GetMethodID(env, c, "<init>", "()V");
	jobject o = m == NULL ? NULL : (*env)->NewObject(env, c, m);
	if (o == NULL) {
		(*env)->ExceptionDescribe(env);
		return -3;
	}
	*activity = (uintptr_t)(*env)->NewGlobalRef(env, o);
	*vm = (uintptr_t)machine;
	return 0;
}

static uintptr_t attach(uintptr_t vm) {
	JNIEnv *env;
	JavaVM *machine = (JavaVM *)vm;
	return (*machine)->AttachCurrentThread(machine, (void **)&env, NULL) == JNI_OK ? (uintptr_t)env : 0;
}

static void detach(uintptr_t vm) {
	JavaVM *machine = (JavaVM *)vm;
	(*machine)->DetachCurrentThread(machine);
}

// Whether an exception was left behind; it is taken away.
static int left(uintptr_t e) {
	JNIEnv *env = (JNIEnv *)e;
	if (!(*env)->ExceptionCheck(env)) return 0;
	(*env)->ExceptionDescribe(env);
	(*env)->ExceptionClear(env);
	return 1;
}

// Calls the static method World.say(String), by which the tests tell the stand-ins what to do and ask what they were told.
// The answer is in UTF-16 and to be freed; NULL if it failed.
static uint16_t *say(uintptr_t e, const char *what, int *n) {
	JNIEnv *env = (JNIEnv *)e;
	jclass c = (*env)->FindClass(env, "World");
	if (c == NULL) return NULL;
	jmethodID m = (*env)->GetStaticMethodID(env, c, "say", "(Ljava/lang/String;)Ljava/lang/String;");
	if (m == NULL) return NULL;
	jstring s = (*env)->NewStringUTF(env, what);
	if (s == NULL) return NULL;
	jstring r = (*env)->CallStaticObjectMethod(env, c, m, s);
	if ((*env)->ExceptionCheck(env) || r == NULL) return NULL;
	*n = (*env)->GetStringLength(env, r);
	uint16_t *copy = malloc((size_t)(*n + 1) * sizeof *copy);
	if (copy != NULL) (*env)->GetStringRegion(env, r, 0, *n, copy);
	return copy;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unicode/utf16"
	"unsafe"
)

var machine, activity C.uintptr_t

// Start makes the machine, once in a process: library is its libjvm.so, classes
// a folder of compiled stand-ins. -Xcheck:jni writes to standard output what is
// called wrongly.
func Start(library, classes string) error {
	lib, path := C.CString(library), C.CString("-Djava.class.path="+classes)
	defer C.free(unsafe.Pointer(lib))
	if n := C.start(lib, path, &machine, &activity); n != 0 {
		return fmt.Errorf("java machine %s: step %d failed", library, -n)
	}
	return nil
}

// Run calls f as the toolkit does on Android: on a thread that is attached for it,
// with the activity.
func Run(f func(env, ctx uintptr) error) error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with the goroutine
		env := C.attach(machine)
		if env == 0 {
			result <- errors.New("cannot attach to the Java machine")
			return
		}
		err := f(uintptr(env), uintptr(activity))
		if C.left(env) != 0 {
			err = errors.Join(err, errors.New("an exception was left behind"))
		}
		C.detach(machine)
		result <- err
	}()
	return <-result
}

// Say tells the stand-ins something and returns their answer.
func Say(what string) (string, error) {
	answer := ""
	err := Run(func(env, _ uintptr) error {
		text := C.CString(what)
		defer C.free(unsafe.Pointer(text))
		var n C.int
		said := C.say(C.uintptr_t(env), text, &n)
		if said == nil {
			return fmt.Errorf("World.say(%q) failed", what)
		}
		defer C.free(unsafe.Pointer(said))
		answer = string(utf16.Decode(unsafe.Slice((*uint16)(said), int(n))))
		return nil
	})
	return answer, err
}

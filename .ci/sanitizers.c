// Linked into whatever .ci/sanitize builds: what the sanitizers are to do, wherever such a program is started and with whatever environment,
// and what the thread sanitizer does not see of Swift's runtime, which is not built with it.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Leaks are for the soak to find: where Swift keeps something in the spare bits of a pointer, the search for them does not take it for one,
// and what is there until a program's end looks lost.
const char *__asan_default_options(void) { return "detect_leaks=0:abort_on_error=0:exitcode=86"; }

const char *__tsan_default_options(void) { return "halt_on_error=1:exitcode=86"; }

// A continuation that is resumed before its task waits: the runtime does not tell that the one comes after the other. Each line is a thread
// that hands over what it has made by resuming one, and does not touch it again.
const char *__tsan_default_suppressions(void) {
    return "race:7Sockets12NameResolver\n"
           "race:11TestKubelet13PluginProcess\n";
}

// What a Mutex does while nobody waits for it is compiled into the caller, where the sanitizer sees it. The wait, and the end of one, are in
// the standard library and in the kernel: two threads that took turns look as if nothing had ordered them.

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void lock_slow(uint32_t, __attribute__((swift_context)) void *);
typedef __attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *);

// The address sanitizer has none.
__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

// Synchronization._MutexHandle._lockSlow(UInt32) -> (): the handle is self.
lock_slow lock __asm__(LOCK_SLOW);

__attribute__((swiftcall)) void lock(uint32_t value, __attribute__((swift_context)) void *handle) {
    ((lock_slow *)dlsym(RTLD_NEXT, LOCK_SLOW))(value, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

// Synchronization._MutexHandle._unlockSlow() -> ().
unlock_slow unlock __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void unlock(__attribute__((swift_context)) void *handle) {
    if (__tsan_release) __tsan_release(handle);
    ((unlock_slow *)dlsym(RTLD_NEXT, UNLOCK_SLOW))(handle);
}

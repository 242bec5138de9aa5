// Preloaded under the thread sanitizer (.ci/sanitize): tells it of a Mutex for which somebody waits.
//
// What Swift's Mutex does while nobody waits is compiled into the caller, where the sanitizer sees it. The wait, and the end of one, are in
// the standard library and in the kernel: two threads that took turns look to the sanitizer as if nothing had ordered them.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void lock_slow(uint32_t, __attribute__((swift_context)) void *);
typedef __attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *);

// Only programs that are built with the sanitizer have them.
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

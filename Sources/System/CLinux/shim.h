// The Linux calls that Swift's Glibc overlay does not show.
//
// _GNU_SOURCE must stay undefined here: with it glibc turns `sockaddr *` parameters into transparent unions, and
// `bind` and `accept` become ambiguous. What only _GNU_SOURCE declares is declared below by hand instead.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <nss.h>

extern int accept4(int, struct sockaddr *restrict, socklen_t *restrict, int);

#include <sys/syscall.h>
#include <unistd.h>

/// The number of processors in the calling thread's affinity mask, 0 on failure (glibc's wrapper needs _GNU_SOURCE).
static inline int pullpass_affinity_count(void) {
    unsigned long mask[128];
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
    int count = 0;
    for (long i = 0; i < bytes / (long)sizeof mask[0]; i++) count += __builtin_popcountl(mask[i]);
    return count;
}

#include <sys/prctl.h>
#include <sys/resource.h>

/// Makes the process leave no core dump, also by a handler that the kernel pipes dumps to, and keeps others of the same user out of its
/// memory and environment. Returns 0 when all of it holds (glibc's prctl is variadic).
static inline int pullpass_keep_memory_private(void) {
    struct rlimit none = {0, 0};
    int limited = setrlimit(RLIMIT_CORE, &none);
    int hidden = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return limited | hidden;
}

/// Whether the kernel would dump the process: 0 when not.
static inline int pullpass_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

#include <malloc.h>

/// Makes glibc take blocks of 256 KiB and more from the kernel, and give them back when they are freed.
///
/// By default the threshold grows with the first large block that is freed, and such memory then stays with the process.
static inline void pullpass_return_large_blocks(void) {
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

/// Gives whole pages that are free to the kernel, also those between blocks that are in use.
static inline void pullpass_trim_memory(void) { malloc_trim(0); }

#include <sys/xattr.h>

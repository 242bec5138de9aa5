#pragma once
#include <sys/types.h>
#include <malloc.h>
#include <stdlib.h>
#include <nghttp2/nghttp2.h>

// nghttp2_settings_id got this name in 1.48; the number is RFC 9218's.
#define PULLPASS_SETTINGS_NO_RFC7540_PRIORITIES 0x09
// Since 1.61, and in older versions that distributions have patched.
#define PULLPASS_ERR_TOO_MANY_CONTINUATIONS (-905)

// Upstream has these since 1.57 and 1.61; distributions patch them into older versions (with the defaults set here),
// which a header cannot be asked about. The session counts on its own as well, so nothing depends on them.
static inline void pullpass_nghttp2_set_flood_limits(nghttp2_option *option) {
    nghttp2_option_set_max_outbound_ack(option, 1000);
    nghttp2_option_set_max_settings(option, 32);
#if NGHTTP2_VERSION_NUM >= 0x013900
    nghttp2_option_set_stream_reset_rate_limit(option, 1000, 33);
#endif
#if NGHTTP2_VERSION_NUM >= 0x013d00
    nghttp2_option_set_max_continuations(option, 8);
#endif
    (void)option;
}

// An allocator that counts what one session holds: streams, compression tables, header blocks, frames that wait. What a peer
// makes of all that cannot be told from outside.
//
// Two blocks, which each session has from its start to its end, get pages of their own, so that an idle session can give
// the memory behind them back and keep their addresses: the buffer that a frame is written into (16 KiB), whose contents
// nobody needs between two frames, and the table of streams, which is empty as long as there are none.

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PULLPASS_NGHTTP2_PAGE = 4096,
    // One page for the table of streams, and behind it five for a frame.
    PULLPASS_NGHTTP2_FRAME_PAGES = 5 * PULLPASS_NGHTTP2_PAGE,
    PULLPASS_NGHTTP2_PAGES = PULLPASS_NGHTTP2_PAGE + PULLPASS_NGHTTP2_FRAME_PAGES
};

/// The memory of one session.
typedef struct {
    /// The bytes held, as malloc_usable_size() has them, without the pages.
    long long held;
    /// PULLPASS_NGHTTP2_PAGES bytes; null where pages are larger, or there are none.
    unsigned char *pages;
    /// What of the pages may be resident at most; whoever calls the library says `all_pages` again.
    long long resident, all_pages;
    /// What has been given out of them: each part once, since only then it is known to be zero.
    int has_given_table, has_given_frame;
    /// Whether the library has a larger table instead of the page's: nobody needs what stands there.
    int has_outgrown_table;
} pullpass_nghttp2_memory;

/// The bytes of a part of the pages; 0 for a block that is none.
static inline size_t pullpass_nghttp2_part(const pullpass_nghttp2_memory *memory, const void *block) {
    if (memory->pages == NULL) return 0;
    if (block == memory->pages) return PULLPASS_NGHTTP2_PAGE;
    return block == memory->pages + PULLPASS_NGHTTP2_PAGE ? PULLPASS_NGHTTP2_FRAME_PAGES : 0;
}

static inline void *pullpass_nghttp2_malloc(size_t size, void *user) {
    pullpass_nghttp2_memory *memory = user;
    if (size > 4 * PULLPASS_NGHTTP2_PAGE && size <= PULLPASS_NGHTTP2_FRAME_PAGES && memory->pages != NULL &&
        !memory->has_given_frame) {
        memory->has_given_frame = 1;
        return memory->pages + PULLPASS_NGHTTP2_PAGE;
    }
    void *block = malloc(size);
    memory->held += (long long)malloc_usable_size(block);
    return block;
}

static inline void pullpass_nghttp2_free(void *block, void *user) {
    pullpass_nghttp2_memory *memory = user;
    if (pullpass_nghttp2_part(memory, block) != 0) {
        if (block == memory->pages) memory->has_outgrown_table = 1;
        return;
    }
    memory->held -= (long long)malloc_usable_size(block);
    free(block);
}

static inline void *pullpass_nghttp2_calloc(size_t count, size_t size, void *user) {
    pullpass_nghttp2_memory *memory = user;
    if (count > 1 && size <= PULLPASS_NGHTTP2_PAGE && count * size == PULLPASS_NGHTTP2_PAGE && memory->pages != NULL &&
        !memory->has_given_table) {
        memory->has_given_table = 1;
        return memory->pages;
    }
    void *block = calloc(count, size);
    memory->held += (long long)malloc_usable_size(block);
    return block;
}

static inline void *pullpass_nghttp2_realloc(void *block, size_t size, void *user) {
    pullpass_nghttp2_memory *memory = user;
    if (block == NULL) return pullpass_nghttp2_malloc(size, user);
    size_t part = pullpass_nghttp2_part(memory, block);
    if (part != 0) {
        if (size <= part) return block;
        void *moved = pullpass_nghttp2_malloc(size, user);
        if (moved != NULL) memcpy(moved, block, part);
        return moved;
    }
    size_t before = malloc_usable_size(block);
    void *moved = realloc(block, size);
    if (moved != NULL) memory->held += (long long)malloc_usable_size(moved) - (long long)before;
    return moved;
}

/// Makes the memory of a session; null where there is none.
static inline pullpass_nghttp2_memory *pullpass_nghttp2_memory_new(void) {
    pullpass_nghttp2_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL || sysconf(_SC_PAGESIZE) != PULLPASS_NGHTTP2_PAGE) return memory;
    void *pages = mmap(NULL, PULLPASS_NGHTTP2_PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return memory;
    // A thousand sessions' pages are one range, which the kernel would fill with large ones where it may.
    madvise(pages, PULLPASS_NGHTTP2_PAGES, MADV_NOHUGEPAGE);
    memory->pages = pages;
    memory->resident = memory->all_pages = PULLPASS_NGHTTP2_PAGES;
    return memory;
}

/// Ends the memory of a session that is gone.
static inline void pullpass_nghttp2_memory_del(pullpass_nghttp2_memory *memory) {
    if (memory->pages != NULL) munmap(memory->pages, PULLPASS_NGHTTP2_PAGES);
    free(memory);
}

/// Gives the memory behind the pages to the kernel; what is written to them later gets new memory.
///
/// Only while the session has nothing to send: the frame's contents are lost. The table's page goes where it is zero, which
/// it then stays, or where it is the table no more.
static inline void pullpass_nghttp2_release_pages(pullpass_nghttp2_memory *memory) {
    if (memory->pages == NULL) return;
    int is_empty = memory->has_outgrown_table ||
                   (memory->pages[0] == 0 && memcmp(memory->pages, memory->pages + 1, PULLPASS_NGHTTP2_PAGE - 1) == 0);
    int kept = is_empty ? 0 : PULLPASS_NGHTTP2_PAGE;
    if (madvise(memory->pages + kept, (size_t)(PULLPASS_NGHTTP2_PAGES - kept), MADV_DONTNEED) == 0) memory->resident = kept;
}

/// Makes a server's session with such memory, which must outlive it.
static inline int pullpass_nghttp2_session_server_new(nghttp2_session **session,
                                                      const nghttp2_session_callbacks *callbacks,
                                                      const nghttp2_option *option, pullpass_nghttp2_memory *memory) {
    nghttp2_mem functions = {memory, pullpass_nghttp2_malloc, pullpass_nghttp2_free, pullpass_nghttp2_calloc,
                             pullpass_nghttp2_realloc};
    return nghttp2_session_server_new3(session, callbacks, NULL, option, &functions);
}

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
static inline void *pullpass_nghttp2_malloc(size_t size, void *held) {
    void *block = malloc(size);
    *(long long *)held += (long long)malloc_usable_size(block);
    return block;
}

static inline void pullpass_nghttp2_free(void *block, void *held) {
    *(long long *)held -= (long long)malloc_usable_size(block);
    free(block);
}

static inline void *pullpass_nghttp2_calloc(size_t count, size_t size, void *held) {
    void *block = calloc(count, size);
    *(long long *)held += (long long)malloc_usable_size(block);
    return block;
}

static inline void *pullpass_nghttp2_realloc(void *block, size_t size, void *held) {
    size_t before = malloc_usable_size(block);
    void *moved = realloc(block, size);
    if (moved != NULL) *(long long *)held += (long long)malloc_usable_size(moved) - (long long)before;
    return moved;
}

/// Makes a server's session whose memory is counted at `held`, which must outlive it.
static inline int pullpass_nghttp2_session_server_new(nghttp2_session **session,
                                                      const nghttp2_session_callbacks *callbacks,
                                                      const nghttp2_option *option, long long *held) {
    nghttp2_mem memory = {held, pullpass_nghttp2_malloc, pullpass_nghttp2_free, pullpass_nghttp2_calloc,
                          pullpass_nghttp2_realloc};
    return nghttp2_session_server_new3(session, callbacks, NULL, option, &memory);
}

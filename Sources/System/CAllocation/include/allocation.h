#pragma once
#include <stddef.h>

// An allocator that knows how much each thread holds, for OpenSSL (CRYPTO_set_mem_functions).
//
// What one call of the library holds afterwards is the difference of two readings around it, on the same thread. A library
// that is told by a peer how much to allocate cannot be counted by constants.

/// The bytes that this thread has allocated less those that it has freed, as malloc_usable_size() has them.
long long pullpass_thread_allocated(void);

void *pullpass_counted_malloc(size_t size, const char *file, int line);
void *pullpass_counted_realloc(void *block, size_t size, const char *file, int line);
void pullpass_counted_free(void *block, const char *file, int line);

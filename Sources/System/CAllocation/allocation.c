#include "allocation.h"
#include <malloc.h>
#include <stdlib.h>

static _Thread_local long long allocated;

long long pullpass_thread_allocated(void) { return allocated; }

void *pullpass_counted_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    void *block = malloc(size);
    allocated += (long long)malloc_usable_size(block);
    return block;
}

void *pullpass_counted_realloc(void *block, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    size_t before = malloc_usable_size(block);
    if (size == 0) {
        free(block);
        allocated -= (long long)before;
        return NULL;
    }
    void *moved = realloc(block, size);
    if (moved != NULL) allocated += (long long)malloc_usable_size(moved) - (long long)before;
    return moved;
}

void pullpass_counted_free(void *block, const char *file, int line) {
    (void)file;
    (void)line;
    allocated -= (long long)malloc_usable_size(block);
    free(block);
}

#pragma once
#include <stddef.h>
#include <stdint.h>

// Checks a JSON text (RFC 8259) 512 bytes at a time, in the way of simdjson's first stage, where the processor can.
//
// What is answered has been checked whole. Whatever is in doubt is said to be so: text that is not valid, white space outside of strings, nesting beyond
// what is kept count of, a processor without the instructions. The caller then looks byte by byte, which is where every error gets its words and its
// place.

/// What stands where in 64 bytes of a text: one bit for each byte, the first byte lowest.
typedef struct {
    /// Quotes where a string begins or ends, and backslashes.
    uint64_t quote, backslash;
    /// Brackets outside of strings.
    uint64_t opening, closing;
    /// How many brackets are open before these bytes, and the fewest that could be within them: if all that close came first.
    int32_t open, fewest;
} pullpass_json_marks;

/// Which instructions are used: 0 none; 1 AVX2, or NEON on arm64; 2 AVX-512.
int pullpass_json_level(void);

/// The offset behind the object or array that the text starts with, all of it being valid JSON in valid UTF-8 without white space; 0 where that cannot
/// be told.
///
/// `levels` is how many objects and arrays may be open at once. `marks`, which has room for `count / 64 + 1`, gets those of each 64 bytes up to that end.
size_t pullpass_json_mark(int level, const uint8_t *text, size_t count, size_t levels, pullpass_json_marks *marks);

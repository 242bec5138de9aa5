#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Passes parts of a JSON text (RFC 8259) 64 bytes at a time, as the first stage of simdjson does, where the processor can.
//
// Both functions answer only for what they have checked whole, and say 0 for whatever is in doubt: text that is not valid, white space outside of
// strings, nesting beyond what they keep count of, a processor without the instructions. The caller then looks byte by byte, which is where every
// error gets its words and its place.

/// Which instructions are used: 0 none; 1 AVX2, or NEON on arm64; 2 AVX-512.
int pullpass_json_level(void);

/// The offset behind the object or array that starts at `start`, all of it being valid JSON in valid UTF-8 without white space; 0 where it cannot be told.
///
/// `start` must be less than `count`. `levels` is how many objects and arrays may be open at once.
size_t pullpass_json_container_end(int level, const uint8_t *text, size_t count, size_t start, size_t levels);

/// The offset of the quote that ends the string whose content, or a rest of it that starts with no half of an escape or of a character, starts at
/// `start`; 0 where it cannot be told. `has_escapes` is set where there is a backslash, and left alone otherwise.
size_t pullpass_json_string_end(int level, const uint8_t *text, size_t count, size_t start, bool *has_escapes);

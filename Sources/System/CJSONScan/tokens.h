#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// What is rare enough in a text to be looked at byte by byte. All of it stays within `count`.

/// The length of the number, true, false or null at `at`; 0 where there is none.
static size_t scalar_length(const uint8_t *text, size_t count, size_t at) {
    const uint8_t *start = text + at, *end = text + count, *p = start;
    size_t left = (size_t)(end - p);
    switch (*p) {
    case 't': return left >= 4 && memcmp(p, "true", 4) == 0 ? 4 : 0;
    case 'f': return left >= 5 && memcmp(p, "false", 5) == 0 ? 5 : 0;
    case 'n': return left >= 4 && memcmp(p, "null", 4) == 0 ? 4 : 0;
    case '-':
        if (++p == end) return 0;
        break;
    default: break;
    }
    if (*p == '0') {
        p++;
    } else if (*p >= '1' && *p <= '9') {
        while (p < end && *p >= '0' && *p <= '9') p++;
    } else {
        return 0;
    }
    if (p < end && *p == '.') {
        const uint8_t *digits = ++p;
        while (p < end && *p >= '0' && *p <= '9') p++;
        if (p == digits) return 0;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        const uint8_t *digits = p;
        while (p < end && *p >= '0' && *p <= '9') p++;
        if (p == digits) return 0;
    }
    return (size_t)(p - start);
}

/// Whether a number, true, false or null stands at `at`, and a token right behind it.
static int is_scalar(const uint8_t *text, size_t count, size_t at) {
    size_t end = at + scalar_length(text, count, at);
    return end > at && end < count && (text[end] == ',' || text[end] == '}' || text[end] == ']');
}

/// Whether the character at `at`, which a backslash stands before, makes an escape of JSON.
static int is_escape(const uint8_t *text, size_t count, size_t at) {
    switch (text[at]) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': return 1;
    case 'u': break;
    default: return 0;
    }
    if (count - at < 5) return 0;
    for (size_t i = at + 1; i < at + 5; i++) {
        uint8_t digit = text[i], letter = digit | 0x20;
        if (!(digit >= '0' && digit <= '9') && !(letter >= 'a' && letter <= 'f')) return 0;
    }
    return 1;
}

/// The length of the UTF-8 character of two to four bytes at `at` (RFC 3629); 0 where there is none.
static size_t character_length(const uint8_t *text, size_t count, size_t at) {
    const uint8_t *p = text + at;
    size_t left = count - at;
    uint8_t first = p[0], low = 0x80, high = 0xBF;
    size_t length;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else {
        return 0;
    }
    if (left < length || p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < length; i++)
        if (p[i] < 0x80 || p[i] > 0xBF) return 0;
    return length;
}

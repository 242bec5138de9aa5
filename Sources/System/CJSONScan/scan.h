// Both functions for one set of instructions, whose name NAMED adds and which TARGET asks for: included once for each, behind its block, controls, high
// and prefix_xor, which make masks of 64 bytes.

/// The bytes that a backslash stands before; `carry` is whether the first one is one.
TARGET static inline uint64_t NAMED(escaped)(uint64_t backslash, uint64_t *carry) {
    // simdjson's: a run of backslashes escapes every second byte from the one behind its start.
    const uint64_t even = 0x5555555555555555;
    backslash &= ~*carry;
    uint64_t follows = backslash << 1 | *carry, sequences;
    uint64_t odd_starts = backslash & ~even & ~follows;
    *carry = __builtin_add_overflow(odd_starts, backslash, &sequences);
    return (even ^ sequences << 1) & follows;
}

/// Whether all escapes of a block are JSON's; `plain` are those of quotes and backslashes.
TARGET static inline int NAMED(are_escapes)(uint64_t escaped, uint64_t plain, const uint8_t *text, size_t count, size_t base) {
    for (uint64_t rest = escaped & ~plain; rest != 0; rest &= rest - 1) {
        size_t at = base + (size_t)__builtin_ctzll(rest);
        if (at >= count || !is_escape(text, count, at)) return 0;
    }
    return 1;
}

/// Whether all characters of a block that are not ASCII are UTF-8; `next` is where the first byte is that no character before it takes.
TARGET static inline int NAMED(are_characters)(uint64_t high, const uint8_t *text, size_t count, size_t base, size_t *next) {
    while (high != 0) {
        size_t at = base + (size_t)__builtin_ctzll(high);
        if (at >= *next) {
            size_t length = at < count ? character_length(text, count, at) : 0;
            if (length == 0) return 0;
            *next = at + length;
        }
        high &= high - 1;
    }
    return 1;
}

TARGET static size_t NAMED(container_end)(const uint8_t *text, size_t count, size_t start, size_t levels) {
    if (text[start] != '{' && text[start] != '[') return 0;
    // The objects that are open within the innermost array that is open; how many there were when each array began.
    size_t objects = 0, open = 0, arrays = 0, next_character = 0;
    uint32_t outer[MAXIMUM_ARRAYS];
    // What the last byte before the block is, a bit each: at first a colon might stand there.
    uint64_t was_opening = 0, was_comma = 0, was_colon = 1, was_scalar = 0, was_key = 0;
    // Whether a backslash there escapes the first byte, whether a string goes on (all ones), and whether that is a value.
    uint64_t escape_carry = 0, string_carry = 0;
    unsigned long long value_carry = 0;
    for (size_t base = start; base < count; base += 64) {
        uint8_t rest[64];
        const uint8_t *block = text + base;
        if (count - base < 64) {
            memset(rest, ',', sizeof rest);
            memcpy(rest, block, count - base);
            block = rest;
        }
        masks m = NAMED(block)(block);
        uint64_t quote = m.quote;
        if ((m.backslash | escape_carry) != 0) {
            uint64_t escaped = NAMED(escaped)(m.backslash, &escape_carry);
            if (!NAMED(are_escapes)(escaped, quote | m.backslash, text, count, base)) return 0;
            quote &= ~escaped;
        }
        if (m.unusual) {
            if (NAMED(controls)(block) != 0) return 0;
            if (!NAMED(are_characters)(NAMED(high)(block), text, count, base, &next_character)) return 0;
        }
        uint64_t string = NAMED(prefix_xor)(quote) ^ string_carry;
        string_carry = (uint64_t)((int64_t)string >> 63);
        uint64_t opened = quote & string, closed = quote & ~string;
        uint64_t outside = ~(string | quote);
        uint64_t opening = m.opening & outside, closing = m.closing & outside;
        uint64_t comma = m.comma & outside, colon = m.colon & outside;
        uint64_t scalar = outside & ~(opening | closing | comma | colon);
        uint64_t within_scalar = scalar & (scalar << 1 | was_scalar);
        for (uint64_t left = scalar ^ within_scalar; left != 0; left &= left - 1) {
            size_t at = base + (size_t)__builtin_ctzll(left);
            if (!is_scalar(text, count, at)) return 0;
        }
        // What stands right behind.
        uint64_t after_opening = opening << 1 | was_opening, after_colon = colon << 1 | was_colon;
        uint64_t after_opening_or_comma = after_opening | comma << 1 | was_comma;
        // The strings behind a colon are no keys. The sum of a run of ones and of its lowest bit is the bit behind the run.
        uint64_t value_closed = __builtin_addcll(string, opened & after_colon, value_carry, &value_carry);
        uint64_t key = closed & ~value_closed, after_key = key << 1 | was_key;
        // A value stands where one is asked for, and nowhere else; only a bracket may be empty.
        uint64_t value = opened | scalar | opening;
        uint64_t wrong = (((after_opening_or_comma | after_colon) ^ value) & (outside | opened) & ~(closing & after_opening) & ~within_scalar)
            | (colon & ~after_key);
        // In an object each member has a key; in an array every colon is wrong.
        uint64_t wrong_in_object = (after_opening_or_comma & ~(opened | closing)) | (after_key & ~colon);
        was_opening = opening >> 63;
        was_comma = comma >> 63;
        was_colon = colon >> 63;
        was_scalar = scalar >> 63;
        was_key = key >> 63;

        uint64_t brackets = opening | closing;
        uint64_t square = brackets & ~m.curly;
        size_t opens = (size_t)__builtin_popcountll(opening), closes = (size_t)__builtin_popcountll(closing);
        if (square == 0 && objects > closes && open + opens <= levels) {
            if ((wrong | wrong_in_object) != 0) return 0;
            objects += opens - closes;
            open += opens - closes;
            continue;
        }
        uint64_t done = 0;
        for (; brackets != 0; brackets &= brackets - 1) {
            uint64_t bit = brackets & (0 - brackets);
            uint64_t segment = (bit | (bit - 1)) & ~done;
            if (((objects > 0 ? wrong_in_object : colon) & segment) != 0) return 0;
            done |= segment;
            if ((opening & bit) != 0) {
                if (++open > levels) return 0;
                if ((square & bit) == 0) {
                    objects++;
                } else {
                    if (arrays == MAXIMUM_ARRAYS) return 0;
                    outer[arrays++] = (uint32_t)objects;
                    objects = 0;
                }
                continue;
            }
            if ((square & bit) == 0) {
                if (objects == 0) return 0;
                objects--;
            } else {
                if (objects != 0 || arrays == 0) return 0;
                objects = outer[--arrays];
            }
            if (--open == 0) return (wrong & done) != 0 ? 0 : base + (size_t)__builtin_ctzll(bit) + 1;
        }
        if ((wrong | ((objects > 0 ? wrong_in_object : colon) & ~done)) != 0) return 0;
    }
    return 0;
}

TARGET static size_t NAMED(string_end)(const uint8_t *text, size_t count, size_t start, bool *has_escapes) {
    uint64_t escape_carry = 0;
    size_t next_character = 0;
    for (size_t base = start; base < count; base += 64) {
        uint8_t rest[64];
        const uint8_t *block = text + base;
        if (count - base < 64) {
            memset(rest, ',', sizeof rest);
            memcpy(rest, block, count - base);
            block = rest;
        }
        masks m = NAMED(block)(block);
        uint64_t escaped = NAMED(escaped)(m.backslash, &escape_carry);
        uint64_t quote = m.quote & ~escaped;
        // What stands behind the end is nothing to this string.
        uint64_t within = quote != 0 ? (quote & (0 - quote)) - 1 : ~0ull;
        if ((m.backslash & within) != 0) *has_escapes = true;
        if (!NAMED(are_escapes)(escaped & within, m.quote | m.backslash, text, count, base)) return 0;
        if (m.unusual) {
            if ((NAMED(controls)(block) & within) != 0) return 0;
            if (!NAMED(are_characters)(NAMED(high)(block) & within, text, count, base, &next_character)) return 0;
        }
        if (quote != 0) return base + (size_t)__builtin_ctzll(quote);
    }
    return 0;
}

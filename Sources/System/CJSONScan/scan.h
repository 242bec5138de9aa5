// The functions for one set of instructions, whose name NAMED adds and which TARGET asks for: included once for each, behind its block, sum and
// prefix_xor, or strings.

#ifndef STRINGS_AT_ONCE
/// The bytes from each quote that begins a string to the one that ends it, without that; `carry` is whether a string goes on.
TARGET static inline lanes NAMED(strings)(lanes quote, uint64_t *carry) {
    for (size_t i = 0; i < BLOCKS; i++) {
        quote[i] = NAMED(prefix_xor)(quote[i]) ^ (0 - *carry);
        *carry = quote[i] >> 63;
    }
    return quote;
}
#endif

/// The masks moved by one byte, so that each byte's bit is that of the byte before it; `first` is that of the byte before them all.
TARGET static inline lanes NAMED(behind)(lanes masks, uint64_t first) {
    return masks << 1 | __builtin_shufflevector(masks >> 63, (lanes){first}, 8, 0, 1, 2, 3, 4, 5, 6);
}

/// Takes quotes that are escaped out of those of a group; 0 where an escape is none of JSON.
TARGET static inline int NAMED(escape)(group *g, const uint8_t *text, size_t count, size_t base, uint64_t *carry) {
    // simdjson's, with all blocks as one number: a run of backslashes escapes every second byte from the one behind its start.
    const uint64_t even = 0x5555555555555555;
    lanes quote = *(lanes *)g->quote, backslash = *(lanes *)g->backslash & ~(lanes){*carry};
    lanes follows = NAMED(behind)(backslash, *carry);
    *carry = 0;
    lanes sequences = NAMED(sum)(backslash & ~even & ~follows, backslash, carry);
    lanes escaped = (even ^ NAMED(behind)(sequences, 0)) & follows;
    *(lanes *)g->quote = quote & ~escaped;
    lanes other = escaped & ~(quote | backslash);
    if (__builtin_reduce_or(other) == 0) return 1;
    *(lanes *)g->scalar = other;
    for (size_t i = 0; i < BLOCKS; i++) {
        for (uint64_t rest = g->scalar[i]; rest != 0; rest &= rest - 1) {
            size_t at = base + i * 64 + (size_t)__builtin_ctzll(rest);
            if (at >= count || !is_escape(text, count, at)) return 0;
        }
    }
    return 1;
}

/// Whether a group has no control characters, and all that is not ASCII is UTF-8; `next` is where the first byte is that no character before it takes.
static int NAMED(are_characters)(const group *g, const uint8_t *text, size_t count, size_t base, size_t *next) {
    for (size_t i = 0; i < BLOCKS; i++) {
        for (uint64_t rest = g->unusual[i]; rest != 0; rest &= rest - 1) {
            size_t at = base + i * 64 + (size_t)__builtin_ctzll(rest);
            if (at < *next) continue;
            size_t length = at < count ? character_length(text, count, at) : 0;
            if (length == 0) return 0;
            *next = at + length;
        }
    }
    return 1;
}

/// See `pullpass_json_mark`.
TARGET static size_t NAMED(mark)(const uint8_t *text, size_t count, size_t levels, pullpass_json_marks *marks) {
    if (count == 0 || (text[0] != '{' && text[0] != '[')) return 0;
    // What is open: one bit each, the innermost lowest; a set bit is an object.
    uint64_t kinds = 0;
    size_t open = 0, next_character = 0;
    // What the last byte before the group is: at first a colon might stand there.
    uint64_t was_opening = 0, was_comma = 0, was_colon = 1, was_scalar = 0, was_key = 0;
    // Whether a backslash there escapes the first byte, whether a string goes on, and whether that is a value.
    uint64_t escape_carry = 0, string_carry = 0, value_carry = 0;
    if (levels > MAXIMUM_OPEN) levels = MAXIMUM_OPEN;
    for (size_t base = 0; base < count; base += GROUP) {
        uint8_t padded[GROUP];
        const uint8_t *bytes = text + base;
        size_t left = count - base;
        if (left < GROUP) {
            memset(padded, ',', GROUP);
            memcpy(padded, bytes, left);
            bytes = padded;
        }
        group g;
        uint64_t backslashes = escape_carry, unusual = 0;
        for (size_t i = 0; i < BLOCKS; i++) {
            masks m = NAMED(block)(bytes + i * 64);
            g.quote[i] = m.quote;
            g.backslash[i] = m.backslash;
            g.opening[i] = m.opening;
            g.closing[i] = m.closing;
            g.comma[i] = m.comma;
            g.colon[i] = m.colon;
            g.curly[i] = m.curly;
            g.unusual[i] = m.unusual;
            backslashes |= m.backslash;
            unusual |= m.unusual;
        }
        if (backslashes != 0 && !NAMED(escape)(&g, text, count, base, &escape_carry)) return 0;
        if (unusual != 0 && !NAMED(are_characters)(&g, text, count, base, &next_character)) return 0;
        lanes quote = *(lanes *)g.quote, string = NAMED(strings)(quote, &string_carry);
        lanes opened = quote & string, closed = quote & ~string, outside = ~(string | quote);
        lanes opening = *(lanes *)g.opening & outside, closing = *(lanes *)g.closing & outside;
        lanes comma = *(lanes *)g.comma & outside, colon = *(lanes *)g.colon & outside;
        lanes scalar = outside & ~(opening | closing | comma | colon);
        lanes within_scalar = scalar & NAMED(behind)(scalar, was_scalar);
        lanes after_opening = NAMED(behind)(opening, was_opening), after_colon = NAMED(behind)(colon, was_colon);
        lanes after_opening_or_comma = after_opening | NAMED(behind)(comma, was_comma);
        // The strings behind a colon are no keys. The sum of a run of ones and of its lowest bit is the bit behind the run.
        lanes value_closed = NAMED(sum)(opened & after_colon, string, &value_carry);
        lanes key = closed & ~value_closed, after_key = NAMED(behind)(key, was_key);
        was_opening = opening[BLOCKS - 1] >> 63;
        was_comma = comma[BLOCKS - 1] >> 63;
        was_colon = colon[BLOCKS - 1] >> 63;
        was_scalar = scalar[BLOCKS - 1] >> 63;
        was_key = key[BLOCKS - 1] >> 63;
        // A value stands where one is asked for, and nowhere else; only a bracket may be empty.
        lanes value = opened | scalar | opening;
        lanes wrong = (((after_opening_or_comma | after_colon) ^ value) & (outside | opened) & ~(closing & after_opening) & ~within_scalar)
            | (colon & ~after_key);
        // In an object each member has a key; in an array every colon is wrong.
        *(lanes *)g.in_object = wrong | (after_opening_or_comma & ~(opened | closing)) | (after_key & ~colon);
        *(lanes *)g.in_array = wrong | colon;
        *(lanes *)g.opening = opening;
        *(lanes *)g.closing = closing;
        *(lanes *)g.scalar = scalar ^ within_scalar;

        for (size_t i = 0; i < BLOCKS && base + i * 64 < count; i++) {
            uint64_t opening = g.opening[i], closing = g.closing[i], brackets = opening | closing;
            size_t opens = (size_t)__builtin_popcountll(opening), closes = (size_t)__builtin_popcountll(closing);
            *marks++ = (pullpass_json_marks){g.quote[i], g.backslash[i], opening, closing, (int32_t)open, (int32_t)open - (int32_t)closes};
            for (uint64_t rest = g.scalar[i]; rest != 0; rest &= rest - 1) {
                if (!is_scalar(text, count, base + i * 64 + (size_t)__builtin_ctzll(rest))) return 0;
            }
            if (open + opens > levels) return 0;
            if ((brackets & ~g.curly[i]) == 0 && (~kinds == 0 ? 64 : (size_t)__builtin_ctzll(~kinds)) > closes) {
                // Braces, and none of them closes what is in an array.
                if (g.in_object[i] != 0) return 0;
                kinds = opens >= closes ? ~(~kinds << (opens - closes)) : kinds >> (closes - opens);
                open += opens - closes;
                continue;
            }
            // Up to where the block is looked at, and the offset behind the last bracket if it is here.
            uint64_t within = ~0ull;
            size_t end = open <= closes ? last_bracket(opening, closing, open) : 0;
            if (end != 0) within >>= 64 - end;
            // The bytes that have an object as their innermost; and whether a bracket closes one of the other kind.
            uint64_t objects = 0 - (kinds & 1), unlike = 0;
            for (brackets &= within; brackets != 0; brackets &= brackets - 1) {
                unsigned place = (unsigned)__builtin_ctzll(brackets);
                uint64_t is_opening = opening >> place & 1, is_curly = g.curly[i] >> place & 1, was = kinds;
                unlike |= ~is_opening & (kinds ^ is_curly);
                kinds = is_opening != 0 ? kinds << 1 | is_curly : kinds >> 1;
                objects ^= (0 - ((was ^ kinds) & 1)) << place << 1;
            }
            uint64_t wrong_here = (objects & g.in_object[i]) | (~objects & g.in_array[i]);
            if ((unlike & 1) != 0 || (wrong_here & within) != 0) return 0;
            if (end != 0) return base + i * 64 + end;
            open += opens - closes;
        }
    }
    return 0;
}

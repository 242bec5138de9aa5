#include "json_scan.h"
#include "tokens.h"

/// Objects and arrays within one another that are kept count of, one bit each; a Pod has some ten.
enum { MAXIMUM_OPEN = 64 };

/// What is looked at together: each block of 64 bytes is a mask, and all masks of a kind are worked on at once.
enum { BLOCKS = 8, GROUP = BLOCKS * 64 };

/// One mask for each block of a group.
typedef uint64_t lanes __attribute__((vector_size(BLOCKS * 8)));

// How these are passed depends on the instructions that a function asks for: they stay among functions that ask for the same, and one that is always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

/// What a block is made of: one bit for each byte, the first byte lowest.
typedef struct {
    uint64_t backslash, quote, opening, closing, comma, colon;
    /// The brackets of these that are braces; what others are says nothing.
    uint64_t curly;
    /// Bytes that are not ASCII, and control characters.
    uint64_t unusual;
} masks;

/// The same for all blocks of a group, and what comes of it.
typedef struct {
    _Alignas(lanes) uint64_t quote[BLOCKS], backslash[BLOCKS], opening[BLOCKS], closing[BLOCKS], comma[BLOCKS], colon[BLOCKS], curly[BLOCKS],
        unusual[BLOCKS];
    /// Where numbers and words begin.
    uint64_t scalar[BLOCKS];
    /// What is wrong where the innermost that is open is an object, and where it is an array.
    uint64_t in_object[BLOCKS], in_array[BLOCKS];
} group;

/// The sum of two numbers of as many bits as a group has bytes; `carry` is added, and becomes what is too much.
__attribute__((always_inline)) static inline lanes sum_by_block(lanes first, lanes second, uint64_t *carry) {
    unsigned long long over = *carry;
    for (size_t i = 0; i < BLOCKS; i++) first[i] = __builtin_addcll(first[i], second[i], over, &over);
    *carry = over;
    return first;
}

/// The place behind the bracket that closes the last of `open`; 0 where none does.
static size_t last_bracket(uint64_t opening, uint64_t closing, size_t open) {
    for (uint64_t brackets = opening | closing; brackets != 0; brackets &= brackets - 1) {
        open += (opening & brackets & (0 - brackets)) != 0 ? 1 : (size_t)-1;
        if (open == 0) return (size_t)__builtin_ctzll(brackets) + 1;
    }
    return 0;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

/// For each bit whether the bits up to it are odd in number.
WITH_AVX2 static inline uint64_t prefix_xor_avx2(uint64_t bits) {
    __m128i all = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

WITH_AVX2 static inline uint64_t both_avx2(__m256i first, __m256i second) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
}

WITH_AVX2 static inline uint64_t equal_avx2(__m256i first, __m256i second, char byte) {
    __m256i wanted = _mm256_set1_epi8(byte);
    return both_avx2(_mm256_cmpeq_epi8(first, wanted), _mm256_cmpeq_epi8(second, wanted));
}

WITH_AVX2 static inline masks block_avx2(const uint8_t *bytes) {
    __m256i first = _mm256_loadu_si256((const __m256i *)bytes), second = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    // Square brackets differ from braces in one bit; as numbers with a sign, control characters and what is not ASCII are below it.
    __m256i bit = _mm256_set1_epi8(0x20);
    __m256i first_curly = _mm256_or_si256(first, bit), second_curly = _mm256_or_si256(second, bit);
    return (masks){
        .backslash = equal_avx2(first, second, '\\'),
        .quote = equal_avx2(first, second, '"'),
        .opening = equal_avx2(first_curly, second_curly, '{'),
        .closing = equal_avx2(first_curly, second_curly, '}'),
        .curly = both_avx2(_mm256_slli_epi16(first, 2), _mm256_slli_epi16(second, 2)),
        .comma = equal_avx2(first, second, ','),
        .colon = equal_avx2(first, second, ':'),
        .unusual = both_avx2(_mm256_cmpgt_epi8(bit, first), _mm256_cmpgt_epi8(bit, second)),
    };
}

#define sum_avx2 sum_by_block
#define TARGET WITH_AVX2
#define NAMED(function) function##_avx2
#include "scan.h"
#undef TARGET
#undef NAMED

#define WITH_AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq,bmi,bmi2,popcnt,pclmul")))

WITH_AVX512 static inline uint64_t equal_avx512(__m512i bytes, char byte) {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

/// As `sum_by_block`.
WITH_AVX512 static inline lanes sum_avx512(lanes first, lanes second, uint64_t *carry) {
    __m512i ones = _mm512_set1_epi64(-1), sum = (__m512i)(first + second);
    unsigned over = _mm512_cmplt_epu64_mask(sum, (__m512i)first), full = _mm512_cmpeq_epi64_mask(sum, ones);
    // A carry goes through all blocks that are full.
    unsigned get = ((over << 1 | (unsigned)*carry) + full) ^ full;
    *carry = get >> BLOCKS;
    return (lanes)_mm512_mask_sub_epi64(sum, (__mmask8)get, sum, ones);
}

/// The bytes from each quote to the next; `carry` is whether the first quote ends a string.
WITH_AVX512 static inline lanes strings_avx512(lanes quote, uint64_t *carry) {
    __m512i ones = _mm512_set1_epi64(-1), q = (__m512i)quote;
    __m512i within = _mm512_unpacklo_epi64(_mm512_clmulepi64_epi128(q, ones, 0), _mm512_clmulepi64_epi128(q, ones, 1));
    unsigned odd = _mm512_movepi64_mask(within) << 1 | (unsigned)*carry;
    odd ^= odd << 1;
    odd ^= odd << 2;
    odd ^= odd << 4;
    odd ^= odd << 8;
    *carry = odd >> BLOCKS & 1;
    return (lanes)_mm512_mask_xor_epi64(within, (__mmask8)odd, within, ones);
}

WITH_AVX512 static inline masks block_avx512(const uint8_t *start) {
    __m512i bytes = _mm512_loadu_si512(start);
    __m512i bit = _mm512_set1_epi8(0x20), curly = _mm512_or_si512(bytes, bit);
    return (masks){
        .backslash = equal_avx512(bytes, '\\'),
        .quote = equal_avx512(bytes, '"'),
        .opening = equal_avx512(curly, '{'),
        .closing = equal_avx512(curly, '}'),
        .curly = _mm512_test_epi8_mask(bytes, bit),
        .comma = equal_avx512(bytes, ','),
        .colon = equal_avx512(bytes, ':'),
        .unusual = _mm512_cmplt_epi8_mask(bytes, bit),
    };
}

#define STRINGS_AT_ONCE
#define TARGET WITH_AVX512
#define NAMED(function) function##_avx512
#include "scan.h"

int pullpass_json_level(void) {
    __builtin_cpu_init();
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    if (!has_avx2) return 0;
    // Processors before these slow down for a while after wide instructions.
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx512vbmi2") ? 2 : 1;
}

size_t pullpass_json_mark(int level, const uint8_t *text, size_t count, size_t levels, pullpass_json_marks *marks) {
    if (level == 2) return mark_avx512(text, count, levels, marks);
    return level == 1 ? mark_avx2(text, count, levels, marks) : 0;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef struct {
    uint8x16_t part[4];
} bytes_neon;

/// One bit of each byte, all of whose bits are the same.
static inline uint64_t bits_neon(uint8x16_t first, uint8x16_t second, uint8x16_t third, uint8x16_t fourth) {
    const uint8x16_t place = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t low = vpaddq_u8(vandq_u8(first, place), vandq_u8(second, place));
    uint8x16_t high = vpaddq_u8(vandq_u8(third, place), vandq_u8(fourth, place));
    uint8x16_t sums = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}

static inline uint64_t equal_neon(bytes_neon bytes, uint8_t byte) {
    uint8x16_t wanted = vdupq_n_u8(byte);
    return bits_neon(
        vceqq_u8(bytes.part[0], wanted), vceqq_u8(bytes.part[1], wanted), vceqq_u8(bytes.part[2], wanted), vceqq_u8(bytes.part[3], wanted));
}

/// For each bit whether the bits up to it are odd in number.
static inline uint64_t prefix_xor_neon(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

#define sum_neon sum_by_block

static inline masks block_neon(const uint8_t *start) {
    bytes_neon bytes, lower, unusual;
    // Square brackets differ from braces in one bit.
    uint8x16_t bit = vdupq_n_u8(0x20);
    for (int i = 0; i < 4; i++) {
        bytes.part[i] = vld1q_u8(start + 16 * i);
        lower.part[i] = vorrq_u8(bytes.part[i], bit);
        unusual.part[i] = vcltq_s8(vreinterpretq_s8_u8(bytes.part[i]), vdupq_n_s8(0x20));
    }
    return (masks){
        .backslash = equal_neon(bytes, '\\'),
        .quote = equal_neon(bytes, '"'),
        .opening = equal_neon(lower, '{'),
        .closing = equal_neon(lower, '}'),
        .curly = bits_neon(
            vtstq_u8(bytes.part[0], bit), vtstq_u8(bytes.part[1], bit), vtstq_u8(bytes.part[2], bit), vtstq_u8(bytes.part[3], bit)),
        .comma = equal_neon(bytes, ','),
        .colon = equal_neon(bytes, ':'),
        .unusual = bits_neon(unusual.part[0], unusual.part[1], unusual.part[2], unusual.part[3]),
    };
}

#define TARGET
#define NAMED(function) function##_neon
#include "scan.h"

int pullpass_json_level(void) { return 1; }

size_t pullpass_json_mark(int level, const uint8_t *text, size_t count, size_t levels, pullpass_json_marks *marks) {
    return level == 1 ? mark_neon(text, count, levels, marks) : 0;
}

#else

int pullpass_json_level(void) { return 0; }

size_t pullpass_json_mark(int level, const uint8_t *text, size_t count, size_t levels, pullpass_json_marks *marks) {
    (void)level, (void)text, (void)count, (void)levels, (void)marks;
    return 0;
}

#endif

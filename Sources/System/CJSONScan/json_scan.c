#include "json_scan.h"
#include "tokens.h"

/// Arrays within one another that are kept count of; a Pod has three or four.
enum { MAXIMUM_ARRAYS = 64 };

/// One bit for each byte of a block, the first byte lowest.
typedef struct {
    uint64_t backslash, quote, opening, closing, comma, colon;
    /// The brackets of these that are braces; what others are says nothing.
    uint64_t curly;
    /// Whether there are bytes that are not ASCII, or control characters.
    bool unusual;
} masks;

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

/// The high bit of each byte that is a control character or not ASCII: as numbers with a sign these are below a space.
WITH_AVX2 static inline __m256i unusual_avx2(__m256i bytes) { return _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes); }

WITH_AVX2 static inline masks block_avx2(const uint8_t *bytes) {
    __m256i first = _mm256_loadu_si256((const __m256i *)bytes), second = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    // Square brackets differ from braces in one bit.
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
        .unusual = _mm256_movemask_epi8(_mm256_or_si256(unusual_avx2(first), unusual_avx2(second))) != 0,
    };
}

WITH_AVX2 static inline uint64_t controls_avx2(const uint8_t *bytes) {
    __m256i first = _mm256_loadu_si256((const __m256i *)bytes), second = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    __m256i most = _mm256_set1_epi8(0x1F);
    return both_avx2(
        _mm256_cmpeq_epi8(_mm256_min_epu8(first, most), first), _mm256_cmpeq_epi8(_mm256_min_epu8(second, most), second));
}

WITH_AVX2 static inline uint64_t high_avx2(const uint8_t *bytes) {
    return both_avx2(_mm256_loadu_si256((const __m256i *)bytes), _mm256_loadu_si256((const __m256i *)(bytes + 32)));
}

#define TARGET WITH_AVX2
#define NAMED(function) function##_avx2
#include "scan.h"
#undef TARGET
#undef NAMED

#define WITH_AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt,pclmul")))

WITH_AVX512 static inline uint64_t equal_avx512(__m512i bytes, char byte) {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

WITH_AVX512 static inline uint64_t prefix_xor_avx512(uint64_t bits) { return prefix_xor_avx2(bits); }

WITH_AVX512 static inline masks block_avx512(const uint8_t *start) {
    __m512i bytes = _mm512_loadu_si512(start);
    __m512i bit = _mm512_set1_epi8(0x20);
    __m512i curly = _mm512_or_si512(bytes, bit);
    return (masks){
        .backslash = equal_avx512(bytes, '\\'),
        .quote = equal_avx512(bytes, '"'),
        .opening = equal_avx512(curly, '{'),
        .closing = equal_avx512(curly, '}'),
        .curly = _mm512_test_epi8_mask(bytes, bit),
        .comma = equal_avx512(bytes, ','),
        .colon = equal_avx512(bytes, ':'),
        .unusual = _mm512_cmplt_epi8_mask(bytes, bit) != 0,
    };
}

WITH_AVX512 static inline uint64_t controls_avx512(const uint8_t *start) {
    return _mm512_cmplt_epu8_mask(_mm512_loadu_si512(start), _mm512_set1_epi8(0x20));
}

WITH_AVX512 static inline uint64_t high_avx512(const uint8_t *start) { return _mm512_movepi8_mask(_mm512_loadu_si512(start)); }

#define TARGET WITH_AVX512
#define NAMED(function) function##_avx512
#include "scan.h"

int pullpass_json_level(void) {
    __builtin_cpu_init();
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    if (!has_avx2) return 0;
    // Processors before these slow down for a while after wide instructions.
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") ? 2 : 1;
}

size_t pullpass_json_container_end(int level, const uint8_t *text, size_t count, size_t start, size_t levels) {
    if (level == 2) return container_end_avx512(text, count, start, levels);
    return level == 1 ? container_end_avx2(text, count, start, levels) : 0;
}

size_t pullpass_json_string_end(int level, const uint8_t *text, size_t count, size_t start, bool *has_escapes) {
    if (level == 2) return string_end_avx512(text, count, start, has_escapes);
    return level == 1 ? string_end_avx2(text, count, start, has_escapes) : 0;
}

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef struct {
    uint8x16_t part[4];
} bytes_neon;

static inline bytes_neon load_neon(const uint8_t *bytes) {
    return (bytes_neon){{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

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

static inline masks block_neon(const uint8_t *start) {
    bytes_neon bytes = load_neon(start), lower;
    // Square brackets differ from braces in one bit.
    uint8x16_t bit = vdupq_n_u8(0x20), unusual = vdupq_n_u8(0);
    for (int i = 0; i < 4; i++) {
        lower.part[i] = vorrq_u8(bytes.part[i], bit);
        unusual = vorrq_u8(unusual, vcltq_s8(vreinterpretq_s8_u8(bytes.part[i]), vdupq_n_s8(0x20)));
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
        .unusual = vmaxvq_u8(unusual) != 0,
    };
}

static inline uint64_t below_neon(const uint8_t *start, uint8_t bound) {
    bytes_neon bytes = load_neon(start);
    uint8x16_t most = vdupq_n_u8(bound);
    return bits_neon(
        vcltq_u8(bytes.part[0], most), vcltq_u8(bytes.part[1], most), vcltq_u8(bytes.part[2], most), vcltq_u8(bytes.part[3], most));
}

static inline uint64_t controls_neon(const uint8_t *start) { return below_neon(start, 0x20); }

static inline uint64_t high_neon(const uint8_t *start) { return ~below_neon(start, 0x80); }

#define TARGET
#define NAMED(function) function##_neon
#include "scan.h"

int pullpass_json_level(void) { return 1; }

size_t pullpass_json_container_end(int level, const uint8_t *text, size_t count, size_t start, size_t levels) {
    return level == 1 ? container_end_neon(text, count, start, levels) : 0;
}

size_t pullpass_json_string_end(int level, const uint8_t *text, size_t count, size_t start, bool *has_escapes) {
    return level == 1 ? string_end_neon(text, count, start, has_escapes) : 0;
}

#else

int pullpass_json_level(void) { return 0; }

size_t pullpass_json_container_end(int level, const uint8_t *text, size_t count, size_t start, size_t levels) {
    (void)level, (void)text, (void)count, (void)start, (void)levels;
    return 0;
}

size_t pullpass_json_string_end(int level, const uint8_t *text, size_t count, size_t start, bool *has_escapes) {
    (void)level, (void)text, (void)count, (void)start, (void)has_escapes;
    return 0;
}

#endif

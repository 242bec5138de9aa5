#include "json_scan.h"
#include "tokens.h"

/// Arrays within one another that are kept count of; a Pod has three or four.
enum { MAXIMUM_ARRAYS = 64 };

#if defined(__x86_64__)
#include <immintrin.h>

/// One bit for each byte of a block, the first byte lowest.
typedef struct {
    uint64_t backslash, quote, opening, closing, comma, colon;
    /// The brackets of these that are braces; what others are says nothing.
    uint64_t curly;
    /// Whether there are bytes that are not ASCII, or control characters.
    bool unusual;
} masks;

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))

/// For each bit whether the bits up to it are odd in number.
WITH_AVX2 static inline uint64_t prefix_xor(uint64_t bits) {
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
#define BLOCK block_avx2
#define CONTROLS controls_avx2
#define HIGH high_avx2
#define PREFIX_XOR prefix_xor
#include "scan.h"
#undef TARGET
#undef NAMED
#undef BLOCK
#undef CONTROLS
#undef HIGH

#define WITH_AVX512 __attribute__((target("avx2,avx512f,avx512bw,avx512vl,bmi,bmi2,lzcnt,popcnt,pclmul")))

WITH_AVX512 static inline uint64_t equal_avx512(__m512i bytes, char byte) {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

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
#define BLOCK block_avx512
#define CONTROLS controls_avx512
#define HIGH high_avx512
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

/*
 * SHA-256 block functions on the SHA extensions of x86-64: one message, and two independent messages interleaved.
 *
 * One message leaves the unit idle most of the time, since each pair of rounds waits for the one before; a second,
 * unrelated message fills the gaps and comes almost free on many CPUs. That is the whole reason for this file:
 * MessageDigest is as fast as one lane here.
 *
 * The caller passes direct buffers. Every offset is checked against the capacity the JVM reports, so that a mistake in
 * the Java code is a wrong return value and never a read outside the buffer.
 */
#include <cpuid.h>
#include <immintrin.h>
#include <jni.h>
#include <stdint.h>

#define SHA_TARGET __attribute__((target("sha,sse4.1,ssse3")))

enum { BLOCK = 64, STATE = 32 };

static const uint32_t K[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The words of a state a..h as the instructions want them: ABEF in the first register, CDGH in the second. */
#define LOAD_STATE(words, abef, cdgh)                                             \
  do {                                                                            \
    __m128i dcba_ = _mm_loadu_si128((const __m128i *)(words));                    \
    __m128i hgfe_ = _mm_loadu_si128((const __m128i *)((words) + 4));              \
    __m128i cdab_ = _mm_shuffle_epi32(dcba_, 0xB1);                               \
    __m128i efgh_ = _mm_shuffle_epi32(hgfe_, 0x1B);                               \
    (abef) = _mm_alignr_epi8(cdab_, efgh_, 8);                                    \
    (cdgh) = _mm_blend_epi16(efgh_, cdab_, 0xF0);                                 \
  } while (0)

#define STORE_STATE(words, abef, cdgh)                                            \
  do {                                                                            \
    __m128i feba_ = _mm_shuffle_epi32((abef), 0x1B);                              \
    __m128i dchg_ = _mm_shuffle_epi32((cdgh), 0xB1);                              \
    _mm_storeu_si128((__m128i *)(words), _mm_blend_epi16(feba_, dchg_, 0xF0));    \
    _mm_storeu_si128((__m128i *)((words) + 4), _mm_alignr_epi8(dchg_, feba_, 8)); \
  } while (0)

#define LOAD_WORDS(p, i) _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)((p) + 16 * (i))), swap)

/* Four rounds with the message words w. */
#define ROUNDS(abef, cdgh, w, i)                                                            \
  do {                                                                                      \
    __m128i wk_ = _mm_add_epi32((w), _mm_load_si128((const __m128i *)(K + 4 * (i))));       \
    (cdgh) = _mm_sha256rnds2_epu32((cdgh), (abef), wk_);                                    \
    (abef) = _mm_sha256rnds2_epu32((abef), (cdgh), _mm_shuffle_epi32(wk_, 0x0E));           \
  } while (0)

/* w0 <- the four message words that follow w3. */
#define SCHEDULE(w0, w1, w2, w3)                                                            \
  (w0) = _mm_sha256msg2_epu32(                                                              \
      _mm_add_epi32(_mm_sha256msg1_epu32((w0), (w1)), _mm_alignr_epi8((w3), (w2), 4)), (w3))

SHA_TARGET static void compress_one(uint32_t *state, const uint8_t *data, int64_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
  __m128i s0, s1;
  LOAD_STATE(state, s0, s1);
  for (; blocks > 0; blocks--, data += BLOCK) {
    const __m128i kept0 = s0, kept1 = s1;
    __m128i w0 = LOAD_WORDS(data, 0), w1 = LOAD_WORDS(data, 1);
    __m128i w2 = LOAD_WORDS(data, 2), w3 = LOAD_WORDS(data, 3);
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
      ROUNDS(s0, s1, w0, i);
      if (i < 12) SCHEDULE(w0, w1, w2, w3);
      ROUNDS(s0, s1, w1, i + 1);
      if (i < 12) SCHEDULE(w1, w2, w3, w0);
      ROUNDS(s0, s1, w2, i + 2);
      if (i < 12) SCHEDULE(w2, w3, w0, w1);
      ROUNDS(s0, s1, w3, i + 3);
      if (i < 12) SCHEDULE(w3, w0, w1, w2);
    }
    s0 = _mm_add_epi32(s0, kept0);
    s1 = _mm_add_epi32(s1, kept1);
  }
  STORE_STATE(state, s0, s1);
}

/* The same for two messages, step by step in turn. */
#define ROUNDS_TWO(wa, wb, i)  \
  do {                         \
    ROUNDS(a0, a1, wa, i);     \
    ROUNDS(b0, b1, wb, i);     \
  } while (0)

SHA_TARGET static void compress_two(
    uint32_t *state_a, const uint8_t *pa, uint32_t *state_b, const uint8_t *pb, int64_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
  __m128i a0, a1, b0, b1;
  LOAD_STATE(state_a, a0, a1);
  LOAD_STATE(state_b, b0, b1);
  for (; blocks > 0; blocks--, pa += BLOCK, pb += BLOCK) {
    const __m128i kept_a0 = a0, kept_a1 = a1, kept_b0 = b0, kept_b1 = b1;
    __m128i x0 = LOAD_WORDS(pa, 0), y0 = LOAD_WORDS(pb, 0);
    __m128i x1 = LOAD_WORDS(pa, 1), y1 = LOAD_WORDS(pb, 1);
    __m128i x2 = LOAD_WORDS(pa, 2), y2 = LOAD_WORDS(pb, 2);
    __m128i x3 = LOAD_WORDS(pa, 3), y3 = LOAD_WORDS(pb, 3);
#pragma GCC unroll 4
    for (int i = 0; i < 16; i += 4) {
      ROUNDS_TWO(x0, y0, i);
      if (i < 12) { SCHEDULE(x0, x1, x2, x3); SCHEDULE(y0, y1, y2, y3); }
      ROUNDS_TWO(x1, y1, i + 1);
      if (i < 12) { SCHEDULE(x1, x2, x3, x0); SCHEDULE(y1, y2, y3, y0); }
      ROUNDS_TWO(x2, y2, i + 2);
      if (i < 12) { SCHEDULE(x2, x3, x0, x1); SCHEDULE(y2, y3, y0, y1); }
      ROUNDS_TWO(x3, y3, i + 3);
      if (i < 12) { SCHEDULE(x3, x0, x1, x2); SCHEDULE(y3, y0, y1, y2); }
    }
    a0 = _mm_add_epi32(a0, kept_a0);
    a1 = _mm_add_epi32(a1, kept_a1);
    b0 = _mm_add_epi32(b0, kept_b0);
    b1 = _mm_add_epi32(b1, kept_b1);
  }
  STORE_STATE(state_a, a0, a1);
  STORE_STATE(state_b, b0, b1);
}

/* The address of `length` bytes at `offset` of a direct buffer; NULL where the buffer does not hold them. */
static uint8_t *range(JNIEnv *env, jobject buffer, jint offset, int64_t length) {
  if (buffer == NULL || offset < 0 || length < 0) return NULL;
  uint8_t *address = (*env)->GetDirectBufferAddress(env, buffer);
  jlong capacity = (*env)->GetDirectBufferCapacity(env, buffer);
  if (address == NULL || (int64_t)offset + length > (int64_t)capacity) return NULL;
  return address + offset;
}

JNIEXPORT jboolean JNICALL Java_io_gentrack_hasher_digest_NativeKernel_supported(JNIEnv *env, jclass type) {
  (void)env;
  (void)type;
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return JNI_FALSE;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return JNI_FALSE;
  return (b & (1u << 29)) ? JNI_TRUE : JNI_FALSE;
}

JNIEXPORT jboolean JNICALL Java_io_gentrack_hasher_digest_NativeKernel_compress(
    JNIEnv *env, jclass type, jobject state, jobject data, jint offset, jint blocks) {
  (void)type;
  uint32_t *s = (uint32_t *)range(env, state, 0, STATE);
  uint8_t *p = range(env, data, offset, (int64_t)blocks * BLOCK);
  if (s == NULL || p == NULL) return JNI_FALSE;
  compress_one(s, p, blocks);
  return JNI_TRUE;
}

JNIEXPORT jboolean JNICALL Java_io_gentrack_hasher_digest_NativeKernel_compressTwo(
    JNIEnv *env, jclass type, jobject state_a, jobject data_a, jint offset_a, jobject state_b, jobject data_b,
    jint offset_b, jint blocks) {
  (void)type;
  uint32_t *sa = (uint32_t *)range(env, state_a, 0, STATE);
  uint32_t *sb = (uint32_t *)range(env, state_b, 0, STATE);
  uint8_t *pa = range(env, data_a, offset_a, (int64_t)blocks * BLOCK);
  uint8_t *pb = range(env, data_b, offset_b, (int64_t)blocks * BLOCK);
  if (sa == NULL || sb == NULL || pa == NULL || pb == NULL) return JNI_FALSE;
  compress_two(sa, pa, sb, pb, blocks);
  return JNI_TRUE;
}

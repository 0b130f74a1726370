#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "group/xmd.h"

/* One digest of expand_message_xmd with SHA-256, written out after the text
 * of RFC 9380, section 5.3.1, for a tag that is no more than 255 bytes. */
static void
expand_by_hand(
    uint8_t out[32], const char *msg, const uint8_t *dst, size_t dst_len)
{
	const uint8_t zeros[64] = { 0 };
	const uint8_t middle[3] = { 0, 32, 0 };
	const uint8_t one = 1;
	const uint8_t tag_len = (uint8_t)dst_len;
	struct psi_sha256 sha;
	uint8_t b0[32];

	psi_sha256_init(&sha);
	psi_sha256_update(&sha, zeros, sizeof zeros);
	psi_sha256_update(&sha, msg, strlen(msg));
	psi_sha256_update(&sha, middle, sizeof middle);
	psi_sha256_update(&sha, dst, dst_len);
	psi_sha256_update(&sha, &tag_len, 1);
	psi_sha256_final(&sha, b0);
	psi_sha256_init(&sha);
	psi_sha256_update(&sha, b0, sizeof b0);
	psi_sha256_update(&sha, &one, 1);
	psi_sha256_update(&sha, dst, dst_len);
	psi_sha256_update(&sha, &tag_len, 1);
	psi_sha256_final(&sha, out);
}

static void
expand(uint8_t *out, size_t out_len, enum psi_xmd_hash hash, const char *msg,
    const uint8_t *dst, size_t dst_len)
{
	const struct psi_message message = { (const uint8_t *)msg,
		strlen(msg) };
	struct psi_xmd xmd;

	psi_xmd_init(&xmd, hash, dst, dst_len);
	assert_true(psi_xmd_expand(&xmd, out, out_len, &message, 1));
}

/* 255 bytes are a tag; 256 are replaced by their digest; none at all is the
 * caller's affair. */
static void
test_tag_lengths(void **state)
{
	static const char prefix[] = "H2C-OVERSIZE-DST-";
	uint8_t dst[300];
	uint8_t shorter[32];
	uint8_t expected[32];
	uint8_t out[32];
	struct psi_sha256 sha;

	(void)state;
	memset(dst, 'd', sizeof dst);
	expand_by_hand(expected, "key", dst, 255);
	expand(out, 32, PSI_XMD_SHA256, "key", dst, 255);
	assert_memory_equal(out, expected, 32);
	expand_by_hand(expected, "key", dst, 0);
	expand(out, 32, PSI_XMD_SHA256, "key", NULL, 0);
	assert_memory_equal(out, expected, 32);
	for (size_t len = 256; len <= sizeof dst; len += 44) {
		psi_sha256_init(&sha);
		psi_sha256_update(&sha, prefix, sizeof prefix - 1);
		psi_sha256_update(&sha, dst, len);
		psi_sha256_final(&sha, shorter);
		expand_by_hand(expected, "key", shorter, 32);
		expand(out, 32, PSI_XMD_SHA256, "key", dst, len);
		assert_memory_equal(out, expected, 32);
	}
}

/* ell <= 255, and a length that fits two bytes. */
static void
test_output_limits(void **state)
{
	static uint8_t out[65536];
	const struct psi_message msg = { NULL, 0 };
	const uint8_t dst[1] = { 'd' };
	struct psi_xmd xmd;

	(void)state;
	psi_xmd_init(&xmd, PSI_XMD_SHA256, dst, 1);
	assert_true(psi_xmd_expand(&xmd, out, 255 * 32, &msg, 1));
	memset(out, 7, sizeof out);
	assert_false(psi_xmd_expand(&xmd, out, 255 * 32 + 1, &msg, 1));
	assert_int_equal(out[0], 7);
	psi_xmd_init(&xmd, PSI_XMD_SHA512, dst, 1);
	assert_true(psi_xmd_expand(&xmd, out, 255 * 64, &msg, 1));
	assert_false(psi_xmd_expand(&xmd, out, 255 * 64 + 1, &msg, 1));
	assert_false(psi_xmd_expand(&xmd, out, 65536, &msg, 1));
}

/* The kept midstate is not used up, and rows do not touch each other. */
static void
test_many_equal_single(void **state)
{
	static const char *const text[] = { "", "a", "b", "a", "longer text" };
	enum { NUM = sizeof text / sizeof text[0] };
	const uint8_t dst[3] = { 'd', 's', 't' };
	const enum psi_xmd_hash hashes[] = { PSI_XMD_SHA256, PSI_XMD_SHA512 };

	(void)state;
	for (size_t h = 0; h < 2; h++) {
		struct psi_message msg[NUM];
		uint8_t out[NUM * 96];
		struct psi_xmd xmd;

		for (size_t i = 0; i < NUM; i++) {
			msg[i].data = (const uint8_t *)text[i];
			msg[i].len = strlen(text[i]);
		}
		psi_xmd_init(&xmd, hashes[h], dst, sizeof dst);
		assert_true(psi_xmd_expand(&xmd, out, 96, msg, NUM));
		for (size_t i = 0; i < NUM; i++) {
			uint8_t single[96];

			expand(single, 96, hashes[h], text[i], dst, sizeof dst);
			assert_memory_equal(out + 96 * i, single, 96);
		}
	}
}

/* The output's length is part of what is hashed. */
static void
test_length_separates(void **state)
{
	const uint8_t dst[1] = { 'd' };
	uint8_t shorter[32];
	uint8_t longer[33];

	(void)state;
	expand(shorter, 32, PSI_XMD_SHA256, "key", dst, 1);
	expand(longer, 33, PSI_XMD_SHA256, "key", dst, 1);
	assert_memory_not_equal(shorter, longer, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tag_lengths),
		cmocka_unit_test(test_output_limits),
		cmocka_unit_test(test_many_equal_single),
		cmocka_unit_test(test_length_separates),
	};

	return cmocka_run_group_tests_name("xmd", tests, NULL, NULL);
}

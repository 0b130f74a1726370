#include "base/digest.h"

#include <string.h>

#include "base/bytes.h"
#include "support/cm.h"

static void
check(const uint8_t *got, size_t got_len, const char *want)
{
	char text[2 * PSI_SHA512_BYTES + 1];

	psi_hex_encode(text, got, got_len);
	assert_string_equal(text, want);
}

/* FIPS 180-4's own examples (NIST, "SHA256.pdf" and "SHA512.pdf"): "abc" and
 * the empty message. */
static void
sha256(void **state)
{
	uint8_t out[PSI_SHA256_BYTES];

	(void)state;
	psi_sha256(out, "abc", 3);
	check(out, sizeof out,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	psi_sha256(out, "", 0);
	check(out, sizeof out,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}

static void
sha512(void **state)
{
	uint8_t out[PSI_SHA512_BYTES];

	(void)state;
	psi_sha512(out, "abc", 3);
	check(out, sizeof out,
	    "ddaf35a193617abacc417349ae204131"
	    "12e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd"
	    "454d4423643ce80e2a9ac94fa54ca49f");
}

/* RFC 6234, section 8.5: a million times "a", here in uneven pieces. */
static void
pieces_make_the_whole(void **state)
{
	uint8_t piece[997];
	struct psi_sha256 short_ctx;
	struct psi_sha512 long_ctx;
	uint8_t out256[PSI_SHA256_BYTES];
	uint8_t out512[PSI_SHA512_BYTES];
	size_t left = 1000000;

	(void)state;
	memset(piece, 'a', sizeof piece);
	psi_sha256_init(&short_ctx);
	psi_sha512_init(&long_ctx);
	while (left > 0) {
		size_t n = left < sizeof piece ? left : sizeof piece;

		psi_sha256_update(&short_ctx, piece, n);
		psi_sha512_update(&long_ctx, piece, n);
		left -= n;
	}
	psi_sha256_final(&short_ctx, out256);
	psi_sha512_final(&long_ctx, out512);
	check(out256, sizeof out256,
	    "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
	check(out512, sizeof out512,
	    "e718483d0ce769644e2e42c7bc15b463"
	    "8e1f98b13b2044285632a803afa973eb"
	    "de0ff244877ea60a4cb0432ce577c31b"
	    "eb009c5c2c49aa2e4eadb217ad8cc09b");
}

static void
a_copy_is_a_midstate(void **state)
{
	struct psi_sha256 ctx;
	struct psi_sha256 copy;
	uint8_t a[PSI_SHA256_BYTES];
	uint8_t b[PSI_SHA256_BYTES];

	(void)state;
	psi_sha256_init(&ctx);
	psi_sha256_update(&ctx, "ab", 2);
	copy = ctx;
	psi_sha256_update(&ctx, "x", 1);
	psi_sha256_final(&ctx, a);
	psi_sha256_update(&copy, "c", 1);
	psi_sha256_final(&copy, a);
	psi_sha256(b, "abc", 3);
	assert_memory_equal(a, b, sizeof a);
}

/* A 32-byte BLAKE2b is not the beginning of a 64-byte one. The digest of
 * "abc" as by `b2sum -l 256` of GNU coreutils. */
static void
blake2b256(void **state)
{
	uint8_t out[PSI_BLAKE2B256_BYTES];

	(void)state;
	psi_blake2b256(out, "abc", 3);
	check(out, sizeof out,
	    "bddd813c634239723171ef3fee98579b"
	    "94964e3bb1cb3e427262c8c068d52319");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256),
		cmocka_unit_test(sha512),
		cmocka_unit_test(pieces_make_the_whole),
		cmocka_unit_test(a_copy_is_a_midstate),
		cmocka_unit_test(blake2b256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "kat/hex.h"
#include "kat/rfc9380_xmd.h"

#include "group/xmd.h"

static void
test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kat_xmd / sizeof kat_xmd[0]; i++) {
		const struct kat_xmd *kat = &kat_xmd[i];
		const struct psi_message msg = { (const uint8_t *)kat->msg,
			strlen(kat->msg) };
		const size_t out_len = (size_t)kat->out_len;
		uint8_t expected[256];
		uint8_t out[256];
		struct psi_xmd xmd;

		assert_int_equal(
		    kat_hex(expected, sizeof expected, kat->out), out_len);
		psi_xmd_init(&xmd,
		    kat->sha512 ? PSI_XMD_SHA512 : PSI_XMD_SHA256,
		    (const uint8_t *)kat->dst, strlen(kat->dst));
		assert_true(psi_xmd_expand(&xmd, out, out_len, &msg, 1));
		assert_memory_equal(out, expected, out_len);
	}
}

/* The second table of the source is there for its tag of 256 bytes. */
static void
test_oversize_tag_is_covered(void **state)
{
	size_t num_long = 0;

	(void)state;
	for (size_t i = 0; i < sizeof kat_xmd / sizeof kat_xmd[0]; i++)
		num_long += strlen(kat_xmd[i].dst) == 256;
	assert_int_equal(num_long, 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_oversize_tag_is_covered),
	};

	return cmocka_run_group_tests_name("kat_xmd", tests, NULL, NULL);
}

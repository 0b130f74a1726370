#include "base/bytes.h"

#include <string.h>

#include "support/cm.h"

static void
integers(void **state)
{
	static const uint8_t want[8] = { 1, 2, 3, 4, 5, 6, 7, 0xfe };
	uint8_t out[8];

	(void)state;
	psi_u32be(out, UINT32_C(0x010203fe));
	assert_memory_equal(out, "\x01\x02\x03\xfe", 4);
	psi_u64be(out, UINT64_C(0x01020304050607fe));
	assert_memory_equal(out, want, 8);
	assert_true(psi_load64be(want) == UINT64_C(0x01020304050607fe));
}

static void
hex(void **state)
{
	static const uint8_t bytes[4] = { 0x00, 0x9a, 0xff, 0x10 };
	uint8_t out[4];
	char text[9];

	(void)state;
	psi_hex_encode(text, bytes, sizeof bytes);
	assert_string_equal(text, "009aff10");
	assert_true(psi_hex_decode(out, 4, text, 8));
	assert_memory_equal(out, bytes, 4);
	psi_hex_encode(text, bytes, 0);
	assert_string_equal(text, "");
	assert_true(psi_hex_decode(out, 0, "", 0));
}

static void
hex_has_one_spelling(void **state)
{
	uint8_t out[2];

	(void)state;
	assert_false(psi_hex_decode(out, 2, "00FF", 4));
	assert_false(psi_hex_decode(out, 2, "00f", 3));
	assert_false(psi_hex_decode(out, 2, "00ff0", 5));
	assert_false(psi_hex_decode(out, 2, "00ff00", 6));
	assert_false(psi_hex_decode(out, 2, "0x0f", 4));
	assert_false(psi_hex_decode(out, 2, "00 f", 4));
	/* The neighbours of the digits in ASCII. */
	assert_false(psi_hex_decode(out, 1, "0/", 2));
	assert_false(psi_hex_decode(out, 1, "0:", 2));
	assert_false(psi_hex_decode(out, 1, "0`", 2));
	assert_false(psi_hex_decode(out, 1, "0g", 2));
}

/* RFC 4648, section 10. */
static const struct {
	const char *plain;
	const char *coded;
} base64_vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void
base64_vectors_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof base64_vectors / sizeof base64_vectors[0];
	     i++) {
		const char *plain = base64_vectors[i].plain;
		const char *coded = base64_vectors[i].coded;
		size_t len = strlen(plain);
		char text[9];
		uint8_t out[7];

		assert_int_equal(PSI_BASE64_CHARS(len), strlen(coded));
		psi_base64_encode(text, (const uint8_t *)plain, len);
		assert_memory_equal(text, coded, strlen(coded));
		assert_true(psi_base64_decode(out, len, coded, strlen(coded)));
		assert_memory_equal(out, plain, len);
	}
}

static void
base64_all_lengths(void **state)
{
	uint8_t in[100];
	uint8_t out[100];
	char text[PSI_BASE64_CHARS(100)];

	(void)state;
	for (size_t i = 0; i < sizeof in; i++)
		in[i] = (uint8_t)(i * 167 + 13);
	for (size_t len = 0; len <= sizeof in; len++) {
		psi_base64_encode(text, in, len);
		assert_true(
		    psi_base64_decode(out, len, text, PSI_BASE64_CHARS(len)));
		assert_memory_equal(out, in, len);
		/* Another length is refused, even where the text is whole. */
		assert_false(psi_base64_decode(
		    out, len + 3, text, PSI_BASE64_CHARS(len)));
	}
}

static bool
decodes(size_t out_len, const char *text)
{
	uint8_t out[8];

	return psi_base64_decode(out, out_len, text, strlen(text));
}

static void
base64_has_one_spelling(void **state)
{
	(void)state;
	/* Trailing bits that are not zero: RFC 4648, section 3.5. */
	assert_true(decodes(1, "Zg=="));
	assert_false(decodes(1, "Zh=="));
	assert_false(decodes(1, "Zv=="));
	assert_true(decodes(2, "Zm8="));
	assert_false(decodes(2, "Zm9="));
	/* Padding that is missing, early, or too much. */
	assert_false(decodes(1, "Zg"));
	assert_false(decodes(1, "Zg="));
	assert_false(decodes(2, "Zm8"));
	assert_false(decodes(3, "Zm8="));
	assert_false(decodes(1, "Zg==Zg=="));
	assert_false(decodes(4, "Zg==Zg=="));
	assert_false(decodes(1, "Z==="));
	assert_false(decodes(1, "===="));
	assert_false(decodes(2, "Zm=8"));
	assert_false(decodes(2, "Zm=="));
	assert_false(decodes(1, "Zm8="));
	/* Outside the alphabet, URL-safe letters among it. */
	assert_true(decodes(3, "+/+/"));
	assert_false(decodes(3, "-_-_"));
	assert_false(decodes(3, "Zm9\n"));
	assert_false(decodes(3, " m9v"));
	assert_false(decodes(3, "Zm9\xc3"));
	assert_false(decodes(2, "Zm\xff="));
	assert_false(decodes(1, "Z\x80=="));
}

static void
base64_refuses_every_other_byte(void **state)
{
	char text[4] = { 'A', 'A', 'A', 'A' };
	uint8_t out[3];
	unsigned int good = 0;

	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		text[2] = (char)c;
		good += psi_base64_decode(out, 3, text, 4);
	}
	assert_int_equal(good, 64);
}

static bool
decimal(const char *text, uint64_t max, uint64_t *out)
{
	return psi_decimal_decode(out, text, strlen(text), max);
}

static void
assert_encoded(uint64_t n, const char *text)
{
	char out[PSI_DECIMAL_CHARS];
	size_t len = psi_decimal_encode(out, n);

	assert_int_equal(len, strlen(text));
	assert_memory_equal(out, text, len);
}

static void
decimals(void **state)
{
	uint64_t x = 77;

	(void)state;
	assert_true(decimal("0", 0, &x));
	assert_true(x == 0);
	assert_true(decimal("65536", UINT64_MAX, &x));
	assert_true(x == 65536);
	assert_true(decimal("18446744073709551615", UINT64_MAX, &x));
	assert_true(x == UINT64_MAX);
	x = 77;
	assert_false(decimal("18446744073709551616", UINT64_MAX, &x));
	assert_false(decimal("18446744073709551620", UINT64_MAX, &x));
	assert_false(decimal("99999999999999999999", UINT64_MAX, &x));
	assert_false(decimal("100000000000000000000", UINT64_MAX, &x));
	assert_encoded(0, "0");
	assert_encoded(7, "7");
	assert_encoded(10, "10");
	assert_encoded(4294967295, "4294967295");
	assert_encoded(UINT64_MAX, "18446744073709551615");
	assert_false(decimal("11", 10, &x));
	assert_true(x == 77);
	assert_true(decimal("10", 10, &x));
}

static void
decimals_have_one_spelling(void **state)
{
	static const char *const bad[] = { "", "00", "01", "+1", "-1", " 1",
		"1 ", "1.", "1e3", "0x1", "1,000", "\xd9\xa1", "1\n", "/",
		":" };
	uint64_t x;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(decimal(bad[i], UINT64_MAX, &x));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(hex),
		cmocka_unit_test(hex_has_one_spelling),
		cmocka_unit_test(base64_vectors_of_the_rfc),
		cmocka_unit_test(base64_all_lengths),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(base64_refuses_every_other_byte),
		cmocka_unit_test(decimals),
		cmocka_unit_test(decimals_have_one_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

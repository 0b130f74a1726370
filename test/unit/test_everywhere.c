/*
 * Folding is the same on every system: the digest of what names, hosts and
 * headers become, for every code point and for generated strings, stands
 * here. A digest that differs with another version of a library is an error
 * of the rules; one that differs after a change of the rules is to be written
 * here anew, together with the change.
 *
 * Only folding: what is made of folded names by the tables of legal forms and
 * the like does not ask a library.
 */
#include "support/cm.h"

#include <string.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "list/header_form.h"
#include "normal/domain.h"
#include "normal/suffixes.h"
#include "normal/text.h"

#define NUM_STRINGS 60000
#define POINTS_MAX 12
#define TEXT_BYTES_MAX 128

static const char list[] = "com\nde\nrf\n*.ck\n!www.ck\n";

struct digest {
	struct psi_sha256 sha256;
	struct psi_suffixes *suffixes;
};

/* One text goes in, and what it becomes is added to the digest. */
typedef void add_function(struct digest *d, const char *text, size_t len);

/* From, to: scripts, marks, forms of compatibility, and everything. */
static const uint32_t pools[][2] = {
	{ 0x0041, 0x007A },
	{ 0x00A0, 0x024F },
	{ 0x1E00, 0x1EFF },
	{ 0x0370, 0x03FF },
	{ 0x1F00, 0x1FFF },
	{ 0x0400, 0x052F },
	{ 0x0531, 0x058F },
	{ 0x05BE, 0x05F4 },
	{ 0x0600, 0x064A },
	{ 0x0660, 0x06FF },
	{ 0x0900, 0x097F },
	{ 0x0E01, 0x0E5B },
	{ 0x0F40, 0x0FBC },
	{ 0x10A0, 0x10FF },
	{ 0x1100, 0x11FF },
	{ 0x13A0, 0x13FD },
	{ 0x3041, 0x30FF },
	{ 0x3131, 0x33FF },
	{ 0x4E00, 0x4E80 },
	{ 0xAC00, 0xAC80 },
	{ 0x0300, 0x036F },
	{ 0x0591, 0x05BD },
	{ 0x064B, 0x065F },
	{ 0x093A, 0x094F },
	{ 0x1DC0, 0x1DFF },
	{ 0x20D0, 0x20F0 },
	{ 0x3099, 0x309A },
	{ 0x2000, 0x206F },
	{ 0x2100, 0x218B },
	{ 0xF900, 0xFAFF },
	{ 0xFB00, 0xFDFF },
	{ 0xFE00, 0xFFEF },
	{ 0x1D400, 0x1D7FF },
	{ 0x1E900, 0x1E95F },
	{ 0x1F100, 0x1F2FF },
	{ 0x2F800, 0x2FA1F },
	{ 0x0080, 0x10FFFF },
};

#define NUM_POOLS (sizeof(pools) / sizeof(pools[0]))

static uint32_t
next_random(uint64_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)((*state >> 32) % below);
}

/* UTF-8; what is a surrogate becomes a letter. */
static size_t
put_point(char *out, uint32_t c)
{
	if (c >= 0xD800 && c < 0xE000)
		c = 'x';
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static void
add_bytes(struct digest *d, uint32_t head, const void *bytes, size_t len)
{
	uint8_t number[4];

	psi_u32be(number, head);
	psi_sha256_update(&d->sha256, number, sizeof(number));
	psi_u32be(number, (uint32_t)len);
	psi_sha256_update(&d->sha256, number, sizeof(number));
	psi_sha256_update(&d->sha256, bytes, len);
}

static void
add_name(struct digest *d, const char *text, size_t len)
{
	unsigned int num = 1;

	for (unsigned int i = 0; i < num; i++) {
		const struct psi_text_reading reading = { i, NULL };
		uint8_t out[PSI_TEXT_FOLD_BYTES(TEXT_BYTES_MAX)];
		size_t out_len = 0;
		enum psi_text_status status;

		status = psi_text_read(out, sizeof out, &out_len, &num,
		    (const uint8_t *)text, len, &reading);
		add_bytes(d, (uint32_t)status << 2 | num, out, out_len);
	}
}

/* The text is the host's first label, then all of it. */
static void
add_host(struct digest *d, const char *text, size_t len)
{
	char value[TEXT_BYTES_MAX + 8];

	memcpy(value, text, len);
	memcpy(value + len, ".com", 4);
	for (int whole = 0; whole < 2; whole++) {
		struct psi_domain domain = { 0 };
		enum psi_reject reject;

		reject = psi_domain_parse(
		    &domain, d->suffixes, value, whole == 1 ? len : len + 4);
		if (reject == PSI_REJECT_NONE)
			add_bytes(d, (uint32_t)domain.start, domain.host,
			    domain.host_len);
		else
			add_bytes(d, UINT32_MAX, psi_reject_name(reject),
			    strlen(psi_reject_name(reject)));
	}
}

static void
add_header(struct digest *d, const char *text, size_t len)
{
	char out[PSI_HEADER_FORM_CHARS];

	psi_header_form(out, text, len);
	add_bytes(d, 0, out, strlen(out));
}

/* Every code point alone, and between two letters. */
static void
add_all_points(struct digest *d, add_function *add)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		char text[8] = "u";
		size_t len = put_point(text + 1, c);

		add(d, text + 1, len);
		text[1 + len] = 's';
		add(d, text, len + 2);
	}
}

static void
add_strings(struct digest *d, add_function *add)
{
	uint64_t state = 88172645463325252U;

	for (int i = 0; i < NUM_STRINGS; i++) {
		char text[TEXT_BYTES_MAX];
		uint32_t num = 2 + next_random(&state, POINTS_MAX - 1);
		uint32_t pool = next_random(&state, NUM_POOLS);
		size_t len = 0;

		for (uint32_t k = 0; k < num; k++) {
			/* Mostly of one script, as names are. */
			if (next_random(&state, 3) == 0)
				pool = next_random(&state, NUM_POOLS);
			len += put_point(text + len,
			    pools[pool][0] +
				next_random(&state,
				    pools[pool][1] - pools[pool][0] + 1));
		}
		add(d, text, len);
	}
}

static void
digest_is(add_function *add, const char *want)
{
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];
	struct digest d = { 0 };

	assert_int_equal(psi_suffixes_new(&d.suffixes, (const uint8_t *)list,
			     sizeof list - 1, NULL),
	    0);
	psi_sha256_init(&d.sha256);
	add_all_points(&d, add);
	add_strings(&d, add);
	psi_sha256_final(&d.sha256, digest);
	psi_hex_encode(hex, digest, sizeof digest);
	psi_suffixes_free(d.suffixes);
	assert_string_equal(hex, want);
}

static void
names_fold_alike(void **state)
{
	(void)state;
	digest_is(add_name,
	    "24da4c7f3b8ee5b2fbcf22ef0f6c0b5b1007e787830942955ffaf4e603a4a1be");
}

static void
hosts_fold_alike(void **state)
{
	(void)state;
	digest_is(add_host,
	    "4157b0851d4724b7aa1a686272bc7ff8b0bcaff76dba0bbc26cd8e78815ffee4");
}

static void
headers_fold_alike(void **state)
{
	(void)state;
	digest_is(add_header,
	    "ad1cf0935ef7fdf721d5c8afe88536716b9b53578d8f0935959d1692f0943ceb");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_fold_alike),
		cmocka_unit_test(hosts_fold_alike),
		cmocka_unit_test(headers_fold_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

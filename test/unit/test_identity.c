#include "trust/bech32m.h"
#include "trust/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "support/cm.h"

/* RFC 8032, section 7.1, TEST 2. */
#define ED25519_SEED                                                           \
	"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
#define ED25519_PUBLIC                                                         \
	"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define ED25519_SIGNATURE                                                      \
	"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"     \
	"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
/* RFC 7748, section 6.1, the first of the two key pairs. */
#define X25519_SECRET                                                          \
	"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
#define X25519_PUBLIC                                                          \
	"8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"

/* A text as a source that hands out `step` bytes at a time, and a sink that
 * keeps what it is given. */
struct memory {
	char text[4096];
	size_t len;
	size_t pos;
	size_t step;
};

static int
memory_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct memory *m = cookie;
	size_t n = m->len - m->pos;

	(void)err;
	if (n > out_size)
		n = out_size;
	if (n > m->step)
		n = m->step;
	memcpy(out, m->text + m->pos, n);
	m->pos += n;
	*out_len = n;
	return 0;
}

static int
memory_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct memory *m = cookie;

	(void)err;
	assert_true(m->len + in_len < sizeof m->text);
	memcpy(m->text + m->len, in, in_len);
	m->len += in_len;
	m->text[m->len] = '\0';
	return 0;
}

static int
fail_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	(void)cookie, (void)out, (void)out_size, (void)out_len, (void)err;
	return PSI_E_IO;
}

static int
fail_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie, (void)in, (void)in_len, (void)err;
	return PSI_E_IO;
}

static void
fill(struct memory *m, const char *text)
{
	memset(m, 0, sizeof *m);
	m->len = strlen(text);
	assert_true(m->len < sizeof m->text);
	memcpy(m->text, text, m->len);
	m->step = 7;
}

static int
read_text(struct psi_identity **out, const char *text, const char *passphrase,
    struct psi_error *err)
{
	struct memory m;
	struct psi_source source = { memory_read, &m };

	fill(&m, text);
	return psi_identity_read(out, &source, (const uint8_t *)passphrase,
	    passphrase != NULL ? strlen(passphrase) : 0, err);
}

/* The text of the secret file, from malloc. */
static char *
write_text(const struct psi_identity *identity, const char *passphrase)
{
	struct memory m = { { 0 }, 0, 0, 0 };
	struct psi_sink sink = { memory_write, &m };
	char *out;

	assert_int_equal(
	    psi_identity_write(identity, &sink, (const uint8_t *)passphrase,
		passphrase != NULL ? strlen(passphrase) : 0, NULL),
	    0);
	out = malloc(m.len + 1);
	assert_non_null(out);
	memcpy(out, m.text, m.len + 1);
	return out;
}

static void
unhex(uint8_t *out, size_t out_len, const char *hex)
{
	assert_true(psi_hex_decode(out, out_len, hex, strlen(hex)));
}

static void
vector_public(struct psi_public_identity *out)
{
	unhex(out->ed25519, sizeof out->ed25519, ED25519_PUBLIC);
	unhex(out->x25519, sizeof out->x25519, X25519_PUBLIC);
}

/* The secret file of the two vectors, built here from its description. */
static void
vector_file(char out[1024])
{
	struct psi_public_identity public;
	char public_text[PSI_IDENTITY_TEXT_CHARS + 1];
	char seed[PSI_BASE64_CHARS(32) + 1] = "";
	char secret[PSI_BASE64_CHARS(32) + 1] = "";
	uint8_t bytes[32];

	vector_public(&public);
	psi_public_identity_format(public_text, &public);
	unhex(bytes, sizeof bytes, ED25519_SEED);
	psi_base64_encode(seed, bytes, sizeof bytes);
	unhex(bytes, sizeof bytes, X25519_SECRET);
	psi_base64_encode(secret, bytes, sizeof bytes);
	(void)snprintf(out, 1024,
	    "psi-secret-identity/1\npublic %s\ned25519 %s\nx25519 %s\n",
	    public_text, seed, secret);
}

/* Test vectors of BIP 350. */
static void
bech32m_agrees_with_bip350(void **state)
{
	static const char checkup[] = "split1checkupstagehandshakeupstreamerr"
				      "anterredcaperredlc445v";
	static const char down[] =
	    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx";
	uint8_t bytes[30] = { 0 }, one;
	char text[80];

	(void)state;
	psi_bech32m_encode(text, "a", bytes, 0);
	assert_string_equal(text, "a1lqfn3a");
	assert_int_equal(
	    psi_bech32m_decode(&one, 0, "a", "a1lqfn3a", 8, NULL), 0);
	/* The 32 values 31, 30, ..., 0 as 20 bytes. */
	assert_int_equal(
	    psi_bech32m_decode(bytes, 20, "abcdef", down, strlen(down), NULL),
	    0);
	assert_int_equal(bytes[0], 0xff);
	assert_int_equal(bytes[1], 0xbb);
	assert_int_equal(bytes[19], 0x20);
	psi_bech32m_encode(text, "abcdef", bytes, 20);
	assert_string_equal(text, down);
	assert_int_equal(psi_bech32m_decode(bytes, 30, "split", checkup,
			     strlen(checkup), NULL),
	    0);
	psi_bech32m_encode(text, "split", bytes, 30);
	assert_string_equal(text, checkup);
}

/* Bech32 of BIP 173 has another constant. */
static void
bech32m_refuses_bech32(void **state)
{
	static const char old[] =
	    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";
	uint8_t bytes[20];

	(void)state;
	assert_int_equal(psi_bech32m_decode(bytes, sizeof bytes, "abcdef", old,
			     strlen(old), NULL),
	    PSI_E_GRAMMAR);
}

static void
public_text_goes_there_and_back(void **state)
{
	struct psi_public_identity public, again;
	char text[PSI_IDENTITY_TEXT_CHARS + 1];

	(void)state;
	vector_public(&public);
	psi_public_identity_format(text, &public);
	assert_int_equal(strlen(text), PSI_IDENTITY_TEXT_CHARS);
	assert_memory_equal(text, "psi1", 4);
	assert_int_equal(
	    psi_public_identity_parse(&again, text, strlen(text), NULL), 0);
	assert_true(psi_public_identity_equal(&public, &again));
}

static void
every_slip_of_one_character_is_found(void **state)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	struct psi_public_identity public;
	char text[PSI_IDENTITY_TEXT_CHARS + 2];

	(void)state;
	vector_public(&public);
	psi_public_identity_format(text, &public);
	for (size_t i = 0; i < PSI_IDENTITY_TEXT_CHARS; i++) {
		char right = text[i];

		for (const char *c = alphabet; *c != '\0'; c++) {
			if (*c == right)
				continue;
			text[i] = *c;
			assert_int_equal(psi_public_identity_parse(
					     &public, text, strlen(text), NULL),
			    PSI_E_GRAMMAR);
		}
		text[i] = right;
	}
	/* Two neighbours that changed places. */
	for (size_t i = 4; i + 1 < PSI_IDENTITY_TEXT_CHARS; i++) {
		char left = text[i];

		if (left == text[i + 1])
			continue;
		text[i] = text[i + 1];
		text[i + 1] = left;
		assert_int_equal(psi_public_identity_parse(
				     &public, text, strlen(text), NULL),
		    PSI_E_GRAMMAR);
		text[i + 1] = text[i];
		text[i] = left;
	}
}

static void
public_text_has_one_spelling(void **state)
{
	struct psi_public_identity public;
	struct psi_error err;
	char text[PSI_IDENTITY_TEXT_CHARS + 2] = "";

	(void)state;
	vector_public(&public);
	psi_public_identity_format(text, &public);
	for (size_t len = 0; len < PSI_IDENTITY_TEXT_CHARS; len++)
		assert_int_equal(
		    psi_public_identity_parse(&public, text, len, &err),
		    PSI_E_GRAMMAR);
	assert_string_not_equal(err.hint, "");
	text[PSI_IDENTITY_TEXT_CHARS] = 'q';
	assert_int_equal(psi_public_identity_parse(
			     &public, text, PSI_IDENTITY_TEXT_CHARS + 1, &err),
	    PSI_E_GRAMMAR);
	text[20] = 'Q';
	assert_int_equal(psi_public_identity_parse(
			     &public, text, PSI_IDENTITY_TEXT_CHARS, &err),
	    PSI_E_GRAMMAR);
	assert_non_null(strstr(err.text, "capital"));
	text[20] = '\0';
	assert_int_equal(psi_public_identity_parse(
			     &public, text, PSI_IDENTITY_TEXT_CHARS, &err),
	    PSI_E_GRAMMAR);
}

static void
refuse_keys(const char *ed25519, const char *x25519)
{
	struct psi_public_identity public;
	char text[PSI_IDENTITY_TEXT_CHARS + 1];

	unhex(public.ed25519, sizeof public.ed25519, ed25519);
	unhex(public.x25519, sizeof public.x25519, x25519);
	psi_public_identity_format(text, &public);
	assert_int_equal(
	    psi_public_identity_parse(&public, text, strlen(text), NULL),
	    PSI_E_GRAMMAR);
}

/* Points of small order, and spellings of p and above: RFC 8032, section
 * 5.1.3; RFC 7748, section 6.1. */
static void
keys_must_be_canonical_and_large(void **state)
{
	static const char *const bad_ed25519[] = {
		"0100000000000000000000000000000000000000000000000000000000"
		"000000",
		"0000000000000000000000000000000000000000000000000000000000"
		"000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffff7f",
		/* y = 2 is on no point. */
		"0200000000000000000000000000000000000000000000000000000000"
		"000000",
	};
	static const char *const bad_x25519[] = {
		"0000000000000000000000000000000000000000000000000000000000"
		"000000",
		"0100000000000000000000000000000000000000000000000000000000"
		"000000",
		/* p - 1, of order 4; p + 9, another spelling of the base. */
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffff7f",
		"f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffff7f",
		/* The base with the bit that RFC 7748 ignores. */
		"0900000000000000000000000000000000000000000000000000000000"
		"000080",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad_ed25519 / sizeof *bad_ed25519; i++)
		refuse_keys(bad_ed25519[i], X25519_PUBLIC);
	for (size_t i = 0; i < sizeof bad_x25519 / sizeof *bad_x25519; i++)
		refuse_keys(ED25519_PUBLIC, bad_x25519[i]);
}

static void
secret_file_gives_the_keys_of_the_rfcs(void **state)
{
	static const uint8_t message[1] = { 0x72 };
	uint8_t want[PSI_ED25519_SIGNATURE_BYTES];
	uint8_t got[PSI_ED25519_SIGNATURE_BYTES];
	struct psi_public_identity public;
	struct psi_identity *identity = NULL;
	char text[1024];
	char *again;

	(void)state;
	vector_file(text);
	assert_int_equal(read_text(&identity, text, NULL, NULL), 0);
	vector_public(&public);
	assert_true(
	    psi_public_identity_equal(psi_identity_public(identity), &public));
	unhex(want, sizeof want, ED25519_SIGNATURE);
	psi_identity_sign(identity, got, message, sizeof message);
	assert_memory_equal(got, want, sizeof want);
	again = write_text(identity, NULL);
	assert_string_equal(again, text);
	free(again);
	psi_identity_free(identity);
}

static void
signatures_bind_every_bit(void **state)
{
	uint8_t message[5] = "abcde";
	uint8_t signature[PSI_ED25519_SIGNATURE_BYTES];
	const struct psi_public_identity *public;
	struct psi_identity *identity = NULL;
	struct psi_identity *other = NULL;

	(void)state;
	assert_int_equal(psi_identity_generate(&identity, NULL), 0);
	assert_int_equal(psi_identity_generate(&other, NULL), 0);
	public = psi_identity_public(identity);
	psi_identity_sign(identity, signature, message, sizeof message);
	assert_int_equal(
	    psi_public_identity_verify(public, signature, message, 5, NULL), 0);
	assert_int_equal(
	    psi_public_identity_verify(public, signature, message, 4, NULL),
	    PSI_E_SIGNATURE);
	for (size_t i = 0; i < 8 * sizeof signature; i++) {
		signature[i / 8] ^= (uint8_t)(1U << i % 8);
		assert_int_equal(psi_public_identity_verify(
				     public, signature, message, 5, NULL),
		    PSI_E_SIGNATURE);
		signature[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	assert_int_equal(psi_public_identity_verify(psi_identity_public(other),
			     signature, message, sizeof message, NULL),
	    PSI_E_SIGNATURE);
	psi_identity_free(identity);
	psi_identity_free(other);
}

/* S of a signature with the order of the group added: the same number to the
 * equation, and another spelling. */
static void
add_order(uint8_t s[32])
{
	static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
		0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
		0x14, [31] = 0x10 };
	unsigned int carry = 0;

	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned int)s[i] + order[i];
		s[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

/* A signature with R = 0 and S = h * a, which satisfies the equation. */
static void
sign_without_r(uint8_t signature[64], const uint8_t seed[32],
    const uint8_t public_key[32], const uint8_t *message, size_t len)
{
	uint8_t hash[64];
	uint8_t a[64];
	uint8_t h[32];
	uint8_t text[32 + 32 + 16];

	memset(signature, 0, 64);
	signature[0] = 1;
	memcpy(text, signature, 32);
	memcpy(text + 32, public_key, 32);
	memcpy(text + 64, message, len);
	(void)crypto_hash_sha512(hash, text, 64 + len);
	crypto_core_ed25519_scalar_reduce(h, hash);
	(void)crypto_hash_sha512(a, seed, 32);
	a[0] &= 248;
	a[31] = (uint8_t)((a[31] & 63) | 64);
	crypto_core_ed25519_scalar_mul(signature + 32, h, a);
}

/* What of a signature holds: FORMAT.md section 1. */
static void
signatures_have_one_form(void **state)
{
	static const uint8_t message[5] = "abcde";
	struct psi_public_identity public = { { 0 }, { 0 } };
	uint8_t seed[32] = { 7 };
	uint8_t secret[64];
	uint8_t signature[64];

	(void)state;
	assert_int_equal(
	    crypto_sign_seed_keypair(public.ed25519, secret, seed), 0);
	assert_int_equal(
	    crypto_sign_detached(signature, NULL, message, 5, secret), 0);
	assert_int_equal(
	    psi_public_identity_verify(&public, signature, message, 5, NULL),
	    0);
	add_order(signature + 32);
	assert_int_equal(
	    psi_public_identity_verify(&public, signature, message, 5, NULL),
	    PSI_E_SIGNATURE);
	/* R of small order, by the owner of the key. */
	sign_without_r(signature, seed, public.ed25519, message, 5);
	assert_int_equal(
	    psi_public_identity_verify(&public, signature, message, 5, NULL),
	    PSI_E_SIGNATURE);
	/* A key of small order: any message would hold with R = S = 0. */
	memset(public.ed25519, 0, sizeof public.ed25519);
	public.ed25519[0] = 1;
	memset(signature + 32, 0, 32);
	assert_int_equal(
	    psi_public_identity_verify(&public, signature, message, 5, NULL),
	    PSI_E_SIGNATURE);
}

static void
two_identities_differ(void **state)
{
	struct psi_identity *a = NULL;
	struct psi_identity *b = NULL;

	(void)state;
	assert_int_equal(psi_identity_generate(&a, NULL), 0);
	assert_int_equal(psi_identity_generate(&b, NULL), 0);
	assert_memory_not_equal(psi_identity_public(a)->ed25519,
	    psi_identity_public(b)->ed25519, PSI_ED25519_PUBLIC_BYTES);
	assert_memory_not_equal(psi_identity_public(a)->x25519,
	    psi_identity_public(b)->x25519, PSI_X25519_PUBLIC_BYTES);
	psi_identity_free(a);
	psi_identity_free(b);
	psi_identity_free(NULL);
}

/* Is this text refused? X25519 ignores five bits of its secret (RFC 7748,
 * section 5): a change of these alone is still the same identity. */
static void
refuse_or_same(const char *text)
{
	struct psi_identity *identity = NULL;
	struct psi_public_identity public;
	struct psi_error err;
	int rc = read_text(&identity, text, NULL, &err);

	if (rc != 0) {
		assert_int_equal(rc, PSI_E_INPUT);
		assert_null(identity);
		return;
	}
	vector_public(&public);
	assert_true(
	    psi_public_identity_equal(&public, psi_identity_public(identity)));
	assert_non_null(strstr(text, "\nx25519 "));
	psi_identity_free(identity);
}

static void
every_change_of_a_file_is_found(void **state)
{
	struct psi_identity *identity = NULL;
	struct psi_error err;
	char text[1024];
	size_t len, x25519_at;

	(void)state;
	vector_file(text);
	len = strlen(text);
	x25519_at = (size_t)(strstr(text, "x25519 ") - text) + 7;
	for (size_t i = 0; i < len; i++) {
		char right = text[i];

		text[i] = right == 'A' ? 'B' : 'A';
		if (i >= x25519_at)
			refuse_or_same(text);
		else
			assert_int_equal(read_text(&identity, text, NULL, &err),
			    PSI_E_INPUT);
		text[i] = right;
	}
	for (size_t i = 0; i < len; i++) {
		char right = text[i];

		text[i] = '\0';
		assert_int_equal(
		    read_text(&identity, text, NULL, &err), PSI_E_INPUT);
		text[i] = right;
	}
	text[len] = '\n';
	text[len + 1] = '\0';
	assert_int_equal(read_text(&identity, text, NULL, &err), PSI_E_INPUT);
	assert_null(identity);
}

static void
long_input_and_failing_input_are_refused(void **state)
{
	struct psi_source bad = { fail_read, NULL };
	struct psi_sink bad_sink = { fail_write, NULL };
	struct psi_identity *identity = NULL;
	struct psi_public_identity public;
	struct psi_error err;
	char text[3000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(read_text(&identity, text, NULL, &err), PSI_E_INPUT);
	assert_int_equal(
	    psi_identity_read(&identity, &bad, NULL, 0, &err), PSI_E_IO);
	assert_int_equal(
	    psi_identity_read_public(&public, NULL, &bad, &err), PSI_E_IO);
	assert_null(identity);
	assert_int_equal(psi_identity_generate(&identity, NULL), 0);
	assert_int_equal(
	    psi_identity_write(identity, &bad_sink, NULL, 0, &err), PSI_E_IO);
	assert_int_equal(psi_identity_write(
			     identity, &bad_sink, (const uint8_t *)"", 0, &err),
	    PSI_E_ARG);
	psi_identity_free(identity);
}

static void
check_public_of(const char *text, const struct psi_identity *identity)
{
	struct memory m;
	struct psi_source source = { memory_read, &m };
	struct psi_public_identity public;
	bool is_protected = false;

	fill(&m, text);
	assert_int_equal(
	    psi_identity_read_public(&public, &is_protected, &source, NULL), 0);
	assert_true(is_protected);
	assert_true(
	    psi_public_identity_equal(&public, psi_identity_public(identity)));
}

/* Put other limits into a protected file, and read it. */
static void
check_limits(const char *text, const char *limits, int want)
{
	static const char ours[] = "argon2id 3 262144";
	const char *at = strstr(text, ours);
	struct psi_identity *identity = NULL;
	struct psi_error err;
	char other[2048];

	assert_non_null(at);
	(void)snprintf(other, sizeof other, "%.*sargon2id %s%s",
	    (int)(at - text), text, limits, at + sizeof ours - 1);
	assert_int_equal(
	    read_text(&identity, other, "correct horse", &err), want);
	assert_null(identity);
}

static void
passphrase_protects(void **state)
{
	struct psi_identity *identity = NULL;
	struct psi_identity *again = NULL;
	struct psi_error err;
	char *text, *plain;

	(void)state;
	assert_int_equal(psi_identity_generate(&identity, NULL), 0);
	plain = write_text(identity, NULL);
	text = write_text(identity, "correct horse");
	assert_null(strstr(text, strstr(plain, "ed25519")));
	assert_null(strstr(text, "ed25519"));
	assert_int_equal(read_text(&again, text, NULL, &err), PSI_E_PASSPHRASE);
	assert_int_equal(
	    read_text(&again, text, "correct horsf", &err), PSI_E_PASSPHRASE);
	assert_null(again);
	assert_int_equal(read_text(&again, text, "correct horse", &err), 0);
	assert_true(psi_public_identity_equal(
	    psi_identity_public(identity), psi_identity_public(again)));
	check_public_of(text, identity);
	/* The limits are authenticated, and bounded before they are used. */
	check_limits(text, "2 262144", PSI_E_PASSPHRASE);
	check_limits(text, "3 100001", PSI_E_PASSPHRASE);
	check_limits(text, "17 262144", PSI_E_INPUT);
	check_limits(text, "0 262144", PSI_E_INPUT);
	check_limits(text, "3 1048577", PSI_E_INPUT);
	check_limits(text, "3 8191", PSI_E_INPUT);
	check_limits(text, "3 0262144", PSI_E_INPUT);
	check_limits(text, "3  262144", PSI_E_INPUT);
	check_limits(text, "3", PSI_E_INPUT);
	free(text);
	free(plain);
	psi_identity_free(identity);
	psi_identity_free(again);
}

/* SHA-256 of "psi-fingerprint/1" and both keys, four bytes a group, modulo
 * 100,000: computed with another implementation of SHA-256. */
static void
fingerprint_is_pinned(void **state)
{
	struct psi_public_identity public;
	char text[PSI_IDENTITY_FINGERPRINT_CHARS + 1];

	(void)state;
	vector_public(&public);
	psi_public_identity_fingerprint(text, &public);
	assert_string_equal(
	    text, "63090 91654 77103 81076 35990 98664 19153 64665");
}

/* The same, by an encoder written from BIP 350 in another language. */
static void
public_text_is_pinned(void **state)
{
	struct psi_public_identity public;
	char text[PSI_IDENTITY_TEXT_CHARS + 1];

	(void)state;
	vector_public(&public);
	psi_public_identity_format(text, &public);
	assert_string_equal(text,
	    "psi184qp0slggwy44y4hp2n56xm7hjwfstx09mzfdrxqe42lz2h5vcxg2g8s"
	    "pxynpf65wj9hmh958mm45rdl8gxjvwq67n46f2vw42d5u6s73cd3y");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bech32m_agrees_with_bip350),
		cmocka_unit_test(bech32m_refuses_bech32),
		cmocka_unit_test(public_text_goes_there_and_back),
		cmocka_unit_test(every_slip_of_one_character_is_found),
		cmocka_unit_test(public_text_has_one_spelling),
		cmocka_unit_test(keys_must_be_canonical_and_large),
		cmocka_unit_test(secret_file_gives_the_keys_of_the_rfcs),
		cmocka_unit_test(signatures_bind_every_bit),
		cmocka_unit_test(signatures_have_one_form),
		cmocka_unit_test(two_identities_differ),
		cmocka_unit_test(every_change_of_a_file_is_found),
		cmocka_unit_test(long_input_and_failing_input_are_refused),
		cmocka_unit_test(passphrase_protects),
		cmocka_unit_test(fingerprint_is_pinned),
		cmocka_unit_test(public_text_is_pinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

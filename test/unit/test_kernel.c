/*
 * All kernels that this processor supports, against libsodium.
 *
 *     unit_kernel [ROWS]
 *
 * ROWS (default 4,096) is how many random and damaged rows the last test
 * takes through all kernels; 10,000,000 take about half an hour.
 */
#include "group/kernel.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"
#include "group/suite.h"
#include "kat/rfc9496_ristretto255.h"
#include "support/cm.h"

#define BYTES PSI_RISTRETTO255_BYTES
#define UNIFORM PSI_RISTRETTO255_UNIFORM_BYTES
#define ROWS_MAX ((size_t)512)

static size_t long_run_rows = 4096;

/* Rows, and what libsodium makes of them. One byte off any alignment. */
struct rows {
	uint8_t in[1 + ROWS_MAX * BYTES];
	uint8_t uniform[1 + ROWS_MAX * UNIFORM];
	uint8_t want[ROWS_MAX * BYTES];
	uint8_t want_ok[ROWS_MAX];
	uint8_t out[1 + ROWS_MAX * BYTES + 1];
	uint8_t ok[ROWS_MAX + 1];
	uint8_t weights[1 + ROWS_MAX * 16];
	struct psi_ristretto255_point points[ROWS_MAX + 1];
};

static const struct psi_ristretto255_kernel *
kernel_at(size_t i)
{
	return psi_ristretto255_kernels[i];
}

/* The kernel of index *i or above that can run here; NULL at the end. */
static const struct psi_ristretto255_kernel *
next_supported(size_t *i)
{
	while (kernel_at(*i) != NULL && !kernel_at(*i)->supported())
		(*i)++;
	return kernel_at(*i);
}

static void
random_bytes(uint8_t *out, size_t len)
{
	assert_int_equal(psi_random(out, len, NULL), 0);
}

static uint32_t
random_below(uint32_t limit)
{
	uint32_t x;

	random_bytes((uint8_t *)&x, sizeof x);
	return x % limit;
}

/*
 * libsodium's opinion of one row, with what it overlooks in version 1.0.18:
 * the highest bit. The identity is not for us.
 */
static bool
reference_mul(uint8_t *out, const uint8_t *in, const uint8_t *scalar)
{
	if ((in[BYTES - 1] & 0x80) == 0 && sodium_is_zero(in, BYTES) == 0 &&
	    crypto_scalarmult_ristretto255(out, scalar, in) == 0)
		return true;
	memset(out, 0, BYTES);
	return false;
}

static bool
reference_map_mul(uint8_t *out, const uint8_t *uniform, const uint8_t *scalar)
{
	uint8_t mapped[BYTES];

	(void)crypto_core_ristretto255_from_hash(mapped, uniform);
	return reference_mul(out, mapped, scalar);
}

/* Rows of `in` or of `uniform` through libsodium. */
static void
reference(struct rows *r, size_t num, const uint8_t *scalar, bool map)
{
	for (size_t i = 0; i < num; i++)
		r->want_ok[i] = map ? reference_map_mul(r->want + i * BYTES,
					  r->uniform + 1 + i * UNIFORM, scalar)
				    : reference_mul(r->want + i * BYTES,
					  r->in + 1 + i * BYTES, scalar);
}

/* Nothing but `num` rows was written, and they are what libsodium says. */
static void
check_rows(struct rows *r, size_t num)
{
	assert_memory_equal(r->out + 1, r->want, num * BYTES);
	assert_memory_equal(r->ok, r->want_ok, num);
	assert_int_equal(r->out[0], 0xa5);
	assert_int_equal(r->out[1 + num * BYTES], 0xa5);
	assert_int_equal(r->ok[num], 0xa5);
}

static void
clear_outputs(struct rows *r)
{
	memset(r->out, 0xa5, sizeof r->out);
	memset(r->ok, 0xa5, sizeof r->ok);
}

/* One kernel's functions on rows whose reference is known. */
static void
check_mul(const struct psi_ristretto255_kernel *kernel, struct rows *r,
    size_t num, const uint8_t *scalar)
{
	clear_outputs(r);
	assert_int_equal(
	    kernel->mul(r->out + 1, r->ok, NULL, r->in + 1, num, scalar), 0);
	check_rows(r, num);
	/* Decoding alone agrees about which are valid. */
	clear_outputs(r);
	assert_int_equal(kernel->decode(r->points, r->ok, r->in + 1, num), 0);
	assert_memory_equal(r->ok, r->want_ok, num);
	assert_int_equal(r->ok[num], 0xa5);
}

static void
check_map_mul(const struct psi_ristretto255_kernel *kernel, struct rows *r,
    size_t num, const uint8_t *scalar)
{
	clear_outputs(r);
	assert_int_equal(
	    kernel->map_mul(r->out + 1, r->ok, r->uniform + 1, num, scalar), 0);
	check_rows(r, num);
}

/* All kernels on `num` rows. */
static void
check_all(struct rows *r, size_t num, const uint8_t *scalar, bool map)
{
	const struct psi_ristretto255_kernel *kernel;

	reference(r, num, scalar, map);
	for (size_t i = 0; (kernel = next_supported(&i)) != NULL; i++) {
		if (map)
			check_map_mul(kernel, r, num, scalar);
		else
			check_mul(kernel, r, num, scalar);
	}
}

static void
random_point(uint8_t *out)
{
	uint8_t uniform[UNIFORM];

	random_bytes(uniform, sizeof uniform);
	(void)crypto_core_ristretto255_from_hash(out, uniform);
}

/* p = 2^255 - 19 plus or minus something small, or anything near 0. */
static void
near_a_limit(uint8_t *out)
{
	const uint32_t small = random_below(40);

	switch (random_below(3)) {
	case 0: /* p - 21 .. p + 18 */
		memset(out, 0xff, BYTES);
		out[0] = (uint8_t)(0xed - 21 + small);
		out[BYTES - 1] = 0x7f;
		break;
	case 1: /* 0 .. 39 */
		memset(out, 0, BYTES);
		out[0] = (uint8_t)small;
		break;
	default: /* 2^255 - 40 .. 2^255 - 1, and with the highest bit */
		memset(out, 0xff, BYTES);
		out[0] = (uint8_t)(0xff - small);
		out[BYTES - 1] = random_below(2) == 0 ? 0x7f : 0xff;
		break;
	}
}

/* Rows of all kinds; half of them valid. */
static void
fill_in(struct rows *r, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		uint8_t *row = r->in + 1 + i * BYTES;

		random_point(row);
		switch (random_below(10)) {
		case 0:
			near_a_limit(row);
			break;
		case 1:
		case 2: /* a canonical number, rarely an encoding */
			random_bytes(row, BYTES);
			row[0] &= 0xfe;
			row[BYTES - 1] &= 0x7f;
			break;
		case 3:
			random_bytes(row, BYTES);
			break;
		case 4:
			row[random_below(BYTES)] ^=
			    (uint8_t)(1 << random_below(8));
			break;
		default:
			break;
		}
	}
}

static void
fill_uniform(struct rows *r, size_t num)
{
	random_bytes(r->uniform + 1, num * UNIFORM);
	for (size_t i = 0; i < num; i++) {
		uint8_t *row = r->uniform + 1 + i * UNIFORM;

		if (random_below(16) == 0)
			near_a_limit(row);
		if (random_below(16) == 0)
			near_a_limit(row + BYTES);
		/* Equal halves: the addition is a doubling. */
		if (random_below(16) == 0)
			memcpy(row + BYTES, row, BYTES);
	}
}

/* 0, 1, ... up to a few groups of vectors, valid and invalid rows mixed. */
static void
any_count(void **state)
{
	struct rows *r = calloc(1, sizeof *r);
	uint8_t scalar[BYTES];

	(void)state;
	assert_non_null(r);
	crypto_core_ristretto255_scalar_random(scalar);
	fill_in(r, ROWS_MAX);
	fill_uniform(r, ROWS_MAX);
	for (size_t num = 0; num <= 3 * 8 + 1; num++) {
		check_all(r, num, scalar, false);
		check_all(r, num, scalar, true);
	}
	/* Around the end of a chunk. */
	for (size_t num = 255; num <= 257; num++) {
		check_all(r, num, scalar, false);
		check_all(r, num, scalar, true);
	}
	free(r);
}

/* RFC 9496 appendix A: multiples of the generator, and what is refused, each
 * at each place of a vector. */
static void
appendix_a(void **state)
{
	const size_t num_good = sizeof kat_ristretto255_multiples /
	    sizeof kat_ristretto255_multiples[0];
	const size_t num_bad = sizeof kat_ristretto255_invalid /
	    sizeof kat_ristretto255_invalid[0];
	struct rows *r = calloc(1, sizeof *r);
	uint8_t one[BYTES] = { 1 };

	(void)state;
	assert_non_null(r);
	for (size_t shift = 0; shift < 8; shift++) {
		const size_t num = num_good + num_bad + shift;

		for (size_t i = 0; i < num; i++) {
			const char *hex = i < shift
			    ? kat_ristretto255_multiples[1]
			    : i - shift < num_good
			    ? kat_ristretto255_multiples[i - shift]
			    : kat_ristretto255_invalid[i - shift - num_good];

			assert_true(psi_hex_decode(
			    r->in + 1 + i * BYTES, BYTES, hex, strlen(hex)));
		}
		check_all(r, num, one, false);
		/* Times one, all of the first kind come back; but for the
		 * identity, which is row 0 of the appendix. */
		for (size_t i = 0; i < num; i++)
			assert_int_equal(
			    r->ok[i], i != shift && i < shift + num_good);
	}
	free(r);
}

/* Scalars at the ends of their range, and where halving turns. */
static void
edge_scalars(void **state)
{
	static const uint8_t order_minus_one[BYTES] = { 0xec, 0xd3, 0xf5, 0x5c,
		0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
		0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10 };
	const uint8_t two[BYTES] = { 2 };
	struct rows *r = calloc(1, sizeof *r);
	uint8_t half[BYTES], scalar[BYTES], step[BYTES];

	(void)state;
	assert_non_null(r);
	fill_in(r, 9);
	fill_uniform(r, 9);
	assert_int_equal(crypto_core_ristretto255_scalar_invert(half, two), 0);
	for (uint8_t i = 1; i < 9; i++) {
		memset(step, 0, sizeof step);
		step[0] = i;
		check_all(r, 9, step, false); /* i */
		check_all(r, 9, step, true);
		crypto_core_ristretto255_scalar_negate(scalar, step);
		check_all(r, 9, scalar, false); /* l - i */
		check_all(r, 9, scalar, true);
		crypto_core_ristretto255_scalar_add(scalar, half, step);
		check_all(r, 9, scalar, false); /* (l + 1) / 2 + i */
		crypto_core_ristretto255_scalar_sub(scalar, half, step);
		check_all(r, 9, scalar, false); /* (l + 1) / 2 - i */
	}
	check_all(r, 9, half, false);
	check_all(r, 9, order_minus_one, false);
	/* Powers of two, which set each bit of the ladder in turn. */
	memset(scalar, 0, sizeof scalar);
	scalar[0] = 1;
	for (int i = 0; i < 252; i++) {
		check_all(r, 5, scalar, false);
		crypto_core_ristretto255_scalar_add(scalar, scalar, scalar);
	}
	free(r);
}

/* The sum of weight times point, one by one. */
static void
reference_sum(uint8_t out[BYTES], const struct rows *r, size_t num)
{
	uint8_t scalar[BYTES] = { 0 };
	uint8_t term[BYTES];

	memset(out, 0, BYTES);
	for (size_t i = 0; i < num; i++) {
		memcpy(scalar, r->weights + 1 + i * 16, 16);
		if (crypto_scalarmult_ristretto255(
			term, scalar, r->in + 1 + i * BYTES) != 0)
			memset(term, 0, sizeof term);
		assert_int_equal(
		    crypto_core_ristretto255_add(out, out, term), 0);
	}
}

static void
check_sum(struct rows *r, size_t num)
{
	const struct psi_ristretto255_kernel *kernel;
	uint8_t want[BYTES], scalar[BYTES];

	reference_sum(want, r, num);
	crypto_core_ristretto255_scalar_random(scalar);
	for (size_t i = 0; (kernel = next_supported(&i)) != NULL; i++) {
		clear_outputs(r);
		assert_int_equal(
		    kernel->decode(r->points, r->ok, r->in + 1, num), 0);
		assert_int_equal(
		    kernel->sum(r->out + 1, r->points, r->weights + 1, num), 0);
		assert_memory_equal(r->out + 1, want, BYTES);
		/* The points that multiplying leaves are the same. */
		memset(r->points, 0, sizeof r->points);
		assert_int_equal(kernel->mul(r->out + 1, r->ok, r->points,
				     r->in + 1, num, scalar),
		    0);
		assert_int_equal(
		    kernel->sum(r->out + 1, r->points, r->weights + 1, num), 0);
		assert_memory_equal(r->out + 1, want, BYTES);
	}
}

static void
weighted_sums(void **state)
{
	struct rows *r = calloc(1, sizeof *r);

	(void)state;
	assert_non_null(r);
	for (size_t i = 0; i < ROWS_MAX; i++)
		random_point(r->in + 1 + i * BYTES);
	random_bytes(r->weights + 1, ROWS_MAX * 16);
	for (size_t num = 0; num < 4; num++)
		check_sum(r, num);
	check_sum(r, 300);
	/* Weights whose digits turn: all bytes alike. */
	for (unsigned int byte = 0; byte < 256; byte++)
		memset(r->weights + 1 + byte * 16, (int)byte, 16);
	check_sum(r, 256);
	for (unsigned int byte = 0x7f; byte <= 0x81; byte++) {
		memset(r->weights + 1, (int)byte, 32 * 16);
		check_sum(r, 32);
	}
	memset(r->weights + 1, 0xff, 32 * 16);
	check_sum(r, 32);
	memset(r->weights + 1, 0, 32 * 16);
	check_sum(r, 32);
	free(r);
}

/* One point many times, and its opposite: equal, opposite and identity meet
 * in the additions. */
static void
degenerate_sums(void **state)
{
	const uint8_t identity[BYTES] = { 0 };
	struct rows *r = calloc(1, sizeof *r);

	(void)state;
	assert_non_null(r);
	random_point(r->in + 1);
	for (size_t i = 1; i < 64; i++)
		memcpy(r->in + 1 + i * BYTES, r->in + 1, BYTES);
	for (size_t i = 0; i < 64; i++)
		memset(r->weights + 1 + i * 16, 0x35, 16);
	check_sum(r, 64);
	for (size_t i = 1; i < 64; i += 2)
		assert_int_equal(
		    crypto_core_ristretto255_sub(
			r->in + 1 + i * BYTES, identity, r->in + 1),
		    0);
	check_sum(r, 64);
	assert_memory_equal(r->out + 1, identity, BYTES);
	check_sum(r, 63);
	free(r);
}

/* Bodies of all lengths around a block, between heads and tails. */
static void
sha512(void **state)
{
	enum { NUM = 301, HEAD = 300, TAIL = 140 };
	static uint8_t text[1 + NUM + HEAD + TAIL];
	static uint8_t out[NUM * PSI_SHA512_BYTES + 1];
	const struct psi_ristretto255_kernel *kernel;
	struct psi_message msg[NUM];
	crypto_hash_sha512_state sha;
	uint8_t want[PSI_SHA512_BYTES];

	(void)state;
	random_bytes(text, sizeof text);
	for (size_t i = 0; i < NUM; i++) {
		/* Neighbours of very different lengths. */
		msg[i].len = i * 37 % NUM;
		msg[i].data = msg[i].len > 0 ? text + 1 : NULL;
	}
	for (size_t k = 0; (kernel = next_supported(&k)) != NULL; k++) {
		for (size_t head = 0; head <= HEAD; head += 25) {
			const size_t tail = head * 7 % TAIL;
			const size_t num = head % 3 == 0 ? NUM : head % 20;

			memset(out, 0xa5, sizeof out);
			assert_int_equal(kernel->sha512(out, text + NUM, head,
					     msg, num, text + NUM + HEAD, tail),
			    0);
			assert_int_equal(out[num * PSI_SHA512_BYTES], 0xa5);
			for (size_t i = 0; i < num; i++) {
				crypto_hash_sha512_init(&sha);
				crypto_hash_sha512_update(
				    &sha, text + NUM, head);
				crypto_hash_sha512_update(
				    &sha, text + 1, msg[i].len);
				crypto_hash_sha512_update(
				    &sha, text + NUM + HEAD, tail);
				crypto_hash_sha512_final(&sha, want);
				assert_memory_equal(out + i * PSI_SHA512_BYTES,
				    want, sizeof want);
			}
		}
	}
}

/* One message longer than many blocks among short ones. */
static void
sha512_long(void **state)
{
	const struct psi_ristretto255_kernel *kernel;
	const size_t len = 65535;
	uint8_t *text = malloc(len);
	uint8_t out[3 * PSI_SHA512_BYTES], want[3 * PSI_SHA512_BYTES];
	struct psi_message msg[3];

	(void)state;
	assert_non_null(text);
	random_bytes(text, len);
	for (size_t i = 0; i < 3; i++) {
		msg[i].data = text;
		msg[i].len = i == 1 ? len : i;
		crypto_hash_sha512(
		    want + i * PSI_SHA512_BYTES, text, msg[i].len);
	}
	for (size_t k = 0; (kernel = next_supported(&k)) != NULL; k++) {
		assert_int_equal(
		    kernel->sha512(out, NULL, 0, msg, 3, NULL, 0), 0);
		assert_memory_equal(out, want, sizeof want);
	}
	free(text);
}

/* Names lead to kernels, and the best is the first that runs here. */
static void
choice(void **state)
{
	const struct psi_ristretto255_kernel *best =
	    psi_ristretto255_kernel_best();
	size_t first = 0;

	(void)state;
	assert_ptr_equal(best, next_supported(&first));
	for (size_t i = 0; kernel_at(i) != NULL; i++)
		assert_ptr_equal(
		    psi_ristretto255_kernel_find(kernel_at(i)->name),
		    kernel_at(i));
	assert_null(psi_ristretto255_kernel_find("avx"));
}

/* The suite with kernels and without: the same bytes and the same row. */
static void
suites_agree(void **state)
{
	const struct psi_suite *suite = &psi_suite_ristretto255;
	const struct psi_suite *portable = &psi_suite_ristretto255_portable;
	const uint8_t dst[] = { 'd', 's', 't' };
	struct rows *r = calloc(1, sizeof *r);
	struct psi_message msg[ROWS_MAX];
	size_t bad = SIZE_MAX, want_bad = SIZE_MAX;
	uint8_t scalar[BYTES];

	(void)state;
	assert_non_null(r);
	crypto_core_ristretto255_scalar_random(scalar);
	fill_uniform(r, ROWS_MAX);
	for (size_t i = 0; i < ROWS_MAX; i++) {
		msg[i].data = r->uniform;
		msg[i].len = i;
	}
	assert_int_equal(suite->hash_mul_range(r->out, msg, ROWS_MAX, dst,
			     sizeof dst, scalar, NULL),
	    0);
	assert_int_equal(portable->hash_mul_range(r->want, msg, ROWS_MAX, dst,
			     sizeof dst, scalar, NULL),
	    0);
	assert_memory_equal(r->out, r->want, sizeof r->want);
	memcpy(r->in, r->want, sizeof r->want);
	r->in[300 * BYTES] ^= 1;
	r->in[400 * BYTES] ^= 1;
	assert_int_equal(suite->mul_range(r->out, r->points, r->in, ROWS_MAX,
			     scalar, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(portable->mul_range(r->out, NULL, r->in, ROWS_MAX,
			     scalar, &want_bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, want_bad);
	assert_int_equal(
	    suite->check_range(r->in, ROWS_MAX, &bad, NULL), PSI_E_ELEMENT);
	assert_int_equal(bad, want_bad);
	assert_int_equal(
	    suite->decode_range(r->points, r->in, ROWS_MAX, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, want_bad);
	free(r);
}

/* As many rows as the command line says, half of them damaged. */
static void
long_run(void **state)
{
	struct rows *r = calloc(1, sizeof *r);
	uint8_t scalar[BYTES];
	size_t num;

	(void)state;
	assert_non_null(r);
	for (size_t done = 0; done < long_run_rows; done += num) {
		num = long_run_rows - done < ROWS_MAX ? long_run_rows - done
						      : ROWS_MAX;
		crypto_core_ristretto255_scalar_random(scalar);
		fill_in(r, num);
		check_all(r, num, scalar, false);
		fill_uniform(r, num);
		check_all(r, num, scalar, true);
	}
	free(r);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choice),
		cmocka_unit_test(any_count),
		cmocka_unit_test(appendix_a),
		cmocka_unit_test(edge_scalars),
		cmocka_unit_test(weighted_sums),
		cmocka_unit_test(degenerate_sums),
		cmocka_unit_test(sha512),
		cmocka_unit_test(sha512_long),
		cmocka_unit_test(suites_agree),
		cmocka_unit_test(long_run),
	};

	if (argc > 1)
		long_run_rows = strtoul(argv[1], NULL, 10);
	if (psi_sodium_ready(NULL) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

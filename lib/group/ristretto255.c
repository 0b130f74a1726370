#include "group/ristretto255.h"

/*
 * ristretto255-SHA512 (RFC 9497, section 4.1). What touches a secret is
 * libsodium's, which is constant-time; decoding and sums of public elements
 * are edwards.c's. Ranges of rows go through the kernel of this processor
 * (kernel.h), if there is one, with the same bytes.
 */
#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "base/ctcheck.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "group/edwards.h"
#include "group/ristretto255_lanes.h"
#include "group/xmd.h"

#define ELEMENT_BYTES PSI_RISTRETTO255_ELEMENT_BYTES
#define WIDE_BYTES PSI_RISTRETTO255_WIDE_BYTES
/* Rows whose uniform bytes are on the stack at once. */
#define CHUNK_ROWS 256
/* Fewer rows than these are not worth a kernel's groups of vectors. */
#define KERNEL_ROWS_MIN 4

/* The two forms of a decoded element share one size. */
static_assert(
    sizeof(struct psi_edwards_point) == sizeof(struct psi_ristretto255_point),
    "point_bytes does not fit both forms");

/* RFC 9496, section 4. */
static const uint8_t generator[ELEMENT_BYTES] = { 0xe2, 0xf2, 0xae, 0x0a, 0x6a,
	0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58,
	0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0,
	0x8d, 0x2d, 0x76 };

static int
element_error(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_ELEMENT,
	    "an element is not a valid encoding of ristretto255");
}

static bool
is_identity(const uint8_t in[ELEMENT_BYTES])
{
	return sodium_is_zero(in, ELEMENT_BYTES) == 1;
}

/* Decode, and refuse the identity. libsodium 1.0.18 overlooks bit 255 of an
 * encoding, so its own check is never the only one. */
static bool
decode(struct psi_edwards_point *point, const uint8_t in[ELEMENT_BYTES])
{
	return !is_identity(in) && psi_edwards_decode(point, in);
}

static bool
element_valid(const uint8_t *in)
{
	struct psi_edwards_point point;

	return decode(&point, in);
}

/* `kernel` may be NULL, here and below: then one by one. */
static int
expand(const struct psi_ristretto255_kernel *kernel, uint8_t *uniform,
    const struct psi_message *msg, size_t num, const uint8_t *dst,
    size_t dst_len, struct psi_error *err)
{
	struct psi_xmd xmd;

	psi_xmd_init(&xmd, PSI_XMD_SHA512, dst, dst_len);
	if (kernel != NULL)
		return psi_lanes_expand(kernel, &xmd, uniform, msg, num, err);
	/* One digest for each message: this cannot be refused. */
	(void)!psi_xmd_expand(&xmd, uniform, WIDE_BYTES, msg, num);
	return 0;
}

static int
map_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    const uint8_t *uniform, size_t num, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	uint8_t mapped[ELEMENT_BYTES];
	int rc = 0;

	if (kernel != NULL)
		return psi_lanes_map_mul(
		    kernel, out, uniform, num, scalar, err);
	for (size_t i = 0; i < num; i++) {
		(void)crypto_core_ristretto255_from_hash(
		    mapped, uniform + i * WIDE_BYTES);
		if (psi_ct_status(crypto_scalarmult_ristretto255(
			out + i * ELEMENT_BYTES, scalar, mapped)) == 0)
			continue;
		/* With a valid scalar only for the identity, which no
		 * message maps to in practice. */
		rc = psi_error_set(
		    err, PSI_E_ARG, "an input is hashed to the identity");
		break;
	}
	psi_wipe(mapped, sizeof mapped);
	return rc;
}

static const struct psi_ristretto255_kernel *
kernel_for(size_t num)
{
	return num < KERNEL_ROWS_MIN ? NULL : psi_ristretto255_kernel_best();
}

int
psi_ristretto255_expand(uint8_t *uniform, const struct psi_message *msg,
    size_t num, const uint8_t *dst, size_t dst_len, struct psi_error *err)
{
	return expand(kernel_for(num), uniform, msg, num, dst, dst_len, err);
}

int
psi_ristretto255_map_mul(uint8_t *out, const uint8_t *uniform, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err)
{
	return map_mul(kernel_for(num), out, uniform, num, scalar, err);
}

static int
hash_mul_rows(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    const struct psi_message *msg, size_t num, const uint8_t *dst,
    size_t dst_len, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	uint8_t uniform[CHUNK_ROWS * WIDE_BYTES];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i += CHUNK_ROWS) {
		const size_t rows = num - i < CHUNK_ROWS ? num - i : CHUNK_ROWS;

		rc = expand(kernel, uniform, msg + i, rows, dst, dst_len, err);
		if (rc == 0)
			rc = map_mul(kernel, out + i * ELEMENT_BYTES, uniform,
			    rows, scalar, err);
	}
	psi_wipe(uniform, sizeof uniform);
	return rc;
}

static int
hash_mul_range(uint8_t *out, const struct psi_message *msg, size_t num,
    const uint8_t *dst, size_t dst_len, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	return hash_mul_rows(
	    kernel_for(num), out, msg, num, dst, dst_len, scalar, err);
}

static int
hash_mul_portable(uint8_t *out, const struct psi_message *msg, size_t num,
    const uint8_t *dst, size_t dst_len, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	return hash_mul_rows(NULL, out, msg, num, dst, dst_len, scalar, err);
}

static int
hash_to_group(uint8_t *out, const uint8_t *msg, size_t msg_len,
    const uint8_t *dst, size_t dst_len, struct psi_error *err)
{
	const struct psi_message message = { msg, msg_len };
	uint8_t uniform[WIDE_BYTES];
	int rc;

	if ((rc = psi_ristretto255_expand(
		 uniform, &message, 1, dst, dst_len, err)) != 0)
		return rc;
	(void)crypto_core_ristretto255_from_hash(out, uniform);
	psi_wipe(uniform, sizeof uniform);
	if (is_identity(out))
		return psi_error_set(
		    err, PSI_E_ARG, "an input is hashed to the identity");
	return 0;
}

static int
hash_to_scalar(uint8_t out[PSI_SCALAR_BYTES], const uint8_t *msg,
    size_t msg_len, const uint8_t *dst, size_t dst_len, struct psi_error *err)
{
	const struct psi_message message = { msg, msg_len };
	uint8_t uniform[WIDE_BYTES];
	int rc;

	if ((rc = psi_ristretto255_expand(
		 uniform, &message, 1, dst, dst_len, err)) != 0)
		return rc;
	crypto_core_ristretto255_scalar_reduce(out, uniform);
	psi_wipe(uniform, sizeof uniform);
	return 0;
}

static bool
scalar_valid(const uint8_t scalar[PSI_SCALAR_BYTES])
{
	uint8_t wide[WIDE_BYTES] = { 0 };
	uint8_t reduced[PSI_SCALAR_BYTES];
	bool valid;

	memcpy(wide, scalar, PSI_SCALAR_BYTES);
	crypto_core_ristretto255_scalar_reduce(reduced, wide);
	valid = psi_ct_status(
		    psi_secret_equal(reduced, scalar, PSI_SCALAR_BYTES)) &&
	    psi_ct_status(sodium_is_zero(scalar, PSI_SCALAR_BYTES)) == 0;
	psi_wipe(wide, sizeof wide);
	psi_wipe(reduced, sizeof reduced);
	return valid;
}

static int
scalar_random(uint8_t out[PSI_SCALAR_BYTES], struct psi_error *err)
{
	uint8_t wide[WIDE_BYTES];
	int rc;

	/* 512 bits modulo q are uniform but for 2^-259. */
	do {
		if ((rc = psi_random(wide, sizeof wide, err)) != 0)
			return rc;
		crypto_core_ristretto255_scalar_reduce(out, wide);
	} while (psi_ct_status(sodium_is_zero(out, PSI_SCALAR_BYTES)) == 1);
	psi_wipe(wide, sizeof wide);
	return 0;
}

static int
scalar_mul(uint8_t out[PSI_SCALAR_BYTES], const uint8_t a[PSI_SCALAR_BYTES],
    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err)
{
	(void)err;
	crypto_core_ristretto255_scalar_mul(out, a, b);
	return 0;
}

static int
scalar_sub(uint8_t out[PSI_SCALAR_BYTES], const uint8_t a[PSI_SCALAR_BYTES],
    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err)
{
	(void)err;
	crypto_core_ristretto255_scalar_sub(out, a, b);
	return 0;
}

static int
element_random(uint8_t *out, struct psi_error *err)
{
	uint8_t uniform[WIDE_BYTES];
	int rc;

	/* RFC 9496, section 4.3.4: a uniform element that nobody knows the
	 * logarithm of. */
	do {
		if ((rc = psi_random(uniform, sizeof uniform, err)) != 0)
			return rc;
		(void)crypto_core_ristretto255_from_hash(out, uniform);
	} while (is_identity(out));
	psi_wipe(uniform, sizeof uniform);
	return 0;
}

static int
mul_base(
    uint8_t *out, const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err)
{
	if (psi_ct_status(crypto_scalarmult_ristretto255_base(out, scalar)) !=
	    0)
		return element_error(err);
	return 0;
}

/* libsodium refuses the identity as result, and decodes by itself. */
static int
mul_portable(uint8_t *out, void *points, const uint8_t *in, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad, struct psi_error *err)
{
	struct psi_edwards_point *point = points;

	for (size_t i = 0; i < num; i++) {
		const uint8_t *row = in + i * ELEMENT_BYTES;

		if ((points == NULL || decode(&point[i], row)) &&
		    (row[ELEMENT_BYTES - 1] & 0x80) == 0 &&
		    psi_ct_status(crypto_scalarmult_ristretto255(
			out + i * ELEMENT_BYTES, scalar, row)) == 0)
			continue;
		*bad = i;
		return element_error(err);
	}
	return 0;
}

static int
mul(uint8_t *out, const uint8_t *in, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	size_t bad;

	return mul_portable(out, NULL, in, 1, scalar, &bad, err);
}

/* Points are always in the kernel's form, since it is their reader too. */
static int
mul_range(uint8_t *out, void *points, const uint8_t *in, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad, struct psi_error *err)
{
	const struct psi_ristretto255_kernel *kernel =
	    points == NULL ? kernel_for(num) : psi_ristretto255_kernel_best();

	if (kernel == NULL)
		return mul_portable(out, points, in, num, scalar, bad, err);
	return psi_lanes_mul(kernel, out, points, in, num, scalar, bad, err);
}

static int
mul_add(uint8_t *out, const uint8_t a[PSI_SCALAR_BYTES], const uint8_t *A,
    const uint8_t b[PSI_SCALAR_BYTES], const uint8_t *B, struct psi_error *err)
{
	struct psi_edwards_point point_a;
	struct psi_edwards_point point_b;
	struct psi_edwards_sum sum;

	if (!decode(&point_a, A) || !decode(&point_b, B))
		return element_error(err);
	psi_edwards_mul_add(&sum, a, &point_a, b, &point_b);
	psi_edwards_encode(out, &sum);
	return 0;
}

static int
check_portable(
    const uint8_t *in, size_t num, size_t *bad, struct psi_error *err)
{
	for (size_t i = 0; i < num; i++)
		if (!element_valid(in + i * ELEMENT_BYTES)) {
			*bad = i;
			return element_error(err);
		}
	return 0;
}

static int
decode_portable(void *points, const uint8_t *in, size_t num, size_t *bad,
    struct psi_error *err)
{
	struct psi_edwards_point *point = points;

	for (size_t i = 0; i < num; i++)
		if (!decode(&point[i], in + i * ELEMENT_BYTES)) {
			*bad = i;
			return element_error(err);
		}
	return 0;
}

static int
weighted_sum_portable(uint8_t *out, const void *points, const uint8_t *weights,
    size_t num, struct psi_error *err)
{
	struct psi_edwards_sum sum;
	int rc;

	if ((rc = psi_msm(
		 &psi_edwards_group, &sum, points, weights, num, err)) != 0)
		return rc;
	psi_edwards_encode(out, &sum);
	return 0;
}

static int
check_range(const uint8_t *in, size_t num, size_t *bad, struct psi_error *err)
{
	const struct psi_ristretto255_kernel *kernel = kernel_for(num);

	if (kernel == NULL)
		return check_portable(in, num, bad, err);
	return psi_lanes_decode(kernel, NULL, in, num, bad, err);
}

static int
decode_range(void *points, const uint8_t *in, size_t num, size_t *bad,
    struct psi_error *err)
{
	const struct psi_ristretto255_kernel *kernel =
	    psi_ristretto255_kernel_best();

	if (kernel == NULL)
		return decode_portable(points, in, num, bad, err);
	return psi_lanes_decode(kernel, points, in, num, bad, err);
}

static int
weighted_sum(uint8_t *out, const void *points, const uint8_t *weights,
    size_t num, struct psi_error *err)
{
	const struct psi_ristretto255_kernel *kernel =
	    psi_ristretto255_kernel_best();

	if (kernel == NULL)
		return weighted_sum_portable(out, points, weights, num, err);
	return psi_lanes_sum(kernel, out, points, weights, num, err);
}

static int
add(uint8_t *out, const uint8_t *a, const uint8_t *b, struct psi_error *err)
{
	struct psi_edwards_point point_a;
	struct psi_edwards_point point_b;
	struct psi_edwards_sum sum;

	if (!psi_edwards_decode(&point_a, a) ||
	    !psi_edwards_decode(&point_b, b))
		return element_error(err);
	psi_edwards_group.zero(&sum);
	psi_edwards_group.add_point(&sum, &point_a, false);
	psi_edwards_group.add_point(&sum, &point_b, false);
	psi_edwards_encode(out, &sum);
	return 0;
}

const struct psi_suite psi_suite_ristretto255 = {
	.name = "ristretto255-SHA512",
	.element_bytes = ELEMENT_BYTES,
	.generator = generator,
	.point_bytes = sizeof(struct psi_edwards_point),
	.hash_bytes = PSI_SHA512_BYTES,
	.hash = psi_sha512,
	.hash_to_group = hash_to_group,
	.hash_to_scalar = hash_to_scalar,
	.scalar_valid = scalar_valid,
	.scalar_random = scalar_random,
	.scalar_mul = scalar_mul,
	.scalar_sub = scalar_sub,
	.element_valid = element_valid,
	.element_random = element_random,
	.mul_base = mul_base,
	.mul = mul,
	.mul_add = mul_add,
	.hash_mul_range = hash_mul_range,
	.mul_range = mul_range,
	.check_range = check_range,
	.decode_range = decode_range,
	.weighted_sum = weighted_sum,
	.add = add,
};

const struct psi_suite psi_suite_ristretto255_portable = {
	.name = "ristretto255-SHA512",
	.element_bytes = ELEMENT_BYTES,
	.generator = generator,
	.point_bytes = sizeof(struct psi_edwards_point),
	.hash_bytes = PSI_SHA512_BYTES,
	.hash = psi_sha512,
	.hash_to_group = hash_to_group,
	.hash_to_scalar = hash_to_scalar,
	.scalar_valid = scalar_valid,
	.scalar_random = scalar_random,
	.scalar_mul = scalar_mul,
	.scalar_sub = scalar_sub,
	.element_valid = element_valid,
	.element_random = element_random,
	.mul_base = mul_base,
	.mul = mul,
	.mul_add = mul_add,
	.hash_mul_range = hash_mul_portable,
	.mul_range = mul_portable,
	.check_range = check_portable,
	.decode_range = decode_portable,
	.weighted_sum = weighted_sum_portable,
	.add = add,
};

/*
 * P256-SHA256 (RFC 9497, section 4.3). Multiplication by a secret is
 * OpenSSL's; the map to the curve, decoding and sums are p256_point.c's.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "base/ctcheck.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "group/p256_point.h"
#include "group/suite.h"
#include "group/xmd.h"

#define ELEMENT_BYTES PSI_P256_POINT_BYTES

/* What EC_POINT_mul leaves (wipe_freed), and blocks to look for it in. */
#define FREED_BYTES 33
#define FREED_BLOCKS 16

/* SEC 2, section 2.4.2, compressed. */
static const uint8_t generator[ELEMENT_BYTES] = { 0x03, 0x6b, 0x17, 0xd1, 0xf2,
	0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
	0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45,
	0xd8, 0x98, 0xc2, 0x96 };

/*
 * What OpenSSL needs for one range: made once, used row after row. OpenSSL's
 * objects are not for several threads at once, so ranges do not share one.
 */
struct context {
	EC_GROUP *group;
	BN_CTX *bn_ctx;
	EC_POINT *in;
	EC_POINT *out;
	/* Secret. */
	BIGNUM *scalar;
};

static int
element_error(struct psi_error *err)
{
	return psi_error_set(
	    err, PSI_E_ELEMENT, "an element is not a valid encoding of P-256");
}

static int
identity_error(struct psi_error *err)
{
	return psi_error_set(
	    err, PSI_E_ARG, "an input is hashed to the identity");
}

/* With valid input, OpenSSL fails only where memory ends. */
static int
library_error(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_NOMEM,
	    "out of memory: the cryptographic library could not calculate "
	    "with P-256");
}

/*
 * EC_POINT_mul copies the scalar into 33 bytes of its own, which it frees as
 * they are (ecp_nistz256_windowed_mul, OpenSSL 3.0 to 3.5). An allocator that
 * gives the last freed block of a size first, as most do for a thread, gives
 * them to whoever asks for as many next: to us, who wipe them. The blocks that
 * are taken with it are what other calls of this thread may have freed.
 */
static void
wipe_freed(void)
{
	void *block[FREED_BLOCKS];

	for (size_t i = 0; i < FREED_BLOCKS; i++)
		block[i] = OPENSSL_malloc(FREED_BYTES);
	for (size_t i = FREED_BLOCKS; i-- > 0;)
		OPENSSL_clear_free(block[i], FREED_BYTES);
}

static void
context_clear(struct context *context)
{
	wipe_freed();
	BN_clear_free(context->scalar);
	EC_POINT_clear_free(context->in);
	EC_POINT_clear_free(context->out);
	BN_CTX_free(context->bn_ctx);
	EC_GROUP_free(context->group);
}

static int
context_init(struct context *context, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	memset(context, 0, sizeof *context);
	context->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	context->bn_ctx = BN_CTX_secure_new();
	context->scalar = BN_secure_new();
	if (context->group == NULL || context->bn_ctx == NULL ||
	    context->scalar == NULL)
		return library_error(err);
	context->in = EC_POINT_new(context->group);
	context->out = EC_POINT_new(context->group);
	if (context->in == NULL || context->out == NULL)
		return library_error(err);
	BN_set_flags(context->scalar, BN_FLG_CONSTTIME);
	if (BN_bin2bn(scalar, PSI_SCALAR_BYTES, context->scalar) == NULL)
		return library_error(err);
	return 0;
}

/* out = scalar * point. */
static int
context_mul(struct context *context, uint8_t *out,
    const struct psi_p256_point *point, struct psi_error *err)
{
	uint8_t plain[PSI_P256_PLAIN_BYTES];
	int ok;

	psi_p256_plain(plain, point);
	ok = EC_POINT_oct2point(context->group, context->in, plain,
		 sizeof plain, context->bn_ctx) == 1 &&
	    EC_POINT_mul(context->group, context->out, NULL, context->in,
		context->scalar, context->bn_ctx) == 1;
	psi_wipe(plain, sizeof plain);
	if (!ok)
		return library_error(err);
	/* The order is prime: only a zero scalar gives the identity. */
	if (EC_POINT_point2oct(context->group, context->out,
		POINT_CONVERSION_COMPRESSED, out, ELEMENT_BYTES,
		context->bn_ctx) != ELEMENT_BYTES)
		return element_error(err);
	return 0;
}

static int
hash_mul_chunk(struct context *context, const struct psi_xmd *xmd, uint8_t *out,
    const struct psi_message *msg, size_t num, struct psi_error *err)
{
	uint8_t uniform[PSI_P256_UNIFORM_BYTES];
	/* No part is read that was not set; gcc 14 cannot see that. */
	struct psi_p256_sum sums[PSI_P256_AFFINE_MAX] = { 0 };
	struct psi_p256_point points[PSI_P256_AFFINE_MAX];
	int rc = 0;

	for (size_t i = 0; i < num; i++) {
		/* 96 bytes are three digests: this cannot be refused. */
		(void)!psi_xmd_expand(xmd, uniform, sizeof uniform, &msg[i], 1);
		psi_p256_map(&sums[i], uniform);
	}
	if (!psi_ct_status(psi_p256_affine(points, sums, num)))
		rc = identity_error(err);
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = context_mul(
		    context, out + i * ELEMENT_BYTES, &points[i], err);
	psi_wipe(uniform, sizeof uniform);
	psi_wipe(sums, sizeof sums);
	psi_wipe(points, sizeof points);
	return rc;
}

static int
hash_mul_range(uint8_t *out, const struct psi_message *msg, size_t num,
    const uint8_t *dst, size_t dst_len, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	struct context context;
	struct psi_xmd xmd;
	int rc;

	psi_xmd_init(&xmd, PSI_XMD_SHA256, dst, dst_len);
	rc = context_init(&context, scalar, err);
	for (size_t i = 0; rc == 0 && i < num; i += PSI_P256_AFFINE_MAX)
		rc = hash_mul_chunk(&context, &xmd, out + i * ELEMENT_BYTES,
		    msg + i,
		    num - i < PSI_P256_AFFINE_MAX ? num - i
						  : PSI_P256_AFFINE_MAX,
		    err);
	context_clear(&context);
	return rc;
}

static int
map(uint8_t *out, const uint8_t uniform[PSI_P256_UNIFORM_BYTES],
    struct psi_error *err)
{
	struct psi_p256_sum sum;
	bool ok;

	psi_p256_map(&sum, uniform);
	ok = psi_p256_encode(out, &sum);
	psi_wipe(&sum, sizeof sum);
	return ok ? 0 : identity_error(err);
}

static int
hash_to_group(uint8_t *out, const uint8_t *msg, size_t msg_len,
    const uint8_t *dst, size_t dst_len, struct psi_error *err)
{
	const struct psi_message message = { msg, msg_len };
	uint8_t uniform[PSI_P256_UNIFORM_BYTES];
	struct psi_xmd xmd;
	int rc;

	psi_xmd_init(&xmd, PSI_XMD_SHA256, dst, dst_len);
	(void)!psi_xmd_expand(&xmd, uniform, sizeof uniform, &message, 1);
	rc = map(out, uniform, err);
	psi_wipe(uniform, sizeof uniform);
	return rc;
}

static int
hash_to_scalar(uint8_t out[PSI_SCALAR_BYTES], const uint8_t *msg,
    size_t msg_len, const uint8_t *dst, size_t dst_len, struct psi_error *err)
{
	const struct psi_message message = { msg, msg_len };
	uint8_t uniform[PSI_P256_WIDE_BYTES];
	struct psi_p256_num scalar;
	struct psi_xmd xmd;

	(void)err;
	psi_xmd_init(&xmd, PSI_XMD_SHA256, dst, dst_len);
	(void)!psi_xmd_expand(&xmd, uniform, sizeof uniform, &message, 1);
	psi_p256_reduce(&psi_p256_q, &scalar, uniform);
	psi_p256_store(&psi_p256_q, out, &scalar);
	psi_wipe(uniform, sizeof uniform);
	psi_wipe(&scalar, sizeof scalar);
	return 0;
}

static bool
scalar_valid(const uint8_t scalar[PSI_SCALAR_BYTES])
{
	struct psi_p256_num number;
	bool valid;

	valid = psi_ct_status(psi_p256_load(&psi_p256_q, &number, scalar)) &&
	    psi_ct_status(psi_p256_is_zero(&number) == 0);
	psi_wipe(&number, sizeof number);
	return valid;
}

static int
scalar_random(uint8_t out[PSI_SCALAR_BYTES], struct psi_error *err)
{
	uint8_t wide[PSI_P256_WIDE_BYTES];
	struct psi_p256_num number;
	int rc;

	/* 384 bits modulo q are uniform but for 2^-128. */
	do {
		if ((rc = psi_random(wide, sizeof wide, err)) != 0)
			return rc;
		psi_p256_reduce(&psi_p256_q, &number, wide);
	} while (psi_p256_is_zero(&number) != 0);
	psi_p256_store(&psi_p256_q, out, &number);
	psi_wipe(wide, sizeof wide);
	psi_wipe(&number, sizeof number);
	return 0;
}

/* One operation modulo q on scalars as bytes. */
static int
scalar_op(uint8_t out[PSI_SCALAR_BYTES], const uint8_t a[PSI_SCALAR_BYTES],
    const uint8_t b[PSI_SCALAR_BYTES],
    void (*op)(const struct psi_p256_modulus *mod, struct psi_p256_num *out,
	const struct psi_p256_num *a, const struct psi_p256_num *b))
{
	struct psi_p256_num x;
	struct psi_p256_num y;

	/* Scalars that are not below q are reduced, not refused. */
	(void)psi_p256_load(&psi_p256_q, &x, a);
	(void)psi_p256_load(&psi_p256_q, &y, b);
	op(&psi_p256_q, &x, &x, &y);
	psi_p256_store(&psi_p256_q, out, &x);
	psi_wipe(&x, sizeof x);
	psi_wipe(&y, sizeof y);
	return 0;
}

static int
scalar_mul(uint8_t out[PSI_SCALAR_BYTES], const uint8_t a[PSI_SCALAR_BYTES],
    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err)
{
	(void)err;
	return scalar_op(out, a, b, psi_p256_mul);
}

static int
scalar_sub(uint8_t out[PSI_SCALAR_BYTES], const uint8_t a[PSI_SCALAR_BYTES],
    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err)
{
	(void)err;
	return scalar_op(out, a, b, psi_p256_sub);
}

static bool
element_valid(const uint8_t *in)
{
	struct psi_p256_point point;

	/* The identity has no compressed form. */
	return psi_p256_decode(&point, in);
}

static int
element_random(uint8_t *out, struct psi_error *err)
{
	uint8_t uniform[PSI_P256_UNIFORM_BYTES];
	int rc;

	/* As hash_to_group, from random bytes: nobody knows the logarithm. */
	if ((rc = psi_random(uniform, sizeof uniform, err)) != 0)
		return rc;
	rc = map(out, uniform, err);
	psi_wipe(uniform, sizeof uniform);
	return rc;
}

static int
mul_base(
    uint8_t *out, const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err)
{
	struct context context;
	int rc;

	rc = context_init(&context, scalar, err);
	if (rc == 0 &&
	    EC_POINT_mul(context.group, context.out, context.scalar, NULL, NULL,
		context.bn_ctx) != 1)
		rc = library_error(err);
	if (rc == 0 &&
	    EC_POINT_point2oct(context.group, context.out,
		POINT_CONVERSION_COMPRESSED, out, ELEMENT_BYTES,
		context.bn_ctx) != ELEMENT_BYTES)
		rc = element_error(err);
	context_clear(&context);
	return rc;
}

static int
mul_range(uint8_t *out, void *points, const uint8_t *in, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad, struct psi_error *err)
{
	struct psi_p256_point *kept = points;
	struct psi_p256_point point;
	struct context context;
	int rc;

	rc = context_init(&context, scalar, err);
	for (size_t i = 0; rc == 0 && i < num; i++) {
		if (psi_p256_decode(&point, in + i * ELEMENT_BYTES))
			rc = context_mul(
			    &context, out + i * ELEMENT_BYTES, &point, err);
		else
			rc = element_error(err);
		if (rc == PSI_E_ELEMENT)
			*bad = i;
		if (kept != NULL)
			kept[i] = point;
	}
	context_clear(&context);
	return rc;
}

static int
mul(uint8_t *out, const uint8_t *in, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	size_t bad;

	return mul_range(out, NULL, in, 1, scalar, &bad, err);
}

static int
mul_add(uint8_t *out, const uint8_t a[PSI_SCALAR_BYTES], const uint8_t *A,
    const uint8_t b[PSI_SCALAR_BYTES], const uint8_t *B, struct psi_error *err)
{
	struct psi_p256_point point_a;
	struct psi_p256_point point_b;
	struct psi_p256_sum sum;

	if (!psi_p256_decode(&point_a, A) || !psi_p256_decode(&point_b, B))
		return element_error(err);
	psi_p256_mul_add(&sum, a, &point_a, b, &point_b);
	(void)psi_p256_encode(out, &sum);
	return 0;
}

static int
decode_range(void *points, const uint8_t *in, size_t num, size_t *bad,
    struct psi_error *err)
{
	struct psi_p256_point *point = points;

	for (size_t i = 0; i < num; i++)
		if (!psi_p256_decode(&point[i], in + i * ELEMENT_BYTES)) {
			*bad = i;
			return element_error(err);
		}
	return 0;
}

static int
check_range(const uint8_t *in, size_t num, size_t *bad, struct psi_error *err)
{
	for (size_t i = 0; i < num; i++)
		if (!element_valid(in + i * ELEMENT_BYTES)) {
			*bad = i;
			return element_error(err);
		}
	return 0;
}

static int
weighted_sum(uint8_t *out, const void *points, const uint8_t *weights,
    size_t num, struct psi_error *err)
{
	struct psi_p256_sum sum;
	int rc;

	if ((rc = psi_msm(&psi_p256_group, &sum, points, weights, num, err)) !=
	    0)
		return rc;
	(void)psi_p256_encode(out, &sum);
	return 0;
}

/* Add an encoded element, or our encoding of the identity: all zeros. */
static bool
add_encoded(struct psi_p256_sum *sum, const uint8_t *in)
{
	static const uint8_t identity[ELEMENT_BYTES];
	struct psi_p256_point point;

	/* Public data. */
	if (memcmp(in, identity, ELEMENT_BYTES) == 0)
		return true;
	if (!psi_p256_decode(&point, in))
		return false;
	psi_p256_group.add_point(sum, &point, false);
	return true;
}

static int
add(uint8_t *out, const uint8_t *a, const uint8_t *b, struct psi_error *err)
{
	struct psi_p256_sum sum;

	psi_p256_group.zero(&sum);
	if (!add_encoded(&sum, a) || !add_encoded(&sum, b))
		return element_error(err);
	(void)psi_p256_encode(out, &sum);
	return 0;
}

const struct psi_suite psi_suite_p256 = {
	.name = "P256-SHA256",
	.element_bytes = ELEMENT_BYTES,
	.generator = generator,
	.point_bytes = sizeof(struct psi_p256_point),
	.hash_bytes = PSI_SHA256_BYTES,
	.hash = psi_sha256,
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

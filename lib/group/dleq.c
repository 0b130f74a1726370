#include "group/dleq.h"

#include <string.h>

#include "base/bytes.h"
#include "base/ctcheck.h"
#include "base/error.h"
#include "base/secret.h"

#define NUM_MAX 65535

/*
 * The strings that are hashed here are built of parts with their lengths in
 * front (two bytes, big-endian). The longest is a composite's: a digest, an
 * index, two elements and a word, under 160 bytes; a challenge has five
 * elements and a word, under 190.
 */
struct text {
	uint8_t data[256];
	size_t len;
};

static void
put(struct text *text, const void *in, size_t in_len)
{
	memcpy(text->data + text->len, in, in_len);
	text->len += in_len;
}

static void
put_u16(struct text *text, size_t x)
{
	const uint8_t bytes[2] = { (uint8_t)(x >> 8), (uint8_t)x };

	put(text, bytes, sizeof bytes);
}

static void
put_part(struct text *text, const void *in, size_t in_len)
{
	put_u16(text, in_len);
	put(text, in, in_len);
}

/* HashToScalar under the suite's own tag. */
static int
to_scalar(const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES],
    const struct text *text, struct psi_error *err)
{
	uint8_t dst[PSI_DST_MAX_BYTES];
	const size_t dst_len = psi_suite_dst(suite, "HashToScalar-", dst);

	return suite->hash_to_scalar(
	    out, text->data, text->len, dst, dst_len, err);
}

/* seed = Hash(I2OSP(len(Bm), 2) || Bm || I2OSP(len(seedDST), 2) || seedDST). */
static void
composite_seed(const struct psi_suite *suite, uint8_t *seed, const uint8_t *B)
{
	struct text text = { .len = 0 };
	uint8_t dst[PSI_DST_MAX_BYTES];
	const size_t dst_len = psi_suite_dst(suite, "Seed-", dst);

	put_part(&text, B, suite->element_bytes);
	put_part(&text, dst, dst_len);
	suite->hash(seed, text.data, text.len);
}

/* sum = sum + weight * element; the sum may be the identity. */
static int
accumulate(const struct psi_suite *suite, uint8_t *sum,
    const uint8_t weight[PSI_SCALAR_BYTES], const uint8_t *element,
    struct psi_error *err)
{
	uint8_t product[PSI_ELEMENT_MAX_BYTES];
	uint8_t next[PSI_ELEMENT_MAX_BYTES];
	int rc;

	if ((rc = suite->mul(product, element, weight, err)) != 0 ||
	    (rc = suite->add(next, sum, product, err)) != 0)
		return rc;
	memcpy(sum, next, suite->element_bytes);
	return 0;
}

/*
 * ComputeComposites: M = sum of d_i C[i], Z = sum of d_i D[i]; or, where the
 * key is given, ComputeCompositesFast: Z = k * M.
 */
static int
composites(const struct psi_suite *suite, uint8_t *M, uint8_t *Z,
    const uint8_t *k, const struct psi_dleq *statement, struct psi_error *err)
{
	const uint8_t *C = statement->C;
	const uint8_t *D = statement->D;
	const size_t size = suite->element_bytes;
	uint8_t seed[PSI_HASH_MAX_BYTES];
	uint8_t di[PSI_SCALAR_BYTES];
	int rc;

	composite_seed(suite, seed, statement->B);
	/* The identity, of both suites. */
	memset(M, 0, size);
	memset(Z, 0, size);
	for (size_t i = 0; i < statement->num; i++) {
		struct text text = { .len = 0 };

		put_part(&text, seed, suite->hash_bytes);
		put_u16(&text, i);
		put_part(&text, C + i * size, size);
		put_part(&text, D + i * size, size);
		put(&text, "Composite", 9);
		if ((rc = to_scalar(suite, di, &text, err)) != 0 ||
		    (rc = accumulate(suite, M, di, C + i * size, err)) != 0)
			return rc;
		if (k == NULL &&
		    (rc = accumulate(suite, Z, di, D + i * size, err)) != 0)
			return rc;
	}
	return k == NULL ? 0 : suite->mul(Z, M, k, err);
}

/* c = HashToScalar(Bm || a0 || a1 || a2 || a3 || "Challenge"), each element
 * with its length. */
static int
challenge(const struct psi_suite *suite, uint8_t c[PSI_SCALAR_BYTES],
    const uint8_t *B, const uint8_t *M, const uint8_t *Z, const uint8_t *t2,
    const uint8_t *t3, struct psi_error *err)
{
	const uint8_t *const parts[] = { B, M, Z, t2, t3 };
	struct text text = { .len = 0 };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		put_part(&text, parts[i], suite->element_bytes);
	put(&text, "Challenge", 9);
	return to_scalar(suite, c, &text, err);
}

static int
check_num(size_t num, struct psi_error *err)
{
	if (num < 1 || num > NUM_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "a proof stands for 1 to %d elements", NUM_MAX);
	return 0;
}

int
psi_dleq_prove(const struct psi_suite *suite, uint8_t proof[PSI_PROOF_BYTES],
    const uint8_t k[PSI_SCALAR_BYTES], const uint8_t r[PSI_SCALAR_BYTES],
    const struct psi_dleq *statement, struct psi_error *err)
{
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	uint8_t t2[PSI_ELEMENT_MAX_BYTES];
	uint8_t t3[PSI_ELEMENT_MAX_BYTES];
	uint8_t c[PSI_SCALAR_BYTES];
	uint8_t ck[PSI_SCALAR_BYTES];
	uint8_t s[PSI_SCALAR_BYTES];
	int rc;

	if ((rc = check_num(statement->num, err)) != 0)
		return rc;
	if (!suite->scalar_valid(k) || !suite->scalar_valid(r))
		return psi_error_set(
		    err, PSI_E_ARG, "a scalar of the proof is not valid");
	if ((rc = composites(suite, M, Z, k, statement, err)) != 0 ||
	    (rc = suite->mul(t2, statement->A, r, err)) != 0 ||
	    (rc = suite->mul(t3, M, r, err)) != 0 ||
	    (rc = challenge(suite, c, statement->B, M, Z, t2, t3, err)) != 0)
		return rc;
	/* The challenge is a part of the proof. */
	psi_ct_public(c, sizeof c);
	if ((rc = suite->scalar_mul(ck, c, k, err)) != 0)
		return rc;
	rc = suite->scalar_sub(s, r, ck, err);
	psi_wipe(ck, sizeof ck);
	if (rc != 0)
		return rc;
	memcpy(proof, c, sizeof c);
	memcpy(proof + PSI_SCALAR_BYTES, s, sizeof s);
	return 0;
}

int
psi_dleq_verify(const struct psi_suite *suite, const struct psi_dleq *statement,
    const uint8_t proof[PSI_PROOF_BYTES], struct psi_error *err)
{
	const uint8_t *c = proof;
	const uint8_t *s = proof + PSI_SCALAR_BYTES;
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	uint8_t t2[PSI_ELEMENT_MAX_BYTES];
	uint8_t t3[PSI_ELEMENT_MAX_BYTES];
	uint8_t expected[PSI_SCALAR_BYTES];
	int rc;

	if ((rc = check_num(statement->num, err)) != 0)
		return rc;
	if (!suite->scalar_valid(c) || !suite->scalar_valid(s))
		return psi_error_set(err, PSI_E_PROOF,
		    "a proof holds a number that is out of range");
	/* mul_add refuses elements that are not valid: A and B here. */
	if ((rc = suite->mul_add(t2, s, statement->A, c, statement->B, err)) !=
		0 ||
	    (rc = composites(suite, M, Z, NULL, statement, err)) != 0)
		return rc;
	/* Valid elements add up to the identity only by intent. */
	if (!suite->element_valid(M) || !suite->element_valid(Z))
		return psi_error_set(err, PSI_E_PROOF, "a proof does not hold");
	if ((rc = suite->mul_add(t3, s, M, c, Z, err)) != 0 ||
	    (rc = challenge(
		 suite, expected, statement->B, M, Z, t2, t3, err)) != 0)
		return rc;
	if (!psi_secret_equal(expected, c, PSI_SCALAR_BYTES))
		return psi_error_set(err, PSI_E_PROOF, "a proof does not hold");
	return 0;
}

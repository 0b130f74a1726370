#include "group/ristretto255_lanes.h"

#include <string.h>

#include "base/ctcheck.h"
#include "base/error.h"
#include "base/secret.h"
#include "group/rounding.h"

/* Rows at a time, for what is on the stack beside the kernel's own memory. */
#define PIECE_ROWS 256

static size_t
piece_rows(size_t num, size_t first)
{
	return num - first < PIECE_ROWS ? num - first : PIECE_ROWS;
}

/* The first row that is not ok, if there is one. All public. */
static int
find_bad(const uint8_t *ok, size_t first, size_t rows, size_t *bad,
    struct psi_error *err)
{
	const uint8_t *p = memchr(ok, 0, rows);

	if (p == NULL)
		return 0;
	*bad = first + (size_t)(p - ok);
	return psi_error_set(err, PSI_E_ELEMENT,
	    "an element is not a valid encoding of ristretto255");
}

/* Each of these calls a kernel, in the mode that it needs. */

static int
call_map_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    uint8_t *ok, const uint8_t *uniform, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES])
{
	unsigned int mode = psi_rounding_begin();
	int rc = kernel->map_mul(out, ok, uniform, num, scalar);

	psi_rounding_end(mode);
	return rc;
}

static int
call_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    uint8_t *ok, struct psi_ristretto255_point *points, const uint8_t *in,
    size_t num, const uint8_t scalar[PSI_SCALAR_BYTES])
{
	unsigned int mode = psi_rounding_begin();
	int rc = kernel->mul(out, ok, points, in, num, scalar);

	psi_rounding_end(mode);
	return rc;
}

static int
call_decode(const struct psi_ristretto255_kernel *kernel,
    struct psi_ristretto255_point *points, uint8_t *ok, const uint8_t *in,
    size_t num)
{
	unsigned int mode = psi_rounding_begin();
	int rc = kernel->decode(points, ok, in, num);

	psi_rounding_end(mode);
	return rc;
}

/* RFC 9380, section 5.3.1, with one digest for each message. */
static int
expand_piece(const struct psi_ristretto255_kernel *kernel,
    const struct psi_xmd *xmd, uint8_t *uniform, const struct psi_message *msg,
    size_t num)
{
	static const uint8_t zeros[128];
	uint8_t b0[PIECE_ROWS * PSI_SHA512_BYTES];
	struct psi_message body[PIECE_ROWS];
	/* I2OSP(64, 2) || 0 || DST_prime, and 1 || DST_prime */
	uint8_t tail[3 + PSI_XMD_TAG_MAX_BYTES] = { 0, PSI_SHA512_BYTES, 0 };
	int rc;

	memcpy(tail + 3, xmd->tag, xmd->tag_len);
	rc = kernel->sha512(
	    b0, zeros, sizeof zeros, msg, num, tail, 3 + xmd->tag_len);
	for (size_t i = 0; i < num; i++) {
		body[i].data = b0 + i * PSI_SHA512_BYTES;
		body[i].len = PSI_SHA512_BYTES;
	}
	tail[2] = 1;
	if (rc == 0)
		rc = kernel->sha512(
		    uniform, NULL, 0, body, num, tail + 2, 1 + xmd->tag_len);
	psi_wipe(b0, sizeof b0);
	return rc;
}

int
psi_lanes_expand(const struct psi_ristretto255_kernel *kernel,
    const struct psi_xmd *xmd, uint8_t *uniform, const struct psi_message *msg,
    size_t num, struct psi_error *err)
{
	for (size_t i = 0; i < num; i += PIECE_ROWS)
		if (expand_piece(kernel, xmd, uniform + i * PSI_SHA512_BYTES,
			msg + i, piece_rows(num, i)) != 0)
			return psi_error_nomem(err);
	return 0;
}

int
psi_lanes_map_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    const uint8_t *uniform, size_t num, const uint8_t scalar[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	uint8_t ok[PIECE_ROWS];

	for (size_t i = 0; i < num; i += PIECE_ROWS) {
		const size_t rows = piece_rows(num, i);

		if (call_map_mul(kernel, out + i * PSI_RISTRETTO255_BYTES, ok,
			uniform + i * PSI_RISTRETTO255_UNIFORM_BYTES, rows,
			scalar) != 0)
			return psi_error_nomem(err);
		psi_ct_public(ok, sizeof ok);
		if (memchr(ok, 0, rows) != NULL)
			return psi_error_set(err, PSI_E_ARG,
			    "an input is hashed to the identity");
	}
	return 0;
}

int
psi_lanes_mul(const struct psi_ristretto255_kernel *kernel, uint8_t *out,
    struct psi_ristretto255_point *points, const uint8_t *in, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad, struct psi_error *err)
{
	uint8_t ok[PIECE_ROWS];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i += PIECE_ROWS) {
		const size_t rows = piece_rows(num, i);

		if (call_mul(kernel, out + i * PSI_RISTRETTO255_BYTES, ok,
			points == NULL ? NULL : points + i,
			in + i * PSI_RISTRETTO255_BYTES, rows, scalar) != 0)
			return psi_error_nomem(err);
		psi_ct_public(ok, sizeof ok);
		rc = find_bad(ok, i, rows, bad, err);
	}
	return rc;
}

int
psi_lanes_decode(const struct psi_ristretto255_kernel *kernel,
    struct psi_ristretto255_point *points, const uint8_t *in, size_t num,
    size_t *bad, struct psi_error *err)
{
	struct psi_ristretto255_point unused[PIECE_ROWS];
	uint8_t ok[PIECE_ROWS];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i += PIECE_ROWS) {
		const size_t rows = piece_rows(num, i);

		if (call_decode(kernel, points == NULL ? unused : points + i,
			ok, in + i * PSI_RISTRETTO255_BYTES, rows) != 0)
			return psi_error_nomem(err);
		rc = find_bad(ok, i, rows, bad, err);
	}
	return rc;
}

int
psi_lanes_sum(const struct psi_ristretto255_kernel *kernel,
    uint8_t out[PSI_RISTRETTO255_BYTES],
    const struct psi_ristretto255_point *points, const uint8_t *weights,
    size_t num, struct psi_error *err)
{
	unsigned int mode = psi_rounding_begin();
	int rc = kernel->sum(out, points, weights, num);

	psi_rounding_end(mode);
	return rc != 0 ? psi_error_nomem(err) : 0;
}

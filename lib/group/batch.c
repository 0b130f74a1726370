#include "group/batch.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/ctcheck.h"
#include "base/error.h"
#include "base/secret.h"
#include "group/transcript.h"

/* RFC 9497, section 1.2: the input of an evaluation. */
#define MESSAGE_MAX_BYTES 65535
/* A part of a weighted sum has at least so many rows: the buckets of
 * group/msm.h then cost little, and few threads wait for a long part. */
#define SUM_RANGE_ROWS ((size_t)8192)

/* Ranges of weights start where a digest starts. */
static_assert(PSI_RANGE_ROWS % PSI_WEIGHTS_PER_DIGEST == 0,
    "a range starts inside a digest of weights");
static_assert(PSI_BLOCK_ROWS <= UINT32_MAX, "rows are hashed as 32 bits");

/* One call over ranges of rows; fields that a call does not use are NULL. */
struct job {
	const struct psi_suite *suite;
	size_t num;
	uint8_t *out;
	const uint8_t *in;
	uint8_t *points;
	const struct psi_message *msg;
	const uint8_t *scalar;
	/* S of the transcript, and where its weights go. */
	const uint8_t *digest;
	uint8_t *weights;
	const uint8_t *dst;
	size_t dst_len;
	/* The first bad row so far, or SIZE_MAX. */
	atomic_size_t bad;
};

/* The rows of range i. */
static size_t
range_rows(size_t num, size_t range, size_t i)
{
	const size_t left = num - i * range;

	return left < range ? left : range;
}

static size_t
num_ranges(size_t num, size_t range)
{
	return num / range + (num % range != 0);
}

/* Keep the smallest: every range before a failed one runs to its end, so the
 * first bad row is the same whatever the number of workers. */
static void
note_bad(struct job *job, size_t row)
{
	size_t before = atomic_load(&job->bad);

	while (row < before &&
	    !atomic_compare_exchange_weak(&job->bad, &before, row))
		;
}

/* Make the calls; the error of a bad row says which, counted from 1. */
static int
run(struct job *job, int (*fn)(void *cookie, size_t i, struct psi_error *err),
    size_t *bad, struct psi_workers *workers, struct psi_error *err)
{
	int rc;

	atomic_init(&job->bad, SIZE_MAX);
	rc = psi_workers_for(
	    workers, num_ranges(job->num, PSI_RANGE_ROWS), fn, job, err);
	if (rc != PSI_E_ELEMENT || bad == NULL)
		return rc;
	*bad = atomic_load(&job->bad);
	return psi_error_set(err, rc,
	    "element %zu is not a valid element of %s", *bad + 1,
	    job->suite->name);
}

static int
hash_mul_job(void *cookie, size_t i, struct psi_error *err)
{
	struct job *job = cookie;
	const struct psi_suite *suite = job->suite;
	const size_t first = i * PSI_RANGE_ROWS;
	const size_t rows = range_rows(job->num, PSI_RANGE_ROWS, i);

	for (size_t row = first; row < first + rows; row++)
		if (job->msg[row].len > MESSAGE_MAX_BYTES)
			return psi_error_set(err, PSI_E_ARG,
			    "an input has more than %d bytes",
			    MESSAGE_MAX_BYTES);
	return suite->hash_mul_range(job->out + first * suite->element_bytes,
	    job->msg + first, rows, job->dst, job->dst_len, job->scalar, err);
}

int
psi_batch_hash_mul(const struct psi_suite *suite, uint8_t *out,
    const struct psi_message *msg, size_t num,
    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_workers *workers,
    struct psi_error *err)
{
	uint8_t dst[PSI_DST_MAX_BYTES];
	struct job job = { .suite = suite,
		.num = num,
		.out = out,
		.msg = msg,
		.scalar = scalar,
		.dst = dst,
		.dst_len = psi_suite_dst(suite, "HashToGroup-", dst) };

	return run(&job, hash_mul_job, NULL, workers, err);
}

static int
mul_job(void *cookie, size_t i, struct psi_error *err)
{
	struct job *job = cookie;
	const struct psi_suite *suite = job->suite;
	const size_t first = i * PSI_RANGE_ROWS;
	const size_t rows = range_rows(job->num, PSI_RANGE_ROWS, i);
	size_t bad = 0;
	int rc;

	rc = suite->mul_range(job->out + first * suite->element_bytes,
	    job->points == NULL ? NULL
				: job->points + first * suite->point_bytes,
	    job->in + first * suite->element_bytes, rows, job->scalar, &bad,
	    err);
	if (rc == PSI_E_ELEMENT)
		note_bad(job, first + bad);
	return rc;
}

int
psi_batch_mul(const struct psi_suite *suite, uint8_t *out, const uint8_t *in,
    size_t num, const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad,
    struct psi_workers *workers, struct psi_error *err)
{
	struct job job = { .suite = suite,
		.num = num,
		.out = out,
		.in = in,
		.scalar = scalar };

	return run(&job, mul_job, bad, workers, err);
}

static int
check_job(void *cookie, size_t i, struct psi_error *err)
{
	struct job *job = cookie;
	const struct psi_suite *suite = job->suite;
	const size_t first = i * PSI_RANGE_ROWS;
	const uint8_t *in = job->in + first * suite->element_bytes;
	const size_t rows = range_rows(job->num, PSI_RANGE_ROWS, i);
	size_t bad = 0;
	int rc;

	if (job->points == NULL)
		rc = suite->check_range(in, rows, &bad, err);
	else
		rc = suite->decode_range(
		    job->points + first * suite->point_bytes, in, rows, &bad,
		    err);
	if (rc == PSI_E_ELEMENT)
		note_bad(job, first + bad);
	return rc;
}

int
psi_batch_check(const struct psi_suite *suite, const uint8_t *in, size_t num,
    size_t *bad, struct psi_workers *workers, struct psi_error *err)
{
	struct job job = { .suite = suite, .num = num, .in = in };

	return run(&job, check_job, bad, workers, err);
}

static int
weights_job(void *cookie, size_t i, struct psi_error *err)
{
	struct job *job = cookie;
	const size_t first = i * PSI_RANGE_ROWS;

	(void)err;
	psi_transcript_weights(job->weights + first * PSI_WEIGHT_BYTES,
	    job->digest, first, range_rows(job->num, PSI_RANGE_ROWS, i));
	return 0;
}

/* Parts of a sum: each job writes one element of `parts`. */
struct sum {
	const struct psi_suite *suite;
	const uint8_t *points;
	const uint8_t *weights;
	size_t num;
	size_t rows;
	uint8_t parts[PSI_BLOCK_ROWS / SUM_RANGE_ROWS * PSI_ELEMENT_MAX_BYTES];
};

static int
sum_job(void *cookie, size_t i, struct psi_error *err)
{
	struct sum *sum = cookie;
	const struct psi_suite *suite = sum->suite;
	const size_t first = i * sum->rows;

	return suite->weighted_sum(sum->parts + i * suite->element_bytes,
	    sum->points + first * suite->point_bytes,
	    sum->weights + first * PSI_WEIGHT_BYTES,
	    range_rows(sum->num, sum->rows, i), err);
}

/* One part for each worker, but none too short. */
static int
weighted_sum(const struct psi_suite *suite, uint8_t *out, const uint8_t *points,
    const uint8_t *weights, size_t num, struct psi_workers *workers,
    struct psi_error *err)
{
	const size_t jobs = psi_workers_jobs(workers);
	const size_t size = suite->element_bytes;
	struct sum sum = { .suite = suite,
		.points = points,
		.weights = weights,
		.num = num,
		.rows = num / jobs + 1 };
	uint8_t next[PSI_ELEMENT_MAX_BYTES];
	size_t num_parts;
	int rc;

	assert(num >= 1 && num <= PSI_BLOCK_ROWS);
	if (sum.rows < SUM_RANGE_ROWS)
		sum.rows = SUM_RANGE_ROWS;
	num_parts = num_ranges(num, sum.rows);
	if ((rc = psi_workers_for(workers, num_parts, sum_job, &sum, err)) != 0)
		return rc;
	for (size_t i = 1; i < num_parts; i++) {
		if ((rc = suite->add(
			 next, sum.parts, sum.parts + i * size, err)) != 0)
			return rc;
		memcpy(sum.parts, next, size);
	}
	memcpy(out, sum.parts, size);
	return 0;
}

/* What a block takes while it is computed with. */
struct memory {
	size_t num;
	size_t point_bytes;
	uint8_t *points;
	uint8_t *weights;
};

static int
memory_new(
    struct memory *memory, const struct psi_block *block, struct psi_error *err)
{
	const struct psi_suite *suite = block->suite;
	char role = block->transcript->role;

	memset(memory, 0, sizeof *memory);
	if (block->num < 1 || block->num > PSI_BLOCK_ROWS)
		return psi_error_set(
		    err, PSI_E_ARG, "a block has 1 to %d rows", PSI_BLOCK_ROWS);
	/* It was checked with the file that it stands in. */
	if (!suite->element_valid(block->transcript->public_key) ||
	    (role != 'a' && role != 'b'))
		return psi_error_set(
		    err, PSI_E_ARG, "the transcript of a block is not valid");
	memory->num = block->num;
	memory->point_bytes = suite->point_bytes;
	memory->points = psi_array_new(block->num, suite->point_bytes);
	memory->weights = psi_array_new(block->num, PSI_WEIGHT_BYTES);
	if (memory->points == NULL || memory->weights == NULL)
		return psi_error_nomem(err);
	return 0;
}

static void
memory_free(struct memory *memory)
{
	psi_array_free(memory->points, memory->num, memory->point_bytes);
	psi_array_free(memory->weights, memory->num, PSI_WEIGHT_BYTES);
}

static int
draw_weights(const struct psi_block *block, struct memory *memory,
    const uint8_t *C, const uint8_t *D, struct psi_workers *workers,
    struct psi_error *err)
{
	uint8_t digest[PSI_SHA512_BYTES];
	struct job job = { .suite = block->suite,
		.num = block->num,
		.digest = digest,
		.weights = memory->weights };

	psi_transcript_digest(block->suite, block->transcript, block->number,
	    digest, C, D, block->num);
	return run(&job, weights_job, NULL, workers, err);
}

/* The proof for M = sum of w_i C_i and Z = k * M. */
static int
prove_sum(const struct psi_block *block, uint8_t proof[PSI_PROOF_BYTES],
    const uint8_t *M, const struct psi_prover *prover, struct psi_error *err)
{
	const struct psi_suite *suite = block->suite;
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	uint8_t r[PSI_SCALAR_BYTES];
	const struct psi_dleq statement = { suite->generator,
		block->transcript->public_key, M, Z, 1 };
	int rc;

	if ((rc = suite->mul(Z, M, prover->k, err)) != 0)
		return rc;
	/* The verifier computes it from the answers. */
	psi_ct_public(Z, suite->element_bytes);
	rc =
	    psi_transcript_nonce(suite, r, prover->k, prover->fresh, M, Z, err);
	if (rc == 0)
		rc =
		    psi_dleq_prove(suite, proof, prover->k, r, &statement, err);
	psi_wipe(r, sizeof r);
	return rc;
}

int
psi_block_evaluate(const struct psi_block *block, uint8_t *out,
    uint8_t proof[PSI_PROOF_BYTES], const uint8_t *in,
    const struct psi_prover *prover, size_t *bad, struct psi_workers *workers,
    struct psi_error *err)
{
	const struct psi_suite *suite = block->suite;
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	struct memory memory;
	struct job job = { .suite = suite,
		.num = block->num,
		.out = out,
		.in = in,
		.scalar = prover->k };
	int rc;

	if ((rc = memory_new(&memory, block, err)) != 0)
		goto out;
	job.points = memory.points;
	if ((rc = run(&job, mul_job, bad, workers, err)) != 0)
		goto out;
	/* From here on the answers are public. */
	psi_ct_public(out, block->num * suite->element_bytes);
	if ((rc = draw_weights(block, &memory, in, out, workers, err)) != 0)
		goto out;
	if ((rc = weighted_sum(suite, M, memory.points, memory.weights,
		 block->num, workers, err)) != 0)
		goto out;
	rc = prove_sum(block, proof, M, prover, err);
out:
	memory_free(&memory);
	return rc;
}

/* Decode a list, and sum it up with the weights of the block. */
static int
decode_and_sum(const struct psi_suite *suite, const struct memory *memory,
    uint8_t *out, const uint8_t *in, size_t *bad, struct psi_workers *workers,
    struct psi_error *err)
{
	struct job job = { .suite = suite,
		.num = memory->num,
		.in = in,
		.points = memory->points };
	int rc;

	if ((rc = run(&job, check_job, bad, workers, err)) != 0)
		return rc;
	return weighted_sum(suite, out, memory->points, memory->weights,
	    memory->num, workers, err);
}

int
psi_block_verify(const struct psi_block *block, const uint8_t *C,
    const uint8_t *D, const uint8_t proof[PSI_PROOF_BYTES], size_t *bad,
    struct psi_workers *workers, struct psi_error *err)
{
	const struct psi_suite *suite = block->suite;
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	const struct psi_dleq statement = { suite->generator,
		block->transcript->public_key, M, Z, 1 };
	struct memory memory;
	int rc;

	if ((rc = memory_new(&memory, block, err)) != 0)
		goto out;
	if ((rc = draw_weights(block, &memory, C, D, workers, err)) != 0)
		goto out;
	/* The same memory holds the one list and then the other. */
	if ((rc = decode_and_sum(suite, &memory, Z, D, bad, workers, err)) != 0)
		goto out;
	if ((rc = decode_and_sum(suite, &memory, M, C, bad, workers, err)) != 0)
		goto out;
	/* No weights that the prover could foresee give the identity. */
	if (!suite->element_valid(M) || !suite->element_valid(Z)) {
		rc = psi_error_set(err, PSI_E_PROOF, "a proof does not hold");
		goto out;
	}
	rc = psi_dleq_verify(suite, &statement, proof, err);
out:
	memory_free(&memory);
	return rc;
}

/* Is the row among those that matched? */
static bool
is_matched(const struct psi_matched_block *block, size_t row)
{
	static const uint8_t none[PSI_POSITION_BYTES];

	return !psi_public_equal(block->position + row * PSI_POSITION_BYTES,
	    none, PSI_POSITION_BYTES);
}

static int
check_matched(const struct psi_matched_block *block, struct psi_error *err)
{
	size_t num = 0;

	if (block->num < 1 || block->num > PSI_BLOCK_ROWS)
		return psi_error_set(
		    err, PSI_E_ARG, "a block has 1 to %d rows", PSI_BLOCK_ROWS);
	for (size_t row = 0; row < block->num; row++)
		num += is_matched(block, row);
	if (num == block->num_matched)
		return 0;
	return psi_error_set(err, PSI_E_ARG,
	    "the matched rows of a block are not as many as its positions");
}

/* The weight of a row is that of its place in the block, whichever of the
 * other rows matched. */
static int
draw_matched_weights(const struct psi_suite *suite, struct memory *memory,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, struct psi_workers *workers,
    struct psi_error *err)
{
	uint8_t digest[PSI_SHA512_BYTES];
	uint8_t *all = psi_array_new(block->num, PSI_WEIGHT_BYTES);
	struct job job = { .suite = suite,
		.num = block->num,
		.digest = digest,
		.weights = all };
	size_t n = 0;
	int rc;

	if (all == NULL)
		return psi_error_nomem(err);
	psi_transcript_matched_digest(suite, transcript, block, digest);
	rc = run(&job, weights_job, NULL, workers, err);
	for (size_t row = 0; rc == 0 && row < block->num; row++)
		if (is_matched(block, row))
			memcpy(memory->weights + n++ * PSI_WEIGHT_BYTES,
			    all + row * PSI_WEIGHT_BYTES, PSI_WEIGHT_BYTES);
	psi_array_free(all, block->num, PSI_WEIGHT_BYTES);
	return rc;
}

/* Memory and weights of a block whose matched rows will be summed up:
 * `summed` is the block of these rows alone. */
static int
begin_matched(const struct psi_block *summed, struct memory *memory,
    const struct psi_matched_block *block, struct psi_workers *workers,
    struct psi_error *err)
{
	int rc;

	memset(memory, 0, sizeof *memory);
	if ((rc = check_matched(block, err)) != 0 ||
	    (rc = memory_new(memory, summed, err)) != 0)
		return rc;
	return draw_matched_weights(
	    summed->suite, memory, summed->transcript, block, workers, err);
}

int
psi_matched_block_prove(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, uint8_t proof[PSI_PROOF_BYTES],
    const struct psi_prover *prover, struct psi_workers *workers,
    struct psi_error *err)
{
	const struct psi_block summed = { suite, transcript, block->block,
		block->num_matched };
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	struct memory memory;
	size_t bad;
	int rc;

	rc = begin_matched(&summed, &memory, block, workers, err);
	if (rc == 0)
		rc = decode_and_sum(
		    suite, &memory, M, block->C, &bad, workers, err);
	if (rc == 0)
		rc = prove_sum(&summed, proof, M, prover, err);
	memory_free(&memory);
	return rc;
}

int
psi_matched_block_verify(const struct psi_suite *suite,
    const struct psi_transcript *transcript,
    const struct psi_matched_block *block, const uint8_t proof[PSI_PROOF_BYTES],
    struct psi_workers *workers, struct psi_error *err)
{
	const struct psi_block summed = { suite, transcript, block->block,
		block->num_matched };
	uint8_t M[PSI_ELEMENT_MAX_BYTES];
	uint8_t Z[PSI_ELEMENT_MAX_BYTES];
	const struct psi_dleq statement = { suite->generator,
		transcript->public_key, M, Z, 1 };
	struct memory memory;
	size_t bad;
	int rc;

	if ((rc = begin_matched(&summed, &memory, block, workers, err)) != 0 ||
	    (rc = decode_and_sum(
		 suite, &memory, Z, block->D, &bad, workers, err)) != 0 ||
	    (rc = decode_and_sum(
		 suite, &memory, M, block->C, &bad, workers, err)) != 0)
		goto out;
	/* As in psi_block_verify. */
	if (!suite->element_valid(M) || !suite->element_valid(Z)) {
		rc = psi_error_set(err, PSI_E_PROOF, "a proof does not hold");
		goto out;
	}
	rc = psi_dleq_verify(suite, &statement, proof, err);
out:
	memory_free(&memory);
	return rc;
}

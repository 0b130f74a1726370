/*
 * How fast the kernels of lib/group are, as ratios to libsodium.
 *
 *     bench_kernels [SLICES] [CSV]
 *
 * prints a table, and writes the same figures as CSV where asked.
 *
 *     bench_kernels --arithmetic
 *
 * prints what the four multiplications of a pair of keys take now, with the
 * kernel that the programs would choose, in nanoseconds of processor time.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/secret.h"
#include "base/workers.h"
#include "bench_slices.h"
#include "group/batch.h"
#include "group/kernel.h"
#include "group/suite.h"

/* Rows in a slice: about 2 ms of either side. */
#define BASE_ROWS ((size_t)32)
#define ROWS ((size_t)512)
#define SUM_ROWS ((size_t)8192)
#define BLOCK_ROWS ((size_t)16384)
#define ELEMENT ((size_t)32)
/* A tenth of a second. */
#define ARITHMETIC_SLICES 31

/* Everything that a slice reads and writes. */
struct bench {
	const struct psi_ristretto255_kernel *kernel;
	const struct psi_suite *suite;
	struct psi_workers *workers;
	uint8_t scalar[32];
	uint8_t public_key[32];
	uint8_t uniform[BLOCK_ROWS * 64];
	uint8_t in[BLOCK_ROWS * ELEMENT];
	uint8_t out[BLOCK_ROWS * ELEMENT];
	uint8_t ok[BLOCK_ROWS];
	uint8_t weights[SUM_ROWS * 16];
	uint8_t proof[PSI_PROOF_BYTES];
	struct psi_message msg[BLOCK_ROWS];
	struct psi_ristretto255_point points[SUM_ROWS];
	struct psi_transcript transcript;
};

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_kernels: %s failed\n", what);
	exit(1);
}

/* libsodium's side. */
static void
sodium_mul(void *cookie)
{
	struct bench *b = cookie;

	for (size_t i = 0; i < BASE_ROWS; i++)
		must(crypto_scalarmult_ristretto255(b->out + i * ELEMENT,
			 b->scalar, b->in + i * ELEMENT) == 0,
		    "multiplying");
}

static void
sodium_map_mul(void *cookie)
{
	struct bench *b = cookie;
	uint8_t mapped[32];

	for (size_t i = 0; i < BASE_ROWS; i++) {
		(void)crypto_core_ristretto255_from_hash(
		    mapped, b->uniform + i * 64);
		must(crypto_scalarmult_ristretto255(
			 b->out + i * ELEMENT, b->scalar, mapped) == 0,
		    "multiplying");
	}
}

static void
sodium_decode(void *cookie)
{
	struct bench *b = cookie;

	for (size_t i = 0; i < ROWS; i++)
		must(crypto_core_ristretto255_is_valid_point(
			 b->in + i * ELEMENT) == 1,
		    "checking");
}

static void
sodium_sha512(void *cookie)
{
	struct bench *b = cookie;
	uint8_t digest[64];

	for (size_t i = 0; i < ROWS; i++)
		(void)crypto_hash_sha512(digest, b->uniform + i * 64, 64);
}

/* The kernel's. */
static void
kernel_mul(void *cookie)
{
	struct bench *b = cookie;

	must(b->kernel->mul(b->out, b->ok, NULL, b->in, ROWS, b->scalar) == 0,
	    "the kernel");
}

static void
kernel_map_mul(void *cookie)
{
	struct bench *b = cookie;

	must(
	    b->kernel->map_mul(b->out, b->ok, b->uniform, ROWS, b->scalar) == 0,
	    "the kernel");
}

static void
kernel_decode(void *cookie)
{
	struct bench *b = cookie;

	must(b->kernel->decode(b->points, b->ok, b->in, ROWS) == 0,
	    "the kernel");
}

static void
kernel_sha512(void *cookie)
{
	struct bench *b = cookie;

	must(b->kernel->sha512(
		 b->uniform + ROWS * 64, NULL, 0, b->msg, ROWS, NULL, 0) == 0,
	    "the kernel");
}

static void
kernel_sum(void *cookie)
{
	struct bench *b = cookie;

	must(b->kernel->sum(b->out, b->points, b->weights, SUM_ROWS) == 0,
	    "the kernel");
}

/* The suite's, on workers. */
static void
suite_sum(void *cookie)
{
	static uint8_t points[SUM_ROWS * sizeof(struct psi_ristretto255_point)];
	static bool decoded;
	struct bench *b = cookie;
	const struct psi_suite *suite = &psi_suite_ristretto255_portable;
	size_t bad;

	if (!decoded)
		must(suite->decode_range(points, b->in, SUM_ROWS, &bad, NULL) ==
			0,
		    "decoding");
	decoded = true;
	must(suite->weighted_sum(b->out, points, b->weights, SUM_ROWS, NULL) ==
		0,
	    "the sum");
}

static void
batch_mul(struct bench *b, struct psi_workers *workers)
{
	size_t bad;

	must(psi_batch_mul(b->suite, b->out, b->in, BLOCK_ROWS, b->scalar, &bad,
		 workers, NULL) == 0,
	    "the batch");
}

static void
one_thread(void *cookie)
{
	batch_mul(cookie, NULL);
}

static void
two_threads(void *cookie)
{
	struct bench *b = cookie;

	batch_mul(b, b->workers);
}

static void
batch_hash(struct bench *b)
{
	must(psi_batch_hash_mul(b->suite, b->out, b->msg, BLOCK_ROWS, b->scalar,
		 NULL, NULL) == 0,
	    "the batch");
}

/* What a party computes for a row of its own and one of its partner. */
static void
session_unverified(void *cookie)
{
	batch_hash(cookie);
	batch_mul(cookie, NULL);
}

static void
session_verified(void *cookie)
{
	struct bench *b = cookie;
	size_t bad;

	batch_hash(b);
	must(psi_block_evaluate(
		 &(struct psi_block){ b->suite, &b->transcript, 0, BLOCK_ROWS },
		 b->out, b->proof, b->in,
		 &(struct psi_prover){ b->scalar, b->uniform }, &bad, NULL,
		 NULL) == 0,
	    "the proof");
	must(psi_block_verify(
		 &(struct psi_block){ b->suite, &b->transcript, 0, BLOCK_ROWS },
		 b->in, b->out, b->proof, &bad, NULL, NULL) == 0,
	    "the check of the proof");
}

/* A line of the table. */
struct line {
	const char *name;
	struct bench_side base;
	struct bench_side side;
	bool wall;
};

static const struct line kernel_lines[] = {
	{ "decode, multiply, encode", { sodium_mul, BASE_ROWS },
	    { kernel_mul, ROWS }, false },
	{ "map, multiply, encode", { sodium_map_mul, BASE_ROWS },
	    { kernel_map_mul, ROWS }, false },
	{ "decode", { sodium_decode, ROWS }, { kernel_decode, ROWS }, false },
	{ "SHA-512 of 64 bytes", { sodium_sha512, ROWS },
	    { kernel_sha512, ROWS }, false },
	{ "weighted sum (to portable)", { suite_sum, SUM_ROWS },
	    { kernel_sum, SUM_ROWS }, false },
};

static const struct line suite_lines[] = {
	{ "two threads (to one)", { one_thread, BLOCK_ROWS },
	    { two_threads, BLOCK_ROWS }, true },
	{ "verified (to unverified)", { session_unverified, BLOCK_ROWS },
	    { session_verified, BLOCK_ROWS }, false },
};

static void
print_line(FILE *csv, const char *kernel, const char *name,
    const struct bench_result *r)
{
	printf("%-12s %-28s %10.0f %10.0f %8.2f   %.2f-%.2f\n", kernel, name,
	    r->base_ns, r->ns, r->ratio, r->ratio_low, r->ratio_high);
	(void)fflush(stdout);
	if (csv != NULL)
		(void)fprintf(csv, "%s,\"%s\",%.1f,%.1f,%.3f,%.3f,%.3f\n",
		    kernel, name, r->base_ns, r->ns, r->ratio, r->ratio_low,
		    r->ratio_high);
}

static void
run_lines(struct bench *b, FILE *csv, const char *kernel,
    const struct line *line, size_t num, size_t slices)
{
	struct bench_result result;

	for (size_t i = 0; i < num; i++) {
		bench_pair(&result, &line[i].base, &line[i].side, b, slices,
		    line[i].wall);
		print_line(csv, kernel, line[i].name, &result);
	}
}

static struct bench *
bench_new(void)
{
	static const uint8_t digest[32] = { 1 };
	struct bench *b = calloc(1, sizeof *b);

	must(b != NULL, "memory");
	crypto_core_ristretto255_scalar_random(b->scalar);
	must(crypto_scalarmult_ristretto255_base(b->public_key, b->scalar) == 0,
	    "the key");
	randombytes_buf(b->uniform, sizeof b->uniform);
	randombytes_buf(b->weights, sizeof b->weights);
	for (size_t i = 0; i < BLOCK_ROWS; i++) {
		(void)crypto_core_ristretto255_from_hash(
		    b->in + i * ELEMENT, b->uniform + i * 64);
		b->msg[i].data = b->uniform + i * 64;
		b->msg[i].len = 64;
	}
	b->suite = &psi_suite_ristretto255;
	b->transcript = (struct psi_transcript){ .agreement = digest,
		.role = 'a',
		.run = 1,
		.answers = digest,
		.beside = digest,
		.public_key = b->public_key };
	must(psi_workers_new(&b->workers, 2, NULL) == 0, "starting threads");
	return b;
}

static void
bench_run(struct bench *b, FILE *csv, size_t slices)
{
	const struct psi_ristretto255_kernel *best =
	    psi_ristretto255_kernel_best();

	bench_print_machine("# ");
	printf("%-12s %-28s %10s %10s %8s   %s\n", "kernel", "operation",
	    "base ns", "ns", "ratio", "quartiles");
	if (csv != NULL)
		(void)fprintf(csv,
		    "kernel,operation,base_ns,ns,ratio,ratio_q1,ratio_q3\n");
	for (size_t i = 0; psi_ristretto255_kernels[i] != NULL; i++) {
		b->kernel = psi_ristretto255_kernels[i];
		if (!b->kernel->supported())
			continue;
		must(b->kernel->decode(b->points, b->ok, b->in, SUM_ROWS) == 0,
		    "decoding");
		run_lines(b, csv, b->kernel->name, kernel_lines,
		    sizeof kernel_lines / sizeof kernel_lines[0], slices);
	}
	run_lines(b, csv, best != NULL ? best->name : "portable", suite_lines,
	    sizeof suite_lines / sizeof suite_lines[0], slices / 8 + 1);
}

/* Two of hashed keys, two of the partner's elements; 0 without a kernel. */
static void
arithmetic_run(struct bench *b)
{
	struct bench_side mul = { kernel_mul, ROWS };
	struct bench_side map = { kernel_map_mul, ROWS };
	struct bench_result result;

	b->kernel = psi_ristretto255_kernel_best();
	memset(&result, 0, sizeof result);
	if (b->kernel != NULL)
		bench_pair(&result, &mul, &map, b, ARITHMETIC_SLICES, false);
	printf("%.1f\n", 2 * (result.base_ns + result.ns));
}

int
main(int argc, char **argv)
{
	const char *const path = argc > 2 ? argv[2] : NULL;
	unsigned long slices = 101;
	FILE *csv = NULL;
	struct bench *b;
	const bool is_arithmetic =
	    argc == 2 && strcmp(argv[1], "--arithmetic") == 0;

	if (argc > 1 && !is_arithmetic)
		slices = strtoul(argv[1], NULL, 10);
	if (slices < 1 || slices > BENCH_SLICES_MAX || argc > 3) {
		(void)fprintf(stderr,
		    "usage: bench_kernels [SLICES (1-%d)] [CSV]\n"
		    "       bench_kernels --arithmetic\n",
		    BENCH_SLICES_MAX);
		return 2;
	}
	must(psi_sodium_ready(NULL) == 0, "libsodium");
	if (path != NULL) {
		csv = fopen(path, "w");
		must(csv != NULL, path);
	}
	b = bench_new();
	if (is_arithmetic)
		arithmetic_run(b);
	else
		bench_run(b, csv, slices);
	psi_workers_free(b->workers);
	free(b);
	if (csv != NULL)
		must(fclose(csv) == 0, path);
	return 0;
}

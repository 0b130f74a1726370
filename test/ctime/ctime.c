/*
 * Operations on secrets, for valgrind: what is secret is marked undefined, so
 * that memcheck reports every branch and every index that depends on it.
 *
 * usage: valgrind ctime selftest|identity|seal|ristretto255|p256
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <valgrind/memcheck.h>

#include "base/buf.h"
#include "base/secret.h"
#include "group/batch.h"
#include "psi/identity.h"
#include "wire/seal.h"

/* Enough for whole vectors of any kernel, and some rows left over. */
#define ROWS 19

static void
secret(void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, len);
}

/* The result of an operation is public, or a test may look at it. */
static void
reveal(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}

static void
must(int holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "ctime: %s failed\n", what);
		exit(1);
	}
}

/* A status is public whatever it was computed from. */
static void
must_be_0(int rc, const char *what)
{
	reveal(&rc, sizeof rc);
	must(rc == 0, what);
}

/*
 * In place of the system's generator: fixed bytes, marked secret. So what
 * the library draws for itself is under test too.
 */
static uint64_t counter;

static void
secret_bytes(void *const out, const size_t len)
{
	uint8_t seed[32] = { 0 };

	counter++;
	memcpy(seed, &counter, sizeof counter);
	randombytes_buf_deterministic(out, len, seed);
	secret(out, len);
}

static uint32_t
secret_word(void)
{
	uint32_t x;

	secret_bytes(&x, sizeof x);
	return x;
}

static const char *
generator_name(void)
{
	return "ctime";
}

static struct randombytes_implementation generator = {
	.implementation_name = generator_name,
	.random = secret_word,
	.buf = secret_bytes,
};

/* A fixed scalar of the suite, from hash_to_scalar, marked secret. */
static void
secret_scalar(const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES],
    const char *name)
{
	must_be_0(suite->hash_to_scalar(out, (const uint8_t *)name,
		      strlen(name), (const uint8_t *)"ctime", 5, NULL),
	    "hash_to_scalar");
	secret(out, PSI_SCALAR_BYTES);
}

/* ROWS public elements. */
static uint8_t *
elements(const struct psi_suite *suite)
{
	uint8_t *out = psi_array_new(ROWS, suite->element_bytes);

	must(out != NULL, "malloc");
	for (uint8_t i = 0; i < ROWS; i++)
		must_be_0(suite->hash_to_group(out + i * suite->element_bytes,
			      &i, 1, (const uint8_t *)"ctime", 5, NULL),
		    "hash_to_group");
	return out;
}

static void
check_scalars(const struct psi_suite *suite)
{
	uint8_t a[PSI_SCALAR_BYTES];
	uint8_t b[PSI_SCALAR_BYTES];
	uint8_t out[PSI_SCALAR_BYTES];
	uint8_t message[40] = "a secret message";

	secret_scalar(suite, a, "a");
	secret_scalar(suite, b, "b");
	must_be_0(suite->scalar_mul(out, a, b, NULL), "scalar_mul");
	must_be_0(suite->scalar_sub(out, a, b, NULL), "scalar_sub");
	/* The nonces of proofs are hashed from the secret scalar. */
	secret(message, sizeof message);
	must_be_0(suite->hash_to_scalar(out, message, sizeof message,
		      (const uint8_t *)"ctime", 5, NULL),
	    "hash_to_scalar");
}

static void
check_elements(const struct psi_suite *suite)
{
	size_t bytes = suite->element_bytes;
	uint8_t *in = elements(suite);
	uint8_t *out = psi_array_new(ROWS, bytes);
	uint8_t k[PSI_SCALAR_BYTES];
	struct psi_message msg[ROWS];
	uint8_t text[ROWS][24];
	size_t bad = 0;

	must(out != NULL, "malloc");
	secret_scalar(suite, k, "k");
	must_be_0(suite->mul_base(out, k, NULL), "mul_base");
	must_be_0(suite->mul(out, in, k, NULL), "mul");
	must_be_0(psi_batch_mul(suite, out, in, ROWS, k, &bad, NULL, NULL),
	    "psi_batch_mul");
	/* Keys are account data; their lengths are not hidden. */
	for (size_t i = 0; i < ROWS; i++) {
		memset(text[i], (int)i, sizeof text[i]);
		secret(text[i], sizeof text[i]);
		msg[i].data = text[i];
		msg[i].len = sizeof text[i] - i % 3;
	}
	must_be_0(psi_batch_hash_mul(suite, out, msg, ROWS, k, NULL, NULL),
	    "psi_batch_hash_mul");
	psi_array_free(out, ROWS, bytes);
	psi_array_free(in, ROWS, bytes);
}

static void
check_proofs(const struct psi_suite *suite)
{
	static const uint8_t zero[32];
	size_t bytes = suite->element_bytes;
	uint8_t *in = elements(suite);
	uint8_t *out = psi_array_new(ROWS, bytes);
	uint8_t k[PSI_SCALAR_BYTES];
	uint8_t r[PSI_SCALAR_BYTES];
	uint8_t fresh[32];
	uint8_t key[PSI_ELEMENT_MAX_BYTES];
	uint8_t proof[PSI_PROOF_BYTES];
	struct psi_transcript transcript = { .agreement = zero,
		.role = 'a',
		.run = 1,
		.answers = zero,
		.beside = zero,
		.public_key = key };
	size_t bad = 0;

	must(out != NULL, "malloc");
	secret_scalar(suite, k, "k");
	secret_scalar(suite, r, "r");
	must_be_0(suite->mul_base(key, k, NULL), "mul_base");
	must_be_0(suite->mul(out, in, k, NULL), "mul");
	reveal(key, sizeof key);
	reveal(out, bytes);
	must_be_0(
	    psi_dleq_prove(suite, proof, k, r,
		&(struct psi_dleq){ suite->generator, key, in, out, 1 }, NULL),
	    "psi_dleq_prove");
	reveal(proof, sizeof proof);
	must_be_0(psi_dleq_verify(suite,
		      &(struct psi_dleq){ suite->generator, key, in, out, 1 },
		      proof, NULL),
	    "psi_dleq_verify");
	memset(fresh, 7, sizeof fresh);
	secret(fresh, sizeof fresh);
	must_be_0(
	    psi_block_evaluate(
		&(struct psi_block){ suite, &transcript, 0, ROWS }, out, proof,
		in, &(struct psi_prover){ k, fresh }, &bad, NULL, NULL),
	    "psi_block_evaluate");
	reveal(proof, sizeof proof);
	reveal(out, ROWS * bytes);
	must_be_0(
	    psi_block_verify(&(struct psi_block){ suite, &transcript, 0, ROWS },
		in, out, proof, &bad, NULL, NULL),
	    "psi_block_verify");
	psi_array_free(out, ROWS, bytes);
	psi_array_free(in, ROWS, bytes);
}

static void
check_suite(const struct psi_suite *suite)
{
	check_scalars(suite);
	check_elements(suite);
	check_proofs(suite);
}

static void
check_identity(void)
{
	static const uint8_t message[] = "psi-file/1 and so on";
	struct psi_identity *identity = NULL;
	const struct psi_public_identity *public;
	uint8_t signature[PSI_ED25519_SIGNATURE_BYTES];

	must_be_0(psi_identity_generate(&identity, NULL), "generate");
	public = psi_identity_public(identity);
	reveal(public, sizeof *public);
	psi_identity_sign(identity, signature, message, sizeof message);
	reveal(signature, sizeof signature);
	must_be_0(psi_public_identity_verify(
		      public, signature, message, sizeof message, NULL),
	    "verify");
	psi_identity_free(identity);
}

static int
discard(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie;
	(void)in;
	(void)in_len;
	(void)err;
	return 0;
}

static void
check_seal(void)
{
	static const uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	struct psi_sink sink = { discard, NULL };
	struct psi_wire_writer *writer = NULL;
	struct psi_wire_header header;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	struct psi_secret own = PSI_SECRET_INIT;
	uint8_t seal_key[PSI_SEAL_KEY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, seal_key, identities,
		header.clear_digest };
	struct psi_sealer *sealer = NULL;
	uint8_t plain[100];

	memset(&header, 0, sizeof header);
	header.kind = PSI_WIRE_EVALUATED;
	header.suite = &psi_suite_ristretto255;
	header.from = 'a';
	header.run = 1;
	header.elements = 3;
	must_be_0(psi_seal_keypair(&own, seal_key, NULL), "keypair");
	reveal(seal_key, sizeof seal_key);
	must_be_0(psi_seal_keypair(&ephemeral, header.seal_ephemeral, NULL),
	    "keypair");
	reveal(header.seal_ephemeral, sizeof header.seal_ephemeral);
	must_be_0(psi_wire_writer_new(&writer, &sink, NULL), "writer");
	must_be_0(psi_wire_write_header(writer, &header, NULL), "header");
	must_be_0(psi_sealer_new(&sealer, writer, &context, &ephemeral, NULL),
	    "psi_sealer_new");
	memset(plain, 1, sizeof plain);
	secret(plain, sizeof plain);
	must_be_0(psi_sealer_write(sealer, plain, sizeof plain, NULL),
	    "psi_sealer_write");
	must_be_0(psi_sealer_finish(sealer, NULL), "psi_sealer_finish");
	psi_sealer_free(sealer);
	psi_wire_writer_free(writer);
	psi_secret_clear(&ephemeral);
	psi_secret_clear(&own);
}

/* valgrind must see this one. */
static void
check_selftest(void)
{
	uint8_t x[4] = { 1, 2, 3, 4 };

	secret(x, sizeof x);
	if (x[2] == 3)
		puts("a branch on a secret");
}

int
main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "";

	must(RUNNING_ON_VALGRIND != 0, "looking for valgrind");
	/* libsodium draws its canaries from the generator first. */
	must_be_0(psi_sodium_ready(NULL), "psi_sodium_ready");
	must(randombytes_set_implementation(&generator) == 0, "generator");
	if (strcmp(name, "selftest") == 0)
		check_selftest();
	else if (strcmp(name, "identity") == 0)
		check_identity();
	else if (strcmp(name, "seal") == 0)
		check_seal();
	else if (strcmp(name, "ristretto255") == 0)
		check_suite(&psi_suite_ristretto255);
	else if (strcmp(name, "p256") == 0)
		check_suite(&psi_suite_p256);
	else
		must(0, "reading the command line");
	return 0;
}

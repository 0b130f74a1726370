#include "support/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/random.h"
#include "group/batch.h"
#include "trust/agreement.h"
#include "wire/seal.h"
#include "session/key_element.h"

#include "support/memory.h"

void
forged_clear(struct forged *forged)
{
	psi_buf_clear(&forged->body);
	memset(forged, 0, sizeof *forged);
}

void
forge_read_blinded(struct forged *out, const struct psi_buf *file,
    uint8_t digest[PSI_DIGEST_BYTES])
{
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, file->data, file->len);
	struct psi_wire_reader *reader = NULL;
	uint8_t found[PSI_DIGEST_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t len;
	size_t num;

	forged_clear(out);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(psi_wire_read_header(reader, PSI_WIRE_BLINDED, NULL,
			     &out->header, NULL),
	    0);
	len = (size_t)out->header.elements * out->header.suite->element_bytes;
	assert_int_equal(psi_buf_reserve(&out->body, len, NULL), 0);
	assert_int_equal(psi_wire_read_elements(reader, out->body.data,
			     out->header.elements, &num, NULL),
	    0);
	out->body.len = len;
	assert_int_equal(psi_wire_read_end(reader, found, signature, NULL), 0);
	if (digest != NULL)
		memcpy(digest, found, sizeof found);
	psi_wire_reader_free(reader);
}

static void
finish(struct psi_wire_writer *writer, enum psi_wire_kind kind,
    const struct psi_identity *identity)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t len;

	assert_int_equal(psi_wire_write_digest(writer, digest, NULL), 0);
	len = psi_wire_signed_text(text, psi_wire_kind_name(kind), digest);
	psi_identity_sign(identity, signature, text, len);
	assert_int_equal(psi_wire_write_signature(writer, signature, NULL), 0);
	psi_wire_writer_free(writer);
}

void
forge_write_blinded(struct psi_buf *out, const struct forged *forged,
    const struct psi_identity *identity)
{
	struct psi_sink sink = memory_sink(out);
	struct psi_wire_header header = forged->header;
	struct psi_wire_writer *writer = NULL;
	size_t element_bytes = header.suite->element_bytes;

	psi_buf_clear(out);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(
	    psi_wire_write_elements(writer, element_bytes, forged->body.data,
		forged->body.len / element_bytes, NULL),
	    0);
	finish(writer, PSI_WIRE_BLINDED, identity);
}

void
forge_own_key(struct forged *forged, const uint8_t scalar[PSI_SCALAR_BYTES])
{
	struct psi_wire_header *header = &forged->header;
	const struct psi_suite *suite = header->suite;
	uint8_t T[PSI_ELEMENT_MAX_BYTES];
	uint8_t r[PSI_SCALAR_BYTES];

	assert_int_equal(suite->mul_base(header->public_key, scalar, NULL), 0);
	assert_int_equal(psi_key_element(T, suite, header->agreement,
			     header->from, header->run, header->nonce, NULL),
	    0);
	assert_int_equal(suite->mul(header->key_element, T, scalar, NULL), 0);
	assert_int_equal(suite->scalar_random(r, NULL), 0);
	assert_int_equal(
	    psi_dleq_prove(suite, header->key_proof, scalar, r,
		&(struct psi_dleq){ suite->generator, header->public_key, T,
		    header->key_element, 1 },
		NULL),
	    0);
}

const uint8_t *
forge_scalar(const struct world *world, size_t who)
{
	return world->party[who].scalar;
}

void
forge_proofs(struct forged *forged, const struct psi_buf *C,
    const uint8_t scalar[PSI_SCALAR_BYTES])
{
	const struct psi_wire_header *header = &forged->header;
	const struct psi_suite *suite = header->suite;
	struct psi_transcript transcript = { header->agreement, header->from,
		header->run, header->answers, header->beside,
		header->public_key };
	size_t len = (size_t)header->elements * suite->element_bytes;
	uint8_t *out = malloc(len);
	uint8_t fresh[32];
	size_t bad;

	/* The tests have a single block. */
	assert_true(header->elements <= PSI_BLOCK_ROWS);
	assert_non_null(out);
	assert_int_equal(psi_random(fresh, sizeof fresh, NULL), 0);
	assert_int_equal(
	    psi_block_evaluate(
		&(struct psi_block){ suite, &transcript, 0, header->elements },
		out, forged->body.data + len, C->data,
		&(struct psi_prover){ scalar, fresh }, &bad, NULL, NULL),
	    0);
	free(out);
}

/* The header that any answer of `who` has, and both blinded files. */
static void
begin_answer(struct forged *out, struct world *world, size_t who,
    struct forged *own, struct forged *theirs)
{
	struct psi_wire_header *header = &out->header;
	struct psi_buf file = PSI_BUF_INIT;

	forged_clear(out);
	world_ok(world, world_copy(world, who, "blinded", &file));
	forge_read_blinded(own, &file, header->beside);
	world_ok(world, world_copy(world, 1 - who, "blinded", &file));
	forge_read_blinded(theirs, &file, header->answers);
	header->suite = own->header.suite;
	memcpy(
	    header->agreement, own->header.agreement, sizeof header->agreement);
	header->from = own->header.from;
	header->run = own->header.run;
	memcpy(header->public_key, own->header.public_key,
	    sizeof header->public_key);
	header->elements = theirs->header.elements;
	memcpy(out->seal_key, theirs->header.seal_key, sizeof out->seal_key);
	psi_buf_clear(&file);
}

/* "The digest of a file": the value of its record sha256. */
static void
file_digest(uint8_t out[PSI_DIGEST_BYTES], const struct psi_buf *file)
{
	static const char mark[] = "\nsha256,";
	size_t at = file->len;

	while (at > 0 &&
	    (at + sizeof mark - 1 > file->len ||
		memcmp(file->data + at, mark, sizeof mark - 1) != 0))
		at--;
	assert_true(at > 0);
	assert_true(psi_hex_decode(out, PSI_DIGEST_BYTES,
	    (const char *)file->data + at + sizeof mark - 1,
	    2 * PSI_DIGEST_BYTES));
}

void
forge_answer(
    struct forged *out, struct world *world, size_t who, bool with_proofs)
{
	struct forged own = { .body = PSI_BUF_INIT };
	struct forged theirs = { .body = PSI_BUF_INIT };
	const uint8_t *scalar = forge_scalar(world, who);
	struct psi_wire_header *header = &out->header;
	uint8_t proof[PSI_PROOF_BYTES] = { 0 };
	size_t bad;

	begin_answer(out, world, who, &own, &theirs);
	header->kind = PSI_WIRE_EVALUATED;
	assert_int_equal(psi_buf_reserve(&out->body, theirs.body.len, NULL), 0);
	assert_int_equal(
	    psi_batch_mul(header->suite, out->body.data, theirs.body.data,
		header->elements, scalar, &bad, NULL, NULL),
	    0);
	out->body.len = theirs.body.len;
	if (with_proofs) {
		assert_int_equal(
		    psi_buf_append(&out->body, proof, sizeof proof, NULL), 0);
		forge_proofs(out, &theirs.body, scalar);
	}
	forged_clear(&own);
	forged_clear(&theirs);
}

uint8_t *
forge_position(struct forged *forged, size_t row)
{
	return forged->body.data + row * PSI_POSITION_BYTES;
}

static uint32_t
position_at(const struct forged *forged, size_t row)
{
	const uint8_t *p = forged->body.data + row * PSI_POSITION_BYTES;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

void
forge_second_proof(struct forged *forged, struct world *world, size_t who,
    const uint8_t scalar[PSI_SCALAR_BYTES])
{
	struct forged own = { .body = PSI_BUF_INIT };
	struct forged theirs = { .body = PSI_BUF_INIT };
	struct forged again = { .body = PSI_BUF_INIT };
	const struct psi_wire_header *header = &forged->header;
	const struct psi_suite *suite = header->suite;
	const struct psi_transcript transcript = { header->agreement,
		header->from, header->run, header->answers, header->beside,
		header->public_key };
	struct psi_matched_block block = { 0, forged->body.data,
		header->elements, header->first, NULL, NULL, 0 };
	size_t n = suite->element_bytes;
	uint8_t *C = malloc((size_t)header->elements * n);
	uint8_t *D = malloc((size_t)header->elements * n);
	uint8_t fresh[32];

	assert_non_null(C);
	assert_non_null(D);
	begin_answer(&again, world, who, &own, &theirs);
	for (size_t j = 0; j < header->elements; j++) {
		uint32_t at = position_at(forged, j);

		if (at == 0)
			continue;
		memcpy(C + block.num_matched * n, theirs.body.data + j * n, n);
		assert_int_equal(suite->mul(D + block.num_matched++ * n,
				     own.body.data + (at - 1) * n,
				     forge_scalar(world, 1 - who), NULL),
		    0);
	}
	block.C = C;
	block.D = D;
	assert_int_equal(psi_random(fresh, sizeof fresh, NULL), 0);
	if (block.num_matched > 0)
		assert_int_equal(
		    psi_matched_block_prove(suite, &transcript, &block,
			forge_position(forged, header->elements),
			&(struct psi_prover){ scalar, fresh }, NULL, NULL),
		    0);
	free(C);
	free(D);
	forged_clear(&own);
	forged_clear(&theirs);
	forged_clear(&again);
}

void
forge_second(struct forged *out, struct world *world, size_t who)
{
	struct forged own = { .body = PSI_BUF_INIT };
	struct forged theirs = { .body = PSI_BUF_INIT };
	const struct psi_suite *suite;
	struct psi_wire_header *header = &out->header;
	struct psi_buf file = PSI_BUF_INIT;
	size_t n;

	begin_answer(out, world, who, &own, &theirs);
	header->kind = PSI_WIRE_ANSWER;
	suite = header->suite;
	n = suite->element_bytes;
	world_ok(world, world_copy(world, 1 - who, "answer", &file));
	file_digest(header->first, &file);
	for (size_t j = 0; j < header->elements; j++) {
		uint8_t ours[PSI_ELEMENT_MAX_BYTES];
		uint8_t theirs_too[PSI_ELEMENT_MAX_BYTES];
		uint8_t position[PSI_POSITION_BYTES] = { 0 };

		assert_int_equal(suite->mul(ours, theirs.body.data + j * n,
				     forge_scalar(world, who), NULL),
		    0);
		for (size_t i = 0; i < own.header.elements; i++) {
			assert_int_equal(
			    suite->mul(theirs_too, own.body.data + i * n,
				forge_scalar(world, 1 - who), NULL),
			    0);
			if (memcmp(ours, theirs_too, n) == 0)
				psi_u32be(position, (uint32_t)i + 1);
		}
		assert_int_equal(
		    psi_buf_append(&out->body, position, sizeof position, NULL),
		    0);
	}
	for (size_t i = 0; i < PSI_PROOF_BYTES; i++)
		assert_int_equal(psi_buf_append(&out->body, "", 1, NULL), 0);
	forge_second_proof(out, world, who, forge_scalar(world, who));
	forged_clear(&own);
	forged_clear(&theirs);
	psi_buf_clear(&file);
}

static void
identities(const struct world *world, uint8_t out[2 * PSI_SEAL_IDENTITY_BYTES])
{
	for (size_t i = 0; i < 2; i++) {
		const struct psi_public_identity *identity =
		    psi_identity_public(world->party[i].identity);

		memcpy(out, identity->ed25519, 32);
		memcpy(out + 32, identity->x25519, 32);
		out += PSI_SEAL_IDENTITY_BYTES;
	}
}

void
forge_write_evaluated(
    struct psi_buf *out, struct forged *forged, struct world *world, size_t who)
{
	struct psi_sink sink = memory_sink(out);
	struct psi_wire_header header = forged->header;
	struct psi_wire_writer *writer = NULL;
	struct psi_sealer *sealer = NULL;
	struct psi_secret ephemeral = PSI_SECRET_INIT;
	uint8_t both[2 * PSI_SEAL_IDENTITY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, forged->seal_key, both,
		header.clear_digest };

	psi_buf_clear(out);
	identities(world, both);
	assert_int_equal(
	    psi_seal_keypair(&ephemeral, header.seal_ephemeral, NULL), 0);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(
	    psi_sealer_new(&sealer, writer, &context, &ephemeral, NULL), 0);
	assert_int_equal(
	    psi_sealer_write(sealer, forged->body.data, forged->body.len, NULL),
	    0);
	assert_int_equal(psi_sealer_finish(sealer, NULL), 0);
	psi_sealer_free(sealer);
	psi_secret_clear(&ephemeral);
	finish(writer, header.kind, world->party[who].identity);
}

void
forge_open(struct psi_buf *plain, struct world *world, size_t who,
    const struct psi_buf *file, enum psi_wire_kind kind, size_t plain_len)
{
	const struct psi_buf *secret =
	    store_memory_get(&world->party[who].folder, "seal.bin");
	struct forged own = { .body = PSI_BUF_INIT };
	struct psi_buf blinded = PSI_BUF_INIT;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, file->data, file->len);
	struct psi_wire_reader *reader = NULL;
	struct psi_opener *opener = NULL;
	struct psi_secret seal = PSI_SECRET_INIT;
	struct psi_wire_header header;
	uint8_t both[2 * PSI_SEAL_IDENTITY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header.seal_ephemeral, own.header.seal_key, both,
		header.clear_digest };

	assert_non_null(secret);
	identities(world, both);
	world_ok(world, world_copy(world, who, "blinded", &blinded));
	forge_read_blinded(&own, &blinded, NULL);
	assert_int_equal(psi_secret_new(&seal, secret->len, NULL), 0);
	memcpy(seal.data, secret->data, secret->len);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(
	    psi_wire_read_header(reader, kind, own.header.suite, &header, NULL),
	    0);
	assert_int_equal(psi_opener_new(&opener, reader, &context,
			     header.seal_header, &seal, plain_len, NULL),
	    0);
	psi_buf_clear(plain);
	assert_int_equal(psi_buf_reserve(plain, plain_len, NULL), 0);
	assert_int_equal(
	    psi_opener_read(opener, plain->data, plain_len, NULL), 0);
	plain->len = plain_len;
	psi_opener_free(opener);
	psi_wire_reader_free(reader);
	psi_secret_clear(&seal);
	forged_clear(&own);
	psi_buf_clear(&blinded);
}

void
forge_resign(struct psi_buf *file, enum psi_wire_kind kind,
    const struct psi_identity *identity)
{
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t text[PSI_SIGNED_MAX_BYTES];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	char hex[2 * PSI_DIGEST_BYTES + 1];
	char base64[PSI_BASE64_CHARS(PSI_SIGNATURE_BYTES) + 1];
	static const char mark[] = "\nsha256,";
	size_t keep = file->len;

	while (keep > 0 &&
	    (keep + sizeof mark - 1 > file->len ||
		memcmp(file->data + keep, mark, sizeof mark - 1) != 0))
		keep--;
	assert_true(keep > 0);
	file->len = keep + 1;
	psi_sha256(digest, file->data, file->len);
	psi_identity_sign(identity, signature, text,
	    psi_wire_signed_text(text, psi_wire_kind_name(kind), digest));
	psi_hex_encode(hex, digest, sizeof digest);
	psi_base64_encode(base64, signature, sizeof signature);
	base64[sizeof base64 - 1] = '\0';
	assert_int_equal(psi_buf_append_text(file, "sha256,", NULL), 0);
	assert_int_equal(psi_buf_append_text(file, hex, NULL), 0);
	assert_int_equal(psi_buf_append_text(file, "\nsignature,", NULL), 0);
	assert_int_equal(psi_buf_append_text(file, base64, NULL), 0);
	assert_int_equal(psi_buf_append_text(file, "\n", NULL), 0);
}

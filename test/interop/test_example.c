/*
 * The worked example of lib/FORMAT.md, made by another implementation: every
 * value in it is computed again, or verified, by the code that ships.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "document.h"
#include "example.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "base/digest.h"
#include "wire/wire.h"
#include "group/batch.h"
#include "trust/agreement.h"
#include "wire/seal.h"
#include "wire/shared.h"
#include "wire/shared_table.h"

#define ROWS 4

static int
setup(void **state)
{
	(void)state;
	example_open("");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	example_close();
	return 0;
}

static void
test_agreement(void **state)
{
	int32_t day;

	(void)state;
	assert_true(psi_date_decode(&day, "2026-11-21", 10));
	assert_int_equal(psi_agreement_check(agreement, day, NULL), 0);
	assert_string_equal(
	    psi_agreement_term(agreement, "party-a-name", 0), "Acme, Inc.");
	assert_int_equal(agreement->padding_multiple, ROWS);
}

static void
test_blinded(void **state)
{
	(void)state;
	for (char role = 'a'; role <= 'b'; role++) {
		struct blinded blinded;
		char name[32];
		struct text keys;
		const char *at;

		read_blinded(role, &blinded);
		assert_int_equal(blinded.header.elements, ROWS);
		(void)snprintf(name, sizeof name, "%c-keys.csv", role);
		keys = block(name);
		at = keys.data;
		for (size_t i = 0; i < ROWS; i++) {
			const char *key;
			const char *end;
			uint8_t element[32];

			at = strchr(at, '\n') + 1;
			key = strchr(at, ',') + 1;
			end = strchr(key, ',');
			blind_again(role, key, (size_t)(end - key), element);
			assert_memory_equal(
			    element, blinded.elements + 32 * i, 32);
		}
	}
}

static void
test_own_key(void **state)
{
	(void)state;
	check_own_key('a');
	check_own_key('b');
}

static void
both_identities(uint8_t out[128])
{
	for (size_t i = 0; i < 2; i++) {
		memcpy(out + 64 * i, agreement->party[i].identity.ed25519, 32);
		memcpy(
		    out + 64 * i + 32, agreement->party[i].identity.x25519, 32);
	}
}

/* Open the sealed part of "a-evaluated.csv" or "b-answer.csv". */
static void
open_answer(enum psi_wire_kind kind, const struct blinded *own,
    const struct blinded *theirs, struct psi_wire_header *header,
    uint8_t digest[PSI_DIGEST_BYTES], uint8_t *plain, size_t plain_len)
{
	bool is_first = kind == PSI_WIRE_EVALUATED;
	struct text text = block(is_first ? "a-evaluated.csv" : "b-answer.csv");
	struct psi_source source = { text_read, &text };
	struct psi_wire_reader *reader = NULL;
	struct psi_opener *opener = NULL;
	struct psi_secret seal = PSI_SECRET_INIT;
	uint8_t identities[128];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		header->seal_ephemeral, theirs->header.seal_key, identities,
		header->clear_digest };

	both_identities(identities);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(
	    psi_wire_read_header(reader, kind, agreement->suite, header, NULL),
	    0);
	assert_memory_equal(header->answers, theirs->digest, 32);
	assert_memory_equal(header->beside, own->digest, 32);
	assert_memory_equal(header->public_key, own->header.public_key, 32);
	assert_int_equal(psi_secret_new(&seal, 32, NULL), 0);
	role_secret(is_first ? 'b' : 'a', "seal-key secret", seal.data);
	assert_int_equal(psi_opener_new(&opener, reader, &context,
			     header->seal_header, &seal, plain_len, NULL),
	    0);
	assert_int_equal(psi_opener_read(opener, plain, plain_len, NULL), 0);
	assert_int_equal(psi_wire_read_end(reader, digest, signature, NULL), 0);
	verify_signature(
	    header->from, psi_wire_kind_name(kind), digest, signature);
	psi_opener_free(opener);
	psi_wire_reader_free(reader);
	psi_secret_clear(&seal);
}

static void
test_evaluated(void **state)
{
	struct blinded b[2];
	struct psi_wire_header header;
	uint8_t plain[ROWS * 32 + 64];
	uint8_t again[ROWS * 32];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t k[32];
	size_t bad;

	(void)state;
	read_blinded('a', &b[0]);
	read_blinded('b', &b[1]);
	const struct psi_transcript transcript = { agreement->digest, 'a', 1,
		b[1].digest, b[0].digest, b[0].header.public_key };

	open_answer(PSI_WIRE_EVALUATED, &b[0], &b[1], &header, digest, plain,
	    sizeof plain);
	role_secret('a', "k", k);
	assert_int_equal(psi_batch_mul(agreement->suite, again, b[1].elements,
			     ROWS, k, &bad, NULL, NULL),
	    0);
	assert_memory_equal(again, plain, sizeof again);
	assert_int_equal(
	    psi_block_verify(
		&(struct psi_block){ agreement->suite, &transcript, 0, ROWS },
		b[1].elements, plain, plain + ROWS * 32, &bad, NULL, NULL),
	    0);
	plain[ROWS * 32 + 40] ^= 1;
	assert_int_equal(
	    psi_block_verify(
		&(struct psi_block){ agreement->suite, &transcript, 0, ROWS },
		b[1].elements, plain, plain + ROWS * 32, &bad, NULL, NULL),
	    PSI_E_PROOF);
}

/* The second answer names two matches: each row of a's under b's key is the
 * row of b's under a's key that it says, and the proof holds. */
static void
test_second(void **state)
{
	struct blinded b[2];
	struct psi_wire_header first;
	struct psi_wire_header header;
	uint8_t evaluated[ROWS * 32 + 64];
	uint8_t plain[ROWS * 4 + 64];
	uint8_t first_digest[PSI_DIGEST_BYTES];
	uint8_t digest[PSI_DIGEST_BYTES];
	uint8_t C[ROWS * 32];
	uint8_t D[ROWS * 32];
	uint8_t k[32];
	struct psi_matched_block matched = { 0, plain, ROWS, first_digest, C, D,
		0 };

	(void)state;
	read_blinded('a', &b[0]);
	read_blinded('b', &b[1]);
	const struct psi_transcript transcript = { agreement->digest, 'b', 1,
		b[0].digest, b[1].digest, b[1].header.public_key };

	open_answer(PSI_WIRE_EVALUATED, &b[0], &b[1], &first, first_digest,
	    evaluated, sizeof evaluated);
	open_answer(PSI_WIRE_ANSWER, &b[1], &b[0], &header, digest, plain,
	    sizeof plain);
	assert_memory_equal(header.first, first_digest, 32);
	role_secret('b', "k", k);
	for (size_t j = 0; j < ROWS; j++) {
		uint8_t *at = D + 32 * matched.num_matched;

		assert_memory_equal(plain + 4 * j, "\0\0\0", 3);
		if (plain[4 * j + 3] == 0)
			continue;
		memcpy(
		    C + 32 * matched.num_matched++, b[0].elements + 32 * j, 32);
		assert_int_equal(
		    agreement->suite->mul(at, b[0].elements + 32 * j, k, NULL),
		    0);
		assert_memory_equal(
		    at, evaluated + 32 * (plain[4 * j + 3] - 1), 32);
	}
	assert_int_equal(matched.num_matched, 2);
	assert_int_equal(psi_matched_block_verify(agreement->suite, &transcript,
			     &matched, plain + ROWS * 4, NULL, NULL),
	    0);
	plain[ROWS * 4 + 40] ^= 1;
	assert_int_equal(psi_matched_block_verify(agreement->suite, &transcript,
			     &matched, plain + ROWS * 4, NULL, NULL),
	    PSI_E_PROOF);
}

/* E = k_a * k_b * H(key) and its token. */
static void
test_tokens(void **state)
{
	struct text matches = block("matches.csv");
	struct blinded b[2];
	uint8_t digests[64];
	uint8_t session[32];
	const char *at = strchr(matches.data, '\n') + 1;
	size_t rows = 0;

	(void)state;
	read_blinded('a', &b[0]);
	read_blinded('b', &b[1]);
	memcpy(digests, b[0].digest, 32);
	memcpy(digests + 32, b[1].digest, 32);
	psi_sha256(session, digests, sizeof digests);
	for (; at < matches.data + matches.len; at = strchr(at, '\n') + 1) {
		const char *comma = strchr(at, ',');
		uint8_t text[11 + 32 + 32];
		uint8_t element[32];
		uint8_t k[32];
		uint8_t token[32];
		uint8_t expected[16];

		blind_again('a', at, (size_t)(comma - at), element);
		role_secret('b', "k", k);
		memcpy(text, "psi-match/1", 11);
		memcpy(text + 11, session, 32);
		assert_int_equal(
		    agreement->suite->mul(text + 43, element, k, NULL), 0);
		psi_sha256(token, text, sizeof text);
		assert_true(psi_hex_decode(expected, 16, comma + 1, 32));
		assert_memory_equal(token, expected, 16);
		rows++;
	}
	assert_int_equal(rows, 2);
}

#define SHARED_SEALED (PSI_SHARED_PLAINTEXT_MIN / PSI_SEAL_CHUNK_BYTES)

/* A shared file of the example, whole again. */
struct shared {
	char role;
	const char *what;
	struct psi_wire_header header;
	uint8_t session[32];
	struct psi_buf file;
};

static struct text
shared_block(const struct shared *shared, const char *ending)
{
	char name[32];

	(void)snprintf(name, sizeof name, "%c-%s%s.csv", shared->role,
	    shared->what, ending);
	return block(name);
}

static void
shared_secret(const struct shared *shared, const char *what, uint8_t out[32])
{
	char name[64];

	(void)snprintf(name, sizeof name, "%s %s", shared->what, what);
	role_secret(shared->role, name, out);
}

/* BLAKE2b-256("psi-share/1" || X25519 || ...), by the sender's secret. */
static void
shared_key(uint8_t out[32], const struct shared *shared,
    const uint8_t recipient[32], const uint8_t clear_digest[32])
{
	uint8_t text[11 + 32 + 32 + 32 + 128 + 32] = "psi-share/1";
	uint8_t ephemeral[32];

	shared_secret(shared, "seal-ephemeral secret", ephemeral);
	assert_int_equal(crypto_scalarmult(text + 11, ephemeral, recipient), 0);
	assert_int_equal(crypto_scalarmult_base(text + 43, ephemeral), 0);
	memcpy(text + 75, recipient, 32);
	both_identities(text + 107);
	memcpy(text + 235, clear_digest, 32);
	psi_blake2b256(out, text, sizeof text);
}

/* Append the 32 records `sealed`: of the frame and table of the example, by
 * the stream whose header the file has. The state of a stream that was begun
 * for reading is that of the writer. */
static void
seal_again(struct shared *shared, const uint8_t key[32],
    const uint8_t header[24], const uint8_t clear_digest[32])
{
	static uint8_t plain[PSI_SHARED_PLAINTEXT_MIN];
	struct text table = shared_block(shared, "-table");
	crypto_secretstream_xchacha20poly1305_state stream;

	memset(plain, 0, sizeof plain);
	psi_u64be(plain, table.len);
	shared_secret(shared, "random", plain + 8);
	memcpy(plain + 40, table.data, table.len);
	assert_int_equal(crypto_secretstream_xchacha20poly1305_init_pull(
			     &stream, header, key),
	    0);
	for (size_t i = 0; i < SHARED_SEALED; i++) {
		uint8_t record[PSI_SEALED_BYTES];
		char text[4 * PSI_SEALED_BYTES / 3 + 8];

		assert_int_equal(
		    crypto_secretstream_xchacha20poly1305_push(&stream, record,
			NULL, plain + PSI_SEAL_CHUNK_BYTES * i,
			PSI_SEAL_CHUNK_BYTES, clear_digest, 32,
			i + 1 == SHARED_SEALED ? 3 : 0),
		    0);
		assert_non_null(sodium_bin2base64(text, sizeof text, record,
		    sizeof record, sodium_base64_VARIANT_ORIGINAL));
		assert_int_equal(
		    psi_buf_append_text(&shared->file, "sealed,", NULL), 0);
		assert_int_equal(
		    psi_buf_append_text(&shared->file, text, NULL), 0);
		assert_int_equal(
		    psi_buf_append_text(&shared->file, "\n", NULL), 0);
	}
}

/* The file with all its records; the first is the one that is printed. */
static void
complete_shared(struct shared *shared, const uint8_t recipient[32])
{
	struct text printed = shared_block(shared, "");
	const char *header = strstr(printed.data, "\nseal-header,") + 1;
	const char *sealed = strchr(header, '\n') + 1;
	const char *behind = strchr(sealed, '\n') + 1;
	uint8_t stream_header[24];
	uint8_t clear_digest[32];
	uint8_t key[32];
	size_t before;

	assert_int_equal(sodium_base642bin(stream_header, 24,
			     header + strlen("seal-header,"), 32, NULL, NULL,
			     NULL, sodium_base64_VARIANT_ORIGINAL),
	    0);
	psi_sha256(clear_digest, (const uint8_t *)printed.data,
	    (size_t)(header - printed.data));
	shared_key(key, shared, recipient, clear_digest);
	before = (size_t)(sealed - printed.data);
	assert_int_equal(
	    psi_buf_append(&shared->file, printed.data, before, NULL), 0);
	seal_again(shared, key, stream_header, clear_digest);
	assert_memory_equal(
	    shared->file.data + before, sealed, (size_t)(behind - sealed));
	assert_int_equal(
	    psi_buf_append(&shared->file, behind,
		printed.len - (size_t)(behind - printed.data), NULL),
	    0);
}

/* The rows that the library reads are those of the table. */
static void
read_rows(const struct psi_source *source, const struct shared *shared)
{
	struct text printed = shared_block(shared, "-table");
	const char *const *columns;
	static const char *const claims[] = { "population" };
	static const char *const of_a[] = { "name", "owner" };
	static const char *const of_b[] = { "country" };
	size_t num = 1;
	struct psi_shared_table *table = NULL;
	struct psi_shared_row row;
	struct psi_buf again = PSI_BUF_INIT;
	bool end = false;
	uint64_t rows = 0;

	columns = of_b;
	if (strcmp(shared->what, "claims") == 0) {
		columns = claims;
	} else if (shared->role == 'a') {
		columns = of_a;
		num = 2;
	}
	assert_int_equal(
	    psi_shared_table_new(&table, source, columns, num, 100, NULL), 0);
	assert_int_equal(psi_shared_table_head(&again, columns, num, NULL), 0);
	for (;;) {
		assert_int_equal(
		    psi_shared_table_next(table, &row, &end, NULL), 0);
		if (end)
			break;
		assert_int_equal(
		    psi_shared_table_row(&again, &row, num, NULL), 0);
		rows++;
	}
	assert_int_equal(rows,
	    strcmp(shared->what, "fields") == 0 && shared->role == 'a' ? 1 : 2);
	assert_int_equal(psi_shared_table_foot(&again, rows, num, NULL), 0);
	assert_int_equal(again.len, printed.len);
	assert_memory_equal(again.data, printed.data, printed.len);
	psi_shared_table_free(table);
	psi_buf_clear(&again);
}

/* Read it with the recipient's share key. */
static void
read_shared(struct shared *shared, const uint8_t recipient[32])
{
	struct text text = { (const char *)shared->file.data,
		shared->file.len };
	struct psi_source source = { text_read, &text };
	struct psi_wire_header *header = &shared->header;
	struct psi_wire_reader *reader = NULL;
	struct psi_opener *opener = NULL;
	struct psi_shared_opening opening;
	struct psi_secret secret = PSI_SECRET_INIT;
	struct psi_source table;
	uint8_t identities[128];
	uint8_t digest[32];
	uint8_t signature[PSI_SIGNATURE_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_SHARE,
		header->seal_ephemeral, recipient, identities,
		header->clear_digest };

	both_identities(identities);
	assert_int_equal(psi_secret_new(&secret, 32, NULL), 0);
	role_secret(
	    shared->role == 'a' ? 'b' : 'a', "share-key secret", secret.data);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(
	    psi_wire_read_header(reader, PSI_WIRE_SHARED, NULL, header, NULL),
	    0);
	assert_int_equal(header->from, shared->role);
	assert_int_equal(
	    header->revision, strcmp(shared->what, "claims") == 0 ? 1 : 2);
	assert_memory_equal(header->session, shared->session, 32);
	assert_int_equal(
	    psi_opener_new(&opener, reader, &context, header->seal_header,
		&secret, PSI_SHARED_PLAINTEXT_MIN, NULL),
	    0);
	assert_int_equal(psi_shared_open(&opening, opener, 0, 4096, NULL), 0);
	table = psi_shared_open_table(&opening);
	read_rows(&table, shared);
	assert_int_equal(
	    psi_shared_open_end(&opening, header->content, NULL), 0);
	assert_int_equal(psi_wire_read_end(reader, digest, signature, NULL), 0);
	verify_signature(shared->role, "shared/1", digest, signature);
	psi_opener_free(opener);
	psi_wire_reader_free(reader);
	psi_secret_clear(&secret);
}

static void
test_shared(void **state)
{
	static const char *const what[] = { "claims", "fields" };
	struct blinded b[2];
	uint8_t digests[64];

	(void)state;
	read_blinded('a', &b[0]);
	read_blinded('b', &b[1]);
	memcpy(digests, b[0].digest, 32);
	memcpy(digests + 32, b[1].digest, 32);
	for (size_t i = 0; i < 4; i++) {
		struct shared shared;
		const uint8_t *recipient = b[i < 2].header.share_key;

		memset(&shared, 0, sizeof shared);
		shared.role = i < 2 ? 'a' : 'b';
		shared.what = what[i % 2];
		psi_sha256(shared.session, digests, sizeof digests);
		complete_shared(&shared, recipient);
		read_shared(&shared, recipient);
		psi_buf_clear(&shared.file);
	}
}

/* Label and alias of the first account, from what they are made of. */
static void
test_label_and_alias(void **state)
{
	struct text fields = block("a-fields-table.csv");
	const char *at = strchr(fields.data, '\n') + 1;
	uint8_t seed_text[16 + 32] = "psi-label-key/1";
	uint8_t label_text[11 + 32 + 2 + 3] = "psi-label/1";
	uint8_t alias_text[11 + 32 + 8] = "psi-alias/1";
	uint8_t secret_key[32];
	uint8_t out[32];
	char hex[2 * 32 + 1];

	(void)state;
	role_secret('a', "ed25519 seed", seed_text + 16);
	psi_blake2b256(secret_key, seed_text, sizeof seed_text);
	memcpy(label_text + 11, agreement->digest, 32);
	label_text[44] = 3;
	memcpy(label_text + 45, "A-1", 3);
	psi_blake2b128_keyed(out, secret_key, label_text, sizeof label_text);
	psi_hex_encode(hex, out, 16);
	assert_memory_equal(at, hex, 32);

	role_secret('a', "alias key", alias_text + 11);
	memcpy(alias_text + 43, "ann acme", 8);
	psi_blake2b256(out, alias_text, sizeof alias_text);
	psi_hex_encode(hex, out, 6);
	at = strstr(at, ",owner-");
	assert_non_null(at);
	assert_memory_equal(at + strlen(",owner-"), hex, 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_blinded),
		cmocka_unit_test(test_own_key),
		cmocka_unit_test(test_evaluated),
		cmocka_unit_test(test_second),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_label_and_alias),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

#include "example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "document.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "group/batch.h"
#include "group/dleq.h"

struct psi_agreement *agreement;

static const char *prefix;

void
example_open(const char *names_begin)
{
	struct text text;
	struct psi_source source = { text_read, &text };
	char name[32];

	prefix = names_begin;
	document_open(PSI_FORMAT_MD);
	(void)snprintf(name, sizeof name, "%sagreement.csv", prefix);
	text = block(name);
	assert_int_equal(psi_agreement_read(&agreement, &source, NULL), 0);
}

void
example_close(void)
{
	psi_agreement_free(agreement);
	agreement = NULL;
	document_close();
}

void
role_secret(char role, const char *what, uint8_t out[32])
{
	char name[32];

	(void)snprintf(name, sizeof name, "%ssecrets.csv", prefix);
	document_secret(name, role, what, out);
}

void
verify_signature(char role, const char *kind,
    const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES])
{
	uint8_t signed_text[PSI_SIGNED_MAX_BYTES];
	size_t len = psi_wire_signed_text(signed_text, kind, digest);

	assert_int_equal(
	    psi_public_identity_verify(&agreement->party[role == 'b'].identity,
		signature, signed_text, len, NULL),
	    0);
}

void
read_blinded(char role, struct blinded *out)
{
	char name[32];
	struct text text;
	struct psi_source source = { text_read, &text };
	struct psi_wire_reader *reader = NULL;
	uint8_t signature[PSI_SIGNATURE_BYTES];
	size_t num = 0;

	(void)snprintf(name, sizeof name, "%s%c-blinded.csv", prefix, role);
	text = block(name);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(psi_wire_read_header(reader, PSI_WIRE_BLINDED, NULL,
			     &out->header, NULL),
	    0);
	assert_int_equal(out->header.from, role);
	assert_true(out->header.elements <= EXAMPLE_ROWS_MAX);
	assert_int_equal(psi_wire_read_elements(reader, out->elements,
			     out->header.elements, &num, NULL),
	    0);
	assert_int_equal(num, out->header.elements);
	assert_int_equal(
	    psi_wire_read_end(reader, out->digest, signature, NULL), 0);
	verify_signature(role, "blinded/2", out->digest, signature);
	psi_wire_reader_free(reader);
}

void
blind_again(char role, const char *key, size_t key_len, uint8_t *out)
{
	const struct psi_suite *suite = agreement->suite;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_message message;
	uint8_t k[32];

	if (key[0] == '(') {
		role_secret(role, "padding scalar", k);
		assert_int_equal(suite->mul_base(out, k, NULL), 0);
		return;
	}
	role_secret(role, "k", k);
	assert_int_equal(psi_buf_append_text(&text, "psi-key/1", NULL), 0);
	assert_int_equal(psi_buf_append(&text, agreement->digest, 32, NULL), 0);
	assert_int_equal(psi_buf_append(&text, key, key_len, NULL), 0);
	message.data = text.data;
	message.len = text.len;
	assert_int_equal(
	    psi_batch_hash_mul(suite, out, &message, 1, k, NULL, NULL), 0);
	psi_buf_clear(&text);
}

void
check_own_key(char role)
{
	const struct psi_suite *suite = agreement->suite;
	uint8_t dst[PSI_DST_MAX_BYTES];
	size_t dst_len = psi_suite_dst(suite, "HashToGroup-", dst);
	struct blinded b;
	uint8_t text[9 + 32 + 1 + 8 + 16] = "psi-own/1";
	uint8_t T[PSI_ELEMENT_MAX_BYTES];
	uint8_t k[32];
	uint8_t r[32];
	uint8_t element[PSI_ELEMENT_MAX_BYTES];
	uint8_t proof[PSI_PROOF_BYTES];

	read_blinded(role, &b);
	memcpy(text + 9, agreement->digest, 32);
	text[41] = (uint8_t)role;
	psi_u64be(text + 42, 1);
	memcpy(text + 50, b.header.nonce, 16);
	assert_int_equal(
	    suite->hash_to_group(T, text, sizeof text, dst, dst_len, NULL), 0);
	role_secret(role, "k", k);
	role_secret(role, "key-proof r", r);
	assert_int_equal(suite->mul(element, T, k, NULL), 0);
	assert_memory_equal(
	    element, b.header.key_element, suite->element_bytes);
	assert_int_equal(suite->mul_base(element, k, NULL), 0);
	assert_memory_equal(element, b.header.public_key, suite->element_bytes);
	assert_int_equal(
	    psi_dleq_prove(suite, proof, k, r,
		&(struct psi_dleq){ suite->generator, b.header.public_key, T,
		    b.header.key_element, 1 },
		NULL),
	    0);
	assert_memory_equal(proof, b.header.key_proof, PSI_PROOF_BYTES);
}

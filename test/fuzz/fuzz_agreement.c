/*
 * Agreements and drafts: an agreement that is read without failure is written
 * again with the same bytes; what a draft becomes can be read.
 *
 * The first byte of the input chooses: a draft where it is 'd'; where it is 's',
 * terms, to which the digest and the signatures of two identities are made, so
 * that a term that was changed is looked at for itself.
 */
#include "fuzz.h"

#include "digest.h"
#include "fixed_random.h"
#include "psi/agreement.h"
#include "psi/identity.h"
#include "support/memory.h"
#include "trust/agreement.h"
#include "trust/agreement_text.h"
#include "wire/wire.h"

static void
check_same(const struct psi_buf *text, const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n')
			continue;
		fuzz_check(at < text->len && text->data[at] == data[i]);
		at++;
	}
	fuzz_check(at == text->len);
}

static void
check_read(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_agreement *agreement = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_agreement_read(&agreement, &source, &err);
	if (rc == 0) {
		fuzz_check(psi_agreement_write(agreement, &sink, NULL) == 0);
		check_same(&text, data, size);
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	}
	psi_agreement_free(agreement);
	psi_buf_clear(&text);
}

/* Of those with signatures. */
unsigned long fuzz_num_taken;

static struct psi_identity *party[2];

static void
start(void)
{
	fuzz_fix_random();
	for (size_t i = 0; i < 2; i++)
		fuzz_check(psi_identity_generate(&party[i], NULL) == 0);
}

/* Whoever is a party can sign, twice as well as once; nobody else can. */
static void
sign_draft(struct psi_agreement *agreement)
{
	for (size_t i = 2; i-- > 0;) {
		char role = psi_agreement_role(
		    agreement, psi_identity_public(party[i]));

		if (role == '\0') {
			fuzz_check(psi_agreement_sign(agreement, party[i],
				       NULL) == PSI_E_AGREEMENT);
			continue;
		}
		for (size_t k = 0; k < 2; k++)
			fuzz_check(
			    psi_agreement_sign(agreement, party[i], NULL) == 0);
		fuzz_check(psi_agreement_is_signed(agreement, role));
	}
	fuzz_check(!psi_agreement_is_signed(agreement, 'c'));
}

static void
check_draft(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_agreement *agreement = NULL;
	struct psi_agreement *again = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&text);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_agreement_draft(&agreement, &source, NULL, 0, 20000, &err);
	if (rc == 0) {
		sign_draft(agreement);
		fuzz_check(psi_agreement_write(agreement, &sink, NULL) == 0);
		source = memory_source(&memory, text.data, text.len);
		fuzz_check(psi_agreement_read(&again, &source, NULL) == 0);
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
	}
	psi_agreement_free(again);
	psi_agreement_free(agreement);
	psi_buf_clear(&text);
}

static void
add_signature(struct psi_buf *text, size_t who, const uint8_t digest[32])
{
	static const char *const term[2] = { "signature-a,", "signature-b," };
	uint8_t signature[PSI_SIGNATURE_BYTES];
	uint8_t is_signed[PSI_SIGNED_MAX_BYTES];
	char base64[PSI_BASE64_CHARS(PSI_SIGNATURE_BYTES) + 1];

	psi_identity_sign(party[who], signature, is_signed,
	    psi_wire_signed_text(is_signed, PSI_AGREEMENT_KIND, digest));
	psi_base64_encode(base64, signature, sizeof signature);
	base64[sizeof base64 - 1] = '\0';
	fuzz_check(psi_buf_append_text(text, term[who], NULL) == 0);
	fuzz_check(psi_buf_append_text(text, base64, NULL) == 0);
	fuzz_check(psi_buf_append_text(text, "\n", NULL) == 0);
}

/* What each side shares: fields only where there is a pair, and no more in a cell
 * than in all of them. */
static void
check_shares(const struct psi_agreement *agreement, char role)
{
	uint32_t fields = psi_agreement_fields(agreement, role);
	const char *own;
	const char *theirs;

	for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++) {
		bool sends = false;

		for (size_t j = 0; (theirs = psi_population_at(j)) != NULL;
		     j++) {
			const struct psi_agreement_share *cell =
			    psi_agreement_cell(agreement, role,
				(enum psi_population)i, (enum psi_population)j);

			fuzz_check(strcmp(psi_agreement_shares(
					      agreement, role, own, theirs),
				       cell->what) == 0);
			fuzz_check((cell->fields.fields & ~fields) == 0);
			fuzz_check(!cell->is_none || cell->fields.fields == 0);
			sends = sends || !cell->is_none;
		}
		fuzz_check(psi_agreement_sends(agreement, role,
			       (enum psi_population)i) == sends);
	}
	fuzz_check(psi_agreement_shares(agreement, role, "any", "") == NULL);
}

static void
check_terms(const struct psi_agreement *agreement)
{
	const char *action;

	for (size_t i = 0; i < agreement->num_key; i++)
		fuzz_check(
		    psi_agreement_find_key(agreement, agreement->key[i].type,
			strlen(agreement->key[i].type)) == &agreement->key[i]);
	for (size_t i = 0; i < agreement->num_group; i++)
		fuzz_check(psi_agreement_find_group(
			       agreement, agreement->group[i]) == (int)i);
	for (size_t i = 0; (action = psi_agreement_action_at(i)) != NULL; i++)
		fuzz_check(psi_agreement_may(agreement, action) >= 0);
	fuzz_check(psi_agreement_may(agreement, "") == -1);
	check_shares(agreement, 'a');
	check_shares(agreement, 'b');
}

/* What is asked of an agreement that was read: every term has a value, and one
 * party is who signed. */
static void
check_answers(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_agreement *agreement = NULL;
	int rc;

	if (psi_agreement_read(&agreement, &source, NULL) != 0)
		return;
	fuzz_num_taken++;
	fuzz_check(psi_agreement_is_signed(agreement, 'a') &&
	    psi_agreement_is_signed(agreement, 'b'));
	fuzz_check(psi_agreement_role(
		       agreement, psi_identity_public(party[0])) == 'a');
	fuzz_check(psi_agreement_role(
		       agreement, psi_identity_public(party[1])) == 'b');
	fuzz_check(psi_agreement_term(agreement, "id", 0) != NULL &&
	    psi_agreement_term(agreement, "runs", 0) != NULL &&
	    psi_agreement_term(agreement, "id", 1) == NULL);
	rc = psi_agreement_check(agreement, 20000, NULL);
	fuzz_check(rc == 0 || rc == PSI_E_AGREEMENT);
	check_terms(agreement);
	psi_agreement_free(agreement);
}

static void
check_signed(const uint8_t *data, size_t size)
{
	struct psi_buf text = PSI_BUF_INIT;
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];
	size_t len = fuzz_before_digest(data, size);

	fuzz_check(psi_buf_append(&text, data, len, NULL) == 0);
	psi_sha256(digest, data, len);
	psi_hex_encode(hex, digest, sizeof digest);
	fuzz_check(psi_buf_append_text(&text, "sha256,", NULL) == 0);
	fuzz_check(psi_buf_append_text(&text, hex, NULL) == 0);
	fuzz_check(psi_buf_append_text(&text, "\n", NULL) == 0);
	for (size_t i = 0; i < 2; i++)
		add_signature(&text, i, digest);
	check_read(text.data, text.len);
	check_answers(text.data, text.len);
	psi_buf_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (party[0] == NULL)
		start();
	if (data[0] == 'd')
		check_draft(data + 1, size - 1);
	else if (data[0] == 's')
		check_signed(data + 1, size - 1);
	else
		check_read(data + 1, size - 1);
	return 0;
}

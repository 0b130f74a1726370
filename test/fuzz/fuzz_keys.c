/*
 * Keys files: whatever comes, a table within its own bounds or an error with
 * a text.
 */
#include "fuzz.h"

#include "protocol/agreement.h"
#include "protocol/key_table.h"
#include "support/memory.h"

/* 64 digits: what the seeds name as their normalizer and list. */
#define DIGEST                                                                 \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct psi_agreement *agreement;

static void
start(void)
{
	char text[2][PSI_IDENTITY_TEXT_CHARS + 1];
	const struct psi_agreement_preset presets[] = {
		{ "party-a-name", "Acme" },
		{ "party-a-identity", text[0] },
		{ "party-a-contact", "a@acme.example" },
		{ "party-b-name", "Globex" },
		{ "party-b-identity", text[1] },
		{ "party-b-contact", "b@globex.example" },
		{ "normalizer-fingerprint", DIGEST },
		{ "public-suffix-list", DIGEST },
	};

	for (int i = 0; i < 2; i++) {
		struct psi_identity *identity = NULL;

		fuzz_check(psi_identity_generate(&identity, NULL) == 0);
		psi_public_identity_format(
		    text[i], psi_identity_public(identity));
		psi_identity_free(identity);
	}
	fuzz_check(psi_agreement_draft(&agreement, NULL, presets,
		       sizeof presets / sizeof presets[0], 20000, NULL) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_key_table table;
	struct psi_error err;
	int rc;

	if (agreement == NULL)
		start();
	memset(&err, 0, sizeof err);
	rc = psi_key_table_read(&table, &source, agreement, 'a', &err);
	if (rc == 0) {
		for (size_t i = 0; i < table.num_row; i++) {
			fuzz_check(table.row[i].key < table.keys.num);
			fuzz_check(table.row[i].account < table.accounts.num);
		}
	} else {
		fuzz_check(rc == err.code && err.text[0] != '\0');
		fuzz_check(table.num_row == 0 && table.row == NULL);
	}
	psi_key_table_clear(&table);
	return 0;
}

/*
 * Identifiers of companies and countries: what comes out is short, printable
 * ASCII; where it is the same everywhere, it comes out of itself again.
 *
 * The first byte of the input chooses the kind.
 */
#include "fuzz.h"

#include "normal/country.h"
#include "normal/identifier.h"

static enum psi_reject
parse(struct psi_identifier *out, unsigned int kind, const char *text,
    size_t len, const char *country)
{
	switch (kind) {
	case 0:
		return psi_lei_parse(out, text, len);
	case 1:
		return psi_duns_parse(out, text, len);
	case 2:
		return psi_vat_parse(out, text, len, country);
	case 3:
		return psi_regno_parse(out, text, len, country);
	default:
		return psi_agreed_id_parse(out, text, len);
	}
}

static void
check_identifier(
    unsigned int kind, const char *text, size_t len, const char *country)
{
	struct psi_identifier first;
	struct psi_identifier again;

	memset(&first, 0, sizeof first);
	memset(&again, 0, sizeof again);
	if (parse(&first, kind, text, len, country) != PSI_REJECT_NONE)
		return;
	fuzz_check(first.len > 0 && first.len < PSI_IDENTIFIER_CHARS);
	fuzz_check(strlen(first.text) == first.len);
	for (size_t i = 0; i < first.len; i++)
		fuzz_check(first.text[i] > ' ' && first.text[i] < 0x7f);
	/* The others begin with their country, and depend on the one told. */
	if (kind == 2 || kind == 3)
		return;
	fuzz_check(parse(&again, kind, first.text, first.len, country) ==
	    PSI_REJECT_NONE);
	fuzz_check(first.len == again.len);
	fuzz_check(memcmp(first.text, again.text, first.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const some[] = { NULL, "DE", "FR", "GB", "GR", "US",
		"IT", "JP", "CH", "NL", "ES", "SE", "AU", "BR", "CN", "XX" };
	char country[PSI_COUNTRY_CHARS];
	char *text;

	if (size == 0)
		return 0;
	text = fuzz_copy(data + 1, size - 1);
	check_identifier(data[0] % 5, text, size - 1, some[data[0] / 5 % 16]);
	if (psi_country_find(country, text, size - 1) == PSI_REJECT_NONE) {
		char again[PSI_COUNTRY_CHARS];

		/* What comes out is a code of the table. */
		fuzz_check(psi_country_find(again, country,
			       PSI_COUNTRY_CHARS) == PSI_REJECT_NONE);
		fuzz_check(memcmp(again, country, sizeof again) == 0);
	}
	free(text);
	return 0;
}

#include "list/account_id.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "list/unique.h"

#define SHORT_CHARS 15
#define LONG_CHARS 18
/* A kind of its own for psi_unique_hash: whole rows. */
#define KIND_ROW 0x100

/*
 * The character that stands for five others of an id: bit i of its number is
 * set where the i-th is a capital (Salesforce, "Object Reference", "ID Field
 * Type"). 0 where one of them is no letter or digit.
 */
static char
check_character(const char *five)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
	unsigned int number = 0;

	for (unsigned int i = 0; i < 5; i++) {
		char c = five[i];

		if (!psi_ascii_is_letter(c) && !psi_ascii_is_digit(c))
			return 0;
		if (c >= 'A' && c <= 'Z')
			number |= 1U << i;
	}
	return alphabet[number];
}

struct psi_cell
psi_account_id(struct psi_cell id)
{
	if (id.len != LONG_CHARS)
		return id;
	for (size_t i = 0; i < 3; i++) {
		/* Some programs write them in small letters. */
		char c = id.text[SHORT_CHARS + i];
		char want = check_character(id.text + 5 * i);

		if (c >= 'a' && c <= 'z')
			c = (char)(c & ~0x20);
		if (want == 0 || c != want)
			return id;
	}
	id.len = SHORT_CHARS;
	return id;
}

static bool
has_name_and_host(const struct psi_facts *facts)
{
	struct psi_fact fact;
	bool name = false;
	bool host = false;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		name = name || fact.kind == PSI_FACT_NAME;
		host = host || fact.kind == PSI_FACT_HOST;
	}
	return name && host;
}

struct psi_cell
psi_account_row_id(
    const struct psi_facts *facts, char identity[PSI_ACCOUNT_IDENTITY_BYTES])
{
	const char *text = (const char *)facts->bytes.data;
	struct psi_cell id = psi_account_id(facts->id);
	uint64_t hash[2];

	if (id.len > 0 || !has_name_and_host(facts))
		return id;
	hash[0] = psi_unique_hash(KIND_ROW, text, facts->bytes.len);
	hash[1] = psi_unique_hash(KIND_ROW + 1, text, facts->bytes.len);
	/* No id begins like this. */
	identity[0] = '\n';
	memcpy(identity + 1, hash, sizeof hash);
	memcpy(identity + 1 + sizeof hash, facts->country, PSI_COUNTRY_CHARS);
	id.text = identity;
	id.len = PSI_ACCOUNT_IDENTITY_BYTES;
	return id;
}

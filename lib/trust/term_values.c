#include "trust/term_values.h"

#include <string.h>

#include "base/bytes.h"
#include "psi/date.h"
#include "psi/near.h"
#include "psi/normalize.h"
#include "base/error.h"
#include "base/formula.h"
#include "base/utf8.h"
#include "psi/io.h"
#include "terms/agent.h"

bool
psi_term_text_is(const char *text, size_t len, const char *want)
{
	/* The first character mostly decides, without a call. */
	return len > 0 && *text == *want && strlen(want) == len &&
	    strncmp(text, want, len) == 0;
}

int
psi_term_refuse(struct psi_term_reader *reader,
    const struct psi_agreement_row *row, const char *rule)
{
	return psi_error_set_line(reader->err, reader->code, row->line,
	    "'%s' must be %s", row->term, rule);
}

static void *
field(struct psi_term_reader *reader, const struct psi_term *term)
{
	return (uint8_t *)reader->agreement + term->offset;
}

/* The number that follows `begin` in a version such as pkn3; 0 if the text is
 * something else. */
static uint64_t
version_of(const char *value, const char *begin)
{
	size_t len = strlen(begin);
	uint64_t number = 0;

	if (strncmp(value, begin, len) != 0 || value[len] == '0' ||
	    strlen(value + len) > 9)
		return 0;
	for (const char *p = value + len; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return 0;
		number = 10 * number + (uint64_t)(*p - '0');
	}
	return number;
}

static const char install_theirs[] =
    "install the version of these programs that your partner has, or ask for "
    "an agreement made by yours";
static const char install_ours[] =
    "ask your partner to install the version of these programs that you have, "
    "and to propose again; or propose yourself";

/* The version of the rules by which accounts become keys (KEYS.md). It must be
 * ours, since both sides must use the same. */
int
psi_term_rules(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	const char *ours = psi_normalizer_version();
	uint64_t theirs = version_of(row->value, "pkn");
	bool newer = theirs > version_of(ours, "pkn");

	(void)term;
	if (strcmp(row->value, ours) == 0)
		return 0;
	if (theirs == 0)
		return psi_term_refuse(reader, row, ours);
	return psi_refuse(reader->err, reader->code, row->line,
	    newer ? install_theirs : install_ours,
	    "'%s' is %s, and this program has the %s rules %s: it would make "
	    "other keys",
	    row->term, row->value, newer ? "older" : "newer", ours);
}

/* The edition of this program's agreements, and words for another one. */
int
psi_term_file(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (strcmp(row->value, PSI_AGREEMENT_KIND) == 0)
		return 0;
	if (version_of(row->value, "agreement/") >
	    version_of(PSI_AGREEMENT_KIND, "agreement/"))
		return psi_refuse(reader->err, reader->code, row->line,
		    install_theirs,
		    "'file' is %s, of a newer version, and this program has "
		    "the older " PSI_AGREEMENT_KIND,
		    row->value);
	if (strcmp(row->value, "agreement/1") != 0)
		return psi_term_refuse(reader, row, "'" PSI_AGREEMENT_KIND "'");
	return psi_refuse(reader->err, reader->code, row->line,
	    "make an " PSI_AGREEMENT_KIND " with 'psi-agree propose', and "
	    "have both parties sign it",
	    "'file' is agreement/1, of an earlier version, which says nothing "
	    "of shared fields and of the second answer: it is not read as "
	    "allowing them");
}

/* A text of at most term->max bytes. agreement_text.c has already refused
 * control characters and bytes that are not UTF-8. */
int
psi_term_text(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	/* Agreements are opened in spreadsheets, which would run a formula. */
	if (psi_is_formula(row->value, strlen(row->value)))
		return psi_term_refuse(reader, row,
		    "a text that does not begin with =, +, - or @, which "
		    "spreadsheets take for a formula");
	if (strlen(row->value) > term->max)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' must have at most %llu bytes", row->term,
		    (unsigned long long)term->max);
	return 0;
}

/* The name of a party: it must have a character that can be seen. */
int
psi_term_name(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	size_t len = strlen(row->value);

	for (size_t pos = 0; pos < len;) {
		uint32_t c = psi_utf8_next(row->value, &pos);

		if (!psi_is_formula_blank(c))
			return psi_term_text(reader, term, row);
	}
	return psi_term_refuse(reader, row, "a name, not blank");
}

/* Is `text` one of the words? */
static bool
is_word(const char *words, const char *text)
{
	size_t len = strlen(text);

	for (const char *p = words; *p != '\0';) {
		size_t n = strcspn(p, " ");

		if (n == len && n != 0 && strncmp(p, text, n) == 0)
			return true;
		p += n + (p[n] == ' ' ? 1 : 0);
	}
	return false;
}

int
psi_term_choice(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_near near;

	if (is_word(term->words, row->value))
		return 0;
	(void)psi_error_set_line(reader->err, reader->code, row->line,
	    "'%s' must be one of: %s", row->term, term->words);
	psi_near_begin(&near, row->value, strlen(row->value));
	for (const char *p = term->words; *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		if (psi_near_offer(&near, p, len))
			psi_error_hint(
			    reader->err, "did you mean '%.*s'?", (int)len, p);
		p += len;
	}
	return reader->code;
}

int
psi_term_number(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	uint64_t number;
	uint32_t small;

	if (!psi_decimal_decode(
		&number, row->value, strlen(row->value), term->max) ||
	    number < term->min)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' must be a whole number from %llu to %llu", row->term,
		    (unsigned long long)term->min,
		    (unsigned long long)term->max);
	small = (uint32_t)number;
	if (term->offset != PSI_TERM_NO_FIELD)
		memcpy(field(reader, term), &small, sizeof small);
	return 0;
}

int
psi_term_date(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	int32_t day;

	if (!psi_date_decode(&day, row->value, strlen(row->value)))
		return psi_term_refuse(
		    reader, row, "a date such as 2031-12-31");
	memcpy(field(reader, term), &day, sizeof day);
	return 0;
}

/* A digest or an id of term->max bytes, in hexadecimal. */
int
psi_term_hex(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	uint8_t bytes[PSI_AGREEMENT_DIGEST_BYTES];

	if (!psi_hex_decode(
		bytes, (size_t)term->max, row->value, strlen(row->value)))
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' must be %llu lower-case hexadecimal digits",
		    row->term, 2ULL * term->max);
	if (term->offset != PSI_TERM_NO_FIELD)
		memcpy(field(reader, term), bytes, (size_t)term->max);
	return 0;
}

int
psi_term_replaces(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;

	(void)term;
	if (strcmp(row->value, "none") == 0)
		return 0;
	if (!psi_hex_decode(agreement->replaces, sizeof agreement->replaces,
		row->value, strlen(row->value)))
		return psi_term_refuse(reader, row,
		    "'none' or the digest of an agreement, 64 hexadecimal "
		    "digits");
	agreement->has_replaces = true;
	return 0;
}

/* The identity of a party; term->max is the number of the party. */
int
psi_term_identity(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement_party *party =
	    &reader->agreement->party[term->max];

	if (psi_public_identity_parse(
		&party->identity, row->value, strlen(row->value), NULL) != 0)
		return psi_term_refuse(reader, row,
		    "a public identity, psi1..., as psi-keygen prints it");
	return 0;
}

int
psi_term_suite(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	reader->agreement->suite = psi_suite_find(row->value);
	if (reader->agreement->suite == NULL)
		return psi_term_refuse(
		    reader, row, "'ristretto255-SHA512' or 'P256-SHA256'");
	return 0;
}

int
psi_term_mode(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (strcmp(row->value, "accounts") == 0)
		reader->agreement->mode = PSI_MODE_ACCOUNTS;
	else if (strcmp(row->value, "counts") == 0)
		reader->agreement->mode = PSI_MODE_COUNTS;
	else
		return psi_term_refuse(reader, row, "'accounts' or 'counts'");
	return 0;
}

int
psi_term_learns(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	bool *learns = reader->agreement->learns;

	(void)term;
	if (!is_word("both a b", row->value))
		return psi_term_refuse(reader, row, "'both', 'a' or 'b'");
	learns[0] = strcmp(row->value, "b") != 0;
	learns[1] = strcmp(row->value, "a") != 0;
	return 0;
}

int
psi_term_answers_first(struct psi_term_reader *reader,
    const struct psi_term *term, const struct psi_agreement_row *row)
{
	(void)term;
	if (!is_word("a b", row->value))
		return psi_term_refuse(reader, row, "'a' or 'b'");
	reader->agreement->answers_first = row->value[0];
	return 0;
}

/* Read a decimal of exactly the form 0.ddd, as thousandths. */
bool
psi_term_thousandths(uint16_t *out, const char *text, size_t len)
{
	unsigned int n = 0;

	if (len != 5 || text[0] != '0' || text[1] != '.')
		return false;
	for (size_t i = 2; i < 5; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = 10 * n + (unsigned int)(text[i] - '0');
	}
	*out = (uint16_t)n;
	return true;
}

int
psi_term_score(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (!psi_term_thousandths(&reader->agreement->minimum_score, row->value,
		strlen(row->value)))
		return psi_term_refuse(reader, row,
		    "a score with a point and three decimals, from 0.000 to "
		    "0.999");
	return 0;
}

/* "yes" or "no", for a member that is a bool. */
int
psi_term_yes(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	bool yes = strcmp(row->value, "yes") == 0;

	if (!yes && strcmp(row->value, "no") != 0)
		return psi_term_refuse(reader, row, "'yes' or 'no'");
	memcpy(field(reader, term), &yes, sizeof yes);
	return 0;
}

int
psi_term_directory(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;

	(void)term;
	if (strcmp(row->value, "none") == 0)
		return 0;
	if (!psi_hex_decode(agreement->directory, sizeof agreement->directory,
		row->value, strlen(row->value)))
		return psi_term_refuse(reader, row,
		    "'none' or the SHA-256 of a directory, 64 lower-case "
		    "hexadecimal digits");
	agreement->has_directory = true;
	return 0;
}

int
psi_term_group_pairs(struct psi_term_reader *reader,
    const struct psi_term *term, const struct psi_agreement_row *row)
{
	static const char *const words[] = { "none", "claims", "fields" };

	(void)term;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(row->value, words[i]) == 0) {
			reader->agreement->group_pairs =
			    (enum psi_group_pairs)i;
			return 0;
		}
	return psi_term_refuse(reader, row, "'none', 'claims' or 'fields'");
}

int
psi_term_agents(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (psi_agent_actions_parse(&reader->agreement->agents_may, row->value))
		return 0;
	return psi_term_refuse(reader, row,
	    "'none', or some of read+report+notify+draft+contact+write-crm in "
	    "this order");
}

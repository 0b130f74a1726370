#include "trust/agreement_terms.h"

#include <string.h>

#include "base/error.h"
#include "trust/term_lists.h"
#include "trust/term_values.h"

/* Terms of a number of days may not exceed a hundred years. */
#define DAYS_MAX 36500
/* The most bytes of a name, and of a text. */
#define NAME_MAX_BYTES 200

#define FIELD(name) offsetof(struct psi_agreement, name)
#define RULE(name, standard, ask, many, read, min, max, words, at)             \
	{                                                                      \
		{ name, standard, ask, many }, read, min, max, words, at       \
	}
#define CHOICE(name, standard, words)                                          \
	RULE(name, standard, NULL, false, psi_term_choice, 0, 0, words,        \
	    PSI_TERM_NO_FIELD)
#define TEXT(name, standard, ask, read, max)                                   \
	RULE(name, standard, ask, false, read, 0, max, NULL, PSI_TERM_NO_FIELD)
#define NUMBER(name, standard, min, max, at)                                   \
	RULE(name, standard, NULL, false, psi_term_number, min, max, NULL, at)
#define DATE(name, at)                                                         \
	RULE(name, NULL, NULL, false, psi_term_date, 0, 0, NULL, FIELD(at))
#define HEX(name, bytes, at)                                                   \
	RULE(name, NULL, NULL, false, psi_term_hex, 0, bytes, NULL, at)
#define YES(name, standard, at)                                                \
	RULE(name, standard, NULL, false, psi_term_yes, 0, 0, NULL, FIELD(at))
#define IDENTITY(name, party)                                                  \
	RULE(name, NULL, "its public identity (psi1...)", false,               \
	    psi_term_identity, 0, party, NULL, PSI_TERM_NO_FIELD)
#define OTHER(name, standard, read)                                            \
	RULE(name, standard, NULL, false, read, 0, 0, NULL, PSI_TERM_NO_FIELD)
#define ROWS(name, read, party)                                                \
	RULE(name, NULL, NULL, true, read, 0, party, NULL, PSI_TERM_NO_FIELD)

/* clang-format off */
static const struct psi_term terms[] = {
	RULE("file", PSI_AGREEMENT_KIND, PSI_AGREEMENT_KIND, false,
		psi_term_file, 0, 0, NULL, PSI_TERM_NO_FIELD),
	HEX("id", 16, PSI_TERM_NO_FIELD),
	DATE("created", created),
	DATE("expires", expires),
	OTHER("replaces", "none", psi_term_replaces),
	TEXT("party-a-name", NULL, "legal name of the company that is party a",
		psi_term_name, NAME_MAX_BYTES),
	IDENTITY("party-a-identity", 0),
	TEXT("party-a-contact", "", "whom to ask there", psi_term_text,
		PSI_AGREEMENT_VALUE_MAX),
	TEXT("party-b-name", NULL, "legal name of the company that is party b",
		psi_term_name, NAME_MAX_BYTES),
	IDENTITY("party-b-identity", 1),
	TEXT("party-b-contact", "", "whom to ask there", psi_term_text,
		PSI_AGREEMENT_VALUE_MAX),
	CHOICE("purpose", "technology",
		"technology gsi marketplace referral cosell resell presign"),
	TEXT("description", "Finding the accounts that both parties know.",
		NULL, psi_term_text, PSI_AGREEMENT_VALUE_MAX),
	YES("competitors", "no", competitors),
	TEXT("onward-sharing", "The result is passed on to nobody.", NULL,
		psi_term_text, PSI_AGREEMENT_VALUE_MAX),
	YES("combine-partners", "no", combine_partners),
	TEXT("automated-agents", "Software agents may sort and report the "
		"result and tell colleagues of it. They contact nobody "
		"outside on their own.", NULL, psi_term_text,
		PSI_AGREEMENT_VALUE_MAX),
	OTHER("agents-may", "read+report+notify", psi_term_agents),
	NUMBER("retention-days", "365", 1, DAYS_MAX, FIELD(retention_days)),
	OTHER("suite", "ristretto255-SHA512", psi_term_suite),
	OTHER("normalizer", "pkn2", psi_term_rules),
	HEX("normalizer-fingerprint", 32, FIELD(fingerprint)),
	HEX("public-suffix-list", 32, FIELD(public_suffix_list)),
	OTHER("directory", "none", psi_term_directory),
	ROWS("key", psi_term_key, 0),
	OTHER("minimum-score", "0.900", psi_term_score),
	OTHER("group-pairs", "claims", psi_term_group_pairs),
	OTHER("mode", "accounts", psi_term_mode),
	OTHER("learns", "both", psi_term_learns),
	OTHER("answers-first", "a", psi_term_answers_first),
	ROWS("group", psi_term_group, 0),
	NUMBER("maximum-elements-a", "1000000", 1, UINT32_MAX,
		FIELD(party[0].maximum_elements)),
	NUMBER("maximum-elements-b", "1000000", 1, UINT32_MAX,
		FIELD(party[1].maximum_elements)),
	NUMBER("maximum-shared-a", NULL, 1, UINT32_MAX,
		FIELD(party[0].maximum_shared)),
	NUMBER("maximum-shared-b", NULL, 1, UINT32_MAX,
		FIELD(party[1].maximum_shared)),
	NUMBER("maximum-ratio", "100", 1, 1000000, FIELD(maximum_ratio)),
	NUMBER("padding-multiple", "1024", 1, 1048576,
		FIELD(padding_multiple)),
	NUMBER("minimum-overlap", "0", 0, UINT32_MAX, FIELD(minimum_overlap)),
	NUMBER("suppress-below", "5", 0, 1000000, FIELD(suppress_below)),
	NUMBER("runs", "12", 1, 1000000, FIELD(runs)),
	NUMBER("period-days", "365", 1, DAYS_MAX, FIELD(period_days)),
	NUMBER("maximum-source-age-days", "90", 0, DAYS_MAX,
		FIELD(maximum_source_age_days)),
	ROWS("share-a", psi_term_share, 0),
	ROWS("share-b", psi_term_share, 1),
};
/* clang-format on */

#define NUM_TERMS (sizeof terms / sizeof terms[0])

/* The index of a term, or NUM_TERMS. */
static size_t
find_term(const char *name)
{
	size_t i = 0;

	while (i < NUM_TERMS && strcmp(terms[i].info.name, name) != 0)
		i++;
	return i;
}

const struct psi_agreement_term_info *
psi_agreement_term_info(size_t i)
{
	return i < NUM_TERMS ? &terms[i].info : NULL;
}

const struct psi_agreement_term_info *
psi_agreement_term_find(const char *name)
{
	return psi_agreement_term_info(find_term(name));
}

void
psi_agreement_default_shared(
    char out[PSI_DECIMAL_CHARS + 1], const char *maximum_elements)
{
	uint64_t maximum = 0;

	/* Not a number: 0. The term itself is refused when it is read. */
	(void)psi_decimal_decode(
	    &maximum, maximum_elements, strlen(maximum_elements), UINT32_MAX);
	out[psi_decimal_encode(out, maximum < 10 ? 1 : maximum / 10)] = '\0';
}

const char *
psi_agreement_term_standard(const char *term, enum psi_mode mode, size_t j)
{
	/* The default key types and weights; KEYS.md says how they were
	 * measured. */
	static const char *const account_keys[] = { "core+country 2 0.850",
		"domain 1 0.970", "duns 1 0.950", "host 2 0.900",
		"label+country 3 0.800", "lei 1 0.990", "loose 2 0.900",
		"name 1 0.980", "name+country 1 0.995", "regno 1 0.990",
		"vat 1 0.950" };
	/* In counts mode it is keys that are counted. With one key type of which
	 * most accounts have exactly one, that comes close to counting
	 * accounts. */
	static const char *const count_keys[] = { "domain 1 0.970" };
	static const char *const count_groups[] = { "customer",
		"open_opportunity", "prospect" };
	bool counts = mode == PSI_MODE_COUNTS;

	if (strcmp(term, "key") == 0 && !counts)
		return j < sizeof account_keys / sizeof account_keys[0]
		    ? account_keys[j]
		    : NULL;
	if (strcmp(term, "key") == 0)
		return j < 1 ? count_keys[j] : NULL;
	if (strcmp(term, "group") == 0 && counts)
		return j < sizeof count_groups / sizeof count_groups[0]
		    ? count_groups[j]
		    : NULL;
	return NULL;
}

void
psi_agreement_terms_sort(
    struct psi_agreement_rows *rows, size_t first, size_t num)
{
	/* Insertion: a few rows, and nothing is allocated. */
	for (size_t i = first + 1; i < first + num; i++) {
		struct psi_agreement_row row = rows->row[i];
		size_t j = i;

		for (; j > first &&
		     psi_term_compare_rows(&rows->row[j - 1], &row) > 0;
		     j--)
			rows->row[j] = rows->row[j - 1];
		rows->row[j] = row;
	}
}

/*
 * Terms stand in a fixed order. Look up the term of this row, and refuse it if
 * it comes too early, which means that a required term is missing, or too late.
 * `*next` is the first term that may stand here, and moves on.
 */
static int
place_row(struct psi_term_reader *reader, const struct psi_agreement_row *row,
    size_t *next)
{
	size_t i = find_term(row->term);
	size_t want = *next;

	if (i == NUM_TERMS)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "no term is called '%s'", row->term);
	if (i + 1 == want && !terms[i].info.many)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' stands twice", row->term);
	while (want < i && terms[want].info.many)
		want++;
	if (i < *next && !(i + 1 == *next && terms[i].info.many))
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' is out of order, or stands twice", row->term);
	if (want < i)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' where '%s' belongs", row->term,
		    terms[want].info.name);
	*next = i + 1;
	return terms[i].read(reader, &terms[i], row);
}

/* The two parties must not share either of their two public keys. With the same
 * Ed25519 key, one party's signature would pass for the other's. */
static int
check_parties(struct psi_term_reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;
	const struct psi_public_identity *a = &agreement->party[0].identity;
	const struct psi_public_identity *b = &agreement->party[1].identity;

	/* Public keys are public. */
	if (memcmp(a->ed25519, b->ed25519, sizeof a->ed25519) != 0 &&
	    memcmp(a->x25519, b->x25519, sizeof a->x25519) != 0)
		return 0;
	return psi_error_set(reader->err, reader->code,
	    "the two parties have the same identity, or a key of it in common");
}

/* If only one side learns the result, the other side answers first, and no
 * second answer follows. */
static int
check_order(struct psi_term_reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;
	char first = agreement->learns[0] ? 'b' : 'a';

	if ((agreement->learns[0] && agreement->learns[1]) ||
	    agreement->answers_first == first)
		return 0;
	return psi_error_set(reader->err, reader->code,
	    "'answers-first' must be %c where only %c learns", first,
	    first == 'a' ? 'b' : 'a');
}

/* Limits that no run could ever meet. */
static int
check_limits(struct psi_term_reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;

	for (size_t i = 0; i < 2; i++) {
		uint32_t maximum = agreement->party[i].maximum_elements;
		const char *above = NULL;

		if (agreement->padding_multiple > maximum)
			above = "padding-multiple";
		else if (agreement->minimum_overlap > maximum)
			above = "minimum-overlap";
		else if (agreement->mode == PSI_MODE_COUNTS &&
		    agreement->suppress_below > maximum)
			above = "suppress-below";
		if (above != NULL)
			return psi_error_set(reader->err, reader->code,
			    "'%s' is above 'maximum-elements-%c': no run "
			    "could come to a result",
			    above, "ab"[i]);
	}
	return 0;
}

/* Are all of these fields shared as a band or a quarter only? */
static bool
is_coarse(const struct psi_field_set *set)
{
	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		enum psi_field field = (enum psi_field)f;
		enum psi_field_form form = psi_field_set_form(set, field);

		if (psi_field_set_has(set, field) && form != PSI_FORM_BAND &&
		    form != PSI_FORM_QUARTER)
			return false;
	}
	return true;
}

/* Competitors may only compare counts, or share fields as bands and quarters. */
static int
check_competitors(struct psi_term_reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;

	if (!agreement->competitors || agreement->mode == PSI_MODE_COUNTS)
		return 0;
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < agreement->num_share[i]; j++) {
			const struct psi_agreement_share *share =
			    &agreement->share[i][j];

			if (is_coarse(&share->fields))
				continue;
			return psi_error_set(reader->err, reader->code,
			    "'share-%c': competitors share nothing but bands "
			    "and quarters, and not '%.100s'",
			    "ab"[i], share -> what);
		}
	return 0;
}

static int
check_whole(struct psi_term_reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;
	int rc;

	if (agreement->expires < agreement->created)
		return psi_error_set(reader->err, reader->code,
		    "'expires' is before 'created': the agreement would end "
		    "before it begins");
	if (agreement->num_key == 0)
		return psi_error_set(reader->err, reader->code,
		    "there is no row 'key', so nothing could be sent");
	if ((rc = check_parties(reader)) != 0 ||
	    (rc = check_order(reader)) != 0 || (rc = check_limits(reader)) != 0)
		return rc;
	return check_competitors(reader);
}

int
psi_agreement_terms_read(struct psi_agreement *agreement, size_t num, int code,
    struct psi_error *err)
{
	struct psi_term_reader reader = { agreement, code, err };
	size_t next = 0;
	int rc;

	for (size_t i = 0; i < num; i++)
		if ((rc = place_row(
			 &reader, &agreement->rows->row[i], &next)) != 0)
			return rc;
	while (next < NUM_TERMS && terms[next].info.many)
		next++;
	if (next < NUM_TERMS)
		return psi_error_set(
		    err, code, "'%s' is missing", terms[next].info.name);
	return check_whole(&reader);
}

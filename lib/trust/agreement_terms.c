#include "trust/agreement_terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "psi/date.h"
#include "base/error.h"

#define NO_FIELD SIZE_MAX
/* 9999-12-31 less 1970-01-01 is far below this. */
#define DAYS_MAX 36500

/* Where a value goes while it is read, and how failures are called. */
struct reader {
	struct psi_agreement *agreement;
	int code;
	struct psi_error *err;
};

struct term {
	struct psi_agreement_term_info info;
	int (*read)(struct reader *reader, const struct term *term,
	    const struct psi_agreement_row *row);
	/* Of numbers. */
	uint64_t min;
	uint64_t max;
	/* Of choices: the words, between blanks. */
	const char *words;
	/* Of the field in struct psi_agreement, or NO_FIELD. */
	size_t offset;
};

static bool
text_is(const char *text, size_t len, const char *want)
{
	/* Mostly the first character tells. */
	return len > 0 && *text == *want && strlen(want) == len &&
	    strncmp(text, want, len) == 0;
}

static bool
find_population_or_any(
    enum psi_population *out, const char *name, size_t name_len)
{
	if (text_is(name, name_len, "any")) {
		*out = PSI_POPULATION_ANY;
		return true;
	}
	return psi_population_find(out, name, name_len);
}

static int
refuse(struct reader *reader, const struct psi_agreement_row *row,
    const char *rule)
{
	return psi_error_set_line(reader->err, reader->code, row->line,
	    "'%s' must be %s", row->term, rule);
}

static void *
field(struct reader *reader, const struct term *term)
{
	return (uint8_t *)reader->agreement + term->offset;
}

static int
read_text(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	(void)reader;
	(void)term;
	(void)row;
	/* agreement_text has looked at the characters and the length. */
	return 0;
}

/* A name of blanks alone, U+0020 and U+00A0, is none. */
static int
read_name(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	const char *p = row->value;

	(void)term;
	for (;;) {
		if (p[0] == ' ')
			p++;
		else if (p[0] == '\xc2' && p[1] == '\xa0')
			p += 2;
		else
			break;
	}
	return p[0] != '\0' ? 0 : refuse(reader, row, "a name, not blank");
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

static int
read_choice(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	if (is_word(term->words, row->value))
		return 0;
	return psi_error_set_line(reader->err, reader->code, row->line,
	    "'%s' must be one of: %s", row->term, term->words);
}

static int
read_number(struct reader *reader, const struct term *term,
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
	if (term->offset != NO_FIELD)
		memcpy(field(reader, term), &small, sizeof small);
	return 0;
}

static int
read_date(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	int32_t day;

	if (!psi_date_decode(&day, row->value, strlen(row->value)))
		return refuse(reader, row, "a date such as 2031-12-31");
	memcpy(field(reader, term), &day, sizeof day);
	return 0;
}

/* `max` is the number of bytes. */
static int
read_hex(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	uint8_t bytes[PSI_AGREEMENT_DIGEST_BYTES];

	if (!psi_hex_decode(
		bytes, (size_t)term->max, row->value, strlen(row->value)))
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'%s' must be %llu lower-case hexadecimal digits",
		    row->term, 2ULL * term->max);
	if (term->offset != NO_FIELD)
		memcpy(field(reader, term), bytes, (size_t)term->max);
	return 0;
}

static int
read_replaces(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;

	(void)term;
	if (strcmp(row->value, "none") == 0)
		return 0;
	if (!psi_hex_decode(agreement->replaces, sizeof agreement->replaces,
		row->value, strlen(row->value)))
		return refuse(reader, row,
		    "'none' or the digest of an agreement, 64 hexadecimal "
		    "digits");
	agreement->has_replaces = true;
	return 0;
}

/* `max` is the party. */
static int
read_identity(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement_party *party =
	    &reader->agreement->party[term->max];

	if (psi_public_identity_parse(
		&party->identity, row->value, strlen(row->value), NULL) != 0)
		return refuse(reader, row,
		    "a public identity, psi1..., as psi-keygen prints it");
	return 0;
}

static int
read_suite(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	reader->agreement->suite = psi_suite_find(row->value);
	if (reader->agreement->suite == NULL)
		return refuse(
		    reader, row, "'ristretto255-SHA512' or 'P256-SHA256'");
	return 0;
}

static int
read_mode(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (strcmp(row->value, "accounts") == 0)
		reader->agreement->mode = PSI_MODE_ACCOUNTS;
	else if (strcmp(row->value, "counts") == 0)
		reader->agreement->mode = PSI_MODE_COUNTS;
	else
		return refuse(reader, row, "'accounts' or 'counts'");
	return 0;
}

static int
read_learns(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	bool *learns = reader->agreement->learns;

	(void)term;
	if (!is_word("both a b", row->value))
		return refuse(reader, row, "'both', 'a' or 'b'");
	learns[0] = strcmp(row->value, "b") != 0;
	learns[1] = strcmp(row->value, "a") != 0;
	return 0;
}

static int
read_answers_first(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (!is_word("a b", row->value))
		return refuse(reader, row, "'a' or 'b'");
	reader->agreement->answers_first = row->value[0];
	return 0;
}

/* Exactly 0.ddd, in thousandths. */
static bool
decode_thousandths(uint16_t *out, const char *text, size_t len)
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

static int
read_score(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	(void)term;
	if (!decode_thousandths(&reader->agreement->minimum_score, row->value,
		strlen(row->value)))
		return refuse(reader, row,
		    "a score with a point and three decimals, from 0.000 to "
		    "0.999");
	return 0;
}

/* Cut a value at its blanks into exactly `num` words that are not empty. */
static bool
split(const char *value, size_t num, const char **word, size_t *word_len)
{
	for (size_t i = 0; i < num; i++) {
		size_t len = i + 1 == num ? strlen(value) : strcspn(value, " ");

		if (len == 0 || (i + 1 < num && value[len] != ' '))
			return false;
		word[i] = value;
		word_len[i] = len;
		value += len + (i + 1 < num ? 1 : 0);
	}
	return strchr(word[num - 1], ' ') == NULL;
}

static bool
is_key_type(const char *type, size_t len)
{
	if (len == 0 || len >= PSI_KEY_TYPE_CHARS || type[0] < 'a' ||
	    type[0] > 'z')
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = type[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '+' && c != '-' && c != '_')
			return false;
	}
	return true;
}

static bool
decode_key(struct psi_agreement_key *key, const char *value)
{
	const char *word[3];
	size_t len[3];

	memset(key, 0, sizeof *key);
	if (!split(value, 3, word, len) || !is_key_type(word[0], len[0]) ||
	    !decode_thousandths(&key->weight, word[2], len[2]) ||
	    key->weight == 0)
		return false;
	memcpy(key->type, word[0], len[0]);
	if (text_is(word[1], len[1], "family"))
		key->tier = PSI_TIER_FAMILY;
	else if (len[1] == 1 && word[1][0] >= '1' && word[1][0] <= '3')
		key->tier = (uint8_t)(word[1][0] - '0');
	else
		return false;
	return true;
}

static int
read_key(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	struct psi_agreement_key key;
	size_t num = agreement->num_key;

	(void)term;
	if (!decode_key(&key, row->value))
		return refuse(reader, row,
		    "TYPE TIER WEIGHT, such as 'domain 1 0.970', with tier "
		    "1, 2, 3 or family and weight from 0.001 to 0.999");
	if (num == PSI_KEY_TYPES_MAX)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "more than %d rows of 'key'", PSI_KEY_TYPES_MAX);
	if (num > 0 && strcmp(agreement->key[num - 1].type, key.type) >= 0)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "the rows of 'key' must ascend by type, each type once");
	agreement->key[num] = key;
	agreement->num_key++;
	return 0;
}

static int
read_group(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	enum psi_population group;
	size_t num = agreement->num_group;

	(void)term;
	if (!psi_population_find(&group, row->value, strlen(row->value)))
		return refuse(reader, row,
		    "customer, open_opportunity, prospect, former_customer "
		    "or other");
	if (agreement->mode != PSI_MODE_COUNTS)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "'group' rows belong to the mode counts");
	if (num > 0 && agreement->group[num - 1] >= group)
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "the rows of 'group' must stand in the order customer, "
		    "open_opportunity, prospect, former_customer, other, each "
		    "once");
	agreement->group[num] = group;
	agreement->num_group++;
	return 0;
}

static bool
is_share_what(const char *what)
{
	struct psi_field_set set;

	return is_word("none match", what) ||
	    psi_field_set_parse(&set, what, strlen(what));
}

static bool
decode_share(struct psi_agreement_share *share, const char *value)
{
	const char *word[3];
	size_t len[3];

	if (!split(value, 3, word, len) ||
	    !find_population_or_any(&share->own, word[0], len[0]) ||
	    !find_population_or_any(&share->theirs, word[1], len[1]) ||
	    !is_share_what(word[2]))
		return false;
	share->what = word[2];
	return true;
}

/* `max` is the party. */
static int
read_share(struct reader *reader, const struct term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	size_t num = agreement->num_share[term->max];
	struct psi_agreement_share *rows = agreement->share[term->max];
	struct psi_agreement_share share;
	void *array = rows;
	int rc;

	if (!decode_share(&share, row->value))
		return refuse(reader, row,
		    "OWN THEIRS WHAT, such as 'customer prospect "
		    "name+amount:band': two populations or any, then none, "
		    "match, or fields that can be shared, each once");
	if (num > 0 &&
	    (share.own < rows[num - 1].own ||
		(share.own == rows[num - 1].own &&
		    share.theirs <= rows[num - 1].theirs)))
		return psi_error_set_line(reader->err, reader->code, row->line,
		    "the rows of '%s' must ascend by own, then their "
		    "population, each pair once",
		    row->term);
	if ((rc = psi_array_resize(
		 &array, num, num + 1, sizeof share, reader->err)) != 0)
		return rc;
	agreement->share[term->max] = array;
	agreement->share[term->max][num] = share;
	agreement->num_share[term->max]++;
	return 0;
}

#define FIELD(name) offsetof(struct psi_agreement, name)
#define ONE(name, standard, ask)                                               \
	{                                                                      \
		name, standard, ask, false                                     \
	}
#define MANY(name)                                                             \
	{                                                                      \
		name, NULL, NULL, true                                         \
	}
#define CHOICE(name, standard, words)                                          \
	{                                                                      \
		ONE(name, standard, NULL), read_choice, 0, 0, words, NO_FIELD  \
	}
#define TEXT(name, standard, ask)                                              \
	{                                                                      \
		ONE(name, standard, ask), read_text, 0, 0, NULL, NO_FIELD      \
	}
#define NUMBER(name, standard, min, max, at)                                   \
	{                                                                      \
		ONE(name, standard, NULL), read_number, min, max, NULL, at     \
	}
#define DATE(name, at)                                                         \
	{                                                                      \
		ONE(name, NULL, NULL), read_date, 0, 0, NULL, FIELD(at)        \
	}
#define HEX(name, bytes, at)                                                   \
	{                                                                      \
		ONE(name, NULL, NULL), read_hex, 0, bytes, NULL, at            \
	}
#define OTHER(name, standard, read, party)                                     \
	{                                                                      \
		ONE(name, standard, NULL), read, 0, party, NULL, NO_FIELD      \
	}

/* clang-format off */
static const struct term terms[] = {
	CHOICE("file", "agreement/1", "agreement/1"),
	HEX("id", 16, NO_FIELD),
	DATE("created", created),
	DATE("expires", expires),
	OTHER("replaces", "none", read_replaces, 0),
	{ ONE("party-a-name", NULL,
		  "legal name of the company that is party a"),
		read_name, 0, 0, NULL, NO_FIELD },
	{ ONE("party-a-identity", NULL, "its public identity (psi1...)"),
		read_identity, 0, 0, NULL, NO_FIELD },
	TEXT("party-a-contact", "", "whom to ask there"),
	{ ONE("party-b-name", NULL,
		  "legal name of the company that is party b"),
		read_name, 0, 0, NULL, NO_FIELD },
	{ ONE("party-b-identity", NULL, "its public identity (psi1...)"),
		read_identity, 0, 1, NULL, NO_FIELD },
	TEXT("party-b-contact", "", "whom to ask there"),
	CHOICE("purpose", "technology",
		"technology gsi marketplace referral cosell resell presign"),
	TEXT("description", "Finding the accounts that both parties know.",
		NULL),
	CHOICE("competitors", "no", "yes no"),
	TEXT("onward-sharing", "The result is passed on to nobody.", NULL),
	TEXT("automated-agents", "Software agents may sort and report the "
		"result. They contact nobody on their own.", NULL),
	NUMBER("retention-days", "365", 1, DAYS_MAX, NO_FIELD),
	OTHER("suite", "ristretto255-SHA512", read_suite, 0),
	CHOICE("normalizer", "pkn1", "pkn1"),
	HEX("normalizer-fingerprint", 32, FIELD(fingerprint)),
	HEX("public-suffix-list", 32, FIELD(public_suffix_list)),
	{ MANY("key"), read_key, 0, 0, NULL, NO_FIELD },
	OTHER("minimum-score", "0.900", read_score, 0),
	OTHER("mode", "accounts", read_mode, 0),
	OTHER("learns", "both", read_learns, 0),
	OTHER("answers-first", "a", read_answers_first, 0),
	{ MANY("group"), read_group, 0, 0, NULL, NO_FIELD },
	NUMBER("maximum-elements-a", "1000000", 1, UINT32_MAX,
		FIELD(party[0].maximum_elements)),
	NUMBER("maximum-elements-b", "1000000", 1, UINT32_MAX,
		FIELD(party[1].maximum_elements)),
	NUMBER("maximum-ratio", "100", 1, 1000000, FIELD(maximum_ratio)),
	NUMBER("padding-multiple", "1024", 1, 1048576,
		FIELD(padding_multiple)),
	NUMBER("minimum-overlap", "0", 0, UINT32_MAX, FIELD(minimum_overlap)),
	NUMBER("suppress-below", "5", 0, 1000000, FIELD(suppress_below)),
	NUMBER("runs", "12", 1, 1000000, FIELD(runs)),
	NUMBER("period-days", "365", 1, DAYS_MAX, FIELD(period_days)),
	NUMBER("maximum-source-age-days", "90", 0, DAYS_MAX,
		FIELD(maximum_source_age_days)),
	{ MANY("share-a"), read_share, 0, 0, NULL, NO_FIELD },
	{ MANY("share-b"), read_share, 0, 1, NULL, NO_FIELD },
};
/* clang-format on */

#define NUM_TERMS (sizeof terms / sizeof terms[0])

const struct psi_agreement_term_info *
psi_agreement_term_info(size_t i)
{
	return i < NUM_TERMS ? &terms[i].info : NULL;
}

const char *
psi_agreement_term_standard(const char *term, enum psi_mode mode, size_t j)
{
	/* The default set and the weights of KEYS.md, where they were
	 * measured. */
	static const char *const account_keys[] = { "core+country 2 0.850",
		"domain 1 0.970", "duns 1 0.950", "host 2 0.900",
		"label+country 3 0.800", "lei 1 0.990", "loose 2 0.900",
		"name 1 0.980", "name+country 1 0.995", "regno 1 0.990",
		"vat 1 0.950" };
	/* A count is one of keys: with a single type of key, of which most
	 * accounts have one, it comes close to a count of accounts. */
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

/* Less than, equal to or greater than 0, as two rows stand in a file. */
static int
compare_rows(
    const struct psi_agreement_row *a, const struct psi_agreement_row *b)
{
	struct psi_agreement_share x;
	struct psi_agreement_share y;

	if (strcmp(a->term, "group") == 0) {
		if (!psi_population_find(&x.own, a->value, strlen(a->value)) ||
		    !psi_population_find(&y.own, b->value, strlen(b->value)))
			return 0;
		return (int)x.own - (int)y.own;
	}
	if (strcmp(a->term, "key") == 0) {
		size_t a_len = strcspn(a->value, " ");
		size_t b_len = strcspn(b->value, " ");
		size_t len = a_len < b_len ? a_len : b_len;
		int order = strncmp(a->value, b->value, len);

		return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
	}
	if (!decode_share(&x, a->value) || !decode_share(&y, b->value))
		return 0;
	if (x.own != y.own)
		return (int)x.own - (int)y.own;
	return (int)x.theirs - (int)y.theirs;
}

void
psi_agreement_terms_sort(
    struct psi_agreement_rows *rows, size_t first, size_t num)
{
	/* Insertion: a few rows, and nothing is allocated. */
	for (size_t i = first + 1; i < first + num; i++) {
		struct psi_agreement_row row = rows->row[i];
		size_t j = i;

		for (; j > first && compare_rows(&rows->row[j - 1], &row) > 0;
		     j--)
			rows->row[j] = rows->row[j - 1];
		rows->row[j] = row;
	}
}

/* The index of a term, or NUM_TERMS. */
static size_t
find_term(const char *name)
{
	size_t i = 0;

	while (i < NUM_TERMS && strcmp(terms[i].info.name, name) != 0)
		i++;
	return i;
}

/*
 * Where the next row belongs: at its term, if nothing but optional terms is
 * left out since `*next`, the first term that may stand here.
 */
static int
place_row(
    struct reader *reader, const struct psi_agreement_row *row, size_t *next)
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

static int
check_whole(struct reader *reader)
{
	const struct psi_agreement *agreement = reader->agreement;
	const struct psi_public_identity *a = &agreement->party[0].identity;
	const struct psi_public_identity *b = &agreement->party[1].identity;

	/* Not even one half, and both are public: with one Ed25519 key a
	 * signature of the one party would stand for both. */
	if (memcmp(a->ed25519, b->ed25519, sizeof a->ed25519) == 0 ||
	    memcmp(a->x25519, b->x25519, sizeof a->x25519) == 0)
		return psi_error_set(reader->err, reader->code,
		    "the two parties have the same identity, or a key of it "
		    "in common");
	if (agreement->expires < agreement->created)
		return psi_error_set(reader->err, reader->code,
		    "the agreement expires before it begins");
	if (agreement->num_key == 0)
		return psi_error_set(reader->err, reader->code,
		    "there is no row 'key', so nothing could be sent");
	return 0;
}

int
psi_agreement_terms_read(struct psi_agreement *agreement, size_t num, int code,
    struct psi_error *err)
{
	struct reader reader = { agreement, code, err };
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

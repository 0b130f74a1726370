#include "trust/term_lists.h"

#include <string.h>

#include "psi/near.h"

#include "base/buf.h"
#include "base/error.h"
#include "terms/field.h"
#include "terms/population.h"
#include "terms/tier.h"

static bool
find_population_or_any(
    enum psi_population *out, const char *name, size_t name_len)
{
	if (psi_term_text_is(name, name_len, "any")) {
		*out = PSI_POPULATION_ANY;
		return true;
	}
	return psi_population_find(out, name, name_len);
}

/* Cut a value at its blanks into exactly `num` words that are not empty. */
static bool
split(const char *value, size_t num, const char **word, size_t *word_len)
{
	const char *last = value;

	for (size_t i = 0; i < num; i++) {
		size_t len = i + 1 == num ? strlen(value) : strcspn(value, " ");

		if (len == 0 || (i + 1 < num && value[len] != ' '))
			return false;
		word[i] = last = value;
		word_len[i] = len;
		value += len + (i + 1 < num ? 1 : 0);
	}
	return strchr(last, ' ') == NULL;
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
	    !psi_term_thousandths(&key->weight, word[2], len[2]) ||
	    key->weight == 0)
		return false;
	memcpy(key->type, word[0], len[0]);
	return psi_tier_find(&key->tier, word[1], len[1]);
}

int
psi_term_key(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	struct psi_agreement_key key;
	size_t num = agreement->num_key;

	(void)term;
	if (!decode_key(&key, row->value))
		return psi_term_refuse(reader, row,
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

int
psi_term_group(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	enum psi_population group;
	size_t num = agreement->num_group;

	(void)term;
	if (!psi_population_find(&group, row->value, strlen(row->value)))
		return psi_term_refuse(reader, row,
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

/* What a `share` row shares: `none`, `match` (that there is a match, and no
 * field), or a list of fields. */
static bool
decode_what(struct psi_agreement_share *share, const char *what)
{
	share->what = what;
	memset(&share->fields, 0, sizeof share->fields);
	share->is_none = strcmp(what, "none") == 0;
	return share->is_none || strcmp(what, "match") == 0 ||
	    psi_field_set_parse(&share->fields, what, strlen(what));
}

static bool
decode_share(struct psi_agreement_share *share, const char *value)
{
	const char *word[3];
	size_t len[3];

	if (!split(value, 3, word, len) ||
	    !find_population_or_any(&share->own, word[0], len[0]) ||
	    !find_population_or_any(&share->theirs, word[1], len[1]) ||
	    !decode_what(share, word[2]))
		return false;
	return true;
}

/* The population or field that somebody may have meant by a word that is none. */
static void
hint_at_word(const char *word, size_t len, bool is_field, struct psi_error *err)
{
	struct psi_near near;
	size_t num = is_field ? PSI_NUM_SHARED_FIELDS : PSI_POPULATIONS;

	psi_error_hint(err, "'%.*s' is no %s", (int)(len < 40 ? len : 40), word,
	    is_field ? "field that can be shared" : "population");
	psi_near_begin(&near, word, len);
	for (size_t i = 0; i < num; i++) {
		const char *other = is_field
		    ? psi_field_name((enum psi_field)i)
		    : psi_population_name((enum psi_population)i);

		if (psi_near_offer(&near, other, strlen(other)))
			psi_error_hint(err,
			    "'%.*s' is no %s; did you mean '%s'?",
			    (int)(len < 40 ? len : 40), word,
			    is_field ? "field that can be shared"
				     : "population",
			    other);
	}
}

/* Which word of a `share` row is none of those that there are. */
static void
hint_at_share(const char *value, struct psi_error *err)
{
	enum psi_population population;
	enum psi_field field;
	const char *word[3];
	size_t len[3];

	if (!split(value, 3, word, len))
		return;
	for (size_t i = 0; i < 2; i++)
		if (!find_population_or_any(&population, word[i], len[i])) {
			hint_at_word(word[i], len[i], false, err);
			return;
		}
	for (const char *p = word[2];; p++) {
		size_t name = strcspn(p, "+:");

		if (!psi_field_from_name(&field, p, name) ||
		    field >= PSI_NUM_SHARED_FIELDS) {
			hint_at_word(p, name, true, err);
			return;
		}
		p += strcspn(p, "+");
		if (*p == '\0')
			return;
	}
}

/* A row of `share-a` or `share-b`; term->max is the number of the party. */
int
psi_term_share(struct psi_term_reader *reader, const struct psi_term *term,
    const struct psi_agreement_row *row)
{
	struct psi_agreement *agreement = reader->agreement;
	size_t num = agreement->num_share[term->max];
	struct psi_agreement_share *rows = agreement->share[term->max];
	struct psi_agreement_share share;
	void *array = rows;
	int rc;

	if (!decode_share(&share, row->value)) {
		(void)psi_term_refuse(reader, row,
		    "OWN THEIRS WHAT, such as 'customer prospect "
		    "name+amount:band': two populations or any, then none, "
		    "match, or fields that can be shared, each once");
		hint_at_share(row->value, reader->err);
		return reader->code;
	}
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

int
psi_term_compare_rows(
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

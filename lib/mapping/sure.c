#include "mapping/sure.h"

#include <string.h>

#include "base/ascii.h"
#include "base/cell.h"
#include "base/error.h"
#include "normal/country.h"

/* In thousandths, as psi-join writes scores. */
#define CERTAIN 990
#define LIKELY 900

/* In thousandths; -1 for what is no score. */
static int64_t
read_score(struct psi_cell cell)
{
	struct psi_value score;

	psi_value_read(&score, PSI_VALUE_SCORE, cell.text, cell.len);
	return score.known ? score.low : -1;
}

/* ---- countries ---- */

static struct psi_cell
country_of(const struct psi_pair *pair, enum psi_column_side side)
{
	return pair->cell[PSI_COLUMN_OF(side, PSI_FIELD_COUNTRY)];
}

/* Do both lists name a country, and not the same one? */
static int
compare_countries(
    bool *differ, const struct psi_pair *pair, struct psi_error *err)
{
	struct psi_cell ours = country_of(pair, PSI_SIDE_OUR);
	struct psi_cell theirs = country_of(pair, PSI_SIDE_THEIR);
	char our_code[PSI_COUNTRY_CHARS];
	char their_code[PSI_COUNTRY_CHARS];
	enum psi_reject our_reject;
	enum psi_reject their_reject;

	*differ = false;
	if (ours.len == 0 || theirs.len == 0 || psi_cell_equal(ours, theirs))
		return 0;
	our_reject = psi_country_find(our_code, ours.text, ours.len);
	their_reject = psi_country_find(their_code, theirs.text, theirs.len);
	if (our_reject == PSI_REJECT_NO_MEMORY ||
	    their_reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	*differ = our_reject == PSI_REJECT_NONE &&
	    their_reject == PSI_REJECT_NONE &&
	    strcmp(our_code, their_code) != 0;
	return 0;
}

/* What kinds of keys both have the same, a bit for each. */
enum { BY_NAME = 1, BY_DOMAIN = 2, BY_IDENTIFIER = 4 };

/* Of "name+country": a number that belongs to one company has any other name.
 */
static unsigned int
kind_of(struct psi_cell key)
{
	static const struct {
		const char *type;
		unsigned int kind;
	} types[] = { { "name", BY_NAME }, { "core", BY_NAME },
		{ "loose", BY_NAME }, { "label", BY_NAME },
		{ "domain", BY_DOMAIN }, { "host", BY_DOMAIN }, { "family", 0 },
		{ "entity", 0 }, { "", 0 } };
	const char *plus = key.len == 0 ? NULL : memchr(key.text, '+', key.len);

	if (plus != NULL)
		key.len = (size_t)(plus - key.text);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (psi_cell_is(key, types[i].type))
			return types[i].kind;
	return BY_IDENTIFIER;
}

static unsigned int
kinds_of(struct psi_cell keys)
{
	unsigned int kinds = 0;

	while (keys.len > 0) {
		const char *blank = memchr(keys.text, ' ', keys.len);
		size_t len =
		    blank == NULL ? keys.len : (size_t)(blank - keys.text);
		size_t step = len + (blank != NULL);

		kinds |= kind_of((struct psi_cell){ keys.text, len });
		keys.text += step;
		keys.len -= step;
	}
	return kinds;
}

/*
 * What a pair is at most where the two lists have it in two countries. A company
 * has offices abroad, and a list names any of them; but a name alone is that of
 * several companies, and a web domain alone that of a group.
 */
static enum psi_sure
sure_abroad(const struct psi_pair *pair)
{
	unsigned int kinds = kinds_of(pair->cell[PSI_COLUMN_MATCHED_ON]);

	if (kinds == BY_DOMAIN)
		return PSI_SURE_GROUP;
	if (kinds == BY_NAME)
		return PSI_SURE_POSSIBLE;
	return (kinds & BY_IDENTIFIER) != 0 ? PSI_SURE_CERTAIN
					    : PSI_SURE_LIKELY;
}

/* ---- all ---- */

/* By what stands in one row of it; countries may make it less sure. */
static enum psi_sure
sure_at_home(const struct psi_pair *pair)
{
	struct psi_cell level = pair->cell[PSI_COLUMN_LEVEL];
	int64_t score = read_score(pair->cell[PSI_COLUMN_SCORE]);

	if (score < 0)
		return PSI_SURE_UNKNOWN;
	if (psi_cell_is(level, "review"))
		return PSI_SURE_POSSIBLE;
	if (pair->cell[PSI_COLUMN_AMBIGUOUS].len > 0)
		return PSI_SURE_SEVERAL;
	if (psi_cell_is(level, "group"))
		return PSI_SURE_GROUP;
	/* There are two companies of many a name in one country, and where both
	 * have a web domain, that is not the same one. */
	if (score >= CERTAIN &&
	    kinds_of(pair->cell[PSI_COLUMN_MATCHED_ON]) != BY_NAME)
		return PSI_SURE_CERTAIN;
	/* Level account: both sides have agreed that the score will do. */
	return score >= LIKELY || psi_cell_is(level, "account")
	    ? PSI_SURE_LIKELY
	    : PSI_SURE_POSSIBLE;
}

int
psi_sure_find(
    enum psi_sure *out, const struct psi_pair *pair, struct psi_error *err)
{
	bool differ;
	int rc;

	*out = sure_at_home(pair);
	if (*out != PSI_SURE_CERTAIN && *out != PSI_SURE_LIKELY)
		return 0;
	if ((rc = compare_countries(&differ, pair, err)) == 0 && differ &&
	    sure_abroad(pair) != PSI_SURE_CERTAIN)
		*out = sure_abroad(pair);
	return rc;
}

bool
psi_sure_is(enum psi_sure sure)
{
	return sure == PSI_SURE_CERTAIN || sure == PSI_SURE_LIKELY ||
	    sure == PSI_SURE_UNKNOWN;
}

const char *
psi_sure_name(enum psi_sure sure)
{
	static const char *const names[] = { "certain", "likely", "group",
		"several", "possible", "unknown" };

	return names[sure];
}

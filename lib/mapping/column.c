#include "mapping/column.h"

#include <string.h>

static const struct {
	const char *name;
	enum psi_value_kind kind;
} fields[PSI_PAIR_FIELDS] = {
	[PSI_PAIR_NAME] = { "name", PSI_VALUE_TEXT },
	[PSI_PAIR_DOMAIN] = { "domain", PSI_VALUE_TEXT },
	[PSI_PAIR_COUNTRY] = { "country", PSI_VALUE_TEXT },
	[PSI_PAIR_OWNER] = { "owner", PSI_VALUE_TEXT },
	[PSI_PAIR_OWNER_EMAIL] = { "owner_email", PSI_VALUE_TEXT },
	[PSI_PAIR_INDUSTRY] = { "industry", PSI_VALUE_TEXT },
	[PSI_PAIR_SEGMENT] = { "segment", PSI_VALUE_TEXT },
	[PSI_PAIR_REGION] = { "region", PSI_VALUE_TEXT },
	[PSI_PAIR_EMPLOYEES] = { "employees", PSI_VALUE_EMPLOYEES },
	[PSI_PAIR_REVENUE] = { "revenue", PSI_VALUE_AMOUNT },
	[PSI_PAIR_STAGE] = { "stage", PSI_VALUE_TEXT },
	[PSI_PAIR_AMOUNT] = { "amount", PSI_VALUE_AMOUNT },
	[PSI_PAIR_CLOSE_DATE] = { "close_date", PSI_VALUE_DATE },
	[PSI_PAIR_PRODUCTS] = { "products", PSI_VALUE_SET },
	[PSI_PAIR_NPS] = { "nps", PSI_VALUE_NPS },
	[PSI_PAIR_HEALTH] = { "health", PSI_VALUE_TEXT },
	[PSI_PAIR_RENEWAL_DATE] = { "renewal_date", PSI_VALUE_DATE },
	[PSI_PAIR_TIER] = { "tier", PSI_VALUE_TEXT },
	[PSI_PAIR_TEAM] = { "team", PSI_VALUE_SET },
	[PSI_PAIR_PRACTICE] = { "practice", PSI_VALUE_SET },
	[PSI_PAIR_PROPENSITY] = { "propensity", PSI_VALUE_LEVEL },
	[PSI_PAIR_COMMITTED_SPEND] = { "committed_spend", PSI_VALUE_AMOUNT },
	[PSI_PAIR_REGISTERED] = { "registered", PSI_VALUE_FLAG },
	[PSI_PAIR_OPT_OUT] = { "opt_out", PSI_VALUE_FLAG },
};

/* All but the fields; NULL for those. */
static const struct {
	const char *name;
	enum psi_value_kind kind;
} columns[PSI_COLUMNS] = {
	[PSI_COLUMN_PARTNER] = { "partner", PSI_VALUE_TEXT },
	[PSI_COLUMN_AGREEMENT] = { "agreement", PSI_VALUE_TEXT },
	[PSI_COLUMN_OUR_PARTY] = { "our_party", PSI_VALUE_TEXT },
	[PSI_COLUMN_RUN] = { "run", PSI_VALUE_NUMBER },
	[PSI_COLUMN_DATE] = { "date", PSI_VALUE_DATE },
	[PSI_COLUMN_MATCH] = { "match", PSI_VALUE_TEXT },
	[PSI_COLUMN_OUR_ACCOUNT] = { "our_account", PSI_VALUE_TEXT },
	[PSI_COLUMN_THEIR_ACCOUNT] = { "their_account", PSI_VALUE_TEXT },
	[PSI_COLUMN_SCORE] = { "score", PSI_VALUE_NUMBER },
	[PSI_COLUMN_TIER] = { "tier", PSI_VALUE_TEXT },
	[PSI_COLUMN_LEVEL] = { "level", PSI_VALUE_TEXT },
	[PSI_COLUMN_MATCHED_ON] = { "matched_on", PSI_VALUE_TEXT },
	[PSI_COLUMN_AMBIGUOUS] = { "ambiguous", PSI_VALUE_TEXT },
	[PSI_COLUMN_OUR_POPULATION] = { "our_population",
	    PSI_VALUE_POPULATION },
	[PSI_COLUMN_THEIR_POPULATION] = { "their_population",
	    PSI_VALUE_POPULATION },
	[PSI_COLUMN_OUR_ROLE] = { "our_role", PSI_VALUE_TEXT },
	[PSI_COLUMN_THEIR_ROLE] = { "their_role", PSI_VALUE_TEXT },
	[PSI_COLUMN_MOTIONS] = { "motions", PSI_VALUE_NUMBER },
	[PSI_COLUMN_MOTION] = { "motion", PSI_VALUE_TEXT },
	[PSI_COLUMN_RANK] = { "rank", PSI_VALUE_NUMBER },
	[PSI_COLUMN_STATUS] = { "status", PSI_VALUE_TEXT },
	[PSI_COLUMN_INTRODUCER] = { "introducer", PSI_VALUE_TEXT },
	[PSI_COLUMN_ACTION] = { "action", PSI_VALUE_TEXT },
	[PSI_COLUMN_DIRECTION] = { "direction", PSI_VALUE_TEXT },
	[PSI_COLUMN_PARTNERS] = { "partners", PSI_VALUE_NUMBER },
	[PSI_COLUMN_CUSTOMER_PARTNERS] = { "customer_partners",
	    PSI_VALUE_NUMBER },
	[PSI_COLUMN_BEST_PARTNER] = { "best_partner", PSI_VALUE_TEXT },
	[PSI_COLUMN_FIRST_SEEN] = { "first_seen", PSI_VALUE_DATE },
	[PSI_COLUMN_CHANGE] = { "change", PSI_VALUE_TEXT },
};

const char *
psi_pair_field_name(unsigned int field)
{
	return fields[field].name;
}

bool
psi_column_field(unsigned int *field, unsigned int column)
{
	if (column < PSI_COLUMN_FIELDS || column >= PSI_COLUMN_FILE_END)
		return false;
	*field = (column - PSI_COLUMN_FIELDS) % PSI_PAIR_FIELDS;
	return true;
}

void
psi_column_name(char out[PSI_COLUMN_NAME_CHARS], unsigned int column)
{
	const char *prefix = "";
	const char *name = columns[column].name;
	unsigned int field;
	size_t prefix_len;

	if (psi_column_field(&field, column)) {
		prefix =
		    psi_column_side(column) == PSI_SIDE_OUR ? "our_" : "their_";
		name = fields[field].name;
	}
	prefix_len = strlen(prefix);
	memcpy(out, prefix, prefix_len);
	memcpy(out + prefix_len, name, strlen(name) + 1);
}

bool
psi_column_find(unsigned int *out, const char *name, size_t len)
{
	char have[PSI_COLUMN_NAME_CHARS];

	for (unsigned int i = 0; i < PSI_COLUMNS; i++) {
		psi_column_name(have, i);
		if (strlen(have) == len && memcmp(have, name, len) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

enum psi_value_kind
psi_column_kind(unsigned int column)
{
	unsigned int field;

	return psi_column_field(&field, column) ? fields[field].kind
						: columns[column].kind;
}

enum psi_column_side
psi_column_side(unsigned int column)
{
	switch (column) {
	case PSI_COLUMN_OUR_POPULATION:
	case PSI_COLUMN_OUR_ROLE:
	case PSI_COLUMN_OUR_ACCOUNT:
		return PSI_SIDE_OUR;
	case PSI_COLUMN_THEIR_POPULATION:
	case PSI_COLUMN_THEIR_ROLE:
	case PSI_COLUMN_THEIR_ACCOUNT:
		return PSI_SIDE_THEIR;
	default:
		break;
	}
	if (column < PSI_COLUMN_FIELDS || column >= PSI_COLUMN_FILE_END)
		return PSI_SIDE_NONE;
	return column < PSI_COLUMN_FIELDS + PSI_PAIR_FIELDS ? PSI_SIDE_OUR
							    : PSI_SIDE_THEIR;
}

unsigned int
psi_column_swap(unsigned int column)
{
	unsigned int field;

	switch (column) {
	case PSI_COLUMN_OUR_POPULATION:
		return PSI_COLUMN_THEIR_POPULATION;
	case PSI_COLUMN_THEIR_POPULATION:
		return PSI_COLUMN_OUR_POPULATION;
	case PSI_COLUMN_OUR_ROLE:
		return PSI_COLUMN_THEIR_ROLE;
	case PSI_COLUMN_THEIR_ROLE:
		return PSI_COLUMN_OUR_ROLE;
	case PSI_COLUMN_OUR_ACCOUNT:
		return PSI_COLUMN_THEIR_ACCOUNT;
	case PSI_COLUMN_THEIR_ACCOUNT:
		return PSI_COLUMN_OUR_ACCOUNT;
	default:
		break;
	}
	if (!psi_column_field(&field, column))
		return column;
	return PSI_COLUMN_OF(psi_column_side(column) == PSI_SIDE_OUR
		? PSI_SIDE_THEIR
		: PSI_SIDE_OUR,
	    field);
}

bool
psi_column_is_private(unsigned int column)
{
	switch (column) {
	case PSI_COLUMN_PARTNER:
	case PSI_COLUMN_OUR_ACCOUNT:
	case PSI_COLUMN_THEIR_ACCOUNT:
	case PSI_COLUMN_AMBIGUOUS:
	case PSI_COLUMN_PARTNERS:
	case PSI_COLUMN_CUSTOMER_PARTNERS:
	case PSI_COLUMN_BEST_PARTNER:
	case PSI_COLUMN_FIRST_SEEN:
	case PSI_COLUMN_CHANGE:
		return true;
	default:
		return false;
	}
}

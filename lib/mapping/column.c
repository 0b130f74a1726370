#include "mapping/column.h"

#include <string.h>

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
	[PSI_COLUMN_SCORE] = { "score", PSI_VALUE_SCORE },
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
	[PSI_COLUMN_SURE] = { "sure", PSI_VALUE_TEXT },
	[PSI_COLUMN_BECAUSE] = { "because", PSI_VALUE_TEXT },
	[PSI_COLUMN_DIRECTION] = { "direction", PSI_VALUE_TEXT },
	[PSI_COLUMN_PARTNERS] = { "partners", PSI_VALUE_NUMBER },
	[PSI_COLUMN_CUSTOMER_PARTNERS] = { "customer_partners",
	    PSI_VALUE_NUMBER },
	[PSI_COLUMN_BEST_PARTNER] = { "best_partner", PSI_VALUE_TEXT },
	[PSI_COLUMN_TIED_WITH] = { "tied_with", PSI_VALUE_SET },
	[PSI_COLUMN_BEST] = { "best", PSI_VALUE_FLAG },
	[PSI_COLUMN_BEST_BECAUSE] = { "best_because", PSI_VALUE_TEXT },
	[PSI_COLUMN_BEST_OWNER] = { "best_owner", PSI_VALUE_TEXT },
	[PSI_COLUMN_COUNTED] = { "counted", PSI_VALUE_FLAG },
	[PSI_COLUMN_LIKELIEST] = { "likeliest", PSI_VALUE_FLAG },
	[PSI_COLUMN_OVERLAP_KEY] = { "overlap_key", PSI_VALUE_TEXT },
	[PSI_COLUMN_FIRST_SEEN] = { "first_seen", PSI_VALUE_DATE },
	[PSI_COLUMN_CHANGE] = { "change", PSI_VALUE_TEXT },
};

bool
psi_column_field(unsigned int *field, unsigned int column)
{
	if (column < PSI_COLUMN_FIELDS || column >= PSI_COLUMN_FILE_END)
		return false;
	*field = (column - PSI_COLUMN_FIELDS) % PSI_NUM_SHARED_FIELDS;
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
		name = psi_field_name((enum psi_field)field);
	}
	prefix_len = strlen(prefix);
	memcpy(out, prefix, prefix_len);
	memcpy(out + prefix_len, name, strlen(name) + 1);
}

/* our_ or their_, and a field. */
static bool
find_field(unsigned int *out, const char *name, size_t len)
{
	bool is_ours = len > 4 && memcmp(name, "our_", 4) == 0;
	bool is_theirs = len > 6 && memcmp(name, "their_", 6) == 0;
	size_t prefix = is_ours ? 4 : 6;
	enum psi_field field;

	if ((!is_ours && !is_theirs) ||
	    !psi_field_from_name(&field, name + prefix, len - prefix) ||
	    field >= PSI_NUM_SHARED_FIELDS)
		return false;
	*out = PSI_COLUMN_OF(is_ours ? PSI_SIDE_OUR : PSI_SIDE_THEIR, field);
	return true;
}

bool
psi_column_find(unsigned int *out, const char *name, size_t len)
{
	if (find_field(out, name, len))
		return true;
	for (unsigned int i = 0; i < PSI_COLUMNS; i++)
		if (columns[i].name != NULL && strlen(columns[i].name) == len &&
		    memcmp(columns[i].name, name, len) == 0) {
			*out = i;
			return true;
		}
	return false;
}

/* How the values of a field are compared; what they are, terms/field.h says.
 * Revenue is money with bands of its own. */
static enum psi_value_kind
field_kind(enum psi_field field)
{
	switch (psi_field_kind(field)) {
	case PSI_KIND_LIST:
	case PSI_KIND_TEAM:
		return PSI_VALUE_SET;
	case PSI_KIND_NUMBER:
		return field == PSI_FIELD_EMPLOYEES ? PSI_VALUE_EMPLOYEES
						    : PSI_VALUE_NUMBER;
	case PSI_KIND_MONEY:
		return field == PSI_FIELD_REVENUE ? PSI_VALUE_REVENUE
						  : PSI_VALUE_AMOUNT;
	case PSI_KIND_DATE:
		return PSI_VALUE_DATE;
	case PSI_KIND_NPS:
		return PSI_VALUE_NPS;
	case PSI_KIND_YES_NO:
		return PSI_VALUE_FLAG;
	case PSI_KIND_LEVEL:
		return PSI_VALUE_LEVEL;
	case PSI_KIND_TEXT:
	case PSI_KIND_DOMAIN:
	case PSI_KIND_COUNTRY:
	case PSI_KIND_EMAIL:
		break;
	}
	return PSI_VALUE_TEXT;
}

enum psi_value_kind
psi_column_kind(unsigned int column)
{
	unsigned int field;

	return psi_column_field(&field, column)
	    ? field_kind((enum psi_field)field)
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
	return column < PSI_COLUMN_FIELDS + PSI_NUM_SHARED_FIELDS
	    ? PSI_SIDE_OUR
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
psi_column_names_account(unsigned int column)
{
	unsigned int field;

	if (psi_column_field(&field, column))
		return field == PSI_FIELD_NAME || field == PSI_FIELD_DOMAIN;
	return column == PSI_COLUMN_MATCH || column == PSI_COLUMN_OUR_ACCOUNT ||
	    column == PSI_COLUMN_THEIR_ACCOUNT ||
	    column == PSI_COLUMN_OVERLAP_KEY;
}

bool
psi_column_is_of_lists(unsigned int column)
{
	unsigned int field;

	return psi_column_field(&field, column) ||
	    psi_column_names_account(column) || column == PSI_COLUMN_BECAUSE ||
	    column == PSI_COLUMN_BEST_OWNER;
}

bool
psi_column_is_private(unsigned int column)
{
	switch (column) {
	case PSI_COLUMN_PARTNER:
	case PSI_COLUMN_OUR_ACCOUNT:
	case PSI_COLUMN_THEIR_ACCOUNT:
	case PSI_COLUMN_AMBIGUOUS:
	case PSI_COLUMN_SURE:
	case PSI_COLUMN_PARTNERS:
	case PSI_COLUMN_CUSTOMER_PARTNERS:
	case PSI_COLUMN_BEST_PARTNER:
	case PSI_COLUMN_TIED_WITH:
	case PSI_COLUMN_BEST:
	case PSI_COLUMN_BEST_BECAUSE:
	case PSI_COLUMN_BEST_OWNER:
	case PSI_COLUMN_COUNTED:
	case PSI_COLUMN_LIKELIEST:
	case PSI_COLUMN_OVERLAP_KEY:
	case PSI_COLUMN_BECAUSE:
	case PSI_COLUMN_FIRST_SEEN:
	case PSI_COLUMN_CHANGE:
		return true;
	default:
		return false;
	}
}

unsigned int
psi_column_like(const char *name, size_t len)
{
	unsigned int best = PSI_COLUMNS;
	size_t most = 0;

	for (unsigned int i = 0; i < PSI_COLUMNS; i++) {
		char column[PSI_COLUMN_NAME_CHARS];
		size_t least = 1;
		size_t n = 0;

		psi_column_name(column, i);
		if (strncmp(column, "our_", 4) == 0)
			least = 4;
		else if (strncmp(column, "their_", 6) == 0)
			least = 6;
		while (n < len && column[n] != '\0' && column[n] == name[n])
			n++;
		/* Of several the one that is as long. */
		if (n > least &&
		    (n > most || (n == most && strlen(column) == len))) {
			most = n;
			best = i;
		}
	}
	return best;
}

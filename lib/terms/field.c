#include "terms/field.h"

#include <string.h>

static const struct {
	const char *name;
	enum psi_field_kind kind;
	enum psi_field_form coarse;
} fields[PSI_NUM_FIELDS] = {
	[PSI_FIELD_NAME] = { "name", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_DOMAIN] = { "domain", PSI_KIND_DOMAIN, PSI_FORM_EXACT },
	[PSI_FIELD_COUNTRY] = { "country", PSI_KIND_COUNTRY, PSI_FORM_EXACT },
	[PSI_FIELD_OWNER] = { "owner", PSI_KIND_TEXT, PSI_FORM_ALIAS },
	[PSI_FIELD_OWNER_EMAIL] = { "owner_email", PSI_KIND_EMAIL,
	    PSI_FORM_ALIAS },
	[PSI_FIELD_INDUSTRY] = { "industry", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_SEGMENT] = { "segment", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_REGION] = { "region", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_EMPLOYEES] = { "employees", PSI_KIND_NUMBER, PSI_FORM_BAND },
	[PSI_FIELD_REVENUE] = { "revenue", PSI_KIND_MONEY, PSI_FORM_BAND },
	[PSI_FIELD_STAGE] = { "stage", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_AMOUNT] = { "amount", PSI_KIND_MONEY, PSI_FORM_BAND },
	[PSI_FIELD_CLOSE_DATE] = { "close_date", PSI_KIND_DATE,
	    PSI_FORM_QUARTER },
	[PSI_FIELD_OPEN_DEALS] = { "open_deals", PSI_KIND_NUMBER,
	    PSI_FORM_EXACT },
	[PSI_FIELD_PRODUCTS] = { "products", PSI_KIND_LIST, PSI_FORM_EXACT },
	[PSI_FIELD_NPS] = { "nps", PSI_KIND_NPS, PSI_FORM_BAND },
	[PSI_FIELD_HEALTH] = { "health", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_RENEWAL_DATE] = { "renewal_date", PSI_KIND_DATE,
	    PSI_FORM_QUARTER },
	[PSI_FIELD_TIER] = { "tier", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_TEAM] = { "team", PSI_KIND_TEAM, PSI_FORM_EXACT },
	[PSI_FIELD_PRACTICE] = { "practice", PSI_KIND_LIST, PSI_FORM_EXACT },
	[PSI_FIELD_PROPENSITY] = { "propensity", PSI_KIND_LEVEL,
	    PSI_FORM_EXACT },
	[PSI_FIELD_COMMITTED_SPEND] = { "committed_spend", PSI_KIND_MONEY,
	    PSI_FORM_BAND },
	[PSI_FIELD_REGISTERED] = { "registered", PSI_KIND_YES_NO,
	    PSI_FORM_EXACT },
	[PSI_FIELD_OPT_OUT] = { "opt_out", PSI_KIND_YES_NO, PSI_FORM_EXACT },
	/* Of the rest only the names are used. */
	[PSI_FIELD_ID] = { "id", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_POPULATION] = { "population", PSI_KIND_TEXT,
	    PSI_FORM_EXACT },
	[PSI_FIELD_PARENT] = { "parent", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_PARENT_DOMAIN] = { "parent_domain", PSI_KIND_TEXT,
	    PSI_FORM_EXACT },
	[PSI_FIELD_LEI] = { "lei", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_DUNS] = { "duns", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_VAT] = { "vat", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_REGNO] = { "regno", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_AGREED_ID] = { "agreed_id", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_INACTIVE] = { "inactive", PSI_KIND_YES_NO, PSI_FORM_EXACT },
	[PSI_FIELD_ACTIVE] = { "active", PSI_KIND_YES_NO, PSI_FORM_EXACT },
	[PSI_FIELD_CURRENCY] = { "currency", PSI_KIND_TEXT, PSI_FORM_EXACT },
	[PSI_FIELD_CLOSED] = { "closed", PSI_KIND_YES_NO, PSI_FORM_EXACT },
};

const char *
psi_field_name(enum psi_field field)
{
	return field < PSI_NUM_FIELDS ? fields[field].name : "?";
}

bool
psi_field_from_name(enum psi_field *out, const char *name, size_t len)
{
	for (int i = 0; i < PSI_NUM_FIELDS; i++) {
		if (strlen(fields[i].name) == len &&
		    memcmp(fields[i].name, name, len) == 0) {
			*out = (enum psi_field)i;
			return true;
		}
	}
	return false;
}

enum psi_field_kind
psi_field_kind(enum psi_field field)
{
	return fields[field].kind;
}

enum psi_field_form
psi_field_coarse(enum psi_field field)
{
	return fields[field].coarse;
}

const char *
psi_field_form_name(enum psi_field_form form)
{
	static const char *const names[] = { "", "band", "quarter", "alias" };

	return names[form];
}

/* One field of a list, with its suffix. */
static bool
add_field(struct psi_field_set *set, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);
	size_t name_len = colon != NULL ? (size_t)(colon - text) : len;
	enum psi_field field;
	const char *form;

	if (!psi_field_from_name(&field, text, name_len) ||
	    field >= PSI_NUM_SHARED_FIELDS || psi_field_set_has(set, field))
		return false;
	set->fields |= PSI_FIELD_BIT(field);
	if (colon == NULL)
		return true;
	form = psi_field_form_name(fields[field].coarse);
	if (form[0] == '\0' || strlen(form) != len - name_len - 1 ||
	    memcmp(form, colon + 1, len - name_len - 1) != 0)
		return false;
	set->coarse |= PSI_FIELD_BIT(field);
	return true;
}

bool
psi_field_set_parse(struct psi_field_set *out, const char *text, size_t len)
{
	struct psi_field_set set = { 0, 0 };

	for (;;) {
		const char *plus = memchr(text, '+', len);
		size_t n = plus != NULL ? (size_t)(plus - text) : len;

		if (!add_field(&set, text, n))
			return false;
		if (plus == NULL)
			break;
		text += n + 1;
		len -= n + 1;
	}
	*out = set;
	return true;
}

enum psi_field_form
psi_field_set_form(const struct psi_field_set *set, enum psi_field field)
{
	return (set->coarse & PSI_FIELD_BIT(field)) != 0 ? fields[field].coarse
							 : PSI_FORM_EXACT;
}

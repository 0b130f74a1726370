#include "normal/header.h"

#include <string.h>

#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Room for a header in the form in which it is compared. */
#define HEADER_BYTES_MAX 96

static const char *const field_names[PSI_NUM_FIELDS] = {
	[PSI_FIELD_ID] = "id",
	[PSI_FIELD_NAME] = "name",
	[PSI_FIELD_DOMAIN] = "domain",
	[PSI_FIELD_COUNTRY] = "country",
	[PSI_FIELD_POPULATION] = "population",
	[PSI_FIELD_OWNER] = "owner",
	[PSI_FIELD_OWNER_EMAIL] = "owner_email",
	[PSI_FIELD_PARENT] = "parent",
	[PSI_FIELD_PARENT_DOMAIN] = "parent_domain",
	[PSI_FIELD_LEI] = "lei",
	[PSI_FIELD_DUNS] = "duns",
	[PSI_FIELD_VAT] = "vat",
	[PSI_FIELD_REGNO] = "regno",
	[PSI_FIELD_AGREED_ID] = "agreed_id",
	[PSI_FIELD_INDUSTRY] = "industry",
	[PSI_FIELD_SEGMENT] = "segment",
	[PSI_FIELD_REGION] = "region",
	[PSI_FIELD_EMPLOYEES] = "employees",
	[PSI_FIELD_REVENUE] = "revenue",
	[PSI_FIELD_STAGE] = "stage",
	[PSI_FIELD_AMOUNT] = "amount",
	[PSI_FIELD_CLOSE_DATE] = "close_date",
	[PSI_FIELD_OPEN_DEAL] = "open_deal",
	[PSI_FIELD_PRODUCTS] = "products",
	[PSI_FIELD_NPS] = "nps",
	[PSI_FIELD_HEALTH] = "health",
	[PSI_FIELD_RENEWAL_DATE] = "renewal_date",
	[PSI_FIELD_TIER] = "tier",
};

/*
 * Headers of exports, in the form in which they are compared: lower case,
 * one blank for each run of blanks, "_" and "-". From the documentation and
 * the exports of Salesforce, HubSpot, Dynamics 365, Pipedrive and Zoho.
 * `rank` 0 is a header that can mean nothing else; one of rank 1 is used
 * beside it; one of rank 2 only where the field has no other column.
 */
static const struct {
	const char *header;
	enum psi_field field;
	uint8_t rank;
} headers[] = {
	{ "account id", PSI_FIELD_ID, 0 },
	{ "accountid", PSI_FIELD_ID, 0 },
	{ "record id", PSI_FIELD_ID, 1 },
	{ "company id", PSI_FIELD_ID, 0 },
	{ "organization id", PSI_FIELD_ID, 0 },
	{ "organization pipedrive system id", PSI_FIELD_ID, 1 },
	{ "(do not modify) account", PSI_FIELD_ID, 0 },
	{ "external account id", PSI_FIELD_ID, 1 },
	{ "account number", PSI_FIELD_ID, 2 },
	{ "account", PSI_FIELD_ID, 2 },
	{ "id", PSI_FIELD_ID, 2 },

	{ "account name", PSI_FIELD_NAME, 0 },
	{ "accountname", PSI_FIELD_NAME, 0 },
	{ "company name", PSI_FIELD_NAME, 0 },
	{ "companyname", PSI_FIELD_NAME, 0 },
	{ "organization name", PSI_FIELD_NAME, 0 },
	{ "organisation name", PSI_FIELD_NAME, 0 },
	{ "customer name", PSI_FIELD_NAME, 0 },
	{ "legal name", PSI_FIELD_NAME, 1 },
	{ "legal entity name", PSI_FIELD_NAME, 1 },
	{ "trading name", PSI_FIELD_NAME, 1 },
	{ "also known as", PSI_FIELD_NAME, 1 },
	{ "aliases", PSI_FIELD_NAME, 1 },
	{ "alias", PSI_FIELD_NAME, 1 },
	{ "former name", PSI_FIELD_NAME, 1 },
	{ "former names", PSI_FIELD_NAME, 1 },
	{ "company", PSI_FIELD_NAME, 2 },
	{ "organization", PSI_FIELD_NAME, 2 },
	{ "organisation", PSI_FIELD_NAME, 2 },
	{ "firma", PSI_FIELD_NAME, 2 },
	{ "unternehmen", PSI_FIELD_NAME, 2 },
	{ "entreprise", PSI_FIELD_NAME, 2 },
	{ "empresa", PSI_FIELD_NAME, 2 },
	{ "name", PSI_FIELD_NAME, 2 },

	{ "website", PSI_FIELD_DOMAIN, 0 },
	{ "website url", PSI_FIELD_DOMAIN, 0 },
	{ "web site", PSI_FIELD_DOMAIN, 0 },
	{ "webseite", PSI_FIELD_DOMAIN, 0 },
	{ "company domain name", PSI_FIELD_DOMAIN, 0 },
	{ "company domain", PSI_FIELD_DOMAIN, 0 },
	{ "company website", PSI_FIELD_DOMAIN, 0 },
	{ "company url", PSI_FIELD_DOMAIN, 0 },
	{ "account domain", PSI_FIELD_DOMAIN, 0 },
	{ "account website", PSI_FIELD_DOMAIN, 0 },
	{ "organization website", PSI_FIELD_DOMAIN, 0 },
	{ "organization domain", PSI_FIELD_DOMAIN, 0 },
	{ "domain", PSI_FIELD_DOMAIN, 0 },
	{ "domain name", PSI_FIELD_DOMAIN, 0 },
	{ "domains", PSI_FIELD_DOMAIN, 0 },
	{ "url", PSI_FIELD_DOMAIN, 0 },
	{ "additional domains", PSI_FIELD_DOMAIN, 1 },
	{ "email domain", PSI_FIELD_DOMAIN, 1 },
	{ "email", PSI_FIELD_DOMAIN, 1 },
	{ "e mail", PSI_FIELD_DOMAIN, 1 },
	{ "email address", PSI_FIELD_DOMAIN, 1 },

	{ "billing country code", PSI_FIELD_COUNTRY, 0 },
	{ "billingcountrycode", PSI_FIELD_COUNTRY, 0 },
	{ "billing country", PSI_FIELD_COUNTRY, 0 },
	{ "billingcountry", PSI_FIELD_COUNTRY, 0 },
	{ "billing country (text only)", PSI_FIELD_COUNTRY, 0 },
	{ "country/region code", PSI_FIELD_COUNTRY, 0 },
	{ "country/region", PSI_FIELD_COUNTRY, 0 },
	{ "address 1: country/region", PSI_FIELD_COUNTRY, 0 },
	{ "organization country of address", PSI_FIELD_COUNTRY, 0 },
	{ "country", PSI_FIELD_COUNTRY, 0 },
	{ "country code", PSI_FIELD_COUNTRY, 0 },
	{ "shipping country", PSI_FIELD_COUNTRY, 1 },
	{ "land", PSI_FIELD_COUNTRY, 2 },
	{ "pays", PSI_FIELD_COUNTRY, 2 },
	{ "pais", PSI_FIELD_COUNTRY, 2 },

	{ "population", PSI_FIELD_POPULATION, 0 },
	{ "account type", PSI_FIELD_POPULATION, 0 },
	{ "relationship type", PSI_FIELD_POPULATION, 0 },
	{ "lifecycle stage", PSI_FIELD_POPULATION, 0 },
	{ "account status", PSI_FIELD_POPULATION, 1 },
	{ "type", PSI_FIELD_POPULATION, 1 },
	{ "organization label", PSI_FIELD_POPULATION, 1 },
	{ "status", PSI_FIELD_POPULATION, 2 },

	{ "account owner", PSI_FIELD_OWNER, 0 },
	{ "company owner", PSI_FIELD_OWNER, 0 },
	{ "hubspot owner name", PSI_FIELD_OWNER, 0 },
	{ "organization owner", PSI_FIELD_OWNER, 0 },
	{ "owner", PSI_FIELD_OWNER, 1 },
	{ "owner name", PSI_FIELD_OWNER, 1 },
	{ "owner id", PSI_FIELD_OWNER, 2 },
	{ "account owner email", PSI_FIELD_OWNER_EMAIL, 0 },
	{ "hubspot owner email", PSI_FIELD_OWNER_EMAIL, 0 },
	{ "owner email", PSI_FIELD_OWNER_EMAIL, 0 },

	{ "ultimate parent", PSI_FIELD_PARENT, 0 },
	{ "parent account id", PSI_FIELD_PARENT, 0 },
	{ "parentid", PSI_FIELD_PARENT, 0 },
	{ "parent id", PSI_FIELD_PARENT, 0 },
	{ "parent account", PSI_FIELD_PARENT, 1 },
	{ "parent company", PSI_FIELD_PARENT, 1 },
	{ "parent company id", PSI_FIELD_PARENT, 0 },
	{ "ultimate parent domain", PSI_FIELD_PARENT_DOMAIN, 0 },
	{ "parent domain", PSI_FIELD_PARENT_DOMAIN, 1 },
	{ "parent website", PSI_FIELD_PARENT_DOMAIN, 1 },

	{ "lei", PSI_FIELD_LEI, 0 },
	{ "lei code", PSI_FIELD_LEI, 0 },
	{ "legal entity identifier", PSI_FIELD_LEI, 0 },
	{ "d u n s number", PSI_FIELD_DUNS, 0 },
	{ "d u n s", PSI_FIELD_DUNS, 0 },
	{ "duns", PSI_FIELD_DUNS, 0 },
	{ "duns number", PSI_FIELD_DUNS, 0 },
	{ "dunsnumber", PSI_FIELD_DUNS, 0 },
	{ "vat number", PSI_FIELD_VAT, 0 },
	{ "vat", PSI_FIELD_VAT, 0 },
	{ "vat id", PSI_FIELD_VAT, 0 },
	{ "vat registration number", PSI_FIELD_VAT, 0 },
	{ "ust id", PSI_FIELD_VAT, 0 },
	{ "ust idnr", PSI_FIELD_VAT, 0 },
	{ "registration number", PSI_FIELD_REGNO, 0 },
	{ "company number", PSI_FIELD_REGNO, 0 },
	{ "company registration number", PSI_FIELD_REGNO, 0 },
	{ "national id", PSI_FIELD_REGNO, 1 },
	{ "siren", PSI_FIELD_REGNO, 1 },
	{ "siret", PSI_FIELD_REGNO, 1 },
	{ "abn", PSI_FIELD_REGNO, 1 },
	{ "cnpj", PSI_FIELD_REGNO, 1 },
	{ "ein", PSI_FIELD_REGNO, 1 },
	{ "agreed id", PSI_FIELD_AGREED_ID, 0 },
	{ "partner id", PSI_FIELD_AGREED_ID, 0 },
	{ "marketplace id", PSI_FIELD_AGREED_ID, 0 },

	{ "industry", PSI_FIELD_INDUSTRY, 0 },
	{ "industry group", PSI_FIELD_INDUSTRY, 1 },
	{ "segment", PSI_FIELD_SEGMENT, 0 },
	{ "region", PSI_FIELD_REGION, 0 },
	{ "territory", PSI_FIELD_REGION, 1 },
	{ "employees", PSI_FIELD_EMPLOYEES, 0 },
	{ "number of employees", PSI_FIELD_EMPLOYEES, 0 },
	{ "numberofemployees", PSI_FIELD_EMPLOYEES, 0 },
	{ "annual revenue", PSI_FIELD_REVENUE, 0 },
	{ "annualrevenue", PSI_FIELD_REVENUE, 0 },
	{ "revenue", PSI_FIELD_REVENUE, 1 },
	{ "stage", PSI_FIELD_STAGE, 0 },
	{ "deal stage", PSI_FIELD_STAGE, 0 },
	{ "sales stage", PSI_FIELD_STAGE, 0 },
	{ "amount", PSI_FIELD_AMOUNT, 0 },
	{ "total open deal value", PSI_FIELD_AMOUNT, 0 },
	{ "close date", PSI_FIELD_CLOSE_DATE, 0 },
	{ "est. close date", PSI_FIELD_CLOSE_DATE, 0 },
	{ "number of open deals", PSI_FIELD_OPEN_DEAL, 0 },
	{ "products", PSI_FIELD_PRODUCTS, 0 },
	{ "nps", PSI_FIELD_NPS, 0 },
	{ "nps score", PSI_FIELD_NPS, 0 },
	{ "health", PSI_FIELD_HEALTH, 0 },
	{ "renewal date", PSI_FIELD_RENEWAL_DATE, 0 },
	{ "contract end date", PSI_FIELD_RENEWAL_DATE, 1 },
	{ "tier", PSI_FIELD_TIER, 0 },
};

/* A rank of 2 is used only where there is no other column. */
#define RANK_LAST 2
#define RANK_NONE 3

const char *
psi_field_name(enum psi_field field)
{
	return field < PSI_NUM_FIELDS ? field_names[field] : "?";
}

bool
psi_field_from_name(enum psi_field *out, const char *name, size_t len)
{
	for (int i = 0; i < PSI_NUM_FIELDS; i++) {
		if (strlen(field_names[i]) == len &&
		    memcmp(field_names[i], name, len) == 0) {
			*out = (enum psi_field)i;
			return true;
		}
	}
	return false;
}

static bool
is_gap(char c)
{
	return c == ' ' || c == '_' || c == '-' || (c >= '\t' && c <= '\r');
}

static struct psi_cell
trim(struct psi_cell cell)
{
	while (cell.len > 0 &&
	    (*cell.text == ' ' || (*cell.text >= '\t' && *cell.text <= '\r'))) {
		cell.text++;
		cell.len--;
	}
	while (cell.len > 0) {
		char c = cell.text[cell.len - 1];

		if (c != ' ' && !(c >= '\t' && c <= '\r'))
			break;
		cell.len--;
	}
	return cell;
}

/* The form in which a header is compared; empty if it is too long. */
static void
canonical(char out[HEADER_BYTES_MAX], const char *text, size_t len)
{
	size_t n = 0;
	bool gap = false;

	while (len > 0 && (is_gap(text[len - 1]) || text[len - 1] == '*'))
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		/* No-break space, which some exports have. */
		if (c == '\xc2' && i + 1 < len && text[i + 1] == '\xa0') {
			i++;
			c = ' ';
		}
		if (is_gap(c)) {
			gap = n > 0;
			continue;
		}
		if (n + 2 >= HEADER_BYTES_MAX) {
			n = 0;
			break;
		}
		if (gap)
			out[n++] = ' ';
		gap = false;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	out[n] = '\0';
}

static void
add_column(struct psi_mapping *mapping, enum psi_field field, size_t column)
{
	uint8_t n = mapping->field[field].num_columns;

	if (n < PSI_FIELD_COLUMNS_MAX) {
		mapping->field[field].column[n] = (uint16_t)column;
		mapping->field[field].num_columns = (uint8_t)(n + 1);
	}
}

/* Put the columns of one field and rank into the mapping. */
static void
add_rank(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, uint8_t rank)
{
	bool had[PSI_NUM_FIELDS];

	for (int f = 0; f < PSI_NUM_FIELDS; f++)
		had[f] = mapping->field[f].num_columns > 0;
	for (size_t c = 0; c < num_cells; c++) {
		char header[HEADER_BYTES_MAX];

		canonical(header, cells[c].text, cells[c].len);
		for (size_t i = 0; i < COUNT(headers); i++) {
			enum psi_field field = headers[i].field;

			if (headers[i].rank != rank ||
			    strcmp(headers[i].header, header) != 0 ||
			    mapping->field[field].told ||
			    (rank == RANK_LAST && had[field]))
				continue;
			add_column(mapping, field, c);
		}
	}
}

/* One FIELD=HEADER. */
static int
add_map(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, const char *map, struct psi_error *err)
{
	const char *equals = strchr(map, '=');
	char want[HEADER_BYTES_MAX];
	enum psi_field field;
	bool found = false;

	if (equals == NULL)
		return psi_error_set(
		    err, PSI_E_ARG, "a mapping is FIELD=HEADER");
	if (!psi_field_from_name(&field, map, (size_t)(equals - map))) {
		(void)psi_error_set(err, PSI_E_ARG,
		    "a mapping names a field that does not exist");
		psi_error_hint(err,
		    "the fields that make keys are id, name, domain, country, "
		    "population, "
		    "parent, parent_domain, lei, duns, vat, regno, agreed_id, "
		    "stage and open_deal");
		return PSI_E_ARG;
	}
	mapping->field[field].told = true;
	if (equals[1] == '\0')
		return 0;
	canonical(want, equals + 1, strlen(equals + 1));
	for (size_t c = 0; c < num_cells; c++) {
		char header[HEADER_BYTES_MAX];
		struct psi_cell exact = trim(cells[c]);

		canonical(header, cells[c].text, cells[c].len);
		if ((want[0] != '\0' && strcmp(header, want) == 0) ||
		    (exact.len == strlen(equals + 1) &&
			memcmp(exact.text, equals + 1, exact.len) == 0)) {
			add_column(mapping, field, c);
			found = true;
		}
	}
	if (found)
		return 0;
	psi_error_set_line(err, PSI_E_INPUT, 1,
	    "the header has no column of the name that is mapped to %s",
	    psi_field_name(field));
	psi_error_hint(err, "see the columns with --dry-run");
	return PSI_E_INPUT;
}

bool
psi_mapping_is_usable(const struct psi_mapping *mapping)
{
	static const enum psi_field usable[] = { PSI_FIELD_NAME,
		PSI_FIELD_DOMAIN, PSI_FIELD_LEI, PSI_FIELD_DUNS, PSI_FIELD_VAT,
		PSI_FIELD_REGNO, PSI_FIELD_AGREED_ID };

	for (size_t i = 0; i < COUNT(usable); i++) {
		if (mapping->field[usable[i]].num_columns > 0)
			return true;
	}
	return false;
}

int
psi_header_detect(struct psi_mapping *out, const struct psi_cell *cells,
    size_t num_cells, const char *const *maps, size_t num_maps,
    struct psi_error *err)
{
	struct psi_mapping mapping;
	int rc;

	memset(&mapping, 0, sizeof(mapping));
	mapping.num_columns = num_cells;
	for (size_t i = 0; i < num_maps; i++) {
		rc = add_map(&mapping, cells, num_cells, maps[i], err);
		if (rc != 0)
			return rc;
	}
	for (uint8_t rank = 0; rank < RANK_NONE; rank++)
		add_rank(&mapping, cells, num_cells, rank);
	if (!psi_mapping_is_usable(&mapping)) {
		psi_error_set_line(err, PSI_E_INPUT, 1,
		    "no column of a name, a website or an identifier");
		psi_error_hint(err,
		    "name the columns, such as --map 'name=Firm' --map "
		    "'domain=Homepage'");
		return PSI_E_INPUT;
	}
	*out = mapping;
	return 0;
}

struct psi_cell
psi_mapping_cell(const struct psi_mapping *mapping, enum psi_field field,
    size_t i, const struct psi_cell *cells, size_t num_cells)
{
	struct psi_cell none = { "", 0 };
	size_t column;

	if (i >= mapping->field[field].num_columns)
		return none;
	column = mapping->field[field].column[i];
	return column < num_cells ? trim(cells[column]) : none;
}

struct psi_cell
psi_mapping_first(const struct psi_mapping *mapping, enum psi_field field,
    const struct psi_cell *cells, size_t num_cells)
{
	struct psi_cell cell = { "", 0 };

	for (size_t i = 0; i < mapping->field[field].num_columns; i++) {
		cell = psi_mapping_cell(mapping, field, i, cells, num_cells);
		if (cell.len > 0)
			break;
	}
	return cell;
}

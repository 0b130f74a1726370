/* lib/list/header: the exports of the CRM systems. */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "list/header.h"

#define COLUMNS_MAX 32

struct header {
	struct psi_cell cells[COLUMNS_MAX];
	size_t num;
};

/* Headers separated by "|". */
static struct header
header(const char *text)
{
	struct header out = { .num = 0 };

	for (;;) {
		size_t len = strcspn(text, "|");

		assert_true(out.num < COLUMNS_MAX);
		out.cells[out.num].text = text;
		out.cells[out.num++].len = len;
		if (text[len] == '\0')
			return out;
		text += len + 1;
	}
}

static int
detect_cells(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, const char *const *maps, size_t num_maps,
    struct psi_error *err)
{
	const struct psi_header header = { .cells = cells,
		.num_cells = num_cells,
		.maps = maps,
		.num_maps = num_maps };

	return psi_header_detect(mapping, &header, err);
}

static int
detect(struct psi_mapping *mapping, const char *text, const char *const *maps,
    size_t num_maps, struct psi_error *err)
{
	struct header cells = header(text);

	return detect_cells(
	    mapping, cells.cells, cells.num, maps, num_maps, err);
}

/* The field's columns, best first, ended by -1. */
static void
expect(
    const struct psi_mapping *mapping, enum psi_field field, const int *columns)
{
	size_t i = 0;

	for (; columns[i] >= 0; i++) {
		assert_true(i < mapping->field[field].num_columns);
		assert_int_equal(mapping->field[field].column[i], columns[i]);
	}
	assert_int_equal(mapping->field[field].num_columns, i);
}

#define AT(...)                                                                \
	(const int[])                                                          \
	{                                                                      \
		__VA_ARGS__, -1                                                \
	}
#define NOWHERE                                                                \
	(const int[])                                                          \
	{                                                                      \
		-1                                                             \
	}

static void
exports(void **state)
{
	struct psi_mapping m;

	(void)state;
	/* Salesforce. */
	assert_int_equal(detect(&m,
			     "Account ID|Account Name|Website|Billing "
			     "Country|Type|Account Owner|Parent Account ID|"
			     "D-U-N-S Number",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_DOMAIN, AT(2));
	expect(&m, PSI_FIELD_COUNTRY, AT(3));
	expect(&m, PSI_FIELD_POPULATION, AT(4));
	expect(&m, PSI_FIELD_OWNER, AT(5));
	expect(&m, PSI_FIELD_PARENT, AT(6));
	expect(&m, PSI_FIELD_DUNS, AT(7));
	/* HubSpot. */
	assert_int_equal(detect(&m,
			     "Record ID|Company name|Company Domain Name|"
			     "Country/Region|Lifecycle Stage|Company owner|"
			     "Additional Domains|Website URL",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_DOMAIN, AT(2, 7, 6));
	expect(&m, PSI_FIELD_COUNTRY, AT(3));
	expect(&m, PSI_FIELD_POPULATION, AT(4));
	/* Dynamics, with its three hidden columns. */
	assert_int_equal(detect(&m,
			     "(Do Not Modify) Account|(Do Not Modify) Row "
			     "Checksum|(Do Not Modify) Modified On|Account "
			     "Name|Website|Address 1: Country/Region|"
			     "Relationship Type",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(3));
	expect(&m, PSI_FIELD_COUNTRY, AT(5));
	/* Pipedrive. */
	assert_int_equal(detect(&m,
			     "Organization - ID|Organization - Name|"
			     "Organization - Website|Organization - Country "
			     "of Address",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_DOMAIN, AT(2));
	expect(&m, PSI_FIELD_COUNTRY, AT(3));
	/* In Spanish; a contact's name is nobody's account. */
	assert_int_equal(detect(&m,
			     "Organizaci\xc3\xb3n - ID|Contacto - Nombre|"
			     "Organizaci\xc3\xb3n - Nombre|"
			     "Organizaci\xc3\xb3n - Sitio web|"
			     "Organizaci\xc3\xb3n - Pa\xc3\xads de "
			     "Direcci\xc3\xb3n",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(2));
	expect(&m, PSI_FIELD_DOMAIN, AT(3));
	expect(&m, PSI_FIELD_COUNTRY, AT(4));
}

static void
spellings(void **state)
{
	static const char *const same[] = { "Account Name", "account name",
		" ACCOUNT NAME ", "account_name", "Account-Name",
		"Account  Name", "Account Name*", "Account Name *",
		"account\xc2\xa0name", "AccountName",
		"Account Name:", "Account Name.", "\"Account Name\"",
		"'Account Name'",
		"\xe2\x80\x9c"
		"Account Name\xe2\x80\x9d",
		"\xef\xbb\xbf"
		"Account Name",
		"Account\xe2\x80\xaf"
		"Name\xe2\x80\x8b",
		"Account.Name", "Acco\xcc\x81unt Name",
		"\xc3\x80"
		"ccount N\xc3\xa3me" };
	struct psi_mapping m;

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		assert_int_equal(detect(&m, same[i], NULL, 0, NULL), 0);
		expect(&m, PSI_FIELD_NAME, AT(0));
	}
}

/* What real lists call the columns; one header alone is enough to show it. */
static void
languages(void **state)
{
	static const struct {
		const char *header;
		enum psi_field field;
	} known[] = {
		{ "Business Partner Full Name", PSI_FIELD_NAME },
		{ "Party Name", PSI_FIELD_NAME },
		{ "USt-IdNr.", PSI_FIELD_VAT },
		{ "USt.-Id.-Nr.", PSI_FIELD_VAT },
		{ "N\xc2\xb0 TVA intracommunautaire", PSI_FIELD_VAT },
		{ "Num\xc3\xa9ro de TVA", PSI_FIELD_VAT },
		{ "NUM\xc3\x89RO DE TVA", PSI_FIELD_VAT },
		{ "C.I.F.", PSI_FIELD_VAT },
		{ "NIF/CIF", PSI_FIELD_VAT },
		{ "BTW-nummer", PSI_FIELD_VAT },
		{ "VAT #", PSI_FIELD_VAT },
		{ "VAT Reg. No.", PSI_FIELD_VAT },
		{ "KvK-nummer", PSI_FIELD_REGNO },
		{ "Company No.", PSI_FIELD_REGNO },
		{ "Company #", PSI_FIELD_REGNO },
		{ "Handelsregister-Nr.", PSI_FIELD_REGNO },
		{ "N\xc2\xb0 SIREN", PSI_FIELD_REGNO },
		{ "D-U-N-S\xc2\xae Number", PSI_FIELD_DUNS },
		{ "D.U.N.S. No.", PSI_FIELD_DUNS },
		{ "DUNS-Nr.", PSI_FIELD_DUNS },
		{ "LEI-Code", PSI_FIELD_LEI },
		{ "Unternehmensname", PSI_FIELD_NAME },
		{ "Raison sociale", PSI_FIELD_NAME },
		{ "Nom de l\xe2\x80\x99"
		  "entreprise",
		    PSI_FIELD_NAME },
		{ "Soci\xc3\xa9t\xc3\xa9", PSI_FIELD_NAME },
		{ "Raz\xc3\xb3n social", PSI_FIELD_NAME },
		{ "Raz\x6f\xcc\x81n social", PSI_FIELD_NAME },
		{ "Bedrijfsnaam", PSI_FIELD_NAME },
		{ "Kunde", PSI_FIELD_NAME },
		{ "Company / Account", PSI_FIELD_NAME },
		{ "Account.Name", PSI_FIELD_NAME },
		{ "Account", PSI_FIELD_NAME },
		{ "Sitio web", PSI_FIELD_DOMAIN },
		{ "P\xc3\xa1gina web", PSI_FIELD_DOMAIN },
		{ "Site internet", PSI_FIELD_DOMAIN },
		{ "Webadresse", PSI_FIELD_DOMAIN },
		{ "Homepage", PSI_FIELD_DOMAIN },
	};
	static const struct {
		const char *header;
		enum psi_field field;
	} beside[] = {
		{ "Name|Pa\xc3\xads", PSI_FIELD_COUNTRY },
		{ "Name|Land", PSI_FIELD_COUNTRY },
		{ "Name|L\xc3\xa4ndercode", PSI_FIELD_COUNTRY },
		{ "Name|Laendercode", PSI_FIELD_COUNTRY },
		{ "Name|Pays/R\xc3\xa9gion", PSI_FIELD_COUNTRY },
		{ "Name|Country / Region", PSI_FIELD_COUNTRY },
		{ "Name|address1_country", PSI_FIELD_COUNTRY },
		{ "Name|Kunden-Nr.", PSI_FIELD_ID },
		{ "Name|Code client", PSI_FIELD_ID },
		{ "Name|Klantnummer", PSI_FIELD_ID },
		{ "Name|Account", PSI_FIELD_ID },
		{ "Name|Parent Account.id", PSI_FIELD_PARENT },
		{ "Name|Muttergesellschaft", PSI_FIELD_PARENT },
		{ "Name|Type de compte", PSI_FIELD_POPULATION },
		{ "Name|Organization - Labels", PSI_FIELD_POPULATION },
		{ "Name|customertypecode", PSI_FIELD_POPULATION },
		{ "Name|StageName", PSI_FIELD_STAGE },
		{ "Name|\xc3\x89tape", PSI_FIELD_STAGE },
		{ "Name|Organization - Open deals", PSI_FIELD_OPEN_DEALS },
		{ "Name|# Employees", PSI_FIELD_EMPLOYEES },
		{ "Name|Main Email", PSI_FIELD_DOMAIN },
		{ "Name|Member of", PSI_FIELD_PARENT },
		{ "Name|Ultimate Parent Company Name", PSI_FIELD_PARENT },
		{ "Name|Country/Region Key", PSI_FIELD_COUNTRY },
		{ "Name|Domain-Name des Unternehmens", PSI_FIELD_DOMAIN },
		{ "Name|Domeinnaam van bedrijf", PSI_FIELD_DOMAIN },
		{ "Name|Anzahl der Mitarbeiter", PSI_FIELD_EMPLOYEES },
		{ "Name|Aantal werknemers", PSI_FIELD_EMPLOYEES },
		{ "Name|Deal-Betrag", PSI_FIELD_AMOUNT },
		{ "Name|Valor del negocio", PSI_FIELD_AMOUNT },
		{ "Name|Montant de la transaction", PSI_FIELD_AMOUNT },
		{ "Name|Produkte", PSI_FIELD_PRODUCTS },
		{ "Name|Productos", PSI_FIELD_PRODUCTS },
		{ "Name|Verl\xc3\xa4ngerungsdatum", PSI_FIELD_RENEWAL_DATE },
		{ "Name|Vertragsende", PSI_FIELD_RENEWAL_DATE },
		{ "Name|Fecha de renovaci\xc3\xb3n", PSI_FIELD_RENEWAL_DATE },
		{ "Name|NPS-Wert", PSI_FIELD_NPS },
		{ "Name|Net Promoter Score", PSI_FIELD_NPS },
		{ "Name|Propietario de la empresa", PSI_FIELD_OWNER },
		{ "Name|Vertriebsgebiet", PSI_FIELD_REGION },
		{ "Name|Kundensegment", PSI_FIELD_SEGMENT },
		{ "Name|Keine Werbung", PSI_FIELD_OPT_OUT },
		{ "Name|Chiffre d'affaires annuel", PSI_FIELD_REVENUE },
		{ "Name|Geplanter Abschluss", PSI_FIELD_CLOSE_DATE },
	};
	static const struct {
		const char *header;
		enum psi_field field;
	} of_deals[] = {
		{ "Name|Stage|Deal - Status", PSI_FIELD_CLOSED },
		{ "Name|Stage|Closed", PSI_FIELD_CLOSED },
		{ "Name|Stage|Is Closed Won", PSI_FIELD_CLOSED },
		{ "Name|Fase|Estado", PSI_FIELD_CLOSED },
	};
	/* Near misses that mean something else. */
	static const char *const other[] = { "Name|VAT %", "Name|Account Site",
		"Name|Site", "Name|Estado", "Name|Lead Status",
		"Name|Tax rate" };
	struct psi_mapping m;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_int_equal(detect(&m, known[i].header, NULL, 0, NULL), 0);
		expect(&m, known[i].field, AT(0));
	}
	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		assert_int_equal(
		    detect(&m, beside[i].header, NULL, 0, NULL), 0);
		expect(&m, beside[i].field, AT(1));
		expect(&m, PSI_FIELD_NAME, AT(0));
	}
	for (size_t i = 0; i < sizeof of_deals / sizeof of_deals[0]; i++) {
		assert_int_equal(
		    detect(&m, of_deals[i].header, NULL, 0, NULL), 0);
		expect(&m, of_deals[i].field, AT(2));
	}
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
		assert_int_equal(detect(&m, other[i], NULL, 0, NULL), 0);
		for (int f = 0; f < PSI_NUM_FIELDS; f++) {
			for (size_t k = 0; k < m.field[f].num_columns; k++)
				assert_int_equal(m.field[f].column[k], 0);
		}
	}
}

/* What of a row is the deal's or the person's that it is of, and not the account's. */
static void
rows_of_others(void **state)
{
	struct psi_mapping m;

	(void)state;
	/* HubSpot's deals. */
	assert_int_equal(detect(&m,
			     "Record ID|Deal Name|Deal Stage|Amount|"
			     "Associated Company|Associated Company IDs",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(5));
	expect(&m, PSI_FIELD_NAME, AT(4));
	assert_false(m.ids_are_others);
	/* Salesforce's: the type is whose the deal is. */
	assert_int_equal(detect(&m,
			     "Opportunity Name|Account Name|Type|Stage|Amount|"
			     "Close Date|Expected Revenue",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_POPULATION, NOWHERE);
	expect(&m, PSI_FIELD_AMOUNT, AT(4));
	assert_int_equal(
	    detect(&m,
		"Opportunity Name|Account Name|Account: Type|Stage|Amount",
		NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_POPULATION, AT(2));
	/* Accounts with a stage are accounts. */
	assert_int_equal(
	    detect(&m, "ID|Account Name|Type|Stage|Amount", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_POPULATION, AT(2));
	expect(&m, PSI_FIELD_ID, AT(0));
	assert_false(m.ids_are_others);
	/* Deals without a stage have a status. */
	assert_int_equal(detect(&m, "Deal Title|Organization|Status|Amount|Won",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_STAGE, AT(2));
	expect(&m, PSI_FIELD_POPULATION, NOWHERE);
	assert_int_equal(
	    detect(&m, "Organization|Status|Amount", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_STAGE, NOWHERE);
	expect(&m, PSI_FIELD_POPULATION, AT(1));
	/* Only the deals have ids. */
	assert_int_equal(detect(&m,
			     "ID|Title|Organization|Stage|Value|Deal - Value|"
			     "Probability",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(0));
	assert_true(m.ids_are_others);
	/* HubSpot's contacts, and Apollo's. */
	assert_int_equal(detect(&m,
			     "Record ID|First Name|Last Name|Email|"
			     "Company name|Associated Company IDs",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_ID, AT(5));
	assert_int_equal(
	    detect(&m, "Id|First Name|Company|Stage|Email", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_STAGE, NOWHERE);
	assert_true(m.ids_are_others);
	/* Expected revenue is an amount where there is no other. */
	assert_int_equal(
	    detect(&m, "partner_id/name|stage_id/name|expected_revenue", NULL,
		0, NULL),
	    0);
	expect(&m, PSI_FIELD_AMOUNT, AT(2));
	assert_int_equal(
	    detect(&m, "Name|Stage|Expected Revenue|Amount", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_AMOUNT, AT(3));
}

/* A status is a deal's stage only where a column names the deals: what else speaks of
 * one stands in lists of accounts, too. */
static void
status_of_deals(void **state)
{
	static const char *const of_accounts[] = { "Next Step", "Probability",
		"Topic", "Forecast Category", "Lost Reason", "Opportunity",
		"Deal Owner", "Opportunity Type" };
	static const char *const of_deals[] = { "Deal Name", "Deal ID",
		"Deal Title", "Opportunity Name", "Opportunity ID",
		"Opportunity Number", "Potential Name",
		"Nombre de la oportunidad" };
	struct psi_mapping m;
	char header[96];

	(void)state;
	for (size_t i = 0; i < sizeof of_accounts / sizeof of_accounts[0];
	     i++) {
		(void)snprintf(header, sizeof header,
		    "Name|Website|Status|Amount|%s|Close Date", of_accounts[i]);
		assert_int_equal(detect(&m, header, NULL, 0, NULL), 0);
		expect(&m, PSI_FIELD_POPULATION, AT(2));
		expect(&m, PSI_FIELD_STAGE, NOWHERE);
		assert_false(m.is_of_deals);
	}
	for (size_t i = 0; i < sizeof of_deals / sizeof of_deals[0]; i++) {
		(void)snprintf(header, sizeof header,
		    "Account Name|Website|Status|Amount|%s", of_deals[i]);
		assert_int_equal(detect(&m, header, NULL, 0, NULL), 0);
		expect(&m, PSI_FIELD_POPULATION, NOWHERE);
		expect(&m, PSI_FIELD_STAGE, AT(2));
		assert_true(m.is_of_deals);
	}
	/* Where there is a stage, all of them tell that the rows are deals. */
	assert_int_equal(
	    detect(&m, "Account Name|Status|Stage|Amount|Next Step", NULL, 0,
		NULL),
	    0);
	expect(&m, PSI_FIELD_STAGE, AT(2));
	expect(&m, PSI_FIELD_POPULATION, NOWHERE);
	assert_true(m.is_of_deals);
}

/* What is said of a parent or of a partner is none of the account. */
static void
relations(void **state)
{
	struct psi_mapping m;

	(void)state;
	assert_int_equal(
	    detect(&m,
		"Parent Account: Account Name|Parent Account: Billing Country|"
		"Partner Account: Website|Account Name|Website|"
		"Billing Country|Parent Account: Website|Vendor Name|"
		"Parent Account: Account ID|Account ID|"
		"Parent Account: Industry|Partner: Company Name",
		NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(3));
	expect(&m, PSI_FIELD_DOMAIN, AT(4));
	expect(&m, PSI_FIELD_COUNTRY, AT(5));
	expect(&m, PSI_FIELD_ID, AT(9));
	expect(&m, PSI_FIELD_INDUSTRY, NOWHERE);
	expect(&m, PSI_FIELD_PARENT_DOMAIN, AT(6));
	assert_int_equal(m.field[PSI_FIELD_PARENT].num_columns, 2);
	/* A list of vendors is one of accounts, and Odoo's partner is one. */
	assert_int_equal(detect(&m, "Vendor Name|Website", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(0));
	assert_int_equal(detect(&m,
			     "partner_id/name|partner_id/website|"
			     "partner_id/country_id/name",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(0));
	expect(&m, PSI_FIELD_DOMAIN, AT(1));
	expect(&m, PSI_FIELD_COUNTRY, AT(2));
}

/* Which column says what an amount is in: its own, else that of the row. */
static void
currencies(void **state)
{
	static const struct {
		const char *header;
		enum psi_field field;
		/* 1 + the column of the first amount's currency. */
		uint16_t currency;
	} known[] = {
		{ "Name|Amount|Currency", PSI_FIELD_AMOUNT, 3 },
		{ "Name|Amount Currency|Amount", PSI_FIELD_AMOUNT, 2 },
		{ "Name|Deal - Value|Deal - Currency of Value",
		    PSI_FIELD_AMOUNT, 3 },
		{ "Name|Betrag W\xc3\xa4hrung|Betrag", PSI_FIELD_AMOUNT, 2 },
		{ "Name|Devise Montant|Montant", PSI_FIELD_AMOUNT, 2 },
		{ "Name|Annual Revenue|Annual Revenue Currency",
		    PSI_FIELD_REVENUE, 3 },
		{ "Name|Annual Revenue|currency_id/name", PSI_FIELD_REVENUE,
		    3 },
		{ "Name|Annual Revenue|Amount|Amount Currency",
		    PSI_FIELD_REVENUE, 0 },
		{ "Name|Annual Revenue|Amount|Amount Currency|Currency",
		    PSI_FIELD_REVENUE, 5 },
		{ "Name|Amount|Industry", PSI_FIELD_AMOUNT, 0 },
	};
	static const char *const map[] = { "currency=Note" };
	static const char *const none[] = { "currency=" };
	struct psi_mapping m;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		assert_int_equal(detect(&m, known[i].header, NULL, 0, NULL), 0);
		assert_int_equal(
		    m.field[known[i].field].currency[0], known[i].currency);
	}
	assert_int_equal(
	    detect(&m, "Name|Amount|Amount Currency|Note", map, 1, NULL), 0);
	assert_int_equal(m.field[PSI_FIELD_AMOUNT].currency[0], 4);
	assert_int_equal(
	    detect(&m, "Name|Amount|Amount Currency|Note", none, 1, NULL), 0);
	assert_int_equal(m.field[PSI_FIELD_AMOUNT].currency[0], 0);
}

/* "Account" is the name where there is none, and else the id. */
static void
accounts(void **state)
{
	struct psi_mapping m;

	(void)state;
	assert_int_equal(detect(&m, "Account|Website", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(0));
	expect(&m, PSI_FIELD_ID, NOWHERE);
	assert_int_equal(detect(&m, "Account|Account ID", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(0));
	expect(&m, PSI_FIELD_ID, AT(1));
	assert_int_equal(detect(&m, "Account|Company", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_ID, AT(0));
	assert_int_equal(
	    detect(&m, "Account|Id|Company name", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(2));
	expect(&m, PSI_FIELD_ID, AT(1));
}

static void
minimum(void **state)
{
	struct psi_mapping m;
	struct psi_error err = { 0 };

	(void)state;
	/* Two columns just work. */
	assert_int_equal(detect(&m, "company|website", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_ID, NOWHERE);
	expect(&m, PSI_FIELD_NAME, AT(0));
	expect(&m, PSI_FIELD_DOMAIN, AT(1));
	assert_int_equal(detect(&m, "LEI", NULL, 0, NULL), 0);
	assert_int_equal(
	    detect(&m, "Country|Owner", NULL, 0, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 1);
	assert_true(err.hint[0] != '\0');
	assert_int_equal(detect(&m, "", NULL, 0, NULL), PSI_E_INPUT);
}

static void
weak_headers(void **state)
{
	struct psi_mapping m;

	(void)state;
	/* "Name" is a person's where there is an account's name. */
	assert_int_equal(
	    detect(&m, "Id|Name|Account Name|Account ID|Email", NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(2));
	expect(&m, PSI_FIELD_ID, AT(3));
	expect(&m, PSI_FIELD_DOMAIN, AT(4));
	assert_int_equal(detect(&m, "Id|Name", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_ID, AT(0));
	expect(&m, PSI_FIELD_NAME, AT(1));
	/* The same header twice: both, from left to right. */
	assert_int_equal(
	    detect(&m, "Name|Website|Name|Website", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(0, 2));
	expect(&m, PSI_FIELD_DOMAIN, AT(1, 3));
}

/* More columns than are looked at are refused, not lost. */
static void
many_columns(void **state)
{
	struct psi_cell cells[PSI_FIELD_COLUMNS_MAX + 1];
	static const char *const none[] = { "domain=" };
	struct psi_mapping m;
	struct psi_error err = { 0 };

	(void)state;
	for (size_t i = 0; i <= PSI_FIELD_COLUMNS_MAX; i++)
		cells[i] = (struct psi_cell){ "Website", 7 };
	cells[0] = (struct psi_cell){ "Name", 4 };
	assert_int_equal(
	    detect_cells(&m, cells, PSI_FIELD_COLUMNS_MAX + 1, NULL, 0, &err),
	    0);
	assert_int_equal(
	    m.field[PSI_FIELD_DOMAIN].num_columns, PSI_FIELD_COLUMNS_MAX);
	cells[0] = cells[1];
	assert_int_equal(
	    detect_cells(&m, cells, PSI_FIELD_COLUMNS_MAX + 1, NULL, 0, &err),
	    PSI_E_INPUT);
	assert_non_null(strstr(err.text, "domain"));
	assert_non_null(strstr(err.hint, "--map"));
	cells[0] = (struct psi_cell){ "Name", 4 };
	assert_int_equal(
	    detect_cells(&m, cells, PSI_FIELD_COLUMNS_MAX + 1, none, 1, &err),
	    0);
	/* A separator that is not found out by itself. */
	assert_int_equal(detect(&m, "Name", NULL, 0, &err), 0);
	cells[0] = (struct psi_cell){ "Name|Website", 12 };
	assert_int_equal(
	    detect_cells(&m, cells, 1, NULL, 0, &err), PSI_E_INPUT);
	assert_non_null(strstr(err.hint, "--delimiter '|'"));
}

static void
maps(void **state)
{
	static const char *const good[] = { "name=Firm",
		"domain=", "id=Kunden-Nr.*" };
	static const char *const missing[] = { "name=Firma" };
	static const char *const no_field[] = { "nom=Firm" };
	static const char *const no_equals[] = { "name" };
	struct psi_mapping m;
	struct psi_error err = { 0 };

	(void)state;
	assert_int_equal(
	    detect(&m, "Kunden-Nr.*|FIRM |Account Name|Website", good, 3, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_DOMAIN, NOWHERE);
	expect(&m, PSI_FIELD_ID, AT(0));
	assert_int_equal(
	    detect(&m, "Name|Website", missing, 1, &err), PSI_E_INPUT);
	assert_non_null(strstr(err.text, "name"));
	assert_int_equal(detect(&m, "Name", no_field, 1, NULL), PSI_E_ARG);
	assert_int_equal(detect(&m, "Name", no_equals, 1, NULL), PSI_E_ARG);
}

static void
cells(void **state)
{
	struct header row = header("7|  Acme |");
	struct psi_mapping m;
	struct psi_cell cell;

	(void)state;
	assert_int_equal(
	    detect(&m, "Id|Company name|Legal Name|Website", NULL, 0, NULL), 0);
	cell = psi_mapping_cell(&m, PSI_FIELD_NAME, 0, row.cells, row.num);
	assert_int_equal(cell.len, 4);
	assert_memory_equal(cell.text, "Acme", 4);
	cell = psi_mapping_cell(&m, PSI_FIELD_NAME, 1, row.cells, row.num);
	assert_int_equal(cell.len, 0);
	/* The row is too short for it. */
	cell = psi_mapping_cell(&m, PSI_FIELD_DOMAIN, 0, row.cells, row.num);
	assert_int_equal(cell.len, 0);
	cell = psi_mapping_cell(&m, PSI_FIELD_NAME, 7, row.cells, row.num);
	assert_int_equal(cell.len, 0);
	cell = psi_mapping_first(&m, PSI_FIELD_NAME, row.cells, row.num);
	assert_int_equal(cell.len, 4);
}

static void
field_names(void **state)
{
	(void)state;
	for (int i = 0; i < PSI_NUM_FIELDS; i++) {
		const char *name = psi_field_name((enum psi_field)i);
		enum psi_field field;

		assert_true(psi_field_from_name(&field, name, strlen(name)));
		assert_int_equal(field, i);
	}
}

/* What exports put around a header. */
static void
objects(void **state)
{
	static const char *const headers[] = {
		"Account: Account ID|Account: Account Name|Account: Website|"
		"Account: Billing Country",
		"Account.Id|Account.Name|Account.Website|Account."
		"BillingCountry",
		"Company::ID|Company::Name|Company::Website|Company::Country",
		"Account Name: Account ID|Account Name: Account Name|"
		"Account Name: Website|Account Name: Billing Country",
		"Account ID|Account Name \xe2\x86\x91|Website__c|"
		"Billing Country (text only)",
		"Account ID *|Account Name  \xe2\x96\xb2|Website 1|Country, "
		"ISO",
		"companies/id|companies/name|companies/website|companies/"
		"country",
	};
	struct psi_mapping m;

	(void)state;
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		assert_int_equal(detect(&m, headers[i], NULL, 0, NULL), 0);
		expect(&m, PSI_FIELD_ID, AT(0));
		expect(&m, PSI_FIELD_NAME, AT(1));
		expect(&m, PSI_FIELD_DOMAIN, AT(2));
		expect(&m, PSI_FIELD_COUNTRY, AT(3));
	}
	/* Of another object, but for what it says of the account. */
	assert_int_equal(detect(&m,
			     "Account.Name|Contact.Name|Owner.Name|"
			     "Opportunity.StageName|Contact.Account.Website",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(0));
	expect(&m, PSI_FIELD_STAGE, AT(3));
	expect(&m, PSI_FIELD_DOMAIN, AT(4));
	/* What a row refers to, by its name. */
	assert_int_equal(detect(&m,
			     "id|name|country_id/name|user_id/name|"
			     "Name (natural person)|Register no. 1 (SIREN)",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(1));
	expect(&m, PSI_FIELD_COUNTRY, AT(2));
	expect(&m, PSI_FIELD_REGNO, AT(5));
}

static void
people(void **state)
{
	struct psi_mapping m;

	(void)state;
	assert_int_equal(detect(&m,
			     "First Name|Last Name|Company|Email|Country|"
			     "Company Country|Website",
			     NULL, 0, NULL),
	    0);
	expect(&m, PSI_FIELD_NAME, AT(2));
	expect(&m, PSI_FIELD_COUNTRY, AT(5));
	assert_int_equal(detect(&m, "Name|Email|Company", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(2));
	/* Where nothing tells the company's, a person's country is better
	 * than none; and an account may well have a contact. */
	assert_int_equal(
	    detect(&m, "First Name|Company|Country", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_COUNTRY, AT(2));
	assert_int_equal(detect(&m, "Name|Contact|Country", NULL, 0, NULL), 0);
	expect(&m, PSI_FIELD_NAME, AT(0));
}

/* Capitals of other scripts, and accents beyond Latin-1. */
static void
scripts(void **state)
{
	static const struct {
		const char *header;
		enum psi_field field;
	} rows[] = {
		{ "\xd0\x9a\xd0\x9e\xd0\x9c\xd0\x9f\xd0\x90\xd0\x9d\xd0"
		  "\x98\xd0\xaf",
		    PSI_FIELD_NAME },
		{ "\xe4\xbc\x9a\xe7\xa4\xbe\xe5\x90\x8d", PSI_FIELD_NAME },
		{ "N\xc3\xa1zev spole\xc4\x8dnosti", PSI_FIELD_NAME },
		{ "\xef\xbc\xae\xef\xbd\x81\xef\xbd\x8d\xef\xbd\x85",
		    PSI_FIELD_NAME },
		{ "F\xc3\xb6retagsnamn", PSI_FIELD_NAME },
		{ "Nombre o Raz\xc3\xb3n Social", PSI_FIELD_NAME },
		{ "Hjemmeside", PSI_FIELD_DOMAIN },
	};
	struct psi_mapping m;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(detect(&m, rows[i].header, NULL, 0, NULL), 0);
		expect(&m, rows[i].field, AT(0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exports),
		cmocka_unit_test(spellings),
		cmocka_unit_test(languages),
		cmocka_unit_test(rows_of_others),
		cmocka_unit_test(status_of_deals),
		cmocka_unit_test(relations),
		cmocka_unit_test(currencies),
		cmocka_unit_test(accounts),
		cmocka_unit_test(minimum),
		cmocka_unit_test(weak_headers),
		cmocka_unit_test(many_columns),
		cmocka_unit_test(maps),
		cmocka_unit_test(cells),
		cmocka_unit_test(field_names),
		cmocka_unit_test(objects),
		cmocka_unit_test(people),
		cmocka_unit_test(scripts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

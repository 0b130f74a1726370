#include "list/header.h"

#include <string.h>

#include "psi/near.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "list/header_form.h"
#include "list/header_match.h"
#include "normal/domain_lists.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* From this rank on only where the field has no other column. */
#define RANK_ALONE 2
/* From this rank on only for columns that are not used otherwise. */
#define RANK_LEFT 3
#define RANK_NONE 5

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

static void
add_column(struct psi_mapping *mapping, enum psi_field field, size_t column,
    const char *country)
{
	uint8_t n = mapping->field[field].num_columns;

	mapping->field[field].full |= n == PSI_FIELD_COLUMNS_MAX;
	if (n < PSI_FIELD_COLUMNS_MAX) {
		mapping->field[field].column[n] = (uint16_t)column;
		mapping->field[field].country[n] = country;
		mapping->field[field].num_columns = (uint8_t)(n + 1);
	}
}

/* ---- what the headers mean together ---- */

static bool
has_field(const struct psi_header_match *match, enum psi_field field)
{
	for (size_t i = 0; i < match->num; i++) {
		if (match->meaning[i].field == field)
			return true;
	}
	return false;
}

static void
drop_field(struct psi_header_match *match, enum psi_field field)
{
	size_t n = 0;

	for (size_t i = 0; i < match->num; i++) {
		if (match->meaning[i].field != field)
			match->meaning[n++] = match->meaning[i];
	}
	match->num = n;
}

/* Is this a list of people, of whom each has a company? */
static bool
is_of_people(const struct psi_header_match *matches, size_t num)
{
	bool person = false;
	bool name = false;
	bool company = false;
	bool email = false;

	for (size_t i = 0; i < num; i++) {
		person |= matches[i].is_person;
		name |= matches[i].is_plain_name;
		company |= has_field(&matches[i], PSI_FIELD_NAME) &&
		    !matches[i].is_plain_name;
		email |= matches[i].is_email;
	}
	return company && (person || (name && email));
}

static bool
any_has(
    const struct psi_header_match *matches, size_t num, enum psi_field field)
{
	for (size_t i = 0; i < num; i++) {
		if (has_field(&matches[i], field) && !matches[i].is_plain_name)
			return true;
	}
	return false;
}

/* Does a row of this list have what a deal has, besides its stage? */
static bool
has_deals(const struct psi_header_match *matches, size_t num)
{
	return any_has(matches, num, PSI_FIELD_AMOUNT) ||
	    any_has(matches, num, PSI_FIELD_CLOSE_DATE);
}

/* A person's name and country are not the company's, and a plain stage is how far one
 * came with that person. */
static void
leave_people_out(struct psi_header_match *matches, size_t num)
{
	bool country = false;
	bool deals = has_deals(matches, num);

	if (!is_of_people(matches, num))
		return;
	for (size_t i = 0; i < num; i++)
		country |= matches[i].is_company &&
		    has_field(&matches[i], PSI_FIELD_COUNTRY);
	for (size_t i = 0; i < num; i++) {
		if (matches[i].is_plain_name)
			drop_field(&matches[i], PSI_FIELD_NAME);
		if (country && !matches[i].is_company)
			drop_field(&matches[i], PSI_FIELD_COUNTRY);
		if (!deals && matches[i].is_plain_stage)
			drop_field(&matches[i], PSI_FIELD_STAGE);
	}
}

/* The name of a deal is not its account's. */
static void
leave_deals_out(struct psi_header_match *matches, size_t num)
{
	bool named = any_has(matches, num, PSI_FIELD_NAME);

	if (!any_has(matches, num, PSI_FIELD_STAGE)) {
		/* What has no stage does not end. */
		for (size_t i = 0; i < num; i++)
			drop_field(&matches[i], PSI_FIELD_CLOSED);
		return;
	}
	if (!has_deals(matches, num))
		return;
	for (size_t i = 0; i < num; i++)
		named |= matches[i].is_company &&
		    has_field(&matches[i], PSI_FIELD_ID);
	for (size_t i = 0; i < num && named; i++) {
		if (matches[i].is_plain_name)
			drop_field(&matches[i], PSI_FIELD_NAME);
	}
}

/* A list of deals that has no stage has a status in its place: Open, Won, Lost. That
 * of accounts with an amount and a "Next Step" is what they are to us. */
static void
take_status_for_stage(struct psi_header_match *matches, size_t num)
{
	bool deal = false;

	for (size_t i = 0; i < num; i++)
		deal |= matches[i].is_deal_row;
	if (!deal || !has_deals(matches, num) ||
	    any_has(matches, num, PSI_FIELD_STAGE))
		return;
	for (size_t i = 0; i < num; i++) {
		for (size_t k = 0; k < matches[i].num; k++) {
			struct psi_header_meaning *one = &matches[i].meaning[k];

			/* Those of rank 0 are flags. */
			if (one->field == PSI_FIELD_CLOSED && one->rank > 0)
				one->field = PSI_FIELD_STAGE;
		}
	}
}

/* Is this a list of deals, whatever their accounts are called? */
static bool
is_of_deals(const struct psi_header_match *matches, size_t num)
{
	bool deal = false;

	for (size_t i = 0; i < num; i++)
		deal |= matches[i].is_of_deal;
	return deal && any_has(matches, num, PSI_FIELD_STAGE) &&
	    has_deals(matches, num);
}

/* A deal's type and status are none of its account: "New Customer" is who will be one
 * where it is won. Neither is its name. */
static void
leave_types_out(struct psi_header_match *matches, size_t num)
{
	bool named = false;

	for (size_t i = 0; i < num; i++)
		named |= !matches[i].is_of_deal &&
		    (has_field(&matches[i], PSI_FIELD_NAME) ||
			has_field(&matches[i], PSI_FIELD_ID));
	for (size_t i = 0; i < num; i++) {
		struct psi_header_match *match = &matches[i];

		if (match->is_of_deal && named)
			drop_field(match, PSI_FIELD_NAME);
		for (size_t k = 0; k < match->num; k++) {
			if (match->meaning[k].field == PSI_FIELD_POPULATION &&
			    match->meaning[k].rank > 0 && !match->is_company) {
				drop_field(match, PSI_FIELD_POPULATION);
				break;
			}
		}
	}
}

/* The id of a deal or of a person is none of the account, where there is another one.
 * Whether there is none, and rows of the same account are not known to be. */
static bool
leave_records_out(struct psi_header_match *matches, size_t num, bool deals)
{
	bool of_account = false;
	bool of_record = false;

	for (size_t i = 0; i < num; i++) {
		if (!has_field(&matches[i], PSI_FIELD_ID))
			continue;
		of_account |= !matches[i].is_record_id;
		of_record |= matches[i].is_record_id;
	}
	for (size_t i = 0; i < num && of_account; i++) {
		if (matches[i].is_record_id)
			drop_field(&matches[i], PSI_FIELD_ID);
	}
	return (of_record || deals) && !of_account;
}

/* What the values cannot be; `look` is NULL where they are not known. */
static void
leave_unlike_out(
    struct psi_header_match *match, const struct psi_column_look *look)
{
	if (look != NULL && look->num_filled > 0 &&
	    look->num_numbers * 5 >= look->num_filled * 4)
		drop_field(match, PSI_FIELD_NAME);
	/* A "State" is of the United States, a "Status" of anything. */
	for (size_t i = 0; i < match->num; i++) {
		if (match->meaning[i].field == PSI_FIELD_ACTIVE &&
		    match->meaning[i].rank > 0 &&
		    (look == NULL || !psi_column_looks_like_states(look))) {
			drop_field(match, PSI_FIELD_ACTIVE);
			break;
		}
	}
	/* A "Site" is a place in English, and a website in Portuguese. */
	for (size_t i = 0; i < match->num; i++) {
		if (match->meaning[i].field == PSI_FIELD_DOMAIN &&
		    match->meaning[i].rank >= RANK_LEFT &&
		    (look == NULL || !psi_column_looks_like_hosts(look)))
			drop_field(match, PSI_FIELD_DOMAIN);
	}
}

/* Where a column has countries, one that has none is something else: "Land" is also
 * a part of Germany. */
static void
leave_regions_out(
    struct psi_header_match *matches, const struct psi_header *header)
{
	bool found = false;

	for (size_t i = 0; i < header->num_cells; i++)
		found |= has_field(&matches[i], PSI_FIELD_COUNTRY) &&
		    psi_column_looks_like_countries(&header->looks[i]);
	for (size_t i = 0; i < header->num_cells && found; i++) {
		if (psi_column_has_no_countries(&header->looks[i]))
			drop_field(&matches[i], PSI_FIELD_COUNTRY);
	}
}

/* Put the columns of one rank into the mapping. */
static void
add_rank(struct psi_mapping *mapping, const struct psi_header_match *matches,
    uint8_t rank)
{
	bool had[PSI_NUM_FIELDS];

	for (int f = 0; f < PSI_NUM_FIELDS; f++)
		had[f] = mapping->field[f].num_columns > 0;
	for (size_t c = 0; c < mapping->num_columns; c++) {
		for (size_t i = 0; i < matches[c].num; i++) {
			const struct psi_header_meaning *one =
			    &matches[c].meaning[i];

			if (one->rank != rank ||
			    mapping->field[one->field].told ||
			    (rank >= RANK_ALONE && had[one->field]) ||
			    (rank >= RANK_LEFT && psi_mapping_uses(mapping, c)))
				continue;
			if (one->field == PSI_FIELD_ID && rank == 0)
				mapping->has_account_id = true;
			add_column(mapping, one->field, c, one->country);
		}
	}
}

/* ---- names in several columns ---- */

/* The header without a number from 1 to 9 at its end, which is returned; 0 where
 * it has none. */
static unsigned int
split_number(char *form)
{
	size_t len = strlen(form);
	unsigned int number;

	if (len < 2 || form[len - 1] < '1' || form[len - 1] > '9' ||
	    (form[len - 2] >= '0' && form[len - 2] <= '9'))
		return 0;
	number = (unsigned int)(form[len - 1] - '0');
	form[len - 1] = '\0';
	return number;
}

/* The number of a column's header in a series: NAME1 is 1, and so is NAME. */
static unsigned int
series_number(
    char form[PSI_HEADER_FORM_CHARS], const struct psi_cell *cells, size_t c)
{
	unsigned int number;

	psi_header_form(form, cells[c].text, cells[c].len);
	number = split_number(form);
	return number == 0 ? 1 : number;
}

/* A plain "Name" is as good as the "Name 2" that continues it. */
static void
promote_series(
    struct psi_header_match *matches, const struct psi_cell *cells, size_t num)
{
	for (size_t c = 0; c < num; c++) {
		char form[PSI_HEADER_FORM_CHARS];

		if (!has_field(&matches[c], PSI_FIELD_NAME) ||
		    series_number(form, cells, c) != 2)
			continue;
		for (size_t k = 0; k < num; k++) {
			char other[PSI_HEADER_FORM_CHARS];

			for (size_t i = 0; i < matches[k].num; i++) {
				struct psi_header_meaning *one =
				    &matches[k].meaning[i];

				if (one->field == PSI_FIELD_NAME &&
				    one->rank == RANK_ALONE &&
				    series_number(other, cells, k) == 1 &&
				    strcmp(form, other) == 0)
					one->rank = 1;
			}
		}
	}
}

/*
 * Find the columns of names that continue others: SAP and its like have NAME1
 * to NAME4 of 35 or 40 characters each. A column told by --map continues none,
 * unless all of them are told.
 */
static void
find_series(struct psi_mapping *mapping, const struct psi_cell *cells)
{
	size_t num = mapping->field[PSI_FIELD_NAME].num_columns;
	const uint16_t *column = mapping->field[PSI_FIELD_NAME].column;

	for (size_t i = 0; i < num; i++) {
		char form[PSI_HEADER_FORM_CHARS];
		unsigned int number = series_number(form, cells, column[i]);

		for (size_t k = 0; k < num && number > 1; k++) {
			char other[PSI_HEADER_FORM_CHARS];

			if (series_number(other, cells, column[k]) ==
				number - 1 &&
			    strcmp(form, other) == 0)
				mapping->field[PSI_FIELD_NAME].continues[i] =
				    (uint8_t)(k + 1);
		}
	}
}

/* ---- currencies ---- */

/* Words for a currency, in the form of headers. */
static const char *const currency_words[] = { "currency", "currencycode",
	"currencyisocode", "wahrung", "waehrung", "devise", "moneda", "divisa",
	"moeda", "valuta", "waluta" };

/* Are these the headers of an amount and of its currency: "Amount Currency", "Devise
 * Montant"? */
static bool
is_currency_of(const char *form, const char *amount)
{
	size_t len = strlen(form);
	size_t amount_len = strlen(amount);

	for (size_t i = 0; i < COUNT(currency_words); i++) {
		const char *word = currency_words[i];
		size_t n = strlen(word);

		if (len != amount_len + n)
			continue;
		/* Names of columns are public. */
		if ((memcmp(form, amount, amount_len) == 0 &&
			strcmp(form + amount_len, word) == 0) ||
		    (memcmp(form, word, n) == 0 &&
			strcmp(form + n, amount) == 0))
			return true;
	}
	return false;
}

bool
psi_mapping_has(
    const struct psi_mapping *mapping, enum psi_field field, size_t column)
{
	for (size_t i = 0; i < mapping->field[field].num_columns; i++) {
		if (mapping->field[field].column[i] == column)
			return true;
	}
	return false;
}

/* The column that says the currency of the amounts of another one; 0 for none, else
 * 1 + its number. */
static uint16_t
find_currency_of(const struct psi_cell *cells, size_t num_cells, size_t amount)
{
	char of[PSI_HEADER_FORM_CHARS];
	char form[PSI_HEADER_FORM_CHARS];

	psi_header_form(of, cells[amount].text, cells[amount].len);
	for (size_t c = 0; c < num_cells && of[0] != '\0'; c++) {
		psi_header_form(form, cells[c].text, cells[c].len);
		if (is_currency_of(form, of))
			return (uint16_t)(c + 1);
	}
	return 0;
}

/*
 * The currencies of all columns of money: a column of the amount's own, else the one
 * of the whole row, unless that is another amount's.
 */
static void
find_currencies(struct psi_mapping *mapping, const struct psi_cell *cells)
{
	static const enum psi_field money[] = { PSI_FIELD_AMOUNT,
		PSI_FIELD_REVENUE, PSI_FIELD_COMMITTED_SPEND };
	const bool told = mapping->field[PSI_FIELD_CURRENCY].told;
	uint16_t of_row = 0;

	if (mapping->field[PSI_FIELD_CURRENCY].num_columns > 0)
		of_row =
		    (uint16_t)(mapping->field[PSI_FIELD_CURRENCY].column[0] +
			1);
	for (size_t f = 0; f < COUNT(money); f++) {
		for (size_t i = 0; i < mapping->field[money[f]].num_columns;
		     i++) {
			uint16_t own = told
			    ? 0
			    : find_currency_of(cells, mapping->num_columns,
				  mapping->field[money[f]].column[i]);

			mapping->field[money[f]].currency[i] =
			    own == 0 ? of_row : own;
			if (own != 0 &&
			    !psi_mapping_has(
				mapping, PSI_FIELD_CURRENCY, own - 1U))
				add_column(mapping, PSI_FIELD_CURRENCY,
				    own - 1U, NULL);
		}
	}
}

/* Is one the beginning of the other? */
static bool
begin_alike(const char *a, const char *b)
{
	size_t len = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return len >= 3 && memcmp(a, b, len) == 0;
}

/* The column that somebody may have meant: the first whose header begins as the
 * text does, else the one that differs by the fewest letters; `num_cells` for
 * none. */
static size_t
find_alike(const struct psi_cell *cells, size_t num_cells, const char *text)
{
	char want[PSI_HEADER_FORM_CHARS];
	size_t found = num_cells;
	struct psi_near near;

	psi_header_form(want, text, strlen(text));
	psi_near_begin(&near, text, strlen(text));
	for (size_t c = 0; c < num_cells; c++) {
		char header[PSI_HEADER_FORM_CHARS];

		psi_header_form(header, cells[c].text, cells[c].len);
		if (begin_alike(header, want))
			return c;
		if (psi_near_offer(&near, cells[c].text, cells[c].len))
			found = c;
	}
	return found;
}

static int
refuse_map(const struct psi_cell *cells, size_t num_cells, const char *map,
    struct psi_error *err)
{
	const char *header = strchr(map, '=') + 1;
	size_t c = find_alike(cells, num_cells, header);

	(void)psi_error_set_line(err, PSI_E_INPUT, 1,
	    "the header has no column '%.60s', which is mapped to %.*s", header,
	    (int)(header - map - 1), map);
	if (c < num_cells)
		psi_error_hint(err, "did you mean '%.*s'?",
		    (int)(cells[c].len < 60 ? cells[c].len : 60),
		    cells[c].text);
	else
		psi_error_hint(
		    err, "see the columns with 'psi-normalize --dry-run'");
	return PSI_E_INPUT;
}

static int
refuse_field(const char *name, size_t len, struct psi_error *err)
{
	struct psi_near near;

	(void)psi_refuse(err, PSI_E_ARG, 0,
	    "for keys: id, name, domain (the website), country, population "
	    "(status, type), parent, parent_domain, lei, duns, vat, regno, "
	    "agreed_id; for the population: stage, closed, open_deals; what "
	    "can "
	    "be shared has fields too, such as owner: 'psi-normalize "
	    "--dry-run' and psi-normalize(1) name them",
	    "there is no field '%.*s' for a column", (int)(len < 40 ? len : 40),
	    name);
	psi_near_begin(&near, name, len);
	for (size_t f = 0; f < PSI_NUM_FIELDS; f++) {
		const char *other = psi_field_name((enum psi_field)f);

		if (psi_near_offer(&near, other, strlen(other)))
			psi_error_hint(err,
			    "did you mean '%s'? psi-normalize(1) names all",
			    other);
	}
	return PSI_E_ARG;
}

/* One FIELD=HEADER. */
static int
add_map(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, const char *map, struct psi_error *err)
{
	const char *equals = strchr(map, '=');
	char want[PSI_HEADER_FORM_CHARS];
	enum psi_field field;
	bool found = false;

	if (equals == NULL)
		return psi_refuse(err, PSI_E_ARG, 0,
		    "such as --map owner=Betreuer, with the header as it "
		    "stands in the list",
		    "a mapping is FIELD=HEADER");
	if (!psi_field_from_name(&field, map, (size_t)(equals - map)))
		return refuse_field(map, (size_t)(equals - map), err);
	mapping->field[field].told = true;
	if (equals[1] == '\0')
		return 0;
	psi_header_form(want, equals + 1, strlen(equals + 1));
	for (size_t c = 0; c < num_cells; c++) {
		char header[PSI_HEADER_FORM_CHARS];
		struct psi_cell exact = trim(cells[c]);

		psi_header_form(header, cells[c].text, cells[c].len);
		if ((want[0] != '\0' && strcmp(header, want) == 0) ||
		    (exact.len == strlen(equals + 1) &&
			memcmp(exact.text, equals + 1, exact.len) == 0)) {
			add_column(mapping, field, c, NULL);
			found = true;
		}
	}
	if (found)
		return 0;
	return refuse_map(cells, num_cells, map, err);
}

/* The fields that make keys by themselves. */
static const enum psi_field usable[] = { PSI_FIELD_NAME, PSI_FIELD_DOMAIN,
	PSI_FIELD_LEI, PSI_FIELD_DUNS, PSI_FIELD_VAT, PSI_FIELD_REGNO,
	PSI_FIELD_AGREED_ID };

bool
psi_mapping_is_usable(const struct psi_mapping *mapping)
{
	for (size_t i = 0; i < COUNT(usable); i++) {
		if (mapping->field[usable[i]].num_columns > 0)
			return true;
	}
	return false;
}

/* Keys that are lost without a word are worse than none. */
static int
refuse_full(const struct psi_mapping *mapping, struct psi_error *err)
{
	for (size_t i = 0; i < COUNT(usable); i++) {
		if (!mapping->field[usable[i]].full)
			continue;
		return psi_refuse(err, PSI_E_INPUT, 1,
		    "name those to use, such as --map 'domain=Homepage', or "
		    "remove some",
		    "more than %d columns for the field %s",
		    PSI_FIELD_COLUMNS_MAX, psi_field_name(usable[i]));
	}
	return 0;
}

static int
refuse_useless(
    const struct psi_cell *cells, size_t num_cells, struct psi_error *err)
{
	bool piped = num_cells == 1 && cells[0].len > 0 &&
	    memchr(cells[0].text, '|', cells[0].len) != NULL;

	return psi_refuse(err, PSI_E_INPUT, 1,
	    piped ? "if cells are separated by '|', say --delimiter '|'"
		  : "name its columns, such as --map 'name=Firm' --map "
		    "'domain=Homepage'; where the header is another line, "
		    "say how many come before it with --skip-lines; where "
		    "there is none, put one on top, such as Name, or "
		    "Name,Website",
	    "no column of a name, a website or an identifier");
}

static int
add_maps(struct psi_mapping *mapping, const struct psi_header *header,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < header->num_maps && rc == 0; i++)
		rc = add_map(mapping, header->cells, header->num_cells,
		    header->maps[i], err);
	return rc;
}

int
psi_header_detect(struct psi_mapping *out, const struct psi_header *header,
    struct psi_error *err)
{
	struct psi_header_match *matches;
	struct psi_mapping mapping;
	bool deals;
	bool others;
	int rc;

	memset(&mapping, 0, sizeof mapping);
	mapping.num_columns = header->num_cells;
	/* A header that is not there: what else was found is shown with that. */
	rc = add_maps(&mapping, header, err);
	if (rc != 0 && rc != PSI_E_INPUT)
		return rc;
	matches = psi_array_new(header->num_cells + 1, sizeof *matches);
	if (matches == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < header->num_cells; i++) {
		psi_header_match_find(&matches[i], header->cells[i]);
		leave_unlike_out(&matches[i],
		    header->looks == NULL ? NULL : &header->looks[i]);
	}
	if (header->looks != NULL)
		leave_regions_out(matches, header);
	take_status_for_stage(matches, header->num_cells);
	deals = is_of_deals(matches, header->num_cells);
	mapping.is_of_deals = deals;
	others = deals || is_of_people(matches, header->num_cells);
	if (deals)
		leave_types_out(matches, header->num_cells);
	leave_people_out(matches, header->num_cells);
	leave_deals_out(matches, header->num_cells);
	if (others && !mapping.field[PSI_FIELD_ID].told)
		mapping.ids_are_others =
		    leave_records_out(matches, header->num_cells, deals);
	for (size_t i = 0; i < header->num_cells; i++)
		mapping.is_of_leads |= matches[i].is_of_lead;
	promote_series(matches, header->cells, header->num_cells);
	for (uint8_t rank = 0; rank < RANK_NONE; rank++)
		add_rank(&mapping, matches, rank);
	psi_array_free(matches, header->num_cells + 1, sizeof *matches);
	find_series(&mapping, header->cells);
	find_currencies(&mapping, header->cells);
	*out = mapping;
	if (rc != 0)
		return rc;
	if (!psi_mapping_is_usable(&mapping))
		return refuse_useless(header->cells, header->num_cells, err);
	return refuse_full(&mapping, err);
}

unsigned int
psi_header_count_fields(const struct psi_header *header)
{
	bool have[PSI_NUM_FIELDS] = { false };
	struct psi_mapping told;
	unsigned int num = 0;

	memset(&told, 0, sizeof told);
	/* What maps do not find in this row is found in another one. */
	for (size_t i = 0; i < header->num_maps; i++)
		(void)add_map(&told, header->cells, header->num_cells,
		    header->maps[i], NULL);
	for (int f = 0; f < PSI_NUM_FIELDS; f++)
		have[f] = told.field[f].num_columns > 0;
	for (size_t i = 0; i < header->num_cells; i++) {
		struct psi_header_match match;

		psi_header_match_find(&match, header->cells[i]);
		for (size_t k = 0; k < match.num; k++)
			have[match.meaning[k].field] = true;
	}
	for (int f = 0; f < PSI_NUM_FIELDS; f++)
		num += have[f];
	/* What may be one or the other is one of them. */
	return num < header->num_cells ? num : (unsigned int)header->num_cells;
}

bool
psi_mapping_uses(const struct psi_mapping *mapping, size_t column)
{
	for (int f = 0; f < PSI_NUM_FIELDS; f++) {
		for (size_t i = 0; i < mapping->field[f].num_columns; i++) {
			if (mapping->field[f].column[i] == column)
				return true;
		}
	}
	return false;
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

struct psi_cell
psi_mapping_currency(const struct psi_mapping *mapping, enum psi_field field,
    const struct psi_cell *cells, size_t num_cells)
{
	struct psi_cell none = { "", 0 };

	for (size_t i = 0; i < mapping->field[field].num_columns; i++) {
		size_t column = mapping->field[field].currency[i];

		if (psi_mapping_cell(mapping, field, i, cells, num_cells).len ==
		    0)
			continue;
		return column == 0 || column > num_cells
		    ? none
		    : trim(cells[column - 1]);
	}
	return none;
}

bool
psi_is_number(struct psi_cell cell, char digit)
{
	size_t i = 0;

	while (i + 1 < cell.len && cell.text[i] == '0')
		i++;
	return i + 1 == cell.len && cell.text[i] == digit;
}

bool
psi_is_no_id(const struct psi_mapping *mapping, struct psi_cell cell)
{
	bool is_empty = true;

	if (mapping->has_zero && psi_is_number(cell, '0'))
		return false;
	for (size_t i = 0; i < cell.len && is_empty; i++) {
		char c = cell.text[i];

		is_empty = c == '0' ||
		    ((unsigned char)c < 0x80 && !psi_ascii_is_letter(c) &&
			!psi_ascii_is_digit(c));
	}
	return is_empty || psi_is_placeholder(cell.text, cell.len);
}

struct psi_cell
psi_mapping_id(const struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells)
{
	struct psi_cell none = { "", 0 };

	for (size_t i = 0; i < mapping->field[PSI_FIELD_ID].num_columns; i++) {
		struct psi_cell cell = psi_mapping_cell(
		    mapping, PSI_FIELD_ID, i, cells, num_cells);

		if (!psi_is_no_id(mapping, cell))
			return cell;
	}
	return none;
}

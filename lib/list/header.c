#include "list/header.h"

#include <string.h>

#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Room for a header in the form in which it is compared. */
#define HEADER_BYTES_MAX 96

struct column {
	const char *header;
	enum psi_field field;
	uint8_t rank;
};

#define COLUMN(header, field, rank) { header, PSI_FIELD_##field, rank },

static const struct column headers[] = {
#include "list/columns.def"
};

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

/*
 * What Latin-1's letters from U+00C0 are without their accents; upper and
 * lower case are 32 apart. A hyphen is a sign that is left out.
 */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
			    "aaaaaaaceeeeiiiidnooooo-ouuuuyty";

/*
 * The bytes of the character at the front of `text` that is not ASCII, and
 * in `out` what stands for it: at most two bytes, none for punctuation,
 * blanks that do not break, marks and a byte order mark.
 */
static size_t
fold(char out[3], size_t *out_len, const uint8_t *text, size_t len)
{
	uint8_t next = len > 1 ? text[1] : 0;

	*out_len = 0;
	if (text[0] == 0xc2 && len > 1) {
		/* The ordinal signs of No and Na. */
		if (next == 0xb0 || next == 0xba)
			out[(*out_len)++] = 'o';
		return 2;
	}
	if (text[0] == 0xc3 && next >= 0x80 && next <= 0xbf) {
		char c = latin[next - 0x80];

		if (c != '-')
			out[(*out_len)++] = c;
		if (next == 0x9f)
			out[(*out_len)++] = 's';
		if (next == 0x86 || next == 0xa6)
			out[(*out_len)++] = 'e';
		return 2;
	}
	/* Combining marks: U+0300 to U+036F. */
	if ((text[0] == 0xcc || (text[0] == 0xcd && next < 0xb0)) && len > 1)
		return 2;
	if (len > 2 &&
	    ((text[0] == 0xe2 && (next == 0x80 || next == 0x81)) ||
		(text[0] == 0xe2 && next == 0x84 && text[2] == 0xa2) ||
		(text[0] == 0xe3 && next == 0x80 && text[2] == 0x80) ||
		(text[0] == 0xef && next == 0xbb && text[2] == 0xbf)))
		return 3;
	out[(*out_len)++] = (char)text[0];
	return 1;
}

/*
 * The form in which a header is compared: letters without case and accents,
 * digits, and three signs that change what a word means. Empty if it is too
 * long.
 */
static void
canonical(char out[HEADER_BYTES_MAX], const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		char c = text[i];
		char folded[3] = { c };
		size_t num = 1;

		if ((uint8_t)c >= 0x80)
			i += fold(
			    folded, &num, (const uint8_t *)text + i, len - i);
		else
			i++;
		if (c >= 'A' && c <= 'Z')
			folded[0] = (char)(c - 'A' + 'a');
		else if (c >= 0 && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '#' && c != '%' && c != '&')
			num = 0;
		if (n + num >= HEADER_BYTES_MAX) {
			n = 0;
			break;
		}
		memcpy(out + n, folded, num);
		n += num;
	}
	out[n] = '\0';
}

/* Is this the header of a table's row, whose words have blanks between? */
static bool
is_header(const char *header, const char *words)
{
	for (; *words != '\0'; words++) {
		if (*words != ' ' && *words != *header++)
			return false;
	}
	return *header == '\0';
}

static void
add_column(struct psi_mapping *mapping, enum psi_field field, size_t column)
{
	uint8_t n = mapping->field[field].num_columns;

	mapping->field[field].full |= n == PSI_FIELD_COLUMNS_MAX;
	if (n < PSI_FIELD_COLUMNS_MAX) {
		mapping->field[field].column[n] = (uint16_t)column;
		mapping->field[field].num_columns = (uint8_t)(n + 1);
	}
}

static bool
is_used(const struct psi_mapping *mapping, size_t column)
{
	for (int f = 0; f < PSI_NUM_FIELDS; f++) {
		for (size_t i = 0; i < mapping->field[f].num_columns; i++) {
			if (mapping->field[f].column[i] == column)
				return true;
		}
	}
	return false;
}

/* Put the columns of one rank into the mapping. */
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
			    !is_header(header, headers[i].header) ||
			    mapping->field[field].told ||
			    (rank >= RANK_ALONE && had[field]) ||
			    (rank >= RANK_LEFT && is_used(mapping, c)))
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
		psi_error_set_line(err, PSI_E_INPUT, 1,
		    "more than %d columns for the field %s",
		    PSI_FIELD_COLUMNS_MAX, psi_field_name(usable[i]));
		psi_error_hint(err,
		    "name those to use, such as --map 'domain=Homepage', or "
		    "remove some");
		return PSI_E_INPUT;
	}
	return 0;
}

static int
refuse_useless(
    const struct psi_cell *cells, size_t num_cells, struct psi_error *err)
{
	psi_error_set_line(err, PSI_E_INPUT, 1,
	    "no column of a name, a website or an identifier");
	if (num_cells == 1 && cells[0].len > 0 &&
	    memchr(cells[0].text, '|', cells[0].len) != NULL)
		psi_error_hint(
		    err, "if cells are separated by '|', say --delimiter '|'");
	else
		psi_error_hint(err,
		    "the first line must be the header; name its columns, "
		    "such as --map 'name=Firm' --map 'domain=Homepage'");
	return PSI_E_INPUT;
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
	if (!psi_mapping_is_usable(&mapping))
		return refuse_useless(cells, num_cells, err);
	if ((rc = refuse_full(&mapping, err)) != 0)
		return rc;
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

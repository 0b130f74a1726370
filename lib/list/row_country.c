#include "list/row_country.h"

#include <string.h>

#include "base/ascii.h"
#include "base/error.h"
#include "normal/country.h"
#include "normal/domain_lists.h"
#include "normal/normalizer.h"

/* Where a spelling of a country, which is not empty, is remembered. */
static struct psi_seen_country *
place_of(struct psi_row_reader *reader, struct psi_cell cell)
{
	unsigned int first = (uint8_t)cell.text[0];
	unsigned int last = (uint8_t)cell.text[cell.len - 1];

	return &reader
		    ->seen[(first * 5 + last + cell.len) % PSI_SEEN_COUNTRIES];
}

static void
remember(struct psi_seen_country *seen, struct psi_cell cell,
    const char country[PSI_COUNTRY_CHARS])
{
	if (cell.len > sizeof seen->text)
		return;
	memcpy(seen->text, cell.text, cell.len);
	seen->len = (uint8_t)cell.len;
	memcpy(seen->country, country, PSI_COUNTRY_CHARS);
}

/* Why a cell, which is not empty, is no country; else its code is in `out`. */
static enum psi_reject
look_up(struct psi_row_reader *reader, char out[PSI_COUNTRY_CHARS],
    struct psi_cell cell)
{
	struct psi_seen_country *seen = place_of(reader, cell);
	enum psi_reject reject;

	if (cell.len == seen->len &&
	    memcmp(cell.text, seen->text, cell.len) == 0) {
		memcpy(out, seen->country, PSI_COUNTRY_CHARS);
		return PSI_REJECT_NONE;
	}
	if (psi_is_no_country(cell.text, cell.len))
		return PSI_REJECT_PLACEHOLDER;
	reject = psi_country_find(out, cell.text, cell.len);
	if (reject == PSI_REJECT_NONE)
		remember(seen, cell, out);
	return reject;
}

/* Two letters, as a country's code has. */
static bool
is_code(struct psi_cell cell)
{
	return cell.len == 2 && psi_ascii_is_letter(cell.text[0]) &&
	    psi_ascii_is_letter(cell.text[1]);
}

/* Tell what became of a cell. An empty country is nothing to be noted, but NA may
 * have been meant as Namibia. */
static int
tell(const struct psi_row *row, enum psi_reject reject, struct psi_cell cell,
    struct psi_error *err)
{
	struct psi_cell code = { row->facts->country, 2 };

	if (reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	if (reject == PSI_REJECT_COUNTRY ||
	    (reject == PSI_REJECT_PLACEHOLDER && is_code(cell)))
		return psi_row_note(row, reject, cell, err);
	if (reject == PSI_REJECT_NONE)
		return psi_row_explain(
		    row, PSI_EVENT_STEP, "country", code, err);
	return psi_row_explain_reject(row, reject, err);
}

int
psi_row_country(struct psi_row *row, struct psi_error *err)
{
	struct psi_facts *facts = row->facts;

	for (size_t i = 0; i < psi_row_num_columns(row, PSI_FIELD_COUNTRY);
	     i++) {
		enum psi_reject reject;
		struct psi_cell cell;
		int rc = psi_row_go(row, PSI_FIELD_COUNTRY, i, &cell, err);

		if (rc != 0)
			return rc;
		if (cell.len == 0)
			continue;
		reject = look_up(row->reader, facts->country, cell);
		rc = tell(row, reject, cell, err);
		if (rc != 0 || reject == PSI_REJECT_NONE)
			return rc;
	}
	return 0;
}

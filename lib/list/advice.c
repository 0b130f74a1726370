#include "list/advice.h"

#include <string.h>

#include "base/error.h"
#include "list/column_look.h"
#include "list/header_form.h"

/* Most of the values are words, and nothing else. */
static bool
may_be_names(const struct psi_column_look *look)
{
	return look->num_filled > 0 &&
	    look->num_numbers * 5 < look->num_filled && look->num_hosts == 0;
}

static int
tell(const struct psi_normalize_events *events,
    const struct psi_normalize_advice *advice, struct psi_error *err)
{
	if (events->advice(events->cookie, advice) == 0)
		return 0;
	return psi_error_set(err, PSI_E_IO, "stopped by the caller");
}

/* What an unused column may be, judged by its values. */
static bool
judge(struct psi_normalize_advice *advice, const struct psi_mapping *mapping,
    const struct psi_column_look *look, bool unnamed)
{
	advice->kind = PSI_ADVICE_LOOKS_LIKE;
	if (psi_column_looks_like_hosts(look)) {
		advice->field = psi_field_name(PSI_FIELD_DOMAIN);
		return !mapping->field[PSI_FIELD_DOMAIN].told &&
		    !psi_column_looks_like_colleagues(look);
	}
	advice->field = psi_field_name(PSI_FIELD_NAME);
	if (mapping->field[PSI_FIELD_NAME].told)
		return false;
	if (psi_column_looks_like_companies(look))
		return true;
	advice->kind = PSI_ADVICE_MAY_BE;
	return unnamed && may_be_names(look);
}

static int
tell_columns(const struct psi_sheet *sheet, size_t list, bool unnamed,
    const struct psi_normalize_events *events, struct psi_error *err)
{
	const struct psi_mapping *mapping = psi_sheet_mapping(sheet);
	const struct psi_column_look *looks = psi_sheet_looks(sheet);
	size_t num;
	const struct psi_cell *header = psi_sheet_header(sheet, &num);

	for (size_t i = 0; i < num; i++) {
		struct psi_normalize_advice advice = { .list = list,
			.column = i + 1,
			.header = header[i].text,
			.header_len = header[i].len };
		int rc;

		if (psi_mapping_uses(mapping, i) ||
		    !judge(&advice, mapping, &looks[i], unnamed))
			continue;
		if ((rc = tell(events, &advice, err)) != 0)
			return rc;
	}
	return 0;
}

/* The country that the numbers tell, where nobody else does. */
static int
tell_country(const struct psi_mapping *mapping, size_t list, bool told,
    const struct psi_normalize_events *events, struct psi_error *err)
{
	const struct psi_normalize_advice advice = { .kind = PSI_ADVICE_COUNTRY,
		.list = list,
		.field = mapping->country };

	return told || mapping->country[0] == '\0' ? 0
						   : tell(events, &advice, err);
}

/* A field of which an earlier column of the same header has been taken, too; several
 * of websites and of numbers are as good as one. PSI_NUM_FIELDS where there is none. */
static enum psi_field
find_repeated(const struct psi_mapping *mapping, const struct psi_cell *header,
    size_t column)
{
	char form[PSI_HEADER_FORM_CHARS];
	char other[PSI_HEADER_FORM_CHARS];

	/* Few columns of a wide list are taken for anything. */
	if (!psi_mapping_uses(mapping, column))
		return PSI_NUM_FIELDS;
	psi_header_form(form, header[column].text, header[column].len);
	for (size_t i = 0; i < column && form[0] != '\0'; i++) {
		if (!psi_mapping_uses(mapping, i))
			continue;
		psi_header_form(other, header[i].text, header[i].len);
		if (strcmp(form, other) != 0)
			continue;
		for (int f = 0; f < PSI_NUM_FIELDS; f++) {
			enum psi_field field = (enum psi_field)f;

			if (field != PSI_FIELD_DOMAIN &&
			    field != PSI_FIELD_VAT &&
			    field != PSI_FIELD_REGNO &&
			    field != PSI_FIELD_DUNS &&
			    !mapping->field[field].told &&
			    psi_mapping_has(mapping, field, i) &&
			    psi_mapping_has(mapping, field, column))
				return field;
		}
	}
	return PSI_NUM_FIELDS;
}

static int
tell_repeated(const struct psi_sheet *sheet, size_t list,
    const struct psi_normalize_events *events, struct psi_error *err)
{
	size_t num;
	const struct psi_cell *header = psi_sheet_header(sheet, &num);

	for (size_t i = 1; i < num; i++) {
		enum psi_field field =
		    find_repeated(psi_sheet_mapping(sheet), header, i);
		const struct psi_normalize_advice advice = {
			.kind = PSI_ADVICE_REPEATED,
			.list = list,
			.field = psi_field_name(field),
			.column = i + 1,
			.header = header[i].text,
			.header_len = header[i].len
		};
		int rc =
		    field == PSI_NUM_FIELDS ? 0 : tell(events, &advice, err);

		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Each deal of an account is taken for another account. */
static int
tell_other_ids(const struct psi_mapping *mapping, size_t list,
    const struct psi_normalize_events *events, struct psi_error *err)
{
	const struct psi_normalize_advice advice = { .kind =
							 PSI_ADVICE_OTHER_IDS,
		.list = list,
		.field = psi_field_name(PSI_FIELD_ID) };

	return list == 0 && mapping->is_of_deals && mapping->ids_are_others
	    ? tell(events, &advice, err)
	    : 0;
}

static bool
has_column(const struct psi_mapping *mapping, enum psi_field field)
{
	return mapping->field[field].num_columns > 0;
}

/* Is a column of this field missed? A later list may say all of an account by its
 * id, and deals find theirs by its name. */
static bool
is_missed(const struct psi_mapping *mapping, size_t list, enum psi_field field)
{
	bool of_deals = has_column(mapping, PSI_FIELD_STAGE) &&
	    (has_column(mapping, PSI_FIELD_AMOUNT) ||
		has_column(mapping, PSI_FIELD_CLOSE_DATE));

	if (has_column(mapping, field) || mapping->field[field].told)
		return false;
	if (list > 0 && mapping->has_account_id)
		return false;
	return list == 0 || field != PSI_FIELD_DOMAIN || !of_deals ||
	    !has_column(mapping, PSI_FIELD_NAME);
}

int
psi_advise(const struct psi_sheet *sheet, size_t list, bool country_told,
    const struct psi_normalize_events *events, struct psi_error *err)
{
	static const enum psi_field wanted[] = { PSI_FIELD_NAME,
		PSI_FIELD_DOMAIN };
	const struct psi_mapping *mapping = psi_sheet_mapping(sheet);
	bool unnamed = mapping->field[PSI_FIELD_NAME].num_columns == 0;
	int rc;

	if (events == NULL || events->advice == NULL)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		const struct psi_normalize_advice advice = {
			.kind = PSI_ADVICE_MISSING,
			.list = list,
			.field = psi_field_name(wanted[i])
		};

		rc = 0;
		if (is_missed(mapping, list, wanted[i]))
			rc = tell(events, &advice, err);
		if (rc != 0)
			return rc;
	}
	rc = tell_country(mapping, list, country_told, events, err);
	if (rc == 0)
		rc = tell_other_ids(mapping, list, events, err);
	if (rc == 0)
		rc = tell_repeated(sheet, list, events, err);
	return rc != 0 ? rc : tell_columns(sheet, list, unnamed, events, err);
}

#include "mapping/change_files.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "psi/date.h"
#include "psi/mapping.h"
#include "table/csv_reader.h"

static int
note_run(struct psi_change_when *when, const struct psi_pair *pair,
    struct psi_error *err)
{
	struct psi_cell date = pair->cell[PSI_COLUMN_DATE];
	struct psi_cell agreement = pair->cell[PSI_COLUMN_AGREEMENT];
	struct psi_cell run = pair->cell[PSI_COLUMN_RUN];
	uint64_t number = 0;
	int32_t day;

	if (psi_date_decode(&day, date.text, date.len) &&
	    (!when->has_day || day > when->day)) {
		when->day = day;
		when->has_day = true;
	}
	if (when->known < 0)
		return 0;
	if (agreement.len == 0 ||
	    !psi_decimal_decode(&number, run.text, run.len, UINT32_MAX) ||
	    (when->known > 0 &&
		(number != when->run ||
		    !psi_cell_equal(agreement,
			(struct psi_cell){ (const char *)when->agreement.data,
			    when->agreement.len })))) {
		when->known = -1;
		return 0;
	}
	if (when->known > 0)
		return 0;
	when->known = 1;
	when->run = number;
	return psi_buf_append(
	    &when->agreement, agreement.text, agreement.len, err);
}

int
psi_change_compare_runs(
    const struct psi_change_when *before, const struct psi_change_when *after)
{
	bool one_agreement = before->known > 0 && after->known > 0 &&
	    before->agreement.len == after->agreement.len &&
	    memcmp(before->agreement.data, after->agreement.data,
		after->agreement.len) == 0;

	if (before->has_day && after->has_day && before->day != after->day)
		return before->day > after->day ? PSI_MAPPING_EXCHANGED : 0;
	if (!one_agreement)
		return 0;
	return before->run > after->run ? PSI_MAPPING_EXCHANGED
	    : before->run == after->run ? PSI_MAPPING_SAME_RUN
					: 0;
}

int
psi_change_keep(struct psi_change_side *side, const struct psi_pair *pair,
    struct psi_error *err)
{
	struct psi_kept_pair kept = { .offset = side->arena.len };
	struct psi_cell label = pair->cell[PSI_COLUMN_THEIR_ACCOUNT];
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	uint32_t number;
	bool is_new;
	int rc = note_run(&side->when, pair, err);

	for (unsigned int i = 0; rc == 0 && i < PSI_COLUMN_FILE_END; i++) {
		rc = psi_buf_append(
		    &side->arena, pair->cell[i].text, pair->cell[i].len, err);
		if (rc == 0)
			rc = psi_buf_append(&side->arena, "", 1, err);
	}
	if (rc == 0)
		rc = psi_text_table_add(&side->labels, label.text, label.len,
		    &number, &is_new, err);
	if (rc == 0)
		rc = psi_text_table_add(&side->partners, partner.text,
		    partner.len, &number, &is_new, err);
	return rc != 0 ? rc : psi_kept_pairs_add(&side->pairs, &kept, err);
}

void
psi_change_split(struct psi_cell out[PSI_COLUMN_FILE_END],
    const struct psi_change_side *side, const struct psi_kept_pair *kept)
{
	const char *text = (const char *)side->arena.data + kept->offset;

	for (unsigned int i = 0; i < PSI_COLUMN_FILE_END; i++) {
		size_t len = strlen(text);

		out[i] = (struct psi_cell){ text, len };
		text += len + 1;
	}
}

/* FNV-1a: enough to see that one's own row is another. */
static uint64_t
hash_row(const struct psi_csv_record *record)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < record->num_cells; i++) {
		for (size_t j = 0; j < record->cells[i].len; j++)
			hash = (hash ^ (uint8_t)record->cells[i].text[j]) *
			    UINT64_C(0x100000001b3);
		hash = (hash ^ 0x100) * UINT64_C(0x100000001b3);
	}
	return hash;
}

/* Of an account with several rows, all together. */
static int
keep_account(struct psi_change_side *side, const struct psi_csv_record *record,
    size_t column, struct psi_error *err)
{
	struct psi_cell account = record->cells[column - 1];
	struct psi_listed_account listed = { 0 };
	uint32_t number;
	bool is_new;
	int rc;

	rc = psi_text_table_add(
	    &side->accounts, account.text, account.len, &number, &is_new, err);
	if (rc == 0 && is_new)
		rc = psi_listed_accounts_add(&side->rows, &listed, err);
	if (rc == 0)
		side->rows.at[number].hash += hash_row(record);
	return rc;
}

int
psi_change_read_list(struct psi_change_side *side,
    const struct psi_source *source, size_t column, struct psi_error *err)
{
	struct psi_csv_reader *csv = NULL;
	struct psi_csv_record record;
	bool end = false;
	int rc = psi_csv_reader_new(&csv, source, NULL, err);

	while (rc == 0) {
		rc = psi_csv_reader_next(csv, &record, &end, err);
		if (rc != 0 || end)
			break;
		if (column >= 1 && column <= record.num_cells &&
		    record.cells[column - 1].len > 0)
			rc = keep_account(side, &record, column, err);
	}
	psi_csv_reader_free(csv);
	return rc;
}

void
psi_change_side_clear(struct psi_change_side *side)
{
	psi_buf_clear(&side->arena);
	psi_buf_clear(&side->when.agreement);
	psi_kept_pairs_clear(&side->pairs);
	psi_text_table_clear(&side->labels);
	psi_text_table_clear(&side->partners);
	psi_text_table_clear(&side->accounts);
	psi_listed_accounts_clear(&side->rows);
}

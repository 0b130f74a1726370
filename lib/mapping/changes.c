/* What is new, lost or changed between two files of pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/text_table.h"
#include "mapping/pairs.h"
#include "mapping/renumbered.h"
#include "mapping/table_row.h"
#include "psi/date.h"
#include "psi/mapping.h"
#include "table/csv_reader.h"

/* A row: its cells, one behind the other in the arena. */
struct kept_pair {
	uint64_t offset;
	bool is_seen;
};

/* One of your accounts in a list, and what its row hashes to. */
struct listed_account {
	uint64_t hash;
};

PSI_ARRAY(kept_pairs, struct kept_pair)
PSI_ARRAY(listed_accounts, struct listed_account)

/* When the pairs of a file were found: the last day; where all are of one run
 * of one agreement, that. */
struct when {
	int32_t day;
	bool has_day;
	struct psi_buf agreement;
	uint64_t run;
	/* 0 before the first pair; under 0 where there is no one run. */
	int known;
};

/* One of the two files, with the list of that day. */
struct side {
	struct when when;
	struct psi_buf arena;
	struct kept_pairs pairs;
	struct psi_text_table labels;
	struct psi_text_table partners;
	struct psi_text_table accounts;
	struct listed_accounts rows;
};

struct differ {
	/* Before and after. */
	struct side side[2];
	/* Pairs of the older file by their key, and which pair it is. */
	struct psi_text_table keys;
	struct psi_buf key;
	struct psi_renumbered renumbered;
	bool has_lists;
	bool by_kinds;
	const struct psi_mapping_rows *out;
	struct psi_table_row row;
	uint64_t num_changes;
	struct psi_error *err;
};

/* ---- reading ---- */

static int
note_run(struct when *when, const struct psi_pair *pair, struct psi_error *err)
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

static int
compare_runs(const struct when *before, const struct when *after)
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

static int
keep_pair(struct side *side, const struct psi_pair *pair, struct psi_error *err)
{
	struct kept_pair kept = { side->arena.len, false };
	struct psi_cell label = pair->cell[PSI_COLUMN_THEIR_ACCOUNT];
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	uint32_t number;
	bool is_new;
	int rc = 0;

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
	return rc != 0 ? rc : kept_pairs_add(&side->pairs, &kept, err);
}

/* The older file is read first. */
static int
note_id(struct differ *differ, const struct side *side,
    const struct psi_pair *pair, struct psi_error *err)
{
	struct psi_cell id = pair->cell[PSI_COLUMN_OUR_ACCOUNT];
	struct psi_cell name =
	    pair->cell[PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_NAME)];

	if (side == &differ->side[0])
		return psi_renumbered_before(
		    &differ->renumbered, id, name, err);
	psi_renumbered_after(&differ->renumbered, id, name);
	return 0;
}

static int
read_pairs(struct differ *differ, struct side *side,
    const struct psi_source *source, struct psi_error *err)
{
	struct psi_pairs *pairs = NULL;
	struct psi_pair pair;
	bool end = false;
	int rc = psi_pairs_new(&pairs, source, err);

	while (rc == 0) {
		rc = psi_pairs_next(pairs, &pair, &end, err);
		if (rc != 0 || end)
			break;
		if (psi_pair_is_pair(&pair) &&
		    (rc = note_run(&side->when, &pair, err)) == 0 &&
		    (rc = note_id(differ, side, &pair, err)) == 0)
			rc = keep_pair(side, &pair, err);
	}
	psi_pairs_free(pairs);
	return rc;
}

static void
split(struct psi_cell out[PSI_COLUMN_FILE_END], const struct side *side,
    const struct kept_pair *kept)
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
keep_account(struct side *side, const struct psi_csv_record *record,
    size_t column, struct psi_error *err)
{
	struct psi_cell account = record->cells[column - 1];
	struct listed_account listed = { 0 };
	uint32_t number;
	bool is_new;
	int rc;

	rc = psi_text_table_add(
	    &side->accounts, account.text, account.len, &number, &is_new, err);
	if (rc == 0 && is_new)
		rc = listed_accounts_add(&side->rows, &listed, err);
	if (rc == 0)
		side->rows.at[number].hash += hash_row(record);
	return rc;
}

static int
read_list(struct side *side, const struct psi_source *source, size_t column,
    struct psi_error *err)
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

/* ---- rows of changes ---- */

/* Of a pair that came or went: an account that entered or left your list
 * is ours; one that stands in both, the same, is theirs. */
static const char *
whose_pair(const struct differ *differ, struct psi_cell account)
{
	const struct side *before = &differ->side[0];
	const struct side *after = &differ->side[1];
	uint32_t old;
	uint32_t new;
	bool was;
	bool is;

	if (!differ->has_lists)
		return "unknown";
	was = psi_text_table_find(
	    &before->accounts, account.text, account.len, &old);
	is = psi_text_table_find(
	    &after->accounts, account.text, account.len, &new);
	if (was != is)
		return "ours";
	return was && before->rows.at[old].hash == after->rows.at[new].hash
	    ? "theirs"
	    : "unknown";
}

static int
send_change(struct differ *differ, const char *change, const char *whose,
    const struct psi_cell *pair, const char *field,
    const struct psi_cell values[2])
{
	static const unsigned int who[] = { PSI_COLUMN_PARTNER,
		PSI_COLUMN_OUR_ACCOUNT,
		PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_NAME) };
	struct psi_error *err = differ->err;
	struct psi_table_row *row = &differ->row;
	int rc;

	differ->num_changes++;
	psi_table_row_begin(row);
	if ((rc = psi_table_row_text(row, change, err)) != 0 ||
	    (rc = psi_table_row_text(row, whose, err)) != 0)
		return rc;
	for (size_t i = 0; i < 3; i++)
		if ((rc = psi_table_row_cell(row, pair[who[i]], err)) != 0)
			return rc;
	if ((rc = psi_table_row_text(row, field, err)) != 0 ||
	    (rc = psi_table_row_cell(row, values[0], err)) != 0 ||
	    (rc = psi_table_row_cell(row, values[1], err)) != 0)
		return rc;
	return psi_table_row_send(row, differ->out, err);
}

static const char *
change_of(unsigned int column)
{
	unsigned int field;

	if (column == PSI_COLUMN_OUR_POPULATION ||
	    column == PSI_COLUMN_THEIR_POPULATION)
		return "population";
	if (column == PSI_COLUMN_SCORE)
		return "score";
	if (!psi_column_field(&field, column))
		return NULL;
	if (field == PSI_FIELD_OWNER || field == PSI_FIELD_OWNER_EMAIL)
		return "owner";
	return field == PSI_FIELD_STAGE ? "stage" : "field";
}

static int
compare_pair(struct differ *differ, const struct psi_cell *was,
    const struct psi_cell *is)
{
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < PSI_COLUMN_FILE_END; i++) {
		struct psi_cell values[2] = { was[i], is[i] };
		enum psi_column_side side = psi_column_side(i);
		const char *change = change_of(i);
		char field[PSI_COLUMN_NAME_CHARS];

		if (change == NULL || psi_cell_equal(was[i], is[i]))
			continue;
		psi_column_name(field, i);
		rc = send_change(differ, change,
		    side == PSI_SIDE_OUR         ? "ours"
			: side == PSI_SIDE_THEIR ? "theirs"
						 : "unknown",
		    is, field, values);
	}
	return rc;
}

/* ---- both files ---- */

/* Does any text of the older file stand in the newer one, or has one none? */
static bool
tables_meet(
    const struct psi_text_table *before, const struct psi_text_table *after)
{
	for (uint32_t i = 0; i < psi_text_table_num(before); i++) {
		uint32_t unused;
		size_t len;
		const char *text = psi_text_table_get(before, i, &len);

		if (psi_text_table_find(after, text, len, &unused))
			return true;
	}
	return psi_text_table_num(before) == 0 ||
	    psi_text_table_num(after) == 0;
}

/* All pairs of the one would be lost, and all of the other new. */
static int
check_partners(const struct differ *differ)
{
	if (tables_meet(&differ->side[0].partners, &differ->side[1].partners))
		return 0;
	return psi_refuse(differ->err, PSI_E_INPUT, 0,
	    "give two results of one partner; if the partner has another name "
	    "now, write it into the column 'partner' of the older file",
	    "the pairs are those of other partners than before");
}

static int
make_key(struct differ *differ, const struct psi_cell *pair)
{
	const unsigned int parts[] = { PSI_COLUMN_PARTNER,
		PSI_COLUMN_OUR_ACCOUNT,
		differ->by_kinds ? PSI_COLUMN_MATCHED_ON
				 : PSI_COLUMN_THEIR_ACCOUNT };
	int rc = 0;

	differ->key.len = 0;
	for (size_t i = 0; rc == 0 && i < 3; i++) {
		rc = psi_buf_append(&differ->key, pair[parts[i]].text,
		    pair[parts[i]].len, differ->err);
		if (rc == 0)
			rc = psi_buf_append(&differ->key, "", 1, differ->err);
	}
	return rc;
}

/* The older pairs by their keys; of several with one key the first counts,
 * which keeps the numbers of keys and pairs together. */
static int
index_before(struct differ *differ)
{
	struct kept_pairs *pairs = &differ->side[0].pairs;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < pairs->num; i++) {
		struct psi_cell cells[PSI_COLUMN_FILE_END];
		uint32_t number;
		bool is_new = false;

		split(cells, &differ->side[0], &pairs->at[i]);
		if ((rc = make_key(differ, cells)) == 0)
			rc = psi_text_table_add(&differ->keys,
			    (const char *)differ->key.data, differ->key.len,
			    &number, &is_new, differ->err);
		if (is_new)
			pairs->at[kept++] = pairs->at[i];
	}
	if (rc == 0)
		pairs->num = kept;
	return rc;
}

static int
send_whole(
    struct differ *differ, const char *change, const struct psi_cell *pair)
{
	static const struct psi_cell nothing[2] = { { "", 0 }, { "", 0 } };

	return send_change(differ, change,
	    whose_pair(differ, pair[PSI_COLUMN_OUR_ACCOUNT]), pair, "",
	    nothing);
}

static int
compare_all(struct differ *differ)
{
	struct kept_pairs *old = &differ->side[0].pairs;
	struct kept_pairs *new = &differ->side[1].pairs;
	struct psi_cell is[PSI_COLUMN_FILE_END];
	struct psi_cell was[PSI_COLUMN_FILE_END];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < new->num; i++) {
		uint32_t number;

		split(is, &differ->side[1], &new->at[i]);
		if ((rc = make_key(differ, is)) != 0)
			break;
		if (!psi_text_table_find(&differ->keys,
			(const char *)differ->key.data, differ->key.len,
			&number)) {
			rc = send_whole(differ, "new", is);
			continue;
		}
		split(was, &differ->side[0], &old->at[number]);
		if (!old->at[number].is_seen)
			rc = compare_pair(differ, was, is);
		old->at[number].is_seen = true;
	}
	for (size_t i = 0; rc == 0 && i < old->num; i++) {
		if (old->at[i].is_seen)
			continue;
		split(was, &differ->side[0], &old->at[i]);
		rc = send_whole(differ, "lost", was);
	}
	return rc;
}

static void
clear_differ(struct differ *differ)
{
	for (int i = 0; i < 2; i++) {
		psi_buf_clear(&differ->side[i].arena);
		psi_buf_clear(&differ->side[i].when.agreement);
		kept_pairs_clear(&differ->side[i].pairs);
		psi_text_table_clear(&differ->side[i].labels);
		psi_text_table_clear(&differ->side[i].partners);
		psi_text_table_clear(&differ->side[i].accounts);
		listed_accounts_clear(&differ->side[i].rows);
	}
	psi_renumbered_clear(&differ->renumbered);
	psi_text_table_clear(&differ->keys);
	psi_buf_clear(&differ->key);
	psi_table_row_clear(&differ->row);
}

static int
read_lists(
    struct differ *differ, const struct psi_mapping_lists *lists, int *which)
{
	int rc;

	if (lists == NULL)
		return 0;
	differ->has_lists = true;
	*which = 2;
	if ((rc = read_list(&differ->side[0], lists->before,
		 lists->column_before, differ->err)) != 0)
		return rc;
	*which = 3;
	return read_list(
	    &differ->side[1], lists->after, lists->column_after, differ->err);
}

static void
fill_changed(struct psi_mapping_changed *changed, const struct differ *differ)
{
	changed->num_changes = differ->num_changes;
	changed->remarks =
	    compare_runs(&differ->side[0].when, &differ->side[1].when);
	if (differ->by_kinds)
		changed->remarks |= PSI_MAPPING_BY_KINDS;
	if (psi_renumbered_count(&differ->renumbered, &changed->num_named,
		&changed->num_renumbered))
		changed->remarks |= PSI_MAPPING_RENUMBERED;
}

int
psi_mapping_changes(const struct psi_source *before,
    const struct psi_source *after, const struct psi_mapping_lists *accounts,
    const struct psi_mapping_rows *rows, struct psi_mapping_changed *changed,
    int *which, struct psi_error *err)
{
	struct differ differ = { .out = rows, .err = err };
	int rc;

	*which = 0;
	rc = read_pairs(&differ, &differ.side[0], before, err);
	if (rc == 0) {
		*which = 1;
		rc = read_pairs(&differ, &differ.side[1], after, err);
	}
	if (rc == 0)
		rc = read_lists(&differ, accounts, which);
	if (rc == 0 && (rc = check_partners(&differ)) != 0)
		*which = 1;
	differ.by_kinds = rc == 0 &&
	    !tables_meet(&differ.side[0].labels, &differ.side[1].labels);
	if (rc == 0 && (rc = index_before(&differ)) == 0 &&
	    (rc = psi_table_row_header(&differ.row, rows,
		 "change,whose,partner,our_account,our_name,field,before,after",
		 err)) == 0 &&
	    (rc = compare_all(&differ)) == 0)
		fill_changed(changed, &differ);
	clear_differ(&differ);
	return rc;
}

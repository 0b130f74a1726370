/* What is new, lost or changed between two files of pairs. */
#include <string.h>

#include "base/error.h"
#include "base/text_table.h"
#include "mapping/change_files.h"
#include "mapping/change_match.h"
#include "mapping/pairs.h"
#include "mapping/renumbered.h"
#include "mapping/table_row.h"
#include "psi/mapping.h"

struct differ {
	/* Before and after. */
	struct psi_change_side side[2];
	struct psi_renumbered renumbered;
	bool has_lists;
	bool by_kinds;
	const struct psi_mapping_rows *out;
	struct psi_table_row row;
	uint64_t num_changes;
	struct psi_error *err;
};

/* ---- reading ---- */

/* The older file is read first. */
static int
note_id(struct differ *differ, const struct psi_change_side *side,
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
read_pairs(struct differ *differ, struct psi_change_side *side,
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
		    (rc = note_id(differ, side, &pair, err)) == 0)
			rc = psi_change_keep(side, &pair, err);
	}
	psi_pairs_free(pairs);
	return rc;
}

/* ---- rows of changes ---- */

/* Of a pair that came or went: an account that entered or left your list
 * is ours; one that stands in both, the same, is theirs. */
static const char *
whose_pair(const struct differ *differ, struct psi_cell account)
{
	const struct psi_change_side *before = &differ->side[0];
	const struct psi_change_side *after = &differ->side[1];
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
	if (column == PSI_COLUMN_OUR_ACCOUNT ||
	    column == PSI_COLUMN_THEIR_ACCOUNT)
		return "account";
	if (column == PSI_COLUMN_SCORE)
		return "score";
	if (!psi_column_field(&field, column))
		return NULL;
	if (field == PSI_FIELD_OWNER || field == PSI_FIELD_OWNER_EMAIL)
		return "owner";
	return field == PSI_FIELD_STAGE ? "stage" : "field";
}

/* "line-7" and "list-2-line-7" tell where an account stands, and no more. */
static bool
is_line(struct psi_cell id)
{
	return psi_cell_begins(id, "line-") || psi_cell_begins(id, "list-");
}

static bool
is_change(const struct differ *differ, unsigned int column, struct psi_cell was,
    struct psi_cell is)
{
	if (psi_cell_equal(was, is))
		return false;
	if (column == PSI_COLUMN_THEIR_ACCOUNT)
		return !differ->by_kinds;
	return column != PSI_COLUMN_OUR_ACCOUNT || !is_line(was) ||
	    !is_line(is);
}

static const char *
whose_column(unsigned int column)
{
	enum psi_column_side side = psi_column_side(column);

	if (column == PSI_COLUMN_OUR_ACCOUNT || side == PSI_SIDE_OUR)
		return "ours";
	return column == PSI_COLUMN_THEIR_ACCOUNT || side == PSI_SIDE_THEIR
	    ? "theirs"
	    : "unknown";
}

static int
compare_pair(struct differ *differ, const struct psi_cell *was,
    const struct psi_cell *is)
{
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < PSI_COLUMN_FILE_END; i++) {
		struct psi_cell values[2] = { was[i], is[i] };
		const char *change = change_of(i);
		char field[PSI_COLUMN_NAME_CHARS];

		if (change == NULL || !is_change(differ, i, was[i], is[i]))
			continue;
		psi_column_name(field, i);
		rc = send_change(
		    differ, change, whose_column(i), is, field, values);
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

/* A pair that came or went; beside one that has the same record of theirs or
 * account of ours it was split or merged, and the field says which is another. */
static int
send_whole(struct differ *differ, int s, const struct psi_kept_pair *kept)
{
	static const char *const names[] = { "lost", "new" };
	struct psi_cell values[2] = { { "", 0 }, { "", 0 } };
	struct psi_cell pair[PSI_COLUMN_FILE_END];
	struct psi_cell near[PSI_COLUMN_FILE_END];
	char field[PSI_COLUMN_NAME_CHARS] = "";
	unsigned int column = PSI_COLUMN_THEIR_ACCOUNT;

	psi_change_split(pair, &differ->side[s], kept);
	if (kept->near != PSI_CHANGE_NONE) {
		psi_change_split(near, &differ->side[1 - s],
		    &differ->side[1 - s].pairs.at[kept->near]);
		if (psi_cell_equal(pair[column], near[column]))
			column = PSI_COLUMN_OUR_ACCOUNT;
		psi_column_name(field, column);
		values[s] = pair[column];
		values[1 - s] = near[column];
	}
	return send_change(differ, names[s],
	    whose_pair(differ, pair[PSI_COLUMN_OUR_ACCOUNT]), pair, field,
	    values);
}

static int
compare_all(struct differ *differ)
{
	const struct psi_kept_pairs *old = &differ->side[0].pairs;
	const struct psi_kept_pairs *new = &differ->side[1].pairs;
	struct psi_cell is[PSI_COLUMN_FILE_END];
	struct psi_cell was[PSI_COLUMN_FILE_END];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < new->num; i++) {
		if (new->at[i].is_repeated)
			continue;
		if (new->at[i].other == PSI_CHANGE_NONE) {
			rc = send_whole(differ, 1, &new->at[i]);
			continue;
		}
		psi_change_split(is, &differ->side[1], &new->at[i]);
		psi_change_split(
		    was, &differ->side[0], &old->at[new->at[i].other]);
		rc = compare_pair(differ, was, is);
	}
	for (size_t i = 0; rc == 0 && i < old->num; i++)
		if (old->at[i].other == PSI_CHANGE_NONE &&
		    !old->at[i].is_repeated)
			rc = send_whole(differ, 0, &old->at[i]);
	return rc;
}

static void
clear_differ(struct differ *differ)
{
	for (int i = 0; i < 2; i++)
		psi_change_side_clear(&differ->side[i]);
	psi_renumbered_clear(&differ->renumbered);
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
	if ((rc = psi_change_read_list(&differ->side[0], lists->before,
		 lists->column_before, differ->err)) != 0)
		return rc;
	*which = 3;
	return psi_change_read_list(
	    &differ->side[1], lists->after, lists->column_after, differ->err);
}

static void
fill_changed(struct psi_mapping_changed *changed, const struct differ *differ)
{
	changed->num_changes = differ->num_changes;
	changed->remarks = psi_change_compare_runs(
	    &differ->side[0].when, &differ->side[1].when);
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
	if (rc == 0 &&
	    (rc = psi_change_match(differ.side, differ.by_kinds, err)) == 0 &&
	    (rc = psi_table_row_header(&differ.row, rows,
		 "change,whose,partner,our_account,our_name,field,before,after",
		 err)) == 0 &&
	    (rc = compare_all(&differ)) == 0)
		fill_changed(changed, &differ);
	clear_differ(&differ);
	return rc;
}

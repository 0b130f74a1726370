/* Motions as rows: who does what next, and why. */
#include <string.h>

#include "mapping/mapping_internal.h"

static const char header[] =
    "partner,match,our_account,our_name,their_name,motion,primary,rank,status,"
    "introducer,introduced,our_owner,their_owner,action,because,ask,local_rank,"
    "best_partner,partners,first_seen,tied_with,best_because,sure,counted";

/* Whose a row is: its first cells, the same for all motions of a pair. */
#define NUM_WHO 5

int
psi_mapping_actions(struct psi_mapping *mapping,
    const struct psi_mapping_rows *rows, int ready_only, struct psi_error *err)
{
	mapping->actions = *rows;
	mapping->ready_only = ready_only != 0;
	return psi_table_row_header(&mapping->row, rows, header, err);
}

/* Columns of the pair as they stand. */
static int
add_columns(struct psi_mapping *mapping, const unsigned int *columns,
    size_t num, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_table_row_cell(&mapping->row,
		    psi_view_cell(&mapping->current.own, columns[i]), err);
	return rc;
}

static int
add_words(struct psi_mapping *mapping, const struct psi_motion *motion,
    struct psi_error *err)
{
	const struct psi_motion_list *list = &mapping->current.motions;
	struct psi_buf *words = &mapping->words;
	int rc;

	words->len = 0;
	if ((rc = psi_motion_because(words, motion, list, err)) != 0 ||
	    (rc = psi_table_row_cell(&mapping->row,
		 (struct psi_cell){ (const char *)words->data, words->len },
		 err)) != 0)
		return rc;
	words->len = 0;
	if ((rc = psi_motion_ask(words, motion, list, err)) != 0)
		return rc;
	return psi_table_row_cell(&mapping->row,
	    (struct psi_cell){ (const char *)words->data, words->len }, err);
}

static int
add_judgement(struct psi_mapping *mapping, const struct psi_motion *motion,
    struct psi_error *err)
{
	static const char *const sides[] = { "", "ours", "theirs", "none" };
	static const char *const others[] = { "", "theirs", "ours", "none" };
	struct psi_table_row *row = &mapping->row;
	int rc;

	if ((rc = psi_table_row_text(row, motion->side->motion, err)) != 0 ||
	    (rc = psi_table_row_text(
		 row, motion->is_primary ? "yes" : "no", err)) != 0 ||
	    (rc = psi_table_row_number(row, (uint64_t)motion->rank, err)) !=
		0 ||
	    (rc = psi_table_row_text(
		 row, psi_motion_status_name(motion->status), err)) != 0 ||
	    (rc = psi_table_row_text(row, sides[motion->introducer], err)) != 0)
		return rc;
	return psi_table_row_text(row, others[motion->introducer], err);
}

/* A row of which the first cells stand already. */
static int
send_motion(struct psi_mapping *mapping, const struct psi_motion *motion,
    struct psi_error *err)
{
	static const unsigned int owners[] = { PSI_COLUMN_OF(PSI_SIDE_OUR,
						   PSI_FIELD_OWNER),
		PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_OWNER) };
	static const unsigned int rest[] = { PSI_COLUMN_BEST_PARTNER,
		PSI_COLUMN_PARTNERS, PSI_COLUMN_FIRST_SEEN,
		PSI_COLUMN_TIED_WITH, PSI_COLUMN_BEST_BECAUSE, PSI_COLUMN_SURE,
		PSI_COLUMN_COUNTED };
	struct psi_table_row *row = &mapping->row;
	struct psi_cell action = { motion->side->action,
		strlen(motion->side->action) };
	int rc;

	psi_table_row_cut(row, NUM_WHO);
	if ((rc = add_judgement(mapping, motion, err)) != 0 ||
	    (rc = add_columns(mapping, owners, 2, err)) != 0 ||
	    (rc = psi_table_row_cell(row, action, err)) != 0 ||
	    (rc = add_words(mapping, motion, err)) != 0 ||
	    (rc = psi_table_row_number(
		 row, (uint64_t)motion->local_rank, err)) != 0 ||
	    (rc = add_columns(
		 mapping, rest, sizeof rest / sizeof rest[0], err)) != 0)
		return rc;
	return psi_table_row_send(row, &mapping->actions, err);
}

int
psi_mapping_send_actions(struct psi_mapping *mapping, struct psi_error *err)
{
	static const unsigned int who[NUM_WHO] = { PSI_COLUMN_PARTNER,
		PSI_COLUMN_MATCH, PSI_COLUMN_OUR_ACCOUNT,
		PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_NAME),
		PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_NAME) };
	const struct psi_motion_list *list = &mapping->current.motions;
	int rc = 0;

	psi_table_row_begin(&mapping->row);
	if (list->num > 0)
		rc = add_columns(mapping, who, NUM_WHO, err);
	for (size_t i = 0; rc == 0 && i < list->num; i++) {
		const struct psi_motion *motion = &list->motion[i];

		if (motion->status == PSI_MOTION_READY)
			mapping->counts.ready++;
		else if (motion->status == PSI_MOTION_LOCAL)
			mapping->counts.local++;
		else if (mapping->ready_only)
			continue;
		else
			mapping->counts.needs++;
		rc = send_motion(mapping, motion, err);
	}
	return rc;
}

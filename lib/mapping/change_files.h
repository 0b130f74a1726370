/* The files that changes are looked for in, in memory: pairs, and the list of
 * that day. */
#ifndef PSI_MAPPING_CHANGE_FILES_H
#define PSI_MAPPING_CHANGE_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/text_table.h"
#include "mapping/pairs.h"
#include "psi/error.h"
#include "psi/io.h"

/* No pair of the other file. */
#define PSI_CHANGE_NONE UINT32_MAX

/* A row: its cells, one behind the other in the arena. */
struct psi_kept_pair {
	uint64_t offset;
	/* The pair of the other file that it is, or PSI_CHANGE_NONE. */
	uint32_t other;
	/* Where there is none: a pair of the other file that has the same
	 * record of theirs, or the same account of ours; or PSI_CHANGE_NONE. */
	uint32_t near;
	/* A pair that stands in the file before is it again. */
	bool is_repeated;
};

/* One of your accounts in a list, and what its row hashes to. */
struct psi_listed_account {
	uint64_t hash;
};

PSI_ARRAY(psi_kept_pairs, struct psi_kept_pair)
PSI_ARRAY(psi_listed_accounts, struct psi_listed_account)

/* When the pairs of a file were found: the last day; where all are of one run
 * of one agreement, that. */
struct psi_change_when {
	int32_t day;
	bool has_day;
	struct psi_buf agreement;
	uint64_t run;
	/* 0 before the first pair; under 0 where there is no one run. */
	int known;
};

/* One of the two files, with the list of that day. All zero is empty. */
struct psi_change_side {
	struct psi_change_when when;
	struct psi_buf arena;
	struct psi_kept_pairs pairs;
	struct psi_text_table labels;
	struct psi_text_table partners;
	struct psi_text_table accounts;
	struct psi_listed_accounts rows;
};

/* The bits of psi_mapping_changed that days and runs give. */
int psi_change_compare_runs(const struct psi_change_when *before,
    const struct psi_change_when *after) __attribute__((warn_unused_result));

int psi_change_keep(struct psi_change_side *side, const struct psi_pair *pair,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The cells of a pair; they point into the arena. */
void psi_change_split(struct psi_cell out[PSI_COLUMN_FILE_END],
    const struct psi_change_side *side, const struct psi_kept_pair *kept);

/* Keep which accounts a list has, by their ids in `column`, from 1. */
int psi_change_read_list(struct psi_change_side *side,
    const struct psi_source *source, size_t column, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_change_side_clear(struct psi_change_side *side);

#endif

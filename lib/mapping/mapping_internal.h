/* What the files of struct psi_mapping share. */
#ifndef PSI_MAPPING_MAPPING_INTERNAL_H
#define PSI_MAPPING_MAPPING_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "mapping/counted.h"
#include "mapping/earlier.h"
#include "mapping/motions.h"
#include "mapping/pairs.h"
#include "mapping/partner_files.h"
#include "mapping/rules.h"
#include "mapping/sharing.h"
#include "mapping/sure.h"
#include "mapping/survey.h"
#include "mapping/table_row.h"
#include "mapping/view.h"
#include "terms/population.h"
#include "psi/mapping.h"

#define PSI_MAPPING_AGREEMENTS_MAX 64
#define PSI_OVERLAP_KEY_BYTES 16

struct psi_mapping_terms {
	char digest[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	/* As party a sees it, and as party b does. */
	struct psi_sharing sharing[2];
	bool may_combine;
	bool is_resell;
	uint64_t suppress_below;
	/* Results are deleted so many days after their run; 0 for no limit. */
	uint64_t retention_days;
};

/* One row as all that look at it see it. */
struct psi_mapping_pair {
	struct psi_pair pair;
	struct psi_view own;
	struct psi_view shared;
	struct psi_motion_list motions;
	/* NULL where no agreement was given. */
	const struct psi_mapping_terms *terms;
	enum psi_sure sure;
	/* The day of its run. */
	int32_t day;
	/* The number of your account, from 0. */
	uint32_t account;
	/* Do answers count it? */
	bool is_likeliest;
	/* Was the column `because` set? */
	bool has_reason;
	char overlap_key[2 * PSI_OVERLAP_KEY_BYTES + 1];
	/* What the worked-out cells point to. */
	char numbers[6][24];
	/* The day of the run as it was read last, and the day that
	 * numbers[FIRST_SEEN] holds; rows are mostly of one. */
	char date[16];
	size_t date_len;
	int32_t date_day;
	int32_t first_seen;
	bool has_first_seen;
};

/* Where an account was counted last. */
struct psi_mapping_place {
	uint32_t file;
	uint32_t partner;
};

PSI_ARRAY(psi_mapping_places, struct psi_mapping_place)

struct psi_query;

struct psi_mapping {
	int32_t today;
	bool use_today;
	bool count_theirs;
	/* Does anybody ask for motions; for reasons in words; for the number of
	 * our account? */
	bool wants_motions;
	bool wants_because;
	bool wants_keys;
	bool wants_accounts;
	const char *role;
	struct psi_rules rules;
	bool has_rules;
	struct psi_mapping_terms *terms;
	size_t num_terms;
	struct psi_earlier earlier;
	struct psi_survey survey;
	/* Where motions go; NULL row where nobody wants them. */
	struct psi_mapping_rows actions;
	bool ready_only;
	struct psi_table_row row;
	struct psi_buf words;
	/* Questions that count this row. */
	struct psi_query **query;
	size_t num_query;
	/* Accounts that were seen, for the three numbers. */
	struct psi_text_table our_accounts;
	struct psi_text_table their_accounts;
	struct psi_buf key;
	/* Of the current pair: the partners of which none is best, why one is,
	 * and why it has its motion. */
	struct psi_buf tied;
	struct psi_buf best_because;
	struct psi_buf reason;
	/* The account that is being read, and where each was. */
	struct psi_counted counted;
	struct psi_mapping_places places;
	struct psi_partner_files partner_files;
	struct psi_mapping_counts counts;
	/* Own accounts by population, and all. */
	uint64_t own[PSI_POPULATIONS + 1];
	struct psi_mapping_pair current;
	/* Closed deals that attribution left out, and the line of the first. */
	uint64_t num_undated_deals;
	uint64_t undated_line;
};

/* The day that the current pair says, or that of the options. */
int32_t psi_mapping_day(struct psi_mapping *mapping);

/* The built-in rules, where none were given. */
int psi_mapping_need_rules(struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Look at the pair that was read, both ways, and find its motions. */
int psi_mapping_look(struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Set a column to a number; its text stands in one of the pair's slots. */
void psi_mapping_set_number(struct psi_mapping_pair *current, unsigned int slot,
    unsigned int column, uint64_t number);

/* Put into words why the current pair has its motion, or none: the column
 * `because`, which few pairs are asked for. */
int psi_mapping_set_reason(struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The columns of the current pair that the survey knows. */
int psi_mapping_set_best(struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The motions of the current pair. */
int psi_mapping_send_actions(struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Count the current row in a question; `is_pair` as psi_pair_is_pair. */
int psi_query_feed(struct psi_query *query, struct psi_mapping *mapping,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_query_free(struct psi_query *query);

/* Does it look at the motions of a pair; at reasons in words? */
bool psi_query_wants_motions(const struct psi_query *query);
bool psi_query_wants_because(const struct psi_query *query);

#endif

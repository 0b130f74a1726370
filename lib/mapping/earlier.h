/* Earlier results: since when a pair is known, and what is new in it. */
#ifndef PSI_MAPPING_EARLIER_H
#define PSI_MAPPING_EARLIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text_table.h"
#include "mapping/pairs.h"
#include "psi/error.h"

#define PSI_EARLIER_VALUES 6

struct psi_earlier_pair {
	int32_t first_seen;
	/* Of the file that it was last seen in. */
	uint32_t file;
	uint32_t value[PSI_EARLIER_VALUES];
};

struct psi_earlier {
	/* Pairs, and all values that were seen in them. */
	struct psi_text_table keys;
	struct psi_text_table values;
	struct psi_earlier_pair *pair;
	size_t num_pair;
	/* The first day of each account with a sure match by partner: the keys are
	 * both. */
	struct psi_text_table accounts;
	int32_t *account_day;
	size_t num_account_day;
	/* Partners of the present pairs, and those of the earlier ones. */
	struct psi_text_table partners;
	struct psi_text_table known_partners;
	uint32_t num_files;
	struct psi_buf scratch;
};

/* All zero knows nothing. */
void psi_earlier_clear(struct psi_earlier *earlier);

/* A file begins; a row of it. `day` is the day of its run. */
void psi_earlier_begin(struct psi_earlier *earlier);
int psi_earlier_add(struct psi_earlier *earlier, const struct psi_pair *pair,
    int32_t day, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * What is known of a pair now: *first_seen is the earliest day, `day` where
 * it is new; *change is "new", "population", "owner", "stage" or "none"; NULL
 * where there is no earlier file, or only such of other partners.
 */
int psi_earlier_look(struct psi_earlier *earlier, const struct psi_pair *pair,
    int32_t day, int32_t *first_seen, const char **change,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The partner of this pair is one of the present pairs. */
int psi_earlier_partner(struct psi_earlier *earlier,
    const struct psi_pair *pair, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The first day on which a partner of the present pairs had this account, by a
 * sure match.
 * *is_known is false for never. Cost: a search for each such partner.
 */
int psi_earlier_account(struct psi_earlier *earlier, struct psi_cell account,
    int32_t *day, bool *is_known, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

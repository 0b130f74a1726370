/*
 * The columns of pairs.csv, and those that are worked out from them: names,
 * kinds, whose they are.
 */
#ifndef PSI_MAPPING_COLUMN_H
#define PSI_MAPPING_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mapping/value.h"
#include "terms/field.h"

enum psi_column {
	PSI_COLUMN_PARTNER,
	PSI_COLUMN_AGREEMENT,
	PSI_COLUMN_OUR_PARTY,
	PSI_COLUMN_RUN,
	PSI_COLUMN_DATE,
	PSI_COLUMN_MATCH,
	PSI_COLUMN_OUR_ACCOUNT,
	PSI_COLUMN_THEIR_ACCOUNT,
	PSI_COLUMN_SCORE,
	PSI_COLUMN_TIER,
	PSI_COLUMN_LEVEL,
	PSI_COLUMN_MATCHED_ON,
	PSI_COLUMN_AMBIGUOUS,
	PSI_COLUMN_OUR_POPULATION,
	PSI_COLUMN_THEIR_POPULATION,
	/* Then our_ and their_ with each field. */
	PSI_COLUMN_FIELDS,
	/* Those above stand in pairs.csv; what follows is worked out. */
	PSI_COLUMN_FILE_END = PSI_COLUMN_FIELDS + 2 * PSI_NUM_SHARED_FIELDS,
	PSI_COLUMN_OUR_ROLE = PSI_COLUMN_FILE_END,
	PSI_COLUMN_THEIR_ROLE,
	/* Motions that were found before this rule. */
	PSI_COLUMN_MOTIONS,
	/* Of the primary motion. */
	PSI_COLUMN_MOTION,
	PSI_COLUMN_RANK,
	PSI_COLUMN_STATUS,
	PSI_COLUMN_INTRODUCER,
	PSI_COLUMN_ACTION,
	/* Why it has its motion, or none. */
	PSI_COLUMN_BECAUSE,
	/* How sure the match is (mapping/sure.h). */
	PSI_COLUMN_SURE,
	/* Do we give a customer to them, or get one? */
	PSI_COLUMN_DIRECTION,
	/* How many partners have the account, and have it as a customer. */
	PSI_COLUMN_PARTNERS,
	PSI_COLUMN_CUSTOMER_PARTNERS,
	PSI_COLUMN_BEST_PARTNER,
	/* The partners of which none is best. */
	PSI_COLUMN_TIED_WITH,
	/* Does this pair stand for its account, where one partner is to be
	 * named; why is that partner best; who is the owner there? */
	PSI_COLUMN_BEST,
	PSI_COLUMN_BEST_BECAUSE,
	PSI_COLUMN_BEST_OWNER,
	/* Does the pair count in answers: is it the likeliest of its account at
	 * the partner, and sure? And is it the likeliest, sure or not? */
	PSI_COLUMN_COUNTED,
	PSI_COLUMN_LIKELIEST,
	/* One word for the partner and our account, the same in every run. */
	PSI_COLUMN_OVERLAP_KEY,
	/* From earlier results. */
	PSI_COLUMN_FIRST_SEEN,
	PSI_COLUMN_CHANGE,
	PSI_COLUMNS
};

enum psi_column_side { PSI_SIDE_NONE, PSI_SIDE_OUR, PSI_SIDE_THEIR };

#define PSI_COLUMN_OF(side, field)                                             \
	((unsigned int)PSI_COLUMN_FIELDS +                                     \
	    ((side) == PSI_SIDE_THEIR ? (unsigned int)PSI_NUM_SHARED_FIELDS    \
				      : 0U) +                                  \
	    (unsigned int)(field))

/* Room for the longest name and a NUL. */
#define PSI_COLUMN_NAME_CHARS 32

/* The name of a column, "our_close_date". */
void psi_column_name(char out[PSI_COLUMN_NAME_CHARS], unsigned int column);

/* The column of this name; false where there is none. */
bool psi_column_find(unsigned int *out, const char *name, size_t len);

enum psi_value_kind psi_column_kind(unsigned int column);
enum psi_column_side psi_column_side(unsigned int column);

/* Is it the column of a field, and of which? */
bool psi_column_field(unsigned int *field, unsigned int column);

/* our_ becomes their_ and the other way round; other columns stay. */
unsigned int psi_column_swap(unsigned int column);

/* Is it known to one side only, whatever is shared? */
bool psi_column_is_private(unsigned int column);

/* Does it say which account a pair is of? */
bool psi_column_names_account(unsigned int column);

/* Does it say what stands in either list, or tell of that, and not one of a few
 * words of these programs? */
bool psi_column_is_of_lists(unsigned int column);

/* The column that begins most like a name; PSI_COLUMNS where none does beyond our_
 * or their_. */
unsigned int psi_column_like(const char *name, size_t len);

#endif

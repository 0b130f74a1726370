/*
 * Which pair of an account of ours answers count: one for each partner.
 *
 * Where an account of ours matches several of theirs, they are most often one
 * company with several records, and nobody can say which is the right one. An
 * answer counts the surest pair, so that an account stands in one place of a
 * table and not in two: that of an account and not of a group of companies,
 * that which no other fits better or as well, of level account, of the highest
 * score; then that of which they tell fields, since of duplicates they tell those
 * of one, which stands for all; then that where they know the company best (a
 * customer before an open deal before a prospect), and the first.
 *
 * The rows of one account stand one behind the other, as psi-join writes them;
 * so one row is kept at most.
 */
#ifndef PSI_MAPPING_COUNTED_H
#define PSI_MAPPING_COUNTED_H

#include <stdbool.h>

#include "base/buf.h"
#include "mapping/pairs.h"
#include "psi/error.h"

/* All zero is none. */
struct psi_counted {
	/* Of the rows that are being read: the partner, a NUL, our account. */
	struct psi_buf key;
	bool has_key;
	/* The one that counts was given away already. */
	bool is_settled;
	/* The surest so far; its cells point to `bytes`. */
	struct psi_pair held;
	struct psi_buf bytes;
	bool is_held;
};

void psi_counted_clear(struct psi_counted *counted);

/* Is it the next pair of the account that the last ones are of? */
bool psi_counted_is_same(
    const struct psi_counted *counted, const struct psi_pair *pair);

/* Another account begins. */
int psi_counted_begin(struct psi_counted *counted, const struct psi_pair *pair,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Keep a pair until it is known that none is surer. */
int psi_counted_hold(struct psi_counted *counted, const struct psi_pair *pair,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Does the row itself say that none is surer: psi-join has looked at all of
 * the account, and marks those that another fits better or as well. */
bool psi_counted_is_sole(const struct psi_pair *pair);

/* Is `pair` surer than `other`, which came before? */
bool psi_counted_is_surer(
    const struct psi_pair *pair, const struct psi_pair *other);

#endif

/*
 * Your exports in a later step: are they those that the session's keys were made
 * from, and how are they read (PROTOCOL.md section 7, "Which list").
 */
#ifndef PSI_SESSION_OWN_LISTS_H
#define PSI_SESSION_OWN_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "list/own_columns.h"
#include "psi/normalize.h"
#include "session/exports.h"

struct psi_session;

struct psi_own_lists {
	/* From the caller. What was told of the reading comes before what the
	 * session remembers of it. */
	const struct psi_source *first;
	const struct psi_source *const *more;
	size_t num_more;
	/* NULL where there is none; several exports need one. */
	const struct psi_normalizer *normalizer;
	const char *encoding;
	char delimiter;
	const char *const *maps;
	size_t num_maps;
	/* Of one export: the column of the id; NULL for the one found. */
	const char *id_column;

	/* What the session remembers, and how the exports are read. */
	struct psi_exports exports;
	const char **remembered;
	struct psi_normalize_options options;
	/* After psi_own_lists_columns: SHA-256 of them, one after the other;
	 * whether they are the very ones; the one that an error is about. */
	uint8_t digest[PSI_SHA256_BYTES];
	bool is_same;
	size_t which;
};

/*
 * See how many there are, and how they are read. Returns 0; PSI_E_INPUT where
 * the session has another number of exports, or the normalizer is not the
 * agreement's; PSI_E_ARG, PSI_E_STATE, PSI_E_IO or PSI_E_NOMEM. Cleared by
 * psi_own_lists_clear in any case.
 */
int psi_own_lists_open(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_own_lists_clear(struct psi_own_lists *lists);

/* Is it the normalizer of the agreement? Returns 0 or PSI_E_INPUT. */
int psi_own_lists_check_normalizer(const struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read the rows of the accounts that `columns` wants. Of several exports those
 * in another order are refused, and so are others than the very ones if an
 * account is named by its line. Returns as psi_own_columns_read.
 */
int psi_own_lists_columns(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_own_columns *columns,
    bool has_made_ids, uint64_t *missing, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

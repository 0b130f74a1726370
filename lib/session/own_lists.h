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
	/* From the caller. How to read the exports is remembered by the
	 * session; what the caller says of it here comes first, of maps for
	 * each field by itself. */
	const struct psi_source *first;
	const struct psi_source *const *more;
	size_t num_more;
	/* May be NULL for a single export. */
	const struct psi_normalizer *normalizer;
	const char *encoding;
	char delimiter;
	const char *const *maps;
	size_t num_maps;
	/* Of a single export, the column of the account id; NULL to have it
	 * found. */
	const char *id_column;

	/* What the session remembers of the reading, and the options that come
	 * of it and of the above. */
	struct psi_exports exports;
	const char **remembered;
	size_t num_remembered;
	/* Those of the session alone. */
	const char **known;
	struct psi_normalize_options options;
	/* After psi_own_lists_columns: by what the caller maps, the one export
	 * has another column of ids, so that the same one may name its accounts
	 * in another way. */
	bool has_other_id;
	/* And also: SHA-256 of all exports in a row; whether
	 * they are to the byte those that the keys were made from; and the
	 * number of the export that an error is about. */
	uint8_t digest[PSI_SHA256_BYTES];
	bool is_same;
	size_t which;
};

/*
 * Find out how the exports are to be read. Returns 0; PSI_E_INPUT if the keys
 * were made from another number of exports, or if the normalizer is not the
 * agreement's; PSI_E_ARG, PSI_E_STATE, PSI_E_IO or PSI_E_NOMEM. The caller calls
 * psi_own_lists_clear whatever is returned.
 */
int psi_own_lists_open(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_own_lists_clear(struct psi_own_lists *lists);

/* Is lists->normalizer of the version and suffix list of the agreement? Returns
 * 0 or PSI_E_INPUT. */
int psi_own_lists_check_normalizer(const struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read the rows of the accounts that `columns` wants. Several
 * exports must come in their first order. If `has_made_ids`, accounts are named
 * by their lines, and then the exports must not have changed at all. Returns as
 * psi_own_columns_read.
 */
int psi_own_lists_columns(struct psi_own_lists *lists,
    const struct psi_session *session, struct psi_own_columns *columns,
    bool has_made_ids, uint64_t *missing, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

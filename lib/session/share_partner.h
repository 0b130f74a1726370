/*
 * The partner's side of the pairs: its claims and its fields, as they came
 * and as they are stored (PROTOCOL.md section 7).
 */
#ifndef PSI_SESSION_SHARE_PARTNER_H
#define PSI_SESSION_SHARE_PARTNER_H

#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "mapping/pairing.h"
#include "session/share_side.h"
#include "terms/field.h"
#include "terms/population.h"
#include "trust/agreement.h"

struct psi_partner_row {
	uint8_t label[PSI_SHARED_LABEL_BYTES];
	enum psi_population population;
};

struct psi_partner_cell {
	uint64_t at;
	uint32_t len;
};

PSI_ARRAY(psi_partner_rows, struct psi_partner_row)
PSI_ARRAY(psi_partner_tokens, uint32_t)
PSI_ARRAY(psi_partner_pairing_rows, struct psi_pairing_row)

struct psi_share_partner {
	/* Ascending by label. */
	struct psi_partner_rows rows;
	struct psi_partner_pairing_rows pairing_rows;
	struct psi_partner_tokens tokens;
	/* Columns of fields; cells of row r begin at r * num_columns. NULL as
	 * long as no fields are there. */
	enum psi_field column[PSI_NUM_SHARED_FIELDS];
	size_t num_columns;
	struct psi_partner_cell *cell;
	struct psi_buf arena;
	/* Rows of fields that were read. */
	uint64_t num_field_row;
};

/*
 * Read a table of claims into an empty `partner`: every token is one that
 * `side` has verified, and every population one that the partner sends.
 *
 * Returns 0; PSI_E_MISMATCH, PSI_E_LIMIT and what psi_shared_table_next
 * returns; PSI_E_NOMEM.
 */
int psi_share_partner_claims(struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_session *session,
    const struct psi_source *table, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read a table of fields beside the claims: every row is one of them, with
 * the same tokens, and every cell a value of its field in a form that the
 * partner may share. Returns as above, and PSI_E_GRAMMAR for such a cell.
 */
int psi_share_partner_fields(struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_session *session,
    const struct psi_source *table, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_share_partner_clear(struct psi_share_partner *partner);

struct psi_pairing_side psi_share_partner_pairing(
    const struct psi_share_partner *partner);

/* The row of a label, or -1. */
int64_t psi_share_partner_find(const struct psi_share_partner *partner,
    const uint8_t label[PSI_SHARED_LABEL_BYTES]);

/* The value of a field of a row; empty where there is none. */
struct psi_cell psi_share_partner_cell(
    const struct psi_share_partner *partner, size_t row, enum psi_field field);

/* The columns of `role`'s fields: fields, and their names. Returns how many. */
size_t psi_share_columns(enum psi_field field[PSI_NUM_SHARED_FIELDS],
    const char *name[PSI_NUM_SHARED_FIELDS],
    const struct psi_agreement *agreement, char role);

#endif

/* Both sides of a session and their pairs, as far as they are known. */
#ifndef PSI_SESSION_SHARE_VIEW_H
#define PSI_SESSION_SHARE_VIEW_H

#include <stdbool.h>

#include "mapping/pairing.h"
#include "session/share_partner.h"
#include "session/share_side.h"

struct psi_share_view {
	struct psi_share_side side;
	struct psi_share_partner partner;
	struct psi_pairing pairing;
};

/* Read all that is stored. `view` need not be initialised; after a failure it
 * is empty. */
int psi_share_view_read(struct psi_share_view *view,
    struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Find the pairs again, after the partner's rows have changed. */
int psi_share_view_pair(struct psi_share_view *view,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_share_view_clear(struct psi_share_view *view);

/*
 * The fields that may go for a pair, by the matrix and by its score: from us
 * to the partner, or (`theirs`) the other way.
 */
struct psi_field_set psi_share_view_fields(const struct psi_share_view *view,
    const struct psi_session *session, const struct psi_pairing_pair *pair,
    bool theirs);

/*
 * What a pair may show of a field that the partner sent: the value where the
 * pair's cell allows its form; its band or quarter where only that is allowed
 * and another pair allowed more; else nothing.
 */
struct psi_cell psi_share_view_theirs(const struct psi_share_view *view,
    const struct psi_session *session, const struct psi_pairing_pair *pair,
    enum psi_field field, char out[PSI_FIELD_VALUE_MAX + 1]);

/* How many values the partner sent that may be shown for no pair. */
uint64_t psi_share_view_dropped(
    const struct psi_share_view *view, const struct psi_session *session);

#endif

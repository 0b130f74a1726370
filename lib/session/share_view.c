#include "session/share_view.h"

#include <string.h>

#include "session/session.h"
#include "session/share_file.h"

int
psi_share_view_pair(struct psi_share_view *view,
    const struct psi_session *session, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	struct psi_pairing_side ours = psi_share_side_pairing(&view->side);
	struct psi_pairing_side theirs =
	    psi_share_partner_pairing(&view->partner);

	psi_pairing_clear(&view->pairing);
	return psi_pairing_find(&view->pairing, &ours, &theirs,
	    view->side.score_key, view->side.num_token,
	    agreement->minimum_score,
	    agreement->group_pairs == PSI_GROUP_PAIRS_FIELDS, err);
}

int
psi_share_view_read(struct psi_share_view *view, struct psi_session *session,
    struct psi_error *err)
{
	int rc;

	memset(view, 0, sizeof *view);
	if ((rc = psi_share_side_read(&view->side, session, err)) == 0 &&
	    (rc = psi_share_stored(
		 &view->partner, session, &view->side, true, err)) == 0)
		rc = psi_share_view_pair(view, session, err);
	if (rc != 0)
		psi_share_view_clear(view);
	return rc;
}

void
psi_share_view_clear(struct psi_share_view *view)
{
	psi_share_side_clear(&view->side);
	psi_share_partner_clear(&view->partner);
	psi_pairing_clear(&view->pairing);
}

struct psi_field_set
psi_share_view_fields(const struct psi_share_view *view,
    const struct psi_session *session, const struct psi_pairing_pair *pair,
    bool theirs)
{
	static const struct psi_field_set nothing = { 0, 0 };
	enum psi_population own =
	    view->side.accounts.at[view->side.row[pair->ours].account]
		.population;
	enum psi_population other =
	    view->partner.rows.at[pair->theirs].population;
	const struct psi_agreement_share *share;

	if (theirs ? !pair->receives : !pair->sends)
		return nothing;
	share = theirs ? psi_agreement_cell(session->agreement,
			     psi_session_partner_role(session), other, own)
		       : psi_agreement_cell(session->agreement,
			     session->state.role, own, other);
	return share->fields;
}

struct psi_cell
psi_share_view_theirs(const struct psi_share_view *view,
    const struct psi_session *session, const struct psi_pairing_pair *pair,
    enum psi_field field, char out[PSI_FIELD_VALUE_MAX + 1])
{
	struct psi_cell nothing = { NULL, 0 };
	struct psi_cell cell =
	    psi_share_partner_cell(&view->partner, pair->theirs, field);
	struct psi_field_set set =
	    psi_share_view_fields(view, session, pair, true);
	enum psi_field_form form;

	if (cell.len == 0 || !psi_field_set_has(&set, field))
		return nothing;
	form = psi_field_set_form(&set, field);
	if (psi_field_value_valid(field, form, cell.text, cell.len))
		return cell;
	if (form != PSI_FORM_BAND && form != PSI_FORM_QUARTER)
		return nothing;
	if (!psi_field_value(
		out, field, form, cell.text, cell.len, "", PSI_DATE_UNKNOWN))
		return nothing;
	cell.text = out;
	cell.len = strlen(out);
	return cell;
}

uint64_t
psi_share_view_dropped(
    const struct psi_share_view *view, const struct psi_session *session)
{
	const struct psi_share_partner *partner = &view->partner;
	uint64_t num = 0;

	for (size_t i = 0; i < partner->rows.num * partner->num_columns; i++)
		num += partner->cell[i].len > 0;
	/* A row of the partner may be in several pairs: its cell counts
	 * once, if any of them shows it. */
	for (size_t f = 0; f < partner->num_columns; f++) {
		uint8_t *is_shown = psi_array_new(partner->rows.num, 1);

		for (size_t i = 0;
		     is_shown != NULL && i < view->pairing.num_pair; i++) {
			const struct psi_pairing_pair *pair =
			    &view->pairing.pair[i];
			char text[PSI_FIELD_VALUE_MAX + 1];

			if (is_shown[pair->theirs] != 0 ||
			    psi_share_view_theirs(
				view, session, pair, partner->column[f], text)
				    .len == 0)
				continue;
			is_shown[pair->theirs] = 1;
			num--;
		}
		psi_array_free(is_shown, partner->rows.num, 1);
	}
	return num;
}

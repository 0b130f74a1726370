/* Why a pair has the motion that it has, or none. */
#include "mapping/motions.h"

/* So many motions are told at most; psi-motions tells what each needs. */
#define MOTIONS_TOLD_MAX 3

/* "co-target needs: our segment is their segment (SMB, Energy)" */
static int
say_needs(struct psi_buf *out, const struct psi_rule_side *side,
    struct psi_view *view, struct psi_error *err)
{
	size_t begin = out->len;
	size_t end;
	int rc;

	if ((begin > 0 && (rc = psi_buf_append_text(out, "; ", err)) != 0) ||
	    (rc = psi_buf_append_text(out, side->motion, err)) != 0 ||
	    (rc = psi_buf_append_text(out, " needs: ", err)) != 0)
		return rc;
	end = out->len;
	rc = psi_conditions_lacking(out, &side->when, view, err);
	/* It holds: another motion keeps it out. */
	if (out->len == end)
		out->len = begin;
	return rc;
}

static int
say_populations(
    struct psi_buf *out, struct psi_view *view, struct psi_error *err)
{
	struct psi_cell ours = psi_view_cell(view, PSI_COLUMN_OUR_POPULATION);
	struct psi_cell theirs =
	    psi_view_cell(view, PSI_COLUMN_THEIR_POPULATION);
	int rc;

	if (view->cell_bit == 0)
		return psi_buf_append_text(
		    out, "what it is to both is not known", err);
	if ((rc = psi_buf_append_text(out, "no motion is for ", err)) != 0 ||
	    (rc = psi_buf_append(out, ours.text, ours.len, err)) != 0 ||
	    (rc = psi_buf_append_text(out, " and ", err)) != 0)
		return rc;
	return psi_buf_append(out, theirs.text, theirs.len, err);
}

int
psi_motions_reason(struct psi_buf *out, const struct psi_motion_list *list,
    const struct psi_rules *rules, struct psi_error *err)
{
	const struct psi_motion *primary = psi_motions_primary(list);
	size_t begin = out->len;
	size_t num = 0;
	int rc = 0;

	if (primary != NULL)
		return psi_motion_because(out, primary, list, err);
	for (size_t i = 0; rc == 0 && i < rules->num; i++) {
		const struct psi_rule *rule = &rules->rule[i];
		int sides = rule->is_symmetric ? 1 : 2;

		for (int s = 0; rc == 0 && s < sides && num < MOTIONS_TOLD_MAX;
		     s++) {
			size_t before = out->len;

			if (rule->side[s].motion[0] != '\0' &&
			    !psi_conditions_never(
				&rule->side[s].when, list->own))
				rc = say_needs(
				    out, &rule->side[s], list->own, err);
			num += out->len > before;
		}
	}
	return rc != 0 || out->len > begin
	    ? rc
	    : say_populations(out, list->own, err);
}

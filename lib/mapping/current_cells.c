/* Cells of the pair that is read, which others ask for (mapping_internal.h). */
#include "mapping/mapping_internal.h"

#include "base/bytes.h"

void
psi_mapping_set_number(struct psi_mapping_pair *current, unsigned int slot,
    unsigned int column, uint64_t number)
{
	char *text = current->numbers[slot];

	psi_view_set(
	    &current->own, column, text, psi_decimal_encode(text, number));
}

int
psi_mapping_set_reason(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_buf *reason = &mapping->reason;
	int rc;

	if (current->has_reason)
		return 0;
	current->has_reason = true;
	reason->len = 0;
	if ((rc = psi_motions_reason(
		 reason, &current->motions, &mapping->rules, err)) == 0)
		psi_view_set(&current->own, PSI_COLUMN_BECAUSE,
		    (const char *)reason->data, reason->len);
	return rc;
}

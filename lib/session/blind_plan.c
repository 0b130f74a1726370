#include "session/blind_plan.h"

#include "base/error.h"

size_t
psi_blind_group(
    const struct psi_agreement *agreement, enum psi_population population)
{
	if (agreement->num_group == 0)
		return 0;
	return (size_t)psi_agreement_find_group(agreement, population);
}

/* The group of a key. */
static size_t
key_group(const struct psi_agreement *agreement,
    const struct psi_key_table *table, uint32_t key)
{
	return psi_blind_group(
	    agreement, (enum psi_population)table->key_population[key]);
}

static int
refuse_empty(bool has_small, struct psi_error *err)
{
	if (has_small)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "send more accounts, or agree on fewer groups or a lower "
		    "suppress-below",
		    "the keys file, or every group of it, is smaller than the "
		    "agreement's suppress-below, so that nothing is left to "
		    "send");
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "compare its types and populations with the agreement; "
	    "'psi-normalize --check' counts them, and --population names that "
	    "of accounts of which no column says it",
	    "the keys file has no key that the agreement lets you send");
}

int
psi_blind_plan_groups(struct psi_blind_layout *layout,
    const struct psi_agreement *agreement, size_t own, struct psi_error *err)
{
	uint32_t maximum = agreement->party[own].maximum_elements;
	uint64_t elements = 0;
	bool has_small = false;

	layout->num_group =
	    agreement->num_group == 0 ? 1 : agreement->num_group;
	for (size_t g = 0; g < layout->num_group; g++) {
		uint64_t multiple = agreement->padding_multiple;
		uint64_t padded;

		if ((agreement->num_group > 0 ||
			agreement->mode == PSI_MODE_COUNTS) &&
		    layout->keys[g] < agreement->suppress_below) {
			has_small = has_small || layout->keys[g] > 0;
			layout->keys[g] = 0;
		}
		padded = (layout->keys[g] + multiple - 1) / multiple;
		padded *= multiple;
		elements += padded;
		if (elements > maximum)
			return psi_refuse(err, PSI_E_AGREEMENT, 0,
			    "send fewer accounts or key types, or agree on a "
			    "higher maximum",
			    "there are more keys, padding included, than the "
			    "%lu elements that the agreement allows",
			    (unsigned long)maximum);
		layout->total[g] = (uint32_t)padded;
	}
	layout->elements = (uint32_t)elements;
	if (elements > 0)
		return 0;
	return refuse_empty(has_small, err);
}

/* Give every key its row. */
static int
plan_rows(struct psi_blind_layout *layout,
    const struct psi_agreement *agreement, const struct psi_key_table *table,
    struct psi_error *err)
{
	size_t next[PSI_POPULATIONS] = { 0 };
	size_t first = 0;

	layout->key = psi_array_new(layout->elements, sizeof *layout->key);
	if (layout->key == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < layout->elements; i++)
		layout->key[i] = PSI_BLIND_NO_KEY;
	for (size_t g = 0; g < layout->num_group; g++) {
		next[g] = first;
		first += layout->total[g];
	}
	for (uint32_t key = 0; key < psi_text_table_num(&table->keys); key++) {
		size_t g = key_group(agreement, table, key);

		if (layout->keys[g] > 0)
			layout->key[next[g]++] = key;
	}
	return 0;
}

int
psi_blind_plan(struct psi_blind_layout *layout,
    const struct psi_agreement *agreement, size_t own,
    const struct psi_key_table *table, struct psi_error *err)
{
	int rc;

	for (uint32_t key = 0; key < psi_text_table_num(&table->keys); key++)
		layout->keys[key_group(agreement, table, key)]++;
	rc = psi_blind_plan_groups(layout, agreement, own, err);
	return rc != 0 ? rc : plan_rows(layout, agreement, table, err);
}

void
psi_blind_layout_clear(struct psi_blind_layout *layout)
{
	psi_array_free(layout->key, layout->elements, sizeof *layout->key);
	layout->key = NULL;
}

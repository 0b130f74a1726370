#include "mapping/renumbered.h"

/* Fewer tell nothing: two accounts may have been made anew. */
#define NAMES_MIN 3

enum state {
	/* The name stands in the newer file ... */
	IS_MET = 1,
	/* ... and there with an id that the older one has. */
	IS_KEPT = 2
};

/* Rows without a name tell nothing, and a table holds no longer text. */
static bool
is_told(struct psi_cell id, struct psi_cell name)
{
	return id.len > 0 && id.len <= UINT16_MAX && name.len > 0 &&
	    name.len <= UINT16_MAX;
}

int
psi_renumbered_before(struct psi_renumbered *renumbered, struct psi_cell id,
    struct psi_cell name, struct psi_error *err)
{
	uint32_t number;
	bool is_new;
	int rc;

	if (!is_told(id, name))
		return 0;
	rc = psi_text_table_add(
	    &renumbered->ids, id.text, id.len, &number, &is_new, err);
	if (rc == 0)
		rc = psi_text_table_add(&renumbered->names, name.text, name.len,
		    &number, &is_new, err);
	if (rc == 0 && is_new)
		rc = psi_buf_append(&renumbered->state, "", 1, err);
	return rc;
}

void
psi_renumbered_after(
    struct psi_renumbered *renumbered, struct psi_cell id, struct psi_cell name)
{
	uint32_t number;
	uint32_t unused;

	if (!is_told(id, name) ||
	    !psi_text_table_find(
		&renumbered->names, name.text, name.len, &number))
		return;
	renumbered->state.data[number] |= IS_MET;
	if (psi_text_table_find(&renumbered->ids, id.text, id.len, &unused))
		renumbered->state.data[number] |= IS_KEPT;
}

bool
psi_renumbered_count(const struct psi_renumbered *renumbered,
    uint64_t *num_named, uint64_t *num_moved)
{
	uint64_t named = 0;
	uint64_t moved = 0;

	for (size_t i = 0; i < renumbered->state.len; i++) {
		named += (renumbered->state.data[i] & IS_MET) != 0;
		moved += renumbered->state.data[i] == IS_MET;
	}
	*num_named = named;
	*num_moved = moved;
	return moved >= NAMES_MIN && moved >= named - named / 10;
}

void
psi_renumbered_clear(struct psi_renumbered *renumbered)
{
	psi_text_table_clear(&renumbered->ids);
	psi_text_table_clear(&renumbered->names);
	psi_buf_clear(&renumbered->state);
}

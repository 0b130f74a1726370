/* Which elements a blinded file has, and in which order they are computed. */
#ifndef PSI_SESSION_BLIND_PLAN_H
#define PSI_SESSION_BLIND_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "session/key_table.h"
#include "trust/agreement.h"

/* A row that is padding. */
#define PSI_BLIND_NO_KEY UINT32_MAX

/*
 * How the elements of the file lie: group after group, in each its keys and
 * then its padding. One group where the agreement has none.
 */
struct psi_blind_layout {
	size_t num_group;
	uint32_t keys[PSI_POPULATIONS];
	uint32_t total[PSI_POPULATIONS];
	uint32_t elements;
	/* The key of each row, or PSI_BLIND_NO_KEY; NULL where the keys are not
	 * in memory. */
	uint32_t *key;
};

/*
 * Plan the file of party `own` (0: a, 1: b): count the keys of each group,
 * leave groups below `suppress-below` empty, pad, and give every key its row.
 * `layout` begins as zeros. Returns 0; PSI_E_AGREEMENT for more elements than
 * are allowed; PSI_E_INPUT where nothing is left to send; PSI_E_NOMEM. To be
 * cleared in any case. Linear in the keys.
 */
int psi_blind_plan(struct psi_blind_layout *layout,
    const struct psi_agreement *agreement, size_t own,
    const struct psi_key_table *table, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The first half of it, where layout->keys has been counted: which groups are
 * sent, and how many elements. Returns as psi_blind_plan.
 */
int psi_blind_plan_groups(struct psi_blind_layout *layout,
    const struct psi_agreement *agreement, size_t own, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The group of a key whose strongest population is that; 0 where the agreement
 * has no groups. */
size_t psi_blind_group(
    const struct psi_agreement *agreement, enum psi_population population);

void psi_blind_layout_clear(struct psi_blind_layout *layout);

#endif

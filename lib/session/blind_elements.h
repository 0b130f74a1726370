/*
 * The elements of keys that fit into memory, and of their padding, on all
 * threads: a part of them while the keys are still being read.
 */
#ifndef PSI_SESSION_BLIND_ELEMENTS_H
#define PSI_SESSION_BLIND_ELEMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "session/blind_plan.h"
#include "session/blind_work.h"
#include "session/key_read.h"

struct psi_session;
struct psi_blind_slot;

struct psi_blind_elements {
	struct psi_session *session;
	const struct psi_blind_work *work;
	const struct psi_key_table *table;
	/* NULL while the keys are read: then key i has row i. */
	const struct psi_blind_layout *layout;
	struct psi_key_reader *reader;
	bool is_read;
	/* By row of the layout; room for so many, of which so many have been
	 * handed out, and so many are done. */
	uint8_t *at;
	size_t room;
	size_t next;
	size_t done;
	struct psi_blind_slot *slot;
	size_t num_slot;
};

/* To be cleared in any case. `work` and `table` are of the caller, and may be
 * filled in later. */
void psi_blind_elements_begin(struct psi_blind_elements *elements,
    struct psi_session *session, const struct psi_blind_work *work,
    const struct psi_key_table *table);
void psi_blind_elements_clear(struct psi_blind_elements *elements);

/* Would psi_blind_elements_read gain anything, and do keys have the rows that
 * it takes them to have? */
bool psi_blind_elements_may_read(const struct psi_blind_elements *elements);

/*
 * Read the keys to their end, and meanwhile compute the elements of the first
 * ones: of a million at most, since they are lost where it turns out that the
 * keys do not fit into memory. Returns as psi_key_reader_read.
 */
int psi_blind_elements_read(struct psi_blind_elements *elements,
    struct psi_key_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));

/* All rows of the layout that are left, or, where the work is cut into parts,
 * a pass over all of them. Returns 0 or what psi_blind_work_pass does,
 * PSI_E_NOMEM, PSI_E_RANDOM. */
int psi_blind_elements_make(struct psi_blind_elements *elements,
    const struct psi_blind_layout *layout, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

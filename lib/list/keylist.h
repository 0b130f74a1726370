/* The keys of one account, while they are collected. */
#ifndef PSI_LIST_KEYLIST_H
#define PSI_LIST_KEYLIST_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "terms/keytype.h"

/* All zero is an empty list. */
struct psi_keylist {
	struct psi_keylist_key {
		enum psi_key_type type;
		/* Valid after psi_keylist_settle. */
		struct psi_cell value;
		/* Where a composed value is in `composed`; else SIZE_MAX. */
		size_t offset;
	} * key;
	size_t num;
	size_t size;
	struct psi_buf composed;
	/* Where one of them is put together to be looked up (own_rules.c). */
	struct psi_buf wanted;
};

void psi_keylist_reset(struct psi_keylist *list);
void psi_keylist_clear(struct psi_keylist *list);

/*
 * Add a key. With a country the value is TEXT|COUNTRY; without one, `text` is
 * not copied and must outlive the list's use.
 */
int psi_keylist_add(struct psi_keylist *list, enum psi_key_type type,
    const char *text, size_t len, const char *country, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Sort by type and then by the bytes of the value, and keep one of each. */
void psi_keylist_settle(struct psi_keylist *list);

/* Drop the keys whose type is not in the set. */
void psi_keylist_keep(struct psi_keylist *list, uint32_t types);

#endif

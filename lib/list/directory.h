/*
 * A directory of companies that both sides pin: what a public register knows
 * and no rule about strings can find out. Google is of Alphabet, Square
 * became Block (lib/KEYS.md, "Directory").
 *
 * It is a CSV `entity,type,value`, the rows of an entity together. Looking
 * an account up gives the one entity that its strong keys meet, and the
 * entity at the top of that one's chain of parents.
 */
#ifndef PSI_LIST_DIRECTORY_H
#define PSI_LIST_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/normalize.h"

#include "base/cell.h"
#include "list/keylist.h"

/* The types of keys by which an account can meet an entity. */
#define PSI_DIRECTORY_STRONG                                                   \
	(PSI_KEY_BIT(PSI_KEY_LEI) | PSI_KEY_BIT(PSI_KEY_REGNO) |               \
	    PSI_KEY_BIT(PSI_KEY_VAT) | PSI_KEY_BIT(PSI_KEY_DUNS) |             \
	    PSI_KEY_BIT(PSI_KEY_DOMAIN) | PSI_KEY_BIT(PSI_KEY_NAME_COUNTRY) |  \
	    PSI_KEY_BIT(PSI_KEY_NAME))

struct psi_directory_hit {
	/* Its strong keys meet several entities, and no single one. */
	bool ambiguous;
	/* Empty where there is none. They live as long as the directory. */
	struct psi_cell entity;
	/* The top of the chain of parents, which may be the entity itself;
	 * also where all the entities of an ambiguous hit are under one top. */
	struct psi_cell top;
	/* The key that met the entity: an index into the list of keys. */
	size_t key;
};

/*
 * Look the keys of an account up; `country` is the account's, or "". A name
 * without a country counts only where the entity may be of that country.
 */
void psi_directory_find(const struct psi_directory *directory,
    struct psi_directory_hit *out, const struct psi_keylist *keys,
    const char *country);

#endif

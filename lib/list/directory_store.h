/* The inside of a directory, for directory_load.c, which reads it, and
 * directory.c, which looks things up in it. */
#ifndef PSI_LIST_DIRECTORY_STORE_H
#define PSI_LIST_DIRECTORY_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/normalize.h"

#include "base/array.h"
#include "base/text_table.h"
#include "normal/country.h"
#include "terms/keytype.h"

#define PSI_NO_ENTITY UINT32_MAX
/* Several entities have this key. */
#define PSI_SEVERAL_ENTITIES (UINT32_MAX - 1)

struct psi_entity {
	/* Its number, or PSI_NO_ENTITY. */
	uint32_t parent;
	/* It has rows of its own, and is not only somebody's parent. */
	bool is_listed;
	char country[PSI_COUNTRY_CHARS];
};

PSI_ARRAY(psi_entities, struct psi_entity)
PSI_ARRAY(psi_entity_owners, uint32_t)

struct psi_directory {
	/* Ids, and what is known of each by its number. */
	struct psi_text_table ids;
	struct psi_entities entities;
	/* Keys as one byte of the type and the value, and whose each is. */
	struct psi_text_table keys;
	struct psi_entity_owners owners;
	uint64_t skipped;
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
};

/* The byte that a key of a type begins with. */
static inline uint8_t
psi_directory_type_byte(enum psi_key_type type)
{
	return (uint8_t)('A' + (int)type);
}

#endif

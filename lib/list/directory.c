#include "list/directory.h"

#include <stdlib.h>
#include <string.h>

#include "list/directory_store.h"

/* Longer chains of parents are taken for loops. */
#define PARENTS_MAX 64
/* A longer key meets nothing. */
#define KEY_BYTES_MAX 8192
void
psi_directory_free(struct psi_directory *directory)
{
	if (directory == NULL)
		return;
	psi_text_table_clear(&directory->ids);
	psi_entities_clear(&directory->entities);
	psi_text_table_clear(&directory->keys);
	psi_entity_owners_clear(&directory->owners);
	free(directory);
}

void
psi_directory_digest(const struct psi_directory *directory,
    char out[PSI_NORMALIZER_DIGEST_CHARS])
{
	memcpy(out, directory->digest, PSI_NORMALIZER_DIGEST_CHARS);
}

uint64_t
psi_directory_entities(const struct psi_directory *directory)
{
	uint64_t num = 0;

	for (size_t i = 0; i < directory->entities.num; i++)
		num += directory->entities.at[i].is_listed;
	return num;
}

uint64_t
psi_directory_skipped(const struct psi_directory *directory)
{
	return directory->skipped;
}

/* ---- looking up ---- */

/* A parent that has no rows is a parent all the same; a chain that never ends
 * has no top, and its members are their own. */
static uint32_t
top_of(const struct psi_directory *directory, uint32_t entity)
{
	uint32_t top = entity;

	for (int i = 0; i < PARENTS_MAX; i++) {
		uint32_t parent = directory->entities.at[top].parent;

		if (parent == PSI_NO_ENTITY || parent == top)
			return top;
		top = parent;
	}
	return entity;
}

/* Whose key is this? PSI_NO_ENTITY where it is nobody's, and PSI_SEVERAL_ENTITIES. */
static uint32_t
owner_of(const struct psi_directory *directory,
    const struct psi_keylist_key *key, const char *country)
{
	char text[KEY_BYTES_MAX];
	uint32_t number, owner;
	const char *theirs;

	if ((PSI_DIRECTORY_STRONG & PSI_KEY_BIT(key->type)) == 0 ||
	    key->value.len >= sizeof text)
		return PSI_NO_ENTITY;
	text[0] = (char)psi_directory_type_byte(key->type);
	memcpy(text + 1, key->value.text, key->value.len);
	if (!psi_text_table_find(
		&directory->keys, text, 1 + key->value.len, &number))
		return PSI_NO_ENTITY;
	owner = directory->owners.at[number];
	if (owner == PSI_SEVERAL_ENTITIES || key->type != PSI_KEY_NAME)
		return owner;
	theirs = directory->entities.at[owner].country;
	return country[0] == '\0' || theirs[0] == '\0' ||
		strcmp(country, theirs) == 0
	    ? owner
	    : PSI_NO_ENTITY;
}

static struct psi_cell
id_of(const struct psi_directory *directory, uint32_t entity)
{
	struct psi_cell id;

	id.text = psi_text_table_get(&directory->ids, entity, &id.len);
	return id;
}

void
psi_directory_find(const struct psi_directory *directory,
    struct psi_directory_hit *out, const struct psi_keylist *keys,
    const char *country)
{
	uint32_t found = PSI_NO_ENTITY;
	uint32_t top = PSI_NO_ENTITY;
	bool one_top = true;
	bool several = false;

	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < keys->num; i++) {
		uint32_t entity = owner_of(directory, &keys->key[i], country);
		uint32_t its_top;

		several = several || entity == PSI_SEVERAL_ENTITIES;
		if (entity == PSI_NO_ENTITY || entity == PSI_SEVERAL_ENTITIES ||
		    entity == found)
			continue;
		its_top = top_of(directory, entity);
		if (found == PSI_NO_ENTITY) {
			found = entity;
			top = its_top;
			out->key = i;
			continue;
		}
		out->ambiguous = true;
		one_top = one_top && its_top == top;
	}
	out->ambiguous = out->ambiguous || (several && found == PSI_NO_ENTITY);
	if (found == PSI_NO_ENTITY)
		return;
	if (!out->ambiguous)
		out->entity = id_of(directory, found);
	if (one_top)
		out->top = id_of(directory, top);
}

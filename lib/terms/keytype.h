/* The types of keys (lib/KEYS.md, "Types"). */
#ifndef PSI_TERMS_KEYTYPE_H
#define PSI_TERMS_KEYTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* In the order in which the keys of an account are written. */
enum psi_key_type {
	PSI_KEY_LEI,
	PSI_KEY_REGNO,
	PSI_KEY_VAT,
	PSI_KEY_DUNS,
	PSI_KEY_DOMAIN,
	PSI_KEY_NAME_COUNTRY,
	PSI_KEY_NAME,
	PSI_KEY_LOOSE_COUNTRY,
	PSI_KEY_LOOSE,
	PSI_KEY_CORE_COUNTRY,
	PSI_KEY_CORE,
	PSI_KEY_HOST,
	PSI_KEY_LABEL_COUNTRY,
	PSI_KEY_FAMILY,
	PSI_KEY_ENTITY,
	PSI_KEY_AGREED_ID,
	PSI_NUM_KEY_TYPES
};

/* A set of types. */
#define PSI_KEY_BIT(type) (UINT32_C(1) << (type))

/* "lei", "name+country", ...; static. */
const char *psi_key_type_name(enum psi_key_type type);

bool psi_key_type_from_name(
    enum psi_key_type *out, const char *name, size_t len);

/* What is made when nothing else is asked for. */
uint32_t psi_key_types_default(void);

/*
 * Read a list of types separated by commas. Returns 0, or PSI_E_ARG for a
 * type that does not exist and for an empty list.
 */
int psi_key_types_parse(uint32_t *out, const char *list, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

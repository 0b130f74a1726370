#include "terms/keytype.h"

#include <string.h>

#include "base/cell.h"
#include "psi/normalize.h"

#include "base/error.h"

static const char *const type_names[PSI_NUM_KEY_TYPES] = {
	[PSI_KEY_LEI] = "lei",
	[PSI_KEY_REGNO] = "regno",
	[PSI_KEY_VAT] = "vat",
	[PSI_KEY_DUNS] = "duns",
	[PSI_KEY_DOMAIN] = "domain",
	[PSI_KEY_NAME_COUNTRY] = "name+country",
	[PSI_KEY_NAME] = "name",
	[PSI_KEY_LOOSE_COUNTRY] = "loose+country",
	[PSI_KEY_LOOSE] = "loose",
	[PSI_KEY_CORE_COUNTRY] = "core+country",
	[PSI_KEY_CORE] = "core",
	[PSI_KEY_HOST] = "host",
	[PSI_KEY_LABEL_COUNTRY] = "label+country",
	[PSI_KEY_FAMILY] = "family",
	[PSI_KEY_ENTITY] = "entity",
	[PSI_KEY_AGREED_ID] = "agreed-id",
};

const char *
psi_key_type_name(enum psi_key_type type)
{
	return type < PSI_NUM_KEY_TYPES ? type_names[type] : "?";
}

bool
psi_key_type_from_name(enum psi_key_type *out, const char *name, size_t len)
{
	for (int i = 0; i < PSI_NUM_KEY_TYPES; i++) {
		if (psi_text_is(name, len, type_names[i])) {
			*out = (enum psi_key_type)i;
			return true;
		}
	}
	return false;
}

uint32_t
psi_key_types_default(void)
{
	/*
	 * An agreed id and an entity exist only where they were agreed on,
	 * and a family says that two accounts are related, not that they are
	 * the same. `core` finds little more than `core+country` but wrong
	 * pairs. The rest is about six keys for an account with a name, a
	 * website and a country: `loose+country` goes out only where `loose`
	 * does not.
	 */
	return (PSI_KEY_BIT(PSI_NUM_KEY_TYPES) - 1) &
	    ~(PSI_KEY_BIT(PSI_KEY_CORE) | PSI_KEY_BIT(PSI_KEY_AGREED_ID) |
		PSI_KEY_BIT(PSI_KEY_ENTITY) | PSI_KEY_BIT(PSI_KEY_FAMILY));
}

int
psi_key_types_parse(uint32_t *out, const char *list, struct psi_error *err)
{
	uint32_t types = 0;

	for (;;) {
		size_t len = strcspn(list, ",");
		enum psi_key_type type;

		if (!psi_key_type_from_name(&type, list, len)) {
			return psi_refuse(err, PSI_E_ARG, 0,
			    "the types are lei, regno, vat, duns, domain, "
			    "name+country, name, loose+country, loose, "
			    "core+country, core, host, label+country, family "
			    "and agreed-id",
			    "there is no such type of key: '%.*s'", (int)len,
			    list);
		}
		types |= PSI_KEY_BIT(type);
		if (list[len] == '\0')
			break;
		list += len + 1;
	}
	*out = types;
	return 0;
}

const char *
psi_key_type_at(size_t i)
{
	return i < PSI_NUM_KEY_TYPES ? type_names[i] : NULL;
}

bool
psi_key_type_is_default(const char *name)
{
	enum psi_key_type type;

	return psi_key_type_from_name(&type, name, strlen(name)) &&
	    (psi_key_types_default() & PSI_KEY_BIT(type)) != 0;
}

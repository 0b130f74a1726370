/* What a list of accounts is made by (accounts.h). */
#ifndef PSI_LIST_ACCOUNTS_CONFIG_H
#define PSI_LIST_ACCOUNTS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "list/event.h"
#include "list/header.h"
#include "list/population_rules.h"
#include "normal/country.h"

struct psi_directory;
struct psi_normalizer;
struct psi_scratch;

struct psi_accounts_config {
	const struct psi_normalizer *normalizer;
	const struct psi_mapping *mapping;
	/* NULL: the defaults. */
	const struct psi_population_rules *rules;
	enum psi_population default_population;
	/* Of the rows that name none, whatever their export; "" for none. */
	char country[PSI_COUNTRY_CHARS];
	uint32_t types;
	/* NULL: none. */
	const struct psi_directory *directory;
	/* More exports follow the first. */
	bool several;
	/* Also count names that several accounts have. */
	bool judge;
	struct psi_listener listener;
	/* The most bytes that may be taken for the list, and where it goes that
	 * needs more. 0 or NULL: as many as it needs. */
	size_t memory;
	const struct psi_scratch *scratch;
};

#endif

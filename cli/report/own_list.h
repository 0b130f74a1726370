/* What psi-report and psi-diff ask of your list: of one export, or of several
 * that are read as one. */
#ifndef PSI_CLI_REPORT_OWN_LIST_H
#define PSI_CLI_REPORT_OWN_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"
#include "psi/normalize.h"

#include "table/tablefiles.h"

/* Count the accounts of the list by population, as psi-normalize does, for
 * shares. *customers is their number of customers. `normalizer` puts the rows
 * of several exports together; NULL will do for one. */
int psi_own_list_count(struct psi_mapping *mapping,
    const struct psi_tablefile_paths *paths,
    const struct psi_normalizer *normalizer, uint64_t *customers,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A list, opened for psi_mapping_changes: its rows, and the column of the
 * account's id, from 1; 0 where there is none. Not moved while it is open. */
struct psi_own_list {
	const struct psi_source *source;
	size_t column;
	struct psi_infile in;
	/* Of several exports: their rows as one CSV, the account first. */
	struct psi_source rows;
	char *text;
	size_t len;
	size_t room;
	size_t pos;
	/* For a row that there is no memory for; the library only says that it was
	 * stopped. */
	bool is_short;
};

#define PSI_OWN_LIST_INIT                                                      \
	{                                                                      \
		.in = PSI_INFILE_INIT                                          \
	}

int psi_own_list_open(struct psi_own_list *list,
    const struct psi_tablefile_paths *paths,
    const struct psi_normalizer *normalizer, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_own_list_close(struct psi_own_list *list);

#endif

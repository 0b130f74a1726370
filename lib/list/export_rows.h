/*
 * The rows of several exports of one company, each with the account that it
 * belongs to: found as psi_normalize_lists finds it.
 */
#ifndef PSI_LIST_EXPORT_ROWS_H
#define PSI_LIST_EXPORT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"
#include "psi/normalize.h"

#include "base/cell.h"
#include "list/sheet.h"

struct psi_export_row {
	/* The number of the export, from 0. */
	unsigned int list;
	/* Accounts are numbered as they come. */
	uint32_t account;
	/* Of the account's first row: what it is called. */
	struct psi_cell id;
	/* It is the account's first row. */
	bool first;
	const struct psi_record *record;
};

struct psi_export_rows {
	const struct psi_normalizer *normalizer;
	const struct psi_source *const *sources;
	/* From 1 to PSI_NORMALIZE_LISTS_MAX. */
	size_t num_sources;
	/* Encoding, delimiter, maps, skip_lines and country of it count. */
	const struct psi_normalize_options *options;
	/* An export begins; the sheet lives until its last row. */
	int (*begin)(void *cookie, unsigned int list,
	    const struct psi_sheet *sheet, struct psi_error *err);
	int (*row)(void *cookie, const struct psi_export_row *row,
	    struct psi_error *err);
	void *cookie;
};

/* Read all rows. Returns as psi_normalize_lists, or what a callback returned;
 * *list is the number of the export that was being read. */
int psi_export_rows_read(const struct psi_export_rows *rows, unsigned int *list,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

/*
 * log.csv: when,run,step,file,digest,outcome. Append-only, a line for each
 * step; no account data, no name of the partner's, and nothing of ours that a
 * spreadsheet would take for a formula. It also remembers what a person has
 * approved, and which files were made, taken and refused, so that a call knows
 * after a kill what the one before it had done.
 */
#ifndef PSI_CLI_RUN_JOURNAL_H
#define PSI_CLI_RUN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/csv_text.h"

struct psi_run_entry {
	const char *when;
	/* Days since 1970-01-01. */
	int32_t day;
	uint32_t run;
	const char *step;
	const char *file;
	const char *digest;
	const char *outcome;
};

struct psi_run_journal {
	const char *path;
	int fd;
	struct psi_run_entry *entries;
	size_t num;
	size_t room;
	/* What the entries that were read point into. */
	struct psi_run_table table;
	/* Texts of those that were added. */
	char **owned;
	size_t num_owned;
};

#define PSI_RUN_JOURNAL_INIT                                                   \
	{                                                                      \
		NULL, -1, NULL, 0, 0, PSI_RUN_TABLE_INIT, NULL, 0              \
	}

/*
 * Open the log, to be appended to where `writes`; then a last line that a
 * killed process left without its end goes. Returns 0; PSI_E_INPUT, with the
 * line, for a damaged one; PSI_E_IO; PSI_E_NOMEM.
 */
int psi_run_journal_open(struct psi_run_journal *journal, const char *path,
    bool writes, struct psi_error *err) __attribute__((warn_unused_result));
void psi_run_journal_close(struct psi_run_journal *journal);

/* Append an entry, of now; it is on the disk when this returns 0. */
int psi_run_journal_add(struct psi_run_journal *journal,
    const struct psi_run_entry *entry, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The last entry of a step; of this run, file, digest where these are not 0 or
 * NULL. NULL where there is none.
 */
const struct psi_run_entry *psi_run_journal_find(
    const struct psi_run_journal *journal, uint32_t run, const char *step,
    const char *file, const char *digest);

/* Is it the end of a run that came to a result? */
bool psi_run_has_result(const struct psi_run_entry *entry);

/* The last day in the log; INT32_MIN for none. */
int32_t psi_run_journal_last_day(const struct psi_run_journal *journal);

#endif

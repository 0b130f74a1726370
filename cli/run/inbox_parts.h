/*
 * Files of the inbox that came in numbered parts. Parts stay where they are until
 * all of a file are there; then they are read as that file.
 */
#ifndef PSI_CLI_RUN_INBOX_PARTS_H
#define PSI_CLI_RUN_INBOX_PARTS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "run/incoming.h"
#include "run/run.h"

/* A part that lies in the inbox. */
struct psi_run_part {
	char name[NAME_MAX + 1];
	struct psi_run_incoming incoming;
	/* It was looked at with the others of its file. */
	bool is_done;
};

struct psi_run_parts {
	struct psi_run_part *part;
	size_t num;
	size_t room;
};

/* Remember a part; `incoming` has seen PSI_RUN_SEEN_PART. */
int psi_run_parts_add(struct psi_run_parts *parts,
    const struct psi_run_incoming *incoming, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_run_parts_clear(struct psi_run_parts *parts);

/*
 * Join the parts of the file that part `i` is of, into the private copy
 * (PSI_RUN_COPY); *is_whole is false where some are missing, of which *missing
 * has the numbers then. Parts that do not make one file are PSI_E_DIGEST and its
 * like.
 */
int psi_run_parts_join(const struct psi_run *run,
    const struct psi_run_parts *parts, size_t i, bool *is_whole,
    char missing[64], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Are these two of one file? */
bool psi_run_parts_match(
    const struct psi_run_incoming *a, const struct psi_run_incoming *b);

#endif

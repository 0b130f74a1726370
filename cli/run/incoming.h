/*
 * One file of the inbox, which is a stranger's: opened without following a
 * link or waiting for a pipe, copied privately, and only the copy is looked at.
 */
#ifndef PSI_CLI_RUN_INCOMING_H
#define PSI_CLI_RUN_INCOMING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "psi/error.h"
#include "psi/inspect.h"

#include "run/run.h"

enum psi_run_seen {
	/* A whole file of the partner's, for a run under our agreement. */
	PSI_RUN_SEEN_GOOD,
	/* A whole agreement. */
	PSI_RUN_SEEN_AGREEMENT,
	/* One of the parts of a file of the partner's. */
	PSI_RUN_SEEN_PART,
	/* Its closing record is not there yet. */
	PSI_RUN_SEEN_PARTIAL,
	/* No regular file; or too large. It stays where it is. */
	PSI_RUN_SEEN_ODD,
	PSI_RUN_SEEN_LARGE,
	/* Not for us, or damaged: `why` says it. */
	PSI_RUN_SEEN_BAD,
	/* It went while we looked. */
	PSI_RUN_SEEN_GONE
};

struct psi_run_incoming {
	/* In the inbox: a stranger's words. */
	const char *name;
	struct stat st;
	enum psi_run_seen seen;
	enum psi_file_kind kind;
	char from;
	uint32_t run;
	unsigned int revision;
	/* Of the agreement that it says it was made under. */
	char agreement[PSI_RUN_HEX_CHARS];
	/* Of all bytes; and the file's own, "" where there is none. */
	char raw[PSI_RUN_HEX_CHARS];
	char digest[PSI_RUN_HEX_CHARS];
	/* Of a part: which of how many, and the digest of the file. */
	unsigned int part;
	unsigned int num_parts;
	char whole[PSI_RUN_HEX_CHARS];
	struct psi_error why;
	char looks_like[64];
	/* It was whole when it came; `name` is that in held/, with its run, its
	 * kind and its digest. */
	bool was_held;
};

/* Where the private copy is. */
#define PSI_RUN_COPY "work/incoming.csv"

/* The agreement of the open session where that is not the folder's, else NULL,
 * and our role in it: the parties may have changed places since. */
struct psi_run_older {
	struct psi_agreement *agreement;
	char role;
};

/*
 * Look at inbox/NAME. Returns 0 with what was seen; PSI_E_IO, PSI_E_NOMEM where
 * our own disk or memory fails.
 */
int psi_run_incoming(const struct psi_run *run,
    struct psi_run_incoming *incoming, const char *name,
    const struct psi_run_older *older, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same for what was joined from parts and is the private copy now. */
int psi_run_incoming_joined(const struct psi_run *run,
    struct psi_run_incoming *incoming, const struct psi_run_older *older,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Take it out of the inbox, if it is still what was copied. */
void psi_run_incoming_remove(
    const struct psi_run *run, const struct psi_run_incoming *incoming);

/* What its kind is called in names of files: "blinded", "evaluated",
 * "answer", "claims", "fields". */
const char *psi_run_kind_word(const struct psi_run_incoming *incoming);

#endif

/* An output that is cut into numbered parts: name.part-1-of-3.csv and so on. */
#ifndef PSI_CLI_OUTPARTS_H
#define PSI_CLI_OUTPARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "kit/opt.h"

struct psi_cli;
struct psi_outfile;

#define PSI_OPT_SPLIT                                                          \
	{                                                                      \
		"split", 0, false, "SIZE",                                     \
		    "Write numbered parts of at most SIZE bytes, such as 20M " \
		    "or 500K, where the file is larger: "                      \
		    "NAME.part-1-of-3.csv and so on. Your partner gives all "  \
		    "of them to one step. Mail adds about a third to an "      \
		    "attachment.",                                             \
		    NULL, NULL                                                 \
	}

/* "20M" as a number of bytes, PSI_PART_BYTES_MIN or more; false for what is no
 * such size. M is a million, so that what a mail system calls 20 MB is enough for
 * it either way. */
bool psi_outparts_size(const char *text, uint64_t *out);

/* --split, which needs --output; 0 where it was not given. Returns 0 or
 * PSI_CLI_USAGE. */
int psi_outparts_option(const struct psi_cli *cli, uint64_t *max_bytes,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Have an output, which is not open yet, cut into parts of at most this many
 * bytes; 0 for never. */
void psi_outparts_cut(struct psi_outfile *out, uint64_t max_bytes);

/* "send 'acme.csv'", "send this file" where it went to standard output, or "send the 3 parts acme.part-1-of-3.csv to
 * acme.part-3-of-3.csv, one in each mail"; for a next step. Static. */
const char *psi_outparts_words(const char *path, uint32_t num);

#endif

/*
 * Files that came from a partner, as they are given to a step: one, or the parts
 * that it was cut into, in any order. One that mail, an archive or another program
 * changed on its way, and one that is for another step, is named as what it is,
 * with the way out, before the library reads it.
 */
#ifndef PSI_CLI_PARTNERFILE_H
#define PSI_CLI_PARTNERFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"
#include "psi/io.h"
#include "psi/part.h"

#include "kit/infile.h"
#include "table/known.h"

struct psi_partnerfile {
	/* Give this to the library; valid while the file is open, and only as
	 * long as the structure is not moved. */
	struct psi_source source;
	enum psi_known_use use;
	struct psi_infile *in;
	size_t num;
	/* Of parts: all their sources, and what reads them. */
	struct psi_source *sources;
	struct psi_parts *parts;
	bool has_begun;
	/* A part was refused, and not what it holds. */
	bool is_bad;
	/* The one that a refusal is about. */
	size_t blamed;
	/* Who made it, as it says itself, 'a' or 'b'; '\0' where it does not. And
	 * the line that says it. */
	char from;
	uint64_t from_line;
	/* Nothing came: an empty file, or nobody wrote to the pipe. */
	bool is_empty;
};

#define PSI_PARTNERFILE_INIT                                                   \
	{                                                                      \
		{ NULL, NULL }, PSI_FOR_EXCHANGE, NULL, 0, NULL, NULL, false,  \
		    false, 0, '\0', 0, false                                   \
	}

/*
 * As psi_infile_open, for `num` paths, at least one; they live as long as the
 * program. What the files are shows when the first byte is read: the source then
 * returns PSI_E_GRAMMAR for what this use cannot take, and PSI_E_MISMATCH for
 * parts that do not make one file.
 */
int psi_partnerfile_open(struct psi_partnerfile *file, const char *const *paths,
    size_t num, enum psi_known_use use, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * After the output was refused with `rc`, before anything was read: where it is there
 * already, a file of the wrong kind is the mistake to tell of first. Returns the code
 * that holds.
 */
int psi_partnerfile_blame(
    struct psi_partnerfile *file, int rc, struct psi_error *err);

/*
 * After the library failed with `rc`: whether a part was changed on its way, which
 * is then the failure, in `err`. Returns the code that holds.
 */
int psi_partnerfile_judge(
    struct psi_partnerfile *file, int rc, struct psi_error *err);

/* The path to blame for what is wrong with it. */
const char *psi_partnerfile_path(const struct psi_partnerfile *file);

/* Closing what was never opened is fine. */
void psi_partnerfile_close(struct psi_partnerfile *file);

#endif

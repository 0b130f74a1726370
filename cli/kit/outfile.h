/*
 * An output: a file that appears only when it is complete, or standard
 * output.
 *
 *	if ((rc = psi_outfile_open(&out, path, flags, err)) != 0)
 *		goto out;
 *	... write to out.sink ...
 *	rc = psi_outfile_commit(&out, err);
 * out:
 *	psi_outfile_close(&out);
 *
 * What is written goes to a temporary file beside the target, which is synced
 * and renamed by commit; standard output is held back (in memory while it is
 * small, then in a nameless temporary file in TMPDIR) and written by commit.
 * So nothing can be seen before commit, and nothing remains after a failure
 * or a signal.
 *
 * The module remembers the outputs that are open, to find two that are the
 * same; close takes them off, so nothing is left for a later step of the same
 * process. Standard output can be committed once in a process: whoever makes
 * more outputs names files.
 */
#ifndef PSI_CLI_OUTFILE_H
#define PSI_CLI_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "psi/error.h"
#include "psi/io.h"

/* Replace an existing file: for --force. */
#define PSI_OUTFILE_FORCE 1U
/* Mode 0600 whatever the umask: for what is nobody else's business. */
#define PSI_OUTFILE_PRIVATE 2U
/* Standard output need not wait for commit: for filters whose input needs no
 * verification. */
#define PSI_OUTFILE_STREAM 4U

struct psi_outfile;

/* The bytes of an output that was written, from the beginning each time that
 * `rewind` was called with the cookie of the source. */
struct psi_outfile_again {
	struct psi_source source;
	int (*rewind)(void *cookie, struct psi_error *err);
};

/*
 * Commit an output in parts of at most max_bytes: all of them, or none. *num is
 * how many there are; where that is 1, nothing was written.
 */
typedef int psi_outfile_cut(const struct psi_outfile *whole,
    const struct psi_outfile_again *in, uint32_t *num, struct psi_error *err);

struct psi_outfile {
	/* Give this to the library; valid until commit or close, and only as
	 * long as the structure is not moved. */
	struct psi_sink sink;
	/* As it was opened. */
	const char *path;
	unsigned int flags;
	/* Where bytes go now; -1 while they only gather in buf. */
	int fd;
	/* Where held bytes go at commit: standard output or a device; -1 for
	 * a file with a name. */
	int direct_fd;
	/* The temporary file's name and slot in cli/cleanup; NULL, -1. */
	char *temp;
	int cleanup;
	uint8_t *buf;
	size_t len;
	/* Set before it is opened: psi_outfile_commit has a file with a name
	 * that is larger cut into parts of so many bytes by `cut`
	 * (kit/outparts.h), and sets how many; 0 for never. */
	uint64_t max_bytes;
	psi_outfile_cut *cut;
	uint32_t num_parts;
	bool committed;
	struct psi_outfile *next_open;
	dev_t dir_dev;
	ino_t dir_ino;
};

#define PSI_OUTFILE_INIT                                                       \
	{                                                                      \
		{ NULL, NULL }, NULL, 0, -1, -1, NULL, -1, NULL, 0, 0, NULL,   \
		    0, false, NULL, 0, 0                                       \
	}

/*
 * Begin an output; NULL or "-" is standard output. Open all inputs first: an
 * output that is one of them (by device and inode) is refused, as is one that
 * exists (without PSI_OUTFILE_FORCE) or that is another output of this run.
 * A device or pipe that exists (/dev/null) is written to as standard output.
 *
 * Returns 0, PSI_CLI_USAGE or PSI_E_EXISTS for those, or PSI_E_IO.
 */
int psi_outfile_open(struct psi_outfile *out, const char *path,
    unsigned int flags, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Text for people or machines, as by printf. */
int psi_outfile_text(
    struct psi_outfile *out, struct psi_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4))) __attribute__((warn_unused_result));

/*
 * Give the output its name, synced, its folder too. Standard output is
 * flushed and closed. Returns 0, PSI_E_IO, PSI_E_EXISTS if the name was taken
 * meanwhile, or PSI_CLI_PIPE.
 */
int psi_outfile_commit(struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Commit several outputs: all are complete on the disk before the first gets
 * its name, and names already given are taken back if a later one fails
 * (unless they replaced a file). Entries may be NULL.
 */
int psi_outfile_commit_all(struct psi_outfile *const *outs, size_t num_outs,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Release; what was not committed is removed. Closing what was never opened
 * is fine. */
void psi_outfile_close(struct psi_outfile *out);

#endif

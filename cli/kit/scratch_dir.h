/*
 * A psi_scratch (psi/io.h) over a private folder: files without a name where
 * the system has them, which go with the process. Elsewhere their name is that
 * of the folder's temporary files, which the next one that locks the folder
 * removes (store_dir.h), as it does after a kill.
 */
#ifndef PSI_CLI_SCRATCH_DIR_H
#define PSI_CLI_SCRATCH_DIR_H

#include <stdbool.h>

#include "psi/io.h"

struct psi_scratch_dir {
	/* For messages, and to be opened when the first file is made. */
	const char *path;
	int dir_fd;
	/* It is not ours alone. */
	bool is_temp;
	/* A call failed. */
	bool has_failed;
};

#define PSI_SCRATCH_DIR_INIT                                                   \
	{                                                                      \
		NULL, -1, false, false                                         \
	}

/* Nothing is touched before a file is made. `path` must live as long. */
void psi_scratch_dir_init(
    struct psi_scratch_dir *dir, struct psi_scratch *out, const char *path);

/*
 * The same over a folder for temporary files of anybody, that of --temp: where
 * its files have names, these are cleanup.h's, and what a kill left is removed
 * when the next one is made there. With NULL that of the system: TMPDIR, or
 * /tmp.
 */
void psi_scratch_dir_init_temp(
    struct psi_scratch_dir *dir, struct psi_scratch *out, const char *path);

/* Every file has been dropped. */
void psi_scratch_dir_close(struct psi_scratch_dir *dir);

#endif

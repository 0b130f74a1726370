/* Several lists that are read as one: the exports of --accounts. */
#ifndef PSI_CLI_TABLEFILES_H
#define PSI_CLI_TABLEFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"
#include "psi/io.h"
#include "psi/normalize.h"

#include "kit/infile.h"

struct psi_cli;

/* Paths of lists, in their order; they live as long as the program. */
struct psi_tablefile_paths {
	const char *path[PSI_NORMALIZE_LISTS_MAX];
	size_t num;
};

/* The values of an option that can be repeated. Returns 0, or PSI_CLI_USAGE for
 * more than PSI_NORMALIZE_LISTS_MAX. */
int psi_tablefile_paths_read(struct psi_tablefile_paths *paths,
    const struct psi_cli *cli, const char *option, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is one of them standard input? */
bool psi_tablefile_paths_have_stdin(const struct psi_tablefile_paths *paths);

struct psi_tablefiles {
	struct psi_infile in[PSI_NORMALIZE_LISTS_MAX];
	/* Those that are open. */
	const struct psi_source *source[PSI_NORMALIZE_LISTS_MAX];
	size_t num;
};

/* Open them all, each as psi_tablefile_open; closed by psi_tablefiles_close in
 * any case. The structure is not moved while they are open. */
int psi_tablefiles_open(struct psi_tablefiles *files,
    const struct psi_tablefile_paths *paths, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_tablefiles_close(struct psi_tablefiles *files);

/* The path of one of them, for psi_diag_file. */
const char *psi_tablefiles_path(const struct psi_tablefiles *files, size_t i);

/* Of lists that psi_tablefile_open opened and that are read one after the other, as
 * psi_normalize_lists does, the path of the one that is being read; of the first
 * where none is yet. */
const char *psi_tablefiles_being_read(const struct psi_infile *in, size_t num);

#endif

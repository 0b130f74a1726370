#include "table/tablefiles.h"

#include <stdbool.h>
#include <string.h>

#include "kit/diag.h"
#include "kit/tool.h"
#include "table/tablefile.h"

int
psi_tablefile_paths_read(struct psi_tablefile_paths *paths,
    const struct psi_cli *cli, const char *option, struct psi_error *err)
{
	size_t num = psi_cli_count(cli, option);

	if (num > PSI_NORMALIZE_LISTS_MAX)
		return psi_usage(err, "at most %d exports can be read as one",
		    PSI_NORMALIZE_LISTS_MAX);
	for (size_t i = 0; i < num; i++)
		paths->path[i] = psi_cli_nth(cli, option, i);
	paths->num = num;
	return 0;
}

bool
psi_tablefile_paths_have_stdin(const struct psi_tablefile_paths *paths)
{
	for (size_t i = 0; i < paths->num; i++)
		if (strcmp(paths->path[i], "-") == 0)
			return true;
	return false;
}

int
psi_tablefiles_open(struct psi_tablefiles *files,
    const struct psi_tablefile_paths *paths, struct psi_error *err)
{
	static const struct psi_infile closed = PSI_INFILE_INIT;

	files->num = 0;
	for (size_t i = 0; i < paths->num; i++) {
		int rc;

		files->in[i] = closed;
		rc = psi_tablefile_open(&files->in[i], paths->path[i], err);
		files->num = i + 1;
		if (rc != 0)
			return rc;
		files->source[i] = &files->in[i].source;
	}
	return 0;
}

void
psi_tablefiles_close(struct psi_tablefiles *files)
{
	for (size_t i = 0; i < files->num; i++)
		psi_infile_close(&files->in[i]);
	files->num = 0;
}

const char *
psi_tablefiles_path(const struct psi_tablefiles *files, size_t i)
{
	return i < files->num ? files->in[i].path : NULL;
}

const char *
psi_tablefiles_being_read(const struct psi_infile *in, size_t num)
{
	size_t i = num - 1;

	/* Whoever begins to read one looks what it is. */
	while (i > 0 && in[i].look != NULL)
		i--;
	return in[i].path;
}

#include "mapping/partner_files.h"

#include <string.h>

void
psi_partner_files_begin(struct psi_partner_files *files)
{
	files->file++;
}

/* Is it the partner of the last row? */
static bool
is_last(const struct psi_partner_files *files, struct psi_cell partner)
{
	const char *name;
	size_t len;

	if (files->of.num == 0)
		return false;
	name = psi_text_table_get(&files->names, files->last, &len);
	/* Names of partners are no secret. */
	return len == partner.len &&
	    (len == 0 || memcmp(name, partner.text, len) == 0);
}

int
psi_partner_files_add(struct psi_partner_files *files, struct psi_cell partner,
    struct psi_error *err)
{
	const struct psi_partner_file first = { files->file, false };
	struct psi_partner_file *of;
	bool is_new = false;
	int rc = 0;

	if (!is_last(files, partner))
		rc = psi_text_table_add(&files->names, partner.text,
		    partner.len, &files->last, &is_new, err);
	if (rc == 0 && is_new)
		rc = psi_partner_file_array_add(&files->of, &first, err);
	if (rc != 0)
		return rc;
	of = &files->of.at[files->last];
	if (of->file != files->file && !of->is_repeated) {
		of->is_repeated = true;
		files->num_repeated++;
	}
	return 0;
}

void
psi_partner_files_clear(struct psi_partner_files *files)
{
	psi_text_table_clear(&files->names);
	psi_partner_file_array_clear(&files->of);
	memset(files, 0, sizeof *files);
}

/* What a file is by its first bytes, before anything in it is checked. */
#ifndef PSI_SESSION_FILE_KIND_H
#define PSI_SESSION_FILE_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "psi/inspect.h"

/* The kind that the first lines name, PSI_FILE_UNKNOWN for none of ours; *name is
 * what psi-inspect(1) calls it. */
enum psi_file_kind psi_file_kind_of(
    const char **name, const uint8_t *in, size_t in_len);

/* Of what is none of ours: what it looks like, such as a file of ours that a mail
 * program or a spreadsheet has changed, an archive or a table; NULL where nothing is known of it. */
const char *psi_file_looks_like(const uint8_t *in, size_t in_len);

#endif

/* What is said beside an answer. */
#ifndef PSI_CLI_REPORT_NOTES_H
#define PSI_CLI_REPORT_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/mapping.h"

/* What the first `num` questions could not decide; which columns and values no
 * pair has, and what stands there instead. Each is said once. */
void psi_notes_questions(const struct psi_mapping *mapping, size_t num);

/* What becomes of the pairs that were read, where not all of them count: by this
 * the numbers of psi-join, of the answers and of psi-motions can be compared. */
void psi_notes_pairs(const struct psi_mapping *mapping);

/* That there were no pairs, or those of a partner in more than one file; what
 * could not be read in columns of ours. */
void psi_notes_files(const struct psi_mapping *mapping, bool is_one_file);

/* What is to be said of two files that were compared. */
void psi_notes_changes(const struct psi_mapping_changed *changed);

#endif

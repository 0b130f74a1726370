/* A text of our own as a source. */
#ifndef PSI_MAPPING_TEXT_SOURCE_H
#define PSI_MAPPING_TEXT_SOURCE_H

#include "base/cell.h"
#include "psi/io.h"

struct psi_text_source {
	struct psi_cell rest;
};

/* `text` and `state` must live as long as the source. */
struct psi_source psi_text_source(
    struct psi_text_source *state, const char *text);

#endif

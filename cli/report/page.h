/*
 * One HTML file that answers every question: no network, no script from
 * elsewhere, complete without script.
 *
 * Text of lists and partners stands in text nodes only, escaped, within
 * <bdi>: never in a script, a style, an attribute, an id, an address, a
 * comment or an image.
 */
#ifndef PSI_CLI_REPORT_PAGE_H
#define PSI_CLI_REPORT_PAGE_H

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_mapping_tool;
struct psi_outfile;

/* The page shows at most so many accounts, by rank. */
#define PSI_PAGE_ACCOUNTS_MAX 5000

int psi_page_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

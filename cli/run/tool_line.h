/* A command line in memory, for the helper that psi-motions and psi-report
 * share: it takes its files and options from one. */
#ifndef PSI_CLI_RUN_TOOL_LINE_H
#define PSI_CLI_RUN_TOOL_LINE_H

#include "psi/error.h"

struct psi_cli;
struct psi_run_line;

/* NULL where there is no memory. Free with psi_run_line_free. */
struct psi_run_line *psi_run_line_new(void);
void psi_run_line_free(struct psi_run_line *line);

/* Add a word, or an option and its value, unless that is NULL. Copied. Returns
 * 0 or PSI_E_NOMEM. */
int psi_run_line_add(struct psi_run_line *line, const char *word,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_run_line_add_two(struct psi_run_line *line, const char *option,
    const char *value, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Take it apart, once all is added. */
int psi_run_line_parse(struct psi_run_line *line, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After it was parsed; as long as the line. */
const struct psi_cli *psi_run_line_cli(const struct psi_run_line *line);

#endif

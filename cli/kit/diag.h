/*
 * What a tool says to the person at the terminal: errors, hints, warnings
 * and notes, all on standard error. Nothing else in cli/ writes there, but
 * for cli/progress.
 *
 * Whatever is printed is escaped as a whole, so a file name or a text of the
 * partner cannot drive the terminal; callers need not think of it.
 */
#ifndef PSI_CLI_DIAG_H
#define PSI_CLI_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "kit/exitcode.h"

/* Room for every text of an agreement, which has at most 2,000 bytes. */
#define PSI_ESCAPED_TERM_BYTES 8192

/* A partner's words in a message, such as its name: within quotes, of which it has none itself,
 * so that its words are not taken for ours, and not all of a long one, which could
 * fill lines of the terminal. */
#define PSI_SHORT_NAME_BYTES 66
void psi_short_name(char out[PSI_SHORT_NAME_BYTES], const char *name);

/* Set once by cli/tool: the name that starts each line, and --quiet. */
void psi_diag_init(const char *tool);
void psi_diag_quiet(bool quiet);
bool psi_diag_is_quiet(void);

/* Called before a line is printed: takes off the screen what stands there for a
 * moment only (cli/progress). */
void psi_diag_before(void (*clear)(void));

/* "psi-blind: ..." unless --quiet: what was done. */
void psi_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "psi-blind: next: ..." unless --quiet: what the person does next. */
void psi_next(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "psi-blind: warning: ...", always. */
void psi_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Print a failure: "psi-blind: error: FILE:LINE: text: reason" and its hint.
 * Called once, by cli/tool, with what run() returned.
 */
void psi_diag_error(const struct psi_error *err);

/*
 * Say which file a failure is about: pass the result of the call that read
 * it through this. The first file blamed stays. Failures of the system name
 * their file themselves and ignore this. The path is copied; "-" becomes
 * "standard input". Returns `code`.
 *
 *	rc = psi_diag_file(psi_x_read(..., &in.source, err), path);
 */
int psi_diag_file(int code, const char *path);

/* The file that is blamed now; "" for none. */
const char *psi_diag_blamed(void);

/* Blame nobody any more: between two steps of one process. */
void psi_diag_forget(void);

/*
 * Errors are filled as in the library, by psi_error_set and its kin
 * (psi/error.h). This is a mistake on the command line: exit status 2.
 */
#define psi_usage(err, ...) psi_error_set(err, PSI_CLI_USAGE, __VA_ARGS__)

#endif

/*
 * The step of psi-normalize as functions, for programs that run several steps:
 * they know paths and options of the library, and no command line.
 *
 *	struct psi_step_normalize step;
 *
 *	psi_step_normalize_init(&step);
 *	step.agreement_path = "agreement.csv";
 *	step.output = "keys.csv";
 *	if ((rc = psi_step_normalize_terms(&step, err)) == 0 &&
 *	    (rc = psi_step_normalize_open(&step, exports, 1, err)) == 0)
 *		rc = psi_step_normalize_keys(&step, err);
 *	psi_step_normalize_close(&step);
 */
#ifndef PSI_CLI_STEP_NORMALIZE_H
#define PSI_CLI_STEP_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/agreement.h"
#include "psi/normalize.h"

#include "agree/agree.h"
#include "kit/infile.h"
#include "step/normalize.h"
#include "kit/outfile.h"
#include "kit/scratch_dir.h"

struct psi_step_normalize {
	/* From the caller: paths, NULL for what is not there. They outlive the
	 * step. */
	const char *agreement_path;
	const char *suffix_list;
	const char *directory_path;
	const char *rules_path;
	const char *overrides_path;
	const char *exclude_path;
	const char *rejects_path;
	/* NULL is standard output. */
	const char *output;
	/* Replace outputs that exist. */
	bool force;
	/* The most memory for the list; 0: a quarter of the machine's, and for
	 * what is made in memory only (psi/normalize.h) all that it needs. */
	uint64_t memory;
	/* Where goes what does not fit; NULL: where the system has such files. */
	const char *temp;
	/* From the caller: encoding, delimiter, maps, types, population,
	 * skip_lines and source_date. Without types those of the agreement are
	 * made, without a date that of the oldest export counts. */
	struct psi_normalize_options options;

	/* What the step opens and makes. */
	struct psi_agree_list list;
	struct psi_agreement *agreement;
	struct psi_directory *directory;
	struct psi_normalize_report *report;
	struct psi_infile in[PSI_NORMALIZE_LISTS_MAX];
	size_t num_in;
	struct psi_infile rules;
	struct psi_infile overrides;
	struct psi_infile exclude;
	struct psi_outfile out;
	struct psi_outfile rejects_out;
	struct psi_rejects rejects;
	struct psi_scratch scratch;
	struct psi_scratch_dir scratch_dir;
	char date[sizeof "YYYY-MM-DD"];
	/* Types of an agreement, separated by commas. */
	char types[512];
};

void psi_step_normalize_init(struct psi_step_normalize *step);

/* Close and free everything; what was not finished leaves no file. After init
 * always allowed. */
void psi_step_normalize_close(struct psi_step_normalize *step);

/*
 * Read the public-suffix list, the agreement and the directory, and check that
 * they go with each other and with the rules of this program. Returns 0;
 * PSI_E_AGREEMENT where they do not; what reading them returned.
 */
int psi_step_normalize_terms(struct psi_step_normalize *step,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Open the exports, at least one ("-" is standard input), the tables of rules
 * and the output; after psi_step_normalize_terms. Returns 0; PSI_CLI_USAGE for
 * more exports than PSI_NORMALIZE_LISTS_MAX; what opening them returned.
 */
int psi_step_normalize_open(struct psi_step_normalize *step,
    const char *const *exports, size_t num_exports, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Write the keys, and the rejects where they have a path: both files or none of
 * them. Afterwards `report` has the counts. A list without keys is no error.
 */
int psi_step_normalize_keys(struct psi_step_normalize *step,
    struct psi_error *err) __attribute__((warn_unused_result));

enum psi_check_form { PSI_CHECK_TEXT, PSI_CHECK_CSV, PSI_CHECK_HTML };

/* Write how fit the list is instead of its keys, and what to repair first. The
 * CSV has only the counts. */
int psi_step_normalize_check(struct psi_step_normalize *step,
    enum psi_check_form form, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Say what was counted, and what to look at, on standard error; after either of
 * the two above. */
void psi_step_normalize_say_keys(const struct psi_step_normalize *step);
void psi_step_normalize_say_check(const struct psi_step_normalize *step);

/* What the library calls a wrong argument is a wrong option; everything else is
 * the fault of the first export. Returns the code, also kept in `err`. */
int psi_step_normalize_blame(const struct psi_step_normalize *step, int rc,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

/*
 * The folder of one partner while psi-run works with it: what is open, what is
 * known, and what a person must be told. All modules of cli/run take it.
 *
 * Nothing is remembered between two calls but what lies on the disk: the
 * session in runs/N, the identity's ledger, the files in inbox, held, outbox,
 * done and results, and log.csv. Every step may be killed at any moment, and is
 * made again, or found made, by the next call.
 */
#ifndef PSI_CLI_RUN_RUN_H
#define PSI_CLI_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/session.h"

#include "kit/diag.h"

#include "run/fingerprint.h"
#include "run/journal.h"
#include "run/settings.h"

#define PSI_RUN_PATH_BYTES 4096
/* What is copied or hashed of a file at a time, on the stack. */
#define PSI_RUN_CHUNK ((size_t)8192)

struct psi_run_path {
	char text[PSI_RUN_PATH_BYTES];
};

#define PSI_RUN_NEEDS_MAX 16
/* Room for the names of several lists. */
#define PSI_RUN_NEXT_BYTES 4096

/* Something that a person must know or do. */
struct psi_run_need {
	/* A PSI_E_* or PSI_CLI_* code; 0 for a mere word of warning. */
	int code;
	/* Stable, for monitoring: "approve-share", "send", "refused". */
	char key[32];
	char text[512];
	/* The one thing to do; "" for none. */
	char next[PSI_RUN_NEXT_BYTES];
};

struct psi_run {
	/* As it was given, and whole. */
	const char *name;
	char *root;
	int dir_fd;
	int lock_fd;
	/* Only looked at: no lock, nothing is written. */
	bool looks_only;
	struct psi_run_settings settings;
	struct psi_run_journal journal;
	/* The agreement of the folder, its digest, and our role in it. */
	struct psi_agreement *agreement;
	char digest[PSI_RUN_HEX_CHARS];
	char role;
	/* The partner's name as messages have it. */
	char partner[PSI_SHORT_NAME_BYTES];
	int32_t today;
	unsigned int jobs;
	struct psi_run_need needs[PSI_RUN_NEEDS_MAX];
	size_t num_needs;
	/* Files that this call did not take. */
	size_t num_refused;
	/* Those among them in which another file may be, for a message. */
	char holders[256];
	/* The first file that came for a run which has ended; 0 for none. */
	struct {
		uint32_t run;
		const char *kind;
		bool is_blinded;
		bool is_shared;
	} late;
	struct psi_run_path log_path;
};

/* A path in the folder; as by printf. Returns out->text. */
const char *psi_run_path(struct psi_run_path *out, const struct psi_run *run,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A path in the folder as a person types it: from the name by which they gave
 * the folder. Returns out->text. */
const char *psi_run_named(struct psi_run_path *out, const struct psi_run *run,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Make the parent of a path that psi_run_path gave. */
int psi_run_make_folder(const char *path, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Append to the log. `file`, `digest` and `outcome` may be NULL. */
int psi_run_note(struct psi_run *run, uint32_t number, const char *step,
    const char *file, const char *digest, const char *outcome,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The partner as messages have it: its name in quotes, or "the partner". */
const char *psi_run_partner(const struct psi_run *run);

/* Its name as the agreement has it; NULL where none was read. */
const char *psi_run_partner_name(const struct psi_run *run);

#endif

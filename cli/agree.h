/* The parts of psi-agree. */
#ifndef PSI_CLI_AGREE_H
#define PSI_CLI_AGREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/normalize.h"

struct psi_cli;
struct psi_outfile;

/* "YYYY-MM-DD" and a NUL. */
#define PSI_AGREE_DATE_CHARS 11

/* Today's date in UTC, in days since 1970-01-01. */
int32_t psi_agree_today(void);

/* What --mode says; NULL where it is not given. PSI_CLI_USAGE for a word that
 * is no mode. */
int psi_agree_mode(const char **mode, const struct psi_cli *cli,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Read an agreement; "-" is standard input. The error names the file. */
int psi_agree_load(struct psi_agreement **out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The public half of the identity in a secret file; asks no passphrase. */
int psi_agree_public(struct psi_public_identity *out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The public-suffix list of an agreement, and what this program makes of it.
 * The file that belongs to AGREEMENT is AGREEMENT.psl beside it.
 */
struct psi_agree_list {
	/* Of the file; to be freed. */
	char *path;
	uint8_t *bytes;
	size_t len;
	/* Hexadecimal. */
	char fingerprint[PSI_NORMALIZER_DIGEST_CHARS];
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
	/* The rules with this list; lives as long as the list. */
	struct psi_normalizer *normalizer;
};

#define PSI_AGREE_LIST_INIT                                                    \
	{                                                                      \
		NULL, NULL, 0, "", "", NULL                                    \
	}

/* Read a list. Returns 0, PSI_E_IO, PSI_E_INPUT or PSI_E_NOMEM. */
int psi_agree_list_read(struct psi_agree_list *list, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The list beside an agreement; *found is false where there is none, also for
 * standard input. */
int psi_agree_list_beside(struct psi_agree_list *list, bool *found,
    const char *agreement_path, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Begin to write the list beside an agreement, into `out`, which the caller
 * commits and closes. *needed is false, and nothing is begun, if the very
 * same bytes are there already.
 */
int psi_agree_list_write(const struct psi_agree_list *list,
    struct psi_outfile *out, bool *needed, char **path,
    const char *agreement_path, unsigned int flags, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_agree_list_clear(struct psi_agree_list *list);

/* The command `propose`. */
int psi_agree_propose(struct psi_cli *cli, struct psi_error *err);

/* Write an agreement in words. */
int psi_agree_describe(struct psi_outfile *out,
    const struct psi_agreement *agreement, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

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
struct psi_agree_page;
struct psi_store;

/* Today's date in UTC, in days since 1970-01-01. */
int32_t psi_agree_today(void);

/* What --mode says; NULL where it is not given. PSI_CLI_USAGE for a word that
 * is no mode. */
int psi_agree_mode(const char **mode, const struct psi_cli *cli,
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

/* Read a list, and make the rules with it. Returns 0, PSI_E_IO, PSI_E_INPUT or
 * PSI_E_NOMEM. */
int psi_agree_list_read(struct psi_agree_list *list, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The same of the list whose digest is `wanted`, in hexadecimal; NULL for any. What
 * mail did to it is undone, and where that cannot be, the list that is installed is
 * taken if it is the very one; both are told. Else the list is another one.
 */
int psi_agree_list_wanted(struct psi_agree_list *list, const char *path,
    const char *wanted, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The bytes and their digest alone, to compare with: no rules, which take
 * most of the time, and no fingerprint. */
int psi_agree_list_bytes(struct psi_agree_list *list, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The same of the list beside an agreement; *found is false where there is none,
 * and none like it is installed, also for standard input. */
int psi_agree_list_beside(struct psi_agree_list *list, bool *found,
    const char *agreement_path, const char *wanted, struct psi_error *err)
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

/* Where Debian's package publicsuffix has the list. */
extern const char psi_agree_system_list[];

/* The same; NULL where it is not installed. */
const char *psi_agree_installed_list(void);

/*
 * Can this program carry the agreement out: is `list`, which stands beside it
 * (NULL where none does), the one that it names, and are the rules the same?
 * Returns 0, or PSI_E_AGREEMENT with what to do.
 */
int psi_agree_check_use(const struct psi_agreement *agreement,
    const struct psi_agree_list *list, const char *agreement_path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Before signing: does the list make other domains of the names that companies
 * have, is it no list as one is published, or does it differ much from the one
 * that is installed? PSI_E_AGREEMENT then, unless `accept` is set, which tells
 * it; a few differences are told, and a list of Debian's or Ubuntu's may differ
 * in any number of small ones.
 */
int psi_agree_check_list(const struct psi_agree_list *list, bool accept,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Both, as a section of `show`. */
int psi_agree_describe_list(struct psi_agree_page *page,
    const struct psi_agreement *agreement, const struct psi_agree_list *list,
    const char *agreement_path, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The ledger beside a secret file, to be closed by the caller whatever this
 * returns. PSI_E_STATE where it is that of another identity. */
int psi_agree_ledger(struct psi_store *out, const char *key_path,
    const struct psi_public_identity *identity, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is the identity in `key_path` a party (*role), is its ledger its own, and
 * does it not refuse? PSI_E_AGREEMENT, or what the files give. */
int psi_agree_check_own(const struct psi_agreement *agreement,
    const char *key_path, char *role, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Commands. */
int psi_agree_propose(struct psi_cli *cli, struct psi_error *err);
int psi_agree_diff(struct psi_cli *cli, struct psi_error *err);
int psi_agree_audit(struct psi_cli *cli, struct psi_error *err);
int psi_agree_may(struct psi_cli *cli, struct psi_error *err);

/* Accounts of a population, in words: "customers". */
const char *psi_agree_population_words(const char *name);

/* What a type of key is made of, in words. */
const char *psi_agree_key_words(const char *type, size_t len);

/* What a share row says, in words: "name, amount (in bands)". */
void psi_agree_share_words(char *out, size_t out_size, const char *what);

/* The section of `show` on common accounts. */
void psi_agree_describe_shares(
    struct psi_agree_page *page, const struct psi_agreement *agreement);

/* Write an agreement in words; `list` is the one beside it, or NULL. */
int psi_agree_describe(struct psi_outfile *out,
    const struct psi_agreement *agreement, const struct psi_agree_list *list,
    const char *agreement_path, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Do both sides share of pairs that they are ones, and no more? */
bool psi_agree_shares_only_matches(const struct psi_agreement *agreement);

#endif

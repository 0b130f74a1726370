/*
 * Agreements: what two companies have sanctioned, signed by both.
 *
 * An agreement says which keys may be sent, in which mode, who learns, the
 * limits, and which fields may be shared later (FORMAT.md section 4). Every
 * later step takes one, and refuses what it does not allow.
 */
#ifndef PSI_AGREEMENT_H
#define PSI_AGREEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/identity.h"
#include "psi/io.h"
#include "psi/store.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PSI_AGREEMENT_DIGEST_BYTES 32

struct psi_agreement;

/*
 * Read an agreement, signed or not: grammar, canonical form, every value and
 * its range, the digest, and the signatures that are there.
 *
 * Returns 0 with *out (to be freed by the caller), or PSI_E_AGREEMENT (with
 * the line: damaged, altered, not canonical), PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_agreement_read(struct psi_agreement **out,
    const struct psi_source *source, struct psi_error *err) PSI_CHECK;

/* A term that the caller knows, such as the fingerprint of the normaliser. */
struct psi_agreement_preset {
	const char *term;
	/* NUL-terminated. */
	const char *value;
};

/*
 * Make an agreement from a draft: the same terms, in any order, as any CSV
 * that a spreadsheet writes (psi-normalize reads no more kinds), without
 * digest and signatures. What the draft leaves out, or has a value that is
 * empty or begins with "FILL IN", is taken from `presets`; else `id` is drawn
 * at random, `created` is `today` (days since 1970-01-01, UTC), `expires` a
 * year later, and other terms have a default. So a draft, or the presets,
 * need only name the parties, the fingerprint and the public-suffix list.
 * `source` may be NULL: then there are only presets.
 *
 * In a draft, `group,none` and `share-a,none` stand for no row, and
 * `directory,none` gives way to a preset. In the mode accounts an agreement
 * with a directory has the keys of directories (KEYS.md, "Directory"), `entity
 * 1 0.970` and `family family 0.900`, unless the rows name one of the two.
 *
 * Returns 0 with *out, or PSI_E_INPUT (with the line), PSI_E_ARG (a preset of
 * no term, or two of a term that has one row), PSI_E_IO, PSI_E_NOMEM,
 * PSI_E_RANDOM.
 */
PSI_API int psi_agreement_draft(struct psi_agreement **out,
    const struct psi_source *source, const struct psi_agreement_preset *presets,
    size_t num_presets, int32_t today, struct psi_error *err) PSI_CHECK;

/*
 * Write a draft to begin with: every term that people decide, with its
 * default for this mode ("accounts" or "counts"), or "FILL IN: ...".
 *
 * Returns 0, PSI_E_ARG (no such day), PSI_E_NOMEM, or what the sink returned.
 */
PSI_API int psi_agreement_template(const struct psi_sink *sink,
    const char *mode, int32_t today, struct psi_error *err) PSI_CHECK;

/*
 * Write the canonical form, with the signatures it has.
 *
 * Returns 0, PSI_E_NOMEM, or what the sink returned.
 */
PSI_API int psi_agreement_write(const struct psi_agreement *agreement,
    const struct psi_sink *sink, struct psi_error *err) PSI_CHECK;

/*
 * Sign as the party whose identity this is. Signing twice changes nothing.
 *
 * Returns 0, or PSI_E_AGREEMENT if the identity is neither party's.
 */
PSI_API int psi_agreement_sign(struct psi_agreement *agreement,
    const struct psi_identity *identity, struct psi_error *err) PSI_CHECK;

/*
 * May this agreement be used on that day? Both signatures must be there and
 * the day must be within it.
 *
 * Returns 0 or PSI_E_AGREEMENT.
 */
PSI_API int psi_agreement_check(const struct psi_agreement *agreement,
    int32_t today, struct psi_error *err) PSI_CHECK;

/* Only whether it has expired: PSI_E_AGREEMENT then, else 0. */
PSI_API int psi_agreement_check_expiry(const struct psi_agreement *agreement,
    int32_t today, struct psi_error *err) PSI_CHECK;

/*
 * What the ledger of one's own identity remembers: `ledger` is its store (the
 * commands keep it beside the secret file). An agreement that was revoked, or
 * replaced by one that has been used, is refused. That it is the ledger of
 * one's own identity, and not of the other party, says
 * psi_ledger_check_identity (psi/ledger.h).
 *
 * Returns 0, PSI_E_AGREEMENT, PSI_E_STATE (missing, or of neither party),
 * PSI_E_INPUT (a damaged ledger), PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_agreement_check_ledger(const struct psi_agreement *agreement,
    const struct psi_store *ledger, struct psi_error *err) PSI_CHECK;

/*
 * Revoke: write into the ledger that this agreement is refused from now on,
 * whether both have signed it or not. It cannot be taken back.
 *
 * Returns 0, PSI_E_INPUT, PSI_E_STATE (another process holds the ledger, it is
 * missing, or of neither party), PSI_E_IO or PSI_E_NOMEM.
 */
PSI_API int psi_agreement_revoke(const struct psi_agreement *agreement,
    int32_t today, const struct psi_store *ledger,
    struct psi_error *err) PSI_CHECK;

/* The role, 'a' or 'b', of a public identity; '\0' for a stranger. */
PSI_API char psi_agreement_role(const struct psi_agreement *agreement,
    const struct psi_public_identity *identity);

/* The digest. */
PSI_API void psi_agreement_digest(const struct psi_agreement *agreement,
    uint8_t out[PSI_AGREEMENT_DIGEST_BYTES]);

/* 1 if that party ('a' or 'b') has signed, else 0. */
PSI_API int psi_agreement_is_signed(
    const struct psi_agreement *agreement, char role);

/*
 * The value of the i-th row (from 0) of a term, as text, such as
 * ("party-a-name", 0) or ("key", 2); NULL where there is none. Owned by the
 * agreement.
 */
PSI_API const char *psi_agreement_term(
    const struct psi_agreement *agreement, const char *term, size_t i);

/*
 * How many rows of a term an agreement has: 1, or 2 for any number; 0 where
 * there is no such term.
 */
PSI_API int psi_agreement_term_rows(const char *term);

/* The hint of an error about a name that is no term: the one that was meant, or
 * where all of them are. `err` may be NULL. */
PSI_API void psi_agreement_hint_term(struct psi_error *err, const char *name);

/*
 * What party `role` shares of an account of its population `own` where it is
 * in the other's population `theirs` ("customer", "prospect", ...): "none",
 * "match" or fields such as "name+amount:band". NULL for no such role or
 * population. Owned by the agreement.
 */
PSI_API const char *psi_agreement_shares(const struct psi_agreement *agreement,
    char role, const char *own, const char *theirs);

/* The name of population number `i`, "customer" first; NULL behind the last.
 * Static. */
PSI_API const char *psi_population_at(size_t i);

/* What a preset of fields shares ("match", "basic", "sales", "marketing"), as
 * a share row says it; NULL for no preset. Static. */
PSI_API const char *psi_agreement_share_preset(const char *name);

/*
 * May software agents do this with a result ("read", "report", "notify",
 * "draft", "contact" or "write-crm")? 1 for yes, 0 for no, -1 where there is
 * no such action. It does not ask whether the agreement is in force.
 */
PSI_API int psi_agreement_may(
    const struct psi_agreement *agreement, const char *action);

/* The name of action number `i`; NULL behind the last. Static. */
PSI_API const char *psi_agreement_action_at(size_t i);

/* Wipe and free. NULL is fine. */
PSI_API void psi_agreement_free(struct psi_agreement *agreement);

#ifdef __cplusplus
}
#endif

#endif

/*
 * Names of organisations to keys. The rules are specified in lib/KEYS.md.
 */
#ifndef PSI_NORMAL_NAME_H
#define PSI_NORMAL_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/digest.h"
#include "normal/name_keys.h"

/* The version of the rules; part of the fingerprint. */
#define PSI_NAME_RULES "pkn2"

/* The tables, ready to be looked up. Immutable: threads may share it. */
struct psi_name_rules;
/* The memory of one thread for the keys of one name at a time. */
struct psi_name_scratch;

/* Build the tables: under ten milliseconds. Free with psi_name_rules_free. */
int psi_name_rules_new(struct psi_name_rules **rules, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_name_rules_free(struct psi_name_rules *rules);

/* `rules` must outlive the scratch. Freeing wipes it. */
int psi_name_scratch_new(struct psi_name_scratch **scratch,
    const struct psi_name_rules *rules, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_name_scratch_free(struct psi_name_scratch *scratch);

/*
 * The keys of one name. `country` is its ISO 3166 alpha-2 code in upper case,
 * or NULL where it is not known; `explain` is NULL on the fast path.
 *
 * Returns 0, also for a name without keys (keys->reason tells why), or
 * PSI_E_NOMEM. Deterministic and independent of the locale. Allocates nothing
 * for ASCII names.
 */
int psi_name_keys(struct psi_name_scratch *scratch, struct psi_name_keys *keys,
    const uint8_t *name, size_t name_len, const char *country,
    const struct psi_name_explain *explain, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Write the version of the rules, that of the repertoire and every table of
 * this part into a hash, in a fixed order and with lengths, so that two programs
 * with the same bytes make the same keys.
 */
void psi_name_fingerprint(struct psi_sha256 *ctx);

#endif

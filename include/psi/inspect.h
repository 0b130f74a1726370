/*
 * Saying of a file what it is, without acting on it.
 */
#ifndef PSI_INSPECT_H
#define PSI_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

enum psi_file_kind {
	PSI_FILE_UNKNOWN = 0,
	PSI_FILE_BLINDED = 1,
	PSI_FILE_EVALUATED = 2,
	PSI_FILE_AGREEMENT = 3,
	PSI_FILE_AGREEMENT_DRAFT = 4,
	PSI_FILE_KEYS = 5,
	PSI_FILE_PUBLIC_IDENTITY = 6,
	PSI_FILE_SECRET_IDENTITY = 7,
	PSI_FILE_MATCHES = 8,
	PSI_FILE_COUNTS = 9,
	PSI_FILE_LEDGER = 10,
	PSI_FILE_ANSWER = 11,
	PSI_FILE_SHARED = 12,
	PSI_FILE_PAIRS = 13,
	PSI_FILE_PART = 14
};

/* The value of the fact "looks-like" for a public-suffix list, by the marks of its
 * sections. */
#define PSI_LOOKS_LIKE_SUFFIXES "a public-suffix list"

/*
 * What psi_inspect found, one fact a call: `item` is one of the words of
 * psi-inspect(1), such as "kind", "from", "elements" or "digest", and `value`
 * its text. Facts of a file from outside may hold any printable text. Return
 * 0 to go on, or a code that psi_inspect then returns.
 */
typedef int psi_inspect_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err);

/*
 * Read a file of any kind to its end and report what it is: kind, sender,
 * agreement, run, dates, number of elements, and whether its digest is right.
 * With `agreement` (NULL for none) also whether the file belongs to it and
 * whether the signature is that of the party that it names.
 *
 * Returns 0 with *kind, for a file of ours that is whole (PSI_FILE_UNKNOWN
 * for any other text); PSI_E_GRAMMAR, PSI_E_LIMIT, PSI_E_DIGEST,
 * PSI_E_SIGNATURE, PSI_E_MISMATCH or PSI_E_AGREEMENT for one that is damaged
 * or does not fit, after the facts that are known have been reported, and
 * with *kind set; PSI_E_IO, PSI_E_NOMEM. Memory is constant, but for an
 * agreement (at most 1 MiB).
 */
PSI_API int psi_inspect(enum psi_file_kind *kind,
    const struct psi_source *source, const struct psi_agreement *agreement,
    psi_inspect_fact *fact, void *cookie, struct psi_error *err) PSI_CHECK;

/*
 * Report of which versions a file is, and of which this library is, before
 * anything in it is checked: also of a file of another version, which
 * psi_inspect refuses. Facts, in this order, where the file has them: "format"
 * ("blinded/2") and "format-here", what this library writes and reads instead;
 * "suite"; "rules" ("pkn2", by which accounts become keys) and "rules-here";
 * "fingerprint" and "suffix-list", digests in hex; "agreement", the digest of
 * the agreement that says the rules.
 *
 * Returns 0; PSI_E_GRAMMAR for a file that says nothing of its version;
 * PSI_E_IO, PSI_E_NOMEM, and what `fact` returned. Reads at most 64 KiB.
 */
PSI_API int psi_inspect_versions(const struct psi_source *source,
    psi_inspect_fact *fact, void *cookie, struct psi_error *err) PSI_CHECK;

/*
 * Does a file that is exchanged, or an agreement, begin in a later line of these
 * first bytes of a file: behind the greeting of a mail, quoted, or in base64? In
 * the first line itself does not count.
 */
PSI_API bool psi_inspect_begins_later(const uint8_t *in, size_t in_len);

/*
 * Format number `i` of those that this library writes and reads:
 * "agreement/2", "blinded/2", ...; NULL behind the last. Static.
 */
PSI_API const char *psi_format_at(size_t i);

#ifdef __cplusplus
}
#endif

#endif

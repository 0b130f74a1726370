/*
 * Web addresses and e-mail addresses to registrable domains. The rules are
 * specified in lib/KEYS.md, "Domains".
 */
#ifndef PSI_NORMAL_DOMAIN_H
#define PSI_NORMAL_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/digest.h"
#include "normal/reject.h"

/* RFC 1035, section 2.3.4, less the length octets and the root. */
#define PSI_HOST_BYTES_MAX 253
#define PSI_LABEL_BYTES_MAX 63

/* The rules of one public suffix list. Immutable: threads may share it. */
struct psi_suffixes;

/*
 * Read a public suffix list in its published form
 * (https://publicsuffix.org/list/), both the ICANN and the private section;
 * rules in other scripts are turned into their ASCII form.
 *
 * Returns 0, PSI_E_INPUT with the line for what is no such list (no rule at
 * all, or a rule that is no host name), or PSI_E_NOMEM. About 3 ms.
 */
int psi_suffixes_new(struct psi_suffixes **out, const uint8_t *list,
    size_t list_len, struct psi_error *err) __attribute__((warn_unused_result));
void psi_suffixes_free(struct psi_suffixes *suffixes);

size_t psi_suffixes_count(const struct psi_suffixes *suffixes);

/*
 * Where the registrable domain of a host begins: its public suffix and one
 * label more. `host` is lower-case ASCII without dots at its ends. Returns
 * false where the host is itself a public suffix. A top-level domain that is
 * not in the list counts as a suffix ("*" is the default rule of the
 * algorithm, https://publicsuffix.org/list/, step 2).
 */
bool psi_suffixes_registrable(const struct psi_suffixes *suffixes,
    size_t *start, const char *host, size_t host_len);

struct psi_domain {
	/* Lower-case ASCII; no NUL is counted, but there is one. */
	char host[PSI_HOST_BYTES_MAX + 1];
	size_t host_len;
	/* The registrable domain is host + start. */
	size_t start;
	/* It came from an e-mail address. */
	bool mail;
	/* Names in the path of the address, at most 255. */
	uint8_t steps;
};

/*
 * Take the next value of a cell that may hold several, separated by blanks,
 * comma, semicolon or vertical bar (lib/KEYS.md, "Values of a cell", tells
 * what is the case behind a path). `*pos` is 0 before the first call. Returns
 * false at the end of the cell. Linear in the cell over all calls.
 */
bool psi_domain_next(size_t *pos, const char **part, size_t *part_len,
    const char *cell, size_t cell_len);

/*
 * The domain of one value. Returns PSI_REJECT_NONE and fills `out`, or the
 * reason why there is none. For NONE and for SHARED_HOST, FREE_MAIL and
 * PUBLIC_SUFFIX the host in `out` is valid.
 */
enum psi_reject psi_domain_parse(struct psi_domain *out,
    const struct psi_suffixes *suffixes, const char *text, size_t text_len);

/*
 * Whether a whole cell says "there is none" in one of the usual ways ("n/a",
 * "no website", "-"). Without regard to case.
 */
bool psi_is_placeholder(const char *text, size_t text_len);

/*
 * The label of a domain without its public suffix: "acme" of acme.co.uk.
 */
size_t psi_domain_label_len(const struct psi_domain *domain);

/*
 * Write the own tables (shared hosts, free mail, placeholders) into a hash,
 * with lengths and in a fixed order. The public suffix list is not among
 * them: the caller hashes its bytes.
 */
void psi_domain_fingerprint(struct psi_sha256 *ctx);

#endif

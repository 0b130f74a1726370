/*
 * Web addresses and e-mail addresses to registrable domains. The rules are
 * specified in lib/KEYS.md, "Domains".
 */
#ifndef PSI_NORMAL_DOMAIN_H
#define PSI_NORMAL_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "normal/idna.h"
#include "normal/reject.h"

struct psi_suffixes;

struct psi_domain {
	/* Lower-case ASCII; no NUL is counted, but there is one. */
	char host[PSI_HOST_BYTES_MAX + 1];
	size_t host_len;
	/* The registrable domain is host + start. */
	size_t start;
	/* It came from an e-mail address. */
	bool mail;
	/* Names in the path of the address, at most PSI_DOMAIN_STEPS_MAX, and
	 * the flags below. */
	uint8_t steps;
};

#define PSI_DOMAIN_STEPS_MAX 15
/* The address leads to a page that is not the owner's own first one. */
#define PSI_DOMAIN_PAGE 128
/* The host is below the domain, and not one that owners use themselves. */
#define PSI_DOMAIN_PART 64
/* Set by who knows the account's name: the domain's label is its beginning, so
 * that neither of the two above matters. */
#define PSI_DOMAIN_OWN 32
/* Beside it: the label is the whole of a strict name. */
#define PSI_DOMAIN_NAMESAKE 16

/* Whether the address is only a guest's of its domain. */
static inline bool
psi_domain_is_guest(uint8_t steps)
{
	return (steps & PSI_DOMAIN_OWN) == 0 &&
	    (steps & (PSI_DOMAIN_PAGE | PSI_DOMAIN_PART)) != 0;
}

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
 * reason why there is none, or PSI_REJECT_NO_MEMORY. For NONE and for SHARED_HOST, FREE_MAIL and
 * PUBLIC_SUFFIX the host in `out` is valid.
 */
enum psi_reject psi_domain_parse(struct psi_domain *out,
    const struct psi_suffixes *suffixes, const char *text, size_t text_len);

/*
 * The label of a domain without its public suffix: "acme" of acme.co.uk.
 */
size_t psi_domain_label_len(const struct psi_domain *domain);

/*
 * The bytes of a leading "www." to skip, since it tells no host from another: 4
 * or 0. `start` is where the registrable domain begins in `host`; a domain that
 * itself begins with "www." keeps it.
 */
size_t psi_www_len(const char *host, size_t start);

#endif

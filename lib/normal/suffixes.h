/*
 * A public suffix list, and with it the hosts that this library's tables name: each
 * ending of a host name is looked up in one table of both.
 */
#ifndef PSI_NORMAL_SUFFIXES_H
#define PSI_NORMAL_SUFFIXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* The rules of one public suffix list. Immutable: threads may share it. */
struct psi_suffixes;

/*
 * Read a public suffix list in its published form
 * (https://publicsuffix.org/list/), both the ICANN and the private section;
 * rules in other scripts are turned into their ASCII form.
 *
 * Returns 0, PSI_E_INPUT with the line for what is no such list (no rule at
 * all, over 65,536, one that is no host name, or a byte order mark), or
 * PSI_E_NOMEM. About 3 ms.
 */
int psi_suffixes_new(struct psi_suffixes **out, const uint8_t *list,
    size_t list_len, struct psi_error *err) __attribute__((warn_unused_result));
void psi_suffixes_free(struct psi_suffixes *suffixes);

/* What the endings of a host say. */
struct psi_endings {
	/* Where the registrable domain begins; the length if there is none. */
	size_t start;
	/* Where a host begins that is shared in what is below it, or
	 * SIZE_MAX. */
	size_t below;
	/* Many organisations share the host. */
	bool shared;
	/* The registrable domain is a provider of free mail. */
	bool mail;
	/* The list has a rule for the top-level domain. */
	bool known;
	/* The list names the registrable domain itself. */
	bool named;
};

/*
 * Look all endings of a host up, from its top-level domain on. `host` is
 * lower-case ASCII without dots at its ends. The registrable domain is its public
 * suffix and one label more; a top-level domain that is not in the list counts
 * as a suffix ("*" is the default rule of the algorithm,
 * https://publicsuffix.org/list/, step 2). Cost: one look-up per label.
 */
void psi_suffixes_look_up(struct psi_endings *out,
    const struct psi_suffixes *suffixes, const char *host, size_t host_len);

#endif

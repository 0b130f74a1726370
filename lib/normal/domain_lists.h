/*
 * Your lists of hosts and of words that stand for no value
 * (normal/domain_tables.h).
 */
#ifndef PSI_NORMAL_DOMAIN_LISTS_H
#define PSI_NORMAL_DOMAIN_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/digest.h"

enum psi_domain_list {
	/* Hosts that many organisations share. */
	PSI_DOMAINS_SHARED,
	/* The same, but only with a path or with a label before them. */
	PSI_DOMAINS_SHARED_BELOW,
	/* Providers of free mail. */
	PSI_DOMAINS_FREE_MAIL,
	/* Suffixes that the public list does not have. */
	PSI_DOMAINS_SUFFIXES,
	/* Names in a path to an owner's own pages, labels of an owner's own
	 * hosts. */
	PSI_DOMAINS_OWN_PAGES,
	PSI_DOMAINS_OWN_HOSTS
};

/* The entries of one list, `*num` of them, in ASCII form; static. */
const char *const *psi_domain_list(enum psi_domain_list list, size_t *num);

/* Whether a list has a text, without regard to case. Only for lists whose entries
 * are sorted: PSI_DOMAINS_OWN_PAGES, PSI_DOMAINS_OWN_HOSTS, PSI_DOMAINS_FREE_MAIL. */
bool psi_domain_list_has(
    enum psi_domain_list list, const char *text, size_t len);

/* Whether a label is one that a portal begins with, without regard to case. */
bool psi_is_portal_label(const char *text, size_t len);

/*
 * Whether a whole cell says "there is none" in one of the usual ways ("n/a",
 * "no website", "-"). Without regard to case.
 */
bool psi_is_placeholder(const char *text, size_t text_len);

/*
 * The same of a country's cell, where NO is the code of Norway. NA is taken for
 * "not available", which is what statistics programs write, and not for Namibia.
 */
bool psi_is_no_country(const char *text, size_t text_len);

/*
 * Write the lists into a hash, with lengths and in a fixed order. The public
 * suffix list is not among them: the caller hashes its bytes.
 */
void psi_domain_lists_fingerprint(struct psi_sha256 *ctx);

#endif

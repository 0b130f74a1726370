/* What of a row is counted over the whole list: on how many companies a name, a
 * domain or a host stands. */
#ifndef PSI_LIST_ROW_COUNTS_H
#define PSI_LIST_ROW_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "list/address.h"
#include "list/fact.h"
#include "normal/domain.h"

enum psi_row_count_kind {
	/* A loose or a core name: `hash` with `country`. */
	PSI_COUNTED_HASH,
	/* A strict name, by accounts. */
	PSI_COUNTED_NAME,
	PSI_COUNTED_DOMAIN,
	PSI_COUNTED_HOST
};

struct psi_row_count {
	enum psi_row_count_kind kind;
	struct psi_cell text;
	uint64_t hash;
	const char *country;
	/* Of a domain or a host, from the address: psi_address_distance. */
	uint8_t distance;
	/* Where in the row's facts it was found: behind it. */
	size_t pos;
};

/* A walk over all of a row; begins with the first four. */
struct psi_row_counts {
	const uint8_t *facts;
	size_t facts_len;
	/* Of the row. */
	const char *country;
	/* Strict names too. */
	bool names;
	size_t pos;
	/* The host of an address whose domain came just now. */
	bool has_host;
	struct psi_cell host;
	uint8_t host_distance;
};

/* The parts of an address: its domain, unless it is only a guest there, and the
 * host below it. */
static inline bool
psi_row_counts_address(struct psi_row_counts *walk, struct psi_row_count *out,
    const struct psi_fact *fact)
{
	size_t www = psi_www_len(fact->text, fact->extra);

	walk->host.text = fact->text + www;
	walk->host.len = fact->len - www;
	walk->has_host = www < fact->extra;
	walk->host_distance = psi_address_distance(fact->steps, false);
	if (psi_domain_is_guest(fact->steps))
		return false;
	out->kind = PSI_COUNTED_DOMAIN;
	out->text.text = fact->text + fact->extra;
	out->text.len = fact->len - fact->extra;
	out->distance = psi_address_distance(fact->steps, walk->has_host);
	return true;
}

/* The next thing that is counted; false at the end. */
static inline bool
psi_row_counts_next(struct psi_row_counts *walk, struct psi_row_count *out)
{
	struct psi_fact fact;

	for (;;) {
		if (walk->has_host) {
			walk->has_host = false;
			out->kind = PSI_COUNTED_HOST;
			out->text = walk->host;
			out->distance = walk->host_distance;
			return true;
		}
		if (!psi_fact_next(
			&fact, walk->facts, walk->facts_len, &walk->pos))
			return false;
		out->pos = walk->pos;
		if (fact.hash != 0) {
			out->kind = PSI_COUNTED_HASH;
			out->hash = fact.hash;
			out->country = psi_fact_country(&fact, walk->country);
			return true;
		}
		if (fact.kind == PSI_FACT_NAME && walk->names) {
			out->kind = PSI_COUNTED_NAME;
			out->text.text = fact.text;
			out->text.len = fact.len;
			return true;
		}
		if (fact.kind == PSI_FACT_HOST &&
		    psi_row_counts_address(walk, out, &fact))
			return true;
	}
}

#endif

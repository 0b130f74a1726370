/*
 * Facts: what a row says that can become a key, in the compact form in which
 * the rows of a list wait for its end.
 */
#ifndef PSI_LIST_FACT_H
#define PSI_LIST_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/cell.h"
#include "list/population_rules.h"
#include "normal/country.h"
#include "normal/private_form.h"

enum psi_fact_kind {
	PSI_FACT_LEI,
	PSI_FACT_REGNO,
	PSI_FACT_VAT,
	PSI_FACT_DUNS,
	PSI_FACT_AGREED_ID,
	/* A host; `extra` is where its registrable domain begins. */
	PSI_FACT_HOST,
	PSI_FACT_NAME,
	PSI_FACT_LOOSE,
	PSI_FACT_CORE,
	/* The name as a domain's label would spell it; not beside a host. */
	PSI_FACT_LABEL,
	/* The country that the legal form of the next name is usual in, for a
	 * row without a country. */
	PSI_FACT_GUESS,
	/* A parent: its id or name as it stands there, its strict name, its
	 * host (with `extra` as above). */
	PSI_FACT_PARENT,
	PSI_FACT_PARENT_NAME,
	PSI_FACT_PARENT_HOST,
};

/*
 * Facts one after the other: kind, extra, steps, length (two bytes), text.
 * Behind the head of a loose or a core name stands its hash, since it is asked
 * for often.
 */
#define PSI_FACT_HEAD_BYTES 5
/* A row with more is refused: that is no row of an account. */
#define PSI_FACTS_BYTES_MAX ((size_t)512 << 10)

struct psi_facts {
	struct psi_buf bytes;
	/* The id as it stands in the row; may be empty. */
	struct psi_cell id;
	/* The name as it stands in the row; empty where it is continued in other
	 * columns. It stays where the row's cells do. */
	struct psi_cell written;
	/* "" where it is not known. */
	char country[PSI_COUNTRY_CHARS];
	enum psi_population population;
	/* It is that of a deal that is over, and nothing else says it. */
	bool by_end;
	/* There is a PSI_FACT_HOST. */
	bool has_host;
	/* One of these is surely not only a guest's. */
	bool has_domain;
};

struct psi_fact {
	enum psi_fact_kind kind;
	/* Of a name: 1 if it is a key together with a country only. */
	uint8_t extra;
	/* Of a host: the names in the path behind it, with the flags of
	 * psi_domain.steps. Of a name: psi_name_keys.private_form. */
	uint8_t steps;
	const char *text;
	size_t len;
	/* Of a loose or a core name, as psi_unique_hash has it; else 0. */
	uint64_t hash;
};

/* The country that a name is a key with, in a row of this country. */
static inline const char *
psi_fact_country(const struct psi_fact *fact, const char *country)
{
	bool is_name =
	    fact->kind >= PSI_FACT_NAME && fact->kind <= PSI_FACT_LABEL;

	if (!is_name || fact->steps == 0 ||
	    (country[0] != '\0' && !psi_private_form_decides(fact->steps)))
		return country;
	return psi_private_form_country(fact->steps);
}

static inline bool
psi_fact_has_hash(enum psi_fact_kind kind)
{
	return kind == PSI_FACT_LOOSE || kind == PSI_FACT_CORE;
}

/* Take the fact at `*pos` and step over it; false at the end. Every fact is
 * read several times, so this is worth having in line. */
static inline bool
psi_fact_next(
    struct psi_fact *out, const uint8_t *bytes, size_t len, size_t *pos)
{
	const uint8_t *p;

	if (*pos + PSI_FACT_HEAD_BYTES > len)
		return false;
	p = bytes + *pos;
	out->kind = (enum psi_fact_kind)p[0];
	out->extra = p[1];
	out->steps = p[2];
	out->len = (size_t)p[3] << 8 | p[4];
	out->hash = 0;
	p += PSI_FACT_HEAD_BYTES;
	if (psi_fact_has_hash(out->kind)) {
		memcpy(&out->hash, p, sizeof out->hash);
		p += sizeof out->hash;
	}
	out->text = (const char *)p;
	*pos = (size_t)(p + out->len - bytes);
	return true;
}

#endif

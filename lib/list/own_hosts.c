#include "list/own_hosts.h"

#include <string.h>

#include "base/cell.h"
#include "normal/domain.h"

/* The label of a host from `at` to the next dot. */
static struct psi_cell
label_at(const struct psi_fact *host, size_t at)
{
	struct psi_cell label = { host->text + at, host->len - at };
	const char *dot = memchr(label.text, '.', label.len);

	if (dot != NULL)
		label.len = (size_t)(dot - label.text);
	return label;
}

/* More words than these, and a page or a part of the domain is not the
 * account's by its name alone: the Allen Institute for Neural Dynamics has a page
 * at alleninstitute.org, which is the Allen Institute's. */
#define OWN_EXTRA_WORDS 1

/*
 * Whether a name begins with a label: Acme Foods at acme.com and at
 * acme-foods.com. Blanks of the name and hyphens of the label are skipped, and
 * the label must end where a word of the name does. `*extra` is the number of
 * words that are left.
 */
static bool
begins_with_label(struct psi_cell name, struct psi_cell label, size_t *extra)
{
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		if (label.text[i] == '-')
			continue;
		while (n < name.len && name.text[n] == ' ')
			n++;
		if (n == name.len || name.text[n] != label.text[i])
			return false;
		n++;
	}
	if (n < name.len && name.text[n] != ' ')
		return false;
	*extra = 0;
	for (; n < name.len; n++)
		*extra += name.text[n] == ' ';
	return true;
}

/* What a name makes of the domain of a host: the account's own, its namesake, or
 * nothing. A core has lost words that may tell it from who is called just so. */
static uint8_t
judge_name(const struct psi_fact *name, const struct psi_fact *host)
{
	struct psi_cell cell = { name->text, name->len };
	size_t extra;

	if (!begins_with_label(cell, label_at(host, host->extra), &extra))
		return 0;
	if (extra == 0 && name->kind == PSI_FACT_NAME)
		return PSI_DOMAIN_OWN | PSI_DOMAIN_NAMESAKE;
	return extra <= OWN_EXTRA_WORDS ||
		(host->steps & (PSI_DOMAIN_PAGE | PSI_DOMAIN_PART)) == 0
	    ? PSI_DOMAIN_OWN
	    : 0;
}

/* Whether a label is a word of a name, but the first: the Peabody Museum of
 * Yale at peabody.yale.edu is a part of what the domain belongs to. */
static bool
has_word(struct psi_cell name, struct psi_cell label)
{
	const char *end = name.text + name.len;
	const char *word = memchr(name.text, ' ', name.len);

	while (word != NULL && (size_t)(end - ++word) >= label.len) {
		if (*word == *label.text &&
		    memcmp(word, label.text, label.len) == 0 &&
		    (word + label.len == end || word[label.len] == ' '))
			return true;
		word = memchr(word, ' ', (size_t)(end - word));
	}
	return false;
}

static bool
is_named_part(struct psi_cell name, const struct psi_fact *host)
{
	for (size_t at = 0; at < host->extra;) {
		struct psi_cell label = label_at(host, at);

		if (label.len > 2 && has_word(name, label))
			return true;
		at += label.len + 1;
	}
	return false;
}

/* What the names of the account, from fact `next` on, say of a host. A core has
 * no generic words: it counts as the name. */
static uint8_t
judge_host(
    const struct psi_facts *facts, const struct psi_fact *host, size_t next)
{
	struct psi_fact name;
	bool part = false;
	uint8_t own = 0;

	while (
	    psi_fact_next(&name, facts->bytes.data, facts->bytes.len, &next)) {
		struct psi_cell cell = { name.text, name.len };

		if (name.kind == PSI_FACT_NAME)
			part = part || is_named_part(cell, host);
		if (name.kind == PSI_FACT_NAME || name.kind == PSI_FACT_CORE)
			own |= judge_name(&name, host);
	}
	return part ? PSI_DOMAIN_PART : own;
}

void
psi_own_hosts_mark(struct psi_facts *facts)
{
	const uint8_t *bytes = facts->bytes.data;
	struct psi_fact host;
	size_t pos = 0;

	for (size_t at = 0; psi_fact_next(&host, bytes, facts->bytes.len, &pos);
	     at = pos) {
		if (host.kind == PSI_FACT_HOST)
			facts->bytes.data[at + 2] |=
			    judge_host(facts, &host, pos);
	}
}

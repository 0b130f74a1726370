#include "normal/domain_lists.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/domain_tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *const *
psi_domain_list(enum psi_domain_list list, size_t *num)
{
	switch (list) {
	case PSI_DOMAINS_SHARED:
		*num = COUNT(shared_hosts);
		return shared_hosts;
	case PSI_DOMAINS_SHARED_BELOW:
		*num = COUNT(shared_below);
		return shared_below;
	case PSI_DOMAINS_SUFFIXES:
		*num = COUNT(more_suffixes);
		return more_suffixes;
	case PSI_DOMAINS_OWN_PAGES:
		*num = COUNT(own_pages);
		return own_pages;
	case PSI_DOMAINS_OWN_HOSTS:
		*num = COUNT(own_hosts);
		return own_hosts;
	case PSI_DOMAINS_FREE_MAIL:
		break;
	}
	*num = COUNT(free_mail);
	return free_mail;
}

static bool
equals_lower(const char *word, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '\0' || word[i] != psi_ascii_lower(text[i]))
			return false;
	}
	return word[len] == '\0';
}

/* The entry before, at or behind the text in lower case: -1, 0 or 1. */
static int
compare_lower(const char *entry, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)psi_ascii_lower(text[i]);

		/* Also where the entry has ended. */
		if (entry[i] == '\0' || (uint8_t)entry[i] != c)
			return (uint8_t)entry[i] < c ? -1 : 1;
	}
	return entry[len] == '\0' ? 0 : 1;
}

bool
psi_domain_list_has(enum psi_domain_list list, const char *text, size_t len)
{
	size_t from = 0;
	size_t end;
	const char *const *entries = psi_domain_list(list, &end);

	while (from < end) {
		size_t middle = from + (end - from) / 2;
		int order = compare_lower(entries[middle], text, len);

		if (order == 0)
			return true;
		if (order < 0)
			from = middle + 1;
		else
			end = middle;
	}
	return false;
}

bool
psi_is_portal_label(const char *text, size_t len)
{
	for (size_t i = 0; i < COUNT(portal_labels); i++) {
		if (equals_lower(portal_labels[i], text, len))
			return true;
	}
	return false;
}

bool
psi_is_placeholder(const char *text, size_t len)
{
	/* The longest there is; most values are longer. */
	const size_t most = sizeof "not applicable" - 1;
	char first;

	while (len > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len == 0 || len > most)
		return false;
	first = psi_ascii_lower(*text);
	for (size_t i = 0; i < COUNT(placeholders); i++) {
		if (placeholders[i][0] == first &&
		    equals_lower(placeholders[i], text, len))
			return true;
	}
	return false;
}

bool
psi_is_no_country(const char *text, size_t len)
{
	return psi_is_placeholder(text, len) && !equals_lower("no", text, len);
}

static void
hash_table(struct psi_sha256 *ctx, const char *const *names, size_t num)
{
	uint8_t head[4];

	for (size_t i = 0; i < num; i++) {
		size_t len = strlen(names[i]);

		/* Every entry is far shorter than 256 bytes. */
		head[0] = (uint8_t)len;
		psi_sha256_update(ctx, head, 1);
		psi_sha256_update(ctx, names[i], len);
	}
	head[0] = 0;
	psi_sha256_update(ctx, head, 1);
}

void
psi_domain_lists_fingerprint(struct psi_sha256 *ctx)
{
	hash_table(ctx, more_suffixes, COUNT(more_suffixes));
	hash_table(ctx, portal_labels, COUNT(portal_labels));
	hash_table(ctx, own_pages, COUNT(own_pages));
	hash_table(ctx, own_hosts, COUNT(own_hosts));
	hash_table(ctx, shared_hosts, COUNT(shared_hosts));
	hash_table(ctx, shared_below, COUNT(shared_below));
	hash_table(ctx, free_mail, COUNT(free_mail));
	hash_table(ctx, placeholders, COUNT(placeholders));
}

#include "list/address.h"

#include <limits.h>
#include <string.h>

#include "normal/domain.h"

/* An address of an account, compared with the domain or host that it shares
 * with another account. */
struct address {
	const char *host;
	/* Bytes of the host before that name; 0 if it is that name. */
	size_t below_len;
	/* Parts of the path. */
	unsigned int steps;
	/* How like the account's company name the domain is: 0 for not at all,
	 * 2 where that is all of the name. */
	unsigned int own;
};

size_t
psi_www_len(const char *host, size_t start)
{
	return start >= 4 && memcmp(host, "www.", 4) == 0 ? 4 : 0;
}

static bool
is_nearer(const struct address *a, const struct address *b)
{
	if (a->own != b->own)
		return a->own > b->own;
	if ((a->below_len == 0) != (b->below_len == 0))
		return a->below_len == 0;
	return a->steps < b->steps;
}

/* Is this the address of a host that is `name`, or below it? */
static bool
is_at(struct address *out, const struct psi_fact *fact, struct psi_cell name)
{
	size_t www = psi_www_len(fact->text, fact->extra);

	if (fact->kind != PSI_FACT_HOST || fact->len - www < name.len ||
	    memcmp(fact->text + fact->len - name.len, name.text, name.len) != 0)
		return false;
	out->host = fact->text + www;
	out->below_len = fact->len - www - name.len;
	out->steps = fact->steps & PSI_DOMAIN_STEPS_MAX;
	out->own = 0;
	if ((fact->steps & PSI_DOMAIN_OWN) != 0)
		out->own = (fact->steps & PSI_DOMAIN_NAMESAKE) != 0 ? 2 : 1;
	return out->below_len == 0 || out->host[out->below_len - 1] == '.';
}

/* The nearest to a name of all addresses that an account has; `*out` is its fact,
 * if there is any. */
static struct address
nearest(const struct psi_account_rows *rows, uint32_t account,
    struct psi_cell name, struct psi_fact *out)
{
	struct address best = { NULL, SIZE_MAX, UINT_MAX, 0 };
	struct psi_fact_walk walk;
	struct psi_fact fact;
	struct address one;

	psi_fact_walk_begin(&walk, rows, account);
	while (psi_fact_walk_next(&walk, &fact)) {
		if (is_at(&one, &fact, name) && is_nearer(&one, &best)) {
			best = one;
			*out = fact;
		}
	}
	return best;
}

bool
psi_address_nearest(const struct psi_account_rows *rows, uint32_t account,
    struct psi_cell name, struct psi_fact *out)
{
	return nearest(rows, account, name, out).host != NULL;
}

/* Do both accounts have a name, and are these different? */
static bool
are_told_apart(
    const struct psi_account_rows *rows, uint32_t ours, uint32_t theirs)
{
	struct psi_fact a, b;

	return psi_account_rows_first_fact(rows, ours, PSI_FACT_NAME, &a) &&
	    psi_account_rows_first_fact(rows, theirs, PSI_FACT_NAME, &b) &&
	    (a.len != b.len || memcmp(a.text, b.text, a.len) != 0);
}

enum psi_reject
psi_address_judge(const struct psi_account_rows *rows, struct psi_cell name,
    uint32_t ours, uint32_t theirs)
{
	struct psi_fact fact;
	struct address a = nearest(rows, ours, name, &fact);
	struct address b = nearest(rows, theirs, name, &fact);

	/* Both have an address there, or nobody would ask. */
	if (a.host == NULL || b.host == NULL)
		return PSI_REJECT_NONE;
	if (is_nearer(&a, &b))
		return PSI_REJECT_NONE;
	if (is_nearer(&b, &a))
		return PSI_REJECT_OTHERS_DOMAIN;
	return are_told_apart(rows, ours, theirs) ? PSI_REJECT_EQUAL_CLAIM
						  : PSI_REJECT_NONE;
}

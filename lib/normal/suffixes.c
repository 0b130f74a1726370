#include "normal/suffixes.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "normal/domain_lists.h"
#include "normal/idna.h"

/*
 * One table holds the suffix rules and our own hosts, since each is asked
 * for each ending of a host name.
 */
enum {
	/* The ending is a suffix by itself. */
	RULE = 1,
	/* "*." before it is a rule: any one label more is a suffix, and, as
	 * libpsl has it, so is what the asterisk stands before. */
	WILDCARD = 2,
	/* "!" before it: it is no suffix although a wildcard says so. */
	EXCEPTION = 4,
	SHARED = 8,
	/* Shared only with a path, or with a label before it. */
	SHARED_BELOW = 16,
	MAIL = 32
};

struct slot {
	uint32_t hash;
	/* Where the text begins in `names`. */
	uint32_t offset;
	uint8_t len;
	/* 0 in a free slot. */
	uint8_t flags;
};

struct psi_suffixes {
	struct psi_buf names;
	struct slot *slots;
	/* A power of two, at least twice as many as are used. */
	size_t num_slots;
	size_t num_used;
	size_t num_rules;
};

/* A published list has 10,000 rules. A partner may have chosen those of this one,
 * so that they meet in the table, and this bounds what that costs. */
#define RULES_MAX 65536

static const char remedy[] =
    "take the list that publicsuffix.org has, or that of the package "
    "publicsuffix";

#define HASH_START 2166136261U
#define HASH_PRIME 16777619U

/* FNV-1a, from the last byte to the first: then each ending of a host is on
 * the way to the hash of the next longer one. psi_hash_bytes would read every
 * ending anew, which is why this is no struct psi_index. It has no seed, so the
 * number of rules is bounded. */
static uint32_t
hash_step(uint32_t hash, char c)
{
	return (hash ^ (uint8_t)c) * HASH_PRIME;
}

static uint32_t
hash_name(const char *name, size_t len)
{
	uint32_t hash = HASH_START;

	while (len > 0)
		hash = hash_step(hash, name[--len]);
	return hash;
}

static size_t
first_slot(const struct psi_suffixes *suffixes, uint32_t hash)
{
	/* The low bits of FNV are its weak ones. */
	return (hash ^ hash >> 15) & (suffixes->num_slots - 1);
}

/* The slot of a name, or the free slot where it would go. */
static struct slot *
find(const struct psi_suffixes *suffixes, const char *name, size_t len,
    uint32_t hash)
{
	size_t i = first_slot(suffixes, hash);

	for (;;) {
		struct slot *slot = &suffixes->slots[i];

		if (slot->flags == 0)
			return slot;
		if (slot->hash == hash && slot->len == len &&
		    memcmp(suffixes->names.data + slot->offset, name, len) == 0)
			return slot;
		i = (i + 1) & (suffixes->num_slots - 1);
	}
}

static int
grow(struct psi_suffixes *suffixes, struct psi_error *err)
{
	struct slot *old = suffixes->slots;
	size_t num_old = suffixes->num_slots;
	size_t num = num_old == 0 ? 32768 : num_old * 2;
	struct slot *slots = calloc(num, sizeof *slots);

	if (slots == NULL)
		return psi_error_nomem(err);
	suffixes->slots = slots;
	suffixes->num_slots = num;
	for (size_t i = 0; i < num_old; i++) {
		if (old[i].flags == 0)
			continue;
		*find(suffixes,
		    (const char *)suffixes->names.data + old[i].offset,
		    old[i].len, old[i].hash) = old[i];
	}
	free(old);
	return 0;
}

static int
add(struct psi_suffixes *suffixes, const char *name, size_t len, uint8_t flag,
    struct psi_error *err)
{
	uint32_t hash = hash_name(name, len);
	struct slot *slot;
	int rc;

	if (suffixes->num_used * 2 >= suffixes->num_slots &&
	    (rc = grow(suffixes, err)) != 0)
		return rc;
	slot = find(suffixes, name, len, hash);
	if (slot->flags == 0) {
		slot->hash = hash;
		slot->offset = (uint32_t)suffixes->names.len;
		slot->len = (uint8_t)len;
		rc = psi_buf_append(&suffixes->names, name, len, err);
		if (rc != 0)
			return rc;
		suffixes->num_used++;
	}
	slot->flags |= flag;
	return 0;
}

/* Labels of letters, digits, '-' and '_', with dots between them: what a rule
 * in ASCII has behind "!" or "*.". */
static bool
is_host(const char *rule, size_t len)
{
	size_t label = 0;

	for (size_t i = 0; i < len; i++) {
		char c = psi_ascii_lower(rule[i]);

		if (c == '.' && label == 0)
			return false;
		if (c != '.' && c != '-' && c != '_' &&
		    !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > 63)
			return false;
	}
	return label > 0 && len <= PSI_HOST_BYTES_MAX;
}

/* One line of the list, without its end. */
static int
add_rule(struct psi_suffixes *suffixes, const char *rule, size_t len,
    uint64_t line, struct psi_error *err)
{
	char host[PSI_HOST_BYTES_MAX + 1];
	uint8_t flag = RULE;
	enum psi_idna idna = PSI_IDNA_OK;

	/* The rule "*" is the default of the algorithm. */
	if (len == 1 && rule[0] == '*')
		return 0;
	if (len > 1 && rule[0] == '!') {
		flag = EXCEPTION;
		rule++;
		len--;
	} else if (len > 2 && rule[0] == '*' && rule[1] == '.') {
		flag = WILDCARD;
		rule += 2;
		len -= 2;
	}
	if (psi_ascii_is_all(rule, len) && is_host(rule, len)) {
		for (size_t i = 0; i < len; i++)
			host[i] = psi_ascii_lower(rule[i]);
	} else if (psi_ascii_is_all(rule, len)) {
		idna = PSI_IDNA_NONE;
	} else {
		idna = psi_idna_to_ascii(host, &len, rule, len);
	}
	if (idna == PSI_IDNA_NOMEM)
		return psi_error_nomem(err);
	if (idna == PSI_IDNA_NONE)
		return psi_refuse(err, PSI_E_INPUT, line, remedy,
		    "the public suffix list has a rule that is no host name");
	if (++suffixes->num_rules > RULES_MAX)
		return psi_refuse(err, PSI_E_INPUT, line, remedy,
		    "over 65,536 rules: this is no public suffix list");
	return add(suffixes, host, len, flag, err);
}

static int
read_list(struct psi_suffixes *suffixes, const char *list, size_t list_len,
    struct psi_error *err)
{
	const char *end = list + list_len;
	uint64_t line = 1;

	if (list_len >= 3 && memcmp(list, "\xef\xbb\xbf", 3) == 0)
		return psi_refuse(err, PSI_E_INPUT, line, remedy,
		    "a byte order mark: an editor has changed this public "
		    "suffix list");
	for (const char *p = list; p < end; line++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *last = stop == NULL ? end : stop;
		size_t len = 0;
		int rc;

		if (memchr(p, '\0', (size_t)(last - p)) != NULL)
			return psi_refuse(err, PSI_E_INPUT, line, remedy,
			    "a NUL byte: this is no public suffix list");
		/* A rule goes up to the first blank. */
		while (p + len < last && (uint8_t)p[len] > ' ')
			len++;
		if (len > 0 && !(len >= 2 && p[0] == '/' && p[1] == '/')) {
			rc = add_rule(suffixes, p, len, line, err);
			if (rc != 0)
				return rc;
		}
		p = last + 1;
	}
	return 0;
}

static int
add_list(struct psi_suffixes *suffixes, enum psi_domain_list list, uint8_t flag,
    struct psi_error *err)
{
	size_t num = 0;
	const char *const *names = psi_domain_list(list, &num);

	for (size_t i = 0; i < num; i++) {
		int rc;

		rc = add(suffixes, names[i], strlen(names[i]), flag, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
psi_suffixes_new(struct psi_suffixes **out, const uint8_t *list,
    size_t list_len, struct psi_error *err)
{
	struct psi_suffixes *suffixes = calloc(1, sizeof *suffixes);
	int rc;

	if (suffixes == NULL)
		return psi_error_nomem(err);
	if (list_len > UINT32_MAX / 2) {
		rc = psi_error_set(
		    err, PSI_E_INPUT, "the public suffix list is too long");
		goto out;
	}
	if ((rc = grow(suffixes, err)) != 0 ||
	    (rc = read_list(suffixes, (const char *)list, list_len, err)) != 0)
		goto out;
	if (suffixes->num_rules == 0) {
		rc = psi_refuse(err, PSI_E_INPUT, 0, remedy,
		    "the public suffix list has no rule");
		goto out;
	}
	if ((rc = add_list(suffixes, PSI_DOMAINS_SUFFIXES, RULE, err)) != 0 ||
	    (rc = add_list(suffixes, PSI_DOMAINS_SHARED, SHARED, err)) != 0 ||
	    (rc = add_list(
		 suffixes, PSI_DOMAINS_SHARED_BELOW, SHARED_BELOW, err)) != 0 ||
	    (rc = add_list(suffixes, PSI_DOMAINS_FREE_MAIL, MAIL, err)) != 0)
		goto out;
	*out = suffixes;
	return 0;
out:
	psi_suffixes_free(suffixes);
	return rc;
}

void
psi_suffixes_free(struct psi_suffixes *suffixes)
{
	if (suffixes == NULL)
		return;
	psi_buf_clear(&suffixes->names);
	free(suffixes->slots);
	free(suffixes);
}

void
psi_suffixes_look_up(struct psi_endings *out,
    const struct psi_suffixes *suffixes, const char *host, size_t host_len)
{
	uint32_t hash = HASH_START;
	size_t domain = host_len;
	bool take_next = false;
	/* The top-level domain is a suffix, with or without a rule. */
	bool is_suffix = true;
	uint8_t domain_flags = 0;

	out->below = SIZE_MAX;
	out->shared = false;
	out->known = false;
	for (size_t i = host_len; i > 0; i--) {
		size_t begin = i - 1;
		uint8_t flags;

		hash = hash_step(hash, host[begin]);
		if (begin > 0 && host[begin - 1] != '.')
			continue;
		flags =
		    find(suffixes, host + begin, host_len - begin, hash)->flags;
		out->shared = out->shared || (flags & SHARED) != 0;
		out->known =
		    out->known || (flags & (RULE | WILDCARD | EXCEPTION)) != 0;
		if (flags & SHARED_BELOW)
			out->below = begin;
		if (take_next || (flags & EXCEPTION) != 0) {
			domain = begin;
			domain_flags = flags;
			take_next = false;
		}
		if ((flags & EXCEPTION) == 0 &&
		    ((flags & (RULE | WILDCARD)) != 0 || is_suffix)) {
			domain = host_len;
			take_next = true;
		}
		is_suffix = (flags & WILDCARD) != 0;
	}
	out->start = domain;
	out->named = domain < host_len && (domain_flags & EXCEPTION) != 0;
	out->mail = domain < host_len && (domain_flags & MAIL) != 0;
}

#include "normal/domain.h"

#include <stdlib.h>
#include <string.h>

#include <idn2.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "normal/domain_tables.h"
#include "normal/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Room for a value in another script before it is a host name. */
#define VALUE_BYTES_MAX 2048

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

#define HASH_START 2166136261U
#define HASH_PRIME 16777619U

/* FNV-1a, from the last byte to the first: then each ending of a host is on
 * the way to the hash of the next longer one. */
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
	struct slot *slots = calloc(num, sizeof(*slots));

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

/*
 * The ASCII form of a host name in any script (RFC 5891, with the mapping of
 * UTS 46, nontransitional). Returns false for what has none.
 */
static bool
to_ascii(char out[PSI_HOST_BYTES_MAX + 1], size_t *out_len, const char *text,
    size_t text_len)
{
	char source[VALUE_BYTES_MAX + 1];
	uint8_t *result = NULL;
	bool fits = false;
	size_t len = 0;

	if (text_len > VALUE_BYTES_MAX)
		return false;
	memcpy(source, text, text_len);
	source[text_len] = '\0';
	if (idn2_lookup_u8((const uint8_t *)source, &result,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK) {
		len = strlen((const char *)result);
		fits = len <= PSI_HOST_BYTES_MAX;
		if (fits)
			memcpy(out, result, len + 1);
		psi_wipe(result, len);
		idn2_free(result);
		*out_len = len;
	}
	psi_wipe(source, text_len);
	return fits;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((uint8_t)text[i] >= 0x80)
			return false;
	}
	return true;
}

/* One line of the list, without its end. */
static int
add_rule(struct psi_suffixes *suffixes, const char *rule, size_t len,
    uint64_t line, struct psi_error *err)
{
	char host[PSI_HOST_BYTES_MAX + 1];
	uint8_t flag = RULE;

	if (len > 1 && rule[0] == '!') {
		flag = EXCEPTION;
		rule++;
		len--;
	} else if (len > 2 && rule[0] == '*' && rule[1] == '.') {
		flag = WILDCARD;
		rule += 2;
		len -= 2;
	}
	/* The rule "*" is the default of the algorithm. */
	if (len == 1 && rule[0] == '*')
		return 0;
	if (is_ascii(rule, len) && len <= PSI_HOST_BYTES_MAX) {
		for (size_t i = 0; i < len; i++)
			host[i] = lower(rule[i]);
	} else if (!to_ascii(host, &len, rule, len)) {
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "the public suffix list has a rule that is no host name");
	}
	suffixes->num_rules++;
	return add(suffixes, host, len, flag, err);
}

static int
read_list(struct psi_suffixes *suffixes, const char *list, size_t list_len,
    struct psi_error *err)
{
	const char *end = list + list_len;
	uint64_t line = 1;

	for (const char *p = list; p < end; line++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *last = stop == NULL ? end : stop;
		size_t len = 0;
		int rc;

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
add_table(struct psi_suffixes *suffixes, const char *const *names, size_t num,
    uint8_t flag, struct psi_error *err)
{
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
	struct psi_suffixes *suffixes = calloc(1, sizeof(*suffixes));
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
		rc = psi_error_set(
		    err, PSI_E_INPUT, "the public suffix list has no rule");
		goto out;
	}
	if ((rc = add_table(suffixes, shared_hosts, COUNT(shared_hosts), SHARED,
		 err)) != 0 ||
	    (rc = add_table(suffixes, shared_below, COUNT(shared_below),
		 SHARED_BELOW, err)) != 0 ||
	    (rc = add_table(
		 suffixes, free_mail, COUNT(free_mail), MAIL, err)) != 0)
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

size_t
psi_suffixes_count(const struct psi_suffixes *suffixes)
{
	return suffixes->num_rules;
}

/* What the endings of a host say. */
struct endings {
	/* Where the registrable domain begins; the length if there is none. */
	size_t start;
	/* Where a host begins that is shared in what is below it, or
	 * SIZE_MAX. */
	size_t below;
	bool shared;
	/* The registrable domain is a provider of free mail. */
	bool mail;
};

/* Walk the endings of a host from the top-level domain on. */
static void
walk(struct endings *out, const struct psi_suffixes *suffixes, const char *host,
    size_t host_len)
{
	uint32_t hash = HASH_START;
	size_t domain = host_len;
	bool take_next = false;
	/* The top-level domain is a suffix, with or without a rule. */
	bool is_suffix = true;
	uint8_t domain_flags = 0;

	out->below = SIZE_MAX;
	out->shared = false;
	for (size_t i = host_len; i > 0; i--) {
		size_t begin = i - 1;
		uint8_t flags;

		hash = hash_step(hash, host[begin]);
		if (begin > 0 && host[begin - 1] != '.')
			continue;
		flags =
		    find(suffixes, host + begin, host_len - begin, hash)->flags;
		out->shared = out->shared || (flags & SHARED) != 0;
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
	out->mail = domain < host_len && (domain_flags & MAIL) != 0;
}

bool
psi_suffixes_registrable(const struct psi_suffixes *suffixes, size_t *start,
    const char *host, size_t host_len)
{
	struct endings endings;

	walk(&endings, suffixes, host, host_len);
	*start = endings.start;
	return endings.start < host_len;
}

static bool
equals_lower(const char *word, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '\0' || word[i] != lower(text[i]))
			return false;
	}
	return word[len] == '\0';
}

bool
psi_is_placeholder(const char *text, size_t len)
{
	/* The longest there is; most values are longer. */
	const size_t most = sizeof("not applicable") - 1;
	char first;

	while (len > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len == 0 || len > most)
		return false;
	first = lower(*text);
	for (size_t i = 0; i < COUNT(placeholders); i++) {
		if (placeholders[i][0] == first &&
		    equals_lower(placeholders[i], text, len))
			return true;
	}
	return false;
}

/* Length of the blank at `text` (ASCII, U+00A0 or U+3000), or 0. */
static size_t
blank_len(const char *text, size_t len)
{
	if (len >= 1 && (*text == ' ' || (*text >= '\t' && *text <= '\r')))
		return 1;
	if (len >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
		return 2;
	if (len >= 3 && memcmp(text, "\xe3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

static bool
is_separator(char c)
{
	return c == ',' || c == ';' || c == '|';
}

/* A sign, or the first byte of a blank: nothing else can separate. */
static bool
may_separate(char c)
{
	return (uint8_t)c <= ' ' || is_separator(c) || c == '\xc2' ||
	    c == '\xe3';
}

/* Does the text begin like an address of its own? */
static bool
begins_address(const char *text, size_t len)
{
	static const char *const begins[] = { "http", "//", "www." };

	for (size_t i = 0; i < COUNT(begins); i++) {
		size_t n = strlen(begins[i]);
		size_t k = 0;

		while (k < n && k < len && lower(text[k]) == begins[i][k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

/* Does a value have a path of more than a slash, a query or a fragment? A
 * slash that is part of "//" begins no path. */
static bool
has_path(const char *value, size_t len)
{
	for (size_t k = 0; k < len; k++) {
		if (value[k] == '?' || value[k] == '#')
			return true;
		if (value[k] != '/')
			continue;
		if (k + 1 == len || value[k + 1] != '/')
			return k + 1 < len;
		k++;
	}
	return false;
}

/*
 * Length of what separates values at `i`: a run of blanks, or one sign; 0 if
 * nothing does. People paste addresses of documents with blanks in their
 * names, so behind a path it separates only if an address begins there, or,
 * for a sign, if a blank follows.
 */
static size_t
separator_len(
    const char *cell, size_t cell_len, size_t start, size_t i, bool *separates)
{
	size_t next = i;
	size_t blank;

	if (is_separator(cell[i])) {
		next++;
		*separates = next == cell_len ||
		    blank_len(cell + next, cell_len - next) > 0;
	} else {
		while (next < cell_len &&
		    (blank = blank_len(cell + next, cell_len - next)) > 0)
			next += blank;
		*separates = next == cell_len;
	}
	if (next == i || *separates)
		return next - i;
	*separates = is_separator(cell[next]) ||
	    begins_address(cell + next, cell_len - next) ||
	    !has_path(cell + start, i - start);
	return next - i;
}

static bool
has_letter_or_digit(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (is_alpha(text[i]) || is_digit(text[i]) ||
		    (uint8_t)text[i] >= 0x80)
			return true;
	}
	return false;
}

bool
psi_domain_next(size_t *pos, const char **part, size_t *part_len,
    const char *cell, size_t cell_len)
{
	size_t i = *pos;

	while (i < cell_len) {
		bool separates = false;
		size_t start = i;
		size_t gap = 0;

		while (i < cell_len) {
			if (!may_separate(cell[i])) {
				i++;
				continue;
			}
			gap =
			    separator_len(cell, cell_len, start, i, &separates);
			if (gap > 0 && separates)
				break;
			i += gap > 0 ? gap : 1;
		}
		*part = cell + start;
		*part_len = i - start;
		if (i < cell_len)
			i += gap;
		*pos = i;
		/* A lone "-" or "/" between two addresses says nothing. */
		if (has_letter_or_digit(*part, *part_len))
			return true;
	}
	return false;
}

/* A piece of text that shrinks from both ends. */
struct span {
	const char *text;
	size_t len;
};

static void
drop_front(struct span *span, size_t n)
{
	span->text += n;
	span->len -= n;
}

static void
trim(struct span *span, const char *set)
{
	/* No set has letters, and most values begin and end with one. */
	if (span->len > 0 && is_alpha(span->text[0]) &&
	    is_alpha(span->text[span->len - 1]))
		return;
	while (span->len > 0 && strchr(set, span->text[0]) != NULL &&
	    span->text[0] != '\0')
		drop_front(span, 1);
	while (span->len > 0 && span->text[span->len - 1] != '\0' &&
	    strchr(set, span->text[span->len - 1]) != NULL)
		span->len--;
}

/* Drop `word` (lower case) from the front; says whether it was there. */
static bool
drop_word(struct span *span, const char *word)
{
	size_t n = strlen(word);

	if (span->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (lower(span->text[i]) != word[i])
			return false;
	}
	drop_front(span, n);
	return true;
}

/* Drop "scheme://" (RFC 3986, section 3.1); says whether it was there. */
static bool
drop_scheme(struct span *span)
{
	size_t i = 0;

	if (span->len == 0 || !is_alpha(span->text[0]))
		return false;
	while (i < span->len &&
	    (is_alpha(span->text[i]) || is_digit(span->text[i]) ||
		span->text[i] == '+' || span->text[i] == '.' ||
		span->text[i] == '-'))
		i++;
	if (span->len - i < 3 || memcmp(span->text + i, "://", 3) != 0)
		return false;
	drop_front(span, i + 3);
	return true;
}

/* All schemes, also doubled ones and the usual slips of the pen. */
static void
drop_schemes(struct span *span)
{
	for (;;) {
		while (span->len > 0 &&
		    (span->text[0] == '/' || span->text[0] == '\\'))
			drop_front(span, 1);
		if (!drop_scheme(span) && !drop_word(span, "http:") &&
		    !drop_word(span, "https:") && !drop_word(span, "http//") &&
		    !drop_word(span, "https//") && !drop_word(span, "mailto:"))
			return;
	}
}

static bool
ends_path(char c)
{
	return c == '?' || c == '#';
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* The names between the slashes of a path. */
static uint8_t
count_steps(const char *path, size_t len)
{
	uint8_t steps = 0;

	for (size_t i = 1; i < len && !ends_path(path[i]); i++) {
		if (is_slash(path[i - 1]) && !is_slash(path[i]) &&
		    steps < UINT8_MAX)
			steps++;
	}
	return steps;
}

/* Keep what is before the path, query or fragment; says whether there was
 * more of it than a slash. */
static bool
cut_path(struct span *span, uint8_t *steps)
{
	*steps = 0;
	for (size_t i = 0; i < span->len; i++) {
		bool path;

		if (!is_slash(span->text[i]) && !ends_path(span->text[i]))
			continue;
		if (is_slash(span->text[i]))
			*steps = count_steps(span->text + i, span->len - i);
		path = span->len - i > 1;
		span->len = i;
		return path;
	}
	return false;
}

/* Keep what is behind the last @; says whether there was one. */
static bool
cut_user(struct span *span)
{
	for (size_t i = span->len; i > 0; i--) {
		if (span->text[i - 1] == '@') {
			drop_front(span, i);
			return true;
		}
	}
	return false;
}

/* Drop a port. Anything else with a colon is an address or a mistake. */
static enum psi_reject
cut_port(struct span *span)
{
	const char *colon;
	size_t after;

	if (span->len == 0)
		return PSI_REJECT_NONE;
	if (span->text[0] == '[')
		return PSI_REJECT_IP_ADDRESS;
	colon = memchr(span->text, ':', span->len);
	if (colon == NULL)
		return PSI_REJECT_NONE;
	after = (size_t)(span->text + span->len - colon) - 1;
	if (memchr(colon + 1, ':', after) != NULL)
		return PSI_REJECT_IP_ADDRESS;
	for (size_t i = 1; i <= after; i++) {
		if (!is_digit(colon[i]))
			return PSI_REJECT_HOST_CHARACTER;
	}
	span->len = (size_t)(colon - span->text);
	return PSI_REJECT_NONE;
}

/* Length of a character that is no part of a value wherever it stands:
 * zero-width ones, soft hyphen, typographic quotes. 0 for all others. */
static size_t
invisible_len(const char *text, size_t len)
{
	static const char *const invisible[] = { "\xc2\xad", "\xe2\x80\x8b",
		"\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\x8e", "\xe2\x80\x8f",
		"\xe2\x81\xa0", "\xef\xbb\xbf", "\xe2\x80\x98", "\xe2\x80\x99",
		"\xe2\x80\x9a", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e",
		"\xe2\x80\xb9", "\xe2\x80\xba", "\xc2\xab", "\xc2\xbb" };

	if ((uint8_t)text[0] < 0x80)
		return 0;
	for (size_t i = 0; i < COUNT(invisible); i++) {
		size_t n = strlen(invisible[i]);

		if (len >= n && memcmp(text, invisible[i], n) == 0)
			return n;
	}
	return 0;
}

/* Check the text and copy it without what is invisible. */
static enum psi_reject
clean(char out[VALUE_BYTES_MAX], struct span *span)
{
	size_t n = 0;
	enum psi_text_status status;

	if (span->len > VALUE_BYTES_MAX)
		return PSI_REJECT_TOO_LONG;
	status =
	    psi_text_check(NULL, (const uint8_t *)span->text, span->len, 0);
	if (status == PSI_TEXT_UNASSIGNED)
		return PSI_REJECT_UNASSIGNED;
	if (status != PSI_TEXT_OK)
		return PSI_REJECT_NOT_UTF8;
	for (size_t i = 0; i < span->len;) {
		size_t skip = invisible_len(span->text + i, span->len - i);

		if (skip == 0)
			out[n++] = span->text[i++];
		i += skip;
	}
	span->text = out;
	span->len = n;
	return PSI_REJECT_NONE;
}

/*
 * Letters, digits, hyphens and dots only? Copies them in lower case.
 * Labels in ASCII form ("xn--") are left to the library, which checks them.
 */
static bool
copy_plain(struct psi_domain *out, const struct span *span)
{
	if (span->len > PSI_HOST_BYTES_MAX)
		return false;
	for (size_t i = 0; i < span->len; i++) {
		char c = lower(span->text[i]);

		if (!(c >= 'a' && c <= 'z') && !is_digit(c) && c != '-' &&
		    c != '.')
			return false;
		if (c == '-' && i >= 3 && span->text[i - 1] == '-' &&
		    (i == 3 || span->text[i - 4] == '.'))
			return false;
		out->host[i] = c;
	}
	out->host[span->len] = '\0';
	out->host_len = span->len;
	return true;
}

static enum psi_reject
check_label(const char *label, size_t len)
{
	if (len == 0)
		return PSI_REJECT_EMPTY_LABEL;
	if (len > PSI_LABEL_BYTES_MAX)
		return PSI_REJECT_HOST_TOO_LONG;
	if (label[0] == '-' || label[len - 1] == '-')
		return PSI_REJECT_HOST_CHARACTER;
	for (size_t i = 0; i < len; i++) {
		if (!(label[i] >= 'a' && label[i] <= 'z') &&
		    !is_digit(label[i]) && label[i] != '-')
			return PSI_REJECT_HOST_CHARACTER;
	}
	return PSI_REJECT_NONE;
}

/* All labels of a host in lower case; an all-numeric last one makes it an
 * address (WHATWG URL Standard, "ends in a number"). */
static enum psi_reject
check_host(const char *host, size_t len)
{
	size_t start = 0;
	size_t num = 0;
	bool numeric = false;

	for (size_t i = 0; i <= len; i++) {
		enum psi_reject reject;

		if (i < len && host[i] != '.')
			continue;
		reject = check_label(host + start, i - start);
		if (reject != PSI_REJECT_NONE)
			return reject;
		numeric = true;
		for (size_t k = start; k < i && numeric; k++)
			numeric = is_digit(host[k]);
		num++;
		start = i + 1;
	}
	if (numeric && num > 1)
		return PSI_REJECT_IP_ADDRESS;
	return num < 2 ? PSI_REJECT_SINGLE_LABEL : PSI_REJECT_NONE;
}

/* The host of a span that holds nothing else. */
static enum psi_reject
read_host(struct psi_domain *out, struct span *span)
{
	if (span->len == 0)
		return PSI_REJECT_PLACEHOLDER;
	if (copy_plain(out, span))
		return check_host(out->host, out->host_len);
	if (is_ascii(span->text, span->len) && span->len > PSI_HOST_BYTES_MAX)
		return PSI_REJECT_HOST_TOO_LONG;
	if (!to_ascii(out->host, &out->host_len, span->text, span->len))
		return PSI_REJECT_HOST_IDNA;
	/* The library maps other scripts' full stops, and passes empty
	 * labels and characters that no host name has. */
	while (out->host_len > 0 && out->host[out->host_len - 1] == '.')
		out->host[--out->host_len] = '\0';
	return check_host(out->host, out->host_len);
}

/* What stands around a value without being part of it. */
static const char around[] = " \t\r\n\v\f\"'`<>(),;";

/* The host of a value that is trimmed and clean; `*path` if there is one. */
static enum psi_reject
parse_value(struct psi_domain *out, bool *path, struct span span)
{
	enum psi_reject reject;

	trim(&span, around);
	drop_schemes(&span);
	*path = cut_path(&span, &out->steps);
	out->mail = cut_user(&span);
	reject = cut_port(&span);
	if (reject != PSI_REJECT_NONE)
		return reject;
	trim(&span, ".\"'`<> ");
	return read_host(out, &span);
}

static enum psi_reject
judge_host(
    struct psi_domain *out, const struct psi_suffixes *suffixes, bool path)
{
	size_t www = strncmp(out->host, "www.", 4) == 0 ? 4 : 0;
	struct endings endings;

	walk(&endings, suffixes, out->host, out->host_len);
	out->start = endings.start;
	if (endings.shared)
		return PSI_REJECT_SHARED_HOST;
	if (endings.below != SIZE_MAX && !out->mail &&
	    (path || endings.below > www))
		return PSI_REJECT_SHARED_HOST;
	if (endings.start == out->host_len)
		return PSI_REJECT_PUBLIC_SUFFIX;
	return out->mail && endings.mail ? PSI_REJECT_FREE_MAIL
					 : PSI_REJECT_NONE;
}

enum psi_reject
psi_domain_parse(struct psi_domain *out, const struct psi_suffixes *suffixes,
    const char *text, size_t text_len)
{
	struct span span = { text, text_len };
	enum psi_reject reject;
	bool path = false;

	trim(&span, around);
	if (psi_is_placeholder(span.text, span.len))
		return PSI_REJECT_PLACEHOLDER;
	if (is_ascii(span.text, span.len)) {
		reject = parse_value(out, &path, span);
	} else {
		char buf[VALUE_BYTES_MAX];

		reject = clean(buf, &span);
		if (reject == PSI_REJECT_NONE) {
			reject = parse_value(out, &path, span);
			psi_wipe(buf, sizeof(buf));
		}
	}
	if (reject != PSI_REJECT_NONE)
		return reject;
	return judge_host(out, suffixes, path);
}

size_t
psi_domain_label_len(const struct psi_domain *domain)
{
	const char *label = domain->host + domain->start;
	const char *dot = strchr(label, '.');

	return dot == NULL ? strlen(label) : (size_t)(dot - label);
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
psi_domain_fingerprint(struct psi_sha256 *ctx)
{
	hash_table(ctx, shared_hosts, COUNT(shared_hosts));
	hash_table(ctx, shared_below, COUNT(shared_below));
	hash_table(ctx, free_mail, COUNT(free_mail));
	hash_table(ctx, placeholders, COUNT(placeholders));
}

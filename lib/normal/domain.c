#include "normal/domain.h"

#include <string.h>

#include "base/ascii.h"
#include "base/secret.h"
#include "normal/codepoint.h"
#include "normal/domain_lists.h"
#include "normal/suffixes.h"
#include "normal/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

/* The bytes from `at` to the end. */
static size_t
left_of(const struct span *span, const char *at)
{
	return (size_t)(span->text + span->len - at);
}

/* No set of signs to trim has one of these, and most values begin and end with
 * one. */
static bool
is_never_trimmed(char c)
{
	return psi_ascii_is_letter(c) || psi_ascii_is_digit(c) || c == '/';
}

static void
trim(struct span *span, const char *set)
{
	if (span->len > 0 && is_never_trimmed(span->text[0]) &&
	    is_never_trimmed(span->text[span->len - 1]))
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
		if (psi_ascii_lower(span->text[i]) != word[i])
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

	if (span->len == 0 || !psi_ascii_is_letter(span->text[0]))
		return false;
	while (i < span->len &&
	    (psi_ascii_is_letter(span->text[i]) ||
		psi_ascii_is_digit(span->text[i]) || span->text[i] == '+' ||
		span->text[i] == '.' || span->text[i] == '-'))
		i++;
	if (span->len - i < 3 || memcmp(span->text + i, "://", 3) != 0)
		return false;
	drop_front(span, i + 3);
	return true;
}

/* Whether a value may begin with a scheme or a label: all have a colon, but for
 * those that lost it. */
static bool
may_have_scheme(const struct span *span)
{
	return span->len > 0 &&
	    (psi_ascii_lower(span->text[0]) == 'w' ||
		memchr(span->text, '/', span->len) != NULL ||
		memchr(span->text, ':', span->len) != NULL ||
		memchr(span->text, '=', span->len) != NULL);
}

/*
 * Drop "http" and the signs behind it with a slip of the pen in them, "htpps//",
 * "http.//", "htp:": three to seven of its letters in any order, and signs of which
 * one is a slash or colon. No host would be left before those.
 */
static bool
drop_slip(struct span *span)
{
	size_t letters = 0;
	size_t i;
	bool mark = false;

	while (letters < span->len && span->text[letters] != '\0' &&
	    strchr("htps", psi_ascii_lower(span->text[letters])) != NULL)
		letters++;
	for (i = letters; i < span->len && span->text[i] != '\0' &&
	     strchr(":;.,/\\", span->text[i]) != NULL;
	     i++)
		mark = mark || strchr(":/\\", span->text[i]) != NULL;
	if (!mark || letters < 3 || letters > 7)
		return false;
	drop_front(span, i);
	return true;
}

/* Drop what forms and people write before an address: "URL=", "Web:"; and a "www"
 * with a dot too many. */
static bool
drop_label(struct span *span)
{
	static const char *const labels[] = { "mailto:", "url:", "url=", "web:",
		"website:", "site:", "homepage:", "www:", "www.." };

	for (size_t i = 0; i < COUNT(labels); i++) {
		if (drop_word(span, labels[i]))
			return true;
	}
	return false;
}

/* All schemes, also doubled ones and the usual slips of the pen. */
static void
drop_schemes(struct span *span)
{
	for (;;) {
		while (span->len > 0 &&
		    (span->text[0] == '/' || span->text[0] == '\\'))
			drop_front(span, 1);
		if (!may_have_scheme(span))
			return;
		if (!drop_scheme(span) && !drop_slip(span) && !drop_label(span))
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

/* Whether a name between the slashes of a path is a language or one of the
 * owner's own first pages; "index.html" is "index". */
static bool
is_own_page(const char *name, size_t len)
{
	size_t dot = 0;

	while (dot < len && name[dot] != '.')
		dot++;
	if (dot <= 2 || (dot == 5 && (name[2] == '-' || name[2] == '_')))
		return true;
	return psi_domain_list_has(PSI_DOMAINS_OWN_PAGES, name, dot);
}

/* The names between the slashes of a path, and PSI_DOMAIN_PAGE if one of them
 * is not the owner's own. */
static uint8_t
count_steps(const char *path, size_t len)
{
	uint8_t steps = 0;
	bool page = false;

	for (size_t i = 0; i < len && !ends_path(path[i]);) {
		size_t start = i;

		while (i < len && !ends_path(path[i]) && !is_slash(path[i]))
			i++;
		if (i > start) {
			page = page || !is_own_page(path + start, i - start);
			if (steps < PSI_DOMAIN_STEPS_MAX)
				steps++;
		}
		if (i < len && is_slash(path[i]))
			i++;
	}
	return page ? (uint8_t)(steps | PSI_DOMAIN_PAGE) : steps;
}

/* Keep what is before the path, query or fragment; says whether there was
 * more of it than a slash. */
static bool
cut_path(struct span *span, uint8_t *steps)
{
	static const bool ends[256] = {
		['/'] = true, ['\\'] = true, ['?'] = true, ['#'] = true
	};

	*steps = 0;
	for (size_t i = 0; i < span->len; i++) {
		bool path;

		if (!ends[(uint8_t)span->text[i]])
			continue;
		if (is_slash(span->text[i]))
			*steps = count_steps(span->text + i, span->len - i);
		path = span->len - i > 1;
		span->len = i;
		return path;
	}
	return false;
}

/* Asked for every character of every address. */
static bool
may_end_address(char c)
{
	static const bool may[256] = { ['"'] = true,
		['<'] = true,
		['>'] = true,
		[')'] = true,
		[']'] = true,
		['\0'] = true,
		['%'] = true };

	return may[(uint8_t)c];
}

/*
 * What is left of a value that was pasted with its markup: the target of a
 * link in HTML, or of one in Markdown, and blanks written as %20.
 */
static void
cut_markup(struct span *span)
{
	const char *bracket =
	    span->len == 0 ? NULL : memchr(span->text, '(', span->len);

	for (; bracket != NULL;
	     bracket = memchr(bracket + 1, '(', left_of(span, bracket + 1))) {
		if (bracket == span->text || bracket[-1] != ']')
			continue;
		drop_front(span, (size_t)(bracket - span->text) + 1);
		break;
	}
	if (drop_word(span, "href=") || drop_word(span, "src="))
		trim(span, "\"'");
	while (drop_word(span, "%20"))
		continue;
	for (size_t i = 0; i < span->len; i++) {
		if (!may_end_address(span->text[i]) ||
		    (span->text[i] == '%' &&
			(span->len - i < 3 ||
			    memcmp(span->text + i, "%20", 3) != 0)))
			continue;
		/* The brackets of an address of the network are its own. */
		if (span->text[i] != ']' || span->text[0] != '[')
			span->len = i;
		return;
	}
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
		if (!psi_ascii_is_digit(colon[i]))
			return PSI_REJECT_HOST_CHARACTER;
	}
	span->len = (size_t)(colon - span->text);
	return PSI_REJECT_NONE;
}

/* Typographic quotes, which are no part of a value wherever they stand. */
static bool
is_quote(uint32_t c)
{
	return c == 0x00AB || c == 0x00BB || (c >= 0x2018 && c <= 0x201A) ||
	    (c >= 0x201C && c <= 0x201E) || c == 0x2039 || c == 0x203A;
}

/* Bytes of a code point in UTF-8. */
static size_t
utf8_len(uint32_t c)
{
	if (c < 0x80)
		return 1;
	if (c < 0x800)
		return 2;
	return c < 0x10000 ? 3 : 4;
}

/* Copy the characters of a value, without quotes and what is invisible. */
static enum psi_reject
copy_visible(char *out, size_t *out_len, const char *text,
    const uint32_t *points, size_t num_points)
{
	enum psi_code_point_kind kind;
	size_t n = 0;

	for (size_t i = 0; i < num_points; i++) {
		size_t len = utf8_len(points[i]);

		kind = psi_code_point_kind(points[i]);
		if (kind == PSI_KIND_UNASSIGNED)
			return PSI_REJECT_UNASSIGNED;
		if (kind != PSI_KIND_IGNORABLE && !is_quote(points[i])) {
			memcpy(out + n, text, len);
			n += len;
		}
		text += len;
	}
	*out_len = n;
	return PSI_REJECT_NONE;
}

/* Check a value that is not ASCII, and make the span one of a copy of what is
 * visible in it. */
static enum psi_reject
clean(char out[PSI_HOST_VALUE_BYTES_MAX], struct span *span)
{
	uint32_t points[PSI_HOST_VALUE_BYTES_MAX];
	enum psi_reject reject = PSI_REJECT_NOT_UTF8;
	size_t num = 0;

	if (span->len > PSI_HOST_VALUE_BYTES_MAX)
		return PSI_REJECT_TOO_LONG;
	if (psi_text_decode(points, COUNT(points), &num,
		(const uint8_t *)span->text, span->len) == PSI_TEXT_OK)
		reject = copy_visible(out, &span->len, span->text, points, num);
	span->text = out;
	psi_wipe(points, num * sizeof points[0]);
	return reject;
}

/* Does a label in the ASCII form of one in another script ("xn--") begin
 * here? */
static bool
begins_ascii_form(const char *text, size_t len)
{
	return len >= 4 && psi_ascii_lower(text[0]) == 'x' &&
	    psi_ascii_lower(text[1]) == 'n' && text[2] == '-' && text[3] == '-';
}

static bool
is_label_character(char c)
{
	return (c >= 'a' && c <= 'z') || psi_ascii_is_digit(c) || c == '-';
}

/* Letters, digits, hyphens and dots only, and no label in ASCII form, which
 * has to be checked? Copies them in lower case. */
static bool
copy_plain(struct psi_domain *out, const struct span *span)
{
	if (span->len > PSI_HOST_BYTES_MAX)
		return false;
	for (size_t i = 0; i < span->len; i++) {
		char c = psi_ascii_lower(span->text[i]);

		if (!is_label_character(c) && c != '.')
			return false;
		if (c == 'x' && (i == 0 || span->text[i - 1] == '.') &&
		    begins_ascii_form(span->text + i, span->len - i))
			return false;
		out->host[i] = c;
	}
	out->host[span->len] = '\0';
	out->host_len = span->len;
	return true;
}

/* A label; `plain` if it has no other characters than labels have. */
static enum psi_reject
check_label(const char *label, size_t len, bool plain)
{
	if (len == 0)
		return PSI_REJECT_EMPTY_LABEL;
	if (len > PSI_LABEL_BYTES_MAX)
		return PSI_REJECT_HOST_TOO_LONG;
	if (label[0] == '-' || label[len - 1] == '-')
		return PSI_REJECT_HOST_CHARACTER;
	for (size_t i = 0; i < len && !plain; i++) {
		if (!is_label_character(label[i]))
			return PSI_REJECT_HOST_CHARACTER;
	}
	return PSI_REJECT_NONE;
}

/* All labels of a host in lower case; an all-numeric last one makes it an
 * address (WHATWG URL Standard, "ends in a number"). */
static enum psi_reject
check_host(const char *host, size_t len, bool plain)
{
	size_t start = 0;
	size_t last = 0;
	size_t num = 0;
	bool numeric = true;

	for (size_t i = 0; i <= len; i++) {
		enum psi_reject reject;

		if (i < len && host[i] != '.')
			continue;
		reject = check_label(host + start, i - start, plain);
		if (reject != PSI_REJECT_NONE)
			return reject;
		num++;
		last = start;
		start = i + 1;
	}
	for (size_t k = last; k < len && numeric; k++)
		numeric = psi_ascii_is_digit(host[k]);
	if (numeric && num > 1)
		return PSI_REJECT_IP_ADDRESS;
	return num < 2 ? PSI_REJECT_SINGLE_LABEL : PSI_REJECT_NONE;
}

/* The host of a span that holds nothing else. */
static enum psi_reject
read_host(struct psi_domain *out, struct span *span)
{
	enum psi_idna idna;

	if (span->len == 0)
		return PSI_REJECT_PLACEHOLDER;
	if (copy_plain(out, span))
		return check_host(out->host, out->host_len, true);
	if (psi_ascii_is_all(span->text, span->len) &&
	    span->len > PSI_HOST_BYTES_MAX)
		return PSI_REJECT_HOST_TOO_LONG;
	idna =
	    psi_idna_to_ascii(out->host, &out->host_len, span->text, span->len);
	if (idna != PSI_IDNA_OK)
		return idna == PSI_IDNA_NOMEM ? PSI_REJECT_NO_MEMORY
					      : PSI_REJECT_HOST_IDNA;
	/* A full stop of another script may have stood at the end. */
	while (out->host_len > 0 && out->host[out->host_len - 1] == '.')
		out->host[--out->host_len] = '\0';
	return check_host(out->host, out->host_len, false);
}

/* What stands around a value without being part of it. */
static const char around[] = " \t\r\n\v\f\"'`<>(),;*{}";

/* The host of a value that is trimmed and clean; `*path` if there is one. */
static enum psi_reject
parse_value(struct psi_domain *out, bool *path, struct span span)
{
	enum psi_reject reject;

	trim(&span, around);
	cut_markup(&span);
	drop_schemes(&span);
	*path = cut_path(&span, &out->steps);
	out->mail = cut_user(&span);
	reject = cut_port(&span);
	if (reject != PSI_REJECT_NONE)
		return reject;
	trim(&span, ".\"'`<> ");
	return read_host(out, &span);
}

/* Drop a reserved top-level domain that CRM systems put behind the addresses
 * of a sandbox, so that nobody gets mail from it (RFC 2606, section 2). */
static void
drop_sandbox(struct psi_domain *out)
{
	static const char *const ends[] = { ".invalid", ".test" };

	for (size_t i = 0; i < COUNT(ends); i++) {
		size_t n = strlen(ends[i]);

		if (out->host_len <= n ||
		    memcmp(out->host + out->host_len - n, ends[i], n) != 0 ||
		    memchr(out->host, '.', out->host_len - n) == NULL)
			continue;
		out->host_len -= n;
		out->host[out->host_len] = '\0';
	}
}

/* Is the registrable domain one that begins with "www", or the like, where
 * the name of its owner would stand? */
static bool
is_portal(const struct psi_domain *out)
{
	return psi_is_portal_label(
	    out->host + out->start, psi_domain_label_len(out));
}

/* Whether a label before the domain is one that owners give to hosts of their
 * own: a language or country, or a word. */
static bool
is_own_host(const char *label, size_t len)
{
	/* "www" itself is a word of the list: most hosts begin so. */
	if (len == 1 ||
	    (len >= 3 && len <= 5 && memcmp(label, "www", 3) == 0) ||
	    (len == 5 && label[2] == '-'))
		return true;
	return psi_domain_list_has(PSI_DOMAINS_OWN_HOSTS, label, len);
}

/* Whether a label before the domain is none of its owner's. */
static bool
is_part(const struct psi_domain *out)
{
	size_t start = 0;

	for (size_t i = 0; i < out->start; i++) {
		if (out->host[i] != '.')
			continue;
		if (!is_own_host(out->host + start, i - start))
			return true;
		start = i + 1;
	}
	return false;
}

static enum psi_reject
judge_host(
    struct psi_domain *out, const struct psi_suffixes *suffixes, bool path)
{
	size_t www = strncmp(out->host, "www.", 4) == 0 ? 4 : 0;
	struct psi_endings endings;

	drop_sandbox(out);
	psi_suffixes_look_up(&endings, suffixes, out->host, out->host_len);
	out->start = endings.start;
	if (out->mail && endings.mail)
		return PSI_REJECT_FREE_MAIL;
	if (endings.shared)
		return PSI_REJECT_SHARED_HOST;
	if (endings.below != SIZE_MAX &&
	    ((path && !out->mail) || endings.below > www))
		return PSI_REJECT_SHARED_HOST;
	if (!endings.known)
		return PSI_REJECT_UNKNOWN_SUFFIX;
	if (endings.start == out->host_len ||
	    (!endings.named && is_portal(out)))
		return PSI_REJECT_PUBLIC_SUFFIX;
	if (!out->mail && is_part(out))
		out->steps |= PSI_DOMAIN_PART;
	return PSI_REJECT_NONE;
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
	if (psi_ascii_is_all(span.text, span.len)) {
		reject = parse_value(out, &path, span);
	} else {
		char buf[PSI_HOST_VALUE_BYTES_MAX];

		reject = clean(buf, &span);
		if (reject == PSI_REJECT_NONE) {
			reject = parse_value(out, &path, span);
			psi_wipe(buf, sizeof buf);
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

size_t
psi_www_len(const char *host, size_t start)
{
	return start >= 4 && memcmp(host, "www.", 4) == 0 ? 4 : 0;
}

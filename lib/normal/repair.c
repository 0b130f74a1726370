#include "normal/repair.h"

#include <string.h>

#include "base/ascii.h"
#include "normal/repair_steps.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How often a text may have been damaged in the same way. */
#define ROUNDS_MAX 3

typedef bool repair_step(struct psi_buf *out, struct psi_cell text);

/* One step, into the other half of the work: `buf` holds the text afterwards. */
static int
repair(struct psi_cell *text, struct psi_buf *buf, repair_step *step,
    bool *changed, struct psi_error *err)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc;

	/* No step writes more than it reads, but a reference of four bytes
	 * may be a character of three. */
	if ((rc = psi_buf_reserve(&out, text->len + 4, err)) != 0)
		return rc;
	if (!step(&out, *text)) {
		psi_buf_clear(&out);
		return 0;
	}
	psi_buf_clear(buf);
	*buf = out;
	text->text = (const char *)buf->data;
	text->len = buf->len;
	*changed = true;
	return 0;
}

static int
repair_all(struct psi_cell *text, struct psi_buf *buf,
    repair_step *const *steps, size_t num_steps, struct psi_error *err)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		bool changed = false;

		for (size_t i = 0; i < num_steps; i++) {
			int rc = repair(text, buf, steps[i], &changed, err);

			if (rc != 0)
				return rc;
		}
		if (!changed)
			break;
	}
	return 0;
}

int
psi_repair_text(
    struct psi_cell *text, struct psi_buf *buf, struct psi_error *err)
{
	static repair_step *const steps[] = { psi_repair_read_back,
		psi_repair_dereference, psi_repair_drop_tags,
		psi_repair_unescape, psi_repair_keep_label };

	if (text->len == 0 || !psi_may_be_damaged(*text))
		return 0;
	return repair_all(text, buf, steps, COUNT(steps), err);
}

/* ---- addresses ---- */

/* "[Acme](https://acme.com)", once or several times: the addresses. */
static bool
follow_markdown(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len;) {
		const char *p = text.text + i;
		size_t left = text.len - i;
		const char *mid = *p == '[' ? memchr(p, ']', left) : NULL;
		const char *end =
		    mid != NULL && (size_t)(mid - p) + 1 < left && mid[1] == '('
		    ? memchr(mid, ')', left - (size_t)(mid - p))
		    : NULL;

		if (end == NULL) {
			out->data[out->len++] = (uint8_t)*p;
			i++;
			continue;
		}
		memcpy(out->data + out->len, mid + 2, (size_t)(end - mid) - 2);
		out->len += (size_t)(end - mid) - 2;
		out->data[out->len++] = ' ';
		i += (size_t)(end - p) + 1;
		changed = true;
	}
	return changed;
}

/* Does the text begin with a word in small letters, in whatever case? */
static bool
is_word(const char *text, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (psi_ascii_lower(text[i]) != word[i])
			return false;
	}
	return true;
}

/* <a href="https://acme.com">Acme</a>: the address. */
static bool
follow_href(struct psi_buf *out, struct psi_cell text)
{
	static const char href[] = "href=";
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i + sizeof href < text.len; i++) {
		const char *p = text.text + i;
		const char *end;
		char quote = p[sizeof href - 1];

		if (!is_word(p, href, sizeof href - 1) ||
		    (quote != '"' && quote != '\''))
			continue;
		p += sizeof href;
		end = memchr(p, quote, (size_t)(text.text + text.len - p));
		if (end == NULL)
			continue;
		memcpy(out->data + out->len, p, (size_t)(end - p));
		out->len += (size_t)(end - p);
		out->data[out->len++] = ' ';
		changed = true;
	}
	return changed;
}

/* ["a.com", 'b.com'] and {"url":"a.com"}: what is quoted, apart. */
static bool
open_list(struct psi_buf *out, struct psi_cell text)
{
	char first;
	char last;

	if (text.len < 4)
		return false;
	first = text.text[0];
	last = text.text[text.len - 1];
	if (!((first == '[' && last == ']') || (first == '{' && last == '}')))
		return false;
	out->len = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.text[i];

		/* JSON may escape a slash. */
		if (c == '\\')
			continue;
		if (c != '\0' && strchr("[]{}\"',", c) != NULL)
			c = ' ';
		out->data[out->len++] = (uint8_t)c;
	}
	return true;
}

/* https%3A%2F%2Facme.com, and blanks around it: %20. */
static bool
decode_percent(struct psi_buf *out, struct psi_cell text)
{
	bool changed = false;

	out->len = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint32_t c = 0;

		if (text.text[i] == '%' && i + 2 < text.len &&
		    psi_hexadecimal_digit(text.text[i + 1]) < 16 &&
		    psi_hexadecimal_digit(text.text[i + 2]) < 16)
			c = psi_hexadecimal_digit(text.text[i + 1]) * 16 +
			    psi_hexadecimal_digit(text.text[i + 2]);
		/* Only what stands between host and scheme, and blanks. */
		if (c != ' ' && c != ':' && c != '/' && c != '.') {
			out->data[out->len++] = (uint8_t)text.text[i];
			continue;
		}
		out->data[out->len++] = (uint8_t)c;
		i += 2;
		changed = true;
	}
	return changed;
}

int
psi_repair_addresses(
    struct psi_cell *text, struct psi_buf *buf, struct psi_error *err)
{
	static repair_step *const steps[] = { psi_repair_dereference,
		follow_href, psi_repair_drop_tags, follow_markdown, open_list };
	static repair_step *const percent[] = { decode_percent };
	const char *mark;
	int rc;

	if (text->len == 0)
		return 0;
	if (memchr(text->text, '&', text->len) != NULL ||
	    memchr(text->text, '<', text->len) != NULL ||
	    text->text[0] == '[' || text->text[0] == '{') {
		rc = repair_all(text, buf, steps, COUNT(steps), err);
		if (rc != 0 || text->len == 0)
			return rc;
	}
	/* In a path %2F is somebody's name; before it, it is damage. */
	mark = memchr(text->text, '%', text->len);
	if (mark == NULL ||
	    memchr(text->text, '/', (size_t)(mark - text->text)) != NULL)
		return 0;
	return repair_all(text, buf, percent, 1, err);
}

bool
psi_is_beyond_repair(struct psi_cell text)
{
	const char *p = text.text;
	size_t left = text.len;

	while (left > 2 && (p = memchr(p, 0xef, left - 2)) != NULL) {
		if ((uint8_t)p[1] == 0xbf && (uint8_t)p[2] == 0xbd)
			return true;
		p++;
		left = (size_t)(text.text + text.len - p);
	}
	return false;
}

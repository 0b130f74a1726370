/* Texts of cells, and the table of those that cells share. */
#include <string.h>

#include "xlsx/xlsx_parts.h"

void
psi_xlsx_text_begin(struct psi_xlsx_text *text)
{
	text->bytes.len = 0;
	text->aside = 0;
	text->is_text = false;
}

void
psi_xlsx_text_element(struct psi_xlsx_text *text, const char *name, bool begins)
{
	if (strcmp(name, "rPh") == 0)
		text->aside += begins ? 1U : -1U;
	else if (strcmp(name, "t") == 0)
		text->is_text = begins;
}

int
psi_xlsx_text_add(struct psi_xlsx_text *text, const char *in, size_t len,
    struct psi_error *err)
{
	if (!text->is_text || text->aside > 0)
		return 0;
	if (text->bytes.len + len > PSI_XLSX_TEXT_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "a cell of the workbook has more than 256 KiB of text");
	return psi_xlsx_bytes_add(&text->bytes, in, len, err);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The character of _xHHHH_ at `in`, or -1. */
static int
escaped(const char *in, size_t len)
{
	int x = 0;

	if (len < 7 || in[0] != '_' || in[1] != 'x' || in[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		if (hex_digit(in[i]) < 0)
			return -1;
		x = x * 16 + hex_digit(in[i]);
	}
	/* Surrogates stand for nothing here. */
	return x >= 0xd800 && x <= 0xdfff ? -1 : x;
}

static size_t
put_utf8(char *out, int x)
{
	if (x < 0x80) {
		out[0] = (char)x;
		return 1;
	}
	if (x < 0x800) {
		out[0] = (char)(0xc0 | x >> 6);
		out[1] = (char)(0x80 | (x & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | x >> 12);
	out[1] = (char)(0x80 | (x >> 6 & 0x3f));
	out[2] = (char)(0x80 | (x & 0x3f));
	return 3;
}

void
psi_xlsx_text_finish(struct psi_xlsx_text *text)
{
	char *bytes = text->bytes.at;
	size_t n = 0;

	for (size_t i = 0; i < text->bytes.len; i++) {
		int x = escaped(bytes + i, text->bytes.len - i);

		/* Seven characters become three bytes at most. */
		if (x > 0 || x == 0) {
			n += put_utf8(bytes + n, x < ' ' ? ' ' : x);
			i += 6;
		} else
			bytes[n++] = bytes[i] == '\n' || bytes[i] == '\r'
			    ? ' '
			    : bytes[i];
	}
	text->bytes.len = n;
}

/* ---- shared ones ---- */

static int
strings_begin(void *cookie, const char *name, const char *const *attributes,
    struct psi_error *err)
{
	struct psi_xlsx_strings *strings = cookie;

	(void)attributes;
	(void)err;
	if (strcmp(name, "si") == 0) {
		strings->inside++;
		psi_xlsx_text_begin(&strings->text);
	} else if (strings->inside > 0)
		psi_xlsx_text_element(&strings->text, name, true);
	return 0;
}

static int
strings_end(void *cookie, const char *name, struct psi_error *err)
{
	struct psi_xlsx_strings *strings = cookie;
	size_t begin = strings->arena.len;
	int rc;

	if (strcmp(name, "si") != 0) {
		if (strings->inside > 0)
			psi_xlsx_text_element(&strings->text, name, false);
		return 0;
	}
	strings->inside--;
	if (strings->num == PSI_XLSX_STRINGS_MAX ||
	    strings->text.bytes.len > PSI_XLSX_STRING_BYTES_MAX - begin)
		return psi_error_set(err, PSI_E_INPUT,
		    "the workbook has more than 16 million texts or 512 MiB "
		    "of them");
	psi_xlsx_text_finish(&strings->text);
	strings->num++;
	if ((rc = psi_xlsx_bytes_add(
		 &strings->begins, &begin, sizeof begin, err)) != 0)
		return rc;
	return psi_xlsx_bytes_add(&strings->arena, strings->text.bytes.at,
	    strings->text.bytes.len, err);
}

static int
strings_text(void *cookie, const char *in, size_t len, struct psi_error *err)
{
	struct psi_xlsx_strings *strings = cookie;

	return strings->inside == 0
	    ? 0
	    : psi_xlsx_text_add(&strings->text, in, len, err);
}

struct psi_xlsx_events
psi_xlsx_strings_events(struct psi_xlsx_strings *strings)
{
	return (struct psi_xlsx_events){ strings_begin, strings_end,
		strings_text, strings };
}

bool
psi_xlsx_strings_get(const struct psi_xlsx_strings *strings, size_t i,
    const char **text, size_t *len)
{
	size_t bound[2];

	if (i >= strings->num)
		return false;
	bound[1] = strings->arena.len;
	memcpy(bound, strings->begins.at + i * sizeof bound[0],
	    i + 1 < strings->num ? sizeof bound : sizeof bound[0]);
	*text = bound[1] == bound[0] ? "" : strings->arena.at + bound[0];
	*len = bound[1] - bound[0];
	return true;
}

void
psi_xlsx_strings_clear(struct psi_xlsx_strings *strings)
{
	psi_xlsx_bytes_clear(&strings->text.bytes);
	psi_xlsx_bytes_clear(&strings->arena);
	psi_xlsx_bytes_clear(&strings->begins);
	strings->num = 0;
	strings->inside = 0;
}

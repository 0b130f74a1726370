#include "agree/agree_page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/outfile.h"

#define COLUMNS 78
#define TEXT_BYTES 4096

static void
put(struct psi_agree_page *page, const char *text, size_t len)
{
	if (page->rc == 0)
		page->rc = page->out->sink.write(page->out->sink.cookie,
		    (const uint8_t *)text, len, page->err);
}

/* Columns of the character that begins with this byte: from U+1000 on there are
 * wide ones, and all of these are counted as such. */
static size_t
columns_of(char c)
{
	unsigned char byte = (unsigned char)c;

	if ((byte & 0xc0) == 0x80)
		return 0;
	return byte > 0xe0 ? 2 : 1;
}

static size_t
width(const char *text, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += columns_of(text[i]);
	return columns;
}

/* Bytes of the characters that have room in so many columns. */
static size_t
bytes_of(const char *text, size_t len, size_t columns)
{
	size_t i = 0;

	for (; i < len && columns_of(text[i]) <= columns; i++)
		columns -= columns_of(text[i]);
	return i;
}

/* A text in lines of COLUMNS, the later ones behind `margin`. Where `cut` is
 * set, a word that fits into no line goes on in the next. */
static void
put_wrapped(
    struct psi_agree_page *page, const char *text, const char *margin, bool cut)
{
	size_t indent = strlen(margin);
	size_t at = indent;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		size_t columns = width(text, len);

		if (at > indent && at + 1 + columns > COLUMNS) {
			put(page, "\n", 1);
			put(page, margin, indent);
			at = indent;
		} else if (at > indent) {
			put(page, " ", 1);
			at++;
		}
		if (cut && columns > COLUMNS - indent) {
			len = bytes_of(text, len, COLUMNS - indent);
			columns = COLUMNS - indent;
		}
		put(page, text, len);
		at += columns;
		text += len;
		while (*text == ' ')
			text++;
	}
	put(page, "\n", 1);
}

void
psi_agree_page_heading(struct psi_agree_page *page, const char *text)
{
	put(page, "\n", 1);
	put(page, text, strlen(text));
	put(page, "\n", 1);
}

void
psi_agree_page_line(struct psi_agree_page *page, const char *format, ...)
{
	char text[TEXT_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	put(page, text, strlen(text));
	put(page, "\n", 1);
}

void
psi_agree_page_item(struct psi_agree_page *page, const char *format, ...)
{
	char text[TEXT_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	put(page, "- ", 2);
	put_wrapped(page, text, "  ", false);
}

void
psi_agree_page_quote(struct psi_agree_page *page, const char *text)
{
	static const char margin[] = "  | ";
	size_t size = psi_escape(NULL, 0, text, strlen(text)) + 1;
	char *safe = malloc(size);

	if (safe == NULL) {
		if (page->rc == 0)
			page->rc = psi_error_set(
			    page->err, PSI_E_NOMEM, "out of memory");
		return;
	}
	(void)psi_escape(safe, size, text, strlen(text));
	put(page, margin, sizeof margin - 1);
	put_wrapped(page, safe, margin, true);
	free(safe);
}

#include "table/code_page.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

/* Names as iconv has them, where ours is another one. */
static const char *
iconv_name(const char *name)
{
	if (strcmp(name, "shift_jis") == 0)
		return "CP932";
	if (strcmp(name, "big5") == 0)
		return "CP950";
	if (strcmp(name, "euc-kr") == 0)
		return "CP949";
	if (strcmp(name, "windows-874") == 0)
		return "CP874";
	return name;
}

struct code_page {
	iconv_t iconv;
};

int
psi_code_page_open(void **out, const char *name, struct psi_error *err)
{
	struct code_page *page = malloc(sizeof *page);

	if (page == NULL)
		return psi_error_nomem(err);
	page->iconv = iconv_open("UTF-8", iconv_name(name));
	/* The only test of an iconv_t that POSIX has. */
	if ((intptr_t)page->iconv == -1) {
		int saved = errno;

		free(page);
		if (saved == ENOMEM)
			return psi_error_nomem(err);
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "convert the file to UTF-8 where it was made",
		    "this system cannot read the encoding %s", name);
	}
	*out = page;
	return 0;
}

size_t
psi_code_page_convert(
    void *code_page, struct psi_buf *out, const uint8_t *in, size_t in_len)
{
	struct code_page *page = code_page;
	/* iconv does not write to it, and wants it so. */
	char *from = (char *)(uintptr_t)in;
	size_t left = in_len;

	while (left > 0) {
		char *to = (char *)out->data + out->len;
		size_t room = out->size - out->len;
		size_t n = iconv(page->iconv, &from, &left, &to, &room);

		out->len = out->size - room;
		if (n != (size_t)-1)
			break;
		if (errno == EINVAL && left < 4)
			return left;
		if (out->len == out->size)
			break;
		out->data[out->len++] = 0xff;
		from++;
		left--;
	}
	return 0;
}

void
psi_code_page_close(void *code_page)
{
	struct code_page *page = code_page;

	if (page == NULL)
		return;
	(void)iconv_close(page->iconv);
	free(page);
}

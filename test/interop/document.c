#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "document.h"

#include "base/bytes.h"

static char *document;

void
document_open(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size = ftell(f);
	assert_true(size > 0);
	rewind(f);
	document = calloc(1, (size_t)size + 1);
	assert_non_null(document);
	assert_int_equal(fread(document, 1, (size_t)size, f), size);
	(void)fclose(f);
}

void
document_close(void)
{
	free(document);
	document = NULL;
}

struct text
block(const char *name)
{
	char fence[64];
	struct text out;
	char *from;
	char *to;

	(void)snprintf(fence, sizeof fence, "\n```csv %s\n", name);
	from = strstr(document, fence);
	assert_non_null(from);
	from += strlen(fence);
	to = strstr(from, "\n```\n");
	assert_non_null(to);
	out.data = from;
	out.len = (size_t)(to + 1 - from);
	return out;
}

void
document_secret(const char *name, char role, const char *what, uint8_t out[32])
{
	struct text secrets = block(name);
	char row[128];
	const char *at;

	(void)snprintf(row, sizeof row, "\n%c %s,", role, what);
	at = strstr(secrets.data, row);
	assert_non_null(at);
	assert_true(at < secrets.data + secrets.len);
	assert_true(psi_hex_decode(out, 32, at + strlen(row), 64));
}

int
text_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct text *text = cookie;
	size_t n = text->len < out_size ? text->len : out_size;

	(void)err;
	memcpy(out, text->data, n);
	text->data += n;
	text->len -= n;
	*out_len = n;
	return 0;
}

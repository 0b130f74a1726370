#include "base/buf.h"

#include <string.h>

void
psi_buf_clear(struct psi_buf *buf)
{
	psi_array_free(buf->data, buf->size, 1);
	buf->data = NULL;
	buf->len = 0;
	buf->size = 0;
}

int
psi_buf_grow(struct psi_buf *buf, size_t more, struct psi_error *err)
{
	void *data = buf->data;
	int rc = psi_array_grow(&data, &buf->size, buf->len, more, 1, err);

	if (rc == 0)
		buf->data = data;
	return rc;
}

int
psi_buf_append_text(
    struct psi_buf *buf, const char *text, struct psi_error *err)
{
	return psi_buf_append(buf, text, strlen(text), err);
}

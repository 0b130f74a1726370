#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/error.h"
#include "base/secret.h"

void
psi_buf_clear(struct psi_buf *buf)
{
	psi_array_free(buf->data, buf->size, 1);
	buf->data = NULL;
	buf->len = 0;
	buf->size = 0;
}

int
psi_buf_reserve(struct psi_buf *buf, size_t more, struct psi_error *err)
{
	size_t need;
	size_t size;
	void *data = buf->data;
	int rc;

	if (!psi_checked_add(buf->len, more, &need))
		return psi_error_nomem(err);
	if (need <= buf->size)
		return 0;
	size = buf->size < 256 ? 256 : buf->size;
	while (size < need) {
		if (size > SIZE_MAX / 2) {
			size = need;
			break;
		}
		size *= 2;
	}
	if ((rc = psi_array_resize(&data, buf->size, size, 1, err)) != 0)
		return rc;
	buf->data = data;
	buf->size = size;
	return 0;
}

int
psi_buf_append(
    struct psi_buf *buf, const void *in, size_t in_len, struct psi_error *err)
{
	int rc;

	if (in_len == 0)
		return 0;
	if ((rc = psi_buf_reserve(buf, in_len, err)) != 0)
		return rc;
	memcpy(buf->data + buf->len, in, in_len);
	buf->len += in_len;
	return 0;
}

int
psi_buf_append_text(
    struct psi_buf *buf, const char *text, struct psi_error *err)
{
	return psi_buf_append(buf, text, strlen(text), err);
}

void *
psi_array_new(size_t num, size_t size)
{
	/* calloc checks the product; one byte keeps NULL for failure only. */
	return calloc(num == 0 ? 1 : num, size == 0 ? 1 : size);
}

void
psi_array_free(void *array, size_t num, size_t size)
{
	if (array == NULL)
		return;
	psi_wipe(array, num * size);
	free(array);
}

int
psi_array_resize(void **array, size_t num, size_t new_num, size_t size,
    struct psi_error *err)
{
	void *fresh = psi_array_new(new_num, size);

	if (fresh == NULL)
		return psi_error_nomem(err);
	if (*array != NULL)
		memcpy(fresh, *array, (num < new_num ? num : new_num) * size);
	psi_array_free(*array, num, size);
	*array = fresh;
	return 0;
}

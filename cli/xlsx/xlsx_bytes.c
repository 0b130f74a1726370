#include "xlsx/xlsx_bytes.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static int
grow(struct psi_xlsx_bytes *bytes, size_t more, struct psi_error *err)
{
	size_t size = (bytes->size + more) * 2 + 256;
	char *bigger;

	if (more > SIZE_MAX / 8 || bytes->size > SIZE_MAX / 8 ||
	    (bigger = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (bytes->len > 0)
		memcpy(bigger, bytes->at, bytes->len);
	if (bytes->at != NULL)
		sodium_memzero(bytes->at, bytes->size);
	free(bytes->at);
	bytes->at = bigger;
	bytes->size = size;
	return 0;
}

int
psi_xlsx_bytes_add(struct psi_xlsx_bytes *bytes, const void *in, size_t in_len,
    struct psi_error *err)
{
	int rc;

	if (in_len == 0)
		return 0;
	if (bytes->size - bytes->len < in_len &&
	    (rc = grow(bytes, in_len, err)) != 0)
		return rc;
	memcpy(bytes->at + bytes->len, in, in_len);
	bytes->len += in_len;
	return 0;
}

int
psi_xlsx_bytes_fill(
    struct psi_xlsx_bytes *bytes, char c, size_t num, struct psi_error *err)
{
	int rc;

	if (num == 0)
		return 0;
	if (bytes->size - bytes->len < num && (rc = grow(bytes, num, err)) != 0)
		return rc;
	memset(bytes->at + bytes->len, c, num);
	bytes->len += num;
	return 0;
}

void
psi_xlsx_bytes_clear(struct psi_xlsx_bytes *bytes)
{
	if (bytes->at != NULL)
		sodium_memzero(bytes->at, bytes->size);
	free(bytes->at);
	memset(bytes, 0, sizeof *bytes);
}

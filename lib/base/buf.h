/*
 * A growing byte buffer. Its memory is ordinary, and wiped whenever it is
 * given back: most buffers hold account data.
 */
#ifndef PSI_BASE_BUF_H
#define PSI_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "psi/error.h"

#include "base/array.h"

struct psi_buf {
	uint8_t *data;
	/* 0 <= len <= size */
	size_t len;
	size_t size;
};

#define PSI_BUF_INIT                                                           \
	{                                                                      \
		NULL, 0, 0                                                     \
	}

/* Wipe and free; the buffer is empty and can be used again. */
void psi_buf_clear(struct psi_buf *buf);

/* For psi_buf_reserve: there is too little room. */
int psi_buf_grow(struct psi_buf *buf, size_t more, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Make room for `more` bytes after len. Amortised constant time. */
__attribute__((warn_unused_result)) static inline int
psi_buf_reserve(struct psi_buf *buf, size_t more, struct psi_error *err)
{
	return more <= buf->size - buf->len ? 0 : psi_buf_grow(buf, more, err);
}

/* Append. `in` must not point into the buffer. */
__attribute__((warn_unused_result)) static inline int
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

/* Append the bytes of a NUL-terminated string, without the NUL. */
int psi_buf_append_text(struct psi_buf *buf, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

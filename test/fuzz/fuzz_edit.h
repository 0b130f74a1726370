/* Edits of a file that an input describes, three bytes for each. */
#ifndef PSI_FUZZ_EDIT_H
#define PSI_FUZZ_EDIT_H

#include "fuzz.h"

#include "base/buf.h"

#define FUZZ_EDITS_MAX 12

static inline void
fuzz_insert(struct psi_buf *buf, size_t at, const uint8_t *bytes, size_t len)
{
	struct psi_buf copy = PSI_BUF_INIT;

	if (len == 0)
		return;
	fuzz_check(psi_buf_append(&copy, bytes, len, NULL) == 0);
	fuzz_check(psi_buf_reserve(buf, len, NULL) == 0);
	memmove(buf->data + at + len, buf->data + at, buf->len - at);
	memcpy(buf->data + at, copy.data, len);
	buf->len += len;
	psi_buf_clear(&copy);
}

static inline void
fuzz_cut_out(struct psi_buf *buf, size_t at, size_t len)
{
	if (len == 0)
		return;
	memmove(buf->data + at, buf->data + at + len, buf->len - at - len);
	buf->len -= len;
}

/* The line that holds a place: where it begins, and its length. */
static inline size_t
fuzz_line_at(const struct psi_buf *buf, size_t at, size_t *len)
{
	size_t end = at;

	while (at > 0 && buf->data[at - 1] != '\n')
		at--;
	while (end < buf->len && buf->data[end] != '\n')
		end++;
	*len = end + (end < buf->len) - at;
	return at;
}

/* A number in the place of one: what limits are tried with. */
static inline void
fuzz_renumber(struct psi_buf *buf, size_t at, uint8_t choice)
{
	static const char *const numbers[] = { "0", "1", "2", "3", "4", "6",
		"8", "65536", "999999999", "4294967295", "4294967296",
		"18446744073709551615" };
	const char *number =
	    numbers[choice % (sizeof numbers / sizeof numbers[0])];
	size_t len = 0;

	while (at < buf->len && (buf->data[at] < '0' || buf->data[at] > '9'))
		at++;
	while (at + len < buf->len && buf->data[at + len] >= '0' &&
	    buf->data[at + len] <= '9')
		len++;
	fuzz_cut_out(buf, at, len);
	fuzz_insert(buf, at, (const uint8_t *)number, strlen(number));
}

/* Of one edit: what to do, where, and with what. */
static inline void
fuzz_edit(struct psi_buf *buf, const uint8_t how[3])
{
	size_t at = buf->len * how[1] / 256 + how[0] / 8 % 8;
	size_t line_len;
	size_t line;

	if (at >= buf->len)
		return;
	line = fuzz_line_at(buf, at, &line_len);
	switch (how[0] % 8) {
	case 0:
		buf->data[at] = how[2];
		break;
	case 1:
		buf->data[at] ^= (uint8_t)(1U << how[2] % 8);
		break;
	case 2:
		fuzz_cut_out(
		    buf, at, how[2] % 3 < buf->len - at ? how[2] % 3 : 0);
		break;
	case 3:
		fuzz_insert(buf, at, &how[2], 1);
		break;
	case 4:
		fuzz_cut_out(buf, line, line_len);
		break;
	case 5:
		fuzz_insert(buf, line, buf->data + line, line_len);
		break;
	case 6:
		fuzz_renumber(buf, at, how[2]);
		break;
	default:
		/* Swap with the line before. */
		if (line > 0) {
			size_t len;
			size_t before = fuzz_line_at(buf, line - 1, &len);

			fuzz_insert(
			    buf, line + line_len, buf->data + before, len);
			fuzz_cut_out(buf, before, len);
		}
	}
}

static inline void
fuzz_edit_all(struct psi_buf *buf, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < FUZZ_EDITS_MAX && 3 * i + 3 <= size; i++)
		if (buf->len > 0)
			fuzz_edit(buf, data + 3 * i);
}

#endif

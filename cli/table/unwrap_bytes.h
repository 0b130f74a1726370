/* The bytes of a file, whatever they were written as: the lower half of
 * table/unwrap.h. */
#ifndef PSI_CLI_UNWRAP_BYTES_H
#define PSI_CLI_UNWRAP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

/* Enough to tell what a file is. */
#define PSI_UNWRAP_LOOK_BYTES ((size_t)4096)
#define PSI_UNWRAP_TAP_BYTES ((size_t)1 << 14)

/* A source that can be looked into. */
struct psi_tap {
	const struct psi_source *from;
	/* 0 <= pos <= len <= PSI_UNWRAP_TAP_BYTES */
	size_t pos;
	size_t len;
	bool at_end;
	uint8_t buf[PSI_UNWRAP_TAP_BYTES];
};

/* Have `want` bytes there, at most PSI_UNWRAP_TAP_BYTES, or all that are left. */
int psi_tap_fill(struct psi_tap *tap, size_t want, struct psi_error *err)
    __attribute__((warn_unused_result));

/* How many bytes of a tap from which none was taken yet say what it holds, at most
 * PSI_UNWRAP_LOOK_BYTES: the same however the source cuts its bytes. */
size_t psi_tap_look(const struct psi_tap *tap);

enum psi_coding {
	PSI_CODING_NONE,
	PSI_CODING_UTF16LE,
	PSI_CODING_UTF16BE,
	PSI_CODING_BASE64,
	PSI_CODING_QUOTED_PRINTABLE
};

struct psi_coded {
	struct psi_tap tap;
	enum psi_coding coding;
	bool had_mark;
	/* Bytes that are decoded and not given out. */
	uint8_t pending[4];
	size_t num_pending;
	/* base64: bits that are no byte yet. */
	uint32_t bits;
	unsigned int num_bits;
	bool is_over;
};

/* Look at the first bytes of `from`. */
int psi_coded_begin(struct psi_coded *coded, const struct psi_source *from,
    struct psi_error *err) __attribute__((warn_unused_result));

/* As a source reads. */
int psi_coded_read(void *coded, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What mail puts around and between characters, line ends too. */
static inline bool
psi_coded_is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Does text begin as a file of ours does, behind blanks and ">"? *is_record is
 * set for one that is exchanged, and not for an agreement. */
bool psi_coded_is_ours(const uint8_t *text, size_t len, bool *is_record);

#endif

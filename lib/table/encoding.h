/*
 * Character encodings of the files that spreadsheets and CRM systems write,
 * all turned into UTF-8.
 */
#ifndef PSI_TABLE_ENCODING_H
#define PSI_TABLE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/utf8.h"

struct psi_buf;

enum psi_encoding {
	/* By the byte order mark; UTF-8 where there is none. */
	PSI_ENCODING_AUTO,
	PSI_ENCODING_UTF8,
	PSI_ENCODING_UTF16LE,
	PSI_ENCODING_UTF16BE,
	PSI_ENCODING_WINDOWS1252,
};

/* Turns a stream of bytes into UTF-8, whatever the cuts between blocks. */
struct psi_decoder {
	enum psi_encoding encoding;
	/* Bytes of a character that goes on in the next block. */
	uint8_t held[4];
	size_t num_held;
};

/*
 * The encoding called `name` ("utf-8", "utf-16le", "utf-16be",
 * "windows-1252", "auto"; without regard to case). Returns false for any
 * other name.
 */
bool psi_encoding_from_name(enum psi_encoding *out, const char *name);

/* The name of an encoding; a static string. */
const char *psi_encoding_name(enum psi_encoding encoding);

/*
 * What the first bytes of a file say. `*encoding` is AUTO on entry, and what
 * was found on return; with another value on entry only the mark of that same
 * encoding is skipped. Returns the length of the byte order mark: 0, 2 or 3.
 */
size_t psi_encoding_detect(
    enum psi_encoding *encoding, const uint8_t *in, size_t in_len);

/* `encoding` must not be AUTO. */
void psi_decoder_init(struct psi_decoder *decoder, enum psi_encoding encoding);

/*
 * Append `in` to `out` as UTF-8. A unit that the encoding does not know
 * (a surrogate without its partner; one of the five free places of
 * Windows-1252) becomes the byte FF, which no UTF-8 text holds, so that the
 * reader's own check finds it and can name its line. UTF-8 itself passes
 * unchanged and unchecked.
 */
int psi_decoder_push(struct psi_decoder *decoder, struct psi_buf *out,
    const uint8_t *in, size_t in_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The input has ended: what is still held is no character (FF, as above). */
int psi_decoder_end(struct psi_decoder *decoder, struct psi_buf *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

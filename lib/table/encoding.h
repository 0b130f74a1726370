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
	/* By iconv, from here on. */
	PSI_ENCODING_WINDOWS1250,
	PSI_ENCODING_WINDOWS1251,
	PSI_ENCODING_WINDOWS1253,
	PSI_ENCODING_WINDOWS1254,
	PSI_ENCODING_WINDOWS1255,
	PSI_ENCODING_WINDOWS1256,
	PSI_ENCODING_WINDOWS1257,
	PSI_ENCODING_MACINTOSH,
	PSI_ENCODING_IBM850,
	PSI_ENCODING_IBM852,
	PSI_ENCODING_IBM866,
	PSI_ENCODING_KOI8R,
	PSI_ENCODING_GB18030,
	PSI_ENCODING_SHIFT_JIS,
	PSI_ENCODING_BIG5,
	PSI_ENCODING_EUC_KR,
	PSI_ENCODING_EUC_JP,
	PSI_ENCODING_ISO8859_2,
	PSI_ENCODING_ISO8859_5,
	PSI_ENCODING_ISO8859_7,
	PSI_ENCODING_ISO8859_9,
	PSI_ENCODING_ISO8859_15,
	PSI_ENCODING_WINDOWS874,
	PSI_NUM_ENCODINGS
};

/* What is written in an encoding, as far as that is one kind. */
enum psi_script {
	PSI_SCRIPT_UNKNOWN,
	PSI_SCRIPT_WESTERN,
	PSI_SCRIPT_CENTRAL,
	PSI_SCRIPT_CYRILLIC,
	PSI_SCRIPT_GREEK,
	PSI_SCRIPT_TURKISH,
	PSI_SCRIPT_HEBREW,
	PSI_SCRIPT_ARABIC,
	PSI_SCRIPT_JAPANESE,
	PSI_SCRIPT_CHINESE,
	PSI_SCRIPT_KOREAN,
};

enum psi_script psi_encoding_script(enum psi_encoding encoding);

/* Turns a stream of bytes into UTF-8, whatever the cuts between blocks. */
struct psi_decoder {
	enum psi_encoding encoding;
	/* Bytes of a character that goes on in the next block. */
	uint8_t held[4];
	size_t num_held;
	/* What iconv needs; NULL before the first bytes. */
	void *code_page;
};

/* The names that are offered: "utf-8, utf-16le, ...". */
#define PSI_ENCODING_NAMES                                                     \
	"utf-8, utf-16le, utf-16be, windows-1250 to windows-1257, "            \
	"windows-874, iso-8859-1, -2, -5, -7, -9 and -15, macintosh, ibm850, " \
	"ibm852, ibm866, koi8-r, gb18030, big5, shift_jis, euc-jp and euc-kr"

/*
 * The encoding called `name` ("utf-8", "windows-1252", "shift_jis", "auto", and
 * other usual names of the same, such as "cp1252"; without regard to case).
 * Returns false for any other name.
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
void psi_decoder_clear(struct psi_decoder *decoder);

/*
 * Append `in` to `out` as UTF-8. A unit that the encoding does not know
 * (a surrogate without its partner; one of the five free places of
 * Windows-1252) becomes the byte FF, which no UTF-8 text holds, so that the
 * reader's own check finds it and can name its line. UTF-8 itself passes
 * unchanged and unchecked. Returns 0, PSI_E_NOMEM, or PSI_E_INPUT for an
 * encoding that this system's iconv does not know.
 */
int psi_decoder_push(struct psi_decoder *decoder, struct psi_buf *out,
    const uint8_t *in, size_t in_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The input has ended: what is still held is no character (FF, as above). */
int psi_decoder_end(struct psi_decoder *decoder, struct psi_buf *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

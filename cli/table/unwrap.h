/*
 * Files of ours as mail programs, editors and spreadsheets change them on their
 * way: in UTF-16, base64 or quoted-printable, with a byte order mark, quoted with
 * ">", with other separators, quoted cells, wrapped, blank or CR-ended lines. The
 * bytes that were sent are found again where nothing was lost; whether that is so
 * the digest and the signature say, which are over those bytes.
 */
#ifndef PSI_CLI_UNWRAP_H
#define PSI_CLI_UNWRAP_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "kit/infile.h"

struct psi_unwrap;

/*
 * Look at the first bytes of `from`, which lives as long as *out, and choose what
 * is undone; nothing for a file that is as it was, and for all that is none of
 * ours. Returns 0, PSI_E_GRAMMAR for damaged base64, PSI_E_IO, PSI_E_NOMEM.
 */
int psi_unwrap_new(struct psi_unwrap **out, const struct psi_source *from,
    struct psi_error *err) __attribute__((warn_unused_result));
/* NULL is fine. For a decoder of kit/infile.h, as psi_unwrap_read is. */
void psi_unwrap_free(void *unwrap);

/* The bytes that were sent. PSI_E_GRAMMAR where base64 is damaged. */
int psi_unwrap_read(void *unwrap, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err) __attribute__((warn_unused_result));

/* The first bytes of them, before anybody reads: all of a small file, else 4,096
 * or more. */
const uint8_t *psi_unwrap_first(const struct psi_unwrap *unwrap, size_t *len);

/* "in base64, as mail carries it": what is undone; "" for nothing, and for a file
 * that is none of ours, such as an export in UTF-16. */
const char *psi_unwrap_what(const struct psi_unwrap *unwrap);

/* For `look` of an input: undo, and say so in a note. The unwrap is the cookie of
 * the decoder then. */
int psi_unwrap_look(struct psi_infile *in, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As psi_infile_open, for a file of ours that came from outside. */
int psi_unwrap_open(struct psi_infile *in, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif

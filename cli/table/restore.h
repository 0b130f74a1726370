/*
 * A file whose digest is known, as mail and editors change it on its way: in
 * base64, quoted-printable or UTF-16, quoted with ">", with a byte order mark,
 * other line ends or another end. The bytes that were sent are tried for until
 * they have the digest, so that nothing is guessed. For files whose lines say
 * nothing of themselves, a public-suffix list and a directory; those of a partner
 * are undone by table/unwrap.h.
 */
#ifndef PSI_CLI_RESTORE_H
#define PSI_CLI_RESTORE_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#define PSI_RESTORE_WORDS 160
#define PSI_RESTORE_BYTES_MAX ((size_t)16 << 20)

/* What was found; `bytes` is NULL where nothing has the digest, and is to be
 * freed. */
struct psi_restored {
	uint8_t *bytes;
	size_t len;
	/* How much of it psi_restored_read has given out. */
	size_t pos;
	/* "in base64, as mail carries it" */
	char what[PSI_RESTORE_WORDS];
};

/*
 * Find the bytes whose SHA-256 is `digest`, in hexadecimal, in `bytes`, which have
 * another one. More than PSI_RESTORE_BYTES_MAX are not tried. Returns 0, also where
 * nothing is found, or PSI_E_NOMEM.
 */
int psi_restore(struct psi_restored *out, const uint8_t *bytes, size_t len,
    const char *digest, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same of a file. Also PSI_E_IO. */
int psi_restore_file(struct psi_restored *out, const char *path,
    const char *digest, struct psi_error *err)
    __attribute__((warn_unused_result));

/* For a source whose cookie is the psi_restored. */
int psi_restored_read(void *restored, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err) __attribute__((warn_unused_result));

#endif

/*
 * Secrets on the disk and at the terminal: key files and passphrases. They
 * are read straight into guarded memory, never through a buffer of ours.
 */
#ifndef PSI_CLI_SECRETFILE_H
#define PSI_CLI_SECRETFILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "psi/error.h"
#include "psi/identity.h"
#include "psi/io.h"

/* A key file is a few lines. */
#define PSI_SECRETFILE_MAX 65536
#define PSI_PASSPHRASE_MAX 1024

/* An open key file, as a source for the library. */
struct psi_secretfile {
	struct psi_source source;
	const char *path;
	int fd;
	/* Bytes still allowed to come. */
	size_t left;
};

#define PSI_SECRETFILE_INIT                                                    \
	{                                                                      \
		{ NULL, NULL }, NULL, -1, 0                                    \
	}

/*
 * Open a key file. Returns 0; PSI_E_IO if it cannot be opened; PSI_E_INPUT,
 * with a hint, if group or others have any permission on it, or if it is no
 * regular file or over PSI_SECRETFILE_MAX bytes.
 */
int psi_secretfile_open(struct psi_secretfile *file, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Back to the beginning, for a second reading. */
int psi_secretfile_rewind(struct psi_secretfile *file, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_secretfile_close(struct psi_secretfile *file);

/* Read the public identity of a key file; no passphrase is needed. Returns as
 * psi_secretfile_open and psi_identity_read_public. */
int psi_secretfile_public(struct psi_public_identity *out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Write a new key file: `write` is called once with a sink. The file must not
 * exist; it gets mode 0600, is synced with its folder, and appears under its
 * name only when it is complete. Returns 0, PSI_E_EXISTS, PSI_E_IO or what
 * `write` returned.
 */
int psi_secretfile_create(const char *path,
    int (*write)(
	void *cookie, const struct psi_sink *sink, struct psi_error *err),
    void *cookie, struct psi_error *err) __attribute__((warn_unused_result));

/* As create, but the file replaces the one that is there: for a changed
 * passphrase. */
int psi_secretfile_replace(const char *path,
    int (*write)(
	void *cookie, const struct psi_sink *sink, struct psi_error *err),
    void *cookie, struct psi_error *err) __attribute__((warn_unused_result));

/* In guarded memory; not ended by NUL. */
struct psi_passphrase {
	uint8_t *data;
	size_t len;
};

#define PSI_PASSPHRASE_INIT                                                    \
	{                                                                      \
		NULL, 0                                                        \
	}

/* The first line of a file ("-": standard input), without its line end. The
 * file may be a pipe; else it is checked as a key file is. PSI_CLI_USAGE where
 * the data comes from standard input already. */
int psi_passphrase_read(struct psi_passphrase *out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Ask at /dev/tty with the echo off; twice where `confirm` is set. `what`
 * ("passphrase for acme.key") becomes the prompt. Returns 0, or PSI_E_INPUT
 * with a hint to --passphrase-file where there is no terminal.
 */
int psi_passphrase_ask(struct psi_passphrase *out, const char *what,
    int confirm, struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free. */
void psi_passphrase_clear(struct psi_passphrase *passphrase);

#endif

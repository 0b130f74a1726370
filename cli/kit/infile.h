/* An input: a file, or standard input for "-". */
#ifndef PSI_CLI_INFILE_H
#define PSI_CLI_INFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "psi/error.h"
#include "psi/io.h"

/* What stands between the bytes of a file and whoever reads it, where they are
 * in a form of their own. All zero is none. */
struct psi_infile_decoder {
	int (*read)(void *cookie, uint8_t *out, size_t out_size,
	    size_t *out_len, struct psi_error *err);
	void (*close)(void *cookie);
	void *cookie;
};

struct psi_infile {
	/* Give this to the library; valid while the file is open, and only
	 * as long as the structure is not moved. */
	struct psi_source source;
	/* As it was opened; for psi_diag_file. */
	const char *path;
	int fd;
	uint8_t *buf;
	/* Bytes pos..len of buf have been read and not been given out. */
	size_t pos;
	size_t len;
	/* Called once before anybody reads, with the first bytes in buf; sets
	 * the decoder where one is needed. NULL: bytes are as they are. */
	int (*look)(struct psi_infile *in, struct psi_error *err);
	struct psi_infile_decoder decoder;
	/* For decoders that read a source: the bytes as they are. */
	struct psi_source raw;
};

#define PSI_INFILE_INIT                                                        \
	{                                                                      \
		{ NULL, NULL }, NULL, -1, NULL, 0, 0, NULL,                    \
		    { NULL, NULL, NULL },                                      \
		{                                                              \
			NULL, NULL                                             \
		}                                                              \
	}

/*
 * Open for reading. `path` lives as long as the program. Returns 0, or
 * PSI_E_IO with a message that names the file; a directory is refused.
 * Standard input can be opened once; PSI_CLI_USAGE if a passphrase was read
 * from it.
 */
int psi_infile_open(struct psi_infile *in, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Standard input has one use, the data or the passphrases: whoever reads it
 * says first which. Returns 0, or PSI_CLI_USAGE if it has the other already.
 */
enum psi_stdin_use { PSI_STDIN_DATA = 1, PSI_STDIN_PASSPHRASE };

int psi_infile_claim_stdin(enum psi_stdin_use use, struct psi_error *err)
    __attribute__((warn_unused_result));

/* For decoders: the bytes of the file, as `source` would give them. */
int psi_infile_raw(void *in, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The hint of an error about a path that is not there: the name beside it that
 * somebody may have meant. Where there is none the hint stays. */
void psi_infile_hint_near(const char *path, struct psi_error *err);

/* The same for folders that have the file `holds` in them. */
void psi_infile_hint_near_folder(
    const char *path, const char *holds, struct psi_error *err);

/* Have the first bytes looked at now, before anybody reads. They stay in buf, where
 * there is no decoder. */
int psi_infile_look(struct psi_infile *in, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * After an output was refused with `rc`, before anybody read: where it is there
 * already (PSI_E_EXISTS), an input of the wrong kind is the mistake to tell of first.
 * Standard input is not looked at. Returns the code that holds.
 */
int psi_infile_blame(struct psi_infile *in, int rc, struct psi_error *err);

/* Close and wipe the buffer. Closing what was never opened is fine. */
void psi_infile_close(struct psi_infile *in);

/* Is this file one of the inputs opened so far in this process? Inputs stay
 * on the list after they were closed. */
bool psi_infile_is_input(dev_t dev, ino_t ino);

/* Forget all inputs, and who reads standard input: between two steps of one
 * process, since the output of a step may be the input of the next. */
void psi_infile_forget(void);

#endif

/*
 * Where bytes come from and go to.
 *
 * libpsi opens no path. It reads from a source and writes to a sink that the
 * caller made, so that a file, a pipe, a socket and a buffer are all the same
 * to it. Both are plain structures: the caller keeps what `cookie` points to
 * alive until the call returns. psi/memory.h has both for buffers. What holds
 * for all callbacks stands at the top of psi.h.
 */
#ifndef PSI_IO_H
#define PSI_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

struct psi_source {
	/*
	 * Read at most `out_size` bytes (at least 1) into `out`, and store in
	 * `*out_len` how many came; 0 means the end of the input, and stays
	 * the answer. Returns 0, or PSI_E_IO with `err` set.
	 */
	int (*read)(void *cookie, uint8_t *out, size_t out_size,
	    size_t *out_len, struct psi_error *err);
	void *cookie;
};

/*
 * Text of a cell: UTF-8 without a NUL, not NUL-terminated. `text` may be NULL
 * where `len` is 0.
 */
struct psi_cell {
	const char *text;
	size_t len;
};

/* A row of a table. */
struct psi_record {
	/* Valid until the next row is asked for. */
	const struct psi_cell *cells;
	size_t num_cells;
	/* Where it begins in its file, counted from 1: a line or a row. */
	uint64_t line;
	/* At least one blank line stands directly before it. */
	bool after_blank;
};

/* A table that is read row by row, whatever it comes from. */
struct psi_rows {
	/*
	 * Store the next row, the header first, or set `*end` where there is
	 * none. Returns 0, or a code with `err` set that stops the reading.
	 */
	int (*next)(void *cookie, struct psi_record *out, bool *end,
	    struct psi_error *err);
	void *cookie;
};

struct psi_sink {
	/*
	 * Write all `in_len` bytes of `in`. Returns 0, or PSI_E_IO with `err`
	 * set; after a failure the sink is not written to again.
	 */
	int (*write)(void *cookie, const uint8_t *in, size_t in_len,
	    struct psi_error *err);
	void *cookie;
};

/*
 * Room on a disk for what does not fit into memory, while a step works. libpsi
 * encrypts what it puts there, with keys that never leave memory, so nothing
 * needs to be wiped; but files that go by themselves when the process ends, in
 * whatever way, save the disk. The commands implement it over the folder of
 * the session. One thread at a time.
 */
struct psi_scratch {
	/* Begin an empty file, which nobody else is to read. Returns 0, with
	 * `*file` for the calls below, or PSI_E_IO or PSI_E_NOMEM. */
	int (*make)(void *cookie, void **file, struct psi_error *err);
	/* Write all `in_len` bytes of `in` behind what is there. Returns 0 or
	 * PSI_E_IO; after a failure the file is dropped. */
	int (*append)(void *file, const uint8_t *in, size_t in_len,
	    struct psi_error *err);
	/* Read `out_len` bytes from `offset` on, all of which were written.
	 * Returns 0 or PSI_E_IO. */
	int (*read)(void *file, uint64_t offset, uint8_t *out, size_t out_len,
	    struct psi_error *err);
	/* Remove the file. */
	void (*drop)(void *cookie, void *file);
	void *cookie;
};

/*
 * Whether a spreadsheet might take a cell for a formula: it begins with = + - @,
 * also in full width, or with a tab or CR; behind blanks of any kind, control
 * characters and what nobody sees (Default_Ignorable_Code_Point) too. Writers of
 * tables that people open put a single quote in front, but for plain signed
 * numbers. No allocation; linear in what is skipped.
 */
PSI_API bool psi_is_formula(const char *text, size_t len);

/*
 * How far a long step has come. Called from the thread that called libpsi,
 * at least once for each block of 65,536 rows; `total` is 0 where it is not
 * known. Return 0 to go on; anything else stops the step with PSI_E_IO.
 */
struct psi_progress {
	int (*step)(
	    void *cookie, const char *what, uint64_t done, uint64_t total);
	void *cookie;
};

#ifdef __cplusplus
}
#endif

#endif

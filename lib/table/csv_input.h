/*
 * The bytes of a CSV file as UTF-8 text, in pieces that end at line ends: the
 * encoding is told, seen by a mark, or guessed where bytes are no UTF-8.
 */
#ifndef PSI_TABLE_CSV_INPUT_H
#define PSI_TABLE_CSV_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/buf.h"
#include "table/encoding.h"
#include "table/guess.h"

/* What is looked at at once. Fuzzers take a smaller one, so that their inputs have
 * several. */
#ifndef PSI_CSV_BLOCK_BYTES
#define PSI_CSV_BLOCK_BYTES ((size_t)64 << 10)
#endif

/* All zero before it is begun. */
struct psi_csv_input {
	struct psi_source source;
	struct psi_decoder decoder;
	uint8_t *block;
	bool source_ended;
	/* The encoding was not told: it may be another than UTF-8, as long as
	 * nothing that was parsed had a character of it. */
	bool may_guess;
	bool had_high;
	bool guessed;
	struct psi_guess guess;
	/* The decoded text; 0 <= pos <= text.len, and what is before pos has
	 * been parsed. */
	struct psi_buf text;
	size_t pos;
	/* Line of text.data[pos], counted from 1. */
	uint64_t line;
};

/* Read the first block, find the encoding, and begin to decode. Clear it also
 * after a failure. Returns 0, PSI_E_INPUT for what is no text, PSI_E_NOMEM, or
 * what the source returned. */
int psi_csv_input_begin(struct psi_csv_input *in,
    const struct psi_source *source, enum psi_encoding encoding,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_csv_input_clear(struct psi_csv_input *in);

/* Read on until there is enough to judge the table by, or all of it. */
int psi_csv_input_fill_block(struct psi_csv_input *in, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The next piece, from `pos` on: up to and with the next line end, or a block's
 * worth of a line that is longer. `*len` is 0 at the end of the input.
 */
int psi_csv_input_next(struct psi_csv_input *in, size_t *len, bool *whole_line,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The byte `good` of the piece is not UTF-8. Returns 0 where the text was decoded
 * again, from `pos` on, by an encoding that fits; else PSI_E_INPUT with what may
 * help, or PSI_E_NOMEM. `in_record` tells that it is too late for that.
 */
int psi_csv_input_not_utf8(struct psi_csv_input *in, size_t good,
    bool in_record, struct psi_error *err) __attribute__((warn_unused_result));

#endif

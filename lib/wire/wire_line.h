/*
 * The lines of the files that are exchanged: one record after the other, with
 * the digest of all lines before it. wire_reader.c knows which follow which.
 */
#ifndef PSI_WIRE_WIRE_LINE_H
#define PSI_WIRE_WIRE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/io.h"

#include "base/digest.h"
#include "wire/wire.h"

/* Much more than a line, so that a line is nearly always whole in it. Builds with
 * a sanitizer take a smaller one: thousands are made and wiped in their tests. */
#ifndef PSI_WIRE_BUFFER_BYTES
#define PSI_WIRE_BUFFER_BYTES ((size_t)1 << 18)
#endif

struct psi_wire_reader {
	const struct psi_source *source;
	struct psi_sha256 sha256;
	/* The line that was read last, from 1. */
	uint64_t line;
	/* Element records still to come. */
	uint64_t elements_left;
	size_t element_bytes;
	/* 0 <= pos <= len <= PSI_WIRE_BUFFER_BYTES */
	size_t pos;
	size_t len;
	bool at_end;
	/* The record "record,value" of the current line, in the buffer. */
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
	/*
	 * Lines wait in the buffer to be hashed in long runs: the bytes from
	 * digest_from to line_from are whole lines, each ending in LF. The
	 * current line, from line_from to pos, is added when the next one is
	 * taken, so that the digest at the record sha256 is that of the lines
	 * before it. digest_from <= line_from <= pos.
	 */
	size_t digest_from;
	size_t line_from;
	bool line_has_cr;
	uint8_t buffer[PSI_WIRE_BUFFER_BYTES];
};

/* Refuse the current line as no such file: with `what`, and what to do. */
int psi_wire_grammar(const struct psi_wire_reader *reader, const char *what,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Add the current line to those that wait for being hashed; hash these. */
void psi_wire_pass_line(struct psi_wire_reader *reader);
void psi_wire_hash_lines(struct psi_wire_reader *reader);

/* Take the next line as a record. Its bytes stay valid until the next call. */
int psi_wire_next(struct psi_wire_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Whether the current record has this name, or this value. */
bool psi_wire_is_named(const struct psi_wire_reader *reader, const char *name);
bool psi_wire_is_value(const struct psi_wire_reader *reader, const char *value);

/* The end of the file, after the last record: nothing follows. */
int psi_wire_no_more(struct psi_wire_reader *reader, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next record, which must have this name. */
int psi_wire_expect(struct psi_wire_reader *reader, const char *name,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Refuse the value of the current record: "is not FORM". */
int psi_wire_bad_value(const struct psi_wire_reader *reader, const char *name,
    const char *form, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The value of the next record, which must have this name. */
int psi_wire_take_hex(struct psi_wire_reader *reader, const char *name,
    uint8_t *out, size_t out_len, struct psi_error *err)
    __attribute__((warn_unused_result));

int psi_wire_take_base64(struct psi_wire_reader *reader, const char *name,
    uint8_t *out, size_t out_len, struct psi_error *err)
    __attribute__((warn_unused_result));

int psi_wire_take_date(struct psi_wire_reader *reader, const char *name,
    int32_t *out, struct psi_error *err) __attribute__((warn_unused_result));

int psi_wire_take_number(struct psi_wire_reader *reader, const char *name,
    uint64_t max, uint32_t *out, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

/* Lines of a source, for cutting files into parts and joining them. */
#ifndef PSI_WIRE_PART_LINES_H
#define PSI_WIRE_PART_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/io.h"
#include "psi/part.h"

#define PSI_PART_BUFFER_BYTES ((size_t)1 << 14)

struct psi_part_lines {
	const struct psi_source *source;
	/* The line that was read last, from 1. */
	uint64_t line;
	/* 0 <= pos <= len <= PSI_PART_BUFFER_BYTES */
	size_t pos;
	size_t len;
	bool at_end;
	uint8_t buffer[PSI_PART_BUFFER_BYTES];
};

/*
 * The next line, which ends in LF whatever it ended in; its bytes stay until the
 * next call. *text is NULL at the end of the source. Returns 0; PSI_E_GRAMMAR
 * for a line that is too long or has no end; PSI_E_IO.
 */
int psi_part_next_line(struct psi_part_lines *lines, const uint8_t **text,
    size_t *len, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Take "name,value" apart: the value, without its line end, where the line has
 * this name; else NULL.
 */
const char *psi_part_value(
    const uint8_t *text, size_t len, const char *name, size_t *value_len);

/* Set what record number `i` of a file that is exchanged says, from 0: its kind,
 * the agreement, the sender, the run. False for what is none. */
bool psi_part_set_origin(
    struct psi_part *part, size_t i, const char *value, size_t len);

#endif

/*
 * Files that are exchanged, cut into numbered parts and joined again: for mail
 * systems that take no more than some size. FORMAT.md, section 3c, has the form.
 * A part says which file it is of, and whether it was changed on its way; what
 * the file says is believed only when it is whole, by its own digest and
 * signature.
 */
#ifndef PSI_PART_H
#define PSI_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A file has at most so many parts, and a part at least so many bytes of room. */
#define PSI_PARTS_MAX 256
#define PSI_PART_BYTES_MIN 10000
#define PSI_PART_KIND_CHARS 24
#define PSI_PART_DIGEST_BYTES 32

/* What a part says of itself, and of the file that it is of. */
struct psi_part {
	/* The kind of that file, such as "blinded/2". */
	char holds[PSI_PART_KIND_CHARS];
	uint8_t agreement[PSI_PART_DIGEST_BYTES];
	/* 'a' or 'b'. */
	char from;
	uint32_t run;
	/* SHA-256 of all its lines. */
	uint8_t whole[PSI_PART_DIGEST_BYTES];
	/* 2 to PSI_PARTS_MAX; 1 <= number <= num_parts. */
	uint32_t num_parts;
	uint32_t number;
	uint64_t num_lines;
};

/* Whether bytes are the beginning of a part; PSI_PART_BEGINS_BYTES are enough. */
#define PSI_PART_BEGINS_BYTES 24
PSI_API bool psi_part_begins(const uint8_t *in, size_t in_len);

/* ---- joining ---- */

struct psi_parts;

/*
 * Read the beginnings of `num` parts, in any order, for reading them as the file
 * that they are of. The sources live as long as *out, which psi_parts_free
 * frees. Memory: 16 KiB for each.
 *
 * Returns 0; PSI_E_GRAMMAR for what is no part, or one that is damaged or cut
 * off; PSI_E_IO, PSI_E_NOMEM. On failure *which, from 0, is the source that it
 * is about.
 */
PSI_API int psi_parts_new(struct psi_parts **out,
    const struct psi_source *sources, size_t num, size_t *which,
    struct psi_error *err) PSI_CHECK;
/* NULL is fine. */
PSI_API void psi_parts_free(struct psi_parts *parts);

/* What part `i` of the sources, from 0, says of itself. */
PSI_API const struct psi_part *psi_parts_at(
    const struct psi_parts *parts, size_t i);

/*
 * Whether they are all parts of one file, each once, and none is missing.
 *
 * Returns 0; PSI_E_MISMATCH for a part of another file, one that is there twice,
 * and parts that are missing, with `num` in *which for these, and else the
 * source that it is about.
 */
PSI_API int psi_parts_check(
    struct psi_parts *parts, size_t *which, struct psi_error *err) PSI_CHECK;

/* The numbers of the parts that are missing, "2, 5 and 7"; cut where there are
 * many. Returns how many there are. */
PSI_API size_t psi_parts_missing(
    const struct psi_parts *parts, char *out, size_t out_size);

/*
 * The bytes of the file, part after part: for a psi_source, whose cookie is the
 * psi_parts. psi_parts_check comes before. Returns 0; PSI_E_DIGEST or
 * PSI_E_GRAMMAR for a part that was changed on its way.
 */
PSI_API int psi_parts_read(void *parts, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err) PSI_CHECK;

/*
 * Read part `i` to its end, for its digest only. Returns as psi_parts_read.
 */
PSI_API int psi_parts_verify(
    struct psi_parts *parts, size_t i, struct psi_error *err) PSI_CHECK;

/* The source that was read last, from 0. */
PSI_API size_t psi_parts_current(const struct psi_parts *parts);

/* ---- cutting ---- */

struct psi_split;

/*
 * Plan the parts of a file that is exchanged, of at most `max_bytes` each; reads
 * `source` to its end. psi_split_free frees *out.
 *
 * Returns 0; PSI_E_ARG for what is no file that is exchanged, and for a size
 * under PSI_PART_BYTES_MIN or one that would make more than PSI_PARTS_MAX parts,
 * with a hint; PSI_E_IO, PSI_E_NOMEM.
 */
PSI_API int psi_split_new(struct psi_split **out,
    const struct psi_source *source, uint64_t max_bytes,
    struct psi_error *err) PSI_CHECK;
/* NULL is fine. */
PSI_API void psi_split_free(struct psi_split *split);

/* The number of parts; 1 for a file that need not be cut. */
PSI_API uint32_t psi_split_num(const struct psi_split *split);

/*
 * Write the next part. `source` gives the same file again from its beginning,
 * and is the same for all parts. The parts of a file are the same bytes whenever
 * it is cut to this size.
 */
PSI_API int psi_split_write(struct psi_split *split,
    const struct psi_source *source, const struct psi_sink *sink,
    struct psi_error *err) PSI_CHECK;

#ifdef __cplusplus
}
#endif

#endif

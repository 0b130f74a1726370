/*
 * Sorting more records than fit into memory: what a buffer holds is sorted and
 * written to a scratch file as a run, and the runs are merged (Knuth, The Art
 * of Computer Programming, volume 3, section 5.4). What fits into the buffer is
 * never written.
 *
 * A record is a string of octets, and the order is theirs, as memcmp has it, a
 * beginning before what it begins. So a caller puts what it sorts by in front,
 * numbers with their high byte first.
 *
 *	psi_sorter_new(&sorter, ...)
 *	psi_sorter_add(sorter, record, len, ...)	any number of times
 *	psi_sorter_sort(sorter, ...)
 *	psi_sorter_next(sorter, ...)			until the end
 *	psi_sorter_sort(sorter, ...)			from the beginning again
 */
#ifndef PSI_BASE_SORTER_H
#define PSI_BASE_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/io.h"

struct psi_sorter;

/*
 * Begin. Records have at most `record_max` bytes. Takes at most `memory` bytes,
 * or what a few of the longest records need; and in files the bytes of the
 * records with 4 for each, twice that where there are so many runs that they are
 * merged in several passes.
 *
 * Returns 0, PSI_E_NOMEM, or PSI_E_ARG for records over 16 MiB. Free with
 * psi_sorter_free; `scratch` must live as long.
 */
int psi_sorter_new(struct psi_sorter **out, const struct psi_scratch *scratch,
    size_t memory, size_t record_max, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe, and drop the scratch file. NULL is fine. */
void psi_sorter_free(struct psi_sorter *sorter);

/* Add a record, before the first psi_sorter_sort. Returns 0, PSI_E_IO,
 * PSI_E_NOMEM, PSI_E_RANDOM, or PSI_E_ARG for one that is too long. */
int psi_sorter_add(struct psi_sorter *sorter, const uint8_t *record, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* How many were added. */
uint64_t psi_sorter_num(const struct psi_sorter *sorter);

/*
 * There are no more: stand before the first. Called again, stand there again.
 * Returns as psi_sorter_add. Cost: n log n comparisons; each record is written
 * and read once for each pass.
 */
int psi_sorter_sort(struct psi_sorter *sorter, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next record, valid until the one after it is asked for; or *end. Equal
 * ones come one after the other. Returns 0, PSI_E_IO. */
int psi_sorter_next(struct psi_sorter *sorter, const uint8_t **record,
    size_t *len, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* How many runs are on the disk; 0 where all fits. For tests, and to say it. */
size_t psi_sorter_num_runs(const struct psi_sorter *sorter);

#endif

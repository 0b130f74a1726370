/*
 * The matches of a session, in the order of their positions: in memory, or, where
 * they do not fit, on disk.
 */
#ifndef PSI_SESSION_MATCH_QUEUE_H
#define PSI_SESSION_MATCH_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "psi/io.h"

struct psi_sorter;

#define PSI_MATCH_TOKEN_BYTES 16

/* A key that matched. */
struct psi_match {
	/* In your blinded file. */
	uint32_t position;
	uint8_t token[PSI_MATCH_TOKEN_BYTES];
};

PSI_ARRAY(psi_matches, struct psi_match)

/* All zero is an empty one, in memory. */
struct psi_match_queue {
	struct psi_matches kept;
	/* Not NULL where they are on disk: then the array stays empty. */
	struct psi_sorter *spilled;
	/* Reading: the next of the array. */
	size_t next;
};

/* An empty queue is to hold its matches on disk, and to take at most `memory`
 * bytes. Returns 0 or PSI_E_NOMEM. */
int psi_match_queue_spill(struct psi_match_queue *queue,
    const struct psi_scratch *scratch, size_t memory, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Add a match behind the others, before the first psi_match_queue_begin where
 * they are on disk. Returns as psi_sorter_add. */
int psi_match_queue_add(struct psi_match_queue *queue,
    const struct psi_match *match, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Stand before the first; any number of times. Returns as psi_sorter_sort. */
int psi_match_queue_begin(struct psi_match_queue *queue, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next, or *end. Returns 0 or PSI_E_IO. */
int psi_match_queue_next(struct psi_match_queue *queue, struct psi_match *out,
    bool *end, struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free; the queue is empty, and in memory. */
void psi_match_queue_clear(struct psi_match_queue *queue);

#endif

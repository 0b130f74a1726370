/*
 * A pool of worker threads, and a pipeline that keeps its blocks in order.
 */
#ifndef PSI_BASE_WORKERS_H
#define PSI_BASE_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

struct psi_workers;

/* More than any machine we know; a limit on a number from outside. */
#define PSI_JOBS_MAX 1024

/*
 * A pool of `jobs` threads (1 to PSI_JOBS_MAX): the caller, which works where it
 * would wait, and jobs - 1 that are started, or fewer where the system has no
 * room for them. With signals blocked in all of them, so that a signal reaches
 * the caller's thread. Only one thread may be the caller at a time.
 */
int psi_workers_new(struct psi_workers **out, unsigned int jobs,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Wait for the started threads to end, and free. NULL is fine. */
void psi_workers_free(struct psi_workers *workers);

/* The number of threads, the caller's among them; 1 for NULL. */
unsigned int psi_workers_jobs(const struct psi_workers *workers);

/*
 * Call fn(cookie, i, err) once for each i in 0..num-1, on the workers, in
 * any order, and return when all calls have returned. `workers` may be NULL:
 * then the calls are made here, in order. The calling thread takes its share; it
 * may be inside of a call of the same pool.
 *
 * Returns 0, or the first failure by index, with its error; after a failure
 * the calls that have not begun are left out.
 */
int psi_workers_for(struct psi_workers *workers, size_t num,
    int (*fn)(void *cookie, size_t i, struct psi_error *err), void *cookie,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * A pipeline over `num_slots` slots of the caller's: `fill` and `drain` run
 * on the calling thread, each strictly in the order of the blocks; `work`
 * runs on all threads, several blocks at once. A slot is handed from fill to
 * work to drain, and then filled again.
 */
struct psi_pipeline {
	/* Fill the slot with the next block; set *end (and leave the slot)
	 * where there is none. */
	int (*fill)(
	    void *cookie, size_t slot, bool *end, struct psi_error *err);
	int (*work)(void *cookie, size_t slot, struct psi_error *err);
	int (*drain)(void *cookie, size_t slot, struct psi_error *err);
	void *cookie;
	/* At least 1; jobs + 1 keeps all workers busy. */
	size_t num_slots;
};

/*
 * Run until fill says end. Returns 0 or the failure of the earliest block;
 * nothing is drained after a failure of an earlier block, and all work has
 * ended when this returns. `workers` may be NULL.
 */
int psi_pipeline_run(const struct psi_pipeline *pipeline,
    struct psi_workers *workers, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif

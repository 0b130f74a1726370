#include "base/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/*
 * A group is one call of psi_workers_for, or one block of a pipeline: `num`
 * calls of fn, handed out by index. Groups with calls left to hand out stand
 * in a list. A call of psi_workers_for goes to its front, so that a block's
 * own parts go before other blocks; a block goes to its end, so that the block
 * that is to be drained next is worked on first.
 * Everything is guarded by the pool's one mutex: calls are long (many
 * microseconds) against the time that the mutex is held.
 */
struct group {
	struct group *next;
	int (*fn)(void *cookie, size_t i, struct psi_error *err);
	void *cookie;
	/* next_index <= num; calls below next_index were handed out. */
	size_t num;
	size_t next_index;
	/* Calls that were handed out and have not returned. */
	size_t running;
	/* The failure with the lowest index; failed_index = SIZE_MAX: none. */
	size_t failed_index;
	int rc;
	struct psi_error err;
};

struct psi_workers {
	pthread_mutex_t mutex;
	/* Work came, or the pool stops. */
	pthread_cond_t work;
	/* A group has ended. */
	pthread_cond_t ended;
	struct group *groups;
	bool stop;
	/* Threads to be started, beside the caller's own; and those that were. */
	unsigned int wanted;
	unsigned int started;
	pthread_t threads[];
};

/* Which pool the current thread works for: a pipeline inside of one of its
 * calls is run by this thread alone. */
static _Thread_local struct psi_workers *own_pool;

static bool
group_ended(const struct group *group)
{
	return group->next_index == group->num && group->running == 0;
}

static void
group_unlink(struct psi_workers *workers, const struct group *group)
{
	struct group **link = &workers->groups;

	while (*link != NULL && *link != group)
		link = &(*link)->next;
	if (*link != NULL)
		*link = group->next;
}

/* Take one call of the group and make it. Called and left with the mutex
 * held; the group has a call to hand out. */
static void
group_step(struct psi_workers *workers, struct group *group)
{
	struct psi_error err;
	size_t i = group->next_index++;
	int rc;

	if (group->next_index == group->num)
		group_unlink(workers, group);
	group->running++;
	(void)pthread_mutex_unlock(&workers->mutex);
	memset(&err, 0, sizeof err);
	rc = group->fn(group->cookie, i, &err);
	(void)pthread_mutex_lock(&workers->mutex);
	group->running--;
	if (rc != 0) {
		if (i < group->failed_index) {
			group->failed_index = i;
			group->rc = rc;
			group->err = err;
		}
		if (group->next_index < group->num) {
			group->next_index = group->num;
			group_unlink(workers, group);
		}
	}
	if (group_ended(group))
		(void)pthread_cond_broadcast(&workers->ended);
}

static void *
worker(void *arg)
{
	struct psi_workers *workers = arg;

	own_pool = workers;
	(void)pthread_mutex_lock(&workers->mutex);
	while (!workers->stop) {
		if (workers->groups != NULL)
			group_step(workers, workers->groups);
		else
			(void)pthread_cond_wait(
			    &workers->work, &workers->mutex);
	}
	(void)pthread_mutex_unlock(&workers->mutex);
	return NULL;
}

/* A thread's stack would else be as large as the limit of the process says, which
 * may be 8 MiB or 64 KiB. The largest frames on a worker are those of the kernels,
 * below 48 KiB; sanitizers multiply them. */
#define STACK_BYTES ((size_t)1024 * 1024)

/* Start as many threads as there is room for. Fewer than asked for, or none, are
 * a slower pool and not a failure. */
static void
start_threads(struct psi_workers *workers)
{
	pthread_attr_t attr;
	int rc = pthread_attr_init(&attr);

	if (rc != 0)
		return;
	rc = pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (rc == 0 && workers->started < workers->wanted) {
		rc = pthread_create(&workers->threads[workers->started], &attr,
		    worker, workers);
		if (rc == 0)
			workers->started++;
	}
	(void)pthread_attr_destroy(&attr);
}

int
psi_workers_new(
    struct psi_workers **out, unsigned int jobs, struct psi_error *err)
{
	struct psi_workers *workers;
	sigset_t all;
	sigset_t before;

	if (jobs < 1 || jobs > PSI_JOBS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "the number of jobs must be 1 to %d", PSI_JOBS_MAX);
	workers = calloc(1, sizeof *workers + (jobs - 1) * sizeof(pthread_t));
	if (workers == NULL)
		return psi_error_nomem(err);
	workers->wanted = jobs - 1;
	(void)pthread_mutex_init(&workers->mutex, NULL);
	(void)pthread_cond_init(&workers->work, NULL);
	(void)pthread_cond_init(&workers->ended, NULL);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	start_threads(workers);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	*out = workers;
	return 0;
}

void
psi_workers_free(struct psi_workers *workers)
{
	if (workers == NULL)
		return;
	(void)pthread_mutex_lock(&workers->mutex);
	workers->stop = true;
	(void)pthread_cond_broadcast(&workers->work);
	(void)pthread_mutex_unlock(&workers->mutex);
	for (unsigned int i = 0; i < workers->started; i++)
		(void)pthread_join(workers->threads[i], NULL);
	(void)pthread_cond_destroy(&workers->ended);
	(void)pthread_cond_destroy(&workers->work);
	(void)pthread_mutex_destroy(&workers->mutex);
	free(workers);
}

unsigned int
psi_workers_jobs(const struct psi_workers *workers)
{
	return workers == NULL ? 1 : workers->started + 1;
}

/* With the mutex held. */
static void
group_post_first(struct psi_workers *workers, struct group *group)
{
	group->next = workers->groups;
	workers->groups = group;
	(void)pthread_cond_broadcast(&workers->work);
}

/* With the mutex held. */
static void
group_post_last(struct psi_workers *workers, struct group *group)
{
	struct group **link = &workers->groups;

	while (*link != NULL)
		link = &(*link)->next;
	group->next = NULL;
	*link = group;
	(void)pthread_cond_broadcast(&workers->work);
}

/* With the mutex held. Whoever waits takes part. */
static void
group_wait(struct psi_workers *workers, struct group *group)
{
	struct psi_workers *before = own_pool;

	own_pool = workers;
	while (!group_ended(group)) {
		if (group->next_index < group->num)
			group_step(workers, group);
		else
			(void)pthread_cond_wait(
			    &workers->ended, &workers->mutex);
	}
	own_pool = before;
}

static int
for_here(size_t num, int (*fn)(void *cookie, size_t i, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = fn(cookie, i, err);
	return rc;
}

int
psi_workers_for(struct psi_workers *workers, size_t num,
    int (*fn)(void *cookie, size_t i, struct psi_error *err), void *cookie,
    struct psi_error *err)
{
	struct group group = {
		.fn = fn, .cookie = cookie, .num = num, .failed_index = SIZE_MAX
	};

	if (num == 0)
		return 0;
	if (workers == NULL)
		return for_here(num, fn, cookie, err);
	(void)pthread_mutex_lock(&workers->mutex);
	group_post_first(workers, &group);
	group_wait(workers, &group);
	(void)pthread_mutex_unlock(&workers->mutex);
	if (group.rc != 0 && err != NULL)
		*err = group.err;
	return group.rc;
}

/* One block on its way: its slot is its place in the array of blocks. */
struct block {
	const struct psi_pipeline *pipeline;
	size_t slot;
	struct group group;
};

static int
block_work(void *cookie, size_t i, struct psi_error *err)
{
	const struct block *block = cookie;

	(void)i;
	return block->pipeline->work(block->pipeline->cookie, block->slot, err);
}

static int
pipeline_here(const struct psi_pipeline *pipeline, struct psi_error *err)
{
	int rc;

	for (;;) {
		bool end = false;

		rc = pipeline->fill(pipeline->cookie, 0, &end, err);
		if (rc != 0 || end)
			return rc;
		if ((rc = pipeline->work(pipeline->cookie, 0, err)) != 0)
			return rc;
		if ((rc = pipeline->drain(pipeline->cookie, 0, err)) != 0)
			return rc;
	}
}

/* Wait for the oldest block, while working on this one or a later one, and drain
 * it. */
static int
block_finish(
    struct psi_workers *workers, struct block *block, struct psi_error *err)
{
	(void)pthread_mutex_lock(&workers->mutex);
	own_pool = workers;
	while (!group_ended(&block->group)) {
		if (workers->groups != NULL)
			group_step(workers, workers->groups);
		else
			(void)pthread_cond_wait(
			    &workers->ended, &workers->mutex);
	}
	own_pool = NULL;
	(void)pthread_mutex_unlock(&workers->mutex);
	if (block->group.rc != 0) {
		if (err != NULL)
			*err = block->group.err;
		return block->group.rc;
	}
	return block->pipeline->drain(
	    block->pipeline->cookie, block->slot, err);
}

static void
block_start(struct psi_workers *workers, struct block *block,
    const struct psi_pipeline *pipeline, size_t slot)
{
	block->pipeline = pipeline;
	block->slot = slot;
	block->group = (struct group){ .fn = block_work,
		.cookie = block,
		.num = 1,
		.failed_index = SIZE_MAX };
	(void)pthread_mutex_lock(&workers->mutex);
	group_post_last(workers, &block->group);
	(void)pthread_mutex_unlock(&workers->mutex);
}

/* Wait for the blocks that are left, in order, and drop them. */
static void
blocks_drop(struct psi_workers *workers, const struct psi_pipeline *pipeline,
    struct block *blocks, size_t drained, size_t filled)
{
	(void)pthread_mutex_lock(&workers->mutex);
	for (; drained < filled; drained++)
		group_wait(
		    workers, &blocks[drained % pipeline->num_slots].group);
	(void)pthread_mutex_unlock(&workers->mutex);
}

int
psi_pipeline_run(const struct psi_pipeline *pipeline,
    struct psi_workers *workers, struct psi_error *err)
{
	struct block *blocks;
	struct psi_error fill_err;
	/* Blocks filled and blocks drained so far: the ones between are on
	 * their way, at most num_slots of them. */
	size_t filled = 0;
	size_t drained = 0;
	bool end = false;
	int fill_rc = 0;
	int rc = 0;

	if (workers == NULL || own_pool == workers)
		return pipeline_here(pipeline, err);
	memset(&fill_err, 0, sizeof fill_err);
	blocks = calloc(pipeline->num_slots, sizeof *blocks);
	if (blocks == NULL)
		return psi_error_nomem(err);
	while (rc == 0 && !(end && drained == filled)) {
		size_t slot = filled % pipeline->num_slots;

		if (end || filled - drained == pipeline->num_slots) {
			rc = block_finish(workers,
			    &blocks[drained % pipeline->num_slots], err);
			drained++;
			continue;
		}
		fill_rc =
		    pipeline->fill(pipeline->cookie, slot, &end, &fill_err);
		/* Blocks filled before a failure may fail too, and theirs is
		 * then the earlier failure: finish them first. */
		end = end || fill_rc != 0;
		if (end)
			continue;
		block_start(workers, &blocks[slot], pipeline, slot);
		filled++;
	}
	blocks_drop(workers, pipeline, blocks, drained, filled);
	free(blocks);
	if (rc == 0 && fill_rc != 0) {
		rc = fill_rc;
		if (err != NULL)
			*err = fill_err;
	}
	return rc;
}

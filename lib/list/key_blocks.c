#include "list/key_blocks.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/workers.h"
#include "list/account_making.h"
#include "list/account_state.h"
#include "list/long_batch.h"
#include "list/tell_caller.h"

/* A block is long against the time that handing it on takes. */
#define BLOCK_ACCOUNTS 1024

/* An event; the texts of its account and of its value begin at `text_at` of
 * the block's texts, one behind the other. */
struct told_copy {
	struct psi_event event;
	size_t text_at;
};

PSI_ARRAY(told_copies, struct told_copy)

/* A block of accounts. Whoever works on it has it alone. */
struct key_block {
	const struct psi_key_outlets *outlets;
	struct psi_key_maker maker;
	/* Of a long list: the accounts are those of the batch. */
	struct psi_long_batch batch;
	size_t from;
	size_t to;
	struct psi_normalize_report report;
	/* Its rows of the keys file. */
	struct psi_keys_file file;
	struct psi_buf rows;
	/* What the caller will hear. */
	struct told_copies told;
	struct psi_buf texts;
};

struct making {
	const struct psi_key_outlets *outlets;
	struct key_block *blocks;
	size_t num_blocks;
	size_t num_accounts;
	/* The first account that no block has yet. */
	size_t next;
	/* NULL where all accounts are in memory. */
	struct psi_long_walk *walk;
};

/* ---- on the workers ---- */

static int
keep_event(struct key_block *block, const struct psi_event *event,
    struct psi_error *err)
{
	const struct told_copy told = { *event, block->texts.len };
	int rc = psi_buf_append(
	    &block->texts, event->account.text, event->account.len, err);

	if (rc == 0)
		rc = psi_buf_append(
		    &block->texts, event->value.text, event->value.len, err);
	return rc != 0 ? rc : told_copies_add(&block->told, &told, err);
}

static bool
is_for_caller(
    const struct psi_normalize_events *events, enum psi_event_kind kind)
{
	return events != NULL &&
	    ((kind == PSI_EVENT_NOTE && events->note != NULL) ||
		(kind == PSI_EVENT_KEY && events->key != NULL));
}

static int
hear(void *cookie, const struct psi_event *event, struct psi_error *err)
{
	struct key_block *block = cookie;
	const struct psi_key_outlets *outlets = block->outlets;
	int rc = 0;

	psi_normalize_report_hear(&block->report, event);
	if (is_for_caller(outlets->events, event->kind))
		rc = keep_event(block, event, err);
	if (rc == 0 && event->kind == PSI_EVENT_KEY && outlets->file != NULL)
		rc = psi_keys_file_key(&block->file, event, err);
	return rc;
}

static int
keep_rows(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct key_block *block = cookie;

	return psi_buf_append(&block->rows, in, in_len, err);
}

static int
work(void *cookie, size_t slot, struct psi_error *err)
{
	const struct making *making = cookie;
	struct key_block *block = &making->blocks[slot];
	int rc =
	    psi_accounts_make_keys(&block->maker, block->from, block->to, err);

	return rc != 0 ? rc : psi_keys_file_flush(&block->file, err);
}

/* ---- on the caller's thread ---- */

static int
fill_batch(struct key_block *block, struct psi_long_walk *walk, bool *end,
    struct psi_error *err)
{
	int rc = psi_long_walk_next(walk, &block->batch, end, err);

	block->from = 0;
	block->to = block->batch.num;
	return rc;
}

static int
fill(void *cookie, size_t slot, bool *end, struct psi_error *err)
{
	struct making *making = cookie;
	struct key_block *block = &making->blocks[slot];
	size_t left = making->num_accounts - making->next;

	memset(&block->report, 0, sizeof block->report);
	block->file.num_keys = 0;
	block->rows.len = 0;
	block->told.num = 0;
	block->texts.len = 0;
	if (making->walk != NULL)
		return fill_batch(block, making->walk, end, err);
	*end = left == 0;
	block->from = making->next;
	making->next += left < BLOCK_ACCOUNTS ? left : BLOCK_ACCOUNTS;
	block->to = making->next;
	return 0;
}

static int
tell_caller(const struct key_block *block, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < block->told.num && rc == 0; i++) {
		const struct told_copy *told = &block->told.at[i];
		struct psi_event event = told->event;

		event.account.text =
		    (const char *)block->texts.data + told->text_at;
		event.value.text = event.account.text + event.account.len;
		rc = psi_tell_caller(block->outlets->events, &event, err);
	}
	return rc;
}

static int
drain(void *cookie, size_t slot, struct psi_error *err)
{
	const struct making *making = cookie;
	const struct psi_key_outlets *outlets = making->outlets;
	const struct key_block *block = &making->blocks[slot];
	int rc = tell_caller(block, err);

	psi_normalize_report_add(outlets->report, &block->report);
	if (rc != 0 || outlets->file == NULL)
		return rc;
	return psi_keys_file_rows(
	    outlets->file, &block->rows, block->file.num_keys, err);
}

/* ---- together ---- */

static void
init_block(struct key_block *block, const struct psi_accounts *accounts,
    const struct psi_key_outlets *outlets)
{
	const struct psi_listener listener = { hear, block, false };
	const struct psi_sink sink = { keep_rows, block };

	block->outlets = outlets;
	psi_long_batch_init(&block->batch, accounts);
	block->maker.accounts =
	    accounts->long_list == NULL ? accounts : &block->batch.accounts;
	block->maker.listener = listener;
	psi_keys_file_init(&block->file, &sink);
}

static void
clear_block(struct key_block *block)
{
	psi_keylist_clear(&block->maker.keys);
	psi_long_batch_clear(&block->batch);
	psi_keys_file_clear(&block->file);
	psi_buf_clear(&block->rows);
	told_copies_clear(&block->told);
	psi_buf_clear(&block->texts);
}

static int
make_blocks(struct making *making, unsigned int jobs, struct psi_error *err)
{
	const struct psi_pipeline pipeline = { fill, work, drain, making,
		making->num_blocks };
	struct psi_workers *workers = NULL;
	int rc = psi_workers_new(&workers, jobs, err);

	if (rc == 0)
		rc = psi_pipeline_run(&pipeline, workers, err);
	psi_workers_free(workers);
	return rc;
}

/* A short list is done before a thread would have started. */
static bool
is_long_enough(const struct psi_accounts *accounts)
{
	return accounts->long_list != NULL ||
	    accounts->rows.num_account > BLOCK_ACCOUNTS;
}

int
psi_key_blocks_make(struct psi_accounts *accounts, unsigned int jobs,
    const struct psi_key_outlets *outlets, struct psi_error *err)
{
	struct making making = { .outlets = outlets,
		.num_blocks = (size_t)jobs + 2 };
	struct psi_long_walk walk = { .counts = NULL };
	int rc;

	if (jobs == 1 || !is_long_enough(accounts))
		return psi_accounts_finish(accounts, err);
	if ((rc = psi_accounts_end_rows(accounts, err)) != 0)
		return rc;
	making.num_accounts = accounts->rows.num_account;
	making.walk = accounts->long_list == NULL ? NULL : &walk;
	if (making.walk != NULL)
		rc = psi_long_walk_begin(
		    &walk, accounts, accounts->long_counts, err);
	making.blocks = psi_array_new(making.num_blocks, sizeof *making.blocks);
	if (rc == 0 && making.blocks == NULL)
		rc = psi_error_nomem(err);
	if (rc == 0) {
		for (size_t i = 0; i < making.num_blocks; i++)
			init_block(&making.blocks[i], accounts, outlets);
		rc = make_blocks(&making, jobs, err);
		for (size_t i = 0; i < making.num_blocks; i++)
			clear_block(&making.blocks[i]);
	}
	psi_array_free(making.blocks, making.num_blocks, sizeof *making.blocks);
	psi_long_walk_clear(&walk);
	return rc;
}

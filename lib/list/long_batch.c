#include "list/long_batch.h"

#include <string.h>

#include "base/bytes.h"
#include "list/long_list.h"
#include "list/unique.h"

#define BATCH_ACCOUNTS 512
#define BATCH_BYTES ((uint64_t)256 << 10)

/* An answer that waits; its text and its facts follow it. */
struct waiting {
	uint32_t account;
	enum psi_row_count_kind kind;
	uint32_t company;
	uint32_t other;
	uint8_t our_distance;
	uint8_t their_distance;
	size_t text_len;
	size_t facts_len;
};

void
psi_long_batch_init(
    struct psi_long_batch *batch, const struct psi_accounts *list)
{
	memset(batch, 0, sizeof *batch);
	batch->accounts.config = list->config;
	batch->accounts.wanted_types = list->wanted_types;
	/* Only read, and still the list's. */
	batch->accounts.rules = list->rules;
	batch->accounts.rows.spool.is_small = true;
	batch->accounts.domains.texts.is_small = true;
	batch->accounts.hosts.texts.is_small = true;
	batch->accounts.names.texts.is_small = true;
	batch->companies.texts.is_small = true;
}

static void
empty(struct psi_long_batch *batch)
{
	struct psi_accounts *accounts = &batch->accounts;

	psi_account_rows_empty(&accounts->rows);
	psi_tally_empty(&accounts->domains);
	psi_tally_empty(&accounts->hosts);
	psi_tally_empty(&accounts->names);
	psi_unique_clear(&accounts->loose);
	psi_tally_empty(&batch->companies);
	batch->waiting.len = 0;
	batch->num = 0;
}

void
psi_long_batch_clear(struct psi_long_batch *batch)
{
	struct psi_accounts *accounts = &batch->accounts;

	psi_account_rows_clear(&accounts->rows);
	psi_tally_clear(&accounts->domains);
	psi_tally_clear(&accounts->hosts);
	psi_tally_clear(&accounts->names);
	psi_unique_clear(&accounts->loose);
	psi_tally_clear(&batch->companies);
	psi_buf_clear(&batch->waiting);
	memset(batch, 0, sizeof *batch);
}

/* ---- answers ---- */

static struct psi_tally *
tally_of(struct psi_long_batch *batch, enum psi_row_count_kind kind)
{
	if (kind == PSI_COUNTED_NAME)
		return &batch->accounts.names;
	return kind == PSI_COUNTED_DOMAIN ? &batch->accounts.domains
					  : &batch->accounts.hosts;
}

/* A text that many have: which ones, nobody asks. */
static int
take_many(struct psi_long_batch *batch, const struct psi_long_answer *answer,
    struct psi_error *err)
{
	int rc = 0;

	for (uint32_t i = 0; i < answer->num && rc == 0; i++)
		rc = psi_tally_add(tally_of(batch, answer->kind),
		    answer->text.text, answer->text.len, i, err);
	return rc;
}

static int
wait_for_all(struct psi_long_batch *batch, uint32_t account,
    const struct psi_long_answer *answer, struct psi_error *err)
{
	struct psi_buf *to = &batch->waiting;
	struct waiting waiting;
	int rc;

	memset(&waiting, 0, sizeof waiting);
	waiting.account = account;
	waiting.kind = answer->kind;
	waiting.company = answer->company;
	waiting.other = answer->other;
	waiting.our_distance = answer->our_distance;
	waiting.their_distance = answer->their_distance;
	waiting.text_len = answer->text.len;
	waiting.facts_len = answer->facts_len;
	if ((rc = psi_buf_append(to, &waiting, sizeof waiting, err)) != 0 ||
	    (rc = psi_buf_append(
		 to, answer->text.text, answer->text.len, err)) != 0)
		return rc;
	return psi_buf_append(to, answer->facts, answer->facts_len, err);
}

static int
take_answer(struct psi_long_batch *batch, uint32_t account,
    const struct psi_long_answer *answer, struct psi_error *err)
{
	if (answer->kind == PSI_COUNTED_HASH)
		return psi_unique_enter_shared(&batch->accounts.loose,
		    answer->hash, answer->num_countries, answer->shared,
		    answer->num_shared, err);
	if (answer->kind == PSI_COUNTED_NAME || answer->num > 2)
		return take_many(batch, answer, err);
	return wait_for_all(batch, account, answer, err);
}

/* The number of a company in the batch, where it is an account whose row has
 * these facts, and all that were told before. */
static int
enter_company(struct psi_long_batch *batch, uint32_t *out, uint32_t company,
    const uint8_t *facts, size_t facts_len, struct psi_error *err)
{
	struct psi_account_rows *rows = &batch->accounts.rows;
	uint32_t next = (uint32_t)rows->num_account;
	struct psi_facts row = { .bytes = { .len = facts_len } };
	uint8_t name[4];
	uint64_t at;
	int rc;

	psi_u32be(name, company);
	rc = psi_tally_find_or_add(
	    &batch->companies, out, (const char *)name, sizeof name, next, err);
	if (rc == 0 && *out == next)
		rc = psi_account_rows_begin(rows, err);
	else if (facts_len == 0)
		return rc;
	/* Nobody writes through it. */
	memcpy(&row.bytes.data, &facts, sizeof facts);
	return rc != 0
	    ? rc
	    : psi_account_rows_keep(rows, &at, *out, &row, 0, 0, err);
}

static int
take_waiting(struct psi_long_batch *batch, const struct waiting *waiting,
    const uint8_t *bytes, struct psi_error *err)
{
	struct psi_tally *tally = tally_of(batch, waiting->kind);
	const char *text = (const char *)bytes;
	uint32_t ours;
	uint32_t theirs;
	int rc;

	if ((rc = enter_company(
		 batch, &ours, waiting->company, NULL, 0, err)) != 0 ||
	    (rc = enter_company(batch, &theirs, waiting->other,
		 bytes + waiting->text_len, waiting->facts_len, err)) != 0)
		return rc;
	batch->accounts.rows.account[waiting->account].company = ours;
	rc = psi_tally_claim(
	    tally, text, waiting->text_len, ours, waiting->our_distance, err);
	return rc != 0 ? rc
		       : psi_tally_claim(tally, text, waiting->text_len, theirs,
			     waiting->their_distance, err);
}

static int
take_all_waiting(struct psi_long_batch *batch, struct psi_error *err)
{
	size_t pos = 0;
	int rc = 0;

	while (rc == 0 && pos < batch->waiting.len) {
		struct waiting waiting;

		memcpy(&waiting, batch->waiting.data + pos, sizeof waiting);
		pos += sizeof waiting;
		rc = take_waiting(
		    batch, &waiting, batch->waiting.data + pos, err);
		pos += waiting.text_len + waiting.facts_len;
	}
	return rc;
}

/* ---- the walk ---- */

static int
next_row(struct psi_long_walk *walk, struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	int rc = psi_record_reader_next(
	    &walk->reader, &record, &len, &walk->no_row, err);

	if (rc == 0 && !walk->no_row)
		psi_long_row_read(&walk->row, record, len);
	return rc;
}

static int
next_answer(struct psi_long_walk *walk, struct psi_error *err)
{
	return psi_long_counts_next(
	    walk->counts, &walk->answer, &walk->no_answer, err);
}

int
psi_long_walk_begin(struct psi_long_walk *walk, const struct psi_accounts *list,
    struct psi_long_counts *counts, struct psi_error *err)
{
	int rc;

	walk->counts = counts;
	psi_record_reader_begin(
	    &walk->reader, psi_long_list_rows(list->long_list));
	rc = next_row(walk, err);
	return rc != 0 ? rc : next_answer(walk, err);
}

static int
take_account(struct psi_long_walk *walk, struct psi_long_batch *batch,
    struct psi_error *err)
{
	struct psi_account_rows *rows = &batch->accounts.rows;
	const uint32_t account = (uint32_t)batch->num;
	const uint32_t number = walk->row.account;
	int rc = psi_account_rows_begin(rows, err);

	while (rc == 0 && !walk->no_row && walk->row.account == number) {
		uint64_t at;

		rc = psi_account_rows_keep(rows, &at, account, &walk->row.facts,
		    0, walk->row.line, err);
		if (rc == 0)
			rc = next_row(walk, err);
	}
	while (rc == 0 && !walk->no_answer && walk->answer.account == number) {
		rc = take_answer(batch, account, &walk->answer, err);
		if (rc == 0)
			rc = next_answer(walk, err);
	}
	batch->num++;
	return rc;
}

int
psi_long_walk_next(struct psi_long_walk *walk, struct psi_long_batch *batch,
    bool *end, struct psi_error *err)
{
	int rc = 0;

	empty(batch);
	*end = walk->no_row;
	while (rc == 0 && !walk->no_row && batch->num < BATCH_ACCOUNTS &&
	    psi_spool_bytes(&batch->accounts.rows.spool) < BATCH_BYTES)
		rc = take_account(walk, batch, err);
	return rc != 0 ? rc : take_all_waiting(batch, err);
}

void
psi_long_walk_clear(struct psi_long_walk *walk)
{
	psi_record_reader_clear(&walk->reader);
	memset(walk, 0, sizeof *walk);
}

#include "list/long_claims.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "list/account_rows.h"
#include "list/long_row.h"

/* A record: other kind text account company our_distance their_distance. */
#define NUMBER_BYTES 4
#define KIND_AT NUMBER_BYTES
#define TEXT_AT (KIND_AT + 1)
#define DISTANCES_AT (2 * NUMBER_BYTES)
#define TAIL_BYTES (DISTANCES_AT + 2)
#define TEXT_BYTES_MAX 65535
#define RECORD_MAX (TEXT_AT + TEXT_BYTES_MAX + TAIL_BYTES)

struct settling {
	struct psi_sorter *claims;
	int (*tell)(void *cookie, const struct psi_long_claim *claim,
	    const uint8_t *facts, size_t facts_len, struct psi_error *err);
	void *cookie;
	/* The claim that is next. */
	bool end;
	struct psi_long_claim claim;
	/* The account that claims are about now. */
	struct psi_account_rows rows;
	/* What there is to say of it. */
	struct psi_buf facts;
};

int
psi_long_claims_new(struct psi_sorter **out, const struct psi_scratch *scratch,
    size_t memory, struct psi_error *err)
{
	return psi_sorter_new(out, scratch, memory, RECORD_MAX, err);
}

int
psi_long_claims_add(struct psi_sorter *claims,
    const struct psi_long_claim *claim, struct psi_error *err)
{
	struct psi_buf record = PSI_BUF_INIT;
	uint8_t head[TEXT_AT];
	uint8_t tail[TAIL_BYTES];
	int rc;

	psi_u32be(head, claim->other);
	head[KIND_AT] = (uint8_t)claim->kind;
	psi_u32be(tail, claim->account);
	psi_u32be(tail + NUMBER_BYTES, claim->company);
	tail[DISTANCES_AT] = claim->our_distance;
	tail[DISTANCES_AT + 1] = claim->their_distance;
	if ((rc = psi_buf_append(&record, head, sizeof head, err)) == 0 &&
	    (rc = psi_buf_append(
		 &record, claim->text.text, claim->text.len, err)) == 0 &&
	    (rc = psi_buf_append(&record, tail, sizeof tail, err)) == 0)
		rc = psi_sorter_add(claims, record.data, record.len, err);
	psi_buf_clear(&record);
	return rc;
}

static int
next_claim(struct settling *settling, struct psi_error *err)
{
	struct psi_long_claim *claim = &settling->claim;
	const uint8_t *record;
	size_t len;
	int rc = psi_sorter_next(
	    settling->claims, &record, &len, &settling->end, err);

	if (rc != 0 || settling->end)
		return rc;
	claim->other = psi_load32be(record);
	claim->kind = (enum psi_row_count_kind)record[KIND_AT];
	claim->text.text = (const char *)record + TEXT_AT;
	claim->text.len = len - TEXT_AT - TAIL_BYTES;
	record += len - TAIL_BYTES;
	claim->account = psi_load32be(record);
	claim->company = psi_load32be(record + NUMBER_BYTES);
	claim->our_distance = record[DISTANCES_AT];
	claim->their_distance = record[DISTANCES_AT + 1];
	return 0;
}

/* A strict name has no hash. */
static int
keep_fact(struct settling *settling, const struct psi_fact *fact,
    struct psi_error *err)
{
	const uint8_t head[PSI_FACT_HEAD_BYTES] = { (uint8_t)fact->kind,
		fact->extra, fact->steps, (uint8_t)(fact->len >> 8),
		(uint8_t)fact->len };
	int rc = psi_buf_append(&settling->facts, head, sizeof head, err);

	return rc != 0
	    ? rc
	    : psi_buf_append(&settling->facts, fact->text, fact->len, err);
}

static int
find_name(struct settling *settling, struct psi_error *err)
{
	struct psi_fact fact;

	settling->facts.len = 0;
	return psi_account_rows_first_fact(
		   &settling->rows, 0, PSI_FACT_NAME, &fact)
	    ? keep_fact(settling, &fact, err)
	    : 0;
}

/* All rows of the account are here: answer what was asked of it. */
static int
settle_account(
    struct settling *settling, uint32_t account, struct psi_error *err)
{
	int rc = find_name(settling, err);

	while (rc == 0 && !settling->end && settling->claim.other == account) {
		rc = settling->tell(settling->cookie, &settling->claim,
		    settling->facts.data, settling->facts.len, err);
		if (rc == 0)
			rc = next_claim(settling, err);
	}
	return rc;
}

static int
keep_row(struct settling *settling, const struct psi_long_row *row,
    struct psi_error *err)
{
	uint64_t at;
	int rc = 0;

	if (settling->rows.num_account == 0)
		rc = psi_account_rows_begin(&settling->rows, err);
	return rc != 0 ? rc
		       : psi_account_rows_keep(&settling->rows, &at, 0,
			     &row->facts, 0, row->line, err);
}

/* The account, if any is here, has no more rows. */
static int
end_account(struct settling *settling, uint32_t account, struct psi_error *err)
{
	int rc;

	if (settling->rows.num_account == 0)
		return 0;
	rc = settle_account(settling, account, err);
	psi_account_rows_empty(&settling->rows);
	return rc;
}

static int
walk(struct settling *settling, struct psi_record_reader *reader,
    struct psi_error *err)
{
	uint32_t account = 0;
	int rc = next_claim(settling, err);

	while (rc == 0 && !settling->end) {
		struct psi_long_row row;
		const uint8_t *record;
		size_t len;
		bool end;

		rc = psi_record_reader_next(reader, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		psi_long_row_read(&row, record, len);
		if (row.account != account)
			rc = end_account(settling, account, err);
		account = row.account;
		if (rc == 0 && !settling->end &&
		    settling->claim.other == account)
			rc = keep_row(settling, &row, err);
	}
	return rc != 0 ? rc : end_account(settling, account, err);
}

int
psi_long_claims_settle(struct psi_sorter *claims,
    const struct psi_record_file *rows,
    int (*tell)(void *cookie, const struct psi_long_claim *claim,
	const uint8_t *facts, size_t facts_len, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct settling settling = { .claims = claims,
		.tell = tell,
		.cookie = cookie,
		.rows = { .spool = { .is_small = true } } };
	struct psi_record_reader reader = { .file = NULL };
	int rc = psi_sorter_sort(claims, err);

	psi_record_reader_begin(&reader, rows);
	if (rc == 0)
		rc = walk(&settling, &reader, err);
	psi_record_reader_clear(&reader);
	psi_account_rows_clear(&settling.rows);
	psi_buf_clear(&settling.facts);
	return rc;
}

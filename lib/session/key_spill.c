#include "session/key_spill.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/index.h"
#include "base/random.h"
#include "base/sorter.h"

/*
 * Records, numbers with their high byte first. A text ends in a NUL, which is in
 * none, and stands behind a hash of it: so the order of texts is found without
 * looking at most of them, however alike they begin.
 *
 *	accounts	hash text NUL stretch population line
 *	keys		hash key NUL population stretch account
 *
 * A stretch is a number of rows of one account that follow each other. Where
 * each account has one, and psi-normalize writes it so, its number is that of
 * the account; otherwise psi_key_spill_end puts that in its place.
 */
#define HASH_BYTES 8
#define NUMBER_BYTES 4
#define TEXT_BYTES_MAX 65535
#define ACCOUNT_TAIL (NUMBER_BYTES + 1 + 8)
#define KEY_MIDDLE (1 + NUMBER_BYTES)
#define ACCOUNT_RECORD_MAX (HASH_BYTES + TEXT_BYTES_MAX + 1 + ACCOUNT_TAIL)
#define KEY_RECORD_MAX                                                         \
	(HASH_BYTES + TEXT_BYTES_MAX + 1 + KEY_MIDDLE + TEXT_BYTES_MAX)

struct psi_key_spill {
	const struct psi_scratch *scratch;
	size_t memory;
	uint64_t seed;
	struct psi_sorter *accounts;
	struct psi_sorter *keys;
	struct psi_buf record;
	/* The account of the last row, its stretch, and its population. */
	struct psi_buf account;
	uint32_t num_stretch;
	enum psi_population population;
	uint32_t num_account;
	/* The row that was read last, up to and with its stretch. */
	struct psi_buf last;
};

/* Two accounts of one text: of the second stretch, what is wrong with it. */
struct resolving {
	bool has_several;
	uint32_t num_account;
	/* The first line that contradicts an earlier one; 0 for none. */
	uint64_t bad_line;
};

int
psi_key_spill_new(struct psi_key_spill **out, const struct psi_scratch *scratch,
    size_t memory, const uint64_t *seed, struct psi_error *err)
{
	struct psi_key_spill *spill = psi_array_new(1, sizeof *spill);
	uint8_t drawn[8];
	int rc;

	if (spill == NULL)
		return psi_error_nomem(err);
	spill->scratch = scratch;
	spill->memory = memory;
	if ((rc = psi_random(drawn, sizeof drawn, err)) == 0 &&
	    (rc = psi_sorter_new(&spill->accounts, scratch, memory / 8,
		 ACCOUNT_RECORD_MAX, err)) == 0)
		rc = psi_sorter_new(
		    &spill->keys, scratch, memory / 4, KEY_RECORD_MAX, err);
	spill->seed = seed != NULL ? *seed : psi_load64be(drawn);
	if (rc == 0)
		*out = spill;
	else
		psi_key_spill_free(spill);
	return rc;
}

void
psi_key_spill_free(struct psi_key_spill *spill)
{
	if (spill == NULL)
		return;
	psi_sorter_free(spill->accounts);
	psi_sorter_free(spill->keys);
	psi_buf_clear(&spill->record);
	psi_buf_clear(&spill->account);
	psi_buf_clear(&spill->last);
	psi_array_free(spill, 1, sizeof *spill);
}

uint64_t
psi_key_spill_seed(const struct psi_key_spill *spill)
{
	return spill->seed;
}

uint32_t
psi_key_spill_num_account(const struct psi_key_spill *spill)
{
	return spill->num_account;
}

int
psi_key_spill_refuse(uint64_t line, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_INPUT, line,
	    "make the keys again with psi-normalize",
	    "the account is in two populations");
}

/* ---- rows in ---- */

static int
put_number(struct psi_buf *record, uint32_t number, struct psi_error *err)
{
	uint8_t bytes[NUMBER_BYTES];

	psi_u32be(bytes, number);
	return psi_buf_append(record, bytes, sizeof bytes, err);
}

/* Begin a record with the hash of a text, the text and a NUL. */
static int
put_text(struct psi_key_spill *spill, const struct psi_cell *text,
    struct psi_error *err)
{
	struct psi_buf *record = &spill->record;
	uint8_t hash[HASH_BYTES];
	int rc;

	psi_u64be(hash, psi_hash_bytes(spill->seed, text->text, text->len));
	record->len = 0;
	if ((rc = psi_buf_append(record, hash, sizeof hash, err)) != 0 ||
	    (rc = psi_buf_append(record, text->text, text->len, err)) != 0)
		return rc;
	return psi_buf_append(record, "", 1, err);
}

static bool
is_last_account(
    const struct psi_key_spill *spill, const struct psi_cell *account)
{
	return spill->num_stretch > 0 && spill->account.len == account->len &&
	    psi_public_equal(spill->account.data, account->text, account->len);
}

static int
begin_stretch(struct psi_key_spill *spill, const struct psi_spill_row *row,
    struct psi_error *err)
{
	uint8_t population = (uint8_t)row->population;
	uint8_t line[8];
	int rc;

	if (row->account.len > TEXT_BYTES_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "a value is longer than 65,535 bytes");
	if (spill->num_stretch == UINT32_MAX)
		return psi_error_set_line(err, PSI_E_INPUT, row->line,
		    "there are more than 2^32 accounts");
	psi_u64be(line, row->line);
	if ((rc = put_text(spill, &row->account, err)) != 0 ||
	    (rc = put_number(&spill->record, spill->num_stretch, err)) != 0 ||
	    (rc = psi_buf_append(&spill->record, &population, 1, err)) != 0 ||
	    (rc = psi_buf_append(&spill->record, line, sizeof line, err)) !=
		0 ||
	    (rc = psi_sorter_add(spill->accounts, spill->record.data,
		 spill->record.len, err)) != 0)
		return rc;
	spill->num_stretch++;
	spill->population = row->population;
	spill->account.len = 0;
	return psi_buf_append(
	    &spill->account, row->account.text, row->account.len, err);
}

int
psi_key_spill_add(struct psi_key_spill *spill, const struct psi_spill_row *row,
    struct psi_error *err)
{
	struct psi_buf *record = &spill->record;
	uint8_t population = (uint8_t)row->population;
	int rc;

	if (!is_last_account(spill, &row->account)) {
		if ((rc = begin_stretch(spill, row, err)) != 0)
			return rc;
	} else if (spill->population != row->population) {
		return psi_key_spill_refuse(row->line, err);
	}
	if (row->key.text == NULL)
		return 0;
	if ((rc = put_text(spill, &row->key, err)) != 0 ||
	    (rc = psi_buf_append(record, &population, 1, err)) != 0 ||
	    (rc = put_number(record, spill->num_stretch - 1, err)) != 0 ||
	    (rc = psi_buf_append(
		 record, row->account.text, row->account.len, err)) != 0)
		return rc;
	return psi_sorter_add(spill->keys, record->data, record->len, err);
}

/* ---- the numbers of accounts ---- */

/*
 * Look at all stretches, those of one account one after the other, the first
 * one first. With `pairs`, add a record to it for each: the account's first
 * stretch, and this one.
 */
static int
read_accounts(struct psi_key_spill *spill, struct resolving *found,
    struct psi_sorter *pairs, struct psi_error *err)
{
	struct psi_buf *first = &spill->last;
	uint8_t pair[2 * NUMBER_BYTES];
	uint8_t population = 0;
	const uint8_t *record;
	size_t len;
	bool end = false;
	int rc = psi_sorter_sort(spill->accounts, err);

	first->len = 0;
	memset(found, 0, sizeof *found);
	while (rc == 0) {
		const uint8_t *tail;
		size_t text_len;

		rc = psi_sorter_next(spill->accounts, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		text_len = len - ACCOUNT_TAIL;
		tail = record + text_len;
		if (first->len == text_len &&
		    psi_public_equal(first->data, record, text_len)) {
			uint64_t line = psi_load64be(tail + NUMBER_BYTES + 1);

			found->has_several = true;
			if (tail[NUMBER_BYTES] != population &&
			    (found->bad_line == 0 || line < found->bad_line))
				found->bad_line = line;
		} else {
			found->num_account++;
			population = tail[NUMBER_BYTES];
			memcpy(pair, tail, NUMBER_BYTES);
			first->len = 0;
			rc = psi_buf_append(first, record, text_len, err);
		}
		memcpy(pair + NUMBER_BYTES, tail, NUMBER_BYTES);
		if (rc == 0 && pairs != NULL)
			rc = psi_sorter_add(pairs, pair, sizeof pair, err);
	}
	return rc;
}

/* From pairs of the first stretch and another to pairs of a stretch and its
 * account: by the first ones, accounts come in the order of the file. */
static int
number_accounts(
    struct psi_sorter *pairs, struct psi_sorter *numbers, struct psi_error *err)
{
	uint8_t pair[2 * NUMBER_BYTES];
	uint32_t account = 0;
	const uint8_t *record;
	size_t len;
	bool end = false;
	int rc = psi_sorter_sort(pairs, err);

	while (rc == 0) {
		rc = psi_sorter_next(pairs, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		account +=
		    psi_load32be(record) == psi_load32be(record + NUMBER_BYTES);
		memcpy(pair, record + NUMBER_BYTES, NUMBER_BYTES);
		psi_u32be(pair + NUMBER_BYTES, account - 1);
		rc = psi_sorter_add(numbers, pair, sizeof pair, err);
	}
	return rc;
}

/* Where the stretch stands in a record of a key. */
static size_t
stretch_at(const uint8_t *record, size_t len)
{
	const uint8_t *end =
	    memchr(record + HASH_BYTES, '\0', len - HASH_BYTES);

	return (size_t)(end - record) + 2;
}

/* The keys once more, each behind its stretch. */
static int
sort_by_stretch(
    struct psi_key_spill *spill, struct psi_sorter *out, struct psi_error *err)
{
	struct psi_buf *copy = &spill->record;
	const uint8_t *record;
	size_t len;
	bool end = false;
	int rc = psi_sorter_sort(spill->keys, err);

	while (rc == 0) {
		rc = psi_sorter_next(spill->keys, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		copy->len = 0;
		if ((rc = psi_buf_append(copy, record + stretch_at(record, len),
			 NUMBER_BYTES, err)) == 0 &&
		    (rc = psi_buf_append(copy, record, len, err)) == 0)
			rc = psi_sorter_add(out, copy->data, copy->len, err);
	}
	return rc;
}

/* And back, with the number of the account in the place of the stretch. Every
 * stretch has one, and both ascend. */
static int
put_numbers(struct psi_sorter *keys, struct psi_sorter *numbers,
    struct psi_sorter *out, struct psi_buf *copy, struct psi_error *err)
{
	const uint8_t *number = NULL;
	const uint8_t *record;
	size_t len;
	bool end = false;
	int rc;

	if ((rc = psi_sorter_sort(keys, err)) != 0 ||
	    (rc = psi_sorter_sort(numbers, err)) != 0)
		return rc;
	for (;;) {
		size_t number_len;

		rc = psi_sorter_next(keys, &record, &len, &end, err);
		if (rc != 0 || end)
			return rc;
		while (number == NULL ||
		    psi_load32be(number) != psi_load32be(record)) {
			rc = psi_sorter_next(
			    numbers, &number, &number_len, &end, err);
			if (rc != 0)
				return rc;
			if (end)
				return psi_error_set(err, PSI_E_IO,
				    "a temporary file of this step is not what "
				    "was written to it");
		}
		copy->len = 0;
		rc = psi_buf_append(
		    copy, record + NUMBER_BYTES, len - NUMBER_BYTES, err);
		if (rc != 0)
			return rc;
		memcpy(copy->data + stretch_at(copy->data, copy->len),
		    number + NUMBER_BYTES, NUMBER_BYTES);
		rc = psi_sorter_add(out, copy->data, copy->len, err);
		if (rc != 0)
			return rc;
	}
}

/* Some account has several stretches: the keys get the numbers of accounts. */
static int
renumber(struct psi_key_spill *spill, struct psi_error *err)
{
	struct psi_sorter *pairs = NULL;
	struct psi_sorter *numbers = NULL;
	struct psi_sorter *by_stretch = NULL;
	struct psi_sorter *keys = NULL;
	struct resolving ignored;
	size_t part = spill->memory / 8;
	int rc;

	if ((rc = psi_sorter_new(
		 &pairs, spill->scratch, part, 2 * NUMBER_BYTES, err)) != 0 ||
	    (rc = psi_sorter_new(
		 &numbers, spill->scratch, part, 2 * NUMBER_BYTES, err)) != 0 ||
	    (rc = psi_sorter_new(&by_stretch, spill->scratch, part,
		 NUMBER_BYTES + KEY_RECORD_MAX, err)) != 0 ||
	    (rc = psi_sorter_new(
		 &keys, spill->scratch, part, KEY_RECORD_MAX, err)) != 0 ||
	    (rc = read_accounts(spill, &ignored, pairs, err)) != 0 ||
	    (rc = number_accounts(pairs, numbers, err)) != 0 ||
	    (rc = sort_by_stretch(spill, by_stretch, err)) != 0)
		goto out;
	psi_sorter_free(spill->keys);
	spill->keys = NULL;
	rc = put_numbers(by_stretch, numbers, keys, &spill->record, err);
	spill->keys = keys;
	keys = NULL;
out:
	psi_sorter_free(pairs);
	psi_sorter_free(numbers);
	psi_sorter_free(by_stretch);
	psi_sorter_free(keys);
	return rc;
}

int
psi_key_spill_end(struct psi_key_spill *spill, struct psi_error *err)
{
	struct resolving found;
	int rc;

	if ((rc = read_accounts(spill, &found, NULL, err)) != 0)
		return rc;
	if (found.bad_line != 0)
		return psi_key_spill_refuse(found.bad_line, err);
	spill->num_account = found.num_account;
	if (found.has_several && (rc = renumber(spill, err)) != 0)
		return rc;
	psi_sorter_free(spill->accounts);
	spill->accounts = NULL;
	return 0;
}

/* ---- rows out ---- */

int
psi_key_spill_begin(struct psi_key_spill *spill, struct psi_error *err)
{
	spill->last.len = 0;
	return psi_sorter_sort(spill->keys, err);
}

/* Is what is kept of the last record the beginning of this one? */
static bool
begins_as_last(
    const struct psi_key_spill *spill, const uint8_t *record, size_t len)
{
	return spill->last.len >= len &&
	    psi_public_equal(spill->last.data, record, len);
}

int
psi_key_spill_next(struct psi_key_spill *spill, struct psi_spilled_key *out,
    bool *end, struct psi_error *err)
{
	const uint8_t *record;
	size_t key_len;
	size_t at;
	size_t len;
	int rc;

	do {
		rc = psi_sorter_next(spill->keys, &record, &len, end, err);
		if (rc != 0 || *end)
			return rc;
		at = stretch_at(record, len);
	} while (spill->last.len == at + NUMBER_BYTES &&
	    begins_as_last(spill, record, at + NUMBER_BYTES));
	/* The key ends before the population, with its NUL. */
	key_len = at - 1;
	out->is_new = !begins_as_last(spill, record, key_len);
	out->population = (enum psi_population)record[key_len];
	out->account = psi_load32be(record + at);
	out->key.text = (const char *)record + HASH_BYTES;
	out->key.len = key_len - 1 - HASH_BYTES;
	out->account_text.text = (const char *)record + at + NUMBER_BYTES;
	out->account_text.len = len - at - NUMBER_BYTES;
	spill->last.len = 0;
	return psi_buf_append(&spill->last, record, at + NUMBER_BYTES, err);
}

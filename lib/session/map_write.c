#include "session/map_write.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/hashing.h"
#include "session/map_file.h"
#include "session/objects.h"
#include "table/csv_writer.h"

/* Rows by account or by key, stable: a counting sort. */
static int
sort_rows(struct psi_key_row *out, const struct psi_key_row *in, size_t num,
    uint32_t num_value, bool by_key, struct psi_error *err)
{
	size_t *next = psi_array_new((size_t)num_value + 1, sizeof *next);

	if (next == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < num; i++)
		next[(by_key ? in[i].key : in[i].account) + 1]++;
	for (uint32_t i = 0; i < num_value; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < num; i++)
		out[next[by_key ? in[i].key : in[i].account]++] = in[i];
	psi_array_free(next, (size_t)num_value + 1, sizeof *next);
	return 0;
}

/* Sort the rows by key and then by account, and drop repetitions. */
static int
sort_table(struct psi_key_table *table, struct psi_error *err)
{
	struct psi_key_row *spare;
	size_t kept = 0;
	int rc;

	spare = psi_array_new(table->rows.num, sizeof *spare);
	if (spare == NULL)
		return psi_error_nomem(err);
	rc = sort_rows(spare, table->rows.at, table->rows.num,
	    psi_text_table_num(&table->accounts), false, err);
	if (rc == 0)
		rc = sort_rows(table->rows.at, spare, table->rows.num,
		    psi_text_table_num(&table->keys), true, err);
	psi_array_free(spare, table->rows.num, sizeof *spare);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < table->rows.num; i++) {
		const struct psi_key_row *row = &table->rows.at[i];

		if (kept > 0 && table->rows.at[kept - 1].key == row->key &&
		    table->rows.at[kept - 1].account == row->account)
			continue;
		table->rows.at[kept++] = *row;
	}
	table->rows.num = kept;
	return 0;
}

/* ---- rows as text, in the order of the keys ---- */

/* Keys whose rows one job makes. */
#define TAIL_KEYS ((size_t)65536)
/* What a row has besides its account and its key: its length here, the order,
 * a population, commas; a guess, since only room is asked for by it. */
#define TAIL_MORE 26

/*
 * The rows of each key, without their position. Keys, accounts and rows lie
 * mostly in one order, that of the keys file, and positions in none: so a row
 * is made while its parts are at hand, and only the text is looked for when
 * its position comes.
 */
struct tails {
	const struct psi_key_table *table;
	/* Where the rows of a key begin in the table. */
	const size_t *first;
	size_t num_key;
	/* Texts of TAIL_KEYS keys each: for each row its length, in four bytes,
	 * and its cells. */
	struct psi_buf *block;
	size_t num_block;
	/* Where the text of a key ends in its block. */
	size_t *end;
};

/* Room for the rows of some keys, and not twice as much, which is what a buffer
 * that grows by itself would take. */
static int
make_room(const struct tails *tails, struct psi_buf *text, size_t begin,
    size_t end, struct psi_error *err)
{
	const struct psi_key_table *table = tails->table;
	size_t room = 0;

	for (size_t i = tails->first[begin]; i < tails->first[end]; i++) {
		const struct psi_key_row *row = &table->rows.at[i];

		room += TAIL_MORE + table->keys.entries.at[row->key].len +
		    table->accounts.entries.at[row->account].len;
	}
	text->data = psi_array_new(room, 1);
	if (text->data == NULL)
		return psi_error_nomem(err);
	text->size = room;
	return 0;
}

static int
append_tail(const struct psi_key_table *table, struct psi_buf *text,
    const struct psi_key_row *from, struct psi_csv_writer *writer,
    struct psi_buf *cells, struct psi_error *err)
{
	struct psi_map_row row;
	const char *key;
	size_t key_len;
	uint32_t len;
	int rc;

	row.order = from->account;
	row.population =
	    (enum psi_population)table->populations.at[from->account];
	row.account.text = psi_text_table_get(
	    &table->accounts, from->account, &row.account.len);
	key = psi_text_table_get(&table->keys, from->key, &key_len);
	psi_map_row_key(&row, key, key_len);
	if ((rc = psi_map_write_tail(writer, &row, err)) != 0 ||
	    (rc = psi_csv_writer_take(writer, cells, err)) != 0)
		return rc;
	len = (uint32_t)cells->len;
	rc = psi_buf_append(text, &len, sizeof len, err);
	return rc != 0 ? rc : psi_buf_append(text, cells->data, len, err);
}

/* Nothing is handed on by the writer: its rows are taken. */
static int
drop_text(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie;
	(void)in;
	(void)in_len;
	(void)err;
	return 0;
}

static int
make_block(void *cookie, size_t i, struct psi_error *err)
{
	const struct tails *tails = cookie;
	const struct psi_sink nowhere = { drop_text, NULL };
	struct psi_csv_writer writer;
	struct psi_buf *text = &tails->block[i];
	struct psi_buf cells = PSI_BUF_INIT;
	size_t begin = i * TAIL_KEYS;
	size_t end = tails->num_key - begin < TAIL_KEYS ? tails->num_key
							: begin + TAIL_KEYS;
	int rc = make_room(tails, text, begin, end, err);

	psi_csv_writer_init(&writer, &nowhere);
	for (size_t key = begin; rc == 0 && key < end; key++) {
		for (size_t row = tails->first[key];
		     rc == 0 && row < tails->first[key + 1]; row++)
			rc = append_tail(tails->table, text,
			    &tails->table->rows.at[row], &writer, &cells, err);
		tails->end[key] = text->len;
	}
	psi_csv_writer_clear(&writer);
	psi_buf_clear(&cells);
	return rc;
}

static int
make_tails(
    struct tails *tails, struct psi_workers *workers, struct psi_error *err)
{
	tails->num_key = psi_text_table_num(&tails->table->keys);
	tails->num_block = (tails->num_key + TAIL_KEYS - 1) / TAIL_KEYS;
	tails->block = psi_array_new(tails->num_block, sizeof *tails->block);
	tails->end = psi_array_new(tails->num_key, sizeof *tails->end);
	if (tails->block == NULL || tails->end == NULL)
		return psi_error_nomem(err);
	return psi_workers_for(
	    workers, tails->num_block, make_block, tails, err);
}

static void
tails_clear(struct tails *tails)
{
	for (size_t i = 0; tails->block != NULL && i < tails->num_block; i++)
		psi_buf_clear(&tails->block[i]);
	psi_array_free(tails->block, tails->num_block, sizeof *tails->block);
	psi_array_free(tails->end, tails->num_key, sizeof *tails->end);
}

/* The text of a key's rows. */
static const uint8_t *
tail_of(const struct tails *tails, uint32_t key, size_t *len)
{
	size_t begin = key % TAIL_KEYS == 0 ? 0 : tails->end[key - 1];
	const struct psi_buf *block = &tails->block[key / TAIL_KEYS];

	*len = tails->end[key] - begin;
	return *len == 0 ? NULL : block->data + begin;
}

/* ---- rows in the order of the positions ---- */

/* Positions that one job writes, and how many it looks up at a time. */
#define BLOCK_POSITIONS 4096
#define LOOK_AHEAD 64
#define CACHE_LINE 64

/* A block of positions on its way: its rows become text, in any order, and
 * the text is handed on in the order of the blocks. */
struct slot {
	size_t begin;
	size_t end;
	struct psi_buf text;
};

struct writing {
	/* To the object, hashed. */
	struct psi_sink sink;
	const struct tails *tails;
	const uint32_t *key_at;
	size_t num;
	/* The first position that no block has. */
	size_t next;
	struct slot *slot;
	size_t num_slot;
};

/*
 * The elements are in no order of the keys, so each text is somewhere else in
 * memory, and so is the place that says where. Ask for many before the first
 * is needed: the memory then works on them together.
 */
static void
look_ahead(const struct writing *writing, size_t begin, size_t end)
{
	for (size_t at = begin; at < end; at++)
		if (writing->key_at[at] != UINT32_MAX)
			__builtin_prefetch(
			    &writing->tails->end[writing->key_at[at]]);
	for (size_t at = begin; at < end; at++) {
		const uint8_t *text;
		size_t len;

		if (writing->key_at[at] == UINT32_MAX)
			continue;
		text = tail_of(writing->tails, writing->key_at[at], &len);
		if (len == 0)
			continue;
		__builtin_prefetch(text);
		if (len > CACHE_LINE / 2)
			__builtin_prefetch(
			    text + (len < CACHE_LINE ? len - 1 : CACHE_LINE));
	}
}

/* The rows of a key at a position. */
static int
write_position(const struct tails *tails, struct psi_buf *out, size_t position,
    uint32_t key, struct psi_error *err)
{
	char number[PSI_DECIMAL_CHARS];
	size_t number_len = psi_decimal_encode(number, position);
	size_t left;
	const uint8_t *text = tail_of(tails, key, &left);

	while (left > 0) {
		uint32_t len;
		uint8_t *p;
		int rc;

		memcpy(&len, text, sizeof len);
		rc = psi_buf_reserve(out, number_len + len + 2, err);
		if (rc != 0)
			return rc;
		p = out->data + out->len;
		memcpy(p, number, number_len);
		p[number_len] = ',';
		memcpy(p + number_len + 1, text + sizeof len, len);
		p[number_len + 1 + len] = '\n';
		out->len += number_len + len + 2;
		text += sizeof len + len;
		left -= sizeof len + len;
	}
	return 0;
}

static int
fill_block(void *cookie, size_t i, bool *end, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct slot *slot = &writing->slot[i];

	(void)err;
	*end = writing->next == writing->num;
	slot->begin = writing->next;
	slot->end = writing->num - slot->begin < BLOCK_POSITIONS
	    ? writing->num
	    : slot->begin + BLOCK_POSITIONS;
	writing->next = slot->end;
	return 0;
}

static int
work_block(void *cookie, size_t i, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct slot *slot = &writing->slot[i];
	int rc = 0;

	for (size_t at = slot->begin; rc == 0 && at < slot->end;) {
		size_t end =
		    slot->end - at < LOOK_AHEAD ? slot->end : at + LOOK_AHEAD;

		look_ahead(writing, at, end);
		for (; rc == 0 && at < end; at++)
			if (writing->key_at[at] != UINT32_MAX)
				rc = write_position(writing->tails, &slot->text,
				    at, writing->key_at[at], err);
	}
	return rc;
}

static int
drain_block(void *cookie, size_t i, struct psi_error *err)
{
	struct writing *writing = cookie;
	struct psi_buf *text = &writing->slot[i].text;
	int rc = 0;

	if (text->len > 0)
		rc = writing->sink.write(
		    writing->sink.cookie, text->data, text->len, err);
	text->len = 0;
	return rc;
}

static int
write_rows(
    struct writing *writing, struct psi_workers *workers, struct psi_error *err)
{
	struct psi_pipeline pipeline = { fill_block, work_block, drain_block,
		writing, 0 };
	int rc;

	if ((rc = psi_map_write_header(&writing->sink, err)) != 0)
		return rc;
	writing->num_slot = (size_t)psi_workers_jobs(workers) * 2;
	writing->slot = psi_array_new(writing->num_slot, sizeof *writing->slot);
	if (writing->slot == NULL)
		return psi_error_nomem(err);
	pipeline.num_slots = writing->num_slot;
	rc = psi_pipeline_run(&pipeline, workers, err);
	for (size_t i = 0; i < writing->num_slot; i++)
		psi_buf_clear(&writing->slot[i].text);
	psi_array_free(writing->slot, writing->num_slot, sizeof *writing->slot);
	return rc;
}

static int
write_object(const struct psi_store *store, struct psi_workers *workers,
    struct writing *writing, uint8_t digest[PSI_SHA256_BYTES],
    struct psi_error *err)
{
	struct psi_hashing_sink hashing;
	struct psi_sink sink;
	int rc;

	rc = store->create(store->cookie, PSI_OBJECT_MAP, &sink, err);
	if (rc != 0)
		return rc;
	writing->sink = psi_hashing_to(&hashing, &sink);
	rc = write_rows(writing, workers, err);
	psi_sha256_final(&hashing.sha256, digest);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* ---- all of it ---- */

/* Which keys have a position; which accounts hold one of them. */
static int
count_accounts(const struct psi_key_table *table, const uint32_t *key_at,
    size_t num, uint64_t *accounts, uint64_t *dropped, struct psi_error *err)
{
	size_t num_key = psi_text_table_num(&table->keys);
	size_t num_account = psi_text_table_num(&table->accounts);
	uint8_t *placed = psi_array_new(num_key, 1);
	uint8_t *seen = psi_array_new(num_account, 1);
	int rc = placed == NULL || seen == NULL ? psi_error_nomem(err) : 0;

	for (size_t at = 0; rc == 0 && at < num; at++)
		if (key_at[at] != UINT32_MAX)
			placed[key_at[at]] = 1;
	for (size_t i = 0; rc == 0 && i < table->rows.num; i++) {
		const struct psi_key_row *row = &table->rows.at[i];

		if (placed[row->key] == 0) {
			++*dropped;
			continue;
		}
		*accounts += seen[row->account] == 0;
		seen[row->account] = 1;
	}
	psi_array_free(placed, num_key, 1);
	psi_array_free(seen, num_account, 1);
	return rc;
}

/* The rows by key: where those of each begin, and the text of all. */
static int
prepare_tails(
    struct tails *tails, struct psi_workers *workers, struct psi_error *err)
{
	const struct psi_key_table *table = tails->table;
	size_t num_first = (size_t)psi_text_table_num(&table->keys) + 1;
	size_t *first = psi_array_new(num_first, sizeof *first);
	int rc;

	if (first == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < table->rows.num; i++)
		first[table->rows.at[i].key + 1]++;
	for (size_t i = 1; i < num_first; i++)
		first[i] += first[i - 1];
	tails->first = first;
	rc = make_tails(tails, workers, err);
	psi_array_free(first, num_first, sizeof *first);
	tails->first = NULL;
	return rc;
}

int
psi_map_write(const struct psi_store *store, struct psi_workers *workers,
    struct psi_key_table *table, const uint32_t *key_at, size_t num,
    struct psi_state *state, struct psi_error *err)
{
	struct tails tails = { .table = table };
	struct writing writing = {
		.tails = &tails, .key_at = key_at, .num = num
	};
	int rc;

	if ((rc = sort_table(table, err)) != 0 ||
	    (rc = count_accounts(table, key_at, num, &state->accounts,
		 &state->dropped_populations, err)) != 0 ||
	    store == NULL)
		return rc;
	if ((rc = prepare_tails(&tails, workers, err)) == 0)
		rc = write_object(
		    store, workers, &writing, state->map_file, err);
	tails_clear(&tails);
	return rc;
}

#include "list/long_list.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "list/long_row.h"
#include "list/unique.h"

/*
 * Records:
 *
 *	ids	hash len id row
 *	moves	row account
 *	moved	as long_row.h has it
 */
#define NUMBER_BYTES 4
#define HASH_BYTES 8
#define LEN_BYTES 2
#define ID_RECORD_MAX                                                          \
	(HASH_BYTES + LEN_BYTES + PSI_LONG_ROW_ID_MAX + NUMBER_BYTES)
#define MOVE_BYTES (2 * NUMBER_BYTES)
/* For psi_unique_hash: what no text of a list is. */
#define KIND_ID 0x200

#define BLOCK_BYTES ((size_t)256 << 10)
#define BLOCK_SHARE 16

struct psi_long_list {
	const struct psi_scratch *scratch;
	size_t memory;
	struct psi_record_file rows;
	uint32_t num_rows;
	struct psi_sorter *ids;
	/* Rows that are not the first of their account. */
	struct psi_sorter *moves;
	struct psi_sorter *moved;
	struct psi_buf record;
	/* The first id of those that are the same, as its record has it. */
	struct psi_buf first;
};

/* The next of the moves. */
struct move_cursor {
	struct psi_sorter *moves;
	bool end;
	uint32_t row;
	uint32_t account;
};

static void
init_file(const struct psi_long_list *list, struct psi_record_file *file)
{
	file->scratch = list->scratch;
	file->block_bytes = list->memory / BLOCK_SHARE < BLOCK_BYTES
	    ? list->memory / BLOCK_SHARE
	    : BLOCK_BYTES;
}

int
psi_long_list_new(struct psi_long_list **out, const struct psi_scratch *scratch,
    size_t memory, struct psi_error *err)
{
	struct psi_long_list *list = psi_array_new(1, sizeof *list);
	int rc;

	if (list == NULL)
		return psi_error_nomem(err);
	list->scratch = scratch;
	list->memory = memory;
	init_file(list, &list->rows);
	rc =
	    psi_sorter_new(&list->ids, scratch, memory / 2, ID_RECORD_MAX, err);
	if (rc == 0)
		*out = list;
	else
		psi_long_list_free(list);
	return rc;
}

void
psi_long_list_free(struct psi_long_list *list)
{
	if (list == NULL)
		return;
	psi_record_file_clear(&list->rows);
	psi_sorter_free(list->ids);
	psi_sorter_free(list->moves);
	psi_sorter_free(list->moved);
	psi_buf_clear(&list->record);
	psi_buf_clear(&list->first);
	psi_array_free(list, 1, sizeof *list);
}

uint32_t
psi_long_list_num_rows(const struct psi_long_list *list)
{
	return list->num_rows;
}

const struct psi_record_file *
psi_long_list_rows(const struct psi_long_list *list)
{
	return &list->rows;
}

/* ---- rows in ---- */

static int
add_id(struct psi_long_list *list, struct psi_cell id, struct psi_error *err)
{
	struct psi_buf *record = &list->record;
	uint8_t head[HASH_BYTES + LEN_BYTES];
	uint8_t number[NUMBER_BYTES];
	int rc;

	psi_u64be(head, psi_unique_hash(KIND_ID, id.text, id.len));
	head[HASH_BYTES] = (uint8_t)(id.len >> 8);
	head[HASH_BYTES + 1] = (uint8_t)id.len;
	psi_u32be(number, list->num_rows);
	record->len = 0;
	if ((rc = psi_buf_append(record, head, sizeof head, err)) != 0 ||
	    (rc = psi_buf_append(record, id.text, id.len, err)) != 0 ||
	    (rc = psi_buf_append(record, number, sizeof number, err)) != 0)
		return rc;
	return psi_sorter_add(list->ids, record->data, record->len, err);
}

int
psi_long_list_add(struct psi_long_list *list, struct psi_cell id,
    const struct psi_facts *facts, uint64_t line, struct psi_error *err)
{
	const struct psi_long_row row = { .account = list->num_rows,
		.number = list->num_rows,
		.line = line,
		.facts = *facts };
	int rc = 0;

	if (list->num_rows == UINT32_MAX)
		return psi_error_set(err, PSI_E_INPUT, "too many rows");
	if (id.len > 0)
		rc = add_id(list, id, err);
	list->record.len = 0;
	if (rc == 0)
		rc = psi_long_row_append(&list->record, &row, err);
	if (rc == 0)
		rc = psi_record_file_put(
		    &list->rows, list->record.data, list->record.len, err);
	if (rc == 0)
		list->num_rows++;
	return rc;
}

/* ---- rows to accounts ---- */

static int
add_move(struct psi_long_list *list, const uint8_t row[NUMBER_BYTES],
    const uint8_t account[NUMBER_BYTES], struct psi_error *err)
{
	uint8_t move[MOVE_BYTES];

	memcpy(move, row, NUMBER_BYTES);
	memcpy(move + NUMBER_BYTES, account, NUMBER_BYTES);
	return psi_sorter_add(list->moves, move, sizeof move, err);
}

/* Rows with the same id, whose records differ in their number only, belong to
 * the account of the first. */
static int
find_moves(struct psi_long_list *list, struct psi_error *err)
{
	struct psi_buf *first = &list->first;
	int rc = psi_sorter_sort(list->ids, err);

	first->len = 0;
	while (rc == 0) {
		const uint8_t *id;
		size_t len;
		size_t id_len;
		bool end;

		rc = psi_sorter_next(list->ids, &id, &len, &end, err);
		if (rc != 0 || end)
			break;
		id_len = len - NUMBER_BYTES;
		if (first->len == len &&
		    psi_public_equal(first->data, id, id_len)) {
			rc = add_move(
			    list, id + id_len, first->data + id_len, err);
		} else {
			first->len = 0;
			rc = psi_buf_append(first, id, len, err);
		}
	}
	psi_sorter_free(list->ids);
	list->ids = NULL;
	return rc;
}

static int
next_move(struct move_cursor *cursor, struct psi_error *err)
{
	const uint8_t *move;
	size_t len;
	int rc = psi_sorter_next(cursor->moves, &move, &len, &cursor->end, err);

	if (rc != 0 || cursor->end)
		return rc;
	cursor->row = psi_load32be(move);
	cursor->account = psi_load32be(move + NUMBER_BYTES);
	return 0;
}

static int
begin_moves(struct move_cursor *cursor, struct psi_long_list *list,
    struct psi_error *err)
{
	int rc = psi_sorter_sort(list->moves, err);

	cursor->moves = list->moves;
	return rc != 0 ? rc : next_move(cursor, err);
}

static bool
is_moved(const struct move_cursor *cursor, uint32_t row)
{
	return !cursor->end && cursor->row == row;
}

/* Put the rows that move in order, by account and row. */
static int
collect_moved(struct psi_long_list *list, struct psi_error *err)
{
	struct psi_record_reader reader = { .file = NULL };
	struct move_cursor cursor;
	int rc = begin_moves(&cursor, list, err);

	psi_record_reader_begin(&reader, &list->rows);
	while (rc == 0 && !cursor.end) {
		const uint8_t *row;
		size_t len;
		bool end;

		rc = psi_record_reader_next(&reader, &row, &len, &end, err);
		if (rc != 0 || end)
			break;
		if (!is_moved(&cursor, psi_load32be(row)))
			continue;
		list->record.len = 0;
		if ((rc = psi_buf_append(&list->record, row, len, err)) != 0)
			break;
		psi_u32be(list->record.data, cursor.account);
		rc = psi_sorter_add(list->moved, list->record.data, len, err);
		if (rc == 0)
			rc = next_move(&cursor, err);
	}
	psi_record_reader_clear(&reader);
	return rc == 0 ? psi_sorter_sort(list->moved, err) : rc;
}

/* A row that is moved, or *end. */
struct moved_cursor {
	const uint8_t *row;
	size_t len;
	bool end;
};

/* Behind the first row of an account, all its others. */
static int
put_account(struct psi_long_list *list, struct psi_record_file *to,
    const uint8_t *row, size_t len, struct moved_cursor *moved,
    struct psi_error *err)
{
	uint32_t account = psi_load32be(row);
	int rc = psi_record_file_put(to, row, len, err);

	while (rc == 0 && !moved->end && psi_load32be(moved->row) == account) {
		rc = psi_record_file_put(to, moved->row, moved->len, err);
		if (rc == 0)
			rc = psi_sorter_next(list->moved, &moved->row,
			    &moved->len, &moved->end, err);
	}
	return rc;
}

/* All rows, with those that move where they belong. */
static int
merge_moved(struct psi_long_list *list, struct psi_record_file *to,
    struct psi_error *err)
{
	struct psi_record_reader reader = { .file = NULL };
	struct moved_cursor moved;
	struct move_cursor moves;
	int rc = begin_moves(&moves, list, err);

	if (rc == 0)
		rc = psi_sorter_next(
		    list->moved, &moved.row, &moved.len, &moved.end, err);
	psi_record_reader_begin(&reader, &list->rows);
	while (rc == 0) {
		const uint8_t *row;
		size_t len;
		bool end;

		rc = psi_record_reader_next(&reader, &row, &len, &end, err);
		if (rc != 0 || end)
			break;
		if (is_moved(&moves, psi_load32be(row)))
			rc = next_move(&moves, err);
		else
			rc = put_account(list, to, row, len, &moved, err);
	}
	psi_record_reader_clear(&reader);
	return rc;
}

static int
move_rows(struct psi_long_list *list, struct psi_error *err)
{
	struct psi_record_file to = { .num = 0 };
	int rc;

	init_file(list, &to);
	rc = psi_sorter_new(&list->moved, list->scratch, list->memory / 4,
	    PSI_LONG_ROW_MAX, err);
	if (rc == 0)
		rc = collect_moved(list, err);
	if (rc == 0)
		rc = merge_moved(list, &to, err);
	psi_sorter_free(list->moved);
	list->moved = NULL;
	if (rc != 0) {
		psi_record_file_clear(&to);
		return rc;
	}
	psi_record_file_clear(&list->rows);
	list->rows = to;
	return 0;
}

static int
tell_rows(struct psi_long_list *list, uint32_t from,
    const struct psi_listener *listener, struct psi_error *err)
{
	struct psi_event event = { .kind = PSI_EVENT_ROW,
		.field = PSI_NUM_FIELDS };
	struct move_cursor moves;
	int rc = begin_moves(&moves, list, err);

	for (uint32_t row = 0; rc == 0 && row < list->num_rows; row++) {
		event.first = !is_moved(&moves, row);
		event.index = event.first ? row : moves.account;
		if (row >= from)
			rc = psi_tell(listener, &event, err);
		if (rc == 0 && !event.first)
			rc = next_move(&moves, err);
	}
	return rc;
}

int
psi_long_list_end(struct psi_long_list *list, uint32_t from,
    const struct psi_listener *listener, struct psi_error *err)
{
	int rc = psi_sorter_new(
	    &list->moves, list->scratch, list->memory / 8, MOVE_BYTES, err);

	if (rc == 0)
		rc = find_moves(list, err);
	if (rc == 0)
		rc = tell_rows(list, from, listener, err);
	if (rc == 0 && psi_sorter_num(list->moves) > 0)
		rc = move_rows(list, err);
	psi_sorter_free(list->moves);
	list->moves = NULL;
	return rc;
}

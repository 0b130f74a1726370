#include "session/map_spill.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/sorter.h"
#include "session/key_spill.h"
#include "session/map_file.h"
#include "session/session.h"

/*
 * What is sorted, numbers with their high byte first:
 *
 *	positions	key position
 *	rows		position account population "type:value" NUL account
 */
#define NUMBER_BYTES 4
#define ROW_HEAD (2 * NUMBER_BYTES + 1)
#define TEXT_BYTES_MAX 65535
#define ROW_MAX (ROW_HEAD + 2 * TEXT_BYTES_MAX + 1)

/* Rows after which the caller hears of it. */
#define PROGRESS_ROWS 65536

struct joining {
	const struct psi_session *session;
	struct psi_key_spill *keys;
	struct psi_sorter *positions;
};

int
psi_map_spill_new(struct psi_sorter **out, const struct psi_session *session,
    struct psi_error *err)
{
	return psi_sorter_new(out, session->options.scratch,
	    psi_session_memory(session, 4), 2 * NUMBER_BYTES, err);
}

int
psi_map_spill_add(struct psi_sorter *positions, uint32_t key, uint32_t position,
    struct psi_error *err)
{
	uint8_t record[2 * NUMBER_BYTES];

	psi_u32be(record, key);
	psi_u32be(record + NUMBER_BYTES, position);
	return psi_sorter_add(positions, record, sizeof record, err);
}

/* Long work that is not arithmetic; says so now and then. */
static int
say_done(const struct joining *joining, uint64_t done, uint64_t total,
    struct psi_error *err)
{
	if (done % PROGRESS_ROWS != 0)
		return 0;
	return psi_session_progress(
	    joining->session, "sorting", done, total, err);
}

/* A row of the map, behind what it is sorted by. */
static int
add_row(struct psi_sorter *rows, struct psi_buf *record,
    const struct psi_spilled_key *key, uint32_t position, struct psi_error *err)
{
	uint8_t head[ROW_HEAD];
	int rc;

	psi_u32be(head, position);
	psi_u32be(head + NUMBER_BYTES, key->account);
	head[2 * NUMBER_BYTES] = (uint8_t)key->population;
	record->len = 0;
	if ((rc = psi_buf_append(record, head, sizeof head, err)) != 0 ||
	    (rc = psi_buf_append(record, key->key.text, key->key.len, err)) !=
		0 ||
	    (rc = psi_buf_append(record, "", 1, err)) != 0 ||
	    (rc = psi_buf_append(record, key->account_text.text,
		 key->account_text.len, err)) != 0)
		return rc;
	return psi_sorter_add(rows, record->data, record->len, err);
}

/* The next pair of a key and its position; the key 0 behind the last. */
static int
next_position(struct joining *joining, uint32_t *key, uint32_t *position,
    struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	bool end;
	int rc = psi_sorter_next(joining->positions, &record, &len, &end, err);

	*key = 0;
	if (rc != 0 || end)
		return rc;
	*key = psi_load32be(record);
	*position = psi_load32be(record + NUMBER_BYTES);
	return 0;
}

/* Keys and positions both come by the number of the key. */
static int
join_rows(
    struct joining *joining, struct psi_sorter *rows, struct psi_error *err)
{
	struct psi_buf record = PSI_BUF_INIT;
	struct psi_spilled_key row;
	uint32_t position = 0;
	uint32_t wanted = 0;
	uint32_t key = 0;
	uint64_t done = 0;
	bool end = false;
	int rc;

	if ((rc = psi_sorter_sort(joining->positions, err)) == 0 &&
	    (rc = psi_key_spill_begin(joining->keys, err)) == 0)
		rc = next_position(joining, &wanted, &position, err);
	while (rc == 0) {
		rc = psi_key_spill_next(joining->keys, &row, &end, err);
		if (rc != 0 || end)
			break;
		if (row.is_new && key > 0 && key == wanted)
			rc = next_position(joining, &wanted, &position, err);
		key += row.is_new;
		if (rc == 0 && key == wanted)
			rc = add_row(rows, &record, &row, position, err);
		if (rc == 0)
			rc = say_done(joining, ++done, 0, err);
	}
	psi_buf_clear(&record);
	return rc;
}

static void
read_row(struct psi_map_row *out, const uint8_t *record, size_t len)
{
	const char *key = (const char *)record + ROW_HEAD;
	size_t key_len = strlen(key);

	out->position = psi_load32be(record);
	out->order = psi_load32be(record + NUMBER_BYTES);
	out->population = (enum psi_population)record[2 * NUMBER_BYTES];
	psi_map_row_key(out, key, key_len);
	out->account.text = key + key_len + 1;
	out->account.len = len - ROW_HEAD - key_len - 1;
}

static int
write_rows(struct joining *joining, struct psi_sorter *rows,
    uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
{
	struct psi_map_writer *writer = NULL;
	struct psi_map_row row;
	const uint8_t *record;
	uint64_t done = 0;
	size_t len;
	bool end = false;
	int rc;

	if ((rc = psi_sorter_sort(rows, err)) == 0)
		rc = psi_map_writer_new(&writer, &joining->session->store, err);
	while (rc == 0) {
		rc = psi_sorter_next(rows, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		read_row(&row, record, len);
		rc = psi_map_writer_row(writer, &row, err);
		if (rc == 0)
			rc = say_done(
			    joining, ++done, psi_sorter_num(rows), err);
	}
	if (rc == 0)
		rc = psi_map_writer_commit(writer, digest, err);
	psi_map_writer_free(writer);
	return rc;
}

int
psi_map_spill_write(const struct psi_session *session,
    struct psi_key_spill *keys, struct psi_sorter *positions,
    uint8_t digest[PSI_SHA256_BYTES], struct psi_error *err)
{
	struct joining joining = { session, keys, positions };
	struct psi_sorter *rows = NULL;
	int rc;

	if ((rc = psi_sorter_new(&rows, session->options.scratch,
		 psi_session_memory(session, 4), ROW_MAX, err)) == 0 &&
	    (rc = join_rows(&joining, rows, err)) == 0)
		rc = write_rows(&joining, rows, digest, err);
	psi_sorter_free(rows);
	return rc;
}

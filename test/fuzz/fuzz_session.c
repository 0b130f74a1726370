/*
 * What a session reads besides element files: a keys file, its state, its
 * map. A state that is read without failure is written again with the same
 * bytes, where it is of this version; a keys file that is read has rows only of
 * what the agreement lets pass. Digests are made to fit, so that what they cover
 * is read.
 *
 * The first byte of the input chooses: k, c (keys for an agreement on counts, with
 * groups and a directory), s, o (an older state) or m.
 */
#include "fuzz.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "session/key_read.h"
#include "session/map_file.h"
#include "session/state.h"
#include "support/memory.h"

static void
put(struct memory_store *memory, const char *name, const uint8_t *data,
    size_t size)
{
	size_t i = memory_store_find(memory, name);

	memory->object[i].exists = true;
	fuzz_check(
	    psi_buf_append(&memory->object[i].bytes, data, size, NULL) == 0);
}

/* The state, and its last line. */
static void
put_state(struct memory_store *memory, const uint8_t *data, size_t size)
{
	struct psi_buf text = PSI_BUF_INIT;
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];

	psi_sha256(digest, data, size);
	psi_hex_encode(hex, digest, sizeof digest);
	fuzz_check(psi_buf_append(&text, data, size, NULL) == 0);
	fuzz_check(psi_buf_append_text(&text, "sha256,", NULL) == 0);
	fuzz_check(psi_buf_append_text(&text, hex, NULL) == 0);
	fuzz_check(psi_buf_append_text(&text, "\n", NULL) == 0);
	put(memory, PSI_STATE_OBJECT, text.data, text.len);
	psi_buf_clear(&text);
}

/* Of keys files. */
unsigned long fuzz_num_taken;

static void
make_agreement(struct psi_agreement *agreement, bool is_counts)
{
	static struct psi_agreement_share none = { .own = PSI_POPULATION_OTHER,
		.theirs = PSI_POPULATION_ANY,
		.what = "none",
		.is_none = true };

	memset(agreement, 0, sizeof *agreement);
	memcpy(agreement->key[0].type, "domain", sizeof "domain");
	agreement->num_key = 1;
	if (!is_counts) {
		agreement->share[0] = &none;
		agreement->num_share[0] = 1;
		return;
	}
	agreement->mode = PSI_MODE_COUNTS;
	agreement->group[0] = PSI_POPULATION_CUSTOMER;
	agreement->group[1] = PSI_POPULATION_PROSPECT;
	agreement->num_group = 2;
	agreement->has_directory = true;
}

/* Is the row's key one that is sent? */
static bool
may_be_sent(const struct psi_agreement *agreement, uint8_t population)
{
	return agreement->num_group == 0
	    ? population != PSI_POPULATION_OTHER
	    : population == PSI_POPULATION_CUSTOMER ||
		population == PSI_POPULATION_PROSPECT;
}

static void
read_keys(const uint8_t *data, size_t size, bool is_counts)
{
	struct psi_agreement agreement;
	struct fuzz_input input = { data, size, SIZE_MAX };
	struct psi_source source = { fuzz_read, &input };
	struct psi_key_table table;
	struct psi_error err;
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	make_agreement(&agreement, is_counts);
	memset(&err, 0, sizeof err);
	rc = psi_key_table_read(&table, &source, &agreement, 'a', NULL, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
		fuzz_check(rc == PSI_E_INPUT || rc == PSI_E_AGREEMENT);
		return;
	}
	fuzz_num_taken++;
	for (size_t i = 0; i < table.rows.num; i++) {
		size_t len;

		fuzz_check(
		    table.rows.at[i].key < psi_text_table_num(&table.keys));
		fuzz_check(table.rows.at[i].account <
		    psi_text_table_num(&table.accounts));
		fuzz_check(memcmp(psi_text_table_get(
				      &table.keys, table.rows.at[i].key, &len),
			       "domain:", 7) == 0);
		fuzz_check(len > 7);
	}
	for (uint32_t i = 0; i < psi_text_table_num(&table.keys); i++)
		fuzz_check(may_be_sent(&agreement, table.key_population[i]));
	input.data = data;
	input.size = size;
	fuzz_check(psi_key_table_digest(digest, &source, NULL) == 0);
	fuzz_check(memcmp(digest, table.digest, sizeof digest) == 0);
	psi_key_table_clear(&table);
}

#define FIRST "term,value\nfile,session/"

static void
read_state(const uint8_t *data, size_t size, bool is_older)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_state state;
	struct psi_error err;
	const struct psi_buf *bytes;
	int rc;

	memset(&err, 0, sizeof err);
	if (is_older)
		put(&memory, PSI_STATE_OBJECT, data, size);
	else
		put_state(&memory, data, size);
	rc = psi_state_read(&store, &state, &err);
	if (rc != 0) {
		fuzz_check(rc == PSI_E_STATE && err.text[0] != '\0');
	} else {
		fuzz_check(is_older == (data[sizeof FIRST - 1] == '2'));
		fuzz_check(psi_state_write(&store, &state, NULL) == 0);
		bytes =
		    &memory.object[memory_store_find(&memory, PSI_STATE_OBJECT)]
			 .bytes;
		fuzz_check(bytes->len > size);
		fuzz_check(is_older || memcmp(bytes->data, data, size) == 0);
	}
	memory_store_clear(&memory);
}

static void
read_map(const uint8_t *data, size_t size)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_map_reader *reader = NULL;
	struct psi_map_row row;
	struct psi_error err;
	uint8_t digest[PSI_SHA256_BYTES];
	uint32_t last = 0;
	bool end = false;
	int rc;

	memset(&err, 0, sizeof err);
	psi_sha256(digest, data, size);
	put(&memory, "map.csv", data, size);
	rc = psi_map_reader_new(&reader, &store, digest, &err);
	while (rc == 0) {
		rc = psi_map_reader_next(reader, &row, &end, &err);
		if (rc != 0 || end)
			break;
		fuzz_check(row.position >= last);
		last = row.position;
	}
	fuzz_check(rc == 0 || (rc == PSI_E_STATE && err.text[0] != '\0'));
	psi_map_reader_free(reader);
	memory_store_clear(&memory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 'k' || data[0] == 'c')
		read_keys(data + 1, size - 1, data[0] == 'c');
	else if (data[0] == 's')
		read_state(data + 1, size - 1, false);
	else if (data[0] == 'o')
		read_state(data + 1, size - 1, true);
	else
		read_map(data + 1, size - 1);
	return 0;
}

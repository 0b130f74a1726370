/* A directory as it stands in its file becomes one to look things up in. */
#include "list/directory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/secret.h"
#include "base/text_table.h"
#include "normal/country.h"
#include "normal/domain.h"
#include "normal/identifier.h"
#include "normal/name.h"
#include "normal/normalizer.h"
#include "list/directory_store.h"
#include "table/csv_reader.h"

/* An id is a name of the register's, not a text. */
#define ID_BYTES_MAX 64
/* An entity with more rows than this is a mistake of the file's. */
#define ROWS_MAX 10000
/* What a row of the directory says of its entity. */
enum row_type {
	ROW_NAME,
	ROW_DOMAIN,
	ROW_LEI,
	ROW_REGNO,
	ROW_VAT,
	ROW_DUNS,
	ROW_COUNTRY,
	ROW_PARENT
};

static const struct {
	const char *name;
	enum row_type type;
} row_types[] = {
	{ "name", ROW_NAME },
	{ "alias", ROW_NAME },
	{ "former_name", ROW_NAME },
	{ "domain", ROW_DOMAIN },
	{ "lei", ROW_LEI },
	{ "regno", ROW_REGNO },
	{ "vat", ROW_VAT },
	{ "duns", ROW_DUNS },
	{ "country", ROW_COUNTRY },
	{ "parent", ROW_PARENT },
};

#define NUM_ROW_TYPES (sizeof row_types / sizeof row_types[0])

/* A row that waits for the end of its entity, when the country is known. */
struct waiting {
	enum row_type type;
	size_t offset;
	size_t len;
};

PSI_ARRAY(waiting_rows, struct waiting)

struct loading {
	struct psi_directory *directory;
	const struct psi_normalizer *normalizer;
	struct psi_name_scratch *scratch;
	struct psi_name_keys *name_keys;
	/* The entity whose rows are being read, and its rows. */
	uint32_t entity;
	struct waiting_rows rows;
	struct psi_buf text;
	/* One key with its type in front. */
	struct psi_buf key;
	/* The source, with a digest computed on the way. */
	const struct psi_source *source;
	struct psi_sha256 sha;
};

/* ---- keys ---- */

/* Say that the entity has the key in `loading->key`. */
static int
own_key(struct loading *loading, struct psi_error *err)
{
	struct psi_directory *directory = loading->directory;
	uint32_t number;
	bool is_new;
	int rc;

	rc = psi_text_table_add(&directory->keys,
	    (const char *)loading->key.data, loading->key.len, &number, &is_new,
	    err);
	if (rc != 0)
		return rc;
	if (is_new)
		return psi_entity_owners_add(
		    &directory->owners, &loading->entity, err);
	if (directory->owners.at[number] != loading->entity)
		directory->owners.at[number] = PSI_SEVERAL_ENTITIES;
	return 0;
}

/* A value, with `|` and a country behind it unless that is NULL. */
static int
add_key(struct loading *loading, enum psi_key_type type, const void *value,
    size_t len, const char *country, struct psi_error *err)
{
	uint8_t head = psi_directory_type_byte(type);
	int rc;

	loading->key.len = 0;
	if ((rc = psi_buf_append(&loading->key, &head, 1, err)) != 0 ||
	    (rc = psi_buf_append(&loading->key, value, len, err)) != 0)
		return rc;
	if (country != NULL &&
	    ((rc = psi_buf_append_text(&loading->key, "|", err)) != 0 ||
		(rc = psi_buf_append_text(&loading->key, country, err)) != 0))
		return rc;
	return own_key(loading, err);
}

static int
add_name(struct loading *loading, const char *text, size_t len,
    const char *country, struct psi_error *err)
{
	struct psi_name_keys *keys = loading->name_keys;
	int rc;

	rc = psi_name_keys(loading->scratch, keys, (const uint8_t *)text, len,
	    country[0] != '\0' ? country : NULL, NULL, err);
	if (rc != 0)
		return rc;
	if (keys->num_keys == 0)
		loading->directory->skipped++;
	for (size_t i = 0; i < keys->num_keys && rc == 0; i++) {
		const struct psi_name_key *key = &keys->key[i];

		if (key->kind != PSI_NAME_STRICT)
			continue;
		rc = add_key(loading, PSI_KEY_NAME, key->value, key->value_len,
		    NULL, err);
		if (rc == 0 && country[0] != '\0')
			rc = add_key(loading, PSI_KEY_NAME_COUNTRY, key->value,
			    key->value_len, country, err);
	}
	return rc;
}

static int
add_domain(struct loading *loading, const char *text, size_t len,
    struct psi_error *err)
{
	struct psi_domain domain;
	enum psi_reject reject =
	    psi_domain_parse(&domain, loading->normalizer->suffixes, text, len);

	if (reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	if (reject != PSI_REJECT_NONE) {
		loading->directory->skipped++;
		return 0;
	}
	return add_key(loading, PSI_KEY_DOMAIN, domain.host + domain.start,
	    domain.host_len - domain.start, NULL, err);
}

static int
add_identifier(struct loading *loading, enum row_type type, const char *text,
    size_t len, const char *country, struct psi_error *err)
{
	const char *where = country[0] != '\0' ? country : NULL;
	enum psi_key_type key_type = PSI_KEY_LEI;
	enum psi_reject reject = PSI_REJECT_ID_LENGTH;
	struct psi_identifier id;

	switch (type) {
	case ROW_LEI:
		reject = psi_lei_parse(&id, text, len);
		break;
	case ROW_REGNO:
		key_type = PSI_KEY_REGNO;
		reject = psi_regno_parse(&id, text, len, where);
		break;
	case ROW_VAT:
		key_type = PSI_KEY_VAT;
		reject = psi_vat_parse(&id, text, len, where);
		break;
	case ROW_DUNS:
		key_type = PSI_KEY_DUNS;
		reject = psi_duns_parse(&id, text, len);
		break;
	case ROW_NAME:
	case ROW_DOMAIN:
	case ROW_COUNTRY:
	case ROW_PARENT:
		break;
	}
	if (reject != PSI_REJECT_NONE) {
		loading->directory->skipped++;
		return 0;
	}
	return add_key(loading, key_type, id.text, id.len, NULL, err);
}

/* ---- entities ---- */

/* The number of an id, which is new if it was never named before. */
static int
number_of(struct loading *loading, struct psi_cell id, uint64_t line,
    uint32_t *number, struct psi_error *err)
{
	static const struct psi_entity unknown = { .parent = PSI_NO_ENTITY };
	struct psi_directory *directory = loading->directory;
	bool is_new;
	int rc;

	if (id.len == 0 || id.len > ID_BYTES_MAX)
		return psi_refuse(err, PSI_E_INPUT, line, NULL,
		    "the id of an entity has 1 to %d bytes", ID_BYTES_MAX);
	rc = psi_text_table_add(
	    &directory->ids, id.text, id.len, number, &is_new, err);
	return rc == 0 && is_new
	    ? psi_entities_add(&directory->entities, &unknown, err)
	    : rc;
}

/* All rows of an entity are in: make its keys. */
static int
end_entity(struct loading *loading, struct psi_error *err)
{
	const char *country;
	int rc = 0;

	if (loading->entity == PSI_NO_ENTITY)
		return 0;
	country = loading->directory->entities.at[loading->entity].country;
	for (size_t i = 0; i < loading->rows.num && rc == 0; i++) {
		const struct waiting *row = &loading->rows.at[i];
		/* There are no bytes at all where every value is empty. */
		const char *text = row->len == 0
		    ? ""
		    : (const char *)loading->text.data + row->offset;

		if (row->type == ROW_NAME)
			rc = add_name(loading, text, row->len, country, err);
		else if (row->type == ROW_DOMAIN)
			rc = add_domain(loading, text, row->len, err);
		else
			rc = add_identifier(
			    loading, row->type, text, row->len, country, err);
	}
	loading->rows.num = 0;
	loading->text.len = 0;
	return rc;
}

static int
begin_entity(struct loading *loading, uint32_t entity, uint64_t line,
    struct psi_error *err)
{
	struct psi_entity *begun = &loading->directory->entities.at[entity];
	int rc;

	if (begun->is_listed)
		return psi_refuse(err, PSI_E_INPUT, line,
		    "sort the file by its first column",
		    "the rows of an entity do not stand together");
	if ((rc = end_entity(loading, err)) != 0)
		return rc;
	begun->is_listed = true;
	loading->entity = entity;
	return 0;
}

static int
wait_for_end(struct loading *loading, enum row_type type, struct psi_cell value,
    uint64_t line, struct psi_error *err)
{
	const struct waiting row = { type, loading->text.len, value.len };
	int rc;

	if (loading->rows.num == ROWS_MAX)
		return psi_refuse(err, PSI_E_INPUT, line, NULL,
		    "an entity has more than %d rows", ROWS_MAX);
	rc = psi_buf_append(&loading->text, value.text, value.len, err);
	return rc == 0 ? waiting_rows_add(&loading->rows, &row, err) : rc;
}

/* ---- rows ---- */

static bool
find_type(enum row_type *out, struct psi_cell cell)
{
	for (size_t i = 0; i < NUM_ROW_TYPES; i++)
		if (psi_cell_is(cell, row_types[i].name)) {
			*out = row_types[i].type;
			return true;
		}
	return false;
}

static int
take_row(struct loading *loading, const struct psi_csv_record *record,
    struct psi_error *err)
{
	const struct psi_cell value = record->cells[2];
	struct psi_directory *directory = loading->directory;
	uint32_t entity, parent;
	enum row_type type;
	int rc;

	if (!find_type(&type, record->cells[1]))
		return psi_refuse(err, PSI_E_INPUT, record->line,
		    "the types are name, alias, former_name, domain, lei, "
		    "regno, vat, duns, country and parent",
		    "there is no such type of row in a directory");
	rc = number_of(loading, record->cells[0], record->line, &entity, err);
	if (rc == 0 && entity != loading->entity)
		rc = begin_entity(loading, entity, record->line, err);
	if (rc != 0)
		return rc;
	if (type == ROW_COUNTRY) {
		enum psi_reject reject =
		    psi_country_find(directory->entities.at[entity].country,
			value.text, value.len);

		directory->skipped += reject == PSI_REJECT_COUNTRY;
		return reject == PSI_REJECT_NO_MEMORY ? psi_error_nomem(err)
						      : 0;
	}
	if (type != ROW_PARENT)
		return wait_for_end(loading, type, value, record->line, err);
	rc = number_of(loading, value, record->line, &parent, err);
	if (rc == 0)
		directory->entities.at[entity].parent = parent;
	return rc;
}

static int
check_header(const struct psi_csv_record *record, struct psi_error *err)
{
	static const char *const names[] = { "entity", "type", "value" };
	bool same = record->num_cells == 3;

	for (size_t i = 0; i < 3 && same; i++)
		same = psi_cell_is(record->cells[i], names[i]);
	return same ? 0
		    : psi_refuse(err, PSI_E_INPUT, record->line,
			  "its first line is entity,type,value",
			  "this is not a directory");
}

static int
read_rows(struct loading *loading, struct psi_csv_reader *reader,
    struct psi_error *err)
{
	struct psi_csv_record record;
	bool is_header = true;

	for (;;) {
		bool end;
		int rc = psi_csv_reader_next(reader, &record, &end, err);

		if (rc != 0)
			return rc;
		if (end)
			break;
		if (is_header)
			rc = check_header(&record, err);
		else if (record.num_cells != 3)
			rc = psi_refuse(err, PSI_E_INPUT, record.line, NULL,
			    "a row of a directory has three cells");
		else
			rc = take_row(loading, &record, err);
		if (rc != 0)
			return rc;
		is_header = false;
	}
	if (loading->entity == PSI_NO_ENTITY)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "its first line is entity,type,value",
		    "the directory has no entity");
	return end_entity(loading, err);
}

/* ---- loading ---- */

/* The source as the CSV reader sees it. */
static int
read_hashed(
    void *cookie, uint8_t *out, size_t size, size_t *got, struct psi_error *err)
{
	struct loading *loading = cookie;
	int rc =
	    loading->source->read(loading->source->cookie, out, size, got, err);

	if (rc == 0)
		psi_sha256_update(&loading->sha, out, *got);
	return rc;
}

static int
load(struct loading *loading, struct psi_error *err)
{
	const struct psi_csv_reader_options options = {
		.encoding = PSI_ENCODING_UTF8, .delimiter = ','
	};
	const struct psi_source source = { read_hashed, loading };
	struct psi_csv_reader *reader = NULL;
	uint8_t digest[PSI_SHA256_BYTES];
	int rc;

	psi_sha256_init(&loading->sha);
	loading->name_keys = malloc(sizeof *loading->name_keys);
	if (loading->name_keys == NULL)
		return psi_error_nomem(err);
	rc = psi_name_scratch_new(
	    &loading->scratch, loading->normalizer->names, err);
	if (rc == 0)
		rc = psi_csv_reader_new(&reader, &source, &options, err);
	if (rc == 0)
		rc = read_rows(loading, reader, err);
	if (rc == 0) {
		psi_sha256_final(&loading->sha, digest);
		psi_hex_encode(
		    loading->directory->digest, digest, sizeof digest);
	}
	psi_csv_reader_free(reader);
	return rc;
}

int
psi_directory_new(struct psi_directory **out,
    const struct psi_normalizer *normalizer, const struct psi_source *source,
    struct psi_error *err)
{
	struct loading loading = { .normalizer = normalizer,
		.entity = PSI_NO_ENTITY,
		.source = source };
	int rc;

	loading.directory = calloc(1, sizeof *loading.directory);
	if (loading.directory == NULL)
		return psi_error_nomem(err);
	rc = load(&loading, err);
	psi_name_scratch_free(loading.scratch);
	free(loading.name_keys);
	waiting_rows_clear(&loading.rows);
	psi_buf_clear(&loading.text);
	psi_buf_clear(&loading.key);
	if (rc != 0)
		psi_directory_free(loading.directory);
	else
		*out = loading.directory;
	return rc;
}

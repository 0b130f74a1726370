#include "base/record_file.h"

#include <string.h>

#include "base/error.h"

#define RECORD_MAX ((size_t)16 << 20)

static int
flush_block(struct psi_record_file *file, struct psi_error *err)
{
	int rc = 0;

	if (file->file.scratch == NULL)
		rc = psi_scratch_file_begin(&file->file, file->scratch, err);
	if (rc == 0)
		rc = psi_scratch_file_put(&file->file, file->block.data,
		    (uint32_t)file->block.len, err);
	file->block.len = 0;
	return rc;
}

int
psi_record_file_put(struct psi_record_file *file, const uint8_t *record,
    size_t len, struct psi_error *err)
{
	const uint32_t prefix = (uint32_t)len;
	struct psi_buf *block = &file->block;
	int rc = 0;

	if (len >= RECORD_MAX)
		return psi_error_set(err, PSI_E_ARG, "a record is too long");
	if (block->len > 0 &&
	    block->len + sizeof prefix + len > file->block_bytes)
		rc = flush_block(file, err);
	if (rc == 0)
		rc = psi_buf_append(block, &prefix, sizeof prefix, err);
	if (rc == 0)
		rc = psi_buf_append(block, record, len, err);
	if (rc == 0)
		file->num++;
	return rc;
}

void
psi_record_file_empty(struct psi_record_file *file)
{
	psi_scratch_file_clear(&file->file);
	file->block.len = 0;
	file->num = 0;
}

void
psi_record_file_clear(struct psi_record_file *file)
{
	psi_record_file_empty(file);
	psi_buf_clear(&file->block);
}

void
psi_record_reader_begin(
    struct psi_record_reader *reader, const struct psi_record_file *file)
{
	reader->file = file;
	reader->next_block = 0;
	reader->bytes = NULL;
	reader->len = 0;
	reader->pos = 0;
}

/* The next block: those of the file, and then the one in memory. */
static int
next_block(struct psi_record_reader *reader, bool *end, struct psi_error *err)
{
	const struct psi_record_file *file = reader->file;
	const struct psi_scratch_blocks *blocks = &file->file.blocks;
	size_t number = reader->next_block;
	int rc;

	*end = number > blocks->num ||
	    (number == blocks->num && file->block.len == 0);
	if (*end)
		return 0;
	reader->pos = 0;
	if (number == blocks->num) {
		reader->bytes = file->block.data;
		reader->len = file->block.len;
	} else {
		reader->block.len = 0;
		rc = psi_buf_reserve(
		    &reader->block, blocks->at[number].len, err);
		if (rc == 0)
			rc = psi_scratch_file_get(
			    &file->file, number, reader->block.data, err);
		if (rc != 0)
			return rc;
		reader->bytes = reader->block.data;
		reader->len = reader->block.len = blocks->at[number].len;
	}
	reader->next_block++;
	return 0;
}

int
psi_record_reader_next(struct psi_record_reader *reader, const uint8_t **record,
    size_t *len, bool *end, struct psi_error *err)
{
	uint32_t prefix;
	int rc;

	*end = false;
	if (reader->pos == reader->len) {
		rc = next_block(reader, end, err);
		if (rc != 0 || *end)
			return rc;
	}
	memcpy(&prefix, reader->bytes + reader->pos, sizeof prefix);
	*record = reader->bytes + reader->pos + sizeof prefix;
	*len = prefix;
	reader->pos += sizeof prefix + prefix;
	return 0;
}

void
psi_record_reader_clear(struct psi_record_reader *reader)
{
	psi_buf_clear(&reader->block);
	psi_record_reader_begin(reader, NULL);
}

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "psi/part.h"
#include "wire/part_lines.h"
#include "wire/wire.h"

/* The records of a part around its lines have fewer bytes. */
#define AROUND_BYTES 512

struct psi_split {
	struct psi_part part;
	uint64_t num_lines[PSI_PARTS_MAX];
	uint64_t max_bytes;
	/* Of the lines; and of those that are in a part by now. */
	uint64_t bytes;
	uint64_t bytes_in_part;
	/* Parts planned. */
	uint32_t num;
	/* For writing: the next part, and where its lines come from. */
	uint32_t next;
	struct psi_part_lines lines;
};

/* ---- planning ---- */

static int
refuse_size(const struct psi_split *split, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_ARG,
	    "parts of %llu bytes would be more than %d",
	    (unsigned long long)split->max_bytes, PSI_PARTS_MAX);
	psi_error_hint(err, "let the parts be larger");
	return PSI_E_ARG;
}

static int
count(struct psi_split *split, size_t len, struct psi_error *err)
{
	bool is_full =
	    split->bytes_in_part + len + AROUND_BYTES > split->max_bytes;

	split->bytes += len;
	if (split->num == 0 || is_full) {
		if (split->num == PSI_PARTS_MAX)
			return refuse_size(split, err);
		split->num++;
		split->bytes_in_part = 0;
	}
	split->bytes_in_part += len;
	split->num_lines[split->num - 1]++;
	return 0;
}

/* The first five lines say what file it is. */
static int
look(struct psi_split *split, uint64_t line, const uint8_t *text, size_t len,
    struct psi_error *err)
{
	static const char *const names[] = { "record", "file", "agreement",
		"from", "run" };
	const char *value;

	if (line > sizeof names / sizeof names[0])
		return 0;
	value = psi_part_value(text, len, names[line - 1], &len);
	if (value != NULL &&
	    (line == 1 ||
		psi_part_set_origin(
		    &split->part, (size_t)line - 2, value, len)))
		return 0;
	return psi_error_set(
	    err, PSI_E_ARG, "this is none of the files that are exchanged");
}

static int
plan(struct psi_split *split, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_part_lines *lines = &split->lines;
	struct psi_sha256 sha256;
	int rc;

	lines->source = source;
	psi_sha256_init(&sha256);
	for (;;) {
		const uint8_t *text;
		size_t len;

		if ((rc = psi_part_next_line(lines, &text, &len, err)) != 0)
			return rc;
		if ((text == NULL && lines->line > 5) ||
		    (rc = look(split, lines->line, text, len, err)) != 0 ||
		    (rc = count(split, len, err)) != 0)
			break;
		psi_sha256_update(&sha256, text, len);
	}
	psi_sha256_final(&sha256, split->part.whole);
	/* What goes as it is needs no records around it. */
	if (rc == 0 && split->bytes <= split->max_bytes)
		split->num = 1;
	split->part.num_parts = split->num;
	lines->source = NULL;
	return rc;
}

int
psi_split_new(struct psi_split **out, const struct psi_source *source,
    uint64_t max_bytes, struct psi_error *err)
{
	struct psi_split *split;
	int rc;

	if (max_bytes < PSI_PART_BYTES_MIN)
		return psi_error_set(err, PSI_E_ARG,
		    "a part has room for %d bytes or more", PSI_PART_BYTES_MIN);
	if ((split = psi_array_new(1, sizeof *split)) == NULL)
		return psi_error_nomem(err);
	split->max_bytes = max_bytes;
	if ((rc = plan(split, source, err)) != 0)
		psi_split_free(split);
	else
		*out = split;
	return rc;
}

void
psi_split_free(struct psi_split *split)
{
	psi_array_free(split, 1, sizeof *split);
}

uint32_t
psi_split_num(const struct psi_split *split)
{
	return split->num;
}

/* ---- writing ---- */

struct output {
	const struct psi_sink *sink;
	struct psi_sha256 sha256;
};

static int
put(struct output *out, const void *in, size_t len, struct psi_error *err)
{
	psi_sha256_update(&out->sha256, in, len);
	return out->sink->write(out->sink->cookie, in, len, err);
}

static int
put_header(
    struct output *out, const struct psi_part *part, struct psi_error *err)
{
	char agreement[2 * PSI_PART_DIGEST_BYTES + 1];
	char whole[2 * PSI_PART_DIGEST_BYTES + 1];
	char text[AROUND_BYTES];
	int len;

	psi_hex_encode(agreement, part->agreement, sizeof part->agreement);
	psi_hex_encode(whole, part->whole, sizeof part->whole);
	len = snprintf(text, sizeof text,
	    "record,value\nfile,part/1\nholds,%s\nagreement,%s\nfrom,%c\n"
	    "run,%u\nwhole,%s\nparts,%u\npart,%u\nlines,%llu\n",
	    part->holds, agreement, part->from, (unsigned int)part->run, whole,
	    (unsigned int)part->num_parts, (unsigned int)part->number,
	    (unsigned long long)part->num_lines);
	return put(out, text, (size_t)len, err);
}

static int
put_end(struct output *out, struct psi_error *err)
{
	struct psi_sha256 sha256 = out->sha256;
	uint8_t digest[PSI_SHA256_BYTES];
	char text[2 * PSI_SHA256_BYTES + 16];
	char hex[2 * PSI_SHA256_BYTES + 1];
	int len;

	psi_sha256_final(&sha256, digest);
	psi_hex_encode(hex, digest, sizeof digest);
	len = snprintf(text, sizeof text, "sha256,%s\n", hex);
	return put(out, text, (size_t)len, err);
}

int
psi_split_write(struct psi_split *split, const struct psi_source *source,
    const struct psi_sink *sink, struct psi_error *err)
{
	struct psi_part_lines *lines = &split->lines;
	struct output out = { .sink = sink };
	int rc;

	if (split->next == split->num)
		return psi_error_set(err, PSI_E_ARG, "there are no more parts");
	if (lines->source == NULL)
		memset(lines, 0, sizeof *lines);
	lines->source = source;
	psi_sha256_init(&out.sha256);
	split->part.num_lines = split->num_lines[split->next];
	split->part.number = ++split->next;
	if ((rc = put_header(&out, &split->part, err)) != 0)
		return rc;
	for (uint64_t i = 0; i < split->part.num_lines; i++) {
		const uint8_t *text;
		size_t len;

		if ((rc = psi_part_next_line(lines, &text, &len, err)) != 0)
			return rc;
		if (text == NULL)
			return psi_error_set(err, PSI_E_IO,
			    "the file has become shorter while it was cut");
		if ((rc = put(&out, text, len, err)) != 0)
			return rc;
	}
	return put_end(&out, err);
}

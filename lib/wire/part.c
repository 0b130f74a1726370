#include "psi/part.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "wire/part_lines.h"
#include "wire/wire.h"

static const char again[] =
    "ask your partner to send this part again, and keep "
    "it as it comes";
static const char together[] = "give all parts of one file at a time, in any "
			       "order";

struct one {
	struct psi_part part;
	struct psi_part_lines *lines;
	/* Of the lines so far. */
	struct psi_sha256 sha256;
	uint64_t lines_left;
	/* What is left of the line that was read last. */
	const uint8_t *text;
	size_t text_len;
	bool is_done;
};

struct psi_parts {
	struct one *one;
	size_t num;
	/* Which one has number i + 1. */
	size_t order[PSI_PARTS_MAX];
	/* The next in `order`; the one that was read last. */
	size_t next;
	size_t current;
	struct psi_sha256 whole;
};

bool
psi_part_begins(const uint8_t *in, size_t in_len)
{
	static const char lf[] = "record,value\nfile,part/";
	static const char crlf[] = "record,value\r\nfile,part/";

	/* What is exchanged is public to both sides. */
	return (in_len >= sizeof lf - 1 &&
		   memcmp(in, lf, sizeof lf - 1) == 0) ||
	    (in_len >= sizeof crlf - 1 &&
		memcmp(in, crlf, sizeof crlf - 1) == 0);
}

/* ---- one part ---- */

static int
refuse(const struct one *one, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_GRAMMAR, one->lines->line, again,
	    "this is no part as this program writes them");
}

static int
next_line(struct one *one, struct psi_error *err)
{
	int rc;

	psi_sha256_update(&one->sha256, one->text, one->text_len);
	one->text_len = 0;
	rc = psi_part_next_line(one->lines, &one->text, &one->text_len, err);
	if (rc == 0 && one->text == NULL)
		rc = psi_refuse(err, PSI_E_GRAMMAR, one->lines->line, again,
		    "the part is cut off");
	if (rc != 0)
		one->text_len = 0;
	return rc;
}

/* A record of the part itself. */
static int
read_number(struct one *one, const char *name, uint64_t least, uint64_t most,
    uint64_t *out, struct psi_error *err)
{
	const char *value;
	size_t len;
	int rc;

	if ((rc = next_line(one, err)) != 0)
		return rc;
	value = psi_part_value(one->text, one->text_len, name, &len);
	if (value == NULL || !psi_decimal_decode(out, value, len, most) ||
	    *out < least)
		return refuse(one, err);
	return 0;
}

static int
read_digest(struct one *one, const char *name,
    uint8_t out[PSI_PART_DIGEST_BYTES], struct psi_error *err)
{
	const char *value;
	size_t len;
	int rc;

	if ((rc = next_line(one, err)) != 0)
		return rc;
	value = psi_part_value(one->text, one->text_len, name, &len);
	if (value == NULL ||
	    !psi_hex_decode(out, PSI_PART_DIGEST_BYTES, value, len))
		return refuse(one, err);
	return 0;
}

static int
read_version(struct one *one, struct psi_error *err)
{
	static const char first[] = "record,value\n";
	const char *value;
	size_t len;
	int rc;

	if ((rc = next_line(one, err)) != 0)
		return rc;
	/* What is exchanged is public to both sides. */
	if (one->text_len != sizeof first - 1 ||
	    memcmp(one->text, first, sizeof first - 1) != 0)
		return refuse(one, err);
	if ((rc = next_line(one, err)) != 0)
		return rc;
	value = psi_part_value(one->text, one->text_len, "file", &len);
	/* This is public too. */
	if (value == NULL || len < 5 || memcmp(value, "part/", 5) != 0)
		return refuse(one, err);
	if (len != 6 || value[5] != '1')
		return psi_refuse(err, PSI_E_GRAMMAR, one->lines->line,
		    "'psi-inspect --versions FILE' says which program is older",
		    "this part is of another version than part/1");
	return 0;
}

/* holds, agreement, from, run: as in the file itself. */
static int
read_origin(struct one *one, struct psi_error *err)
{
	static const char *const names[] = { "holds", "agreement", "from",
		"run" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value;
		size_t len;
		int rc;

		if ((rc = next_line(one, err)) != 0)
			return rc;
		value =
		    psi_part_value(one->text, one->text_len, names[i], &len);
		if (value == NULL ||
		    !psi_part_set_origin(&one->part, i, value, len))
			return refuse(one, err);
	}
	return 0;
}

static int
read_header(struct one *one, struct psi_error *err)
{
	struct psi_part *part = &one->part;
	uint64_t parts = 0;
	uint64_t number = 0;
	int rc;

	if ((rc = read_version(one, err)) != 0 ||
	    (rc = read_origin(one, err)) != 0 ||
	    (rc = read_digest(one, "whole", part->whole, err)) != 0 ||
	    (rc = read_number(one, "parts", 2, PSI_PARTS_MAX, &parts, err)) !=
		0 ||
	    (rc = read_number(one, "part", 1, parts, &number, err)) != 0 ||
	    (rc = read_number(
		 one, "lines", 1, UINT64_MAX / 2, &part->num_lines, err)) != 0)
		return rc;
	part->num_parts = (uint32_t)parts;
	part->number = (uint32_t)number;
	one->lines_left = part->num_lines;
	psi_sha256_update(&one->sha256, one->text, one->text_len);
	one->text_len = 0;
	return 0;
}

/* Something stands behind the last record: another part, by whoever put them into
 * one file, or what mail added. */
static int
refuse_rest(const struct one *one, size_t len, struct psi_error *err)
{
	static const char first[] = "record,value";

	/* What is exchanged is public to both sides. */
	if (len >= sizeof first - 1 &&
	    memcmp(one->text, first, sizeof first - 1) == 0)
		return psi_refuse(err, PSI_E_GRAMMAR, one->lines->line,
		    "give the parts as the separate files that they came as, "
		    "all of them to one step",
		    "several parts were joined into one file");
	return psi_refuse(err, PSI_E_GRAMMAR, one->lines->line,
	    "save the attachment itself without opening it, since mail may "
	    "have put a text behind it; else ask your partner to send this "
	    "part again",
	    "there is something behind the last record of the part");
}

/* The record sha256 of the part, and nothing behind it. */
static int
read_end(struct one *one, struct psi_error *err)
{
	uint8_t stated[PSI_PART_DIGEST_BYTES];
	uint8_t digest[PSI_SHA256_BYTES];
	struct psi_sha256 sha256 = one->sha256;
	size_t len;
	int rc;

	psi_sha256_final(&sha256, digest);
	if ((rc = read_digest(one, "sha256", stated, err)) != 0)
		return rc;
	if ((rc = psi_part_next_line(one->lines, &one->text, &len, err)) != 0)
		return rc;
	one->text_len = 0;
	if (one->text != NULL)
		return refuse_rest(one, len, err);
	one->is_done = true;
	if (psi_public_equal(stated, digest, sizeof stated))
		return 0;
	return psi_refuse(err, PSI_E_DIGEST, 0, again,
	    "part %u of %u was changed on its way: its contents do not match "
	    "its digest",
	    (unsigned int)one->part.number, (unsigned int)one->part.num_parts);
}

/* Lines of the file, as many as there is room for; none at the end. */
static int
read_lines(struct one *one, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	size_t len = 0;
	int rc;

	while (len < out_size && (one->text_len > 0 || one->lines_left > 0)) {
		size_t n;

		if (one->text_len == 0) {
			if ((rc = next_line(one, err)) != 0)
				return rc;
			one->lines_left--;
		}
		n = out_size - len < one->text_len ? out_size - len
						   : one->text_len;
		memcpy(out + len, one->text, n);
		len += n;
		one->text += n;
		one->text_len -= n;
	}
	psi_sha256_update(&one->sha256, out, len);
	*out_len = len;
	return len > 0 || one->is_done ? 0 : read_end(one, err);
}

/* ---- all of them ---- */

int
psi_parts_new(struct psi_parts **out, const struct psi_source *sources,
    size_t num, size_t *which, struct psi_error *err)
{
	struct psi_parts *parts = psi_array_new(1, sizeof *parts);
	int rc = 0;

	if (parts != NULL)
		parts->one = psi_array_new(num, sizeof *parts->one);
	if (parts == NULL || parts->one == NULL) {
		psi_parts_free(parts);
		return psi_error_nomem(err);
	}
	psi_sha256_init(&parts->whole);
	for (; rc == 0 && parts->num < num; parts->num++) {
		struct one *one = &parts->one[parts->num];

		*which = parts->num;
		psi_sha256_init(&one->sha256);
		one->lines = psi_array_new(1, sizeof *one->lines);
		if (one->lines == NULL) {
			rc = psi_error_nomem(err);
			continue;
		}
		one->lines->source = &sources[parts->num];
		rc = read_header(one, err);
	}
	if (rc != 0)
		psi_parts_free(parts);
	else
		*out = parts;
	return rc;
}

void
psi_parts_free(struct psi_parts *parts)
{
	if (parts == NULL)
		return;
	for (size_t i = 0; i < parts->num; i++)
		psi_array_free(
		    parts->one[i].lines, 1, sizeof *parts->one[i].lines);
	psi_array_free(parts->one, parts->num, sizeof *parts->one);
	psi_array_free(parts, 1, sizeof *parts);
}

const struct psi_part *
psi_parts_at(const struct psi_parts *parts, size_t i)
{
	return &parts->one[i].part;
}

/* Why two parts are not of one file. */
static int
refuse_foreign(const struct psi_part *first, const struct psi_part *part,
    struct psi_error *err)
{
	if (!psi_public_equal(
		first->agreement, part->agreement, sizeof part->agreement))
		return psi_refuse(err, PSI_E_MISMATCH, 0, together,
		    "this part is of a file of another agreement than the "
		    "other parts");
	if (first->run != part->run)
		return psi_refuse(err, PSI_E_MISMATCH, 0, together,
		    "this part is of run %u, and others are of run %u",
		    (unsigned int)part->run, (unsigned int)first->run);
	if (first->from != part->from)
		return psi_refuse(err, PSI_E_MISMATCH, 0, together,
		    "this part is of a file that party %c made, and others of "
		    "one of party %c",
		    part->from, first->from);
	if (strcmp(first->holds, part->holds) != 0)
		return psi_refuse(err, PSI_E_MISMATCH, 0, together,
		    "this part is of a file %s, and others are of a file %s",
		    part->holds, first->holds);
	return psi_refuse(err, PSI_E_MISMATCH, 0, together,
	    "this part is of another file than the other parts");
}

static int
place(struct psi_parts *parts, size_t i, bool seen[PSI_PARTS_MAX],
    struct psi_error *err)
{
	const struct psi_part *first = &parts->one[0].part;
	const struct psi_part *part = &parts->one[i].part;

	if (!psi_public_equal(first->whole, part->whole, sizeof part->whole) ||
	    first->run != part->run || first->from != part->from ||
	    strcmp(first->holds, part->holds) != 0 ||
	    !psi_public_equal(
		first->agreement, part->agreement, sizeof part->agreement))
		return refuse_foreign(first, part, err);
	if (first->num_parts != part->num_parts)
		return psi_refuse(err, PSI_E_MISMATCH, 0, together,
		    "the file was cut twice: this is one of %u parts, and "
		    "others are of %u",
		    (unsigned int)part->num_parts,
		    (unsigned int)first->num_parts);
	if (seen[part->number - 1])
		return psi_refuse(err, PSI_E_MISMATCH, 0,
		    "leave one of the two out", "part %u of %u is given twice",
		    (unsigned int)part->number, (unsigned int)part->num_parts);
	seen[part->number - 1] = true;
	parts->order[part->number - 1] = i;
	return 0;
}

int
psi_parts_check(struct psi_parts *parts, size_t *which, struct psi_error *err)
{
	bool seen[PSI_PARTS_MAX] = { false };
	char missing[64];
	size_t num;
	int rc;

	for (size_t i = 0; i < parts->num; i++) {
		*which = i;
		if ((rc = place(parts, i, seen, err)) != 0)
			return rc;
	}
	num = psi_parts_missing(parts, missing, sizeof missing);
	if (num == 0)
		return 0;
	*which = parts->num;
	return psi_refuse(err, PSI_E_MISMATCH, 0,
	    "give all parts at once, in any order; ask your partner for what "
	    "did not come",
	    num == 1 ? "part %s of %u is missing"
		     : "parts %s of %u are missing",
	    missing, (unsigned int)parts->one[0].part.num_parts);
}

size_t
psi_parts_missing(const struct psi_parts *parts, char *out, size_t out_size)
{
	bool seen[PSI_PARTS_MAX] = { false };
	size_t num_parts = parts->one[0].part.num_parts;
	size_t missing = 0;
	size_t told = 0;
	size_t len = 0;

	for (size_t i = 0; i < parts->num; i++)
		seen[parts->one[i].part.number - 1] = true;
	for (size_t i = 0; i < num_parts; i++)
		missing += !seen[i];
	out[0] = '\0';
	for (size_t i = 0; i < num_parts && told < missing; i++) {
		const char *before = told == 0 ? ""
		    : told + 1 == missing      ? " and "
					       : ", ";

		if (seen[i])
			continue;
		/* Room for " and more". */
		if (len + 24 > out_size) {
			(void)snprintf(out + len, out_size - len, " and more");
			break;
		}
		len += (size_t)snprintf(
		    out + len, out_size - len, "%s%zu", before, i + 1);
		told++;
	}
	return missing;
}

/* All are read: they make the file that each of them says. */
static int
check_whole(struct psi_parts *parts, struct psi_error *err)
{
	struct psi_sha256 sha256 = parts->whole;
	uint8_t digest[PSI_SHA256_BYTES];

	psi_sha256_final(&sha256, digest);
	if (psi_public_equal(digest, parts->one[0].part.whole, sizeof digest))
		return 0;
	return psi_refuse(err, PSI_E_DIGEST, 0,
	    "ask your partner to cut the file again, and to send all parts",
	    "the parts do not make the file that they say they are of");
}

int
psi_parts_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_parts *parts = cookie;
	int rc;

	*out_len = 0;
	while (parts->next < parts->num) {
		parts->current = parts->order[parts->next];
		rc = read_lines(
		    &parts->one[parts->current], out, out_size, out_len, err);
		if (rc != 0)
			return rc;
		psi_sha256_update(&parts->whole, out, *out_len);
		if (*out_len > 0)
			return 0;
		parts->next++;
		if (parts->next == parts->num)
			return check_whole(parts, err);
	}
	return 0;
}

int
psi_parts_verify(struct psi_parts *parts, size_t i, struct psi_error *err)
{
	struct one *one = &parts->one[i];
	uint8_t out[PSI_WIRE_LINE_MAX];
	size_t len;
	int rc;

	while (!one->is_done)
		if ((rc = read_lines(one, out, sizeof out, &len, err)) != 0)
			return rc;
	return 0;
}

size_t
psi_parts_current(const struct psi_parts *parts)
{
	return parts->current;
}

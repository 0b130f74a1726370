#include "table/csv_input.h"

#include <string.h>

#include "base/error.h"

/* Is there any byte that is not ASCII? */
static bool
has_high(const uint8_t *text, size_t len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < len; i++)
		all |= text[i];
	return all >= 0x80;
}

/* Read one block and append it to the text, from which what was parsed is
 * dropped first. */
static int
fill(struct psi_csv_input *in, struct psi_error *err)
{
	size_t len;
	int rc;

	if (in->pos > 0) {
		size_t rest = in->text.len - in->pos;

		in->had_high = in->had_high || has_high(in->text.data, in->pos);

		memmove(in->text.data, in->text.data + in->pos, rest);
		in->text.len = rest;
		in->pos = 0;
	}
	rc = in->source.read(
	    in->source.cookie, in->block, PSI_CSV_BLOCK_BYTES, &len, err);
	if (rc != 0)
		return rc;
	if (len == 0) {
		in->source_ended = true;
		return psi_decoder_end(&in->decoder, &in->text, err);
	}
	return psi_decoder_push(&in->decoder, &in->text, in->block, len, err);
}

/* Refuse what is certainly no text, with the remedy. */
static int
check_magic(const uint8_t *in, size_t in_len, struct psi_error *err)
{
	static const uint8_t zip[] = { 'P', 'K', 3, 4 };
	static const uint8_t ole[] = { 0xd0, 0xcf, 0x11, 0xe0 };

	if (in_len < sizeof zip ||
	    (memcmp(in, zip, sizeof zip) != 0 &&
		memcmp(in, ole, sizeof ole) != 0))
		return 0;
	return psi_refuse(err, PSI_E_INPUT, 1,
	    "save it as CSV (UTF-8) and try again",
	    "the file is a spreadsheet or an archive, not CSV");
}

/* Several encodings would do: which, is for the owner to say. */
static void
hint_at_guesses(const struct psi_guess *guess, struct psi_error *err)
{
	psi_error_hint(err,
	    "save the file as UTF-8, or name its encoding: it may be "
	    "--encoding %s%s%s%s%s",
	    psi_encoding_name(guess->fits[0]), guess->num > 1 ? " or " : "",
	    guess->num > 1 ? psi_encoding_name(guess->fits[1]) : "",
	    guess->num > 2 ? " or " : "",
	    guess->num > 2 ? psi_encoding_name(guess->fits[2]) : "");
}

/* Was windows-1252 told for what is Russian, or Japanese? */
static int
check_told(const struct psi_csv_input *in, enum psi_encoding encoding,
    size_t have, struct psi_error *err)
{
	struct psi_guess guess;
	bool wrong = false;
	int rc;

	if (encoding < PSI_ENCODING_WINDOWS1252 || !has_high(in->block, have))
		return 0;
	rc = psi_guess_contradicts(
	    &guess, &wrong, encoding, in->block, have, err);
	if (rc != 0 || !wrong)
		return rc;
	psi_error_set_line(err, PSI_E_INPUT, 1, "the file does not read as %s",
	    psi_encoding_name(encoding));
	hint_at_guesses(&guess, err);
	return PSI_E_INPUT;
}

int
psi_csv_input_begin(struct psi_csv_input *in, const struct psi_source *source,
    enum psi_encoding encoding, struct psi_error *err)
{
	size_t have = 0;
	size_t mark;
	int rc;

	in->source = *source;
	in->line = 1;
	in->block = psi_array_new(PSI_CSV_BLOCK_BYTES, 1);
	if (in->block == NULL)
		return psi_error_nomem(err);
	/* So that text.data + pos is a pointer from the beginning. */
	if ((rc = psi_buf_reserve(&in->text, PSI_CSV_BLOCK_BYTES, err)) != 0)
		return rc;
	while (have < PSI_CSV_BLOCK_BYTES) {
		size_t len;

		rc = in->source.read(in->source.cookie, in->block + have,
		    PSI_CSV_BLOCK_BYTES - have, &len, err);
		if (rc != 0)
			return rc;
		if (len == 0) {
			in->source_ended = true;
			break;
		}
		have += len;
	}
	if ((rc = check_magic(in->block, have, err)) != 0)
		return rc;
	if ((rc = check_told(in, encoding, have, err)) != 0)
		return rc;
	in->may_guess = encoding == PSI_ENCODING_AUTO;
	mark = psi_encoding_detect(&encoding, in->block, have);
	in->may_guess = in->may_guess && mark == 0;
	psi_decoder_init(&in->decoder, encoding);
	rc = psi_decoder_push(
	    &in->decoder, &in->text, in->block + mark, have - mark, err);
	if (rc == 0 && in->source_ended)
		rc = psi_decoder_end(&in->decoder, &in->text, err);
	return rc;
}

int
psi_csv_input_fill_block(struct psi_csv_input *in, struct psi_error *err)
{
	int rc = 0;

	while (
	    rc == 0 && !in->source_ended && in->text.len < PSI_CSV_BLOCK_BYTES)
		rc = fill(in, err);
	return rc;
}

int
psi_csv_input_next(struct psi_csv_input *in, size_t *len, bool *whole_line,
    struct psi_error *err)
{
	size_t seen = 0;

	for (;;) {
		const uint8_t *text = in->text.data + in->pos;
		size_t have = in->text.len - in->pos;
		const uint8_t *lf = NULL;
		const uint8_t *cr = NULL;
		int rc;

		/* However the source cuts its bytes, a longer line is none. */
		if (have > PSI_CSV_BLOCK_BYTES)
			have = PSI_CSV_BLOCK_BYTES;
		if (have > seen) {
			size_t limit = have;

			lf = memchr(text + seen, '\n', have - seen);
			if (lf != NULL)
				limit = (size_t)(lf - text);
			if (limit > seen)
				cr = memchr(text + seen, '\r', limit - seen);
		}
		/* CRLF is one line end, as long as it is in sight. */
		if (cr != NULL && lf == cr + 1)
			cr = NULL;
		*whole_line = true;
		if (cr != NULL || lf != NULL) {
			*len = (size_t)((cr != NULL ? cr : lf) - text) + 1;
			return 0;
		}
		if (have >= PSI_CSV_BLOCK_BYTES) {
			/* Not in the midst of a character. */
			while ((text[have - 1] & 0xc0) == 0x80 && have > 1)
				have--;
			*len = have > 1 ? have - 1 : have;
			*whole_line = false;
			return 0;
		}
		if (in->source_ended) {
			*len = have;
			return 0;
		}
		seen = have;
		if ((rc = fill(in, err)) != 0)
			return rc;
	}
}

/* Bytes that are not text: say on which line, and what may help. */
static int
refuse_bytes(const struct psi_csv_input *in, const uint8_t *piece, size_t good,
    struct psi_error *err)
{
	if (piece[good] == 0) {
		return psi_refuse(err, PSI_E_INPUT, in->line,
		    "UTF-16 without a byte order mark needs "
		    "--encoding utf-16le; otherwise export the file again",
		    "byte %zu of the line is NUL", good + 1);
	}
	return psi_refuse(err, PSI_E_INPUT, in->line,
	    "save the file as UTF-8, or name its encoding with "
	    "--encoding: " PSI_ENCODING_NAMES,
	    "byte %zu of the line is not valid %s", good + 1,
	    psi_encoding_name(in->decoder.encoding));
}

/* Read all that comes in another encoding. */
static int
decode_again(
    struct psi_csv_input *in, enum psi_encoding encoding, struct psi_error *err)
{
	struct psi_buf raw = in->text;
	int rc;

	memset(&in->text, 0, sizeof in->text);
	psi_decoder_init(&in->decoder, encoding);
	rc = psi_buf_reserve(&in->text, PSI_CSV_BLOCK_BYTES, err);
	if (rc == 0)
		rc = psi_decoder_push(&in->decoder, &in->text,
		    raw.data + in->pos, raw.len - in->pos, err);
	if (rc == 0 && in->source_ended)
		rc = psi_decoder_end(&in->decoder, &in->text, err);
	psi_buf_clear(&raw);
	in->pos = 0;
	return rc;
}

/*
 * Bytes that are not UTF-8, in a table that was ASCII so far: where they read
 * well in one other encoding and in no other, it is that. `*again` then.
 */
static int
guess_encoding(struct psi_csv_input *in, bool in_record, bool *again,
    struct psi_error *err)
{
	struct psi_guess guess;
	size_t len;
	int rc = 0;

	*again = false;
	if (!in->may_guess || in->had_high || in_record ||
	    has_high(in->text.data, in->pos))
		return 0;
	in->may_guess = false;
	while (rc == 0 && !in->source_ended &&
	    in->text.len - in->pos < PSI_CSV_BLOCK_BYTES)
		rc = fill(in, err);
	/* However the source cuts its bytes, the same are looked at. */
	len = in->text.len - in->pos;
	if (rc != 0 ||
	    (rc = psi_guess_encoding(&guess, in->text.data + in->pos,
		 len < PSI_CSV_BLOCK_BYTES ? len : PSI_CSV_BLOCK_BYTES, err)) !=
		0)
		return rc;
	in->guess = guess;
	if (guess.num != 1)
		return 0;
	in->guessed = true;
	*again = true;
	return decode_again(in, guess.fits[0], err);
}

int
psi_csv_input_not_utf8(struct psi_csv_input *in, size_t good, bool in_record,
    struct psi_error *err)
{
	const uint8_t *piece = in->text.data + in->pos;
	bool again = false;
	int rc = 0;

	if (piece[good] != 0)
		rc = guess_encoding(in, in_record, &again, err);
	if (rc != 0 || again)
		return rc;
	piece = in->text.data + in->pos;
	rc = refuse_bytes(in, piece, good, err);
	if (piece[good] != 0 && in->guess.num > 0)
		hint_at_guesses(&in->guess, err);
	return rc;
}

void
psi_csv_input_clear(struct psi_csv_input *in)
{
	psi_array_free(in->block, PSI_CSV_BLOCK_BYTES, 1);
	in->block = NULL;
	psi_buf_clear(&in->text);
	psi_decoder_clear(&in->decoder);
}

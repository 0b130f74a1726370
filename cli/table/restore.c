#include "table/restore.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "kit/infile.h"
#include "table/unwrap_bytes.h"

struct text {
	uint8_t *data;
	size_t len;
};

/* Each gives a text of its own, whose data is NULL where there is nothing of that
 * kind to undo, and PSI_E_NOMEM. No text grows to more than twice its length. */
typedef int (*undo)(
    struct text *out, const struct text *in, struct psi_error *err);

struct way {
	undo undo;
	const char *words;
};

struct search {
	const char *digest;
	struct psi_restored *out;
	const char *words[4];
};

static int
new_text(struct text *out, size_t size, struct psi_error *err)
{
	out->len = 0;
	out->data = malloc(size == 0 ? 1 : size);
	return out->data == NULL
	    ? psi_error_set(err, PSI_E_NOMEM, "out of memory")
	    : 0;
}

/* Nothing was there to be undone. */
static int
drop(struct text *out)
{
	free(out->data);
	out->data = NULL;
	return 0;
}

static int
keep(struct text *out, const struct text *in, struct psi_error *err)
{
	int rc = new_text(out, in->len, err);

	if (rc == 0) {
		memcpy(out->data, in->data, in->len);
		out->len = in->len;
	}
	return rc;
}

/* ---- codings ---- */

static int
read_text(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct text *left = cookie;

	(void)err;
	*out_len = left->len < out_size ? left->len : out_size;
	memcpy(out, left->data, *out_len);
	left->data += *out_len;
	left->len -= *out_len;
	return 0;
}

static int
decode(struct text *out, const struct text *in, enum psi_coding coding,
    struct psi_error *err)
{
	struct text left = *in;
	struct psi_source source = { read_text, &left };
	struct psi_coded *coded = calloc(1, sizeof *coded);
	size_t n = 1;
	int rc;

	if (coded == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	coded->tap.from = &source;
	coded->coding = coding;
	if ((rc = new_text(out, 2 * in->len + 4, err)) == 0) {
		while (rc == 0 && n > 0) {
			rc = psi_coded_read(coded, out->data + out->len,
			    2 * in->len + 4 - out->len, &n, NULL);
			out->len += rc == 0 ? n : 0;
		}
		/* No such text. */
		if (rc != 0 || out->len == 0)
			rc = drop(out);
	}
	free(coded);
	return rc;
}

static int
decode_base64(struct text *out, const struct text *in, struct psi_error *err)
{
	return decode(out, in, PSI_CODING_BASE64, err);
}

static int
decode_quoted_printable(
    struct text *out, const struct text *in, struct psi_error *err)
{
	if (memchr(in->data, '=', in->len) == NULL)
		return drop(out);
	return decode(out, in, PSI_CODING_QUOTED_PRINTABLE, err);
}

/* With its mark, or by the zero bytes that no text of one byte each has. */
static int
decode_utf16(struct text *out, const struct text *in, struct psi_error *err)
{
	struct text rest = *in;
	bool big = in->len >= 2 && in->data[0] == 0xfe && in->data[1] == 0xff;
	bool little =
	    in->len >= 2 && in->data[0] == 0xff && in->data[1] == 0xfe;

	if (big || little) {
		rest.data += 2;
		rest.len -= 2;
	} else if (in->len >= 2 && (in->data[0] == 0 || in->data[1] == 0)) {
		big = in->data[0] == 0;
	} else {
		return drop(out);
	}
	return decode(
	    out, &rest, big ? PSI_CODING_UTF16BE : PSI_CODING_UTF16LE, err);
}

static int
drop_mark(struct text *out, const struct text *in, struct psi_error *err)
{
	struct text rest = { in->data + 3, in->len - 3 };

	if (in->len < 3 || memcmp(in->data, "\xef\xbb\xbf", 3) != 0)
		return drop(out);
	return keep(out, &rest, err);
}

/* ---- lines ---- */

/* One ">" in front of each line, or several, with a blank behind it or none. */
static int
unquote(struct text *out, const struct text *in, struct psi_error *err)
{
	bool begins = true;
	bool is_quoted = false;
	int rc = new_text(out, in->len, err);

	for (size_t i = 0; rc == 0 && i < in->len; i++) {
		while (begins && i < in->len && in->data[i] == '>') {
			is_quoted = true;
			i++;
			if (i < in->len && in->data[i] == ' ')
				i++;
		}
		if (i == in->len)
			break;
		begins = in->data[i] == '\n';
		out->data[out->len++] = in->data[i];
	}
	return rc == 0 && !is_quoted ? drop(out) : rc;
}

/* CRLF and CR become LF. */
static int
end_by_lf(struct text *out, const struct text *in, struct psi_error *err)
{
	int rc;

	if (memchr(in->data, '\r', in->len) == NULL)
		return drop(out);
	rc = new_text(out, in->len, err);
	for (size_t i = 0; rc == 0 && i < in->len; i++) {
		bool is_cr = in->data[i] == '\r';

		if (is_cr && i + 1 < in->len && in->data[i + 1] == '\n')
			continue;
		out->data[out->len++] = is_cr ? '\n' : in->data[i];
	}
	return rc;
}

/* LF becomes CRLF, as a list from Windows had it. */
static int
end_by_crlf(struct text *out, const struct text *in, struct psi_error *err)
{
	int rc;

	if (memchr(in->data, '\r', in->len) != NULL)
		return drop(out);
	rc = new_text(out, 2 * in->len, err);
	for (size_t i = 0; rc == 0 && i < in->len; i++) {
		if (in->data[i] == '\n')
			out->data[out->len++] = '\r';
		out->data[out->len++] = in->data[i];
	}
	return rc;
}

/* ---- the search ---- */

static bool
has_digest(const struct search *search, const uint8_t *bytes, size_t len)
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof digest + 1];

	(void)crypto_hash_sha256(digest, bytes, len);
	(void)sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	/* Digests of files that are sent are public. */
	return strcmp(hex, search->digest) == 0;
}

static void
found(struct search *search, struct text *text, size_t len, bool is_cut)
{
	struct psi_restored *out = search->out;
	size_t at = 0;

	out->bytes = text->data;
	out->len = len;
	text->data = NULL;
	for (size_t i = 0; i < 4; i++)
		if (search->words[i] != NULL)
			at += (size_t)snprintf(out->what + at,
			    sizeof out->what - at, "%s%s", at == 0 ? "" : ", ",
			    search->words[i]);
	if (is_cut && at < sizeof out->what)
		(void)snprintf(out->what + at, sizeof out->what - at,
		    "%swith another end", at == 0 ? "" : ", ");
}

/* The text as it is, and with one line end behind it or none. */
static int
try_ends(struct search *search, const struct text *in, struct psi_error *err)
{
	struct text text;
	size_t bare = in->len;
	bool crlf = memchr(in->data, '\r', in->len) != NULL;
	int rc = new_text(&text, in->len + 2, err);

	if (rc != 0)
		return rc;
	memcpy(text.data, in->data, in->len);
	while (bare > 0 && strchr("\r\n \t", in->data[bare - 1]) != NULL &&
	    in->data[bare - 1] != '\0')
		bare--;
	if (has_digest(search, text.data, in->len)) {
		found(search, &text, in->len, false);
	} else if (has_digest(search, text.data, bare)) {
		found(search, &text, bare, true);
	} else {
		memcpy(text.data + bare, crlf ? "\r\n" : "\n", crlf ? 2 : 1);
		if (has_digest(search, text.data, bare + (crlf ? 2 : 1)))
			found(search, &text, bare + (crlf ? 2 : 1), true);
	}
	free(text.data);
	return 0;
}

/* In this order, each of them or none. Codings of a text that was quoted are under
 * the quoting, and a mark stands before all lines. */
static const struct way steps[4][3] = {
	{ { decode_utf16, "in UTF-16" },
	    { drop_mark, "with a byte order mark" }, { NULL, NULL } },
	{ { unquote, "quoted as in an answer to a mail" }, { NULL, NULL },
	    { NULL, NULL } },
	{ { decode_base64, "in base64, as mail carries it" },
	    { decode_quoted_printable,
		"in quoted-printable, as mail carries it" },
	    { NULL, NULL } },
	{ { end_by_lf, "with other line ends" },
	    { end_by_crlf, "with other line ends" }, { NULL, NULL } },
};

static int
try_steps(struct search *search, const struct text *in, size_t step,
    struct psi_error *err)
{
	int rc;

	if (step == 4)
		return try_ends(search, in, err);
	search->words[step] = NULL;
	rc = try_steps(search, in, step + 1, err);
	for (size_t i = 0; i < 3 && steps[step][i].undo != NULL; i++) {
		struct text undone = { NULL, 0 };

		if (rc != 0 || search->out->bytes != NULL)
			return rc;
		search->words[step] = steps[step][i].words;
		rc = steps[step][i].undo(&undone, in, err);
		if (rc == 0 && undone.data != NULL)
			rc = try_steps(search, &undone, step + 1, err);
		free(undone.data);
	}
	return rc;
}

int
psi_restore(struct psi_restored *out, const uint8_t *bytes, size_t len,
    const char *digest, struct psi_error *err)
{
	struct search search = { digest, out, { NULL, NULL, NULL, NULL } };
	struct text text = { NULL, 0 };
	int rc;

	memset(out, 0, sizeof *out);
	if (len == 0 || len > PSI_RESTORE_BYTES_MAX)
		return 0;
	if ((rc = new_text(&text, len, err)) != 0)
		return rc;
	memcpy(text.data, bytes, len);
	text.len = len;
	rc = try_steps(&search, &text, 0, err);
	free(text.data);
	return rc;
}

/* All of a file, or one byte more than is tried. */
static int
read_all(
    struct text *out, const struct psi_source *source, struct psi_error *err)
{
	size_t size = (size_t)1 << 16;
	size_t n = 1;
	int rc = new_text(out, size, err);

	while (rc == 0 && n > 0 && out->len <= PSI_RESTORE_BYTES_MAX) {
		if (out->len == size) {
			uint8_t *more = realloc(out->data, 2 * size);

			if (more == NULL)
				return psi_error_set(
				    err, PSI_E_NOMEM, "out of memory");
			out->data = more;
			size *= 2;
		}
		rc = source->read(source->cookie, out->data + out->len,
		    size - out->len, &n, err);
		out->len += rc == 0 ? n : 0;
	}
	return rc;
}

int
psi_restore_file(struct psi_restored *out, const char *path, const char *digest,
    struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct text text = { NULL, 0 };
	int rc;

	memset(out, 0, sizeof *out);
	if ((rc = psi_infile_open(&in, path, err)) == 0 &&
	    (rc = read_all(&text, &in.source, err)) == 0)
		rc = psi_restore(out, text.data, text.len, digest, err);
	psi_infile_close(&in);
	free(text.data);
	return rc;
}

int
psi_restored_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_restored *restored = cookie;
	size_t n = restored->len - restored->pos;

	(void)err;
	n = n < out_size ? n : out_size;
	memcpy(out, restored->bytes + restored->pos, n);
	restored->pos += n;
	*out_len = n;
	return 0;
}

/*
 * Of which versions a file is. Read by its first lines alone, since a file of
 * another version has another grammar.
 */
#include <string.h>

#include "base/buf.h"
#include "base/cell.h"
#include "base/error.h"
#include "base/secret.h"
#include "psi/inspect.h"
#include "psi/normalize.h"
#include "trust/agreement_text.h"
#include "wire/wire.h"

/* The longest agreement has the terms that matter here before this. */
#define PREFIX_BYTES ((size_t)64 << 10)
/* Of a value that is told; no right one is longer. */
#define VALUE_MAX 200

const char *
psi_format_at(size_t i)
{
	static const enum psi_wire_kind sent[] = { PSI_WIRE_BLINDED,
		PSI_WIRE_EVALUATED, PSI_WIRE_ANSWER, PSI_WIRE_SHARED };
	static const char *const others[] = { "part/1", "psi1",
		"psi-secret-identity/1" };
	const size_t num_others = sizeof others / sizeof others[0];
	const size_t num_sent = sizeof sent / sizeof sent[0];

	if (i == 0)
		return PSI_AGREEMENT_KIND;
	if (i <= num_sent)
		return psi_wire_kind_name(sent[i - 1]);
	return i <= num_sent + num_others ? others[i - num_sent - 1] : NULL;
}

/* The first lines of a file, and where its facts go. */
struct lines {
	const char *pos;
	const char *end;
	psi_inspect_fact *fact;
	void *cookie;
};

/* The next line, without its end; false behind the last. */
static bool
take_line(struct lines *lines, struct psi_cell *out)
{
	const char *stop;

	if (lines->pos == lines->end)
		return false;
	stop = memchr(lines->pos, '\n', (size_t)(lines->end - lines->pos));
	if (stop == NULL)
		stop = lines->end;
	out->text = lines->pos;
	out->len = (size_t)(stop - lines->pos);
	if (out->len > 0 && out->text[out->len - 1] == '\r')
		out->len--;
	lines->pos = stop == lines->end ? stop : stop + 1;
	return true;
}

/* What stands behind `name` on a line; false where it is another line. */
static bool
value_of(struct psi_cell *out, const struct psi_cell *line, const char *name)
{
	size_t len = strlen(name);

	if (!psi_cell_begins(*line, name))
		return false;
	out->text = line->text + len;
	out->len = line->len - len;
	return true;
}

static int
tell(const struct lines *lines, const char *item, const struct psi_cell *value,
    struct psi_error *err)
{
	char text[VALUE_MAX + 1];
	size_t len = 0;

	/* Up to a control character, which no right value has. */
	while (len < value->len && len < VALUE_MAX &&
	    (uint8_t)value->text[len] >= ' ' && value->text[len] != 0x7f) {
		text[len] = value->text[len];
		len++;
	}
	text[len] = '\0';
	return lines->fact(lines->cookie, item, text, err);
}

/* The format of the same kind of file that is written and read here. */
static const char *
format_here(const struct psi_cell *format)
{
	const char *here;
	size_t len = 0;

	while (len < format->len && format->text[len] != '/')
		len++;
	/* Names of formats are public. */
	for (size_t i = 0; (here = psi_format_at(i)) != NULL; i++)
		if (strcspn(here, "/") == len &&
		    memcmp(here, format->text, len) == 0)
			return here;
	return NULL;
}

static int
tell_format(const struct lines *lines, const struct psi_cell *format,
    struct psi_error *err)
{
	const char *here = format_here(format);
	int rc;

	if ((rc = tell(lines, "format", format, err)) != 0)
		return rc;
	return lines->fact(
	    lines->cookie, "format-here", here != NULL ? here : "none", err);
}

static int
tell_rules(const struct lines *lines, const struct psi_cell *rules,
    struct psi_error *err)
{
	int rc;

	if ((rc = tell(lines, "rules", rules, err)) != 0)
		return rc;
	return lines->fact(
	    lines->cookie, "rules-here", psi_normalizer_version(), err);
}

/* What the lines of agreements, drafts and sent files say. */
static int
tell_terms(struct lines *lines, struct psi_error *err)
{
	static const char *const terms[][2] = {
		{ "suite,", "suite" },
		{ "normalizer-fingerprint,", "fingerprint" },
		{ "public-suffix-list,", "suffix-list" },
		{ "agreement,", "agreement" },
	};
	struct psi_cell line;
	struct psi_cell value;
	int rc = 0;

	while (rc == 0 && take_line(lines, &line)) {
		/* Elements follow, which say nothing. */
		if (psi_cell_begins(line, "element,") ||
		    psi_cell_begins(line, "sealed,"))
			break;
		if (value_of(&value, &line, "normalizer,"))
			rc = tell_rules(lines, &value, err);
		for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
			if (rc == 0 && value_of(&value, &line, terms[i][0]))
				rc = tell(lines, terms[i][1], &value, err);
	}
	return rc;
}

/* A keys file: ",,normalizer,pkn2:FINGERPRINT" in its first rows. */
static int
tell_keys(struct lines *lines, struct psi_error *err)
{
	struct psi_cell line;
	struct psi_cell rules;
	struct psi_cell rest;
	int rc;

	while (take_line(lines, &line) && psi_cell_begins(line, ",,")) {
		if (!value_of(&rules, &line, ",,normalizer,"))
			continue;
		rest = rules;
		while (rest.len > 0 && *rest.text != ':') {
			rest.text++;
			rest.len--;
		}
		rules.len -= rest.len;
		if ((rc = tell_rules(lines, &rules, err)) != 0 || rest.len == 0)
			return rc;
		rest.text++;
		rest.len--;
		return tell(lines, "fingerprint", &rest, err);
	}
	return psi_refuse(err, PSI_E_GRAMMAR, 2,
	    "make it again with psi-normalize",
	    "the keys do not say by which rules they were made");
}

static int
tell_all(struct lines *lines, struct psi_error *err)
{
	static const struct psi_cell identity = { "psi1", 4 };
	struct lines begin = *lines;
	struct psi_cell first = { "", 0 };
	struct psi_cell second = { "", 0 };
	struct psi_cell format;
	int rc;

	(void)take_line(&begin, &first);
	if (psi_cell_begins(first, "psi-secret-identity/"))
		return tell_format(lines, &first, err);
	if (psi_cell_begins(first, "psi1"))
		return tell_format(lines, &identity, err);
	if (psi_cell_is(first, "account,population,type,value"))
		return tell_keys(&begin, err);
	(void)take_line(&begin, &second);
	if ((psi_cell_is(first, "record,value") ||
		psi_cell_is(first, "term,value")) &&
	    value_of(&format, &second, "file,")) {
		rc = tell_format(lines, &format, err);
		return rc != 0 ? rc : tell_terms(&begin, err);
	}
	return psi_refuse(err, PSI_E_GRAMMAR, 0,
	    "agreements, keys, identities and files that were sent do; "
	    "psi-inspect without --versions says what this file is",
	    "the file does not say of which version it is");
}

static int
read_prefix(
    struct psi_buf *buf, const struct psi_source *source, struct psi_error *err)
{
	uint8_t block[4096];
	size_t got = 1;
	int rc = 0;

	while (rc == 0 && got > 0 && buf->len < PREFIX_BYTES) {
		rc = source->read(
		    source->cookie, block, sizeof block, &got, err);
		if (rc == 0)
			rc = psi_buf_append(buf, block, got, err);
	}
	psi_wipe(block, sizeof block);
	return rc;
}

int
psi_inspect_versions(const struct psi_source *source, psi_inspect_fact *fact,
    void *cookie, struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	int rc;

	if ((rc = read_prefix(&buf, source, err)) == 0) {
		size_t len = buf.len < PREFIX_BYTES ? buf.len : PREFIX_BYTES;
		/* An empty file has no buffer, and NULL no end. */
		const char *text = len > 0 ? (const char *)buf.data : "";
		struct lines lines = { text, text + len, fact, cookie };

		rc = tell_all(&lines, err);
	}
	psi_buf_clear(&buf);
	return rc;
}

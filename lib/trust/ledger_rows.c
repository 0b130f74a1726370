#include "trust/ledger_rows.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "base/error.h"

#define HEADER "agreement,run,session,event,value"
#define IDENTITY_ROW ",,,identity,"
#define BLOCK_BYTES ((size_t)64 << 10)
#define NUM_CELLS 5
/* A row has at most 64 + 9 + 32 + 15 + 93 characters and four commas. */
#define ROW_CHARS 320

static const char *const event_names[PSI_LEDGER_EVENTS] = {
	[PSI_LEDGER_OPEN] = "open",
	[PSI_LEDGER_PLANNED] = "planned",
	[PSI_LEDGER_PUBLIC_KEY] = "public-key",
	[PSI_LEDGER_SENT] = "sent",
	[PSI_LEDGER_RECEIVED] = "received",
	[PSI_LEDGER_ANSWERED] = "answered",
	[PSI_LEDGER_REVEALED] = "revealed",
	[PSI_LEDGER_CLAIMS_SENT] = "claims-sent",
	[PSI_LEDGER_FIELDS_SENT] = "fields-sent",
	[PSI_LEDGER_CLAIMS_RECEIVED] = "claims-received",
	[PSI_LEDGER_FIELDS_RECEIVED] = "fields-received",
	[PSI_LEDGER_CLOSED] = "closed",
	[PSI_LEDGER_REVOKED] = "revoked",
	[PSI_LEDGER_REPLACED] = "replaced",
	[PSI_LEDGER_RECOVERED] = "recovered",
};

const char *
psi_ledger_event_name(enum psi_ledger_event event)
{
	return event_names[event];
}

bool
psi_ledger_event_has_day(enum psi_ledger_event event)
{
	return event == PSI_LEDGER_OPEN || event == PSI_LEDGER_CLOSED ||
	    event == PSI_LEDGER_REVOKED || event == PSI_LEDGER_RECOVERED;
}

bool
psi_ledger_event_has_run(enum psi_ledger_event event)
{
	return event != PSI_LEDGER_REVOKED && event != PSI_LEDGER_REPLACED &&
	    event != PSI_LEDGER_RECOVERED;
}

static bool
has_session(enum psi_ledger_event event)
{
	return event != PSI_LEDGER_REVOKED && event != PSI_LEDGER_RECOVERED;
}

bool
psi_ledger_event_is_shared(enum psi_ledger_event event)
{
	return event >= PSI_LEDGER_CLAIMS_SENT &&
	    event <= PSI_LEDGER_FIELDS_RECEIVED;
}

enum psi_ledger_event
psi_ledger_shared_event(bool is_sent, unsigned int revision)
{
	if (is_sent)
		return revision == 1 ? PSI_LEDGER_CLAIMS_SENT
				     : PSI_LEDGER_FIELDS_SENT;
	return revision == 1 ? PSI_LEDGER_CLAIMS_RECEIVED
			     : PSI_LEDGER_FIELDS_RECEIVED;
}

bool
psi_ledger_same_run(
    const struct psi_ledger_run *a, const struct psi_ledger_run *b)
{
	return a->run == b->run &&
	    psi_public_equal(a->session, b->session, sizeof a->session) &&
	    psi_public_equal(a->agreement, b->agreement, sizeof a->agreement);
}

bool
psi_ledger_row_is_of(const struct psi_ledger_row *row,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	return psi_public_equal(
	    row->run.agreement, agreement, PSI_AGREEMENT_DIGEST_BYTES);
}

/* Do two rows record the same event? The day is not compared, so that a step
 * which is repeated on a later day adds no second row. */
bool
psi_ledger_same_row(
    const struct psi_ledger_row *a, const struct psi_ledger_row *b)
{
	return a->event == b->event && psi_ledger_same_run(&a->run, &b->run) &&
	    a->value_len == b->value_len &&
	    psi_public_equal(a->value, b->value, a->value_len);
}

void
psi_ledger_free(struct psi_ledger *ledger)
{
	if (ledger == NULL)
		return;
	psi_ledger_rows_clear(&ledger->rows);
	psi_array_free(ledger, 1, sizeof *ledger);
}

static int
damaged(struct psi_error *err, uint64_t line, const char *what)
{
	return psi_refuse(err, PSI_E_INPUT, line,
	    "put back a copy of the file that is not older than the last run; "
	    "without one, 'psi-keygen --new-ledger' makes another and says "
	    "what it no longer knows",
	    "the ledger is damaged: %s", what);
}

/* Cut a line into its cells; false unless there are exactly NUM_CELLS. */
static bool
split(const char *text, size_t len, const char *cell[NUM_CELLS],
    size_t cell_len[NUM_CELLS])
{
	for (size_t i = 0; i < NUM_CELLS; i++) {
		const char *comma = memchr(text, ',', len);
		size_t n = comma != NULL ? (size_t)(comma - text) : len;

		if ((comma == NULL) != (i == NUM_CELLS - 1))
			return false;
		cell[i] = text;
		cell_len[i] = n;
		if (comma != NULL) {
			text += n + 1;
			len -= n + 1;
		}
	}
	return true;
}

static bool
read_event(enum psi_ledger_event *out, const char *text, size_t len)
{
	for (int i = 0; i < PSI_LEDGER_EVENTS; i++)
		if (strlen(event_names[i]) == len &&
		    strncmp(event_names[i], text, len) == 0) {
			*out = (enum psi_ledger_event)i;
			return true;
		}
	return false;
}

static bool
read_shared(struct psi_ledger_row *row, const char *text, size_t len)
{
	size_t digest_len = 2 * (size_t)PSI_LEDGER_DIGEST_BYTES;
	size_t rows_at = digest_len + PSI_DATE_CHARS + 1;

	row->value_len = PSI_LEDGER_DIGEST_BYTES;
	return len > rows_at && text[digest_len] == ' ' &&
	    text[rows_at - 1] == ' ' &&
	    psi_hex_decode(row->value, row->value_len, text, digest_len) &&
	    psi_date_decode(
		&row->day, text + digest_len + 1, PSI_DATE_CHARS - 1) &&
	    psi_decimal_decode(
		&row->num_rows, text + rows_at, len - rows_at, UINT64_MAX);
}

static bool
read_value(struct psi_ledger_row *row, const char *text, size_t len)
{
	if (psi_ledger_event_is_shared(row->event))
		return read_shared(row, text, len);
	if (psi_ledger_event_has_day(row->event))
		return psi_date_decode(&row->day, text, len);
	if (row->event == PSI_LEDGER_PUBLIC_KEY) {
		/* A key of 32 bytes and one of 33 are equally long in base64;
		 * the padding at the end tells them apart. */
		for (size_t n = 32; n <= PSI_ELEMENT_MAX_BYTES; n++)
			if (psi_base64_decode(row->value, n, text, len)) {
				row->value_len = n;
				return true;
			}
		return false;
	}
	row->value_len = PSI_LEDGER_DIGEST_BYTES;
	return psi_hex_decode(row->value, row->value_len, text, len);
}

static int
read_row(struct psi_ledger *ledger, const char *text, size_t len, uint64_t line,
    struct psi_error *err)
{
	const char *cell[NUM_CELLS];
	size_t cell_len[NUM_CELLS];
	struct psi_ledger_row row;
	uint64_t run = 0;

	memset(&row, 0, sizeof row);
	if (!split(text, len, cell, cell_len))
		return damaged(err, line, "not five cells");
	if (!read_event(&row.event, cell[3], cell_len[3]))
		return damaged(err, line, "an unknown event");
	if (row.event == PSI_LEDGER_RECOVERED
		? cell_len[0] != 0
		: !psi_hex_decode(row.run.agreement, sizeof row.run.agreement,
		      cell[0], cell_len[0]))
		return damaged(err, line, "no digest of an agreement");
	if (psi_ledger_event_has_run(row.event) &&
	    (!psi_decimal_decode(
		 &run, cell[1], cell_len[1], PSI_LEDGER_RUN_MAX) ||
		run == 0))
		return damaged(err, line, "no number of a run");
	if (has_session(row.event) &&
	    !psi_hex_decode(
		row.run.session, sizeof row.run.session, cell[2], cell_len[2]))
		return damaged(err, line, "no session");
	if ((!psi_ledger_event_has_run(row.event) && cell_len[1] != 0) ||
	    (!has_session(row.event) && cell_len[2] != 0))
		return damaged(err, line, "a run where there is none");
	row.run.run = (uint32_t)run;
	if (!read_value(&row, cell[4], cell_len[4]))
		return damaged(err, line, "the value is not one of its event");
	return psi_ledger_rows_add(&ledger->rows, &row, err);
}

/* The second line: whose ledger it is. */
static int
read_identity(struct psi_ledger *ledger, const char *text, size_t len,
    struct psi_error *err)
{
	const size_t at = strlen(IDENTITY_ROW);

	/* Words of a format are public. */
	if (len <= at || memcmp(text, IDENTITY_ROW, at) != 0 ||
	    psi_public_identity_parse(
		&ledger->identity, text + at, len - at, NULL) != 0)
		return damaged(
		    err, 2, "its second line does not say whose it is");
	return 0;
}

static int
read_text(struct psi_ledger *ledger, const char *text, size_t len,
    struct psi_error *err)
{
	uint64_t line = 0;
	int rc = 0;

	while (rc == 0 && len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t n;

		line++;
		if (end == NULL)
			return damaged(err, line, "it is cut off");
		n = (size_t)(end - text);
		if (line == 2)
			rc = read_identity(ledger, text, n, err);
		else if (line > 1)
			rc = read_row(ledger, text, n, line, err);
		else if (n != strlen(HEADER) || strncmp(text, HEADER, n) != 0)
			rc = damaged(err, line, "its first line is another");
		text += n + 1;
		len -= n + 1;
	}
	if (rc == 0 && line == 0)
		rc = damaged(err, 0, "it is empty");
	if (rc == 0 && line == 1)
		rc = damaged(err, 2, "it does not say whose it is");
	return rc;
}

static int
read_source(struct psi_ledger *ledger, const struct psi_source *source,
    struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	size_t n;
	int rc;

	do {
		if ((rc = psi_buf_reserve(&text, BLOCK_BYTES, err)) != 0 ||
		    (rc = source->read(source->cookie, text.data + text.len,
			 BLOCK_BYTES, &n, err)) != 0)
			goto out;
		text.len += n;
		if (text.len > PSI_LEDGER_BYTES_MAX) {
			rc = damaged(err, 0, "it is over 64 MiB");
			goto out;
		}
	} while (n != 0);
	rc = read_text(ledger, (const char *)text.data, text.len, err);
out:
	psi_buf_clear(&text);
	return rc;
}

int
psi_ledger_read(struct psi_ledger **out, const struct psi_store *store,
    struct psi_error *err)
{
	struct psi_ledger *ledger = psi_array_new(1, sizeof *ledger);
	struct psi_source source;
	struct psi_error absent;
	int rc;

	if (ledger == NULL) {
		(void)psi_error_nomem(err);
		return PSI_E_NOMEM;
	}
	rc = store->open(store->cookie, PSI_LEDGER_OBJECT, &source, &absent);
	if (rc == 0) {
		rc = read_source(ledger, &source, err);
		store->close(store->cookie, &source);
	} else if (rc == PSI_E_ABSENT) {
		rc = psi_refuse(err, PSI_E_STATE, 0,
		    "it stands beside the secret file: where that was moved, "
		    "move its ledger too; if it is lost, 'psi-keygen "
		    "--new-ledger' makes another and says what it no longer "
		    "knows",
		    "the ledger of this identity is missing");
	} else if (err != NULL) {
		*err = absent;
	}
	if (rc == 0)
		*out = ledger;
	else
		psi_ledger_free(ledger);
	return rc;
}

static int
write_row(struct psi_buf *out, const struct psi_ledger_row *row,
    struct psi_error *err)
{
	char *start;
	char *p;
	int rc;

	if ((rc = psi_buf_reserve(out, ROW_CHARS, err)) != 0)
		return rc;
	p = start = (char *)out->data + out->len;
	if (row->event != PSI_LEDGER_RECOVERED) {
		psi_hex_encode(
		    p, row->run.agreement, sizeof row->run.agreement);
		p += 2 * sizeof row->run.agreement;
	}
	*p++ = ',';
	if (psi_ledger_event_has_run(row->event)) {
		char digits[PSI_DECIMAL_CHARS];
		size_t num = psi_decimal_encode(digits, row->run.run);

		memcpy(p, digits, num);
		p += num;
	}
	*p++ = ',';
	if (has_session(row->event)) {
		psi_hex_encode(p, row->run.session, sizeof row->run.session);
		p += 2 * sizeof row->run.session;
	}
	*p++ = ',';
	memcpy(p, event_names[row->event], strlen(event_names[row->event]));
	p += strlen(event_names[row->event]);
	*p++ = ',';
	if (psi_ledger_event_has_day(row->event)) {
		psi_date_encode(p, row->day);
		p += PSI_DATE_CHARS - 1;
	} else if (row->event == PSI_LEDGER_PUBLIC_KEY) {
		psi_base64_encode(p, row->value, row->value_len);
		p += PSI_BASE64_CHARS(row->value_len);
	} else {
		psi_hex_encode(p, row->value, row->value_len);
		p += 2 * row->value_len;
	}
	if (psi_ledger_event_is_shared(row->event)) {
		*p++ = ' ';
		psi_date_encode(p, row->day);
		p += PSI_DATE_CHARS - 1;
		*p++ = ' ';
		p += psi_decimal_encode(p, row->num_rows);
	}
	*p++ = '\n';
	out->len += (size_t)(p - start);
	return 0;
}

int
psi_ledger_write(const struct psi_store *store, const struct psi_ledger *ledger,
    struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	char identity[PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_sink sink;
	int rc;

	psi_public_identity_format(identity, &ledger->identity);
	if ((rc = psi_buf_append_text(&text, HEADER "\n" IDENTITY_ROW, err)) ==
		0 &&
	    (rc = psi_buf_append_text(&text, identity, err)) == 0)
		rc = psi_buf_append_text(&text, "\n", err);
	for (size_t i = 0; rc == 0 && i < ledger->rows.num; i++)
		rc = write_row(&text, &ledger->rows.at[i], err);
	if (rc == 0 && text.len > PSI_LEDGER_BYTES_MAX)
		rc = psi_refuse(err, PSI_E_STATE, 0, "make a new identity",
		    "the ledger is full: it has 64 MiB");
	if (rc != 0)
		goto out;
	if ((rc = store->create(
		 store->cookie, PSI_LEDGER_OBJECT, &sink, err)) != 0)
		goto out;
	if ((rc = sink.write(sink.cookie, text.data, text.len, err)) != 0) {
		store->abandon(store->cookie, &sink);
		goto out;
	}
	rc = store->commit(store->cookie, &sink, err);
out:
	psi_buf_clear(&text);
	return rc;
}

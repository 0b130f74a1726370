#include "trust/ledger.h"

#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "trust/agreement.h"

#define HEADER "agreement,run,session,event,value"
#define BLOCK_BYTES ((size_t)64 << 10)
#define NUM_CELLS 5
/* A row has at most 64 + 9 + 32 + 10 + 64 characters and four commas. */
#define ROW_CHARS 256
#define PAIR_LABEL "psi-parties/1"
/* 9999-12-31. */
#define LAST_DAY 2932896

enum event {
	EVENT_OPEN,
	EVENT_PUBLIC_KEY,
	EVENT_SENT,
	EVENT_RECEIVED,
	EVENT_ANSWERED,
	EVENT_REVEALED,
	EVENT_CLAIMS_SENT,
	EVENT_FIELDS_SENT,
	EVENT_CLAIMS_RECEIVED,
	EVENT_FIELDS_RECEIVED,
	EVENT_CLOSED,
	EVENT_REVOKED,
	EVENT_REPLACED,
	NUM_EVENTS
};

static const char *const event_names[NUM_EVENTS] = {
	[EVENT_OPEN] = "open",
	[EVENT_PUBLIC_KEY] = "public-key",
	[EVENT_SENT] = "sent",
	[EVENT_RECEIVED] = "received",
	[EVENT_ANSWERED] = "answered",
	[EVENT_REVEALED] = "revealed",
	[EVENT_CLAIMS_SENT] = "claims-sent",
	[EVENT_FIELDS_SENT] = "fields-sent",
	[EVENT_CLAIMS_RECEIVED] = "claims-received",
	[EVENT_FIELDS_RECEIVED] = "fields-received",
	[EVENT_CLOSED] = "closed",
	[EVENT_REVOKED] = "revoked",
	[EVENT_REPLACED] = "replaced",
};

struct row {
	/* For revoked and replaced, which are about an agreement, run is 0 and
	 * its cell empty. So is the session of revoked; for replaced it is the
	 * pair of parties that both agreements must be of. */
	struct psi_ledger_run run;
	enum event event;
	/* Of open, closed and revoked, and of shared files. */
	int32_t day;
	/* Of shared files. */
	uint64_t num_rows;
	/* Of the others: a public key or a digest. */
	uint8_t value[PSI_ELEMENT_MAX_BYTES];
	size_t value_len;
};

struct psi_ledger {
	struct row *row;
	size_t num;
	size_t size;
};

static bool
has_day(enum event event)
{
	return event == EVENT_OPEN || event == EVENT_CLOSED ||
	    event == EVENT_REVOKED;
}

/* Claims and fields: their value is "DIGEST DAY ROWS". */
static bool
is_shared(enum event event)
{
	return event >= EVENT_CLAIMS_SENT && event <= EVENT_FIELDS_RECEIVED;
}

static bool
has_run(enum event event)
{
	return event != EVENT_REVOKED && event != EVENT_REPLACED;
}

static bool
has_session(enum event event)
{
	return event != EVENT_REVOKED;
}

/*
 * What stands for the two parties of an agreement, whoever is a: whoever
 * knows the digest of another pair's agreement can write it into one of their
 * own, and must not end it by that.
 */
static void
pair_of(uint8_t out[PSI_LEDGER_SESSION_BYTES],
    const struct psi_agreement *agreement)
{
	const struct psi_public_identity *a = &agreement->party[0].identity;
	const struct psi_public_identity *b = &agreement->party[1].identity;
	uint8_t digest[PSI_SHA256_BYTES];
	struct psi_sha256 sha256;
	/* Identities are public. */
	bool in_order = memcmp(a, b, sizeof *a) <= 0;

	psi_sha256_init(&sha256);
	psi_sha256_update(&sha256, PAIR_LABEL, sizeof PAIR_LABEL - 1);
	psi_sha256_update(&sha256, in_order ? a : b, sizeof *a);
	psi_sha256_update(&sha256, in_order ? b : a, sizeof *a);
	psi_sha256_final(&sha256, digest);
	memcpy(out, digest, PSI_LEDGER_SESSION_BYTES);
}

static bool
same_agreement(
    const struct row *row, const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	return psi_public_equal(
	    row->run.agreement, agreement, PSI_AGREEMENT_DIGEST_BYTES);
}

static bool
same_run(const struct psi_ledger_run *a, const struct psi_ledger_run *b)
{
	return a->run == b->run &&
	    psi_public_equal(a->session, b->session, sizeof a->session) &&
	    psi_public_equal(a->agreement, b->agreement, sizeof a->agreement);
}

/* The same event: days do not count, so that what was done again on a later
 * day is not written twice. */
static bool
same_row(const struct row *a, const struct row *b)
{
	return a->event == b->event && same_run(&a->run, &b->run) &&
	    a->value_len == b->value_len &&
	    psi_public_equal(a->value, b->value, a->value_len);
}

void
psi_ledger_free(struct psi_ledger *ledger)
{
	if (ledger == NULL)
		return;
	psi_array_free(ledger->row, ledger->size, sizeof *ledger->row);
	psi_array_free(ledger, 1, sizeof *ledger);
}

static int
add_row(struct psi_ledger *ledger, const struct row *row, struct psi_error *err)
{
	void *array = ledger->row;
	size_t size = ledger->size == 0 ? 64 : 2 * ledger->size;
	int rc;

	if (ledger->num == ledger->size) {
		if ((rc = psi_array_resize(
			 &array, ledger->size, size, sizeof *row, err)) != 0)
			return rc;
		ledger->row = array;
		ledger->size = size;
	}
	ledger->row[ledger->num++] = *row;
	return 0;
}

static int
damaged(struct psi_error *err, uint64_t line, const char *what)
{
	(void)psi_error_set_line(
	    err, PSI_E_INPUT, line, "the ledger is damaged: %s", what);
	psi_error_hint(err,
	    "put back a copy of the file that is not older than the last run; "
	    "without one, make a new identity and new agreements");
	return PSI_E_INPUT;
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
read_event(enum event *out, const char *text, size_t len)
{
	for (int i = 0; i < NUM_EVENTS; i++)
		if (strlen(event_names[i]) == len &&
		    strncmp(event_names[i], text, len) == 0) {
			*out = (enum event)i;
			return true;
		}
	return false;
}

static bool
read_shared(struct row *row, const char *text, size_t len)
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
read_value(struct row *row, const char *text, size_t len)
{
	if (is_shared(row->event))
		return read_shared(row, text, len);
	if (has_day(row->event))
		return psi_date_decode(&row->day, text, len);
	if (row->event == EVENT_PUBLIC_KEY) {
		/* 32 or 33 bytes, which have the same number of characters:
		 * the padding tells. */
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
	struct row row;
	uint64_t run = 0;

	memset(&row, 0, sizeof row);
	if (!split(text, len, cell, cell_len))
		return damaged(err, line, "not five cells");
	if (!psi_hex_decode(row.run.agreement, sizeof row.run.agreement,
		cell[0], cell_len[0]))
		return damaged(err, line, "no digest of an agreement");
	if (!read_event(&row.event, cell[3], cell_len[3]))
		return damaged(err, line, "an unknown event");
	if (has_run(row.event) &&
	    (!psi_decimal_decode(
		 &run, cell[1], cell_len[1], PSI_LEDGER_RUN_MAX) ||
		run == 0))
		return damaged(err, line, "no number of a run");
	if (has_session(row.event) &&
	    !psi_hex_decode(
		row.run.session, sizeof row.run.session, cell[2], cell_len[2]))
		return damaged(err, line, "no session");
	if ((!has_run(row.event) && cell_len[1] != 0) ||
	    (!has_session(row.event) && cell_len[2] != 0))
		return damaged(err, line, "a run where there is none");
	row.run.run = (uint32_t)run;
	if (!read_value(&row, cell[4], cell_len[4]))
		return damaged(err, line, "the value is not one of its event");
	return add_row(ledger, &row, err);
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
		if (line > 1)
			rc = read_row(ledger, text, n, line, err);
		else if (n != strlen(HEADER) || strncmp(text, HEADER, n) != 0)
			rc = damaged(err, line, "its first line is another");
		text += n + 1;
		len -= n + 1;
	}
	if (rc == 0 && line == 0)
		rc = damaged(err, 0, "it is empty");
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
		rc = 0;
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
write_row(struct psi_buf *out, const struct row *row, struct psi_error *err)
{
	char *start;
	char *p;
	int rc;

	if ((rc = psi_buf_reserve(out, ROW_CHARS, err)) != 0)
		return rc;
	p = start = (char *)out->data + out->len;
	psi_hex_encode(p, row->run.agreement, sizeof row->run.agreement);
	p += 2 * sizeof row->run.agreement;
	*p++ = ',';
	if (has_run(row->event)) {
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
	if (has_day(row->event)) {
		psi_date_encode(p, row->day);
		p += PSI_DATE_CHARS - 1;
	} else if (row->event == EVENT_PUBLIC_KEY) {
		psi_base64_encode(p, row->value, row->value_len);
		p += PSI_BASE64_CHARS(row->value_len);
	} else {
		psi_hex_encode(p, row->value, row->value_len);
		p += 2 * row->value_len;
	}
	if (is_shared(row->event)) {
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

static int
write_ledger(const struct psi_store *store, const struct psi_ledger *ledger,
    struct psi_error *err)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_sink sink;
	int rc;

	rc = psi_buf_append_text(&text, HEADER "\n", err);
	for (size_t i = 0; rc == 0 && i < ledger->num; i++)
		rc = write_row(&text, &ledger->row[i], err);
	if (rc == 0 && text.len > PSI_LEDGER_BYTES_MAX) {
		rc = psi_error_set(
		    err, PSI_E_STATE, "the ledger is full: it has 64 MiB");
		psi_error_hint(err, "make a new identity");
	}
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

/* Add a row unless it is there already; count what is new in *added. */
static int
remember(struct psi_ledger *ledger, const struct row *row, size_t *added,
    struct psi_error *err)
{
	for (size_t i = 0; i < ledger->num; i++)
		if (same_row(&ledger->row[i], row))
			return 0;
	*added += 1;
	return add_row(ledger, row, err);
}

uint32_t
psi_ledger_next_run(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	uint32_t last = 0;

	for (size_t i = 0; i < ledger->num; i++)
		if (same_agreement(&ledger->row[i], agreement) &&
		    ledger->row[i].run.run > last)
			last = ledger->row[i].run.run;
	return last + 1;
}

/* Is there a row of this event for this very run? */
static bool
has_event(const struct psi_ledger *ledger, const struct psi_ledger_run *run,
    enum event event)
{
	for (size_t i = ledger->num; i-- > 0;)
		if (ledger->row[i].event == event &&
		    same_run(&ledger->row[i].run, run))
			return true;
	return false;
}

bool
psi_ledger_is_closed(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run)
{
	return has_event(ledger, run, EVENT_CLOSED);
}

bool
psi_ledger_has_later_reveal(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run)
{
	for (size_t i = ledger->num; i-- > 0;)
		if (ledger->row[i].event == EVENT_REVEALED &&
		    ledger->row[i].run.run > run->run &&
		    same_agreement(&ledger->row[i], run->agreement))
			return true;
	return false;
}

bool
psi_ledger_has_unanswered(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	for (size_t i = ledger->num; i-- > 0;) {
		const struct row *row = &ledger->row[i];

		if (row->event == EVENT_ANSWERED &&
		    same_agreement(row, agreement))
			return !has_event(ledger, &row->run, EVENT_REVEALED);
	}
	return false;
}

bool
psi_ledger_find_open(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES],
    struct psi_ledger_run *out)
{
	size_t num_open = 0;
	size_t num_closed = 0;

	/* Each run is opened and closed once, so equal numbers mean that none
	 * is open: the usual case, without a search for every run. */
	for (size_t i = 0; i < ledger->num; i++)
		if (same_agreement(&ledger->row[i], agreement)) {
			num_open += ledger->row[i].event == EVENT_OPEN;
			num_closed += ledger->row[i].event == EVENT_CLOSED;
		}
	if (num_open == num_closed)
		return false;
	for (size_t i = ledger->num; i-- > 0;) {
		const struct row *row = &ledger->row[i];

		if (row->event == EVENT_OPEN &&
		    same_agreement(row, agreement) &&
		    !psi_ledger_is_closed(ledger, &row->run)) {
			*out = row->run;
			return true;
		}
	}
	return false;
}

uint32_t
psi_ledger_count_runs(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    uint32_t period_days)
{
	uint32_t num = 0;

	for (size_t i = 0; i < ledger->num; i++)
		if (ledger->row[i].event == EVENT_OPEN &&
		    same_agreement(&ledger->row[i], agreement) &&
		    (int64_t)ledger->row[i].day >
			(int64_t)today - (int64_t)period_days)
			num++;
	return num;
}

bool
psi_ledger_has_received(const struct psi_ledger *ledger,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES],
    const struct psi_ledger_run *run)
{
	for (size_t i = 0; i < ledger->num; i++) {
		const struct row *row = &ledger->row[i];

		if (row->event == EVENT_RECEIVED &&
		    psi_public_equal(
			row->value, digest, PSI_LEDGER_DIGEST_BYTES) &&
		    (run == NULL || !same_run(&row->run, run)))
			return true;
	}
	return false;
}

bool
psi_ledger_has_public_key(const struct psi_ledger *ledger,
    const uint8_t *public_key, size_t public_key_len)
{
	for (size_t i = 0; i < ledger->num; i++)
		if (ledger->row[i].event == EVENT_PUBLIC_KEY &&
		    ledger->row[i].value_len == public_key_len &&
		    psi_public_equal(
			ledger->row[i].value, public_key, public_key_len))
			return true;
	return false;
}

int
psi_ledger_check_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	uint8_t pair[PSI_LEDGER_SESSION_BYTES];
	char text[65];

	pair_of(pair, agreement);
	for (size_t i = 0; i < ledger->num; i++) {
		const struct row *row = &ledger->row[i];

		if (!same_agreement(row, agreement->digest))
			continue;
		if (row->event == EVENT_REVOKED) {
			psi_date_encode(text, row->day);
			return psi_error_set(err, PSI_E_AGREEMENT,
			    "the agreement was revoked here on %s", text);
		}
		if (row->event == EVENT_REPLACED &&
		    psi_public_equal(row->run.session, pair, sizeof pair)) {
			psi_hex_encode(text, row->value, row->value_len);
			(void)psi_error_set(err, PSI_E_AGREEMENT,
			    "the agreement was replaced by another one, with "
			    "the digest %s",
			    text);
			psi_error_hint(err, "use that one");
			return PSI_E_AGREEMENT;
		}
	}
	return 0;
}

/* Days come from a caller's clock. */
static int
check_day(int32_t day, struct psi_error *err)
{
	if (day >= 0 && day <= LAST_DAY)
		return 0;
	return psi_error_set(
	    err, PSI_E_ARG, "today is not between 1970 and 9999");
}

static int
refuse_unknown(const struct psi_ledger_run *run, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_STATE,
	    "run %lu is not in the ledger of this identity",
	    (unsigned long)run->run);
	psi_error_hint(err,
	    "the ledger stands beside the secret file; where that was moved, "
	    "move its ledger too");
	return PSI_E_STATE;
}

/* PSI_E_STATE unless this session has this run open. */
static int
check_open(const struct psi_ledger *ledger, const struct psi_ledger_run *run,
    struct psi_error *err)
{
	if (!has_event(ledger, run, EVENT_OPEN))
		return refuse_unknown(run, err);
	if (psi_ledger_is_closed(ledger, run))
		return psi_error_set(err, PSI_E_STATE, "run %lu is closed",
		    (unsigned long)run->run);
	return 0;
}

/* May this session open (or go on with) a run? Sets run->run. */
static int
check_reserve(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, bool *again, struct psi_error *err)
{
	struct psi_ledger_run open;
	uint32_t next = psi_ledger_next_run(ledger, run->agreement);
	int rc;

	if ((rc = psi_ledger_check_agreement(ledger, agreement, err)) != 0)
		return rc;
	if (psi_ledger_find_open(ledger, run->agreement, &open)) {
		*again = psi_public_equal(
		    open.session, run->session, sizeof open.session);
		if (*again && (run->run == 0 || run->run == open.run)) {
			run->run = open.run;
			return 0;
		}
		(void)psi_error_set(err, PSI_E_STATE,
		    "run %lu of this agreement is still open",
		    (unsigned long)open.run);
		psi_error_hint(err,
		    "go on with the session folder of that run, or end it "
		    "with psi-close");
		return PSI_E_STATE;
	}
	for (size_t i = 0; i < ledger->num; i++)
		if (same_agreement(&ledger->row[i], run->agreement) &&
		    ledger->row[i].event == EVENT_CLOSED &&
		    psi_public_equal(ledger->row[i].run.session, run->session,
			sizeof run->session))
			return psi_error_set(err, PSI_E_STATE,
			    "the run of this session is closed");
	if (run->run == 0)
		run->run = next;
	if (run->run < next) {
		(void)psi_error_set(err, PSI_E_STATE,
		    "run %lu is not above the runs of this agreement so far",
		    (unsigned long)run->run);
		psi_error_hint(err,
		    "the next run is %lu; agree on its number with the "
		    "partner",
		    (unsigned long)next);
		return PSI_E_STATE;
	}
	if (run->run > PSI_LEDGER_RUN_MAX)
		return psi_error_set(err, PSI_E_STATE,
		    "the numbers of runs of this agreement are used up");
	if (psi_ledger_count_runs(ledger, run->agreement, today,
		agreement->period_days) >= agreement->runs)
		return psi_error_set(err, PSI_E_AGREEMENT,
		    "the agreement allows %lu runs in %lu days, and they have "
		    "been used",
		    (unsigned long)agreement->runs,
		    (unsigned long)agreement->period_days);
	return 0;
}

static int
reserve_locked(const struct psi_store *store,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct row row;
	size_t added = 0;
	bool again = false;
	int rc;

	if ((rc = psi_ledger_read(&ledger, store, err)) != 0)
		return rc;
	if ((rc = check_reserve(ledger, agreement, today, run, &again, err)) !=
		0 ||
	    again)
		goto out;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = EVENT_OPEN;
	row.day = today;
	if ((rc = remember(ledger, &row, &added, err)) != 0)
		goto out;
	if (agreement->has_replaces) {
		memset(&row, 0, sizeof row);
		row.event = EVENT_REPLACED;
		pair_of(row.run.session, agreement);
		memcpy(row.run.agreement, agreement->replaces,
		    sizeof row.run.agreement);
		memcpy(row.value, agreement->digest, sizeof agreement->digest);
		row.value_len = sizeof agreement->digest;
		if ((rc = remember(ledger, &row, &added, err)) != 0)
			goto out;
	}
	rc = write_ledger(store, ledger, err);
out:
	psi_ledger_free(ledger);
	return rc;
}

int
psi_ledger_reserve(const struct psi_store *store,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, struct psi_error *err)
{
	struct psi_ledger_run wanted = *run;
	int rc;

	memcpy(wanted.agreement, agreement->digest, sizeof wanted.agreement);
	if ((rc = check_day(today, err)) != 0)
		return rc;
	if ((rc = store->lock(store->cookie, err)) != 0)
		return rc;
	rc = reserve_locked(store, agreement, today, &wanted, err);
	store->unlock(store->cookie);
	if (rc == 0)
		*run = wanted;
	return rc;
}

/*
 * Under the lock: read, let `check` refuse, add the rows that are not there
 * yet, write. All functions below are this.
 */
struct change {
	const struct row *rows;
	size_t num;
	/* May be NULL. */
	int (*check)(const struct psi_ledger *ledger,
	    const struct change *change, struct psi_error *err);
	/* For `check` of a received file. */
	const uint8_t *public_key;
	size_t public_key_len;
};

static int
apply_locked(const struct psi_store *store, const struct change *change,
    struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	size_t added = 0;
	int rc;

	if ((rc = psi_ledger_read(&ledger, store, err)) != 0)
		return rc;
	if (change->check != NULL &&
	    (rc = change->check(ledger, change, err)) != 0)
		goto out;
	for (size_t i = 0; i < change->num; i++)
		if ((rc = remember(ledger, &change->rows[i], &added, err)) != 0)
			goto out;
	if (added > 0)
		rc = write_ledger(store, ledger, err);
out:
	psi_ledger_free(ledger);
	return rc;
}

static int
apply(const struct psi_store *store, const struct change *change,
    struct psi_error *err)
{
	int rc;

	if ((rc = store->lock(store->cookie, err)) != 0)
		return rc;
	rc = apply_locked(store, change, err);
	store->unlock(store->cookie);
	return rc;
}

static int
check_sent(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	return check_open(ledger, &change->rows[0].run, err);
}

int
psi_ledger_record_sent(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
{
	struct row rows[2];
	struct change change = { rows, 2, check_sent, NULL, 0 };

	if (public_key_len < 32 || public_key_len > PSI_ELEMENT_MAX_BYTES)
		return psi_error_set(
		    err, PSI_E_ARG, "not the length of a public key");
	memset(rows, 0, sizeof rows);
	rows[0].run = *run;
	rows[0].event = EVENT_PUBLIC_KEY;
	memcpy(rows[0].value, public_key, public_key_len);
	rows[0].value_len = public_key_len;
	rows[1].run = *run;
	rows[1].event = EVENT_SENT;
	memcpy(rows[1].value, digest, PSI_LEDGER_DIGEST_BYTES);
	rows[1].value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

static int
check_received(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct row *row = &change->rows[0];
	int rc;

	if ((rc = check_open(ledger, &row->run, err)) != 0)
		return rc;
	if (psi_ledger_has_received(ledger, row->value, &row->run))
		return psi_error_set(err, PSI_E_MISMATCH,
		    "this file was received in an earlier run");
	if (psi_ledger_has_public_key(
		ledger, change->public_key, change->public_key_len))
		return psi_error_set(err, PSI_E_MISMATCH,
		    "the public key of this file is one of our own runs");
	if (has_event(ledger, &row->run, EVENT_RECEIVED)) {
		for (size_t i = 0; i < ledger->num; i++)
			if (same_row(&ledger->row[i], row))
				return 0;
		(void)psi_error_set(err, PSI_E_STATE,
		    "another file of the partner was received in this run "
		    "already");
		psi_error_hint(err,
		    "one run answers one file: use that one again, or close "
		    "this run and begin a new one");
		return PSI_E_STATE;
	}
	return 0;
}

int
psi_ledger_record_received(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
{
	struct row row;
	struct change change = { &row, 1, check_received, public_key,
		public_key_len };

	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = EVENT_RECEIVED;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

/* One event of an open run that has a digest. */
static int
record_digest(const struct psi_store *store, const struct psi_ledger_run *run,
    enum event event, const uint8_t digest[PSI_LEDGER_DIGEST_BYTES],
    int (*check)(
	const struct psi_ledger *, const struct change *, struct psi_error *),
    struct psi_error *err)
{
	struct row row;
	struct change change = { &row, 1, check, NULL, 0 };

	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = event;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

int
psi_ledger_record_answered(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
{
	return record_digest(
	    store, run, EVENT_ANSWERED, digest, check_sent, err);
}

static int
check_revealed(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct row *row = &change->rows[0];
	int rc;

	if ((rc = check_open(ledger, &row->run, err)) != 0)
		return rc;
	for (size_t i = 0; i < ledger->num; i++) {
		if (ledger->row[i].event != EVENT_REVEALED ||
		    !same_run(&ledger->row[i].run, &row->run) ||
		    same_row(&ledger->row[i], row))
			continue;
		(void)psi_error_set(err, PSI_E_STATE,
		    "another answer of the partner was revealed in this run "
		    "already");
		psi_error_hint(err, "use that one again, or close this run");
		return PSI_E_STATE;
	}
	return 0;
}

int
psi_ledger_record_revealed(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
{
	return record_digest(
	    store, run, EVENT_REVEALED, digest, check_revealed, err);
}

static enum event
shared_event(bool is_sent, unsigned int revision)
{
	if (is_sent)
		return revision == 1 ? EVENT_CLAIMS_SENT : EVENT_FIELDS_SENT;
	return revision == 1 ? EVENT_CLAIMS_RECEIVED : EVENT_FIELDS_RECEIVED;
}

/* One file of each kind in a run: nothing stated changes. The run is closed
 * by then, since it was revealed. */
static int
check_shared(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct row *row = &change->rows[0];

	if (!has_event(ledger, &row->run, EVENT_OPEN))
		return refuse_unknown(&row->run, err);
	if (!has_event(ledger, &row->run, row->event))
		return 0;
	for (size_t i = 0; i < ledger->num; i++)
		if (same_row(&ledger->row[i], row))
			return 0;
	return psi_error_set(err, PSI_E_STATE,
	    "the ledger knows another file of this kind in this run");
}

int
psi_ledger_record_shared(const struct psi_store *store,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], uint64_t num_rows,
    int32_t today, struct psi_error *err)
{
	struct row row;
	struct change change = { &row, 1, check_shared, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = shared_event(is_sent, revision);
	row.day = today;
	row.num_rows = num_rows;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

bool
psi_ledger_has_shared(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t *digest)
{
	enum event event = shared_event(is_sent, revision);

	for (size_t i = 0; i < ledger->num; i++) {
		const struct row *row = &ledger->row[i];

		if (row->event == event && same_run(&row->run, run) &&
		    (digest == NULL ||
			psi_public_equal(
			    row->value, digest, PSI_LEDGER_DIGEST_BYTES)))
			return true;
	}
	return false;
}

void
psi_ledger_first_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement,
    uint8_t out[PSI_AGREEMENT_DIGEST_BYTES])
{
	uint8_t pair[PSI_LEDGER_SESSION_BYTES];

	pair_of(pair, agreement);
	memcpy(out, agreement->digest, PSI_AGREEMENT_DIGEST_BYTES);
	/* Rows are only added, and the newer agreement's stands behind: one
	 * pass from the end follows the chain, which cannot be a circle. */
	for (size_t i = ledger->num; i-- > 0;) {
		const struct row *row = &ledger->row[i];

		if (row->event == EVENT_REPLACED &&
		    psi_public_equal(row->run.session, pair, sizeof pair) &&
		    psi_public_equal(
			row->value, out, PSI_AGREEMENT_DIGEST_BYTES))
			memcpy(out, row->run.agreement,
			    PSI_AGREEMENT_DIGEST_BYTES);
	}
}

static int
check_close(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct psi_ledger_run *run = &change->rows[0].run;

	if (has_event(ledger, run, EVENT_OPEN))
		return 0;
	return refuse_unknown(run, err);
}

int
psi_ledger_close(const struct psi_store *store,
    const struct psi_ledger_run *run, int32_t today, struct psi_error *err)
{
	struct row row;
	struct change change = { &row, 1, check_close, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = EVENT_CLOSED;
	row.day = today;
	return apply(store, &change, err);
}

int
psi_ledger_revoke(const struct psi_store *store,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    struct psi_error *err)
{
	struct row row;
	struct change change = { &row, 1, NULL, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	memcpy(row.run.agreement, agreement, PSI_AGREEMENT_DIGEST_BYTES);
	row.event = EVENT_REVOKED;
	row.day = today;
	return apply(store, &change, err);
}

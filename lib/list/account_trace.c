#include "list/account_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "list/account_id.h"
#include "list/account_rows.h"
#include "list/explain.h"
#include "terms/made_id.h"

/* "line 4 column 3 domain: ", and a step. */
#define STEP_CHARS 256
/* Why an override drops a key. */
#define NEVER "never (an override removes it)"

/*
 * Texts with a kind each, one after the other: length, kind and text. They
 * are few, so they are searched from the front.
 */
struct texts {
	struct psi_buf bytes;
};

struct text {
	unsigned int kind;
	struct psi_cell value;
};

struct psi_account_trace {
	struct psi_account_trace_config config;
	/* The steps of the row that is being read, until it is known whose row
	 * it is: the step (kind 0) and what comes of it (kind 1). */
	struct texts pending;
	/* The length of the whole cell: a part of that length is not told. */
	size_t cell_len;
	/* The account's number; PSI_NO_ACCOUNT until its first row. */
	uint32_t index;
	char country[PSI_COUNTRY_CHARS];
	enum psi_population population;
	/* Its keys, by type. */
	struct texts keys;
	/* Keys that it could have had: the value (by type), then the reason. */
	struct texts dropped;
	/* Keys that an override takes away, by type. */
	struct texts never;
	/* The list has the account, or a line of this name. */
	bool found;
	/* Rows of it were told. */
	bool has_rows;
	/* All its rows were seen, and this came of them. */
	bool complete;
	bool excluded;
	bool without_key;
};

/* ---- texts ---- */

static int
texts_add(struct texts *texts, unsigned int kind, struct psi_cell value,
    struct psi_error *err)
{
	size_t head[2] = { value.len, kind };
	int rc = psi_buf_append(&texts->bytes, head, sizeof head, err);

	return rc != 0
	    ? rc
	    : psi_buf_append(&texts->bytes, value.text, value.len, err);
}

static int
texts_add_text(struct texts *texts, unsigned int kind, const char *text,
    struct psi_error *err)
{
	struct psi_cell value = { text, strlen(text) };

	return texts_add(texts, kind, value, err);
}

static bool
texts_next(struct text *out, const struct texts *texts, size_t *pos)
{
	const uint8_t *p;
	size_t head[2];

	if (*pos == texts->bytes.len)
		return false;
	p = texts->bytes.data + *pos;
	memcpy(head, p, sizeof head);
	out->kind = (unsigned int)head[1];
	out->value.text = (const char *)p + sizeof head;
	out->value.len = head[0];
	*pos += sizeof head + head[0];
	return true;
}

static bool
texts_have(const struct texts *texts, unsigned int kind, struct psi_cell value)
{
	struct text text;
	size_t pos = 0;

	while (texts_next(&text, texts, &pos)) {
		if (text.kind == kind && psi_cell_equal(text.value, value))
			return true;
	}
	return false;
}

/* ---- from birth to death ---- */

int
psi_account_trace_new(struct psi_account_trace **out,
    const struct psi_account_trace_config *config, struct psi_error *err)
{
	struct psi_account_trace *trace = calloc(1, sizeof *trace);

	if (trace == NULL)
		return psi_error_nomem(err);
	trace->config = *config;
	trace->index = PSI_NO_ACCOUNT;
	*out = trace;
	return 0;
}

void
psi_account_trace_free(struct psi_account_trace *trace)
{
	if (trace == NULL)
		return;
	psi_buf_clear(&trace->pending.bytes);
	psi_buf_clear(&trace->keys.bytes);
	psi_buf_clear(&trace->dropped.bytes);
	psi_buf_clear(&trace->never.bytes);
	free(trace);
}

/* ---- telling ---- */

static void
tell(const struct psi_account_trace *trace, const char *step,
    struct psi_cell text)
{
	trace->config.step(trace->config.cookie, step, text.text, text.len);
}

static void
tell_text(
    const struct psi_account_trace *trace, const char *step, const char *text)
{
	struct psi_cell cell = { text, strlen(text) };

	tell(trace, step, cell);
}

static bool
is_ours(const struct psi_account_trace *trace, const struct psi_event *event)
{
	char made[PSI_MADE_ID_CHARS];
	struct psi_cell id = event->account;

	if (id.len == 0)
		id = psi_made_id(made, event->list, event->line);
	return psi_cell_equal(
	    psi_account_id(id), psi_account_id(trace->config.account));
}

/* ---- one row ---- */

/* "line 4 column 3 domain: " and the step; of several exports with the number
 * of the export before it. */
static void
write_place(char out[STEP_CHARS], const struct psi_account_trace *trace,
    const struct psi_event *event, const char *step)
{
	unsigned long long line = event->line;
	char list[24] = "";

	if (trace->config.several)
		(void)snprintf(list, sizeof list, "list %u ", event->list + 1);
	if (event->field == PSI_NUM_FIELDS)
		(void)snprintf(
		    out, STEP_CHARS, "%sline %llu row: %s", list, line, step);
	else if (event->column == 0)
		(void)snprintf(out, STEP_CHARS, "%sline %llu %s: %s", list,
		    line, psi_field_name(event->field), step);
	else
		(void)snprintf(out, STEP_CHARS, "%sline %llu column %zu %s: %s",
		    list, line, event->column, psi_field_name(event->field),
		    step);
}

/* A step of a row that may be the account's. */
static int
keep_step(struct psi_account_trace *trace, const struct psi_event *event,
    const char *step, struct psi_cell value, struct psi_error *err)
{
	char place[STEP_CHARS];
	int rc;

	/* In a later export any row may meet the account. */
	if (event->list == 0 && event->account.len > 0 &&
	    !is_ours(trace, event))
		return 0;
	write_place(place, trace, event, step);
	rc = texts_add_text(&trace->pending, 0, place, err);
	return rc != 0 ? rc : texts_add(&trace->pending, 1, value, err);
}

static int
keep_reason(struct psi_account_trace *trace, const struct psi_event *event,
    const char *step, struct psi_error *err)
{
	char reason[PSI_REASON_CHARS];
	struct psi_cell value = { reason, 0 };

	psi_explain_reason(reason, event->reject);
	value.len = strlen(reason);
	return keep_step(trace, event, step, value, err);
}

static int
on_step(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	if (event->kind == PSI_EVENT_CELL ||
	    (event->kind == PSI_EVENT_STEP &&
		strcmp(event->step, "repaired") == 0))
		trace->cell_len = event->value.len;
	if (event->kind == PSI_EVENT_PART &&
	    event->value.len == trace->cell_len)
		return 0;
	if (event->kind != PSI_EVENT_STEP)
		return keep_step(trace, event, "value", event->value, err);
	return event->reject == PSI_REJECT_NONE
	    ? keep_step(trace, event, event->step, event->value, err)
	    : keep_reason(trace, event, event->step, err);
}

/* Of a cell: the step that ends here. */
static int
on_cell_note(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	/* The rule that was looked for has been told. */
	if (event->reject == PSI_REJECT_POPULATION)
		return 0;
	return keep_reason(trace, event,
	    psi_reject_is_note(event->reject) ? "note" : "no key", err);
}

/* Whose row it was that was read. */
static void
on_row(struct psi_account_trace *trace, const struct psi_event *event)
{
	bool named = is_ours(trace, event);
	struct text step;
	struct text value;
	size_t pos = 0;

	if (named && event->first)
		trace->index = event->index;
	if (named || event->index == trace->index) {
		trace->found = true;
		trace->has_rows = true;
		while (texts_next(&step, &trace->pending, &pos) &&
		    texts_next(&value, &trace->pending, &pos)) {
			char text[STEP_CHARS];

			(void)snprintf(text, sizeof text, "%.*s",
			    (int)step.value.len, step.value.text);
			tell(trace, text, value.value);
		}
	}
	trace->pending.bytes.len = 0;
}

/* ---- what is said of the account ---- */

static int
on_account_note(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	char step[STEP_CHARS];
	char reason[PSI_REASON_CHARS];

	trace->excluded |= event->reject == PSI_REJECT_EXCLUDED;
	trace->without_key |= event->reject == PSI_REJECT_NO_KEY;
	/* What is told at the end, or among the keys that are dropped. */
	if (trace->excluded || trace->without_key ||
	    event->reject == PSI_REJECT_MANY_ACCOUNTS ||
	    event->reject == PSI_REJECT_OTHERS_DOMAIN ||
	    event->reject == PSI_REJECT_EQUAL_CLAIM ||
	    event->reject == PSI_REJECT_GUEST)
		return 0;
	psi_explain_reason(reason, event->reject);
	/* In the middle of its row. */
	if (event->reject == PSI_REJECT_TOO_LONG)
		return keep_step(trace, event, reason, event->value, err);
	write_place(step, trace, event, reason);
	tell(trace, step, event->value);
	return 0;
}

static int
on_note(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	if (event->field != PSI_NUM_FIELDS)
		return on_cell_note(trace, event, err);
	if (!is_ours(trace, event))
		return 0;
	trace->found = true;
	return on_account_note(trace, event, err);
}

static void
on_override(struct psi_account_trace *trace, const struct psi_event *event)
{
	char step[STEP_CHARS];

	if (strcmp(event->step, "force") != 0 || !is_ours(trace, event))
		return;
	(void)snprintf(step, sizeof step, "override: forced %s",
	    psi_key_type_name(event->type));
	tell(trace, step, event->value);
}

static void
drop_reason(char out[PSI_REASON_CHARS], const struct psi_event *event)
{
	static const char *const words[] = {
		[PSI_DROP_TYPE] = "type (keys of this type are not asked for)",
		[PSI_DROP_COUNTRY] = "country (it is not known)",
		[PSI_DROP_SEVERAL] = "several-accounts (others of the list "
				     "come to it too)",
		[PSI_DROP_PLAIN_LOOSE] = "loose (it goes out without the "
					 "country)",
		[PSI_DROP_COUNTRY_ONLY] = "country-only (an institution's "
					  "name, or a short one)",
		[PSI_DROP_WIDESPREAD] = "many-countries (accounts of three "
					"have it)",
		[PSI_DROP_HAS_DOMAIN] = "domain (the account has one)",
	};

	if (event->drop == PSI_DROP_REJECT)
		psi_explain_reason(out, event->reject);
	else
		(void)snprintf(out, PSI_REASON_CHARS, "%s", words[event->drop]);
}

/* Keep a key as it would have been written: with its country. */
static int
on_dropped(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	char reason[PSI_REASON_CHARS];
	struct psi_cell value;
	int rc = psi_buf_append(&buf, event->value.text, event->value.len, err);

	if (rc == 0 && event->country != NULL && event->country[0] != '\0') {
		rc = psi_buf_append_text(&buf, "|", err);
		if (rc == 0)
			rc = psi_buf_append_text(&buf, event->country, err);
	}
	value.text = (const char *)buf.data;
	value.len = buf.len;
	drop_reason(reason, event);
	if (rc == 0)
		rc = texts_add(&trace->dropped, event->type, value, err);
	if (rc == 0)
		rc = texts_add_text(&trace->dropped, 0, reason, err);
	psi_buf_clear(&buf);
	return rc;
}

/* An override takes the key away, whatever else was said of it. */
static int
on_never(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	int rc = texts_add(&trace->never, event->type, event->value, err);

	if (rc == 0)
		rc = texts_add(&trace->dropped, event->type, event->value, err);
	return rc != 0 ? rc : texts_add_text(&trace->dropped, 0, NEVER, err);
}

/* All its rows are in. */
static int
on_account(struct psi_account_trace *trace, const struct psi_event *event,
    struct psi_error *err)
{
	if (event->kind == PSI_EVENT_DROPPED)
		return on_dropped(trace, event, err);
	if (event->kind == PSI_EVENT_NEVER)
		return on_never(trace, event, err);
	if (event->kind == PSI_EVENT_KEY)
		return texts_add(&trace->keys, event->type, event->value, err);
	trace->complete = true;
	trace->population = event->population;
	memcpy(trace->country, event->about->country, PSI_COUNTRY_CHARS);
	return 0;
}

int
psi_account_trace_hear(struct psi_account_trace *trace,
    const struct psi_event *event, struct psi_error *err)
{
	switch (event->kind) {
	case PSI_EVENT_OVERRIDE:
		on_override(trace, event);
		return 0;
	case PSI_EVENT_CELL:
	case PSI_EVENT_PART:
	case PSI_EVENT_STEP:
		return on_step(trace, event, err);
	case PSI_EVENT_NOTE:
		return on_note(trace, event, err);
	case PSI_EVENT_ROW:
		on_row(trace, event);
		return 0;
	case PSI_EVENT_DROPPED:
	case PSI_EVENT_NEVER:
	case PSI_EVENT_ACCOUNT:
	case PSI_EVENT_KEY:
		return is_ours(trace, event) ? on_account(trace, event, err)
					     : 0;
	case PSI_EVENT_FORCED:
	case PSI_EVENT_IN_DIRECTORY:
	case PSI_EVENT_OTHER:
		break;
	}
	return 0;
}

/* ---- the end ---- */

/* Tell each key that the account could have had, once, if it has it not. */
static int
tell_dropped(struct psi_account_trace *trace, struct psi_error *err)
{
	const struct psi_cell never = PSI_CELL(NEVER);
	struct texts told = { PSI_BUF_INIT };
	struct text key;
	struct text reason;
	size_t pos = 0;
	int rc = 0;

	while (rc == 0 && texts_next(&key, &trace->dropped, &pos) &&
	    texts_next(&reason, &trace->dropped, &pos)) {
		char step[STEP_CHARS];

		if (texts_have(&trace->keys, key.kind, key.value) ||
		    texts_have(&told, key.kind, key.value))
			continue;
		if (texts_have(&trace->never, key.kind, key.value))
			reason.value = never;
		(void)snprintf(step, sizeof step, "dropped %s: %.*s",
		    psi_key_type_name((enum psi_key_type)key.kind),
		    (int)reason.value.len, reason.value.text);
		tell(trace, step, key.value);
		rc = texts_add(&told, key.kind, key.value, err);
	}
	psi_buf_clear(&told.bytes);
	return rc;
}

static void
tell_keys(const struct psi_account_trace *trace)
{
	struct text text;
	size_t pos = 0;

	if (trace->country[0] != '\0')
		tell_text(trace, "country", trace->country);
	tell_text(trace, "population", psi_population_name(trace->population));
	while (texts_next(&text, &trace->keys, &pos))
		tell(trace, psi_key_type_name((enum psi_key_type)text.kind),
		    text.value);
}

static void
tell_no_key(const struct psi_account_trace *trace, enum psi_reject reject)
{
	char reason[PSI_REASON_CHARS];

	psi_explain_reason(reason, reject);
	tell_text(trace, "no key", reason);
}

int
psi_account_trace_finish(
    struct psi_account_trace *trace, bool *found, struct psi_error *err)
{
	*found = trace->found;
	if (trace->excluded)
		tell_no_key(trace, PSI_REJECT_EXCLUDED);
	else if (!trace->complete && trace->has_rows)
		tell_text(trace, "no key",
		    "repeated-row (an earlier row without an id says "
		    "the same: it has the keys)");
	if (trace->excluded || !trace->complete)
		return 0;
	tell_keys(trace);
	if (trace->without_key)
		tell_no_key(trace, PSI_REJECT_NO_KEY);
	return tell_dropped(trace, err);
}

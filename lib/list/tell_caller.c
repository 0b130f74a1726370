#include "list/tell_caller.h"

#include "base/error.h"
#include "table/csv_reader.h"

static int
tell_note(
    const struct psi_normalize_events *events, const struct psi_event *event)
{
	const struct psi_normalize_note out = { .list = event->list,
		.line = event->line,
		.column = event->column,
		.field = event->field == PSI_NUM_FIELDS
		    ? "row"
		    : psi_field_name(event->field),
		.reason = psi_reject_name(event->reject),
		.text = psi_reject_text(event->reject),
		.account = event->account.text,
		.account_len = event->account.len,
		.value = event->value.text,
		.value_len = event->value.len };

	return events->note(events->cookie, &out);
}

static int
tell_key(
    const struct psi_normalize_events *events, const struct psi_event *event)
{
	const struct psi_normalize_key out = { .account = event->account.text,
		.account_len = event->account.len,
		.population = psi_population_name(event->population),
		.type = psi_key_type_name(event->type),
		.value = event->value.text,
		.value_len = event->value.len };

	return events->key(events->cookie, &out);
}

static int
stopped(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_IO, "stopped by the caller");
}

int
psi_tell_caller(const struct psi_normalize_events *events,
    const struct psi_event *event, struct psi_error *err)
{
	int rc = 0;

	if (events == NULL)
		return 0;
	if (event->kind == PSI_EVENT_NOTE && events->note != NULL)
		rc = tell_note(events, event);
	else if (event->kind == PSI_EVENT_KEY && events->key != NULL)
		rc = tell_key(events, event);
	return rc == 0 ? 0 : stopped(err);
}

int
psi_tell_encoding(const struct psi_normalize_events *events, unsigned int list,
    const struct psi_csv_reader *reader, struct psi_error *err)
{
	if (reader == NULL || !psi_csv_reader_guessed(reader) ||
	    events == NULL || events->advice == NULL)
		return 0;
	const struct psi_normalize_advice advice = { .kind =
							 PSI_ADVICE_ENCODING,
		.list = list,
		.field = psi_encoding_name(psi_csv_reader_encoding(reader)) };

	return events->advice(events->cookie, &advice) == 0 ? 0 : stopped(err);
}
